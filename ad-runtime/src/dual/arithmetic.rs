//! `+ - * / %`, negation, sums and products, between dual numbers and with plain ones.

use super::{Dual, scaled, scaled_by_infinite};
use crate::Real;
use core::array::from_fn;
use core::iter::{Product, Sum};
use core::ops::{
    Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign,
};
use num_traits::{Inv, MulAdd, NumCast};

/// What can stand on the right of an operator on dual numbers: a dual number or a plain one, or a reference to
/// one.
///
/// The trait has one implementation of each operator behind it, so that the type of `x * 2.0` is known before that
/// of `2.0`.
pub trait Operand<T, const N: usize>: Copy {
    /// `left + self`
    fn added_to(self, left: Dual<T, N>) -> Dual<T, N>;
    /// `left - self`
    fn subtracted_from(self, left: Dual<T, N>) -> Dual<T, N>;
    /// `left * self`
    fn multiplied_with(self, left: Dual<T, N>) -> Dual<T, N>;
    /// `left / self`
    fn dividing(self, left: Dual<T, N>) -> Dual<T, N>;
    /// `left % self`
    fn remainder_of(self, left: Dual<T, N>) -> Dual<T, N>;
}

impl<T: Real, const N: usize> Operand<T, N> for Dual<T, N> {
    #[inline]
    fn added_to(self, left: Self) -> Self {
        let tangent = from_fn(|i| left.tangent[i] + self.tangent[i]);
        Dual {
            value: left.value + self.value,
            tangent,
        }
    }

    #[inline]
    fn subtracted_from(self, left: Self) -> Self {
        let tangent = from_fn(|i| left.tangent[i] - self.tangent[i]);
        Dual {
            value: left.value - self.value,
            tangent,
        }
    }

    #[inline]
    fn multiplied_with(self, left: Self) -> Self {
        let tangent = from_fn(|i| left.tangent[i] * self.value + left.value * self.tangent[i]);
        Dual {
            value: left.value * self.value,
            tangent,
        }
    }

    #[inline]
    fn dividing(self, left: Self) -> Self {
        let value = left.value / self.value;
        let partial = self.value.recip();
        let tangent = if partial.is_finite_throughout() && value.is_finite_throughout() {
            from_fn(|i| (left.tangent[i] - value * self.tangent[i]) * partial)
        } else {
            from_fn(|i| {
                let t = left.tangent[i] - scaled_by_infinite(self.tangent[i], value);
                if t.vanishes() { t } else { t / self.value }
            })
        };
        Dual { value, tangent }
    }

    /// `a % b = a - n b`, with a whole `n` that is constant nearly everywhere.
    #[inline]
    fn remainder_of(self, left: Self) -> Self {
        let value = left.value % self.value;
        let whole = ((left.value - value) / self.value).round();
        let right = scaled(self.tangent, whole);
        Dual {
            value,
            tangent: from_fn(|i| left.tangent[i] - right[i]),
        }
    }
}

/// The number of a type from a float: a literal in the code.
#[inline(always)]
fn number<T: NumCast>(x: impl num_traits::ToPrimitive) -> T {
    match T::from(x) {
        Some(number) => number,
        None => unreachable!("every float is a number of every `Real` type"),
    }
}

macro_rules! plain_operand {
    ($($float:ty),*) => {$(
        impl<T: Real, const N: usize> Operand<T, N> for $float {
            #[inline]
            fn added_to(self, left: Dual<T, N>) -> Dual<T, N> {
                Dual { value: left.value + number::<T>(self), ..left }
            }

            #[inline]
            fn subtracted_from(self, left: Dual<T, N>) -> Dual<T, N> {
                Dual { value: left.value - number::<T>(self), ..left }
            }

            #[inline]
            fn multiplied_with(self, left: Dual<T, N>) -> Dual<T, N> {
                let factor = number::<T>(self);
                Dual { value: left.value * factor, tangent: left.tangent.map(|t| t * factor) }
            }

            #[inline]
            fn dividing(self, left: Dual<T, N>) -> Dual<T, N> {
                let divisor = number::<T>(self);
                let tangent = left.tangent.map(|t| if t.vanishes() { t } else { t / divisor });
                Dual { value: left.value / divisor, tangent }
            }

            #[inline]
            fn remainder_of(self, left: Dual<T, N>) -> Dual<T, N> {
                Dual { value: left.value % number::<T>(self), ..left }
            }
        }
    )*};
}

