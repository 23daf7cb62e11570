use ad::differentiate;
use std::collections::LinkedList;

#[differentiate]
fn into_a_list(x: &[f64]) -> f64 {
    let list = x.iter().copied().collect::<LinkedList<f64>>();
    list.front().unwrap() * 2.0
}

#[differentiate]
fn endless(x: f64) -> f64 {
    (0..).map(|k| x.powi(k)).sum()
}

fn main() {}
