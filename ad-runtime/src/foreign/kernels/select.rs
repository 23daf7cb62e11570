//! Functions that only put numbers where they belong.

use crate::Real;
use crate::foreign::kernel::Kernel;
use crate::foreign::numbers::View;
use alloc::vec::Vec;

/// A function each of whose numbers is one of a matrix.
pub trait Selects {
    /// Which one the number at a position is, of a matrix with so many rows.
    fn place(&self, rows: usize, k: usize) -> usize;
}

impl<S: Selects> Kernel<1> for S {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        for (k, y) in y.iter_mut().enumerate() {
            *y = a[self.place(a.rows, k)];
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
        for (k, y_bar) in y_bar.iter().enumerate() {
            a_bar[self.place(a.rows, k)] += *y_bar;
        }
    }
}

/// All numbers of all arguments, one after the other.
pub struct Concat;

impl<const N: usize> Kernel<N> for Concat {
    #[inline]
    fn apply<T: Real>(&self, x: [View<'_, T>; N], y: &mut [T]) {
        let numbers = x.iter().flat_map(|x| x.numbers);
        for (y, x) in y.iter_mut().zip(numbers) {
            *y = *x;
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        x: [View<'_, T>; N],
        _: &[T],
        y_bar: &[T],
        x_bar: [Option<&mut [T]>; N],
    ) {
        let mut before = 0;
        for (x, x_bar) in x.iter().zip(x_bar) {
            for (i, x_bar) in x_bar.into_iter().flatten().enumerate() {
                *x_bar += y_bar[before + i];
            }
            before += x.numbers.len();
        }
    }
}

/// The matrix of numbers that are given row by row, with so many in a row.
pub struct Rows(pub usize);

impl Rows {
    /// Where the number that is given at a position lies: matrices lie column by column.
    fn place(&self, given: usize, all: usize) -> usize {
        let (row, column) = (given / self.0, given % self.0);
        column * (all / self.0) + row
    }
}

impl<const N: usize> Kernel<N> for Rows {
    #[inline]
    fn apply<T: Real>(&self, x: [View<'_, T>; N], y: &mut [T]) {
        for (i, x) in x.iter().enumerate() {
            y[self.place(i, N)] = x[0];
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        _: [View<'_, T>; N],
        _: &[T],
        y_bar: &[T],
        x_bar: [Option<&mut [T]>; N],
    ) {
        for (i, x_bar) in x_bar.into_iter().enumerate() {
            if let Some(x_bar) = x_bar {
                x_bar[0] += y_bar[self.place(i, N)];
            }
        }
    }
}

/// The matrix of the numbers of a list, row by row, with so many in a row.
pub struct ByRows(pub usize);

impl Kernel<1> for ByRows {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        let all = y.len();
        for (i, a) in a.numbers.iter().take(all).enumerate() {
            y[Rows(self.0).place(i, all)] = *a;
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        _: [View<'_, T>; 1],
        _: &[T],
        y_bar: &[T],
        [a_bar]: [Option<&mut [T]>; 1],
    ) {
        let all = y_bar.len();
        for (i, a_bar) in a_bar.into_iter().flatten().take(all).enumerate() {
            *a_bar += y_bar[Rows(self.0).place(i, all)];
        }
    }
}

/// The numbers of the first argument with the second, a number, at this position among them.
pub struct Insert(pub usize);

impl Kernel<2> for Insert {
    #[inline]
    fn apply<T: Real>(&self, [a, x]: [View<'_, T>; 2], y: &mut [T]) {
        for (i, y) in y.iter_mut().enumerate() {
            *y = match i {
                i if i < self.0 => a[i],
                i if i == self.0 => x[0],
                i => a[i - 1],
            };
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        _: [View<'_, T>; 2],
        _: &[T],
        y_bar: &[T],
        [a_bar, x_bar]: [Option<&mut [T]>; 2],
    ) {
        for (i, a_bar) in a_bar.into_iter().flatten().enumerate() {
            *a_bar += y_bar[if i < self.0 { i } else { i + 1 }];
        }
        if let Some(x_bar) = x_bar {
            x_bar[0] += y_bar[self.0];
        }
    }
}

impl Kernel<3> for Insert {
    #[inline]
    fn apply<T: Real>(&self, [a, _, x]: [View<'_, T>; 3], y: &mut [T]) {
        Kernel::<2>::apply(self, [a, x], y);
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [a, _, x]: [View<'_, T>; 3],
        y: &[T],
        y_bar: &[T],
        [a_bar, _, x_bar]: [Option<&mut [T]>; 3],
    ) {
        Kernel::<2>::pull(self, [a, x], y, y_bar, [a_bar, x_bar]);
    }
}

/// The numbers of a block of a matrix: its first row and column, and how many rows it has.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// The first row.
    pub row: usize,
    /// The first column.
    pub column: usize,
    /// How many rows.
    pub rows: usize,
}

impl Selects for Block {
    #[inline]
    fn place(&self, rows: usize, k: usize) -> usize {
        self.row + k % self.rows + rows * (self.column + k / self.rows)
    }
}

/// The matrix with rows for columns.
pub struct Transpose;

impl Kernel<1> for Transpose {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        for i in 0..a.rows {
            for j in 0..a.columns {
                y[i * a.columns + j] = a[j * a.rows + i];
            }
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
        for i in 0..a.rows {
            for j in 0..a.columns {
                a_bar[j * a.rows + i] += y_bar[i * a.columns + j];
            }
        }
    }
}

/// The numbers at these positions.
pub struct Pick<const M: usize>(pub [usize; M]);

impl<const M: usize> Selects for Pick<M> {
    #[inline]
    fn place(&self, _: usize, k: usize) -> usize {
        self.0[k]
    }
}

/// The first argument with the second, a number, at this position.
pub struct With(pub usize);

impl Kernel<2> for With {
    #[inline]
    fn apply<T: Real>(&self, [a, x]: [View<'_, T>; 2], y: &mut [T]) {
        y.copy_from_slice(a.numbers);
        y[self.0] = x[0];
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        _: [View<'_, T>; 2],
        _: &[T],
        y_bar: &[T],
        [a_bar, x_bar]: [Option<&mut [T]>; 2],
    ) {
        for (i, a_bar) in a_bar.into_iter().flatten().enumerate() {
            if i != self.0 {
                *a_bar += y_bar[i];
            }
        }
        if let Some(x_bar) = x_bar {
            x_bar[0] += y_bar[self.0];
        }
    }
}

/// Of two lists, after what says so, the numbers of the first where a bit is set, and else of the second.
pub struct Chosen(pub u32);

impl Chosen {
    fn is_first(&self, i: usize) -> bool {
        self.0 & (1 << i) != 0
    }
}

impl Kernel<3> for Chosen {
    #[inline]
    fn apply<T: Real>(&self, [_, a, b]: [View<'_, T>; 3], y: &mut [T]) {
        for (i, y) in y.iter_mut().enumerate() {
            *y = if self.is_first(i) { a[i] } else { b[i] };
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        _: [View<'_, T>; 3],
        _: &[T],
        y_bar: &[T],
        [_, a_bar, b_bar]: [Option<&mut [T]>; 3],
    ) {
        for (bar, first) in [(a_bar, true), (b_bar, false)] {
            for (i, bar) in bar.into_iter().flatten().enumerate() {
                if self.is_first(i) == first {
                    *bar += y_bar[i];
                }
            }
        }
    }
}

/// What has no numbers.
pub struct Answer;

impl<const N: usize> Kernel<N> for Answer {
    #[inline]
    fn apply<T: Real>(&self, _: [View<'_, T>; N], _: &mut [T]) {}

    #[inline]
    fn pull<T: Real>(&self, _: [View<'_, T>; N], _: &[T], _: &[T], _: [Option<&mut [T]>; N]) {}
}

/// A matrix that has numbers on its diagonal only: those that are given, and then one.
pub struct OnDiagonal;

impl OnDiagonal {
    /// How many rows there are.
    fn rows<T>(given: &View<'_, T>, all: usize) -> usize {
        let given = given.numbers.len();
        if given * given == all {
            given
        } else {
            given + 1
        }
    }
}

impl Kernel<1> for OnDiagonal {
    #[inline]
    fn apply<T: Real>(&self, [a]: [View<'_, T>; 1], y: &mut [T]) {
        let rows = Self::rows(&a, y.len());
        for k in 0..rows {
            y[k + k * rows] = a.numbers.get(k).copied().unwrap_or(T::one());
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
        let rows = Self::rows(&a, y.len());
        for (k, a_bar) in a_bar.into_iter().flatten().enumerate() {
            *a_bar += y_bar[k + k * rows];
        }
    }
}

/// Adds a cotangent to another but at these positions: what was replaced there has no part in the result, whatever its
/// cotangent is.
pub(super) fn pull_but_at<T: Real>(
    places: impl Iterator<Item = usize> + Clone,
    y_bar: &[T],
    a_bar: &mut [T],
) {
    let kept: Vec<T> = places.clone().map(|place| a_bar[place]).collect();
    for (a_bar, y_bar) in a_bar.iter_mut().zip(y_bar) {
        *a_bar += *y_bar;
    }
    for (place, kept) in places.zip(kept) {
        a_bar[place] = kept;
    }
}

/// The numbers of the first argument, with those of the last at these positions; a single one stands at all of them.
pub struct Put(pub Vec<usize>);

impl Put {
    /// The positions, and for each which number stands there.
    fn places(&self, given: usize) -> impl Iterator<Item = (usize, usize)> {
        let places = self.0.iter().copied().enumerate();
        places.map(move |(k, place)| (place, if given == 1 { 0 } else { k }))
    }
}

impl Kernel<3> for Put {
    #[inline]
    fn apply<T: Real>(&self, [a, _, b]: [View<'_, T>; 3], y: &mut [T]) {
        y.copy_from_slice(a.numbers);
        for (place, k) in self.places(b.numbers.len()) {
            y[place] = b[k];
        }
    }

    #[inline]
    fn pull<T: Real>(
        &self,
        [_, _, b]: [View<'_, T>; 3],
        _: &[T],
        y_bar: &[T],
        [a_bar, _, b_bar]: [Option<&mut [T]>; 3],
    ) {
        if let Some(a_bar) = a_bar {
            pull_but_at(self.0.iter().copied(), y_bar, a_bar);
        }
        let Some(b_bar) = b_bar else { return };
        for (place, k) in self.places(b.numbers.len()) {
            b_bar[k] += y_bar[place];
        }
    }
}
