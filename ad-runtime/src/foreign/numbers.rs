//! Values as lists of numbers.

use crate::{Differentiable, Dual, Real};
use alloc::vec::Vec;

/// A number of which other crates' types consist.
pub trait Number: Real {}

impl<T: Real> Number for T {}

/// A value that consists of numbers, in a fixed order: a matrix by columns.
pub trait Numbers<T: Number> {
    /// As many numbers of another type.
    type Of<U: Real>: AsRef<[U]> + AsMut<[U]>;

    /// The numbers of rows and columns; a list has one column.
    fn number_shape(&self) -> (usize, usize);

    /// The numbers where they lie, if they lie side by side.
    fn number_slice(&self) -> Option<&[T]> {
        None
    }

    /// Each number converted.
    fn map_numbers<U: Real>(&self, f: impl FnMut(T) -> U) -> Self::Of<U>;
}

/// A tangent whose numbers can be changed.
pub trait NumbersMut<T: Number>: Numbers<T> {
    /// The numbers where they lie, if they lie side by side.
    fn number_slice_mut(&mut self) -> Option<&mut [T]> {
        None
    }

    /// Changes each number; the function gets its position.
    fn change_numbers(&mut self, f: impl FnMut(usize, &mut T));
}

/// A value whose tangent is handed over as a buffer of numbers.
pub trait Buffered<T: Number>: Numbers<T> + Differentiable {
    /// What a reference to its tangent points at: a slice for what has a vector for a tangent, else the tangent.
    type Buffer: NumbersMut<T> + ?Sized;
}

/// What a reference to the tangent of a value points at.
pub type Buffer<A, T> = <A as Buffered<T>>::Buffer;

/// What a function with a rule takes and gives. (Not a bound of [`Real`], which may be asked of a type that belongs to a
/// trait: rustc then loses what a bound of an associated type implies.)
pub trait Argument<T: Number>: Buffered<T> + Differentiable<Tangent: NumbersMut<T>> {}

impl<T: Number, A: Buffered<T> + Differentiable<Tangent: NumbersMut<T>> + ?Sized> Argument<T>
    for A
{
}

/// An [`Argument`] that owns its numbers.
pub trait Owned<T: Number>: Argument<T, Buffer = <Self as Differentiable>::Tangent> {}

impl<T: Number, A: Argument<T, Buffer = <A as Differentiable>::Tangent>> Owned<T> for A {}

/// The numbers of an argument, as a kernel sees them.
#[derive(Clone, Copy)]
pub struct View<'a, T> {
    /// The numbers, by columns.
    pub numbers: &'a [T],
    /// How many rows.
    pub rows: usize,
    /// How many columns.
    pub columns: usize,
}

impl<'a, T> View<'a, T> {
    /// The numbers of something of this shape.
    #[inline(always)]
    pub fn new(numbers: &'a [T], (rows, columns): (usize, usize)) -> Self {
        View {
            numbers,
            rows,
            columns,
        }
    }
}

impl<T> core::ops::Index<usize> for View<'_, T> {
    type Output = T;

    #[inline(always)]
    fn index(&self, i: usize) -> &T {
        &self.numbers[i]
    }
}

/// The value and its tangent as dual numbers. No tangent, or an empty one, is zero.
#[inline]
pub(super) fn dual<T: Number, A: Argument<T>>(a: &A, dot: Option<&A::Buffer>) -> A::Of<Dual<T>> {
    let mut of = a.map_numbers(Dual::constant);
    if let Some(dot) = dot {
        let dots = dot.map_numbers(|x| x);
        for (x, dot) in of.as_mut().iter_mut().zip(dots.as_ref()) {
            x.tangent = [*dot];
        }
    }
    of
}

