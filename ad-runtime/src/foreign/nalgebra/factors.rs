//! Factorizations: `m.lu().solve(&b)`.
//!
//! A factorization varies as the matrix that it is of: its numbers are those of the matrix, and to factorize is to keep
//! them. What is made of the factors is a function of the matrix, whatever the algorithm; so a solution has the derivative
//! that the equation gives it.

use super::super::Allocates;
use super::super::nalgebra::{
    Cholesky, DefaultAllocator, Dim, DimMin, LU, Matrix, OMatrix, QR, RealField, Storage, U1,
};
use crate::Differentiable;
use crate::Real;
use crate::foreign::kernels::{
    Concat, Determinant, Factor, Inverse, LnDeterminant, OfLower, Solve, Tried,
};
use crate::foreign::numbers::{Argument, Buffered, Number, Numbers, Owned};
use crate::foreign::rule::rules;

type M<T, R, C, S> = Matrix<T, R, C, S>;

/// Factorizations, and how the matrix is made of one again.
macro_rules! factorizations {
    ($($F:ident <$($arg:ident),*>: $this:ident => $matrix:expr;)*) => {$(
        impl<T: Number + RealField, D: Dim + DimMin<D, Output = D>> Differentiable for $F<$($arg),*>
        where
            DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>,
            OMatrix<T, D, D>: Owned<T>,
        {
            type Tangent = <OMatrix<T, D, D> as Differentiable>::Tangent;

            #[inline]
            fn zero_tangent(&self) -> Self::Tangent {
                let $this = self;
                $matrix.zero_tangent()
            }
        }

        impl<T: Number + RealField, D: Dim + DimMin<D, Output = D>> Numbers<T> for $F<$($arg),*>
        where
            DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>,
            OMatrix<T, D, D>: Owned<T>,
        {
            type Of<U: Real> = <OMatrix<T, D, D> as Numbers<T>>::Of<U>;

            #[inline]
            fn number_shape(&self) -> (usize, usize) {
                let $this = self;
                $matrix.shape()
            }

            #[inline]
            fn map_numbers<U: Real>(&self, f: impl FnMut(T) -> U) -> Self::Of<U> {
                let $this = self;
                Numbers::map_numbers(&$matrix, f)
            }
        }

        impl<T: Number + RealField, D: Dim + DimMin<D, Output = D>> Buffered<T> for $F<$($arg),*>
        where
            DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>,
            OMatrix<T, D, D>: Owned<T>,
        {
            type Buffer = <OMatrix<T, D, D> as Differentiable>::Tangent;
        }
    )*};
}

factorizations! {
    LU<T, D, D>: this => {
        let mut matrix = this.l() * this.u();
        this.p().inv_permute_rows(&mut matrix);
        matrix
    };
    QR<T, D, D>: this => this.q() * this.r();
    Cholesky<T, D>: this => {
        let lower = this.l();
        &lower * lower.transpose()
    };
}

rules! {
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>, S: Storage<T, D, D>]
    [M<T, D, D, S>: Argument<T>, OMatrix<T, D, D>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>]
    Lu(a: M<T, D, D, S>) -> LU<T, D, D> = Concat, a.clone_owned().lu();
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>, S: Storage<T, D, D>]
    [M<T, D, D, S>: Argument<T>, OMatrix<T, D, D>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>]
    Qr(a: M<T, D, D, S>) -> QR<T, D, D> = Concat, QR::new(a.clone_owned());
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>, S: Storage<T, D, D>]
    [M<T, D, D, S>: Argument<T>, OMatrix<T, D, D>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>]
    Cholesky(a: M<T, D, D, S>) -> Option<Cholesky<T, D>> = Tried(OfLower), a.clone_owned().cholesky();

    [T: Number + RealField, D: Dim + DimMin<D, Output = D>, C: Dim, S: Storage<T, D, C>]
    [M<T, D, C, S>: Argument<T>, OMatrix<T, D, D>: Owned<T>, OMatrix<T, D, C>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1> + Allocates<T, D, C>]
    Solve(a: &LU<T, D, D>, b: &M<T, D, C, S>) -> Option<OMatrix<T, D, C>> = Solve, a.solve(b);
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>, C: Dim, S: Storage<T, D, C>]
    [M<T, D, C, S>: Argument<T>, OMatrix<T, D, D>: Owned<T>, OMatrix<T, D, C>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1> + Allocates<T, D, C>]
    Solve(a: &QR<T, D, D>, b: &M<T, D, C, S>) -> Option<OMatrix<T, D, C>> = Solve, a.solve(b);
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>, C: Dim, S: Storage<T, D, C>]
    [M<T, D, C, S>: Argument<T>, OMatrix<T, D, D>: Owned<T>, OMatrix<T, D, C>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1> + Allocates<T, D, C>]
    Solve(a: &Cholesky<T, D>, b: &M<T, D, C, S>) -> OMatrix<T, D, C> = Solve, a.solve(b);

    [T: Number + RealField, D: Dim + DimMin<D, Output = D>]
    [OMatrix<T, D, D>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>]
    TryInverse(a: &LU<T, D, D>) -> Option<OMatrix<T, D, D>> = Tried(Inverse), a.try_inverse();
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>]
    [OMatrix<T, D, D>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>]
    TryInverse(a: &QR<T, D, D>) -> Option<OMatrix<T, D, D>> = Tried(Inverse), a.try_inverse();
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>]
    [OMatrix<T, D, D>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>]
    Inverse(a: &Cholesky<T, D>) -> OMatrix<T, D, D> = Inverse, a.inverse();
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>]
    [OMatrix<T, D, D>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>]
    Determinant(a: &LU<T, D, D>) -> T = Determinant, a.determinant();
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>]
    [OMatrix<T, D, D>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>]
    Determinant(a: &Cholesky<T, D>) -> T = Determinant, a.determinant();
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>]
    [OMatrix<T, D, D>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>]
    LnDeterminant(a: &Cholesky<T, D>) -> T = LnDeterminant, a.ln_determinant();
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>]
    [OMatrix<T, D, D>: Owned<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>]
    L(a: &Cholesky<T, D>) -> OMatrix<T, D, D> = Factor, a.l();
}
