//! The operators' companions: what generated code calls.

use super::{
    Assign, AssignJvp, AssignJvpJvp, AssignVjp, AssignVjpJvp, Binary, BinaryJvp, BinaryJvpJvp,
    BinaryVjp, BinaryVjpJvp, Unary, UnaryJvp, UnaryJvpJvp, UnaryVjp, UnaryVjpJvp,
};
use crate::__private::{CotangentSlot, TangentSlot};

macro_rules! binary {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[allow(non_camel_case_types, missing_debug_implementations, missing_copy_implementations)]
        pub enum $name {}

        #[allow(missing_docs, clippy::too_many_arguments, clippy::type_complexity)]
        impl $name {
            #[inline(always)]
            pub fn __vjp<A: BinaryVjp<$name, B>, B>(
                a: A,
                b: B,
                c_bar: impl TangentSlot<A::OutputTangent>,
                a_bar: impl CotangentSlot<A::SelfTangent>,
                b_bar: impl CotangentSlot<A::RhsTangent>,
            ) -> <A as Binary<$name, B>>::Output {
                a.vjp(b, c_bar, a_bar, b_bar)
            }

            #[inline(always)]
            pub fn __adjoint<A: BinaryVjp<$name, B>, B>(
                a: A,
                b: B,
                c_bar: impl TangentSlot<A::OutputTangent>,
                a_bar: impl CotangentSlot<A::SelfTangent>,
                b_bar: impl CotangentSlot<A::RhsTangent>,
            ) {
                a.adjoint(b, c_bar, a_bar, b_bar);
            }

            #[inline(always)]
            pub fn __jvp<A: BinaryJvp<$name, B>, B>(
                a: A,
                b: B,
                a_dot: impl TangentSlot<A::SelfTangent>,
                b_dot: impl TangentSlot<A::RhsTangent>,
            ) -> (<A as Binary<$name, B>>::Output, A::OutputTangent) {
                a.jvp(b, a_dot, b_dot)
            }

            #[inline(always)]
            pub fn __vjp_jvp<A: BinaryVjpJvp<$name, B>, B>(
                a: A,
                b: B,
                c_bar: impl TangentSlot<A::OutputTangent>,
                a_bar: impl CotangentSlot<A::SelfTangent>,
                b_bar: impl CotangentSlot<A::RhsTangent>,
                a_dot: impl TangentSlot<A::SelfTangent>,
                b_dot: impl TangentSlot<A::RhsTangent>,
                c_bar_dot: impl TangentSlot<A::OutputTangent>,
                a_bar_dot: impl CotangentSlot<A::SelfTangent>,
                b_bar_dot: impl CotangentSlot<A::RhsTangent>,
            ) -> (<A as Binary<$name, B>>::Output, A::OutputTangent) {
                a.vjp_jvp(b, c_bar, a_bar, b_bar, a_dot, b_dot, c_bar_dot, a_bar_dot, b_bar_dot)
            }

            #[inline(always)]
            pub fn __jvp_jvp<A: BinaryJvpJvp<$name, B>, B>(
                a: A,
                b: B,
                a_dot: impl TangentSlot<A::SelfTangent>,
                b_dot: impl TangentSlot<A::RhsTangent>,
                a_dot2: impl TangentSlot<A::SelfTangent>,
                b_dot2: impl TangentSlot<A::RhsTangent>,
                a_dot_dot: impl TangentSlot<A::SelfTangent>,
                b_dot_dot: impl TangentSlot<A::RhsTangent>,
            ) -> (
                (<A as Binary<$name, B>>::Output, A::OutputTangent),
                (A::OutputTangent, A::OutputTangent),
            ) {
                a.jvp_jvp(b, a_dot, b_dot, a_dot2, b_dot2, a_dot_dot, b_dot_dot)
            }
        }
    )*};
}

binary! {
    /// `a + b`
    add
    /// `a - b`
    sub
    /// `a * b`
    mul
    /// `a / b`
    div
    /// `a % b`
    rem
}

