//! What functions do to lists of numbers.

use super::numbers::View;
use crate::{Dual, Real};

/// A function of `N` lists of numbers, and its adjoint, in any kind of number.
pub trait Kernel<const N: usize> {
    /// Does the adjoint look at the result?
    const LOOKS: bool = true;

    /// Computes the result, which holds zeros before.
    fn apply<T: Real>(&self, x: [View<'_, T>; N], y: &mut [T]);

    /// Adds to the cotangents of the arguments what follows from that of the result. `None` stands for a cotangent that
    /// nobody wants.
    fn pull<T: Real>(
        &self,
        x: [View<'_, T>; N],
        y: &[T],
        y_bar: &[T],
        x_bar: [Option<&mut [T]>; N],
    );
}

/// A function of a few numbers, given by what it computes; its adjoint is found by forward mode, number by number.
pub trait Formula<const N: usize> {
    /// Computes the result.
    fn formula<T: Real>(&self, x: [View<'_, T>; N], y: &mut [T]);
}

/// Formulas, one after the other: `Name(a, b), y => { .. }`, where `a` and `b` are the arguments in any number, and `y` the
/// result. What a formula depends on beside its arguments follows its name: `Name { axis: usize }(a), y => { .. }`.
macro_rules! formulas {
    ($($(#[$doc:meta])* $Name:ident $({ $($field:ident: $Field:ty),* })? ($($x:ident),*), $y:ident => $body:block)*) => {$(
        formulas!(@type [$(#[$doc])*] $Name $({ $($field: $Field),* })?);

        impl $crate::foreign::kernel::Formula<{ [$(stringify!($x)),*].len() }> for $Name {
            #[inline]
            fn formula<T: $crate::Real>(
                &self,
                [$($x),*]: [$crate::foreign::numbers::View<'_, T>; { [$(stringify!($x)),*].len() }],
                $y: &mut [T],
            ) {
                $(let Self { $($field),* } = *self;)?
                $body
            }
        }
    )*};
    (@type [$($doc:tt)*] $Name:ident) => {
        $($doc)*
        #[derive(Clone, Copy, Debug)]
        pub struct $Name;
    };
    (@type [$($doc:tt)*] $Name:ident { $($field:ident: $Field:ty),* }) => {
        $($doc)*
        #[derive(Clone, Copy, Debug)]
        #[allow(missing_docs)]
        pub struct $Name {
            $(pub $field: $Field),*
        }
    };
}

pub(super) use formulas;

/// A [`Formula`] as a kernel. No argument and no result has more than sixteen numbers.
pub struct ByFormula<F>(pub F);

/// As many numbers as a [`Formula`] may have in a list.
const SMALL: usize = 16;

impl<F: Formula<N>, const N: usize> Kernel<N> for ByFormula<F> {
    #[inline]
    fn apply<T: Real>(&self, x: [View<'_, T>; N], y: &mut [T]) {
        self.0.formula(x, y);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        x: [View<'_, T>; N],
        y: &[T],
        y_bar: &[T],
        x_bar: [Option<&mut [T]>; N],
    ) {
        let zero = Dual::constant(T::zero());
        let mut duals = [[zero; SMALL]; N];
        for (duals, x) in duals.iter_mut().zip(&x) {
            for (dual, x) in duals.iter_mut().zip(x.numbers) {
                *dual = Dual::constant(*x);
            }
        }
        for (k, x_bar) in x_bar.into_iter().enumerate() {
            let Some(x_bar) = x_bar else { continue };
            for (i, x_bar) in x_bar.iter_mut().enumerate() {
                duals[k][i].tangent = [T::one()];
                let views = core::array::from_fn(|j| {
                    let shape = (x[j].rows, x[j].columns);
                    View::new(&duals[j][..x[j].numbers.len()], shape)
                });
                let mut of = [zero; SMALL];
                self.0.formula(views, &mut of[..y.len()]);
                for (y, y_bar) in of.iter().zip(y_bar) {
                    *x_bar += times(y.tangent[0], *y_bar);
                }
                duals[k][i].tangent = [T::zero()];
            }
        }
    }
}

/// A partial derivative times a cotangent: zero where the cotangent is, also where the partial is infinite.
#[inline(always)]
pub(super) fn times<T: Real>(partial: T, bar: T) -> T {
    if bar.vanishes() {
        T::zero()
    } else {
        partial * bar
    }
}

/// A function of the first argument; the others, which hold no numbers, are in the kernel.
pub struct OfFirst<K>(pub K);

impl<K: Kernel<1>> Kernel<2> for OfFirst<K> {
    #[inline]
    fn apply<T: Real>(&self, [a, _]: [View<'_, T>; 2], y: &mut [T]) {
        self.0.apply([a], y);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, _]: [View<'_, T>; 2],
        y: &[T],
        y_bar: &[T],
        [a_bar, _]: [Option<&mut [T]>; 2],
    ) {
        self.0.pull([a], y, y_bar, [a_bar]);
    }
}

impl<K: Kernel<1>> Kernel<3> for OfFirst<K> {
    #[inline]
    fn apply<T: Real>(&self, [a, _, _]: [View<'_, T>; 3], y: &mut [T]) {
        self.0.apply([a], y);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, _, _]: [View<'_, T>; 3],
        y: &[T],
        y_bar: &[T],
        [a_bar, _, _]: [Option<&mut [T]>; 3],
    ) {
        self.0.pull([a], y, y_bar, [a_bar]);
    }
}

/// A function of the second argument; the first, which holds no numbers, is in the result's shape.
pub struct OfSecond<K>(pub K);

impl<K: Kernel<1>> Kernel<2> for OfSecond<K> {
    #[inline]
    fn apply<T: Real>(&self, [_, b]: [View<'_, T>; 2], y: &mut [T]) {
        self.0.apply([b], y);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [_, b]: [View<'_, T>; 2],
        y: &[T],
        y_bar: &[T],
        [_, b_bar]: [Option<&mut [T]>; 2],
    ) {
        self.0.pull([b], y, y_bar, [b_bar]);
    }
}

/// A function of the third argument; the first two, which hold no numbers, are in the kernel.
pub struct OfThird<K>(pub K);

impl<K: Kernel<1>> Kernel<3> for OfThird<K> {
    #[inline]
    fn apply<T: Real>(&self, [_, _, c]: [View<'_, T>; 3], y: &mut [T]) {
        self.0.apply([c], y);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [_, _, c]: [View<'_, T>; 3],
        y: &[T],
        y_bar: &[T],
        [_, _, c_bar]: [Option<&mut [T]>; 3],
    ) {
        self.0.pull([c], y, y_bar, [c_bar]);
    }
}
