//! What a small change of a value is: [`Differentiable`] and [`Tangent`].
//!
//! A value of type `T` varies in a vector space, `T::Tangent`: numbers vary in numbers, vectors in vectors of
//! the same length, structs in structs of the same fields; what cannot vary (integers, strings) in `()`, the
//! space of dimension zero. Tangents and cotangents (gradients) are of the same type: spaces are of finite
//! dimension and carry the usual dot product.

mod composite;
mod coordinate;
mod inert;
mod numbers;
mod tuples;

pub(crate) use composite::not_a_number;
pub use coordinate::Coordinate;

use core::fmt::Debug;

/// A type whose values can vary, and in which space they do.
///
/// Derive it for structs and enums of one's own. A type that holds nothing that varies has the tangent `()`.
///
/// # Examples
///
/// ```
/// use ad_runtime::Differentiable;
///
/// // The zero tangent has the shape of the value.
/// assert_eq!(vec![1.0, 2.0, 3.0].zero_tangent(), vec![0.0; 3]);
/// assert_eq!((2.5, "name", [1.0_f32; 2]).zero_tangent(), (0.0, (), [0.0_f32; 2]));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no tangent: it is not known how its values vary",
    label = "not `Differentiable`",
    note = "write `#[derive(Differentiable)]` on the type, or mark what has this type `#[no_diff]`; of a \
            type parameter, ask for `ad::Differentiable`, or `ad::Real` where it is a number"
)]
pub trait Differentiable {
    /// The vector space in which the values vary.
    type Tangent: Tangent;

    /// The zero of that space, with the shape of `self`: a vector's has its length.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Differentiable;
    /// assert_eq!([4.0, 5.0].zero_tangent(), [0.0, 0.0]);
    /// ```
    fn zero_tangent(&self) -> Self::Tangent;
}

/// A vector space of finite dimension over the real numbers, with a dot product.
///
/// The tangent of a tangent is of the same type, which is what makes second derivatives fit. Operations are
/// between tangents of the same shape (vectors of one length, enums of one variant) and panic between others,
/// with one exception: an empty vector and `None` are the zero of every shape.
///
/// # Examples
///
/// ```
/// use ad_runtime::Tangent;
///
/// let mut gradient = vec![1.0, 2.0];
/// gradient.add_assign(&vec![0.5, 0.5]);
/// gradient.scale(2.0);
/// assert_eq!(gradient, [3.0, 5.0]);
/// assert_eq!(gradient.dot(&vec![1.0, 1.0]), 8.0);
/// ```
pub trait Tangent: Clone + Debug + PartialEq + Differentiable<Tangent = Self> {
    /// `self += rhs`
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Tangent;
    /// let mut sum = (1.0, [2.0]);
    /// sum.add_assign(&(10.0, [20.0]));
    /// assert_eq!(sum, (11.0, [22.0]));
    /// ```
    fn add_assign(&mut self, rhs: &Self);

    /// `self *= factor`
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Tangent;
    /// let mut step = [1.0, -2.0];
    /// step.scale(-0.5);
    /// assert_eq!(step, [-0.5, 1.0]);
    /// ```
    fn scale(&mut self, factor: f64);

    /// The dot product: the sum of the products of corresponding numbers.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Tangent;
    /// assert_eq!([1.0, 2.0].dot(&[3.0, 4.0]), 11.0);
    /// ```
    fn dot(&self, rhs: &Self) -> f64;

    /// Makes all numbers zero, infinite ones and NaN too, and keeps the shape.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Tangent;
    /// let mut gradient = vec![f64::NAN, 1.0];
    /// gradient.set_zero();
    /// assert_eq!(gradient, [0.0, 0.0]);
    /// ```
    #[inline]
    fn set_zero(&mut self) {
        self.coordinates(&Coordinate::root(), &mut |_, x| *x = 0.0);
    }

    /// Calls `visit` with the name and the value of each number, always in the same order, and takes over what
    /// `visit` makes of it. `at` is what `self` is called.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::{Coordinate, Tangent};
    ///
    /// let mut names = Vec::new();
    /// let mut tangent = (1.0, vec![2.0, 3.0]);
    /// tangent.coordinates(&Coordinate::root(), &mut |at, x| {
    ///     names.push(at.to_string());
    ///     *x += 1.0;
    /// });
    /// assert_eq!(names, [".0", ".1[0]", ".1[1]"]);
    /// assert_eq!(tangent, (2.0, vec![3.0, 4.0]));
    /// ```
    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    );
}
