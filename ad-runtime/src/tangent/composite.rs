//! Sequences, boxes, options and references vary in the same of what they hold.

use super::{Coordinate, Differentiable, Tangent};
use crate::Perturb;
use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::sync::Arc;
use alloc::vec::Vec;

// --- sequences ---

#[inline]
fn same_length(left: usize, right: usize) {
    assert!(
        left == right,
        "tangents of different shapes: a vector of length {left} and one of length {right}"
    );
}

#[inline]
fn add_elements<T: Tangent>(left: &mut [T], right: &[T]) {
    same_length(left.len(), right.len());
    for (x, y) in left.iter_mut().zip(right) {
        x.add_assign(y);
    }
}

#[inline]
fn dot_elements<T: Tangent>(left: &[T], right: &[T]) -> f64 {
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    same_length(left.len(), right.len());
    left.iter().zip(right).map(|(x, y)| x.dot(y)).sum()
}

#[inline]
fn scale_elements<T: Tangent>(elements: &mut [T], factor: f64) {
    for x in elements {
        x.scale(factor);
    }
}

#[inline]
fn zero_elements<T: Tangent>(elements: &mut [T]) {
    for x in elements {
        x.set_zero();
    }
}

#[inline]
fn element_coordinates<T: Tangent>(
    elements: &mut [T],
    at: &Coordinate<'_>,
    visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
) {
    for (i, x) in elements.iter_mut().enumerate() {
        x.coordinates(&at.index(i), visit);
    }
}

impl<T: Differentiable> Differentiable for [T] {
    type Tangent = Vec<T::Tangent>;

    #[inline]
    fn zero_tangent(&self) -> Vec<T::Tangent> {
        self.iter().map(T::zero_tangent).collect()
    }
}

impl<T: Differentiable> Differentiable for Vec<T> {
    type Tangent = Vec<T::Tangent>;

    #[inline]
    fn zero_tangent(&self) -> Vec<T::Tangent> {
        self.as_slice().zero_tangent()
    }
}

impl<T: Tangent> Tangent for Vec<T> {
    #[inline]
    fn add_assign(&mut self, rhs: &Self) {
        if self.is_empty() {
            self.clone_from(rhs);
        } else if !rhs.is_empty() {
            add_elements(self, rhs);
        }
    }

    #[inline]
    fn scale(&mut self, factor: f64) {
        scale_elements(self, factor);
    }

    #[inline]
    fn dot(&self, rhs: &Self) -> f64 {
        dot_elements(self, rhs)
    }

    #[inline]
    fn set_zero(&mut self) {
        zero_elements(self);
    }

    #[inline]
    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    ) {
        element_coordinates(self, at, visit);
    }
}

impl<T: Differentiable, const N: usize> Differentiable for [T; N] {
    type Tangent = [T::Tangent; N];

    #[inline]
    fn zero_tangent(&self) -> [T::Tangent; N] {
        core::array::from_fn(|i| self[i].zero_tangent())
    }
}

impl<T: Tangent, const N: usize> Tangent for [T; N] {
    #[inline]
    fn add_assign(&mut self, rhs: &Self) {
        add_elements(self, rhs);
    }

    #[inline]
    fn scale(&mut self, factor: f64) {
        scale_elements(self, factor);
    }

    #[inline]
    fn dot(&self, rhs: &Self) -> f64 {
        dot_elements(self, rhs)
    }

    #[inline]
    fn set_zero(&mut self) {
        zero_elements(self);
    }

    #[inline]
    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    ) {
        element_coordinates(self, at, visit);
    }
}

/// The difference of sequences; of different lengths it is not a number.
#[inline]
fn difference_of_elements<T: Perturb>(value: &[T], from: &[T]) -> Vec<T::Tangent> {
    if value.len() == from.len() {
        value
            .iter()
            .zip(from)
            .map(|(x, y)| x.difference(y))
            .collect()
    } else {
        not_a_number(value.zero_tangent())
    }
}

#[inline]
fn magnitude_of_elements<T: Perturb>(elements: &[T]) -> f64 {
    elements.iter().map(T::magnitude).fold(0.0, f64::max)
}

/// The tangent with all its numbers made NaN.
#[inline]
pub(crate) fn not_a_number<T: Tangent>(mut tangent: T) -> T {
    tangent.coordinates(&Coordinate::root(), &mut |_, x| *x = f64::NAN);
    tangent
}

/// Elements with their tangents, which are all zero where there are none.
#[inline]
fn perturb_elements<T: Perturb>(
    elements: &[T],
    direction: &[T::Tangent],
    step: f64,
) -> Vec<T::Perturbed> {
    if direction.is_empty() {
        return elements
            .iter()
            .map(|x| x.perturbed(&x.zero_tangent(), step))
            .collect();
    }
    same_length(elements.len(), direction.len());
    elements
        .iter()
        .zip(direction)
        .map(|(x, d)| x.perturbed(d, step))
        .collect()
}

