//! Methods of matrices.

use super::super::Allocates;
use super::super::nalgebra::{
    ArrayStorage, Const, DVector, DefaultAllocator, Dim, DimMin, Dyn, Matrix, Matrix2, Matrix2x3,
    Matrix3, Matrix3x2, Matrix4, OMatrix, OVector, RawStorage, RealField, SMatrix, Storage, U1, U2,
    U3, U4, VecStorage, Vector1, Vector2, Vector3, Vector4, Vector5, Vector6, ViewStorage,
};
use crate::foreign::changing::changes;
use crate::foreign::kernel::OfFirst;
use crate::foreign::kernels::{
    Abs, Add, Componentwise, Concat, Cross, Determinant, Distance, Divide, Dot, Lerp, Multiply,
    Norm, NormSquared, Normalize, Part, Product, Repeat, Replace, Rows, Scale, Second, Sum, Trace,
    Transpose, TryInverse,
};
use crate::foreign::numbers::{Argument, Number, Owned};
use crate::foreign::rule::rules;
use alloc::vec::Vec;

type M<T, R, C, S> = Matrix<T, R, C, S>;

/// A view of `R2` rows and `C2` columns of what an `S` stores.
type ViewOf<'a, T, R2, C2, S, R, C> = Matrix<
    T,
    R2,
    C2,
    ViewStorage<
        'a,
        T,
        R2,
        C2,
        <S as RawStorage<T, R, C>>::RStride,
        <S as RawStorage<T, R, C>>::CStride,
    >,
>;

// Whatever owns the numbers.
rules! {
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Norm(a: &M<T, R, C, S>) -> T = Norm, a.norm();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Magnitude(a: &M<T, R, C, S>) -> T = Norm, a.magnitude();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    NormSquared(a: &M<T, R, C, S>) -> T = NormSquared, a.norm_squared();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    MagnitudeSquared(a: &M<T, R, C, S>) -> T = NormSquared, a.magnitude_squared();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Sum(a: &M<T, R, C, S>) -> T = Sum, a.sum();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    Normalize(a: &M<T, R, C, S>) -> OMatrix<T, R, C> = Normalize, a.normalize();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    Scale(a: &M<T, R, C, S>, s: T) -> OMatrix<T, R, C> = Scale, a.scale(s);
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, C, R>: Argument<T>, DefaultAllocator: Allocates<T, C, R>]
    Transpose(a: &M<T, R, C, S>) -> OMatrix<T, C, R> = Transpose, a.transpose();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    Abs(a: &M<T, R, C, S>) -> OMatrix<T, R, C> = Componentwise(Abs), a.abs();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    AddScalar(a: &M<T, R, C, S>, s: T) -> OMatrix<T, R, C> = Componentwise(Add), a.add_scalar(s);
    [T: Number + RealField, D: Dim, S: Storage<T, D, D>] [M<T, D, D, S>: Argument<T>]
    Trace(a: &M<T, D, D, S>) -> T = Trace, a.trace();
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>, S: Storage<T, D, D>]
    [M<T, D, D, S>: Argument<T>, OVector<T, D>: Argument<T>, DefaultAllocator: Allocates<T, D, U1>]
    Diagonal(a: &M<T, D, D, S>) -> OVector<T, D> = Part::Diagonal, a.diagonal();
    [T: Number + RealField, D: Dim + DimMin<D, Output = D>, S: Storage<T, D, D>]
    [M<T, D, D, S>: Argument<T>, DefaultAllocator: Allocates<T, D, D> + Allocates<T, D, U1> + Allocates<(usize, usize), D, U1>]
    Determinant(a: &M<T, D, D, S>) -> T = Determinant, a.determinant();
    [T: Number + RealField, D: Dim, S: Storage<T, D, D> + Clone]
    [M<T, D, D, S>: Argument<T>, OMatrix<T, D, D>: Owned<T>, DefaultAllocator: Allocates<T, D, D>]
    TryInverse(a: M<T, D, D, S>) -> Option<OMatrix<T, D, D>> = TryInverse, a.clone_owned().try_inverse();
    ['a, T: Number + RealField, R: Dim, C: Dim, S: RawStorage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, ViewOf<'a, T, U1, C, S, R, C>: Argument<T>]
    Row(a: &'a M<T, R, C, S>, i: usize) -> ViewOf<'a, T, U1, C, S, R, C> = OfFirst(Part::Row(*i)), a.row(i);
    ['a, T: Number + RealField, R: Dim, C: Dim, S: RawStorage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, ViewOf<'a, T, R, U1, S, R, C>: Argument<T>]
    Column(a: &'a M<T, R, C, S>, j: usize) -> ViewOf<'a, T, R, U1, S, R, C> = OfFirst(Part::Column(*j)), a.column(j);
    [T: Number + RealField, S: Storage<T, U3, U1>] [M<T, U3, U1, S>: Argument<T>]
    Xy(a: &M<T, U3, U1, S>) -> Vector2<T> = Part::Head, a.xy();
    [T: Number + RealField, S: Storage<T, U4, U1>] [M<T, U4, U1, S>: Argument<T>]
    Xy(a: &M<T, U4, U1, S>) -> Vector2<T> = Part::Head, a.xy();
    [T: Number + RealField, S: Storage<T, U4, U1>] [M<T, U4, U1, S>: Argument<T>]
    Xyz(a: &M<T, U4, U1, S>) -> Vector3<T> = Part::Head, a.xyz();

    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>, S2: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, M<T, R, C, S2>: Argument<T>]
    Dot(a: &M<T, R, C, S>, b: &M<T, R, C, S2>) -> T = Dot, a.dot(b);
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>, S2: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, M<T, R, C, S2>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    ComponentMul(a: &M<T, R, C, S>, b: &M<T, R, C, S2>) -> OMatrix<T, R, C> = Componentwise(Multiply), a.component_mul(b);
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>, S2: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, M<T, R, C, S2>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    ComponentDiv(a: &M<T, R, C, S>, b: &M<T, R, C, S2>) -> OMatrix<T, R, C> = Componentwise(Divide), a.component_div(b);
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>, S2: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, M<T, R, C, S2>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    MetricDistance(a: &M<T, R, C, S>, b: &M<T, R, C, S2>) -> T = Distance, a.metric_distance(b);
    [T: Number + RealField, R: Dim, C: Dim, C2: Dim, S: Storage<T, R, C>, S2: Storage<T, R, C2>]
    [M<T, R, C, S>: Argument<T>, M<T, R, C2, S2>: Argument<T>, OMatrix<T, C, C2>: Argument<T>, DefaultAllocator: Allocates<T, C, C2>]
    TrMul(a: &M<T, R, C, S>, b: &M<T, R, C2, S2>) -> OMatrix<T, C, C2> = Product::Transposed, a.tr_mul(b);
    [T: Number + RealField, S: Storage<T, U3, U1>, S2: Storage<T, U3, U1>]
    [M<T, U3, U1, S>: Argument<T>, M<T, U3, U1, S2>: Argument<T>]
    Cross(a: &M<T, U3, U1, S>, b: &M<T, U3, U1, S2>) -> Vector3<T> = Cross, a.cross(b);
    [T: Number + RealField, R: Dim, S: Storage<T, R, U1>, S2: Storage<T, R, U1>]
    [M<T, R, U1, S>: Argument<T>, M<T, R, U1, S2>: Argument<T>, OMatrix<T, R, U1>: Argument<T>, DefaultAllocator: Allocates<T, R, U1>]
    Lerp(a: &M<T, R, U1, S>, b: &M<T, R, U1, S2>, t: T) -> OMatrix<T, R, U1> = Lerp, a.lerp(b, t);
}