/// The value, its tangents in two directions, and the tangent of one in the other.
#[inline]
pub(super) fn dual_of_dual<T: Number, A: Argument<T>>(
    a: &A,
    first: Option<&A::Buffer>,
    second: Option<&A::Buffer>,
    both: Option<&A::Buffer>,
) -> A::Of<Dual<Dual<T>>> {
    let (value, tangent) = (dual(a, first), [second, both]);
    let mut of = a.map_numbers(|x| Dual::constant(Dual::constant(x)));
    for (x, value) in of.as_mut().iter_mut().zip(value.as_ref()) {
        x.value = *value;
    }
    for (k, dot) in tangent.into_iter().enumerate() {
        let Some(dot) = dot else { continue };
        let dots = dot.map_numbers(|x| x);
        for (x, dot) in of.as_mut().iter_mut().zip(dots.as_ref()) {
            let part = &mut x.tangent[0];
            *(if k == 0 {
                &mut part.value
            } else {
                &mut part.tangent[0]
            }) = *dot;
        }
    }
    of
}

/// Adds to a tangent what a function says for each number. An empty tangent stands for zero: it must not be one.
#[inline]
pub(super) fn add<T: Number, A: NumbersMut<T> + ?Sized>(
    to: &mut A,
    mut term: impl FnMut(usize) -> T,
) {
    to.change_numbers(|i, x| *x += term(i));
}

macro_rules! scalar {
    ($([$($generics:tt)*] $scalar:ty;)*) => {$(
        impl<$($generics)*> Numbers<Self> for $scalar {
            type Of<U: Real> = [U; 1];

            #[inline(always)]
            fn number_shape(&self) -> (usize, usize) {
                (1, 1)
            }

            #[inline(always)]
            fn number_slice(&self) -> Option<&[Self]> {
                Some(core::slice::from_ref(self))
            }

            #[inline(always)]
            fn map_numbers<U: Real>(&self, mut f: impl FnMut(Self) -> U) -> [U; 1] {
                [f(*self)]
            }
        }

        impl<$($generics)*> Buffered<Self> for $scalar {
            type Buffer = Self;
        }

        impl<$($generics)*> NumbersMut<Self> for $scalar {
            #[inline(always)]
            fn number_slice_mut(&mut self) -> Option<&mut [Self]> {
                Some(core::slice::from_mut(self))
            }

            #[inline(always)]
            fn change_numbers(&mut self, mut f: impl FnMut(usize, &mut Self)) {
                f(0, self);
            }
        }
    )*};
}

scalar! {
    [] f32;
    [] f64;
    [T: Real, const N: usize] Dual<T, N>;
}

/// What holds no number: positions, exponents.
macro_rules! nothing {
    ($([$($generics:tt)*] $ty:ty;)*) => {$(
        impl<T: $crate::foreign::numbers::Number, $($generics)*> $crate::foreign::numbers::Numbers<T> for $ty {
            type Of<U: $crate::Real> = [U; 0];

            #[inline(always)]
            fn number_shape(&self) -> (usize, usize) {
                (0, 0)
            }

            #[inline(always)]
            fn number_slice(&self) -> Option<&[T]> {
                Some(&[])
            }

            #[inline(always)]
            fn map_numbers<U: $crate::Real>(&self, _: impl FnMut(T) -> U) -> [U; 0] {
                []
            }
        }

        impl<T: $crate::foreign::numbers::Number, $($generics)*> $crate::foreign::numbers::Buffered<T> for $ty {
            type Buffer = ();
        }
    )*};
}

pub(super) use nothing;

nothing! {
    [] ();
    [] bool;
    [] i32;
    [] i64;
    [] u32;
    [] u64;
    [] usize;
}

impl<T: Number> NumbersMut<T> for () {
    #[inline(always)]
    fn number_slice_mut(&mut self) -> Option<&mut [T]> {
        Some(&mut [])
    }

    #[inline(always)]
    fn change_numbers(&mut self, _: impl FnMut(usize, &mut T)) {}
}

impl<T: Number, A: Numbers<T> + ?Sized> Numbers<T> for &A {
    type Of<U: Real> = A::Of<U>;

