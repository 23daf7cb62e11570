//! Generated code raises no lint in a crate that is strict with itself: this test is that it compiles, and that
//! `cargo clippy --all-targets` is quiet.

#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    unused,
    nonstandard_style,
    future_incompatible,
    rust_2018_idioms,
    deprecated
)]
#![deny(
    missing_debug_implementations,
    missing_copy_implementations,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    variant_size_differences
)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]
#![allow(
    clippy::many_single_char_names,
    clippy::suboptimal_flops,
    clippy::needless_range_loop
)]

use ad::differentiate;

/// A function of a slice and more.
#[differentiate(order = 2)]
#[must_use]
fn rosenbrock(x: &[f64], scale: f64, n: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..n - 1 {
        let a = 1.0 - x[i];
        let b = x[i + 1] - x[i] * x[i];
        sum += a * a + scale * b * b;
    }
    sum
}

#[differentiate(order = 3)]
const fn cube(x: f64) -> f64 {
    x * x * x
}

#[differentiate]
fn filled(x: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        out[i] = if x[i] > 0.0 { x[i].sqrt() } else { 0.0 };
    }
}

#[differentiate(order = 2)]
fn newton<T: num_traits::Float>(a: T, steps: u32) -> T {
    let mut x = a;
    let mut k = 0;
    while k < steps {
        x = (x + a / x) / (T::one() + T::one());
        k += 1;
    }
    x
}

#[differentiate]
fn polar([r, t]: [f64; 2]) -> [f64; 2] {
    [r * t.cos(), r * t.sin()]
}

#[differentiate(order = 2, derivative(x = value))]
fn exponential(x: f64) -> f64 {
    x.exp()
}

/// A circle.
#[derive(Clone, Copy, Debug)]
struct Circle {
    radius: f64,
}

#[differentiate]
impl Circle {
    fn area(#[no_diff] self, scale: f64) -> f64 {
        scale * self.radius * self.radius
    }

    fn perimeter(radius: f64) -> f64 {
        6.0 * radius
    }
}

#[test]
fn they_are_used() {
    drop(rosenbrock::hvp(&[1.0, 2.0], 100.0, 2, &[1.0, 0.0], 0.0));
    let _ = cube::grad(cube(1.0));
    filled::vjp(&[1.0], &mut [0.0], &mut [0.0]);
    let _ = newton::grad(2.0, 3);
    let _ = polar::jacobian([1.0, 2.0]);
    let _ = exponential::grad(1.0);
    let circle = Circle { radius: 1.0 };
    let _ = circle.area_grad(2.0) + Circle::perimeter_grad(1.0);
}
