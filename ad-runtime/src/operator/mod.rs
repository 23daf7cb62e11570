//! Operators whose operands the macro cannot see the types of: `self.pos - other.pos` may be of numbers or of vectors.
//!
//! Each operator is a companion like any function's: [`sub`] has `sub::__vjp`, `sub::__jvp` and their derivatives, with
//! the parameters that a companion of `fn sub(a: A, b: B) -> C` would have. Which types have them, rustc decides: the
//! traits here are implemented for numbers (whose derivatives inline to what would have been written on the spot), for
//! types of the user's by `#[differentiate] impl Sub for Vector`, and for other crates' types by this crate.
//!
//! # Implementing them by hand
//!
//! [`Binary`] names the operation's result and the tangents; [`BinaryVjp`] and [`BinaryJvp`] are the derivatives, and
//! [`BinaryVjpJvp`] and [`BinaryJvpJvp`] theirs (for `order = 2`). For [`Unary`] (`-v`) and [`Assign`] (`v += w`)
//! likewise. What is linear in each operand (sums, scaling, matrix products) needs three lines: see `bilinear!`.

mod assign;
mod cast;
mod conversion;
mod functions;
pub(crate) mod linear;
mod number;

pub use assign::{Assign, AssignJvp, AssignJvpJvp, AssignVjp, AssignVjpJvp};
pub use conversion::{
    Convert, ConvertJvp, ConvertJvpJvp, ConvertVjp, ConvertVjpJvp, FromByRule, convert,
};
pub use functions::{
    add, add_assign, div, div_assign, mul, mul_assign, neg, rem, rem_assign, sub, sub_assign,
    to_f32, to_f64,
};
pub use number::Operators;

use crate::__private::{CotangentSlot, TangentSlot};

/// The operation `self ∘ rhs`, where `Op` is one of [`add`], [`sub`], [`mul`], [`div`], [`rem`].
pub trait Binary<Op, Rhs> {
    /// Its result.
    type Output;
    /// In which the result varies.
    type OutputTangent;
    /// In which `self` varies, as a buffer: `[f64]` for a `Vec<f64>`.
    type SelfTangent: ?Sized;
    /// In which `rhs` varies.
    type RhsTangent: ?Sized;
}

/// Reverse mode of an operation.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no differentiable `{Op}` with `{Rhs}`",
    label = "differentiated here",
    note = "write `#[differentiate]` on the `impl` of the operator; where the operands are numbers, write their type: \
            `let x: f64 = ..`; of a type parameter, ask for `ad::Real`"
)]
pub trait BinaryVjp<Op, Rhs>: Binary<Op, Rhs> {
    /// The result; adds the cotangents of the operands to their slots.
    fn vjp(
        self,
        rhs: Rhs,
        result_bar: impl TangentSlot<Self::OutputTangent>,
        self_bar: impl CotangentSlot<Self::SelfTangent>,
        rhs_bar: impl CotangentSlot<Self::RhsTangent>,
    ) -> Self::Output;

    /// The cotangents alone, where nobody wants the result.
    #[inline(always)]
    fn adjoint(
        self,
        rhs: Rhs,
        result_bar: impl TangentSlot<Self::OutputTangent>,
        self_bar: impl CotangentSlot<Self::SelfTangent>,
        rhs_bar: impl CotangentSlot<Self::RhsTangent>,
    ) where
        Self: Sized,
    {
        let _ = self.vjp(rhs, result_bar, self_bar, rhs_bar);
    }
}

/// Forward mode of an operation.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no differentiable `{Op}` with `{Rhs}`",
    label = "differentiated here",
    note = "write `#[differentiate]` on the `impl` of the operator; where the operands are numbers, write their type: \
            `let x: f64 = ..`; of a type parameter, ask for `ad::Real`"
)]
pub trait BinaryJvp<Op, Rhs>: Binary<Op, Rhs> {
    /// The result and its tangent.
    fn jvp(
        self,
        rhs: Rhs,
        self_dot: impl TangentSlot<Self::SelfTangent>,
        rhs_dot: impl TangentSlot<Self::RhsTangent>,
    ) -> (Self::Output, Self::OutputTangent);
}

