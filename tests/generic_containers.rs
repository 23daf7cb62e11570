//! A type parameter inside vectors, arrays, tuples, options and boxes: parameters, results and local variables.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use num_traits::Float;
#[differentiate]
pub fn nested<T: Float>(x: &[Vec<T>]) -> T {
    let mut s = T::zero();
    for r in x {
        for v in r {
            s = s + *v * *v;
        }
    }
    s
}
#[differentiate]
pub fn tup<T: Float>(p: (T, T), q: &(T, Vec<T>)) -> T {
    p.0 * p.1 + q.0 * q.1[0]
}
#[differentiate]
pub fn opt<T: Float>(p: Option<T>, q: T) -> T {
    p.unwrap_or(q) * q
}
#[differentiate]
pub fn arr<T: Float>(p: [[T; 2]; 2]) -> [T; 2] {
    [p[0][0] * p[1][1], p[0][1]]
}
#[differentiate]
pub fn rtup<T: Float>(p: T, q: &[T]) -> (T, Vec<T>) {
    (p * p, q.iter().map(|x| *x * p).collect())
}
#[differentiate]
pub fn ropt<T: Float>(p: T, b: bool) -> Option<T> {
    if b { Some(p * p) } else { None }
}
#[differentiate]
pub fn rvv<T: Float>(p: T, n: usize) -> Vec<Vec<T>> {
    (0..n)
        .map(|i| (0..n).map(|j| p * T::from(i * j).unwrap()).collect())
        .collect()
}
#[differentiate]
pub fn bx<T: Float>(p: Box<T>, q: Box<[T]>) -> T {
    *p * q[0]
}
#[differentiate]
pub fn mutt<T: Float>(p: &mut [T], q: &mut Vec<[T; 2]>, k: &mut T) {
    p[0] = p[0] * *k;
    q[0][1] = q[0][1] * p[0];
    *k = *k * p[0];
}
#[differentiate]
pub fn many<T: Float>(p: &[(T, T)], k: T) -> T {
    p.iter()
        .map(|(a, b)| *a * *b * k)
        .fold(T::zero(), |a, b| a + b)
}
#[differentiate]
pub fn local<T: Float>(p: &[T], k: T) -> T {
    let mut rows: Vec<Vec<T>> = Vec::new();
    for x in p {
        rows.push(vec![*x * k, *x + k]);
    }
    let mut pairs = vec![(T::zero(), T::one()); p.len()];
    for (i, x) in p.iter().enumerate() {
        pairs[i] = (*x * k, *x);
    }
    let best = pairs
        .iter()
        .map(|p| p.0)
        .fold(T::neg_infinity(), |a, b| a.max(b));
    let last = rows.last().map(|r| r[0]);
    rows[0][1] * pairs[0].0 * best * last.unwrap_or(k)
}
#[test]
fn containers_of_a_type_parameter() {
    ad::check::<nested>(&[vec![0.1, 0.4], vec![0.3]]).assert();
    ad::check::<tup>(((0.1, 0.4), &(0.3, vec![0.2, 0.6]))).assert();
    ad::check::<opt>((Some(0.1), 0.4)).assert();
    ad::check::<opt>((None, 0.4)).assert();
    ad::check::<arr>([[0.1, 0.4], [0.3, 0.7]]).assert();
    ad::check::<rtup>((0.1, &[0.4, 0.7])).assert();
    ad::check::<ropt>((0.1, true)).assert();
    ad::check::<rvv>((0.1, 3)).assert();
    ad::check::<many>((&[(0.1, 0.4), (0.3, 0.2)], 0.7)).assert();
    ad::check::<local>((&[0.1, 0.4, 0.2], 0.7)).assert();
}
