//! Loops.

use super::flow::Body;
use super::operand::Operand;
use super::{Lowerer, int};
use crate::ir::verify::is_pure;
use crate::ir::{Atom, Op, Opaque, Part, Prim, Range, Type};
use quote::quote;
use syn::{Expr, ExprForLoop, ExprLoop, ExprWhile};

/// The integers that a loop over a range goes through: `lo`, `lo + step`, .. up to `hi`, or from the end.
pub(super) struct Counted {
    pub lo: Atom,
    pub hi: Atom,
    pub inclusive: bool,
    /// Where `step_by` stands: the step, and whether it counts from the end.
    pub step: Option<(Atom, bool)>,
    pub reversed: bool,
}

impl Counted {
    /// The same, the other way.
    pub fn reverse(self) -> Counted {
        Counted {
            reversed: !self.reversed,
            ..self
        }
    }

    /// Every so many of them: `rev().step_by(k)` counts from the end, forwards; `step_by(k).rev()` from the start,
    /// backwards.
    pub fn every(self, step: Atom) -> Counted {
        Counted {
            step: Some((step, self.reversed)),
            reversed: false,
            ..self
        }
    }
}

impl<'a> Lowerer<'a> {
    pub(super) fn for_loop(&mut self, expr: &'a ExprForLoop) -> Operand<'a> {
        let label = expr
            .label
            .as_ref()
            .map(|label| label.name.ident.to_string());
        let operand = self.evaluated(&expr.expr);
        match self.at(&*expr.expr, |l| l.iter_of(operand)) {
            Some(iter) => self.for_iter(&iter, &expr.pat, label, &expr.body),
            None => Operand::Poison,
        }
    }

    /// A loop over integers.
    pub(super) fn for_counted(
        &mut self,
        counted: Counted,
        label: Option<String>,
        body: &mut dyn FnMut(&mut Self, Atom),
    ) -> Operand<'a> {
        let ty = self.atom_ty(&counted.lo);
        let Counted {
            lo,
            hi,
            inclusive,
            step,
            reversed,
        } = counted;
        let Some((step, from_end)) = step else {
            let index = self.b.f.new_value(ty, "");
            let range = Range {
                lo,
                hi,
                inclusive,
                reversed,
            };
            self.for_range(range, index, label, &mut |l| body(l, index.into()));
            self.name(&index.into(), "i");
            return Operand::Unit;
        };
        let step = self.step(step, &ty);
        let trips = self.trips(&lo, &hi, inclusive, &step, &ty);
        let index = self.b.f.new_value(ty.clone(), "trip");
        let range = Range {
            lo: int(0, &ty),
            hi: trips,
            inclusive: false,
            reversed,
        };
        self.for_range(range, index, label, &mut |l| {
            let way = l.prim(Prim::Mul, vec![index.into(), step.clone()]);
            let at = if from_end {
                let last = if inclusive {
                    hi.clone()
                } else {
                    l.prim(Prim::Sub, vec![hi.clone(), int(1, &ty)])
                };
                l.prim(Prim::Sub, vec![last, way])
            } else {
                l.prim(Prim::Add, vec![lo.clone(), way])
            };
            body(l, at);
        })
    }

    /// The step in the type of the range.
    fn step(&mut self, step: Atom, ty: &Type) -> Atom {
        match &step {
            Atom::Const(c) => Atom::Const(crate::ir::Const {
                lit: c.lit,
                ty: ty.clone(),
            }),
            Atom::Value(_) if *ty == Type::USIZE => step,
            Atom::Value(_) => self.cast(step, ty.clone()),
        }
    }

    /// How often a loop over every `step`th of a range runs.
    pub(super) fn trips(
        &mut self,
        lo: &Atom,
        hi: &Atom,
        inclusive: bool,
        step: &Atom,
        ty: &Type,
    ) -> Atom {
        let some = self.prim(
            if inclusive { Prim::Ge } else { Prim::Gt },
            vec![hi.clone(), lo.clone()],
        );
        let top = self.prim(Prim::Select, vec![some.clone(), hi.clone(), lo.clone()]);
        let distance = self.prim(Prim::Sub, vec![top, lo.clone()]);
        let whole = self.prim(Prim::Div, vec![distance.clone(), step.clone()]);
        // Of 0..n every k-th: n / k, and one more for a rest; of 0..=n: n / k and the first.
        let more = if inclusive {
            some
        } else {
            let rest = self.prim(Prim::Rem, vec![distance, step.clone()]);
            self.prim(Prim::Ne, vec![rest, int(0, ty)])
        };
        let one = self.prim(Prim::Select, vec![more, int(1, ty), int(0, ty)]);
        self.prim(Prim::Add, vec![whole, one])
    }

