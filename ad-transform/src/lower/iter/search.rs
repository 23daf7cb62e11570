//! Consumers that look for an item, and may stop when they have found it.

use super::super::Lowerer;
use super::super::operand::Operand;
use super::counted::{Count, known};
use super::maybe::At;
use super::{Compared, Func, Iter, Maybe};
use crate::ir::{Atom, Prim, Range, Type};
use std::rc::Rc;

/// What an extremum is compared by.
pub(in super::super) enum Order<'a> {
    /// The items themselves.
    Items,
    /// A function of two items that gives an `Ordering`.
    By(Func<'a>),
    /// A function of an item whose results are compared.
    Key(Func<'a>),
}

impl<'a> Lowerer<'a> {
    fn maybe(maybe: Maybe<'a>) -> Operand<'a> {
        Operand::Maybe(Rc::new(maybe))
    }

    /// The item at a position.
    pub(super) fn nth(&mut self, iter: &Rc<Iter<'a>>, at: Atom) -> Operand<'a> {
        if iter.is_counted() && iter.is_random() {
            let some = match self.count_of(iter) {
                Count::Of(len) => self.prim(Prim::Gt, vec![len, at.clone()]),
                Count::Endless => Atom::bool(true),
            };
            return Self::maybe(Maybe::Item(some, Rc::clone(iter), At::Position(at)));
        }
        let counter = self.counter("i");
        let found = self.b.declare(Type::Bool, "found", Atom::bool(false));
        let slot = self.slot("item", true);
        self.traverse_until(iter, &mut |l, item, target| {
            let now = l.b.read(counter);
            l.count_up(counter);
            let here = l.prim(Prim::Eq, vec![now, at.clone()]);
            l.when(Operand::Atom(here), &mut |l| {
                l.keep(slot, item.clone());
                l.write(found, Atom::bool(true));
                l.leave(target, Operand::Unit);
            });
        });
        self.found(found, slot)
    }

    /// The last item.
    pub(super) fn last_of(&mut self, iter: &Rc<Iter<'a>>) -> Operand<'a> {
        if iter.is_counted() && iter.is_random() && !iter.is_endless() {
            let Count::Of(len) = self.count_of(iter) else {
                return Operand::Never;
            };
            let some = self.prim(Prim::Ne, vec![len, Atom::usize(0)]);
            return Self::maybe(Maybe::Item(some, Rc::clone(iter), At::Last));
        }
        let found = self.b.declare(Type::Bool, "found", Atom::bool(false));
        let slot = self.slot("item", false);
        self.traverse(iter, &mut |l, item| {
            l.keep(slot, item);
            l.write(found, Atom::bool(true));
        });
        self.found(found, slot)
    }

    /// Puts what an item is now into a slot: the target of a shared reference is copied, and what is changed through a
    /// mutable one is a name for it.
    fn keep(&mut self, slot: usize, item: Operand<'a>) {
        let item = self.kept(item);
        self.fill(slot, item);
    }

    /// An item that lasts longer than its trip.
    pub(in super::super) fn kept(&mut self, item: Operand<'a>) -> Operand<'a> {
        match item {
            Operand::Ref(true, _) => item,
            Operand::Tuple(parts) => {
                Operand::Tuple(parts.into_iter().map(|part| self.kept(part)).collect())
            }
            item => self.copied(item),
        }
    }

    fn found(&mut self, found: crate::ir::builder::Var, slot: usize) -> Operand<'a> {
        let some = self.b.read(found);
        let payload = self.slot_value(slot);
        Self::maybe(Maybe::Value(some, payload))
    }

    /// Does the function hold for one of the items? With `all`, for each of them?
    pub(super) fn any_of(
        &mut self,
        iter: &Rc<Iter<'a>>,
        func: &Func<'a>,
        all: bool,
    ) -> Operand<'a> {
        let result = self
            .b
            .declare(Type::Bool, if all { "all" } else { "any" }, Atom::bool(all));
        self.traverse_until(iter, &mut |l, item, target| {
            let holds = l.apply(func, vec![item]);
            let holds = l.atom(holds);
            let settled = match all {
                true => l.prim(Prim::Not, vec![holds]),
                false => holds,
            };
            l.when(Operand::Atom(settled), &mut |l| {
                l.write(result, Atom::bool(!all));
                l.leave(target, Operand::Unit);
            });
        });
        Operand::Atom(self.b.read(result))
    }

    /// The position of the first item for which the function holds.
    pub(super) fn position_of(&mut self, iter: &Rc<Iter<'a>>, func: &Func<'a>) -> Operand<'a> {
        let at = self.counter("at");
        let counter = self.counter("i");
        let found = self.b.declare(Type::Bool, "found", Atom::bool(false));
        self.traverse_until(iter, &mut |l, item, target| {
            let now = l.b.read(counter);
            l.count_up(counter);
            let holds = l.apply(func, vec![item]);
            l.when(holds, &mut |l| {
                l.write(at, now.clone());
                l.write(found, Atom::bool(true));
                l.leave(target, Operand::Unit);
            });
        });
        let (some, at) = (self.b.read(found), self.b.read(at));
        Self::maybe(Maybe::Value(some, Operand::Atom(at)))
    }

    /// The position of the last item for which the function holds.
    pub(super) fn last_position(&mut self, iter: &Rc<Iter<'a>>, func: &Func<'a>) -> Operand<'a> {
        let at = self.counter("at");
        let found = self.b.declare(Type::Bool, "found", Atom::bool(false));
        let numbered = Rc::new(Iter::Enumerate(Rc::clone(iter)));
        self.traverse_until(
            &super::counted::reversed(&numbered),
            &mut |l, item, target| {
                let (i, item) = (l.part_of(item.clone(), "0"), l.part_of(item, "1"));
                let holds = l.apply(func, vec![item]);
                l.when(holds, &mut |l| {
                    let i = l.atom(i.clone());
                    l.write(at, i);
                    l.write(found, Atom::bool(true));
                    l.leave(target, Operand::Unit);
                });
            },
        );
        let (some, at) = (self.b.read(found), self.b.read(at));
        Self::maybe(Maybe::Value(some, Operand::Atom(at)))
    }

    /// The first item for which the function holds.
    pub(super) fn find(&mut self, iter: &Rc<Iter<'a>>, func: &Func<'a>) -> Operand<'a> {
        // Its position is enough, where an item can be had by that.
        if iter.is_counted() && iter.is_free() && iter.is_random() {
            let at = self.counter("at");
            let found = self.b.declare(Type::Bool, "found", Atom::bool(false));
            let numbered = Rc::new(Iter::Enumerate(Rc::clone(iter)));
            self.traverse_until(&numbered, &mut |l, item, target| {
                let (i, item) = (l.part_of(item.clone(), "0"), l.part_of(item, "1"));
                let holds = l.apply(func, vec![Operand::shared(item)]);
                l.when(holds, &mut |l| {
                    let i = l.atom(i.clone());
                    l.write(at, i);
                    l.write(found, Atom::bool(true));
                    l.leave(target, Operand::Unit);
                });
            });
            let (some, at) = (self.b.read(found), self.b.read(at));
            return Self::maybe(Maybe::Item(some, Rc::clone(iter), At::Found(at)));
        }
        let found = self.b.declare(Type::Bool, "found", Atom::bool(false));
        let slot = self.slot("item", true);
        self.traverse_until(iter, &mut |l, item, target| {
            let holds = l.apply(func, vec![Operand::shared(item.clone())]);
            l.when(holds, &mut |l| {
                l.keep(slot, item.clone());
                l.write(found, Atom::bool(true));
                l.leave(target, Operand::Unit);
            });
        });
        self.found(found, slot)
    }

    /// The first payload that the function gives.
    pub(super) fn find_map(&mut self, iter: &Rc<Iter<'a>>, func: &Func<'a>) -> Operand<'a> {
        let found = self.b.declare(Type::Bool, "found", Atom::bool(false));
        let slot = self.slot("item", true);
        self.traverse_until(iter, &mut |l, item, target| {
            l.apply_option(
                func,
                vec![item],
                &mut |l, payload| {
                    l.keep(slot, payload);
                    l.write(found, Atom::bool(true));
                    l.leave(target, Operand::Unit);
                },
                &mut |_| {},
            );
        });
        self.found(found, slot)
    }

    /// Is `b` to be taken instead of `a`, which came before?
    pub(in super::super) fn replaces(
        &mut self,
        order: &Order<'a>,
        a: Operand<'a>,
        b: Operand<'a>,
        max: bool,
    ) -> Atom {
        let compared = match order {
            Order::By(func) => {
                let (a, b) = (Operand::shared(a), Operand::shared(b));
                match self.apply(func, vec![a, b]) {
                    Operand::Compared(compared) => compared,
                    Operand::Poison | Operand::Never => return Atom::bool(false),
                    _ => {
                        self.refuse_here(
                            "what this compares items by is not seen here",
                            "let the closure end in `a.partial_cmp(b).unwrap()` or `a.total_cmp(b)`",
                        );
                        return Atom::bool(false);
                    }
                }
            }
            Order::Key(func) => {
                let a = self.apply(func, vec![Operand::shared(a)]);
                let b = self.apply(func, vec![Operand::shared(b)]);
                Compared::new(self.atom(a), self.atom(b), "cmp")
            }
            Order::Items => Compared::new(self.atom(a), self.atom(b), "cmp"),
        };
        // The last of the largest, the first of the smallest.
        self.holds_between(if max { "is_le" } else { "is_gt" }, &compared)
    }

    /// The largest or smallest item.
    pub(super) fn extremum(
        &mut self,
        iter: &Rc<Iter<'a>>,
        order: &Order<'a>,
        max: bool,
    ) -> Operand<'a> {
        if iter.is_counted() && iter.is_free() && iter.is_random() {
            let Count::Of(len) = self.count_of(iter) else {
                return self.refuse_here("this iterator has no end", "`take` a number of items");
            };
            // Where the best one is, is enough.
            let best = self.counter("best");
            let index = self.b.f.new_value(Type::USIZE, "i");
            let range = Range {
                lo: Atom::usize(1),
                hi: len.clone(),
                inclusive: false,
                reversed: false,
            };
            self.for_range(range, index, None, &mut |l| {
                let at = l.b.read(best);
                let (a, b) = (l.item_at(iter, &at), l.item_at(iter, &index.into()));
                let better = l.replaces(order, a, b, max);
                let next = l.prim(Prim::Select, vec![better, index.into(), at]);
                l.write(best, next);
            });
            let some = self.prim(Prim::Ne, vec![len, Atom::usize(0)]);
            let at = self.b.read(best);
            return Self::maybe(Maybe::Item(some, Rc::clone(iter), At::Position(at)));
        }
        self.reduce_with(iter, &mut |l, slot, best, item| {
            let better = l.replaces(order, best, item.clone(), max);
            l.when(Operand::Atom(better), &mut |l| l.keep(slot, item.clone()));
        })
    }

    /// Items made one by a function.
    pub(super) fn reduce(&mut self, iter: &Rc<Iter<'a>>, func: &Func<'a>) -> Operand<'a> {
        self.reduce_with(iter, &mut |l, slot, best, item| {
            let value = l.apply(func, vec![best, item]);
            l.keep(slot, value);
        })
    }

    fn reduce_with(
        &mut self,
        iter: &Rc<Iter<'a>>,
        next: &mut dyn FnMut(&mut Self, usize, Operand<'a>, Operand<'a>),
    ) -> Operand<'a> {
        if iter.is_counted() && iter.is_random() && !iter.is_endless() {
            let Count::Of(len) = self.count_of(iter) else {
                return Operand::Never;
            };
            let some = self.prim(Prim::Ne, vec![len.clone(), Atom::usize(0)]);
            let body = &mut |l: &mut Self| {
                let first = l.item_at(iter, &Atom::usize(0));
                let slot = l.slot("item", false);
                l.keep(slot, first);
                let rest = Rc::new(Iter::Skip(Rc::clone(iter), Atom::usize(1)));
                l.traverse(&rest, &mut |l, item| {
                    let best = l.slot_value(slot);
                    next(l, slot, best, item);
                });
                l.slot_value(slot)
            };
            let payload = match known(&len) {
                Some(n) if n > 0 => body(self),
                _ => self.branch(some.clone(), true, body, &mut |_| Operand::Never),
            };
            return Self::maybe(Maybe::Value(some, payload));
        }
        let found = self.b.declare(Type::Bool, "found", Atom::bool(false));
        let slot = self.slot("item", false);
        self.traverse(iter, &mut |l, item| {
            let begun = l.b.read(found);
            let first = l.prim(Prim::Not, vec![begun]);
            l.branch(
                first,
                false,
                &mut |l| {
                    l.keep(slot, item.clone());
                    l.write(found, Atom::bool(true));
                    Operand::Unit
                },
                &mut |l| {
                    let best = l.slot_value(slot);
                    next(l, slot, best, item.clone());
                    Operand::Unit
                },
            );
        });
        self.found(found, slot)
    }
}
