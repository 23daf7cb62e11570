//! Parts of a sequence that are there if it is long enough: `split_first`, `split_at_checked`, `get(a..b)`,
//! `first_chunk::<2>()`.

use super::Lowerer;
use super::operand::{Bounds, Mem, Operand};
use crate::ir::{Atom, Prim};
use syn::{ExprMethodCall, GenericArgument};

/// The positions before one, and those from it on.
fn around(at: Atom) -> [Bounds; 2] {
    let part = |lo, hi| Bounds {
        lo,
        hi,
        inclusive: false,
    };
    [part(None, Some(at.clone())), part(Some(at), None)]
}

impl<'a> Lowerer<'a> {
    /// `a.split_first()` and `a.split_last()`
    pub(super) fn split_end(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let name = call.method.to_string();
        let (first, mutable) = (name.contains("first"), name.ends_with("mut"));
        let element = self.element_ty(&mem.ty);
        let len = self.len(&mem);
        let some = self.prim(Prim::Ne, vec![len.clone(), Atom::usize(0)]);
        self.if_there(some, &mut |l| {
            let last = l.prim(Prim::Sub, vec![len.clone(), Atom::usize(1)]);
            let (at, rest) = match first {
                true => (Atom::usize(0), around(Atom::usize(1))[1].clone()),
                false => (last.clone(), around(last)[0].clone()),
            };
            let rest = l.slice(mem.clone(), rest);
            let end = Operand::place(mem.place.index(at), element.clone());
            let parts = [end, rest].map(|part| Operand::Ref(mutable, Box::new(part)));
            Operand::Tuple(parts.into())
        })
    }

    /// `a.split_at(i)` and its like, of which the position is within bounds.
    pub(super) fn split_at(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(arg) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let at = self.position(arg);
        self.halves(&mem, at, call.method.to_string().contains("mut"))
    }

    /// `a.split_at_checked(i)`
    pub(super) fn split_at_checked(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let Some(arg) = self.only_argument(call) else {
            return Operand::Poison;
        };
        let at = self.position(arg);
        let len = self.len(&mem);
        let fits = self.prim(Prim::Le, vec![at.clone(), len]);
        let mutable = call.method.to_string().contains("mut");
        self.if_there(fits, &mut |l| l.halves(&mem, at.clone(), mutable))
    }

    fn halves(&mut self, mem: &Mem, at: Atom, mutable: bool) -> Operand<'a> {
        let halves = around(at).map(|bounds| {
            let half = self.slice(mem.clone(), bounds);
            Operand::Ref(mutable, Box::new(half))
        });
        Operand::Tuple(halves.into())
    }

    /// `a.get(lo..hi)`
    pub(super) fn get_slice(&mut self, mem: &Mem, bounds: Bounds, mutable: bool) -> Operand<'a> {
        let len = self.len(mem);
        let lo = bounds.lo.unwrap_or_else(|| Atom::usize(0));
        let (hi, within) = match bounds.hi {
            Some(hi) if bounds.inclusive => {
                let within = self.prim(Prim::Lt, vec![hi.clone(), len]);
                (self.plus_one(hi), Some(within))
            }
            Some(hi) => (hi.clone(), Some(self.prim(Prim::Le, vec![hi, len]))),
            None => (len, None),
        };
        for end in [&lo, &hi] {
            let ty = self.atom_ty(end);
            self.unify(&ty, &crate::ir::Type::USIZE);
        }
        let ordered = self.prim(Prim::Le, vec![lo.clone(), hi.clone()]);
        let fits = match within {
            Some(within) => self.prim(Prim::And, vec![within, ordered]),
            None => ordered,
        };
        self.if_there(fits, &mut |l| {
            let bounds = super::iter::between(lo.clone(), hi.clone());
            let part = l.slice(mem.clone(), bounds);
            Operand::Ref(mutable, Box::new(part))
        })
    }

    /// `a.first_chunk::<N>()` and `a.split_first_chunk::<N>()`, and those of the end: the elements as an array.
    pub(super) fn end_chunk(&mut self, call: &'a ExprMethodCall, mem: Mem) -> Operand<'a> {
        let name = call.method.to_string();
        let argument = call.turbofish.as_ref().and_then(|args| args.args.first());
        let Some(n) = argument.and_then(length_of) else {
            return self.refuse(
                &call.method,
                "the length of the array that this is made is not known here",
                &format!("write it: `.{name}::<3>()`"),
            );
        };
        let (len, size) = (self.len(&mem), self.length_written(&n));
        let fits = self.prim(Prim::Ge, vec![len.clone(), size.clone()]);
        self.if_there(fits, &mut |l| {
            let first = name.contains("first");
            let at = match first {
                true => size.clone(),
                false => l.prim(Prim::Sub, vec![len.clone(), size.clone()]),
            };
            let [before, behind] = around(at).map(|bounds| l.slice(mem.clone(), bounds));
            let (chunk, rest) = if first {
                (before, behind)
            } else {
                (behind, before)
            };
            let Operand::Place(chunk) = chunk else {
                return Operand::Poison;
            };
            let chunk = l.array_of_first(&chunk, n.clone());
            match (name.starts_with("split"), first) {
                (false, _) => chunk,
                (true, true) => Operand::Tuple(vec![chunk, Operand::shared(rest)]),
                (true, false) => Operand::Tuple(vec![Operand::shared(rest), chunk]),
            }
        })
    }

    /// An option that holds something where a condition does.
    fn if_there(
        &mut self,
        holds: Atom,
        value: &mut dyn FnMut(&mut Self) -> Operand<'a>,
    ) -> Operand<'a> {
        self.by_success(
            holds,
            true,
            &mut |l| {
                let value = value(l);
                l.some(value)
            },
            &mut |l| l.none(),
        )
    }
}

/// A length as a generic argument, as it is written.
pub(super) fn length_of(argument: &GenericArgument) -> Option<String> {
    match argument {
        GenericArgument::Const(length) => Some(super::types::length(length)),
        GenericArgument::Type(syn::Type::Path(path)) => {
            use quote::ToTokens;
            Some(path.to_token_stream().to_string())
        }
        _ => None,
    }
}
