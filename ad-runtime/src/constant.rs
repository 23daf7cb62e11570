//! Values without a derivative.

use num_traits::NumCast;

/// `x`, taken for a constant by differentiation.
///
/// In a differentiated function no derivative passes through the call. Elsewhere it does nothing; in particular it
/// cannot know that `x` is a [`Dual`](crate::Dual), of which [`Dual::detach`](crate::Dual::detach) takes the
/// derivative off.
///
/// # Examples
///
/// ```
/// use ad_runtime::stop_gradient;
/// assert_eq!(stop_gradient(2.0), 2.0);
/// ```
#[inline(always)]
pub fn stop_gradient<T>(x: T) -> T {
    x
}

/// A number of another type from an `f64`: `2.0` in code that is generic over its numbers.
///
/// # Panics
///
/// If the type has no such number; it does not happen for `f32`, `f64` and [`Dual`](crate::Dual).
///
/// # Examples
///
/// ```
/// use ad_runtime::{Real, constant};
///
/// fn half<T: Real>(x: T) -> T {
///     x * constant(0.5)
/// }
/// assert_eq!(half(3.0_f32), 1.5);
/// ```
#[inline]
pub fn constant<T: NumCast>(x: f64) -> T {
    match T::from(x) {
        Some(constant) => constant,
        None => panic!("{x} is no number of the type that is asked for"),
    }
}
