//! Complex numbers of the crate `num-complex`.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

#[macro_use]
mod common;

use ad::differentiate;
use common::Flat;
use num_complex::{Complex, Complex64};

impl Flat for Complex64 {
    fn flatten(&self, out: &mut Vec<f64>) {
        out.extend([self.re, self.im]);
    }
    fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
        self.re.refill(from);
        self.im.refill(from);
    }
}

#[differentiate(order = 2)]
fn parts(z: Complex<f64>) -> f64 {
    z.re * z.re * z.im + z.norm() * z.arg()
}

#[differentiate]
fn gain(omega: f64, tau: f64) -> f64 {
    let s = Complex64::new(0.0, omega * tau);
    let pole = Complex64::from_polar(omega, tau);
    s.norm_sqr() + pole.conj().im + pole.inv().re
}

#[differentiate]
fn exponential(z: &Complex64, w: Complex64) -> Complex64 {
    let a = z.exp();
    let b = w.sqrt();
    Complex64::new(a.re * b.im, a.im + b.re)
}

#[differentiate(order = 2)]
fn transfer(omega: f64, gain: f64) -> f64 {
    let s = Complex64::new(0.1, omega);
    let h = gain / (s * s + 0.7 * s + 1.0);
    let mut total = h - s.powi(2) / 3.0;
    total *= s;
    total.norm() + (-total).re
}

common::checks! {
    mod derivatives;
    twice parts(move Complex64::new(0.4, -0.3));
    twice transfer(1.3, 0.7);
    scalar gain(1.3, 0.7);
    map exponential(&Complex64::new(0.4, -0.3), move Complex64::new(1.4, 0.9));
}
