//! Translations, and maps of space that turn and move.

use super::super::nalgebra::{
    Complex, Isometry2, Isometry3, Point, Point3, Quaternion, RealField, SVector, Translation,
    Translation2, Translation3, UnitQuaternion, Vector3,
};
use crate::foreign::kernel::{ByFormula, Formula, formulas};
use crate::foreign::kernels::{Add, Componentwise, Concat, Hamilton, Negate, Rotate, ScaledAxis};
use crate::foreign::numbers::{Argument, Buffered, Number, Numbers, NumbersMut, View};
use crate::foreign::operator::operators;
use crate::foreign::rule::rules;
use crate::operator::FromByRule;
use crate::{Coordinate, Differentiable, Perturb, Real, Tangent};

impl<T: RealField, const D: usize> FromByRule for Translation<T, D> {}

/// How an isometry varies: in its parts, which have the names of its fields.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct IsometryTangent<R, V> {
    /// How the rotation varies.
    pub rotation: R,
    /// How the translation varies.
    pub translation: V,
}

/// Isometries by their dimension: the numbers of the rotation and then those of the translation.
macro_rules! isometries {
    ($($Iso:ident $D:literal: $Rotation:ty, $r:ident, $t:ident => $numbers:expr, $count:literal, $all:literal;)*) => {$(
        const _: () = {
            type Varied<T> = IsometryTangent<$Rotation, Translation<T, $D>>;

            impl<T: Number + RealField> Differentiable for Varied<T> {
                type Tangent = Self;

                #[inline]
                fn zero_tangent(&self) -> Self {
                    IsometryTangent {
                        rotation: self.rotation.zero_tangent(),
                        translation: self.translation.zero_tangent(),
                    }
                }
            }

            impl<T: Number + RealField> Tangent for Varied<T> {
                #[inline]
                fn add_assign(&mut self, rhs: &Self) {
                    Tangent::add_assign(&mut self.rotation, &rhs.rotation);
                    Tangent::add_assign(&mut self.translation, &rhs.translation);
                }

                #[inline]
                fn scale(&mut self, factor: f64) {
                    Tangent::scale(&mut self.rotation, factor);
                    Tangent::scale(&mut self.translation, factor);
                }

                #[inline]
                fn dot(&self, rhs: &Self) -> f64 {
                    Tangent::dot(&self.rotation, &rhs.rotation)
                        + Tangent::dot(&self.translation, &rhs.translation)
                }

                fn coordinates(
                    &mut self,
                    at: &Coordinate<'_>,
                    visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
                ) {
                    self.rotation.coordinates(&at.field("rotation"), visit);
                    self.translation.coordinates(&at.field("translation"), visit);
                }
            }

            impl<T: Number + RealField> Numbers<T> for Varied<T> {
                type Of<U: Real> = [U; $all];

                #[inline(always)]
                fn number_shape(&self) -> (usize, usize) {
                    ($all, 1)
                }

                #[inline(always)]
                fn map_numbers<U: Real>(&self, f: impl FnMut(T) -> U) -> [U; $all] {
                    let ($r, $t) = (&self.rotation, self.translation.vector);
                    $numbers.map(f)
                }
            }

            impl<T: Number + RealField> NumbersMut<T> for Varied<T> {
                #[inline(always)]
                fn change_numbers(&mut self, mut f: impl FnMut(usize, &mut T)) {
                    self.rotation.change_numbers(&mut f);
                    self.translation.change_numbers(|i, x| f($count + i, x));
                }
            }

            impl<T: Number + RealField> Numbers<T> for $Iso<T> {
                type Of<U: Real> = [U; $all];

                #[inline(always)]
                fn number_shape(&self) -> (usize, usize) {
                    ($all, 1)
                }

                #[inline(always)]
                fn map_numbers<U: Real>(&self, f: impl FnMut(T) -> U) -> [U; $all] {
                    let ($r, $t) = (&self.rotation, self.translation.vector);
                    $numbers.map(f)
                }
            }

            impl<T: Number + RealField> Buffered<T> for $Iso<T> {
                type Buffer = Varied<T>;
            }

            impl<T: Number + RealField> Differentiable for $Iso<T> {
                type Tangent = Varied<T>;

                #[inline]
                fn zero_tangent(&self) -> Varied<T> {
                    IsometryTangent {
                        rotation: self.rotation.zero_tangent(),
                        translation: self.translation.zero_tangent(),
                    }
                }
            }

            impl<T: Number + RealField> Perturb for $Iso<T> {
                type Perturbed = Self;

                fn perturbed(&self, direction: &Varied<T>, step: f64) -> Self {
                    $Iso {
                        rotation: self.rotation.perturbed(&direction.rotation, step),
                        translation: self.translation.perturbed(&direction.translation, step),
                    }
                }

                fn difference(&self, from: &Self) -> Varied<T> {
                    IsometryTangent {
                        rotation: self.rotation.difference(&from.rotation),
                        translation: self.translation.difference(&from.translation),
                    }
                }

                fn magnitude(&self) -> f64 {
                    self.rotation.magnitude().max(self.translation.magnitude())
                }
            }
        };
    )*};
}