/// Forward mode of [`BinaryVjp`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no second derivative of `{Op}` with `{Rhs}`",
    label = "differentiated twice here",
    note = "write `#[differentiate(order = 2)]` on the `impl` of the operator"
)]
pub trait BinaryVjpJvp<Op, Rhs>: Binary<Op, Rhs> {
    /// The result and its tangent; adds the cotangents of the operands and their tangents to their slots.
    #[allow(clippy::too_many_arguments)]
    fn vjp_jvp(
        self,
        rhs: Rhs,
        result_bar: impl TangentSlot<Self::OutputTangent>,
        self_bar: impl CotangentSlot<Self::SelfTangent>,
        rhs_bar: impl CotangentSlot<Self::RhsTangent>,
        self_dot: impl TangentSlot<Self::SelfTangent>,
        rhs_dot: impl TangentSlot<Self::RhsTangent>,
        result_bar_dot: impl TangentSlot<Self::OutputTangent>,
        self_bar_dot: impl CotangentSlot<Self::SelfTangent>,
        rhs_bar_dot: impl CotangentSlot<Self::RhsTangent>,
    ) -> (Self::Output, Self::OutputTangent);
}

/// Forward mode of [`BinaryJvp`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no second derivative of `{Op}` with `{Rhs}`",
    label = "differentiated twice here",
    note = "write `#[differentiate(order = 2)]` on the `impl` of the operator"
)]
pub trait BinaryJvpJvp<Op, Rhs>: Binary<Op, Rhs> {
    /// The result and its tangent, and the tangents of both.
    #[allow(clippy::too_many_arguments, clippy::type_complexity)]
    fn jvp_jvp(
        self,
        rhs: Rhs,
        self_dot: impl TangentSlot<Self::SelfTangent>,
        rhs_dot: impl TangentSlot<Self::RhsTangent>,
        self_dot2: impl TangentSlot<Self::SelfTangent>,
        rhs_dot2: impl TangentSlot<Self::RhsTangent>,
        self_dot_dot: impl TangentSlot<Self::SelfTangent>,
        rhs_dot_dot: impl TangentSlot<Self::RhsTangent>,
    ) -> (
        (Self::Output, Self::OutputTangent),
        (Self::OutputTangent, Self::OutputTangent),
    );
}

/// The operation `∘ self`, where `Op` is [`neg`], [`to_f64`] or [`to_f32`].
pub trait Unary<Op> {
    /// Its result.
    type Output;
    /// In which the result varies.
    type OutputTangent;
    /// In which `self` varies.
    type SelfTangent: ?Sized;
}

/// Reverse mode of an operation on one operand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no differentiable `{Op}`",
    label = "differentiated here",
    note = "write `#[differentiate]` on the `impl` of the operator"
)]
pub trait UnaryVjp<Op>: Unary<Op> {
    /// The result; adds the cotangent of the operand to its slot.
    fn vjp(
        self,
        result_bar: impl TangentSlot<Self::OutputTangent>,
        self_bar: impl CotangentSlot<Self::SelfTangent>,
    ) -> Self::Output;

    /// The cotangent alone, where nobody wants the result.
    #[inline(always)]
    fn adjoint(
        self,
        result_bar: impl TangentSlot<Self::OutputTangent>,
        self_bar: impl CotangentSlot<Self::SelfTangent>,
    ) where
        Self: Sized,
    {
        let _ = self.vjp(result_bar, self_bar);
    }
}

/// Forward mode of an operation on one operand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no differentiable `{Op}`",
    label = "differentiated here",
    note = "write `#[differentiate]` on the `impl` of the operator"
)]
pub trait UnaryJvp<Op>: Unary<Op> {
    /// The result and its tangent.
    fn jvp(
        self,
        self_dot: impl TangentSlot<Self::SelfTangent>,
    ) -> (Self::Output, Self::OutputTangent);
}

/// Forward mode of [`UnaryVjp`].
pub trait UnaryVjpJvp<Op>: Unary<Op> {
    /// The result and its tangent; adds the cotangent of the operand and its tangent to their slots.
    fn vjp_jvp(
        self,
        result_bar: impl TangentSlot<Self::OutputTangent>,
        self_bar: impl CotangentSlot<Self::SelfTangent>,
        self_dot: impl TangentSlot<Self::SelfTangent>,
        result_bar_dot: impl TangentSlot<Self::OutputTangent>,
        self_bar_dot: impl CotangentSlot<Self::SelfTangent>,
    ) -> (Self::Output, Self::OutputTangent);
}

/// Forward mode of [`UnaryJvp`].
pub trait UnaryJvpJvp<Op>: Unary<Op> {
    /// The result and its tangent, and the tangents of both.
    #[allow(clippy::type_complexity)]
    fn jvp_jvp(
        self,
        self_dot: impl TangentSlot<Self::SelfTangent>,
        self_dot2: impl TangentSlot<Self::SelfTangent>,
        self_dot_dot: impl TangentSlot<Self::SelfTangent>,
    ) -> (
        (Self::Output, Self::OutputTangent),
        (Self::OutputTangent, Self::OutputTangent),
    );
}
