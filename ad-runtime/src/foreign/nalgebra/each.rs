//! Methods of matrices that call a closure for each number.

use super::super::nalgebra::{
    ArrayStorage, Const, DMatrix, DVector, Dim, Matrix, RealField, SMatrix, Storage,
};
use crate::Differentiable;
use crate::foreign::each::names::{FromFn, FromFnRows, FromFnSizes, Map, ZipMap};
use crate::foreign::each::{Each, FromEach};
use crate::foreign::numbers::{Argument, Number};

macro_rules! each {
    ($($Name:ident)*) => {$(
        impl<T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>> Each<$Name> for &Matrix<T, R, C, S>
        where
            Matrix<T, R, C, S>: Argument<T> + Differentiable<Tangent: Argument<T>>,
        {
            type Number = T;
        }
    )*};
}

each!(Map ZipMap);

macro_rules! from_each {
    ($([$($g:tt)*] $Name:ident $Matrix:ty, $Size:ty, ($size:pat, $f:ident) => $value:expr;)*) => {$(
        impl<T: Number + RealField, $($g)*> FromEach<$Name> for $Matrix {
            type Number = T;
            type Size = $Size;
            type Position = (usize, usize);

            #[inline]
            fn from_each($size: $Size, mut $f: impl FnMut((usize, usize)) -> T) -> Self {
                $value
            }

            #[inline]
            fn position(&self, at: usize) -> (usize, usize) {
                self.vector_to_matrix_index(at)
            }
        }
    )*};
}

from_each! {
    [const R: usize, const C: usize] FromFn Matrix<T, Const<R>, Const<C>, ArrayStorage<T, R, C>>, (),
        ((), f) => SMatrix::from_fn(|i, j| f((i, j)));
    [] FromFnRows DVector<T>, usize, (rows, f) => DVector::from_fn(rows, |i, j| f((i, j)));
    [] FromFnSizes DMatrix<T>, (usize, usize), ((rows, columns), f) => DMatrix::from_fn(rows, columns, |i, j| f((i, j)));
}
