//! Conversions between types: `Vector::from([x, y])`, `pair.into()`.
//!
//! [`Convert`] stands beside the standard `From`, with the same types in the same places: `#[differentiate] impl
//! From<[f64; 2]> for Vector` implements it, and this crate does for the types of other crates. Generated code calls
//! `Vector::from(..)` as `Vector::__from_vjp(..)`, like any associated function, with these traits in scope, and
//! `pair.into()` as [`convert`], whose result rustc infers as it does that of `into`.

use crate::Differentiable;
use crate::foreign::drive;
use crate::foreign::numbers::{Argument, Buffer};
use crate::foreign::rule::Associated1;
use crate::foreign::siblings::names;
use crate::slot::{CotangentSlot, TangentSlot};

type Tangent<T> = <T as Differentiable>::Tangent;

/// `Self::from(source)`
pub trait Convert<Source>: Differentiable + Sized {
    /// In which the result varies, as a buffer: `[f64]` for a `Vec<f64>`.
    type OutputTangent: ?Sized;
    /// In which the source varies, likewise.
    type SourceTangent: ?Sized;
}

/// Reverse mode of a conversion.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no differentiable conversion from `{Source}`",
    label = "differentiated here",
    note = "write `#[differentiate]` on the `impl From`"
)]
pub trait ConvertVjp<Source>: Convert<Source> {
    /// The result; adds the cotangent of the source to its slot.
    fn __from_vjp(
        source: Source,
        result_bar: impl TangentSlot<Self::OutputTangent>,
        source_bar: impl CotangentSlot<Self::SourceTangent>,
    ) -> Self;
}

/// Forward mode of a conversion.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no differentiable conversion from `{Source}`",
    label = "differentiated here",
    note = "write `#[differentiate]` on the `impl From`"
)]
pub trait ConvertJvp<Source>: Convert<Source> {
    /// The result and its tangent.
    fn __from_jvp(
        source: Source,
        source_dot: impl TangentSlot<Self::SourceTangent>,
    ) -> (Self, Tangent<Self>);
}

/// Forward mode of [`ConvertVjp`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no second derivative of its conversion from `{Source}`",
    label = "differentiated twice here",
    note = "write `#[differentiate(order = 2)]` on the `impl From`"
)]
pub trait ConvertVjpJvp<Source>: Convert<Source> {
    /// The result and its tangent; adds the cotangent of the source and its tangent to their slots.
    fn __from_vjp_jvp(
        source: Source,
        result_bar: impl TangentSlot<Self::OutputTangent>,
        source_bar: impl CotangentSlot<Self::SourceTangent>,
        source_dot: impl TangentSlot<Self::SourceTangent>,
        result_bar_dot: impl TangentSlot<Self::OutputTangent>,
        source_bar_dot: impl CotangentSlot<Self::SourceTangent>,
    ) -> (Self, Tangent<Self>);
}

/// Forward mode of [`ConvertJvp`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no second derivative of its conversion from `{Source}`",
    label = "differentiated twice here",
    note = "write `#[differentiate(order = 2)]` on the `impl From`"
)]
pub trait ConvertJvpJvp<Source>: Convert<Source> {
    /// The result and its tangent, and the tangents of both.
    #[allow(clippy::type_complexity)]
    fn __from_jvp_jvp(
        source: Source,
        source_dot: impl TangentSlot<Self::SourceTangent>,
        source_dot2: impl TangentSlot<Self::SourceTangent>,
        source_dot_dot: impl TangentSlot<Self::SourceTangent>,
    ) -> ((Self, Tangent<Self>), (Tangent<Self>, Tangent<Self>));
}

/// What may have rules for `From`: an array, a tuple, a type of another crate's. It has no parameters, so that rustc sees
/// that a type of the user's has none, even `impl<T> From<T> for Mine<T>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no differentiable conversion from what is converted to it here",
    label = "differentiated here",
    note = "write `#[differentiate]` on the `impl From`"
)]
pub trait FromByRule {}

impl<T, const N: usize> FromByRule for [T; N] {}

macro_rules! tuples {
    ($(($($T:ident)*))*) => {$(impl<$($T),*> FromByRule for ($($T,)*) {})*};
}

tuples! { (A B) (A B C) (A B C D) }

/// `source.into()`
#[allow(
    non_camel_case_types,
    missing_debug_implementations,
    missing_copy_implementations
)]
pub enum convert {}

