//! Slots: how one companion passes cotangents and tangents to another without knowing its signature.
//!
//! The caller's macro sees a call, not the callee's signature. So a companion's hidden functions have a slot for
//! every parameter: what the caller has fits in, whoever owns the memory, and where it wants no derivative it
//! passes [`Sink`] or [`NoTangent`], for which everything compiles to nothing.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// Where the cotangent of an argument is to be added, if anybody wants it.
///
/// # Examples
///
/// ```
/// use ad_runtime::__private::{CotangentSlot, Sink};
///
/// fn accumulate(mut slot: impl CotangentSlot<[f64]>) {
///     if let Some(x_bar) = slot.get() {
///         x_bar[0] += 1.0;
///     }
/// }
///
/// let mut gradient = vec![0.0; 2];
/// accumulate(&mut gradient);
/// accumulate(Some(&mut gradient[..1]));
/// accumulate(Sink);
/// assert_eq!(gradient, [2.0, 0.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "the derivative of this argument is a `{T}`, which cannot be added to what `{Self}` refers to",
    label = "differentiated here"
)]
pub trait CotangentSlot<T: ?Sized> {
    /// The buffer, unless the caller wants no derivative.
    fn get(&mut self) -> Option<&mut T>;
}

/// The tangent of an argument, if it has one.
///
/// # Examples
///
/// ```
/// use ad_runtime::__private::{NoTangent, TangentSlot};
///
/// fn first(slot: impl TangentSlot<[f64]>) -> f64 {
///     slot.get().map_or(0.0, |x_dot| x_dot[0])
/// }
///
/// assert_eq!(first(&[1.0, 2.0]), 1.0);
/// assert_eq!(first(NoTangent), 0.0);
/// ```
#[diagnostic::on_unimplemented(
    message = "the tangent of this argument is a `{T}`, which is not what `{Self}` refers to",
    label = "differentiated here"
)]
pub trait TangentSlot<T: ?Sized> {
    /// The tangent; none stands for zero.
    fn get(&self) -> Option<&T>;
}

/// The slot of a cotangent that nobody wants.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sink;

/// The slot of a tangent that is zero.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTangent;

impl<T: ?Sized> CotangentSlot<T> for Sink {
    #[inline(always)]
    fn get(&mut self) -> Option<&mut T> {
        None
    }
}

impl<T: ?Sized> TangentSlot<T> for NoTangent {
    #[inline(always)]
    fn get(&self) -> Option<&T> {
        None
    }
}

/// Memory of the type of the slot, and no owner of such memory: so that rustc finds the type of the memory by the slot.
#[derive(Debug)]
pub struct Exactly<'a, T: ?Sized>(pub &'a mut T);

impl<T: ?Sized> CotangentSlot<T> for Exactly<'_, T> {
    #[inline(always)]
    fn get(&mut self) -> Option<&mut T> {
        Some(self.0)
    }
}

impl<T: ?Sized> TangentSlot<T> for Exactly<'_, T> {
    #[inline(always)]
    fn get(&self) -> Option<&T> {
        Some(self.0)
    }
}

/// Owners of memory that fit the slot of what they own.
macro_rules! owner {
    ([$($generics:tt)*] $owner:ty as $target:ty) => {
        impl<$($generics)*> CotangentSlot<$target> for &mut $owner {
            #[inline(always)]
            fn get(&mut self) -> Option<&mut $target> {
                Some(&mut **self)
            }
        }

        impl<$($generics)*> CotangentSlot<$target> for Option<&mut $owner> {
            #[inline(always)]
            fn get(&mut self) -> Option<&mut $target> {
                match self {
                    Some(buffer) => Some(&mut **buffer),
                    None => None,
                }
            }
        }

        impl<$($generics)*> TangentSlot<$target> for &$owner {
            #[inline(always)]
            fn get(&self) -> Option<&$target> {
                Some(&**self)
            }
        }

        impl<$($generics)*> TangentSlot<$target> for &mut $owner {
            #[inline(always)]
            fn get(&self) -> Option<&$target> {
                Some(&**self)
            }
        }

        impl<$($generics)*> TangentSlot<$target> for Option<&$owner> {
            #[inline(always)]
            fn get(&self) -> Option<&$target> {
                match self {
                    Some(tangent) => Some(&**tangent),
                    None => None,
                }
            }
        }
    };
}

owner!([T: ?Sized] T as T);
owner!([T] Vec<T> as [T]);
owner!([T, const N: usize] [T; N] as [T]);
owner!([T: ?Sized] Box<T> as T);

/// A field that was marked `#[no_diff]` has the tangent `()`, and may be passed where a number is expected.
macro_rules! nothing {
    ($($target:ty)*) => {$(
        impl CotangentSlot<$target> for &mut () {
            #[inline(always)]
            fn get(&mut self) -> Option<&mut $target> {
                None
            }
        }

        impl CotangentSlot<$target> for Option<&mut ()> {
            #[inline(always)]
            fn get(&mut self) -> Option<&mut $target> {
                None
            }
        }

        impl TangentSlot<$target> for &() {
            #[inline(always)]
            fn get(&self) -> Option<&$target> {
                None
            }
        }

        impl TangentSlot<$target> for Option<&()> {
            #[inline(always)]
            fn get(&self) -> Option<&$target> {
                None
            }
        }
    )*};
}

