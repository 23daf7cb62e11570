//! Operators and methods of points.

use super::super::nalgebra::{
    Const, Matrix, Point, Point1, Point2, Point3, RealField, SMatrix, SVector, Storage, U1,
};
use crate::foreign::kernels::{
    Add, Componentwise, Concat, Divide, Lerp, Multiply, Negate, Part, Product, Subtract,
};
use crate::foreign::numbers::{Argument, Number};
use crate::foreign::operator::operators;
use crate::foreign::rule::rules;
use crate::operator::FromByRule;

type V<T, const D: usize, S> = Matrix<T, Const<D>, U1, S>;

impl<T: RealField, const D: usize> FromByRule for Point<T, D> {}

operators! {
    [T: Number + RealField, const D: usize] []
    sub: Point<T, D>, Point<T, D> => SVector<T, D> = Componentwise(Subtract), |a, b| a - b;
    [T: Number + RealField, const D: usize, S: Storage<T, Const<D>, U1>] [V<T, D, S>: Argument<T>]
    add: Point<T, D>, V<T, D, S> => Point<T, D> = Componentwise(Add), |a, b| a + b;
    [T: Number + RealField, const D: usize, S: Storage<T, Const<D>, U1>] [V<T, D, S>: Argument<T>]
    sub: Point<T, D>, V<T, D, S> => Point<T, D> = Componentwise(Subtract), |a, b| a - b;
    [T: Number + RealField, const D: usize] []
    mul: Point<T, D>, by value T => Point<T, D> = Componentwise(Multiply), |a, b| a * *b;
    [T: Number + RealField, const D: usize] []
    div: Point<T, D>, by value T => Point<T, D> = Componentwise(Divide), |a, b| a / *b;
    [T: Number + RealField, const D: usize] []
    neg: Point<T, D> => Point<T, D> = Componentwise(Negate), |a| -a;
    [T: Number + RealField, const R: usize, const D: usize] []
    mul: SMatrix<T, R, D>, Point<T, D> => Point<T, R> = Product::Plain, |a, b| a * b;
    [T: Number + RealField, const D: usize, S: Storage<T, Const<D>, U1>] [V<T, D, S>: Argument<T>]
    add_assign: assign Point<T, D>, V<T, D, S> = Componentwise(Add), |a, b| a + b;
    [T: Number + RealField, const D: usize, S: Storage<T, Const<D>, U1>] [V<T, D, S>: Argument<T>]
    sub_assign: assign Point<T, D>, V<T, D, S> = Componentwise(Subtract), |a, b| a - b;
}

rules! {
    [T: Number + RealField] [] Point1<T> | New1(x: T) -> Point1<T> = Concat, Point1::new(x);
    [T: Number + RealField] [] Point2<T> | New2(x: T, y: T) -> Point2<T> = Concat, Point2::new(x, y);
    [T: Number + RealField] [] Point3<T> | New3(x: T, y: T, z: T) -> Point3<T> = Concat, Point3::new(x, y, z);
    [T: Number + RealField, const D: usize] [] Point<T, D> | From(x: SVector<T, D>) -> Point<T, D> = Concat, Point::from(x);
    [T: Number + RealField, const D: usize] [[T; D]: Argument<T, Tangent = [T; D]>]
    Point<T, D> | From(x: [T; D]) -> Point<T, D> = Concat, Point::from(x);
    [T: Number + RealField, const D: usize] [[T; D]: Argument<T, Tangent = [T; D]>]
    [T; D] | From(x: Point<T, D>) -> [T; D] = Concat, x.into();
    [T: Number + RealField, const D: usize] [] Lerp(a: &Point<T, D>, b: &Point<T, D>, t: T) -> Point<T, D> = Lerp, a.lerp(b, t);
    [T: Number + RealField] [] Xy(a: &Point3<T>) -> Point2<T> = Part::Head, a.xy();
}
