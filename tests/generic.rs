//! Generic types of the user's: vectors, quaternions, polynomials, filters, with `T: Float` and nothing more.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, Real, differentiate};
use num_traits::{Float, Num};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

#[derive(Debug, Clone, Copy, PartialEq, Differentiable)]
pub struct V3<T> {
    x: T,
    y: T,
    z: T,
}

#[differentiate]
impl<T: Float> V3<T> {
    pub fn new(x: T, y: T, z: T) -> V3<T> {
        V3 { x, y, z }
    }
    pub fn dot(&self, o: &V3<T>) -> T {
        self.x * o.x + self.y * o.y + self.z * o.z
    }
    pub fn norm(&self) -> T {
        self.dot(self).sqrt()
    }
    pub fn cross(self, o: Self) -> Self {
        V3::new(
            self.y * o.z - self.z * o.y,
            self.z * o.x - self.x * o.z,
            self.x * o.y - self.y * o.x,
        )
    }
    pub fn normalize(self) -> Self {
        let n = self.norm();
        Self {
            x: self.x / n,
            y: self.y / n,
            z: self.z / n,
        }
    }
    pub fn scale(&self, s: T) -> Self {
        Self::new(self.x * s, self.y * s, self.z * s)
    }
    pub fn lerp(self, o: Self, t: T) -> Self {
        self.scale(T::one() - t) + o.scale(t)
    }
    pub fn add_to(&mut self, o: &V3<T>) {
        self.x = self.x + o.x;
        self.y = self.y + o.y;
        self.z = self.z + o.z;
    }
}

#[differentiate]
impl<T: Float> Add for V3<T> {
    type Output = V3<T>;
    fn add(self, o: V3<T>) -> V3<T> {
        V3 {
            x: self.x + o.x,
            y: self.y + o.y,
            z: self.z + o.z,
        }
    }
}
#[differentiate]
impl<T: Float> Sub for V3<T> {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self {
            x: self.x - o.x,
            y: self.y - o.y,
            z: self.z - o.z,
        }
    }
}
#[differentiate]
impl<T: Float> Mul<T> for V3<T> {
    type Output = Self;
    fn mul(self, o: T) -> Self {
        self.scale(o)
    }
}
#[differentiate]
impl<T: Float> Neg for V3<T> {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            x: -self.x,
            y: -self.y,
            z: -self.z,
        }
    }
}
#[differentiate]
impl<T: Float + AddAssign> AddAssign for V3<T> {
    fn add_assign(&mut self, o: Self) {
        self.x += o.x;
        self.y += o.y;
        self.z += o.z;
    }
}

#[differentiate]
pub fn triple<T: Float>(a: &V3<T>, b: &V3<T>, c: V3<T>) -> T {
    a.dot(&b.cross(c)) + (*a + *b).norm()
}
#[differentiate]
pub fn dist2<T: Float>(a: V3<T>, b: V3<T>) -> T {
    let d = a - b;
    d.dot(&d)
}
#[differentiate]
pub fn scaled<T>(a: V3<T>, s: T) -> V3<T>
where
    T: Float,
{
    -(a * s)
}
#[differentiate]
pub fn concrete(a: V3<f64>, s: f64) -> f64 {
    triple(&a, &scaled(a, s), V3::new(1.0, 2.0, s))
}

#[derive(Debug, Clone, PartialEq, Differentiable)]
pub struct P<T> {
    w: Vec<T>,
    bias: T,
    hint: Option<T>,
    k: usize,
}

#[derive(Debug, Clone, PartialEq, Differentiable)]
pub struct S2<T, const N: usize> {
    w: [T; N],
    deep: P<T>,
}

