//! `num_traits::Float` and its constants, by the methods of the same names.

use super::Dual;
use crate::Real;
use core::num::FpCategory;
use num_traits::{Float, FloatConst};

macro_rules! float {
    (
        constants { $($constant:ident)* }
        questions { $($question:ident)* }
        functions { $($function:ident($($arg:ident),*))* }
    ) => {
        impl<T: Real, const N: usize> Float for Dual<T, N> {
            $(
                #[inline]
                fn $constant() -> Self {
                    Dual::constant(T::$constant())
                }
            )*
            $(
                #[inline]
                fn $question(self) -> bool {
                    Dual::$question(self)
                }
            )*
            $(
                #[inline]
                fn $function(self $(, $arg: Self)*) -> Self {
                    Dual::$function(self $(, $arg)*)
                }
            )*

            #[inline]
            fn powi(self, n: i32) -> Self {
                Dual::powi(self, n)
            }

            #[inline]
            fn sin_cos(self) -> (Self, Self) {
                Dual::sin_cos(self)
            }

            #[inline]
            fn classify(self) -> FpCategory {
                self.value.classify()
            }

            #[inline]
            fn integer_decode(self) -> (u64, i16, i8) {
                self.value.integer_decode()
            }
        }
    };
}

float! {
    constants { nan infinity neg_infinity neg_zero min_value min_positive_value epsilon max_value }
    questions { is_nan is_infinite is_finite is_normal is_subnormal is_sign_positive is_sign_negative }
    functions {
        floor() ceil() round() trunc() fract() abs() signum() recip() sqrt() cbrt() exp() exp2() exp_m1() ln()
        ln_1p() log2() log10() sin() cos() tan() asin() acos() atan() sinh() cosh() tanh() asinh() acosh() atanh()
        to_degrees() to_radians() max(other) min(other) abs_sub(other) powf(exponent) log(base) hypot(other)
        atan2(other) copysign(sign) mul_add(a, b) clamp(low, high)
    }
}

macro_rules! constants {
    ($($constant:ident)*) => {
        impl<T: Real, const N: usize> FloatConst for Dual<T, N> {
            $(
                #[inline]
                fn $constant() -> Self {
                    Dual::constant(T::$constant())
                }
            )*
        }
    };
}

constants! {
    E FRAC_1_PI FRAC_1_SQRT_2 FRAC_2_PI FRAC_2_SQRT_PI FRAC_PI_2 FRAC_PI_3 FRAC_PI_4 FRAC_PI_6 FRAC_PI_8 LN_10 LN_2
    LOG10_E LOG2_E PI SQRT_2 TAU LOG10_2 LOG2_10
}
