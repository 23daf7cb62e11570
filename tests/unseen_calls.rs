//! Functions and types of which the attribute sees nothing, for a macro of the user's makes them.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::differentiate;
use hidden::{Levy, Tensor};

macro_rules! hide {
    ($($item:item)*) => { $($item)* };
}

mod hidden {
    use ad::{Differentiable, differentiate};

    hide! {
        #[differentiate]
        pub fn fill(x: f64, coefficients: &mut [f64; 3]) {
            for i in 0..3 {
                coefficients[i] += x * i as f64;
            }
        }

        #[differentiate]
        pub fn series(x: f64, coefficients: &[f64; 3]) -> f64 {
            coefficients[0] + x * (coefficients[1] + x * coefficients[2])
        }

        #[derive(Clone, Copy, Debug, Differentiable)]
        pub struct Levy {
            pub mu: f64,
            pub c: f64,
        }

        #[differentiate]
        pub fn squared(x: f64) -> f64 {
            x * x
        }

        /// What others read as a slice.
        #[derive(Clone, Debug, Differentiable)]
        pub struct Tensor {
            pub components: [f64; 4],
        }

        #[differentiate]
        impl Tensor {
            pub fn as_array(&self) -> &[f64; 4] {
                &self.components
            }
        }

        #[differentiate]
        pub fn contraction(a: &[f64], b: &[f64]) -> f64 {
            let mut sum = 0.0;
            for i in 0..a.len() {
                sum += a[i] * b[i];
            }
            sum
        }

        /// Without success below zero.
        #[differentiate]
        pub fn root(x: f64) -> Result<f64, String> {
            if x < 0.0 {
                return Err(format!("{x} is negative"));
            }
            Ok(x.sqrt())
        }
    }
}

/// What is passed as a mutable reference is only read there.
#[differentiate]
fn lent(x: f64, y: f64, coefficients: &mut [f64; 3]) -> f64 {
    hidden::fill(y, coefficients);
    let between = hidden::series(x, coefficients) - hidden::series(y, coefficients);
    hidden::fill(x * y, coefficients);
    between * hidden::series(2.0 * x, coefficients)
}

#[test]
fn a_mutable_reference_is_lent_not_given_away() {
    let points = (0.3, 0.8, [0.5, -0.4, 0.9]);
    let called = |x: f64, y: f64, a: f64, b: f64, c: f64| lent(x, y, &mut [a, b, c]);
    let (mut now, mut bar) = (points.2, [0.0; 3]);
    let (_, (x_bar, y_bar)) = lent::vjp(points.0, points.1, &mut now, 1.0, &mut bar);
    let gradient = [x_bar, y_bar, bar[0], bar[1], bar[2]];
    let at = [points.0, points.1, 0.5, -0.4, 0.9];
    let mut by_forward_mode = 0.0;
    for i in 0..5 {
        let [up, down] = [1e-6, -1e-6].map(|step| {
            let mut p = at;
            p[i] += step;
            called(p[0], p[1], p[2], p[3], p[4])
        });
        assert!((gradient[i] - (up - down) / 2e-6).abs() < 1e-8);
        by_forward_mode += gradient[i] * (i + 1) as f64;
    }
    let (mut now, mut dot) = (points.2, [3.0, 4.0, 5.0]);
    let (_, dot) = lent::jvp(points.0, points.1, &mut now, 1.0, 2.0, &mut dot);
    assert!((dot - by_forward_mode).abs() < 1e-12);
}

/// A guard at the edge of a square root, around a number whose type only rustc sees.
#[differentiate]
fn edge(levy: &Levy, x: f64) -> f64 {
    hidden::squared(((0.5 * levy.c) / (x - levy.mu)).sqrt())
}

#[test]
fn numbers_of_a_type_that_is_not_seen() {
    ad::check::<edge>((&Levy { mu: 0.3, c: 1.7 }, 2.0)).assert();
    let (value, (bar, _)) = edge::value_and_grad(&Levy { mu: 1.0, c: 0.0 }, 2.0);
    assert_eq!((value, bar.mu), (0.0, 0.0));
}

