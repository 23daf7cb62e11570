//! Quaternions, directions and rotations. What has a constraint, a length of one say, varies in a type without it.

use super::super::nalgebra::{
    Const, Matrix, Point, Point3, Quaternion, RealField, Rotation, Rotation2, Rotation3, SMatrix,
    SVector, Storage, U1, U3, Unit, UnitQuaternion, Vector3,
};
use crate::foreign::kernel::ByFormula;
use crate::foreign::kernels::{
    Add, Angle, AxisAngle, AxisAngleMatrix, Componentwise, Conjugate, Divide, EulerAngles,
    Hamilton, Multiply, Negate, Norm, NormSquared, Normalize, PlaneAngle, Product, Rotate,
    RotationMatrix, ScaledAxis, Subtract, Transpose, WithScalarFirst,
};
use crate::foreign::numbers::{Argument, Columns, Number, Numbers, NumbersMut};
use crate::foreign::operator::operators;
use crate::foreign::rule::rules;
use crate::{Coordinate, Differentiable, Perturb, Real, Tangent};

impl<T: Number + RealField> Differentiable for Quaternion<T> {
    type Tangent = Self;

    #[inline]
    fn zero_tangent(&self) -> Self {
        Quaternion::from(self.coords.zero_tangent())
    }
}

impl<T: Number + RealField> Tangent for Quaternion<T> {
    #[inline]
    fn add_assign(&mut self, rhs: &Self) {
        Tangent::add_assign(&mut self.coords, &rhs.coords);
    }

    #[inline]
    fn scale(&mut self, factor: f64) {
        Tangent::scale(&mut self.coords, factor);
    }

    #[inline]
    fn dot(&self, rhs: &Self) -> f64 {
        Tangent::dot(&self.coords, &rhs.coords)
    }

    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    ) {
        self.coords.coordinates(at, visit);
    }
}

impl<T: Number + RealField> NumbersMut<T> for Quaternion<T> {
    #[inline(always)]
    fn slice_mut(&mut self) -> Option<&mut [T]> {
        Some(self.coords.as_mut_slice())
    }

    #[inline]
    fn change(&mut self, f: impl FnMut(usize, &mut T)) {
        NumbersMut::change(&mut self.coords, f);
    }
}

/// Types around numbers that lie in a matrix: where these are, the tangent, and how one is made of them.
macro_rules! around {
    ($([$($g:tt)*] $A:ty: $rows:tt, $columns:tt => $Tangent:ty, $this:ident => $numbers:expr, $of:ident => $made:expr;)*) => {$(
        impl<T: Number + RealField, $($g)*> Numbers<T> for $A {
            type Of<U: Real> = Columns<U, $rows, $columns>;

            #[inline(always)]
            fn shape(&self) -> (usize, usize) {
                ($rows, $columns)
            }

            #[inline(always)]
            fn slice(&self) -> Option<&[T]> {
                let $this = self;
                Some($numbers.as_slice())
            }

            #[inline(always)]
            fn map<U: Real>(&self, f: impl FnMut(T) -> U) -> Columns<U, $rows, $columns> {
                let $this = self;
                Numbers::map($numbers, f)
            }
        }

        impl<T: Number + RealField, $($g)*> Argument<T> for $A {
            type Buffer = $Tangent;
        }

        impl<T: Number + RealField, $($g)*> Perturb for $A {
            type Perturbed = Self;

            fn perturbed(&self, direction: &$Tangent, step: f64) -> Self {
                let $this = self;
                let mut $of = $numbers.clone();
                let directions = Numbers::slice(direction).unwrap_or(&[]);
                for (x, d) in $of.as_mut_slice().iter_mut().zip(directions) {
                    *x = x.perturbed(d, step);
                }
                $made
            }

            fn difference(&self, from: &Self) -> $Tangent {
                let mut difference = self.zero_tangent();
                let (to, from) = (Numbers::slice(self), Numbers::slice(from));
                let (to, from) = (to.unwrap_or(&[]), from.unwrap_or(&[]));
                NumbersMut::change(&mut difference, |i, x| *x = to[i] - from[i]);
                difference
            }

            fn magnitude(&self) -> f64 {
                let $this = self;
                Perturb::magnitude($numbers)
            }
        }
    )*};
}

