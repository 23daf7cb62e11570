//! What the formulas need of a number, and the types of the peers that have it.

use ad_trait::reverse_ad::adr::adr;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number, or what stands for one.
pub trait Number:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// A number that does not vary.
    fn of(x: f64) -> Self;
    /// The number itself, for comparisons.
    fn value(self) -> f64;
    /// `sin`
    fn sin(self) -> Self;
    /// `cos`
    fn cos(self) -> Self;
    /// `asin`
    fn asin(self) -> Self;
    /// `exp`
    fn exp(self) -> Self;
    /// `ln`
    fn ln(self) -> Self;
    /// `sqrt`
    fn sqrt(self) -> Self;
}

macro_rules! number {
    ([$($generics:tt)*] $ty:ty, $functions:path, $of:expr, $value:expr) => {
        impl<$($generics)*> Number for $ty {
            #[inline]
            fn of(x: f64) -> Self {
                $of(x)
            }
            #[inline]
            fn value(self) -> f64 {
                $value(self)
            }
            number!(@functions $functions: sin cos asin exp ln sqrt);
        }
    };
    (@functions $functions:path: $($name:ident)*) => {$(
        #[inline]
        fn $name(self) -> Self {
            use $functions as Functions;
            Functions::$name(self)
        }
    )*};
}

number!([] f64, num_traits::Float, |x| x, |x| x);
number!([const N: usize] ad::Dual<f64, N>, num_traits::Float, ad::Dual::constant, |x: Self| x.value);
number!([] echidna::Reverse<f64>, num_traits::Float, echidna::Reverse::constant, |x: Self| echidna::Scalar::value(&x));
number!([] adr, nalgebra::ComplexField, ad_trait::AD::constant, |x: Self| ad_trait::AD::to_constant(&x));

impl<const N: usize> Number for num_dual::DualSVec64<N> {
    #[inline]
    fn of(x: f64) -> Self {
        Self::from_re(x)
    }
    #[inline]
    fn value(self) -> f64 {
        self.re
    }
    #[inline]
    fn sin(self) -> Self {
        num_dual::DualNum::sin(&self)
    }
    #[inline]
    fn cos(self) -> Self {
        num_dual::DualNum::cos(&self)
    }
    #[inline]
    fn asin(self) -> Self {
        num_dual::DualNum::asin(&self)
    }
    #[inline]
    fn exp(self) -> Self {
        num_dual::DualNum::exp(&self)
    }
    #[inline]
    fn ln(self) -> Self {
        num_dual::DualNum::ln(&self)
    }
    #[inline]
    fn sqrt(self) -> Self {
        num_dual::DualNum::sqrt(&self)
    }
}
