//! What cannot vary: its tangent is `()`, the vector space of dimension zero.

use super::{Coordinate, Differentiable, Tangent};
use crate::Perturb;
use alloc::borrow::ToOwned;
use alloc::string::String;
use core::cmp::Ordering;
use core::marker::{PhantomData, PhantomPinned};
use core::num::NonZero;
use core::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};
use core::time::Duration;

impl Tangent for () {
    #[inline]
    fn add_assign(&mut self, _: &()) {}

    #[inline]
    fn scale(&mut self, _: f64) {}

    #[inline]
    fn dot(&self, _: &()) -> f64 {
        0.0
    }

    #[inline]
    fn set_zero(&mut self) {}

    #[inline]
    fn coordinates(&mut self, _: &Coordinate<'_>, _: &mut dyn FnMut(&Coordinate<'_>, &mut f64)) {}
}

macro_rules! inert {
    ($([$($generics:tt)*] $ty:ty $(where $T:ident: $bound:path)?;)*) => {$(
        impl<$($generics)*> Differentiable for $ty {
            type Tangent = ();

            #[inline]
            fn zero_tangent(&self) {}
        }

        impl<$($generics)*> Perturb for $ty $(where $T: $bound)? {
            type Perturbed = $ty;

            #[inline]
            fn perturbed(&self, _: &(), _: f64) -> $ty {
                self.clone()
            }

            #[inline]
            fn difference(&self, _: &$ty) {}
        }
    )*};
}

inert! {
    [] ();
    [] bool;
    [] char;
    [] i8;
    [] i16;
    [] i32;
    [] i64;
    [] i128;
    [] isize;
    [] u8;
    [] u16;
    [] u32;
    [] u64;
    [] u128;
    [] usize;
    [] NonZero<i8>;
    [] NonZero<i16>;
    [] NonZero<i32>;
    [] NonZero<i64>;
    [] NonZero<i128>;
    [] NonZero<isize>;
    [] NonZero<u8>;
    [] NonZero<u16>;
    [] NonZero<u32>;
    [] NonZero<u64>;
    [] NonZero<u128>;
    [] NonZero<usize>;
    [] String;
    [] Duration;
    [] Ordering;
    [] PhantomPinned;
    [] RangeFull;
    [T] Range<T> where T: Clone;
    [T] RangeFrom<T> where T: Clone;
    [T] RangeInclusive<T> where T: Clone;
    [T] RangeTo<T> where T: Clone;
    [T] RangeToInclusive<T> where T: Clone;
    [T: ?Sized] PhantomData<T>;
    [R] fn() -> R;
    [A, R] fn(A) -> R;
    [A, B, R] fn(A, B) -> R;
    [A, B, C, R] fn(A, B, C) -> R;
    [A, B, C, D, R] fn(A, B, C, D) -> R;
}

impl Differentiable for str {
    type Tangent = ();

    #[inline]
    fn zero_tangent(&self) {}
}

impl Perturb for str {
    type Perturbed = String;

    #[inline]
    fn perturbed(&self, _: &(), _: f64) -> String {
        self.to_owned()
    }

    #[inline]
    fn difference(&self, _: &str) {}
}

#[cfg(feature = "std")]
mod of_std {
    use super::{Differentiable, Perturb};

    inert! {
        [] std::path::PathBuf;
        [] std::ffi::OsString;
        [] std::time::Instant;
        [] std::time::SystemTime;
    }
}
