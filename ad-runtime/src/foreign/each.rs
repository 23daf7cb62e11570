//! The siblings of methods that call a closure for each number: `v.map(|x| x.tanh())`, `DVector::from_fn(n, |i, _| ..)`.
//!
//! The closure comes with its derivatives, as it does to a function of the user's that takes one: `f_vjp` has the
//! parameters of `f`, the cotangent of its result, and a slot for the cotangent of each parameter; `f_jvp` has a slot for
//! the tangent of each and gives the result with its tangent.

use super::numbers::{Argument, Buffer, Number, Numbers, NumbersMut, Owned};
use crate::Differentiable;
use crate::slot::{CotangentSlot, TangentSlot};

type Tangent<A> = <A as Differentiable>::Tangent;

/// A value with such methods. What they give has its shape: it is of the type of the tangent.
pub trait Each<Name>:
    Sized + Argument<Self::Number> + Differentiable<Tangent: Argument<Self::Number>>
{
    /// The numbers.
    type Number: Number;
}

/// A value with methods that change each of its numbers.
pub trait EachInPlace<Name>: Owned<Self::Number> {
    /// The numbers.
    type Number: Number;
}

/// A type with a function that asks a closure for each number of a value.
pub trait FromEach<Name>: Sized + Argument<Self::Number> {
    /// The numbers.
    type Number: Number;
    /// How many numbers there are to be.
    type Size;
    /// What the closure gets.
    type Position;

    /// Calls the function.
    fn from_each(size: Self::Size, f: impl FnMut(Self::Position) -> Self::Number) -> Self;

    /// Where the number at a position in the list of numbers is.
    fn position(&self, at: usize) -> Self::Position;
}

/// Names of methods, as types.
#[allow(missing_debug_implementations)]
pub mod names {
    /// `map`, with a closure of numbers.
    pub enum Map {}
    /// `map`, with a closure of references to numbers.
    pub enum MapRef {}
    /// `mapv`
    pub enum Mapv {}
    /// `mapv_inplace`
    pub enum MapvInplace {}
    /// `mapv_into`
    pub enum MapvInto {}
    /// `zip_map`
    pub enum ZipMap {}
    /// `from_fn`, where the type says how many numbers there are.
    pub enum FromFn {}
    /// `from_fn`, of a number of rows.
    pub enum FromFnRows {}
    /// `from_fn`, of numbers of rows and columns.
    pub enum FromFnSizes {}
    /// `from_shape_fn`
    pub enum FromShapeFn {}
    /// `from_shape_fn`, of numbers of rows and columns.
    pub enum FromShapeFnPlane {}
}

/// The numbers of a tangent in order. One that is empty is zero.
#[inline]
fn listed<T: Number, A: NumbersMut<T> + ?Sized>(dot: Option<&A>, all: usize) -> Option<A::Of<T>> {
    let dots = dot?.map_numbers(|x| x);
    (dots.as_ref().len() == all).then_some(dots)
}

/// One of the numbers of a tangent.
#[inline(always)]
fn listed_at<T>(dots: &Option<impl AsRef<[T]>>, i: usize) -> Option<&T> {
    dots.as_ref().map(|dots| &dots.as_ref()[i])
}

/// A value of the shape of another.
#[inline]
fn rebuilt<T: Number, A: Differentiable<Tangent: NumbersMut<T>>>(like: &A, x: &[T]) -> A::Tangent {
    let mut value = like.zero_tangent();
    value.change_numbers(|i, y| *y = x[i]);
    value
}

macro_rules! map {
    ($($Name:ident: $vjp:ident $jvp:ident of $Given:ty, $x:ident => $given:expr;)*) => {$(
        #[doc = concat!("The siblings `", stringify!($vjp), "` and `", stringify!($jvp), "`.")]
        pub trait $Name: Each<names::$Name> {
            #[inline]
            fn $vjp(
                self,
                _: impl FnMut($Given) -> Self::Number,
                y_bar: impl TangentSlot<Buffer<Tangent<Self>, Self::Number>>,
                mut a_bar: impl CotangentSlot<Buffer<Self, Self::Number>>,
                f_vjp: &mut impl FnMut(
                    $Given,
                    Option<&Self::Number>,
                    Option<&mut Self::Number>,
                ) -> Self::Number,
            ) -> Tangent<Self> {
                let mut numbers = self.map_numbers(|x| x);
                let numbers = numbers.as_mut();
                let y_bar = listed(y_bar.get(), numbers.len());
                if let Some(a_bar) = a_bar.get() {
                    a_bar.change_numbers(|i, a_bar| {
                        let $x = numbers[i];
                        numbers[i] = f_vjp($given, listed_at(&y_bar, i), Some(a_bar));
                    });
                } else {
                    for (i, number) in numbers.iter_mut().enumerate() {
                        let $x = *number;
                        *number = f_vjp($given, listed_at(&y_bar, i), None);
                    }
                }
                rebuilt(&self, numbers)
            }

            #[inline]
            fn $jvp(
                self,
                _: impl FnMut($Given) -> Self::Number,
                a_dot: impl TangentSlot<Buffer<Self, Self::Number>>,
                f_jvp: &mut impl FnMut(
                    $Given,
                    Option<&Self::Number>,
                ) -> (Self::Number, Self::Number),
            ) -> (Tangent<Self>, Tangent<Self>) {
                let (mut numbers, mut dots) = (self.map_numbers(|x| x), self.map_numbers(|x| x));
                let (numbers, dots) = (numbers.as_mut(), dots.as_mut());
                let a_dot = listed(a_dot.get(), numbers.len());
                for i in 0..numbers.len() {
                    let $x = numbers[i];
                    (numbers[i], dots[i]) = f_jvp($given, listed_at(&a_dot, i));
                }
                (rebuilt(&self, numbers), rebuilt(&self, dots))
            }
        }

        impl<A: Each<names::$Name>> $Name for A {}
    )*};
}

