//! What is written through a view that a method gives does not show.

use ad::differentiate;
use nalgebra::Matrix3;

#[differentiate]
fn by_pair(x: f64, m: &Matrix3<f64>) -> f64 {
    let mut m = *m;
    let (mut first, _) = m.columns_range_pair_mut(0, 1);
    first[0] = x;
    m.sum()
}

fn main() {}
