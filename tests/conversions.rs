//! Conversions between numbers that may fail, in all spellings: by `T::from`, `NumCast`, `FromPrimitive`, `cast`, `try_from`,
//! `Into`, with and without types.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::differentiate;
use common::agree;
use num_traits::{AsPrimitive, Float, FromPrimitive, Num, NumCast, ToPrimitive, cast};
use std::fmt::Debug;

#[differentiate]
fn constants<T: Float>(x: T) -> T {
    let two = T::from(2.0).unwrap();
    let half: T = NumCast::from(0.5).unwrap();
    let third: T = cast(1.0 / 3.0).unwrap();
    two * x + half * x * x + third * x.sin()
}

#[differentiate]
fn of_counts<T: Float + FromPrimitive>(x: T, n: usize) -> T {
    let nn = T::from_usize(n).unwrap();
    let k: T = FromPrimitive::from_f64(0.25).unwrap();
    let m = T::from(n).unwrap();
    let l = <T as NumCast>::from(n as f64).unwrap();
    let i = T::from_i32(3).expect("three");
    let q: T = cast::<f64, T>(0.1).unwrap();
    let w = cast::<usize, T>(n).unwrap();
    let e = NumCast::from(1e-3).unwrap();
    let r = x + e;
    nn * x + k + m * l * i * x + q * w * r
}

#[differentiate]
fn into_f64<T: Float>(x: T) -> f64 {
    let y = x.to_f64().unwrap();
    let z: f64 = cast(x).unwrap();
    let w: f64 = NumCast::from(x).unwrap();
    let v = <f64 as NumCast>::from(x).unwrap();
    let u = num_traits::cast::<T, f64>(x).unwrap();
    let t = x.to_f64().expect("number");
    let s = x.to_f64().unwrap_or(0.0);
    let r = T::to_f64(&x).unwrap();
    let q = ToPrimitive::to_f64(&x).unwrap_or(f64::NAN);
    y * z + w * v + u * t + s * r + q
}

#[differentiate]
fn there_and_back<T: Float>(x: T) -> T {
    let y = x.to_f64().unwrap().tanh();
    T::from(y * 2.0).unwrap()
}

#[differentiate]
fn with_question_marks<T: Float>(x: T) -> Option<T> {
    let y = x.to_f64()?;
    let a = T::from(y * y)?;
    let b: T = NumCast::from(y)?;
    let c = cast::<f64, T>(y.sin())?;
    T::from(y).map(|v| v * a * b + c)
}

#[differentiate]
fn moments<T: Float + FromPrimitive>(xs: &[T]) -> T {
    let n = T::from_usize(xs.len()).unwrap_or_else(T::one);
    let mean = xs.iter().fold(T::zero(), |a, &b| a + b) / n;
    let var = xs
        .iter()
        .map(|&x| (x - mean).powi(2))
        .fold(T::zero(), |a, b| a + b)
        / T::from(xs.len() - 1).unwrap();
    mean + var.sqrt()
}

#[differentiate]
fn of_single_precision(x: f32) -> f64 {
    let y: f64 = x.into();
    let z = x as f64;
    let w: f64 = x.as_();
    let v = Into::<f64>::into(x);
    y * z + w * v
}

#[differentiate]
fn of_plain_numbers<T>(x: T, y: T) -> T
where
    T: Num + Copy + FromPrimitive + PartialOrd,
{
    let two = T::from_i32(2).unwrap();
    let t = T::one() + T::one();
    if x > T::zero() {
        x * two + y * t
    } else {
        x * y
    }
}

#[differentiate]
fn in_closures<T>(xs: &[T]) -> f64
where
    T: ToPrimitive + Copy + Float,
{
    xs.iter().map(|x| x.to_f64().unwrap()).sum::<f64>() / xs.len() as f64
        + xs.iter()
            .filter_map(|x| x.to_f64())
            .map(|v| v * v)
            .sum::<f64>()
}

#[differentiate]
fn what_becomes_a_float<T: Into<f64> + Copy>(x: T, y: f64) -> f64 {
    let a: f64 = x.into();
    a * y
}

#[differentiate]
fn by_from_and_into<T: Float + From<f64> + Into<f64>>(x: T) -> T {
    let a: f64 = x.into();
    let b: T = a.sin().into();
    let c = <T as From<f64>>::from(2.0);
    b * c * x
}

#[differentiate]
fn by_as<T: AsPrimitive<f64> + Float>(x: T) -> f64 {
    let y: f64 = x.as_();
    y * x.as_()
}

#[differentiate]
fn series<F: Float + FromPrimitive + Debug>(x: F, degree: usize) -> F {
    let mut acc = F::zero();
    let mut fact = F::one();
    for k in 0..=degree {
        if k > 0 {
            fact = fact * F::from_usize(k).unwrap();
        }
        acc = acc + x.powi(k as i32) / fact;
    }
    let c = |v: f64| F::from(v).unwrap();
    let g = |v: f64| -> F { F::from_f64(v).unwrap() };
    acc * c(2.0) + g(0.5) * x
}

