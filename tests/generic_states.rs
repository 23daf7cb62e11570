//! Generic matrices, states, layers and units: types of types, over scalar traits of the user's own.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, Real, differentiate};
use num_traits::{Float, FloatConst, FromPrimitive, NumCast, One, ToPrimitive, Zero};
use std::fmt::Debug;
use std::iter::Sum;
use std::marker::PhantomData;
use std::ops::*;

// own scalar trait
pub trait Scalar:
    Float + FromPrimitive + AddAssign + SubAssign + MulAssign + DivAssign + Sum + Debug + 'static
{
}
impl Scalar for f64 {}
impl Scalar for f32 {}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Matrix<T> {
    rows: usize,
    cols: usize,
    data: Vec<T>,
}
#[differentiate]
impl<T: Scalar> Matrix<T> {
    pub fn zeros(rows: usize, cols: usize) -> Self {
        Self {
            rows,
            cols,
            data: vec![T::zero(); rows * cols],
        }
    }
    pub fn from_vec(rows: usize, cols: usize, data: Vec<T>) -> Self {
        assert_eq!(data.len(), rows * cols);
        Self { rows, cols, data }
    }
    pub fn get(&self, i: usize, j: usize) -> T {
        self.data[i * self.cols + j]
    }
    pub fn set(&mut self, i: usize, j: usize, v: T) {
        self.data[i * self.cols + j] = v;
    }
    pub fn matmul(&self, o: &Matrix<T>) -> Matrix<T> {
        let mut r = Matrix::zeros(self.rows, o.cols);
        for i in 0..self.rows {
            for j in 0..o.cols {
                let mut s = T::zero();
                for k in 0..self.cols {
                    s += self.get(i, k) * o.get(k, j);
                }
                r.set(i, j, s);
            }
        }
        r
    }
    pub fn transpose(&self) -> Self {
        let mut r = Self::zeros(self.cols, self.rows);
        for i in 0..self.rows {
            for j in 0..self.cols {
                r.data[j * self.rows + i] = self.data[i * self.cols + j];
            }
        }
        r
    }
    pub fn trace(&self) -> T {
        (0..self.rows).map(|i| self.get(i, i)).sum()
    }
    pub fn frobenius(&self) -> T {
        self.data.iter().map(|&x| x * x).sum::<T>().sqrt()
    }
    pub fn map<F: Fn(T) -> T>(&self, f: F) -> Self {
        Self {
            rows: self.rows,
            cols: self.cols,
            data: self.data.iter().map(|&x| f(x)).collect(),
        }
    }
    pub fn scale_mut(&mut self, k: T) {
        for x in self.data.iter_mut() {
            *x *= k;
        }
    }
}
#[differentiate]
pub fn mm<T: Scalar>(a: Vec<T>, b: Vec<T>, k: T) -> T {
    let m = Matrix::from_vec(2, 2, a);
    let n = Matrix::from_vec(2, 2, b);
    let p = m.matmul(&n.transpose());
    p.trace() * k + p.frobenius()
}
// ode with struct state
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct State<T> {
    pos: [T; 2],
    vel: [T; 2],
}
#[differentiate]
impl<T: Scalar> Add for State<T> {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        State {
            pos: [self.pos[0] + o.pos[0], self.pos[1] + o.pos[1]],
            vel: [self.vel[0] + o.vel[0], self.vel[1] + o.vel[1]],
        }
    }
}
#[differentiate]
impl<T: Scalar> Mul<T> for State<T> {
    type Output = Self;
    fn mul(self, k: T) -> Self {
        State {
            pos: self.pos.map(|x| x * k),
            vel: self.vel.map(|x| x * k),
        }
    }
}
#[differentiate]
pub fn gravity<T: Scalar>(s: State<T>, mu: T) -> State<T> {
    let r2 = s.pos[0] * s.pos[0] + s.pos[1] * s.pos[1];
    let r3 = r2 * r2.sqrt();
    State {
        pos: s.vel,
        vel: [-mu * s.pos[0] / r3, -mu * s.pos[1] / r3],
    }
}
#[differentiate]
pub fn rk4<T: Scalar>(s: State<T>, mu: T, h: T) -> State<T> {
    let two = T::from_f64(2.0).unwrap();
    let k1 = gravity(s, mu);
    let k2 = gravity(s + k1 * (h / two), mu);
    let k3 = gravity(s + k2 * (h / two), mu);
    let k4 = gravity(s + k3 * h, mu);
    s + (k1 + k2 * two + k3 * two + k4) * (h / T::from_f64(6.0).unwrap())
}
#[differentiate]
pub fn orbit<T: Scalar>(s0: State<T>, mu: T, n: usize) -> T {
    let mut s = s0;
    let h = T::from_f64(0.05).unwrap();
    for _ in 0..n {
        s = rk4(s, mu, h);
    }
    s.pos[0] * s.pos[0] + s.vel[1]
}
// trajectory returns Vec<State>
#[differentiate]
pub fn path<T: Scalar>(s0: State<T>, mu: T, n: usize) -> Vec<State<T>> {
    let mut out = Vec::with_capacity(n + 1);
    out.push(s0);
    for i in 0..n {
        let s = rk4(out[i], mu, T::from_f64(0.05).unwrap());
        out.push(s);
    }
    out
}
#[differentiate]
pub fn path_len<T: Scalar>(s0: State<T>, mu: T) -> T {
    let p = path(s0, mu, 3);
    p.windows(2)
        .map(|w| {
            let d = w[1].pos[0] - w[0].pos[0];
            (d * d).sqrt()
        })
        .sum()
}
// phantom units
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Meter;
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Length<U> {
    v: f64,
    unit: PhantomData<U>,
}
#[differentiate]
impl<U: Copy> Length<U> {
    pub fn doubled(self) -> Length<U> {
        Length {
            v: 2.0 * self.v,
            unit: PhantomData,
        }
    }
    pub fn value(&self) -> f64 {
        self.v
    }
}
#[derive(Clone, Copy, Debug)]
pub struct NotDiff;
#[differentiate]
pub fn unit(v: f64) -> f64 {
    let l: Length<NotDiff> = Length {
        v,
        unit: PhantomData::<NotDiff>,
    };
    l.doubled().value() * v
}
// layers
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Dense<T, const I: usize, const O: usize> {
    w: [[T; I]; O],
    b: [T; O],
}
#[differentiate]
impl<T: Scalar, const I: usize, const O: usize> Dense<T, I, O> {
    pub fn forward(&self, x: &[T; I]) -> [T; O] {
        let mut y = self.b;
        for o in 0..O {
            for i in 0..I {
                y[o] += self.w[o][i] * x[i];
            }
            y[o] = y[o].tanh();
        }
        y
    }
}
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Mlp<T> {
    l1: Dense<T, 2, 3>,
    l2: Dense<T, 3, 1>,
}
#[differentiate]
impl<T: Scalar> Mlp<T> {
    pub fn forward(&self, x: &[T; 2]) -> T {
        self.l2.forward(&self.l1.forward(x))[0]
    }
    pub fn loss(&self, xs: &[[T; 2]], ys: &[T]) -> T {
        let mut l = T::zero();
        for (x, y) in xs.iter().zip(ys) {
            let d = self.forward(x) - *y;
            l += d * d;
        }
        l / T::from_usize(ys.len()).unwrap()
    }
}
#[differentiate]
pub fn mlp_loss<T: Scalar>(m: &Mlp<T>, xs: &[[T; 2]]) -> T {
    m.loss(xs, &[T::one(), T::zero()])
}
// Result, Option of generics
#[derive(Clone, Debug, PartialEq)]
pub enum Err1 {
    Singular,
}
#[differentiate]
pub fn solve2<T: Scalar>(a: [[T; 2]; 2], b: [T; 2]) -> Result<[T; 2], Err1> {
    let det = a[0][0] * a[1][1] - a[0][1] * a[1][0];
    if det.abs() < T::epsilon() {
        return Err(Err1::Singular);
    }
    Ok([
        (b[0] * a[1][1] - a[0][1] * b[1]) / det,
        (a[0][0] * b[1] - b[0] * a[1][0]) / det,
    ])
}
#[differentiate]
pub fn solved<T: Scalar>(a: [[T; 2]; 2], b: [T; 2]) -> T {
    match solve2(a, b) {
        Ok(x) => x[0] * x[1],
        Err(_) => T::zero(),
    }
}
#[differentiate]
pub fn interp<T: Float>(xs: &[T], ys: &[T], x: T) -> Option<T> {
    let i = xs.windows(2).position(|w| w[0] <= x && x <= w[1])?;
    let t = (x - xs[i]) / (xs[i + 1] - xs[i]);
    Some(ys[i] + t * (ys[i + 1] - ys[i]))
}
// default generic & where
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Complex<T = f64> {
    re: T,
    im: T,
}
#[differentiate]
impl<T> Complex<T>
where
    T: Float,
{
    pub fn mul(&self, o: &Self) -> Self {
        Complex {
            re: self.re * o.re - self.im * o.im,
            im: self.re * o.im + self.im * o.re,
        }
    }
    pub fn abs(self) -> T {
        self.re.hypot(self.im)
    }
    pub fn powi(self, n: u32) -> Self {
        let mut r = Complex {
            re: T::one(),
            im: T::zero(),
        };
        for _ in 0..n {
            r = r.mul(&self);
        }
        r
    }
    pub fn exp(self) -> Self {
        let e = self.re.exp();
        Complex {
            re: e * self.im.cos(),
            im: e * self.im.sin(),
        }
    }
}
#[differentiate]
pub fn mandel<T: Float>(c: Complex<T>) -> T {
    let z = c.mul(&c).powi(3).exp();
    z.abs()
}
#[differentiate]
impl<T: Float> Sub<&Complex<T>> for &Complex<T> {
    type Output = Complex<T>;
    fn sub(self, o: &Complex<T>) -> Complex<T> {
        Complex {
            re: self.re - o.re,
            im: self.im - o.im,
        }
    }
}
#[differentiate]
impl<T: Float> Div<T> for Complex<T> {
    type Output = Self;
    fn div(self, k: T) -> Self {
        Complex {
            re: self.re / k,
            im: self.im / k,
        }
    }
}
#[differentiate]
impl<T: Float> Rem<T> for Complex<T> {
    type Output = Self;
    fn rem(self, k: T) -> Self {
        Complex {
            re: self.re % k,
            im: self.im % k,
        }
    }
}
#[differentiate]
impl<T: Float + MulAssign> MulAssign<T> for Complex<T> {
    fn mul_assign(&mut self, k: T) {
        self.re *= k;
        self.im *= k;
    }
}
#[differentiate]
pub fn ops<T: Float + MulAssign>(a: Complex<T>, b: &Complex<T>, k: T) -> T {
    let mut d = &a - b;
    d *= k;
    let e: Complex<T> = d / k;
    (e.mul(&d)).abs()
}
#[differentiate]
pub fn generic_only<T: Real + Differentiable>(x: T, y: &Complex<T>) -> T
where
    Complex<T>: Copy,
{
    x * y.re.sin() + y.im.powf(x) + T::PI()
}
// method generic over other type
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Holder {
    xs: Vec<f64>,
}
#[differentiate]
impl Holder {
    pub fn weighted<T: Float>(&self, w: T) -> T {
        let mut s = T::zero();
        for x in &self.xs {
            s = s + w * T::from(*x).unwrap();
        }
        s
    }
    pub fn with<F: Fn(f64) -> f64>(&self, f: F) -> f64 {
        self.xs.iter().map(|x| f(*x)).sum()
    }
}
#[differentiate]
pub fn hold(h: &Holder, k: f64) -> f64 {
    h.weighted(k) + h.with(|x| x * k)
}
#[test]
fn more() {
    let v = |a: &[f64]| a.to_vec();
    ad::check::<mm>((v(&[0.1, 0.2, 0.3, 0.9]), v(&[0.4, 0.2, -0.3, 0.8]), 0.4)).assert();
    let s = State {
        pos: [1.0, 0.1],
        vel: [0.0, 0.9],
    };
    ad::check::<orbit>((s, 1.0, 4)).assert();
    ad::check::<path>((s, 1.0, 3)).assert();
    ad::check::<path_len>((s, 1.0)).assert();
    ad::check::<unit>(0.7).assert();
    let m = Mlp {
        l1: Dense {
            w: [[0.1, 0.2], [0.4, -0.2], [0.3, 0.3]],
            b: [0.1, 0.2, 0.3],
        },
        l2: Dense {
            w: [[0.3, 0.2, 0.7]],
            b: [0.1],
        },
    };
    ad::check::<mlp_loss>((&m, &[[0.1, 0.2], [0.3, 0.5]])).assert();
    ad::check::<solved>(([[0.1, 0.7], [0.3, 0.2]], [0.3, 0.4])).assert();
    ad::check::<interp>((&[0.0, 1.0, 2.0], &[0.2, 0.4, 0.9], 1.3)).assert();
    ad::check::<mandel>(Complex { re: 0.3, im: 0.4 }).assert();
    ad::check::<ops>((
        Complex { re: 0.3, im: 0.4 },
        &Complex { re: 0.1, im: 0.9 },
        0.4,
    ))
    .assert();
    ad::check::<generic_only>((0.4, &Complex { re: 0.1, im: 0.9 })).assert();
    ad::check::<hold>((&Holder { xs: vec![0.2, 0.4] }, 0.4)).assert();
}
