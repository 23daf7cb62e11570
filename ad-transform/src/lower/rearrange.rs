//! Methods that move elements: by exchanges, whose derivatives are the same exchanges in reverse.

use super::Lowerer;
use super::iter::between;
use super::operand::{Bounds, Mem, Operand};
use crate::ir::{Atom, Init, Op, Opaque, Part, Prim, Range, Type};
use proc_macro2::Delimiter;
use quote::quote;
use syn::{Expr, ExprMethodCall};

impl<'a> Lowerer<'a> {
    /// `v.insert(i, x)`
    pub(super) fn insert(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some((at, value)) = self.two_arguments(call) else {
            return Operand::Poison;
        };
        let at = self.position(at);
        let value = self.evaluated(value);
        let element = self.types.element(&mem.ty);
        let len = self.len(&mem);
        self.assert_order(Prim::Le, &at, &len);
        let (of, init) = self.at(&call.args[1], |l| l.element_init(&element, value));
        self.unify(&element, &of);
        self.effect(Op::Push(mem.place.clone(), init));
        self.exchange_neighbours(&mem, at, len, true);
        Operand::Unit
    }

    /// `v.remove(i)`
    pub(super) fn remove(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some((at, last)) = self.taken_from(call, &mem) else {
            return Operand::Poison;
        };
        self.exchange_neighbours(&mem, at, last, false);
        self.last_taken(&mem)
    }

    /// `v.push_front(x)`
    pub(super) fn push_front(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let len = self.len(&mem);
        self.push(call, mem.clone());
        self.exchange_neighbours(&mem, Atom::usize(0), len, true);
        Operand::Unit
    }

    /// `v.pop_front()`
    pub(super) fn pop_front(&mut self, mem: Mem) -> Operand<'a> {
        let len = self.len(&mem);
        let some = self.prim(Prim::Ne, vec![len.clone(), Atom::usize(0)]);
        self.by_success(
            some,
            true,
            &mut |l| {
                let last = l.prim(Prim::Sub, vec![len.clone(), Atom::usize(1)]);
                l.exchange_neighbours(&mem, Atom::usize(0), last, false);
                let first = l.last_taken(&mem);
                l.some(first)
            },
            &mut |l| l.none(),
        )
    }

    /// `v.swap_remove(i)`
    pub(super) fn swap_remove(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some((at, last)) = self.taken_from(call, &mem) else {
            return Operand::Poison;
        };
        self.effect(Op::Swap(mem.place.index(at), mem.place.index(last)));
        self.last_taken(&mem)
    }

    /// `v.append(&mut w)`
    pub(super) fn append(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(source) = self.source(call, &mem) else {
            return Operand::Poison;
        };
        self.effect(Op::Extend(mem.place, source.place.clone()));
        self.effect(Op::Truncate(source.place, Atom::usize(0)));
        Operand::Unit
    }

    /// `a.rotate_left(k)` and `a.rotate_right(k)`: both parts are reversed, and then all.
    pub(super) fn rotate(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(by) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let by = self.position(by);
        let len = self.len(&mem);
        self.assert_order(Prim::Le, &by, &len);
        let middle = match call.method == "rotate_left" {
            true => by,
            false => self.prim(Prim::Sub, vec![len, by]),
        };
        for (lo, hi) in [(None, Some(middle.clone())), (Some(middle), None)] {
            let bounds = Bounds {
                lo,
                hi,
                inclusive: false,
            };
            if let Operand::Place(part) = self.slice(mem.clone(), bounds) {
                self.reverse(part);
            }
        }
        self.reverse(mem)
    }

    /// The position from which an element is taken, which is within bounds, and the last one.
    fn taken_from(&mut self, call: &'a ExprMethodCall, mem: &Mem) -> Option<(Atom, Atom)> {
        let at = self.only_argument(call)?;
        let at = self.position(at);
        let len = self.len(mem);
        self.assert_order(Prim::Lt, &at, &len);
        let last = self.prim(Prim::Sub, vec![len, Atom::usize(1)]);
        Some((at, last))
    }

    /// Exchanges each element from a position on with the next one, or from the end to the position.
    fn exchange_neighbours(&mut self, mem: &Mem, lo: Atom, hi: Atom, reversed: bool) {
        let index = self.b.f.new_value(Type::USIZE, "i");
        let range = Range {
            lo,
            hi,
            inclusive: false,
            reversed,
        };
        self.for_range(range, index, None, &mut |l| {
            let next = l.plus_one(index.into());
            l.effect(Op::Swap(mem.place.index(index), mem.place.index(next)));
        });
    }

    /// The last element, taken.
    fn last_taken(&mut self, mem: &Mem) -> Operand<'a> {
        let element = self.element_ty(&mem.ty);
        if self.types.is_aggregate(&element) || self.is_reference(&element) {
            let place = self.memory(element.clone(), "last", Init::Pop(mem.place.clone()));
            Operand::temporary(place, element)
        } else {
            Operand::Atom(self.op(Op::Pop(mem.place.clone()), element))
        }
    }

    pub(super) fn assert_order(&mut self, prim: Prim, a: &Atom, b: &Atom) {
        let operator = match prim {
            Prim::Lt => quote!(<),
            Prim::Eq => quote!(==),
            _ => quote!(<=),
        };
        let inside = vec![
            Part::Atom(a.clone()),
            Part::Tokens(operator),
            Part::Atom(b.clone()),
        ];
        self.effect(Op::Opaque(Opaque::effect(vec![
            Part::Tokens(quote!(::core::assert!)),
            Part::Group(Delimiter::Parenthesis, inside),
        ])));
    }
}

