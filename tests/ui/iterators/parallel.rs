//! Parallel iterators that give any item, or whose states are shared in no certain order.

use ad::differentiate;
use rayon::prelude::*;

#[differentiate]
fn some_large(x: &[f64]) -> f64 {
    x.par_iter().copied().find_any(|v| *v > 1.0).unwrap_or(0.0)
}

#[differentiate]
fn with_state(x: &[f64]) -> f64 {
    x.par_iter().map_with(1.0, |scale, v| *scale * v).sum()
}

fn main() {}
