//! Arrays of references: passed on, gone through, taken apart.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::differentiate;
use common::agree;

#[differentiate]
fn axpy<const N: usize>(y: &[f64; N], h: f64, terms: &[(f64, &[f64; N])]) -> [f64; N] {
    let mut out = *y;
    for (i, o) in out.iter_mut().enumerate() {
        *o += h * terms.iter().map(|(c, k)| c * k[i]).sum::<f64>();
    }
    out
}
#[differentiate]
fn two_stages(y: &[f64; 2], h: f64) -> f64 {
    let k1 = [y[1], -y[0]];
    let y2 = axpy(y, h, &[(0.5, &k1)]);
    let k2 = [y2[1], -y2[0]];
    let z = axpy(y, h, &[(0.25, &k1), (h, &k2)]);
    z[0] * z[1]
}
#[differentiate]
fn products(rows: &[&[f64]]) -> f64 {
    rows.iter().map(|r| r.iter().product::<f64>()).sum()
}
#[differentiate]
fn of_products(x: &[f64], k: f64) -> f64 {
    products(&[x, &[1.0, k], &x[1..]]) * products(&[&[k, 2.0]])
}
#[differentiate]
fn pairs(x: &[f64], y: &[f64]) -> f64 {
    let mut s = 0.0;
    for (a, b) in [(x, y), (y, x), (x, x)] {
        s += a[0] * b[1] * b[1];
    }
    for v in [x, y] {
        s *= v[1];
    }
    s + [x, y].iter().map(|v| v.iter().sum::<f64>()).sum::<f64>() + [x, y].map(|v| v[0] * v[1])[1]
}
#[differentiate]
fn by_names(x: &[f64], y: &[f64]) -> f64 {
    let both = [x, y];
    let [a, b] = both;
    let n = both.len();
    both[0][1] * both[1][0]
        + a[0] * b[1] * n as f64
        + both
            .iter()
            .zip([2.0, 3.0])
            .map(|(v, k)| v[0] * k)
            .sum::<f64>()
}
#[differentiate]
fn corners(rows: [&[f64]; 2]) -> f64 {
    rows[0][0] * rows[1][1]
}
#[differentiate]
fn of_corners(x: &[f64]) -> f64 {
    corners([x, &x[1..]])
}

agree! {
    two_stages_agrees: two_stages(&[1.0, 2.0], 0.3);
    of_products_agrees: of_products(&[1.0, 2.0, 3.0], 0.4);
    pairs_agrees: pairs(&[1.0, 2.0], &[3.0, 4.0]);
    by_names_agrees: by_names(&[1.0, 2.0], &[3.0, 4.0]);
    of_corners_agrees: of_corners(&[1.0, 2.0, 3.0]);
}