/// Which elements stay in a vector.
impl<'a> Lowerer<'a> {
    /// `v.retain(f)`: what stays is exchanged to the front, in order.
    pub(super) fn retain(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(func) = self.only_argument(call).and_then(|func| self.func(func)) else {
            return Operand::Poison;
        };
        let mutable = call.method == "retain_mut";
        let element = self.element_ty(&mem.ty);
        self.keep_where(&mem, Atom::usize(0), &mut |l, at, _| {
            let item = Operand::place(mem.place.index(at), element.clone());
            let holds = l.apply(&func, vec![Operand::Ref(mutable, Box::new(item))]);
            l.atom(holds)
        })
    }

    /// `v.dedup()` of numbers, `v.dedup_by_key(f)` and `v.dedup_by(f)`.
    pub(super) fn dedup(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let func = match call.args.first() {
            Some(func) => match self.func(func) {
                Some(func) => Some(func),
                None => return Operand::Poison,
            },
            None => None,
        };
        let by_key = call.method == "dedup_by_key";
        let element = self.element_ty(&mem.ty);
        self.keep_where(&mem, Atom::usize(1), &mut |l, at, kept| {
            let before = l.prim(Prim::Sub, vec![kept, Atom::usize(1)]);
            let item = |at: Atom| Operand::place(mem.place.index(at), element.clone());
            let lent = |at: Atom| Operand::Ref(true, Box::new(item(at)));
            let [a, b] = match &func {
                Some(key) if by_key => [at, before].map(|at| l.apply(key, vec![lent(at)])),
                Some(same) => {
                    let same = l.apply(same, vec![lent(at), lent(before)]);
                    let same = l.atom(same);
                    return l.prim(Prim::Not, vec![same]);
                }
                None => [at, before].map(item),
            };
            let [a, b] = [a, b].map(|item| l.atom(item));
            let (s, t) = (l.atom_ty(&a), l.atom_ty(&b));
            l.unify(&s, &t);
            l.prim(Prim::Ne, vec![a, b])
        })
    }