around! {
    [] Quaternion<T>: 4, 1 => Quaternion<T>, this => &this.coords, of => Quaternion::from(of);
    [] UnitQuaternion<T>: 4, 1 => Quaternion<T>, this => &this.as_ref().coords, of => Unit::new_unchecked(Quaternion::from(of));
    [const D: usize] Unit<SVector<T, D>>: D, 1 => SVector<T, D>, this => this.as_ref(), of => Unit::new_unchecked(of);
    [const D: usize] Rotation<T, D>: D, D => SMatrix<T, D, D>, this => this.matrix(), of => Rotation::from_matrix_unchecked(of);
}

impl<T: Number + RealField> Differentiable for UnitQuaternion<T> {
    type Tangent = Quaternion<T>;

    #[inline]
    fn zero_tangent(&self) -> Quaternion<T> {
        self.as_ref().zero_tangent()
    }
}

impl<T: Number + RealField, const D: usize> Differentiable for Unit<SVector<T, D>> {
    type Tangent = SVector<T, D>;

    #[inline]
    fn zero_tangent(&self) -> SVector<T, D> {
        self.as_ref().zero_tangent()
    }
}

impl<T: Number + RealField, const D: usize> Differentiable for Rotation<T, D> {
    type Tangent = SMatrix<T, D, D>;

    #[inline]
    fn zero_tangent(&self) -> SMatrix<T, D, D> {
        self.matrix().zero_tangent()
    }
}

type V<T, const D: usize, S> = Matrix<T, Const<D>, U1, S>;

operators! {
    [T: Number + RealField] [] add: Quaternion<T>, Quaternion<T> => Quaternion<T> = Componentwise(Add), |a, b| a + b;
    [T: Number + RealField] [] sub: Quaternion<T>, Quaternion<T> => Quaternion<T> = Componentwise(Subtract), |a, b| a - b;
    [T: Number + RealField] [] neg: Quaternion<T> => Quaternion<T> = Componentwise(Negate), |a| -a;
    [T: Number + RealField] [] mul: Quaternion<T>, Quaternion<T> => Quaternion<T> = ByFormula(Hamilton), |a, b| a * b;
    [T: Number + RealField] [] mul: Quaternion<T>, by value T => Quaternion<T> = Componentwise(Multiply), |a, b| a * *b;
    [T: Number + RealField] [] div: Quaternion<T>, by value T => Quaternion<T> = Componentwise(Divide), |a, b| a / *b;
    [T: Number + RealField] [] mul: UnitQuaternion<T>, UnitQuaternion<T> => UnitQuaternion<T> = ByFormula(Hamilton), |a, b| a * b;
    [T: Number + RealField, S: Storage<T, U3, U1>] [Matrix<T, U3, U1, S>: Argument<T>]
    mul: UnitQuaternion<T>, Matrix<T, U3, U1, S> => Vector3<T> = ByFormula(Rotate::Crosses), |q, v| q * v;
    [T: Number + RealField] [] mul: UnitQuaternion<T>, Point3<T> => Point3<T> = ByFormula(Rotate::Crosses), |q, p| q * p;
    [T: Number + RealField, const D: usize] [] mul: Rotation<T, D>, Rotation<T, D> => Rotation<T, D> = Product, |a, b| a * b;
    [T: Number + RealField, const D: usize, S: Storage<T, Const<D>, U1>] [V<T, D, S>: Argument<T>]
    mul: Rotation<T, D>, V<T, D, S> => SVector<T, D> = Product, |a, v| a * v;
    [T: Number + RealField, const D: usize] [] mul: Rotation<T, D>, Point<T, D> => Point<T, D> = Product, |a, p| a * p;
}

