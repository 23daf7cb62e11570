//! Sums and means along a direction of a matrix.

use crate::Real;
use crate::foreign::kernel::Kernel;
use crate::foreign::numbers::View;
use alloc::vec;
use alloc::vec::Vec;

/// The sums along a direction of a matrix: of what is in a row (0), and of what is in a column (1).
pub struct SumAxis(pub usize);

impl SumAxis {
    /// Calls a function with each number's position and that of its sum.
    #[inline(always)]
    fn each<T>(&self, a: View<'_, T>, mut f: impl FnMut(usize, usize)) {
        for row in 0..a.columns {
            for column in 0..a.rows {
                f(
                    row * a.rows + column,
                    if self.0 == 0 { column } else { row },
                );
            }
        }
    }
}

impl Kernel<1> for SumAxis {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        self.each(a, |i, sum| y[sum] += a[i]);
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
        self.each(a, |i, sum| a_bar[i] += y_bar[sum]);
    }
}

/// What a kernel gives, divided by a number: a mean from a sum.
pub struct Over<K>(pub K, pub usize);

impl<K: Kernel<1>> Kernel<1> for Over<K> {
    #[inline]
    fn apply<T: Real>(&self, a: [View<'_, T>; 1], y: &mut [T]) {
        self.0.apply(a, y);
        let count = T::from_usize(self.1).expect("a count");
        y.iter_mut().for_each(|y| *y /= count);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        a: [View<'_, T>; 1],
        y: &[T],
        y_bar: &[T],
        a_bar: [Option<&mut [T]>; 1],
    ) {
        let count = T::from_usize(self.1).expect("a count");
        let y_bar: Vec<T> = y_bar.iter().map(|bar| *bar / count).collect();
        self.0.pull(a, y, &y_bar, a_bar);
    }
}

/// The variance of all numbers.
pub struct Variance;

impl Variance {
    /// How many there are, and their mean.
    fn mean<T: Real>(a: View<'_, T>) -> (T, T) {
        let count = T::from_usize(a.numbers.len()).expect("a count");
        (count, a.numbers.iter().copied().sum::<T>() / count)
    }
}

impl Kernel<1> for Variance {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        if a.numbers.is_empty() {
            return;
        }
        let (count, mean) = Self::mean(a);
        for a in a.numbers {
            y[0] += (*a - mean) * (*a - mean) / count;
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
        if a.numbers.is_empty() {
            return;
        }
        let (count, mean) = Self::mean(a);
        let factor = (y_bar[0] + y_bar[0]) / count;
        for (i, a_bar) in a_bar.into_iter().flatten().enumerate() {
            *a_bar += factor * (a[i] - mean);
        }
    }
}

/// The sum of the squares of what the numbers differ from their mean by, over how many there are less the second argument:
/// the variance, or its root. The root has no derivative at zero: 0 there.
#[derive(Clone, Copy, Debug)]
pub struct Deviation {
    /// Is it the root?
    pub root: bool,
}

impl Deviation {
    /// What the numbers differ from, how many less the second argument there are, and the variance.
    fn of<T: Real>(a: View<'_, T>, less: T) -> (T, T, T) {
        let count = T::from_usize(a.numbers.len()).expect("a count");
        let mean = a.numbers.iter().copied().sum::<T>() / count;
        let free = count - less;
        let squares: T = a.numbers.iter().map(|a| (*a - mean) * (*a - mean)).sum();
        (mean, free, squares / free)
    }
}

impl Kernel<2> for Deviation {
    #[inline]
    fn apply<T: Real>(&self, [a, less]: [View<'_, T>; 2], y: &mut [T]) {
        let (_, _, variance) = Self::of(a, less[0]);
        y[0] = match self.root {
            true if variance == T::zero() => T::zero(),
            true => variance.sqrt(),
            false => variance,
        };
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, less]: [View<'_, T>; 2],
        _: &[T],
        y_bar: &[T],
        [a_bar, less_bar]: [Option<&mut [T]>; 2],
    ) {
        let (mean, free, variance) = Self::of(a, less[0]);
        let bar = match self.root {
            true if variance == T::zero() => return,
            true => y_bar[0] / (variance.sqrt() + variance.sqrt()),
            false => y_bar[0],
        };
        for (i, a_bar) in a_bar.into_iter().flatten().enumerate() {
            *a_bar += (bar + bar) * (a[i] - mean) / free;
        }
        if let Some(less_bar) = less_bar {
            less_bar[0] += bar * variance / free;
        }
    }
}

/// A function of each row (1) or of each column (0) and of the third argument, which gives a number.
pub struct Along<K>(pub K, pub usize);

impl<K> Along<K> {
    /// The numbers of one of them.
    fn lane<T: Real>(&self, a: View<'_, T>, k: usize) -> Vec<T> {
        let length = if self.1 == 0 { a.rows } else { a.columns };
        (0..length).map(|i| a[self.place(a.rows, k, i)]).collect()
    }

    fn place(&self, rows: usize, k: usize, i: usize) -> usize {
        if self.1 == 0 {
            i + rows * k
        } else {
            k + rows * i
        }
    }
}

impl<K: Kernel<2>> Kernel<3> for Along<K> {
    #[inline]
    fn apply<T: Real>(&self, [a, _, b]: [View<'_, T>; 3], y: &mut [T]) {
        for (k, y) in y.iter_mut().enumerate() {
            let lane = self.lane(a, k);
            let lane = View::new(&lane, (lane.len(), 1));
            self.0.apply([lane, b], core::slice::from_mut(y));
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, _, b]: [View<'_, T>; 3],
        y: &[T],
        y_bar: &[T],
        [mut a_bar, _, mut b_bar]: [Option<&mut [T]>; 3],
    ) {
        for k in 0..y.len() {
            let lane = self.lane(a, k);
            let mut lane_bar = vec![T::zero(); lane.len()];
            self.0.pull(
                [View::new(&lane, (lane.len(), 1)), b],
                &y[k..=k],
                &y_bar[k..=k],
                [Some(&mut lane_bar), b_bar.as_deref_mut()],
            );
            if let Some(a_bar) = &mut a_bar {
                for (i, bar) in lane_bar.into_iter().enumerate() {
                    a_bar[self.place(a.rows, k, i)] += bar;
                }
            }
        }
    }
}