    /// Keeps the first elements, and of the others those for which this holds, told its position and the number of
    /// those that are kept already.
    fn keep_where(
        &mut self,
        mem: &Mem,
        first: Atom,
        holds: &mut dyn FnMut(&mut Self, Atom, Atom) -> Atom,
    ) -> Operand<'a> {
        self.mutable.insert(mem.place.base);
        let len = self.len(mem);
        let kept = self.b.declare(Type::USIZE, "kept", first.clone());
        let index = self.b.f.new_value(Type::USIZE, "i");
        let range = Range {
            lo: first,
            hi: len,
            inclusive: false,
            reversed: false,
        };
        self.for_range(range, index, None, &mut |l| {
            let now = l.b.read(kept);
            let stays = holds(l, index.into(), now.clone());
            l.when(Operand::Atom(stays), &mut |l| {
                let (from, to) = (mem.place.index(index), mem.place.index(now.clone()));
                l.effect(Op::Swap(from, to));
                let next = l.plus_one(now.clone());
                l.write(kept, next);
            });
        });
        let kept = self.b.read(kept);
        self.shorten(mem, kept);
        Operand::Unit
    }

    /// `v.split_off(at)`: what is behind a position, as a vector of its own.
    pub(super) fn split_off(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(at) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let at = self.position(at);
        let taken = self.part_copied(&mem, Some(at.clone()), None);
        self.effect(Op::Truncate(mem.place, at));
        taken
    }

    /// `v.drain(range)`: the elements, as a vector of their own; what is behind them moves up.
    pub(super) fn drain(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(arg) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let Some((lo, hi)) = self.part_meant(call, arg, &mem) else {
            return Operand::Poison;
        };
        let len = self.len(&mem);
        let taken = self.part_copied(&mem, Some(lo.clone()), Some(hi.clone()));
        self.mutable.insert(mem.place.base);
        let count = self.prim(Prim::Sub, vec![hi.clone(), lo]);
        let index = self.b.f.new_value(Type::USIZE, "i");
        let range = Range {
            lo: hi,
            hi: len.clone(),
            inclusive: false,
            reversed: false,
        };
        self.for_range(range, index, None, &mut |l| {
            let to = l.prim(Prim::Sub, vec![index.into(), count.clone()]);
            let (from, to) = (mem.place.index(index), mem.place.index(to));
            l.effect(Op::Swap(from, to));
        });
        let rest = self.prim(Prim::Sub, vec![len, count]);
        self.effect(Op::Truncate(mem.place, rest));
        match self.iter_of(taken) {
            Some(iter) => Operand::Iter(iter),
            None => Operand::Poison,
        }
    }

    /// The ends of the range that a method takes.
    fn part_meant(
        &mut self,
        call: &'a ExprMethodCall,
        arg: &'a Expr,
        mem: &Mem,
    ) -> Option<(Atom, Atom)> {
        let range = self.evaluated(arg);
        let Operand::Range(bounds) = self.strip(range) else {
            self.refuse(
                arg,
                "which part of the vector this means is not known here",
                &format!("write the range: `v.{}(a..b)`", call.method),
            );
            return None;
        };
        let lo = bounds.lo.unwrap_or_else(|| Atom::usize(0));
        let hi = match bounds.hi {
            Some(hi) if bounds.inclusive => self.plus_one(hi),
            Some(hi) => hi,
            None => self.len(mem),
        };
        for end in [&lo, &hi] {
            let ty = self.atom_ty(end);
            self.unify(&ty, &Type::USIZE);
        }
        Some((lo, hi))
    }

    /// A part of a vector, copied into one of its own.
    fn part_copied(&mut self, mem: &Mem, lo: Option<Atom>, hi: Option<Atom>) -> Operand<'a> {
        let bounds = Bounds {
            lo,
            hi,
            inclusive: false,
        };
        let ty = Type::Vec(Box::new(self.element_ty(&mem.ty)));
        match self.slice(mem.clone(), bounds) {
            Operand::Place(part) => {
                let place = self.memory(ty.clone(), "taken", Init::Copy(part.place));
                Operand::temporary(place, ty)
            }
            other => other,
        }
    }

    /// `a.copy_within(range, to)`: by elements, from the side that is not overwritten before it is read.
    pub(super) fn copy_within(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some((range, to)) = self.two_arguments(call) else {
            return Operand::Poison;
        };
        let range = self.evaluated(range);
        let to = self.position(to);
        let Operand::Range(bounds) = self.strip(range) else {
            return self.refuse(
                &call.args[0],
                "which part this copies is not known here",
                "write the range: `a.copy_within(lo..hi, to)`",
            );
        };
        self.mutable.insert(mem.place.base);
        let Operand::Place(part) = self.slice(mem.clone(), bounds) else {
            return Operand::Poison;
        };
        let ty = Type::Vec(Box::new(self.element_ty(&mem.ty)));
        let copy = self.memory(ty.clone(), "copied", Init::Copy(part.place));
        let copy = Mem {
            place: copy,
            ty,
            temporary: true,
        };
        let len = self.len(&copy);
        let hi = self.offset(to.clone(), len);
        if let Operand::Place(target) = self.slice(mem, between(to, hi)) {
            self.effect(Op::CopyFrom(target.place, copy.place));
        }
        Operand::Unit
    }
}

