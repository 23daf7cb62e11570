//! Iterators that a method of the user's gives.

use ad::{Differentiable, differentiate};

#[derive(Differentiable)]
struct Polynomial {
    coefficients: Vec<f64>,
}

impl Polynomial {
    fn iter(&self) -> impl Iterator<Item = &f64> {
        self.coefficients.iter().rev()
    }
}

#[differentiate]
fn at(p: &Polynomial, x: f64) -> f64 {
    p.iter().fold(0.0, |sum, c| sum * x + c)
}

fn main() {}
