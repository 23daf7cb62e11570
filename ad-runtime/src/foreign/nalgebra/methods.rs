//! Methods of matrices.

use super::super::nalgebra::allocator::Allocator;
use super::super::nalgebra::{
    DefaultAllocator, Dim, Matrix, Matrix2, Matrix2x3, Matrix3, Matrix3x2, OMatrix, RealField,
    Storage, U1, U3, Vector2, Vector3, Vector4, Vector6,
};
use crate::foreign::kernels::{
    Componentwise, Concat, Cross, Divide, Dot, Lerp, Multiply, Norm, NormSquared, Normalize, Rows,
    Scale, Sum, Transpose,
};
use crate::foreign::numbers::{Argument, Number};
use crate::foreign::rule::rules;

type M<T, R, C, S> = Matrix<T, R, C, S>;

// Whatever owns the numbers.
rules! {
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Norm(a: &M<T, R, C, S>) -> T = Norm, a.norm();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Magnitude(a: &M<T, R, C, S>) -> T = Norm, a.magnitude();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    NormSquared(a: &M<T, R, C, S>) -> T = NormSquared, a.norm_squared();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    MagnitudeSquared(a: &M<T, R, C, S>) -> T = NormSquared, a.magnitude_squared();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Sum(a: &M<T, R, C, S>) -> T = Sum, a.sum();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocator<R, C>]
    Normalize(a: &M<T, R, C, S>) -> OMatrix<T, R, C> = Normalize, a.normalize();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocator<R, C>]
    Scale(a: &M<T, R, C, S>, s: T) -> OMatrix<T, R, C> = Scale, a.scale(s);
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, C, R>: Argument<T>, DefaultAllocator: Allocator<C, R>]
    Transpose(a: &M<T, R, C, S>) -> OMatrix<T, C, R> = Transpose, a.transpose();

    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>, S2: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, M<T, R, C, S2>: Argument<T>]
    Dot(a: &M<T, R, C, S>, b: &M<T, R, C, S2>) -> T = Dot, a.dot(b);
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>, S2: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, M<T, R, C, S2>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocator<R, C>]
    ComponentMul(a: &M<T, R, C, S>, b: &M<T, R, C, S2>) -> OMatrix<T, R, C> = Componentwise(Multiply), a.component_mul(b);
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>, S2: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, M<T, R, C, S2>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocator<R, C>]
    ComponentDiv(a: &M<T, R, C, S>, b: &M<T, R, C, S2>) -> OMatrix<T, R, C> = Componentwise(Divide), a.component_div(b);
    [T: Number + RealField, S: Storage<T, U3, U1>, S2: Storage<T, U3, U1>]
    [M<T, U3, U1, S>: Argument<T>, M<T, U3, U1, S2>: Argument<T>]
    Cross(a: &M<T, U3, U1, S>, b: &M<T, U3, U1, S2>) -> Vector3<T> = Cross, a.cross(b);
    [T: Number + RealField, R: Dim, S: Storage<T, R, U1>, S2: Storage<T, R, U1>]
    [M<T, R, U1, S>: Argument<T>, M<T, R, U1, S2>: Argument<T>, OMatrix<T, R, U1>: Argument<T>, DefaultAllocator: Allocator<R>]
    Lerp(a: &M<T, R, U1, S>, b: &M<T, R, U1, S2>, t: T) -> OMatrix<T, R, U1> = Lerp, a.lerp(b, t);
}

rules! {
    [T: Number + RealField] [] Vector2<T> | New2(x: T, y: T) -> Vector2<T> = Concat, Vector2::new(x, y);
    [T: Number + RealField] [] Vector3<T> | New3(x: T, y: T, z: T) -> Vector3<T> = Concat, Vector3::new(x, y, z);
    [T: Number + RealField] [] Vector6<T> | New6(x: T, y: T, z: T, w: T, a: T, b: T) -> Vector6<T> = Concat, Vector6::new(x, y, z, w, a, b);
    [T: Number + RealField] [] Matrix2<T> | New4(a: T, b: T, c: T, d: T) -> Matrix2<T> = Rows(2), Matrix2::new(a, b, c, d);
    [T: Number + RealField] [] Matrix2x3<T> | New6(a: T, b: T, c: T, d: T, e: T, f: T) -> Matrix2x3<T> = Rows(3), Matrix2x3::new(a, b, c, d, e, f);
    [T: Number + RealField] [] Matrix3x2<T> | New6(a: T, b: T, c: T, d: T, e: T, f: T) -> Matrix3x2<T> = Rows(2), Matrix3x2::new(a, b, c, d, e, f);
    [T: Number + RealField] [] Matrix3<T> | New9(a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T, i: T) -> Matrix3<T> = Rows(3), Matrix3::new(a, b, c, d, e, f, g, h, i);
    [T: Number + RealField] [] Vector4<T> | New4(x: T, y: T, z: T, w: T) -> Vector4<T> = Concat, Vector4::new(x, y, z, w);
}
