//! What arrays do that matrices by columns do not.

use crate::foreign::kernel::{Kernel, times};
use crate::foreign::kernels::Scalar;
use crate::foreign::numbers::View;
use crate::{Dual, Real};
use alloc::vec::Vec;

/// A kernel whose arguments come the other way round: the product of transposes.
pub struct Swapped<K>(pub K);

impl<K: Kernel<2>> Kernel<2> for Swapped<K> {
    #[inline]
    fn apply<T: Real>(&self, [a, b]: [View<'_, T>; 2], y: &mut [T]) {
        self.0.apply([b, a], y);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, b]: [View<'_, T>; 2],
        y: &[T],
        y_bar: &[T],
        [a_bar, b_bar]: [Option<&mut [T]>; 2],
    ) {
        self.0.pull([b, a], y, y_bar, [b_bar, a_bar]);
    }
}

/// A function of two numbers, number by number, of two arrays. One that has a single number in a direction in which the
/// other has more repeats it, as arrays do that are broadcast; the result has as many numbers as the longer.
pub struct Broadcast<F>(pub F);

/// Where the numbers of two arrays are that belong to each number of the result.
struct Pairs {
    rows: usize,
    columns: usize,
    steps: [[usize; 2]; 2],
}

impl Pairs {
    #[inline]
    fn of<T>(x: [View<'_, T>; 2]) -> Self {
        let longer = |a: usize, b: usize| if a == 1 { b } else { a };
        let step = |view: View<'_, T>| {
            let down = usize::from(view.rows != 1);
            [down, if view.columns == 1 { 0 } else { view.rows }]
        };
        Pairs {
            rows: longer(x[0].rows, x[1].rows),
            columns: longer(x[0].columns, x[1].columns),
            steps: x.map(step),
        }
    }

    /// Calls a function with the position in the result and those in the arguments.
    #[inline(always)]
    fn each(&self, mut f: impl FnMut(usize, [usize; 2])) {
        for column in 0..self.columns {
            for row in 0..self.rows {
                let at = self.steps.map(|[down, along]| row * down + column * along);
                f(column * self.rows + row, at);
            }
        }
    }
}

impl<F: Scalar<2>> Kernel<2> for Broadcast<F> {
    #[inline]
    fn apply<T: Real>(&self, x: [View<'_, T>; 2], y: &mut [T]) {
        Pairs::of(x).each(|i, [j, k]| y[i] = self.0.of([x[0][j], x[1][k]]));
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        x: [View<'_, T>; 2],
        _: &[T],
        y_bar: &[T],
        mut x_bar: [Option<&mut [T]>; 2],
    ) {
        Pairs::of(x).each(|i, at| {
            for (k, bar) in x_bar.iter_mut().enumerate() {
                let Some(bar) = bar else { continue };
                let mut point = [x[0][at[0]], x[1][at[1]]].map(Dual::constant);
                point[k].tangent = [T::one()];
                bar[at[k]] += times(self.0.of(point).tangent[0], y_bar[i]);
            }
        });
    }
}

/// `a + factor b`, where `b` may be broadcast.
pub struct AddScaled;

impl Kernel<3> for AddScaled {
    #[inline]
    fn apply<T: Real>(&self, [a, factor, b]: [View<'_, T>; 3], y: &mut [T]) {
        Pairs::of([a, b]).each(|i, [j, k]| y[i] = a[j] + factor[0] * b[k]);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, factor, b]: [View<'_, T>; 3],
        _: &[T],
        y_bar: &[T],
        [mut a_bar, mut factor_bar, mut b_bar]: [Option<&mut [T]>; 3],
    ) {
        Pairs::of([a, b]).each(|i, [j, k]| {
            if let Some(a_bar) = &mut a_bar {
                a_bar[j] += y_bar[i];
            }
            if let Some(factor_bar) = &mut factor_bar {
                factor_bar[0] += b[k] * y_bar[i];
            }
            if let Some(b_bar) = &mut b_bar {
                b_bar[k] += factor[0] * y_bar[i];
            }
        });
    }
}

/// The numbers at these positions.
pub struct Gather(pub Vec<usize>);

impl Kernel<1> for Gather {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        for (y, at) in y.iter_mut().zip(&self.0) {
            *y = a[*at];
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        _: [View<'_, T>; 1],
        _: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        let Some(a_bar) = a_bar else { return };
        for (bar, at) in y_bar.iter().zip(&self.0) {
            a_bar[*at] += *bar;
        }
    }
}

/// The numbers of a smaller array wherever an array of so many columns and rows repeats them, if it can.
pub struct Repeated(pub (usize, usize));

impl Repeated {
    fn each<T>(&self, a: View<'_, T>, mut f: impl FnMut(usize, usize)) {
        let (rows, columns) = self.0;
        for column in 0..columns {
            for row in 0..rows {
                let from = [
                    if a.rows == 1 { 0 } else { row },
                    if a.columns == 1 { 0 } else { column },
                ];
                f(row + rows * column, from[0] + a.rows * from[1]);
            }
        }
    }
}

impl Kernel<1> for Repeated {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        self.each(a, |to, from| y[to] = a[from]);
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
        self.each(a, |to, from| a_bar[from] += y_bar[to]);
    }
}