#[differentiate]
pub fn f<T: Float>(p: &P<T>, x: T) -> T {
    let mut s = p.bias;
    for (i, w) in p.w.iter().enumerate() {
        s = s + *w * x.powi(i as i32);
    }
    if let Some(h) = p.hint {
        s = s * h;
    }
    s
}
#[differentiate]
pub fn many<T: Float>(ps: &[P<T>], x: T) -> T {
    let mut s = T::zero();
    for p in ps {
        s = s + f(p, x);
    }
    s
}
#[differentiate]
pub fn vecs<T: Float>(ps: Vec<V3s<T>>) -> T {
    ps.iter().map(|p| p.a * p.b).fold(T::zero(), |a, b| a + b)
}
#[derive(Debug, Clone, Copy, PartialEq, Differentiable)]
pub struct V3s<T> {
    a: T,
    b: T,
}
#[differentiate]
pub fn arr<T: Float, const N: usize>(ps: [V3s<T>; N], o: Option<V3s<T>>) -> T {
    let mut s = T::zero();
    for p in ps.iter() {
        s = s + p.a * p.b;
    }
    match o {
        Some(v) => s * v.a + v.b,
        None => s,
    }
}
#[differentiate]
pub fn build<T: Float>(x: T, n: usize) -> Vec<V3s<T>> {
    (0..n)
        .map(|i| V3s {
            a: x,
            b: x * T::from(i).unwrap(),
        })
        .collect()
}
#[differentiate]
pub fn s2<T: Float, const N: usize>(p: &S2<T, N>, x: T) -> T {
    f(&p.deep, x) + p.w.iter().fold(T::zero(), |a, b| a + *b * x)
}
#[differentiate]
pub fn centroid<T: Float>(ps: &[V3<T>]) -> V3<T> {
    let mut s = V3::new(T::zero(), T::zero(), T::zero());
    for p in ps {
        s = s + *p;
    }
    s.scale(T::one() / T::from(ps.len()).unwrap())
}

