//! Iterators that have a name and are taken item by item: `while let Some(x) = it.next()`, `it.by_ref().take(2)`,
//! `it.peek()`. The name stands for the items and a position among them, which is a variable.

use super::super::Lowerer;
use super::super::operand::Operand;
use super::counted::{Count, known};
use super::maybe::{At, Maybe};
use super::{Iter, Sink};
use crate::ir::builder::Var;
use crate::ir::{Atom, Prim, Range, Type};
use std::rc::Rc;
use syn::ExprMethodCall;

impl<'a> Lowerer<'a> {
    /// What a variable that can change holds of an iterator: the position among the items can change.
    pub(in super::super) fn movable(&mut self, iter: Rc<Iter<'a>>) -> Rc<Iter<'a>> {
        if !iter.is_counted() || !iter.is_random() {
            return iter;
        }
        match &*iter {
            Iter::From(inner, position, behind) | Iter::Advancing(inner, position, behind) => {
                // A copy goes on from where the other one is.
                let [position, behind] =
                    [(*position, "at"), (*behind, "behind")].map(|(var, name)| {
                        let now = self.b.read(var);
                        self.b.declare(Type::USIZE, name, now)
                    });
                Rc::new(Iter::From(Rc::clone(inner), position, behind))
            }
            _ => {
                let (position, behind) = (self.counter("at"), self.counter("behind"));
                Rc::new(Iter::From(iter, position, behind))
            }
        }
    }

    /// The items that are left, taken from here on by nobody else.
    pub(in super::super) fn rest_of(&mut self, iter: &Rc<Iter<'a>>) -> Rc<Iter<'a>> {
        match &**iter {
            Iter::From(inner, position, behind) => {
                let mut rest = Rc::clone(inner);
                if known(&self.b.read(*behind)) != Some(0)
                    && let Count::Of(end) = self.end_of(inner, *behind)
                {
                    rest = Rc::new(Iter::Take(rest, end));
                }
                match self.b.read(*position) {
                    start if known(&start) == Some(0) => rest,
                    start => Rc::new(Iter::Skip(rest, start)),
                }
            }
            _ => Rc::clone(iter),
        }
    }

    /// The position behind the last item that is left.
    fn end_of(&mut self, inner: &Rc<Iter<'a>>, behind: Var) -> Count {
        match (self.count_of(inner), self.b.read(behind)) {
            (Count::Of(len), behind) if known(&behind) != Some(0) => {
                Count::Of(self.prim(Prim::Sub, vec![len, behind]))
            }
            (count, _) => count,
        }
    }

    /// A method of a variable that holds an iterator; `None` where it takes all that is left.
    pub(super) fn moving_method(
        &mut self,
        name: &str,
        iter: &Rc<Iter<'a>>,
        call: &'a ExprMethodCall,
    ) -> Option<Operand<'a>> {
        let Iter::From(inner, position, behind) = &**iter else {
            return None;
        };
        let (inner, position, behind) = (Rc::clone(inner), *position, *behind);
        let advancing = || Rc::new(Iter::Advancing(Rc::clone(&inner), position, behind));
        Some(match (name, call.args.first()) {
            ("next", None) => self.taken_at(&inner, (position, behind), Atom::usize(0)),
            ("next_back", None) => self.taken_from_end(&inner, position, behind),
            ("as_slice", None) => match (&*inner, self.end_of(&inner, behind)) {
                (Iter::Elements(mem, _), Count::Of(end)) => {
                    // Who has asked for an item behind the last one is behind that.
                    let start = Count::Of(self.b.read(position));
                    match self.shorter(start, Count::Of(end.clone())) {
                        Count::Of(start) => {
                            let bounds = super::between(start, end);
                            Operand::shared(self.slice(mem.clone(), bounds))
                        }
                        Count::Endless => return None,
                    }
                }
                _ => return None,
            },
            ("nth", Some(n)) => {
                let n = self.usize_of(n);
                self.taken_at(&inner, (position, behind), n)
            }
            ("peek", None) => {
                let now = self.b.read(position);
                match self.item_there(&inner, now, behind) {
                    Maybe::Item(some, iter, at) => {
                        let iter = Rc::new(Iter::Lent(iter));
                        Operand::Maybe(Rc::new(Maybe::Item(some, iter, at)))
                    }
                    maybe => Operand::Maybe(Rc::new(maybe)),
                }
            }
            ("by_ref", None) => Operand::Iter(advancing()),
            ("next_if", Some(func)) => {
                let func = self.func(func)?;
                let now = self.b.read(position);
                let found = self.b.declare(Type::Bool, "found", Atom::bool(false));
                let there = self.item_there(&inner, now.clone(), behind);
                let some = self.maybe_some(&there);
                self.when(Operand::Atom(some), &mut |l| {
                    let item = l.maybe_payload(&there);
                    let holds = l.apply(&func, vec![Operand::shared(item)]);
                    l.when(holds, &mut |l| {
                        l.write(found, Atom::bool(true));
                        let next = l.plus_one(now.clone());
                        l.write(position, next);
                    });
                });
                let found = self.b.read(found);
                Operand::Maybe(Rc::new(Maybe::Item(found, inner, At::Found(now))))
            }
            ("any" | "all" | "find" | "find_map" | "position" | "try_fold" | "try_for_each", _) => {
                return Some(self.iter_method(name, &advancing(), call));
            }
            ("nth_back" | "rfind" | "rposition" | "peek_mut", _) => self.refuse(
                &call.method,
                &format!(
                    "`{name}` of an iterator that is used afterwards is not differentiable here"
                ),
                "go through `.rev()` of it, or use an index",
            ),
            _ => return None,
        })
    }

    /// The item so many after the position, which is behind it from then on.
    fn taken_at(
        &mut self,
        inner: &Rc<Iter<'a>>,
        (position, behind): (Var, Var),
        n: Atom,
    ) -> Operand<'a> {
        let now = self.b.read(position);
        let at = self.offset(now, n);
        let next = self.plus_one(at.clone());
        self.write(position, next);
        Operand::Maybe(Rc::new(self.item_there(inner, at, behind)))
    }

