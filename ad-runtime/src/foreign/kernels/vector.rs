//! Functions of vectors, and of matrices taken for vectors.

use crate::Real;
use crate::foreign::kernel::{Kernel, times};
use crate::foreign::numbers::View;

/// `a · b`
pub struct Dot;

impl Kernel<2> for Dot {
    #[inline]
    fn apply<T: Real>(&self, [a, b]: [View<'_, T>; 2], y: &mut [T]) {
        y[0] = dot(a.numbers, b.numbers);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, b]: [View<'_, T>; 2],
        _: &[T],
        y_bar: &[T],
        [a_bar, b_bar]: [Option<&mut [T]>; 2],
    ) {
        add_scaled(a_bar, b.numbers, y_bar[0]);
        add_scaled(b_bar, a.numbers, y_bar[0]);
    }
}

#[inline]
fn dot<T: Real>(a: &[T], b: &[T]) -> T {
    let mut sum = T::zero();
    for (a, b) in a.iter().zip(b) {
        sum += *a * *b;
    }
    sum
}

/// `to += factor * from`
#[inline]
fn add_scaled<T: Real>(to: Option<&mut [T]>, from: &[T], factor: T) {
    for (to, from) in to.into_iter().flatten().zip(from) {
        *to += factor * *from;
    }
}

/// `a · a`
pub struct NormSquared;

impl Kernel<1> for NormSquared {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        y[0] = dot(a.numbers, a.numbers);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a]: [View<'_, T>; 1],
        _: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        add_scaled(a_bar, a.numbers, y_bar[0] + y_bar[0]);
    }
}

/// `‖a‖`. At zero the direction is not defined; the derivative there is 0, as that of `|x|` is.
pub struct Norm;

impl Kernel<1> for Norm {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        y[0] = norm(a.numbers);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a]: [View<'_, T>; 1],
        _: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        let norm = norm(a.numbers);
        if norm != T::zero() {
            add_scaled(a_bar, a.numbers, y_bar[0] / norm);
        }
    }
}

#[inline]
fn norm<T: Real>(a: &[T]) -> T {
    let squared = dot(a, a);
    if squared == T::zero() {
        T::zero()
    } else {
        squared.sqrt()
    }
}

/// `a / ‖a‖`
pub struct Normalize;

impl Kernel<1> for Normalize {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        let norm = dot(a.numbers, a.numbers).sqrt();
        for (y, a) in y.iter_mut().zip(a.numbers) {
            *y = *a / norm;
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a]: [View<'_, T>; 1],
        y: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        let norm = dot(a.numbers, a.numbers).sqrt();
        let along = dot(y, y_bar);
        for ((a_bar, y), y_bar) in a_bar.into_iter().flatten().zip(y).zip(y_bar) {
            *a_bar += (*y_bar - *y * along) / norm;
        }
    }
}

/// `a × b` in three dimensions.
pub struct Cross;

