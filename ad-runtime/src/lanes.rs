//! Tangents of a number in several directions at once, of which many are zero.

use crate::tangent::{Coordinate, Differentiable, Tangent};
use core::ops::{Index, IndexMut};

/// With so few pairs all of them are computed: LLVM then unrolls the loops over them.
const FEW: usize = 4;

/// The tangents of one number in `2 * N` directions. It knows which pairs of them may be other than zero, so that what is
/// computed from it is computed for these alone.
///
/// What is not marked is zero. `N` is at most 32.
#[derive(Clone, Copy, Debug)]
pub struct Lanes<T, const N: usize> {
    /// The tangents.
    pub pairs: [[T; 2]; N],
    /// The pairs that may not be zero, a bit for each.
    pub marked: u32,
}

const fn all(pairs: usize) -> u32 {
    if pairs < 32 {
        (1 << pairs) - 1
    } else {
        u32::MAX
    }
}

/// What is made of zeros, in arrays of any length.
pub trait Zeros: Copy {
    /// Zeros.
    fn zeros() -> Self;
}

impl<T: Copy + Default, const N: usize> Zeros for Lanes<T, N> {
    #[inline(always)]
    fn zeros() -> Self {
        Lanes::zero(T::default())
    }
}

impl<Z: Zeros, const M: usize> Zeros for [Z; M] {
    #[inline(always)]
    fn zeros() -> Self {
        [Z::zeros(); M]
    }
}

impl<T: Copy, const N: usize> Lanes<T, N> {
    /// Zero in all directions.
    #[inline(always)]
    pub const fn zero(zero: T) -> Self {
        Lanes {
            pairs: [[zero; 2]; N],
            marked: 0,
        }
    }

    /// All directions.
    #[inline(always)]
    pub fn as_slice(&self) -> &[T] {
        self.pairs.as_flattened()
    }
}

/// The numbers of the pairs that are marked; of a few all.
#[inline(always)]
pub fn pairs<const N: usize>(marked: u32) -> Pairs {
    Pairs(if N <= FEW { all(N) } else { marked })
}

/// The iterator of [`pairs`].
#[derive(Clone, Copy, Debug)]
pub struct Pairs(u32);

impl Iterator for Pairs {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let pair = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(pair)
    }
}

impl<T, const N: usize> Index<usize> for Lanes<T, N> {
    type Output = T;

    #[inline(always)]
    fn index(&self, lane: usize) -> &T {
        &self.pairs[lane / 2][lane % 2]
    }
}

impl<T, const N: usize> IndexMut<usize> for Lanes<T, N> {
    #[inline(always)]
    fn index_mut(&mut self, lane: usize) -> &mut T {
        self.marked |= 1 << (lane / 2);
        &mut self.pairs[lane / 2][lane % 2]
    }
}

impl<T: PartialEq, const N: usize> PartialEq for Lanes<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.pairs == other.pairs
    }
}

impl<T: Tangent + Copy, const N: usize> Differentiable for Lanes<T, N> {
    type Tangent = Self;

    #[inline]
    fn zero_tangent(&self) -> Self {
        Lanes {
            pairs: self.pairs.map(|pair| pair.map(|x| x.zero_tangent())),
            marked: 0,
        }
    }
}

impl<T: Tangent + Copy, const N: usize> Tangent for Lanes<T, N> {
    #[inline]
    fn add_assign(&mut self, rhs: &Self) {
        self.marked |= rhs.marked;
        for pair in pairs::<N>(rhs.marked) {
            self.pairs[pair].add_assign(&rhs.pairs[pair]);
        }
    }

    #[inline]
    fn scale(&mut self, factor: f64) {
        self.pairs.scale(factor);
    }

    #[inline]
    fn dot(&self, rhs: &Self) -> f64 {
        self.pairs.dot(&rhs.pairs)
    }

    #[inline]
    fn set_zero(&mut self) {
        for pair in pairs::<N>(self.marked) {
            self.pairs[pair].set_zero();
        }
        self.marked = 0;
    }

    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    ) {
        self.marked = all(N);
        self.pairs.coordinates(at, visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_marked() {
        let mut x = Lanes::<f64, 7>::zero(0.0);
        assert_eq!(pairs::<7>(x.marked).count(), 0);
        x[3] = 1.0;
        x[12] = 2.0;
        assert_eq!(pairs::<7>(x.marked).collect::<alloc::vec::Vec<_>>(), [1, 6]);
        assert_eq!(x.as_slice()[3], 1.0);
        assert_eq!((x[2], x[12]), (0.0, 2.0));
    }

    #[test]
    fn all_of_a_few_are_marked() {
        let x = Lanes::<f64, 3>::zero(0.0);
        assert!(pairs::<3>(x.marked).eq(0..3));
    }

    #[test]
    fn sums_have_the_marks_of_both() {
        let (mut x, mut y) = (Lanes::<f64, 8>::zero(0.0), Lanes::zero(0.0));
        x[0] = 1.0;
        y[0] = 2.0;
        y[15] = 4.0;
        x.add_assign(&y);
        assert!(pairs::<8>(x.marked).eq([0, 7]));
        assert_eq!((x[0], x[15]), (3.0, 4.0));
        x.set_zero();
        assert_eq!(x, Lanes::zero(0.0));
    }
}