map! {
    Map: __map_vjp __map_jvp of Self::Number, x => x;
    MapRef: __map_vjp __map_jvp of &Self::Number, x => &x;
    Mapv: __mapv_vjp __mapv_jvp of Self::Number, x => x;
    MapvInto: __mapv_into_vjp __mapv_into_jvp of Self::Number, x => x;
}

/// The siblings of `mapv_inplace`.
pub trait MapvInplace: EachInPlace<names::MapvInplace> + NumbersMut<Self::Number> {
    #[inline]
    fn __mapv_inplace_vjp(
        &mut self,
        _: impl FnMut(Self::Number) -> Self::Number,
        _: impl Sized,
        bar: &mut Tangent<Self>,
        f_vjp: &mut impl FnMut(
            Self::Number,
            Option<&Self::Number>,
            Option<&mut Self::Number>,
        ) -> Self::Number,
    ) {
        let mut numbers = self.map_numbers(|x| x);
        let numbers = numbers.as_mut();
        let before = listed(Some(&*bar), numbers.len());
        if bar.map_numbers(|x| x).as_ref().len() != numbers.len() {
            *bar = self.zero_tangent();
        }
        bar.change_numbers(|i, bar| {
            *bar = num_traits::Zero::zero();
            numbers[i] = f_vjp(numbers[i], listed_at(&before, i), Some(bar));
        });
        self.change_numbers(|i, x| *x = numbers[i]);
    }

    #[inline]
    fn __mapv_inplace_jvp(
        &mut self,
        _: impl FnMut(Self::Number) -> Self::Number,
        dot: &mut Tangent<Self>,
        f_jvp: &mut impl FnMut(Self::Number, Option<&Self::Number>) -> (Self::Number, Self::Number),
    ) {
        let (mut numbers, mut dots) = (self.map_numbers(|x| x), self.map_numbers(|x| x));
        let (numbers, dots) = (numbers.as_mut(), dots.as_mut());
        let before = listed(Some(&*dot), numbers.len());
        for i in 0..numbers.len() {
            (numbers[i], dots[i]) = f_jvp(numbers[i], listed_at(&before, i));
        }
        self.change_numbers(|i, x| *x = numbers[i]);
        *dot = self.zero_tangent();
        dot.change_numbers(|i, x| *x = dots[i]);
    }
}

impl<A: EachInPlace<names::MapvInplace> + NumbersMut<A::Number>> MapvInplace for A {}

/// The siblings of `zip_map`.
pub trait ZipMap<B: Argument<Self::Number>>: Each<names::ZipMap> {
    #[inline]
    fn __zip_map_vjp(
        self,
        b: B,
        _: impl FnMut(Self::Number, Self::Number) -> Self::Number,
        y_bar: impl TangentSlot<Buffer<Tangent<Self>, Self::Number>>,
        mut a_bar: impl CotangentSlot<Buffer<Self, Self::Number>>,
        mut b_bar: impl CotangentSlot<Buffer<B, Self::Number>>,
        f_vjp: &mut impl FnMut(
            Self::Number,
            Self::Number,
            Option<&Self::Number>,
            Option<&mut Self::Number>,
            Option<&mut Self::Number>,
        ) -> Self::Number,
    ) -> Tangent<Self> {
        let zero = num_traits::Zero::zero();
        let (mut numbers, others) = (self.map_numbers(|x| x), b.map_numbers(|x| x));
        let (mut bars, mut other_bars) = (self.map_numbers(|_| zero), b.map_numbers(|_| zero));
        let (numbers, others) = (numbers.as_mut(), others.as_ref());
        let y_bar = listed(y_bar.get(), numbers.len());
        for (i, x) in numbers.iter_mut().enumerate() {
            let (bar, other) = (&mut bars.as_mut()[i], &mut other_bars.as_mut()[i]);
            *x = f_vjp(*x, others[i], listed_at(&y_bar, i), Some(bar), Some(other));
        }
        if let Some(a_bar) = a_bar.get() {
            a_bar.change_numbers(|i, bar| *bar += bars.as_ref()[i]);
        }
        if let Some(b_bar) = b_bar.get() {
            b_bar.change_numbers(|i, bar| *bar += other_bars.as_ref()[i]);
        }
        rebuilt(&self, numbers)
    }

