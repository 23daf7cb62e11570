//! ADBench's Gaussian mixture: the logarithm of the posterior of a mixture with a Wishart prior.

use crate::adbench;
use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;
use std::path::Path;

/// The log-posterior without its constants, by weights, means and factors of the inverse covariances: of each the
/// logarithms of the diagonal, then what is below it, column by column.
#[differentiate(wrt(alphas, means, factors))]
pub fn log_posterior(
    alphas: &[f64],
    means: &[f64],
    factors: &[f64],
    points: &[f64],
    wishart: (f64, f64),
) -> f64 {
    let k = alphas.len();
    let d = means.len() / k;
    let n = points.len() / d;
    let size = d * (d + 1) / 2;
    let (gamma, m) = wishart;
    let mut diagonals = vec![0.0; k * d];
    let mut sums = vec![0.0; k];
    for c in 0..k {
        let mut sum = 0.0;
        for j in 0..d {
            let q = factors[c * size + j];
            sum += q;
            diagonals[c * d + j] = q.exp();
        }
        sums[c] = sum;
    }
    let mut main = vec![0.0; k];
    let mut turned = vec![0.0; d];
    let mut total = 0.0;
    for i in 0..n {
        let point = &points[i * d..(i + 1) * d];
        for c in 0..k {
            let mean = &means[c * d..(c + 1) * d];
            let diagonal = &diagonals[c * d..(c + 1) * d];
            for j in 0..d {
                turned[j] = diagonal[j] * (point[j] - mean[j]);
            }
            // The factor is stored column by column.
            for j in 0..d {
                let centred = point[j] - mean[j];
                let start = c * size + d + j * (2 * d - j - 1) / 2;
                for row in 0..d - j - 1 {
                    turned[j + 1 + row] += factors[start + row] * centred;
                }
            }
            let mut square = 0.0;
            for j in 0..d {
                square += turned[j] * turned[j];
            }
            main[c] = alphas[c] + sums[c] - 0.5 * square;
        }
        let mut largest = main[0];
        for c in 1..k {
            largest = largest.max(main[c]);
        }
        let mut sum = 0.0;
        for c in 0..k {
            sum += (main[c] - largest).exp();
        }
        total += largest + sum.ln();
    }
    let mut sum = 0.0;
    for c in 0..k {
        sum += alphas[c].exp();
    }
    let mut prior = 0.0;
    for c in 0..k {
        for j in 0..d {
            prior += 0.5 * gamma * gamma * diagonals[c * d + j] * diagonals[c * d + j];
        }
        for j in d..size {
            prior += 0.5 * gamma * gamma * factors[c * size + j] * factors[c * size + j];
        }
        prior -= m * sums[c];
    }
    total - n as f64 * sum.ln() + prior
}

