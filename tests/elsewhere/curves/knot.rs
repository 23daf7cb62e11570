//! What curves are made of.

use crate::numbers::Number;
use ad::{Differentiable, differentiate};

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Knot {
    pub at: Number,
    pub value: Point,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Point(pub Number, pub Number);

#[differentiate]
impl Point {
    pub fn turned(self, angle: Number) -> Point {
        let (s, c) = angle.sin_cos();
        Point(c * self.0 - s * self.1, s * self.0 + c * self.1)
    }
}
