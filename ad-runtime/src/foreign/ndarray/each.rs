//! Methods of arrays that call a closure for each number.

use super::super::ndarray::{Array, Array1, ArrayBase, Data};
use super::array::Size;
use crate::foreign::each::names::{FromShapeFn, MapRef, Mapv, MapvInto};
use crate::foreign::each::{Each, FromEach};
use crate::foreign::numbers::Number;

impl<T: Number, S: Data<Elem = T>, D: Size> Each<MapRef> for &ArrayBase<S, D> {
    type Number = T;
}

impl<T: Number, S: Data<Elem = T>, D: Size> Each<Mapv> for &ArrayBase<S, D> {
    type Number = T;
}

impl<T: Number, D: Size> Each<MapvInto> for Array<T, D> {
    type Number = T;
}

impl<T: Number> FromEach<FromShapeFn> for Array1<T> {
    type Number = T;
    type Size = usize;
    type Position = usize;

    #[inline]
    fn from_each(size: usize, f: impl FnMut(usize) -> T) -> Self {
        Array1::from_shape_fn(size, f)
    }

    #[inline]
    fn position(&self, at: usize) -> usize {
        at
    }
}