impl<T: Perturb> Perturb for [T] {
    type Perturbed = Vec<T::Perturbed>;

    #[inline]
    fn perturbed(&self, direction: &Vec<T::Tangent>, step: f64) -> Vec<T::Perturbed> {
        perturb_elements(self, direction, step)
    }

    #[inline]
    fn difference(&self, from: &[T]) -> Vec<T::Tangent> {
        difference_of_elements(self, from)
    }

    #[inline]
    fn magnitude(&self) -> f64 {
        magnitude_of_elements(self)
    }
}

impl<T: Perturb> Perturb for Vec<T> {
    type Perturbed = Vec<T::Perturbed>;

    #[inline]
    fn perturbed(&self, direction: &Vec<T::Tangent>, step: f64) -> Vec<T::Perturbed> {
        perturb_elements(self, direction, step)
    }

    #[inline]
    fn difference(&self, from: &Vec<T>) -> Vec<T::Tangent> {
        difference_of_elements(self, from)
    }

    #[inline]
    fn magnitude(&self) -> f64 {
        magnitude_of_elements(self)
    }
}

impl<T: Perturb, const N: usize> Perturb for [T; N] {
    type Perturbed = [T::Perturbed; N];

    #[inline]
    fn perturbed(&self, direction: &[T::Tangent; N], step: f64) -> [T::Perturbed; N] {
        core::array::from_fn(|i| self[i].perturbed(&direction[i], step))
    }

    #[inline]
    fn difference(&self, from: &[T; N]) -> [T::Tangent; N] {
        core::array::from_fn(|i| self[i].difference(&from[i]))
    }

    #[inline]
    fn magnitude(&self) -> f64 {
        magnitude_of_elements(self)
    }
}

// --- pointers ---

macro_rules! pointers {
    ($($pointer:ident)*) => {$(
        impl<T: Differentiable> Differentiable for $pointer<T> {
            type Tangent = Box<T::Tangent>;

            #[inline]
            fn zero_tangent(&self) -> Box<T::Tangent> {
                Box::new((**self).zero_tangent())
            }
        }

        impl<T: Perturb> Perturb for $pointer<T> {
            type Perturbed = $pointer<T::Perturbed>;

            #[inline]
            fn perturbed(&self, direction: &Box<T::Tangent>, step: f64) -> $pointer<T::Perturbed> {
                $pointer::new((**self).perturbed(direction, step))
            }

            #[inline]
            fn difference(&self, from: &$pointer<T>) -> Box<T::Tangent> {
                Box::new((**self).difference(from))
            }

            #[inline]
            fn magnitude(&self) -> f64 {
                (**self).magnitude()
            }
        }

        impl<T: Differentiable> Differentiable for $pointer<[T]> {
            type Tangent = Box<[T::Tangent]>;

            #[inline]
            fn zero_tangent(&self) -> Box<[T::Tangent]> {
                (**self).zero_tangent().into_boxed_slice()
            }
        }

        impl<T: Perturb> Perturb for $pointer<[T]> {
            type Perturbed = $pointer<[T::Perturbed]>;

            #[inline]
            fn perturbed(&self, direction: &Box<[T::Tangent]>, step: f64) -> Self::Perturbed {
                perturb_elements(self, direction, step).into()
            }

            #[inline]
            fn difference(&self, from: &Self) -> Box<[T::Tangent]> {
                difference_of_elements(self, from).into_boxed_slice()
            }

            #[inline]
            fn magnitude(&self) -> f64 {
                magnitude_of_elements(self)
            }
        }
    )*};
}

// What is shared never changes, so that each has a tangent of its own.
pointers! { Box Rc Arc }

impl<T: Tangent> Tangent for Box<T> {
    #[inline]
    fn add_assign(&mut self, rhs: &Self) {
        (**self).add_assign(rhs);
    }

    #[inline]
    fn scale(&mut self, factor: f64) {
        (**self).scale(factor);
    }

    #[inline]
    fn dot(&self, rhs: &Self) -> f64 {
        (**self).dot(rhs)
    }

    #[inline]
    fn set_zero(&mut self) {
        (**self).set_zero();
    }

    #[inline]
    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    ) {
        (**self).coordinates(at, visit);
    }
}

impl<T: Tangent> Tangent for Box<[T]> {
    #[inline]
    fn add_assign(&mut self, rhs: &Self) {
        if self.is_empty() {
            self.clone_from(rhs);
        } else if !rhs.is_empty() {
            add_elements(self, rhs);
        }
    }

    #[inline]
    fn scale(&mut self, factor: f64) {
        scale_elements(self, factor);
    }

