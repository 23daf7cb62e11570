//! What generated code names and users do not.
//!
//! Nothing here is covered by the promise of compatibility that the version number makes: generated code and the
//! runtime are of the same release.

pub use crate::collections;
pub use crate::element::{Elements, ElementsMut, Method, Nth, Position};

pub use crate::foreign::methods;
pub use crate::handed::{Back, Boxed, Handed, HandedOver};
pub use crate::jacobian;
pub use crate::lanes::{Lanes, Zeros, pairs};
pub use crate::operator;
pub use crate::outcome::{Outcome, is_success, success, success_mut};
pub use crate::part::{ScalarPart, SequencePart, accumulate, add_elements, set, tangent};
pub use crate::pointers;
pub use crate::pullback::{
    ByRef, ByValue, Pullback0, Pullback1, Pullback2, Pullback3, Pullback4, Pullback5, Pullback6,
    Pullback7, Pullback8, Pullback9, Pullback10, Pullback11, Pullback12, Pullback13, Pullback14,
    Pullback15, Pullback16, Pullback17, Pullback18, Pullback19, Pullback20, Pullback21, Pullback22,
    Pullback23, Pullback24,
};
pub use crate::room::Room;
pub use crate::slot::{
    AsBuffer, CotangentSlot, Exactly, NoDerivative, NoTangent, NotVaried, Passed, Sink, TangentSlot,
};
pub use crate::tangent::Coordinate;
pub use crate::vec_slot::{VecBar, VecDot};
pub use crate::{Differentiable, DifferentiableFn, Perturb, Tangent, constant};
pub use alloc::boxed::Box;
pub use alloc::vec;
pub use alloc::vec::Vec;
pub use num_traits;

/// `x + step * direction`, owned.
#[inline]
pub fn perturb<T: Perturb + ?Sized>(x: &T, direction: &T::Tangent, step: f64) -> T::Perturbed {
    x.perturbed(direction, step)
}

/// The zero tangent of a value.
#[inline]
pub fn zero_tangent<T: Differentiable + ?Sized>(x: &T) -> T::Tangent {
    x.zero_tangent()
}

/// A value that does not vary if it is of the type that its method has of sequences and numbers: another `len` may be
/// a length that varies.
#[inline(always)]
pub fn only<T>(value: impl Only<T>) -> T {
    value.only()
}

/// A value that is of a type.
#[diagnostic::on_unimplemented(
    message = "this was taken for a `{T}`, which has no derivative, and is a `{Self}`",
    label = "the type of what this is called on is not known to `#[differentiate]`",
    note = "write it where the variable is declared: `let v: V = ..`"
)]
pub trait Only<T> {
    /// The value.
    fn only(self) -> T;
}

impl<T> Only<T> for T {
    #[inline(always)]
    fn only(self) -> T {
        self
    }
}

/// [`Perturb`] as a bound of a function of which it may not hold, as [`PerturbOf`], that says nothing of the type of
/// tangents: in generic code rustc would take what a bound says for all that is known of it.
pub trait Moved<'a, Direction, Owned> {
    /// `self + step * direction`
    fn moved(&self, direction: &Direction, step: f64) -> Owned;
}

impl<T: Perturb<Perturbed = Owned> + ?Sized, Owned> Moved<'_, T::Tangent, Owned> for T {
    #[inline]
    fn moved(&self, direction: &T::Tangent, step: f64) -> Owned {
        self.perturbed(direction, step)
    }
}

/// [`Perturb`], for a bound that holds of a type or does not, where rustc refuses a bound that never holds. The
/// lifetime is what makes it leave the question open; the number tells bounds of two fields from one another that turn out to be
/// of one type, between which it would not choose.
pub trait PerturbOf<'a, const FIELD: usize>: Perturb<Perturbed = Self> + Sized {}

impl<T: Perturb<Perturbed = T>, const FIELD: usize> PerturbOf<'_, FIELD> for T {}

/// [`Copy`], likewise.
pub trait CopyOf<'a, const FIELD: usize>: Copy {}

impl<T: Copy, const FIELD: usize> CopyOf<'_, FIELD> for T {}

/// [`Clone`], likewise.
pub trait CloneOf<'a, const FIELD: usize>: Clone {}

impl<T: Clone, const FIELD: usize> CloneOf<'_, FIELD> for T {}

/// [`Default`], likewise.
pub trait DefaultOf<'a, const FIELD: usize>: Default {}

impl<T: Default, const FIELD: usize> DefaultOf<'_, FIELD> for T {}

/// Is it zero, where the type is not known?
#[inline]
pub fn is_zero<T: Default + PartialEq>(x: &T) -> bool {
    *x == T::default()
}

/// A type of which there can be copies.
pub trait Copied {
    /// The type itself. What is asked of a copy says nothing of what it is a copy of, so that a reference to an array
    /// becomes one to a slice after it has been copied.
    type Owned;

    /// A copy.
    fn copied(&self) -> Self::Owned;
}

impl<T: Clone> Copied for T {
    type Owned = T;

    #[inline(always)]
    fn copied(&self) -> T {
        self.clone()
    }
}

/// A copy of what is passed on more than once.
#[inline(always)]
pub fn copy_of<T: Copied>(x: &T) -> T::Owned {
    x.copied()
}

/// The panic of tangents that are not of the same variant.
#[cold]
#[inline(never)]
pub fn different_variants(name: &str) -> ! {
    panic!("tangents of different shapes: different variants of `{name}`")
}

/// The tangent with all its numbers made NaN.
pub fn not_a_number<T: Tangent>(tangent: T) -> T {
    crate::tangent::not_a_number(tangent)
}

/// What `#[differentiate]` makes of small functions, for the examples in the documentation.
pub mod examples {
    use crate::{DifferentiableFn, Perturb};

    /// Of `fn double(x: f64) -> f64 { 2.0 * x }`.
    #[allow(non_camel_case_types, missing_debug_implementations)]
    pub enum double {}

    impl DifferentiableFn for double {
        type Args<'a> = f64;
        type Output = f64;
        type Gradient = f64;
        const NAME: &'static str = "double";

        fn call(x: f64) -> f64 {
            2.0 * x
        }

        fn vjp(x: f64, y_bar: &f64) -> (f64, f64) {
            (2.0 * x, 2.0 * y_bar)
        }

        fn jvp(x: f64, x_dot: &f64) -> (f64, f64) {
            (2.0 * x, 2.0 * x_dot)
        }

        fn perturbed(x: f64, direction: &f64, step: f64) -> f64 {
            Self::call(x.perturbed(direction, step))
        }
    }
}
