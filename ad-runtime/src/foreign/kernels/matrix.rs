//! Functions of matrices.

use crate::Real;
use crate::foreign::kernel::Kernel;
use crate::foreign::numbers::View;

/// The matrix product.
pub struct Product;

impl Kernel<2> for Product {
    #[inline]
    fn apply<T: Real>(&self, [a, b]: [View<'_, T>; 2], y: &mut [T]) {
        // Column by column, as the numbers lie.
        for j in 0..b.columns {
            for k in 0..a.columns {
                for i in 0..a.rows {
                    y[i + j * a.rows] += a[i + k * a.rows] * b[k + j * b.rows];
                }
            }
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, b]: [View<'_, T>; 2],
        _: &[T],
        y_bar: &[T],
        [a_bar, b_bar]: [Option<&mut [T]>; 2],
    ) {
        if let Some(a_bar) = a_bar {
            for j in 0..b.columns {
                for k in 0..a.columns {
                    for i in 0..a.rows {
                        a_bar[i + k * a.rows] += y_bar[i + j * a.rows] * b[k + j * b.rows];
                    }
                }
            }
        }
        if let Some(b_bar) = b_bar {
            for j in 0..b.columns {
                for k in 0..a.columns {
                    for i in 0..a.rows {
                        b_bar[k + j * b.rows] += a[i + k * a.rows] * y_bar[i + j * a.rows];
                    }
                }
            }
        }
    }
}
