//! Methods of arrays.

use super::super::ndarray::{
    Array, Array1, Array2, ArrayBase, ArrayView, ArrayView1, Axis, CowArray, Data, Ix1, Ix2,
    LinalgScalar, OwnedRepr, ShapeError, SliceArg,
};
use super::array::Size;
use super::kernels::{AddScaled, Broadcast, Gather, Repeated, Swapped};
use crate::foreign::changing::{changed, changes};
use crate::foreign::kernel::{OfFirst, OfSecond};
use crate::foreign::kernels::{
    Abs, Along, Cbrt, Componentwise, Concat, Cos, Deviation, Dot, ElementProduct, Exp, Exp2, Ln,
    Log2, Log10, Over, Part, Powf, Powi, Product, Recip, Repeat, Second, Sin, Sqrt, Sum, SumAxis,
    Tan, ToDegrees, ToRadians, Transpose, Tried,
};
use crate::foreign::numbers::{Argument, Number};
use crate::foreign::rule::rules;
use crate::operator::FromByRule;
use alloc::vec::Vec;

type A<S, D> = ArrayBase<S, D>;

impl<S: Data, D> FromByRule for ArrayBase<S, D> {}

// Sums and products.
rules! {
    [T: Number, S: Data<Elem = T>, D: Size] [] Sum(a: &A<S, D>) -> T = Sum, a.sum();
    [T: Number, S: Data<Elem = T>, D: Size] [Option<T>: Argument<T>]
    Mean(a: &A<S, D>) -> Option<T> = Over(Sum, a.len()), a.mean();
    [T: Number, S: Data<Elem = T>] []
    SumAxis(a: &A<S, Ix2>, axis: Axis) -> Array1<T> = OfFirst(SumAxis(axis.0)), a.sum_axis(axis);
    [T: Number, S: Data<Elem = T>] []
    MeanAxis(a: &A<S, Ix2>, axis: Axis) -> Option<Array1<T>> = OfFirst(Over(SumAxis(axis.0), a.len_of(*axis))), a.mean_axis(axis);
    [T: Number + LinalgScalar, S: Data<Elem = T>, S2: Data<Elem = T>] []
    Dot(a: &A<S, Ix1>, b: &A<S2, Ix1>) -> T = Dot, a.dot(b);
    [T: Number + LinalgScalar, S: Data<Elem = T>, S2: Data<Elem = T>] []
    Dot(a: &A<S, Ix2>, b: &A<S2, Ix1>) -> Array1<T> = Product::Transposed, a.dot(b);
    [T: Number + LinalgScalar, S: Data<Elem = T>, S2: Data<Elem = T>] []
    Dot(a: &A<S, Ix1>, b: &A<S2, Ix2>) -> Array1<T> = Swapped(Product::Plain), a.dot(b);
    [T: Number + LinalgScalar, S: Data<Elem = T>, S2: Data<Elem = T>] []
    Dot(a: &A<S, Ix2>, b: &A<S2, Ix2>) -> Array2<T> = Swapped(Product::Plain), a.dot(b);
}

rules! {
    [T: Number, S: Data<Elem = T>, D: Size] [] Product(a: &A<S, D>) -> T = ElementProduct, a.product();
}

// Moments, which arrays have with `std` only.
#[cfg(feature = "std")]
rules! {
    [T: Number, S: Data<Elem = T>, D: Size] [] Var(a: &A<S, D>, less: T) -> T = Deviation { root: false }, a.var(less);
    [T: Number, S: Data<Elem = T>, D: Size] [] Std(a: &A<S, D>, less: T) -> T = Deviation { root: true }, a.std(less);
    [T: Number, S: Data<Elem = T>] []
    VarAxis(a: &A<S, Ix2>, axis: Axis, less: T) -> Array1<T> = Along(Deviation { root: false }, 1 - axis.0), a.var_axis(axis, less);
    [T: Number, S: Data<Elem = T>] []
    StdAxis(a: &A<S, Ix2>, axis: Axis, less: T) -> Array1<T> = Along(Deviation { root: true }, 1 - axis.0), a.std_axis(axis, less);
}

