//! Methods and constructors.

use super::super::glam::{
    DMat2, DMat3, DMat4, DQuat, DVec2, DVec3, DVec4, Mat2, Mat3, Mat4, Quat, Vec2, Vec3, Vec3A,
    Vec4,
};
use crate::foreign::kernel::{ByFormula, OfFirst};
use crate::foreign::kernels::{
    AxisAngle, Componentwise, Concat, Conjugate, Cross, Determinant, Distance, DistanceSquared,
    Dot, Inverse, Lerp, Norm, NormSquared, Normalize, Part, Product, Recip, Repeat, Rotate, Sum,
    Transpose,
};
use crate::foreign::rule::rules;

macro_rules! vectors {
    ($($V:ident $T:ident $n:literal;)*) => {$(
        const _: () = {
            type T = $T;
            rules! {
                [] [] Dot(a: $V, b: $V) -> T = Dot, a.dot(b);
                [] [] Length(a: $V) -> T = Norm, a.length();
                [] [] LengthSquared(a: $V) -> T = NormSquared, a.length_squared();
                [] [] Distance(a: $V, b: $V) -> T = Distance, a.distance(b);
                [] [] DistanceSquared(a: $V, b: $V) -> T = DistanceSquared, a.distance_squared(b);
                [] [] Normalize(a: $V) -> $V = Normalize, a.normalize();
                [] [] Lerp(a: $V, b: $V, t: T) -> $V = Lerp, a.lerp(b, t);
                [] [] ElementSum(a: $V) -> T = Sum, a.element_sum();
                [] [] Recip(a: $V) -> $V = Componentwise(Recip), a.recip();
                [] [] $V | Splat(x: T) -> $V = Repeat, $V::splat(x);
                [] [] $V | From(x: [T; $n]) -> $V = Concat, $V::from(x);
                [] [] $V | FromArray(x: [T; $n]) -> $V = Concat, $V::from_array(x);
                [] [] [T; $n] | From(v: $V) -> [T; $n] = Concat, v.to_array();
                [] [] ToArray(v: $V) -> [T; $n] = Concat, v.to_array();
                [] [] ToArray(v: &$V) -> [T; $n] = Concat, v.to_array();
            }
        };
    )*};
}

vectors! {
    Vec2 f32 2;
    Vec3 f32 3;
    Vec3A f32 3;
    Vec4 f32 4;
    DVec2 f64 2;
    DVec3 f64 3;
    DVec4 f64 4;
}

macro_rules! by_size {
    ($($T:ident $V2:ident $V3:ident $V4:ident $M2:ident $M3:ident $M4:ident $Q:ident;)*) => {$(
        const _: () = {
            type T = $T;
            rules! {
                [] [] $V2 | New2(x: T, y: T) -> $V2 = Concat, $V2::new(x, y);
                [] [] $V3 | New3(x: T, y: T, z: T) -> $V3 = Concat, $V3::new(x, y, z);
                [] [] $V4 | New4(x: T, y: T, z: T, w: T) -> $V4 = Concat, $V4::new(x, y, z, w);
                [] [] Cross(a: $V3, b: $V3) -> $V3 = Cross, a.cross(b);
                [] [] Truncate(a: $V3) -> $V2 = Part::Head, a.truncate();
                [] [] Truncate(a: $V4) -> $V3 = Part::Head, a.truncate();
                [] [] Extend(a: $V2, z: T) -> $V3 = Concat, a.extend(z);
                [] [] Extend(a: $V3, w: T) -> $V4 = Concat, a.extend(w);
                [] [] $M2 | FromCols2(x: $V2, y: $V2) -> $M2 = Concat, $M2::from_cols(x, y);
                [] [] $M3 | FromCols3(x: $V3, y: $V3, z: $V3) -> $M3 = Concat, $M3::from_cols(x, y, z);
                [] [] MulVec2(m: &$M2, v: $V2) -> $V2 = Product::Plain, m.mul_vec2(v);
                [] [] MulVec3(m: &$M3, v: $V3) -> $V3 = Product::Plain, m.mul_vec3(v);
                [] [] MulVec4(m: &$M4, v: $V4) -> $V4 = Product::Plain, m.mul_vec4(v);
                [] [] Row(m: &$M2, i: usize) -> $V2 = OfFirst(Part::Row(*i)), m.row(i);
                [] [] Row(m: &$M3, i: usize) -> $V3 = OfFirst(Part::Row(*i)), m.row(i);
                [] [] Row(m: &$M4, i: usize) -> $V4 = OfFirst(Part::Row(*i)), m.row(i);
                [] [] Col(m: &$M2, i: usize) -> $V2 = OfFirst(Part::Column(*i)), m.col(i);
                [] [] Col(m: &$M3, i: usize) -> $V3 = OfFirst(Part::Column(*i)), m.col(i);
                [] [] Col(m: &$M4, i: usize) -> $V4 = OfFirst(Part::Column(*i)), m.col(i);
                [] [] $Q | FromXyzw(x: T, y: T, z: T, w: T) -> $Q = Concat, $Q::from_xyzw(x, y, z, w);
                [] [] $Q | FromAxisAngle(axis: $V3, angle: T) -> $Q = ByFormula(AxisAngle), $Q::from_axis_angle(axis, angle);
                [] [] Length(q: $Q) -> T = Norm, q.length();
                [] [] Dot(p: $Q, q: $Q) -> T = Dot, p.dot(q);
                [] [] Normalize(q: $Q) -> $Q = Normalize, q.normalize();
                [] [] Conjugate(q: $Q) -> $Q = ByFormula(Conjugate), q.conjugate();
                [] [] Inverse(q: $Q) -> $Q = ByFormula(Conjugate), q.inverse();
                [] [] MulVec3(q: $Q, v: $V3) -> $V3 = ByFormula(Rotate::Squares), q.mul_vec3(v);
            }
        };
    )*};
}

by_size! {
    f32 Vec2 Vec3 Vec4 Mat2 Mat3 Mat4 Quat;
    f64 DVec2 DVec3 DVec4 DMat2 DMat3 DMat4 DQuat;
}

macro_rules! matrices {
    ($($M:ident $T:ident;)*) => {$(
        const _: () = {
            type T = $T;
            rules! {
                [] [] Transpose(m: &$M) -> $M = Transpose, m.transpose();
                [] [] Determinant(m: &$M) -> T = Determinant, m.determinant();
                [] [] Inverse(m: &$M) -> $M = Inverse, m.inverse();
            }
        };
    )*};
}

matrices! {
    Mat2 f32;
    Mat3 f32;
    Mat4 f32;
    DMat2 f64;
    DMat3 f64;
    DMat4 f64;
}
