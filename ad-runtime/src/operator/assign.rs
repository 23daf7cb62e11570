//! Assigning operators: `v += w`.

use crate::__private::{CotangentSlot, TangentSlot};

/// The operation `self ∘= rhs`, where `Op` is one of [`add_assign`](super::add_assign) and its like.
pub trait Assign<Op, Rhs> {
    /// In which `self` varies, as it is written in place.
    type SelfTangent: ?Sized;
    /// In which `rhs` varies.
    type RhsTangent: ?Sized;
}

/// Reverse mode of an assigning operation.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no differentiable `{Op}` with `{Rhs}`",
    label = "differentiated here",
    note = "write `#[differentiate]` on the `impl` of the operator; where the operands are numbers, write their type: \
            `let mut x: f64 = ..`"
)]
pub trait AssignVjp<Op, Rhs>: Assign<Op, Rhs> {
    /// Assigns; makes of the cotangent of what `self` is then that of what it was, and adds that of `rhs`.
    fn vjp(
        &mut self,
        rhs: Rhs,
        result_bar: impl Sized,
        self_bar: &mut Self::SelfTangent,
        rhs_bar: impl CotangentSlot<Self::RhsTangent>,
    );
}

/// Forward mode of an assigning operation.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no differentiable `{Op}` with `{Rhs}`",
    label = "differentiated here",
    note = "write `#[differentiate]` on the `impl` of the operator; where the operands are numbers, write their type: \
            `let mut x: f64 = ..`"
)]
pub trait AssignJvp<Op, Rhs>: Assign<Op, Rhs> {
    /// Assigns to the value and its tangent.
    fn jvp(
        &mut self,
        rhs: Rhs,
        self_dot: &mut Self::SelfTangent,
        rhs_dot: impl TangentSlot<Self::RhsTangent>,
    );
}

/// Forward mode of [`AssignVjp`].
pub trait AssignVjpJvp<Op, Rhs>: Assign<Op, Rhs> {
    /// What [`AssignVjp::vjp`] does, and to the tangents of all that it changes.
    #[allow(clippy::too_many_arguments)]
    fn vjp_jvp(
        &mut self,
        rhs: Rhs,
        result_bar: impl Sized,
        self_bar: &mut Self::SelfTangent,
        rhs_bar: impl CotangentSlot<Self::RhsTangent>,
        self_dot: &mut Self::SelfTangent,
        rhs_dot: impl TangentSlot<Self::RhsTangent>,
        result_bar_dot: impl Sized,
        self_bar_dot: &mut Self::SelfTangent,
        rhs_bar_dot: impl CotangentSlot<Self::RhsTangent>,
    );
}

/// Forward mode of [`AssignJvp`].
pub trait AssignJvpJvp<Op, Rhs>: Assign<Op, Rhs> {
    /// What [`AssignJvp::jvp`] does, and to the tangents of all that it changes.
    #[allow(clippy::too_many_arguments)]
    fn jvp_jvp(
        &mut self,
        rhs: Rhs,
        self_dot: &mut Self::SelfTangent,
        rhs_dot: impl TangentSlot<Self::RhsTangent>,
        self_dot2: &mut Self::SelfTangent,
        rhs_dot2: impl TangentSlot<Self::RhsTangent>,
        self_dot_dot: &mut Self::SelfTangent,
        rhs_dot_dot: impl TangentSlot<Self::RhsTangent>,
    );
}
