//! Iterators of which each item can be had by its position, and how many there are.

use super::super::Lowerer;
use super::super::number::method_parts;
use super::super::operand::{Bounds, Operand};
use super::{By, Iter};
use crate::ir::{Atom, Const, Lit, Op, Opaque, Part, Prim, Type};
use crate::rules::math_fn;
use std::rc::Rc;

/// How many items an iterator has.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Count {
    Of(Atom),
    Endless,
}

impl Iter<'_> {
    /// Is an item had by its position alone, and the number of items known beforehand?
    pub(super) fn is_counted(&self) -> bool {
        match self {
            Iter::Elements(..)
            | Iter::Range(_)
            | Iter::Chunks(..)
            | Iter::Windows(..)
            | Iter::Parts(..)
            | Iter::Repeat(_)
            | Iter::Once(_)
            | Iter::Empty
            | Iter::RepeatWith(_)
            | Iter::Running(..) => true,
            Iter::FromFn(_) | Iter::Runs(..) => false,
            Iter::Successors(first, func) => first.is_certain() && func.is_certain(),
            Iter::Map(inner, _)
            | Iter::Inspect(inner, _)
            | Iter::Copied(inner)
            | Iter::Lent(inner)
            | Iter::From(inner, ..)
            | Iter::Enumerate(inner)
            | Iter::Take(inner, _) => inner.is_counted(),
            Iter::Advancing(..) => false,
            Iter::Skip(inner, _) | Iter::StepBy(inner, _) | Iter::Cycle(inner) => {
                inner.is_counted() && inner.is_random()
            }
            Iter::Rev(inner) => inner.is_counted() && inner.is_random() && !inner.is_endless(),
            Iter::Zip(a, b) => a.is_counted() && b.is_counted(),
            Iter::Scan(inner, _, func) => inner.is_counted() && func.is_certain(),
            Iter::Filter(..)
            | Iter::FilterMap(..)
            | Iter::SkipWhile(..)
            | Iter::TakeWhile(..)
            | Iter::MapWhile(..)
            | Iter::Chain(..)
            | Iter::FlatMap(..)
            | Iter::Flatten(_) => false,
        }
    }

    /// May items be asked for in any order, or left out, though functions make them?
    pub(super) fn is_random(&self) -> bool {
        match self {
            Iter::RepeatWith(_)
            | Iter::Successors(..)
            | Iter::Running(..)
            | Iter::Scan(..)
            | Iter::Inspect(..) => false,
            Iter::Map(inner, func) => func.is_pure() && inner.is_random(),
            Iter::Copied(inner)
            | Iter::Lent(inner)
            | Iter::Enumerate(inner)
            | Iter::Take(inner, _)
            | Iter::Skip(inner, _)
            | Iter::StepBy(inner, _)
            | Iter::Cycle(inner)
            | Iter::Rev(inner) => inner.is_random(),
            Iter::Advancing(..) => false,
            Iter::Zip(a, b) => a.is_random() && b.is_random(),
            _ => true,
        }
    }

    /// Is an item a name for a place or a range's integer, so that nothing is computed for it?
    pub(super) fn is_free(&self) -> bool {
        match self {
            Iter::Elements(..) | Iter::Range(_) | Iter::Windows(..) | Iter::Chunks(..) => true,
            Iter::Copied(inner)
            | Iter::Lent(inner)
            | Iter::Enumerate(inner)
            | Iter::Take(inner, _)
            | Iter::Skip(inner, _)
            | Iter::StepBy(inner, _)
            | Iter::Rev(inner) => inner.is_free(),
            Iter::Zip(a, b) => a.is_free() && b.is_free(),
            _ => false,
        }
    }

    /// Are items copies of elements, rather than references to them?
    pub(super) fn copies(&self) -> bool {
        match self {
            Iter::Elements(_, by) => *by == By::Value,
            Iter::Enumerate(inner)
            | Iter::Take(inner, _)
            | Iter::Skip(inner, _)
            | Iter::StepBy(inner, _)
            | Iter::Rev(inner) => inner.copies(),
            Iter::Zip(a, b) => a.copies() || b.copies(),
            Iter::Range(_)
            | Iter::Windows(..)
            | Iter::Chunks(..)
            | Iter::Runs(..)
            | Iter::Lent(_) => false,
            _ => true,
        }
    }

    /// Is there no end?
    pub(super) fn is_endless(&self) -> bool {
        match self {
            Iter::Range(bounds) => bounds.hi.is_none(),
            Iter::Repeat(_) | Iter::RepeatWith(_) | Iter::Running(..) | Iter::Cycle(_) => true,
            Iter::Successors(_, func) => func.is_certain(),
            Iter::Map(inner, _)
            | Iter::Inspect(inner, _)
            | Iter::Copied(inner)
            | Iter::From(inner, ..)
            | Iter::Advancing(inner, ..)
            | Iter::Enumerate(inner)
            | Iter::Skip(inner, _)
            | Iter::StepBy(inner, _)
            | Iter::Filter(inner, _)
            | Iter::SkipWhile(inner, _) => inner.is_endless(),
            Iter::Scan(inner, _, func) => func.is_certain() && inner.is_endless(),
            Iter::Zip(a, b) => a.is_endless() && b.is_endless(),
            Iter::Chain(a, b) => a.is_endless() || b.is_endless(),
            _ => false,
        }
    }
}

