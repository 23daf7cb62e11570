//! Complex numbers of the crate `num-complex`.

use super::kernel::{ByFormula, Formula, Kernel, OfFirst, times};
use super::kernels::{Add, Componentwise, Concat, Divide, Multiply, Negate, Scale, Subtract};
use super::numbers::{Argument, Buffered, Number, Numbers, NumbersMut, View};
use super::operator::operators;
use super::rule::rules;
use crate::{Coordinate, Differentiable, Dual, Perturb, Real, Tangent};
use num_complex::Complex;

impl<T: Number> Differentiable for Complex<T> {
    type Tangent = Complex<T>;

    #[inline]
    fn zero_tangent(&self) -> Complex<T> {
        Complex::new(T::zero(), T::zero())
    }
}

impl<T: Number> Tangent for Complex<T> {
    #[inline]
    fn add_assign(&mut self, rhs: &Self) {
        self.re += rhs.re;
        self.im += rhs.im;
    }

    #[inline]
    fn scale(&mut self, factor: f64) {
        self.re.scale(factor);
        self.im.scale(factor);
    }

    #[inline]
    fn dot(&self, rhs: &Self) -> f64 {
        self.re.dot(&rhs.re) + self.im.dot(&rhs.im)
    }

    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    ) {
        self.re.coordinates(&at.field("re"), visit);
        self.im.coordinates(&at.field("im"), visit);
    }
}

impl<T: Number> Perturb for Complex<T> {
    type Perturbed = Complex<T>;

    fn perturbed(&self, direction: &Self, step: f64) -> Self {
        Complex::new(
            self.re.perturbed(&direction.re, step),
            self.im.perturbed(&direction.im, step),
        )
    }

    fn difference(&self, from: &Self) -> Self {
        *self - *from
    }

    fn magnitude(&self) -> f64 {
        self.re.magnitude().max(self.im.magnitude())
    }
}

impl<T: Number> Numbers<T> for Complex<T> {
    type Of<U: Real> = [U; 2];

    #[inline(always)]
    fn number_shape(&self) -> (usize, usize) {
        (2, 1)
    }

    #[inline(always)]
    fn map_numbers<U: Real>(&self, mut f: impl FnMut(T) -> U) -> [U; 2] {
        [f(self.re), f(self.im)]
    }
}

impl<T: Number> Buffered<T> for Complex<T> {
    type Buffer = Complex<T>;
}

impl<T: Number> NumbersMut<T> for Complex<T> {
    #[inline(always)]
    fn change_numbers(&mut self, mut f: impl FnMut(usize, &mut T)) {
        f(0, &mut self.re);
        f(1, &mut self.im);
    }
}

#[inline(always)]
fn complex<T: Real>(x: View<'_, T>) -> Complex<T> {
    Complex::new(x[0], x[1])
}

/// A function of complex numbers that is differentiable as one, so that its derivative is a complex number.
struct Holomorphic<F>(F);

trait Function<const N: usize> {
    fn of<T: Real>(&self, z: [Complex<T>; N]) -> Complex<T>;
}

