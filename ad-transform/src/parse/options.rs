//! The options of the attribute: `#[differentiate(order = 2, wrt(x), ..)]` as a plain struct.

use crate::diagnose;
use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, LitInt, Path, Token, parenthesized, parse_quote};

/// What stands in the attribute's parentheses.
#[derive(Clone)]
pub struct Options {
    /// `order = 2`: how many times the function can be differentiated.
    pub order: u8,
    /// `wrt(x, y)`: the differentiable parameters, by name (`self` included).
    pub wrt: Option<Vec<Ident>>,
    /// `name = other`: what the companion is called.
    pub name: Option<Ident>,
    /// `crate = path`: where the facade is found.
    pub krate: Path,
    /// Where the derivative comes from.
    pub rule: Rule,
}

/// Where the derivative of a function comes from.
#[derive(Clone)]
pub enum Rule {
    /// From its body.
    Body,
    /// `derivative(x = expr, ..)`: from partial derivatives.
    Partials(Vec<(Ident, Expr)>),
    /// `jvp = path`, `vjp = path`: from functions with the signatures of the companion's.
    Functions {
        /// Forward mode.
        jvp: Option<Path>,
        /// Reverse mode.
        vjp: Option<Path>,
    },
}

impl Default for Options {
    fn default() -> Options {
        Options {
            order: 1,
            wrt: None,
            name: None,
            krate: parse_quote!(::ad),
            rule: Rule::Body,
        }
    }
}

/// The highest order that can be asked for.
pub const MAX_ORDER: u8 = 3;

impl Options {
    /// Parses the content of the attribute's parentheses.
    ///
    /// # Errors
    /// All unknown, repeated, malformed or contradictory options, combined.
    pub fn parse(tokens: TokenStream) -> syn::Result<Options> {
        Options::default().overridden_by(tokens)
    }

    /// These options, changed by those of a nested attribute: a function's in an annotated `impl`.
    ///
    /// # Errors
    /// As for [`Options::parse`].
    pub fn overridden_by(self, tokens: TokenStream) -> syn::Result<Options> {
        let mut parser = OptionsParser {
            options: self,
            seen: Vec::new(),
            partials: None,
            jvp: None,
            vjp: None,
            errors: diagnose::Errors::default(),
        };
        (|input: ParseStream<'_>| parser.options(input)).parse2(tokens)?;
        parser.finish()
    }
}

struct OptionsParser {
    options: Options,
    seen: Vec<Ident>,
    partials: Option<(Ident, Vec<(Ident, Expr)>)>,
    jvp: Option<Path>,
    vjp: Option<Path>,
    errors: diagnose::Errors,
}

impl OptionsParser {
    fn options(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            let key = input.call(Ident::parse_any)?;
            if self.seen.contains(&key) {
                self.errors.push(diagnose::repeated_option(&key));
            }
            self.option(&key, input)?;
            self.seen.push(key);
            if input.is_empty() {
                break;
            }
            input.parse::<Token![,]>()?;
        }
        Ok(())
    }

    fn option(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        match key.to_string().as_str() {
            "order" => self.options.order = self.order(input)?,
            "wrt" => {
                let content;
                parenthesized!(content in input);
                let names = Punctuated::<Ident, Token![,]>::parse_terminated_with(
                    &content,
                    Ident::parse_any,
                )?;
                if names.is_empty() {
                    self.errors.push(diagnose::empty_wrt(key));
                }
                self.options.wrt = Some(names.into_iter().collect());
            }
            "name" => self.options.name = Some(value(input)?),
            "crate" => {
                input.parse::<Token![=]>()?;
                self.options.krate = input.call(Path::parse_mod_style)?;
            }
            "derivative" => {
                let content;
                parenthesized!(content in input);
                let partials =
                    Punctuated::<_, Token![,]>::parse_terminated_with(&content, partial)?;
                if partials.is_empty() {
                    self.errors.push(diagnose::empty_derivative(key));
                }
                self.partials = Some((key.clone(), partials.into_iter().collect()));
            }
            "jvp" => self.jvp = Some(value(input)?),
            "vjp" => self.vjp = Some(value(input)?),
            _ => {
                self.errors.push(diagnose::unknown_option(key));
                skip(input)?;
            }
        }
        Ok(())
    }

    fn order(&mut self, input: ParseStream<'_>) -> syn::Result<u8> {
        let order: LitInt = value(input)?;
        match order.base10_parse::<u8>() {
            Ok(n @ 1..=MAX_ORDER) => Ok(n),
            _ => {
                self.errors.push(diagnose::order_out_of_range(&order));
                Ok(1)
            }
        }
    }

    fn finish(mut self) -> syn::Result<Options> {
        let functions = self.jvp.is_some() || self.vjp.is_some();
        match self.partials {
            Some((key, _)) if functions => self.errors.push(diagnose::two_rules(&key)),
            Some((_, partials)) => self.options.rule = Rule::Partials(partials),
            None if functions => {
                let order = self.seen.iter().find(|key| *key == "order");
                if let Some(key) = order.filter(|_| self.options.order > 1) {
                    self.errors.push(diagnose::order_of_given(key));
                }
                self.options.order = 1;
                self.options.rule = Rule::Functions {
                    jvp: self.jvp,
                    vjp: self.vjp,
                }
            }
            None => {}
        }
        match self.errors.combined() {
            Some(error) => Err(error),
            None => Ok(self.options),
        }
    }
}

/// `= value`
fn value<T: syn::parse::Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// `x = expr`
fn partial(input: ParseStream<'_>) -> syn::Result<(Ident, Expr)> {
    let name = input.call(Ident::parse_any)?;
    Ok((name, value(input)?))
}

/// Passes over the rest of an option that is not known, up to the comma.
fn skip(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// The position of the attribute itself.
#[must_use]
pub fn attribute_span() -> Span {
    Span::call_site()
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    fn messages(tokens: TokenStream) -> Vec<String> {
        let error = Options::parse(tokens).err().expect("an error");
        error
            .into_iter()
            .map(|e| e.to_string().lines().next().unwrap_or_default().to_string())
            .collect()
    }

    #[test]
    fn every_option_is_understood() {
        let options = Options::parse(quote!(
            order = 2,
            wrt(x, self),
            name = other,
            crate = my::ad
        ))
        .expect("options");
        assert_eq!(options.order, 2);
        assert_eq!(options.wrt.expect("wrt").len(), 2);
        assert_eq!(options.name.expect("name"), "other");
        assert_eq!(options.krate.segments.len(), 2);
        assert!(matches!(options.rule, Rule::Body));
        let options = Options::parse(quote!(derivative(x = 2.0 * value, y = x,))).expect("options");
        assert!(matches!(options.rule, Rule::Partials(partials) if partials.len() == 2));
        let options = Options::parse(quote!(vjp = linear::solve_vjp)).expect("options");
        assert!(matches!(
            options.rule,
            Rule::Functions {
                jvp: None,
                vjp: Some(_)
            }
        ));
    }

    #[test]
    fn every_mistake_is_reported_at_once() {
        let messages = messages(quote!(
            ordre = 2,
            order = 9,
            wrt(),
            wrt(x),
            derivative(x = 1.0),
            jvp = g
        ));
        assert_eq!(messages.len(), 5, "{messages:#?}");
    }
}
