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
    /// It is made of what may be infinite, as `1.0 - y * y` is where `y` is the hyperbolic tangent of that, and may be zero.
    touched: bool,
}

/// The square of a number that is larger than this is infinite, or as good as that.
const LARGEST: f64 = 1e150;

/// Functions that are infinite where what they are given is, besides exponentials.
const GROWING: [&str; 18] = [
    "abs", "acosh", "asinh", "cbrt", "ceil", "copysign", "floor", "fract", "hypot", "ln", "ln_1p",
    "log", "log10", "log2", "mul_add", "powf", "powi", "sqrt",
];

const ENDLESS: Range = Range {
    above: false,
    below: false,
    endless: true,
    touched: true,
};

impl Range {
    /// It may be one of these as well, as far as they are infinite.
    fn join(&mut self, others: impl IntoIterator<Item = Range>) {
        for other in others {
            self.endless |= other.endless;
            self.touched |= other.touched;
        }
    }

    fn or(self, other: Range) -> Range {
        Range {
            above: self.above | other.above,
            below: self.below | other.below,
            endless: self.endless | other.endless,
            touched: self.touched | other.touched,
        }
    }
}

impl Saturated {
    pub(super) fn of(f: &Function, body: &Region) -> Saturated {
        let mut saturated = Saturated {
            values: vec![Range::default(); f.values.len()],
            bases: vec![Range::default(); f.bases.len()],
        };
        saturated.settle(f, body);
        let mut numbers = saturated.values.iter().chain(&saturated.bases);
        if numbers.any(|range| range.endless) {
            // An exponential of what was found to be infinite since then is none that is too large.
            let numbers = saturated.values.iter_mut().chain(&mut saturated.bases);
            numbers.for_each(|range| (range.above, range.below) = (false, false));
            saturated.settle(f, body);
        }
        saturated
    }

    fn settle(&mut self, f: &Function, body: &Region) {
        loop {
            let before = (self.values.clone(), self.bases.clone());
            statements(body, &mut |stmt| self.visit(f, stmt));
            if (&self.values, &self.bases) == (&before.0, &before.1) {
                break;
            }
        }
    }

    /// May it be infinite as an exponential is?
    pub(super) fn is_above(&self, atom: &Atom) -> bool {
        self.range(atom).above
    }

    /// May it be zero because such an exponential is infinite?
    pub(super) fn is_below(&self, atom: &Atom) -> bool {
        self.range(atom).below
    }

    /// May it be infinite because a constant is?
    pub(super) fn is_endless(&self, atom: &Atom) -> bool {
        self.range(atom).endless
    }

    /// May it be zero because a constant is infinite?
    pub(super) fn is_touched(&self, atom: &Atom) -> bool {
        self.range(atom).touched
    }

    /// A new value may be zero for that reason.
    pub(super) fn touch(&mut self, v: ValueId) {
        self.values
            .resize(self.values.len().max(v.index() + 1), Range::default());
        self.values[v.index()].touched = true;
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
                    let ways = regions(&stmt.op).into_iter();
                    let yields: Vec<_> = ways.map(|way| self.range(&way.yields[i])).collect();
                    self.values[result.index()].join(yields);
                }
            }
            Op::Store(place, value) | Op::Fill(place, value) => {
                let base = place.base.index();
                self.bases[base] = self.bases[base].or(self.range(value));
            }
            Op::Init(base, _) => {
                let mut made = Vec::new();
                operands(&stmt.op, &mut |atom| made.push(self.range(atom)));
                self.bases[base.index()].join(made);
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
            let (start, next) = (self.range(init), self.range(&body.yields[first + k]));
            self.values[params[k].index()].join([start, next]);
            self.values[results[k].index()].join([next]);
        }
    }

    fn made(&self, prim: Prim, args: &[Atom]) -> Range {
        let any = |of: fn(&Range) -> bool| args.iter().any(|arg| of(&self.range(arg)));
        let (above, below) = (any(|range| range.above), any(|range| range.below));
        let (endless, touched) = (any(|range| range.endless), any(|range| range.touched));
        let made = match prim {
            Prim::Math(row) => {
                let grows = matches!(row.name, "exp" | "exp2" | "exp_m1" | "cosh" | "sinh");
                // The exponential of what is infinite by the text is zero: else the function itself would be infinite.
                Range {
                    above: grows && !endless,
                    endless: match row.name {
                        "max" | "min" => args.iter().all(|arg| self.range(arg).endless),
                        name => endless && GROWING.contains(&name),
                    },
                    ..Range::default()
                }
            }
            Prim::Add | Prim::Sub => Range {
                above,
                endless,
                ..Range::default()
            },
            Prim::Mul | Prim::SingularMul => Range {
                above: above && !below,
                below: below && !above,
                endless,
                ..Range::default()
            },
            Prim::Neg => Range {
                above,
                below,
                endless,
                ..Range::default()
            },
            Prim::Div | Prim::SingularDiv => Range {
                below: self.range(&args[0]).below
                    || self.range(&args[1]).above && !self.range(&args[0]).above,
                endless: self.range(&args[0]).endless,
                ..Range::default()
            },
            Prim::Select => Range {
                endless,
                ..Range::default()
            },
            _ => Range::default(),
        };
        Range { touched, ..made }
    }
}

/// Is it a constant of the standard library that is infinite, or the largest number that is not?
fn is_infinity(f: &Function, base: BaseId) -> bool {
    let data = &f.bases[base.index()];
    matches!(data.kind, BaseKind::Extern(_))
        && data.ty.is_float()
        && matches!(&*data.name, "INFINITY" | "NEG_INFINITY" | "MAX" | "MIN")
}
