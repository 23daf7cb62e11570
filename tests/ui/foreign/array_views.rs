//! Methods of arrays that give views to be changed, or positions with numbers.

use ad::differentiate;
use ndarray::{Array1, Array2};

#[differentiate]
fn replaced(x: &Array2<f64>, y: &Array1<f64>) -> f64 {
    let mut z = x.clone();
    let mut row = z.row_mut(0);
    row += y;
    z.sum()
}

#[differentiate]
fn in_place(x: &Array1<f64>) -> f64 {
    let mut y = x.clone();
    y.map_inplace(|v| *v = v.sin());
    y.sum()
}

#[differentiate]
fn weighed(x: &Array2<f64>) -> f64 {
    let mut sum = 0.0;
    for ((i, j), v) in x.indexed_iter() {
        sum += v * (i + j) as f64;
    }
    sum
}

fn main() {}
