//! Functions and methods of other crates, with rules registered in the manifest (at its end).

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]
// `erfc` may come to the standard library.
#![allow(unstable_name_collisions, clippy::needless_range_loop)]

#[macro_use]
mod common;

use ad::differentiate;
use special::{Error, Normal};

/// Stands for another crate: nothing in it can be annotated.
mod special {
    /// The error function, by its series.
    pub fn erf(x: f64) -> f64 {
        let (mut term, mut sum, mut n) = (x, 0.0, 0.0);
        while n < 60.0 {
            sum += term / (2.0 * n + 1.0);
            n += 1.0;
            term *= -x * x / n;
        }
        std::f64::consts::FRAC_2_SQRT_PI * sum
    }

    /// Methods of numbers.
    pub trait Error {
        /// `1 - erf(self)`
        fn erfc(self) -> Self;
    }

    impl Error for f64 {
        fn erfc(self) -> f64 {
            1.0 - erf(self)
        }
    }

    /// A distribution.
    pub struct Normal {
        /// Its mean.
        pub mean: f64,
        sigma: f64,
    }

    impl Normal {
        /// With this mean and deviation.
        pub fn new(mean: f64, sigma: f64) -> Normal {
            Normal { mean, sigma }
        }

        /// The probability of values up to `x`.
        pub fn cdf(&self, x: f64) -> f64 {
            0.5 * ((self.mean - x) / (self.sigma * std::f64::consts::SQRT_2)).erfc()
        }

        /// The density.
        pub fn pdf(&self, x: f64) -> f64 {
            let z = (x - self.mean) / self.sigma;
            (-0.5 * z * z).exp() / (self.sigma * std::f64::consts::TAU.sqrt())
        }
    }
}

/// Their derivatives.
mod rules {
    use super::special::{self, Error, Normal};
    use ad::differentiate;
    use std::f64::consts::FRAC_2_SQRT_PI;

    #[differentiate(order = 2, derivative(x = FRAC_2_SQRT_PI * (-x * x).exp()))]
    pub fn erf(x: f64) -> f64 {
        special::erf(x)
    }

    #[differentiate(order = 2, derivative(x = -FRAC_2_SQRT_PI * (-x * x).exp()))]
    pub fn erfc(x: f64) -> f64 {
        x.erfc()
    }

    #[differentiate(derivative(x = ad::stop_gradient(normal.pdf(x))))]
    pub fn cdf(#[no_diff] normal: &Normal, x: f64) -> f64 {
        normal.cdf(x)
    }
}

#[differentiate(order = 2)]
fn functions(x: f64, c: f64) -> f64 {
    special::erf(x * c) + (x * c).erfc() * c + x.erfc().ln()
}

#[differentiate(order = 2)]
fn of_libm(x: f64, y: f64) -> f64 {
    libm::pow(x, y) * libm::lgamma(y)
        + libm::erf(x) * libm::sin(y)
        + libm::tgamma(x + y) * libm::j0(x)
}

/// What steps and turns, and what gives two numbers.
#[differentiate(order = 2)]
fn of_libm_with_parts(x: f64, y: f64) -> f64 {
    let (sine, cosine) = libm::sincos(x * y);
    let (fraction, whole) = libm::modf(x);
    let (rest, quotient) = libm::remquo(x * x, y);
    let turned = match quotient as u32 & 3 {
        0 => sine,
        1 => cosine,
        _ => -sine,
    };
    turned * fraction * (whole + rest)
        + libm::fmod(x * x, y) * libm::remainder(y, x)
        + libm::fdim(x, y) * libm::exp10(y) * libm::copysign(x, -y)
        + (libm::floor(x) + libm::ceil(y) + libm::round(x) + libm::rint(y) + libm::trunc(x)) * x
}

#[differentiate]
fn distribution(#[no_diff] normal: &Normal, x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += normal.cdf(x[i] * x[i]).ln();
    }
    sum
}

common::checks! {
    mod derivatives;
    twice of_libm(0.8, 1.4);
    twice of_libm_with_parts(2.7, 1.15);
    twice functions(0.4, -0.7);
}

#[test]
fn numbers_below_zero() {
    ad::check::<of_libm_with_parts>((-1.7, 0.65)).assert();
}

#[test]
fn methods_of_types_without_derivative() {
    let normal = Normal::new(0.2, 1.3);
    let gradient = distribution::grad(&normal, &[0.5, -0.8]);
    for (x, slope) in [0.5_f64, -0.8].into_iter().zip(gradient) {
        let expected = normal.pdf(x * x) / normal.cdf(x * x) * 2.0 * x;
        assert!((slope - expected).abs() < 1e-14);
    }
}
