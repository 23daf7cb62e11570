//! What is divided by a number that may be zero, and the partials of that: `1 / d`, and `q / d` or the square of `1 / d`.

use crate::ir::visit::{places, statements};
use crate::ir::{
    Atom, BaseData, BaseId, BaseKind, Const, Function, Init, Lit, Op, Prim, Region, Stmt, ValueId,
};

/// What is known of numbers.
pub(super) struct Poles {
    kinds: Vec<Kind>,
    signs: Vec<Sign>,
    /// What is stored in memory, at the least.
    stored: Vec<Sign>,
    /// How it was made, as far as that matters.
    held: Vec<Kind>,
}

/// How a number was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Other,
    /// By division by what may be zero.
    Quotient,
    /// A logarithm, by which its own argument is often multiplied.
    Logarithm,
    /// Read from where a quotient was stored.
    Stored,
    /// The inverse of what may be zero, where others use it, too.
    Inverse,
    /// The square of a quotient.
    Square,
}

/// What is known of a number, if it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    Unknown,
    /// It is zero or greater.
    NotNegative,
    /// It is greater, but where it is too small to be told from zero.
    Positive,
}

/// What memory holds at the least that nothing was stored in so far.
fn unstored(base: &BaseData) -> Sign {
    match base.kind {
        BaseKind::Local => Sign::Positive,
        BaseKind::Param(_) | BaseKind::Extern(_) => Sign::Unknown,
    }
}

/// Is it an exponent of which no power is infinite?
fn is_natural(exponent: &Atom) -> bool {
    matches!(exponent, Atom::Const(Const { lit: Lit::Int(n), .. }) if *n >= 0)
}

impl Poles {
    pub(super) fn of(f: &Function, body: &Region) -> Poles {
        let mut poles = Poles {
            kinds: vec![Kind::Other; f.values.len()],
            signs: vec![Sign::Unknown; f.values.len()],
            stored: f.bases.iter().map(unstored).collect(),
            held: vec![Kind::Other; f.bases.len()],
        };
        loop {
            let before = (poles.stored.clone(), poles.held.clone());
            statements(body, &mut |stmt| poles.visit(stmt));
            if (&poles.stored, &poles.held) == (&before.0, &before.1) {
                return poles;
            }
        }
    }

    /// Is a cotangent multiplied by the partial of a quotient? Or was it, by the other one of the two?
    pub(super) fn is_partial(&self, cotangent: &Atom, factor: &Atom) -> bool {
        self.kind(cotangent) == Kind::Quotient
            || matches!(
                self.kind(factor),
                Kind::Inverse | Kind::Square | Kind::Logarithm
            )
    }

    /// May it be zero?
    pub(super) fn may_vanish(&self, divisor: &Atom) -> bool {
        divisor.value().is_some() && self.sign(divisor) != Sign::Positive
    }

    fn visit(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::Prim(prim, args) => {
                let v = stmt.results[0].index();
                self.kinds[v] = self.kind_of(*prim, args);
                self.signs[v] = self.sign_of(*prim, args);
            }
            Op::Load(place) | Op::Pop(place) => {
                let (v, base) = (stmt.results[0].index(), place.base.index());
                self.signs[v] = self.stored[base];
                self.kinds[v] = self.held[base];
            }
            Op::Store(place, value) | Op::Fill(place, value) => self.store(place.base, value),
            Op::Push(place, Init::Atom(value)) => self.store(place.base, value),
            Op::Init(_, Init::Empty(_)) => {}
            Op::Init(base, Init::Repeat(element, _)) => match &**element {
                Init::Atom(value) => self.store(*base, value),
                _ => self.stored[base.index()] = Sign::Unknown,
            },
            op => {
                if let Op::Init(base, _) | Op::Call(_, Some(base)) = op {
                    self.stored[base.index()] = Sign::Unknown;
                }
                places(op, &mut |place, used| {
                    if used.writes() {
                        self.stored[place.base.index()] = Sign::Unknown;
                    }
                });
            }
        }
    }

    fn store(&mut self, base: BaseId, value: &Atom) {
        let sign = self.sign(value);
        let stored = &mut self.stored[base.index()];
        *stored = sign.min(*stored);
        match self.kind(value) {
            Kind::Quotient | Kind::Stored => self.held[base.index()] = Kind::Stored,
            Kind::Logarithm => self.held[base.index()] = Kind::Logarithm,
            Kind::Other | Kind::Inverse | Kind::Square => {}
        }
    }

    fn kind(&self, atom: &Atom) -> Kind {
        let kind = |v: ValueId| self.kinds[v.index()];
        atom.value().map_or(Kind::Other, kind)
    }

    fn kind_of(&self, prim: Prim, args: &[Atom]) -> Kind {
        match prim {
            Prim::Div if self.may_vanish(&args[1]) => Kind::Quotient,
            Prim::SingularDiv if args[0].value().is_none() && self.may_vanish(&args[1]) => {
                Kind::Inverse
            }
            Prim::Mul
                if args[0] == args[1]
                    && matches!(self.kind(&args[0]), Kind::Quotient | Kind::Stored) =>
            {
                Kind::Square
            }
            Prim::Neg => self.kind(&args[0]),
            Prim::Mul if args[0].value().is_none() => self.kind(&args[1]),
            Prim::Math(row) => match row.name {
                "recip" if self.may_vanish(&args[0]) => Kind::Quotient,
                "powi" if !is_natural(&args[1]) && self.may_vanish(&args[0]) => Kind::Inverse,
                "ln" | "ln_1p" | "log" | "log2" | "log10" => Kind::Logarithm,
                _ => Kind::Other,
            },
            _ => Kind::Other,
        }
    }

    fn sign(&self, atom: &Atom) -> Sign {
        match atom {
            Atom::Value(v) => self.signs[v.index()],
            Atom::Const(Const {
                lit: Lit::Float(x), ..
            }) if *x > 0.0 => Sign::Positive,
            Atom::Const(Const {
                lit: Lit::Int(n), ..
            }) if *n > 0 => Sign::Positive,
            Atom::Const(_) if atom.is_zero() => Sign::NotNegative,
            Atom::Const(_) => Sign::Unknown,
        }
    }

    fn sign_of(&self, prim: Prim, args: &[Atom]) -> Sign {
        let signs = || args.iter().map(|arg| self.sign(arg));
        match prim {
            Prim::Add if signs().all(|sign| sign >= Sign::NotNegative) => {
                signs().max().unwrap_or(Sign::Unknown)
            }
            Prim::Mul | Prim::Div if signs().all(|sign| sign >= Sign::NotNegative) => {
                signs().min().unwrap_or(Sign::Unknown)
            }
            Prim::Mul if args[0] == args[1] => Sign::NotNegative,
            Prim::Math(row) => match row.name {
                "exp" | "exp2" | "cosh" => Sign::Positive,
                "sqrt" if self.sign(&args[0]) == Sign::Positive => Sign::Positive,
                "hypot" if signs().any(|sign| sign == Sign::Positive) => Sign::Positive,
                "abs" | "sqrt" | "hypot" => Sign::NotNegative,
                "max" => signs().max().unwrap_or(Sign::Unknown),
                _ => Sign::Unknown,
            },
            _ => Sign::Unknown,
        }
    }
}
