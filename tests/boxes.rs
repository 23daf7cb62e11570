//! Values in boxes: made, held by recursive types, read and changed.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};

#[derive(Clone, Debug, Differentiable)]
pub enum Payoff {
    Call { k: f64 },
    Put(f64),
    Spread(Box<Payoff>, Box<Payoff>),
    Nothing,
}

#[differentiate]
impl Payoff {
    fn value(&self, s: f64) -> f64 {
        match self {
            Payoff::Call { k } => (s - k).max(0.0),
            Payoff::Put(k) => (k - s).max(0.0),
            Payoff::Spread(a, b) => a.value(s) - b.value(s),
            Payoff::Nothing => 0.0,
        }
    }
}

#[differentiate]
fn spread(s: f64, k: f64) -> f64 {
    let payoff = Payoff::Spread(Box::new(Payoff::Call { k }), Box::new(Payoff::Put(k * 0.9)));
    payoff.value(s * s) * s
}

#[differentiate(order = 2)]
fn of_numbers(x: f64, y: f64) -> f64 {
    let mut a = Box::new(x * y);
    *a += x;
    let b = Box::new([x, y * y]);
    *a * b[1] * b[0]
}

#[differentiate]
fn boxed_vector(x: f64, n: usize) -> Box<Vec<f64>> {
    Box::new((0..n).map(|i| x.powi(i as i32)).collect())
}

#[differentiate]
fn of_vectors(x: f64) -> f64 {
    boxed_vector(x, 4).iter().sum()
}

#[test]
fn gradients() {
    ad::check::<spread>((1.3, 0.7)).assert();
    ad::check::<of_numbers>((1.3, 0.7)).assert();
    ad::check::<of_vectors>(0.7).assert();
}

#[test]
fn second_order() {
    // (x y + x) x y^2: by x twice, 2 (y + 1) y^2
    let (_, (along_x, _)) = of_numbers::hvp(1.3, 0.7, 1.0, 0.0);
    assert!((along_x - 2.0 * 1.7 * 0.49).abs() < 1e-12);
}
