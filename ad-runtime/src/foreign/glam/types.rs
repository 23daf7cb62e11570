//! Values as tangents and as lists of numbers.

use super::super::glam::{
    DMat2, DMat3, DMat4, DQuat, DVec2, DVec3, DVec4, Mat2, Mat3, Mat4, Quat, Vec2, Vec3, Vec3A,
    Vec4,
};
use crate::foreign::numbers::{Argument, Buffered, Numbers, NumbersMut};
use crate::{Coordinate, Differentiable, Perturb, Real, Tangent};

macro_rules! types {
    ($($ty:ident $T:ident [$rows:literal $columns:literal] $to:ident $from:ident;)*) => {$(
        impl Differentiable for $ty {
            type Tangent = $ty;

            #[inline]
            fn zero_tangent(&self) -> $ty {
                $ty::$from(&[0.0; $rows * $columns])
            }
        }

        impl Tangent for $ty {
            #[inline]
            fn add_assign(&mut self, rhs: &Self) {
                let rhs = rhs.$to();
                self.change_numbers(|i, x| *x += rhs[i]);
            }

            #[inline]
            fn scale(&mut self, factor: f64) {
                self.change_numbers(|_, x| Tangent::scale(x, factor));
            }

            #[inline]
            fn dot(&self, rhs: &Self) -> f64 {
                Tangent::dot(&self.$to(), &rhs.$to())
            }

            fn coordinates(
                &mut self,
                at: &Coordinate<'_>,
                visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
            ) {
                self.change_numbers(|i, x| x.coordinates(&at.index(i), visit));
            }
        }

        impl Perturb for $ty {
            type Perturbed = $ty;

            fn perturbed(&self, direction: &$ty, step: f64) -> $ty {
                $ty::$from(&self.$to().perturbed(&direction.$to(), step))
            }

            fn difference(&self, from: &$ty) -> $ty {
                $ty::$from(&self.$to().difference(&from.$to()))
            }

            fn magnitude(&self) -> f64 {
                self.$to().magnitude()
            }
        }

        impl Numbers<$T> for $ty {
            type Of<U: Real> = [U; $rows * $columns];

            #[inline(always)]
            fn number_shape(&self) -> (usize, usize) {
                ($rows, $columns)
            }

            #[inline(always)]
            fn map_numbers<U: Real>(&self, f: impl FnMut($T) -> U) -> [U; $rows * $columns] {
                self.$to().map(f)
            }
        }

        impl NumbersMut<$T> for $ty {
            #[inline(always)]
            fn change_numbers(&mut self, mut f: impl FnMut(usize, &mut $T)) {
                let mut numbers = self.$to();
                for (i, x) in numbers.iter_mut().enumerate() {
                    f(i, x);
                }
                *self = $ty::$from(&numbers);
            }
        }

        impl Buffered<$T> for $ty {
            type Buffer = $ty;
        }
    )*};
}

types! {
    Vec2 f32 [2 1] to_array from_slice;
    Vec3 f32 [3 1] to_array from_slice;
    Vec3A f32 [3 1] to_array from_slice;
    Vec4 f32 [4 1] to_array from_slice;
    Quat f32 [4 1] to_array from_slice;
    Mat2 f32 [2 2] to_cols_array from_cols_array;
    Mat3 f32 [3 3] to_cols_array from_cols_array;
    Mat4 f32 [4 4] to_cols_array from_cols_array;
    DVec2 f64 [2 1] to_array from_slice;
    DVec3 f64 [3 1] to_array from_slice;
    DVec4 f64 [4 1] to_array from_slice;
    DQuat f64 [4 1] to_array from_slice;
    DMat2 f64 [2 2] to_cols_array from_cols_array;
    DMat3 f64 [3 3] to_cols_array from_cols_array;
    DMat4 f64 [4 4] to_cols_array from_cols_array;
}
