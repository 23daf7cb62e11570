//! Methods that vectors have in the newer versions of the crate only.

use super::glam::{DVec2, DVec3, DVec4, Vec2, Vec3, Vec3A, Vec4};
use crate::foreign::kernels::{Componentwise, Cos, Exp2, Ln, Log2, Sin, Sqrt};
use crate::foreign::rule::rules;

macro_rules! vectors {
    ($($V:ident $T:ident;)*) => {$(
        const _: () = {
            type T = $T;
            rules! {
                [] [] Sqrt(a: $V) -> $V = Componentwise(Sqrt), a.sqrt();
                [] [] Sin(a: $V) -> $V = Componentwise(Sin), a.sin();
                [] [] Cos(a: $V) -> $V = Componentwise(Cos), a.cos();
                [] [] Ln(a: $V) -> $V = Componentwise(Ln), a.ln();
                [] [] Log2(a: $V) -> $V = Componentwise(Log2), a.log2();
                [] [] Exp2(a: $V) -> $V = Componentwise(Exp2), a.exp2();
            }
        };
    )*};
}

vectors! {
    Vec2 f32;
    Vec3 f32;
    Vec3A f32;
    Vec4 f32;
    DVec2 f64;
    DVec3 f64;
    DVec4 f64;
}
