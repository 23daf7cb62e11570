//! Types that belong to traits and are numbers, named in full, and methods that take another of their own type.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use num_traits::Float;

#[differentiate]
pub trait Space {
    type Scalar: Float;
    type Diff;
    fn dist(&self, o: &Self) -> Self::Scalar;
}
#[differentiate]
impl<S: Float + ad::Real> Space for P<S> {
    type Scalar = S;
    type Diff = [S; 2];
    fn dist(&self, o: &P<S>) -> S {
        ((self.0 - o.0).powi(2) + (self.1 - o.1).powi(2)).sqrt()
    }
}
#[derive(Clone, Copy, Differentiable)]
pub struct P<S>(pub S, pub S);
#[differentiate]
pub trait Rotation: Sized
where
    <Self::On as Space>::Scalar: Float,
{
    type On: Space;
    fn turn(&self, p: <Self::On as Space>::Scalar) -> <Self::On as Space>::Scalar;
    fn twice(&self, p: <Self::On as Space>::Scalar) -> <Self::On as Space>::Scalar {
        self.turn(self.turn(p))
    }
}
#[derive(Clone, Copy, Differentiable)]
pub struct R(pub f64);
#[differentiate]
impl Rotation for R {
    type On = P<f64>;
    fn turn(&self, p: f64) -> f64 {
        self.0 * p.sin()
    }
}
#[differentiate]
fn f(a: f64, b: f64) -> f64 {
    R(a).turn(b) + R(b).twice(a) + P(a, b).dist(&P(b, a * a))
}
#[test]
fn gradients() {
    ad::check::<f>((0.3, 0.7)).assert();
}

/// A space over a number that belongs to it, as libraries of vectors have it: what implements it says nothing of tangents.
mod spaces {
    use super::*;
    use core::ops::{Add, Mul};
    use num_traits::Num;

    pub trait Scalar: Num + Copy + PartialOrd {}
    pub trait RealScalar: Scalar + Float {}
    impl Scalar for f64 {}
    impl RealScalar for f64 {}

    #[differentiate]
    pub trait Linear: Copy
    where
        Self: Add<Self, Output = Self>,
        Self: Mul<<Self as Linear>::Field, Output = Self>,
    {
        type Field: Scalar;
        fn lerp(self, other: Self, t: Self::Field) -> Self;
    }

    #[differentiate]
    pub trait Metric: Linear
    where
        <Self as Linear>::Field: RealScalar,
    {
        fn dot(self, other: Self) -> Self::Field;
        fn squared(self) -> Self::Field {
            Self::dot(self, self)
        }
        fn length(self) -> Self::Field {
            Float::sqrt(self.squared())
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    pub struct Pair<S> {
        pub x: S,
        pub y: S,
    }

    #[differentiate]
    impl<S: Scalar> Add for Pair<S> {
        type Output = Pair<S>;
        fn add(self, other: Self) -> Self {
            Pair {
                x: self.x + other.x,
                y: self.y + other.y,
            }
        }
    }

    #[differentiate]
    impl<S: Scalar> Mul<S> for Pair<S> {
        type Output = Pair<S>;
        fn mul(self, by: S) -> Self {
            Pair {
                x: self.x * by,
                y: self.y * by,
            }
        }
    }

    #[differentiate]
    impl<S: Scalar> Linear for Pair<S> {
        type Field = S;
        fn lerp(self, other: Self, t: S) -> Self {
            self * (S::one() - t) + other * t
        }
    }

    #[differentiate]
    impl<S: RealScalar> Metric for Pair<S> {
        fn dot(self, other: Pair<S>) -> S {
            self.x * other.x + self.y * other.y
        }
    }

    #[differentiate]
    pub fn of_a_number(x: f64, y: f64) -> f64 {
        let (v, w) = (Pair { x, y }, Pair { x: y, y: x * x });
        v.dot(w) + v.length() + v.lerp(w, 0.3).squared()
    }

    #[differentiate]
    pub fn of_any_number<S: RealScalar>(x: S, y: S) -> S {
        let v = Pair { x, y };
        v.dot(v.lerp(Pair { x: y, y: x }, x)) / v.length()
    }
}

#[test]
fn numbers_that_belong_to_a_trait_ask_nothing_of_what_implements_it() {
    ad::check::<spaces::of_a_number>((1.3, 0.4)).assert();
    ad::check::<spaces::of_any_number<f64>>((1.3, 0.4)).assert();
    // |(3, 4)| along (1, 0), beside what the rest gives.
    let of = |x: f64, y: f64| {
        x * y + y * x * x + x.hypot(y) + {
            let (p, q) = (x * 0.7 + y * 0.3, y * 0.7 + x * x * 0.3);
            p * p + q * q
        }
    };
    let difference = (of(3.0 + 1e-6, 4.0) - of(3.0 - 1e-6, 4.0)) / 2e-6;
    assert!((spaces::of_a_number::grad(3.0, 4.0).0 - difference).abs() < 1e-6);
}

// --- a type with parameters that belongs to a trait: its part of the derivatives is the type's own ---

mod of_rows {
    use ad::{Differentiable, differentiate};
    use num_traits::Float;

    #[differentiate]
    trait Rows {
        type Scalar: Float;
        type Row;

        fn first(&self) -> Self::Scalar;
        #[no_diff]
        fn row(&self, i: usize) -> Self::Row;
    }

    #[derive(Differentiable)]
    struct Pair<S> {
        x: S,
        y: S,
    }

    #[derive(Differentiable)]
    struct Square<S> {
        rows: [[S; 2]; 2],
    }

    impl<S: Float> Square<S> {
        #[differentiate]
        fn row_at(&self, i: usize) -> Pair<S> {
            Pair {
                x: self.rows[i][0],
                y: self.rows[i][1],
            }
        }
    }

    #[differentiate]
    impl<S: Float> Rows for Square<S> {
        type Scalar = S;
        type Row = Pair<S>;

        fn first(&self) -> S {
            self.rows[0][0]
        }

        #[no_diff]
        fn row(&self, i: usize) -> Pair<S> {
            self.row_at(i)
        }
    }

    #[differentiate]
    fn of_both(a: f64, b: f64) -> f64 {
        let square = Square {
            rows: [[a, b], [a * b, a]],
        };
        let row = square.row_at(1);
        square.first() * row.x + row.y * b
    }

    #[test]
    fn gradients() {
        ad::check::<of_both>((0.7, -1.3)).assert();
    }
}
