//! What generated code calls, and what users of `#[differentiate]` name: tangents, slots, pullbacks.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod differentiable;
mod pullback;
mod slot;
mod tangent;

pub use differentiable::Differentiable;
pub use pullback::Pullback;
pub use tangent::Tangent;

/// `x`, without derivative: differentiation treats the result as a constant.
///
/// ```
/// assert_eq!(ad_runtime::stop_gradient(2.0), 2.0);
/// ```
#[inline(always)]
pub fn stop_gradient<T>(x: T) -> T {
    x
}

/// What generated code names; not for users, and free to change.
#[doc(hidden)]
pub mod __private {
    pub use crate::pullback::*;
    pub use crate::slot::{CotangentSlot, NoTangent, Sink, TangentSlot};
    pub use alloc::boxed::Box;
    pub use alloc::vec;
    pub use alloc::vec::Vec;
    pub use num_traits;

    /// A constant of a float type: the nearest number to `x`.
    #[inline(always)]
    pub fn constant<T: num_traits::NumCast>(x: f64) -> T {
        T::from(x).expect("a float type holds every constant")
    }
}
