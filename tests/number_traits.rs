//! Traits that numbers have: of an author's own, with and without `Float` above them, called as methods, by path and from
//! code that is generic over them; and traits of numbers that an implementation writes in other words than the trait.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// What this computes needs of a number, all of it: `Float` is not above it.
#[differentiate]
pub trait FloatType:
    Sized
    + Copy
    + PartialOrd
    + Neg<Output = Self>
    + Add<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Sub<Output = Self>
{
    fn zero() -> Self;
    fn third() -> Self;
    fn sqrt(self) -> Self;
    fn powf(self, e: Self) -> Self;
    fn abs(self) -> Self;

    fn cbrt(self) -> Self {
        if self < Self::zero() {
            -(-self).powf(Self::third())
        } else {
            self.powf(Self::third())
        }
    }
}

#[differentiate]
impl FloatType for f64 {
    fn zero() -> f64 {
        0.0
    }

    fn third() -> Self {
        1.0 / 3.0
    }

    fn sqrt(self) -> Self {
        self.sqrt()
    }

    fn powf(self, e: Self) -> Self {
        self.powf(e)
    }

    // Not what a float has under this name.
    fn abs(self) -> f64 {
        2.0 * f64::abs(self)
    }
}

#[derive(Clone, Copy, Differentiable)]
pub struct Convergency<F: FloatType> {
    eps: F,
    n: usize,
}

#[differentiate]
pub trait Weights<F: FloatType> {
    fn weight(&self, y: F) -> F;
    fn found(&self, y: F) -> bool;
}

#[differentiate]
impl<F: FloatType> Weights<F> for Convergency<F> {
    fn weight(&self, y: F) -> F {
        y.abs() / self.eps
    }

    fn found(&self, y: F) -> bool {
        y.abs() < self.eps.abs()
    }
}

#[differentiate]
fn root<F: FloatType>(a: F, b: F, c: F) -> F {
    let d = b * b - a * c;
    if d < F::zero() {
        F::zero()
    } else {
        (d.sqrt() - b).cbrt() / a.abs()
    }
}

/// Of all floats, without being above or below what is asked of them.
#[differentiate]
trait Third {
    fn third_of(self) -> Self;
}

#[differentiate]
impl Third for f64 {
    fn third_of(self) -> f64 {
        self / 3.0
    }
}

#[differentiate]
fn weighted_root(a: f64, b: f64, c: f64) -> f64 {
    let k = Convergency { eps: b, n: 3 };
    root(a, b, c) * k.weight(c) + a.third_of()
}

#[differentiate]
pub trait Scalar: num_traits::Float + std::fmt::Debug {
    const EPS: Self;

    fn value(v: f32) -> Self {
        num_traits::NumCast::from(v).unwrap()
    }

    fn epsilon_for(reference: Self) -> Self {
        Self::EPS * reference.abs().max(Self::one())
    }

    fn sq(self) -> Self {
        self * self
    }

    fn close(self, other: Self) -> bool {
        (self - other).abs() < Self::EPS
    }
}

#[differentiate]
impl Scalar for f64 {
    const EPS: f64 = 0.1;

    fn sq(self) -> Self {
        self.powi(2)
    }
}

#[differentiate]
impl Scalar for f32 {
    const EPS: f32 = 0.1;
}

/// Of all numbers that another trait has.
#[differentiate]
trait HalfOf: Scalar {
    fn half_of(self) -> Self;
}

#[differentiate]
impl<T: Scalar> HalfOf for T {
    fn half_of(self) -> T {
        self * T::value(0.5)
    }
}

#[derive(Clone, Copy, Differentiable)]
pub struct Line<S> {
    a: S,
    b: S,
}

#[differentiate]
impl<S: Scalar> Line<S> {
    // None of a sequence.
    fn len(&self) -> S {
        (self.a.sq() + self.b.sq()).sqrt() * S::value(3.0) + S::epsilon_for(self.a)
    }

    fn up(self) -> Self {
        if self.a.close(self.b) {
            self
        } else {
            Line {
                a: self.b.sq(),
                b: self.a.half_of(),
            }
        }
    }
}

#[differentiate]
fn of_lines(a: f64, b: f64) -> f64 {
    let up: Line<f64> = Line { a, b }.up();
    let other: Line<f64> = Line { a, b: b.sq() };
    up.len() + other.up().a
}

