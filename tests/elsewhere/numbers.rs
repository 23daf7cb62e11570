//! Names for numbers that other files import.

use ad::differentiate;

/// What a crate calls its scalars.
pub type Number = f64;

/// What it calls a scalar that may be of any precision.
pub trait Scalar: num_traits::Float + std::fmt::Debug {}
impl<T: num_traits::Float + std::fmt::Debug> Scalar for T {}

pub const ORDER: usize = 1 + DEGREE;
const DEGREE: usize = 2;

#[differentiate]
pub fn roots(x: Number, y: Number) -> [Number; 2] {
    [x.sqrt(), y.sqrt()]
}
