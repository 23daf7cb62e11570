//! Forward substitution: a triangular system, and the squared norm of its solution.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// The squared norm of the solution of a lower triangular system, `l` row by row.
#[differentiate]
pub fn solution_norm(l: &[f64], b: &[f64]) -> f64 {
    let n = b.len();
    let mut x = vec![0.0; n];
    let mut norm = 0.0;
    for i in 0..n {
        let mut sum = b[i];
        for j in 0..i {
            sum -= l[i * n + j] * x[j];
        }
        x[i] = sum / l[i * n + i];
        norm += x[i] * x[i];
    }
    norm
}

/// Its value and gradient: one substitution backwards.
pub fn solution_norm_hand(l: &[f64], b: &[f64]) -> (f64, (Vec<f64>, Vec<f64>)) {
    let n = b.len();
    let l = &l[..n * n];
    let mut x = Vec::with_capacity(n);
    let mut norm = 0.0;
    for i in 0..n {
        let row = &l[i * n..][..i + 1];
        let mut sum = b[i];
        for (l, x) in row.iter().zip(&x) {
            sum -= l * x;
        }
        let value: f64 = sum / row[i];
        x.push(value);
        norm += value * value;
    }
    let mut l_bar = vec![0.0; n * n];
    let mut b_bar: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
    for i in (0..n).rev() {
        let row = &l[i * n..][..i + 1];
        let row_bar = &mut l_bar[i * n..][..i + 1];
        let bar = b_bar[i] / row[i];
        b_bar[i] = bar;
        row_bar[i] = -bar * x[i];
        for j in 0..i {
            row_bar[j] = -bar * x[j];
            b_bar[j] -= bar * row[j];
        }
    }
    (norm, (l_bar, b_bar))
}

/// One system.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Memory, "triangular solve 200", || {
        let n = 200;
        let mut random = Random::new(9);
        let l = random.uniforms(n * n, -1.0, 1.0).to_vec().leak();
        for i in 0..n {
            l[i * n + i] += 20.0;
        }
        Variants::over((&*l, random.normals(n)))
            .primal(|(l, b)| solution_norm(l, b))
            .hand(|(l, b)| solution_norm_hand(l, b))
            .generated(|(l, b)| solution_norm::value_and_grad(l, b))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let x = Random::new(1).uniforms(20, 1.0, 2.0);
        let (value, (mut gradient, b_bar)) = solution_norm_hand(&x[..16], &x[16..]);
        assert_eq!(value, solution_norm(&x[..16], &x[16..]));
        gradient.extend(b_bar);
        assert_gradient(|x| solution_norm(&x[..16], &x[16..]), x, &gradient);
    }
}