// quaternion
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Quat<T> {
    pub w: T,
    pub x: T,
    pub y: T,
    pub z: T,
}
#[differentiate]
impl<T> Mul for Quat<T>
where
    T: Float,
{
    type Output = Self;
    fn mul(self, r: Self) -> Self::Output {
        Quat {
            w: self.w * r.w - self.x * r.x - self.y * r.y - self.z * r.z,
            x: self.w * r.x + self.x * r.w + self.y * r.z - self.z * r.y,
            y: self.w * r.y - self.x * r.z + self.y * r.w + self.z * r.x,
            z: self.w * r.z + self.x * r.y - self.y * r.x + self.z * r.w,
        }
    }
}
#[differentiate]
impl<T> Quat<T>
where
    T: Float,
{
    pub fn conj(&self) -> Self {
        Self {
            x: -self.x,
            y: -self.y,
            z: -self.z,
            ..*self
        }
    }
    pub fn norm2(&self) -> T {
        self.w * self.w + self.x * self.x + self.y * self.y + self.z * self.z
    }
    pub fn inverse(self) -> Self {
        let n = self.norm2();
        let c = self.conj();
        Self {
            w: c.w / n,
            x: c.x / n,
            y: c.y / n,
            z: c.z / n,
        }
    }
    pub fn from_axis_angle(axis: [T; 3], angle: T) -> Self {
        let half = angle / (T::one() + T::one());
        let (s, c) = half.sin_cos();
        Self {
            w: c,
            x: axis[0] * s,
            y: axis[1] * s,
            z: axis[2] * s,
        }
    }
    pub fn rotate(&self, v: [T; 3]) -> [T; 3] {
        let p = Quat {
            w: T::zero(),
            x: v[0],
            y: v[1],
            z: v[2],
        };
        let r = *self * p * self.inverse();
        [r.x, r.y, r.z]
    }
}
#[differentiate]
pub fn rotated<T: Float>(axis: [T; 3], angle: T, v: [T; 3]) -> [T; 3] {
    Quat::from_axis_angle(axis, angle).rotate(v)
}
// polynomial
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Polynomial<T> {
    coeffs: Vec<T>,
}
#[differentiate]
impl<T: Float + Sum> Polynomial<T> {
    pub fn new(coeffs: Vec<T>) -> Self {
        Self { coeffs }
    }
    pub fn eval(&self, x: T) -> T {
        self.coeffs
            .iter()
            .rev()
            .fold(T::zero(), |acc, &c| acc * x + c)
    }
    pub fn derivative(&self) -> Self {
        Polynomial {
            coeffs: self
                .coeffs
                .iter()
                .enumerate()
                .skip(1)
                .map(|(i, &c)| c * T::from(i).unwrap())
                .collect(),
        }
    }
    pub fn newton(&self, x0: T, n: usize) -> T {
        let d = self.derivative();
        let mut x = x0;
        for _ in 0..n {
            x = x - self.eval(x) / d.eval(x);
        }
        x
    }
    pub fn l1(&self) -> T {
        self.coeffs.iter().map(|c| c.abs()).sum()
    }
}
#[differentiate]
impl<T: Float> Add<&Polynomial<T>> for &Polynomial<T> {
    type Output = Polynomial<T>;
    fn add(self, o: &Polynomial<T>) -> Polynomial<T> {
        let n = self.coeffs.len().max(o.coeffs.len());
        let mut coeffs = vec![T::zero(); n];
        for (i, c) in self.coeffs.iter().enumerate() {
            coeffs[i] = coeffs[i] + *c;
        }
        for (i, c) in o.coeffs.iter().enumerate() {
            coeffs[i] = coeffs[i] + *c;
        }
        Polynomial { coeffs }
    }
}
#[differentiate]
pub fn polysum<T: Float + Sum>(a: Vec<T>, b: Vec<T>, x: T) -> T {
    let (p, q) = (Polynomial::new(a), Polynomial::new(b));
    (&p + &q).eval(x) + p.newton(x, 3) + q.l1()
}
// PID
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Pid<F: Float> {
    kp: F,
    ki: F,
    kd: F,
    integral: F,
    last: Option<F>,
}
#[differentiate]
impl<F: Float> Pid<F> {
    pub fn new(kp: F, ki: F, kd: F) -> Self {
        Self {
            kp,
            ki,
            kd,
            integral: F::zero(),
            last: None,
        }
    }
    pub fn step(&mut self, error: F, dt: F) -> F {
        self.integral = self.integral + error * dt;
        let d = match self.last {
            Some(last) => (error - last) / dt,
            None => F::zero(),
        };
        self.last = Some(error);
        self.kp * error + self.ki * self.integral + self.kd * d
    }
}
#[differentiate]
pub fn control<F: Float>(kp: F, ki: F, kd: F, target: F) -> F {
    let mut pid = Pid::new(kp, ki, kd);
    let dt = F::from(0.1).unwrap();
    let (mut x, mut cost) = (F::zero(), F::zero());
    for _ in 0..10 {
        let u = pid.step(target - x, dt);
        x = x + dt * (u - x);
        cost = cost + (target - x).powi(2);
    }
    cost
}
// Kalman
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Mat2<T>([[T; 2]; 2]);
#[differentiate]
impl<T: Float + AddAssign> Mul for Mat2<T> {
    type Output = Mat2<T>;
    fn mul(self, o: Mat2<T>) -> Mat2<T> {
        let mut r = [[T::zero(); 2]; 2];
        for i in 0..2 {
            for j in 0..2 {
                for k in 0..2 {
                    r[i][j] += self.0[i][k] * o.0[k][j];
                }
            }
        }
        Mat2(r)
    }
}
#[differentiate]
impl<T: Float + AddAssign> Add for Mat2<T> {
    type Output = Mat2<T>;
    fn add(self, o: Mat2<T>) -> Mat2<T> {
        let mut r = self.0;
        for i in 0..2 {
            for j in 0..2 {
                r[i][j] += o.0[i][j];
            }
        }
        Mat2(r)
    }
}
#[differentiate]
impl<T: Float + AddAssign> Mat2<T> {
    pub fn transpose(&self) -> Self {
        Mat2([[self.0[0][0], self.0[1][0]], [self.0[0][1], self.0[1][1]]])
    }
    pub fn identity() -> Self {
        Mat2([[T::one(), T::zero()], [T::zero(), T::one()]])
    }
    pub fn det(&self) -> T {
        self.0[0][0] * self.0[1][1] - self.0[0][1] * self.0[1][0]
    }
}
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Kalman<T> {
    x: [T; 2],
    p: Mat2<T>,
    q: Mat2<T>,
    r: T,
}
#[differentiate]
impl<T: Float + AddAssign> Kalman<T> {
    pub fn predict(&mut self, dt: T) {
        let f = Mat2([[T::one(), dt], [T::zero(), T::one()]]);
        self.x = [self.x[0] + dt * self.x[1], self.x[1]];
        self.p = f * self.p * f.transpose() + self.q;
    }
    pub fn update(&mut self, z: T) -> T {
        let y = z - self.x[0];
        let s = self.p.0[0][0] + self.r;
        let k = [self.p.0[0][0] / s, self.p.0[1][0] / s];
        self.x[0] += k[0] * y;
        self.x[1] += k[1] * y;
        let ikh = Mat2([[T::one() - k[0], T::zero()], [-k[1], T::one()]]);
        self.p = ikh * self.p;
        y * y / s + s.ln()
    }
}
#[differentiate]
pub fn kalman_nll<T: Float + AddAssign>(zs: &[T], q: T, r: T) -> T {
    let mut k = Kalman {
        x: [T::zero(); 2],
        p: Mat2::identity(),
        q: Mat2([[q, T::zero()], [T::zero(), q]]),
        r,
    };
    let mut nll = T::zero();
    for z in zs {
        k.predict(T::one());
        nll += k.update(*z);
    }
    nll
}
// Real
#[differentiate]
pub fn logsumexp<T: Real>(xs: &[T]) -> T {
    let m = xs.iter().copied().fold(T::neg_infinity(), T::max);
    m + xs.iter().map(|x| (*x - m).exp()).sum::<T>().ln()
}
// Num-like bounds only
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct P2<T> {
    x: T,
    y: T,
}
impl<T> P2<T> {
    pub fn new(x: T, y: T) -> Self {
        P2 { x, y }
    }
}
#[differentiate]
impl<T: Copy + Add<Output = T>> Add for P2<T> {
    type Output = P2<T>;
    fn add(self, o: P2<T>) -> P2<T> {
        P2 {
            x: self.x + o.x,
            y: self.y + o.y,
        }
    }
}
#[differentiate]
impl<T: Copy + Mul<Output = T> + Add<Output = T> + Sub<Output = T>> P2<T> {
    pub fn dot(self, o: P2<T>) -> T {
        self.x * o.x + self.y * o.y
    }
    pub fn perp(self) -> P2<T>
    where
        T: Neg<Output = T>,
    {
        P2 {
            x: -self.y,
            y: self.x,
        }
    }
    pub fn cross(self, o: P2<T>) -> T {
        self.x * o.y - self.y * o.x
    }
}
#[differentiate]
pub fn area<T: Copy + Num>(ps: &[P2<T>]) -> T {
    let mut a = T::zero();
    for i in 0..ps.len() {
        let j = (i + 1) % ps.len();
        a = a + ps[i].x * ps[j].y - ps[i].y * ps[j].x;
    }
    a
}
#[differentiate]
pub fn area2<T: Num + Copy + Neg<Output = T>>(a: P2<T>, b: P2<T>) -> T {
    a.cross(b) + (a + b).dot(b) + a.dot(b.perp())
}

