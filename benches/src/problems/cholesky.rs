//! The logarithm of the determinant of a positive definite matrix, by Cholesky's factorisation.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// Of a matrix of which the lower triangle is read, row by row.
#[differentiate]
pub fn log_determinant(a: &[f64], n: usize) -> f64 {
    let mut l = vec![0.0; n * n];
    let mut sum_of_logs = 0.0;
    for i in 0..n {
        for j in 0..=i {
            let mut sum = a[i * n + j];
            for k in 0..j {
                sum -= l[i * n + k] * l[j * n + k];
            }
            if i == j {
                let root = sum.sqrt();
                sum_of_logs += root.ln();
                l[i * n + i] = root;
            } else {
                l[i * n + j] = sum / l[j * n + j];
            }
        }
    }
    2.0 * sum_of_logs
}

/// Its value and gradient: the factorisation in reverse (Murray 2016), in place.
pub fn log_determinant_hand(a: &[f64], n: usize) -> (f64, Vec<f64>) {
    let mut l = vec![0.0; n * n];
    let mut sum_of_logs = 0.0;
    for i in 0..n {
        let (above, row) = l.split_at_mut(i * n);
        let row = &mut row[..n];
        for j in 0..i {
            let other = &above[j * n..][..n];
            let mut sum = a[i * n + j];
            for k in 0..j {
                sum -= row[k] * other[k];
            }
            row[j] = sum / other[j];
        }
        let mut sum = a[i * n + i];
        for k in 0..i {
            sum -= row[k] * row[k];
        }
        row[i] = sum.sqrt();
        sum_of_logs += row[i].ln();
    }

    let mut bar = vec![0.0; n * n];
    for i in (0..n).rev() {
        let (above_bar, row_bar) = bar.split_at_mut(i * n);
        let row_bar = &mut row_bar[..n];
        let row = &l[i * n..][..n];
        row_bar[i] += 2.0 / row[i];
        let sum_bar = 0.5 * row_bar[i] / row[i];
        row_bar[i] = sum_bar;
        for k in 0..i {
            row_bar[k] -= 2.0 * sum_bar * row[k];
        }
        for j in (0..i).rev() {
            let other = &l[j * n..][..n];
            let other_bar = &mut above_bar[j * n..][..n];
            let sum_bar = row_bar[j] / other[j];
            other_bar[j] -= sum_bar * row[j];
            row_bar[j] = sum_bar;
            for k in 0..j {
                row_bar[k] -= sum_bar * other[k];
                other_bar[k] -= sum_bar * row[k];
            }
        }
    }
    (2.0 * sum_of_logs, bar)
}

fn positive_definite(n: usize) -> Vec<f64> {
    let x = Random::new(4).normals(n * n);
    let mut a = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            let product: f64 = (0..n).map(|k| x[i * n + k] * x[j * n + k]).sum();
            a[i * n + j] = product / n as f64 + if i == j { 1.0 } else { 0.0 };
        }
    }
    a
}

/// Two sizes.
pub fn cases() -> Vec<Case> {
    [16, 100]
        .into_iter()
        .map(|n| {
            Case::new(Group::Memory, format!("Cholesky {n}"), move || {
                let a: &[f64] = positive_definite(n).leak();
                Variants::over((a, n))
                    .primal(|(a, n)| log_determinant(a, n))
                    .hand(|(a, n)| log_determinant_hand(a, n))
                    .generated(|(a, n)| log_determinant::value_and_grad(a, n))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let a = positive_definite(4);
        let (value, gradient) = log_determinant_hand(&a, 4);
        assert!((value - log_determinant(&a, 4)).abs() < 1e-14);
        assert_gradient(|a| log_determinant(a, 4), &a, &gradient);
    }
}
