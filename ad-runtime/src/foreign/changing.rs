//! The siblings of methods that change their receiver: `v.fill(x)`, `p.scaled_add(alpha, &g)`.
//!
//! What such a method leaves is a function of what it finds and of its arguments, by a [kernel](super::kernel) as that of
//! any other method.

use super::drive;
use super::kernel::Kernel;
use super::numbers::{Buffer, Number, Owned};
use crate::slot::{CotangentSlot, TangentSlot};
use crate::{Differentiable, Tangent};

/// Names of methods, as types.
#[allow(missing_debug_implementations)]
pub mod names {
    /// `add_scalar_mut`
    pub enum AddScalarMut {}
    /// `assign`
    pub enum Assign {}
    /// `axpy`
    pub enum Axpy {}
    /// `component_div_assign`
    pub enum ComponentDivAssign {}
    /// `component_mul_assign`
    pub enum ComponentMulAssign {}
    /// `copy_from`
    pub enum CopyFrom {}
    /// `fill`
    pub enum Fill {}
    /// `fill_diagonal`
    pub enum FillDiagonal {}
    /// `gemv`
    pub enum Gemv {}
    /// `slice_mut`, and what puts something there
    pub enum PutSlice {}
    /// `scale_mut`
    pub enum ScaleMut {}
    /// `scaled_add`
    pub enum ScaledAdd {}
    /// `set_column`
    pub enum SetColumn {}
    /// `set_row`
    pub enum SetRow {}
    /// `unscale_mut`
    pub enum UnscaleMut {}
}

macro_rules! traits {
    ($($n:literal $Changes:ident $($b:ident $B:ident),*;)*) => {$(
        /// The rule of a method; `Name` says of which.
        pub trait $Changes<Name, $($B),*>: Owned<Self::Number> + Clone {
            /// The numbers of which everything consists.
            type Number: Number;

            /// What the method leaves.
            fn changed(&self, $($b: &$B),*) -> Self;

            /// What it does to the numbers.
            fn kernel(&self, $($b: &$B),*) -> impl Kernel<$n>;
        }
    )*};
}

traits! {
    2 Changes2 b B;
    3 Changes3 b B, c C;
    4 Changes4 b B, c C, d D;
    5 Changes5 b B, c C, d D, e E;
}

/// Rules, one a line: `[generics] [bounds] Name(a: A, b: B) = kernel, what it leaves;`, where `a` and `b` are references.
macro_rules! changes {
    () => {};
    ([$($g:tt)*] [$($w:tt)*] $name:ident ($a:ident: $A:ty, $b:ident: $B:ty) = $kernel:expr, $value:expr; $($rest:tt)*) => {
        changes!(@ [$($g)*] [$($w)*] Changes2 $name 2 ($a: $A, $b: $B) $kernel, $value);
        changes!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty) = $kernel:expr, $value:expr; $($rest:tt)*) => {
        changes!(@ [$($g)*] [$($w)*] Changes3 $name 3 ($a: $A, $b: $B, $c: $C) $kernel, $value);
        changes!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty, $d:ident: $D:ty) = $kernel:expr, $value:expr; $($rest:tt)*) => {
        changes!(@ [$($g)*] [$($w)*] Changes4 $name 4 ($a: $A, $b: $B, $c: $C, $d: $D) $kernel, $value);
        changes!($($rest)*);
    };
    ([$($g:tt)*] [$($w:tt)*] $name:ident ($a:ident: $A:ty, $b:ident: $B:ty, $c:ident: $C:ty, $d:ident: $D:ty, $e:ident: $E:ty) = $kernel:expr, $value:expr; $($rest:tt)*) => {
        changes!(@ [$($g)*] [$($w)*] Changes5 $name 5 ($a: $A, $b: $B, $c: $C, $d: $D, $e: $E) $kernel, $value);
        changes!($($rest)*);
    };
    (@ [$($g:tt)*] [$($w:tt)*] $Changes:ident $name:ident $n:literal ($a:ident: $A:ty, $($b:ident: $B:ty),*) $kernel:expr, $value:expr) => {
        impl<$($g)*> $crate::foreign::changing::$Changes<$crate::foreign::changing::names::$name, $($B),*> for $A where $($w)* {
            type Number = T;

            #[inline]
            fn changed(&self, $($b: &$B),*) -> Self {
                let $a = self;
                $value
            }

            #[inline]
            #[allow(unused_variables)]
            fn kernel(&self, $($b: &$B),*) -> impl $crate::foreign::kernel::Kernel<$n> {
                let $a = self;
                $kernel
            }
        }
    };
}

pub(super) use changes;