/// Its value and gradient: each point forth and back.
pub fn log_posterior_hand(
    alphas: &[f64],
    means: &[f64],
    factors: &[f64],
    points: &[f64],
    (gamma, m): (f64, f64),
) -> (f64, (Vec<f64>, Vec<f64>, Vec<f64>)) {
    let k = alphas.len();
    let d = means.len() / k;
    let n = points.len() / d;
    let size = d * (d + 1) / 2;
    let mut diagonals = vec![0.0; k * d];
    let mut sums = vec![0.0; k];
    for c in 0..k {
        for j in 0..d {
            let q = factors[c * size + j];
            sums[c] += q;
            diagonals[c * d + j] = q.exp();
        }
    }
    let mut alphas_bar = vec![0.0; k];
    let mut means_bar = vec![0.0; k * d];
    let mut factors_bar = vec![0.0; k * size];
    let mut main = vec![0.0; k];
    let mut centred = vec![0.0; k * d];
    let mut turned = vec![0.0; k * d];
    let mut bar = vec![0.0; d];
    let mut total = 0.0;
    for point in points.chunks_exact(d) {
        for c in 0..k {
            let centred = &mut centred[c * d..][..d];
            let turned = &mut turned[c * d..][..d];
            let (mean, diagonal) = (&means[c * d..][..d], &diagonals[c * d..][..d]);
            for j in 0..d {
                centred[j] = point[j] - mean[j];
                turned[j] = diagonal[j] * centred[j];
            }
            let mut column = &factors[c * size + d..(c + 1) * size];
            for j in 0..d {
                let (this, rest) = column.split_at(d - j - 1);
                for (y, l) in turned[j + 1..].iter_mut().zip(this) {
                    *y += l * centred[j];
                }
                column = rest;
            }
            let square: f64 = turned.iter().map(|y| y * y).sum();
            main[c] = alphas[c] + sums[c] - 0.5 * square;
        }
        let largest = main.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut sum = 0.0;
        for value in &mut main {
            *value = (*value - largest).exp();
            sum += *value;
        }
        total += largest + sum.ln();
        for c in 0..k {
            let weight = main[c] / sum;
            alphas_bar[c] += weight;
            let centred = &centred[c * d..][..d];
            let turned = &turned[c * d..][..d];
            let diagonal = &diagonals[c * d..][..d];
            let (q_bar, l_bar) = factors_bar[c * size..][..size].split_at_mut(d);
            let mut column = &factors[c * size + d..(c + 1) * size];
            let mut column_bar = l_bar;
            for j in 0..d {
                let (this, rest) = column.split_at(d - j - 1);
                let (this_bar, rest_bar) = column_bar.split_at_mut(d - j - 1);
                let scaled = weight * centred[j];
                let mut sum = diagonal[j] * turned[j];
                q_bar[j] -= diagonal[j] * turned[j] * scaled;
                for ((l, l_bar), y) in this.iter().zip(this_bar).zip(&turned[j + 1..]) {
                    sum += l * y;
                    *l_bar -= y * scaled;
                }
                bar[j] = weight * sum;
                (column, column_bar) = (rest, rest_bar);
            }
            for (mean_bar, bar) in means_bar[c * d..][..d].iter_mut().zip(&bar) {
                *mean_bar += bar;
            }
        }
    }
    let sum: f64 = alphas.iter().map(|alpha| alpha.exp()).sum();
    let mut prior = 0.0;
    let square = gamma * gamma;
    for c in 0..k {
        // What the sum of the logarithms of the diagonal gets is what the weight gets.
        let through_sum = alphas_bar[c] - m;
        alphas_bar[c] -= n as f64 * alphas[c].exp() / sum;
        for j in 0..size {
            let (value, inner) = if j < d {
                (diagonals[c * d + j], diagonals[c * d + j])
            } else {
                (factors[c * size + j], 1.0)
            };
            prior += 0.5 * square * value * value;
            factors_bar[c * size + j] += square * value * inner;
            if j < d {
                factors_bar[c * size + j] += through_sum;
            }
        }
        prior -= m * sums[c];
    }
    let value = total - n as f64 * sum.ln() + prior;
    (value, (alphas_bar, means_bar, factors_bar))
}

type Input = (
    &'static [f64],
    &'static [f64],
    &'static [f64],
    &'static [f64],
    (f64, f64),
);

fn input(data: Option<&Path>, d: usize, k: usize, n: usize) -> Input {
    let size = d * (d + 1) / 2;
    let file = format!("gmm/1k/gmm_d{d}_K{k}.txt");
    if let Some(numbers) = data.and_then(|folder| adbench::numbers(&folder.join(file))) {
        let mut rest: &'static [f64] = &numbers.leak()[3..];
        let mut take = |n: usize| {
            let (taken, others) = rest.split_at(n);
            rest = others;
            taken
        };
        let parts = (take(k), take(k * d), take(k * size), take(n * d));
        let prior = take(2);
        return (parts.0, parts.1, parts.2, parts.3, (prior[0], prior[1]));
    }
    let mut random = Random::new(17);
    (
        random.normals(k),
        random.uniforms(k * d, 0.0, 1.0),
        random.uniforms(k * size, -0.5, 0.5),
        random.normals(n * d),
        (1.0, 0.0),
    )
}

/// From small to large.
pub fn cases(data: Option<&Path>) -> Vec<Case> {
    [(2, 5), (10, 5), (10, 25), (64, 25)]
        .into_iter()
        .map(|(d, k)| {
            let data = data.map(Path::to_path_buf);
            Case::new(Group::AdBench, format!("GMM d{d} K{k}"), move || {
                Variants::over(input(data.as_deref(), d, k, 1000))
                    .primal(|(a, m, f, x, w)| log_posterior(a, m, f, x, w))
                    .hand(|(a, m, f, x, w)| log_posterior_hand(a, m, f, x, w))
                    .generated(|(a, m, f, x, w)| log_posterior::value_and_grad(a, m, f, x, w))
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
        let (a, m, f, x, _) = input(None, 3, 2, 5);
        let w = (0.7, 1.0);
        let (value, gradient) = log_posterior_hand(a, m, f, x, w);
        assert!((value - log_posterior(a, m, f, x, w)).abs() < 1e-12);
        let at = |p: &[f64]| log_posterior(&p[..2], &p[2..8], &p[8..], x, w);
        let gradient = [gradient.0, gradient.1, gradient.2].concat();
        assert_gradient(at, &[a, m, f].concat(), &gradient);
    }
}
