//! From a kernel to derivatives of every order, for each number of arguments.

use super::kernel::Kernel;
use super::numbers::{Argument, Number, Numbers, NumbersMut, View, add, dual, dual_of_dual};
use crate::Dual;
use crate::slot::{CotangentSlot, TangentSlot};

/// Calls a function with a list of numbers, copied if they do not lie side by side.
#[inline(always)]
fn with<T: Number, A: Numbers<T> + ?Sized, R>(a: &A, f: impl FnOnce(View<'_, T>) -> R) -> R {
    match a.number_slice() {
        Some(numbers) => f(View::new(numbers, a.number_shape())),
        None => f(View::new(a.map_numbers(|x| x).as_ref(), a.number_shape())),
    }
}

/// Calls a function with the numbers of a cotangent, to be added to.
#[inline(always)]
fn with_mut<T: Number, A: NumbersMut<T> + ?Sized, R>(
    bar: Option<&mut A>,
    f: impl FnOnce(Option<&mut [T]>) -> R,
) -> R {
    let Some(bar) = bar else { return f(None) };
    if let Some(numbers) = bar.number_slice_mut() {
        return f(Some(numbers));
    }
    let mut zeros = bar.map_numbers(|_| T::zero());
    let result = f(Some(zeros.as_mut()));
    add(bar, |i| zeros.as_ref()[i]);
    result
}

macro_rules! nest {
    ($with:ident [] $body:expr) => { $body };
    ($with:ident [($arg:expr) $name:ident, $($rest:tt)*] $body:expr) => {
        $with($arg, |$name| nest!($with [$($rest)*] $body))
    };
}

/// Does the adjoint of a kernel look at the result?
#[inline(always)]
pub fn looks<K: Kernel<N>, const N: usize>(_: &K) -> bool {
    K::LOOKS
}

/// Reverse mode of a kernel that does not look at the result.
#[inline]
pub fn pull1<T: Number, K: Kernel<1>, A: Argument<T>, B: Numbers<T> + ?Sized>(
    kernel: &K,
    (a,): (&A,),
    y_bar: impl TangentSlot<B>,
    mut a_bar: impl CotangentSlot<A::Buffer>,
) {
    let Some(y_bar) = y_bar.get() else { return };
    with(y_bar, |y_bar| {
        // An empty tangent is zero.
        if !y_bar.numbers.is_empty() {
            nest!(with [(a) a,] nest!(with_mut [(a_bar.get()) a_bar,]
                kernel.pull([a], &[], y_bar.numbers, [a_bar])));
        }
    });
}

/// The same of two arguments.
#[inline]
pub fn pull2<T: Number, K: Kernel<2>, A: Argument<T>, B: Argument<T>, C: Numbers<T> + ?Sized>(
    kernel: &K,
    (a, b): (&A, &B),
    y_bar: impl TangentSlot<C>,
    mut a_bar: impl CotangentSlot<A::Buffer>,
    mut b_bar: impl CotangentSlot<B::Buffer>,
) {
    let Some(y_bar) = y_bar.get() else { return };
    with(y_bar, |y_bar| {
        if !y_bar.numbers.is_empty() {
            nest!(with [(a) a, (b) b,] nest!(with_mut [(a_bar.get()) a_bar, (b_bar.get()) b_bar,]
                kernel.pull([a, b], &[], y_bar.numbers, [a_bar, b_bar])));
        }
    });
}

macro_rules! drivers {
    ($n:literal: $vjp:ident $jvp:ident $vjp_jvp:ident $jvp_jvp:ident ($(
        $a:ident $A:ident $bar:ident $dot:ident $bar_dot:ident $second:ident $both:ident
    ),*)) => {
        /// Reverse mode.
        #[inline]
        #[allow(clippy::too_many_arguments)]
        pub fn $vjp<T: Number, K: Kernel<$n>, $($A: Argument<T>,)* Y: Argument<T>>(
            kernel: &K,
            ($($a,)*): ($(&$A,)*),
            y: &Y,
            y_bar: impl TangentSlot<Y::Buffer>,
            $(mut $bar: impl CotangentSlot<$A::Buffer>,)*
        ) {
            let Some(y_bar) = y_bar.get() else { return };
            with(y, |y| with(y_bar, |y_bar| {
                // An empty tangent is zero.
                if y_bar.numbers.len() != y.numbers.len() {
                    return;
                }
                nest!(with [$(($a) $a,)*]
                    nest!(with_mut [$(($bar.get()) $bar,)*]
                        kernel.pull([$($a),*], y.numbers, y_bar.numbers, [$($bar),*])))
            }));
        }

        /// Forward mode: the tangent of the result.
        #[inline]
        pub fn $jvp<T: Number, K: Kernel<$n>, $($A: Argument<T>,)* Y: Argument<T>>(
            kernel: &K,
            ($($a,)*): ($(&$A,)*),
            y: &Y,
            $($dot: impl TangentSlot<$A::Buffer>,)*
        ) -> Y::Tangent {
            $(let $dot = dual($a, $dot.get());)*
            let mut of = y.map_numbers(|_| Dual::constant(T::zero()));
            kernel.apply([$(View::new($dot.as_ref(), $a.number_shape())),*], of.as_mut());
            let mut y_dot = y.zero_tangent();
            add(&mut y_dot, |i| of.as_ref()[i].tangent[0]);
            y_dot
        }

        /// Forward mode over reverse mode: the tangent of the result.
        #[inline]
        #[allow(clippy::too_many_arguments)]
        pub fn $vjp_jvp<T: Number, K: Kernel<$n>, $($A: Argument<T>,)* Y: Argument<T>>(
            kernel: &K,
            ($($a,)*): ($(&$A,)*),
            y: &Y,
            y_bar: impl TangentSlot<Y::Buffer>,
            $(mut $bar: impl CotangentSlot<$A::Buffer>,)*
            $($dot: impl TangentSlot<$A::Buffer>,)*
            y_bar_dot: impl TangentSlot<Y::Buffer>,
            $(mut $bar_dot: impl CotangentSlot<$A::Buffer>,)*
        ) -> Y::Tangent {
            $(let $dot = dual($a, $dot.get());)*
            let x = [$(View::new($dot.as_ref(), $a.number_shape())),*];
            let mut of = y.map_numbers(|_| Dual::constant(T::zero()));
            kernel.apply(x, of.as_mut());
            let mut y_dot = y.zero_tangent();
            add(&mut y_dot, |i| of.as_ref()[i].tangent[0]);
            let mut bar = y.map_numbers(|_| Dual::constant(T::zero()));
            if let Some(y_bar) = y_bar.get() {
                let y_bar = y_bar.map_numbers(|x| x);
                for (bar, y_bar) in bar.as_mut().iter_mut().zip(y_bar.as_ref()) {
                    bar.value = *y_bar;
                }
            }
            if let Some(y_bar_dot) = y_bar_dot.get() {
                let y_bar_dot = y_bar_dot.map_numbers(|x| x);
                for (bar, y_bar_dot) in bar.as_mut().iter_mut().zip(y_bar_dot.as_ref()) {
                    bar.tangent = [*y_bar_dot];
                }
            }
            // What the slots hold is not to be multiplied by anything: zeros are added to, and then added.
            $(
                let mut $second = $a.map_numbers(|_| Dual::constant(T::zero()));
                let $both = $bar.get().is_some() || $bar_dot.get().is_some();
            )*
            kernel.pull(x, of.as_ref(), bar.as_ref(), [$($both.then_some($second.as_mut())),*]);
            $(
                if let Some(bar) = $bar.get() {
                    add(bar, |i| $second.as_ref()[i].value);
                }
                if let Some(bar) = $bar_dot.get() {
                    add(bar, |i| $second.as_ref()[i].tangent[0]);
                }
            )*
            y_dot
        }

        /// Forward mode over forward mode: the tangents of the result in both directions, and of one in the other.
        #[inline]
        #[allow(clippy::too_many_arguments)]
        pub fn $jvp_jvp<T: Number, K: Kernel<$n>, $($A: Argument<T>,)* Y: Argument<T>>(
            kernel: &K,
            ($($a,)*): ($(&$A,)*),
            y: &Y,
            $($dot: impl TangentSlot<$A::Buffer>,)*
            $($second: impl TangentSlot<$A::Buffer>,)*
            $($both: impl TangentSlot<$A::Buffer>,)*
        ) -> (Y::Tangent, Y::Tangent, Y::Tangent) {
            $(let $dot = dual_of_dual($a, $dot.get(), $second.get(), $both.get());)*
            let mut of = y.map_numbers(|_| Dual::constant(Dual::constant(T::zero())));
            kernel.apply([$(View::new($dot.as_ref(), $a.number_shape())),*], of.as_mut());
            let of = of.as_ref();
            let mut dots = (y.zero_tangent(), y.zero_tangent(), y.zero_tangent());
            add(&mut dots.0, |i| of[i].value.tangent[0]);
            add(&mut dots.1, |i| of[i].tangent[0].value);
            add(&mut dots.2, |i| of[i].tangent[0].tangent[0]);
            dots
        }
    };
}

drivers!(1: vjp1 jvp1 vjp_jvp1 jvp_jvp1 (a A a_bar a_dot a_bar_dot a_second a_both));
drivers!(2: vjp2 jvp2 vjp_jvp2 jvp_jvp2 (
    a A a_bar a_dot a_bar_dot a_second a_both, b B b_bar b_dot b_bar_dot b_second b_both));
drivers!(3: vjp3 jvp3 vjp_jvp3 jvp_jvp3 (
    a A a_bar a_dot a_bar_dot a_second a_both, b B b_bar b_dot b_bar_dot b_second b_both,
    c C c_bar c_dot c_bar_dot c_second c_both));
drivers!(4: vjp4 jvp4 vjp_jvp4 jvp_jvp4 (
    a A a_bar a_dot a_bar_dot a_second a_both, b B b_bar b_dot b_bar_dot b_second b_both,
    c C c_bar c_dot c_bar_dot c_second c_both, d D d_bar d_dot d_bar_dot d_second d_both));
drivers!(6: vjp6 jvp6 vjp_jvp6 jvp_jvp6 (
    a A a_bar a_dot a_bar_dot a_second a_both, b B b_bar b_dot b_bar_dot b_second b_both,
    c C c_bar c_dot c_bar_dot c_second c_both, d D d_bar d_dot d_bar_dot d_second d_both,
    e E e_bar e_dot e_bar_dot e_second e_both, f F f_bar f_dot f_bar_dot f_second f_both));
drivers!(9: vjp9 jvp9 vjp_jvp9 jvp_jvp9 (
    a A a_bar a_dot a_bar_dot a_second a_both, b B b_bar b_dot b_bar_dot b_second b_both,
    c C c_bar c_dot c_bar_dot c_second c_both, d D d_bar d_dot d_bar_dot d_second d_both,
    e E e_bar e_dot e_bar_dot e_second e_both, f F f_bar f_dot f_bar_dot f_second f_both,
    g G g_bar g_dot g_bar_dot g_second g_both, h H h_bar h_dot h_bar_dot h_second h_both,
    i I i_bar i_dot i_bar_dot i_second i_both));
drivers!(5: vjp5 jvp5 vjp_jvp5 jvp_jvp5 (
    a A a_bar a_dot a_bar_dot a_second a_both, b B b_bar b_dot b_bar_dot b_second b_both, c C c_bar c_dot c_bar_dot c_second c_both, d D d_bar d_dot d_bar_dot d_second d_both, e E e_bar e_dot e_bar_dot e_second e_both));
drivers!(8: vjp8 jvp8 vjp_jvp8 jvp_jvp8 (
    a A a_bar a_dot a_bar_dot a_second a_both, b B b_bar b_dot b_bar_dot b_second b_both, c C c_bar c_dot c_bar_dot c_second c_both, d D d_bar d_dot d_bar_dot d_second d_both, e E e_bar e_dot e_bar_dot e_second e_both, f F f_bar f_dot f_bar_dot f_second f_both, g G g_bar g_dot g_bar_dot g_second g_both, h H h_bar h_dot h_bar_dot h_second h_both));
drivers!(12: vjp12 jvp12 vjp_jvp12 jvp_jvp12 (
    a A a_bar a_dot a_bar_dot a_second a_both, b B b_bar b_dot b_bar_dot b_second b_both, c C c_bar c_dot c_bar_dot c_second c_both, d D d_bar d_dot d_bar_dot d_second d_both, e E e_bar e_dot e_bar_dot e_second e_both, f F f_bar f_dot f_bar_dot f_second f_both, g G g_bar g_dot g_bar_dot g_second g_both, h H h_bar h_dot h_bar_dot h_second h_both, i I i_bar i_dot i_bar_dot i_second i_both, j J j_bar j_dot j_bar_dot j_second j_both, k KK k_bar k_dot k_bar_dot k_second k_both, l L l_bar l_dot l_bar_dot l_second l_both));
drivers!(16: vjp16 jvp16 vjp_jvp16 jvp_jvp16 (
    a A a_bar a_dot a_bar_dot a_second a_both, b B b_bar b_dot b_bar_dot b_second b_both, c C c_bar c_dot c_bar_dot c_second c_both, d D d_bar d_dot d_bar_dot d_second d_both, e E e_bar e_dot e_bar_dot e_second e_both, f F f_bar f_dot f_bar_dot f_second f_both, g G g_bar g_dot g_bar_dot g_second g_both, h H h_bar h_dot h_bar_dot h_second h_both, i I i_bar i_dot i_bar_dot i_second i_both, j J j_bar j_dot j_bar_dot j_second j_both, k KK k_bar k_dot k_bar_dot k_second k_both, l L l_bar l_dot l_bar_dot l_second l_both, m M m_bar m_dot m_bar_dot m_second m_both, n N n_bar n_dot n_bar_dot n_second n_both, o O o_bar o_dot o_bar_dot o_second o_both, p P p_bar p_dot p_bar_dot p_second p_both));