/// What a method leaves of a copy.
pub(super) fn changed<A: Clone>(a: &A, f: impl FnOnce(&mut A)) -> A {
    let mut changed = a.clone();
    f(&mut changed);
    changed
}

/// A trait for each method by its number of arguments.
macro_rules! siblings {
    ($($Changes:ident $Name:ident: $vjp:ident $jvp:ident $vjp_jvp:ident $jvp_jvp:ident;)*) => {$(
        siblings!(@ $Changes $Name $vjp $jvp $vjp_jvp $jvp_jvp);
    )*};
    (@ Changes2 $($names:ident)*) => {
        siblings!(@ Changes2 [$($names)*] vjp2 jvp2 vjp_jvp2 jvp_jvp2
            [b B b_bar b_dot b_bar_dot b_second b_both]);
    };
    (@ Changes3 $($names:ident)*) => {
        siblings!(@ Changes3 [$($names)*] vjp3 jvp3 vjp_jvp3 jvp_jvp3
            [b B b_bar b_dot b_bar_dot b_second b_both] [c C c_bar c_dot c_bar_dot c_second c_both]);
    };
    (@ Changes4 $($names:ident)*) => {
        siblings!(@ Changes4 [$($names)*] vjp4 jvp4 vjp_jvp4 jvp_jvp4
            [b B b_bar b_dot b_bar_dot b_second b_both] [c C c_bar c_dot c_bar_dot c_second c_both]
            [d D d_bar d_dot d_bar_dot d_second d_both]);
    };
    (@ Changes5 $($names:ident)*) => {
        siblings!(@ Changes5 [$($names)*] vjp5 jvp5 vjp_jvp5 jvp_jvp5
            [b B b_bar b_dot b_bar_dot b_second b_both] [c C c_bar c_dot c_bar_dot c_second c_both]
            [d D d_bar d_dot d_bar_dot d_second d_both] [e E e_bar e_dot e_bar_dot e_second e_both]);
    };
    (@ $Changes:ident [$Name:ident $vjp:ident $jvp:ident $vjp_jvp:ident $jvp_jvp:ident]
        $by_vjp:ident $by_jvp:ident $by_vjp_jvp:ident $by_jvp_jvp:ident
        $([$b:ident $B:ident $bar:ident $dot:ident $bar_dot:ident $second:ident $both:ident])*
    ) => {
        #[doc = concat!("The siblings `", stringify!($vjp), "` and so on.")]
        #[allow(clippy::too_many_arguments)]
        pub trait $Name<$($B: super::numbers::Argument<Self::Number>),*>: $Changes<names::$Name, $($B),*> {
            #[inline]
            fn $vjp(
                &mut self,
                $($b: $B,)*
                _: impl Sized,
                bar: &mut <Self as Differentiable>::Tangent,
                $($bar: impl CotangentSlot<Buffer<$B, Self::Number>>,)*
            ) {
                let (y, kernel) = (self.changed($(&$b),*), self.kernel($(&$b),*));
                let y_bar = bar.clone();
                bar.set_zero();
                drive::$by_vjp(&kernel, (&*self, $(&$b,)*), &y, &y_bar, bar, $($bar),*);
                drop(kernel);
                *self = y;
            }

            #[inline]
            fn $jvp(
                &mut self,
                $($b: $B,)*
                dot: &mut <Self as Differentiable>::Tangent,
                $($dot: impl TangentSlot<Buffer<$B, Self::Number>>,)*
            ) {
                let (y, kernel) = (self.changed($(&$b),*), self.kernel($(&$b),*));
                *dot = drive::$by_jvp(&kernel, (&*self, $(&$b,)*), &y, &*dot, $($dot),*);
                drop(kernel);
                *self = y;
            }

            #[inline]
            fn $vjp_jvp(
                &mut self,
                $($b: $B,)*
                _: impl Sized,
                bar: &mut <Self as Differentiable>::Tangent,
                $($bar: impl CotangentSlot<Buffer<$B, Self::Number>>,)*
                dot: &mut <Self as Differentiable>::Tangent,
                $($dot: impl TangentSlot<Buffer<$B, Self::Number>>,)*
                _: impl Sized,
                bar_dot: &mut <Self as Differentiable>::Tangent,
                $($bar_dot: impl CotangentSlot<Buffer<$B, Self::Number>>,)*
            ) {
                let (y, kernel) = (self.changed($(&$b),*), self.kernel($(&$b),*));
                let (y_bar, y_bar_dot) = (bar.clone(), bar_dot.clone());
                bar.set_zero();
                bar_dot.set_zero();
                *dot = drive::$by_vjp_jvp(
                    &kernel, (&*self, $(&$b,)*), &y, &y_bar, bar, $($bar,)*
                    &*dot, $($dot,)* &y_bar_dot, bar_dot, $($bar_dot),*
                );
                drop(kernel);
                *self = y;
            }

            #[inline]
            fn $jvp_jvp(
                &mut self,
                $($b: $B,)*
                dot: &mut <Self as Differentiable>::Tangent,
                $($dot: impl TangentSlot<Buffer<$B, Self::Number>>,)*
                second: &mut <Self as Differentiable>::Tangent,
                $($second: impl TangentSlot<Buffer<$B, Self::Number>>,)*
                both: &mut <Self as Differentiable>::Tangent,
                $($both: impl TangentSlot<Buffer<$B, Self::Number>>,)*
            ) {
                let (y, kernel) = (self.changed($(&$b),*), self.kernel($(&$b),*));
                (*dot, *second, *both) = drive::$by_jvp_jvp(
                    &kernel, (&*self, $(&$b,)*), &y,
                    &*dot, $($dot,)* &*second, $($second,)* &*both, $($both),*
                );
                drop(kernel);
                *self = y;
            }
        }

        impl<A, $($B),*> $Name<$($B),*> for A
        where
            A: $Changes<names::$Name, $($B),*>,
            $($B: super::numbers::Argument<A::Number>,)*
        {
        }
    };
}

