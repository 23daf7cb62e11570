//! The operators of numbers.
//!
//! First derivatives are written out; the second ones are the first ones of dual numbers.

use super::{
    Assign, AssignJvp, AssignJvpJvp, AssignVjp, AssignVjpJvp, Binary, BinaryJvp, BinaryJvpJvp,
    BinaryVjp, BinaryVjpJvp, Unary, UnaryJvp, UnaryJvpJvp, UnaryVjp, UnaryVjpJvp, add, add_assign,
    div, div_assign, mul, mul_assign, neg, rem, rem_assign, sub, sub_assign,
};
use crate::__private::{CotangentSlot, TangentSlot};
use crate::{Dual, Real};

/// An operation on numbers and its derivatives.
trait Rule {
    fn value<T: Real>(a: T, b: T) -> T;
    /// The cotangents of the operands.
    fn pull<T: Real>(a: T, b: T, c_bar: T) -> (T, T);
    /// The tangent of the result.
    fn push<T: Real>(a: T, b: T, a_dot: T, b_dot: T) -> T;
}

macro_rules! rules {
    ($($op:ident $symbol:tt, $bar:ident => $a_bar:expr, $b_bar:expr; $a_dot:ident $b_dot:ident => $c_dot:expr;)*) => {$(
        impl Rule for $op {
            #[inline(always)]
            fn value<T: Real>(a: T, b: T) -> T {
                a $symbol b
            }
            #[inline(always)]
            #[allow(unused_variables)]
            fn pull<T: Real>(a: T, b: T, $bar: T) -> (T, T) {
                rules!(@operands a b $a_bar, $b_bar)
            }
            #[inline(always)]
            #[allow(unused_variables)]
            fn push<T: Real>(a: T, b: T, $a_dot: T, $b_dot: T) -> T {
                rules!(@operands a b $c_dot)
            }
        }
    )*};
    (@operands $a:ident $b:ident $x:expr, $y:expr) => { ($x($a, $b), $y($a, $b)) };
    (@operands $a:ident $b:ident $x:expr) => { $x($a, $b) };
}

rules! {
    add +, bar => |_, _| bar, |_, _| bar; da db => |_, _| da + db;
    sub -, bar => |_, _| bar, |_, _| -bar; da db => |_, _| da - db;
    mul *, bar => |_, b| bar * b, |a, _| bar * a; da db => |a, b| da * b + a * db;
    div /, bar => |_, b| bar / b, |a, b| -(bar * (a / b) / b); da db => |a, b| (da - a / b * db) / b;
    rem %, bar => |_, _| bar, |a: T, b: T| -(bar * (a / b).trunc()); da db => |a: T, b: T| da - db * (a / b).trunc();
}

/// What is in a slot; zero where nothing is.
#[inline(always)]
fn read<T: Real>(slot: &impl TangentSlot<T>) -> T {
    slot.get().copied().unwrap_or_else(T::zero)
}

#[inline(always)]
fn accumulate<T: Real>(slot: &mut impl CotangentSlot<T>, term: impl FnOnce() -> T) {
    if let Some(bar) = slot.get() {
        *bar += term();
    }
}

#[inline(always)]
fn dual<T: Real>(value: T, dot: T) -> Dual<T, 1> {
    Dual::new(value, [dot])
}

/// `(value, dot)` of a dual number.
#[inline(always)]
fn parts<T: Real>(x: Dual<T, 1>) -> (T, T) {
    let [dot] = x.tangent;
    (x.value, dot)
}

