//! Matrices as tangents and as lists of numbers.

use super::super::nalgebra::{ArrayStorage, Const, Dim, Dyn, Matrix, VecStorage, ViewStorage};
use crate::element::{Elements, ElementsMut};
use crate::foreign::numbers::{Argument, Buffered, Columns, Number, Numbers, NumbersMut};
use crate::{Coordinate, Differentiable, Perturb, Real, Tangent};
use alloc::vec::Vec;

/// Matrices that own their numbers, by storage; `Of` are as many numbers of the type `U`.
macro_rules! owned {
    ([$($generics:tt)*] $R:ty, $C:ty, $storage:ident<$($of:ty),*>, Of = $Of:ty, $this:ident => $zero:expr, $f:ident => $map:expr) => {
        impl<T: Number, $($generics)*> Differentiable for Matrix<T, $R, $C, $storage<T, $($of),*>> {
            type Tangent = Self;

            #[inline]
            fn zero_tangent(&self) -> Self {
                let $this = self;
                let _ = $this;
                $zero
            }
        }

        impl<T: Number, $($generics)*> Elements<(usize, usize)> for Matrix<T, $R, $C, $storage<T, $($of),*>> {
            type Element = T;
            type ElementTangent = T;
            type At = (usize, usize);
            const WAYS: u64 = 0;

            #[inline]
            fn at(&self, index: (usize, usize)) -> (usize, usize) {
                index
            }

            #[inline]
            fn element(&self, at: (usize, usize)) -> &T {
                &self[at]
            }

            #[inline]
            fn element_tangent(of: &Self, at: (usize, usize)) -> &T {
                &of[at]
            }

            #[inline]
            fn element_tangent_mut(of: &mut Self, at: (usize, usize)) -> &mut T {
                &mut of[at]
            }
        }

        impl<T: Number, $($generics)*> ElementsMut<(usize, usize)> for Matrix<T, $R, $C, $storage<T, $($of),*>> {
            #[inline]
            fn element_mut(&mut self, at: (usize, usize)) -> &mut T {
                &mut self[at]
            }
        }

        impl<T: Number, $($generics)*> Tangent for Matrix<T, $R, $C, $storage<T, $($of),*>> {
            #[inline]
            fn add_assign(&mut self, rhs: &Self) {
                if self.is_empty() {
                    self.clone_from(rhs);
                } else if !rhs.is_empty() {
                    assert!(self.shape() == rhs.shape(), "tangents of different shapes");
                    for (x, y) in self.as_mut_slice().iter_mut().zip(rhs.as_slice()) {
                        *x += *y;
                    }
                }
            }

            #[inline]
            fn scale(&mut self, factor: f64) {
                self.as_mut_slice().iter_mut().for_each(|x| Tangent::scale(x, factor));
            }

            #[inline]
            fn dot(&self, rhs: &Self) -> f64 {
                let numbers = self.as_slice().iter().zip(rhs.as_slice());
                numbers.map(|(x, y)| Tangent::dot(x, y)).sum()
            }

            fn coordinates(
                &mut self,
                at: &Coordinate<'_>,
                visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
            ) {
                for (i, x) in self.as_mut_slice().iter_mut().enumerate() {
                    x.coordinates(&at.index(i), visit);
                }
            }
        }

        impl<T: Number, $($generics)*> Perturb for Matrix<T, $R, $C, $storage<T, $($of),*>> {
            type Perturbed = Self;

            fn perturbed(&self, direction: &Self, step: f64) -> Self {
                let mut moved = self.clone();
                for (x, d) in moved.as_mut_slice().iter_mut().zip(direction.as_slice()) {
                    *x = x.perturbed(d, step);
                }
                moved
            }

            fn difference(&self, from: &Self) -> Self {
                let mut difference = self.clone();
                let same = self.shape() == from.shape();
                for (i, x) in difference.as_mut_slice().iter_mut().enumerate() {
                    *x = if same { *x - from.as_slice()[i] } else { T::nan() };
                }
                difference
            }

            fn magnitude(&self) -> f64 {
                self.as_slice().iter().map(Perturb::magnitude).fold(0.0, f64::max)
            }
        }

        impl<T: Number, $($generics)*> Numbers<T> for Matrix<T, $R, $C, $storage<T, $($of),*>> {
            type Of<U: Real> = $Of;

            #[inline(always)]
            fn number_shape(&self) -> (usize, usize) {
                Matrix::shape(self)
            }

            #[inline(always)]
            fn number_slice(&self) -> Option<&[T]> {
                Some(self.as_slice())
            }

            #[inline]
            fn map_numbers<U: Real>(&self, $f: impl FnMut(T) -> U) -> $Of {
                let $this = self;
                $map
            }
        }

        impl<T: Number, $($generics)*> NumbersMut<T> for Matrix<T, $R, $C, $storage<T, $($of),*>> {
            #[inline(always)]
            fn number_slice_mut(&mut self) -> Option<&mut [T]> {
                Some(self.as_mut_slice())
            }

            #[inline]
            fn change_numbers(&mut self, mut f: impl FnMut(usize, &mut T)) {
                for (i, x) in self.as_mut_slice().iter_mut().enumerate() {
                    f(i, x);
                }
            }
        }

        impl<T: Number, $($generics)*> Buffered<T> for Matrix<T, $R, $C, $storage<T, $($of),*>> {
            type Buffer = Self;
        }
    };
}

