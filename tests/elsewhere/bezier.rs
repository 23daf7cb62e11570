//! A struct in a module within the file, beside imports of everything.

use crate::*;

mod inner {
    use crate::bezier::*;

    /// What is left out of the tangent has a type that no file shows.
    #[derive(Clone, Debug, ad::Differentiable)]
    pub struct Eased {
        pub samples: [f64; 2],
        #[no_diff]
        pub frame: std::num::Saturating<i32>,
        #[no_diff]
        pub control: Fixed<f64>,
    }

    #[differentiate]
    impl Eased {
        fn slope(t: f64, x: f64) -> f64 {
            t * t * x
        }

        /// Reads through the field that is left out.
        pub fn at(&self, t: f64) -> f64 {
            Self::slope(t, self.control.x) + self.samples[0] * self.control.y * t
        }
    }
}

pub use inner::*;

/// A pair of numbers without a tangent.
#[derive(Clone, Copy, Debug)]
pub struct Fixed<T> {
    pub x: T,
    pub y: T,
}

#[differentiate]
pub fn eased(curve: &Eased, t: f64) -> f64 {
    curve.at(t) * curve.control.x
}
