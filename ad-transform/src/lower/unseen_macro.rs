//! Macros of which nobody says what they expand to.

use super::Lowerer;
use super::macros::Args;
use super::operand::Operand;
use crate::ir::{Callee, Init, Op, Opaque, Part, Type};
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, Macro};

impl<'a> Lowerer<'a> {
    /// `array![a, b]` and `array![[a, b], [c, d]]` of the crate `ndarray`: the array of a vector of these.
    pub(super) fn array_macro(
        &mut self,
        mac: &'a Macro,
        args: Option<&'a Args>,
    ) -> Option<Operand<'a>> {
        let Some(Args::List(exprs)) = args else {
            return None;
        };
        let by_rows = matches!(exprs.first()?, Expr::Array(_));
        let (inits, element) = self.elements(exprs.iter());
        let vector = Operand::Init(Init::Elements(inits), Type::Vec(Box::new(element)));
        let mut path = mac.path.clone();
        path.segments.pop();
        let of = match path.segments.is_empty() {
            true => quote!(::ndarray::),
            false => path.to_token_stream(),
        };
        let (path, ty) = match by_rows {
            true => (quote!(#of Array2::from), quote!(#of Array2<_>)),
            false => (quote!(#of Array1::from), quote!(#of Array1<_>)),
        };
        let ty = Type::Named(ty.to_string());
        let operands = vec![(TokenStream::new(), vector)];
        Some(self.emit_call(Callee::new(path), operands, ty, true))
    }

    /// The value of a macro that is given nothing that could vary: it cannot vary itself.
    pub(super) fn inert_macro(&mut self, mac: &'a Macro) -> Option<Operand<'a>> {
        // A macro that the function itself declares sees its variables.
        if self.signature.words.contains("macro_rules") {
            return None;
        }
        let (path, inner) = (&mac.path, self.inert_parts(mac.tokens.clone())?);
        let parts = vec![
            Part::Tokens(quote!(#path!)),
            Part::Group(super::macros::delimiter(mac), inner),
        ];
        let ty = self.types.fresh();
        Some(Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), ty)))
    }

    /// Tokens with operands for the variables among them, if none of these can vary.
    pub(super) fn inert_parts(&mut self, tokens: TokenStream) -> Option<Vec<Part>> {
        let (mut parts, mut dots) = (Vec::new(), 0);
        for token in tokens {
            let after_dots = std::mem::take(&mut dots);
            match token {
                TokenTree::Group(group) => {
                    let inner = self.inert_parts(group.stream())?;
                    parts.push(Part::Group(group.delimiter(), inner));
                }
                TokenTree::Ident(ident) => match self.scopes.get(&ident.to_string()) {
                    // The name of a field or of a method is no variable; what follows two dots may be one.
                    Some(binding) if after_dots != 1 => {
                        let value = self.value(binding.operand.clone());
                        let ty = self.ty(&value);
                        match (value, self.types.shallow(&ty)) {
                            (Operand::Atom(atom), Type::Int(_) | Type::Bool | Type::Char) => {
                                parts.push(Part::Atom(atom));
                            }
                            (text, _) if self.is_text(&text) => parts.extend(self.part(text)),
                            _ => return None,
                        }
                    }
                    _ => parts.push(Part::Tokens(ident.into_token_stream())),
                },
                TokenTree::Punct(punct) => {
                    dots = if punct.as_char() == '.' {
                        after_dots + 1
                    } else {
                        0
                    };
                    parts.push(Part::Tokens(punct.into_token_stream()));
                }
                TokenTree::Literal(literal) => {
                    parts.push(Part::Tokens(literal.into_token_stream()))
                }
            }
        }
        Some(parts)
    }
}
