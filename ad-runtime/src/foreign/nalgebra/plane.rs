//! Rotations of the plane as complex numbers, and maps of the plane that turn and move.

use super::super::nalgebra::{
    Complex, Isometry2, Point2, RealField, Rotation2, Translation2, Unit, UnitComplex, Vector2,
};
use crate::foreign::kernel::{ByFormula, Formula, formulas};
use crate::foreign::kernels::{FromAngle, ToAngle, Turn};
use crate::foreign::numbers::{Argument, Buffered, Number, Numbers, View};
use crate::foreign::operator::operators;
use crate::foreign::rule::rules;
use crate::{Differentiable, Perturb, Real};

impl<T: Number + RealField> Differentiable for UnitComplex<T> {
    type Tangent = Complex<T>;

    #[inline]
    fn zero_tangent(&self) -> Complex<T> {
        Complex::new(num_traits::Zero::zero(), num_traits::Zero::zero())
    }
}

impl<T: Number + RealField> Numbers<T> for UnitComplex<T> {
    type Of<U: Real> = [U; 2];

    #[inline(always)]
    fn number_shape(&self) -> (usize, usize) {
        (2, 1)
    }

    #[inline(always)]
    fn map_numbers<U: Real>(&self, f: impl FnMut(T) -> U) -> [U; 2] {
        [self.re, self.im].map(f)
    }
}

impl<T: Number + RealField> Buffered<T> for UnitComplex<T> {
    type Buffer = Complex<T>;
}

impl<T: Number + RealField> Perturb for UnitComplex<T> {
    type Perturbed = Self;

    fn perturbed(&self, direction: &Complex<T>, step: f64) -> Self {
        Unit::new_unchecked(self.as_ref().perturbed(direction, step))
    }

    fn difference(&self, from: &Self) -> Complex<T> {
        self.as_ref().difference(from.as_ref())
    }

    fn magnitude(&self) -> f64 {
        self.as_ref().magnitude()
    }
}

/// The complex number of the rotation, and the translation.
#[inline]
fn parts<T: Real>(iso: View<'_, T>) -> ([T; 2], [T; 2]) {
    ([iso[0], iso[1]], [iso[2], iso[3]])
}

#[inline]
fn times<T: Real>(z: [T; 2], v: [T; 2]) -> [T; 2] {
    [z[0] * v[0] - z[1] * v[1], z[0] * v[1] + z[1] * v[0]]
}

#[inline]
fn conjugate<T: Real>(z: [T; 2]) -> [T; 2] {
    [z[0], -z[1]]
}

#[inline]
fn plane<T: Real>(v: View<'_, T>) -> [T; 2] {
    [v[0], v[1]]
}

formulas! {
    /// The conjugate.
    Conjugate(z), y => {
        y.copy_from_slice(&conjugate(plane(z)));
    }

    /// A vector, turned back.
    TurnBack(z, v), y => {
        y.copy_from_slice(&times(conjugate(plane(z)), plane(v)));
    }

    /// The matrix of a rotation.
    AsMatrix(z), y => {
        y.copy_from_slice(&[z[0], z[1], -z[1], z[0]]);
    }

    /// A point, turned and moved.
    Moves(iso, p), y => {
        let (z, t) = parts(iso);
        let turned = times(z, plane(p));
        y.copy_from_slice(&[turned[0] + t[0], turned[1] + t[1]]);
    }

    /// A vector, turned.
    Turns(iso, v), y => {
        y.copy_from_slice(&times(parts(iso).0, plane(v)));
    }

    /// A point, moved back and turned back.
    MovesBack(iso, p), y => {
        let (z, t) = parts(iso);
        y.copy_from_slice(&times(conjugate(z), [p[0] - t[0], p[1] - t[1]]));
    }

    /// A vector, turned back.
    TurnsBack(iso, v), y => {
        y.copy_from_slice(&times(conjugate(parts(iso).0), plane(v)));
    }

    /// The second, then the first.
    Composed(a, b), y => {
        let ((w, s), (z, t)) = (parts(a), parts(b));
        let (product, turned) = (times(w, z), times(w, t));
        y.copy_from_slice(&[product[0], product[1], turned[0] + s[0], turned[1] + s[1]]);
    }

    /// The way back.
    Back(iso), y => {
        let (z, t) = parts(iso);
        let z = conjugate(z);
        let turned = times(z, t);
        y.copy_from_slice(&[z[0], z[1], -turned[0], -turned[1]]);
    }

    /// The way back after the first, then the second.
    BackAfter(a, b), y => {
        let mut back = [T::zero(); 4];
        Back.formula([a], &mut back);
        Composed.formula([View::new(&back, (4, 1)), b], y);
    }

    /// A translation, and a rotation by an angle.
    ByAngle(t, angle), y => {
        let (sin, cos) = angle[0].sin_cos();
        y.copy_from_slice(&[cos, sin, t[0], t[1]]);
    }

    /// A translation and a rotation.
    OfParts(t, z), y => {
        y.copy_from_slice(&[z[0], z[1], t[0], t[1]]);
    }

    /// A translation by two numbers.
    Along(a, b), y => {
        y.copy_from_slice(&[T::one(), T::zero(), a[0], b[0]]);
    }
}

