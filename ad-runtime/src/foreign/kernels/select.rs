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
