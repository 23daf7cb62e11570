use ad::{Differentiable, differentiate};
use std::collections::{BTreeMap, HashMap, VecDeque};

#[derive(Clone, Differentiable)]
struct Filter {
    taps: Vec<f64>,
    delay: VecDeque<f64>,
    #[no_diff]
    names: HashMap<String, f64>,
}

#[differentiate]
fn total(queue: &VecDeque<f64>, names: &HashMap<String, usize>) -> f64 {
    queue.iter().map(|x| x * x).sum::<f64>() + names.len() as f64
}

#[differentiate(wrt(x))]
fn scaled(table: &BTreeMap<u32, f64>, x: f64) -> f64 {
    table[&1] * x
}

fn main() {}