/// An integer that is known.
pub(in super::super) fn known(atom: &Atom) -> Option<i128> {
    match atom {
        Atom::Const(Const {
            lit: Lit::Int(n), ..
        }) => Some(*n),
        _ => None,
    }
}

impl<'a> Lowerer<'a> {
    /// How many items a counted iterator has.
    pub(super) fn count_of(&mut self, iter: &Iter<'a>) -> Count {
        match iter {
            Iter::Elements(mem, _) => Count::Of(self.len(mem)),
            Iter::Range(bounds) => self.count_of_range(bounds),
            Iter::Chunks(pieces) => Count::Of(self.count_of_pieces(pieces)),
            Iter::Windows(mem, size) => {
                let len = self.len(mem);
                let less = match known(size) {
                    Some(n) => Atom::usize(usize::try_from(n - 1).unwrap_or(0)),
                    None => self.prim(Prim::Sub, vec![size.clone(), Atom::usize(1)]),
                };
                Count::Of(self.usize_method("saturating_sub", len, less))
            }
            Iter::Parts(mem, count, _) => {
                let count = quote::format_ident!("{count}");
                let parts = vec![
                    Part::Place(mem.place.clone()),
                    Part::Tokens(quote::quote!(.#count())),
                ];
                Count::Of(self.op(Op::Opaque(Opaque::pure(parts)), Type::USIZE))
            }
            Iter::Once(_) => Count::Of(Atom::usize(1)),
            Iter::Empty => Count::Of(Atom::usize(0)),
            Iter::Repeat(_)
            | Iter::RepeatWith(_)
            | Iter::Successors(..)
            | Iter::Running(..)
            | Iter::FromFn(_)
            | Iter::Runs(..) => Count::Endless,
            Iter::Map(inner, _)
            | Iter::Inspect(inner, _)
            | Iter::Copied(inner)
            | Iter::Lent(inner)
            | Iter::From(inner, ..)
            | Iter::Enumerate(inner)
            | Iter::Rev(inner)
            | Iter::Scan(inner, ..) => self.count_of(inner),
            Iter::Zip(a, b) => {
                let (a, b) = (self.count_of(a), self.count_of(b));
                self.shorter(a, b)
            }
            Iter::Skip(inner, n) => match self.count_of(inner) {
                Count::Of(len) => Count::Of(self.usize_method("saturating_sub", len, n.clone())),
                Count::Endless => Count::Endless,
            },
            Iter::Take(inner, n) => {
                let of = self.count_of(inner);
                self.shorter(of, Count::Of(n.clone()))
            }
            Iter::StepBy(inner, step) => match self.count_of(inner) {
                Count::Of(len) => Count::Of(self.usize_method("div_ceil", len, step.clone())),
                Count::Endless => Count::Endless,
            },
            Iter::Cycle(_) => Count::Endless,
            Iter::Advancing(..)
            | Iter::Filter(..)
            | Iter::FilterMap(..)
            | Iter::SkipWhile(..)
            | Iter::TakeWhile(..)
            | Iter::MapWhile(..)
            | Iter::Chain(..)
            | Iter::FlatMap(..)
            | Iter::Flatten(_) => Count::Endless,
        }
    }

    fn count_of_range(&mut self, bounds: &Bounds) -> Count {
        let (lo, hi) = self.ends(bounds);
        let Some(hi) = hi else { return Count::Endless };
        let ty = self.atom_ty(&lo);
        if known(&lo) == Some(0) && ty == Type::USIZE && !bounds.inclusive {
            return Count::Of(hi);
        }
        let one = super::super::int(1, &ty);
        let trips = self.trips(&lo, &hi, bounds.inclusive, &one, &ty);
        Count::Of(match ty == Type::USIZE {
            true => trips,
            false => self.cast(trips, Type::USIZE),
        })
    }

    /// The ends of a range, the first of which is there.
    pub(super) fn ends(&mut self, bounds: &Bounds) -> (Atom, Option<Atom>) {
        let lo = bounds.lo.clone().unwrap_or_else(|| {
            self.refuse_here("this range has no beginning", "write both ends: `0..n`");
            Atom::usize(0)
        });
        (lo, bounds.hi.clone())
    }

    /// The smaller of two numbers of items.
    pub(super) fn shorter(&mut self, a: Count, b: Count) -> Count {
        match (a, b) {
            (Count::Endless, other) | (other, Count::Endless) => other,
            (Count::Of(a), Count::Of(b)) if self.same_length(&a, &b) => Count::Of(a),
            (Count::Of(a), Count::Of(b)) => match (known(&a), known(&b), math_fn("min")) {
                (Some(m), Some(n), _) => Count::Of(if m < n { a } else { b }),
                (_, _, Some(min)) => Count::Of(self.prim(Prim::Math(min), vec![a, b])),
                _ => Count::Of(a),
            },
        }
    }

    /// Are two lengths the same, being those of one place, or of arrays of one length?
    fn same_length(&self, a: &Atom, b: &Atom) -> bool {
        let of = |atom: &Atom| {
            let value = atom.value()?;
            let stmts = self.b.stmts().iter().rev();
            let place = stmts
                .filter(|stmt| stmt.results.first() == Some(&value))
                .find_map(|stmt| match &stmt.op {
                    Op::Len(place) => Some(place.clone()),
                    _ => None,
                })?;
            let ty = self.types.resolve(&self.b.f.place_ty(&place));
            let length = ty.written_length().map(str::to_owned);
            Some((place, length))
        };
        a == b
            || match (of(a), of(b)) {
                (Some((p, m)), Some((q, n))) => p == q || (m.is_some() && m == n),
                _ => false,
            }
    }

    /// A method of `usize` with one argument.
    pub(super) fn usize_method(&mut self, name: &str, a: Atom, b: Atom) -> Atom {
        if name == "saturating_sub" && known(&b) == Some(0) {
            return a;
        }
        let parts = method_parts(name, a, vec![Part::Atom(b)]);
        self.op(Op::Opaque(Opaque::pure(parts)), Type::USIZE)
    }

    /// `a + b`, where both are positions.
    pub(in super::super) fn offset(&mut self, a: Atom, b: Atom) -> Atom {
        match (known(&a), known(&b)) {
            (Some(0), _) => b,
            (_, Some(0)) => a,
            (Some(m), Some(n)) => super::super::int(m.saturating_add(n), &Type::USIZE),
            _ => self.prim(Prim::Add, vec![a, b]),
        }
    }

    /// `a * b`, where both are positions.
    pub(super) fn times(&mut self, a: Atom, b: Atom) -> Atom {
        match (known(&a), known(&b)) {
            (Some(1), _) => b,
            (_, Some(1)) => a,
            _ => self.prim(Prim::Mul, vec![a, b]),
        }
    }

    /// An item of a counted iterator, by its position.
    pub(super) fn item_at(&mut self, iter: &Iter<'a>, at: &Atom) -> Operand<'a> {
        match iter {
            Iter::Elements(mem, by) => {
                let element = self.nth_element(mem, at);
                by_reference(*by, element)
            }
            Iter::Range(bounds) => self.integer(bounds, at),
            Iter::Chunks(pieces) => self.piece(pieces, at),
            Iter::Windows(mem, size) => {
                let hi = self.offset(at.clone(), size.clone());
                let slice = self.slice(mem.clone(), between(at.clone(), hi));
                Operand::shared(slice)
            }
            Iter::Parts(mem, _, part) => self.part_at(mem, part, at),
            Iter::Repeat(operand) | Iter::Once(operand) => operand.clone(),
            Iter::RepeatWith(func) => self.apply(func, Vec::new()),
            Iter::Running(next, func) => {
                let item = self.value(next.clone());
                let after = self.apply_certain(func, vec![Operand::shared(item.clone())]);
                self.assign_to(next.clone(), after);
                item
            }
            Iter::Map(inner, func) => {
                let item = self.item_at(inner, at);
                self.apply(func, vec![item])
            }
            Iter::Inspect(inner, func) => {
                let item = self.item_at(inner, at);
                self.apply(func, vec![Operand::shared(item.clone())]);
                item
            }
            Iter::Copied(inner) => {
                let item = self.item_at(inner, at);
                self.copied(item)
            }
            Iter::Lent(inner) => {
                let item = self.item_at(inner, at);
                Operand::shared(item)
            }
            Iter::From(inner, ..) => self.item_at(inner, at),
            Iter::Enumerate(inner) => {
                let item = self.item_at(inner, at);
                Operand::Tuple(vec![Operand::Atom(at.clone()), item])
            }
            Iter::Zip(a, b) => {
                let a = self.item_at(a, at);
                let b = self.item_at(b, at);
                Operand::Tuple(vec![a, b])
            }
            Iter::Rev(inner) => {
                let Count::Of(len) = self.count_of(inner) else {
                    return Operand::Poison;
                };
                let last = self.prim(Prim::Sub, vec![len, Atom::usize(1)]);
                let at = self.prim(Prim::Sub, vec![last, at.clone()]);
                self.item_at(inner, &at)
            }
            Iter::Scan(inner, state, func) => {
                let item = self.item_at(inner, at);
                let state = Operand::Ref(true, Box::new(state.clone()));
                self.apply_certain(func, vec![state, item])
            }
            Iter::Skip(inner, n) => {
                let at = self.offset(at.clone(), n.clone());
                self.item_at(inner, &at)
            }
            Iter::Take(inner, _) => self.item_at(inner, at),
            Iter::StepBy(inner, step) => {
                let at = self.times(at.clone(), step.clone());
                self.item_at(inner, &at)
            }
            Iter::Cycle(inner) => {
                let Count::Of(len) = self.count_of(inner) else {
                    return self.item_at(inner, at);
                };
                let at = self.prim(Prim::Rem, vec![at.clone(), len]);
                self.item_at(inner, &at)
            }
            Iter::Empty
            | Iter::Advancing(..)
            | Iter::Successors(..)
            | Iter::FromFn(_)
            | Iter::Runs(..)
            | Iter::Filter(..)
            | Iter::FilterMap(..)
            | Iter::SkipWhile(..)
            | Iter::TakeWhile(..)
            | Iter::MapWhile(..)
            | Iter::Chain(..)
            | Iter::FlatMap(..)
            | Iter::Flatten(_) => Operand::Never,
        }
    }

    /// An integer of a range, by its position.
    fn integer(&mut self, bounds: &Bounds, at: &Atom) -> Operand<'a> {
        let (lo, _) = self.ends(bounds);
        let ty = self.atom_ty(&lo);
        let at = match ty == Type::USIZE {
            true => at.clone(),
            false => self.cast(at.clone(), ty),
        };
        Operand::Atom(match known(&lo) {
            Some(0) => at,
            _ => self.prim(Prim::Add, vec![lo, at]),
        })
    }

    /// The element that a reference names.
    pub(in super::super) fn copied(&mut self, item: Operand<'a>) -> Operand<'a> {
        let value = match item {
            Operand::Tuple(parts) => {
                let parts = parts.into_iter().map(|part| self.copied(part)).collect();
                return Operand::Tuple(parts);
            }
            item => self.dereference(item),
        };
        self.value(value)
    }
}

/// Positions from one to before another.
pub(in super::super) fn between(lo: Atom, hi: Atom) -> Bounds {
    Bounds {
        lo: Some(lo),
        hi: Some(hi),
        inclusive: false,
    }
}

/// A part of a sequence as an iterator gives it.
pub(super) fn by_reference(by: By, part: Operand<'_>) -> Operand<'_> {
    match by {
        By::Shared => Operand::shared(part),
        By::Mut => Operand::Ref(true, Box::new(part)),
        By::Value => part,
    }
}

/// Turns an iterator around, as far as that is a matter of how it is written.
pub(super) fn reversed<'a>(iter: &Rc<Iter<'a>>) -> Rc<Iter<'a>> {
    Rc::new(match &**iter {
        Iter::Rev(inner) => return Rc::clone(inner),
        Iter::Map(inner, f) => Iter::Map(reversed(inner), f.clone()),
        Iter::Inspect(inner, f) => Iter::Inspect(reversed(inner), f.clone()),
        Iter::Copied(inner) => Iter::Copied(reversed(inner)),
        Iter::Filter(inner, f) => Iter::Filter(reversed(inner), f.clone()),
        Iter::FilterMap(inner, f) => Iter::FilterMap(reversed(inner), f.clone()),
        Iter::Chain(a, b) => Iter::Chain(reversed(b), reversed(a)),
        Iter::Once(_) | Iter::Repeat(_) | Iter::Empty => return Rc::clone(iter),
        _ => Iter::Rev(Rc::clone(iter)),
    })
}
