//! Slots: how one companion calls another without knowing its signature.
//!
//! A companion has a slot for the cotangent (or tangent) of every parameter. Whoever calls it passes a buffer, or
//! says that it does not want that derivative; what the callee would add to it then compiles to nothing.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// A cotangent to add to, or nothing.
pub trait CotangentSlot<T: ?Sized> {
    /// The buffer, if there is one.
    fn get(&mut self) -> Option<&mut T>;
}

/// A tangent to read, or zero.
pub trait TangentSlot<T: ?Sized> {
    /// The tangent, if it is not zero.
    fn get(&self) -> Option<&T>;
}

/// The slot of a derivative that nobody wants.
#[derive(Clone, Copy, Debug)]
pub struct Sink;

/// The slot of a tangent that is zero.
#[derive(Clone, Copy, Debug)]
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

macro_rules! slots {
    ($([$($generics:tt)*] $from:ty => $to:ty, $buffer:ident => $as_mut:expr, $as_ref:expr;)*) => {$(
        impl<$($generics)*> CotangentSlot<$to> for &mut $from {
            #[inline(always)]
            fn get(&mut self) -> Option<&mut $to> {
                let $buffer = &mut **self;
                Some($as_mut)
            }
        }
        impl<$($generics)*> CotangentSlot<$to> for Option<&mut $from> {
            #[inline(always)]
            fn get(&mut self) -> Option<&mut $to> {
                self.as_deref_mut().map(|$buffer| $as_mut)
            }
        }
        impl<$($generics)*> TangentSlot<$to> for &$from {
            #[inline(always)]
            fn get(&self) -> Option<&$to> {
                let $buffer = &**self;
                Some($as_ref)
            }
        }
        impl<$($generics)*> TangentSlot<$to> for &mut $from {
            #[inline(always)]
            fn get(&self) -> Option<&$to> {
                let $buffer = &**self;
                Some($as_ref)
            }
        }
        impl<$($generics)*> TangentSlot<$to> for Option<&$from> {
            #[inline(always)]
            fn get(&self) -> Option<&$to> {
                self.map(|$buffer| $as_ref)
            }
        }
    )*};
}

slots! {
    [T: ?Sized] T => T, buffer => buffer, buffer;
    [T] Vec<T> => [T], buffer => &mut buffer[..], &buffer[..];
    [T, const N: usize] [T; N] => [T], buffer => &mut buffer[..], &buffer[..];
    [T] Box<T> => T, buffer => &mut **buffer, &**buffer;
}
