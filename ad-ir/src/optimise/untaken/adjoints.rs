//! The adjoints of calls, and the cotangents that they are called with.

use super::Guarding;
use crate::ir::{Arg, Atom, BaseId, Call, Init, Mode, Op, Place, Stmt};
use crate::sorted::Map;

/// The adjoints of calls in a region: numbers that hold a cotangent, and such that a call adds to.
#[derive(Default)]
pub(super) struct Adjoints {
    /// What a base holds: zero, or one quiet cotangent.
    held: Map<BaseId, Option<Atom>>,
    /// The cotangent of the result of the call that alone adds to a base.
    pub(super) slots: Map<BaseId, Atom>,
}

impl Adjoints {
    /// Gives the cotangent of the result, where the statement is the adjoint of a call that adds for it to more than numbers.
    pub(super) fn visit(&mut self, guarding: &Guarding<'_>, stmt: &Stmt) -> Option<Atom> {
        match &stmt.op {
            Op::Init(base, Init::Atom(zero)) if zero.is_zero() || zero.is_float_const(-0.0) => {
                self.held.insert(*base, None);
            }
            Op::Init(base, Init::Atom(cotangent)) if guarding.quiet.atom(cotangent) => {
                self.held.insert(*base, Some(cotangent.clone()));
            }
            Op::Accumulate(place, cotangent) if is_whole(place) => {
                let quiet = guarding.quiet.atom(cotangent);
                if let Some(held @ None) = self.held.get_mut(&place.base)
                    && quiet
                {
                    *held = Some(cotangent.clone());
                } else {
                    self.held.remove(&place.base);
                }
            }
            Op::Call(call, again) if call.callee.modes == [Mode::Vjp] => {
                let cotangent = self.of_result(call)?;
                let mut more = false;
                for arg in &call.args {
                    let Arg::Slot(Some(place)) = arg else {
                        continue;
                    };
                    if is_whole(place)
                        && self.held.get(&place.base) == Some(&None)
                        && guarding.uses[place.base.index()] == 2
                    {
                        self.slots.insert(place.base, cotangent.clone());
                    } else {
                        more = true;
                    }
                }
                let unread = again.is_none_or(|base| guarding.uses[base.index()] == 0);
                return (more && unread && only_reads(&call.args)).then_some(cotangent);
            }
            _ => {}
        }
        None
    }

    /// The quiet cotangent of the result of a call, in its adjoint.
    fn of_result(&self, call: &Call) -> Option<Atom> {
        let mut results = call.args.iter().filter_map(|arg| match arg {
            Arg::TangentSlot(place) => Some(place.as_ref()),
            _ => None,
        });
        let (Some(Some(result)), None) = (results.next(), results.next()) else {
            return None;
        };
        let held = self.held.get(&result.base)?.clone();
        held.filter(|_| is_whole(result))
    }
}

pub(in crate::optimise) fn is_whole(place: &Place) -> bool {
    place.projections.is_empty()
}

/// Does a function change nothing that it is passed, so that all that its adjoint adds comes of the cotangent of its result?
pub(in crate::optimise) fn only_reads(args: &[Arg]) -> bool {
    args.iter().all(|arg| match arg {
        Arg::Value(_)
        | Arg::ValueRef(_)
        | Arg::Ref(_)
        | Arg::Owned(_)
        | Arg::Slot(_)
        | Arg::TangentSlot(_) => true,
        Arg::Made(_, parts) => only_reads(parts),
        Arg::Function(function) => only_reads(&function.args),
        Arg::Opaque(opaque) => opaque.pure,
        Arg::Mut(_) => false,
    })
}
