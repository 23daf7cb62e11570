//! Parts of tangents whose type the compiler does not see: the tangent of a field may be a scalar, or `()` where
//! the field was marked `#[no_diff]` or holds an integer.

use crate::Tangent;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// The tangent of something that is used as a scalar `T`.
pub trait ScalarPart<T> {
    /// `self += v`
    fn accumulate(&mut self, v: T);
    /// The tangent as a scalar.
    fn tangent(&self) -> T;
    /// `self = v`
    fn set(&mut self, v: T);
}

macro_rules! scalar_parts {
    ($($t:ident as $part:ident),*) => {$(
        impl ScalarPart<$t> for $part {
            #[inline(always)]
            #[allow(clippy::unnecessary_cast, trivial_numeric_casts)]
            fn accumulate(&mut self, v: $t) {
                *self += v as $part;
            }
            #[inline(always)]
            #[allow(clippy::unnecessary_cast, trivial_numeric_casts)]
            fn tangent(&self) -> $t {
                *self as $t
            }
            #[inline(always)]
            #[allow(clippy::unnecessary_cast, trivial_numeric_casts)]
            fn set(&mut self, v: $t) {
                *self = v as $part;
            }
        }
    )*};
}

// The other two are for casts.
scalar_parts!(f32 as f32, f64 as f64, f32 as f64, f64 as f32);

macro_rules! no_parts {
    ($($t:ident)*) => {$(
        impl ScalarPart<$t> for () {
            #[inline(always)]
            fn accumulate(&mut self, _: $t) {}
            #[inline(always)]
            fn tangent(&self) -> $t {
                0.0
            }
            #[inline(always)]
            fn set(&mut self, _: $t) {}
        }
    )*};
}

no_parts!(f32 f64);

/// `part += v`, if the part has a derivative. The value comes first, which may read the part.
#[inline(always)]
pub fn accumulate<T, P: ScalarPart<T>>(v: T, part: &mut P) {
    part.accumulate(v);
}

/// The tangent of a part, zero if it has none.
#[inline(always)]
pub fn tangent<T, P: ScalarPart<T>>(part: &P) -> T {
    part.tangent()
}

/// `part = v`, if the part has a derivative. The value comes first, which may read the part.
#[inline(always)]
pub fn set<T, P: ScalarPart<T>>(v: T, part: &mut P) {
    part.set(v);
}

/// The tangent of something that is used as a sequence of `T`s.
pub trait SequencePart<T> {
    /// Adds element by element.
    fn add_elements(&mut self, from: &[T]);
}

impl<T: Tangent> SequencePart<T> for [T] {
    #[inline]
    fn add_elements(&mut self, from: &[T]) {
        assert!(
            self.len() == from.len(),
            "tangents of different shapes: a sequence of length {} and one of length {}",
            self.len(),
            from.len()
        );
        for (to, term) in self.iter_mut().zip(from) {
            to.add_assign(term);
        }
    }
}

macro_rules! sequence_parts {
    ($([$($generics:tt)*] $ty:ty;)*) => {$(
        impl<T: Tangent $($generics)*> SequencePart<T> for $ty {
            #[inline]
            fn add_elements(&mut self, from: &[T]) {
                self[..].add_elements(from);
            }
        }
    )*};
}

sequence_parts! {
    [, const N: usize] [T; N];
    [] Vec<T>;
    [] Box<[T]>;
}

impl<T> SequencePart<T> for () {
    #[inline(always)]
    fn add_elements(&mut self, _: &[T]) {}
}

/// `part += from`, element by element, if the part has a derivative.
#[inline(always)]
pub fn add_elements<T, P: SequencePart<T> + ?Sized>(part: &mut P, from: &[T]) {
    part.add_elements(from);
}
