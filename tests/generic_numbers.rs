//! Type parameters that are only computed with (`T: Copy + Mul`, `T: RealField`), in functions and in methods that are
//! annotated alone inside an `impl` for them.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use num_traits::float::FloatCore;
use num_traits::{FloatConst, Num, One, Signed, Zero};
use std::iter::Sum;
use std::ops::{Add, Mul, Rem, Sub};

#[derive(Copy, Clone, Debug, PartialEq, Differentiable)]
pub struct Angle<T> {
    pub radians: T,
}

impl<T> Angle<T> {
    // Nothing is asked of `T`.
    #[differentiate]
    pub fn new(radians: T) -> Self {
        Angle { radians }
    }

    #[differentiate]
    pub fn into_inner(self) -> T {
        self.radians
    }
}

impl<T> Angle<T>
where
    T: Rem<Output = T> + Sub<Output = T> + Add<Output = T> + Zero + FloatConst + PartialOrd + Copy,
{
    #[differentiate]
    pub fn positive(&self) -> Self {
        let two_pi = T::PI() + T::PI();
        let mut a = self.radians % two_pi;
        if a < T::zero() {
            a = a + two_pi;
        }
        Angle::new(a)
    }

    #[differentiate]
    pub fn signed(&self) -> Self {
        Angle::new(T::PI()) - (Angle::new(T::PI()) - *self).positive()
    }
}

#[differentiate]
impl<T: Sub<T, Output = T>> Sub for Angle<T> {
    type Output = Angle<T>;
    fn sub(self, other: Self) -> <Self as Sub>::Output {
        Angle {
            radians: self.radians - other.radians,
        }
    }
}

#[differentiate]
impl<T: Add> Add for Angle<T> {
    type Output = Angle<T::Output>;
    fn add(self, other: Self) -> Self::Output {
        Angle {
            radians: self.radians + other.radians,
        }
    }
}

#[differentiate]
impl<T: Copy + Mul> Mul<T> for Angle<T> {
    type Output = Angle<T::Output>;
    fn mul(self, k: T) -> Self::Output {
        Angle {
            radians: self.radians * k,
        }
    }
}

#[differentiate]
pub fn turned(x: f64, k: f64) -> f64 {
    let angle = Angle::new(x) * k + Angle::new(k);
    angle.signed().into_inner() * k
}

#[derive(Copy, Clone, Debug, PartialEq, Differentiable)]
pub struct Point<T> {
    pub x: T,
    pub y: T,
}

impl<T: Copy + Mul> Point<T> {
    #[differentiate]
    pub fn area(&self) -> T::Output {
        let area: T::Output = self.x * self.y;
        area
    }

    #[differentiate]
    pub fn scaled(&self, k: T) -> Point<<T as Mul>::Output> {
        Point {
            x: self.x * k,
            y: k * self.y,
        }
    }
}

impl<T: Copy + Add<T, Output = T> + Mul<T, Output = T>> Point<T> {
    #[differentiate]
    pub fn dot(self, other: Self) -> T {
        self.x * other.x + self.y * other.y
    }

    #[differentiate]
    pub fn square(&self) -> T {
        self.dot(*self)
    }
}

#[differentiate]
pub fn measured(x: f64, y: f64) -> f64 {
    let p = Point { x, y };
    p.scaled(x).area() + p.square() * y
}

#[differentiate]
pub fn cubic<T>(a: T, b: T, t: T) -> T
where
    T: Copy + Num + Signed + PartialOrd,
{
    let s = T::one() - t;
    let two = T::one() + T::one();
    if t.abs() > two {
        return a;
    }
    a * s * s * s + two * b * s * t.signum() * t
}

// Its methods are `f64`'s and `Float`'s, too, which derivatives ask for.
#[differentiate]
pub fn field<T: nalgebra::RealField + Copy>(a: T, b: T) -> T {
    let r = (a * a + b * b).sqrt();
    let q = a.atan2(b).max(T::zero()) + T::pi();
    (r.powi(3) + q.sin() * r.abs() + T::one()).min(b.exp() * T::pi())
}

#[differentiate]
pub fn of_the_core<T: FloatCore>(a: T, b: T) -> T {
    (a.abs().max(b) * b.floor() + a.powi(2) - T::infinity().recip()).min(T::max_value())
}

#[differentiate]
pub fn not_copied<T: Mul<Output = T> + Add<Output = T> + Clone>(a: T, b: &T) -> T {
    a.clone() * b.clone() + a
}

/// An integer that can be neither copied nor cloned.
#[differentiate]
pub fn ordered<K: Num + Ord>(x: f64, k: K, n: K) -> f64 {
    let most = k.max(n);
    if most > K::one() { x * x } else { x }
}

