//! `std::mem::{swap, replace, take}`.

use super::Lowerer;
use super::operand::{Mem, Operand};
use crate::ir::{Init, Op, Type};
use syn::{Expr, ExprCall, ExprPath};

impl<'a> Lowerer<'a> {
    pub(super) fn mem_function(&mut self, name: &str, call: &'a ExprCall) -> Operand<'a> {
        if name == "swap" && self.swaps_names(call) {
            return Operand::Unit;
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

    /// Exchanges two names for something else, `swap(&mut p, &mut q)`: what they name stays where it is.
    fn swaps_names(&mut self, call: &'a ExprCall) -> bool {
        let names: Vec<_> = call.args.iter().filter_map(exchanged_name).collect();
        let [one, other] = names[..] else {
            return false;
        };
        let named = |path: &ExprPath| {
            let binding = self.scopes.get(&path.path.get_ident()?.to_string())?;
            let depends = binding.depth != self.b.depth();
            match &binding.operand {
                Operand::Ref(mutable, _) => Some((binding.operand.clone(), *mutable && depends)),
                _ => None,
            }
        };
        let (Some((first, one_depends)), Some((second, other_depends))) =
            (named(one), named(other))
        else {
            return false;
        };
        if one_depends || other_depends {
            self.refuse_exchange_of_names();
            return true;
        }
        self.rebinds(one, &second);
        self.rebinds(other, &first);
        true
    }

    fn refuse_exchange_of_names(&mut self) {
        self.refuse_here(
            "which memory these two names refer to would depend on the way that the program takes",
            "swap what they refer to, `std::mem::swap(&mut a, &mut b)` with the vectors or arrays themselves",
        );
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
