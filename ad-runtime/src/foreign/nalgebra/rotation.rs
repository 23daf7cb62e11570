//! Operators and methods of quaternions, directions and rotations.

use super::super::nalgebra::{
    Const, Matrix, Matrix4, Point, Point3, Quaternion, RealField, Rotation, Rotation2, Rotation3,
    SVector, Storage, U1, U3, Unit, UnitQuaternion, Vector3,
};
use crate::foreign::kernel::ByFormula;
use crate::foreign::kernels::{
    Add, Angle, AngleOfRotationTo, AsMatrix, AxisAngle, AxisAngleMatrix, Componentwise, Conjugate,
    Divide, Dot, EulerAngles, Hamilton, Homogeneous, Lerp, Multiply, Negate, Norm, NormSquared,
    Normalize, NormalizedLerp, Part, Pick, PlaneAngle, Power, Product, Rotate, RotateBack,
    RotationMatrix, RotationTo, ScaledAxis, Slerp, Subtract, ToAngle, ToEulerAngles, ToScaledAxis,
    Transpose, WithScalarFirst,
};
use crate::foreign::numbers::{Argument, Number};
use crate::foreign::operator::operators;
use crate::foreign::rule::rules;

type V<T, const D: usize, S> = Matrix<T, Const<D>, U1, S>;

operators! {
    [T: Number + RealField] [] add: Quaternion<T>, Quaternion<T> => Quaternion<T> = Componentwise(Add), |a, b| a + b;
    [T: Number + RealField] [] sub: Quaternion<T>, Quaternion<T> => Quaternion<T> = Componentwise(Subtract), |a, b| a - b;
    [T: Number + RealField] [] neg: Quaternion<T> => Quaternion<T> = Componentwise(Negate), |a| -a;
    [T: Number + RealField] [] mul: Quaternion<T>, Quaternion<T> => Quaternion<T> = ByFormula(Hamilton), |a, b| a * b;
    [T: Number + RealField] [] mul: Quaternion<T>, by value T => Quaternion<T> = Componentwise(Multiply), |a, b| a * *b;
    [T: Number + RealField] [] div: Quaternion<T>, by value T => Quaternion<T> = Componentwise(Divide), |a, b| a / *b;
    [T: Number + RealField] [] mul_assign: assign Quaternion<T>, Quaternion<T> = ByFormula(Hamilton), |a, b| a * b;
    [T: Number + RealField] [] mul_assign: assign UnitQuaternion<T>, UnitQuaternion<T> = ByFormula(Hamilton), |a, b| a * b;
    [T: Number + RealField, const D: usize] [] mul_assign: assign Rotation<T, D>, Rotation<T, D> = Product::Plain, |a, b| a * b;
    [T: Number + RealField] [] mul: UnitQuaternion<T>, UnitQuaternion<T> => UnitQuaternion<T> = ByFormula(Hamilton), |a, b| a * b;
    [T: Number + RealField, S: Storage<T, U3, U1>] [Matrix<T, U3, U1, S>: Argument<T>]
    mul: UnitQuaternion<T>, Matrix<T, U3, U1, S> => Vector3<T> = ByFormula(Rotate::Crosses), |q, v| q * v;
    [T: Number + RealField] [] mul: UnitQuaternion<T>, Point3<T> => Point3<T> = ByFormula(Rotate::Crosses), |q, p| q * p;
    [T: Number + RealField, const D: usize] [] mul: Rotation<T, D>, Rotation<T, D> => Rotation<T, D> = Product::Plain, |a, b| a * b;
    [T: Number + RealField, const D: usize, S: Storage<T, Const<D>, U1>] [V<T, D, S>: Argument<T>]
    mul: Rotation<T, D>, V<T, D, S> => SVector<T, D> = Product::Plain, |a, v| a * v;
    [T: Number + RealField, const D: usize] [] mul: Rotation<T, D>, Point<T, D> => Point<T, D> = Product::Plain, |a, p| a * p;
}