macro_rules! unary {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[allow(non_camel_case_types, missing_debug_implementations, missing_copy_implementations)]
        pub enum $name {}

        #[allow(missing_docs, clippy::type_complexity)]
        impl $name {
            #[inline(always)]
            pub fn __vjp<A: UnaryVjp<$name>>(
                a: A,
                c_bar: impl TangentSlot<A::OutputTangent>,
                a_bar: impl CotangentSlot<A::SelfTangent>,
            ) -> <A as Unary<$name>>::Output {
                a.vjp(c_bar, a_bar)
            }

            #[inline(always)]
            pub fn __adjoint<A: UnaryVjp<$name>>(
                a: A,
                c_bar: impl TangentSlot<A::OutputTangent>,
                a_bar: impl CotangentSlot<A::SelfTangent>,
            ) {
                a.adjoint(c_bar, a_bar);
            }

            #[inline(always)]
            pub fn __jvp<A: UnaryJvp<$name>>(
                a: A,
                a_dot: impl TangentSlot<A::SelfTangent>,
            ) -> (<A as Unary<$name>>::Output, A::OutputTangent) {
                a.jvp(a_dot)
            }

            #[inline(always)]
            pub fn __vjp_jvp<A: UnaryVjpJvp<$name>>(
                a: A,
                c_bar: impl TangentSlot<A::OutputTangent>,
                a_bar: impl CotangentSlot<A::SelfTangent>,
                a_dot: impl TangentSlot<A::SelfTangent>,
                c_bar_dot: impl TangentSlot<A::OutputTangent>,
                a_bar_dot: impl CotangentSlot<A::SelfTangent>,
            ) -> (<A as Unary<$name>>::Output, A::OutputTangent) {
                a.vjp_jvp(c_bar, a_bar, a_dot, c_bar_dot, a_bar_dot)
            }

            #[inline(always)]
            pub fn __jvp_jvp<A: UnaryJvpJvp<$name>>(
                a: A,
                a_dot: impl TangentSlot<A::SelfTangent>,
                a_dot2: impl TangentSlot<A::SelfTangent>,
                a_dot_dot: impl TangentSlot<A::SelfTangent>,
            ) -> (
                (<A as Unary<$name>>::Output, A::OutputTangent),
                (A::OutputTangent, A::OutputTangent),
            ) {
                a.jvp_jvp(a_dot, a_dot2, a_dot_dot)
            }
        }
    )*};
}

unary! {
    /// `-a`
    neg
    /// `a as f64`
    to_f64
    /// `a as f32`
    to_f32
}

macro_rules! assign {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[allow(non_camel_case_types, missing_debug_implementations, missing_copy_implementations)]
        pub enum $name {}

        #[allow(missing_docs, clippy::too_many_arguments)]
        impl $name {
            #[inline(always)]
            pub fn __vjp<A: AssignVjp<$name, B> + ?Sized, B>(
                a: &mut A,
                b: B,
                c_bar: impl Sized,
                a_bar: &mut <A as Assign<$name, B>>::SelfTangent,
                b_bar: impl CotangentSlot<A::RhsTangent>,
            ) {
                a.vjp(b, c_bar, a_bar, b_bar);
            }

            #[inline(always)]
            pub fn __jvp<A: AssignJvp<$name, B> + ?Sized, B>(
                a: &mut A,
                b: B,
                a_dot: &mut <A as Assign<$name, B>>::SelfTangent,
                b_dot: impl TangentSlot<A::RhsTangent>,
            ) {
                a.jvp(b, a_dot, b_dot);
            }

            #[inline(always)]
            pub fn __vjp_jvp<A: AssignVjpJvp<$name, B> + ?Sized, B>(
                a: &mut A,
                b: B,
                c_bar: impl Sized,
                a_bar: &mut <A as Assign<$name, B>>::SelfTangent,
                b_bar: impl CotangentSlot<A::RhsTangent>,
                a_dot: &mut <A as Assign<$name, B>>::SelfTangent,
                b_dot: impl TangentSlot<A::RhsTangent>,
                c_bar_dot: impl Sized,
                a_bar_dot: &mut <A as Assign<$name, B>>::SelfTangent,
                b_bar_dot: impl CotangentSlot<A::RhsTangent>,
            ) {
                a.vjp_jvp(b, c_bar, a_bar, b_bar, a_dot, b_dot, c_bar_dot, a_bar_dot, b_bar_dot);
            }

            #[inline(always)]
            pub fn __jvp_jvp<A: AssignJvpJvp<$name, B> + ?Sized, B>(
                a: &mut A,
                b: B,
                a_dot: &mut <A as Assign<$name, B>>::SelfTangent,
                b_dot: impl TangentSlot<A::RhsTangent>,
                a_dot2: &mut <A as Assign<$name, B>>::SelfTangent,
                b_dot2: impl TangentSlot<A::RhsTangent>,
                a_dot_dot: &mut <A as Assign<$name, B>>::SelfTangent,
                b_dot_dot: impl TangentSlot<A::RhsTangent>,
            ) {
                a.jvp_jvp(b, a_dot, b_dot, a_dot2, b_dot2, a_dot_dot, b_dot_dot);
            }
        }
    )*};
}

assign! {
    /// `a += b`
    add_assign
    /// `a -= b`
    sub_assign
    /// `a *= b`
    mul_assign
    /// `a /= b`
    div_assign
    /// `a %= b`
    rem_assign
}