nothing!(f32 f64 [f32] [f64]);

/// The slot of a parameter of a closure: a reference, or none.
#[derive(Debug)]
pub struct Passed<T>(pub T);

impl<T: ?Sized> Passed<Option<&mut T>> {
    /// The buffer, unless the caller wants no derivative.
    #[inline(always)]
    pub fn get(&mut self) -> Option<&mut T> {
        match &mut self.0 {
            Some(buffer) => Some(&mut **buffer),
            None => None,
        }
    }
}

impl<T: ?Sized> Passed<Option<&T>> {
    /// The tangent; none stands for zero.
    #[inline(always)]
    pub fn get(&self) -> Option<&T> {
        self.0
    }
}

/// The slot of a function through which no derivative is followed.
#[diagnostic::on_unimplemented(
    message = "the function that is called here does not follow derivatives through the function that is passed to it",
    label = "a closure that depends on what is differentiated",
    note = "it calls that function with nothing that it is differentiated by: call it in a loop of your own"
)]
pub trait NoDerivative {}

impl NoDerivative for () {}
impl NoDerivative for Sink {}
impl NoDerivative for NoTangent {}

/// The slot of a parameter behind `dyn`, whose tangent has no type.
#[diagnostic::on_unimplemented(
    message = "derivatives do not pass through a `dyn` parameter, and what is passed here depends on what is differentiated",
    label = "its derivative would be lost",
    note = "take the parameter as a type parameter, `fn f<S: Shape>(shape: &S)`, or mark it `#[no_diff]` to leave its derivative out"
)]
pub trait NotVaried {}

impl NotVaried for () {}
impl NotVaried for Sink {}
impl NotVaried for NoTangent {}

/// A gradient that owns the buffer to which a sweep adds.
pub trait AsBuffer<B: ?Sized> {
    /// The buffer.
    fn as_buffer(&mut self) -> &mut B;
}

impl<T> AsBuffer<T> for T {
    #[inline(always)]
    fn as_buffer(&mut self) -> &mut T {
        self
    }
}

impl<T> AsBuffer<[T]> for Vec<T> {
    #[inline(always)]
    fn as_buffer(&mut self) -> &mut [T] {
        self
    }
}

impl<T> AsBuffer<[T]> for Box<[T]> {
    #[inline(always)]
    fn as_buffer(&mut self) -> &mut [T] {
        self
    }
}

impl<T, const N: usize> AsBuffer<[T]> for [T; N] {
    #[inline(always)]
    fn as_buffer(&mut self) -> &mut [T] {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn add(mut slot: impl CotangentSlot<[f64]>) -> bool {
        slot.get().map(|bar| bar[0] += 1.0).is_some()
    }

    fn add_scalar(mut slot: impl CotangentSlot<f64>) -> bool {
        slot.get().map(|bar| *bar += 1.0).is_some()
    }

    fn read(slot: impl TangentSlot<[f64]>) -> f64 {
        slot.get().map_or(-1.0, |dot| dot[0])
    }

    #[test]
    fn every_owner_fits_a_slot_of_a_slice() {
        let (mut vec, mut array) = (vec![0.0; 2], [0.0; 2]);
        let mut boxed: Box<[f64]> = Box::from([0.0; 2]);
        assert!(add(&mut vec) && add(&mut array) && add(&mut boxed) && add(&mut vec[..]));
        assert!(add(Some(&mut vec)) && add(Some(&mut array)) && add(Some(&mut boxed)));
        assert!(!add(Sink) && !add(None::<&mut [f64]>) && !add(None::<&mut Vec<f64>>));
        assert_eq!((vec[0], array[0], boxed[0]), (3.0, 2.0, 2.0));
        assert_eq!(
            (read(&vec), read(&array), read(&boxed), read(&vec[..])),
            (3.0, 2.0, 2.0, 3.0)
        );
        assert_eq!(
            (read(Some(&vec)), read(NoTangent), read(None::<&[f64]>)),
            (3.0, -1.0, -1.0)
        );
    }

    #[test]
    fn numbers_and_nested_sequences_fit() {
        let mut x = 0.0;
        let mut nested = vec![vec![0.0], vec![0.0, 0.0]];
        let mut boxed = Box::new(0.0);
        assert!(add_scalar(&mut x) && add_scalar(Some(&mut x)) && add_scalar(&mut boxed));
        assert!(!add_scalar(Sink));
        fn add_nested(mut slot: impl CotangentSlot<[Vec<f64>]>) {
            assert!(add(slot.get().map(|bar| &mut bar[1])));
            assert!(add_scalar(slot.get().map(|bar| &mut bar[0][0])));
        }
        add_nested(&mut nested);
        assert_eq!(
            (x, *boxed, nested),
            (2.0, 1.0, vec![vec![1.0], vec![1.0, 0.0]])
        );
    }

    #[test]
    fn a_slot_can_be_passed_on() {
        fn outer(mut slot: impl CotangentSlot<[f64]>) {
            add(slot.get());
            add(slot.get().map(|bar| &mut bar[1..]));
        }
        let mut bar = [0.0; 2];
        outer(&mut bar);
        outer(Sink);
        assert_eq!(bar, [1.0, 1.0]);
    }
}
