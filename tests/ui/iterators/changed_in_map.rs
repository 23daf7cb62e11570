use ad::differentiate;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

#[differentiate]
fn summed(x: f64, kinds: &[usize]) -> f64 {
    let mut sums: HashMap<usize, f64> = HashMap::new();
    for kind in kinds {
        *sums.entry(*kind).or_insert(0.0) += x;
    }
    sums[&0]
}

#[differentiate]
fn put_in(x: f64) -> f64 {
    let mut map: HashMap<usize, f64> = HashMap::new();
    map.entry(0).or_insert(x);
    map[&0]
}

#[differentiate]
fn by_entry(x: f64) -> f64 {
    let mut map: HashMap<usize, f64> = HashMap::new();
    match map.entry(0) {
        Entry::Occupied(mut there) => *there.get_mut() *= x,
        Entry::Vacant(free) => {
            free.insert(x);
        }
    }
    map[&0]
}

#[differentiate]
fn by_name(x: f64, k: usize) -> f64 {
    let mut map = HashMap::from([(k, 1.0)]);
    let Some(slot) = map.get_mut(&k) else {
        return 0.0;
    };
    *slot = x;
    map[&k]
}

fn first(v: &mut Vec<f64>) -> &mut f64 {
    &mut v[0]
}

#[differentiate]
fn by_a_function(x: f64) -> f64 {
    let mut v = vec![0.0, 1.0];
    *first(&mut v) += x;
    v[0] * v[1]
}

#[differentiate]
fn add(to: &mut f64, x: f64) {
    *to += x;
}

#[differentiate]
fn passed_on(x: f64) -> f64 {
    let mut map: HashMap<usize, f64> = HashMap::new();
    let slot = map.entry(0).or_insert(0.0);
    add(slot, x);
    map[&0]
}

fn row(m: &mut Vec<Vec<f64>>) -> &mut Vec<f64> {
    &mut m[0]
}

#[differentiate]
fn replaced(x: f64) -> f64 {
    let mut m = vec![vec![0.0, 1.0]];
    let old = std::mem::replace(&mut row(&mut m)[1], x);
    m[0][1] * old
}

#[differentiate]
fn exchanged(x: f64) -> f64 {
    let (mut v, mut y) = (vec![0.0, 1.0], x);
    let slot = first(&mut v);
    std::mem::swap(slot, &mut y);
    v[0] * y
}

fn main() {}
