//! What puts something into a slice of an array that owns its numbers: `a.slice_mut(s![i, ..]).assign(&b)`.

use super::super::ndarray::{Array, ArrayBase, Data, SliceArg};
use super::array::Size;
use super::methods::positions;
use crate::foreign::changing::{changed, changes};
use crate::foreign::kernels::Put;
use crate::foreign::numbers::{Argument, Number};

changes! {
    ['b, T: Number, D: Size, S: Data<Elem = T>, I: SliceArg<D> + Clone + Argument<T>] [I::OutDim: Size]
    PutSlice(a: Array<T, D>, i: I, b: &'b ArrayBase<S, I::OutDim>) =
        Put(positions(&a.view(), i.clone())), changed(a, |a| a.slice_mut(i.clone()).assign(b));
    [T: Number, D: Size, I: SliceArg<D> + Clone + Argument<T>] [I::OutDim: Size]
    PutSlice(a: Array<T, D>, i: I, x: T) =
        Put(positions(&a.view(), i.clone())), changed(a, |a| a.slice_mut(i.clone()).fill(*x));
}
