//! Systems of equations, and factors of matrices.

use super::select::Selects;
use crate::Real;
use crate::foreign::kernel::Kernel;
use crate::foreign::numbers::View;
use alloc::vec;
use alloc::vec::Vec;

/// `A⁻¹ B`, by which the adjoint needs one more solution, with the transpose (Giles 2008, "An extended collection of matrix
/// derivative results", §2.3).
pub struct Solve;

impl Kernel<2> for Solve {
    #[inline]
    fn apply<T: Real>(&self, [a, b]: [View<'_, T>; 2], y: &mut [T]) {
        if y.is_empty() {
            return;
        }
        y.copy_from_slice(b.numbers);
        solve(a.numbers.to_vec(), a.rows, y);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, b]: [View<'_, T>; 2],
        y: &[T],
        y_bar: &[T],
        [a_bar, b_bar]: [Option<&mut [T]>; 2],
    ) {
        if y.is_empty() || y_bar.is_empty() {
            return;
        }
        let n = a.rows;
        let transposed = (0..n * n).map(|k| a[k / n + n * (k % n)]).collect();
        let mut bar = y_bar.to_vec();
        solve(transposed, n, &mut bar);
        for (b_bar, bar) in b_bar.into_iter().flatten().zip(&bar) {
            *b_bar += *bar;
        }
        let Some(a_bar) = a_bar else { return };
        for column in 0..b.columns {
            for j in 0..n {
                for i in 0..n {
                    a_bar[i + n * j] -= bar[i + n * column] * y[j + n * column];
                }
            }
        }
    }
}

/// Solves by elimination with pivots, in place.
fn solve<T: Real>(mut a: Vec<T>, n: usize, b: &mut [T]) {
    let columns = b.len() / n.max(1);
    for k in 0..n {
        let larger = |best: usize, i: usize| a[i + n * k].abs() > a[best + n * k].abs();
        let pivot = (k + 1..n).fold(k, |best, i| if larger(best, i) { i } else { best });
        (0..n).for_each(|j| a.swap(k + n * j, pivot + n * j));
        (0..columns).for_each(|j| b.swap(k + n * j, pivot + n * j));
        for i in k + 1..n {
            let factor = a[i + n * k] / a[k + n * k];
            for j in k..n {
                let term = factor * a[k + n * j];
                a[i + n * j] -= term;
            }
            for j in 0..columns {
                let term = factor * b[k + n * j];
                b[i + n * j] -= term;
            }
        }
    }
    for j in 0..columns {
        for i in (0..n).rev() {
            let mut rest = b[i + n * j];
            for k in i + 1..n {
                rest -= a[i + n * k] * b[k + n * j];
            }
            b[i + n * j] = rest / a[i + n * i];
        }
    }
}

/// The symmetric matrix with this lower triangle, if there is a result.
pub struct OfLower;

impl Selects for OfLower {
    #[inline]
    fn place(&self, n: usize, k: usize) -> usize {
        let (i, j) = (k % n, k / n);
        i.max(j) + n * i.min(j)
    }
}

/// The lower factor `L` of a symmetric matrix `L Lᵀ`.
pub struct Factor;

impl Kernel<1> for Factor {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        let n = a.rows;
        for j in 0..n {
            for i in j..n {
                let mut rest = a[i + n * j];
                for k in 0..j {
                    rest -= y[i + n * k] * y[j + n * k];
                }
                y[i + n * j] = if i == j {
                    rest.sqrt()
                } else {
                    rest / y[j + n * j]
                };
            }
        }
    }

    /// The steps of the factorization backwards, from the last column to the first (Murray 2016, "Differentiation of the
    /// Cholesky decomposition", §4); what belongs to a number and to its mirror image is added to the lower one.
    #[inline]
    fn pull<T: Real>(
        &self,
        [a]: [View<'_, T>; 1],
        y: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        let Some(a_bar) = a_bar else { return };
        let n = a.rows;
        let mut bar = vec![T::zero(); n * n];
        for j in 0..n {
            for i in j..n {
                bar[i + n * j] = y_bar[i + n * j];
            }
        }
        for j in (0..n).rev() {
            for i in (j..n).rev() {
                let diagonal = y[j + n * j];
                let of = bar[i + n * j];
                let rest = if i == j {
                    of / (diagonal + diagonal)
                } else {
                    bar[j + n * j] -= of * y[i + n * j] / diagonal;
                    of / diagonal
                };
                for k in 0..j {
                    let terms = (rest * y[j + n * k], rest * y[i + n * k]);
                    bar[i + n * k] -= terms.0;
                    bar[j + n * k] -= terms.1;
                }
                a_bar[i + n * j] += rest;
            }
        }
    }
}

/// The logarithm of the determinant of a symmetric matrix `L Lᵀ`.
pub struct LnDeterminant;

impl Kernel<1> for LnDeterminant {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        let n = a.rows;
        let mut lower = vec![T::zero(); n * n];
        Factor.apply([a], &mut lower);
        for k in 0..n {
            let ln = lower[k + n * k].ln();
            y[0] += ln + ln;
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a]: [View<'_, T>; 1],
        _: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        let Some(a_bar) = a_bar else { return };
        let n = a.rows;
        // The inverse, which is symmetric.
        let mut inverse = vec![T::zero(); n * n];
        (0..n).for_each(|k| inverse[k + n * k] = T::one());
        solve(a.numbers.to_vec(), n, &mut inverse);
        for (a_bar, inverse) in a_bar.iter_mut().zip(inverse) {
            *a_bar += inverse * y_bar[0];
        }
    }
}
