//! Methods of matrices.

use super::super::Allocates;
use super::super::nalgebra::{
    ArrayStorage, Const, DMatrix, DVector, DefaultAllocator, Dim, DimMin, Dyn, Matrix, Matrix2,
    Matrix2x3, Matrix2x4, Matrix3, Matrix3x2, Matrix3x4, Matrix4, Matrix4x2, Matrix4x3, OMatrix,
    OVector, Point2, Point3, RawStorage, RealField, RowDVector, RowOVector, RowVector2, RowVector3,
    RowVector4, RowVector5, RowVector6, SMatrix, Storage, U1, U2, U3, U4, VecStorage, Vector1,
    Vector2, Vector3, Vector4, Vector5, Vector6, ViewStorage,
};
use crate::foreign::changing::{changed, changes};
use crate::foreign::fixed::names::{FixedColumns, FixedRows, FixedView};
use crate::foreign::fixed::{FixedPart, HasParts};
use crate::foreign::kernel::{ByFormula, OfFirst, OfSecond, OfThird};
use crate::foreign::kernels::{
    Abs, Add, AddProduct, AddScaled, AngleBetween, Block, ByRows, Componentwise, Concat, Cross,
    CrossMatrix, Determinant, Distance, Divide, Dot, ElementProduct, Extended, Extreme, Insert,
    Inverse, Lerp, Max, Min, Multiply, Norm, NormSquared, Normalize, OnDiagonal, OnTheDiagonal,
    Over, Part, PerpDot, Pick, Product, Repeat, Replace, Rows, Scale, Second, Sum, SumAxis, Trace,
    Transform, Transpose, Tried, Variance,
};
use crate::foreign::numbers::{Argument, Number, Owned};
use crate::foreign::rule::rules;
use crate::operator::FromByRule;
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

