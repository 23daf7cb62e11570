//! Arrays as tangents and as lists of numbers.

use super::super::ndarray::{
    Array, ArrayBase, Axis, Data, DataMut, Dimension, Ix1, Ix2, SliceInfo, SliceInfoElem,
};
use crate::element::{Elements, ElementsMut, Nth};
use crate::foreign::numbers::{Argument, Buffered, Number, Numbers, NumbersMut, nothing};
use crate::{Coordinate, Differentiable, Perturb, Real, Tangent};
use alloc::vec::Vec;

/// One or two dimensions.
pub trait Size: Dimension {
    /// How many numbers follow one another, and how many such rows there are.
    fn transposed(&self) -> (usize, usize);
}

impl Size for Ix1 {
    #[inline(always)]
    fn transposed(&self) -> (usize, usize) {
        (self[0], 1)
    }
}

impl Size for Ix2 {
    #[inline(always)]
    fn transposed(&self) -> (usize, usize) {
        (self[1], self[0])
    }
}

impl<T: Number, S: Data<Elem = T>, D: Size> Differentiable for ArrayBase<S, D> {
    type Tangent = Array<T, D>;

    #[inline]
    fn zero_tangent(&self) -> Array<T, D> {
        Array::from_elem(self.raw_dim(), T::zero())
    }
}

impl<T: Number, D: Size> Tangent for Array<T, D> {
    #[inline]
    fn add_assign(&mut self, rhs: &Self) {
        if self.is_empty() {
            self.clone_from(rhs);
        } else if !rhs.is_empty() {
            assert!(self.shape() == rhs.shape(), "tangents of different shapes");
            for (x, y) in self.iter_mut().zip(rhs) {
                *x += *y;
            }
        }
    }

    #[inline]
    fn scale(&mut self, factor: f64) {
        self.iter_mut().for_each(|x| Tangent::scale(x, factor));
    }

    #[inline]
    fn dot(&self, rhs: &Self) -> f64 {
        let numbers = self.iter().zip(rhs);
        numbers.map(|(x, y)| Tangent::dot(x, y)).sum()
    }

    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    ) {
        for (i, x) in self.iter_mut().enumerate() {
            x.coordinates(&at.index(i), visit);
        }
    }
}

impl<T: Number, S: Data<Elem = T>, D: Size> Perturb for ArrayBase<S, D> {
    type Perturbed = Array<T, D>;

    fn perturbed(&self, direction: &Array<T, D>, step: f64) -> Array<T, D> {
        let mut moved = self.to_owned();
        for (x, d) in moved.iter_mut().zip(direction) {
            *x = x.perturbed(d, step);
        }
        moved
    }

    fn difference(&self, from: &Self) -> Array<T, D> {
        let mut difference = self.to_owned();
        if self.shape() == from.shape() {
            for (x, from) in difference.iter_mut().zip(from) {
                *x -= *from;
            }
        } else {
            difference.fill(T::nan());
        }
        difference
    }

    fn magnitude(&self) -> f64 {
        self.iter().map(Perturb::magnitude).fold(0.0, f64::max)
    }
}

// --- numbers ---

impl<T: Number, S: Data<Elem = T>, D: Size> Numbers<T> for ArrayBase<S, D> {
    type Of<U: Real> = Vec<U>;

    #[inline(always)]
    fn number_shape(&self) -> (usize, usize) {
        self.raw_dim().transposed()
    }

    #[inline(always)]
    fn number_slice(&self) -> Option<&[T]> {
        self.as_slice()
    }

    #[inline]
    fn map_numbers<U: Real>(&self, f: impl FnMut(T) -> U) -> Vec<U> {
        self.iter().copied().map(f).collect()
    }
}

impl<T: Number, D: Size> NumbersMut<T> for Array<T, D> {
    #[inline(always)]
    fn number_slice_mut(&mut self) -> Option<&mut [T]> {
        self.as_slice_mut()
    }

    #[inline]
    fn change_numbers(&mut self, mut f: impl FnMut(usize, &mut T)) {
        for (i, x) in self.iter_mut().enumerate() {
            f(i, x);
        }
    }
}

impl<T: Number, S: Data<Elem = T>, D: Size> Buffered<T> for ArrayBase<S, D> {
    type Buffer = Array<T, D>;
}

// --- elements ---

macro_rules! elements {
    ($($D:ty: $At:ty;)*) => {$(
        impl<T: Number, S: Data<Elem = T>> Elements<$At> for ArrayBase<S, $D> {
            type Element = T;
            type ElementTangent = T;
            type At = $At;
            const WAYS: u64 = 0;

            #[inline]
            fn at(&self, index: $At) -> $At {
                index
            }

            #[inline]
            fn element(&self, at: $At) -> &T {
                &self[at]
            }

            #[inline]
            fn element_tangent(of: &Array<T, $D>, at: $At) -> &T {
                &of[at]
            }

            #[inline]
            fn element_tangent_mut(of: &mut Array<T, $D>, at: $At) -> &mut T {
                &mut of[at]
            }
        }

        impl<T: Number, S: DataMut<Elem = T>> ElementsMut<$At> for ArrayBase<S, $D> {
            #[inline]
            fn element_mut(&mut self, at: $At) -> &mut T {
                &mut self[at]
            }
        }
    )*};
}

elements! {
    Ix1: [usize; 1];
    Ix2: [usize; 2];
    Ix2: (usize, usize);
}

/// Where a number is that has a position among all.
fn index_of(columns: usize, at: usize) -> (usize, usize) {
    (at / columns, at % columns)
}

impl<T: Number, S: Data<Elem = T>> Elements<Nth> for ArrayBase<S, Ix2> {
    type Element = T;
    type ElementTangent = T;
    type At = usize;
    const WAYS: u64 = 0;

    #[inline]
    fn at(&self, index: Nth) -> usize {
        index.0
    }

    #[inline]
    fn element(&self, at: usize) -> &T {
        match self.as_slice() {
            Some(numbers) => &numbers[at],
            None => &self[index_of(self.ncols(), at)],
        }
    }

    #[inline]
    fn element_tangent(of: &Array<T, Ix2>, at: usize) -> &T {
        Elements::<Nth>::element(of, at)
    }

    #[inline]
    fn element_tangent_mut(of: &mut Array<T, Ix2>, at: usize) -> &mut T {
        ElementsMut::<Nth>::element_mut(of, at)
    }
}

impl<T: Number, S: DataMut<Elem = T>> ElementsMut<Nth> for ArrayBase<S, Ix2> {
    #[inline]
    fn element_mut(&mut self, at: usize) -> &mut T {
        let index = index_of(self.ncols(), at);
        &mut self[index]
    }
}

/// What says where numbers are holds none.
macro_rules! positions {
    ($([$($generics:tt)*] $ty:ty;)*) => {$(
        impl<$($generics)*> Differentiable for $ty {
            type Tangent = ();

            #[inline(always)]
            fn zero_tangent(&self) {}
        }

        nothing! {
            [$($generics)*] $ty;
        }
    )*};
}

positions! {
    [] Axis;
    [const N: usize, Din: Dimension, Dout: Dimension] SliceInfo<[SliceInfoElem; N], Din, Dout>;
}
