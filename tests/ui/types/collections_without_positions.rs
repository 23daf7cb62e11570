//! A map is walked without positions, which reverse sweeps count by.

use ad::differentiate;
use std::collections::BTreeMap;

#[differentiate]
fn weighted(#[no_diff] weights: &BTreeMap<usize, f64>, x: f64) -> f64 {
    let mut sum = 0.0;
    for (power, weight) in weights {
        sum += weight * x.powi(*power as i32);
    }
    sum
}

fn main() {}
