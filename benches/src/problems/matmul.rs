//! A dense matrix product, weighted and summed.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// `Σ w ∘ (a b)` of square matrices, row by row.
#[differentiate(wrt(a, b))]
pub fn weighted_product(a: &[f64], b: &[f64], w: &[f64], n: usize) -> f64 {
    let mut c = vec![0.0; n * n];
    for i in 0..n {
        for k in 0..n {
            let factor = a[i * n + k];
            for j in 0..n {
                c[i * n + j] += factor * b[k * n + j];
            }
        }
    }
    let mut sum = 0.0;
    for i in 0..n * n {
        sum += w[i] * c[i] * c[i];
    }
    sum
}

/// Its value and gradient: two products.
pub fn weighted_product_hand(
    a: &[f64],
    b: &[f64],
    w: &[f64],
    n: usize,
) -> (f64, (Vec<f64>, Vec<f64>)) {
    let mut c = vec![0.0; n * n];
    for i in 0..n {
        let c_row = &mut c[i * n..][..n];
        for k in 0..n {
            let factor = a[i * n + k];
            let b_row = &b[k * n..][..n];
            for j in 0..n {
                c_row[j] += factor * b_row[j];
            }
        }
    }
    let mut sum = 0.0;
    for (c, w) in c.iter_mut().zip(w) {
        sum += w * *c * *c;
        *c *= 2.0 * w;
    }
    let mut a_bar = vec![0.0; n * n];
    let mut b_bar = vec![0.0; n * n];
    for i in 0..n {
        let c_bar = &c[i * n..][..n];
        for k in 0..n {
            let factor = a[i * n + k];
            let b_row = &b[k * n..][..n];
            let b_bar_row = &mut b_bar[k * n..][..n];
            let mut dot = 0.0;
            for j in 0..n {
                dot += c_bar[j] * b_row[j];
                b_bar_row[j] += factor * c_bar[j];
            }
            a_bar[i * n + k] = dot;
        }
    }
    (sum, (a_bar, b_bar))
}

/// One size.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Memory, "matrix product 100", || {
        let n = 100;
        let mut random = Random::new(11);
        let (a, b) = (random.normals(n * n), random.normals(n * n));
        Variants::over((a, b, random.uniforms(n * n, 0.0, 1.0), n))
            .primal(|(a, b, w, n)| weighted_product(a, b, w, n))
            .hand(|(a, b, w, n)| weighted_product_hand(a, b, w, n))
            .generated(|(a, b, w, n)| weighted_product::value_and_grad(a, b, w, n))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let x = Random::new(1).uniforms(18, -1.0, 1.0);
        let w = Random::new(2).uniforms(9, 0.0, 1.0);
        let at = |x: &[f64]| weighted_product(&x[..9], &x[9..], w, 3);
        let (value, (mut gradient, b_bar)) = weighted_product_hand(&x[..9], &x[9..], w, 3);
        assert!((value - at(x)).abs() < 1e-14);
        gradient.extend(b_bar);
        assert_gradient(at, x, &gradient);
    }
}