isometries! {
    Isometry2 2: Complex<T>, z, t => [z.re, z.im, t[0], t[1]], 2, 4;
    Isometry3 3: Quaternion<T>, q, t => {
        let q = q.coords;
        [q[0], q[1], q[2], q[3], t[0], t[1], t[2]]
    }, 4, 7;
}

/// The rotation, as a quaternion, and the translation.
#[inline]
fn parts<T>(iso: View<'_, T>) -> (View<'_, T>, View<'_, T>) {
    let (q, t) = iso.numbers.split_at(4);
    (View::new(q, (4, 1)), View::new(t, (3, 1)))
}

#[inline]
fn turned<T: Real>(q: View<'_, T>, v: View<'_, T>) -> [T; 3] {
    let mut turned = [T::zero(); 3];
    Rotate::Crosses.formula([q, v], &mut turned);
    turned
}

#[inline]
fn conjugate<T: Real>(q: View<'_, T>) -> [T; 4] {
    [-q[0], -q[1], -q[2], q[3]]
}

formulas! {
    /// A point, turned and moved.
    Moves(iso, p), y => {
        let (q, t) = parts(iso);
        let turned = turned(q, p);
        for i in 0..3 {
            y[i] = turned[i] + t[i];
        }
    }

    /// A vector, turned.
    Turns(iso, v), y => {
        y.copy_from_slice(&turned(parts(iso).0, v));
    }

    /// A point, moved back and turned back.
    MovesBack(iso, p), y => {
        let (q, t) = parts(iso);
        let back = [p[0] - t[0], p[1] - t[1], p[2] - t[2]];
        y.copy_from_slice(&turned(View::new(&conjugate(q), (4, 1)), View::new(&back, (3, 1))));
    }

    /// A vector, turned back.
    TurnsBack(iso, v), y => {
        y.copy_from_slice(&turned(View::new(&conjugate(parts(iso).0), (4, 1)), v));
    }

    /// The second, then the first.
    Composed(a, b), y => {
        let ((p, s), (q, t)) = (parts(a), parts(b));
        Hamilton.formula([p, q], &mut y[..4]);
        let turned = turned(p, t);
        for i in 0..3 {
            y[4 + i] = turned[i] + s[i];
        }
    }

    /// The way back.
    Back(iso), y => {
        let (q, t) = parts(iso);
        let q = conjugate(q);
        let turned = turned(View::new(&q, (4, 1)), t);
        y[..4].copy_from_slice(&q);
        for i in 0..3 {
            y[4 + i] = -turned[i];
        }
    }

    /// The way back after the first, then the second.
    BackAfter(a, b), y => {
        let mut back = [T::zero(); 7];
        Back.formula([a], &mut back);
        Composed.formula([View::new(&back, (7, 1)), b], y);
    }

    /// A translation, and a rotation about an axis by its length.
    AboutAxis(t, axis), y => {
        ScaledAxis.formula([axis], &mut y[..4]);
        y[4..].copy_from_slice(&t.numbers[..3]);
    }

    /// A translation and a rotation.
    OfParts(t, q), y => {
        y[..4].copy_from_slice(&q.numbers[..4]);
        y[4..].copy_from_slice(&t.numbers[..3]);
    }

    /// A translation by three numbers.
    Along(a, b, c), y => {
        y.copy_from_slice(&[T::zero(), T::zero(), T::zero(), T::one(), a[0], b[0], c[0]]);
    }

    /// A translation after a map.
    AlongAfter(t, iso), y => {
        y.copy_from_slice(&iso.numbers[..7]);
        for i in 0..3 {
            y[4 + i] += t[i];
        }
    }
}

