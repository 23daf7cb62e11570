//! Names of references that are exchanged: `std::mem::swap(&mut p, &mut q)`, `(p, q) = (q, p)`.
//!
//! Where that happens once, each name stands for what the other one stood for, and what they name stays where it is. In a loop
//! or a branch it would depend on the way that the program takes which memory a name is of. There what they name is exchanged
//! in place of the names: two vectors by turns are the same as two names by turns, as long as nobody asks for the vectors by
//! their own names any more.

use super::Lowerer;
use super::operand::Operand;
use crate::ir::{BaseId, BaseKind, Op, Place, Type};
use crate::syntax::visit::{self, Visit};
use proc_macro2::{TokenStream, TokenTree};
use std::ptr;
use syn::{Expr, ExprAssign, ExprPath};

/// A name that is exchanged: what it refers to, and the depth at which it was declared.
struct Exchanged<'a> {
    reference: Operand<'a>,
    depth: usize,
}

impl<'a> Lowerer<'a> {
    /// Exchanges two names of references; false where they are names of something else.
    pub(super) fn exchanges_names(&mut self, one: &'a ExprPath, other: &'a ExprPath) -> bool {
        let (Some(first), Some(second)) = (self.exchanged(one), self.exchanged(other)) else {
            return false;
        };
        let here = self.b.depth();
        let depends = |name: &Exchanged<'a>| {
            matches!(name.reference, Operand::Ref(true, _)) && name.depth != here
        };
        if !depends(&first) && !depends(&second) {
            self.rebinds(one, &second.reference);
            self.rebinds(other, &first.reference);
        } else {
            match (self.whole_of(&first), self.whole_of(&second)) {
                (Some(a), Some(b)) if a != b => self.exchange_contents(one, a, b),
                _ => self.refuse_exchange_of_names(),
            }
        }
        true
    }

    /// The names that an assignment exchanges: `(p, q) = (q, p)`.
    pub(super) fn exchanges(&mut self, assign: &'a ExprAssign) -> bool {
        let (Expr::Tuple(left), Expr::Tuple(right)) = (&*assign.left, &*assign.right) else {
            return false;
        };
        let names = |tuple: &'a syn::ExprTuple| {
            let mut parts = tuple.elems.iter();
            match (parts.next(), parts.next(), parts.next()) {
                (Some(Expr::Path(one)), Some(Expr::Path(other)), None) => Some((one, other)),
                _ => None,
            }
        };
        match (names(left), names(right)) {
            (Some((p, q)), Some((s, t)))
                if p.path.get_ident() == t.path.get_ident()
                    && q.path.get_ident() == s.path.get_ident() =>
            {
                self.exchanges_names(p, q)
            }
            _ => false,
        }
    }

    fn exchanged(&self, path: &ExprPath) -> Option<Exchanged<'a>> {
        let binding = self.scopes.get(&path.path.get_ident()?.to_string())?;
        matches!(binding.operand, Operand::Ref(..)).then(|| Exchanged {
            reference: binding.operand.clone(),
            depth: binding.depth,
        })
    }

    /// The memory to all of which a name refers, if the function's own variable stands for it and is as old as the name: what
    /// was exchanged before is never named anew.
    fn whole_of(&mut self, name: &Exchanged<'a>) -> Option<BaseId> {
        let Operand::Ref(true, target) = &name.reference else {
            return None;
        };
        let Operand::Place(mem) = &**target else {
            return None;
        };
        let base = mem.place.base;
        let is_local = matches!(self.b.f.bases[base.index()].kind, BaseKind::Local);
        let ty = self.types.shallow(&self.b.f.bases[base.index()].ty);
        let owned = matches!(ty, Type::Vec(_) | Type::Array(..) | Type::Named(_));
        let mut owners = self.scopes.naming(base);
        let alike = owners.all(|(_, binding)| binding.depth == name.depth);
        (is_local && owned && alike && mem.place.projections.is_empty()).then_some(base)
    }

    fn exchange_contents(&mut self, at: &'a ExprPath, a: BaseId, b: BaseId) {
        let owners = self.scopes.naming(a).chain(self.scopes.naming(b));
        let owners: Vec<String> = owners.map(|(name, _)| name.to_string()).collect();
        if let Some(name) = named_after(self.whole, at, &owners) {
            self.refuse_here(
                &format!("what `{name}` holds in the end would depend on how often these names are exchanged"),
                &format!("read it through one of the names, or swap `{name}` itself and the other one"),
            );
            return;
        }
        let [s, t] = [a, b].map(|base| self.b.f.bases[base.index()].ty.clone());
        self.unify(&s, &t);
        self.mutable.extend([a, b]);
        self.effect(Op::Swap(Place::from(a), Place::from(b)));
    }

    pub(super) fn refuse_exchange_of_names(&mut self) {
        self.refuse_here(
            "which memory these two names refer to would depend on the way that the program takes",
            "swap what they refer to, `std::mem::swap(&mut a, &mut b)` with the vectors or arrays themselves",
        );
    }
}

/// The first of these names that stands anywhere after an expression; any of them where that is not found.
fn named_after(whole: &syn::Block, at: &ExprPath, names: &[String]) -> Option<String> {
    struct Search<'b> {
        at: &'b ExprPath,
        names: &'b [String],
        passed: bool,
        found: Option<String>,
    }
    impl Search<'_> {
        fn see(&mut self, name: &str) {
            if self.passed && self.found.is_none() && self.names.iter().any(|other| other == name) {
                self.found = Some(name.to_string());
            }
        }

        fn see_all(&mut self, tokens: TokenStream) {
            for tree in tokens {
                match tree {
                    TokenTree::Ident(ident) => self.see(&ident.to_string()),
                    TokenTree::Group(group) => self.see_all(group.stream()),
                    TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                }
            }
        }
    }
    impl<'ast> Visit<'ast> for Search<'_> {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            if let Expr::Path(path) = expr {
                self.passed |= ptr::eq(path, self.at);
                if let Some(ident) = path.path.get_ident() {
                    self.see(&ident.to_string());
                }
            }
            visit::visit_expr(self, expr);
        }

        fn visit_macro(&mut self, mac: &'ast syn::Macro) {
            self.see_all(mac.tokens.clone());
        }
    }
    let mut search = Search {
        at,
        names,
        passed: false,
        found: None,
    };
    search.visit_block(whole);
    match search.passed {
        true => search.found,
        false => names.first().cloned(),
    }
}