rules! {
    [T: Number + RealField] [] Norm(q: &Quaternion<T>) -> T = Norm, q.norm();
    [T: Number + RealField] [] NormSquared(q: &Quaternion<T>) -> T = NormSquared, q.norm_squared();
    [T: Number + RealField] [] Normalize(q: &Quaternion<T>) -> Quaternion<T> = Normalize, q.normalize();
    [T: Number + RealField] [] Conjugate(q: &Quaternion<T>) -> Quaternion<T> = ByFormula(Conjugate), q.conjugate();
    [T: Number + RealField] [] Conjugate(q: &UnitQuaternion<T>) -> UnitQuaternion<T> = ByFormula(Conjugate), q.conjugate();
    [T: Number + RealField] [] Inverse(q: &UnitQuaternion<T>) -> UnitQuaternion<T> = ByFormula(Conjugate), q.inverse();
    [T: Number + RealField] [] Dot(p: &Quaternion<T>, q: &Quaternion<T>) -> T = Dot, p.dot(q);
    [T: Number + RealField] [] Magnitude(q: &Quaternion<T>) -> T = Norm, q.magnitude();
    [T: Number + RealField] [] MagnitudeSquared(q: &Quaternion<T>) -> T = NormSquared, q.magnitude_squared();
    [T: Number + RealField] [] Imag(q: &Quaternion<T>) -> Vector3<T> = Part::Head, q.imag();
    [T: Number + RealField] [] Scalar(q: &Quaternion<T>) -> T = Pick([3]), q.scalar();
    [T: Number + RealField] [] Lerp(p: &Quaternion<T>, q: &Quaternion<T>, t: T) -> Quaternion<T> = Lerp, p.lerp(q, t);
    [T: Number + RealField] [] Lerp(p: &UnitQuaternion<T>, q: &UnitQuaternion<T>, t: T) -> Quaternion<T> = Lerp, p.lerp(q, t);
    [T: Number + RealField] [] Nlerp(p: &UnitQuaternion<T>, q: &UnitQuaternion<T>, t: T) -> UnitQuaternion<T> = ByFormula(NormalizedLerp { nearer: false }), p.nlerp(q, t);
    [T: Number + RealField] [] Slerp(p: &UnitQuaternion<T>, q: &UnitQuaternion<T>, t: T) -> UnitQuaternion<T> = ByFormula(Slerp { near: 1.0 - 1e-14 }), p.slerp(q, t);
    [T: Number + RealField] [] AngleTo(p: &UnitQuaternion<T>, q: &UnitQuaternion<T>) -> T = ByFormula(AngleOfRotationTo), p.angle_to(q);
    [T: Number + RealField] [] RotationTo(p: &UnitQuaternion<T>, q: &UnitQuaternion<T>) -> UnitQuaternion<T> = ByFormula(RotationTo), p.rotation_to(q);
    [T: Number + RealField] [] ScaledAxis(q: &UnitQuaternion<T>) -> Vector3<T> = ByFormula(ToScaledAxis), q.scaled_axis();
    [T: Number + RealField] [] Powf(q: &UnitQuaternion<T>, n: T) -> UnitQuaternion<T> = ByFormula(Power), q.powf(n);
    [T: Number + RealField] [(T, T, T): Argument<T>] EulerAngles(q: &UnitQuaternion<T>) -> (T, T, T) = ByFormula(ToEulerAngles { of: EulerAngles::Quaternion }), q.euler_angles();
    [T: Number + RealField] [(T, T, T): Argument<T>] EulerAngles(r: &Rotation3<T>) -> (T, T, T) = ByFormula(ToEulerAngles { of: EulerAngles::Matrix }), r.euler_angles();
    [T: Number + RealField] [] Angle(r: &Rotation2<T>) -> T = ByFormula(ToAngle), r.angle();
    [T: Number + RealField] [] InverseTransformVector(q: &UnitQuaternion<T>, v: &Vector3<T>) -> Vector3<T> = ByFormula(RotateBack), q.inverse_transform_vector(v);
    [T: Number + RealField] [] InverseTransformPoint(q: &UnitQuaternion<T>, p: &Point3<T>) -> Point3<T> = ByFormula(RotateBack), q.inverse_transform_point(p);
    [T: Number + RealField, const D: usize] [] TransformVector(r: &Rotation<T, D>, v: &SVector<T, D>) -> SVector<T, D> = Product::Plain, r.transform_vector(v);
    [T: Number + RealField, const D: usize] [] TransformPoint(r: &Rotation<T, D>, p: &Point<T, D>) -> Point<T, D> = Product::Plain, r.transform_point(p);
    [T: Number + RealField, const D: usize] [] InverseTransformVector(r: &Rotation<T, D>, v: &SVector<T, D>) -> SVector<T, D> = Product::Transposed, r.inverse_transform_vector(v);
    [T: Number + RealField, const D: usize] [] InverseTransformPoint(r: &Rotation<T, D>, p: &Point<T, D>) -> Point<T, D> = Product::Transposed, r.inverse_transform_point(p);
    [T: Number + RealField] [] ToHomogeneous(q: UnitQuaternion<T>) -> Matrix4<T> = ByFormula(Homogeneous(RotationMatrix)), q.to_homogeneous();
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
    [T: Number + RealField] [] UnitQuaternion<T> | New1(v: Vector3<T>) -> UnitQuaternion<T> = ByFormula(ScaledAxis), UnitQuaternion::new(v);
    [T: Number + RealField] [] Rotation3<T> | FromScaledAxis(v: Vector3<T>) -> Rotation3<T> = ByFormula(AsMatrix(ScaledAxis)), Rotation3::from_scaled_axis(v);
    [T: Number + RealField] [] Rotation3<T> | New1(v: Vector3<T>) -> Rotation3<T> = ByFormula(AsMatrix(ScaledAxis)), Rotation3::new(v);
    [T: Number + RealField] [] UnitQuaternion<T> | FromEulerAngles(roll: T, pitch: T, yaw: T) -> UnitQuaternion<T> = ByFormula(EulerAngles::Quaternion), UnitQuaternion::from_euler_angles(roll, pitch, yaw);
    [T: Number + RealField] [] Rotation3<T> | FromEulerAngles(roll: T, pitch: T, yaw: T) -> Rotation3<T> = ByFormula(EulerAngles::Matrix), Rotation3::from_euler_angles(roll, pitch, yaw);
    ['a, T: Number + RealField] [] Rotation3<T> | FromAxisAngle(axis: &'a Unit<Vector3<T>>, angle: T) -> Rotation3<T> = ByFormula(AxisAngleMatrix), Rotation3::from_axis_angle(axis, angle);
    [T: Number + RealField] [] Rotation2<T> | New1(angle: T) -> Rotation2<T> = ByFormula(PlaneAngle), Rotation2::new(angle);
}
