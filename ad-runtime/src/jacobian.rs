//! Jacobian matrices by columns, several in one evaluation: what the companion's `value_and_jacobian` is made of.

use crate::lanes::Lanes;
use alloc::vec;
use alloc::vec::Vec;

/// The value and the rows of a Jacobian matrix, computed `2 * N` columns at a time: `columns` is given directions, for
/// each input its tangents in all of them, and gives the value, and for each output such tangents. `directions` are
/// zeros.
///
/// None where there are no columns to show how many rows there are, or so few rows that reverse mode is less work, unless all columns were computed at once.
#[inline]
pub fn rows<T: Copy, V, D: AsMut<[Lanes<T, N>]>, R: AsRef<[Lanes<T, N>]>, const N: usize>(
    mut directions: D,
    [zero, one]: [T; 2],
    mut columns: impl FnMut(&D) -> (V, R),
) -> Option<(V, Vec<Vec<T>>)> {
    let n = directions.as_mut().len();
    let mut rows: Vec<Vec<T>> = Vec::new();
    let mut found = None;
    for start in (0..n).step_by(2 * N) {
        let width = (2 * N).min(n - start);
        set(&mut directions, start, width, one);
        let (value, entries) = columns(&directions);
        clear(&mut directions, start, width, zero);
        let entries = entries.as_ref();
        if width == n {
            let row = |entries: &Lanes<T, N>| entries.as_slice()[..n].to_vec();
            return Some((value, entries.iter().map(row).collect()));
        }
        if start == 0 {
            if is_wide(entries.len(), n) {
                return None;
            }
            rows = vec![vec![zero; n]; entries.len()];
        }
        for (row, entries) in rows.iter_mut().zip(entries) {
            row[start..start + width].copy_from_slice(&entries.as_slice()[..width]);
        }
        found = Some(value);
    }
    Some((found?, rows))
}

/// The same where both sizes are in the types.
#[inline]
pub fn fixed_rows<
    T: Copy,
    V,
    D: AsMut<[Lanes<T, N>]>,
    R: AsRef<[Lanes<T, N>]>,
    const N: usize,
    const COLUMNS: usize,
    const ROWS: usize,
>(
    mut directions: D,
    [zero, one]: [T; 2],
    mut columns: impl FnMut(&D) -> (V, R),
) -> (V, [[T; COLUMNS]; ROWS]) {
    let mut rows = [[zero; COLUMNS]; ROWS];
    let mut start = 0;
    loop {
        let width = (2 * N).min(COLUMNS - start);
        set(&mut directions, start, width, one);
        let (value, entries) = columns(&directions);
        clear(&mut directions, start, width, zero);
        for (row, entries) in rows.iter_mut().zip(entries.as_ref()) {
            row[start..start + width].copy_from_slice(&entries.as_slice()[..width]);
        }
        start += width;
        // Of no columns, there is the value.
        if start == COLUMNS {
            return (value, rows);
        }
    }
}

/// Are there so few rows that a sweep back for each is less work than the columns?
#[inline]
pub const fn is_wide(rows: usize, columns: usize) -> bool {
    2 * rows < columns
}

/// Makes an input vary in each direction.
fn set<T: Copy, D: AsMut<[Lanes<T, N>]>, const N: usize>(
    directions: &mut D,
    start: usize,
    width: usize,
    one: T,
) {
    let inputs = directions.as_mut()[start..start + width].iter_mut();
    for (lane, input) in inputs.enumerate() {
        input[lane] = one;
    }
}

fn clear<T: Copy, D: AsMut<[Lanes<T, N>]>, const N: usize>(
    directions: &mut D,
    start: usize,
    width: usize,
    zero: T,
) {
    directions.as_mut()[start..start + width].fill(Lanes::zero(zero));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `y[i] = sum of (i + 1) * (j + 1) * x[j]`
    fn columns<const N: usize>(
        m: usize,
    ) -> impl Fn(&Vec<Lanes<f64, N>>) -> (usize, Vec<Lanes<f64, N>>) {
        move |x_dot| {
            let entry = |i: usize, lane: usize| {
                let terms = x_dot.iter().enumerate();
                terms
                    .map(|(j, x)| ((i + 1) * (j + 1)) as f64 * x[lane])
                    .sum()
            };
            let row = |i| {
                let mut row = Lanes::zero(0.0);
                (0..2 * N).for_each(|lane| row[lane] = entry(i, lane));
                row
            };
            (m, (0..m).map(row).collect())
        }
    }

    #[test]
    fn any_number_of_columns_is_computed_in_lanes() {
        for n in 0..20 {
            for m in [0, 1, 3, 12] {
                let found = rows(vec![Lanes::zero(0.0); n], [0.0, 1.0], columns::<4>(m));
                if n == 0 || n > 8 && is_wide(m, n) {
                    assert_eq!(found, None, "{m} rows of {n}");
                    continue;
                }
                let (value, found) = found.expect("forward mode");
                assert_eq!(value, m);
                assert_eq!(found.len(), m);
                for (i, row) in found.iter().enumerate() {
                    let expected: Vec<f64> = (0..n).map(|j| ((i + 1) * (j + 1)) as f64).collect();
                    assert_eq!(*row, expected);
                }
            }
        }
    }

    #[test]
    fn arrays_are_filled_likewise() {
        let found: (usize, [[f64; 5]; 2]) =
            fixed_rows([Lanes::zero(0.0); 5], [0.0, 1.0], |x_dot: &[_; 5]| {
                columns::<2>(2)(&x_dot.to_vec())
            });
        assert_eq!(
            found,
            (2, [[1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 4.0, 6.0, 8.0, 10.0]])
        );
    }
}