#[differentiate]
fn bisection<F: Float + FromPrimitive>(x: F) -> F {
    let eps = F::from(1e-12).expect("eps");
    let tol = F::epsilon().sqrt().max(eps);
    let max = F::max_value();
    let (mut lo, mut hi) = (F::zero(), x.max(F::one()));
    for _ in 0..5 {
        let mid = (lo + hi) / F::from(2).unwrap();
        if mid * mid < x {
            lo = mid
        } else {
            hi = mid
        }
        if hi - lo < tol {
            break;
        }
    }
    (lo + hi) * F::from_f32(0.5).unwrap() + F::from_i64(1).unwrap() * x / F::from_u8(2).unwrap()
}

#[differentiate]
fn of_integers(x: f64, n: u32) -> f64 {
    let a: f64 = n.into();
    let b: f64 = n.as_();
    let c = n.to_f64().unwrap() + f64::from_u32(n).unwrap();
    let d: f64 = From::from(n);
    let e: f64 = NumCast::from(n).unwrap();
    let i: i32 = i32::try_from(n).unwrap();
    let j: usize = n.try_into().unwrap();
    let k = usize::try_from(n).unwrap_or(0);
    let l = i8::try_from(n).map_or(x, |l| x * l as f64);
    x * (a + b + c + d + e) + x.powi(i) * j as f64 + k as f64 * x + l
}

#[differentiate]
fn by_impl_into(x: impl Into<f64>, y: f64) -> f64 {
    let x: f64 = x.into();
    x * y
}

#[differentiate]
fn with_impl_into(x: f64) -> f64 {
    by_impl_into(x, x * x)
}

agree! {
    of_integers_agrees: of_integers(0.7, 3), (0.7, 300);
    with_impl_into_agrees: with_impl_into(0.7);
    constants_agrees: constants(0.7);
    of_counts_agrees: of_counts(0.7, 3);
    into_f64_agrees: into_f64(0.7);
    there_and_back_agrees: there_and_back(0.7);
    with_question_marks_agrees: with_question_marks(0.7);
    moments_agrees: moments(&[1.0, 2.0, 4.0]);
    of_single_precision_agrees: of_single_precision (0.7);
    of_plain_numbers_agrees: of_plain_numbers(0.7, 0.3);
    in_closures_agrees: in_closures(&[1.0, 2.0]);
    what_becomes_a_float_agrees: what_becomes_a_float(0.7, 2.0);
    by_from_and_into_agrees: by_from_and_into(0.7);
    by_as_agrees: by_as(0.7);
    series_agrees: series(0.7, 5);
    bisection_agrees: bisection(0.7);
}

#[differentiate]
fn vector_of_a_slice(x: &[f64]) -> f64 {
    let mut v = Vec::from(x);
    v[0] *= v[1];
    v[0] * x[0]
}

#[differentiate]
fn vector_of_a_vectors_slice(x: &Vec<f64>) -> f64 {
    let mut v = Vec::from(x.as_slice());
    let w: Vec<f64> = x.as_slice().into();
    v.push(w[1] * w[0]);
    v[2] * v[0]
}

#[differentiate]
fn vector_of_an_array(x: f64) -> f64 {
    let mut v = Vec::<f64>::from([x, x * x]);
    v[0] *= v[1];
    let w: Vec<f64> = v.into();
    w[0]
}

agree! {
    vector_of_a_slice_agrees: vector_of_a_slice(&[0.7, 1.3]);
    vector_of_a_vectors_slice_agrees: vector_of_a_vectors_slice(&vec![0.7, 1.3]);
    vector_of_an_array_agrees: vector_of_an_array(0.7);
}

// --- to the type of a field that has parameters ---

#[derive(ad::Differentiable, Clone)]
struct Turn<S> {
    s: S,
    t: S,
}

#[derive(ad::Differentiable, Clone)]
struct Squares<S> {
    a: S,
    b: S,
}

#[differentiate]
impl<S: num_traits::Float> From<Turn<S>> for Squares<S> {
    fn from(q: Turn<S>) -> Squares<S> {
        Squares {
            a: q.s * q.t,
            b: q.t * q.t,
        }
    }
}

#[derive(ad::Differentiable, Clone)]
struct Basis<S> {
    squares: Squares<S>,
}

impl<S: num_traits::Float> Basis<S> {
    #[differentiate]
    fn of(turn: &Turn<S>) -> Basis<S> {
        Basis {
            squares: turn.clone().into(),
        }
    }
}

#[differentiate]
fn through_a_field(s: f64, t: f64) -> f64 {
    let basis = Basis::of(&Turn { s, t });
    basis.squares.a * basis.squares.b
}

#[test]
fn to_the_type_of_a_field() {
    ad::check::<through_a_field>((0.7, 1.3)).assert();
}

/// Numbers with conversions of their own, which give the number itself.
trait Widen {
    fn to_f64(self) -> f64;
}

impl Widen for f32 {
    fn to_f64(self) -> f64 {
        self as f64
    }
}

#[differentiate]
fn widened(gain: f32, x: f64) -> f64 {
    let wide = gain.to_f64();
    x * wide + gain.to_f64().powi(2)
}

#[test]
fn a_conversion_of_the_crates_own() {
    assert_eq!(widened::value_and_grad(0.5, 3.0), (1.75, (4.0, 0.5)));
}
