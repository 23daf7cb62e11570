//! Steps from a value in the direction of a tangent, for the checks that difference quotients make.

use crate::Differentiable;

/// A value from which one can take a step in a direction, and measure the way back.
///
/// `#[derive(Differentiable)]` implements it for types all of whose fields have it.
///
/// # Examples
///
/// ```
/// use ad_runtime::Perturb;
///
/// let x = [1.0, 2.0];
/// let moved = x.perturbed(&[1.0, -1.0], 0.5);
/// assert_eq!(moved, [1.5, 1.5]);
/// assert_eq!(moved.difference(&x), [0.5, -0.5]);
/// ```
pub trait Perturb: Differentiable {
    /// The owned type of the same shape: `Vec<f64>` for `[f64]`.
    type Perturbed;

    /// `self + step * direction`
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Perturb;
    /// assert_eq!(vec![1.0, 2.0][..].perturbed(&vec![0.0, 1.0], 3.0), vec![1.0, 5.0]);
    /// ```
    fn perturbed(&self, direction: &Self::Tangent, step: f64) -> Self::Perturbed;

    /// `self - from`, in NaN where they are not of the same shape (vectors of different lengths, enums of
    /// different variants).
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Perturb;
    /// assert_eq!(vec![3.0].difference(&vec![1.0]), vec![2.0]);
    /// assert!(Some(3.0_f64).difference(&None).unwrap().is_nan());
    /// ```
    fn difference(&self, from: &Self) -> Self::Tangent;

    /// The largest absolute value of a number in it, by which checks tell change from rounding; 0 where nobody knows.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Perturb;
    /// assert_eq!((vec![1.0, -3.0], 7).magnitude(), 3.0);
    /// ```
    fn magnitude(&self) -> f64 {
        0.0
    }
}
