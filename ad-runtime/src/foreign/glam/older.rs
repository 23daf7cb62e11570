//! What the older versions of the crate lack: methods that nobody can call there, and so nobody their derivatives.

use super::glam::{DVec2, DVec3, DVec4, EulerRot, Vec2, Vec3, Vec3A, Vec4};
use crate::foreign::kernels::Axes;

macro_rules! absent {
    ($($name:ident($($arg:ident: $Arg:ty),*) -> $Out:ty;)*) => {
        /// They stand behind those of the version that are called so.
        pub(super) trait Absent<T>: Sized {$(
            fn $name(self $(, $arg: $Arg)*) -> $Out {
                $(let _ = $arg;)*
                unreachable!("this version has no such method")
            }
        )*}
    };
}

absent! {
    angle_to(other: Self) -> T;
    element_product() -> T;
    element_sum() -> T;
    midpoint(other: Self) -> Self;
    move_towards(other: Self, step: T) -> Self;
    normalize_or(other: Self) -> Self;
    reflect(normal: Self) -> Self;
    refract(normal: Self, eta: T) -> Self;
    to_angle() -> T;
    trunc() -> Self;
    with_w(w: T) -> Self;
    with_x(x: T) -> Self;
    with_y(y: T) -> Self;
    with_z(z: T) -> Self;
}

impl Absent<f32> for Vec2 {}
impl Absent<f32> for Vec3 {}
impl Absent<f32> for Vec3A {}
impl Absent<f32> for Vec4 {}
impl Absent<f64> for DVec2 {}
impl Absent<f64> for DVec3 {}
impl Absent<f64> for DVec4 {}

/// About which axes the angles of an order turn.
pub(super) fn axes(order: EulerRot) -> Axes {
    let axes = match order {
        EulerRot::ZYX => [2, 1, 0],
        EulerRot::ZXY => [2, 0, 1],
        EulerRot::YXZ => [1, 0, 2],
        EulerRot::YZX => [1, 2, 0],
        EulerRot::XYZ => [0, 1, 2],
        EulerRot::XZY => [0, 2, 1],
    };
    Axes { axes, fixed: false }
}
