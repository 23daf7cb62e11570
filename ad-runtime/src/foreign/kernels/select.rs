//! Functions that only put numbers where they belong.

use crate::Real;
use crate::foreign::kernel::Kernel;
use crate::foreign::numbers::View;

/// All numbers of all arguments, one after the other.
pub struct Concat;

impl<const N: usize> Kernel<N> for Concat {
    #[inline]
    fn apply<T: Real>(&self, x: [View<'_, T>; N], y: &mut [T]) {
        let numbers = x.iter().flat_map(|x| x.numbers);
        for (y, x) in y.iter_mut().zip(numbers) {
            *y = *x;
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        x: [View<'_, T>; N],
        _: &[T],
        y_bar: &[T],
        x_bar: [Option<&mut [T]>; N],
    ) {
        let mut before = 0;
        for (x, x_bar) in x.iter().zip(x_bar) {
            for (i, x_bar) in x_bar.into_iter().flatten().enumerate() {
                *x_bar += y_bar[before + i];
            }
            before += x.numbers.len();
        }
    }
}

/// The matrix of numbers that are given row by row, with so many in a row.
pub struct Rows(pub usize);

impl Rows {
    /// Where the number that is given at a position lies: matrices lie column by column.
    fn place(&self, given: usize, all: usize) -> usize {
        let (row, column) = (given / self.0, given % self.0);
        column * (all / self.0) + row
    }
}

impl<const N: usize> Kernel<N> for Rows {
    #[inline]
    fn apply<T: Real>(&self, x: [View<'_, T>; N], y: &mut [T]) {
        for (i, x) in x.iter().enumerate() {
            y[self.place(i, N)] = x[0];
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        _: [View<'_, T>; N],
        _: &[T],
        y_bar: &[T],
        x_bar: [Option<&mut [T]>; N],
    ) {
        for (i, x_bar) in x_bar.into_iter().enumerate() {
            if let Some(x_bar) = x_bar {
                x_bar[0] += y_bar[self.place(i, N)];
            }
        }
    }
}

/// The matrix with rows for columns.
pub struct Transpose;

impl Kernel<1> for Transpose {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        for i in 0..a.rows {
            for j in 0..a.columns {
                y[i * a.columns + j] = a[j * a.rows + i];
            }
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
        for i in 0..a.rows {
            for j in 0..a.columns {
                a_bar[j * a.rows + i] += y_bar[i * a.columns + j];
            }
        }
    }
}
