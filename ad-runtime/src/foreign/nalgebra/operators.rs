//! Operators of matrices.

use super::super::Allocates;
use super::super::nalgebra::{
    ArrayStorage, Const, DefaultAllocator, Dim, Dyn, Matrix, OMatrix, RealField, Storage,
    VecStorage,
};
use crate::foreign::kernels::{Add, Componentwise, Divide, Multiply, Negate, Product, Subtract};
use crate::foreign::numbers::{Argument, Number, Owned};
use crate::foreign::operator::operators;

type M<T, R, C, S> = Matrix<T, R, C, S>;

operators! {
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>, S2: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, M<T, R, C, S2>: Argument<T>, OMatrix<T, R, C>: Owned<T>, DefaultAllocator: Allocates<T, R, C>]
    add: M<T, R, C, S>, M<T, R, C, S2> => OMatrix<T, R, C> = Componentwise(Add), |a, b| a + b;
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>, S2: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, M<T, R, C, S2>: Argument<T>, OMatrix<T, R, C>: Owned<T>, DefaultAllocator: Allocates<T, R, C>]
    sub: M<T, R, C, S>, M<T, R, C, S2> => OMatrix<T, R, C> = Componentwise(Subtract), |a, b| a - b;
    [T: Number + RealField, R: Dim, C: Dim, C2: Dim, S: Storage<T, R, C>, S2: Storage<T, C, C2>]
    [M<T, R, C, S>: Argument<T>, M<T, C, C2, S2>: Argument<T>, OMatrix<T, R, C2>: Owned<T>, DefaultAllocator: Allocates<T, R, C2>]
    mul: M<T, R, C, S>, M<T, C, C2, S2> => OMatrix<T, R, C2> = Product::Plain, |a, b| a * b;
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Owned<T>, DefaultAllocator: Allocates<T, R, C>]
    mul: M<T, R, C, S>, by value T => OMatrix<T, R, C> = Componentwise(Multiply), |a, b| a * *b;
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Owned<T>, DefaultAllocator: Allocates<T, R, C>]
    div: M<T, R, C, S>, by value T => OMatrix<T, R, C> = Componentwise(Divide), |a, b| a / *b;
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Owned<T>, DefaultAllocator: Allocates<T, R, C>]
    neg: M<T, R, C, S> => OMatrix<T, R, C> = Componentwise(Negate), |a| -a;
}

/// Numbers from the left.
macro_rules! scalars {
    ($($T:ident)*) => {$(
        const _: () = {
            type T = $T;
            operators! {
                [R: Dim, C: Dim, S: Storage<T, R, C>]
                [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Owned<T>, DefaultAllocator: Allocates<T, R, C>]
                mul: by value T, M<T, R, C, S> => OMatrix<T, R, C> = Componentwise(Multiply), |a, b| *a * b;
            }
        };
    )*};
}

scalars!(f32 f64);

/// Assigning operators of matrices that own their numbers.
macro_rules! assigning {
    ($([$($g:tt)*] $R:ty, $C:ty, $S:ty;)*) => {$(
        operators! {
            [T: Number + RealField, $($g)* S2: Storage<T, $R, $C>] [M<T, $R, $C, S2>: Argument<T>]
            add_assign: assign M<T, $R, $C, $S>, M<T, $R, $C, S2> = Componentwise(Add), |a, b| a + b;
            [T: Number + RealField, $($g)* S2: Storage<T, $R, $C>] [M<T, $R, $C, S2>: Argument<T>]
            sub_assign: assign M<T, $R, $C, $S>, M<T, $R, $C, S2> = Componentwise(Subtract), |a, b| a - b;
            [T: Number + RealField, $($g)*] []
            mul_assign: assign M<T, $R, $C, $S>, by value T = Componentwise(Multiply), |a, b| a * *b;
            [T: Number + RealField, $($g)* S2: Storage<T, $C, $C>] [M<T, $C, $C, S2>: Argument<T>]
            mul_assign: assign M<T, $R, $C, $S>, M<T, $C, $C, S2> = Product::Plain, |a, b| a * b;
            [T: Number + RealField, $($g)*] []
            div_assign: assign M<T, $R, $C, $S>, by value T = Componentwise(Divide), |a, b| a / *b;
        }
    )*};
}

assigning! {
    [const R: usize, const C: usize,] Const<R>, Const<C>, ArrayStorage<T, R, C>;
    [C: Dim,] Dyn, C, VecStorage<T, Dyn, C>;
    [const R: usize,] Const<R>, Dyn, VecStorage<T, Const<R>, Dyn>;
}