rules! {
    [T: Number + RealField] [] Vector1<T> | New1(x: T) -> Vector1<T> = Concat, Vector1::new(x);
    [T: Number + RealField] [] Vector2<T> | New2(x: T, y: T) -> Vector2<T> = Concat, Vector2::new(x, y);
    [T: Number + RealField] [] Vector3<T> | New3(x: T, y: T, z: T) -> Vector3<T> = Concat, Vector3::new(x, y, z);
    [T: Number + RealField] [] Vector6<T> | New6(x: T, y: T, z: T, w: T, a: T, b: T) -> Vector6<T> = Concat, Vector6::new(x, y, z, w, a, b);
    [T: Number + RealField] [] Matrix2<T> | New4(a: T, b: T, c: T, d: T) -> Matrix2<T> = Rows(2), Matrix2::new(a, b, c, d);
    [T: Number + RealField] [] Matrix2x3<T> | New6(a: T, b: T, c: T, d: T, e: T, f: T) -> Matrix2x3<T> = Rows(3), Matrix2x3::new(a, b, c, d, e, f);
    [T: Number + RealField] [] Matrix3x2<T> | New6(a: T, b: T, c: T, d: T, e: T, f: T) -> Matrix3x2<T> = Rows(2), Matrix3x2::new(a, b, c, d, e, f);
    [T: Number + RealField] [] Matrix3<T> | New9(a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T, i: T) -> Matrix3<T> = Rows(3), Matrix3::new(a, b, c, d, e, f, g, h, i);
    [T: Number + RealField] [] Vector5<T> | New5(x: T, y: T, z: T, w: T, a: T) -> Vector5<T> = Concat, Vector5::new(x, y, z, w, a);
    [T: Number + RealField] [] Matrix4<T> | New16(a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T, i: T, j: T, k: T, l: T, m: T, n: T, o: T, p: T) -> Matrix4<T> = Rows(4), Matrix4::new(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
    [T: Number + RealField, const R: usize, const C: usize] [] SMatrix<T, R, C> | FromElement(x: T) -> SMatrix<T, R, C> = Repeat, SMatrix::from_element(x);
    [T: Number + RealField, const R: usize, const C: usize] [] SMatrix<T, R, C> | Repeat(x: T) -> SMatrix<T, R, C> = Repeat, SMatrix::repeat(x);
    [T: Number + RealField, const D: usize] [[T; D]: Argument<T, Tangent = [T; D]>]
    SMatrix<T, D, 1> | From(x: [T; D]) -> SMatrix<T, D, 1> = Concat, SMatrix::from(x);
    [T: Number + RealField, const D: usize] [[T; D]: Argument<T, Tangent = [T; D]>]
    [T; D] | From(x: SMatrix<T, D, 1>) -> [T; D] = Concat, x.into();
    [T: Number + RealField] [] DVector<T> | From(x: Vec<T>) -> DVector<T> = Concat, DVector::from(x);
    [T: Number + RealField] [] DVector<T> | FromVec(x: Vec<T>) -> DVector<T> = Concat, DVector::from_vec(x);
    ['a, T: Number + RealField, V: AsRef<[T]> + Argument<T> + ?Sized] [] DVector<T> | FromColumnSlice(x: &'a V) -> DVector<T> = Concat, DVector::from_column_slice(x.as_ref());
    ['a, T: Number + RealField, V: AsRef<[T]> + Argument<T> + ?Sized] [] DVector<T> | FromRowSlice(x: &'a V) -> DVector<T> = Concat, DVector::from_row_slice(x.as_ref());
    ['a, T: Number + RealField, V: AsRef<[T]> + Argument<T> + ?Sized, const R: usize] [] SMatrix<T, R, 1> | FromColumnSlice(x: &'a V) -> SMatrix<T, R, 1> = Concat, SMatrix::from_column_slice(x.as_ref());
    ['a, T: Number + RealField, V: AsRef<[T]> + Argument<T> + ?Sized, const R: usize] [] SMatrix<T, R, 1> | FromRowSlice(x: &'a V) -> SMatrix<T, R, 1> = Concat, SMatrix::from_row_slice(x.as_ref());
    [T: Number + RealField] [] Vector4<T> | New4(x: T, y: T, z: T, w: T) -> Vector4<T> = Concat, Vector4::new(x, y, z, w);
}

/// Methods that change matrices that own their numbers.
macro_rules! changing {
    ($([$($g:tt)*] $R:ty, $C:ty, $S:ty;)*) => {$(
        changes! {
            [T: Number + RealField, $($g)*] []
            Fill(a: M<T, $R, $C, $S>, x: T) = Componentwise(Second), a.map(|_| *x);
            ['b, T: Number + RealField, $($g)* S2: Storage<T, $R, $C>] [M<T, $R, $C, S2>: Argument<T>]
            CopyFrom(a: M<T, $R, $C, $S>, b: &'b M<T, $R, $C, S2>) = Componentwise(Second), changed(a, |a| a.copy_from(b));
            ['b, T: Number + RealField, $($g)* S2: Storage<T, $R, U1>] [M<T, $R, U1, S2>: Argument<T>]
            SetColumn(a: M<T, $R, $C, $S>, j: usize, b: &'b M<T, $R, U1, S2>) = Replace(Part::Column(*j)), changed(a, |a| a.set_column(*j, b));
            ['b, T: Number + RealField, $($g)* S2: Storage<T, U1, $C>] [M<T, U1, $C, S2>: Argument<T>]
            SetRow(a: M<T, $R, $C, $S>, i: usize, b: &'b M<T, U1, $C, S2>) = Replace(Part::Row(*i)), changed(a, |a| a.set_row(*i, b));
        }
    )*};
}

fn changed<A: Clone>(a: &A, f: impl FnOnce(&mut A)) -> A {
    let mut changed = a.clone();
    f(&mut changed);
    changed
}

changing! {
    [const R: usize, const C: usize,] Const<R>, Const<C>, ArrayStorage<T, R, C>;
    [C: Dim,] Dyn, C, VecStorage<T, Dyn, C>;
    [const R: usize,] Const<R>, Dyn, VecStorage<T, Const<R>, Dyn>;
}
