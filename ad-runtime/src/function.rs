//! What a companion is to drivers and checks: a function with its derivatives.

use crate::{Differentiable, Tangent};

/// A function with its derivatives, as a type: what `#[differentiate]` makes of a function's name.
///
/// It is implemented for functions without `&mut` parameters and without parameters that are functions, so that
/// drivers, checks and adapters take the function as a type argument: `ad::check::<f>(args)`. The companion of a generic
/// function has its type parameters, floats with `f64` as a default: `ad::check::<norm>`, `ad::check::<norm<f32>>`.
///
/// # Examples
///
/// ```
/// use ad_runtime::{DifferentiableFn, Perturb};
///
/// // What `#[differentiate] fn square(x: f64) -> f64 { x * x }` provides.
/// #[allow(non_camel_case_types)]
/// enum square {}
/// impl DifferentiableFn for square {
///     type Args<'a> = f64;
///     type Output = f64;
///     type Gradient = f64;
///     const NAME: &'static str = "square";
///     fn call(x: f64) -> f64 { x * x }
///     fn vjp(x: f64, y_bar: &f64) -> (f64, f64) { (x * x, 2.0 * x * y_bar) }
///     fn jvp(x: f64, x_dot: &f64) -> (f64, f64) { (x * x, 2.0 * x * x_dot) }
///     fn perturbed(x: f64, direction: &f64, step: f64) -> f64 { Self::call(x.perturbed(direction, step)) }
/// }
///
/// /// One step of gradient descent, for any function of one number.
/// fn descend<F>(x: f64, rate: f64) -> f64
/// where
///     F: for<'a> DifferentiableFn<Args<'a> = f64, Output = f64, Gradient = f64>,
/// {
///     x - rate * F::vjp(x, &1.0).1
/// }
/// assert_eq!(descend::<square>(3.0, 0.25), 1.5);
/// ```
pub trait DifferentiableFn {
    /// The argument, or the tuple of the arguments.
    type Args<'a>: Clone;

    /// The result.
    type Output: Differentiable;

    /// The cotangent of the differentiable parameter, or the tuple of the cotangents of those.
    type Gradient: Tangent;

    /// The function's name.
    const NAME: &'static str;

    /// The function.
    fn call(args: Self::Args<'_>) -> Self::Output;

    /// Reverse mode: the value, and the cotangents of the parameters for one of the result.
    fn vjp(
        args: Self::Args<'_>,
        cotangent: &<Self::Output as Differentiable>::Tangent,
    ) -> (Self::Output, Self::Gradient);

    /// Forward mode: the value, and its tangent for tangents of the parameters.
    fn jvp(
        args: Self::Args<'_>,
        tangent: &Self::Gradient,
    ) -> (Self::Output, <Self::Output as Differentiable>::Tangent);

    /// The function at `args + step * direction`.
    fn perturbed(args: Self::Args<'_>, direction: &Self::Gradient, step: f64) -> Self::Output;
}