/// What the trait writes `T`, the implementation writes `f64`.
#[differentiate]
pub trait Kernel<T> {
    fn k(&self, x: T, v: &[T]) -> T;

    fn twice(&self, x: T, v: &[T]) -> T {
        self.k(x, v)
    }
}

#[derive(Clone, Copy, Differentiable)]
pub struct Rbf(f64);

#[differentiate]
impl Kernel<f64> for Rbf {
    fn k(&self, x: f64, v: &[f64]) -> f64 {
        (-self.0 * x * v[0]).exp()
    }
}

#[differentiate]
fn of_kernels(s: f64, x: f64) -> f64 {
    Rbf(s).k(x, &[s, x]) * Rbf(s).twice(x, &[x])
}

#[test]
fn gradients() {
    ad::check::<weighted_root>((0.3, 0.7, -0.2)).assert();
    ad::check::<weighted_root>((0.3, -0.7, -0.2)).assert();
    ad::check::<of_lines>((0.3, 0.7)).assert();
    ad::check::<of_lines>((0.3, 0.31)).assert();
    ad::check::<of_kernels>((0.3, 0.7)).assert();
}

#[test]
fn the_functions_of_the_trait_are_meant_and_not_those_of_floats() {
    let (y, _) = root::value_and_grad(0.5, 0.7, -0.2);
    assert_eq!(y, root(0.5, 0.7, -0.2));
}

#[test]
fn siblings_are_those_of_the_trait() {
    assert_eq!(3.0_f64.sq_grad(), 6.0);
    // Of a `T` of which nothing is known, cotangents are passed by reference.
    let (value, (_, x_bar, _)) = Rbf(2.0).k_vjp(1.0, &[0.5], &1.0);
    assert!((value - (-1.0_f64).exp()).abs() < 1e-15);
    assert!((x_bar + (-1.0_f64).exp()).abs() < 1e-15);
}

/// Questions that traits of another crate ask of numbers.
mod questions {
    use ad::differentiate;
    use num_traits::{One, Signed, Zero};

    #[differentiate]
    fn bent(x: f64, y: f64) -> f64 {
        if x.is_zero() || y.is_one() {
            x * y
        } else if x.is_positive() {
            x * x * y
        } else {
            y / x
        }
    }

    #[differentiate]
    fn one_sided<T: Signed + Copy>(x: T, y: T) -> T {
        if x.is_negative() && !y.is_zero() {
            y * x * x
        } else {
            x
        }
    }

    /// Of a `T` with two traits that have an `abs` it is said which.
    #[differentiate]
    fn which<T: num_traits::Float + Signed>(x: T, y: T) -> T {
        let size = num_traits::Float::abs(x) + Signed::abs(&y).sqrt();
        num_traits::Float::max(size.ln(), x * y)
    }

    #[test]
    fn gradients() {
        for (x, y) in [(0.7, 0.3), (-0.7, 0.3)] {
            ad::check::<which>((x, y)).assert();
            ad::check::<bent>((x, y)).assert();
            ad::check::<one_sided>((x, y)).assert();
        }
    }
}

/// Of a type parameter no more is asked than that it has a zero.
mod zeros {
    use ad::{Differentiable, differentiate};
    use num_traits::{ConstZero, Zero};
    use std::ops::{Add, Mul};

    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    struct Filter<C, T> {
        gain: C,
        last: T,
    }

    #[differentiate]
    impl<C, T: ConstZero> Filter<C, T> {
        const fn new(gain: C) -> Self {
            Filter {
                gain,
                last: T::ZERO,
            }
        }
    }

    #[differentiate]
    impl<T: Copy + Add<Output = T> + Mul<Output = T> + Zero> Filter<T, T> {
        fn run(&mut self, x: T) -> T {
            self.last = self.last + self.gain * x;
            self.last
        }
    }

    #[differentiate]
    fn filtered(gain: f64, x: &[f64]) -> f64 {
        let mut filter = Filter::<f64, f64>::new(gain);
        let mut sum = 0.0;
        for x in x {
            sum += filter.run(*x) * x;
        }
        sum
    }

    #[test]
    fn derivatives() {
        ad::check::<filtered>((0.7, &[0.3, -1.2, 0.5])).assert();
    }
}
