//! `Box::new` as a function with derivatives: what is boxed has a boxed tangent.

#![allow(
    missing_docs,
    clippy::type_complexity,
    reason = "companions are called by generated code alone"
)]

use crate::slot::{CotangentSlot, TangentSlot};
use crate::{Differentiable, Tangent};
use alloc::boxed::Box;

/// `Box::new` and its derivatives.
#[derive(Clone, Copy, Debug)]
pub enum Boxed {}

/// What is in a slot, or zero.
fn tangent_of<T: Differentiable>(value: &T, slot: impl TangentSlot<T::Tangent>) -> T::Tangent {
    slot.get().cloned().unwrap_or_else(|| value.zero_tangent())
}

fn add<T: Tangent>(from: impl TangentSlot<Box<T>>, mut to: impl CotangentSlot<T>) {
    if let (Some(from), Some(to)) = (from.get(), to.get()) {
        to.add_assign(from);
    }
}

impl Boxed {
    /// `Box::new`
    #[inline]
    pub fn of<T>(value: T) -> Box<T> {
        Box::new(value)
    }

    #[inline]
    pub fn __of_vjp<T: Differentiable>(
        value: T,
        result_bar: impl TangentSlot<Box<T::Tangent>>,
        value_bar: impl CotangentSlot<T::Tangent>,
    ) -> Box<T> {
        add(result_bar, value_bar);
        Box::new(value)
    }

    #[inline]
    pub fn __of_jvp<T: Differentiable>(
        value: T,
        value_dot: impl TangentSlot<T::Tangent>,
    ) -> (Box<T>, Box<T::Tangent>) {
        let dot = tangent_of(&value, value_dot);
        (Box::new(value), Box::new(dot))
    }

    #[inline]
    pub fn __of_vjp_jvp<T: Differentiable>(
        value: T,
        result_bar: impl TangentSlot<Box<T::Tangent>>,
        value_bar: impl CotangentSlot<T::Tangent>,
        value_dot: impl TangentSlot<T::Tangent>,
        result_bar_dot: impl TangentSlot<Box<T::Tangent>>,
        value_bar_dot: impl CotangentSlot<T::Tangent>,
    ) -> (Box<T>, Box<T::Tangent>) {
        add(result_bar, value_bar);
        add(result_bar_dot, value_bar_dot);
        Boxed::__of_jvp(value, value_dot)
    }

    #[inline]
    pub fn __of_jvp_jvp<T: Differentiable>(
        value: T,
        value_dot: impl TangentSlot<T::Tangent>,
        value_dot2: impl TangentSlot<T::Tangent>,
        value_dot_dot: impl TangentSlot<T::Tangent>,
    ) -> (
        (Box<T>, Box<T::Tangent>),
        (Box<T::Tangent>, Box<T::Tangent>),
    ) {
        let dot2 = tangent_of(&value, value_dot2);
        let dot_dot = tangent_of(&value, value_dot_dot);
        let first = Boxed::__of_jvp(value, value_dot);
        (first, (Box::new(dot2), Box::new(dot_dot)))
    }
}
