//! What an exponential that is too large for its type makes of others: `1.0 / (1.0 + (-x).exp())` is zero where the exponential is
//! infinite, and so is its derivative, a product of both.

use crate::ir::visit::{operands, places, statements};
use crate::ir::{Atom, Function, Op, Prim, Region, Stmt};

/// What is known of the numbers of a function.
pub(super) struct Saturated {
    values: Vec<Range>,
    bases: Vec<Range>,
}

/// How a number may be out of range.
#[derive(Clone, Copy, Default, PartialEq)]
struct Range {
    /// It may be infinite, as an exponential that is too large, and what is a multiple of it or a sum with it.
    above: bool,
    /// It may be zero, as a number that is divided by such, and what is a multiple of it.
    below: bool,
}

impl Range {
    fn or(self, other: Range) -> Range {
        Range {
            above: self.above | other.above,
            below: self.below | other.below,
        }
    }
}

impl Saturated {
    pub(super) fn of(f: &Function, body: &Region) -> Saturated {
        let mut saturated = Saturated {
            values: vec![Range::default(); f.values.len()],
            bases: vec![Range::default(); f.bases.len()],
        };
        loop {
            let before = saturated.bases.clone();
            statements(body, &mut |stmt| saturated.visit(stmt));
            if saturated.bases == before {
                return saturated;
            }
        }
    }

    /// May it be infinite?
    pub(super) fn is_above(&self, atom: &Atom) -> bool {
        self.range(atom).above
    }

    /// May it be zero because something else is infinite?
    pub(super) fn is_below(&self, atom: &Atom) -> bool {
        self.range(atom).below
    }

    fn range(&self, atom: &Atom) -> Range {
        let value = atom.value();
        value.map_or_else(Range::default, |v| self.values[v.index()])
    }

    fn visit(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::Prim(prim, args) => self.values[stmt.results[0].index()] = self.made(*prim, args),
            Op::Load(place) | Op::Pop(place) => {
                self.values[stmt.results[0].index()] = self.bases[place.base.index()];
            }
            Op::Store(place, value) => {
                let base = place.base.index();
                self.bases[base] = self.bases[base].or(self.range(value));
            }
            Op::Push(..) => {
                let mut range = Range::default();
                operands(&stmt.op, &mut |atom| range = range.or(self.range(atom)));
                places(&stmt.op, &mut |place, used| {
                    if used.writes() {
                        let base = place.base.index();
                        self.bases[base] = self.bases[base].or(range);
                    }
                });
            }
            _ => {}
        }
    }

    fn made(&self, prim: Prim, args: &[Atom]) -> Range {
        let any = |of: fn(&Range) -> bool| args.iter().any(|arg| of(&self.range(arg)));
        let (above, below) = (any(|range| range.above), any(|range| range.below));
        match prim {
            Prim::Math(row) => Range {
                above: matches!(row.name, "exp" | "exp2" | "exp_m1" | "cosh" | "sinh"),
                below: false,
            },
            Prim::Add | Prim::Sub => Range {
                above,
                below: false,
            },
            Prim::Mul | Prim::SingularMul => Range {
                above: above && !below,
                below: below && !above,
            },
            Prim::Neg => Range { above, below },
            Prim::Div | Prim::SingularDiv => Range {
                above: false,
                below: self.is_below(&args[0])
                    || self.is_above(&args[1]) && !self.is_above(&args[0]),
            },
            _ => Range::default(),
        }
    }
}