macro_rules! binary {
    ($op:ident [$($generics:tt)*] $t:ty; $a:ty, $b:ty) => {
        impl<$($generics)*> Binary<$op, $b> for $a {
            type Output = $t;
            type OutputTangent = $t;
            type SelfTangent = $t;
            type RhsTangent = $t;
        }

        impl<$($generics)*> BinaryVjp<$op, $b> for $a {
            #[inline(always)]
            fn vjp(
                self,
                rhs: $b,
                result_bar: impl TangentSlot<$t>,
                mut self_bar: impl CotangentSlot<$t>,
                mut rhs_bar: impl CotangentSlot<$t>,
            ) -> $t {
                let (a, b): ($t, $t) = (self.clone(), rhs.clone());
                if let Some(bar) = result_bar.get() {
                    accumulate(&mut self_bar, || $op::pull(a, b, *bar).0);
                    accumulate(&mut rhs_bar, || $op::pull(a, b, *bar).1);
                }
                $op::value(a, b)
            }
        }

        impl<$($generics)*> BinaryJvp<$op, $b> for $a {
            #[inline(always)]
            fn jvp(
                self,
                rhs: $b,
                self_dot: impl TangentSlot<$t>,
                rhs_dot: impl TangentSlot<$t>,
            ) -> ($t, $t) {
                let (a, b): ($t, $t) = (self.clone(), rhs.clone());
                ($op::value(a, b), $op::push(a, b, read(&self_dot), read(&rhs_dot)))
            }
        }

        impl<$($generics)*> BinaryVjpJvp<$op, $b> for $a {
            #[inline(always)]
            fn vjp_jvp(
                self,
                rhs: $b,
                result_bar: impl TangentSlot<$t>,
                mut self_bar: impl CotangentSlot<$t>,
                mut rhs_bar: impl CotangentSlot<$t>,
                self_dot: impl TangentSlot<$t>,
                rhs_dot: impl TangentSlot<$t>,
                result_bar_dot: impl TangentSlot<$t>,
                mut self_bar_dot: impl CotangentSlot<$t>,
                mut rhs_bar_dot: impl CotangentSlot<$t>,
            ) -> ($t, $t) {
                let (a, b) = (dual(self.clone(), read(&self_dot)), dual(rhs.clone(), read(&rhs_dot)));
                let bar = dual(read(&result_bar), read(&result_bar_dot));
                let (a_bar, b_bar) = $op::pull(a, b, bar);
                accumulate(&mut self_bar, || parts(a_bar).0);
                accumulate(&mut self_bar_dot, || parts(a_bar).1);
                accumulate(&mut rhs_bar, || parts(b_bar).0);
                accumulate(&mut rhs_bar_dot, || parts(b_bar).1);
                parts($op::value(a, b))
            }
        }

        impl<$($generics)*> BinaryJvpJvp<$op, $b> for $a {
            #[inline(always)]
            fn jvp_jvp(
                self,
                rhs: $b,
                self_dot: impl TangentSlot<$t>,
                rhs_dot: impl TangentSlot<$t>,
                self_dot2: impl TangentSlot<$t>,
                rhs_dot2: impl TangentSlot<$t>,
                self_dot_dot: impl TangentSlot<$t>,
                rhs_dot_dot: impl TangentSlot<$t>,
            ) -> (($t, $t), ($t, $t)) {
                let (a, b) = (dual(self.clone(), read(&self_dot2)), dual(rhs.clone(), read(&rhs_dot2)));
                let a_dot = dual(read(&self_dot), read(&self_dot_dot));
                let b_dot = dual(read(&rhs_dot), read(&rhs_dot_dot));
                let (c, c_dot2) = parts($op::value(a, b));
                let (c_dot, c_dot_dot) = parts($op::push(a, b, a_dot, b_dot));
                ((c, c_dot), (c_dot2, c_dot_dot))
            }
        }
    };
}

