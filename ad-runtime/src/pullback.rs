//! Pullbacks: a forward sweep that was run once, and its reverse sweep, to be run any number of times.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::marker::PhantomData;

/// What `f::pullback(..)` gives: the derivative at a point, as a function of the cotangent of the result.
pub trait Pullback<C> {
    /// The cotangents of the differentiable parameters.
    type Gradient;

    /// The cotangents of the parameters for this cotangent of the result.
    fn apply(&self, cotangent: C) -> Self::Gradient;
}

/// A cotangent that is passed by value.
#[derive(Debug)]
pub struct ByValue<C>(PhantomData<C>);

/// A cotangent that is passed by reference.
#[derive(Debug)]
pub struct ByRef<C: ?Sized>(PhantomData<C>);

/// An owned gradient as the buffer that a sweep adds to.
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

macro_rules! pullback {
    ($name:ident, $gradient:ty, [$($g:ident $b:ident $buffer:ident $part:ident),+], $parts:pat) => {
        /// A pullback with so many gradient buffers; see [`Pullback`].
        pub struct $name<C, G, $($b: ?Sized,)+ Z, F> {
            zeros: Z,
            sweep: F,
            #[allow(clippy::type_complexity)]
            types: PhantomData<(fn(C) -> G, $(fn(&mut $b)),+)>,
        }

        impl<C, G, $($b: ?Sized,)+ Z, F> $name<C, G, $($b,)+ Z, F> {
            /// A pullback from what makes zeros of the gradient's shape, and the reverse sweep.
            #[inline]
            pub fn new(zeros: Z, sweep: F) -> Self {
                $name { zeros, sweep, types: PhantomData }
            }
        }

        impl<C, G, $($b: ?Sized,)+ Z, F> core::fmt::Debug for $name<C, G, $($b,)+ Z, F> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct("Pullback").finish_non_exhaustive()
            }
        }

        pullback!(@passing $name, $gradient, [$($g $b $buffer $part),+], $parts, C, ByValue<C>, C, [C]);
        pullback!(@passing $name, $gradient, [$($g $b $buffer $part),+], $parts, C, ByRef<C>, &C, [C: ?Sized]);
    };
    (@passing $name:ident, $gradient:ty, [$($g:ident $b:ident $buffer:ident $part:ident),+], $parts:pat, $c:ident,
     $marker:ty, $cotangent:ty, [$($generics:tt)+]) => {
        impl<$($generics)+, $($g: AsBuffer<$b>,)+ $($b: ?Sized,)+ Z, F> $name<$marker, $gradient, $($b,)+ Z, F>
        where
            Z: Fn() -> $gradient,
            F: Fn($cotangent, $(&mut $b),+),
        {
            /// The cotangents of the differentiable parameters, for this cotangent of the result: one reverse
            /// sweep.
            #[inline]
            pub fn apply(&self, cotangent: $cotangent) -> $gradient {
                let mut gradient = (self.zeros)();
                {
                    let $parts = &mut gradient;
                    (self.sweep)(cotangent, $($part.as_buffer()),+);
                }
                gradient
            }

            /// Adds the cotangents of the differentiable parameters to these buffers: one reverse sweep.
            #[inline]
            #[allow(clippy::too_many_arguments)]
            pub fn apply_into(&self, cotangent: $cotangent, $($buffer: &mut $b),+) {
                (self.sweep)(cotangent, $($buffer),+);
            }
        }
    };
}

macro_rules! pullback_traits {
    ($($name:ident, $gradient:ty, [$($g:ident $b:ident),+];)*) => {$(
        impl<C, $($g: AsBuffer<$b>,)+ $($b: ?Sized,)+ Z, F> Pullback<C> for $name<ByValue<C>, $gradient, $($b,)+ Z, F>
        where
            Z: Fn() -> $gradient,
            F: Fn(C, $(&mut $b),+),
        {
            type Gradient = $gradient;
            #[inline]
            fn apply(&self, cotangent: C) -> $gradient {
                $name::<ByValue<C>, $gradient, $($b,)+ Z, F>::apply(self, cotangent)
            }
        }

        impl<'c, C: ?Sized, $($g: AsBuffer<$b>,)+ $($b: ?Sized,)+ Z, F> Pullback<&'c C>
            for $name<ByRef<C>, $gradient, $($b,)+ Z, F>
        where
            Z: Fn() -> $gradient,
            F: Fn(&C, $(&mut $b),+),
        {
            type Gradient = $gradient;
            #[inline]
            fn apply(&self, cotangent: &'c C) -> $gradient {
                $name::<ByRef<C>, $gradient, $($b,)+ Z, F>::apply(self, cotangent)
            }
        }
    )*};
}

