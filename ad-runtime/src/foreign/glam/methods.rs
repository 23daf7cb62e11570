//! Methods and constructors.

use super::super::glam::{
    BVec2, BVec3, BVec3A, BVec4, DMat2, DMat3, DMat4, DQuat, DVec2, DVec3, DVec4, EulerRot, Mat2,
    Mat3, Mat4, Quat, Vec2, Vec2Swizzles, Vec3, Vec3A, Vec3Swizzles, Vec4, Vec4Swizzles,
};
use super::super::version::*;
use crate::Differentiable;
use crate::foreign::kernel::{ByFormula, OfFirst};
use crate::foreign::kernels::{
    Abs, AngleBetween, AngleOfUnits, AngleTo, Answer, AnyOrthogonalVector, AnyOrthonormalVector,
    AsMatrix, Axes, Axis, AxisAngle, AxisAngleMatrix, AxisMatrix, Ceil, Chosen, Clamp, ClampLength,
    ClampLengthMax, ClampLengthMin, Componentwise, Concat, Conjugate, Cross, Determinant, Distance,
    DistanceSquared, Dot, ElementProduct, Exp, Extreme, Floor, Fract, FromAngle, Hamilton,
    Homogeneous, Inverse, LengthRecip, Lerp, MatrixOfUnit, Max, Midpoint, Min, MoveTowards, Moved,
    MulAdd, Norm, NormSquared, Normalize, NormalizeOr, NormalizeOrZero, NormalizedLerp, OnDiagonal,
    Part, Perp, PerpDot, Pick, Placed, PlaneAngle, Powf, Product, ProjectOnto,
    ProjectOntoNormalized, Recip, Reflect, Refract, RejectFrom, RejectFromNormalized, Repeat,
    Rotate, Round, ScaledAxis, Signum, Slerp, Sum, ToAngle, Transform, Transpose, Tried, Trunc,
    Turn, Turned, With,
};
use crate::foreign::numbers::{Argument, nothing};
use crate::foreign::rule::rules;
use crate::operator::FromByRule;

