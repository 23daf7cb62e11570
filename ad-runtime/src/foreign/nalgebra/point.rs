//! Points, which vary in points: a tangent has the same parts.

use super::super::nalgebra::{
    Const, Matrix, Point, Point1, Point2, Point3, RealField, SMatrix, SVector, Storage, U1,
};
use crate::foreign::kernels::{
    Add, Componentwise, Concat, Divide, Lerp, Multiply, Negate, Part, Product, Subtract,
};
use crate::foreign::numbers::{Argument, Columns, Number, Numbers, NumbersMut};
use crate::foreign::operator::operators;
use crate::foreign::rule::rules;
use crate::{Coordinate, Differentiable, Perturb, Real, Tangent};

impl<T: Number, const D: usize> Differentiable for Point<T, D> {
    type Tangent = Self;

    #[inline]
    fn zero_tangent(&self) -> Self {
        Point {
            coords: self.coords.zero_tangent(),
        }
    }
}

impl<T: Number, const D: usize> Tangent for Point<T, D> {
    #[inline]
    fn add_assign(&mut self, rhs: &Self) {
        Tangent::add_assign(&mut self.coords, &rhs.coords);
    }

    #[inline]
    fn scale(&mut self, factor: f64) {
        Tangent::scale(&mut self.coords, factor);
    }

    #[inline]
    fn dot(&self, rhs: &Self) -> f64 {
        Tangent::dot(&self.coords, &rhs.coords)
    }

    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    ) {
        self.coords.coordinates(at, visit);
    }
}

impl<T: Number, const D: usize> Perturb for Point<T, D> {
    type Perturbed = Self;

    fn perturbed(&self, direction: &Self, step: f64) -> Self {
        Point {
            coords: self.coords.perturbed(&direction.coords, step),
        }
    }

    fn difference(&self, from: &Self) -> Self {
        Point {
            coords: self.coords.difference(&from.coords),
        }
    }

    fn magnitude(&self) -> f64 {
        self.coords.magnitude()
    }
}

impl<T: Number, const D: usize> Numbers<T> for Point<T, D> {
    type Of<U: Real> = Columns<U, D, 1>;

    #[inline(always)]
    fn shape(&self) -> (usize, usize) {
        (D, 1)
    }

    #[inline(always)]
    fn slice(&self) -> Option<&[T]> {
        Some(self.coords.as_slice())
    }

    #[inline(always)]
    fn map<U: Real>(&self, f: impl FnMut(T) -> U) -> Columns<U, D, 1> {
        Numbers::map(&self.coords, f)
    }
}

impl<T: Number, const D: usize> NumbersMut<T> for Point<T, D> {
    #[inline(always)]
    fn slice_mut(&mut self) -> Option<&mut [T]> {
        Some(self.coords.as_mut_slice())
    }

    #[inline]
    fn change(&mut self, f: impl FnMut(usize, &mut T)) {
        NumbersMut::change(&mut self.coords, f);
    }
}

impl<T: Number, const D: usize> Argument<T> for Point<T, D> {
    type Buffer = Self;
}

type V<T, const D: usize, S> = Matrix<T, Const<D>, U1, S>;

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
    mul: SMatrix<T, R, D>, Point<T, D> => Point<T, R> = Product, |a, b| a * b;
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
    [T: Number + RealField, const D: usize] [] Lerp(a: &Point<T, D>, b: &Point<T, D>, t: T) -> Point<T, D> = Lerp, a.lerp(b, t);
    [T: Number + RealField] [] Xy(a: &Point3<T>) -> Point2<T> = Part::Head, a.xy();
}