pullback!(Pullback1, G1, [G1 B1 buffer1 part1], part1);
pullback!(Pullback2, (G1, G2), [G1 B1 buffer1 part1, G2 B2 buffer2 part2], (part1, part2));
pullback!(Pullback3, (G1, G2, G3), [G1 B1 buffer1 part1, G2 B2 buffer2 part2, G3 B3 buffer3 part3], (part1, part2, part3));
pullback!(Pullback4, (G1, G2, G3, G4), [G1 B1 buffer1 part1, G2 B2 buffer2 part2, G3 B3 buffer3 part3, G4 B4 buffer4 part4], (part1, part2, part3, part4));
pullback!(Pullback5, (G1, G2, G3, G4, G5), [G1 B1 buffer1 part1, G2 B2 buffer2 part2, G3 B3 buffer3 part3, G4 B4 buffer4 part4, G5 B5 buffer5 part5], (part1, part2, part3, part4, part5));
pullback!(Pullback6, (G1, G2, G3, G4, G5, G6), [G1 B1 buffer1 part1, G2 B2 buffer2 part2, G3 B3 buffer3 part3, G4 B4 buffer4 part4, G5 B5 buffer5 part5, G6 B6 buffer6 part6], (part1, part2, part3, part4, part5, part6));
pullback!(Pullback7, (G1, G2, G3, G4, G5, G6, G7), [G1 B1 buffer1 part1, G2 B2 buffer2 part2, G3 B3 buffer3 part3, G4 B4 buffer4 part4, G5 B5 buffer5 part5, G6 B6 buffer6 part6, G7 B7 buffer7 part7], (part1, part2, part3, part4, part5, part6, part7));
pullback!(Pullback8, (G1, G2, G3, G4, G5, G6, G7, G8), [G1 B1 buffer1 part1, G2 B2 buffer2 part2, G3 B3 buffer3 part3, G4 B4 buffer4 part4, G5 B5 buffer5 part5, G6 B6 buffer6 part6, G7 B7 buffer7 part7, G8 B8 buffer8 part8], (part1, part2, part3, part4, part5, part6, part7, part8));
pullback!(Pullback9, (G1, G2, G3, G4, G5, G6, G7, G8, G9), [G1 B1 buffer1 part1, G2 B2 buffer2 part2, G3 B3 buffer3 part3, G4 B4 buffer4 part4, G5 B5 buffer5 part5, G6 B6 buffer6 part6, G7 B7 buffer7 part7, G8 B8 buffer8 part8, G9 B9 buffer9 part9], (part1, part2, part3, part4, part5, part6, part7, part8, part9));
pullback!(Pullback10, (G1, G2, G3, G4, G5, G6, G7, G8, G9, G10), [G1 B1 buffer1 part1, G2 B2 buffer2 part2, G3 B3 buffer3 part3, G4 B4 buffer4 part4, G5 B5 buffer5 part5, G6 B6 buffer6 part6, G7 B7 buffer7 part7, G8 B8 buffer8 part8, G9 B9 buffer9 part9, G10 B10 buffer10 part10], (part1, part2, part3, part4, part5, part6, part7, part8, part9, part10));
pullback!(Pullback11, (G1, G2, G3, G4, G5, G6, G7, G8, G9, G10, G11), [G1 B1 buffer1 part1, G2 B2 buffer2 part2, G3 B3 buffer3 part3, G4 B4 buffer4 part4, G5 B5 buffer5 part5, G6 B6 buffer6 part6, G7 B7 buffer7 part7, G8 B8 buffer8 part8, G9 B9 buffer9 part9, G10 B10 buffer10 part10, G11 B11 buffer11 part11], (part1, part2, part3, part4, part5, part6, part7, part8, part9, part10, part11));
pullback!(Pullback12, (G1, G2, G3, G4, G5, G6, G7, G8, G9, G10, G11, G12), [G1 B1 buffer1 part1, G2 B2 buffer2 part2, G3 B3 buffer3 part3, G4 B4 buffer4 part4, G5 B5 buffer5 part5, G6 B6 buffer6 part6, G7 B7 buffer7 part7, G8 B8 buffer8 part8, G9 B9 buffer9 part9, G10 B10 buffer10 part10, G11 B11 buffer11 part11, G12 B12 buffer12 part12], (part1, part2, part3, part4, part5, part6, part7, part8, part9, part10, part11, part12));

pullback_traits! {
    Pullback1, G1, [G1 B1];
    Pullback2, (G1, G2), [G1 B1, G2 B2];
    Pullback3, (G1, G2, G3), [G1 B1, G2 B2, G3 B3];
    Pullback4, (G1, G2, G3, G4), [G1 B1, G2 B2, G3 B3, G4 B4];
    Pullback5, (G1, G2, G3, G4, G5), [G1 B1, G2 B2, G3 B3, G4 B4, G5 B5];
    Pullback6, (G1, G2, G3, G4, G5, G6), [G1 B1, G2 B2, G3 B3, G4 B4, G5 B5, G6 B6];
    Pullback7, (G1, G2, G3, G4, G5, G6, G7), [G1 B1, G2 B2, G3 B3, G4 B4, G5 B5, G6 B6, G7 B7];
    Pullback8, (G1, G2, G3, G4, G5, G6, G7, G8), [G1 B1, G2 B2, G3 B3, G4 B4, G5 B5, G6 B6, G7 B7, G8 B8];
    Pullback9, (G1, G2, G3, G4, G5, G6, G7, G8, G9), [G1 B1, G2 B2, G3 B3, G4 B4, G5 B5, G6 B6, G7 B7, G8 B8, G9 B9];
    Pullback10, (G1, G2, G3, G4, G5, G6, G7, G8, G9, G10), [G1 B1, G2 B2, G3 B3, G4 B4, G5 B5, G6 B6, G7 B7, G8 B8, G9 B9, G10 B10];
    Pullback11, (G1, G2, G3, G4, G5, G6, G7, G8, G9, G10, G11), [G1 B1, G2 B2, G3 B3, G4 B4, G5 B5, G6 B6, G7 B7, G8 B8, G9 B9, G10 B10, G11 B11];
    Pullback12, (G1, G2, G3, G4, G5, G6, G7, G8, G9, G10, G11, G12), [G1 B1, G2 B2, G3 B3, G4 B4, G5 B5, G6 B6, G7 B7, G8 B8, G9 B9, G10 B10, G11 B11, G12 B12];
}