owned! {
    [const R: usize, const C: usize] Const<R>, Const<C>, ArrayStorage<R, C>, Of = Columns<U, R, C>,
    this => Matrix::from_array_storage(ArrayStorage([[T::zero(); R]; C])),
    f => {
        let mut f = f;
        Columns(this.data.0.map(|column| column.map(&mut f)))
    }
}

macro_rules! dynamic {
    ([$($generics:tt)*] $R:ty, $C:ty) => {
        owned! {
            [$($generics)*] $R, $C, VecStorage<$R, $C>, Of = Vec<U>,
            this => {
                let (rows, columns) = this.shape_generic();
                let zeros = alloc::vec![T::zero(); this.len()];
                Matrix::from_data(VecStorage::new(rows, columns, zeros))
            },
            f => this.as_slice().iter().copied().map(f).collect()
        }
    };
}

dynamic!([C: Dim] Dyn, C);
dynamic!([const R: usize] Const<R>, Dyn);

// --- parts of matrices ---

/// A part varies in a matrix of its own. (By size, without bounds on other matrices: rustc would look for these without end
/// where it knows nothing of a type yet.)
macro_rules! parts {
    ($([$($generics:tt)*] $R:ty, $C:ty => $storage:ty;)*) => {$(
        impl<T: Number, $($generics)* RStride: Dim, CStride: Dim> Differentiable
            for Matrix<T, $R, $C, ViewStorage<'_, T, $R, $C, RStride, CStride>>
        {
            type Tangent = Matrix<T, $R, $C, $storage>;

            #[inline]
            fn zero_tangent(&self) -> Self::Tangent {
                self.clone_owned().zero_tangent()
            }
        }

        impl<T: Number, $($generics)* RStride: Dim, CStride: Dim> Numbers<T>
            for Matrix<T, $R, $C, ViewStorage<'_, T, $R, $C, RStride, CStride>>
        {
            type Of<U: Real> = <Matrix<T, $R, $C, $storage> as Numbers<T>>::Of<U>;

            #[inline(always)]
            fn number_shape(&self) -> (usize, usize) {
                Matrix::shape(self)
            }

            #[inline]
            fn map_numbers<U: Real>(&self, f: impl FnMut(T) -> U) -> Self::Of<U> {
                Numbers::map_numbers(&self.clone_owned(), f)
            }
        }

        impl<T: Number, $($generics)* RStride: Dim, CStride: Dim> Elements<(usize, usize)>
            for Matrix<T, $R, $C, ViewStorage<'_, T, $R, $C, RStride, CStride>>
        {
            type Element = T;
            type ElementTangent = T;
            type At = (usize, usize);
            const WAYS: u64 = 0;

            #[inline]
            fn at(&self, index: (usize, usize)) -> (usize, usize) {
                index
            }

            #[inline]
            fn element(&self, at: (usize, usize)) -> &T {
                &self[at]
            }

            #[inline]
            fn element_tangent(of: &Self::Tangent, at: (usize, usize)) -> &T {
                &of[at]
            }

            #[inline]
            fn element_tangent_mut(of: &mut Self::Tangent, at: (usize, usize)) -> &mut T {
                &mut of[at]
            }
        }

        impl<T: Number, $($generics)* RStride: Dim, CStride: Dim> Buffered<T>
            for Matrix<T, $R, $C, ViewStorage<'_, T, $R, $C, RStride, CStride>>
        {
            type Buffer = Matrix<T, $R, $C, $storage>;
        }
    )*};
}

parts! {
    [const R: usize, const C: usize,] Const<R>, Const<C> => ArrayStorage<T, R, C>;
    [C: Dim,] Dyn, C => VecStorage<T, Dyn, C>;
    [const R: usize,] Const<R>, Dyn => VecStorage<T, Const<R>, Dyn>;
}