impl<T, R, C, S> FromByRule for Matrix<T, R, C, S> {}

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
    TryInverse(a: M<T, D, D, S>) -> Option<OMatrix<T, D, D>> = Tried(Inverse), a.clone_owned().try_inverse();
    ['a, T: Number + RealField, R: Dim, C: Dim, S: RawStorage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, ViewOf<'a, T, U1, C, S, R, C>: Argument<T>]
    Row(a: &'a M<T, R, C, S>, i: usize) -> ViewOf<'a, T, U1, C, S, R, C> = OfFirst(Part::Row(*i)), a.row(i);
    ['a, T: Number + RealField, R: Dim, C: Dim, S: RawStorage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, ViewOf<'a, T, R, U1, S, R, C>: Argument<T>]
    Column(a: &'a M<T, R, C, S>, j: usize) -> ViewOf<'a, T, R, U1, S, R, C> = OfFirst(Part::Column(*j)), a.column(j);

    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Max1(a: &M<T, R, C, S>) -> T = Extreme::Largest, a.max();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Min1(a: &M<T, R, C, S>) -> T = Extreme::Smallest, a.min();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Amax(a: &M<T, R, C, S>) -> T = Extreme::LargestAbsolute, a.amax();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Amin(a: &M<T, R, C, S>) -> T = Extreme::SmallestAbsolute, a.amin();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Product(a: &M<T, R, C, S>) -> T = ElementProduct, a.product();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Mean(a: &M<T, R, C, S>) -> T = Over(Sum, a.len()), a.mean();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>] [M<T, R, C, S>: Argument<T>]
    Variance(a: &M<T, R, C, S>) -> T = Variance, a.variance();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, RowOVector<T, C>: Argument<T>, DefaultAllocator: Allocates<T, U1, C>]
    RowSum(a: &M<T, R, C, S>) -> RowOVector<T, C> = SumAxis(1), a.row_sum();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, RowOVector<T, C>: Argument<T>, DefaultAllocator: Allocates<T, U1, C>]
    RowMean(a: &M<T, R, C, S>) -> RowOVector<T, C> = Over(SumAxis(1), a.nrows()), a.row_mean();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OVector<T, R>: Argument<T>, DefaultAllocator: Allocates<T, R, U1>]
    ColumnSum(a: &M<T, R, C, S>) -> OVector<T, R> = SumAxis(0), a.column_sum();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OVector<T, R>: Argument<T>, DefaultAllocator: Allocates<T, R, U1>]
    ColumnMean(a: &M<T, R, C, S>) -> OVector<T, R> = Over(SumAxis(0), a.ncols()), a.column_mean();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    Unscale(a: &M<T, R, C, S>, s: T) -> OMatrix<T, R, C> = Componentwise(Divide), a.unscale(s);
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Owned<T>, DefaultAllocator: Allocates<T, R, C>]
    TryNormalize2(a: &M<T, R, C, S>, least: T) -> Option<OMatrix<T, R, C>> = OfFirst(Tried(Normalize)), a.try_normalize(least);
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    Inf(a: &M<T, R, C, S>, b: &M<T, R, C, S>) -> OMatrix<T, R, C> = Componentwise(Min), a.inf(b);
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    Sup(a: &M<T, R, C, S>, b: &M<T, R, C, S>) -> OMatrix<T, R, C> = Componentwise(Max), a.sup(b);
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>, S2: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, M<T, R, C, S2>: Argument<T>]
    Angle2(a: &M<T, R, C, S>, b: &M<T, R, C, S2>) -> T = AngleBetween, a.angle(b);
    [T: Number + RealField, S: Storage<T, U2, U1>, S2: Storage<T, U2, U1>]
    [M<T, U2, U1, S>: Argument<T>, M<T, U2, U1, S2>: Argument<T>]
    Perp2(a: &M<T, U2, U1, S>, b: &M<T, U2, U1, S2>) -> T = ByFormula(PerpDot), a.perp(b);
    [T: Number + RealField, S: Storage<T, U3, U1>] [M<T, U3, U1, S>: Argument<T>]
    CrossMatrix(a: &M<T, U3, U1, S>) -> Matrix3<T> = ByFormula(CrossMatrix), a.cross_matrix();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    CloneOwned(a: &M<T, R, C, S>) -> OMatrix<T, R, C> = Concat, a.clone_owned();
    [T: Number + RealField, R: Dim, C: Dim, S: Storage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, OMatrix<T, R, C>: Argument<T>, DefaultAllocator: Allocates<T, R, C>]
    IntoOwned(a: M<T, R, C, S>) -> OMatrix<T, R, C> = Concat, a.clone_owned();
    ['a, T: Number + RealField, const R: usize, const C: usize] []
    AsSlice(a: &'a SMatrix<T, R, C>) -> &'a [T] = Concat, a.as_slice();
    ['a, T: Number + RealField, C: Dim] []
    AsSlice(a: &'a M<T, Dyn, C, VecStorage<T, Dyn, C>>) -> &'a [T] = Concat, a.as_slice();
    ['a, T: Number + RealField, R: Dim, C: Dim, S: RawStorage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, ViewOf<'a, T, Dyn, C, S, R, C>: Argument<T>]
    Rows(a: &'a M<T, R, C, S>, i: usize, n: usize) -> ViewOf<'a, T, Dyn, C, S, R, C> = OfFirst(Block { row: *i, column: 0, rows: *n }), a.rows(i, n);
    ['a, T: Number + RealField, R: Dim, C: Dim, S: RawStorage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, ViewOf<'a, T, R, Dyn, S, R, C>: Argument<T>]
    Columns(a: &'a M<T, R, C, S>, j: usize, n: usize) -> ViewOf<'a, T, R, Dyn, S, R, C> = OfFirst(Block { row: 0, column: *j, rows: a.nrows() }), a.columns(j, n);
    ['a, T: Number + RealField, R: Dim, C: Dim, S: RawStorage<T, R, C>]
    [M<T, R, C, S>: Argument<T>, ViewOf<'a, T, Dyn, Dyn, S, R, C>: Argument<T>]
    View3(a: &'a M<T, R, C, S>, at: (usize, usize), size: (usize, usize)) -> ViewOf<'a, T, Dyn, Dyn, S, R, C> = OfFirst(Block { row: at.0, column: at.1, rows: size.0 }), a.view(at, size);

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
    [T: Number + RealField] [] RowVector2<T> | New2(x: T, y: T) -> RowVector2<T> = Concat, RowVector2::new(x, y);
    [T: Number + RealField] [] RowVector3<T> | New3(x: T, y: T, z: T) -> RowVector3<T> = Concat, RowVector3::new(x, y, z);
    [T: Number + RealField] [] RowVector4<T> | New4(x: T, y: T, z: T, w: T) -> RowVector4<T> = Concat, RowVector4::new(x, y, z, w);
    [T: Number + RealField] [] RowVector5<T> | New5(x: T, y: T, z: T, w: T, a: T) -> RowVector5<T> = Concat, RowVector5::new(x, y, z, w, a);
    [T: Number + RealField] [] RowVector6<T> | New6(x: T, y: T, z: T, w: T, a: T, b: T) -> RowVector6<T> = Concat, RowVector6::new(x, y, z, w, a, b);
    [T: Number + RealField] [] Matrix2x4<T> | New8(a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T) -> Matrix2x4<T> = Rows(4), Matrix2x4::new(a, b, c, d, e, f, g, h);
    [T: Number + RealField] [] Matrix4x2<T> | New8(a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T) -> Matrix4x2<T> = Rows(2), Matrix4x2::new(a, b, c, d, e, f, g, h);
    [T: Number + RealField] [] Matrix3x4<T> | New12(a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T, i: T, j: T, k: T, l: T) -> Matrix3x4<T> = Rows(4), Matrix3x4::new(a, b, c, d, e, f, g, h, i, j, k, l);
    [T: Number + RealField] [] Matrix4x3<T> | New12(a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T, i: T, j: T, k: T, l: T) -> Matrix4x3<T> = Rows(3), Matrix4x3::new(a, b, c, d, e, f, g, h, i, j, k, l);
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
    [T: Number + RealField] [] DVector<T> | FromVec(x: Vec<T>) -> DVector<T> = Concat, DVector::from_vec(x);
    ['a, T: Number + RealField, V: AsRef<[T]> + Argument<T> + ?Sized] [] DVector<T> | FromColumnSlice(x: &'a V) -> DVector<T> = Concat, DVector::from_column_slice(x.as_ref());
    ['a, T: Number + RealField, V: AsRef<[T]> + Argument<T> + ?Sized] [] DVector<T> | FromRowSlice(x: &'a V) -> DVector<T> = Concat, DVector::from_row_slice(x.as_ref());
    [T: Number + RealField] [] Vector4<T> | New4(x: T, y: T, z: T, w: T) -> Vector4<T> = Concat, Vector4::new(x, y, z, w);
}

rules! {
    ['a, T: Number + RealField, V: AsRef<[T]> + Argument<T> + ?Sized, const R: usize, const C: usize] []
    SMatrix<T, R, C> | FromColumnSlice(x: &'a V) -> SMatrix<T, R, C> = Concat, SMatrix::from_column_slice(x.as_ref());
    ['a, T: Number + RealField, V: AsRef<[T]> + Argument<T> + ?Sized, const R: usize, const C: usize] []
    SMatrix<T, R, C> | FromRowSlice(x: &'a V) -> SMatrix<T, R, C> = ByRows(C), SMatrix::from_row_slice(x.as_ref());
    [T: Number + RealField, const R: usize, const C: usize] []
    SMatrix<T, R, C> | FromVec(x: Vec<T>) -> SMatrix<T, R, C> = Concat, SMatrix::from_vec(x);
    ['a, T: Number + RealField, V: AsRef<[SMatrix<T, R, 1>]> + Argument<T> + ?Sized, const R: usize, const C: usize] []
    SMatrix<T, R, C> | FromColumns(x: &'a V) -> SMatrix<T, R, C> = Concat, SMatrix::from_columns(x.as_ref());
    ['a, T: Number + RealField, V: AsRef<[SMatrix<T, 1, C>]> + Argument<T> + ?Sized, const R: usize, const C: usize] []
    SMatrix<T, R, C> | FromRows(x: &'a V) -> SMatrix<T, R, C> = ByRows(C), SMatrix::from_rows(x.as_ref());
    ['a, T: Number + RealField, V: AsRef<[DVector<T>]> + Argument<T> + ?Sized] []
    DMatrix<T> | FromColumns(x: &'a V) -> DMatrix<T> = Concat, DMatrix::from_columns(x.as_ref());
    ['a, T: Number + RealField, V: AsRef<[RowDVector<T>]> + Argument<T> + ?Sized] []
    DMatrix<T> | FromRows(x: &'a V) -> DMatrix<T> = ByRows(x.as_ref().first().map_or(0, |row| row.len())), DMatrix::from_rows(x.as_ref());
    ['a, T: Number + RealField, V: AsRef<[T]> + Argument<T> + ?Sized] []
    DMatrix<T> | FromRowSlice3(r: usize, c: usize, x: &'a V) -> DMatrix<T> = OfThird(ByRows(*c)), DMatrix::from_row_slice(r, c, x.as_ref());
    ['a, T: Number + RealField, V: AsRef<[T]> + Argument<T> + ?Sized] []
    DMatrix<T> | FromColumnSlice3(r: usize, c: usize, x: &'a V) -> DMatrix<T> = OfThird(Concat), DMatrix::from_column_slice(r, c, x.as_ref());
    [T: Number + RealField] []
    DMatrix<T> | FromVec3(r: usize, c: usize, x: Vec<T>) -> DMatrix<T> = OfThird(Concat), DMatrix::from_vec(r, c, x);
    [T: Number + RealField] [] RowDVector<T> | FromVec(x: Vec<T>) -> RowDVector<T> = Concat, RowDVector::from_vec(x);
    [T: Number + RealField] [] DVector<T> | From(x: Vec<T>) -> DVector<T> = Concat, DVector::from(x);
    [T: Number + RealField] [] DVector<T> | FromElement2(n: usize, x: T) -> DVector<T> = OfSecond(Repeat), DVector::from_element(n, x);
    [T: Number + RealField] [] DVector<T> | Repeat2(n: usize, x: T) -> DVector<T> = OfSecond(Repeat), DVector::repeat(n, x);
    [T: Number + RealField] [] DMatrix<T> | FromElement3(r: usize, c: usize, x: T) -> DMatrix<T> = OfThird(Repeat), DMatrix::from_element(r, c, x);
    [T: Number + RealField] [] DMatrix<T> | Repeat3(r: usize, c: usize, x: T) -> DMatrix<T> = OfThird(Repeat), DMatrix::repeat(r, c, x);
    ['a, T: Number + RealField, const R: usize, S: Storage<T, Const<R>, U1>] [M<T, Const<R>, U1, S>: Argument<T>]
    SMatrix<T, R, R> | FromDiagonal(x: &'a M<T, Const<R>, U1, S>) -> SMatrix<T, R, R> = OnDiagonal, SMatrix::from_diagonal(x);
    ['a, T: Number + RealField, S: Storage<T, Dyn, U1>] [M<T, Dyn, U1, S>: Argument<T>]
    DMatrix<T> | FromDiagonal(x: &'a M<T, Dyn, U1, S>) -> DMatrix<T> = OnDiagonal, DMatrix::from_diagonal(x);
}

// Of few numbers.
rules! {
    [T: Number + RealField] [] Push(a: &Vector2<T>, x: T) -> Vector3<T> = Concat, a.push(x);
    [T: Number + RealField] [] Push(a: &Vector3<T>, x: T) -> Vector4<T> = Concat, a.push(x);
    [T: Number + RealField] [] Push(a: &Vector4<T>, x: T) -> Vector5<T> = Concat, a.push(x);
    [T: Number + RealField] [] Push(a: &Vector5<T>, x: T) -> Vector6<T> = Concat, a.push(x);
    [T: Number + RealField] [] InsertRow(a: Vector2<T>, i: usize, x: T) -> Vector3<T> = Insert(*i), a.insert_row(i, x);
    [T: Number + RealField] [] InsertRow(a: Vector3<T>, i: usize, x: T) -> Vector4<T> = Insert(*i), a.insert_row(i, x);
    [T: Number + RealField] [] InsertRow(a: DVector<T>, i: usize, x: T) -> DVector<T> = Insert(*i), a.insert_row(i, x);
    [T: Number + RealField] [] ToHomogeneous(a: &Vector2<T>) -> Vector3<T> = ByFormula(Extended), a.to_homogeneous();
    [T: Number + RealField] [] ToHomogeneous(a: &Vector3<T>) -> Vector4<T> = ByFormula(Extended), a.to_homogeneous();
    [T: Number + RealField] [] TransformPoint(m: &Matrix4<T>, p: &Point3<T>) -> Point3<T> = ByFormula(Transform { moved: true, divided: true }), m.transform_point(p);
    [T: Number + RealField] [] TransformPoint(m: &Matrix3<T>, p: &Point2<T>) -> Point2<T> = ByFormula(Transform { moved: true, divided: true }), m.transform_point(p);
    [T: Number + RealField] [] TransformVector(m: &Matrix4<T>, v: &Vector3<T>) -> Vector3<T> = ByFormula(Transform { moved: false, divided: true }), m.transform_vector(v);
    [T: Number + RealField] [] TransformVector(m: &Matrix3<T>, v: &Vector2<T>) -> Vector2<T> = ByFormula(Transform { moved: false, divided: true }), m.transform_vector(v);
}

/// Methods named by the components that they give.
macro_rules! swizzles {
    ($([$($D:ident),*] $($Name:ident $name:ident $Y:ident [$($at:literal),*];)*)*) => {$(
        swizzles!(@ [$($D),*] {$($Name $name $Y [$($at),*];)*});
    )*};
    (@ [$($D:ident),*] $all:tt) => {
        $(swizzles!(@@ $D $all);)*
    };
    (@@ $D:ident {$($Name:ident $name:ident $Y:ident [$($at:literal),*];)*}) => {
        rules! {$(
            [T: Number + RealField, S: Storage<T, $D, U1>] [M<T, $D, U1, S>: Argument<T>]
            $Name(a: &M<T, $D, U1, S>) -> $Y<T> = Pick([$($at),*]), a.$name();
        )*}
    };
}

swizzles! {
    [U2]
    Xx xx Vector2 [0, 0]; Xy xy Vector2 [0, 1]; Yx yx Vector2 [1, 0]; Yy yy Vector2 [1, 1];
    Xxx xxx Vector3 [0, 0, 0]; Xxy xxy Vector3 [0, 0, 1]; Xyx xyx Vector3 [0, 1, 0]; Xyy xyy Vector3 [0, 1, 1];
    Yxx yxx Vector3 [1, 0, 0]; Yxy yxy Vector3 [1, 0, 1]; Yyx yyx Vector3 [1, 1, 0]; Yyy yyy Vector3 [1, 1, 1];
    [U3, U4]
    Xx xx Vector2 [0, 0]; Xy xy Vector2 [0, 1]; Xz xz Vector2 [0, 2]; Yx yx Vector2 [1, 0];
    Yy yy Vector2 [1, 1]; Yz yz Vector2 [1, 2]; Zx zx Vector2 [2, 0]; Zy zy Vector2 [2, 1];
    Zz zz Vector2 [2, 2]; Xxx xxx Vector3 [0, 0, 0]; Xxy xxy Vector3 [0, 0, 1]; Xxz xxz Vector3 [0, 0, 2];
    Xyx xyx Vector3 [0, 1, 0]; Xyy xyy Vector3 [0, 1, 1]; Xyz xyz Vector3 [0, 1, 2]; Xzx xzx Vector3 [0, 2, 0];
    Xzy xzy Vector3 [0, 2, 1]; Xzz xzz Vector3 [0, 2, 2]; Yxx yxx Vector3 [1, 0, 0]; Yxy yxy Vector3 [1, 0, 1];
    Yxz yxz Vector3 [1, 0, 2]; Yyx yyx Vector3 [1, 1, 0]; Yyy yyy Vector3 [1, 1, 1]; Yyz yyz Vector3 [1, 1, 2];
    Yzx yzx Vector3 [1, 2, 0]; Yzy yzy Vector3 [1, 2, 1]; Yzz yzz Vector3 [1, 2, 2]; Zxx zxx Vector3 [2, 0, 0];
    Zxy zxy Vector3 [2, 0, 1]; Zxz zxz Vector3 [2, 0, 2]; Zyx zyx Vector3 [2, 1, 0]; Zyy zyy Vector3 [2, 1, 1];
    Zyz zyz Vector3 [2, 1, 2]; Zzx zzx Vector3 [2, 2, 0]; Zzy zzy Vector3 [2, 2, 1]; Zzz zzz Vector3 [2, 2, 2];
}

impl<T, R: Dim, C: Dim, S: RawStorage<T, R, C>> HasParts for &M<T, R, C, S> {}

/// Parts whose size is an argument.
macro_rules! fixed {
    ($($Name:ident [$($g:tt)*] $R:expr, $C:expr => $Part:ty, $a:ident, $i:ident, $j:ident => $value:expr;)*) => {$(
        impl<'a, T: Number + RealField, R: Dim, C: Dim, S: RawStorage<T, R, C>, $($g)*> FixedPart<$Name, { $R }, { $C }> for &'a M<T, R, C, S>
        where
            M<T, R, C, S>: Argument<T>,
            $Part: Argument<T>,
        {
            type Number = T;
            type Part = $Part;

            #[inline]
            fn part(&self, $i: usize, $j: usize) -> $Part {
                let $a: &'a M<T, R, C, S> = self;
                $value
            }
        }
    )*};
}

fixed! {
    FixedRows [const N: usize] N, 0 => ViewOf<'a, T, Const<N>, C, S, R, C>, a, i, _j => a.fixed_rows::<N>(i);
    FixedColumns [const N: usize] 0, N => ViewOf<'a, T, R, Const<N>, S, R, C>, a, _i, j => a.fixed_columns::<N>(j);
    FixedView [const N: usize, const P: usize] N, P => ViewOf<'a, T, Const<N>, Const<P>, S, R, C>, a, i, j => a.fixed_view::<N, P>(i, j);
}

/// Methods that change matrices that own their numbers.
macro_rules! changing {
    ($([$($g:tt)*] $R:ty, $C:ty, $S:ty;)*) => {$(
        changes! {
            [T: Number + RealField, $($g)*] []
            FillDiagonal(a: M<T, $R, $C, $S>, x: T) = OnTheDiagonal, changed(a, |a| a.fill_diagonal(*x));
            [T: Number + RealField, $($g)*] []
            AddScalarMut(a: M<T, $R, $C, $S>, x: T) = Componentwise(Add), a.add_scalar(*x);
            [T: Number + RealField, $($g)*] []
            ScaleMut(a: M<T, $R, $C, $S>, x: T) = Componentwise(Multiply), changed(a, |a| a.scale_mut(*x));
            [T: Number + RealField, $($g)*] []
            UnscaleMut(a: M<T, $R, $C, $S>, x: T) = Componentwise(Divide), changed(a, |a| a.unscale_mut(*x));
            ['b, T: Number + RealField, $($g)* S2: Storage<T, $R, $C>] [M<T, $R, $C, S2>: Argument<T>]
            ComponentMulAssign(a: M<T, $R, $C, $S>, b: &'b M<T, $R, $C, S2>) = Componentwise(Multiply), changed(a, |a| a.component_mul_assign(b));
            ['b, T: Number + RealField, $($g)* S2: Storage<T, $R, $C>] [M<T, $R, $C, S2>: Argument<T>]
            ComponentDivAssign(a: M<T, $R, $C, $S>, b: &'b M<T, $R, $C, S2>) = Componentwise(Divide), changed(a, |a| a.component_div_assign(b));
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

/// Products that are added to a matrix.
macro_rules! adding {
    ($([$($g:tt)*] $R:ty, $S:ty;)*) => {$(
        changes! {
            ['b, T: Number + RealField, $($g)* S2: Storage<T, $R, U1>] [M<T, $R, U1, S2>: Argument<T>]
            Axpy(y: M<T, $R, U1, $S>, a: T, x: &'b M<T, $R, U1, S2>, b: T) = AddScaled, changed(y, |y| y.axpy(*a, x, *b));
            ['b, 'c, T: Number + RealField, $($g)* C2: Dim, S2: Storage<T, $R, C2>, S3: Storage<T, C2, U1>]
            [M<T, $R, C2, S2>: Argument<T>, M<T, C2, U1, S3>: Argument<T>]
            Gemv(y: M<T, $R, U1, $S>, alpha: T, a: &'b M<T, $R, C2, S2>, x: &'c M<T, C2, U1, S3>, beta: T) = AddProduct, changed(y, |y| y.gemv(*alpha, a, x, *beta));
        }
    )*};
}

adding! {
    [const R: usize,] Const<R>, ArrayStorage<T, R, 1>;
    [] Dyn, VecStorage<T, Dyn, U1>;
}

changing! {
    [const R: usize, const C: usize,] Const<R>, Const<C>, ArrayStorage<T, R, C>;
    [C: Dim,] Dyn, C, VecStorage<T, Dyn, C>;
    [const R: usize,] Const<R>, Dyn, VecStorage<T, Const<R>, Dyn>;
}