    /// The last item that is left.
    fn taken_from_end(&mut self, inner: &Rc<Iter<'a>>, position: Var, behind: Var) -> Operand<'a> {
        let Count::Of(end) = self.end_of(inner, behind) else {
            return Operand::Never;
        };
        let start = self.b.read(position);
        let some = self.prim(Prim::Lt, vec![start, end.clone()]);
        let taken = self.b.read(behind);
        let more = self.plus_one(taken.clone());
        let now = self.prim(Prim::Select, vec![some.clone(), more, taken]);
        self.write(behind, now);
        let at = self.usize_method("saturating_sub", end, Atom::usize(1));
        Operand::Maybe(Rc::new(Maybe::Item(some, Rc::clone(inner), At::Found(at))))
    }

    fn item_there(&mut self, inner: &Rc<Iter<'a>>, at: Atom, behind: Var) -> Maybe<'a> {
        let some = match self.end_of(inner, behind) {
            Count::Of(end) => self.prim(Prim::Gt, vec![end, at.clone()]),
            Count::Endless => Atom::bool(true),
        };
        let at = match known(&self.b.read(behind)) {
            Some(0) => At::Position(at),
            _ => At::Found(at),
        };
        Maybe::Item(some, Rc::clone(inner), at)
    }

    /// Goes through what is left of an iterator with a name, which may end before its end: the position says where.
    pub(super) fn drive_advancing(
        &mut self,
        inner: &Rc<Iter<'a>>,
        (position, behind): (Var, Var),
        label: Option<String>,
        sink: Sink<'_, 'a>,
    ) {
        let start = self.b.read(position);
        let Count::Of(hi) = self.end_of(inner, behind) else {
            return self.drive_endless(label, &mut |l, _| {
                let now = l.b.read(position);
                let next = l.plus_one(now.clone());
                l.write(position, next);
                let item = l.item_at(inner, &now);
                sink(l, item);
            });
        };
        let index = self.b.f.new_value(Type::USIZE, "");
        let range = Range {
            lo: start,
            hi,
            inclusive: false,
            reversed: false,
        };
        self.for_range(range, index, label, &mut |l| {
            let next = l.plus_one(index.into());
            l.write(position, next);
            let item = l.item_at(inner, &index.into());
            sink(l, item);
        });
        self.name(&index.into(), "i");
    }
}
