//! Traits: required and default methods, implementations, code that is generic over them.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};

#[differentiate]
trait Shape {
    const SIDES: f64;

    fn area(&self) -> f64;

    fn grown(&self, by: f64) -> f64 {
        self.area() * by * by + Self::SIDES
    }

    fn at(#[no_diff] &self, x: f64) -> f64;

    fn name(&self) -> String {
        String::new()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Circle {
    radius: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Rectangle {
    width: f64,
    height: f64,
}

#[differentiate]
impl Shape for Circle {
    const SIDES: f64 = 1.0;

    fn area(&self) -> f64 {
        std::f64::consts::PI * self.radius * self.radius
    }

    fn at(#[no_diff] &self, x: f64) -> f64 {
        (self.radius * self.radius - x * x).sqrt()
    }
}

#[differentiate]
impl Shape for Rectangle {
    const SIDES: f64 = 4.0;

    fn area(&self) -> f64 {
        self.width * self.height
    }

    fn at(#[no_diff] &self, x: f64) -> f64 {
        x.sin() * self.height
    }
}

#[differentiate]
fn total<T: Shape + Differentiable>(a: &T, t: f64) -> f64 {
    a.area() * t + a.grown(t)
}

#[differentiate]
fn concrete(c: &Circle, r: &Rectangle, t: f64) -> f64 {
    c.area() * r.grown(t)
}

#[differentiate]
fn of_circle(radius: f64, t: f64) -> f64 {
    let c = Circle { radius };
    total(&c, t)
}

/// The receiver of `at` is left out.
#[differentiate]
fn heights(c: &Circle, #[no_diff] r: &Rectangle, t: f64) -> f64 {
    c.area() + r.at(t) * r.at(t * t)
}

#[test]
fn gradients() {
    let (c, r) = (
        Circle { radius: 0.7 },
        Rectangle {
            width: 1.2,
            height: 0.4,
        },
    );
    ad::check::<concrete>((&c, &r, 0.3)).assert();
    ad::check::<of_circle>((0.7, 0.3)).assert();
    ad::check::<heights>((&c, &r, 0.3)).assert();
    let (y, (r_bar, t_bar)) = total::value_and_grad(&r, 0.3);
    assert_eq!(y, total(&r, 0.3));
    assert!((r_bar.width - 0.4 * (0.3 + 0.09)).abs() < 1e-14);
    assert!((t_bar - r.area() * (1.0 + 0.6)).abs() < 1e-14);
    assert_eq!(c.area_grad().radius, 2.0 * std::f64::consts::PI * 0.7);
    assert_eq!(Shape::area_value_and_grad(&r).0, r.area());
}
