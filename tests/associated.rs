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

/// A state that belongs to a trait, and is a vector in one implementation: as a parameter of the trait's methods, and of a
/// generic function that is called with a parameter of the caller.
mod states {
    use super::*;

    #[differentiate(order = 2)]
    trait System {
        type State;
        fn slope(&self, t: f64, y: &Self::State) -> Self::State;
        fn moved(a: f64, x: &Self::State, y: Self::State) -> Self::State;
        fn measure(&self, y: &Self::State) -> f64;
    }

    #[derive(Clone, Differentiable)]
    struct Oscillator {
        k: f64,
    }

    #[differentiate(order = 2)]
    impl System for Oscillator {
        type State = [f64; 2];
        fn slope(&self, _t: f64, y: &Self::State) -> Self::State {
            [y[1], -self.k * y[0]]
        }
        fn moved(a: f64, x: &[f64; 2], y: [f64; 2]) -> [f64; 2] {
            [a * x[0] + y[0], a * x[1] + y[1]]
        }
        fn measure(&self, y: &[f64; 2]) -> f64 {
            y[0] * y[1]
        }
    }

    #[derive(Clone, Differentiable)]
    struct Chain {
        k: f64,
        n: usize,
    }

    #[differentiate(order = 2)]
    impl System for Chain {
        type State = Vec<f64>;
        fn slope(&self, t: f64, y: &Self::State) -> Self::State {
            let before = |i: usize| if i > 0 { y[i - 1] } else { t.sin() };
            (0..self.n)
                .map(|i| -self.k * (y[i] - before(i)).powi(2))
                .collect()
        }
        fn moved(a: f64, x: &Vec<f64>, y: Vec<f64>) -> Vec<f64> {
            x.iter().zip(y).map(|(x, y)| a * x + y).collect()
        }
        fn measure(&self, y: &Self::State) -> f64 {
            y.iter().map(|v| v * v).sum()
        }
    }

    #[differentiate(order = 2)]
    fn euler<S: System>(system: &S, y0: &S::State, n: usize, dt: f64) -> f64
    where
        S: Differentiable,
        S::State: Differentiable + Clone,
    {
        let mut y = y0.clone();
        for i in 0..n {
            let k = system.slope(i as f64 * dt, &y);
            y = S::moved(dt, &k, y);
        }
        system.measure(&y)
    }

    #[differentiate(order = 2)]
    fn of_array(system: &Oscillator, y0: &[f64; 2], dt: f64) -> f64 {
        euler(system, y0, 10, dt)
    }

    #[differentiate(order = 2)]
    fn of_vector(system: &Chain, y0: &Vec<f64>, dt: f64) -> f64 {
        euler(system, y0, 10, dt)
    }

    #[differentiate(order = 2)]
    fn by_value(system: Chain, y0: Vec<f64>, dt: f64) -> f64 {
        euler(&system, &y0, 5, dt) * euler(&system, &y0, 3, dt)
    }

    #[differentiate(order = 2)]
    fn of_slice(system: &Chain, y0: &[f64], dt: f64) -> f64 {
        let y = y0.to_vec();
        euler(system, &y, 10, dt)
    }

    #[test]
    fn gradients() {
        let (chain, y) = (Chain { k: 2.0, n: 3 }, vec![1.0, 0.5, 0.2]);
        ad::check::<of_array>((&Oscillator { k: 2.0 }, &[1.0, 0.5], 0.1)).assert();
        ad::check::<of_vector>((&chain, &y, 0.1)).assert();
        ad::check::<by_value>((chain.clone(), y.clone(), 0.1)).assert();
        ad::check::<of_slice>((&chain, &y, 0.1)).assert();
    }

    #[test]
    fn second_derivatives() {
        let chain = Chain { k: 2.0, n: 3 };
        let (y, along, h) = (vec![1.0, 0.5, 0.2], vec![0.3, -0.2, 0.7], 1e-5);
        let no_chain = ad::Differentiable::zero_tangent(&chain);
        let (_, (_, image, _)) = of_vector::hvp(&chain, &y, 0.1, &no_chain, &along, 0.0);
        let at = |t: f64| {
            let moved: Vec<f64> = y.iter().zip(&along).map(|(y, a)| y + t * a).collect();
            of_vector::grad(&chain, &moved, 0.1).1
        };
        for ((image, ahead), behind) in image.iter().zip(at(h)).zip(at(-h)) {
            let difference = (ahead - behind) / (2.0 * h);
            assert!((image - difference).abs() < 1e-6, "{image} {difference}");
        }
    }
}
