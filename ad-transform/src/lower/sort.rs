//! Sorting, and searching what is sorted.
//!
//! A sequence is sorted by the permutation that sorts it: positions are merged, bottom up, by what the elements at them
//! are, and then each element is taken from its position. Positions do not vary, so that the derivative of sorting is
//! that of the last step alone: the cotangent of an element goes to the place that it came from.

use super::Lowerer;
use super::iter::{Order, between};
use super::operand::{Mem, Operand};
use crate::ir::builder::Var;
use crate::ir::{Atom, Init, Op, Opaque, Part, Place, Prim, Range, Type};
use quote::quote;
use syn::ExprMethodCall;

/// The two runs of positions that are merged, as far as they have not been taken.
struct Runs {
    left: Var,
    middle: Var,
    right: Var,
    end: Var,
}

impl<'a> Lowerer<'a> {
    /// `sort`, `sort_by`, `sort_by_key` and their unstable forms.
    pub(super) fn sort(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        match self.order_by(call, call.args.first()) {
            Some(order) => self.sort_by(&order, &mem),
            None => Operand::Poison,
        }
    }

    /// `a.select_nth_unstable_by(n, f)`: the element that would be the nth in order, and what stands before and behind it. In
    /// which order those stand is not promised: here, they are sorted.
    pub(super) fn select_nth(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(n) = call.args.first() else {
            return self.unsupported(call, "call");
        };
        let n = self.position(n);
        let Some(order) = self.order_by(call, call.args.iter().nth(1)) else {
            return Operand::Poison;
        };
        let (len, next) = (self.len(&mem), self.plus_one(n.clone()));
        self.assert_order(Prim::Lt, &n, &len);
        self.mutable.insert(mem.place.base);
        self.sort_by(&order, &mem);
        let element = self.element_ty(&mem.ty);
        let before = self.slice(mem.clone(), between(Atom::usize(0), n.clone()));
        let behind = self.slice(mem.clone(), between(next, len));
        let nth = Operand::place(mem.place.index(n), element);
        let parts = [before, nth, behind].map(|part| Operand::Ref(true, Box::new(part)));
        Operand::Tuple(parts.into())
    }

