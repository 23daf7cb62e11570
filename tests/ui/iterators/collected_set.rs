use ad::differentiate;
use std::collections::HashSet;

#[differentiate]
fn distinct(x: f64, kinds: &[usize]) -> f64 {
    let set: HashSet<usize> = kinds.iter().copied().collect();
    x * set.len() as f64
}

type Kinds = HashSet<usize>;

#[differentiate]
fn distinct_by_another_name(x: f64, kinds: &[usize]) -> f64 {
    let set: Kinds = kinds.iter().copied().collect();
    x * set.len() as f64
}

fn main() {}