operators! {
    [T: Number + RealField] [] mul: Isometry3<T>, Point3<T> => Point3<T> = ByFormula(Moves), |a, b| a * b;
    [T: Number + RealField] [] mul: Isometry3<T>, Vector3<T> => Vector3<T> = ByFormula(Turns), |a, b| a * b;
    [T: Number + RealField] [] mul: Isometry3<T>, Isometry3<T> => Isometry3<T> = ByFormula(Composed), |a, b| a * b;
    [T: Number + RealField] [] mul_assign: assign Isometry3<T>, Isometry3<T> = ByFormula(Composed), |a, b| a * b;
    [T: Number + RealField] [] mul: Translation3<T>, Isometry3<T> => Isometry3<T> = ByFormula(AlongAfter), |a, b| a * b;
    [T: Number + RealField] [] mul: Translation3<T>, UnitQuaternion<T> => Isometry3<T> = ByFormula(OfParts), |a, b| a * b;
    [T: Number + RealField, const D: usize] [] mul: Translation<T, D>, Point<T, D> => Point<T, D> = Componentwise(Add), |a, b| a * b;
    [T: Number + RealField, const D: usize] [] mul: Translation<T, D>, Translation<T, D> => Translation<T, D> = Componentwise(Add), |a, b| a * b;
}

rules! {
    [T: Number + RealField] [] Isometry3<T> | New2(t: Vector3<T>, axis: Vector3<T>) -> Isometry3<T> = ByFormula(AboutAxis), Isometry3::new(t, axis);
    [T: Number + RealField] [] Isometry3<T> | FromParts(t: Translation3<T>, q: UnitQuaternion<T>) -> Isometry3<T> = ByFormula(OfParts), Isometry3::from_parts(t, q);
    [T: Number + RealField] [] Isometry3<T> | Translation(x: T, y: T, z: T) -> Isometry3<T> = ByFormula(Along), Isometry3::translation(x, y, z);
    [T: Number + RealField] [] Inverse(a: &Isometry3<T>) -> Isometry3<T> = ByFormula(Back), a.inverse();
    [T: Number + RealField] [] InvMul(a: &Isometry3<T>, b: &Isometry3<T>) -> Isometry3<T> = ByFormula(BackAfter), a.inv_mul(b);
    [T: Number + RealField] [] TransformPoint(a: &Isometry3<T>, p: &Point3<T>) -> Point3<T> = ByFormula(Moves), a.transform_point(p);
    [T: Number + RealField] [] TransformVector(a: &Isometry3<T>, v: &Vector3<T>) -> Vector3<T> = ByFormula(Turns), a.transform_vector(v);
    [T: Number + RealField] [] InverseTransformPoint(a: &Isometry3<T>, p: &Point3<T>) -> Point3<T> = ByFormula(MovesBack), a.inverse_transform_point(p);
    [T: Number + RealField] [] InverseTransformVector(a: &Isometry3<T>, v: &Vector3<T>) -> Vector3<T> = ByFormula(TurnsBack), a.inverse_transform_vector(v);
    [T: Number + RealField] [] Translation2<T> | New2(x: T, y: T) -> Translation2<T> = Concat, Translation2::new(x, y);
    [T: Number + RealField] [] Translation3<T> | New3(x: T, y: T, z: T) -> Translation3<T> = Concat, Translation3::new(x, y, z);
    [T: Number + RealField, const D: usize] [] Translation<T, D> | From(v: SVector<T, D>) -> Translation<T, D> = Concat, Translation::from(v);
    [T: Number + RealField, const D: usize] [] Inverse(a: &Translation<T, D>) -> Translation<T, D> = Componentwise(Negate), a.inverse();
    [T: Number + RealField, const D: usize] [] TransformPoint(a: &Translation<T, D>, p: &Point<T, D>) -> Point<T, D> = Componentwise(Add), a.transform_point(p);
}