/// An array behind a reference whose type does not show, where a slice is asked for.
#[differentiate]
fn contracted(a: &Tensor, b: &Tensor) -> f64 {
    hidden::contraction(a.as_array(), b.as_array())
        * hidden::contraction(b.as_array(), b.as_array())
}

#[test]
fn references_to_arrays_become_slices() {
    let [a, b] =
        [[0.3, 0.8, -0.4, 1.2], [0.9, -0.2, 0.7, 0.5]].map(|components| Tensor { components });
    ad::check::<contracted>((&a, &b)).assert();
}

/// What a function of another file returns is a `Result` where its caller has to return one.
#[differentiate]
fn side(x: f64) -> Result<f64, String> {
    hidden::root(x).map(|root| 2.0 * root)
}

#[differentiate]
fn sides(x: f64, y: f64, n: usize) -> Result<f64, String> {
    let sum =
        hidden::root(x).map(|root| root * y)? + hidden::root(y).or_else(|_| hidden::root(-y))?;
    match n {
        0 => hidden::root(sum).and_then(|root| hidden::root(root)),
        1 => return hidden::root(sum - 10.0).map(|root| root * x),
        _ => Ok(sum),
    }
}

#[test]
fn the_result_of_an_unseen_function_is_what_is_asked_for() {
    let (y, y_dot) = side::jvp(4.0, 1.0);
    assert_eq!((y, y_dot), (Ok(4.0), Some(0.5)));
    for n in 0..3 {
        for y in [0.7, -0.7] {
            let of = |x, y| sides(x, y, n);
            let (value, bars) = sides::vjp(0.9, y, n, Some(1.0));
            assert_eq!(value, of(0.9, y));
            let Ok(_) = value else { continue };
            let slope = |up: Result<f64, String>, down: Result<f64, String>| {
                (up.unwrap() - down.unwrap()) / 2e-6
            };
            assert!((bars.0 - slope(of(0.9 + 1e-6, y), of(0.9 - 1e-6, y))).abs() < 1e-8);
            assert!((bars.1 - slope(of(0.9, y + 1e-6), of(0.9, y - 1e-6))).abs() < 1e-8);
        }
    }
}

/// What is only checked needs no derivative: functions and methods that return no number.
mod checks {
    use ad::differentiate;
    #[derive(Debug)]
    #[allow(dead_code)]
    pub enum Bad {
        Negative(f64),
        Empty,
    }
    fn positive(x: &[f64]) -> Result<(), Bad> {
        if x.is_empty() {
            return Err(Bad::Empty);
        }
        for v in x {
            if *v < 0.0 {
                return Err(Bad::Negative(*v));
            }
        }
        Ok(())
    }
    fn checked_len(x: &[f64]) -> Result<usize, Bad> {
        positive(x)?;
        Ok(x.len())
    }
    struct Limits {
        lo: f64,
        hi: f64,
    }
    impl Limits {
        fn check(&self, v: f64) -> Result<(), String> {
            if v < self.lo || v > self.hi {
                Err(format!("{v}"))
            } else {
                Ok(())
            }
        }
    }
    #[differentiate]
    pub fn mean(x: &[f64]) -> Result<f64, Bad> {
        positive(x)?;
        let n = checked_len(x)?;
        Ok(x.iter().sum::<f64>() / n as f64)
    }
    #[differentiate]
    pub fn limited(x: f64) -> Result<f64, String> {
        let l = Limits {
            lo: 0.0,
            hi: x + 1.0,
        };
        l.check(x)?;
        l.check(2.0 * x).map_err(|e| format!("two {e}"))?;
        if let Err(e) = l.check(0.1 * x) {
            return Err(e);
        }
        Ok(x * x)
    }
    #[differentiate]
    pub fn all(x: &[f64]) -> f64 {
        mean(x).unwrap_or(3.0) * limited(x[0]).unwrap_or(x[0])
    }
    #[test]
    fn derivatives() {
        for x in [&[0.3, 0.4][..], &[0.3, -0.4], &[5.0, 1.0]] {
            ad::check::<all>(x).assert();
        }
    }
}