    #[inline]
    fn __zip_map_jvp(
        self,
        b: B,
        _: impl FnMut(Self::Number, Self::Number) -> Self::Number,
        a_dot: impl TangentSlot<Buffer<Self, Self::Number>>,
        b_dot: impl TangentSlot<Buffer<B, Self::Number>>,
        f_jvp: &mut impl FnMut(
            Self::Number,
            Self::Number,
            Option<&Self::Number>,
            Option<&Self::Number>,
        ) -> (Self::Number, Self::Number),
    ) -> (Tangent<Self>, Tangent<Self>) {
        let (mut numbers, mut dots) = (self.map_numbers(|x| x), self.map_numbers(|x| x));
        let (numbers, dots, others) = (numbers.as_mut(), dots.as_mut(), b.map_numbers(|x| x));
        let a_dot = listed(a_dot.get(), numbers.len());
        let b_dot = listed(b_dot.get(), numbers.len());
        for (i, other) in others.as_ref().iter().enumerate() {
            let (a_dot, b_dot) = (listed_at(&a_dot, i), listed_at(&b_dot, i));
            (numbers[i], dots[i]) = f_jvp(numbers[i], *other, a_dot, b_dot);
        }
        (rebuilt(&self, numbers), rebuilt(&self, dots))
    }
}

impl<A: Each<names::ZipMap>, B: Argument<A::Number>> ZipMap<B> for A {}

/// The siblings of functions that ask a closure for each number, with so many sizes before the closure and so many
/// parameters of the closure.
macro_rules! from_each {
    ($($Name:ident: $vjp:ident $jvp:ident
        ($($size:ident: $Size:ty),*) ($($at:ident: $At:ty),*);)*
    ) => {$(
        #[doc = concat!("The siblings `", stringify!($vjp), "` and `", stringify!($jvp), "`.")]
        #[allow(unused_parens, clippy::let_unit_value)]
        pub trait $Name: FromEach<names::$Name, Size = ($($Size),*), Position = ($($At),*)> {
            #[inline]
            fn $vjp(
                $($size: $Size,)*
                mut f: impl FnMut($($At),*) -> Self::Number,
                y_bar: impl TangentSlot<Buffer<Self, Self::Number>>,
                $(_: from_each!(@slot $size),)*
                f_vjp: &mut impl FnMut(
                    $($At,)*
                    Option<&Self::Number>,
                    $(Option<from_each!(@slot_mut $At)>,)*
                ) -> Self::Number,
            ) -> Self {
                let y = Self::from_each(($($size),*), |($($at),*)| f($($at),*));
                let numbers = y.map_numbers(|y| y);
                if let Some(y_bar) = listed(y_bar.get(), numbers.as_ref().len()) {
                    for (i, bar) in y_bar.as_ref().iter().enumerate() {
                        let ($($at),*) = y.position(i);
                        f_vjp($($at,)* Some(bar), $(from_each!(@none $at),)*);
                    }
                }
                y
            }

            #[inline]
            fn $jvp(
                $($size: $Size,)*
                _: impl FnMut($($At),*) -> Self::Number,
                $(_: from_each!(@slot $size),)*
                f_jvp: &mut impl FnMut(
                    $($At,)*
                    $(Option<from_each!(@slot_ref $At)>,)*
                ) -> (Self::Number, Self::Number),
            ) -> (Self, Tangent<Self>) {
                let mut at = |($($at),*): ($($At),*)| f_jvp($($at,)* $(from_each!(@none $at),)*);
                let y = Self::from_each(($($size),*), |position| at(position).0);
                let mut y_dot = y.zero_tangent();
                y_dot.change_numbers(|i, dot| *dot = at(y.position(i)).1);
                (y, y_dot)
            }
        }

        #[allow(unused_parens)]
        impl<A> $Name for A
        where
            A: FromEach<names::$Name, Size = ($($Size),*), Position = ($($At),*)>
        {
        }
    )*};
    (@slot $size:ident) => { impl Sized };
    (@none $at:ident) => { None };
    (@slot_ref $At:ty) => { &<$At as Differentiable>::Tangent };
    (@slot_mut $At:ty) => { &mut <$At as Differentiable>::Tangent };
}

from_each! {
    FromFn: __from_fn_vjp __from_fn_jvp () (i: usize, j: usize);
    FromFnRows: __from_fn_vjp __from_fn_jvp (rows: usize) (i: usize, j: usize);
    FromFnSizes: __from_fn_vjp __from_fn_jvp (rows: usize, columns: usize) (i: usize, j: usize);
    FromShapeFn: __from_shape_fn_vjp __from_shape_fn_jvp (n: usize) (i: usize);
    FromShapeFnPlane: __from_shape_fn_vjp __from_shape_fn_jvp (size: (usize, usize)) (at: (usize, usize));
}

/// All of them without names, to be brought into scope.
pub mod methods {
    pub use super::{
        FromFn as _, FromFnRows as _, FromFnSizes as _, FromShapeFn as _, FromShapeFnPlane as _,
        Map as _, MapRef as _, Mapv as _, MapvInplace as _, MapvInto as _, ZipMap as _,
    };
}
