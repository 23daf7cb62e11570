//! The adjoint of a call: a call of the callee's own reverse mode, which runs the callee again.

use super::adjoint::zero_of;
use super::reverse::Reverse;
use crate::ir::builder::Builder;
use crate::ir::{Arg, Atom, BaseId, Call, Float, FunctionArg, Init, Made, Mode, Op, Place, Type};
use crate::transform::scalar::Term;

impl Reverse<'_> {
    pub fn call(&mut self, b: &mut Builder, call: &Call, dst: Option<BaseId>) {
        let useful = dst.is_some_and(|d| self.context.active.base(d))
            || call.args.iter().any(|arg| match arg {
                Arg::Mut(p) | Arg::Slot(Some(p)) => self.context.active.place(p),
                _ => false,
            });
        if !useful || !self.context.active.passes(self.context.f, call, dst) {
            return;
        }
        let mut callee = call.callee.clone();
        callee.modes.push(Mode::Vjp);
        let mut args = Vec::new();
        for (i, arg) in call.args.iter().enumerate() {
            let arg = self.primal_arg(b, arg, i);
            args.push(arg);
        }
        let primal = args.clone();
        let result = dst
            .filter(|d| self.has_shadow(*d))
            .and_then(|d| self.shadow(b, &d.into()));
        args.push(Arg::TangentSlot(result));
        let mut temporaries = Vec::new();
        for (i, arg) in call.args.iter().enumerate() {
            let slot = match shared_place(&call.args, i) {
                _ if call.callee.object && i == 0 => Arg::Slot(None),
                Some(p) if self.has_shadow(p.base) && !p.is_left_out() => {
                    let place = self.slot_of_its_own(b, p, &primal[i]);
                    temporaries.push((arg.clone(), place.clone()));
                    Arg::Slot(Some(place))
                }
                _ => self.slot(b, arg, &primal[i], &mut temporaries, i),
            };
            let slot = match (arg, slot, &primal[i]) {
                (Arg::Function(function), _, Arg::Function(now)) => Arg::Function(
                    self.function_slot(b, (&call.args, function), now, &mut temporaries, i),
                ),
                (_, slot, _) => slot,
            };
            args.push(slot);
        }
        let again = dst.map(|d| {
            let data = &self.context.f.bases[d.index()];
            b.f.new_base(
                data.ty.clone(),
                format!("{}_again", data.name),
                crate::ir::BaseKind::Local,
            )
        });
        b.effect(Op::Call(Call { callee, args }, again));
        for (arg, place) in temporaries {
            self.from_slot(b, &arg, &place);
        }
    }

    /// An argument as it was at the call.
    fn primal_arg(&mut self, b: &mut Builder, arg: &Arg, number: usize) -> Arg {
        match arg {
            Arg::Value(a) => Arg::Value(self.primal(a)),
            Arg::ValueRef(a) => Arg::ValueRef(self.primal(a)),
            Arg::Ref(p) => Arg::Ref(self.primal_place_here(b, p, number)),
            Arg::Owned(p) => {
                let place = self.primal_place_here(b, p, number);
                Arg::Owned(place)
            }
            Arg::Mut(p) => {
                // The callee runs again on what it found the first time; that is not to be overwritten.
                let before = self.extra_copy(p, number);
                let ty = super::copy_ty(self.context.f, p);
                let name = format!("{}_again", self.context.f.bases[p.base.index()].name);
                Arg::Mut(b.init(ty, name, Init::Copy(before)).into())
            }
            // Parts are numbered apart from other arguments.
            Arg::Made(made, args) => Arg::Made(
                made.clone(),
                args.iter()
                    .enumerate()
                    .map(|(i, a)| self.primal_arg(b, a, 1000 * (number + 1) + i))
                    .collect(),
            ),
            Arg::Opaque(o) => {
                let mut op = Op::Opaque(o.clone());
                super::reverse::map_operands_through(self, b, &mut op);
                match op {
                    Op::Opaque(o) => Arg::Opaque(o),
                    _ => unreachable!("it was opaque"),
                }
            }
            Arg::Function(function) => Arg::Function(FunctionArg {
                args: function
                    .args
                    .iter()
                    .enumerate()
                    .map(|(i, a)| self.primal_arg(b, a, 1000 * (number + 1) + i))
                    .collect(),
                ..function.clone()
            }),
            // The callee adds to slots; running it again adds to nothing.
            Arg::Slot(_) => Arg::Slot(None),
            Arg::TangentSlot(p) => {
                Arg::TangentSlot(p.as_ref().map(|p| self.primal_place_here(b, p, number)))
            }
        }
    }

    /// Where the callee adds the cotangent of an argument.
    fn slot(
        &mut self,
        b: &mut Builder,
        arg: &Arg,
        primal: &Arg,
        temporaries: &mut Vec<(Arg, Place)>,
        number: usize,
    ) -> Arg {
        match arg {
            Arg::Value(a) | Arg::ValueRef(a) => {
                if !self.context.active.atom(a) {
                    return Arg::Slot(None);
                }
                let ty = self.context.f.atom_ty(a).tangent();
                let name = match &self.context.f.values[a.value().expect("an active value").index()]
                    .name
                {
                    name if name.is_empty() => "arg_bar".to_string(),
                    name => format!("{name}_bar"),
                };
                // To this zero a first addition is none, once the callee is inlined.
                let zero = match ty {
                    Type::Float(Float::F32 | Float::F64) => Atom::float(-0.0, &ty),
                    _ => Atom::zero(&ty),
                };
                let place = Place::from(b.init(ty, name, Init::Atom(zero)));
                temporaries.push((arg.clone(), place.clone()));
                Arg::Slot(Some(place))
            }
            Arg::Ref(p) | Arg::Owned(p) => Arg::Slot(self.shadow(b, p)),
            Arg::Mut(p) => match self.shadow(b, p) {
                Some(shadow) => Arg::Mut(shadow),
                None if self.context.f.place_ty(p).is_inactive() => Arg::Slot(None),
                None => {
                    // Nobody wants its cotangent, but the callee passes it on inside.
                    let before = self.extra_copy(p, number);
                    let ty = self.context.f.place_ty(p).tangent();
                    Arg::Mut(b.init(ty, "unused_bar", Init::ZeroTangent(before)).into())
                }
            },
            Arg::Made(made, _) => {
                if !self.arg_active(arg) {
                    return Arg::Slot(None);
                }
                let init = self.zero_made(arg, primal);
                let place = Place::from(b.init(made.ty(), "arg_bar", init));
                temporaries.push((arg.clone(), place.clone()));
                Arg::Slot(Some(place))
            }
            Arg::Opaque(_) | Arg::Function(_) => Arg::Slot(None),
            // The cotangent of a cotangent that is added to is read; that of a tangent that is read is added to.
            Arg::Slot(p) => Arg::TangentSlot(p.as_ref().and_then(|p| self.shadow(b, p))),
            Arg::TangentSlot(p) => Arg::Slot(p.as_ref().and_then(|p| self.shadow(b, p))),
        }
    }

    /// The derivative of a function that is passed, with slots for what it captures.
    fn function_slot(
        &mut self,
        b: &mut Builder,
        (args, function): (&[Arg], &FunctionArg),
        now: &FunctionArg,
        temporaries: &mut Vec<(Arg, Place)>,
        number: usize,
    ) -> FunctionArg {
        let mut all = now.args.clone();
        for (i, (arg, now)) in function.args.iter().zip(&now.args).enumerate() {
            let slot = match arg {
                Arg::Ref(p) | Arg::Owned(p) if self.has_shadow(p.base) && times(args, p) > 1 => {
                    let place = self.slot_of_its_own(b, p, now);
                    temporaries.push((arg.clone(), place.clone()));
                    Arg::Slot(Some(place))
                }
                _ => self.slot(b, arg, now, temporaries, 1000 * (number + 1) + i),
            };
            all.push(slot);
        }
        FunctionArg {
            function: function.function.clone(),
            reference: None,
            mode: Some(Mode::Vjp),
            args: all,
        }
    }

    /// A cotangent to add to for an argument that shares its base with another argument: two slots must not overlap.
    fn slot_of_its_own(&mut self, b: &mut Builder, p: &Place, primal: &Arg) -> Place {
        let ty = super::copy_ty(self.context.f, p).tangent();
        let name = format!("{}_bar", self.context.f.bases[p.base.index()].name);
        let init = match (zero_of(&ty), primal) {
            (None, Arg::Ref(now) | Arg::Owned(now) | Arg::TangentSlot(Some(now))) => {
                Init::ZeroTangent(now.clone())
            }
            (Some(zero), _) => zero,
            (None, _) => Init::ZeroTangent(p.clone()),
        };
        b.init(ty, name, init).into()
    }

    fn arg_active(&self, arg: &Arg) -> bool {
        match arg {
            Arg::Value(a) | Arg::ValueRef(a) => self.context.active.atom(a),
            Arg::Ref(p) | Arg::Owned(p) | Arg::Mut(p) => self.context.active.place(p),
            Arg::Made(_, args) => args.iter().any(|a| self.arg_active(a)),
            Arg::Opaque(_) | Arg::Function(_) | Arg::Slot(_) | Arg::TangentSlot(_) => false,
        }
    }

    /// Zero in the shape of an argument; `primal` is the argument as it is handed over here.
    fn zero_made(&self, arg: &Arg, primal: &Arg) -> Init {
        match (arg, primal) {
            (Arg::Value(a) | Arg::ValueRef(a), _) => {
                Init::Atom(Atom::zero(&self.context.f.atom_ty(a).tangent()))
            }
            (Arg::Made(Made::Struct { .. }, _), primal) => Init::zero_of(primal),
            (Arg::Made(made, args), Arg::Made(_, primal)) => made.init(
                args.iter()
                    .zip(primal)
                    .map(|(a, p)| self.zero_made(a, p))
                    .collect(),
            ),
            (_, Arg::Ref(p) | Arg::Owned(p) | Arg::Mut(p)) => Init::ZeroTangent(p.clone()),
            _ => Init::Atom(Atom::zero(&Type::Unit)),
        }
    }

    /// Takes what the callee added to a temporary over.
    fn from_slot(&mut self, b: &mut Builder, arg: &Arg, place: &Place) {
        match arg {
            Arg::Value(a) | Arg::ValueRef(a) => {
                if self.context.active.atom(a) {
                    let ty = self.context.f.atom_ty(a).tangent();
                    let bar = b.load(place.clone(), ty);
                    self.accumulate(b, a, Term::Plus(bar));
                }
            }
            Arg::Made(made, args) => {
                for (i, part) in args.iter().enumerate() {
                    self.from_slot(b, part, &made.part(place, i));
                }
            }
            Arg::Ref(p) | Arg::Owned(p) | Arg::Mut(p) | Arg::TangentSlot(Some(p)) => {
                if let Some(shadow) = self.shadow(b, p) {
                    self.add(b, shadow, place, p);
                }
            }
            Arg::Opaque(_) | Arg::Function(_) | Arg::Slot(_) | Arg::TangentSlot(None) => {}
        }
    }
}

