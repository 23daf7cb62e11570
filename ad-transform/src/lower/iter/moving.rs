//! Iterators that have a name and are taken item by item: `while let Some(x) = it.next()`, `it.by_ref().take(2)`,
//! `it.peek()`. The name stands for the items and a position among them, which is a variable.

use super::super::Lowerer;
use super::super::operand::Operand;
use super::counted::Count;
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
            Iter::From(inner, position) | Iter::Advancing(inner, position) => {
                // A copy goes on from where the other one is.
                let now = self.b.read(*position);
                let position = self.b.declare(Type::USIZE, "at", now);
                Rc::new(Iter::From(Rc::clone(inner), position))
            }
            _ => {
                let position = self.counter("at");
                Rc::new(Iter::From(iter, position))
            }
        }
    }

    /// The items that are left, taken from here on by nobody else.
    pub(in super::super) fn rest_of(&mut self, iter: &Rc<Iter<'a>>) -> Rc<Iter<'a>> {
        match &**iter {
            Iter::From(inner, position) => match self.b.read(*position) {
                start if super::counted::known(&start) == Some(0) => Rc::clone(inner),
                start => Rc::new(Iter::Skip(Rc::clone(inner), start)),
            },
            _ => Rc::clone(iter),
        }
    }

    /// A method of a variable that holds an iterator; `None` where it takes all that is left.
    pub(super) fn moving_method(
        &mut self,
        name: &str,
        iter: &Rc<Iter<'a>>,
        call: &'a ExprMethodCall,
    ) -> Option<Operand<'a>> {
        let Iter::From(inner, position) = &**iter else {
            return None;
        };
        let (inner, position) = (Rc::clone(inner), *position);
        let advancing = || Rc::new(Iter::Advancing(Rc::clone(&inner), position));
        Some(match (name, call.args.first()) {
            ("next", None) => self.taken_at(&inner, position, Atom::usize(0)),
            ("nth", Some(n)) => {
                let n = self.usize_of(n);
                self.taken_at(&inner, position, n)
            }
            ("peek", None) => {
                let now = self.b.read(position);
                match self.item_there(&inner, now) {
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
                let there = self.item_there(&inner, now.clone());
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
            ("next_back" | "nth_back" | "rfind" | "rposition" | "peek_mut", _) => self.refuse(
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
    fn taken_at(&mut self, inner: &Rc<Iter<'a>>, position: Var, n: Atom) -> Operand<'a> {
        let now = self.b.read(position);
        let at = self.offset(now, n);
        let next = self.plus_one(at.clone());
        self.write(position, next);
        Operand::Maybe(Rc::new(self.item_there(inner, at)))
    }

    fn item_there(&mut self, inner: &Rc<Iter<'a>>, at: Atom) -> Maybe<'a> {
        let some = match self.count_of(inner) {
            Count::Of(len) => self.prim(Prim::Gt, vec![len, at.clone()]),
            Count::Endless => Atom::bool(true),
        };
        Maybe::Item(some, Rc::clone(inner), At::Position(at))
    }

    /// Goes through what is left of an iterator with a name, which may end before its end: the position says where.
    pub(super) fn drive_advancing(
        &mut self,
        inner: &Rc<Iter<'a>>,
        position: Var,
        label: Option<String>,
        sink: Sink<'_, 'a>,
    ) {
        let start = self.b.read(position);
        let Count::Of(hi) = self.count_of(inner) else {
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
