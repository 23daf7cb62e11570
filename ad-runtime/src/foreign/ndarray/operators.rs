//! Operators of arrays, number by number.

use super::super::ndarray::{Array, ArrayBase, Data, Ix1, Ix2, ScalarOperand};
use super::array::Size;
use super::kernels::Broadcast;
use crate::foreign::kernels::{Add, Componentwise, Divide, Multiply, Negate, Subtract};
use crate::foreign::numbers::Number;
use crate::foreign::operator::operators;

type A<S, D> = ArrayBase<S, D>;

/// Operators of two arrays, of which the second may have fewer dimensions.
macro_rules! arrays {
    ($($D:ty, $E:ty;)*) => {$(
        operators! {
            [T: Number, S: Data<Elem = T>, S2: Data<Elem = T>] []
            add: A<S, $D>, A<S2, $E> => Array<T, $D> = Broadcast(Add), |a, b| a + b;
            [T: Number, S: Data<Elem = T>, S2: Data<Elem = T>] []
            sub: A<S, $D>, A<S2, $E> => Array<T, $D> = Broadcast(Subtract), |a, b| a - b;
            [T: Number, S: Data<Elem = T>, S2: Data<Elem = T>] []
            mul: A<S, $D>, A<S2, $E> => Array<T, $D> = Broadcast(Multiply), |a, b| a * b;
            [T: Number, S: Data<Elem = T>, S2: Data<Elem = T>] []
            div: A<S, $D>, A<S2, $E> => Array<T, $D> = Broadcast(Divide), |a, b| a / b;
            [T: Number, S2: Data<Elem = T>] []
            add_assign: assign Array<T, $D>, A<S2, $E> = Broadcast(Add), |a, b| a + b;
            [T: Number, S2: Data<Elem = T>] []
            sub_assign: assign Array<T, $D>, A<S2, $E> = Broadcast(Subtract), |a, b| a - b;
            [T: Number, S2: Data<Elem = T>] []
            mul_assign: assign Array<T, $D>, A<S2, $E> = Broadcast(Multiply), |a, b| a * b;
            [T: Number, S2: Data<Elem = T>] []
            div_assign: assign Array<T, $D>, A<S2, $E> = Broadcast(Divide), |a, b| a / b;
        }
    )*};
}

arrays! {
    Ix1, Ix1;
    Ix2, Ix2;
    Ix2, Ix1;
}

// An array and a number.
operators! {
    [T: Number + ScalarOperand, S: Data<Elem = T>, D: Size] []
    add: A<S, D>, by value T => Array<T, D> = Componentwise(Add), |a, b| a + *b;
    [T: Number + ScalarOperand, S: Data<Elem = T>, D: Size] []
    sub: A<S, D>, by value T => Array<T, D> = Componentwise(Subtract), |a, b| a - *b;
    [T: Number + ScalarOperand, S: Data<Elem = T>, D: Size] []
    mul: A<S, D>, by value T => Array<T, D> = Componentwise(Multiply), |a, b| a * *b;
    [T: Number + ScalarOperand, S: Data<Elem = T>, D: Size] []
    div: A<S, D>, by value T => Array<T, D> = Componentwise(Divide), |a, b| a / *b;
    [T: Number + ScalarOperand, D: Size] []
    add_assign: assign Array<T, D>, by value T = Componentwise(Add), |a, b| a + *b;
    [T: Number + ScalarOperand, D: Size] []
    sub_assign: assign Array<T, D>, by value T = Componentwise(Subtract), |a, b| a - *b;
    [T: Number + ScalarOperand, D: Size] []
    mul_assign: assign Array<T, D>, by value T = Componentwise(Multiply), |a, b| a * *b;
    [T: Number + ScalarOperand, D: Size] []
    div_assign: assign Array<T, D>, by value T = Componentwise(Divide), |a, b| a / *b;
    [T: Number, S: Data<Elem = T>, D: Size] []
    neg: A<S, D> => Array<T, D> = Componentwise(Negate), |a| a.mapv(|x| -x);
}

/// Numbers from the left.
macro_rules! scalars {
    ($($T:ident)*) => {$(
        const _: () = {
            type T = $T;
            operators! {
                [S: Data<Elem = T>, D: Size] []
                add: by value T, A<S, D> => Array<T, D> = Componentwise(Add), |a, b| *a + b;
                [S: Data<Elem = T>, D: Size] []
                sub: by value T, A<S, D> => Array<T, D> = Componentwise(Subtract), |a, b| *a - b;
                [S: Data<Elem = T>, D: Size] []
                mul: by value T, A<S, D> => Array<T, D> = Componentwise(Multiply), |a, b| *a * b;
                [S: Data<Elem = T>, D: Size] []
                div: by value T, A<S, D> => Array<T, D> = Componentwise(Divide), |a, b| *a / b;
            }
        };
    )*};
}

scalars!(f32 f64);