macro_rules! assign {
    ($op:ident $of:ident [$($generics:tt)*] $t:ty; $b:ty) => {
        impl<$($generics)*> Assign<$op, $b> for $t {
            type SelfTangent = $t;
            type RhsTangent = $t;
        }

        impl<$($generics)*> AssignVjp<$op, $b> for $t {
            #[inline(always)]
            fn vjp(
                &mut self,
                rhs: $b,
                _: impl Sized,
                self_bar: &mut $t,
                mut rhs_bar: impl CotangentSlot<$t>,
            ) {
                let (a, b, bar): ($t, $t, $t) = (*self, rhs.clone(), *self_bar);
                *self_bar = $of::pull(a, b, bar).0;
                accumulate(&mut rhs_bar, || $of::pull(a, b, bar).1);
                *self = $of::value(a, b);
            }
        }

        impl<$($generics)*> AssignJvp<$op, $b> for $t {
            #[inline(always)]
            fn jvp(&mut self, rhs: $b, self_dot: &mut $t, rhs_dot: impl TangentSlot<$t>) {
                let (a, b): ($t, $t) = (*self, rhs.clone());
                *self_dot = $of::push(a, b, *self_dot, read(&rhs_dot));
                *self = $of::value(a, b);
            }
        }

        impl<$($generics)*> AssignVjpJvp<$op, $b> for $t {
            #[inline(always)]
            fn vjp_jvp(
                &mut self,
                rhs: $b,
                _: impl Sized,
                self_bar: &mut $t,
                mut rhs_bar: impl CotangentSlot<$t>,
                self_dot: &mut $t,
                rhs_dot: impl TangentSlot<$t>,
                _: impl Sized,
                self_bar_dot: &mut $t,
                mut rhs_bar_dot: impl CotangentSlot<$t>,
            ) {
                let (a, b) = (dual(*self, *self_dot), dual(rhs.clone(), read(&rhs_dot)));
                let (a_bar, b_bar) = $of::pull(a, b, dual(*self_bar, *self_bar_dot));
                (*self_bar, *self_bar_dot) = parts(a_bar);
                accumulate(&mut rhs_bar, || parts(b_bar).0);
                accumulate(&mut rhs_bar_dot, || parts(b_bar).1);
                (*self, *self_dot) = parts($of::value(a, b));
            }
        }

        impl<$($generics)*> AssignJvpJvp<$op, $b> for $t {
            #[inline(always)]
            fn jvp_jvp(
                &mut self,
                rhs: $b,
                self_dot: &mut $t,
                rhs_dot: impl TangentSlot<$t>,
                self_dot2: &mut $t,
                rhs_dot2: impl TangentSlot<$t>,
                self_dot_dot: &mut $t,
                rhs_dot_dot: impl TangentSlot<$t>,
            ) {
                let (a, b) = (dual(*self, *self_dot2), dual(rhs.clone(), read(&rhs_dot2)));
                let a_dot = dual(*self_dot, *self_dot_dot);
                let b_dot = dual(read(&rhs_dot), read(&rhs_dot_dot));
                (*self, *self_dot2) = parts($of::value(a, b));
                (*self_dot, *self_dot_dot) = parts($of::push(a, b, a_dot, b_dot));
            }
        }
    };
}

macro_rules! unary {
    ([$($generics:tt)*] $t:ty; $a:ty) => {
        impl<$($generics)*> Unary<neg> for $a {
            type Output = $t;
            type OutputTangent = $t;
            type SelfTangent = $t;
        }

        impl<$($generics)*> UnaryVjp<neg> for $a {
            #[inline(always)]
            fn vjp(self, result_bar: impl TangentSlot<$t>, mut self_bar: impl CotangentSlot<$t>) -> $t {
                if let Some(bar) = result_bar.get() {
                    accumulate(&mut self_bar, || -*bar);
                }
                -self.clone()
            }
        }

        impl<$($generics)*> UnaryJvp<neg> for $a {
            #[inline(always)]
            fn jvp(self, self_dot: impl TangentSlot<$t>) -> ($t, $t) {
                (-self.clone(), -read(&self_dot))
            }
        }

        impl<$($generics)*> UnaryVjpJvp<neg> for $a {
            #[inline(always)]
            fn vjp_jvp(
                self,
                result_bar: impl TangentSlot<$t>,
                mut self_bar: impl CotangentSlot<$t>,
                self_dot: impl TangentSlot<$t>,
                result_bar_dot: impl TangentSlot<$t>,
                mut self_bar_dot: impl CotangentSlot<$t>,
            ) -> ($t, $t) {
                accumulate(&mut self_bar, || -read(&result_bar));
                accumulate(&mut self_bar_dot, || -read(&result_bar_dot));
                (-self.clone(), -read(&self_dot))
            }
        }

        impl<$($generics)*> UnaryJvpJvp<neg> for $a {
            #[inline(always)]
            fn jvp_jvp(
                self,
                self_dot: impl TangentSlot<$t>,
                self_dot2: impl TangentSlot<$t>,
                self_dot_dot: impl TangentSlot<$t>,
            ) -> (($t, $t), ($t, $t)) {
                ((-self.clone(), -read(&self_dot)), (-read(&self_dot2), -read(&self_dot_dot)))
            }
        }
    };
}

