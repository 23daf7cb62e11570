//! `std::mem::{swap, replace, take}`.

use super::Lowerer;
use super::operand::{Mem, Operand};
use crate::ir::{Init, Op, Type};
use syn::{Expr, ExprCall, ExprPath};

impl<'a> Lowerer<'a> {
    pub(super) fn mem_function(&mut self, name: &str, call: &'a ExprCall) -> Operand<'a> {
        if name == "swap" {
            let names: Vec<_> = call.args.iter().filter_map(exchanged_name).collect();
            if let [one, other] = names[..]
                && self.exchanges_names(one, other)
            {
                return Operand::Unit;
            }
        }
        let mut args = call
            .args
            .iter()
            .map(|arg| self.evaluated(arg))
            .collect::<Vec<_>>()
            .into_iter();
        match (name, args.next(), args.next()) {
            ("swap", Some(a), Some(b)) => {
                let (a, b) = (self.dereference(a), self.dereference(b));
                self.swap(a, b);
                Operand::Unit
            }
            ("replace", Some(place), Some(value)) => {
                let place = self.dereference(place);
                self.replace(place, value)
            }
            ("take", Some(place), None) => {
                let place = self.dereference(place);
                let ty = self.ty(&place);
                let zero = match self.types.is_scalar(&ty) {
                    true => Operand::Atom(crate::ir::Atom::zero(&ty)),
                    false => Operand::Init(Init::Default, ty),
                };
                self.replace(place, zero)
            }
            _ => self.unsupported(call, "call"),
        }
    }

    fn swap(&mut self, a: Operand<'a>, b: Operand<'a>) {
        let (s, t) = (self.ty(&a), self.ty(&b));
        self.unify(&s, &t);
        match (a, b) {
            (Operand::Place(a), Operand::Place(b)) => self.effect(Op::Swap(a.place, b.place)),
            (Operand::Tuple(a), Operand::Tuple(b)) => {
                for (a, b) in a.into_iter().zip(b) {
                    self.swap(a, b);
                }
            }
            (Operand::Ref(..), _) | (_, Operand::Ref(..)) => self.refuse_exchange_of_names(),
            (a, b) => {
                let (x, y) = (self.value(a.clone()), self.value(b.clone()));
                let (x, y) = (self.atom(x), self.atom(y));
                self.assign_to(a, Operand::Atom(y));
                self.assign_to(b, Operand::Atom(x));
            }
        }
    }

    fn replace(&mut self, place: Operand<'a>, value: Operand<'a>) -> Operand<'a> {
        let value = self.value(value);
        let old = match self.value(place.clone()) {
            Operand::Place(Mem { place, ty, .. })
                if !self.types.is_open(&ty) || ty == Type::Unknown =>
            {
                let init = self.init(value);
                let old = self.memory(ty.clone(), "old", init);
                self.mutable.insert(old.base);
                self.effect(Op::Swap(old.clone(), place));
                return Operand::temporary(old, ty);
            }
            Operand::Place(mem) => Operand::Atom(self.load(&mem)),
            old => old,
        };
        self.assign_to(place, value);
        old
    }
}

/// The name in `&mut name`.
fn exchanged_name(arg: &Expr) -> Option<&ExprPath> {
    match arg {
        Expr::Reference(reference) if reference.mutability.is_some() => match &*reference.expr {
            Expr::Path(path) => Some(path),
            _ => None,
        },
        _ => None,
    }
}
