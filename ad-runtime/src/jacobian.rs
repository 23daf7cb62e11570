//! Jacobian matrices by columns, several in one evaluation: what the companion's `jacobian` is made of.

use alloc::vec;
use alloc::vec::Vec;

/// The rows of a Jacobian matrix, computed `L` columns at a time: `columns` is given directions, for each input an array
/// with its tangent in each of them, and gives for each output such an array. `directions` are zeros.
///
/// None where there are no columns to show how many rows there are, or so few rows that reverse mode is less work, unless all columns were computed at once.
#[inline]
pub fn rows<T: Copy, D: AsMut<[[T; L]]>, R: AsRef<[[T; L]]>, const L: usize>(
    mut directions: D,
    [zero, one]: [T; 2],
    mut columns: impl FnMut(&D) -> R,
) -> Option<Vec<Vec<T>>> {
    let n = directions.as_mut().len();
    if n == 0 {
        return None;
    }
    let mut rows: Vec<Vec<T>> = Vec::new();
    for start in (0..n).step_by(L) {
        let width = L.min(n - start);
        set(&mut directions, start, width, one);
        let entries = columns(&directions);
        set(&mut directions, start, width, zero);
        let entries = entries.as_ref();
        if width == n {
            let row = |entries: &[T; L]| entries[..n].to_vec();
            return Some(entries.iter().map(row).collect());
        }
        if start == 0 {
            if is_wide(entries.len(), n) {
                return None;
            }
            rows = vec![vec![zero; n]; entries.len()];
        }
        for (row, entries) in rows.iter_mut().zip(entries) {
            row[start..start + width].copy_from_slice(&entries[..width]);
        }
    }
    Some(rows)
}

/// The same where both sizes are in the types.
#[inline]
pub fn fixed_rows<
    T: Copy,
    D: AsMut<[[T; L]]>,
    R: AsRef<[[T; L]]>,
    const L: usize,
    const N: usize,
    const M: usize,
>(
    mut directions: D,
    [zero, one]: [T; 2],
    mut columns: impl FnMut(&D) -> R,
) -> [[T; N]; M] {
    let mut rows = [[zero; N]; M];
    for start in (0..N).step_by(L) {
        let width = L.min(N - start);
        set(&mut directions, start, width, one);
        let entries = columns(&directions);
        set(&mut directions, start, width, zero);
        for (row, entries) in rows.iter_mut().zip(entries.as_ref()) {
            row[start..start + width].copy_from_slice(&entries[..width]);
        }
    }
    rows
}

/// Are there so few rows that a sweep back for each is less work than the columns?
#[inline]
pub const fn is_wide(rows: usize, columns: usize) -> bool {
    2 * rows < columns
}

fn set<T: Copy, D: AsMut<[[T; L]]>, const L: usize>(
    directions: &mut D,
    start: usize,
    width: usize,
    to: T,
) {
    let inputs = directions.as_mut()[start..start + width].iter_mut();
    for (lane, input) in inputs.enumerate() {
        input[lane] = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `y[i] = sum of (i + 1) * (j + 1) * x[j]`
    fn columns<const L: usize>(m: usize) -> impl Fn(&Vec<[f64; L]>) -> Vec<[f64; L]> {
        move |x_dot| {
            let entry = |i: usize, lane: usize| {
                let terms = x_dot.iter().enumerate();
                terms
                    .map(|(j, x)| ((i + 1) * (j + 1)) as f64 * x[lane])
                    .sum()
            };
            (0..m)
                .map(|i| core::array::from_fn(|lane| entry(i, lane)))
                .collect()
        }
    }

    #[test]
    fn any_number_of_columns_is_computed_in_lanes() {
        for n in 0..20 {
            for m in [0, 1, 3, 12] {
                let found = rows(vec![[0.0; 8]; n], [0.0, 1.0], columns::<8>(m));
                if n == 0 || n > 8 && is_wide(m, n) {
                    assert_eq!(found, None, "{m} rows of {n}");
                    continue;
                }
                let found = found.expect("forward mode");
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
        let found: [[f64; 5]; 2] = fixed_rows([[0.0; 3]; 5], [0.0, 1.0], |x_dot| {
            columns::<3>(2)(&x_dot.to_vec())
        });
        assert_eq!(
            found,
            [[1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 4.0, 6.0, 8.0, 10.0]]
        );
    }
}