siblings! {
    Changes2 AddScalarMut: __add_scalar_mut_vjp __add_scalar_mut_jvp __add_scalar_mut_vjp_jvp __add_scalar_mut_jvp_jvp;
    Changes4 Axpy: __axpy_vjp __axpy_jvp __axpy_vjp_jvp __axpy_jvp_jvp;
    Changes2 ComponentDivAssign: __component_div_assign_vjp __component_div_assign_jvp __component_div_assign_vjp_jvp __component_div_assign_jvp_jvp;
    Changes2 ComponentMulAssign: __component_mul_assign_vjp __component_mul_assign_jvp __component_mul_assign_vjp_jvp __component_mul_assign_jvp_jvp;
    Changes2 FillDiagonal: __fill_diagonal_vjp __fill_diagonal_jvp __fill_diagonal_vjp_jvp __fill_diagonal_jvp_jvp;
    Changes5 Gemv: __gemv_vjp __gemv_jvp __gemv_vjp_jvp __gemv_jvp_jvp;
    Changes3 PutSlice: __put_slice_vjp __put_slice_jvp __put_slice_vjp_jvp __put_slice_jvp_jvp;
    Changes2 ScaleMut: __scale_mut_vjp __scale_mut_jvp __scale_mut_vjp_jvp __scale_mut_jvp_jvp;
    Changes2 UnscaleMut: __unscale_mut_vjp __unscale_mut_jvp __unscale_mut_vjp_jvp __unscale_mut_jvp_jvp;
    Changes2 Assign: __assign_vjp __assign_jvp __assign_vjp_jvp __assign_jvp_jvp;
    Changes2 CopyFrom: __copy_from_vjp __copy_from_jvp __copy_from_vjp_jvp __copy_from_jvp_jvp;
    Changes2 Fill: __fill_vjp __fill_jvp __fill_vjp_jvp __fill_jvp_jvp;
    Changes3 ScaledAdd: __scaled_add_vjp __scaled_add_jvp __scaled_add_vjp_jvp __scaled_add_jvp_jvp;
    Changes3 SetColumn: __set_column_vjp __set_column_jvp __set_column_vjp_jvp __set_column_jvp_jvp;
    Changes3 SetRow: __set_row_vjp __set_row_jvp __set_row_vjp_jvp __set_row_jvp_jvp;
}

/// What puts something into a slice of an array: `a.slice_mut(slice).assign(&b)` in one call, whose rule is that of a
/// method. A number fills the slice.
pub trait Put {
    /// Puts it there.
    #[inline]
    fn put_slice<I, B>(&mut self, slice: I, b: B)
    where
        Self: Changes3<names::PutSlice, I, B>,
    {
        *self = self.changed(&slice, &b);
    }
}

impl<A> Put for A {}

/// All of them without names, to be brought into scope.
pub mod methods {
    pub use super::{
        AddScalarMut as _, Assign as _, Axpy as _, ComponentDivAssign as _,
        ComponentMulAssign as _, CopyFrom as _, Fill as _, FillDiagonal as _, Gemv as _, Put as _,
        PutSlice as _, ScaleMut as _, ScaledAdd as _, SetColumn as _, SetRow as _, UnscaleMut as _,
    };
}
