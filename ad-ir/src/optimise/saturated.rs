//! What infinite numbers make of others: `1.0 / (1.0 + (-x).exp())` is zero where the exponential is too large for its type, and
//! so is its derivative, a product of both. Other numbers are infinite because the text says so, as the costs of ways that
//! nobody has found yet: the exponential of minus that is zero, and the derivative by what it is divided by a product of both.

use crate::ir::visit::{operands, places, regions, statements};
use crate::ir::{Atom, BaseId, BaseKind, Const, Function, Lit, Op, Prim, Region, Stmt, ValueId};

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
    /// It may be infinite, or too large to be squared, as a constant that it is made of.
    endless: bool,
}

/// The square of a number that is larger than this is infinite, or as good as that.
const LARGEST: f64 = 1e150;

const ENDLESS: Range = Range {
    above: false,
    below: false,
    endless: true,
};

impl Range {
    fn or(self, other: Range) -> Range {
        Range {
            above: self.above | other.above,
            below: self.below | other.below,
            endless: self.endless | other.endless,
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
            let before = (saturated.values.clone(), saturated.bases.clone());
            statements(body, &mut |stmt| saturated.visit(f, stmt));
            if (&saturated.values, &saturated.bases) == (&before.0, &before.1) {
                return saturated;
            }
        }
    }

    /// May it be infinite?
    pub(super) fn is_above(&self, atom: &Atom) -> bool {
        let range = self.range(atom);
        range.above || range.endless
    }

    /// May it be zero because something else is infinite?
    pub(super) fn is_below(&self, atom: &Atom) -> bool {
        self.range(atom).below
    }

    fn range(&self, atom: &Atom) -> Range {
        match atom {
            Atom::Value(v) => self.values[v.index()],
            Atom::Const(Const {
                lit: Lit::Float(x), ..
            }) if x.abs() > LARGEST => ENDLESS,
            Atom::Const(_) => Range::default(),
        }
    }

    fn visit(&mut self, f: &Function, stmt: &Stmt) {
        match &stmt.op {
            Op::Prim(prim, args) => self.values[stmt.results[0].index()] = self.made(*prim, args),
            Op::Load(place) if is_infinity(f, place.base) => {
                self.values[stmt.results[0].index()] = ENDLESS;
            }
            Op::Load(place) | Op::Pop(place) => {
                self.values[stmt.results[0].index()] = self.bases[place.base.index()];
            }
            Op::For(l) => self.carried(&l.inits, &l.body.params[1..], &l.body, &stmt.results),
            Op::While(l) => self.carried(&l.inits, &l.body.params, &l.body, &stmt.results),
            Op::If(..) | Op::Switch(_) => {
                for (i, result) in stmt.results.iter().enumerate() {
                    let mut ways = regions(&stmt.op).into_iter();
                    let any = ways.any(|way| self.range(&way.yields[i]).endless);
                    self.values[result.index()].endless |= any;
                }
            }
            Op::Store(place, value) | Op::Fill(place, value) => {
                let base = place.base.index();
                self.bases[base] = self.bases[base].or(self.range(value));
            }
            Op::Init(base, _) => {
                let mut endless = false;
                operands(&stmt.op, &mut |atom| endless |= self.range(atom).endless);
                self.bases[base.index()].endless |= endless;
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

    /// What a loop carries may be infinite from the start; where it runs, it leaves what the last trip made.
    fn carried(&mut self, inits: &[Atom], params: &[ValueId], body: &Region, results: &[ValueId]) {
        let first = body.yields.len().saturating_sub(inits.len());
        for (k, init) in inits.iter().enumerate() {
            let next = self.range(&body.yields[first + k]).endless;
            self.values[params[k].index()].endless |= next || self.range(init).endless;
            self.values[results[k].index()].endless |= next;
        }
    }

    fn made(&self, prim: Prim, args: &[Atom]) -> Range {
        let any = |of: fn(&Range) -> bool| args.iter().any(|arg| of(&self.range(arg)));
        let (above, below) = (any(|range| range.above), any(|range| range.below));
        let endless = any(|range| range.endless);
        match prim {
            Prim::Math(row) => {
                let grows = matches!(row.name, "exp" | "exp2" | "exp_m1" | "cosh" | "sinh");
                // The exponential of what is infinite by the text is zero: else the function itself would be infinite.
                Range {
                    above: grows && !endless,
                    below: grows && endless,
                    endless: match row.name {
                        "max" | "min" => args.iter().all(|arg| self.range(arg).endless),
                        _ => endless && !grows,
                    },
                }
            }
            Prim::Add | Prim::Sub => Range {
                above,
                below: false,
                endless,
            },
            Prim::Mul | Prim::SingularMul => Range {
                above: above && !below,
                below: below && !above,
                endless,
            },
            Prim::Neg => Range {
                above,
                below,
                endless,
            },
            Prim::Div | Prim::SingularDiv => Range {
                above: false,
                below: self.is_below(&args[0])
                    || self.is_above(&args[1]) && !self.is_above(&args[0]),
                endless: self.range(&args[0]).endless,
            },
            Prim::Select => Range {
                endless,
                ..Range::default()
            },
            _ => Range::default(),
        }
    }
}

/// Is it a constant of the standard library that is infinite, or the largest number that is not?
fn is_infinity(f: &Function, base: BaseId) -> bool {
    let data = &f.bases[base.index()];
    matches!(data.kind, BaseKind::Extern(_))
        && data.ty.is_float()
        && matches!(&*data.name, "INFINITY" | "NEG_INFINITY" | "MAX" | "MIN")
}