operators! {
    [T: Number + RealField] [] mul: UnitComplex<T>, UnitComplex<T> => UnitComplex<T> = ByFormula(Turn), |a, b| a * b;
    [T: Number + RealField] [] mul_assign: assign UnitComplex<T>, UnitComplex<T> = ByFormula(Turn), |a, b| a * b;
    [T: Number + RealField] [] mul_assign: assign Isometry2<T>, Isometry2<T> = ByFormula(Composed), |a, b| a * b;
    [T: Number + RealField] [] mul: UnitComplex<T>, Vector2<T> => Vector2<T> = ByFormula(Turn), |a, b| a * b;
    [T: Number + RealField] [] mul: UnitComplex<T>, Point2<T> => Point2<T> = ByFormula(Turn), |a, b| a * b;
    [T: Number + RealField] [] mul: Isometry2<T>, Isometry2<T> => Isometry2<T> = ByFormula(Composed), |a, b| a * b;
    [T: Number + RealField] [] mul: Isometry2<T>, Vector2<T> => Vector2<T> = ByFormula(Turns), |a, b| a * b;
    [T: Number + RealField] [] mul: Isometry2<T>, Point2<T> => Point2<T> = ByFormula(Moves), |a, b| a * b;
}

rules! {
    [T: Number + RealField] [] UnitComplex<T> | New1(angle: T) -> UnitComplex<T> = ByFormula(FromAngle), UnitComplex::new(angle);
    [T: Number + RealField] [] UnitComplex<T> | FromAngle(angle: T) -> UnitComplex<T> = ByFormula(FromAngle), UnitComplex::from_angle(angle);
    [T: Number + RealField] [] Angle(z: &UnitComplex<T>) -> T = ByFormula(ToAngle), z.angle();
    [T: Number + RealField] [] Inverse(z: &UnitComplex<T>) -> UnitComplex<T> = ByFormula(Conjugate), z.inverse();
    [T: Number + RealField] [] Conjugate(z: &UnitComplex<T>) -> UnitComplex<T> = ByFormula(Conjugate), z.conjugate();
    [T: Number + RealField] [] ToRotationMatrix(z: UnitComplex<T>) -> Rotation2<T> = ByFormula(AsMatrix), z.to_rotation_matrix();
    [T: Number + RealField] [] TransformPoint(z: &UnitComplex<T>, p: &Point2<T>) -> Point2<T> = ByFormula(Turn), z.transform_point(p);
    [T: Number + RealField] [] TransformVector(z: &UnitComplex<T>, v: &Vector2<T>) -> Vector2<T> = ByFormula(Turn), z.transform_vector(v);
    [T: Number + RealField] [] InverseTransformPoint(z: &UnitComplex<T>, p: &Point2<T>) -> Point2<T> = ByFormula(TurnBack), z.inverse_transform_point(p);
    [T: Number + RealField] [] InverseTransformVector(z: &UnitComplex<T>, v: &Vector2<T>) -> Vector2<T> = ByFormula(TurnBack), z.inverse_transform_vector(v);
    [T: Number + RealField] [] Isometry2<T> | New2(t: Vector2<T>, angle: T) -> Isometry2<T> = ByFormula(ByAngle), Isometry2::new(t, angle);
    [T: Number + RealField] [] Isometry2<T> | FromParts(t: Translation2<T>, z: UnitComplex<T>) -> Isometry2<T> = ByFormula(OfParts), Isometry2::from_parts(t, z);
    [T: Number + RealField] [] Isometry2<T> | Translation2(x: T, y: T) -> Isometry2<T> = ByFormula(Along), Isometry2::translation(x, y);
    [T: Number + RealField] [] Inverse(a: &Isometry2<T>) -> Isometry2<T> = ByFormula(Back), a.inverse();
    [T: Number + RealField] [] InvMul(a: &Isometry2<T>, b: &Isometry2<T>) -> Isometry2<T> = ByFormula(BackAfter), a.inv_mul(b);
    [T: Number + RealField] [] TransformPoint(a: &Isometry2<T>, p: &Point2<T>) -> Point2<T> = ByFormula(Moves), a.transform_point(p);
    [T: Number + RealField] [] TransformVector(a: &Isometry2<T>, v: &Vector2<T>) -> Vector2<T> = ByFormula(Turns), a.transform_vector(v);
    [T: Number + RealField] [] InverseTransformPoint(a: &Isometry2<T>, p: &Point2<T>) -> Point2<T> = ByFormula(MovesBack), a.inverse_transform_point(p);
    [T: Number + RealField] [] InverseTransformVector(a: &Isometry2<T>, v: &Vector2<T>) -> Vector2<T> = ByFormula(TurnsBack), a.inverse_transform_vector(v);
}
