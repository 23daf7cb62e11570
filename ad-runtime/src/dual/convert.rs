//! Conversions: from plain numbers to dual ones that do not vary, and of values back.

use super::Dual;
use crate::Real;
use core::str::FromStr;
use num_traits::{FromPrimitive, Num, NumCast, One, Signed, ToPrimitive, Zero};

impl<T: Real, const N: usize> From<T> for Dual<T, N> {
    #[inline]
    fn from(value: T) -> Self {
        Dual::constant(value)
    }
}

impl<T: Real, const N: usize> Zero for Dual<T, N> {
    #[inline]
    fn zero() -> Self {
        Dual::constant(T::zero())
    }

    #[inline]
    fn is_zero(&self) -> bool {
        self.value.is_zero()
    }
}

impl<T: Real, const N: usize> One for Dual<T, N> {
    #[inline]
    fn one() -> Self {
        Dual::constant(T::one())
    }
}

impl<T: Real, const N: usize> NumCast for Dual<T, N> {
    #[inline]
    fn from<P: ToPrimitive>(n: P) -> Option<Self> {
        <T as NumCast>::from(n).map(Dual::constant)
    }
}

macro_rules! to_primitive {
    ($($to:ident $primitive:ty),*) => {
        impl<T: Real, const N: usize> ToPrimitive for Dual<T, N> {
            $(
                #[inline]
                fn $to(&self) -> Option<$primitive> {
                    self.value.$to()
                }
            )*
        }
    };
}

to_primitive!(
    to_i8 i8, to_i16 i16, to_i32 i32, to_i64 i64, to_i128 i128, to_isize isize, to_u8 u8, to_u16 u16, to_u32 u32,
    to_u64 u64, to_u128 u128, to_usize usize, to_f32 f32, to_f64 f64
);

macro_rules! from_primitive {
    ($($from:ident $primitive:ty),*) => {
        impl<T: Real, const N: usize> FromPrimitive for Dual<T, N> {
            $(
                #[inline]
                fn $from(n: $primitive) -> Option<Self> {
                    T::$from(n).map(Dual::constant)
                }
            )*
        }
    };
}

from_primitive!(
    from_i8 i8, from_i16 i16, from_i32 i32, from_i64 i64, from_i128 i128, from_isize isize, from_u8 u8, from_u16 u16,
    from_u32 u32, from_u64 u64, from_u128 u128, from_usize usize, from_f32 f32, from_f64 f64
);

impl<T: Real, const N: usize> Num for Dual<T, N> {
    type FromStrRadixErr = T::FromStrRadixErr;

    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        T::from_str_radix(text, radix).map(Dual::constant)
    }
}

/// A number that does not vary.
impl<T: Real + FromStr, const N: usize> FromStr for Dual<T, N> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        text.parse().map(Dual::constant)
    }
}

impl<T: Real, const N: usize> Signed for Dual<T, N> {
    #[inline]
    fn abs(&self) -> Self {
        Dual::abs(*self)
    }

    #[inline]
    fn abs_sub(&self, other: &Self) -> Self {
        Dual::abs_sub(*self, *other)
    }

    #[inline]
    fn signum(&self) -> Self {
        Dual::signum(*self)
    }

    #[inline]
    fn is_positive(&self) -> bool {
        self.value > T::zero()
    }

    #[inline]
    fn is_negative(&self) -> bool {
        self.value < T::zero()
    }
}
