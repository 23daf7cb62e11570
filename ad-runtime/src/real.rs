//! The scalars of differentiable code.

use crate::special::Special;
use crate::{Perturb, Tangent};
use core::fmt::{Debug, Display, LowerExp};
use core::iter::{Product, Sum};
use num_traits::{Float, FloatConst, FromPrimitive, NumAssign};

/// A real number: `f32`, `f64`, and [`Dual`](crate::Dual) numbers over these.
///
/// It is [`num_traits::Float`] and what else numeric code wants of its numbers: assigning operators, sums and
/// products of iterators, constants such as `T::PI()`, conversions such as `T::from_f64(0.5)`, printing. A generic
/// function with `T: Real` (or `T: Float`) can be differentiated as it stands, and can be called with dual numbers.
///
/// Operators with references are left out, since `x * constant(0.5)` would no longer tell the type of the constant;
/// `T: Real + NumRef` has them.
///
/// # Examples
///
/// ```
/// use ad_runtime::{Dual, Real};
///
/// fn softplus<T: Real>(xs: &[T]) -> T {
///     xs.iter().map(|x| x.exp().ln_1p()).sum()
/// }
///
/// assert_eq!(softplus(&[0.0_f32]), std::f32::consts::LN_2);
/// let y = softplus(&[Dual::variable(0.0), Dual::constant(1.0)]);
/// assert_eq!(y.derivative(), 0.5);
/// ```
pub trait Real:
    Float
    + FloatConst
    + FromPrimitive
    + NumAssign
    + Sum
    + for<'a> Sum<&'a Self>
    + Product
    + for<'a> Product<&'a Self>
    + Default
    + Debug
    + Display
    + LowerExp
    + Send
    + Sync
    + 'static
    + Tangent
    + Perturb<Perturbed = Self>
    + crate::operator::Operators
    + crate::foreign::numbers::Buffered<Self, Buffer = Self>
    + crate::foreign::numbers::NumbersMut<Self>
{
    /// Is it zero in all its parts, so that it does not vary either?
    #[doc(hidden)]
    fn vanishes(self) -> bool;

    /// A special function of it.
    #[doc(hidden)]
    fn special(self, f: Special) -> Self;

    /// Are all its parts finite?
    #[doc(hidden)]
    fn is_finite_throughout(self) -> bool;
}

macro_rules! real {
    ($($float:ty),*) => {$(
        impl Real for $float {
            #[inline(always)]
            fn vanishes(self) -> bool {
                self == 0.0
            }

            #[inline]
            fn special(self, f: Special) -> $float {
                f.value(f64::from(self)) as $float
            }

            #[inline(always)]
            fn is_finite_throughout(self) -> bool {
                self.is_finite()
            }
        }
    )*};
}

real!(f32, f64);