    /// What a method compares elements by: a function of two of them or of one, or they themselves.
    fn order_by(
        &mut self,
        call: &'a ExprMethodCall,
        func: Option<&'a syn::Expr>,
    ) -> Option<Order<'a>> {
        let Some(func) = func else {
            return Some(Order::Items);
        };
        let func = self.func(func)?;
        Some(match call.method.to_string().ends_with("_key") {
            true => Order::Key(func),
            false => Order::By(func),
        })
    }

    /// Sorts a sequence.
    fn sort_by(&mut self, order: &Order<'a>, mem: &Mem) -> Operand<'a> {
        let element = self.element_ty(&mem.ty);
        let len = self.len(mem);
        let positions = self.sorted_positions(mem, &element, order, &len);
        let of = Type::Vec(Box::new(element.clone()));
        let unsorted = self.memory(of, "unsorted", Init::Copy(mem.place.clone()));
        self.each_below(len, "i", &mut |l, i| {
            let from = l.b.load(positions.index(i.clone()), Type::USIZE);
            if l.is_reference(&element) {
                let source = Init::Copy(unsorted.index(from));
                l.effect(Op::Assign(mem.place.index(i), source));
                return;
            }
            let target = Operand::place(mem.place.index(i), element.clone());
            let source = Operand::place(unsorted.index(from), element.clone());
            let value = l.copied(source);
            l.assign_to(target, value);
        });
        Operand::Unit
    }

    /// The positions of the elements in their order.
    fn sorted_positions(
        &mut self,
        mem: &Mem,
        element: &Type,
        order: &Order<'a>,
        len: &Atom,
    ) -> Place {
        let zeros = || Init::Repeat(Box::new(Init::Atom(Atom::usize(0))), len.clone());
        let of = Type::Vec(Box::new(Type::USIZE));
        let positions = self.memory(of.clone(), "order", zeros());
        let merged = self.memory(of, "merged", zeros());
        self.mutable.extend([positions.base, merged.base]);
        self.each_below(len.clone(), "i", &mut |l, i| {
            l.effect(Op::Store(positions.index(i.clone()), i));
        });
        let passes = vec![
            Part::Atom(len.clone()),
            Part::Tokens(quote!(.next_power_of_two().trailing_zeros() as usize)),
        ];
        let passes = self.op(Op::Opaque(Opaque::pure(passes)), Type::USIZE);
        self.each_below(passes, "pass", &mut |l, pass| {
            let width = l.prim(Prim::Shl, vec![Atom::usize(1), pass]);
            let runs = Runs {
                left: l.counter("left"),
                middle: l.counter("middle"),
                right: l.counter("right"),
                end: l.counter("end"),
            };
            l.each_below(len.clone(), "i", &mut |l, i| {
                l.begin_runs(&runs, &i, &width, len);
                let from_left = l.takes_left(&runs, mem, element, order, &positions);
                let (left, right) = (l.b.read(runs.left), l.b.read(runs.right));
                let taken = l.prim(
                    Prim::Select,
                    vec![from_left.clone(), left.clone(), right.clone()],
                );
                let position = l.b.load(positions.index(taken), Type::USIZE);
                l.effect(Op::Store(merged.index(i), position));
                for (var, at, taken) in [(runs.left, left, true), (runs.right, right, false)] {
                    let next = l.plus_one(at.clone());
                    let (then, els) = if taken { (next, at) } else { (at, next) };
                    let next = l.prim(Prim::Select, vec![from_left.clone(), then, els]);
                    l.write(var, next);
                }
            });
            l.effect(Op::CopyFrom(positions.clone(), merged.clone()));
        });
        positions
    }

    /// At the first position of two runs: where they are.
    fn begin_runs(&mut self, runs: &Runs, i: &Atom, width: &Atom, len: &Atom) {
        let end = self.b.read(runs.end);
        let begins = self.prim(Prim::Eq, vec![i.clone(), end]);
        self.when(Operand::Atom(begins), &mut |l| {
            let middle = l.no_more_than(i, width, len);
            let end = l.no_more_than(&middle, width, len);
            l.write(runs.left, i.clone());
            l.write(runs.middle, middle.clone());
            l.write(runs.right, middle);
            l.write(runs.end, end);
        });
    }

    /// `min(from + width, len)`
    fn no_more_than(&mut self, from: &Atom, width: &Atom, len: &Atom) -> Atom {
        let room = self.prim(Prim::Sub, vec![len.clone(), from.clone()]);
        let fits = self.prim(Prim::Lt, vec![width.clone(), room]);
        let sum = self.prim(Prim::Add, vec![from.clone(), width.clone()]);
        self.prim(Prim::Select, vec![fits, sum, len.clone()])
    }

    /// Is the next position that of the left run? It is, where neither element is to stand before the other.
    fn takes_left(
        &mut self,
        runs: &Runs,
        mem: &Mem,
        element: &Type,
        order: &Order<'a>,
        positions: &Place,
    ) -> Atom {
        let (left, middle) = (self.b.read(runs.left), self.b.read(runs.middle));
        let (right, end) = (self.b.read(runs.right), self.b.read(runs.end));
        let some_left = self.prim(Prim::Lt, vec![left.clone(), middle]);
        let none_right = self.prim(Prim::Ge, vec![right.clone(), end]);
        let goes_first = self.b.declare(Type::Bool, "goes_first", some_left.clone());
        let some_right = self.prim(Prim::Not, vec![none_right]);
        let both = self.prim(Prim::And, vec![some_left, some_right]);
        self.when(Operand::Atom(both), &mut |l| {
            let [a, b] = [&left, &right].map(|at| {
                let at = l.b.load(positions.index(at.clone()), Type::USIZE);
                Operand::place(mem.place.index(at), element.clone())
            });
            let replaces = l.replaces(order, a, b, false);
            let first = l.prim(Prim::Not, vec![replaces]);
            l.write(goes_first, first);
        });
        self.b.read(goes_first)
    }

    /// `partition_point`: how many elements from the first on a condition holds for.
    pub(super) fn partition_point(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(func) = self.only_argument(call).and_then(|arg| self.func(arg)) else {
            return Operand::Poison;
        };
        let element = self.element_ty(&mem.ty);
        let len = self.len(&mem);
        let low = self.counter("low");
        let high = self.b.declare(Type::USIZE, "high", len.clone());
        let steps = vec![
            Part::Tokens(quote!(usize::BITS as usize - )),
            Part::Atom(len),
            Part::Tokens(quote!(.leading_zeros() as usize)),
        ];
        let steps = self.op(Op::Opaque(Opaque::pure(steps)), Type::USIZE);
        self.each_below(steps, "step", &mut |l, _| {
            let (lo, hi) = (l.b.read(low), l.b.read(high));
            let some = l.prim(Prim::Lt, vec![lo.clone(), hi.clone()]);
            l.when(Operand::Atom(some), &mut |l| {
                let room = l.prim(Prim::Sub, vec![hi.clone(), lo.clone()]);
                let half = l.prim(Prim::Div, vec![room, Atom::usize(2)]);
                let middle = l.prim(Prim::Add, vec![lo.clone(), half]);
                let item = Operand::place(mem.place.index(middle.clone()), element.clone());
                let holds = l.apply(&func, vec![Operand::shared(item)]);
                let holds = l.atom(holds);
                let next = l.plus_one(middle.clone());
                let lo = l.prim(Prim::Select, vec![holds.clone(), next, lo.clone()]);
                let hi = l.prim(Prim::Select, vec![holds, hi.clone(), middle]);
                l.write(low, lo);
                l.write(high, hi);
            });
        });
        Operand::Atom(self.b.read(low))
    }

    /// A loop over the positions below one.
    pub(super) fn each_below(
        &mut self,
        end: Atom,
        name: &str,
        body: &mut dyn FnMut(&mut Self, Atom),
    ) {
        let index = self.b.f.new_value(Type::USIZE, name);
        let range = Range {
            lo: Atom::usize(0),
            hi: end,
            inclusive: false,
            reversed: false,
        };
        self.for_range(range, index, None, &mut |l| body(l, index.into()));
    }
}
