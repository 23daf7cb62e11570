use ad::differentiate;
use std::collections::LinkedList;

#[differentiate]
fn of_any_kind(xs: impl Iterator<Item = f64>, k: f64) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += x * k;
    }
    sum
}

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
