//! Names in patterns that can fail: each is a new variable, or a constant with a name in lower case, and only rustc
//! knows which.
//!
//! They are taken for variables. Beside the derivative stands an item that does not compile if one of them is a
//! constant, so that no derivative is made of a pattern that was read wrongly.

use super::matching::is_constant;
use crate::hashed::HashSet;
use crate::sorted::Set;
use crate::syntax::visit::Visit;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Arm, Block, ExprLet, ExprMatch, Item, Local, Pat, PatIdent};

/// The names, each where it stands first.
#[derive(Default)]
pub(super) struct Variables(Set<Ident>);

impl Variables {
    /// Those of a function's body.
    pub(super) fn of(body: &Block) -> Variables {
        let mut variables = Variables::default();
        variables.visit_block(body);
        variables
    }

    /// Adds those of a pattern that can fail.
    pub(super) fn add(&mut self, pat: &Pat) {
        Names(self).visit_pat(pat);
    }

    /// The item that compiles only if none of them is a constant.
    pub(super) fn proof(self) -> Option<TokenStream> {
        let names: Vec<TokenStream> = self
            .0
            .into_iter()
            .map(|mut name| {
                // It is the attribute that asks.
                let span = Span::call_site().located_at(name.span());
                name.set_span(span);
                quote_spanned!(span=> #name @ _)
            })
            .collect();
        let n = names.len();
        (n > 0).then(|| quote!(const _: () = { let [#(#names),*] = [(); #n]; };))
    }
}

impl<'ast> Visit<'ast> for Variables {
    fn visit_expr_match(&mut self, expr: &'ast ExprMatch) {
        // One arm alone takes everything.
        if expr.arms.len() > 1 {
            expr.arms.iter().for_each(|arm: &Arm| self.add(&arm.pat));
        }
        crate::syntax::visit::visit_expr_match(self, expr);
    }

    fn visit_expr_let(&mut self, expr: &'ast ExprLet) {
        self.add(&expr.pat);
        crate::syntax::visit::visit_expr_let(self, expr);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if local
            .init
            .as_ref()
            .is_some_and(|init| init.diverge.is_some())
        {
            self.add(&local.pat);
        }
        crate::syntax::visit::visit_local(self, local);
    }

    fn visit_item(&mut self, _: &'ast Item) {
        // Another function's.
    }
}

/// Gathers the names of one pattern.
struct Names<'a>(&'a mut Variables);

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        // What is bound by reference, as mutable or with a pattern of its own is no constant.
        let alone = pat.by_ref.is_none() && pat.mutability.is_none() && pat.subpat.is_none();
        if alone && !is_constant(&pat.ident.to_string()) {
            self.0.0.insert(pat.ident.clone());
        }
        crate::syntax::visit::visit_pat_ident(self, pat);
    }
}

/// The variables of a function that are called as constants are, `let A = ..`: what a pattern that always matches binds is no
/// constant.
pub(super) fn capitals<'a>(params: impl Iterator<Item = &'a Pat>, body: &Block) -> HashSet<Ident> {
    struct Capitals(HashSet<Ident>);
    impl Capitals {
        fn add(&mut self, pat: &Pat) {
            match pat {
                Pat::Ident(name)
                    if name.subpat.is_none() && is_constant(&name.ident.to_string()) =>
                {
                    self.0.insert(name.ident.clone());
                }
                Pat::Type(pat) => self.add(&pat.pat),
                Pat::Paren(pat) => self.add(&pat.pat),
                Pat::Reference(pat) => self.add(&pat.pat),
                Pat::Tuple(pat) => pat.elems.iter().for_each(|pat| self.add(pat)),
                Pat::Slice(pat) => pat.elems.iter().for_each(|pat| self.add(pat)),
                Pat::TupleStruct(pat) => pat.elems.iter().for_each(|pat| self.add(pat)),
                Pat::Struct(pat) => pat.fields.iter().for_each(|field| self.add(&field.pat)),
                _ => {}
            }
        }
    }
    impl<'ast> Visit<'ast> for Capitals {
        fn visit_local(&mut self, local: &'ast Local) {
            if local
                .init
                .as_ref()
                .is_none_or(|init| init.diverge.is_none())
            {
                self.add(&local.pat);
            }
            crate::syntax::visit::visit_local(self, local);
        }

        fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
            self.add(&expr.pat);
            crate::syntax::visit::visit_expr_for_loop(self, expr);
        }

        fn visit_expr_closure(&mut self, expr: &'ast syn::ExprClosure) {
            expr.inputs.iter().for_each(|pat| self.add(pat));
            crate::syntax::visit::visit_expr_closure(self, expr);
        }

        fn visit_item(&mut self, _: &'ast Item) {
            // Another function's.
        }
    }
    let mut capitals = Capitals(HashSet::default());
    params.for_each(|pat| capitals.add(pat));
    capitals.visit_block(body);
    capitals.0
}