macro_rules! numbers {
    (@ $generics:tt $t:ty; $($op:ident $assign:ident),*) => {$(
        binary!($op $generics $t; $t, $t);
        binary!($op $generics $t; &$t, $t);
        binary!($op $generics $t; $t, &$t);
        binary!($op $generics $t; &$t, &$t);
        assign!($assign $op $generics $t; $t);
        assign!($assign $op $generics $t; &$t);
    )*};
    ($([$($generics:tt)*] $t:ty;)*) => {$(
        numbers!(@ [$($generics)*] $t; add add_assign, sub sub_assign, mul mul_assign, div div_assign, rem rem_assign);
        unary!([$($generics)*] $t; $t);
        unary!([$($generics)*] $t; &$t);
    )*};
}

numbers! {
    [] f32;
    [] f64;
    [T: Real, const N: usize] Dual<T, N>;
}

/// Integers, which do not vary.
macro_rules! integers {
    ($($t:ident)*) => {$(
        integers!(@ $t; add + sub - mul * div / rem %);
        integers!(= $t; add_assign += sub_assign -= mul_assign *= div_assign /= rem_assign %=);
    )*};
    (@ $t:ident; $($op:ident $symbol:tt)*) => {$(
        integers!(@ $op $symbol $t; $t, $t; &$t, $t; $t, &$t; &$t, &$t;);
    )*};
    (@ $op:ident $symbol:tt $t:ident; $($a:ty, $b:ty;)*) => {$(
        impl Binary<$op, $b> for $a {
            type Output = $t;
            type OutputTangent = ();
            type SelfTangent = ();
            type RhsTangent = ();
        }

        impl BinaryVjp<$op, $b> for $a {
            #[inline(always)]
            fn vjp(
                self,
                rhs: $b,
                _: impl TangentSlot<()>,
                _: impl CotangentSlot<()>,
                _: impl CotangentSlot<()>,
            ) -> $t {
                self $symbol rhs
            }
        }

        impl BinaryJvp<$op, $b> for $a {
            #[inline(always)]
            fn jvp(self, rhs: $b, _: impl TangentSlot<()>, _: impl TangentSlot<()>) -> ($t, ()) {
                (self $symbol rhs, ())
            }
        }

        impl BinaryVjpJvp<$op, $b> for $a {
            #[inline(always)]
            fn vjp_jvp(
                self,
                rhs: $b,
                _: impl TangentSlot<()>,
                _: impl CotangentSlot<()>,
                _: impl CotangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl CotangentSlot<()>,
                _: impl CotangentSlot<()>,
            ) -> ($t, ()) {
                (self $symbol rhs, ())
            }
        }

        impl BinaryJvpJvp<$op, $b> for $a {
            #[inline(always)]
            fn jvp_jvp(
                self,
                rhs: $b,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
            ) -> (($t, ()), ((), ())) {
                ((self $symbol rhs, ()), ((), ()))
            }
        }
    )*};
    (= $t:ident; $($op:ident $symbol:tt)*) => {$(
        impl Assign<$op, $t> for $t {
            type SelfTangent = ();
            type RhsTangent = ();
        }

        impl AssignVjp<$op, $t> for $t {
            #[inline(always)]
            fn vjp(&mut self, rhs: $t, _: impl Sized, _: &mut (), _: impl CotangentSlot<()>) {
                *self $symbol rhs;
            }
        }

        impl AssignJvp<$op, $t> for $t {
            #[inline(always)]
            fn jvp(&mut self, rhs: $t, _: &mut (), _: impl TangentSlot<()>) {
                *self $symbol rhs;
            }
        }

        impl AssignVjpJvp<$op, $t> for $t {
            #[inline(always)]
            fn vjp_jvp(
                &mut self,
                rhs: $t,
                _: impl Sized,
                _: &mut (),
                _: impl CotangentSlot<()>,
                _: &mut (),
                _: impl TangentSlot<()>,
                _: impl Sized,
                _: &mut (),
                _: impl CotangentSlot<()>,
            ) {
                *self $symbol rhs;
            }
        }

        impl AssignJvpJvp<$op, $t> for $t {
            #[inline(always)]
            fn jvp_jvp(
                &mut self,
                rhs: $t,
                _: &mut (),
                _: impl TangentSlot<()>,
                _: &mut (),
                _: impl TangentSlot<()>,
                _: &mut (),
                _: impl TangentSlot<()>,
            ) {
                *self $symbol rhs;
            }
        }
    )*};
}