#[test]
fn vectors() {
    let (a, b) = (V3::new(0.3, -0.4, 0.9), V3::new(1.3, 0.4, 0.2));
    let c = V3::new(0.7, -0.1, 0.5);
    ad::check::<triple>((&a, &b, c)).assert();
    ad::check::<dist2>((a, b)).assert();
    ad::check::<scaled>((a, 0.7)).assert();
    ad::check::<concrete>((a, 0.7)).assert();
    ad::check::<centroid>(&[a, b, c]).assert();
    let (_, (x_bar, _, _)) = a.lerp_vjp(
        b,
        0.3,
        &V3Tangent {
            x: 1.0,
            y: 0.0,
            z: 0.0,
        },
    );
    assert!((x_bar.x - 0.7_f64).abs() < 1e-15);
}

/// The type of the companion's scalar: given, inferred, another float.
#[test]
fn functions_of_companions_are_found_for_every_float() {
    let (a, b) = (V3::new(0.3, -0.4, 0.9), V3::new(1.3, 0.4, 0.2));
    assert_eq!(dist2::grad(a, b), dist2::grad::<f64>(a, b));
    let single = V3::new(0.5_f32, 0.0, 0.0);
    assert_eq!(dist2::grad(single, V3::new(0.0, 0.0, 0.0)).0.x, 1.0_f32);
    ad::check::<dist2<f32>>((single, V3::new(0.1, 0.2, 0.3))).assert();
    ad::check::<arr<f64, 2>>(([V3s { a: 0.1, b: 0.4 }; 2], Some(V3s { a: 0.7, b: 0.2 }))).assert();
}

#[test]
fn containers() {
    let p = P {
        w: vec![0.1, 0.4],
        bias: 0.3,
        hint: Some(0.6),
        k: 3,
    };
    let q = P {
        w: vec![0.7],
        bias: -0.3,
        hint: None,
        k: 3,
    };
    ad::check::<f>((&p, 0.6)).assert();
    ad::check::<many>((&[p.clone(), q.clone()], 0.6)).assert();
    ad::check::<vecs>(vec![V3s { a: 0.1, b: 0.4 }, V3s { a: 0.7, b: 0.2 }]).assert();
    ad::check::<build>((0.6, 3)).assert();
    ad::check::<s2<f64, 3>>((
        &S2 {
            w: [0.1, 0.2, 0.3],
            deep: p,
        },
        0.6,
    ))
    .assert();
}

