//! What `partial_cmp` and its like give, where it is matched or compared: `Less`, `Some(Equal)`, `None`.

use super::super::Lowerer;
use super::Compared;
use crate::ir::{Atom, Prim};
use syn::{Expr, Pat, Path};

impl<'a> Lowerer<'a> {
    /// Does the order match a pattern? `None` where it always does.
    pub(in super::super) fn test_order(
        &mut self,
        pat: &'a Pat,
        compared: &Compared,
    ) -> Option<Atom> {
        let known = match pat {
            Pat::Wild(_) => return None,
            Pat::Paren(paren) => return self.test_order(&paren.pat, compared),
            Pat::Ident(ident) if ident.subpat.is_none() => {
                match self.order_named(&ident.ident.to_string(), compared) {
                    Some(holds) => return Some(holds),
                    // A name for the order.
                    None => return None,
                }
            }
            Pat::Path(path) => self.order_at(&path.path, compared),
            Pat::TupleStruct(some) if some.path.is_ident("Some") && some.elems.len() == 1 => {
                let inner = self.test_order(&some.elems[0], compared);
                match inner {
                    Some(inner) => Some(inner),
                    None if compared.is_total() => return None,
                    None => {
                        let unordered = self.unordered(compared);
                        Some(self.prim(Prim::Not, vec![unordered]))
                    }
                }
            }
            Pat::Or(or) => {
                let mut any = None;
                for case in &or.cases {
                    let holds = self.test_order(case, compared)?;
                    any = Some(match any {
                        Some(any) => self.prim(Prim::Or, vec![any, holds]),
                        None => holds,
                    });
                }
                any
            }
            _ => None,
        };
        if known.is_none() {
            self.refuse(
                pat,
                "this pattern of an `Ordering` is not differentiable here",
                "compare the numbers with `<` and `>`",
            );
        }
        known
    }

    /// Is the order what an expression names?
    pub(in super::super) fn is_order(
        &mut self,
        expr: &'a Expr,
        compared: &Compared,
    ) -> Option<Atom> {
        match expr {
            Expr::Paren(paren) => self.is_order(&paren.expr, compared),
            Expr::Path(path) => self.order_at(&path.path, compared),
            Expr::Call(call) => match (&*call.func, call.args.len()) {
                (Expr::Path(path), 1) if path.path.is_ident("Some") => {
                    self.is_order(&call.args[0], compared)
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn order_at(&mut self, path: &Path, compared: &Compared) -> Option<Atom> {
        let last = path.segments.last()?.ident.to_string();
        self.order_named(&last, compared)
    }

    fn order_named(&mut self, name: &str, compared: &Compared) -> Option<Atom> {
        let question = match name {
            "Less" => "is_lt",
            "Equal" => "is_eq",
            "Greater" => "is_gt",
            "None" if compared.is_total() => return Some(Atom::bool(false)),
            "None" => return Some(self.unordered(compared)),
            _ => return None,
        };
        Some(self.holds_between(question, compared))
    }

    /// Is one of the numbers not a number?
    fn unordered(&mut self, compared: &Compared) -> Atom {
        let [a, b] =
            [&compared.a, &compared.b].map(|x| self.prim(Prim::Ne, vec![x.clone(), x.clone()]));
        self.prim(Prim::Or, vec![a, b])
    }
}
