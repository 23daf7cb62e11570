//! Methods of `Option` and `Result` as values, `.map(Option::unwrap)`: rewritten before anything else into the closures
//! that they stand for.

use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Block, Expr, ExprPath, parse_quote_spanned, spanned::Spanned};

/// Those that take nothing but their receiver.
const METHODS: [&str; 11] = [
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
    if !names_outcome(body.to_token_stream()) {
        return None;
    }
    let mut body = body.clone();
    MethodValues.visit_block_mut(&mut body);
    Some(body)
}

/// Is there an `Option ::` or a `Result ::`? Expressions may be nested deeper than one can walk.
fn names_outcome(tokens: TokenStream) -> bool {
    let mut after = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            after = ident == "Option" || ident == "Result";
            false
        }
        TokenTree::Punct(punct) => std::mem::take(&mut after) && punct.as_char() == ':',
        TokenTree::Group(group) => {
            after = false;
            names_outcome(group.stream())
        }
        TokenTree::Literal(_) => {
            after = false;
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
                *arg = parse_quote_spanned!(span=> |outcome| outcome.#method());
            }
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The method that a path names: `Option::unwrap`, `std::result::Result::ok`.
fn method(path: &ExprPath) -> Option<&syn::Ident> {
    let mut segments = path.path.segments.iter().rev();
    let (last, of) = (segments.next()?, segments.next()?);
    let is_outcome = of.ident == "Option" || of.ident == "Result";
    let known = METHODS.iter().any(|name| last.ident == name);
    (path.qself.is_none() && is_outcome && known).then_some(&last.ident)
}