impl Kernel<2> for Cross {
    #[inline]
    fn apply<T: Real>(&self, [a, b]: [View<'_, T>; 2], y: &mut [T]) {
        add_cross(Some(y), a.numbers, b.numbers);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, b]: [View<'_, T>; 2],
        _: &[T],
        y_bar: &[T],
        [a_bar, b_bar]: [Option<&mut [T]>; 2],
    ) {
        add_cross(a_bar, b.numbers, y_bar);
        add_cross(b_bar, y_bar, a.numbers);
    }
}

#[inline]
fn add_cross<T: Real>(to: Option<&mut [T]>, a: &[T], b: &[T]) {
    if let Some(to) = to {
        to[0] += a[1] * b[2] - a[2] * b[1];
        to[1] += a[2] * b[0] - a[0] * b[2];
        to[2] += a[0] * b[1] - a[1] * b[0];
    }
}

/// `s a`, a vector and a number.
pub struct Scale;

impl Kernel<2> for Scale {
    #[inline]
    fn apply<T: Real>(&self, [a, s]: [View<'_, T>; 2], y: &mut [T]) {
        add_scaled(Some(y), a.numbers, s[0]);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, s]: [View<'_, T>; 2],
        _: &[T],
        y_bar: &[T],
        [a_bar, s_bar]: [Option<&mut [T]>; 2],
    ) {
        add_scaled(a_bar, y_bar, s[0]);
        if let Some(s_bar) = s_bar {
            s_bar[0] += dot(a.numbers, y_bar);
        }
    }
}

/// The sum of all numbers.
pub struct Sum;

impl Kernel<1> for Sum {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        y[0] = a.numbers.iter().copied().sum();
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        _: [View<'_, T>; 1],
        _: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        for a_bar in a_bar.into_iter().flatten() {
            *a_bar += y_bar[0];
        }
    }
}

/// `a + (b - a) t`
pub struct Lerp;

impl Kernel<3> for Lerp {
    #[inline]
    fn apply<T: Real>(&self, [a, b, t]: [View<'_, T>; 3], y: &mut [T]) {
        for ((y, a), b) in y.iter_mut().zip(a.numbers).zip(b.numbers) {
            *y = *a + (*b - *a) * t[0];
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, b, t]: [View<'_, T>; 3],
        _: &[T],
        y_bar: &[T],
        [a_bar, b_bar, t_bar]: [Option<&mut [T]>; 3],
    ) {
        add_scaled(a_bar, y_bar, T::one() - t[0]);
        add_scaled(b_bar, y_bar, t[0]);
        if let Some(t_bar) = t_bar {
            t_bar[0] += dot(b.numbers, y_bar) - dot(a.numbers, y_bar);
        }
    }
}

/// A function of numbers, number by number, of `N` lists of one length. A list of one number goes with every number.
pub struct Componentwise<F>(pub F);

/// A function of numbers.
pub trait Scalar<const N: usize> {
    /// The value.
    fn of<T: Real>(&self, x: [T; N]) -> T;
}

impl<F: Scalar<N>, const N: usize> Kernel<N> for Componentwise<F> {
    const LOOKS: bool = false;

    #[inline]
    fn apply<T: Real>(&self, x: [View<'_, T>; N], y: &mut [T]) {
        for (i, y) in y.iter_mut().enumerate() {
            *y = self.0.of(x.map(|x| x[at(x, i)]));
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        x: [View<'_, T>; N],
        _: &[T],
        y_bar: &[T],
        mut x_bar: [Option<&mut [T]>; N],
    ) {
        use crate::Dual;
        for (i, y_bar) in y_bar.iter().enumerate() {
            for (k, bar) in x_bar.iter_mut().enumerate() {
                let Some(bar) = bar else { continue };
                let mut point = x.map(|x| Dual::constant(x[at(x, i)]));
                point[k].tangent = [T::one()];
                bar[at(x[k], i)] += times(self.0.of(point).tangent[0], *y_bar);
            }
        }
    }
}

#[inline(always)]
fn at<T>(x: View<'_, T>, i: usize) -> usize {
    if x.numbers.len() == 1 { 0 } else { i }
}

macro_rules! scalars {
    ($($name:ident($($x:ident),*) => $value:expr;)*) => {$(
        #[doc = concat!("`", stringify!($value), "`")]
        pub struct $name;

        impl Scalar<{ [$(stringify!($x)),*].len() }> for $name {
            #[inline(always)]
            fn of<T: Real>(&self, [$($x),*]: [T; { [$(stringify!($x)),*].len() }]) -> T {
                $value
            }
        }
    )*};
}

scalars! {
    Add(a, b) => a + b;
    Subtract(a, b) => a - b;
    Negate(a) => -a;
    Multiply(a, b) => a * b;
    Divide(a, b) => a / b;
    Second(_a, b) => b;
    Powf(a, b) => a.powf(b);
    Recip(a) => a.recip();
    Abs(a) => a.abs();
    Sqrt(a) => a.sqrt();
    Cbrt(a) => a.cbrt();
    Max(a, b) => a.max(b);
    Min(a, b) => a.min(b);
    Clamp(a, low, high) => if a < low { low } else if a > high { high } else { a };
    MulAdd(a, b, c) => a * b + c;
    Midpoint(a, b) => (a + b) / (T::one() + T::one());
    Floor(a) => a.floor();
    Ceil(a) => a.ceil();
    Round(a) => a.round();
    Trunc(a) => a.trunc();
    Fract(a) => a.fract();
    Signum(a) => a.signum();
    Exp(a) => a.exp();
    Exp2(a) => a.exp2();
    Ln(a) => a.ln();
    Log2(a) => a.log2();
    Log10(a) => a.log10();
    Sin(a) => a.sin();
    Cos(a) => a.cos();
    Tan(a) => a.tan();
    ToDegrees(a) => a.to_degrees();
    ToRadians(a) => a.to_radians();
}

/// A number to a power that is an integer.
pub struct Powi(pub i32);

impl Scalar<1> for Powi {
    #[inline(always)]
    fn of<T: Real>(&self, [a]: [T; 1]) -> T {
        a.powi(self.0)
    }
}

/// `‖a - b‖`, by which derivatives are found as for the norm.
pub struct Distance;

/// `‖a - b‖²`
pub struct DistanceSquared;

macro_rules! of_difference {
    ($($name:ident: |$a:ident, $b:ident| $slope:expr, $value:expr;)*) => {$(
        impl Kernel<2> for $name {
            #[inline]
            fn apply<T: Real>(&self, [a, b]: [View<'_, T>; 2], y: &mut [T]) {
                let mut squares = T::zero();
                for (a, b) in a.numbers.iter().zip(b.numbers) {
                    squares += (*a - *b) * (*a - *b);
                }
                let $a = squares;
                y[0] = $value;
            }

            #[inline]
            fn pull<T: Real>(
                &self,
                [a, b]: [View<'_, T>; 2],
                y: &[T],
                y_bar: &[T],
                [a_bar, b_bar]: [Option<&mut [T]>; 2],
            ) {
                let $b = y[0];
                let factor: T = $slope * y_bar[0];
                let terms = |i: usize| factor * (a[i] - b[i]);
                for (i, a_bar) in a_bar.into_iter().flatten().enumerate() {
                    *a_bar += terms(i);
                }
                for (i, b_bar) in b_bar.into_iter().flatten().enumerate() {
                    *b_bar -= terms(i);
                }
            }
        }
    )*};
}

of_difference! {
    Distance: |squares, y| if y == T::zero() { T::zero() } else { y.recip() },
        if squares == T::zero() { T::zero() } else { squares.sqrt() };
    DistanceSquared: |squares, _y| T::one() + T::one(), squares;
}

/// One number everywhere.
pub struct Repeat;

impl Kernel<1> for Repeat {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        y.fill(a[0]);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        _: [View<'_, T>; 1],
        _: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        if let Some(a_bar) = a_bar {
            a_bar[0] += y_bar.iter().copied().sum();
        }
    }
}