    #[inline(always)]
    fn number_shape(&self) -> (usize, usize) {
        A::number_shape(self)
    }

    #[inline(always)]
    fn number_slice(&self) -> Option<&[T]> {
        A::number_slice(self)
    }

    #[inline(always)]
    fn map_numbers<U: Real>(&self, f: impl FnMut(T) -> U) -> A::Of<U> {
        A::map_numbers(self, f)
    }
}

impl<T: Number, A: Argument<T> + ?Sized> Buffered<T> for &A {
    type Buffer = A::Buffer;
}

/// A position, or a size, in two directions.
impl<T: Number> Numbers<T> for (usize, usize) {
    type Of<U: Real> = [U; 0];

    #[inline(always)]
    fn number_shape(&self) -> (usize, usize) {
        (0, 0)
    }

    #[inline(always)]
    fn map_numbers<U: Real>(&self, _: impl FnMut(T) -> U) -> [U; 0] {
        []
    }
}

impl<T: Number> Buffered<T> for (usize, usize) {
    type Buffer = ((), ());
}

impl<T: Number> Numbers<T> for ((), ()) {
    type Of<U: Real> = [U; 0];

    #[inline(always)]
    fn number_shape(&self) -> (usize, usize) {
        (0, 0)
    }

    #[inline(always)]
    fn map_numbers<U: Real>(&self, _: impl FnMut(T) -> U) -> [U; 0] {
        []
    }
}

impl<T: Number> NumbersMut<T> for ((), ()) {
    #[inline(always)]
    fn change_numbers(&mut self, _: impl FnMut(usize, &mut T)) {}
}

// --- tuples of numbers ---

macro_rules! tuples {
    ($($T:ident: ($($x:ident $i:tt $of:ident),*) $n:literal;)*) => {$(
        impl Numbers<$T> for ($($of,)*) {
            type Of<U: Real> = [U; $n];

            #[inline(always)]
            fn number_shape(&self) -> (usize, usize) {
                ($n, 1)
            }

            #[inline(always)]
            fn map_numbers<U: Real>(&self, f: impl FnMut($T) -> U) -> [U; $n] {
                let ($($x,)*) = *self;
                [$($x),*].map(f)
            }
        }

        impl NumbersMut<$T> for ($($of,)*) {
            #[inline(always)]
            fn change_numbers(&mut self, mut f: impl FnMut(usize, &mut $T)) {
                $(f($i, &mut self.$i);)*
            }
        }

        impl Buffered<$T> for ($($of,)*) {
            type Buffer = Self;
        }
    )*};
}

tuples! {
    f32: (x 0 f32, y 1 f32) 2;
    f32: (x 0 f32, y 1 f32, z 2 f32) 3;
    f32: (x 0 f32, y 1 f32, z 2 f32, w 3 f32) 4;
    f64: (x 0 f64, y 1 f64) 2;
    f64: (x 0 f64, y 1 f64, z 2 f64) 3;
    f64: (x 0 f64, y 1 f64, z 2 f64, w 3 f64) 4;
}

// --- what may be there ---

/// Numbers that may be there.
pub struct Maybe<O>(Option<O>);

impl<U, O: AsRef<[U]>> AsRef<[U]> for Maybe<O> {
    #[inline(always)]
    fn as_ref(&self) -> &[U] {
        self.0.as_ref().map_or(&[], O::as_ref)
    }
}

impl<U, O: AsMut<[U]>> AsMut<[U]> for Maybe<O> {
    #[inline(always)]
    fn as_mut(&mut self) -> &mut [U] {
        self.0.as_mut().map_or(&mut [], O::as_mut)
    }
}

impl<T: Number, A: Numbers<T>> Numbers<T> for Option<A> {
    type Of<U: Real> = Maybe<A::Of<U>>;

    #[inline(always)]
    fn number_shape(&self) -> (usize, usize) {
        self.as_ref().map_or((0, 0), A::number_shape)
    }

