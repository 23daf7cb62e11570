//! Derivatives of closures over dual numbers.
//!
//! Forward mode: good for few inputs. For many, `#[differentiate]` gives gradients at a cost that does not grow
//! with their number.

use super::Dual;
use crate::Real;
use alloc::vec;
use alloc::vec::Vec;

/// The value and the derivative of a function of one number.
///
/// # Examples
///
/// ```
/// use ad_runtime::dual;
/// let (value, slope) = dual::derivative(|x| x * x * 0.5, 3.0);
/// assert_eq!((value, slope), (4.5, 3.0));
/// ```
pub fn derivative<T: Real>(f: impl FnOnce(Dual<T>) -> Dual<T>, x: T) -> (T, T) {
    let y = f(Dual::variable(x));
    (y.value, y.derivative())
}

/// The value, the first and the second derivative of a function of one number.
///
/// # Examples
///
/// ```
/// use ad_runtime::dual;
/// assert_eq!(dual::second_derivative(|x| x.powi(3), 2.0), (8.0, 12.0, 12.0));
/// ```
pub fn second_derivative<T: Real>(
    f: impl FnOnce(Dual<Dual<T>>) -> Dual<Dual<T>>,
    x: T,
) -> (T, T, T) {
    let y = f(Dual::variable(Dual::variable(x)));
    (
        y.value.value,
        y.value.derivative(),
        y.derivative().derivative(),
    )
}

/// The value and the gradient of a function of `N` numbers.
///
/// # Examples
///
/// ```
/// use ad_runtime::dual;
/// let (value, gradient) = dual::gradient(|[x, y]| x * x * y, [3.0, 4.0]);
/// assert_eq!((value, gradient), (36.0, [24.0, 9.0]));
/// ```
pub fn gradient<T: Real, const N: usize>(
    f: impl FnOnce([Dual<T, N>; N]) -> Dual<T, N>,
    x: [T; N],
) -> (T, [T; N]) {
    let y = f(Dual::variables(x));
    (y.value, y.tangent)
}

/// The value and the gradient of a function of any number of numbers, in `N` directions at a time.
///
/// # Examples
///
/// ```
/// use ad_runtime::{Dual, dual};
///
/// let x = [1.0, 2.0, 3.0];
/// let (value, gradient) = dual::gradient_of_slice(|x: &[Dual<f64, 2>]| x.iter().product(), &x);
/// assert_eq!((value, gradient), (6.0, vec![6.0, 3.0, 2.0]));
/// ```
pub fn gradient_of_slice<T: Real, const N: usize>(
    mut f: impl FnMut(&[Dual<T, N>]) -> Dual<T, N>,
    x: &[T],
) -> (T, Vec<T>) {
    let mut point: Vec<Dual<T, N>> = x.iter().copied().map(Dual::constant).collect();
    let mut gradient = vec![T::zero(); x.len()];
    let mut value = None;
    for start in (0..x.len()).step_by(N.max(1)) {
        let end = x.len().min(start + N);
        for (direction, number) in point[start..end].iter_mut().enumerate() {
            number.tangent[direction] = T::one();
        }
        let y = f(&point);
        value = Some(y.value);
        gradient[start..end].copy_from_slice(&y.tangent[..end - start]);
        for number in &mut point[start..end] {
            *number = number.detach();
        }
    }
    (value.unwrap_or_else(|| f(&point).value), gradient)
}

/// The value and the Jacobian matrix of a function from `N` numbers to `M`: a row for each result.
///
/// # Examples
///
/// ```
/// use ad_runtime::dual;
/// let polar = |[r, phi]: [dual::Dual<f64, 2>; 2]| [r * phi.cos(), r * phi.sin()];
/// let (point, jacobian) = dual::jacobian(polar, [2.0, 0.0]);
/// assert_eq!(point, [2.0, 0.0]);
/// assert_eq!(jacobian, [[1.0, 0.0], [0.0, 2.0]]);
/// ```
pub fn jacobian<T: Real, const N: usize, const M: usize>(
    f: impl FnOnce([Dual<T, N>; N]) -> [Dual<T, N>; M],
    x: [T; N],
) -> ([T; M], [[T; N]; M]) {
    let y = f(Dual::variables(x));
    (y.map(|y| y.value), y.map(|y| y.tangent))
}

/// The value, the gradient and the Hessian matrix of a function of `N` numbers.
///
/// # Examples
///
/// ```
/// use ad_runtime::dual;
/// let (_, gradient, hessian) = dual::hessian(|[x, y]| x * x * y, [3.0, 4.0]);
/// assert_eq!(gradient, [24.0, 9.0]);
/// assert_eq!(hessian, [[8.0, 6.0], [6.0, 0.0]]);
/// ```
pub fn hessian<T: Real, const N: usize>(
    f: impl FnOnce([Dual<Dual<T, N>, N>; N]) -> Dual<Dual<T, N>, N>,
    x: [T; N],
) -> (T, [T; N], [[T; N]; N]) {
    let y = f(Dual::variables(Dual::variables(x)));
    (y.value.value, y.value.tangent, y.tangent.map(|t| t.tangent))
}
