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

/// The matrix of the rotation of a unit quaternion.
pub struct RotationMatrix;

impl Formula<1> for RotationMatrix {
    #[inline]
    fn formula<T: Real>(&self, [q]: [View<'_, T>; 1], y: &mut [T]) {
        let two = T::one() + T::one();
        let (i, j, k, w) = (q[0], q[1], q[2], q[3]);
        y.copy_from_slice(&[
            w * w + i * i - j * j - k * k,
            two * (i * j + w * k),
            two * (i * k - w * j),
            two * (i * j - w * k),
            w * w - i * i + j * j - k * k,
            two * (j * k + w * i),
            two * (i * k + w * j),
            two * (j * k - w * i),
            w * w - i * i - j * j + k * k,
        ]);
    }
}

/// The angle of the rotation of a unit quaternion.
pub struct Angle;

impl Formula<1> for Angle {
    #[inline]
    fn formula<T: Real>(&self, [q]: [View<'_, T>; 1], y: &mut [T]) {
        let sin = (q[0] * q[0] + q[1] * q[1] + q[2] * q[2]).sqrt();
        y[0] = (T::one() + T::one()) * sin.atan2(q[3].abs());
    }
}

/// A quaternion whose scalar part is given first.
pub struct WithScalarFirst;

impl Formula<4> for WithScalarFirst {
    #[inline]
    fn formula<T: Real>(&self, [w, i, j, k]: [View<'_, T>; 4], y: &mut [T]) {
        y.copy_from_slice(&[i[0], j[0], k[0], w[0]]);
    }
}

/// The rotation about an axis by its length.
pub struct ScaledAxis;

impl Formula<1> for ScaledAxis {
    #[inline]
    fn formula<T: Real>(&self, [v]: [View<'_, T>; 1], y: &mut [T]) {
        let two = T::one() + T::one();
        let square = v[0] * v[0] + v[1] * v[1] + v[2] * v[2];
        let (scale, cos) = if square == T::zero() {
            // To the first order, since nothing else is left at zero.
            (two.recip(), T::one())
        } else {
            let angle = square.sqrt();
            let (sin, cos) = (angle / two).sin_cos();
            (sin / angle, cos)
        };
        y.copy_from_slice(&[scale * v[0], scale * v[1], scale * v[2], cos]);
    }
}

/// The rotation by roll, pitch and yaw.
#[derive(Clone, Copy, Debug)]
pub enum EulerAngles {
    /// As a quaternion.
    Quaternion,
    /// As a matrix.
    Matrix,
}

impl Formula<3> for EulerAngles {
    #[inline]
    fn formula<T: Real>(&self, angles: [View<'_, T>; 3], y: &mut [T]) {
        let two = T::one() + T::one();
        let [r, p, w] = angles.map(|angle| match self {
            EulerAngles::Quaternion => (angle[0] / two).sin_cos(),
            EulerAngles::Matrix => angle[0].sin_cos(),
        });
        let ((sr, cr), (sp, cp), (sy, cy)) = (r, p, w);
        match self {
            EulerAngles::Quaternion => y.copy_from_slice(&[
                sr * cp * cy - cr * sp * sy,
                cr * sp * cy + sr * cp * sy,
                cr * cp * sy - sr * sp * cy,
                cr * cp * cy + sr * sp * sy,
            ]),
            EulerAngles::Matrix => y.copy_from_slice(&[
                cy * cp,
                sy * cp,
                -sp,
                cy * sp * sr - sy * cr,
                sy * sp * sr + cy * cr,
                cp * sr,
                cy * sp * cr + sy * sr,
                sy * sp * cr - cy * sr,
                cp * cr,
            ]),
        }
    }
}

/// The matrix of the rotation by an angle about an axis of length one.
pub struct AxisAngleMatrix;

impl Formula<2> for AxisAngleMatrix {
    #[inline]
    fn formula<T: Real>(&self, [u, angle]: [View<'_, T>; 2], y: &mut [T]) {
        let (s, c) = angle[0].sin_cos();
        let t = T::one() - c;
        y.copy_from_slice(&[
            u[0] * u[0] + (T::one() - u[0] * u[0]) * c,
            u[0] * u[1] * t + u[2] * s,
            u[0] * u[2] * t - u[1] * s,
            u[0] * u[1] * t - u[2] * s,
            u[1] * u[1] + (T::one() - u[1] * u[1]) * c,
            u[1] * u[2] * t + u[0] * s,
            u[0] * u[2] * t + u[1] * s,
            u[1] * u[2] * t - u[0] * s,
            u[2] * u[2] + (T::one() - u[2] * u[2]) * c,
        ]);
    }
}

/// The matrix of the rotation of the plane by an angle.
pub struct PlaneAngle;

impl Formula<1> for PlaneAngle {
    #[inline]
    fn formula<T: Real>(&self, [angle]: [View<'_, T>; 1], y: &mut [T]) {
        let (s, c) = angle[0].sin_cos();
        y.copy_from_slice(&[c, s, -s, c]);
    }
}
