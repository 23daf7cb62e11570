//! Methods of `Option`, `Result`, vectors and slices as values, `.map(Option::unwrap)`, `.map(<[f64]>::to_vec)`: rewritten before
//! anything else into the closures that they stand for.

use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Block, Expr, ExprPath, Type, parse_quote_spanned, spanned::Spanned};

/// Those of slices and vectors that take nothing but their receiver.
const OF_SEQUENCES: [&str; 9] = [
    "as_slice",
    "clone",
    "first",
    "into_iter",
    "is_empty",
    "iter",
    "last",
    "len",
    "to_vec",
];

/// Those of the others.
const OF_OUTCOMES: [&str; 11] = [
    "as_ref",
    "cloned",
    "copied",
    "flatten",
    "is_err",
    "is_none",
    "is_ok",
    "is_some",
    "ok",
    "unwrap",
    "unwrap_or_default",
];

/// The body with closures in their place, if there may be some.
pub(super) fn as_closures(body: &Block) -> Option<Block> {
    if !names_method(body.to_token_stream()) {
        return None;
    }
    let mut body = body.clone();
    MethodValues.visit_block_mut(&mut body);
    Some(body)
}

/// Is there an `Option ::`, a `Result ::`, a `Vec ::` or a `<[T]> ::`? Expressions may be nested deeper than one can walk.
fn names_method(tokens: TokenStream) -> bool {
    let (mut after, mut bracket) = (false, false);
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            after = ["Option", "Result", "Vec"].iter().any(|name| ident == name);
            bracket = false;
            false
        }
        TokenTree::Punct(punct) => {
            let found = std::mem::take(&mut after) && punct.as_char() == ':';
            after = std::mem::take(&mut bracket) && punct.as_char() == '>';
            found
        }
        TokenTree::Group(group) => {
            after = false;
            bracket = group.delimiter() == Delimiter::Bracket;
            names_method(group.stream())
        }
        TokenTree::Literal(_) => {
            (after, bracket) = (false, false);
            false
        }
    })
}

struct MethodValues;

impl VisitMut for MethodValues {
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        for arg in &mut call.args {
            let Expr::Path(path) = &*arg else { continue };
            if let Some(method) = method(path) {
                let span = path.span();
                *arg = parse_quote_spanned!(span=> |receiver| receiver.#method());
            }
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The method that a path names: `Option::unwrap`, `std::result::Result::ok`, `<[f64]>::to_vec`.
fn method(path: &ExprPath) -> Option<&syn::Ident> {
    let mut segments = path.path.segments.iter().rev();
    let last = &segments.next()?.ident;
    let of = segments.next().map(|of| of.ident.to_string());
    let known: &[&str] = match (&path.qself, of.as_deref()) {
        (Some(qself), None) if matches!(*qself.ty, Type::Slice(_)) => &OF_SEQUENCES,
        (None, Some("Vec")) => &OF_SEQUENCES,
        (None, Some("Option" | "Result")) => &OF_OUTCOMES,
        _ => return None,
    };
    known.iter().any(|name| last == name).then_some(last)
}
