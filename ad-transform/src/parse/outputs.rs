//! `T::Output` and `T::RealField` of a number. Comes in: an annotated function of which a type parameter is a number, as
//! `T: Mul` or `T: ComplexField` says; goes out: the same with the parameter for what its operators give, and for its real
//! part. Derivatives ask for `T: Real`, beside which `T::Output` could be that of any operator, and by which all of them
//! give `T`; and for `T: ComplexField<RealField = T>`.

use super::{Surroundings, TypeParams};
use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::borrow::Cow;
use syn::{ItemFn, Path, QSelf, Type};

/// The function with its numbers for what their operators give.
#[must_use]
pub fn written_out<'a>(item: &'a ItemFn, surroundings: &Surroundings) -> Cow<'a, ItemFn> {
    if !names_some(item.to_token_stream()) {
        return Cow::Borrowed(item);
    }
    let outer = surroundings.generics();
    let generics: Vec<_> = outer.into_iter().chain([&item.sig.generics]).collect();
    let params = TypeParams::of(&generics, super::Knowledge::at(Span::call_site()));
    let mut item = item.clone();
    Outputs(&params).visit_item_fn_mut(&mut item);
    Cow::Owned(item)
}

/// Puts numbers for what their operators give, and for their real parts.
pub struct Outputs<'a>(pub &'a TypeParams);

impl Outputs<'_> {
    /// The number whose operator's result a path begins with, and of how many segments that is.
    fn number(&self, qself: Option<&QSelf>, path: &Path) -> Option<(Ident, usize)> {
        let names: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        let (of, at) = match qself {
            Some(qself) => match &*qself.ty {
                Type::Path(of) => (of.path.get_ident()?, qself.position),
                _ => return None,
            },
            None => (*names.first()?, 1),
        };
        let name = *names.get(at)?;
        let itself = name == "Output" || name == REAL_PART && self.0.has_real_part(of);
        (itself && self.0.numbers.contains(of)).then(|| (of.clone(), at + 1))
    }

    fn replace(&self, qself: &mut Option<QSelf>, path: &mut Path) {
        if let Some((number, length)) = self.number(qself.as_ref(), path) {
            let rest = path.segments.iter().skip(length).cloned();
            let segments = std::iter::once(syn::PathSegment::from(number)).chain(rest);
            *path = Path {
                leading_colon: None,
                segments: segments.collect(),
            };
            *qself = None;
        }
    }
}

impl VisitMut for Outputs<'_> {
    fn visit_type_path_mut(&mut self, ty: &mut syn::TypePath) {
        self.replace(&mut ty.qself, &mut ty.path);
        visit_mut::visit_type_path_mut(self, ty);
    }

    fn visit_expr_path_mut(&mut self, expr: &mut syn::ExprPath) {
        self.replace(&mut expr.qself, &mut expr.path);
        visit_mut::visit_expr_path_mut(self, expr);
    }
}

/// The type of the real part of a number of `simba`'s.
const REAL_PART: &str = "RealField";

fn names_some(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => names_some(group.stream()),
        TokenTree::Ident(ident) => ident == "Output" || ident == REAL_PART,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn an_operator_of_a_number_gives_the_number() {
        let item: ItemFn = parse_quote!(
            fn area<T: Copy + Mul, S: Shape>(a: T, s: S::Output) -> <T as Mul>::Output {
                let b: T::Output = a * T::Output::one();
                b
            }
        );
        let plain: ItemFn = parse_quote!(
            fn area<T: Copy + Mul, S: Shape>(a: T, s: S::Output) -> T {
                let b: T = a * T::one();
                b
            }
        );
        let written = written_out(&item, &Surroundings::Free);
        assert_eq!(
            written.to_token_stream().to_string(),
            plain.to_token_stream().to_string()
        );
    }

    #[test]
    fn the_real_part_of_a_real_number_is_the_number() {
        let item: ItemFn = parse_quote!(
            fn shrink<N: ComplexField, S: Shape>(a: N, by: <N as ComplexField>::RealField) -> N {
                let one = N::RealField::one();
                a.scale(by - one)
            }
        );
        let plain: ItemFn = parse_quote!(
            fn shrink<N: ComplexField, S: Shape>(a: N, by: N) -> N {
                let one = N::one();
                a.scale(by - one)
            }
        );
        let written = written_out(&item, &Surroundings::Free);
        assert_eq!(
            written.to_token_stream().to_string(),
            plain.to_token_stream().to_string()
        );
    }
}
