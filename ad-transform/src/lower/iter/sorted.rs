//! Is what an iterator gives in order? `a.is_sorted_by(f)`, `a.iter().is_sorted()`.

use super::super::Lowerer;
use super::super::operand::{Mem, Operand};
use super::counted::Count;
use super::{By, Func, Iter};
use crate::ir::{Atom, Prim, Range, Type};
use std::rc::Rc;
use syn::ExprMethodCall;

/// Says of two items whether the first may stand before the second.
enum Precedes<'a> {
    /// By their values.
    Items,
    /// By what a function makes of each.
    Key(Func<'a>),
    /// By what a function says of both.
    By(Func<'a>),
    /// The same, of references to them.
    ByLent(Func<'a>),
}

impl<'a> Lowerer<'a> {
    /// `a.is_sorted_by(f)` and `a.is_sorted_by_key(f)` of a sequence.
    pub(in super::super) fn elements_sorted(
        &mut self,
        call: &'a ExprMethodCall,
        mem: Mem,
    ) -> Operand<'a> {
        let Some(func) = self.only_argument(call).and_then(|func| self.func(func)) else {
            return Operand::Poison;
        };
        let order = match call.method == "is_sorted_by_key" {
            true => Precedes::Key(func),
            false => Precedes::By(func),
        };
        let items = self.elements_by(mem, By::Shared);
        self.in_sequence(&Rc::new(items), &order, call)
    }

    /// `is_sorted`, `is_sorted_by` and `is_sorted_by_key` of an iterator.
    pub(super) fn items_sorted(
        &mut self,
        iter: &Rc<Iter<'a>>,
        call: &'a ExprMethodCall,
    ) -> Operand<'a> {
        let order = match call.args.first() {
            None => Precedes::Items,
            Some(func) => match self.func(func) {
                None => return Operand::Poison,
                Some(func) if call.method == "is_sorted_by_key" => Precedes::Key(func),
                Some(func) => Precedes::ByLent(func),
            },
        };
        self.in_sequence(iter, &order, call)
    }

    /// A loop over the items that ends at the first one that should stand before its predecessor.
    fn in_sequence(
        &mut self,
        iter: &Rc<Iter<'a>>,
        order: &Precedes<'a>,
        call: &'a ExprMethodCall,
    ) -> Operand<'a> {
        let counted = iter.is_counted() && iter.is_random();
        let Some(Count::Of(len)) = counted.then(|| self.count_of(iter)) else {
            return self.refuse_iter(
                &call.method,
                "only of items that can be had by their positions it is seen whether they are in order",
            );
        };
        let sorted = self.b.declare(Type::Bool, "sorted", Atom::bool(true));
        let target = self.targets.len();
        let index = self.b.f.new_value(Type::USIZE, "i");
        let range = Range {
            lo: Atom::usize(1),
            hi: len,
            inclusive: false,
            reversed: false,
        };
        self.for_range(range, index, None, &mut |l| {
            let before = l.prim(Prim::Sub, vec![index.into(), Atom::usize(1)]);
            let [a, b] = [before, index.into()].map(|at| l.item_at(iter, &at));
            let holds = l.precedes(order, a, b);
            let unordered = l.prim(Prim::Not, vec![holds]);
            l.when(Operand::Atom(unordered), &mut |l| {
                l.write(sorted, Atom::bool(false));
                l.leave(target, Operand::Unit);
            });
        });
        Operand::Atom(self.b.read(sorted))
    }

    fn precedes(&mut self, order: &Precedes<'a>, a: Operand<'a>, b: Operand<'a>) -> Atom {
        let [a, b] = match order {
            Precedes::By(func) => {
                let holds = self.apply(func, vec![a, b]);
                return self.atom(holds);
            }
            Precedes::ByLent(func) => {
                let holds = self.apply(func, vec![Operand::shared(a), Operand::shared(b)]);
                return self.atom(holds);
            }
            Precedes::Key(func) => [a, b].map(|item| self.apply(func, vec![item])),
            Precedes::Items => [a, b].map(|item| self.copied(item)),
        };
        let [a, b] = [a, b].map(|key| self.atom(key));
        let (s, t) = (self.atom_ty(&a), self.atom_ty(&b));
        self.unify(&s, &t);
        self.prim(Prim::Le, vec![a, b])
    }
}
