//! Dual numbers: a number and its derivatives in some directions, by the chain rule through every operation.
//!
//! # Invariants
//!
//! Comparisons, rounding and conversions see the value only, so that code takes the branch that it takes for plain
//! numbers. Where a partial derivative is infinite, a tangent that is zero stays zero. What is computed from the
//! values of a dual number over dual numbers is computed with *their* rules, so that nesting gives exact higher
//! derivatives: nothing here looks below `T`.

mod arithmetic;
mod compare;
mod convert;
mod drivers;
mod float;
mod functions;

pub use drivers::{derivative, gradient, gradient_of_slice, hessian, jacobian, second_derivative};

use crate::special::Special;
use crate::{Coordinate, Differentiable, Perturb, Real, Tangent};
use core::fmt;

/// A dual number: a value and its derivatives in `N` directions.
///
/// Arithmetic on dual numbers differentiates what it computes. `T` is a [`Real`] number, also a dual one:
/// `Dual<Dual<f64, 1>, 2>` has second derivatives. Literals mix in on both sides, as `f64`.
///
/// # Examples
///
/// ```
/// use ad_runtime::Dual;
///
/// let x = Dual::variable(2.0);
/// let y = x * x * 3.0 + x.sin();
/// assert_eq!(y.value, 12.0 + 2.0_f64.sin());
/// assert_eq!(y.derivative(), 12.0 + 2.0_f64.cos());
///
/// // Two directions at once.
/// let [a, b] = Dual::variables([3.0, 4.0]);
/// assert_eq!(a.hypot(b).tangent, [0.6, 0.8]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Dual<T, const N: usize = 1> {
    /// The number.
    pub value: T,
    /// Its derivative in each direction.
    pub tangent: [T; N],
}

impl<T, const N: usize> Dual<T, N> {
    /// A number with its derivatives.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// assert_eq!(Dual::new(1.0, [2.0, 3.0]).tangent[1], 3.0);
    /// ```
    #[inline]
    pub const fn new(value: T, tangent: [T; N]) -> Self {
        Dual { value, tangent }
    }
}

impl<T: Real, const N: usize> Dual<T, N> {
    /// A number that does not vary.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let y: Dual<f64, 2> = Dual::constant(1.0);
    /// assert_eq!(y.tangent, [0.0, 0.0]);
    /// ```
    #[inline]
    pub fn constant(value: T) -> Self {
        Dual {
            value,
            tangent: [T::zero(); N],
        }
    }

    /// The number that varies in one direction of `N`.
    ///
    /// # Panics
    ///
    /// If there is no such direction.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let y: Dual<f64, 3> = Dual::variable_in(5.0, 1);
    /// assert_eq!(y.tangent, [0.0, 1.0, 0.0]);
    /// ```
    #[inline]
    pub fn variable_in(value: T, direction: usize) -> Self {
        let mut x = Dual::constant(value);
        x.tangent[direction] = T::one();
        x
    }

    /// The same value, without its derivatives.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let x = Dual::variable(3.0);
    /// assert_eq!((x * x.detach()).derivative(), 3.0);
    /// ```
    #[inline]
    #[must_use]
    pub fn detach(self) -> Self {
        Dual::constant(self.value)
    }

    /// The result of a function with this value and partial derivative at `self`: the chain rule.
    ///
    /// For functions that dual numbers do not know.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    ///
    /// /// A function known by a table, say, with its derivative.
    /// fn tabulated(x: Dual<f64>) -> Dual<f64> {
    ///     x.chain(x.value.cbrt(), x.value.powf(-2.0 / 3.0) / 3.0)
    /// }
    /// assert_eq!(tabulated(Dual::variable(1.0)).derivative(), 1.0 / 3.0);
    /// ```
    #[inline]
    #[must_use]
    pub fn chain(self, value: T, partial: T) -> Self {
        Dual {
            value,
            tangent: scaled(self.tangent, partial),
        }
    }

    /// The same for a function of two numbers.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let [a, b] = Dual::variables([2.0, 5.0]);
    /// assert_eq!(a.chain_with(b, 2.0 * 5.0, 5.0, 2.0).tangent, (a * b).tangent);
    /// ```
    #[inline]
    #[must_use]
    pub fn chain_with(self, other: Self, value: T, partial: T, other_partial: T) -> Self {
        let (left, right) = (
            scaled(self.tangent, partial),
            scaled(other.tangent, other_partial),
        );
        Dual {
            value,
            tangent: core::array::from_fn(|i| left[i] + right[i]),
        }
    }

    /// Does it vary in any direction?
    #[inline]
    fn varies(&self) -> bool {
        !self.tangent.iter().all(|t| t.vanishes())
    }
}

