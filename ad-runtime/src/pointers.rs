//! `Box::new`, `Rc::new`, `Arc::new` and `Vec::into_boxed_slice` as functions with derivatives: what is behind a pointer has a boxed tangent.

#![allow(
    missing_docs,
    clippy::type_complexity,
    reason = "companions are called by generated code alone"
)]

use crate::slot::{CotangentSlot, TangentSlot};
use crate::{Differentiable, Tangent};
use alloc::boxed::Box as TheBox;
use alloc::boxed::Box as Tangents;
use alloc::rc::Rc as TheRc;
use alloc::sync::Arc as TheArc;
use alloc::vec::Vec;

/// What is in a slot, or zero.
fn tangent_of<T: Differentiable>(value: &T, slot: impl TangentSlot<T::Tangent>) -> T::Tangent {
    slot.get().cloned().unwrap_or_else(|| value.zero_tangent())
}

fn add<T: Tangent>(from: impl TangentSlot<Tangents<T>>, mut to: impl CotangentSlot<T>) {
    if let (Some(from), Some(to)) = (from.get(), to.get()) {
        to.add_assign(from);
    }
}

macro_rules! pointers {
    ($($name:ident $pointer:ident;)*) => {$(
        /// `new` and its derivatives.
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl $name {
            /// `new`
            #[inline]
            pub fn of<T>(value: T) -> $pointer<T> {
                <$pointer<T>>::new(value)
            }

            #[inline]
            pub fn __of_vjp<T: Differentiable>(
                value: T,
                result_bar: impl TangentSlot<Tangents<T::Tangent>>,
                value_bar: impl CotangentSlot<T::Tangent>,
            ) -> $pointer<T> {
                add(result_bar, value_bar);
                <$pointer<T>>::new(value)
            }

            #[inline]
            pub fn __of_jvp<T: Differentiable>(
                value: T,
                value_dot: impl TangentSlot<T::Tangent>,
            ) -> ($pointer<T>, Tangents<T::Tangent>) {
                let dot = tangent_of(&value, value_dot);
                (<$pointer<T>>::new(value), Tangents::new(dot))
            }

            #[inline]
            pub fn __of_vjp_jvp<T: Differentiable>(
                value: T,
                result_bar: impl TangentSlot<Tangents<T::Tangent>>,
                value_bar: impl CotangentSlot<T::Tangent>,
                value_dot: impl TangentSlot<T::Tangent>,
                result_bar_dot: impl TangentSlot<Tangents<T::Tangent>>,
                value_bar_dot: impl CotangentSlot<T::Tangent>,
            ) -> ($pointer<T>, Tangents<T::Tangent>) {
                add(result_bar, value_bar);
                add(result_bar_dot, value_bar_dot);
                $name::__of_jvp(value, value_dot)
            }

            #[inline]
            pub fn __of_jvp_jvp<T: Differentiable>(
                value: T,
                value_dot: impl TangentSlot<T::Tangent>,
                value_dot2: impl TangentSlot<T::Tangent>,
                value_dot_dot: impl TangentSlot<T::Tangent>,
            ) -> (
                ($pointer<T>, Tangents<T::Tangent>),
                (Tangents<T::Tangent>, Tangents<T::Tangent>),
            ) {
                let dot2 = tangent_of(&value, value_dot2);
                let dot_dot = tangent_of(&value, value_dot_dot);
                let first = $name::__of_jvp(value, value_dot);
                (first, (Tangents::new(dot2), Tangents::new(dot_dot)))
            }
        }
    )*};
}

pointers! {
    Box TheBox;
    Rc TheRc;
    Arc TheArc;
}

/// The tangents of elements, or zeros.
fn tangents_of<T: Differentiable>(
    elements: &[T],
    slot: impl TangentSlot<[T::Tangent]>,
) -> Tangents<[T::Tangent]> {
    match slot.get() {
        Some(dots) => dots.iter().cloned().collect(),
        None => elements.iter().map(T::zero_tangent).collect(),
    }
}

fn add_all<T: Tangent>(from: impl TangentSlot<[T]>, mut to: impl CotangentSlot<[T]>) {
    if let (Some(from), Some(to)) = (from.get(), to.get()) {
        for (to, from) in to.iter_mut().zip(from) {
            to.add_assign(from);
        }
    }
}

/// `into_boxed_slice` and its derivatives.
#[derive(Clone, Copy, Debug)]
pub enum BoxedSlice {}

impl BoxedSlice {
    /// `into_boxed_slice`
    #[inline]
    pub fn of<T>(value: Vec<T>) -> TheBox<[T]> {
        value.into_boxed_slice()
    }

    #[inline]
    pub fn __of_vjp<T: Differentiable>(
        value: Vec<T>,
        result_bar: impl TangentSlot<[T::Tangent]>,
        value_bar: impl CotangentSlot<[T::Tangent]>,
    ) -> TheBox<[T]> {
        add_all(result_bar, value_bar);
        value.into_boxed_slice()
    }

    #[inline]
    pub fn __of_jvp<T: Differentiable>(
        value: Vec<T>,
        value_dot: impl TangentSlot<[T::Tangent]>,
    ) -> (TheBox<[T]>, Tangents<[T::Tangent]>) {
        let dots = tangents_of(&value, value_dot);
        (value.into_boxed_slice(), dots)
    }

    #[inline]
    pub fn __of_vjp_jvp<T: Differentiable>(
        value: Vec<T>,
        result_bar: impl TangentSlot<[T::Tangent]>,
        value_bar: impl CotangentSlot<[T::Tangent]>,
        value_dot: impl TangentSlot<[T::Tangent]>,
        result_bar_dot: impl TangentSlot<[T::Tangent]>,
        value_bar_dot: impl CotangentSlot<[T::Tangent]>,
    ) -> (TheBox<[T]>, Tangents<[T::Tangent]>) {
        add_all(result_bar, value_bar);
        add_all(result_bar_dot, value_bar_dot);
        BoxedSlice::__of_jvp(value, value_dot)
    }

    #[inline]
    pub fn __of_jvp_jvp<T: Differentiable>(
        value: Vec<T>,
        value_dot: impl TangentSlot<[T::Tangent]>,
        value_dot2: impl TangentSlot<[T::Tangent]>,
        value_dot_dot: impl TangentSlot<[T::Tangent]>,
    ) -> (
        (TheBox<[T]>, Tangents<[T::Tangent]>),
        (Tangents<[T::Tangent]>, Tangents<[T::Tangent]>),
    ) {
        let dots2 = tangents_of(&value, value_dot2);
        let dots_dot = tangents_of(&value, value_dot_dot);
        let first = BoxedSlice::__of_jvp(value, value_dot);
        (first, (dots2, dots_dot))
    }
}
