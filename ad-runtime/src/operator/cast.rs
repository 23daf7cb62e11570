//! Casts to floats, of numbers whose type is not seen: `self.count as f64`.

use super::{Unary, UnaryJvp, UnaryJvpJvp, UnaryVjp, UnaryVjpJvp, to_f32, to_f64};
use crate::__private::{CotangentSlot, TangentSlot};

macro_rules! floats {
    ($($op:ident $to:ident: $($from:ident)*;)*) => {$($(
        impl Unary<$op> for $from {
            type Output = $to;
            type OutputTangent = $to;
            type SelfTangent = $from;
        }

        impl UnaryVjp<$op> for $from {
            #[inline(always)]
            fn vjp(self, result_bar: impl TangentSlot<$to>, mut self_bar: impl CotangentSlot<$from>) -> $to {
                if let (Some(result_bar), Some(self_bar)) = (result_bar.get(), self_bar.get()) {
                    *self_bar += *result_bar as $from;
                }
                self as $to
            }
        }

        impl UnaryJvp<$op> for $from {
            #[inline(always)]
            fn jvp(self, self_dot: impl TangentSlot<$from>) -> ($to, $to) {
                (self as $to, self_dot.get().map_or(0.0, |self_dot| *self_dot as $to))
            }
        }

        impl UnaryVjpJvp<$op> for $from {
            #[inline(always)]
            fn vjp_jvp(
                self,
                result_bar: impl TangentSlot<$to>,
                self_bar: impl CotangentSlot<$from>,
                self_dot: impl TangentSlot<$from>,
                result_bar_dot: impl TangentSlot<$to>,
                self_bar_dot: impl CotangentSlot<$from>,
            ) -> ($to, $to) {
                UnaryVjp::<$op>::vjp(self, result_bar, self_bar);
                UnaryVjp::<$op>::vjp(self, result_bar_dot, self_bar_dot);
                UnaryJvp::<$op>::jvp(self, self_dot)
            }
        }

        impl UnaryJvpJvp<$op> for $from {
            #[inline(always)]
            fn jvp_jvp(
                self,
                self_dot: impl TangentSlot<$from>,
                self_dot2: impl TangentSlot<$from>,
                self_dot_dot: impl TangentSlot<$from>,
            ) -> (($to, $to), ($to, $to)) {
                let dot = |x: &$from| *x as $to;
                (
                    UnaryJvp::<$op>::jvp(self, self_dot),
                    (
                        self_dot2.get().map_or(0.0, dot),
                        self_dot_dot.get().map_or(0.0, dot),
                    ),
                )
            }
        }
    )*)*};
}

floats! {
    to_f64 f64: f64 f32;
    to_f32 f32: f64 f32;
}

macro_rules! integers {
    ($($op:ident $to:ident: $($from:ident)*;)*) => {$($(
        impl Unary<$op> for $from {
            type Output = $to;
            type OutputTangent = $to;
            type SelfTangent = ();
        }

        impl UnaryVjp<$op> for $from {
            #[inline(always)]
            fn vjp(self, _: impl TangentSlot<$to>, _: impl CotangentSlot<()>) -> $to {
                self as $to
            }
        }

        impl UnaryJvp<$op> for $from {
            #[inline(always)]
            fn jvp(self, _: impl TangentSlot<()>) -> ($to, $to) {
                (self as $to, 0.0)
            }
        }

        impl UnaryVjpJvp<$op> for $from {
            #[inline(always)]
            fn vjp_jvp(
                self,
                _: impl TangentSlot<$to>,
                _: impl CotangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<$to>,
                _: impl CotangentSlot<()>,
            ) -> ($to, $to) {
                (self as $to, 0.0)
            }
        }

        impl UnaryJvpJvp<$op> for $from {
            #[inline(always)]
            fn jvp_jvp(
                self,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
            ) -> (($to, $to), ($to, $to)) {
                ((self as $to, 0.0), (0.0, 0.0))
            }
        }
    )*)*};
}

integers! {
    to_f64 f64: usize isize u8 u16 u32 u64 u128 i8 i16 i32 i64 i128;
    to_f32 f32: usize isize u8 u16 u32 u64 u128 i8 i16 i32 i64 i128;
}
