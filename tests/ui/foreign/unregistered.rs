//! Functions and methods of other crates for which nothing is registered.

use ad::differentiate;
use levenberg_marquardt::LevenbergMarquardt;

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

#[differentiate]
fn of_a_type(x: f64, #[no_diff] solver: LevenbergMarquardt<f64>) -> f64 {
    let _solver = solver.with_ftol(x);
    x
}

#[differentiate]
fn of_what_a_function_makes(x: f64) -> f64 {
    let solver = LevenbergMarquardt::<f64>::new();
    let _solver = solver.with_ftol(x);
    let _other = LevenbergMarquardt::with_xtol(LevenbergMarquardt::new(), x);
    x
}

fn main() {}
