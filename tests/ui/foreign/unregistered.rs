//! Functions and methods of other crates for which nothing is registered.

use ad::differentiate;

trait Error {
    fn airy(self) -> Self;
}

impl Error for f64 {
    fn airy(self) -> f64 {
        1.0 - self
    }
}

#[differentiate]
fn method(x: f64, c: f64) -> f64 {
    (x * c).airy() + f64::airy(x)
}

#[differentiate]
fn function(x: f64) -> f64 {
    std::f64::math::sqrt(x)
}

fn main() {}
