//! How large an integer can be at most, as far as constants say: what bounds the trips of loops, and with them what is
//! kept of them.
//!
//! A bound is a number, or a constant of the user's by its name: what a type may name as a length. It holds whatever
//! happens; the numbers behind names are hints, for they are read off the source file.

use super::regions::{RegionId, Regions};
use crate::ir::{
    Atom, BaseKind, Const, Function, Lit, Op, Opaque, Part, Place, Prim, Range, Stmt, Type, ValueId,
};

/// An upper bound of an integer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// A number.
    Number(i128),
    /// A constant that is not negative, as the length of an array spells it; its value, where that is seen.
    Named(String, Option<i128>),
}

impl Extent {
    /// As the length of an array.
    #[must_use]
    pub fn spelled(&self) -> String {
        match self {
            Extent::Number(n) => n.max(&0).to_string(),
            Extent::Named(text, _) => text.clone(),
        }
    }

    /// Its value, where that is known.
    #[must_use]
    pub fn value(&self) -> Option<i128> {
        match self {
            Extent::Number(n) => Some(*n),
            Extent::Named(_, n) => *n,
        }
    }

    /// What is at most the sum of both. The sum of a generic parameter and more is not a length that a type can name.
    fn plus(&self, n: i128) -> Option<Extent> {
        match self {
            Extent::Number(m) => m.checked_add(n).map(Extent::Number),
            Extent::Named(..) if n <= 0 => Some(self.clone()),
            Extent::Named(text, Some(m)) => {
                Some(Extent::Named(format!("{text} + {n}"), m.checked_add(n)))
            }
            Extent::Named(_, None) => None,
        }
    }

    /// What both are at most.
    fn or(self, other: Extent) -> Option<Extent> {
        match (&self, &other) {
            (Extent::Number(m), Extent::Number(n)) => Some(Extent::Number(*m.max(n))),
            (Extent::Named(..), Extent::Number(..=0)) => Some(self),
            (Extent::Number(..=0), Extent::Named(..)) => Some(other),
            (Extent::Named(a, _), Extent::Named(b, _)) if a == b => Some(self),
            (Extent::Number(_) | Extent::Named(..), _) => None,
        }
    }

    /// The better of two bounds of one thing.
    fn and(self, other: Extent) -> Extent {
        match (self.value(), other.value()) {
            (Some(a), Some(b)) if b < a => other,
            (None, Some(_)) => other,
            _ => self,
        }
    }
}

/// Bounds of the integers of a function.
pub struct Extents<'a> {
    f: &'a Function,
    tree: &'a Regions<'a>,
}

