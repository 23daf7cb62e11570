//! Methods that move elements: by exchanges, whose derivatives are the same exchanges in reverse.

use super::Lowerer;
use super::operand::{Bounds, Mem, Operand};
use crate::ir::{Atom, Init, Op, Opaque, Part, Prim, Range, Type};
use proc_macro2::Delimiter;
use quote::quote;
use syn::ExprMethodCall;

impl<'a> Lowerer<'a> {
    /// `v.insert(i, x)`
    pub(super) fn insert(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some((at, value)) = self.two_arguments(call) else {
            return Operand::Poison;
        };
        let at = self.position(at);
        let value = self.evaluated(value);
        let (element, of) = (self.types.element(&mem.ty), self.ty(&value));
        self.unify(&element, &of);
        let len = self.len(&mem);
        self.assert_order(Prim::Le, &at, &len);
        let init = self.at(&call.args[1], |l| l.init(value));
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

    /// `a.split_first()` and `a.split_last()`
    pub(super) fn split_end(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let name = call.method.to_string();
        let (first, mutable) = (name.contains("first"), name.ends_with("mut"));
        let element = self.element_ty(&mem.ty);
        let len = self.len(&mem);
        let some = self.prim(Prim::Ne, vec![len.clone(), Atom::usize(0)]);
        self.by_success(
            some,
            true,
            &mut |l| {
                let last = l.prim(Prim::Sub, vec![len.clone(), Atom::usize(1)]);
                let (at, lo, hi) = match first {
                    true => (Atom::usize(0), Some(Atom::usize(1)), None),
                    false => (last.clone(), None, Some(last)),
                };
                let bounds = Bounds {
                    lo,
                    hi,
                    inclusive: false,
                };
                let rest = l.slice(mem.clone(), bounds);
                let end = Operand::place(mem.place.index(at), element.clone());
                let parts = [end, rest].map(|part| Operand::Ref(mutable, Box::new(part)));
                l.some(Operand::Tuple(parts.into()))
            },
            &mut |l| l.none(),
        )
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
        if self.types.is_aggregate(&element) {
            let place = self.memory(element.clone(), "last", Init::Pop(mem.place.clone()));
            Operand::temporary(place, element)
        } else {
            Operand::Atom(self.op(Op::Pop(mem.place.clone()), element))
        }
    }

    fn assert_order(&mut self, prim: Prim, a: &Atom, b: &Atom) {
        let operator = if prim == Prim::Lt {
            quote!(<)
        } else {
            quote!(<=)
        };
        let inside = vec![
            Part::Atom(a.clone()),
            Part::Tokens(operator),
            Part::Atom(b.clone()),
        ];
        self.effect(Op::Opaque(Opaque {
            parts: vec![
                Part::Tokens(quote!(::core::assert!)),
                Part::Group(Delimiter::Parenthesis, inside),
            ],
            pure: false,
            diverges: false,
            disguises: false,
        }));
    }
}
