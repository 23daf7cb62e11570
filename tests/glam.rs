//! Vectors, matrices and quaternions of the crate `glam`.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

#[macro_use]
mod common;

use ad::differentiate;
use common::Flat;
use glam_0_34::{DMat3, DQuat, DVec3, Vec3};

macro_rules! flat {
    ($($ty:ident $to:ident $from:ident;)*) => {$(
        impl Flat for $ty {
            fn flatten(&self, out: &mut Vec<f64>) {
                out.extend(self.$to().map(f64::from));
            }
            fn refill(&mut self, from: &mut dyn Iterator<Item = f64>) {
                let mut numbers = self.$to();
                numbers.iter_mut().for_each(|x| x.refill(from));
                *self = $ty::$from(&numbers);
            }
            fn epsilon(&self) -> f64 {
                self.$to().epsilon()
            }
        }
    )*};
}

flat! {
    Vec3 to_array from_slice;
    DVec3 to_array from_slice;
    DQuat to_array from_slice;
    DMat3 to_cols_array from_cols_array;
}

#[differentiate(order = 2)]
fn products(a: DVec3, b: DVec3) -> f64 {
    let c = a.cross(b);
    c.length() * a.dot(b) + a.distance(b) * b.x + c[1] * a.length_squared()
}

#[differentiate]
fn geometry(a: Vec3, b: Vec3, t: f32) -> Vec3 {
    let n = a.normalize().lerp(b, t);
    Vec3::new(n.x * t, n.y, a.element_sum())
}

#[differentiate]
fn operators(m: DMat3, v: DVec3, s: f64) -> DVec3 {
    let mut w = m * v + 2.0 * v - v / s;
    w += s * v * w;
    -w + m.transpose() * v * m.determinant() + m.inverse().row(1)
}

#[differentiate]
fn rotation(q: DQuat, axis: DVec3, angle: f64, v: DVec3) -> DVec3 {
    let p = DQuat::from_axis_angle(axis.normalize(), angle);
    (q * p) * v + q.conjugate() * v
}

common::checks! {
    mod derivatives;
    twice products(move DVec3::new(0.3, -0.7, 1.1), move DVec3::new(0.9, 0.4, -0.6));
    map geometry(move Vec3::new(0.3, -0.7, 1.1), move Vec3::new(0.9, 0.4, -0.6), 0.3);
    map operators(move DMat3::from_cols_array(&[0.3, -0.7, 1.1, 0.2, 0.9, -0.4, 0.5, 0.8, 0.6]), move DVec3::new(0.9, 0.4, -0.6), 0.7);
    map rotation(move DQuat::from_xyzw(0.2, -0.5, 0.4, 0.8), move DVec3::new(0.3, -0.7, 1.1), 0.7, move DVec3::new(0.9, 0.4, -0.6));
}

#[differentiate]
fn arrays_and_back(a: [f64; 3]) -> f64 {
    let v = DVec3::from_array(a);
    let w: DVec3 = [a[2], 1.0, a[0]].into();
    let q = v.cross(w).to_array();
    q[0] * q[1] + q[2] + v.x
}

agree! {
    arrays_and_back_agrees: arrays_and_back([0.3, 0.7, 1.2]);
}
