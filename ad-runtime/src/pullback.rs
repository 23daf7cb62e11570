//! The reverse sweep as a value: a linear map from cotangents of the result to gradients.
//!
//! Generated code makes the structs, one for each number of gradient buffers, so that `apply` and `apply_into`
//! are inherent methods and need no import. How a cotangent is passed is part of their type, as a marker.

use crate::slot::AsBuffer;
use core::fmt;
use core::marker::PhantomData;

/// A reverse sweep that can be run any number of times: what `f::pullback(..)` gives beside the value.
///
/// `C` is the cotangent of the result as it is passed: a number by value, other things by reference. The structs
/// that generated code returns also have the method itself, and `apply_into`, which adds to buffers.
///
/// # Examples
///
/// ```
/// use ad_runtime::Pullback;
///
/// /// The rows of a Jacobian matrix with two outputs.
/// fn rows<G>(pullback: &impl for<'a> Pullback<&'a [f64], Gradient = G>) -> [G; 2] {
///     [pullback.apply(&[1.0, 0.0]), pullback.apply(&[0.0, 1.0])]
/// }
/// # use ad_runtime::__private::{ByRef, Pullback1};
/// // What a companion would return for x -> (3x, 5x).
/// let pullback = Pullback1::<ByRef<[f64]>, f64, f64, _, _>::new(
///     || 0.0,
///     |y_bar: &[f64], x_bar: &mut f64| *x_bar += 3.0 * y_bar[0] + 5.0 * y_bar[1],
/// );
/// assert_eq!(rows(&pullback), [3.0, 5.0]);
/// ```
pub trait Pullback<C> {
    /// The cotangents of the differentiable parameters: one, or the tuple of them.
    type Gradient;

    /// Runs the sweep.
    ///
    /// # Examples
    ///
    /// ```
    /// # use ad_runtime::Pullback;
    /// # use ad_runtime::__private::{ByValue, Pullback1};
    /// # let pullback = Pullback1::<ByValue<f64>, f64, f64, _, _>::new(
    /// #     || 0.0,
    /// #     |y_bar: f64, x_bar: &mut f64| *x_bar += 3.0 * y_bar,
    /// # );
    /// // The function was x -> 3x.
    /// assert_eq!(Pullback::apply(&pullback, 2.0), 6.0);
    /// ```
    fn apply(&self, cotangent: C) -> Self::Gradient;
}

/// The cotangent of the result is passed by value, as a `T`.
pub struct ByValue<T>(PhantomData<T>);

/// The cotangent of the result is passed by reference, as a `&B`.
pub struct ByRef<B: ?Sized>(PhantomData<B>);

macro_rules! pullback {
    ($Pullback:ident, $gradient:ty, [$($G:ident $g:ident $B:ident),*], $pattern:pat, $value:expr) => {
        /// A reverse sweep and what its forward sweep kept.
        pub struct $Pullback<C, G, $($B: ?Sized,)* Z, F> {
            zeros: Z,
            sweep: F,
            #[allow(clippy::type_complexity)]
            types: PhantomData<(fn(C) -> G, $(fn(&mut $B)),*)>,
        }

        impl<C, G, $($B: ?Sized,)* Z, F> $Pullback<C, G, $($B,)* Z, F> {
            /// From a function that makes gradients of zeros, and the sweep, which adds to them.
            pub const fn new(zeros: Z, sweep: F) -> Self {
                Self { zeros, sweep, types: PhantomData }
            }
        }

        impl<C, G, $($B: ?Sized,)* Z, F> fmt::Debug for $Pullback<C, G, $($B,)* Z, F> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($Pullback)).finish_non_exhaustive()
            }
        }

        pullback!(@apply [T] T, ByValue<T>, [] T, $Pullback, $gradient, [$($G $g $B),*], $pattern, $value);
        pullback!(@apply [T: ?Sized] &T, ByRef<T>, ['a,] &'a T, $Pullback, $gradient, [$($G $g $B),*], $pattern, $value);
    };
    (
        @apply [$($T:tt)*] $C:ty, $marker:ty, [$($a:tt)*] $C_a:ty,
        $Pullback:ident, $gradient:ty, [$($G:ident $g:ident $B:ident),*], $pattern:pat, $value:expr
    ) => {
        impl<$($T)*, $($G, $B: ?Sized,)* Z, F> $Pullback<$marker, $gradient, $($B,)* Z, F>
        where
            Z: Fn() -> $gradient,
            F: Fn($C $(, &mut $B)*),
            $($G: AsBuffer<$B>,)*
        {
            /// The gradient for a cotangent of the result.
            #[inline]
            pub fn apply(&self, cotangent: $C) -> $gradient {
                #[allow(unused_mut)]
                let $pattern = (self.zeros)();
                (self.sweep)(cotangent $(, $g.as_buffer())*);
                $value
            }

            /// Adds the gradient for a cotangent of the result to buffers.
            #[inline]
            #[allow(clippy::too_many_arguments)]
            pub fn apply_into(&self, cotangent: $C $(, $g: &mut $B)*) {
                (self.sweep)(cotangent $(, $g)*);
            }
        }

        impl<$($a)* $($T)*, $($G, $B: ?Sized,)* Z, F> Pullback<$C_a> for $Pullback<$marker, $gradient, $($B,)* Z, F>
        where
            Z: Fn() -> $gradient,
            F: Fn($C $(, &mut $B)*),
            $($G: AsBuffer<$B>,)*
        {
            type Gradient = $gradient;

            #[inline]
            fn apply(&self, cotangent: $C_a) -> $gradient {
                Self::apply(self, cotangent)
            }
        }
    };
    ($($Pullback:ident [$($G:ident $g:ident $B:ident),*];)*) => {$(
        pullback!($Pullback, ($($G,)*), [$($G $g $B),*], ($(mut $g,)*), ($($g,)*));
    )*};
}

