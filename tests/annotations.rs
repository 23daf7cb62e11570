//! Types that nothing says but the annotation of a variable.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::{Differentiable, differentiate};
use common::agree;

#[derive(Clone, Copy, Debug, Differentiable)]
struct Jet<const N: usize> {
    a: f64,
    v: [f64; N],
}
#[differentiate]
impl<const N: usize> Jet<N> {
    fn constant(a: f64) -> Self {
        Jet { a, v: [0.0; N] }
    }
    fn var(a: f64, k: usize) -> Jet<N> {
        let mut v = [0.0; N];
        v[k] = 1.0;
        Jet { a, v }
    }
    fn norm(&self) -> f64 {
        self.a * self.a + self.v.iter().map(|x| x * x).sum::<f64>()
    }
}
#[differentiate]
fn of_jets(x: f64) -> f64 {
    let a: Jet<3> = Jet::constant(x);
    let b: Jet<2> = Jet::var(x * x, 1);
    a.norm() * b.norm()
}
#[differentiate]
fn repeated<const N: usize>(x: f64) -> [f64; N] {
    [x; N]
}
#[differentiate]
fn of_arrays(x: f64) -> f64 {
    let a: [f64; 3] = repeated(x);
    a[0] * a[2]
}
#[differentiate]
fn copies<T: num_traits::Float>(n: usize, v: T) -> Vec<T> {
    vec![v; n]
}
#[differentiate]
fn of_vectors_and_defaults(x: f64) -> f64 {
    let v: Vec<f64> = copies(3, x);
    let d: Vec<f64> = Default::default();
    let e: [f64; 3] = Default::default();
    let f = f64::default();
    let mut s: f64 = Default::default();
    for a in &v {
        s += a * a;
    }
    s + d.len() as f64 + e[0] + f
}

agree! {
    of_jets_agrees: of_jets(0.7);
    of_arrays_agrees: of_arrays(0.7);
    of_vectors_and_defaults_agrees: of_vectors_and_defaults(0.7);
}