integers!(usize isize u8 u16 u32 u64 u128 i8 i16 i32 i64 i128);

macro_rules! negated {
    ($($t:ident)*) => {$(
        impl Unary<neg> for $t {
            type Output = $t;
            type OutputTangent = ();
            type SelfTangent = ();
        }

        impl UnaryVjp<neg> for $t {
            #[inline(always)]
            fn vjp(self, _: impl TangentSlot<()>, _: impl CotangentSlot<()>) -> $t {
                -self
            }
        }

        impl UnaryJvp<neg> for $t {
            #[inline(always)]
            fn jvp(self, _: impl TangentSlot<()>) -> ($t, ()) {
                (-self, ())
            }
        }

        impl UnaryVjpJvp<neg> for $t {
            #[inline(always)]
            fn vjp_jvp(
                self,
                _: impl TangentSlot<()>,
                _: impl CotangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl CotangentSlot<()>,
            ) -> ($t, ()) {
                (-self, ())
            }
        }

        impl UnaryJvpJvp<neg> for $t {
            #[inline(always)]
            fn jvp_jvp(
                self,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
                _: impl TangentSlot<()>,
            ) -> (($t, ()), ((), ())) {
                ((-self, ()), ((), ()))
            }
        }
    )*};
}

negated!(isize i8 i16 i32 i64 i128);

macro_rules! operators {
    ($($op:ident)*; $($assign:ident)*) => {
        /// All operators between numbers of one type.
        pub trait Operators: Sized
            $(
                + BinaryVjp<$op, Self, Output = Self, OutputTangent = Self, SelfTangent = Self, RhsTangent = Self>
                + BinaryJvp<$op, Self>
                + BinaryVjpJvp<$op, Self>
                + BinaryJvpJvp<$op, Self>
            )*
            $(
                + AssignVjp<$assign, Self, SelfTangent = Self, RhsTangent = Self>
                + AssignJvp<$assign, Self>
                + AssignVjpJvp<$assign, Self>
                + AssignJvpJvp<$assign, Self>
            )*
            + UnaryVjp<neg, Output = Self, OutputTangent = Self, SelfTangent = Self>
            + UnaryJvp<neg>
            + UnaryVjpJvp<neg>
            + UnaryJvpJvp<neg>
        {
        }
    };
}

operators!(add sub mul div rem; add_assign sub_assign mul_assign div_assign rem_assign);

impl Operators for f32 {}
impl Operators for f64 {}
impl<T: Real, const N: usize> Operators for Dual<T, N> {}