impl<'a> Extents<'a> {
    /// Those of a function.
    #[must_use]
    pub fn new(f: &'a Function, tree: &'a Regions<'a>) -> Extents<'a> {
        Extents { f, tree }
    }

    /// How often a counted loop over a range runs at most.
    #[must_use]
    pub fn trips(&self, range: &Range) -> Option<Extent> {
        let more = i128::from(range.inclusive) - self.least(&range.lo)?;
        self.most(&range.hi)?.plus(more)
    }

    /// What an integer is at most.
    fn most(&self, atom: &Atom) -> Option<Extent> {
        let v = match atom {
            Atom::Const(c) => return constant(c).map(Extent::Number),
            Atom::Value(v) => *v,
        };
        let Some(stmt) = self.tree.definer(v) else {
            let range = self.range_of_index(v)?;
            return self.most(&range.hi)?.plus(i128::from(range.inclusive) - 1);
        };
        match &stmt.op {
            Op::Load(place) => self.named(place),
            Op::Len(place) => {
                let ty = self.f.place_ty(place);
                ty.written_length().map(|n| self.length(n.to_owned()))
            }
            Op::Prim(prim, args) => self.most_of(*prim, args),
            Op::If(_, then, els) => {
                let i = stmt.results.iter().position(|result| *result == v)?;
                self.most(&then.yields[i])?.or(self.most(&els.yields[i])?)
            }
            Op::Opaque(opaque) => self.most_of_method(opaque),
            _ => None,
        }
    }

    fn most_of(&self, prim: Prim, args: &[Atom]) -> Option<Extent> {
        match (prim, args) {
            (Prim::Add, [a, b]) => match self.rounded_up(a, b) {
                Some(bound) => Some(bound),
                None => match (self.most(a)?, self.most(b)?) {
                    (bound, Extent::Number(n)) | (Extent::Number(n), bound) => bound.plus(n),
                    (Extent::Named(..), Extent::Named(..)) => None,
                },
            },
            (Prim::Sub, [a, b]) => self.most(a)?.plus(-self.least(b)?),
            (Prim::Mul, [a, b]) => match (self.most(a)?, self.most(b)?) {
                (Extent::Number(m), Extent::Number(n))
                    if self.least(a)? >= 0 && self.least(b)? >= 0 =>
                {
                    m.checked_mul(n).map(Extent::Number)
                }
                _ => None,
            },
            (Prim::Div, [a, Atom::Const(c)]) => match (self.most(a)?, constant(c)?) {
                (Extent::Number(m), n @ 1..) => Some(Extent::Number(m / n)),
                (bound @ Extent::Named(..), 1..) => Some(bound),
                _ => None,
            },
            (Prim::Rem, [_, Atom::Const(c)]) => match constant(c)? {
                n @ 1.. => Some(Extent::Number(n - 1)),
                _ => None,
            },
            (Prim::Select, [_, a, b]) => self.most(a)?.or(self.most(b)?),
            (Prim::Cast, [a]) if self.least(a)? >= 0 => self.most(a),
            _ => None,
        }
    }

    /// `n / k`, and one more for a rest: at most `n`.
    fn rounded_up(&self, a: &Atom, b: &Atom) -> Option<Extent> {
        let prim = |atom: &Atom| match &self.tree.definer(atom.value()?)?.op {
            Op::Prim(prim, args) => Some((*prim, args)),
            _ => None,
        };
        let (Prim::Div, [n, step]) = prim(a).map(|(prim, args)| (prim, &args[..]))? else {
            return None;
        };
        let (Prim::Select, [rest, _, _]) = prim(b).map(|(prim, args)| (prim, &args[..]))? else {
            return None;
        };
        let (Prim::Ne, [rest, _]) = prim(rest).map(|(prim, args)| (prim, &args[..]))? else {
            return None;
        };
        let is_rest =
            matches!(prim(rest)?, (Prim::Rem, args) if args[..] == [n.clone(), step.clone()]);
        is_rest.then_some(())?;
        self.quotient(n, step)
    }

    /// What `n / step`, rounded up, is at most; `n` is not negative.
    fn quotient(&self, n: &Atom, step: &Atom) -> Option<Extent> {
        match (self.most(n)?, self.most(step)) {
            (Extent::Number(m), Some(Extent::Number(k @ 1..)))
                if matches!(step, Atom::Const(_)) =>
            {
                m.checked_add(k - 1).map(|m| Extent::Number(m / k))
            }
            (bound, _) => Some(bound),
        }
    }

    /// What methods give. Those that subtract and divide are used of unsigned integers only.
    fn most_of_method(&self, opaque: &Opaque) -> Option<Extent> {
        let [Part::Atom(of), Part::Tokens(name), Part::Group(_, argument)] = &opaque.parts[..]
        else {
            return None;
        };
        let [Part::Atom(argument)] = &argument[..] else {
            return None;
        };
        match name.to_string().trim_start_matches(['.', ' ']) {
            "saturating_sub" => self.most(of)?.plus(-self.least(argument)?),
            "div_ceil" => self.quotient(of, argument),
            "min" => match (self.most(of), self.most(argument)) {
                (Some(a), Some(b)) => Some(a.and(b)),
                (bound, None) | (None, bound) => bound,
            },
            "max" => self.most(of)?.or(self.most(argument)?),
            _ => None,
        }
    }

    /// What an integer is at least.
    fn least(&self, atom: &Atom) -> Option<i128> {
        let v = match atom {
            Atom::Const(c) => return constant(c),
            Atom::Value(v) => *v,
        };
        let unsigned = match self.f.ty(v) {
            Type::Int(name) if name.starts_with('u') => Some(0),
            _ => None,
        };
        let known = match self.tree.definer(v).map(|stmt| &stmt.op) {
            None => self
                .range_of_index(v)
                .and_then(|range| self.least(&range.lo)),
            Some(Op::Prim(Prim::Add, args)) => self
                .least(&args[0])
                .and_then(|n| n.checked_add(self.least(&args[1])?)),
            Some(Op::Prim(Prim::Cast, args)) => self.least(&args[0]).filter(|n| *n >= 0),
            Some(Op::Load(place)) => self.named(place).map(|_| 0),
            _ => None,
        };
        // A bound below zero says nothing of an unsigned integer, which is what it is by wrapping at the latest.
        known.filter(|n| *n >= 0 || unsigned.is_none()).or(unsigned)
    }

    /// The range of which a value is the index.
    fn range_of_index(&self, v: ValueId) -> Option<&'a Range> {
        let region = self.tree.region_of(v);
        if region == RegionId::BODY || self.tree.get(region).params.first() != Some(&v) {
            return None;
        }
        match self.tree.stmt(self.tree.facts(region).owner) {
            Stmt { op: Op::For(l), .. } => Some(&l.range),
            _ => None,
        }
    }

    /// The constant that a place is.
    fn named(&self, place: &Place) -> Option<Extent> {
        let BaseKind::Extern(path) = &self.f.bases[place.base.index()].kind else {
            return None;
        };
        let path = path.to_string();
        let value = self
            .f
            .lengths
            .get(&path)
            .filter(|_| place.projections.is_empty())?;
        Some(Extent::Named(path, value.map(i128::from)))
    }

    /// The length in the type of an array.
    fn length(&self, text: String) -> Extent {
        match (text.parse(), self.f.lengths.get(&text)) {
            (Ok(n), _) => Extent::Number(n),
            (Err(_), Some(value)) => Extent::Named(text, value.map(i128::from)),
            (Err(_), None) => Extent::Named(text, None),
        }
    }
}

fn constant(c: &Const) -> Option<i128> {
    match c.lit {
        Lit::Int(n) => Some(n),
        Lit::Zero => Some(0),
        Lit::Float(_) | Lit::Bool(_) | Lit::Char(_) => None,
    }
}
