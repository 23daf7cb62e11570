//! Which types can vary, and how.

use crate::Tangent;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::marker::PhantomData;
use core::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

/// A type whose values can vary: says what its tangent is.
///
/// The tangent of a value is a vector that has the value's shape; `()` is the tangent of what has no derivative.
///
/// ```
/// use ad_runtime::Differentiable;
/// assert_eq!(vec![1.0, 2.0].zero_tangent(), [0.0, 0.0]);
/// assert_eq!((1.5, 3_usize).zero_tangent(), (0.0, ()));
/// ```
pub trait Differentiable {
    /// The vector space in which values vary.
    type Tangent: Tangent;

    /// The zero vector with the shape of `self`.
    fn zero_tangent(&self) -> Self::Tangent;
}

macro_rules! scalars {
    ($($t:ty),*) => {$(
        impl Differentiable for $t {
            type Tangent = $t;
            #[inline]
            fn zero_tangent(&self) -> $t {
                0.0
            }
        }
    )*};
}

scalars!(f32, f64);

macro_rules! inert {
    ($($t:ty),* $(,)?) => {$(
        impl Differentiable for $t {
            type Tangent = ();
            #[inline]
            fn zero_tangent(&self) {}
        }
    )*};
}

inert!(
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, bool, char, str, String, (), RangeFull
);

macro_rules! inert_generic {
    ($($t:ident),*) => {$(
        impl<T> Differentiable for $t<T> {
            type Tangent = ();
            #[inline]
            fn zero_tangent(&self) {}
        }
    )*};
}

inert_generic!(Range, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive, PhantomData);

impl<T: Differentiable + ?Sized> Differentiable for &T {
    type Tangent = T::Tangent;
    #[inline]
    fn zero_tangent(&self) -> T::Tangent {
        (**self).zero_tangent()
    }
}

impl<T: Differentiable + ?Sized> Differentiable for &mut T {
    type Tangent = T::Tangent;
    #[inline]
    fn zero_tangent(&self) -> T::Tangent {
        (**self).zero_tangent()
    }
}

impl<T: Differentiable> Differentiable for [T] {
    type Tangent = Vec<T::Tangent>;
    #[inline]
    fn zero_tangent(&self) -> Vec<T::Tangent> {
        self.iter().map(T::zero_tangent).collect()
    }
}

impl<T: Differentiable> Differentiable for Vec<T> {
    type Tangent = Vec<T::Tangent>;
    #[inline]
    fn zero_tangent(&self) -> Vec<T::Tangent> {
        (**self).zero_tangent()
    }
}

impl<T: Differentiable, const N: usize> Differentiable for [T; N] {
    type Tangent = [T::Tangent; N];
    #[inline]
    fn zero_tangent(&self) -> [T::Tangent; N] {
        core::array::from_fn(|i| self[i].zero_tangent())
    }
}

impl<T: Differentiable> Differentiable for Box<T> {
    type Tangent = Box<T::Tangent>;
    #[inline]
    fn zero_tangent(&self) -> Box<T::Tangent> {
        Box::new((**self).zero_tangent())
    }
}

impl<T: Differentiable> Differentiable for Option<T> {
    type Tangent = Option<T::Tangent>;
    #[inline]
    fn zero_tangent(&self) -> Option<T::Tangent> {
        self.as_ref().map(T::zero_tangent)
    }
}

macro_rules! tuples {
    ($($name:ident $i:tt),+) => {
        impl<$($name: Differentiable),+> Differentiable for ($($name,)+) {
            type Tangent = ($($name::Tangent,)+);
            #[inline]
            fn zero_tangent(&self) -> Self::Tangent {
                ($(self.$i.zero_tangent(),)+)
            }
        }
    };
}

tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
