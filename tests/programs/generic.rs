//! Generic vectors, traits, matrices of constant size, functions that take functions, patterns.

use ad::{Differentiable, differentiate};
use num_traits::Float;
use std::ops::{Add, AddAssign, Div, Index, Mul, Neg, Sub};

/// A generic vector with operators.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct V2<T> {
    pub x: T,
    pub y: T,
}

#[differentiate]
impl<T: Float> Add for V2<T> {
    type Output = V2<T>;
    fn add(self, o: V2<T>) -> V2<T> {
        V2 {
            x: self.x + o.x,
            y: self.y + o.y,
        }
    }
}
#[differentiate]
impl<T: Float> Sub for V2<T> {
    type Output = V2<T>;
    fn sub(self, o: V2<T>) -> V2<T> {
        V2 {
            x: self.x - o.x,
            y: self.y - o.y,
        }
    }
}
#[differentiate]
impl<T: Float> Mul<T> for V2<T> {
    type Output = V2<T>;
    fn mul(self, s: T) -> V2<T> {
        V2 {
            x: self.x * s,
            y: self.y * s,
        }
    }
}
#[differentiate]
impl<T: Float> Neg for V2<T> {
    type Output = Self;
    fn neg(self) -> Self {
        V2 {
            x: -self.x,
            y: -self.y,
        }
    }
}
#[differentiate]
impl<T: Float> V2<T> {
    pub fn new(x: T, y: T) -> Self {
        V2 { x, y }
    }
    pub fn dot(&self, o: &V2<T>) -> T {
        self.x * o.x + self.y * o.y
    }
    pub fn norm(&self) -> T {
        self.dot(self).sqrt()
    }
    pub fn rotate(self, a: T) -> Self {
        let (s, c) = a.sin_cos();
        V2::new(self.x * c - self.y * s, self.x * s + self.y * c)
    }
    pub fn lerp(a: Self, b: Self, t: T) -> Self {
        a + (b - a) * t
    }
}

#[differentiate]
fn bezier<T: Float>(p: &[V2<T>; 4], t: T) -> V2<T> {
    let ab = V2::lerp(p[0], p[1], t);
    let bc = V2::lerp(p[1], p[2], t);
    let cd = V2::lerp(p[2], p[3], t);
    V2::lerp(V2::lerp(ab, bc, t), V2::lerp(bc, cd, t), t)
}

#[differentiate]
fn bezier_length(p: &[V2<f64>; 4]) -> f64 {
    let n = 8;
    let mut prev = p[0];
    let mut len = 0.0;
    for i in 1..=n {
        let q = bezier(p, i as f64 / n as f64);
        len += (q - prev).norm();
        prev = q;
    }
    len + (-prev).rotate(0.3).x
}

/// Traits with static dispatch.
#[differentiate]
pub trait Shape {
    fn area(&self) -> f64;
    fn scaled_area(&self, k: f64) -> f64 {
        self.area() * k * k
    }
}
#[derive(Clone, Debug, Differentiable)]
pub struct Circle {
    r: f64,
}
#[derive(Clone, Debug, Differentiable)]
pub struct Rect {
    w: f64,
    h: f64,
}
#[differentiate]
impl Shape for Circle {
    fn area(&self) -> f64 {
        std::f64::consts::PI * self.r * self.r
    }
}
#[differentiate]
impl Shape for Rect {
    fn area(&self) -> f64 {
        self.w * self.h
    }
    fn scaled_area(&self, k: f64) -> f64 {
        self.area() * k.powi(2) + 0.1 * k
    }
}

#[differentiate]
fn total<S: Shape>(shapes: &[S], k: f64) -> f64 {
    shapes.iter().map(|s| s.scaled_area(k)).sum()
}

#[differentiate]
fn mixed(r: f64, w: f64, k: f64) -> f64 {
    let circles = [Circle { r }, Circle { r: r * 2.0 }];
    let rects: Vec<Rect> = (1..4)
        .map(|i| Rect {
            w: w * i as f64,
            h: r / i as f64,
        })
        .collect();
    total(&circles, k) + total(&rects, k)
}

/// Matrices with const generics.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Mat<const R: usize, const C: usize>(pub [[f64; C]; R]);
#[differentiate]
impl<const R: usize, const C: usize> Mat<R, C> {
    pub fn mul<const K: usize>(&self, o: &Mat<C, K>) -> Mat<R, K> {
        let mut out = [[0.0; K]; R];
        for i in 0..R {
            for j in 0..K {
                for k in 0..C {
                    out[i][j] += self.0[i][k] * o.0[k][j];
                }
            }
        }
        Mat(out)
    }
    pub fn transpose(&self) -> Mat<C, R> {
        let mut out = [[0.0; R]; C];
        for i in 0..R {
            for j in 0..C {
                out[j][i] = self.0[i][j];
            }
        }
        Mat(out)
    }
    pub fn frobenius(&self) -> f64 {
        self.0.iter().flatten().map(|v| v * v).sum::<f64>().sqrt()
    }
}
#[differentiate]
fn gram(a: &Mat<2, 3>) -> f64 {
    a.mul(&a.transpose()).frobenius() + a.transpose().mul(a).0[1][2]
}