impl<F: Function<N>, const N: usize> Kernel<N> for Holomorphic<F> {
    #[inline]
    fn apply<T: Real>(&self, x: [View<'_, T>; N], y: &mut [T]) {
        let value = self.0.of(x.map(complex));
        (y[0], y[1]) = (value.re, value.im);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        x: [View<'_, T>; N],
        _: &[T],
        y_bar: &[T],
        x_bar: [Option<&mut [T]>; N],
    ) {
        for (k, x_bar) in x_bar.into_iter().enumerate() {
            let Some(x_bar) = x_bar else { continue };
            let mut z = x.map(|x| Complex::new(Dual::constant(x[0]), Dual::constant(x[1])));
            z[k].re.tangent = [T::one()];
            let w = self.0.of(z);
            let (u, v) = (w.re.tangent[0], w.im.tangent[0]);
            // The adjoint of the product with a complex number is the product with its conjugate.
            x_bar[0] += times(u, y_bar[0]) + times(v, y_bar[1]);
            x_bar[1] += times(u, y_bar[1]) - times(v, y_bar[0]);
        }
    }
}

macro_rules! functions {
    ($($name:ident $(<$n:ident: $N:ty>)? ($($z:ident),*) => $value:expr;)*) => {$(
        struct $name $(($N))?;

        impl Function<{ [$(stringify!($z)),*].len() }> for $name {
            #[inline]
            fn of<T: Real>(&self, [$($z),*]: [Complex<T>; { [$(stringify!($z)),*].len() }]) -> Complex<T> {
                $(let $n = self.0;)?
                $value
            }
        }
    )*};
}

functions! {
    Exp(z) => z.exp();
    Ln(z) => z.ln();
    Sqrt(z) => z.sqrt();
    Sin(z) => z.sin();
    Cos(z) => z.cos();
    Tan(z) => z.tan();
    Sinh(z) => z.sinh();
    Cosh(z) => z.cosh();
    Tanh(z) => z.tanh();
    Inv(z) => z.inv();
    Powi<n: i32>(z) => z.powi(n);
    Powc(z, w) => z.powc(w);
    Mul(z, w) => z * w;
    Div(z, w) => z / w;
}

/// Functions that are differentiable by the parts only.
macro_rules! formulas {
    ($($name:ident($($z:ident),*) => $value:expr;)*) => {$(
        struct $name;

        impl Formula<{ [$(stringify!($z)),*].len() }> for $name {
            #[inline]
            fn formula<T: Real>(&self, [$($z),*]: [View<'_, T>; { [$(stringify!($z)),*].len() }], y: &mut [T]) {
                y.copy_from_slice(&$value);
            }
        }
    )*};
}

formulas! {
    Norm(z) => [z[0].hypot(z[1])];
    NormSqr(z) => [z[0] * z[0] + z[1] * z[1]];
    Arg(z) => [z[1].atan2(z[0])];
    Conj(z) => [z[0], -z[1]];
    AddReal(z, x) => [z[0] + x[0], z[1]];
    SubReal(z, x) => [z[0] - x[0], z[1]];
    RealAdd(x, z) => [x[0] + z[0], z[1]];
    RealSub(x, z) => [x[0] - z[0], -z[1]];
    RealDiv(x, z) => {
        let y = complex(z).inv() * x[0];
        [y.re, y.im]
    };
    Powf(z, x) => {
        let (r, theta) = (z[0].hypot(z[1]).powf(x[0]), z[1].atan2(z[0]) * x[0]);
        [r * theta.cos(), r * theta.sin()]
    };
    FromPolar(r, theta) => [r[0] * theta[0].cos(), r[0] * theta[0].sin()];
}

rules! {
    [T: Number] [] Norm(z: Complex<T>) -> T = ByFormula(Norm), z.norm();
    [T: Number] [] Norm(z: &Complex<T>) -> T = ByFormula(Norm), z.norm();
    [T: Number] [] NormSqr(z: &Complex<T>) -> T = ByFormula(NormSqr), z.norm_sqr();
    [T: Number] [] Arg(z: Complex<T>) -> T = ByFormula(Arg), z.arg();
    [T: Number] [] Conj(z: &Complex<T>) -> Complex<T> = ByFormula(Conj), z.conj();
    [T: Number] [] Inv(z: &Complex<T>) -> Complex<T> = Holomorphic(Inv), z.inv();
    [T: Number] [] Exp(z: Complex<T>) -> Complex<T> = Holomorphic(Exp), z.exp();
    [T: Number] [] Ln(z: Complex<T>) -> Complex<T> = Holomorphic(Ln), z.ln();
    [T: Number] [] Sqrt(z: Complex<T>) -> Complex<T> = Holomorphic(Sqrt), z.sqrt();
    [T: Number] [] Sin(z: Complex<T>) -> Complex<T> = Holomorphic(Sin), z.sin();
    [T: Number] [] Cos(z: Complex<T>) -> Complex<T> = Holomorphic(Cos), z.cos();
    [T: Number] [] Tan(z: Complex<T>) -> Complex<T> = Holomorphic(Tan), z.tan();
    [T: Number] [] Sinh(z: Complex<T>) -> Complex<T> = Holomorphic(Sinh), z.sinh();
    [T: Number] [] Cosh(z: Complex<T>) -> Complex<T> = Holomorphic(Cosh), z.cosh();
    [T: Number] [] Tanh(z: Complex<T>) -> Complex<T> = Holomorphic(Tanh), z.tanh();
    [T: Number] [] Powi(z: &Complex<T>, n: i32) -> Complex<T> = OfFirst(Holomorphic(Powi(*n))), z.powi(n);
    [T: Number] [] Powc(z: Complex<T>, w: Complex<T>) -> Complex<T> = Holomorphic(Powc), z.powc(w);
    [T: Number] [] Powf(z: Complex<T>, x: T) -> Complex<T> = ByFormula(Powf), z.powf(x);
    [T: Number] [] Scale(z: &Complex<T>, x: T) -> Complex<T> = Scale, z.scale(x);
    [T: Number] [] Complex<T> | New2(re: T, im: T) -> Complex<T> = Concat, Complex::new(re, im);
    [T: Number] [] Complex<T> | FromPolar(r: T, theta: T) -> Complex<T> = ByFormula(FromPolar), Complex::from_polar(r, theta);
}

operators! {
    [T: Number] [] add: Complex<T>, Complex<T> => Complex<T> = Componentwise(Add), |z, w| z + w;
    [T: Number] [] sub: Complex<T>, Complex<T> => Complex<T> = Componentwise(Subtract), |z, w| z - w;
    [T: Number] [] mul: Complex<T>, Complex<T> => Complex<T> = Holomorphic(Mul), |z, w| z * w;
    [T: Number] [] div: Complex<T>, Complex<T> => Complex<T> = Holomorphic(Div), |z, w| z / w;
    [T: Number] [] neg: Complex<T> => Complex<T> = Componentwise(Negate), |z| -z;
    [T: Number] [] mul: Complex<T>, T => Complex<T> = Componentwise(Multiply), |z, x| z * x;
    [T: Number] [] div: Complex<T>, T => Complex<T> = Componentwise(Divide), |z, x| z / x;
    [T: Number] [] add: Complex<T>, T => Complex<T> = ByFormula(AddReal), |z, x| z + x;
    [T: Number] [] sub: Complex<T>, T => Complex<T> = ByFormula(SubReal), |z, x| z - x;
    [T: Number] [] add_assign: assign Complex<T>, Complex<T> = Componentwise(Add), |z, w| z + w;
    [T: Number] [] sub_assign: assign Complex<T>, Complex<T> = Componentwise(Subtract), |z, w| z - w;
    [T: Number] [] mul_assign: assign Complex<T>, Complex<T> = Holomorphic(Mul), |z, w| z * w;
    [T: Number] [] div_assign: assign Complex<T>, Complex<T> = Holomorphic(Div), |z, w| z / w;
    [T: Number] [] mul_assign: assign Complex<T>, T = Componentwise(Multiply), |z, x| z * x;
    [T: Number] [] div_assign: assign Complex<T>, T = Componentwise(Divide), |z, x| z / x;
}

/// Real numbers from the left.
macro_rules! reals {
    ($($T:ident)*) => {$(
        const _: () = {
            type T = $T;
            operators! {
                [] [] mul: T, Complex<T> => Complex<T> = Componentwise(Multiply), |x, z| x * z;
                [] [] add: T, Complex<T> => Complex<T> = ByFormula(RealAdd), |x, z| x + z;
                [] [] sub: T, Complex<T> => Complex<T> = ByFormula(RealSub), |x, z| x - z;
                [] [] div: T, Complex<T> => Complex<T> = ByFormula(RealDiv), |x, z| x / z;
            }
        };
    )*};
}

reals!(f32 f64);
