//! A hidden Markov model: how likely a sequence of symbols is, by the forward algorithm.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// The logarithm of the likelihood of `symbols`, by the transition matrix and the emission matrix, row by row, and the
/// distribution at the start.
#[differentiate]
pub fn log_likelihood(
    transition: &[f64],
    emission: &[f64],
    start: &[f64],
    symbols: &[usize],
) -> f64 {
    let states = start.len();
    let kinds = emission.len() / states;
    let mut alpha = start.to_vec();
    let mut next = vec![0.0; states];
    let mut log_likelihood = 0.0;
    for t in 0..symbols.len() {
        let mut total = 0.0;
        for j in 0..states {
            let mut sum = 0.0;
            for i in 0..states {
                sum += alpha[i] * transition[i * states + j];
            }
            next[j] = sum * emission[j * kinds + symbols[t]];
            total += next[j];
        }
        log_likelihood += total.ln();
        for j in 0..states {
            alpha[j] = next[j] / total;
        }
    }
    log_likelihood
}

/// Its value and gradient: the backward algorithm, with the forward probabilities and the scales kept.
pub fn log_likelihood_hand(
    transition: &[f64],
    emission: &[f64],
    start: &[f64],
    symbols: &[usize],
) -> (f64, (Vec<f64>, Vec<f64>, Vec<f64>)) {
    let states = start.len();
    let kinds = emission.len() / states;
    let transition = &transition[..states * states];
    let mut kept = vec![0.0; (symbols.len() + 1) * states];
    let mut scales = vec![0.0; symbols.len()];
    kept[..states].copy_from_slice(start);
    let mut log_likelihood = 0.0;
    for (t, &symbol) in symbols.iter().enumerate() {
        let (before, after) = kept[t * states..][..2 * states].split_at_mut(states);
        let mut total = 0.0;
        for j in 0..states {
            let mut sum = 0.0;
            for i in 0..states {
                sum += before[i] * transition[i * states + j];
            }
            after[j] = sum * emission[j * kinds + symbol];
            total += after[j];
        }
        log_likelihood += total.ln();
        let inverse = 1.0 / total;
        scales[t] = inverse;
        for alpha in after {
            *alpha *= inverse;
        }
    }
    let mut transition_bar = vec![0.0; states * states];
    let mut emission_bar = vec![0.0; emission.len()];
    let mut alpha_bar = vec![0.0; states];
    let mut sum_bar = vec![0.0; states];
    for (t, &symbol) in symbols.iter().enumerate().rev() {
        let (before, after) = kept[t * states..][..2 * states].split_at(states);
        // alpha = next / total: one inner product is all that the scaling asks for.
        let mut inner = 0.0;
        for j in 0..states {
            inner += alpha_bar[j] * after[j];
        }
        for j in 0..states {
            let next_bar = (alpha_bar[j] - inner + 1.0) * scales[t];
            let emitted = emission[j * kinds + symbol];
            emission_bar[j * kinds + symbol] += next_bar * after[j] / (emitted * scales[t]);
            sum_bar[j] = next_bar * emitted;
        }
        for i in 0..states {
            let row = &transition[i * states..][..states];
            let row_bar = &mut transition_bar[i * states..][..states];
            let alpha = before[i];
            let mut bar = 0.0;
            for j in 0..states {
                bar += sum_bar[j] * row[j];
                row_bar[j] += sum_bar[j] * alpha;
            }
            alpha_bar[i] = bar;
        }
    }
    (log_likelihood, (transition_bar, emission_bar, alpha_bar))
}

type Input = (
    &'static [f64],
    &'static [f64],
    &'static [f64],
    &'static [usize],
);

fn input(states: usize, kinds: usize, n: usize) -> Input {
    let mut random = Random::new(16);
    let mut stochastic = |rows: usize, columns: usize| {
        let matrix = random.uniforms(rows * columns, 0.1, 1.0).to_vec().leak();
        for row in matrix.chunks_exact_mut(columns) {
            let sum: f64 = row.iter().sum();
            row.iter_mut().for_each(|p| *p /= sum);
        }
        &*matrix
    };
    let (transition, emission, start) = (
        stochastic(states, states),
        stochastic(states, kinds),
        stochastic(1, states),
    );
    let symbols: Vec<usize> = (0..n).map(|_| random.below(kinds)).collect();
    (transition, emission, start, symbols.leak())
}

/// 16 states, 8 symbols.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Memory, "HMM 16x500", || {
        Variants::over(input(16, 8, 500))
            .primal(|(a, b, p, s)| log_likelihood(a, b, p, s))
            .hand(|(a, b, p, s)| log_likelihood_hand(a, b, p, s))
            .generated(|(a, b, p, s)| log_likelihood::value_and_grad(a, b, p, s))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let (a, b, p, s) = input(3, 2, 6);
        let (value, gradient) = log_likelihood_hand(a, b, p, s);
        assert!((value - log_likelihood(a, b, p, s)).abs() < 1e-13);
        let at = |x: &[f64]| log_likelihood(&x[..9], &x[9..15], &x[15..], s);
        let gradient = [gradient.0, gradient.1, gradient.2].concat();
        assert_gradient(at, &[a, b, p].concat(), &gradient);
    }
}
