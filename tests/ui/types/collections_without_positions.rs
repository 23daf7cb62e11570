//! Maps and sets hold nothing that varies, for what is in them has no tangent.

use ad::differentiate;
use std::collections::{BTreeMap, HashMap};

#[differentiate]
fn collected(x: &[f64]) -> f64 {
    let mut squares = HashMap::new();
    for i in 0..x.len() {
        squares.insert(i, x[i] * x[i]);
    }
    squares.values().sum()
}

#[differentiate]
fn scaled(#[no_diff] weights: &mut BTreeMap<usize, f64>, x: f64) -> f64 {
    for (_, weight) in weights.iter_mut() {
        *weight *= x;
    }
    x
}

fn main() {}
