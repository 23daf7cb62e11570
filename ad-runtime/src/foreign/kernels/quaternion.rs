//! Quaternions, their numbers in the order x, y, z, w.

use crate::Real;
use crate::foreign::kernel::{Formula, formulas};
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
        let half = half_angle(q);
        y[0] = half + half;
    }
}

/// The length of the vector part, which has no derivative where it is zero: 0 there.
#[inline]
fn vector_length<T: Real>(q: View<'_, T>) -> T {
    let squared = q[0] * q[0] + q[1] * q[1] + q[2] * q[2];
    if squared == T::zero() {
        T::zero()
    } else {
        squared.sqrt()
    }
}

#[inline]
fn half_angle<T: Real>(q: View<'_, T>) -> T {
    vector_length(q).atan2(q[3].abs())
}

/// The product of a quaternion and the conjugate of another.
#[inline]
fn quotient<T: Real>(q: View<'_, T>, p: View<'_, T>) -> [T; 4] {
    let mut of = [T::zero(); 4];
    let conjugate = [-p[0], -p[1], -p[2], p[3]];
    Hamilton.formula([q, View::new(&conjugate, (4, 1))], &mut of);
    of
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
            // Their series, of which second derivatives at zero are those of the first two terms.
            let eight = two * two * two;
            let small = (eight * (two + two + two)).recip();
            (two.recip() - square * small, T::one() - square / eight)
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

formulas! {
    /// The rotation about an axis of the coordinates, as a quaternion.
    Axis { axis: usize }(angle), y => {
        let (sin, cos) = (angle[0] / (T::one() + T::one())).sin_cos();
        y[axis] = sin;
        y[3] = cos;
    }

    /// The rotation about an axis of the coordinates, as a matrix of three rows.
    AxisMatrix { axis: usize }(angle), y => {
        let (sin, cos) = angle[0].sin_cos();
        let (i, j) = ((axis + 1) % 3, (axis + 2) % 3);
        y[axis + 3 * axis] = T::one();
        y[i + 3 * i] = cos;
        y[j + 3 * i] = sin;
        y[i + 3 * j] = -sin;
        y[j + 3 * j] = cos;
    }

    /// The rotations by three angles about these axes of the coordinates, which turn, too, or stay as they are.
    Axes { axes: [usize; 3], fixed: bool }(_order, a, b, c), y => {
        let mut product = [T::zero(); 4];
        product[3] = T::one();
        for (axis, angle) in axes.into_iter().zip([a, b, c]) {
            let mut next = [T::zero(); 4];
            Axis { axis }.formula([angle], &mut next);
            let factors = if fixed { [next, product] } else { [product, next] };
            let views = [0, 1].map(|i| View::new(&factors[i], (4, 1)));
            let mut of = [T::zero(); 4];
            Hamilton.formula(views, &mut of);
            product = of;
        }
        y.copy_from_slice(&product);
    }

    /// The matrix of the rotation of a quaternion, without its length: `1 - 2 (y² + z²)` and so on.
    MatrixOfUnit(q), y => {
        let two = T::one() + T::one();
        let (i, j, k, w) = (q[0], q[1], q[2], q[3]);
        y.copy_from_slice(&[
            T::one() - two * (j * j + k * k),
            two * (i * j + w * k),
            two * (i * k - w * j),
            two * (i * j - w * k),
            T::one() - two * (i * i + k * k),
            two * (j * k + w * i),
            two * (i * k + w * j),
            two * (j * k - w * i),
            T::one() - two * (i * i + j * j),
        ]);
    }

    /// The matrix that scales, then turns, then moves.
    Placed(s, q, t), y => {
        Homogeneous(MatrixOfUnit).formula([q], y);
        for i in 0..3 {
            for j in 0..3 {
                y[i + 4 * j] *= s[j];
            }
            y[i + 12] = t[i];
        }
    }

    /// The matrix that turns, then moves.
    Turned(q, t), y => {
        Homogeneous(MatrixOfUnit).formula([q], y);
        y[12..15].copy_from_slice(&t.numbers[..3]);
    }

    /// The identity with a vector in the last column.
    Moved(t), y => {
        let n = t.numbers.len() + 1;
        for k in 0..n {
            y[k + k * n] = T::one();
        }
        for (i, t) in t.numbers.iter().enumerate() {
            y[i + n * (n - 1)] = *t;
        }
    }

    /// A point or vector with one coordinate less than a matrix has columns: is it moved, and is it divided by the last
    /// coordinate of the result?
    Transform { moved: bool, divided: bool }(m, v), y => {
        let n = m.rows;
        let row = |i: usize| {
            let mut sum = if moved { m[i + n * (n - 1)] } else { T::zero() };
            for k in 0..n - 1 {
                sum += m[i + n * k] * v[k];
            }
            sum
        };
        let last = if divided { row(n - 1) } else { T::one() };
        for (i, y) in y.iter_mut().enumerate() {
            *y = row(i) / last;
        }
    }

    /// The way from a quaternion to the one nearer of another and its negative, at a constant speed.
    Slerp { near: f64 }(p, q, t), y => {
        let dot: T = (0..4).map(|i| p[i] * q[i]).sum();
        let sign = if dot < T::zero() { -T::one() } else { T::one() };
        let (dot, t) = (dot * sign, t[0]);
        if dot.to_f64().is_none_or(|dot| dot > near) {
            return NormalizedLerp { nearer: true }.formula([p, q, View::new(&[t], (1, 1))], y);
        }
        let angle = dot.acos();
        let (first, second) = ((angle * (T::one() - t)).sin(), (angle * t).sin());
        for i in 0..4 {
            y[i] = (p[i] * first + q[i] * (sign * second)) / angle.sin();
        }
    }

    /// The straight way from a quaternion to another, or to its negative if that is to be the nearer one and is nearer,
    /// brought to length one.
    NormalizedLerp { nearer: bool }(p, q, t), y => {
        let dot: T = (0..4).map(|i| p[i] * q[i]).sum();
        let sign = if nearer && dot < T::zero() { -T::one() } else { T::one() };
        for i in 0..4 {
            y[i] = p[i] + (q[i] * sign - p[i]) * t[0];
        }
        let length = y.iter().map(|y| *y * *y).sum::<T>().sqrt();
        y.iter_mut().for_each(|y| *y /= length);
    }

    /// The rotation from a unit quaternion to another.
    RotationTo(p, q), y => {
        y.copy_from_slice(&quotient(q, p));
    }

    /// The angle of that.
    AngleOfRotationTo(p, q), y => {
        Angle.formula([View::new(&quotient(q, p), (4, 1))], y);
    }

    /// The axis of the rotation of a unit quaternion, as long as the angle.
    ToScaledAxis(q), y => {
        let (length, half) = (vector_length(q), half_angle(q));
        let per_length = if length == T::zero() { q[3].abs().recip() } else { half / length };
        let factor = (per_length + per_length) * q[3].signum();
        for i in 0..3 {
            y[i] = q[i] * factor;
        }
    }

    /// The rotation of a unit quaternion by a multiple of its angle.
    Power(q, n), y => {
        let (length, angle) = (vector_length(q), half_angle(q) * n[0]);
        let per_length = if length == T::zero() { n[0] / q[3].abs() } else { angle.sin() / length };
        for i in 0..3 {
            y[i] = q[i] * (per_length * q[3].signum());
        }
        y[3] = angle.cos();
    }

    /// A vector, turned by the inverse of a unit quaternion.
    RotateBack(q, v), y => {
        let conjugate = [-q[0], -q[1], -q[2], q[3]];
        Rotate::Crosses.formula([View::new(&conjugate, (4, 1)), v], y);
    }

    /// Roll, pitch and yaw, of a unit quaternion or a matrix (Slabaugh 1999, "Computing Euler angles from a rotation
    /// matrix").
    ToEulerAngles { of: EulerAngles }(r), y => {
        let mut m = [T::zero(); 9];
        match of {
            EulerAngles::Quaternion => RotationMatrix.formula([r], &mut m),
            EulerAngles::Matrix => m.copy_from_slice(r.numbers),
        }
        if m[2].abs() < T::one() {
            y.copy_from_slice(&[m[5].atan2(m[8]), -m[2].asin(), m[1].atan2(m[0])]);
        } else {
            let sign = -m[2].signum();
            y.copy_from_slice(&[(sign * m[3]).atan2(sign * m[6]), sign * T::FRAC_PI_2(), T::zero()]);
        }
    }

    /// The angle of the rotation from a quaternion of length one to another.
    AngleOfUnits(p, q), y => {
        let dot = (0..4).map(|i| p[i] * q[i]).sum::<T>().abs();
        if dot < T::one() {
            let half = dot.acos();
            y[0] = half + half;
        }
    }
}

/// A matrix of three rows as the first of four, as that of a map of space is.
#[derive(Clone, Copy, Debug)]
pub struct Homogeneous<F>(pub F);

impl<F: Formula<N>, const N: usize> Formula<N> for Homogeneous<F> {
    #[inline]
    fn formula<T: Real>(&self, x: [View<'_, T>; N], y: &mut [T]) {
        let mut linear = [T::zero(); 9];
        self.0.formula(x, &mut linear);
        for (k, x) in linear.into_iter().enumerate() {
            y[k % 3 + 4 * (k / 3)] = x;
        }
        y[15] = T::one();
    }
}

/// The matrix of what a formula gives as a quaternion.
#[derive(Clone, Copy, Debug)]
pub struct AsMatrix<F>(pub F);

impl<F: Formula<N>, const N: usize> Formula<N> for AsMatrix<F> {
    #[inline]
    fn formula<T: Real>(&self, x: [View<'_, T>; N], y: &mut [T]) {
        let mut q = [T::zero(); 4];
        self.0.formula(x, &mut q);
        MatrixOfUnit.formula([View::new(&q, (4, 1))], y);
    }
}