/// What differs by something else is no number: a date, or a length.
pub trait Position: Sub<Self, Output = Self::Distance> + PartialOrd + Copy {
    type Distance: Copy;
}

impl Position for f64 {
    type Distance = f64;
}

#[derive(Differentiable)]
pub struct Samples<X: Position, Y: Num> {
    at: Vec<X>,
    values: Vec<Y>,
}

impl<X: Position, Y: Num> Samples<X, Y> {
    #[differentiate]
    pub fn of(at: Vec<X>, values: Vec<Y>) -> Samples<X, Y> {
        Samples { at, values }
    }
}

#[differentiate]
pub fn at_positions(x: f64, y: f64) -> f64 {
    let samples = Samples::of(vec![x, y], vec![x * y, y]);
    samples.values[0] * samples.at[1] + samples.at[0] * samples.values[1]
}

#[test]
fn what_is_no_number() {
    assert_eq!(ordered::grad(3.0, 1, 2), 6.0);
    assert_eq!(ordered::grad(3.0, 1, 0), 1.0);
    ad::check::<at_positions>((0.7, -1.3)).assert();
}

#[differentiate]
pub fn along<T: Copy + Add<Output = T> + Zero + Mul<Output = T>>(a: &[T], b: [T; 3]) -> T {
    let mut s = T::zero();
    for (x, y) in a.iter().zip(b.iter()) {
        s = s + *x * *y;
    }
    s
}

#[differentiate]
pub fn squares<T: Copy + Sum + Mul<Output = T>>(a: &[T]) -> T {
    a.iter().map(|x| *x * *x).sum()
}

/// Functions of numbers under names that numbers have already.
#[differentiate]
pub trait Steps: Sized {
    fn floor(self) -> Self;
    fn half(self) -> Self;
}

#[differentiate]
impl Steps for f64 {
    fn floor(self) -> Self {
        self * self
    }
    fn half(self) -> Self {
        self * 0.5
    }
}

// Not the `floor` of floats.
#[differentiate]
pub fn stepped<T: Copy + Mul<Output = T> + Steps>(a: T) -> T {
    a * Steps::floor(a) * a.half()
}

#[test]
fn gradients() {
    ad::check::<turned>((0.7, 1.3)).assert();
    ad::check::<turned>((-4.7, 2.3)).assert();
    ad::check::<measured>((0.7, 1.3)).assert();
    ad::check::<cubic>((0.7, 1.3, -0.4)).assert();
    ad::check::<cubic>((0.7, 1.3, 2.4)).assert();
    ad::check::<field>((0.7, -1.3)).assert();
    ad::check::<of_the_core>((0.7, 1.3)).assert();
    ad::check::<not_copied>((0.7, &1.3)).assert();
    ad::check::<along>((&[0.7, 1.3, 0.2], [0.1, 0.4, 0.8])).assert();
    ad::check::<squares>(&[0.7, 1.3]).assert();
    ad::check::<stepped>(1.3).assert();
}

/// A conversion whose type shows where a vector of numbers is multiplied by what it divides.
mod converted_where_used {
    use ad::{Differentiable, differentiate};
    use num_traits::{Float, NumCast};
    use std::ops::Mul;

    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    struct Pair<T>(T, T);

    #[differentiate]
    impl<T: Float> Mul<T> for Pair<T> {
        type Output = Pair<T>;
        fn mul(self, k: T) -> Pair<T> {
            Pair(self.0 * k, self.1 * k * k)
        }
    }

    #[differentiate]
    fn scaled<T: Float>(x: Pair<T>, h: T) -> T {
        let six = NumCast::from(6.0).unwrap();
        let three = num_traits::cast(3).unwrap();
        let y = x * (h / six);
        y.0 * y.1 + (x * (h * three)).1
    }

    #[differentiate]
    fn of_numbers(a: f64, b: f64, h: f64) -> f64 {
        scaled(Pair(a, b), h)
    }

    #[test]
    fn derivatives() {
        ad::check::<of_numbers>((1.3, 0.4, 0.7)).assert();
    }
}

/// What a trait asks for after `where`.
pub trait BaseNumber
where
    Self: Copy + Num + PartialOrd,
{
}
impl<T: Copy + Num + PartialOrd> BaseNumber for T {}

#[derive(Copy, Clone, Debug, PartialEq, Differentiable)]
pub struct Pair<S> {
    pub x: S,
    pub y: S,
}

#[differentiate]
impl<S: BaseNumber> Pair<S> {
    pub fn crossed(self, other: Pair<S>) -> S {
        self.x * other.y - self.y * other.x
    }
}

#[differentiate]
fn crossed(x: f64, y: f64) -> f64 {
    Pair { x, y: x * y }.crossed(Pair { x: y, y: x })
}

#[test]
fn where_clauses_of_traits_are_read() {
    ad::check::<crossed>((0.7, 1.3)).assert();
}