#[allow(missing_docs, clippy::type_complexity)]
impl convert {
    #[inline(always)]
    pub fn __vjp<A, B: ConvertVjp<A>>(
        a: A,
        b_bar: impl TangentSlot<B::OutputTangent>,
        a_bar: impl CotangentSlot<B::SourceTangent>,
    ) -> B {
        B::__from_vjp(a, b_bar, a_bar)
    }

    #[inline(always)]
    pub fn __jvp<A, B: ConvertJvp<A>>(
        a: A,
        a_dot: impl TangentSlot<B::SourceTangent>,
    ) -> (B, Tangent<B>) {
        B::__from_jvp(a, a_dot)
    }

    #[inline(always)]
    pub fn __vjp_jvp<A, B: ConvertVjpJvp<A>>(
        a: A,
        b_bar: impl TangentSlot<B::OutputTangent>,
        a_bar: impl CotangentSlot<B::SourceTangent>,
        a_dot: impl TangentSlot<B::SourceTangent>,
        b_bar_dot: impl TangentSlot<B::OutputTangent>,
        a_bar_dot: impl CotangentSlot<B::SourceTangent>,
    ) -> (B, Tangent<B>) {
        B::__from_vjp_jvp(a, b_bar, a_bar, a_dot, b_bar_dot, a_bar_dot)
    }

    #[inline(always)]
    pub fn __jvp_jvp<A, B: ConvertJvpJvp<A>>(
        a: A,
        a_dot: impl TangentSlot<B::SourceTangent>,
        a_dot2: impl TangentSlot<B::SourceTangent>,
        a_dot_dot: impl TangentSlot<B::SourceTangent>,
    ) -> ((B, Tangent<B>), (Tangent<B>, Tangent<B>)) {
        B::__from_jvp_jvp(a, a_dot, a_dot2, a_dot_dot)
    }
}

macro_rules! by_rule {
    ($($of:ident { $($items:tt)* })*) => {$(
        impl<S, A> $of<A> for S
        where
            S: FromByRule + Associated1<names::From, A, Output = S> + Argument<S::Number>,
            A: Argument<S::Number>,
        {
            $($items)*
        }
    )*};
}

by_rule! {
    Convert {
        type OutputTangent = Buffer<S, S::Number>;
        type SourceTangent = Buffer<A, S::Number>;
    }

    ConvertVjp {
        #[inline]
        fn __from_vjp(
            a: A,
            y_bar: impl TangentSlot<Self::OutputTangent>,
            a_bar: impl CotangentSlot<Self::SourceTangent>,
        ) -> S {
            let (y, kernel) = (S::value(&a), S::kernel(&a));
            drive::vjp1(&kernel, (&a,), &y, y_bar, a_bar);
            drop(kernel);
            y
        }
    }

    ConvertJvp {
        #[inline]
        fn __from_jvp(a: A, a_dot: impl TangentSlot<Self::SourceTangent>) -> (S, Tangent<S>) {
            let (y, kernel) = (S::value(&a), S::kernel(&a));
            let y_dot = drive::jvp1(&kernel, (&a,), &y, a_dot);
            drop(kernel);
            (y, y_dot)
        }
    }

    ConvertVjpJvp {
        #[inline]
        fn __from_vjp_jvp(
            a: A,
            y_bar: impl TangentSlot<Self::OutputTangent>,
            a_bar: impl CotangentSlot<Self::SourceTangent>,
            a_dot: impl TangentSlot<Self::SourceTangent>,
            y_bar_dot: impl TangentSlot<Self::OutputTangent>,
            a_bar_dot: impl CotangentSlot<Self::SourceTangent>,
        ) -> (S, Tangent<S>) {
            let (y, kernel) = (S::value(&a), S::kernel(&a));
            let y_dot =
                drive::vjp_jvp1(&kernel, (&a,), &y, y_bar, a_bar, a_dot, y_bar_dot, a_bar_dot);
            drop(kernel);
            (y, y_dot)
        }
    }

    ConvertJvpJvp {
        #[inline]
        fn __from_jvp_jvp(
            a: A,
            a_dot: impl TangentSlot<Self::SourceTangent>,
            a_dot2: impl TangentSlot<Self::SourceTangent>,
            a_dot_dot: impl TangentSlot<Self::SourceTangent>,
        ) -> ((S, Tangent<S>), (Tangent<S>, Tangent<S>)) {
            let (y, kernel) = (S::value(&a), S::kernel(&a));
            let dots = drive::jvp_jvp1(&kernel, (&a,), &y, a_dot, a_dot2, a_dot_dot);
            drop(kernel);
            ((y, dots.0), (dots.1, dots.2))
        }
    }
}
