//! Operators.

use super::super::glam::{
    DMat2, DMat3, DMat4, DQuat, DVec2, DVec3, DVec4, Mat2, Mat3, Mat4, Quat, Vec2, Vec3, Vec3A,
    Vec4,
};
use crate::foreign::kernel::ByFormula;
use crate::foreign::kernels::{
    Add, Componentwise, Divide, Hamilton, Multiply, Negate, Product, Rotate, Subtract,
};
use crate::foreign::operator::operators;

/// What is added, and multiplied by numbers.
macro_rules! spaces {
    ($($V:ident $T:ident;)*) => {$(
        const _: () = {
            type T = $T;
            operators! {
                [] [] add: $V, $V => $V = Componentwise(Add), |a, b| *a + *b;
                [] [] sub: $V, $V => $V = Componentwise(Subtract), |a, b| *a - *b;
                [] [] mul: $V, T => $V = Componentwise(Multiply), |a, s| *a * *s;
                [] [] neg: $V => $V = Componentwise(Negate), |a| -*a;
                [] [] add_assign: assign $V, $V = Componentwise(Add), |a, b| *a + *b;
                [] [] sub_assign: assign $V, $V = Componentwise(Subtract), |a, b| *a - *b;
                [] [] mul_assign: assign $V, T = Componentwise(Multiply), |a, s| *a * *s;
            }
        };
    )*};
}

spaces! {
    Vec2 f32; Vec3 f32; Vec3A f32; Vec4 f32; Mat2 f32; Mat3 f32; Mat4 f32; Quat f32;
    DVec2 f64; DVec3 f64; DVec4 f64; DMat2 f64; DMat3 f64; DMat4 f64; DQuat f64;
}

/// What is divided by numbers; matrices are in the newer versions only.
macro_rules! divided {
    ($($V:ident $T:ident;)*) => {$(
        const _: () = {
            type T = $T;
            operators! {
                [] [] div: $V, T => $V = Componentwise(Divide), |a, s| *a / *s;
                [] [] div_assign: assign $V, T = Componentwise(Divide), |a, s| *a / *s;
            }
        };
    )*};
}

pub(in super::super) use divided;

divided! {
    Vec2 f32; Vec3 f32; Vec3A f32; Vec4 f32; Quat f32;
    DVec2 f64; DVec3 f64; DVec4 f64; DQuat f64;
}

/// What is multiplied by numbers from the left.
macro_rules! scaled {
    ($($V:ident $T:ident;)*) => {$(
        const _: () = {
            type T = $T;
            operators! {
                [] [] mul: T, $V => $V = Componentwise(Multiply), |s, a| *s * *a;
            }
        };
    )*};
}

scaled! {
    Vec2 f32; Vec3 f32; Vec3A f32; Vec4 f32; Mat2 f32; Mat3 f32; Mat4 f32;
    DVec2 f64; DVec3 f64; DVec4 f64; DMat2 f64; DMat3 f64; DMat4 f64;
}

/// What is multiplied number by number.
macro_rules! componentwise {
    ($($V:ident $T:ident;)*) => {$(
        const _: () = {
            type T = $T;
            operators! {
                [] [] mul: $V, $V => $V = Componentwise(Multiply), |a, b| *a * *b;
                [] [] div: $V, $V => $V = Componentwise(Divide), |a, b| *a / *b;
                [] [] mul_assign: assign $V, $V = Componentwise(Multiply), |a, b| *a * *b;
                [] [] div_assign: assign $V, $V = Componentwise(Divide), |a, b| *a / *b;
                [] [] add: $V, T => $V = Componentwise(Add), |a, s| *a + *s;
                [] [] sub: $V, T => $V = Componentwise(Subtract), |a, s| *a - *s;
                [] [] add: T, $V => $V = Componentwise(Add), |s, a| *s + *a;
                [] [] sub: T, $V => $V = Componentwise(Subtract), |s, a| *s - *a;
                [] [] div: T, $V => $V = Componentwise(Divide), |s, a| *s / *a;
                [] [] add_assign: assign $V, T = Componentwise(Add), |a, s| *a + *s;
                [] [] sub_assign: assign $V, T = Componentwise(Subtract), |a, s| *a - *s;
            }
        };
    )*};
}

componentwise! {
    Vec2 f32; Vec3 f32; Vec3A f32; Vec4 f32;
    DVec2 f64; DVec3 f64; DVec4 f64;
}

macro_rules! products {
    ($($M:ident $V:ident $T:ident;)*) => {$(
        const _: () = {
            type T = $T;
            operators! {
                [] [] mul: $M, $V => $V = Product::Plain, |m, v| *m * *v;
                [] [] mul: $M, $M => $M = Product::Plain, |m, n| *m * *n;
            }
        };
    )*};
}

products! {
    Mat2 Vec2 f32; Mat3 Vec3 f32; Mat4 Vec4 f32;
    DMat2 DVec2 f64; DMat3 DVec3 f64; DMat4 DVec4 f64;
}

macro_rules! quaternions {
    ($($Q:ident $V:ident $T:ident;)*) => {$(
        const _: () = {
            type T = $T;
            operators! {
                [] [] mul: $Q, $Q => $Q = ByFormula(Hamilton), |p, q| *p * *q;
                [] [] mul: $Q, $V => $V = ByFormula(Rotate::Squares), |q, v| *q * *v;
            }
        };
    )*};
}

quaternions! {
    Quat Vec3 f32;
    DQuat DVec3 f64;
}
