//! Methods of arrays that call a closure for each number.

use super::super::ndarray::{Array, Array1, Array2, ArrayBase, Data};
use super::array::Size;
use crate::foreign::each::names::{
    FromShapeFn, FromShapeFnPlane, MapRef, Mapv, MapvInplace, MapvInto,
};
use crate::foreign::each::{Each, EachInPlace, FromEach};
use crate::foreign::numbers::Number;

impl<T: Number, S: Data<Elem = T>, D: Size> Each<MapRef> for &ArrayBase<S, D> {
    type Number = T;
}

impl<T: Number, S: Data<Elem = T>, D: Size> Each<Mapv> for &ArrayBase<S, D> {
    type Number = T;
}

// By reference, so that what calls the method still has the array.
impl<T: Number, D: Size> Each<MapvInto> for &Array<T, D> {
    type Number = T;
}

impl<T: Number, D: Size> EachInPlace<MapvInplace> for Array<T, D> {
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

impl<T: Number> FromEach<FromShapeFnPlane> for Array2<T> {
    type Number = T;
    type Size = (usize, usize);
    type Position = (usize, usize);

    #[inline]
    fn from_each(size: (usize, usize), f: impl FnMut((usize, usize)) -> T) -> Self {
        Array2::from_shape_fn(size, f)
    }

    #[inline]
    fn position(&self, at: usize) -> (usize, usize) {
        (at / self.ncols(), at % self.ncols())
    }
}