/// How many arguments, or parts of them, are of the base of a place.
fn times(args: &[Arg], place: &Place) -> usize {
    let of = |arg: &Arg| match arg {
        Arg::Ref(p) | Arg::Owned(p) | Arg::Mut(p) => usize::from(p.base == place.base),
        Arg::Slot(p) | Arg::TangentSlot(p) => {
            usize::from(p.as_ref().is_some_and(|p| p.base == place.base))
        }
        Arg::Made(_, args) => times(args, place),
        Arg::Function(function) => times(&function.args, place),
        Arg::Value(_) | Arg::ValueRef(_) | Arg::Opaque(_) => 0,
    };
    args.iter().map(of).sum()
}

/// The place of an argument that is read, if an argument after it, or one that is written, is of the same base.
fn shared_place(args: &[Arg], i: usize) -> Option<&Place> {
    let (Arg::Ref(place) | Arg::Owned(place) | Arg::TangentSlot(Some(place))) = &args[i] else {
        return None;
    };
    let shared = args.iter().enumerate().any(|(j, other)| match other {
        Arg::Ref(p) | Arg::Owned(p) | Arg::TangentSlot(Some(p)) => j > i && p.base == place.base,
        Arg::Mut(p) => p.base == place.base,
        _ => false,
    });
    shared.then_some(place)
}