    #[inline(always)]
    fn number_slice(&self) -> Option<&[T]> {
        self.as_ref().map_or(Some(&[]), A::number_slice)
    }

    #[inline(always)]
    fn map_numbers<U: Real>(&self, f: impl FnMut(T) -> U) -> Maybe<A::Of<U>> {
        Maybe(self.as_ref().map(|numbers| numbers.map_numbers(f)))
    }
}

impl<T: Number, A: NumbersMut<T>> NumbersMut<T> for Option<A> {
    #[inline(always)]
    fn change_numbers(&mut self, f: impl FnMut(usize, &mut T)) {
        if let Some(numbers) = self {
            numbers.change_numbers(f);
        }
    }
}

impl<T: Number, A: Owned<T>> Buffered<T> for Option<A> {
    type Buffer = Option<A::Tangent>;
}

impl<T: Number, A: Numbers<T>, E> Numbers<T> for Result<A, E> {
    type Of<U: Real> = Maybe<A::Of<U>>;

    #[inline(always)]
    fn number_shape(&self) -> (usize, usize) {
        self.as_ref().map_or((0, 0), A::number_shape)
    }

    #[inline(always)]
    fn number_slice(&self) -> Option<&[T]> {
        self.as_ref().map_or(Some(&[]), A::number_slice)
    }

    #[inline(always)]
    fn map_numbers<U: Real>(&self, f: impl FnMut(T) -> U) -> Maybe<A::Of<U>> {
        Maybe(self.as_ref().ok().map(|numbers| numbers.map_numbers(f)))
    }
}

impl<T: Number, A: Owned<T>, E> Buffered<T> for Result<A, E> {
    type Buffer = Option<A::Tangent>;
}

/// A matrix by columns.
pub struct Columns<U, const R: usize, const C: usize>(pub [[U; R]; C]);

impl<U, const R: usize, const C: usize> AsRef<[U]> for Columns<U, R, C> {
    #[inline(always)]
    fn as_ref(&self) -> &[U] {
        self.0.as_flattened()
    }
}

impl<U, const R: usize, const C: usize> AsMut<[U]> for Columns<U, R, C> {
    #[inline(always)]
    fn as_mut(&mut self) -> &mut [U] {
        self.0.as_flattened_mut()
    }
}

// --- sequences ---

/// How many numbers.
#[inline]
pub(super) fn count<T: Number>(a: &(impl Numbers<T> + ?Sized)) -> usize {
    let (rows, columns) = a.number_shape();
    rows * columns
}

/// The numbers of all elements, one after the other.
macro_rules! sequence {
    ($([$($generics:tt)*] $ty:ty as $buffer:ty;)*) => {$(
        impl<T: Number, A: Numbers<T>, $($generics)*> Numbers<T> for $ty {
            type Of<U: Real> = Vec<U>;

            fn number_shape(&self) -> (usize, usize) {
                (self.iter().map(count).sum(), 1)
            }

            fn map_numbers<U: Real>(&self, mut f: impl FnMut(T) -> U) -> Vec<U> {
                let mut of = Vec::with_capacity(count(self));
                for part in self {
                    of.extend_from_slice(part.map_numbers(&mut f).as_ref());
                }
                of
            }
        }

        impl<T: Number, A: NumbersMut<T>, $($generics)*> NumbersMut<T> for $ty {
            fn change_numbers(&mut self, mut f: impl FnMut(usize, &mut T)) {
                let mut before = 0;
                for part in self {
                    part.change_numbers(|i, x| f(before + i, x));
                    before += count(part);
                }
            }
        }

        impl<T: Number, A: Argument<T>, $($generics)*> Buffered<T> for $ty
        where
            $ty: Differentiable<Tangent: NumbersMut<T>>,
        {
            type Buffer = $buffer;
        }
    )*};
}

sequence! {
    [] [A] as [A::Tangent];
    [] Vec<A> as [A::Tangent];
    [const N: usize] [A; N] as [A::Tangent; N];
}
