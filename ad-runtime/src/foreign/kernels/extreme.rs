//! Functions that look at all numbers and choose.

use crate::foreign::kernel::{Kernel, times};
use crate::foreign::numbers::View;
use crate::{Dual, Real};
use alloc::vec::Vec;

/// The largest or the smallest number; of several that are, the first.
#[derive(Clone, Copy, Debug)]
pub enum Extreme {
    /// The largest.
    Largest,
    /// The smallest.
    Smallest,
    /// The largest absolute value.
    LargestAbsolute,
    /// The smallest absolute value.
    SmallestAbsolute,
}

impl Extreme {
    #[inline]
    fn of<T: Real>(self, x: T) -> T {
        match self {
            Extreme::Largest | Extreme::Smallest => x,
            Extreme::LargestAbsolute | Extreme::SmallestAbsolute => x.abs(),
        }
    }

    /// Where it is.
    #[inline]
    fn position<T: Real>(self, a: View<'_, T>) -> Option<usize> {
        (0..a.numbers.len()).reduce(|best, i| {
            let (known, next) = (self.of(a[best]), self.of(a[i]));
            let better = match self {
                Extreme::Largest | Extreme::LargestAbsolute => next > known,
                Extreme::Smallest | Extreme::SmallestAbsolute => next < known,
            };
            if better { i } else { best }
        })
    }
}

impl Kernel<1> for Extreme {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        if let Some(at) = self.position(a) {
            y[0] = self.of(a[at]);
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
        if let (Some(a_bar), Some(at)) = (a_bar, self.position(a)) {
            a_bar[at] += times(self.of(Dual::variable(a[at])).tangent[0], y_bar[0]);
        }
    }
}

/// The product of all numbers.
pub struct ElementProduct;

impl Kernel<1> for ElementProduct {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        y[0] = a.numbers.iter().copied().product();
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
        // The product of the others, without a division, which zeros forbid.
        let mut after: Vec<T> = a.numbers.to_vec();
        let mut product = T::one();
        for after in after.iter_mut().rev() {
            (*after, product) = (product, product * *after);
        }
        let mut before = y_bar[0];
        for (i, a_bar) in a_bar.iter_mut().enumerate() {
            *a_bar += before * after[i];
            before *= a[i];
        }
    }
}