    /// A counted loop; `body` is lowered with its index defined.
    pub(super) fn for_range(
        &mut self,
        range: Range,
        index: crate::ir::ValueId,
        label: Option<String>,
        body: &mut dyn FnMut(&mut Self),
    ) -> Operand<'a> {
        let span = (self.b.span, self.node);
        let Body {
            built,
            go_on,
            pending,
            ..
        } = self.body_of_loop(label, None, Some(index), |l| {
            l.scopes.push();
            body(l);
        });
        (self.b.span, self.node) = span;
        self.b.for_(range, built, go_on);
        self.after(true, pending);
        Operand::Unit
    }

    pub(super) fn while_loop(&mut self, expr: &'a ExprWhile) -> Operand<'a> {
        let label = expr
            .label
            .as_ref()
            .map(|label| label.name.ident.to_string());
        // The condition stays one if it only computes.
        let outside = self.enter_branch_of_loop();
        let holds = self.holds(&expr.cond);
        let closed = self.guards.len() == outside.guards() && self.reachable;
        let cond = self.leave_branch(outside);
        let pure = cond.built.written().next().is_none()
            && cond.built.region().stmts.iter().all(|s| is_pure(&s.op));
        if closed && cond.pending.is_empty() && pure {
            let body = self.body_of_loop(label, None, None, |l| {
                l.scopes.push();
                l.bind_condition(&expr.cond);
                l.block_of(&expr.body, false);
            });
            self.b.while_(cond.built, holds, body.built, body.go_on);
            self.after(true, body.pending);
            return Operand::Unit;
        }
        let always = self.always();
        let body = self.body_of_loop(label, None, None, |l| {
            l.scopes.push();
            let target = l.targets.len() - 1;
            let tested = match &*expr.cond {
                Expr::Let(cond) => {
                    let operand = l.scrutinee(&cond.expr, &cond.pat);
                    Some((cond, operand))
                }
                _ => None,
            };
            let holds = match &tested {
                Some((cond, operand)) => l
                    .at(&*cond.pat, |l| l.test(&cond.pat, operand))
                    .unwrap_or_else(|| Atom::bool(true)),
                None => l.condition(&expr.cond),
            };
            let fails = l.prim(Prim::Not, vec![holds]);
            l.branch(
                fails,
                false,
                &mut |l| l.leave(target, Operand::Unit),
                &mut |l| {
                    if let Some((cond, operand)) = &tested {
                        l.bind(&cond.pat, operand.clone(), Some(&raw const *cond.expr));
                    }
                    l.block_of(&expr.body, false);
                    Operand::Unit
                },
            );
        });
        self.b
            .while_(always, Atom::bool(true), body.built, body.go_on);
        self.after(true, body.pending);
        Operand::Unit
    }

    /// Does the condition of a `while` hold?
    fn holds(&mut self, cond: &'a Expr) -> Atom {
        match cond {
            Expr::Let(cond) => {
                let operand = self.scrutinee(&cond.expr, &cond.pat);
                self.at(&*cond.pat, |l| l.test(&cond.pat, &operand))
                    .unwrap_or_else(|| Atom::bool(true))
            }
            cond => self.condition(cond),
        }
    }

    /// Binds what the condition of a `while let` binds.
    fn bind_condition(&mut self, cond: &'a Expr) {
        if let Expr::Let(cond) = cond {
            let operand = self.scrutinee(&cond.expr, &cond.pat);
            self.bind(&cond.pat, operand, Some(&raw const *cond.expr));
        }
    }

    /// The condition that always holds.
    pub(super) fn always(&mut self) -> crate::ir::builder::Built {
        self.b.open_loop(None);
        self.b.close()
    }

    pub(super) fn loop_(&mut self, expr: &'a ExprLoop) -> Operand<'a> {
        let label = expr
            .label
            .as_ref()
            .map(|label| label.name.ident.to_string());
        let slot = self.slot("", true);
        let span = (self.b.span, self.node);
        let always = self.always();
        let body = self.body_of_loop(label, Some(slot), None, |l| {
            l.scopes.push();
            l.block_of(&expr.body, false);
        });
        (self.b.span, self.node) = span;
        self.b
            .while_(always, Atom::bool(true), body.built, body.go_on);
        self.after(body.left, body.pending);
        self.value_of(true, slot)
    }

    /// `a + 1`
    pub(super) fn plus_one(&mut self, a: Atom) -> Atom {
        let ty = self.atom_ty(&a);
        match &a {
            Atom::Const(crate::ir::Const {
                lit: crate::ir::Lit::Int(n),
                ty,
            }) => int(n.saturating_add(1), ty),
            _ => self.prim(Prim::Add, vec![a, int(1, &ty)]),
        }
    }

    /// The length of a sequence.
    pub(super) fn len(&mut self, mem: &super::operand::Mem) -> Atom {
        self.op(Op::Len(mem.place.clone()), Type::USIZE)
    }

    /// Is nothing in it?
    pub(super) fn is_empty(&mut self, mem: &super::operand::Mem) -> Atom {
        if self.types.shallow(&mem.ty).is_sequence() {
            let len = self.len(mem);
            return self.prim(Prim::Eq, vec![len, Atom::usize(0)]);
        }
        // What is no sequence may mean something else.
        let parts = vec![
            Part::Place(mem.place.clone()),
            Part::Tokens(quote!(.is_empty())),
        ];
        let parts = self.only(parts, &Type::Bool);
        self.op(Op::Opaque(Opaque::pure(parts)), Type::Bool)
    }
}
