//! Comparisons see values only: code takes the branch that it takes for plain numbers.

use super::Dual;
use crate::Real;
use core::cmp::Ordering;

impl<T: PartialEq, const N: usize> PartialEq for Dual<T, N> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: PartialOrd, const N: usize> PartialOrd for Dual<T, N> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Real, const N: usize> PartialEq<f64> for Dual<T, N> {
    #[inline]
    fn eq(&self, other: &f64) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl<T: Real, const N: usize> PartialOrd<f64> for Dual<T, N> {
    #[inline]
    fn partial_cmp(&self, other: &f64) -> Option<Ordering> {
        self.value.partial_cmp(&crate::constant::<T>(*other))
    }
}

impl<T: Real, const N: usize> PartialEq<Dual<T, N>> for f64 {
    #[inline]
    fn eq(&self, other: &Dual<T, N>) -> bool {
        other == self
    }
}

impl<T: Real, const N: usize> PartialOrd<Dual<T, N>> for f64 {
    #[inline]
    fn partial_cmp(&self, other: &Dual<T, N>) -> Option<Ordering> {
        other.partial_cmp(self).map(Ordering::reverse)
    }
}