#[test]
fn programs() {
    ad::check::<rotated>(([0.3, 0.4, 0.8], 0.7, [1.0, 2.0, -1.0])).assert();
    ad::check::<polysum>((vec![0.3, 0.4, 0.8], vec![0.2, -0.4], 0.7)).assert();
    ad::check::<control>((0.3, 0.2, 0.04, 1.0)).assert();
    ad::check::<kalman_nll>((&[0.3, 0.2, 0.04, 1.0], 0.3, 0.5)).assert();
    ad::check::<logsumexp>(&[0.3, 0.2, 0.04, 1.0]).assert();
}

/// Bounds that say no more than what is computed.
#[test]
fn arithmetic_bounds() {
    ad::check::<area>(&[P2::new(0.1, 0.4), P2::new(0.3, 0.2), P2::new(-0.1, 0.9)]).assert();
    ad::check::<area2>((P2::new(0.1, 0.4), P2::new(0.3, 0.2))).assert();
}

/// What only numbers flow through asks for no bound but the user's.
#[test]
fn callers_that_are_generic_and_not_annotated() {
    #[differentiate]
    fn norm<T: Float>(x: &[T]) -> T {
        x.iter().fold(T::zero(), |sum, &x| sum + x * x).sqrt()
    }
    fn step<T: Float>(x: &mut [T]) {
        let g = norm::grad(x);
        for (x, g) in x.iter_mut().zip(g) {
            *x = *x - g;
        }
    }
    let mut x = [3.0, 4.0];
    step(&mut x);
    assert_eq!(x, [2.4, 3.2]);
}

/// What the arguments of a call say of one another, and of the result.
mod instances {
    use ad::differentiate;
    use num_traits::Float;

    #[differentiate]
    fn rational<T: Float, const N: usize, const D: usize>(x: T, num: [T; N], den: [T; D]) -> T {
        let up = num.iter().rev().fold(T::zero(), |sum, c| sum * x + *c);
        let down = den.iter().rev().fold(T::zero(), |sum, c| sum * x + *c);
        up / down
    }

    #[differentiate]
    fn lerp<T: Float>(a: T, b: T, t: T) -> T {
        a + (b - a) * t
    }

    #[differentiate]
    fn ends<T: Float>(values: &[T], scale: T) -> Option<(T, T)> {
        let (first, last) = (values.first()?, values.last()?);
        Some((*first * scale, *last / scale))
    }

    #[differentiate]
    fn narrow(x: f32) -> f32 {
        let r = rational(x, [1.0, 0.5, 0.25], [2.0, 1.0]);
        let t = lerp(0.5, 2.0, x);
        r * t + lerp(x, 1.5, 0.25).sqrt()
    }

    #[differentiate]
    fn wide(x: f64) -> f64 {
        let Some((first, last)) = ends(&[x, 2.0, x * x], 3.0) else {
            return 0.0;
        };
        let y = rational(first, [1.0, 0.5], [2.0, 1.0, 0.125]);
        y.powi(2) + last.max(y)
    }

    #[test]
    fn gradients() {
        let step = 1e-2_f32;
        let difference = (narrow(0.7 + step) - narrow(0.7 - step)) / (2.0 * step);
        assert!((narrow::grad(0.7) - difference).abs() < 1e-2);
        ad::check::<wide>(0.7).assert();
    }
}

/// A length that only the type of the result says.
mod lengths_of_results {
    use ad::differentiate;

    #[differentiate]
    fn diagonal<const N: usize>(p: &[f64], scale: f64) -> [[f64; N]; N] {
        let mut rows = [[0.0; N]; N];
        for i in 0..N {
            rows[i][i] = scale * p[i].sin();
        }
        rows
    }

    #[differentiate]
    fn scaled<const N: usize>(p: &[f64; N]) -> [[f64; N]; N] {
        diagonal(p, 10.0)
    }

    #[test]
    fn gradients() {
        ad::check::<scaled<3>>(&[0.1, 0.2, 0.3]).assert();
    }
}
