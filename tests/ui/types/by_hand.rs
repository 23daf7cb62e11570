//! What looks like the standard library's and is the crate's own.

use ad::{Differentiable, differentiate};
use std::iter::{Product, Sum};
use std::ops::{Add, Mul};

#[derive(Clone, Copy, Differentiable)]
struct Value(f64);

#[differentiate]
impl Add for Value {
    type Output = Value;
    fn add(self, other: Value) -> Value {
        Value(self.0 + other.0)
    }
}

#[differentiate]
impl Mul for Value {
    type Output = Value;
    fn mul(self, other: Value) -> Value {
        Value(self.0 * other.0)
    }
}

impl Sum for Value {
    fn sum<I: Iterator<Item = Value>>(mut values: I) -> Value {
        let first = values.next().unwrap();
        values.fold(first, |a, b| a + b)
    }
}

impl Product for Value {
    fn product<I: Iterator<Item = Value>>(values: I) -> Value {
        values.fold(Value(1.0), |a, b| Value(a.0 * b.0 * b.0))
    }
}

#[differentiate]
fn summed(x: &[f64]) -> f64 {
    x.iter().map(|x| Value(*x)).sum::<Value>().0
}

#[differentiate]
fn multiplied(x: &[f64]) -> f64 {
    x.iter().map(|x| Value(*x)).product::<Value>().0
}

#[derive(Differentiable)]
struct Doubled(f64);

impl Clone for Doubled {
    fn clone(&self) -> Doubled {
        Doubled(2.0 * self.0)
    }
}

#[differentiate]
fn cloned(x: f64) -> f64 {
    let d = Doubled(x);
    d.clone().0
}

#[differentiate]
trait Reversed {
    fn to_vec(&self) -> Vec<f64>;
}

#[differentiate]
impl Reversed for Vec<f64> {
    fn to_vec(&self) -> Vec<f64> {
        self.iter().rev().copied().collect()
    }
}

#[differentiate]
fn hidden(x: f64) -> f64 {
    let v: Vec<f64> = vec![x, x * 3.0];
    v.to_vec()[0]
}

fn main() {}
