//! Rayon's parallel iterators, whose derivatives go through the same items in order.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::differentiate;
use rayon::prelude::*;

#[differentiate]
pub fn norm(x: &[f64]) -> f64 {
    x.par_iter().map(|v| v * v).sum::<f64>().sqrt()
}
#[differentiate]
pub fn squares(x: &[f64]) -> Vec<f64> {
    x.par_iter()
        .enumerate()
        .map(|(i, v)| v * v * i as f64)
        .collect()
}
#[differentiate]
pub fn scale(x: &mut [f64], a: f64) {
    x.par_iter_mut().for_each(|v| *v *= a);
}
#[differentiate]
pub fn rows(x: &mut [f64], a: &[f64]) {
    x.par_chunks_mut(2).zip(a.par_iter()).for_each(|(row, a)| {
        for v in row.iter_mut() {
            *v = v.sin() * a;
        }
    });
}
#[differentiate]
pub fn folded(x: &[f64]) -> f64 {
    x.par_iter()
        .fold(|| 0.0, |acc, v| acc + v.exp())
        .sum::<f64>()
        .ln()
}
#[differentiate]
pub fn reduced(x: &[f64]) -> f64 {
    x.par_iter()
        .map(|v| 1.0 + v * v)
        .reduce(|| 1.0, |a, b| a * b)
}
#[differentiate]
pub fn range(a: f64, n: usize) -> f64 {
    let h = a / n as f64;
    let s: f64 = (0..n)
        .into_par_iter()
        .with_min_len(4)
        .map(|i| (i as f64 * h).sin())
        .sum();
    s * h
}
#[differentiate]
pub fn largest(x: &[f64]) -> f64 {
    x.par_iter().copied().reduce_with(f64::max).unwrap_or(0.0)
}
#[differentiate]
pub fn both(x: &[f64], y: f64) -> f64 {
    let (a, b) = rayon::join(
        || x.iter().sum::<f64>() * y,
        || x.iter().map(|v| v * v).sum::<f64>(),
    );
    a * b
}
#[differentiate]
pub fn pairs(x: &[f64], y: &[f64]) -> f64 {
    x.par_windows(2)
        .zip(y.par_iter())
        .map(|(w, y)| (w[1] - w[0]) * y)
        .sum()
}
#[differentiate]
pub fn owned(x: Vec<f64>) -> Vec<f64> {
    x.into_par_iter()
        .filter(|v| *v > 0.0)
        .map(f64::sqrt)
        .collect::<Vec<_>>()
}
#[differentiate]
pub fn scaled(x: &[f64], a: f64) -> Vec<f64> {
    let mut y = x.to_vec();
    scale(&mut y, a);
    y
}
#[differentiate]
pub fn rowed(x: &[f64], a: &[f64]) -> Vec<f64> {
    let mut y = x.to_vec();
    rows(&mut y, a);
    y
}
#[differentiate]
pub fn flat(x: &[f64]) -> Vec<f64> {
    x.par_chunks(2)
        .flat_map_iter(|two| two.iter().map(|v| v * v))
        .collect()
}
#[differentiate]
pub fn early(x: &[f64], least: f64) -> f64 {
    let found = x
        .par_iter()
        .copied()
        .find_first(|v| *v > least)
        .unwrap_or(0.0);
    found + 1.4 * least
}

const X: [f64; 5] = [0.3, 0.7, -0.2, 1.4, 0.9];

#[test]
fn sums_and_products() {
    ad::check::<norm>(&X).assert();
    ad::check::<folded>(&X).assert();
    ad::check::<reduced>(&X).assert();
    ad::check::<range>((0.7, 10)).assert();
    ad::check::<pairs>((&X, &X[1..])).assert();
}

#[test]
fn one_of_the_items() {
    let g = largest::grad(&X);
    assert_eq!(g, [0.0, 0.0, 0.0, 1.0, 0.0]);
    assert_eq!(
        early::grad((&X, 0.5).0, 0.5),
        ([0.0, 1.0, 0.0, 0.0, 0.0].to_vec(), 1.4)
    );
}

#[test]
fn vectors() {
    ad::check::<squares>(&X).assert();
    ad::check::<owned>(X.to_vec()).assert();
    ad::check::<flat>(&X).assert();
}

#[test]
fn places() {
    ad::check::<scaled>((&X, 0.3)).assert();
    ad::check::<rowed>((&X[..4], &X[..2])).assert();
}

#[test]
fn two_at_once() {
    ad::check::<both>((&X, 0.3)).assert();
}
