//! Types around a matrix of numbers, as tangents and as lists of numbers: points, quaternions, directions, rotations.
//!
//! What has a constraint, a length of one say, varies in a type without it.

use super::super::nalgebra::{
    Point, Quaternion, RealField, Rotation, SMatrix, SVector, Translation, Unit, UnitQuaternion,
};
use crate::foreign::numbers::{Argument, Buffered, Columns, Number, Numbers, NumbersMut};
use crate::{Coordinate, Differentiable, Perturb, Real, Tangent};

/// Where the numbers of a type are, what its tangent is, made of a matrix, and how a value is made of one.
macro_rules! wrappers {
    ($([$($g:tt)*] $A:ty: $rows:tt, $columns:tt, $this:ident => $numbers:expr;
        $Tangent:ty: $zero:ident => $tangent:expr; $of:ident => $made:expr;)*) => {$(
        impl<$($g)*> Differentiable for $A {
            type Tangent = $Tangent;

            #[inline]
            fn zero_tangent(&self) -> $Tangent {
                let $this = self;
                let $zero = $numbers.zero_tangent();
                $tangent
            }
        }

        impl<$($g)*> Numbers<T> for $A {
            type Of<U: Real> = Columns<U, $rows, $columns>;

            #[inline(always)]
            fn number_shape(&self) -> (usize, usize) {
                ($rows, $columns)
            }

            #[inline(always)]
            fn number_slice(&self) -> Option<&[T]> {
                let $this = self;
                Some($numbers.as_slice())
            }

            #[inline(always)]
            fn map_numbers<U: Real>(&self, f: impl FnMut(T) -> U) -> Columns<U, $rows, $columns> {
                let $this = self;
                Numbers::map_numbers($numbers, f)
            }
        }

        impl<$($g)*> Buffered<T> for $A {
            type Buffer = $Tangent;
        }

        impl<$($g)*> Perturb for $A {
            type Perturbed = Self;

            fn perturbed(&self, direction: &$Tangent, step: f64) -> Self {
                let $this = self;
                let mut $of = $numbers.clone();
                let directions = Numbers::number_slice(direction).unwrap_or(&[]);
                for (x, d) in $of.as_mut_slice().iter_mut().zip(directions) {
                    *x = x.perturbed(d, step);
                }
                $made
            }

            fn difference(&self, from: &Self) -> $Tangent {
                let mut difference = self.zero_tangent();
                let (to, from) = (Numbers::number_slice(self), Numbers::number_slice(from));
                let (to, from) = (to.unwrap_or(&[]), from.unwrap_or(&[]));
                NumbersMut::change_numbers(&mut difference, |i, x| *x = to[i] - from[i]);
                difference
            }

            fn magnitude(&self) -> f64 {
                let $this = self;
                Perturb::magnitude($numbers)
            }
        }
    )*};
}

wrappers! {
    [T: Number, const D: usize] Point<T, D>: D, 1, this => &this.coords;
    Point<T, D>: zero => Point { coords: zero }; of => Point { coords: of };

    [T: Number, const D: usize] Translation<T, D>: D, 1, this => &this.vector;
    Translation<T, D>: zero => Translation { vector: zero }; of => Translation { vector: of };

    [T: Number + RealField] Quaternion<T>: 4, 1, this => &this.coords;
    Quaternion<T>: zero => Quaternion::from(zero); of => Quaternion::from(of);

    [T: Number + RealField] UnitQuaternion<T>: 4, 1, this => &this.as_ref().coords;
    Quaternion<T>: zero => Quaternion::from(zero); of => Unit::new_unchecked(Quaternion::from(of));

    [T: Number + RealField, const D: usize] Unit<SVector<T, D>>: D, 1, this => this.as_ref();
    SVector<T, D>: zero => zero; of => Unit::new_unchecked(of);

    [T: Number + RealField, const D: usize] Rotation<T, D>: D, D, this => this.matrix();
    SMatrix<T, D, D>: zero => zero; of => Rotation::from_matrix_unchecked(of);
}

/// Those that are tangents, too.
macro_rules! tangents {
    ($([$($g:tt)*] $A:ty: $numbers:ident;)*) => {$(
        impl<$($g)*> Tangent for $A {
            #[inline]
            fn add_assign(&mut self, rhs: &Self) {
                Tangent::add_assign(&mut self.$numbers, &rhs.$numbers);
            }

            #[inline]
            fn scale(&mut self, factor: f64) {
                Tangent::scale(&mut self.$numbers, factor);
            }

            #[inline]
            fn dot(&self, rhs: &Self) -> f64 {
                Tangent::dot(&self.$numbers, &rhs.$numbers)
            }

            fn coordinates(
                &mut self,
                at: &Coordinate<'_>,
                visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
            ) {
                self.$numbers.coordinates(at, visit);
            }
        }

        impl<$($g)*> NumbersMut<T> for $A {
            #[inline(always)]
            fn number_slice_mut(&mut self) -> Option<&mut [T]> {
                Some(self.$numbers.as_mut_slice())
            }

            #[inline]
            fn change_numbers(&mut self, f: impl FnMut(usize, &mut T)) {
                NumbersMut::change_numbers(&mut self.$numbers, f);
            }
        }
    )*};
}

tangents! {
    [T: Number, const D: usize] Point<T, D>: coords;
    [T: Number, const D: usize] Translation<T, D>: vector;
    [T: Number + RealField] Quaternion<T>: coords;
}
