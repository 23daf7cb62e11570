//! `ref mut` in patterns, written as one writes it today: `if let Some(ref mut a) = o` is `if let Some(a) = &mut o`.

use super::matching::is_constant;
use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Block, Expr, Pat, PatIdent, parse_quote};

/// The body without such patterns, if there may be some.
pub(super) fn without_ref_mut(body: &Block) -> Option<Block> {
    if !has_ref_mut(body.to_token_stream()) {
        return None;
    }
    let mut body = body.clone();
    Borrows.visit_block_mut(&mut body);
    Some(body)
}

/// Does `mut` follow `ref` anywhere?
fn has_ref_mut(tokens: TokenStream) -> bool {
    let mut after = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            let found = after && ident == "mut";
            after = ident == "ref";
            found
        }
        TokenTree::Group(group) => has_ref_mut(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

struct Borrows;

impl VisitMut for Borrows {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::Let(tested) => borrow(&mut tested.expr, vec![&mut *tested.pat]),
            Expr::Match(matched) => {
                let patterns = matched.arms.iter_mut().map(|arm| &mut arm.pat);
                borrow(&mut matched.expr, patterns.collect());
            }
            _ => {}
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Borrows what is matched, where that is a place, and all that the patterns bind is borrowed from it.
fn borrow(matched: &mut Expr, mut patterns: Vec<&mut Pat>) {
    let mut bindings = Bindings::default();
    for pattern in &mut patterns {
        bindings.visit_pat_mut(pattern);
    }
    if bindings.borrowed && !bindings.copied && is_place(matched) {
        for pattern in patterns {
            Plain.visit_pat_mut(pattern);
        }
        *matched = parse_quote!(&mut #matched);
    }
}

fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Index(index) => is_place(&index.expr),
        Expr::Paren(paren) => is_place(&paren.expr),
        _ => false,
    }
}

/// What patterns bind.
#[derive(Default)]
struct Bindings {
    /// Something by `ref mut`?
    borrowed: bool,
    /// Something in another way?
    copied: bool,
}

impl VisitMut for Bindings {
    fn visit_pat_ident_mut(&mut self, ident: &mut PatIdent) {
        let is_borrowed = ident.by_ref.is_some() && ident.mutability.is_some();
        self.borrowed |= is_borrowed;
        self.copied |= !is_borrowed && !is_constant(&ident.ident.to_string());
        visit_mut::visit_pat_ident_mut(self, ident);
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        // Below a reference the name would be of another type.
        self.copied |= matches!(pat, Pat::Reference(_));
        visit_mut::visit_pat_mut(self, pat);
    }
}

/// Names that borrow as what is matched does.
struct Plain;

impl VisitMut for Plain {
    fn visit_pat_ident_mut(&mut self, ident: &mut PatIdent) {
        if ident.by_ref.take().is_some() {
            ident.mutability = None;
        }
        visit_mut::visit_pat_ident_mut(self, ident);
    }
}
