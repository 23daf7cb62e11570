//! Cross-entropy of a softmax, averaged over a batch.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// The loss of rows of `classes` logits against a label for each row.
#[differentiate]
pub fn cross_entropy(logits: &[f64], labels: &[usize], classes: usize) -> f64 {
    let mut loss = 0.0;
    for i in 0..labels.len() {
        let row = &logits[i * classes..(i + 1) * classes];
        let mut largest = row[0];
        for j in 1..classes {
            largest = largest.max(row[j]);
        }
        let mut sum = 0.0;
        for j in 0..classes {
            sum += (row[j] - largest).exp();
        }
        loss += largest + sum.ln() - row[labels[i]];
    }
    loss / labels.len() as f64
}

/// Its value and gradient.
pub fn cross_entropy_hand(logits: &[f64], labels: &[usize], classes: usize) -> (f64, Vec<f64>) {
    let mut logits_bar = Vec::with_capacity(logits.len());
    let mut loss = 0.0;
    let weight = 1.0 / labels.len() as f64;
    for i in 0..labels.len() {
        let row = &logits[i * classes..(i + 1) * classes];
        let mut largest = row[0];
        for j in 1..classes {
            largest = largest.max(row[j]);
        }
        let mut sum = 0.0;
        for &logit in row {
            let exponential = (logit - largest).exp();
            sum += exponential;
            logits_bar.push(exponential);
        }
        let row_bar = &mut logits_bar[i * classes..];
        let scale = weight / sum;
        for bar in &mut *row_bar {
            *bar *= scale;
        }
        row_bar[labels[i]] -= weight;
        loss += largest + sum.ln() - row[labels[i]];
    }
    (loss * weight, logits_bar)
}

fn labels(rows: usize, classes: usize) -> &'static [usize] {
    let mut random = Random::new(7);
    (0..rows)
        .map(|_| random.below(classes))
        .collect::<Vec<_>>()
        .leak()
}

/// One row, and a batch.
pub fn cases() -> Vec<Case> {
    [(1, 10), (64, 100)]
        .into_iter()
        .map(|(rows, classes)| {
            Case::new(
                Group::Kernels,
                format!("softmax cross-entropy {rows}x{classes}"),
                move || {
                    let logits = Random::new(1).uniforms(rows * classes, -3.0, 3.0);
                    Variants::over((logits, labels(rows, classes), classes))
                        .primal(|(x, labels, n)| cross_entropy(x, labels, n))
                        .hand(|(x, labels, n)| cross_entropy_hand(x, labels, n))
                        .generated(|(x, labels, n)| cross_entropy::value_and_grad(x, labels, n))
                },
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let logits = Random::new(1).uniforms(12, -2.0, 2.0);
        let labels = labels(3, 4);
        let (value, gradient) = cross_entropy_hand(logits, labels, 4);
        assert!((value - cross_entropy(logits, labels, 4)).abs() < 1e-14);
        assert_gradient(|x| cross_entropy(x, labels, 4), logits, &gradient);
    }
}
