//! What the newer versions of the crate have.

use super::glam::{DMat2, DMat3, DMat4, EulerRot, Mat2, Mat3, Mat4};
use super::rules::divided;
use crate::foreign::kernels::{Axes, Componentwise, Divide};
use crate::foreign::operator::operators;

divided! {
    Mat2 f32; Mat3 f32; Mat4 f32;
    DMat2 f64; DMat3 f64; DMat4 f64;
}

/// About which axes the angles of an order turn.
pub(super) fn axes(order: EulerRot) -> Axes {
    let (axes, fixed) = match order {
        EulerRot::ZYX => ([2, 1, 0], false),
        EulerRot::ZYXEx => ([2, 1, 0], true),
        EulerRot::ZXY => ([2, 0, 1], false),
        EulerRot::ZXYEx => ([2, 0, 1], true),
        EulerRot::YXZ => ([1, 0, 2], false),
        EulerRot::YXZEx => ([1, 0, 2], true),
        EulerRot::YZX => ([1, 2, 0], false),
        EulerRot::YZXEx => ([1, 2, 0], true),
        EulerRot::XYZ => ([0, 1, 2], false),
        EulerRot::XYZEx => ([0, 1, 2], true),
        EulerRot::XZY => ([0, 2, 1], false),
        EulerRot::XZYEx => ([0, 2, 1], true),
        EulerRot::ZYZ => ([2, 1, 2], false),
        EulerRot::ZYZEx => ([2, 1, 2], true),
        EulerRot::ZXZ => ([2, 0, 2], false),
        EulerRot::ZXZEx => ([2, 0, 2], true),
        EulerRot::YXY => ([1, 0, 1], false),
        EulerRot::YXYEx => ([1, 0, 1], true),
        EulerRot::YZY => ([1, 2, 1], false),
        EulerRot::YZYEx => ([1, 2, 1], true),
        EulerRot::XYX => ([0, 1, 0], false),
        EulerRot::XYXEx => ([0, 1, 0], true),
        EulerRot::XZX => ([0, 2, 0], false),
        EulerRot::XZXEx => ([0, 2, 0], true),
    };
    Axes { axes, fixed }
}
