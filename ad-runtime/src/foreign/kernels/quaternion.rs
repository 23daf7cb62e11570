//! Quaternions, their numbers in the order x, y, z, w.

use crate::Real;
use crate::foreign::kernel::Formula;
use crate::foreign::numbers::View;

/// The product of quaternions.
pub struct Hamilton;

impl Formula<2> for Hamilton {
    #[inline]
    fn formula<T: Real>(&self, [p, q]: [View<'_, T>; 2], y: &mut [T]) {
        y[0] = p[3] * q[0] + p[0] * q[3] + p[1] * q[2] - p[2] * q[1];
        y[1] = p[3] * q[1] - p[0] * q[2] + p[1] * q[3] + p[2] * q[0];
        y[2] = p[3] * q[2] + p[0] * q[1] - p[1] * q[0] + p[2] * q[3];
        y[3] = p[3] * q[3] - p[0] * q[0] - p[1] * q[1] - p[2] * q[2];
    }
}

/// The rotation of a vector. What it is beside unit quaternions depends on the formula, and so does the derivative.
#[derive(Clone, Copy, Debug)]
pub enum Rotate {
    /// `v + 2 w (u × v) + 2 u × (u × v)`
    Crosses,
    /// `(w² - u²) v + 2 (u · v) u + 2 w (u × v)`
    Squares,
}

impl Formula<2> for Rotate {
    #[inline]
    fn formula<T: Real>(&self, [q, v]: [View<'_, T>; 2], y: &mut [T]) {
        let two = T::one() + T::one();
        let cross = |a: [T; 3], b: [T; 3]| {
            [
                a[1] * b[2] - a[2] * b[1],
                a[2] * b[0] - a[0] * b[2],
                a[0] * b[1] - a[1] * b[0],
            ]
        };
        let (u, v, w) = ([q[0], q[1], q[2]], [v[0], v[1], v[2]], q[3]);
        let t = cross(u, v);
        let second = cross(u, t);
        let dot = |a: [T; 3], b: [T; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        for i in 0..3 {
            y[i] = match self {
                Rotate::Crosses => v[i] + two * (w * t[i] + second[i]),
                Rotate::Squares => (w * w - dot(u, u)) * v[i] + two * (dot(u, v) * u[i] + w * t[i]),
            };
        }
    }
}

/// The conjugate.
pub struct Conjugate;

impl Formula<1> for Conjugate {
    #[inline]
    fn formula<T: Real>(&self, [q]: [View<'_, T>; 1], y: &mut [T]) {
        y.copy_from_slice(&[-q[0], -q[1], -q[2], q[3]]);
    }
}

/// The rotation by an angle about an axis of length one.
pub struct AxisAngle;

impl Formula<2> for AxisAngle {
    #[inline]
    fn formula<T: Real>(&self, [axis, angle]: [View<'_, T>; 2], y: &mut [T]) {
        let (sin, cos) = (angle[0] / (T::one() + T::one())).sin_cos();
        y.copy_from_slice(&[axis[0] * sin, axis[1] * sin, axis[2] * sin, cos]);
    }
}
