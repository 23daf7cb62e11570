//! A second derivative of a method that calls a closure for each number.

use ad::differentiate;
use ndarray::Array1;

#[differentiate(order = 2)]
fn energy(x: &Array1<f64>) -> f64 {
    x.mapv(|v| v * v).sum()
}

fn main() {}