macro_rules! vectors {
    ($($V:ident $T:ident $n:literal;)*) => {$(
        const _: () = {
            type T = $T;
            impl FromByRule for $V {}
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
                [] [] LengthRecip(a: $V) -> T = ByFormula(LengthRecip), a.length_recip();
                [] [] NormalizeOrZero(a: $V) -> $V = ByFormula(NormalizeOrZero), a.normalize_or_zero();
                [] [] NormalizeOr(a: $V, other: $V) -> $V = ByFormula(NormalizeOr), a.normalize_or(other);
                [] [] TryNormalize(a: $V) -> Option<$V> = Tried(Normalize), a.try_normalize();
                [] [] ElementProduct(a: $V) -> T = ElementProduct, a.element_product();
                [] [] MaxElement(a: $V) -> T = Extreme::Largest, a.max_element();
                [] [] MinElement(a: $V) -> T = Extreme::Smallest, a.min_element();
                [] [] Max2(a: $V, b: $V) -> $V = Componentwise(Max), a.max(b);
                [] [] Min2(a: $V, b: $V) -> $V = Componentwise(Min), a.min(b);
                [] [] Clamp(a: $V, low: $V, high: $V) -> $V = Componentwise(Clamp), a.clamp(low, high);
                [] [] MulAdd(a: $V, b: $V, c: $V) -> $V = Componentwise(MulAdd), a.mul_add(b, c);
                [] [] Midpoint(a: $V, b: $V) -> $V = Componentwise(Midpoint), a.midpoint(b);
                [] [] Abs(a: $V) -> $V = Componentwise(Abs), a.abs();
                [] [] Signum(a: $V) -> $V = Componentwise(Signum), a.signum();
                [] [] Floor(a: $V) -> $V = Componentwise(Floor), a.floor();
                [] [] Ceil(a: $V) -> $V = Componentwise(Ceil), a.ceil();
                [] [] Round(a: $V) -> $V = Componentwise(Round), a.round();
                [] [] Trunc(a: $V) -> $V = Componentwise(Trunc), a.trunc();
                [] [] Fract(a: $V) -> $V = Componentwise(Fract), a.fract();
                [] [] Exp(a: $V) -> $V = Componentwise(Exp), a.exp();
                [] [] Powf(a: $V, p: T) -> $V = Componentwise(Powf), a.powf(p);
                [] [] ProjectOnto(a: $V, b: $V) -> $V = ByFormula(ProjectOnto), a.project_onto(b);
                [] [] ProjectOntoNormalized(a: $V, b: $V) -> $V = ByFormula(ProjectOntoNormalized), a.project_onto_normalized(b);
                [] [] RejectFrom(a: $V, b: $V) -> $V = ByFormula(RejectFrom), a.reject_from(b);
                [] [] RejectFromNormalized(a: $V, b: $V) -> $V = ByFormula(RejectFromNormalized), a.reject_from_normalized(b);
                [] [] Reflect(a: $V, n: $V) -> $V = ByFormula(Reflect), a.reflect(n);
                [] [] Refract(a: $V, n: $V, eta: T) -> $V = ByFormula(Refract), a.refract(n, eta);
                [] [] MoveTowards(a: $V, b: $V, step: T) -> $V = ByFormula(MoveTowards), a.move_towards(b, step);
                [] [] ClampLength(a: $V, least: T, largest: T) -> $V = ByFormula(ClampLength), a.clamp_length(least, largest);
                [] [] ClampLengthMax(a: $V, largest: T) -> $V = ByFormula(ClampLengthMax), a.clamp_length_max(largest);
                [] [] ClampLengthMin(a: $V, least: T) -> $V = ByFormula(ClampLengthMin), a.clamp_length_min(least);
                [] [] WithX(a: $V, x: T) -> $V = With(0), a.with_x(x);
                [] [] WithY(a: $V, y: T) -> $V = With(1), a.with_y(y);
                ['a, V: AsRef<[T]> + Argument<T> + ?Sized] []
                $V | FromSlice(x: &'a V) -> $V = Part::Head, $V::from_slice(x.as_ref());
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

/// Vectors that are compared number by number, and what is chosen by that.
macro_rules! compared {
    ($($V:ident $B:ident $T:ident;)*) => {$(
        const _: () = {
            type T = $T;
            rules! {
                [] [] CmpEq(a: $V, b: $V) -> $B = Answer, a.cmpeq(b);
                [] [] CmpNe(a: $V, b: $V) -> $B = Answer, a.cmpne(b);
                [] [] CmpLt(a: $V, b: $V) -> $B = Answer, a.cmplt(b);
                [] [] CmpLe(a: $V, b: $V) -> $B = Answer, a.cmple(b);
                [] [] CmpGt(a: $V, b: $V) -> $B = Answer, a.cmpgt(b);
                [] [] CmpGe(a: $V, b: $V) -> $B = Answer, a.cmpge(b);
                [] [] $V | Select(mask: $B, a: $V, b: $V) -> $V = Chosen(mask.bitmask()), $V::select(mask, a, b);
            }
        };
    )*};
}

compared! {
    Vec2 BVec2 f32;
    Vec3 BVec3 f32;
    Vec3A BVec3A f32;
    DVec2 BVec2 f64;
    DVec3 BVec3 f64;
    DVec4 BVec4 f64;
}

/// Vectors from tuples, and back.
macro_rules! tuples {
    ($($V:ident $T:ident $Tuple:ty;)*) => {$(
        const _: () = {
            type T = $T;
            rules! {
                [] [] $V | From(x: $Tuple) -> $V = Concat, $V::from(x);
                [] [] $Tuple | From(a: $V) -> $Tuple = Concat, <$Tuple>::from(a);
            }
        };
    )*};
}

tuples! {
    Vec2 f32 (f32, f32);
    Vec3 f32 (f32, f32, f32);
    Vec3A f32 (f32, f32, f32);
    Vec4 f32 (f32, f32, f32, f32);
    DVec2 f64 (f64, f64);
    DVec3 f64 (f64, f64, f64);
    DVec4 f64 (f64, f64, f64, f64);
}

/// Vectors of space, of which there are two kinds.
macro_rules! of_space {
    ($($V:ident $V2:ident $V4:ident $Q:ident $T:ident;)*) => {$(
        const _: () = {
            type T = $T;
            rules! {
                [] [] $V | New3(x: T, y: T, z: T) -> $V = Concat, $V::new(x, y, z);
                [] [] Cross(a: $V, b: $V) -> $V = Cross, a.cross(b);
                [] [] AngleBetween(a: $V, b: $V) -> T = AngleBetween, a.angle_between(b);
                [] [] AnyOrthogonalVector(a: $V) -> $V = ByFormula(AnyOrthogonalVector), a.any_orthogonal_vector();
                [] [] AnyOrthonormalVector(a: $V) -> $V = ByFormula(AnyOrthonormalVector), a.any_orthonormal_vector();
                [] [] Truncate(a: $V) -> $V2 = Part::Head, a.truncate();
                [] [] Extend(a: $V, w: T) -> $V4 = Concat, a.extend(w);
                [] [] WithZ(a: $V, z: T) -> $V = With(2), a.with_z(z);
            }
        };
    )*};
}

of_space! {
    Vec3 Vec2 Vec4 Quat f32;
    Vec3A Vec2 Vec4 Quat f32;
    DVec3 DVec2 DVec4 DQuat f64;
}

/// Methods named by the components that they give.
macro_rules! swizzles {
    ($([$($V:ident $Y:ident $T:ident),*] $($Name:ident $name:ident [$($at:literal),*];)*)*) => {$(
        swizzles!(@ [$($V $Y $T),*] {$($Name $name [$($at),*];)*});
    )*};
    (@ [$($V:ident $Y:ident $T:ident),*] $all:tt) => {
        $(swizzles!(@@ $V $Y $T $all);)*
    };
    (@@ $V:ident $Y:ident $T:ident {$($Name:ident $name:ident [$($at:literal),*];)*}) => {
        const _: () = {
            type T = $T;
            rules! {$(
                [] [] $Name(a: $V) -> $Y = Pick([$($at),*]), a.$name();
            )*}
        };
    };
}

swizzles! {
    [Vec2 Vec2 f32, DVec2 DVec2 f64]
    Xx xx [0, 0]; Xy xy [0, 1]; Yx yx [1, 0]; Yy yy [1, 1];
    [Vec3 Vec2 f32, Vec3A Vec2 f32, DVec3 DVec2 f64]
    Xx xx [0, 0]; Xy xy [0, 1]; Xz xz [0, 2]; Yx yx [1, 0];
    Yy yy [1, 1]; Yz yz [1, 2]; Zx zx [2, 0]; Zy zy [2, 1];
    Zz zz [2, 2];
    [Vec3 Vec3 f32, Vec3A Vec3A f32, DVec3 DVec3 f64]
    Xxx xxx [0, 0, 0]; Xxy xxy [0, 0, 1]; Xxz xxz [0, 0, 2]; Xyx xyx [0, 1, 0];
    Xyy xyy [0, 1, 1]; Xyz xyz [0, 1, 2]; Xzx xzx [0, 2, 0]; Xzy xzy [0, 2, 1];
    Xzz xzz [0, 2, 2]; Yxx yxx [1, 0, 0]; Yxy yxy [1, 0, 1]; Yxz yxz [1, 0, 2];
    Yyx yyx [1, 1, 0]; Yyy yyy [1, 1, 1]; Yyz yyz [1, 1, 2]; Yzx yzx [1, 2, 0];
    Yzy yzy [1, 2, 1]; Yzz yzz [1, 2, 2]; Zxx zxx [2, 0, 0]; Zxy zxy [2, 0, 1];
    Zxz zxz [2, 0, 2]; Zyx zyx [2, 1, 0]; Zyy zyy [2, 1, 1]; Zyz zyz [2, 1, 2];
    Zzx zzx [2, 2, 0]; Zzy zzy [2, 2, 1]; Zzz zzz [2, 2, 2];
    [Vec4 Vec2 f32, DVec4 DVec2 f64]
    Xx xx [0, 0]; Xy xy [0, 1]; Xz xz [0, 2]; Xw xw [0, 3];
    Yx yx [1, 0]; Yy yy [1, 1]; Yz yz [1, 2]; Yw yw [1, 3];
    Zx zx [2, 0]; Zy zy [2, 1]; Zz zz [2, 2]; Zw zw [2, 3];
    Wx wx [3, 0]; Wy wy [3, 1]; Wz wz [3, 2]; Ww ww [3, 3];
    [Vec4 Vec3 f32, DVec4 DVec3 f64]
    Xxx xxx [0, 0, 0]; Xxy xxy [0, 0, 1]; Xxz xxz [0, 0, 2]; Xyx xyx [0, 1, 0];
    Xyy xyy [0, 1, 1]; Xyz xyz [0, 1, 2]; Xyw xyw [0, 1, 3]; Xzx xzx [0, 2, 0];
    Xzy xzy [0, 2, 1]; Xzz xzz [0, 2, 2]; Xzw xzw [0, 2, 3]; Xwy xwy [0, 3, 1];
    Xwz xwz [0, 3, 2]; Yxx yxx [1, 0, 0]; Yxy yxy [1, 0, 1]; Yxz yxz [1, 0, 2];
    Yxw yxw [1, 0, 3]; Yyx yyx [1, 1, 0]; Yyy yyy [1, 1, 1]; Yyz yyz [1, 1, 2];
    Yzx yzx [1, 2, 0]; Yzy yzy [1, 2, 1]; Yzz yzz [1, 2, 2]; Yzw yzw [1, 2, 3];
    Ywx ywx [1, 3, 0]; Ywz ywz [1, 3, 2]; Zxx zxx [2, 0, 0]; Zxy zxy [2, 0, 1];
    Zxz zxz [2, 0, 2]; Zxw zxw [2, 0, 3]; Zyx zyx [2, 1, 0]; Zyy zyy [2, 1, 1];
    Zyz zyz [2, 1, 2]; Zyw zyw [2, 1, 3]; Zzx zzx [2, 2, 0]; Zzy zzy [2, 2, 1];
    Zzz zzz [2, 2, 2]; Zwx zwx [2, 3, 0]; Zwy zwy [2, 3, 1]; Wxy wxy [3, 0, 1];
    Wxz wxz [3, 0, 2]; Wyx wyx [3, 1, 0]; Wyz wyz [3, 1, 2]; Wzx wzx [3, 2, 0];
    Wzy wzy [3, 2, 1];
}

macro_rules! by_size {
    ($($T:ident $V2:ident $V3:ident $V4:ident $M2:ident $M3:ident $M4:ident $Q:ident;)*) => {$(
        const _: () = {
            type T = $T;
            rules! {
                [] [] $V2 | New2(x: T, y: T) -> $V2 = Concat, $V2::new(x, y);
                [] [] $V4 | New4(x: T, y: T, z: T, w: T) -> $V4 = Concat, $V4::new(x, y, z, w);
                [] [] Truncate(a: $V4) -> $V3 = Part::Head, a.truncate();
                [] [] Extend(a: $V2, z: T) -> $V3 = Concat, a.extend(z);
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

                [] [] AngleTo(a: $V2, b: $V2) -> T = ByFormula(AngleTo), a.angle_to(b);
                [] [] Perp(a: $V2) -> $V2 = ByFormula(Perp), a.perp();
                [] [] PerpDot(a: $V2, b: $V2) -> T = ByFormula(PerpDot), a.perp_dot(b);
                [] [] Rotate(a: $V2, b: $V2) -> $V2 = ByFormula(Turn), a.rotate(b);
                [] [] ToAngle(a: $V2) -> T = ByFormula(ToAngle), a.to_angle();
                [] [] $V2 | FromAngle(angle: T) -> $V2 = ByFormula(FromAngle), $V2::from_angle(angle);
                [] [] WithZ(a: $V4, z: T) -> $V4 = With(2), a.with_z(z);
                [] [] WithW(a: $V4, w: T) -> $V4 = With(3), a.with_w(w);

                [] [] LengthSquared(q: $Q) -> T = NormSquared, q.length_squared();
                [] [] LengthRecip(q: $Q) -> T = ByFormula(LengthRecip), q.length_recip();
                [] [] Xyz(q: $Q) -> $V3 = Part::Head, q.xyz();
                [] [] ToArray(q: &$Q) -> [T; 4] = Concat, q.to_array();
                [] [] MulQuat(p: $Q, q: $Q) -> $Q = ByFormula(Hamilton), p.mul_quat(q);
                [] [] AngleBetween(p: $Q, q: $Q) -> T = ByFormula(AngleOfUnits), p.angle_between(q);
                [] [] Lerp(p: $Q, q: $Q, t: T) -> $Q = ByFormula(NormalizedLerp { nearer: true }), p.lerp(q, t);
                [] [] Slerp(p: $Q, q: $Q, t: T) -> $Q = ByFormula(Slerp { near: f64::from(1.0 - $T::EPSILON) }), p.slerp(q, t);
                [] [] $Q | FromArray(x: [T; 4]) -> $Q = Concat, $Q::from_array(x);
                [] [] $Q | FromVec4(x: $V4) -> $Q = Concat, $Q::from_vec4(x);
                [] [] $Q | FromScaledAxis(v: $V3) -> $Q = ByFormula(ScaledAxis), $Q::from_scaled_axis(v);
                [] [] $Q | FromRotationX(angle: T) -> $Q = ByFormula(Axis { axis: 0 }), $Q::from_rotation_x(angle);
                [] [] $Q | FromRotationY(angle: T) -> $Q = ByFormula(Axis { axis: 1 }), $Q::from_rotation_y(angle);
                [] [] $Q | FromRotationZ(angle: T) -> $Q = ByFormula(Axis { axis: 2 }), $Q::from_rotation_z(angle);
                [] [] $Q | FromEuler(order: EulerRot, a: T, b: T, c: T) -> $Q = ByFormula(axes(*order)), $Q::from_euler(order, a, b, c);

                [] [] $M4 | FromCols4(x: $V4, y: $V4, z: $V4, w: $V4) -> $M4 = Concat, $M4::from_cols(x, y, z, w);
                [] [] $M2 | FromDiagonal(v: $V2) -> $M2 = OnDiagonal, $M2::from_diagonal(v);
                [] [] $M3 | FromDiagonal(v: $V3) -> $M3 = OnDiagonal, $M3::from_diagonal(v);
                [] [] $M4 | FromDiagonal(v: $V4) -> $M4 = OnDiagonal, $M4::from_diagonal(v);
                [] [] $M2 | FromAngle(angle: T) -> $M2 = ByFormula(PlaneAngle), $M2::from_angle(angle);
                [] [] $M3 | FromAngle(angle: T) -> $M3 = ByFormula(AxisMatrix { axis: 2 }), $M3::from_angle(angle);
                [] [] $M3 | FromScale(v: $V2) -> $M3 = OnDiagonal, $M3::from_scale(v);
                [] [] $M4 | FromScale(v: $V3) -> $M4 = OnDiagonal, $M4::from_scale(v);
                [] [] $M3 | FromTranslation(v: $V2) -> $M3 = ByFormula(Moved), $M3::from_translation(v);
                [] [] $M4 | FromTranslation(v: $V3) -> $M4 = ByFormula(Moved), $M4::from_translation(v);
                [] [] $M3 | FromQuat(q: $Q) -> $M3 = ByFormula(MatrixOfUnit), $M3::from_quat(q);
                [] [] $M4 | FromQuat(q: $Q) -> $M4 = ByFormula(Homogeneous(MatrixOfUnit)), $M4::from_quat(q);
                [] [] $M3 | FromAxisAngle(axis: $V3, angle: T) -> $M3 = ByFormula(AxisAngleMatrix), $M3::from_axis_angle(axis, angle);
                [] [] $M4 | FromAxisAngle(axis: $V3, angle: T) -> $M4 = ByFormula(Homogeneous(AxisAngleMatrix)), $M4::from_axis_angle(axis, angle);
                [] [] $M3 | FromRotationX(angle: T) -> $M3 = ByFormula(AxisMatrix { axis: 0 }), $M3::from_rotation_x(angle);
                [] [] $M3 | FromRotationY(angle: T) -> $M3 = ByFormula(AxisMatrix { axis: 1 }), $M3::from_rotation_y(angle);
                [] [] $M3 | FromRotationZ(angle: T) -> $M3 = ByFormula(AxisMatrix { axis: 2 }), $M3::from_rotation_z(angle);
                [] [] $M4 | FromRotationX(angle: T) -> $M4 = ByFormula(Homogeneous(AxisMatrix { axis: 0 })), $M4::from_rotation_x(angle);
                [] [] $M4 | FromRotationY(angle: T) -> $M4 = ByFormula(Homogeneous(AxisMatrix { axis: 1 })), $M4::from_rotation_y(angle);
                [] [] $M4 | FromRotationZ(angle: T) -> $M4 = ByFormula(Homogeneous(AxisMatrix { axis: 2 })), $M4::from_rotation_z(angle);
                [] [] $M3 | FromEuler(order: EulerRot, a: T, b: T, c: T) -> $M3 = ByFormula(AsMatrix(axes(*order))), $M3::from_euler(order, a, b, c);
                [] [] $M4 | FromEuler(order: EulerRot, a: T, b: T, c: T) -> $M4 = ByFormula(Homogeneous(AsMatrix(axes(*order)))), $M4::from_euler(order, a, b, c);
                [] [] $M4 | FromRotationTranslation(q: $Q, t: $V3) -> $M4 = ByFormula(Turned), $M4::from_rotation_translation(q, t);
                [] [] $M4 | FromScaleRotationTranslation(s: $V3, q: $Q, t: $V3) -> $M4 = ByFormula(Placed), $M4::from_scale_rotation_translation(s, q, t);
                [] [] TransformPoint2(m: &$M3, p: $V2) -> $V2 = ByFormula(Transform { moved: true, divided: false }), m.transform_point2(p);
                [] [] TransformVector2(m: &$M3, v: $V2) -> $V2 = ByFormula(Transform { moved: false, divided: false }), m.transform_vector2(v);
                [] [] TransformPoint3(m: &$M4, p: $V3) -> $V3 = ByFormula(Transform { moved: true, divided: false }), m.transform_point3(p);
                [] [] TransformVector3(m: &$M4, v: $V3) -> $V3 = ByFormula(Transform { moved: false, divided: false }), m.transform_vector3(v);
                [] [] ProjectPoint3(m: &$M4, p: $V3) -> $V3 = ByFormula(Transform { moved: true, divided: true }), m.project_point3(p);
            }
        };
    )*};
}

by_size! {
    f32 Vec2 Vec3 Vec4 Mat2 Mat3 Mat4 Quat;
    f64 DVec2 DVec3 DVec4 DMat2 DMat3 DMat4 DQuat;
}

macro_rules! matrices {
    ($($M:ident $T:ident $n:literal;)*) => {$(
        const _: () = {
            type T = $T;
            rules! {
                [] [] Transpose(m: &$M) -> $M = Transpose, m.transpose();
                [] [] Determinant(m: &$M) -> T = Determinant, m.determinant();
                [] [] Inverse(m: &$M) -> $M = Inverse, m.inverse();
                ['a] [] $M | FromColsArray(x: &'a [T; $n]) -> $M = Concat, $M::from_cols_array(x);
                [] [] ToColsArray(m: &$M) -> [T; $n] = Concat, m.to_cols_array();
            }
        };
    )*};
}

matrices! {
    Mat2 f32 4;
    Mat3 f32 9;
    Mat4 f32 16;
    DMat2 f64 4;
    DMat3 f64 9;
    DMat4 f64 16;
}

macro_rules! inert {
    ($($Of:ident)*) => {$(
        impl Differentiable for $Of {
            type Tangent = ();

            #[inline(always)]
            fn zero_tangent(&self) {}
        }

        nothing! {
            [] $Of;
        }
    )*};
}

inert! {
    EulerRot BVec2 BVec3 BVec3A BVec4
}
