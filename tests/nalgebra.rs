//! Vectors and matrices of the crate `nalgebra`.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

#[macro_use]
mod common;

use ad::differentiate;
use common::Flat;
use nalgebra::{
    ArrayStorage, Const, DMatrix, DVector, Dim, Dyn, Matrix, Matrix3, VecStorage, Vector3,
};

impl<const R: usize, const C: usize> Flat
    for Matrix<f64, Const<R>, Const<C>, ArrayStorage<f64, R, C>>
{
    fn flatten(&self, out: &mut Vec<f64>) {
        out.extend(self.iter());
    }
    fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|x| x.refill(from));
    }
}

impl<C: Dim> Flat for Matrix<f64, Dyn, C, VecStorage<f64, Dyn, C>> {
    fn flatten(&self, out: &mut Vec<f64>) {
        out.extend(self.iter());
    }
    fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|x| x.refill(from));
    }
}

#[differentiate(order = 2)]
fn products(a: &Vector3<f64>, b: Vector3<f64>) -> f64 {
    a.dot(&b) * a.norm() + b.norm_squared() * a[1] + b.y * b.sum()
}

#[differentiate]
fn geometry(a: &Vector3<f64>, b: &Vector3<f64>, t: f64) -> Vector3<f64> {
    let c = a.cross(b);
    let n = c.normalize();
    let m = n.lerp(&a.component_mul(b), t);
    Vector3::new(m.x, c[0] * t, m.dot(a))
}

#[differentiate]
fn dynamic(a: &DVector<f64>, b: &DVector<f64>) -> f64 {
    let c = a.component_div(b);
    let mut d = c.scale(2.0);
    d[1] = a[0] * b[1];
    d.norm() + d.transpose().sum()
}

#[differentiate(order = 2)]
fn operators(m: &Matrix3<f64>, v: &Vector3<f64>, s: f64) -> f64 {
    let mut w = m * v + 2.0 * v - v / s;
    w += s * v;
    w *= s;
    (-w).dot(&(m.transpose() * v)) * s
}

#[differentiate]
fn quadratic_form(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    let y = a * x;
    x.dot(&y) + (x - &y).norm()
}

fn u() -> Vector3<f64> {
    Vector3::new(0.3, -0.7, 1.1)
}

fn v() -> Vector3<f64> {
    Vector3::new(0.9, 0.4, -0.6)
}

fn m() -> Matrix3<f64> {
    Matrix3::new(0.3, -0.7, 1.1, 0.2, 0.9, -0.4, 0.5, 0.8, 0.6)
}

common::checks! {
    mod derivatives;
    twice products(&u(), move v());
    twice operators(&m(), &v(), 0.7);
    scalar quadratic_form(&DMatrix::from_fn(2, 2, |i, j| 0.3 + i as f64 - 0.5 * j as f64), &DVector::from_vec(vec![0.3, -0.8]));
    map geometry(&u(), &v(), 0.3);
    scalar dynamic(&DVector::from_vec(vec![0.3, 1.2, -0.4]), &DVector::from_vec(vec![0.9, 0.6, 0.8]));
}