    #[inline]
    fn dot(&self, rhs: &Self) -> f64 {
        dot_elements(self, rhs)
    }

    #[inline]
    fn set_zero(&mut self) {
        zero_elements(self);
    }

    #[inline]
    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    ) {
        element_coordinates(self, at, visit);
    }
}

// --- options ---

impl<T: Differentiable> Differentiable for Option<T> {
    type Tangent = Option<T::Tangent>;

    #[inline]
    fn zero_tangent(&self) -> Option<T::Tangent> {
        self.as_ref().map(T::zero_tangent)
    }
}

impl<T: Tangent> Tangent for Option<T> {
    #[inline]
    fn add_assign(&mut self, rhs: &Self) {
        match (self.as_mut(), rhs) {
            (Some(x), Some(y)) => x.add_assign(y),
            (None, Some(_)) => self.clone_from(rhs),
            (_, None) => {}
        }
    }

    #[inline]
    fn scale(&mut self, factor: f64) {
        if let Some(x) = self {
            x.scale(factor);
        }
    }

    #[inline]
    fn dot(&self, rhs: &Self) -> f64 {
        match (self, rhs) {
            (Some(x), Some(y)) => x.dot(y),
            _ => 0.0,
        }
    }

    #[inline]
    fn set_zero(&mut self) {
        if let Some(x) = self {
            x.set_zero();
        }
    }

    #[inline]
    fn coordinates(
        &mut self,
        at: &Coordinate<'_>,
        visit: &mut dyn FnMut(&Coordinate<'_>, &mut f64),
    ) {
        if let Some(x) = self {
            x.coordinates(at, visit);
        }
    }
}

impl<T: Perturb> Perturb for Option<T> {
    type Perturbed = Option<T::Perturbed>;

    #[inline]
    fn perturbed(&self, direction: &Option<T::Tangent>, step: f64) -> Option<T::Perturbed> {
        self.as_ref().map(|x| match direction {
            Some(direction) => x.perturbed(direction, step),
            None => x.perturbed(&x.zero_tangent(), step),
        })
    }

    #[inline]
    fn difference(&self, from: &Option<T>) -> Option<T::Tangent> {
        match (self, from) {
            (Some(x), Some(y)) => Some(x.difference(y)),
            (Some(x), None) | (None, Some(x)) => Some(not_a_number(x.zero_tangent())),
            (None, None) => None,
        }
    }

    #[inline]
    fn magnitude(&self) -> f64 {
        self.as_ref().map_or(0.0, T::magnitude)
    }
}

/// An error does not vary, and has no tangent.
impl<T: Differentiable, E> Differentiable for Result<T, E> {
    type Tangent = Option<T::Tangent>;

    #[inline]
    fn zero_tangent(&self) -> Option<T::Tangent> {
        self.as_ref().ok().map(T::zero_tangent)
    }
}

impl<T: Perturb, E: Clone> Perturb for Result<T, E> {
    type Perturbed = Result<T::Perturbed, E>;

    #[inline]
    fn perturbed(&self, direction: &Option<T::Tangent>, step: f64) -> Result<T::Perturbed, E> {
        self.as_ref().map_err(E::clone).map(|x| match direction {
            Some(direction) => x.perturbed(direction, step),
            None => x.perturbed(&x.zero_tangent(), step),
        })
    }

    #[inline]
    fn difference(&self, from: &Result<T, E>) -> Option<T::Tangent> {
        match (self, from) {
            (Ok(x), Ok(y)) => Some(x.difference(y)),
            (Ok(x), Err(_)) | (Err(_), Ok(x)) => Some(not_a_number(x.zero_tangent())),
            (Err(_), Err(_)) => None,
        }
    }

    #[inline]
    fn magnitude(&self) -> f64 {
        self.as_ref().map_or(0.0, T::magnitude)
    }
}

// --- what points at a value varies as the value does ---

macro_rules! pointer {
    ($([$($lifetime:lifetime)?] $pointer:ty;)*) => {$(
        impl<$($lifetime,)? T: Differentiable + ?Sized> Differentiable for $pointer {
            type Tangent = T::Tangent;

            #[inline]
            fn zero_tangent(&self) -> T::Tangent {
                (**self).zero_tangent()
            }
        }
    )*};
}

pointer! {
    ['a] &'a T;
    ['a] &'a mut T;
}

impl<T: Perturb + ?Sized> Perturb for &T {
    type Perturbed = T::Perturbed;

    #[inline]
    fn perturbed(&self, direction: &T::Tangent, step: f64) -> T::Perturbed {
        (**self).perturbed(direction, step)
    }

    #[inline]
    fn difference(&self, from: &Self) -> T::Tangent {
        (**self).difference(from)
    }

    #[inline]
    fn magnitude(&self) -> f64 {
        (**self).magnitude()
    }
}