/// Elements that are put in, or change places with those of another sequence.
impl<'a> Lowerer<'a> {
    /// `a.swap_with_slice(&mut b)`
    pub(super) fn swap_with_slice(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(other) = self.source(call, &mem) else {
            return Operand::Poison;
        };
        self.mutable.extend([mem.place.base, other.place.base]);
        let (len, of) = (self.len(&mem), self.len(&other));
        self.assert_order(Prim::Eq, &len, &of);
        self.each_below(len, "i", &mut |l, i| {
            let (a, b) = (mem.place.index(i.clone()), other.place.index(i));
            l.effect(Op::Swap(a, b));
        });
        Operand::Unit
    }

    /// `v.extend_from_within(range)`
    pub(super) fn extend_from_within(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(arg) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let Some((lo, hi)) = self.part_meant(call, arg, &mem) else {
            return Operand::Poison;
        };
        if let Operand::Place(copy) = self.part_copied(&mem, Some(lo), Some(hi)) {
            self.effect(Op::Extend(mem.place, copy.place));
        }
        Operand::Unit
    }

    /// `v.splice(range, items)`: what stands there, as a vector of its own, in place of which the items are put.
    pub(super) fn splice(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some((range, items)) = self.two_arguments(call) else {
            return Operand::Poison;
        };
        let Some((lo, hi)) = self.part_meant(call, range, &mem) else {
            return Operand::Poison;
        };
        let items = self.evaluated(items);
        let Some(items) = self.at(&call.args[1], |l| l.iter_of(items)) else {
            return Operand::Poison;
        };
        self.mutable.insert(mem.place.base);
        let behind = self.part_copied(&mem, Some(hi.clone()), None);
        let taken = self.part_copied(&mem, Some(lo.clone()), Some(hi));
        self.effect(Op::Truncate(mem.place.clone(), lo));
        self.extend_with(&items, &mem);
        if let Operand::Place(behind) = behind {
            self.effect(Op::Extend(mem.place, behind.place));
        }
        match self.iter_of(taken) {
            Some(iter) => Operand::Iter(iter),
            None => Operand::Poison,
        }
    }

    /// `a.repeat(n)`
    pub(super) fn so_many_times(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(times) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let times = self.position(times);
        let ty = Type::Vec(Box::new(self.element_ty(&mem.ty)));
        let place = self.memory(ty.clone(), "repeated", Init::Elements(Vec::new()));
        self.mutable.insert(place.base);
        self.each_below(times, "time", &mut |l, _| {
            l.effect(Op::Extend(place.clone(), mem.place.clone()));
        });
        Operand::temporary(place, ty)
    }
}
