//! Functions of matrices.

use super::select::{Selects, pull_but_at};
use crate::Real;
use crate::foreign::kernel::Kernel;
use crate::foreign::numbers::View;
use alloc::vec;
use alloc::vec::Vec;

/// The matrix product.
#[derive(Clone, Copy, Debug)]
pub enum Product {
    /// `A B`
    Plain,
    /// `Aᵀ B`
    Transposed,
}

/// The first factor of a product: how many rows and columns it has, and how far apart its numbers lie in these directions.
struct Factor {
    rows: usize,
    columns: usize,
    down: usize,
    along: usize,
}

impl Factor {
    #[inline(always)]
    fn at(&self, i: usize, k: usize) -> usize {
        i * self.down + k * self.along
    }
}

impl Product {
    #[inline(always)]
    fn factor<T>(self, a: &View<'_, T>) -> Factor {
        match self {
            Product::Plain => Factor {
                rows: a.rows,
                columns: a.columns,
                down: 1,
                along: a.rows,
            },
            Product::Transposed => Factor {
                rows: a.columns,
                columns: a.rows,
                down: a.rows,
                along: 1,
            },
        }
    }
}

impl Kernel<2> for Product {
    const LOOKS: bool = false;

    #[inline]
    fn apply<T: Real>(&self, [a, b]: [View<'_, T>; 2], y: &mut [T]) {
        let f = self.factor(&a);
        // Column by column, as the numbers of the plain product lie.
        for j in 0..b.columns {
            for k in 0..f.columns {
                for i in 0..f.rows {
                    y[i + j * f.rows] += a[f.at(i, k)] * b[k + j * b.rows];
                }
            }
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, b]: [View<'_, T>; 2],
        _: &[T],
        y_bar: &[T],
        [mut a_bar, mut b_bar]: [Option<&mut [T]>; 2],
    ) {
        let f = self.factor(&a);
        // Column by column, as the numbers of all of them lie: of the first factor those are its rows if it is transposed.
        let height = a.rows.max(1);
        for j in 0..b.columns {
            let y_bar = &y_bar[j * f.rows..][..f.rows];
            let of_b = j * b.rows..(j + 1) * b.rows;
            match self {
                Product::Plain => {
                    if let Some(a_bar) = &mut a_bar {
                        let columns = a_bar.chunks_exact_mut(height);
                        for (a_bar, b) in columns.zip(&b.numbers[of_b.clone()]) {
                            add_scaled(a_bar, *b, y_bar);
                        }
                    }
                    if let Some(b_bar) = &mut b_bar {
                        let columns = a.numbers.chunks_exact(height);
                        for (a, b_bar) in columns.zip(&mut b_bar[of_b]) {
                            *b_bar += dot(a, y_bar);
                        }
                    }
                }
                Product::Transposed => {
                    if let Some(a_bar) = &mut a_bar {
                        let columns = a_bar.chunks_exact_mut(height);
                        for (a_bar, y_bar) in columns.zip(y_bar) {
                            add_scaled(a_bar, *y_bar, &b.numbers[of_b.clone()]);
                        }
                    }
                    if let Some(b_bar) = &mut b_bar {
                        let columns = a.numbers.chunks_exact(height);
                        for (a, y_bar) in columns.zip(y_bar) {
                            add_scaled(&mut b_bar[of_b.clone()], *y_bar, a);
                        }
                    }
                }
            }
        }
    }
}

/// Adds a multiple of a column to another.
#[inline(always)]
fn add_scaled<T: Real>(to: &mut [T], factor: T, x: &[T]) {
    for (to, x) in to.iter_mut().zip(x) {
        *to += factor * *x;
    }
}

/// The scalar product of two columns, in four sums of which none waits for another.
#[inline(always)]
fn dot<T: Real>(x: &[T], y: &[T]) -> T {
    let mut sum = T::zero();
    if x.len() < 8 {
        for (x, y) in x.iter().zip(y) {
            sum += *x * *y;
        }
        return sum;
    }
    let (xs, ys) = (x.chunks_exact(4), y.chunks_exact(4));
    for (x, y) in xs.remainder().iter().zip(ys.remainder()) {
        sum += *x * *y;
    }
    let mut sums = [T::zero(); 4];
    for (x, y) in xs.zip(ys) {
        for k in 0..4 {
            sums[k] += x[k] * y[k];
        }
    }
    sum + (sums[0] + sums[2]) + (sums[1] + sums[3])
}

/// A vector in a matrix.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// The row of this number.
    Row(usize),
    /// The column of this number.
    Column(usize),
    /// The diagonal.
    Diagonal,
    /// The first numbers.
    Head,
}

impl Selects for Part {
    #[inline]
    fn place(&self, rows: usize, k: usize) -> usize {
        match self {
            Part::Row(i) => i + k * rows,
            Part::Column(j) => k + j * rows,
            Part::Diagonal => k + k * rows,
            Part::Head => k,
        }
    }
}

/// The matrix of the first argument with the vector of the third for a part; the second says nothing.
pub struct Replace(pub Part);

impl Kernel<3> for Replace {
    #[inline]
    fn apply<T: Real>(&self, [a, _, b]: [View<'_, T>; 3], y: &mut [T]) {
        y.copy_from_slice(a.numbers);
        for (k, b) in b.numbers.iter().enumerate() {
            y[self.0.place(a.rows, k)] = *b;
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, _, b]: [View<'_, T>; 3],
        _: &[T],
        y_bar: &[T],
        [a_bar, _, b_bar]: [Option<&mut [T]>; 3],
    ) {
        let places = (0..b.numbers.len()).map(|k| self.0.place(a.rows, k));
        if let Some(a_bar) = a_bar {
            pull_but_at(places.clone(), y_bar, a_bar);
        }
        for (b_bar, at) in b_bar.into_iter().flatten().zip(places) {
            *b_bar += y_bar[at];
        }
    }
}

/// The matrix of the first argument with a number everywhere on the diagonal.
pub struct OnTheDiagonal;

impl OnTheDiagonal {
    fn places<T>(a: &View<'_, T>) -> impl Iterator<Item = usize> + use<T> {
        let rows = a.rows;
        (0..rows.min(a.columns)).map(move |k| k + k * rows)
    }
}

impl Kernel<2> for OnTheDiagonal {
    #[inline]
    fn apply<T: Real>(&self, [a, x]: [View<'_, T>; 2], y: &mut [T]) {
        y.copy_from_slice(a.numbers);
        Self::places(&a).for_each(|at| y[at] = x[0]);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, _]: [View<'_, T>; 2],
        _: &[T],
        y_bar: &[T],
        [a_bar, x_bar]: [Option<&mut [T]>; 2],
    ) {
        for (k, a_bar) in a_bar.into_iter().flatten().enumerate() {
            if k % a.rows != k / a.rows {
                *a_bar += y_bar[k];
            }
        }
        if let Some(x_bar) = x_bar {
            x_bar[0] += Self::places(&a).map(|at| y_bar[at]).sum();
        }
    }
}

/// `a x + b y` of the arguments `y`, `a`, `x` and `b`.
pub struct AddScaled;

impl Kernel<4> for AddScaled {
    #[inline]
    fn apply<T: Real>(&self, [y, a, x, b]: [View<'_, T>; 4], of: &mut [T]) {
        for (i, of) in of.iter_mut().enumerate() {
            *of = a[0] * x[i] + b[0] * y[i];
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [y, a, x, b]: [View<'_, T>; 4],
        _: &[T],
        bar: &[T],
        [y_bar, a_bar, x_bar, b_bar]: [Option<&mut [T]>; 4],
    ) {
        let along = |v: View<'_, T>| {
            v.numbers
                .iter()
                .zip(bar)
                .map(|(v, bar)| *v * *bar)
                .sum::<T>()
        };
        for (to, factor) in [(y_bar, b[0]), (x_bar, a[0])] {
            for (to, bar) in to.into_iter().flatten().zip(bar) {
                *to += factor * *bar;
            }
        }
        for (to, v) in [(a_bar, x), (b_bar, y)] {
            if let Some(to) = to {
                to[0] += along(v);
            }
        }
    }
}

/// `α A X + β Y` of the arguments `Y`, `α`, `A`, `X` and `β`.
pub struct AddProduct;

impl Kernel<5> for AddProduct {
    #[inline]
    fn apply<T: Real>(&self, [y, alpha, a, x, beta]: [View<'_, T>; 5], of: &mut [T]) {
        Product::Plain.apply([a, x], of);
        for (i, of) in of.iter_mut().enumerate() {
            *of = alpha[0] * *of + beta[0] * y[i];
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [y, alpha, a, x, beta]: [View<'_, T>; 5],
        _: &[T],
        bar: &[T],
        [y_bar, alpha_bar, a_bar, x_bar, beta_bar]: [Option<&mut [T]>; 5],
    ) {
        for (y_bar, bar) in y_bar.into_iter().flatten().zip(bar) {
            *y_bar += beta[0] * *bar;
        }
        if let Some(beta_bar) = beta_bar {
            beta_bar[0] += y.numbers.iter().zip(bar).map(|(y, bar)| *y * *bar).sum();
        }
        if let Some(alpha_bar) = alpha_bar {
            let mut product = vec![T::zero(); bar.len()];
            Product::Plain.apply([a, x], &mut product);
            alpha_bar[0] += product.iter().zip(bar).map(|(p, bar)| *p * *bar).sum();
        }
        let bar: Vec<T> = bar.iter().map(|bar| alpha[0] * *bar).collect();
        Product::Plain.pull([a, x], &[], &bar, [a_bar, x_bar]);
    }
}

/// The sum of the diagonal.
pub struct Trace;

impl Kernel<1> for Trace {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        for k in 0..a.rows {
            y[0] += a[k + k * a.rows];
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a]: [View<'_, T>; 1],
        _: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        let Some(a_bar) = a_bar else { return };
        for k in 0..a.rows {
            a_bar[k + k * a.rows] += y_bar[0];
        }
    }
}

/// What another kernel gives, if there is anything.
pub struct Tried<K>(pub K);

impl<K: Kernel<1>> Kernel<1> for Tried<K> {
    #[inline]
    fn apply<T: Real>(&self, x: [View<'_, T>; 1], y: &mut [T]) {
        if !y.is_empty() {
            self.0.apply(x, y);
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        x: [View<'_, T>; 1],
        y: &[T],
        y_bar: &[T],
        x_bar: [Option<&mut [T]>; 1],
    ) {
        if !y.is_empty() && !y_bar.is_empty() {
            self.0.pull(x, y, y_bar, x_bar);
        }
    }
}

/// The determinant.
pub struct Determinant;

impl Kernel<1> for Determinant {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        y[0] = determinant(a.numbers.to_vec(), a.rows);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a]: [View<'_, T>; 1],
        _: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        let Some(a_bar) = a_bar else { return };
        let n = a.rows;
        // By minors, which are right for singular matrices, too.
        for j in 0..n {
            for i in 0..n {
                let others = |k: usize| (0..n).filter(move |l| *l != k);
                let minor = others(j)
                    .flat_map(|l| others(i).map(move |k| a[k + l * n]))
                    .collect();
                let minor = determinant(minor, n - 1) * y_bar[0];
                if (i + j).is_multiple_of(2) {
                    a_bar[i + j * n] += minor;
                } else {
                    a_bar[i + j * n] -= minor;
                }
            }
        }
    }
}

/// By elimination with pivots.
fn determinant<T: Real>(mut a: Vec<T>, n: usize) -> T {
    let mut product = T::one();
    for k in 0..n {
        let pivot = pivot(&a, n, k);
        if pivot != k {
            (0..n).for_each(|j| a.swap(k + j * n, pivot + j * n));
            product = -product;
        }
        let head = a[k + k * n];
        product *= head;
        if head == T::zero() && head.vanishes() {
            return T::zero();
        }
        for i in k + 1..n {
            let factor = a[i + k * n] / head;
            for j in k..n {
                let term = factor * a[k + j * n];
                a[i + j * n] -= term;
            }
        }
    }
    product
}

/// The row with the largest number in a column, at or below the diagonal.
fn pivot<T: Real>(a: &[T], n: usize, k: usize) -> usize {
    (k + 1..n).fold(k, |best, i| {
        if a[i + k * n].abs() > a[best + k * n].abs() {
            i
        } else {
            best
        }
    })
}

/// The inverse.
pub struct Inverse;

impl Kernel<1> for Inverse {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        let (n, mut a) = (a.rows, a.numbers.to_vec());
        for k in 0..n {
            y[k + k * n] = T::one();
        }
        for k in 0..n {
            let pivot = pivot(&a, n, k);
            for j in 0..n {
                a.swap(k + j * n, pivot + j * n);
                y.swap(k + j * n, pivot + j * n);
            }
            let head = a[k + k * n];
            for j in 0..n {
                a[k + j * n] /= head;
                y[k + j * n] /= head;
            }
            for i in (0..n).filter(|i| *i != k) {
                let factor = a[i + k * n];
                for j in 0..n {
                    let terms = (factor * a[k + j * n], factor * y[k + j * n]);
                    a[i + j * n] -= terms.0;
                    y[i + j * n] -= terms.1;
                }
            }
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a]: [View<'_, T>; 1],
        y: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        let Some(a_bar) = a_bar else { return };
        // -Yᵀ Ȳ Yᵀ
        let n = a.rows;
        let mut half = alloc::vec![T::zero(); n * n];
        for (i, l) in pairs(n) {
            half[i + l * n] = (0..n).map(|k| y[k + i * n] * y_bar[k + l * n]).sum();
        }
        for (i, j) in pairs(n) {
            let sum: T = (0..n).map(|l| half[i + l * n] * y[j + l * n]).sum();
            a_bar[i + j * n] -= sum;
        }
    }
}

fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n * n).map(move |k| (k % n, k / n))
}
