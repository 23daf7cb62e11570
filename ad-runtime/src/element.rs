//! Elements of a user's type: what `m[index]` means for a value, its tangents and its cotangents, and what
//! `m.element_mut(index)` does.
//!
//! An annotated `impl Index` says where an element is twice over: [`Elements::at`] computes its position, which is made
//! of integers and so has no derivative, and the other functions go to that position, in the value or in its tangent.
//! Reading and writing an element then cost what they cost in the user's function, and no element is copied.

use crate::Differentiable;
use core::marker::PhantomData;

/// A type with an annotated `impl Index<I>`.
#[diagnostic::on_unimplemented(
    message = "it is not known where the element of a `{Self}` at a `{I}` is",
    label = "indexed here",
    note = "write `#[differentiate]` on the `impl Index<{I}>` of the type"
)]
pub trait Elements<I>: Differentiable {
    /// What is there.
    type Element: ?Sized;
    /// The tangent of it, where it is part of a tangent of the whole.
    type ElementTangent: ?Sized;
    /// Where it is: which of the ways that the function can take, and the indices on it.
    type At: Copy + Default;
    /// A number that tells the ways of this function from others.
    const WAYS: u64;

    /// The position of an element.
    fn at(&self, index: I) -> Self::At;
    /// The element at a position.
    fn element(&self, at: Self::At) -> &Self::Element;
    /// The part of a tangent that belongs to the element at a position.
    fn element_tangent(of: &Self::Tangent, at: Self::At) -> &Self::ElementTangent;
    /// The same part, to be written.
    fn element_tangent_mut(of: &mut Self::Tangent, at: Self::At) -> &mut Self::ElementTangent;
}

/// A type with an annotated `impl IndexMut<I>`.
#[diagnostic::on_unimplemented(
    message = "it is not known where the element of a `{Self}` at a `{I}` is written",
    label = "written here",
    note = "write `#[differentiate]` on the `impl IndexMut<{I}>` of the type"
)]
pub trait ElementsMut<I>: Elements<I> {
    /// The element at a position, to be written.
    fn element_mut(&mut self, at: Self::At) -> &mut Self::Element;
}

/// What stands before the arguments of a method in an index, where the method says where elements are: by a number for
/// its name.
#[derive(Clone, Copy)]
pub struct Method<const NAME: u64>;

/// The index of an element by its position among all.
#[derive(Clone, Copy, Debug)]
pub struct Nth(pub usize);

/// Where an element of an `M` is.
pub struct Position<M: Elements<I> + ?Sized, I> {
    at: M::At,
    index: PhantomData<fn() -> I>,
}

impl<M: Elements<I> + ?Sized, I> Clone for Position<M, I> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Elements<I> + ?Sized, I> Copy for Position<M, I> {}

impl<M: Elements<I> + ?Sized, I> Default for Position<M, I> {
    fn default() -> Self {
        Position {
            at: M::At::default(),
            index: PhantomData,
        }
    }
}

impl<M: Elements<I> + ?Sized, I> Position<M, I> {
    /// Where `of[index]` is.
    #[inline]
    pub fn new(of: &M, index: I) -> Self {
        Position {
            at: of.at(index),
            index: PhantomData,
        }
    }

    /// The element of a value.
    #[inline]
    pub fn of(self, value: &M) -> &M::Element {
        value.element(self.at)
    }

    /// The element of a value, to be written.
    #[inline]
    pub fn of_mut(self, value: &mut M) -> &mut M::Element
    where
        M: ElementsMut<I>,
    {
        value.element_mut(self.at)
    }

    /// The part of a tangent.
    #[inline]
    pub fn of_tangent(self, tangent: &M::Tangent) -> &M::ElementTangent {
        M::element_tangent(tangent, self.at)
    }

    /// The part of a tangent, to be written.
    #[inline]
    pub fn of_tangent_mut(self, tangent: &mut M::Tangent) -> &mut M::ElementTangent {
        M::element_tangent_mut(tangent, self.at)
    }
}