rules! {
    [T: Number + RealField] [] Norm(q: &Quaternion<T>) -> T = Norm, q.norm();
    [T: Number + RealField] [] NormSquared(q: &Quaternion<T>) -> T = NormSquared, q.norm_squared();
    [T: Number + RealField] [] Normalize(q: &Quaternion<T>) -> Quaternion<T> = Normalize, q.normalize();
    [T: Number + RealField] [] Conjugate(q: &Quaternion<T>) -> Quaternion<T> = ByFormula(Conjugate), q.conjugate();
    [T: Number + RealField] [] Conjugate(q: &UnitQuaternion<T>) -> UnitQuaternion<T> = ByFormula(Conjugate), q.conjugate();
    [T: Number + RealField] [] Inverse(q: &UnitQuaternion<T>) -> UnitQuaternion<T> = ByFormula(Conjugate), q.inverse();
    [T: Number + RealField] [] Angle(q: &UnitQuaternion<T>) -> T = ByFormula(Angle), q.angle();
    [T: Number + RealField] [] TransformVector(q: &UnitQuaternion<T>, v: &Vector3<T>) -> Vector3<T> = ByFormula(Rotate::Crosses), q.transform_vector(v);
    [T: Number + RealField] [] TransformPoint(q: &UnitQuaternion<T>, p: &Point3<T>) -> Point3<T> = ByFormula(Rotate::Crosses), q.transform_point(p);
    [T: Number + RealField] [] ToRotationMatrix(q: UnitQuaternion<T>) -> Rotation3<T> = ByFormula(RotationMatrix), q.to_rotation_matrix();
    [T: Number + RealField, const D: usize] [] Inverse(r: &Rotation<T, D>) -> Rotation<T, D> = Transpose, r.inverse();
    [T: Number + RealField, const D: usize] [] Transpose(r: &Rotation<T, D>) -> Rotation<T, D> = Transpose, r.transpose();
    [T: Number + RealField] [] Quaternion<T> | New4(w: T, i: T, j: T, k: T) -> Quaternion<T> = ByFormula(WithScalarFirst), Quaternion::new(w, i, j, k);
    [T: Number + RealField] [] UnitQuaternion<T> | FromQuaternion(q: Quaternion<T>) -> UnitQuaternion<T> = Normalize, UnitQuaternion::from_quaternion(q);
    [T: Number + RealField] [] UnitQuaternion<T> | NewNormalize(q: Quaternion<T>) -> UnitQuaternion<T> = Normalize, UnitQuaternion::new_normalize(q);
    [T: Number + RealField, const D: usize] [] Unit<SVector<T, D>> | NewNormalize(v: SVector<T, D>) -> Unit<SVector<T, D>> = Normalize, Unit::new_normalize(v);
    ['a, T: Number + RealField] [] UnitQuaternion<T> | FromAxisAngle(axis: &'a Unit<Vector3<T>>, angle: T) -> UnitQuaternion<T> = ByFormula(AxisAngle), UnitQuaternion::from_axis_angle(axis, angle);
    [T: Number + RealField] [] UnitQuaternion<T> | FromScaledAxis(v: Vector3<T>) -> UnitQuaternion<T> = ByFormula(ScaledAxis), UnitQuaternion::from_scaled_axis(v);
    [T: Number + RealField] [] UnitQuaternion<T> | FromEulerAngles(roll: T, pitch: T, yaw: T) -> UnitQuaternion<T> = ByFormula(EulerAngles::Quaternion), UnitQuaternion::from_euler_angles(roll, pitch, yaw);
    [T: Number + RealField] [] Rotation3<T> | FromEulerAngles(roll: T, pitch: T, yaw: T) -> Rotation3<T> = ByFormula(EulerAngles::Matrix), Rotation3::from_euler_angles(roll, pitch, yaw);
    ['a, T: Number + RealField] [] Rotation3<T> | FromAxisAngle(axis: &'a Unit<Vector3<T>>, angle: T) -> Rotation3<T> = ByFormula(AxisAngleMatrix), Rotation3::from_axis_angle(axis, angle);
    [T: Number + RealField] [] Rotation2<T> | New1(angle: T) -> Rotation2<T> = ByFormula(PlaneAngle), Rotation2::new(angle);
}