impl<T: Real> Dual<T, 1> {
    /// The number by which one differentiates: it varies as itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// assert_eq!(Dual::variable(2.0).powi(3).derivative(), 12.0);
    /// ```
    #[inline]
    pub fn variable(value: T) -> Self {
        Dual {
            value,
            tangent: [T::one()],
        }
    }

    /// The derivative in the one direction.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// assert_eq!((Dual::variable(2.0) * 5.0).derivative(), 5.0);
    /// ```
    #[inline]
    pub fn derivative(&self) -> T {
        self.tangent[0]
    }
}

impl<T: Real, const N: usize> Dual<T, N> {
    /// The numbers by which one differentiates, each in its own direction.
    ///
    /// # Examples
    ///
    /// ```
    /// use ad_runtime::Dual;
    /// let [x, y, z] = Dual::variables([1.0, 2.0, 3.0]);
    /// assert_eq!((x * y * z).tangent, [6.0, 3.0, 2.0]);
    /// ```
    #[inline]
    pub fn variables(values: [T; N]) -> [Self; N] {
        core::array::from_fn(|i| Dual::variable_in(values[i], i))
    }
}

/// Tangents times a partial derivative; a tangent of zero stays zero where the partial derivative is infinite.
#[inline(always)]
fn scaled<T: Real, const N: usize>(tangent: [T; N], partial: T) -> [T; N] {
    if partial.is_finite_throughout() {
        tangent.map(|t| t * partial)
    } else {
        tangent.map(|t| scaled_by_infinite(t, partial))
    }
}

#[inline]
fn scaled_by_infinite<T: Real>(t: T, partial: T) -> T {
    if t.vanishes() || (t == T::zero() && !partial.is_finite()) {
        T::zero()
    } else {
        t * partial
    }
}

impl<T: Real, const N: usize> Real for Dual<T, N> {
    #[inline(always)]
    fn vanishes(self) -> bool {
        self.value.vanishes() && !self.varies()
    }

    #[inline]
    fn special(self, f: Special) -> Self {
        let y = self.value.special(f);
        self.chain(y, f.derivative(self.value, y))
    }

    #[inline(always)]
    fn is_finite_throughout(self) -> bool {
        self.value.is_finite_throughout() && self.tangent.iter().all(|t| t.is_finite_throughout())
    }
}

impl<T: Real, const N: usize> Default for Dual<T, N> {
    fn default() -> Self {
        Dual::constant(T::zero())
    }
}

/// A dual number as a point that varies: its parts vary each on its own.
impl<T: Real, const N: usize> Differentiable for Dual<T, N> {
    type Tangent = Self;

    #[inline]
    fn zero_tangent(&self) -> Self {
        Dual::default()
    }
}

impl<T: Real, const N: usize> Tangent for Dual<T, N> {
    #[inline]
    fn add_assign(&mut self, rhs: &Self) {
        *self += *rhs;
    }

    #[inline]
    fn scale(&mut self, factor: f64) {
        self.value.scale(factor);
        self.tangent.scale(factor);
    }

    #[inline]
    fn dot(&self, rhs: &Self) -> f64 {
        self.value.dot(&rhs.value) + self.tangent.dot(&rhs.tangent)
    }

    #[inline]
    fn set_zero(&mut self) {
        *self = Dual::default();
    }

    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    ) {
        self.value.coordinates(&at.field("value"), visit);
        self.tangent.coordinates(&at.field("tangent"), visit);
    }
}

impl<T: Real, const N: usize> Perturb for Dual<T, N> {
    type Perturbed = Self;

    fn perturbed(&self, direction: &Self, step: f64) -> Self {
        Dual {
            value: self.value.perturbed(&direction.value, step),
            tangent: self.tangent.perturbed(&direction.tangent, step),
        }
    }

    fn difference(&self, from: &Self) -> Self {
        *self - *from
    }

    fn magnitude(&self) -> f64 {
        self.value.magnitude().max(self.tangent.magnitude())
    }
}

/// `2 + 3ε`; `2 + [3, 4]ε` in several directions.
impl<T: fmt::Display, const N: usize> fmt::Display for Dual<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_parts(&self.value, &self.tangent, f, T::fmt)
    }
}

impl<T: fmt::LowerExp, const N: usize> fmt::LowerExp for Dual<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_parts(&self.value, &self.tangent, f, T::fmt)
    }
}

fn write_parts<T>(
    value: &T,
    tangent: &[T],
    f: &mut fmt::Formatter<'_>,
    write: impl Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    write(value, f)?;
    f.write_str(" + ")?;
    if let [one] = tangent {
        write(one, f)?;
    } else {
        f.write_str("[")?;
        for (i, t) in tangent.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { ", " })?;
            write(t, f)?;
        }
        f.write_str("]")?;
    }
    f.write_str("ε")
}
