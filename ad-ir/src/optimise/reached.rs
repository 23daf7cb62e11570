//! Whether anything came of a value whose cotangent may be [quiet](super::untaken), as a condition: of branches that were
//! taken, and of what `max` chose. That the cotangent is zero would not be the same: in `min(t, g(x)) * y` it is zero at
//! `y = 0` as well, but not its derivative.

use crate::ir::visit::regions;
use crate::ir::{Atom, Op, Prim, Stmt, ValueId};
use crate::sorted::Map;

/// When something came of a value, at most: what is not known did.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reached {
    Always,
    Never,
    /// Where a condition holds, or where it does not.
    If(Atom, bool),
    Both(Box<Reached>, Box<Reached>),
    Either(Box<Reached>, Box<Reached>),
}

/// More questions than these are not asked.
const MOST: usize = 6;

impl Reached {
    fn both(self, other: Reached) -> Reached {
        match (self, other) {
            (Reached::Never, _) | (_, Reached::Never) => Reached::Never,
            (Reached::Always, one) | (one, Reached::Always) => one,
            (a, b) if a == b => a,
            // Of two reasons why nothing came of it, one is enough.
            (a, b) if a.questions() + b.questions() > MOST => a,
            (a, b) => Reached::Both(Box::new(a), Box::new(b)),
        }
    }

    fn either(self, other: Reached) -> Reached {
        match (self, other) {
            (Reached::Always, _) | (_, Reached::Always) => Reached::Always,
            (Reached::Never, one) | (one, Reached::Never) => one,
            (a, b) if a == b => a,
            (a, b) if a.questions() + b.questions() > MOST => Reached::Always,
            (a, b) => Reached::Either(Box::new(a), Box::new(b)),
        }
    }

    fn questions(&self) -> usize {
        match self {
            Reached::Always | Reached::Never => 0,
            Reached::If(..) => 1,
            Reached::Both(a, b) | Reached::Either(a, b) => a.questions() + b.questions(),
        }
    }

    /// The condition, where it is one: `ask` makes the operations that it takes.
    pub(super) fn condition(&self, ask: &mut dyn FnMut(Prim, Vec<Atom>) -> Atom) -> Option<Atom> {
        match self {
            Reached::Always | Reached::Never => None,
            Reached::If(condition, true) => Some(condition.clone()),
            Reached::If(condition, false) => Some(ask(Prim::Not, vec![condition.clone()])),
            Reached::Both(a, b) => {
                let parts = vec![a.condition(ask)?, b.condition(ask)?];
                Some(ask(Prim::And, parts))
            }
            Reached::Either(a, b) => {
                let parts = vec![a.condition(ask)?, b.condition(ask)?];
                Some(ask(Prim::Or, parts))
            }
        }
    }
}

/// What is known of the cotangents that were made so far.
#[derive(Default)]
pub(super) struct Known(Map<ValueId, Reached>);

impl Known {
    /// Of a cotangent.
    pub(super) fn of(&self, cotangent: &Atom) -> Reached {
        match cotangent.value() {
            Some(v) => self.0.get(&v).cloned().unwrap_or(Reached::Always),
            None if cotangent.is_zero() => Reached::Never,
            None => Reached::Always,
        }
    }

    /// Goes on past a statement: `is_guard` says of a condition that it asks for zero times infinity, and not which way was
    /// taken.
    pub(super) fn visit(&mut self, stmt: &Stmt, is_guard: &dyn Fn(&Atom) -> bool) {
        for (i, v) in stmt.results.iter().enumerate() {
            let reached = match &stmt.op {
                Op::Prim(prim, args) => self.made(*prim, args, is_guard),
                Op::If(condition, ..) => {
                    // What is known inside is a matter of values inside.
                    let yields = regions(&stmt.op).into_iter().map(|way| &way.yields[i]);
                    let ways = yields.map(|atom| match atom.is_zero() {
                        true => Reached::Never,
                        false => Reached::Always,
                    });
                    chosen(condition, ways)
                }
                _ => Reached::Always,
            };
            if reached != Reached::Always {
                self.0.insert(*v, reached);
            }
        }
    }

    fn made(&self, prim: Prim, args: &[Atom], is_guard: &dyn Fn(&Atom) -> bool) -> Reached {
        match prim {
            Prim::Neg | Prim::Div | Prim::SingularDiv => self.of(&args[0]),
            Prim::Mul | Prim::SingularMul => self.of(&args[0]).both(self.of(&args[1])),
            Prim::Add | Prim::Sub => self.of(&args[0]).either(self.of(&args[1])),
            Prim::Select if is_guard(&args[0]) => self.of(&args[2]),
            Prim::Select => chosen(&args[0], args[1..].iter().map(|atom| self.of(atom))),
            _ => Reached::Always,
        }
    }
}

/// Of what is one thing where a condition holds, and another where it does not.
fn chosen(condition: &Atom, ways: impl IntoIterator<Item = Reached>) -> Reached {
    let ways = [true, false].into_iter().zip(ways);
    ways.map(|(holds, way)| Reached::If(condition.clone(), holds).both(way))
        .fold(Reached::Never, Reached::either)
}