/// Each struct has the buffers of the one before it, and one more.
macro_rules! longer {
    ([$($before:tt)*]) => {};
    ([$($before:tt)*] $Pullback:ident $G:ident $g:ident $B:ident; $($longer:tt)*) => {
        pullback! { $Pullback [$($before)* $G $g $B]; }
        longer! { [$($before)* $G $g $B,] $($longer)* }
    };
}

pullback! { Pullback0 []; }
pullback!(Pullback1, G1, [G1 g1 B1], mut g1, g1);
longer! {
    [G1 g1 B1,]
    Pullback2 G2 g2 B2;
    Pullback3 G3 g3 B3;
    Pullback4 G4 g4 B4;
    Pullback5 G5 g5 B5;
    Pullback6 G6 g6 B6;
    Pullback7 G7 g7 B7;
    Pullback8 G8 g8 B8;
    Pullback9 G9 g9 B9;
    Pullback10 G10 g10 B10;
    Pullback11 G11 g11 B11;
    Pullback12 G12 g12 B12;
    Pullback13 G13 g13 B13;
    Pullback14 G14 g14 B14;
    Pullback15 G15 g15 B15;
    Pullback16 G16 g16 B16;
    Pullback17 G17 g17 B17;
    Pullback18 G18 g18 B18;
    Pullback19 G19 g19 B19;
    Pullback20 G20 g20 B20;
    Pullback21 G21 g21 B21;
    Pullback22 G22 g22 B22;
    Pullback23 G23 g23 B23;
    Pullback24 G24 g24 B24;
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use alloc::vec::Vec;

    /// As a companion writes it.
    #[allow(clippy::type_complexity)]
    fn matrix_product(
        a: &[f64],
        x: f64,
    ) -> (
        Vec<f64>,
        Pullback2<
            ByRef<[f64]>,
            (Vec<f64>, f64),
            [f64],
            f64,
            impl Fn() -> (Vec<f64>, f64),
            impl Fn(&[f64], &mut [f64], &mut f64),
        >,
    ) {
        let zeros = move || (vec![0.0; a.len()], 0.0);
        let sweep = move |y_bar: &[f64], a_bar: &mut [f64], x_bar: &mut f64| {
            for i in 0..a.len() {
                a_bar[i] += y_bar[i] * x;
                *x_bar += y_bar[i] * a[i];
            }
        };
        (
            a.iter().map(|a| a * x).collect(),
            Pullback2::new(zeros, sweep),
        )
    }

    #[test]
    fn a_sweep_runs_any_number_of_times() {
        let a = [1.0, 2.0];
        let (y, pullback) = matrix_product(&a, 3.0);
        assert_eq!(y, [3.0, 6.0]);
        for i in 0..2 {
            let unit: Vec<f64> = (0..2).map(|j| if i == j { 1.0 } else { 0.0 }).collect();
            let (a_bar, x_bar) = pullback.apply(&unit);
            assert_eq!((a_bar[i], x_bar), (3.0, a[i]));
        }
        let (mut a_bar, mut x_bar) = (vec![1.0; 2], 1.0);
        pullback.apply_into(&[1.0, 1.0], &mut a_bar, &mut x_bar);
        assert_eq!((a_bar, x_bar), (vec![4.0; 2], 4.0));
    }

    #[test]
    fn generic_code_asks_for_no_more_than_the_user_wrote() {
        #[allow(clippy::type_complexity)]
        fn scaled<T: num_traits::Float>(
            x: &[T],
            c: T,
        ) -> Pullback1<ByRef<[T]>, Vec<T>, [T], impl Fn() -> Vec<T>, impl Fn(&[T], &mut [T])>
        {
            Pullback1::new(
                move || vec![T::zero(); x.len()],
                move |y_bar: &[T], x_bar: &mut [T]| {
                    for (x_bar, y_bar) in x_bar.iter_mut().zip(y_bar) {
                        *x_bar = *x_bar + c * *y_bar;
                    }
                },
            )
        }
        assert_eq!(scaled(&[1.0, 2.0], 2.0).apply(&[1.0, 10.0]), [2.0, 20.0]);
    }

    #[test]
    fn without_parameters_there_is_still_a_sweep() {
        let pullback = Pullback0::<ByValue<()>, (), _, _>::new(|| (), |()| ());
        pullback.apply(());
        pullback.apply_into(());
    }
}
