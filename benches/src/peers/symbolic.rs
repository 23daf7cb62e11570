//! `symdiff`: closed forms with shared subexpressions, of straight-line formulas. It gives the gradient alone; the value
//! is computed beside it.

#![allow(missing_docs, reason = "the macro documents nothing of what it makes")]

use symdiff::gradient;

/// As [`crate::problems::polynomial`].
#[gradient(var = x, dim = 3)]
pub fn polynomial(x: &[f64]) -> f64 {
    x[0].powi(3) * x[1] - 2.0 * x[0] * x[1].powi(2) * x[2] + 3.0 * x[2].powi(4) + x[0] * x[2]
        - 5.0 * x[1]
        + 1.0
}

/// As [`crate::problems::rosenbrock`], of two variables.
#[gradient(var = x, dim = 2)]
pub fn rosenbrock(x: &[f64]) -> f64 {
    (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0].powi(2)).powi(2)
}