#[differentiate]
fn newton<F, G>(f: F, df: G, mut x: f64, tol: f64) -> Option<f64>
where
    F: Fn(f64) -> f64,
    G: Fn(f64) -> f64,
{
    for _ in 0..30 {
        let fx = f(x);
        if fx.abs() < tol {
            return Some(x);
        }
        let d = df(x);
        if d == 0.0 {
            return None;
        }
        x -= fx / d;
    }
    None
}
#[differentiate]
fn kepler(m: f64, e: f64) -> f64 {
    let ea = newton(|x| x - e * x.sin() - m, |x| 1.0 - e * x.cos(), m, 1e-14).unwrap_or(m);
    let nu = 2.0 * ((1.0 + e).sqrt() * (ea / 2.0).sin()).atan2((1.0 - e).sqrt() * (ea / 2.0).cos());
    (1.0 - e * ea.cos()) * nu.cos() + nu
}

#[differentiate]
fn while_let(xs: &[f64]) -> f64 {
    let mut stack = xs.to_vec();
    let mut acc = 1.0;
    while let Some(top) = stack.pop() {
        if top > 2.0 {
            stack.push(top / 2.0);
            stack.push(top / 3.0);
            continue;
        }
        acc = acc * 0.9 + top * top.sin();
    }
    acc
}

#[differentiate]
fn horner_iter(c: &[f64], x: f64) -> f64 {
    c.iter()
        .rev()
        .copied()
        .reduce(|acc, a| acc * x + a)
        .unwrap_or_default()
}

#[differentiate]
fn bits(x: f64, n: u32) -> f64 {
    let mut base = x;
    let mut n = n;
    let mut out = 1.0;
    while n > 0 {
        if n & 1 == 1 {
            out *= base;
        }
        base *= base;
        n >>= 1;
    }
    out
}

#[differentiate]
fn successors(x0: f64, k: f64) -> f64 {
    std::iter::successors(
        Some(x0),
        |&x| if x < 10.0 { Some(x * k + 0.5) } else { None },
    )
    .map(|x| x.ln_1p())
    .sum()
}

#[differentiate]
fn closures(a: f64, b: f64) -> f64 {
    let scale = |s: f64| move |x: f64| x * s;
    let twice = scale(2.0 * a);
    let compose = |f: &dyn Fn(f64) -> f64, x: f64| f(f(x));
    compose(&|x| x * x + b, twice(0.3))
}

#[differentiate]
fn matched(x: f64, mode: &str, n: i32) -> f64 {
    let y = match (mode, n) {
        ("lin", _) => x,
        ("pow", n) if n > 2 => x.powi(n),
        ("pow", 0..=2) => x * x,
        (_, n @ (3 | 4)) => x / n as f64,
        _ => return -x,
    };
    let z = if let Some(r) = (y > 0.0).then_some(y.sqrt())
        && r < 3.0
    {
        r
    } else {
        y * 0.1
    };
    z + y
}

#[differentiate]
fn grid(u: &mut [Vec<f64>], k: f64) -> f64 {
    let (n, m) = (u.len(), u[0].len());
    let old = u.to_vec();
    for (i, row) in u.iter_mut().enumerate().skip(1).take(n - 2) {
        for (j, c) in row.iter_mut().enumerate().take(m - 1).skip(1) {
            *c += k
                * (old[i - 1][j] + old[i + 1][j] + old[i][j - 1] + old[i][j + 1] - 4.0 * old[i][j]);
        }
    }
    u.iter()
        .flat_map(|r| r.iter())
        .map(|v| v.powi(2))
        .sum::<f64>()
}
#[differentiate]
fn diffuse(seed: &[f64], k: f64) -> f64 {
    let mut u: Vec<Vec<f64>> = seed.chunks(4).map(|c| c.to_vec()).collect();
    let mut e = 0.0;
    for _ in 0..3 {
        e += grid(&mut u, k);
    }
    e
}

#[test]
fn gradients() {
    let p = [
        V2 { x: 0.0, y: 0.1 },
        V2 { x: 0.5, y: 1.0 },
        V2 { x: 1.2, y: 0.4 },
        V2 { x: 1.5, y: -0.3 },
    ];
    ad::check::<bezier_length>(&p).assert();
    ad::check::<mixed>((0.7, 1.1, 1.3)).assert();
    ad::check::<gram>(&Mat([[0.1, 0.5, -0.3], [0.9, 0.2, 0.4]])).assert();
    ad::check::<kepler>((0.8, 0.3)).assert();
    ad::check::<while_let>(&[0.4, 3.1, 1.2, 5.5]).assert();
    ad::check::<horner_iter>((&[0.3, -0.2, 0.7], 1.2)).assert();
    ad::check::<bits>((1.1, 13)).assert();
    ad::check::<successors>((0.4, 1.6)).assert();
    ad::check::<closures>((0.4, 1.6)).assert();
    ad::check::<matched>((1.4, "pow", 3)).assert();
    ad::check::<matched>((1.4, "else", 4)).assert();
    ad::check::<matched>((1.4, "else", 9)).assert();
    let seed: Vec<f64> = (0..16).map(|i| (i as f64 * 0.7).sin()).collect();
    ad::check::<diffuse>((&seed, 0.1)).assert();
}
