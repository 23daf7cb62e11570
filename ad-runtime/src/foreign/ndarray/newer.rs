//! Methods that arrays have in the newer versions of the crate only.

use super::ndarray::{Array, ArrayView, Ix1, Ix2, ShapeError};
use super::rules::array::Size;
use crate::foreign::kernel::OfFirst;
use crate::foreign::kernels::{Concat, Tried};
use crate::foreign::numbers::Number;
use crate::foreign::rule::rules;

/// The same numbers, row by row, in another shape.
macro_rules! shapes {
    ($($E:ty => $D:ty;)*) => {
        rules! {$(
            [T: Number, D: Size] []
            IntoShapeWithOrder(a: Array<T, D>, shape: $E) -> Result<Array<T, $D>, ShapeError> = OfFirst(Tried(Concat)), a.into_shape_with_order(shape);
            ['a, T: Number, D: Size] []
            IntoShapeWithOrder(a: ArrayView<'a, T, D>, shape: $E) -> Result<ArrayView<'a, T, $D>, ShapeError> = OfFirst(Tried(Concat)), a.into_shape_with_order(shape);
        )*}
    };
}

shapes! {
    usize => Ix1;
    (usize, usize) => Ix2;
}
