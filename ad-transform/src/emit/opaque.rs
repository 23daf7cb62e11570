//! The user's tokens, with operands in between.

use super::body::Emitter;
use super::expr::{Expr, Level};
use crate::ir::{Opaque, Part};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

impl Emitter<'_> {
    /// The tokens with their operands.
    pub fn opaque(&self, opaque: &Opaque) -> Expr {
        let tokens = self.parts(&opaque.parts, opaque.assigns);
        if let [Part::Atom(a)] = &opaque.parts[..] {
            return self.typed(a);
        }
        if let [Part::Place(p)] = &opaque.parts[..] {
            return self.place(p);
        }
        let level = level(&tokens);
        Expr::new(tokens, level)
    }

    fn parts(&self, parts: &[Part], mut assigns: bool) -> TokenStream {
        let mut text: Vec<TokenTree> = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            match part {
                Part::Tokens(tokens) => text.extend(tokens.clone()),
                Part::Group(delimiter, inner) => {
                    let mut group = Group::new(*delimiter, self.parts(inner, false));
                    group.set_span(self.span());
                    text.push(group.into());
                }
                Part::Atom(a) => {
                    let operand = match parts.get(i + 1) {
                        Some(part) if continues(part) => self.typed(a),
                        _ => self.argument(a),
                    };
                    text.extend(self.operand_between(operand, &text, parts.get(i + 1)));
                }
                Part::Place(p) => {
                    let place = match std::mem::take(&mut assigns) {
                        true => self.place_mut(p),
                        false => self.place(p),
                    };
                    // `&*x` is `x`.
                    let borrowed = match &text[..] {
                        [.., before, last] => is_punct(last, '&') && !is_punct(before, '&'),
                        [last] => is_punct(last, '&'),
                        [] => false,
                    };
                    let ends = !matches!(parts.get(i + 1), Some(part) if continues(part));
                    match place.reference() {
                        Some(reference) if borrowed && ends => {
                            let reference = reference.clone();
                            text.pop();
                            text.extend(reference);
                        }
                        _ => text.extend(self.operand_between(place, &text, parts.get(i + 1))),
                    }
                }
            }
        }
        text.into_iter().collect()
    }

    /// An operand with the parentheses that its neighbours ask for.
    fn operand_between(
        &self,
        operand: Expr,
        before: &[TokenTree],
        after: Option<&Part>,
    ) -> TokenStream {
        if after.is_some_and(continues) {
            return operand.receiver();
        }
        let opens = before
            .last()
            .is_none_or(|tree| is_punct(tree, ',') || is_punct(tree, ';'));
        let closes = match after {
            None => true,
            Some(part) => {
                matches!(first(part), Some(tree) if is_punct(&tree, ',') || is_punct(&tree, ';'))
            }
        };
        operand.at(if opens && closes {
            Level::Whole
        } else {
            Level::Unary
        })
    }
}

fn is_punct(tree: &TokenTree, c: char) -> bool {
    matches!(tree, TokenTree::Punct(p) if p.as_char() == c)
}

fn first(part: &Part) -> Option<TokenTree> {
    match part {
        Part::Tokens(tokens) => tokens.clone().into_iter().next(),
        _ => None,
    }
}

/// Does the part go on with what stands before it: a method, a field, an index, `?`?
fn continues(part: &Part) -> bool {
    match part {
        Part::Tokens(tokens) => {
            let mut trees = tokens.clone().into_iter();
            match (trees.next(), trees.next()) {
                (Some(first), Some(second)) if is_punct(&first, '.') => !is_punct(&second, '.'),
                (Some(first), _) => {
                    is_punct(&first, '?')
                        || matches!(&first, TokenTree::Group(g) if g.delimiter() == Delimiter::Bracket)
                }
                _ => false,
            }
        }
        Part::Group(delimiter, _) => {
            matches!(delimiter, Delimiter::Bracket | Delimiter::Parenthesis)
        }
        Part::Atom(_) | Part::Place(_) => false,
    }
}

/// How tightly tokens of the user's bind.
fn level(tokens: &TokenStream) -> Level {
    use syn::Expr as E;
    match syn::parse2::<E>(tokens.clone()) {
        Ok(
            E::Call(_)
            | E::MethodCall(_)
            | E::Path(_)
            | E::Lit(_)
            | E::Field(_)
            | E::Index(_)
            | E::Macro(_)
            | E::Paren(_)
            | E::Tuple(_)
            | E::Array(_)
            | E::Repeat(_)
            | E::Try(_),
        ) => Level::Postfix,
        Ok(E::Unary(_) | E::Reference(_)) => Level::Unary,
        _ => Level::Whole,
    }
}