// With an axis more, or one less.
rules! {
    [T: Number] [] InsertAxis(a: Array<T, Ix1>, axis: Axis) -> Array2<T> = OfFirst(Concat), a.insert_axis(axis);
    ['a, T: Number] [] InsertAxis(a: ArrayView<'a, T, Ix1>, axis: Axis) -> ArrayView<'a, T, Ix2> = OfFirst(Concat), a.insert_axis(axis);
    [T: Number] [] RemoveAxis(a: Array<T, Ix2>, axis: Axis) -> Array1<T> = OfFirst(at_axis(*axis, 0)), a.remove_axis(axis);
    ['a, T: Number] [] RemoveAxis(a: ArrayView<'a, T, Ix2>, axis: Axis) -> ArrayView<'a, T, Ix1> = OfFirst(at_axis(*axis, 0)), a.remove_axis(axis);
    ['a, T: Number, S: Data<Elem = T>] []
    IndexAxis(a: &'a A<S, Ix2>, axis: Axis, i: usize) -> ArrayView<'a, T, Ix1> = OfFirst(at_axis(*axis, *i)), a.index_axis(axis, i);
}

/// What an axis has at a position: a row, or a column.
fn at_axis(axis: Axis, at: usize) -> Part {
    if axis.0 == 0 {
        Part::Column(at)
    } else {
        Part::Row(at)
    }
}

/// The same numbers in another shape.
macro_rules! shapes {
    ($($E:ty => $D:ty, $size:ident => $shape:expr;)*) => {
        rules! {$(
            ['a, T: Number, S: Data<Elem = T>, D: Size] []
            ToShape(a: &'a A<S, D>, shape: $E) -> Result<CowArray<'a, T, $D>, ShapeError> = OfFirst(Tried(Concat)), a.to_shape(shape);
            ['a, T: Number, S: Data<Elem = T>, D: Size] []
            Broadcast(a: &'a A<S, D>, shape: $E) -> Option<ArrayView<'a, T, $D>> = OfFirst(Tried(Repeated({ let $size = *shape; $shape }))), a.broadcast(shape);
            [T: Number] []
            Array<T, $D> | FromShapeVec(shape: $E, x: Vec<T>) -> Result<Array<T, $D>, ShapeError> = OfSecond(Tried(Concat)), Array::from_shape_vec(shape, x);
        )*}
    };
}

shapes! {
    usize => Ix1, n => (n, 1);
    (usize, usize) => Ix2, n => (n.1, n.0);
}

// Parts, and the same numbers otherwise.
rules! {
    ['a, T: Number, S: Data<Elem = T>] []
    Row(a: &'a A<S, Ix2>, i: usize) -> ArrayView1<'a, T> = OfFirst(Part::Column(*i)), a.row(i);
    ['a, T: Number, S: Data<Elem = T>] []
    Column(a: &'a A<S, Ix2>, j: usize) -> ArrayView1<'a, T> = OfFirst(Part::Row(*j)), a.column(j);
    ['a, T: Number, S: Data<Elem = T>] []
    Diag(a: &'a A<S, Ix2>) -> ArrayView1<'a, T> = Part::Diagonal, a.diag();
    ['a, T: Number, S: Data<Elem = T>, D: Size] []
    View(a: &'a A<S, D>) -> ArrayView<'a, T, D> = Concat, a.view();
    [T: Number, S: Data<Elem = T>, D: Size] []
    ToOwned(a: &A<S, D>) -> Array<T, D> = Concat, a.to_owned();
    ['a, T: Number, S: Data<Elem = T>, D: Size] []
    T(a: &'a A<S, D>) -> ArrayView<'a, T, D> = Transpose, a.t();
    [T: Number, D: Size] [] ReversedAxes(a: Array<T, D>) -> Array<T, D> = Transpose, a.reversed_axes();
    [T: Number, S: Data<Elem = T>] [] ToVec(a: &A<S, Ix1>) -> Vec<T> = Concat, a.to_vec();
}

/// Where the numbers of a part of an array are among all of them.
pub(super) fn positions<T: Number, D: Size, I: SliceArg<D>>(
    of: &ArrayView<'_, T, D>,
    slice: I,
) -> Vec<usize>
where
    I::OutDim: Size,
{
    match of.as_slice() {
        Some(numbers) => {
            // By addresses, so that a small part of a large array costs little.
            let (first, size) = (numbers.as_ptr() as usize, size_of::<T>());
            let part = of.slice(slice);
            part.iter()
                .map(|x| (core::ptr::from_ref(x) as usize - first) / size)
                .collect()
        }
        None => {
            let all: Vec<usize> = (0..of.len()).collect();
            let all = Array::from_shape_vec(of.raw_dim(), all).expect("as many as there are");
            all.slice(slice).iter().copied().collect()
        }
    }
}

rules! {
    ['a, T: Number, S: Data<Elem = T>, D: Size, I: SliceArg<D> + Clone + Argument<T>] [I::OutDim: Size]
    Slice(a: &'a A<S, D>, i: I) -> ArrayView<'a, T, I::OutDim> = OfFirst(Gather(positions(&a.view(), i.clone()))), a.slice(i);
}

changes! {
    [T: Number, D: Size] [] Fill(a: Array<T, D>, x: T) = Broadcast(Second), Array::from_elem(a.raw_dim(), *x);
    ['b, T: Number, D: Size, S: Data<Elem = T>] [] Assign(a: Array<T, D>, b: &'b A<S, D>) = Broadcast(Second), changed(a, |a| a.assign(b));
    ['b, T: Number, D: Size, S: Data<Elem = T>] [] ScaledAdd(a: Array<T, D>, factor: T, b: &'b A<S, D>) = AddScaled, changed(a, |a| a.scaled_add(*factor, b));
}

/// Functions of numbers, number by number.
macro_rules! each {
    ($($name:ident $method:ident;)*) => {
        rules! {$(
            [T: Number, S: Data<Elem = T>, D: Size] []
            $name(a: &A<S, D>) -> Array<T, D> = Componentwise($name), a.mapv(T::$method);
        )*}
    };
}

each! {
    Abs abs;
    Cbrt cbrt;
    Cos cos;
    Exp exp;
    Exp2 exp2;
    Ln ln;
    Log10 log10;
    Log2 log2;
    Recip recip;
    Sin sin;
    Sqrt sqrt;
    Tan tan;
    ToDegrees to_degrees;
    ToRadians to_radians;
}

rules! {
    [T: Number, S: Data<Elem = T>, D: Size] []
    Pow2(a: &A<S, D>) -> Array<T, D> = Componentwise(Powi(2)), a.mapv(|x| x * x);
    [T: Number, S: Data<Elem = T>, D: Size] []
    Powi(a: &A<S, D>, n: i32) -> Array<T, D> = OfFirst(Componentwise(Powi(*n))), a.mapv(|x| x.powi(n));
    [T: Number, S: Data<Elem = T>, D: Size] []
    Powf(a: &A<S, D>, p: T) -> Array<T, D> = Componentwise(Powf), a.mapv(|x| x.powf(p));
}

// Arrays from numbers.
rules! {
    [T: Number] [] A<OwnedRepr<T>, Ix1> | FromVec(x: Vec<T>) -> Array1<T> = Concat, Array1::from_vec(x);
    [T: Number] [] A<OwnedRepr<T>, Ix1> | From(x: Vec<T>) -> Array1<T> = Concat, Array1::from(x);
    [T: Number, const N: usize] [[T; N]: Argument<T, Tangent = [T; N]>, Vec<[T; N]>: Into<Array2<T>>]
    A<OwnedRepr<T>, Ix2> | From(x: Vec<[T; N]>) -> Array2<T> = Concat, x.into();
    [T: Number] [] A<OwnedRepr<T>, Ix1> | FromElem(n: usize, x: T) -> Array1<T> = OfSecond(Repeat), Array1::from_elem(n, x);
}
