//! The siblings of methods that give a part of a matrix whose size they are told as arguments of theirs:
//! `m.fixed_view::<2, 2>(0, 1)`.

use super::drive;
use super::kernels::Block;
use super::numbers::{Argument, Buffer, Number};
use crate::Differentiable;
use crate::slot::{CotangentSlot, TangentSlot};

type Tangent<A> = <A as Differentiable>::Tangent;

/// A matrix with parts of `R` rows and `C` columns; `Name` says by which method, which may give all rows, or columns,
/// whatever that number is.
pub trait FixedPart<Name, const R: usize, const C: usize>: Argument<Self::Number> {
    /// The numbers.
    type Number: Number;
    /// The part.
    type Part: Argument<Self::Number>;

    /// The part from this row and column on.
    fn part(&self, row: usize, column: usize) -> Self::Part;
}

/// A reference to a matrix.
pub trait HasParts {}

/// Names of methods, as types.
#[allow(missing_debug_implementations)]
pub mod names {
    /// `fixed_columns`
    pub enum FixedColumns {}
    /// `fixed_rows`
    pub enum FixedRows {}
    /// `fixed_view`
    pub enum FixedView {}
}

/// Where a part is, by what the methods are told.
fn block<T: Number>(of: &impl Argument<T>, row: usize, column: usize) -> Block {
    let rows = of.number_shape().0;
    Block { row, column, rows }
}

/// A trait for each method: the arguments that say the size, and those that say where.
macro_rules! fixed {
    ($($Name:ident [$($N:ident),*] <$R:tt, $C:tt> ($($at:ident),*) ($row:expr, $column:expr):
        $vjp:ident $jvp:ident $vjp_jvp:ident $jvp_jvp:ident;)*
    ) => {$(
        #[doc = concat!("The siblings `", stringify!($vjp), "` and so on.")]
        #[allow(clippy::too_many_arguments, clippy::type_complexity)]
        pub trait $Name: Sized {
            #[inline]
            fn $vjp<$(const $N: usize),*>(
                self,
                $($at: usize,)*
                y_bar: impl TangentSlot<Buffer<Self::Part, Self::Number>>,
                a_bar: impl CotangentSlot<Buffer<Self, Self::Number>>,
                $(_: fixed!(@slot $at),)*
            ) -> Self::Part
            where
                Self: FixedPart<names::$Name, $R, $C>,
            {
                let y = self.part($row, $column);
                let block = block(&y, $row, $column);
                drive::vjp1(&block, (&self,), &y, y_bar, a_bar);
                y
            }

            #[inline]
            fn $jvp<$(const $N: usize),*>(
                self,
                $($at: usize,)*
                a_dot: impl TangentSlot<Buffer<Self, Self::Number>>,
                $(_: fixed!(@slot $at),)*
            ) -> (Self::Part, Tangent<Self::Part>)
            where
                Self: FixedPart<names::$Name, $R, $C>,
            {
                let y = self.part($row, $column);
                let block = block(&y, $row, $column);
                let y_dot = drive::jvp1(&block, (&self,), &y, a_dot);
                (y, y_dot)
            }

            #[inline]
            fn $vjp_jvp<$(const $N: usize),*>(
                self,
                $($at: usize,)*
                y_bar: impl TangentSlot<Buffer<Self::Part, Self::Number>>,
                a_bar: impl CotangentSlot<Buffer<Self, Self::Number>>,
                $(_: fixed!(@slot $at),)*
                a_dot: impl TangentSlot<Buffer<Self, Self::Number>>,
                $(_: fixed!(@slot $at),)*
                y_bar_dot: impl TangentSlot<Buffer<Self::Part, Self::Number>>,
                a_bar_dot: impl CotangentSlot<Buffer<Self, Self::Number>>,
                $(_: fixed!(@slot $at),)*
            ) -> (Self::Part, Tangent<Self::Part>)
            where
                Self: FixedPart<names::$Name, $R, $C>,
            {
                let y = self.part($row, $column);
                let block = block(&y, $row, $column);
                let y_dot = drive::vjp_jvp1(&block, (&self,), &y, y_bar, a_bar, a_dot, y_bar_dot, a_bar_dot);
                (y, y_dot)
            }

            #[inline]
            fn $jvp_jvp<$(const $N: usize),*>(
                self,
                $($at: usize,)*
                a_dot: impl TangentSlot<Buffer<Self, Self::Number>>,
                $(_: fixed!(@slot $at),)*
                a_second: impl TangentSlot<Buffer<Self, Self::Number>>,
                $(_: fixed!(@slot $at),)*
                a_both: impl TangentSlot<Buffer<Self, Self::Number>>,
                $(_: fixed!(@slot $at),)*
            ) -> ((Self::Part, Tangent<Self::Part>), (Tangent<Self::Part>, Tangent<Self::Part>))
            where
                Self: FixedPart<names::$Name, $R, $C>,
            {
                let y = self.part($row, $column);
                let block = block(&y, $row, $column);
                let dots = drive::jvp_jvp1(&block, (&self,), &y, a_dot, a_second, a_both);
                ((y, dots.0), (dots.1, dots.2))
            }
        }

        impl<A: HasParts> $Name for A {}
    )*};
    (@slot $at:ident) => { impl Sized };
}

fixed! {
    FixedRows [R] <R, 0> (row) (row, 0): __fixed_rows_vjp __fixed_rows_jvp __fixed_rows_vjp_jvp __fixed_rows_jvp_jvp;
    FixedColumns [C] <0, C> (column) (0, column): __fixed_columns_vjp __fixed_columns_jvp __fixed_columns_vjp_jvp __fixed_columns_jvp_jvp;
    FixedView [R, C] <R, C> (row, column) (row, column): __fixed_view_vjp __fixed_view_jvp __fixed_view_vjp_jvp __fixed_view_jvp_jvp;
}

/// All of them without names, to be brought into scope.
pub mod methods {
    pub use super::{FixedColumns as _, FixedRows as _, FixedView as _};
}