plain_operand!(f32, f64);

impl<T, O: Operand<T, N>, const N: usize> Operand<T, N> for &O {
    #[inline]
    fn added_to(self, left: Dual<T, N>) -> Dual<T, N> {
        (*self).added_to(left)
    }

    #[inline]
    fn subtracted_from(self, left: Dual<T, N>) -> Dual<T, N> {
        (*self).subtracted_from(left)
    }

    #[inline]
    fn multiplied_with(self, left: Dual<T, N>) -> Dual<T, N> {
        (*self).multiplied_with(left)
    }

    #[inline]
    fn dividing(self, left: Dual<T, N>) -> Dual<T, N> {
        (*self).dividing(left)
    }

    #[inline]
    fn remainder_of(self, left: Dual<T, N>) -> Dual<T, N> {
        (*self).remainder_of(left)
    }
}

macro_rules! operator {
    ($($Op:ident $op:ident $OpAssign:ident $op_assign:ident $operand:ident;)*) => {$(
        impl<T: Real, R: Operand<T, N>, const N: usize> $Op<R> for Dual<T, N> {
            type Output = Self;

            #[inline]
            fn $op(self, rhs: R) -> Self {
                rhs.$operand(self)
            }
        }

        impl<T: Real, R: Operand<T, N>, const N: usize> $Op<R> for &Dual<T, N> {
            type Output = Dual<T, N>;

            #[inline]
            fn $op(self, rhs: R) -> Dual<T, N> {
                rhs.$operand(*self)
            }
        }

        impl<T: Real, R: Operand<T, N>, const N: usize> $OpAssign<R> for Dual<T, N> {
            #[inline]
            fn $op_assign(&mut self, rhs: R) {
                *self = rhs.$operand(*self);
            }
        }

        impl<T: Real, const N: usize> $Op<Dual<T, N>> for f64 {
            type Output = Dual<T, N>;

            #[inline]
            fn $op(self, rhs: Dual<T, N>) -> Dual<T, N> {
                Dual::constant(number::<T>(self)).$op(rhs)
            }
        }

        impl<T: Real, const N: usize> $Op<&Dual<T, N>> for f64 {
            type Output = Dual<T, N>;

            #[inline]
            fn $op(self, rhs: &Dual<T, N>) -> Dual<T, N> {
                self.$op(*rhs)
            }
        }
    )*};
}

operator! {
    Add add AddAssign add_assign added_to;
    Sub sub SubAssign sub_assign subtracted_from;
    Mul mul MulAssign mul_assign multiplied_with;
    Div div DivAssign div_assign dividing;
    Rem rem RemAssign rem_assign remainder_of;
}

impl<T: Real, const N: usize> Neg for Dual<T, N> {
    type Output = Self;

    #[inline]
    fn neg(self) -> Self {
        Dual {
            value: -self.value,
            tangent: self.tangent.map(T::neg),
        }
    }
}

impl<T: Real, const N: usize> Neg for &Dual<T, N> {
    type Output = Dual<T, N>;

    #[inline]
    fn neg(self) -> Dual<T, N> {
        -*self
    }
}

impl<T: Real, const N: usize> Inv for Dual<T, N> {
    type Output = Self;

    #[inline]
    fn inv(self) -> Self {
        self.recip()
    }
}

impl<T: Real, const N: usize> MulAdd for Dual<T, N> {
    type Output = Self;

    #[inline]
    fn mul_add(self, a: Self, b: Self) -> Self {
        Dual::mul_add(self, a, b)
    }
}

impl<T: Real, const N: usize> Sum for Dual<T, N> {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Dual::constant(T::zero()), |sum, x| sum + x)
    }
}

impl<'a, T: Real, const N: usize> Sum<&'a Dual<T, N>> for Dual<T, N> {
    fn sum<I: Iterator<Item = &'a Dual<T, N>>>(iter: I) -> Self {
        iter.copied().sum()
    }
}

impl<T: Real, const N: usize> Product for Dual<T, N> {
    fn product<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Dual::constant(T::one()), |product, x| product * x)
    }
}

impl<'a, T: Real, const N: usize> Product<&'a Dual<T, N>> for Dual<T, N> {
    fn product<I: Iterator<Item = &'a Dual<T, N>>>(iter: I) -> Self {
        iter.copied().product()
    }
}
