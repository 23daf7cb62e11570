//! The logarithm of a sum of exponentials, shifted by the maximum.

use crate::case::{Case, Group, Variants};
use crate::peers::{self, LogSumExp};
use crate::random::Random;
use ad::differentiate;

/// The function.
#[differentiate]
pub fn logsumexp(x: &[f64]) -> f64 {
    let mut largest = x[0];
    for i in 1..x.len() {
        largest = largest.max(x[i]);
    }
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += (x[i] - largest).exp();
    }
    largest + sum.ln()
}

/// Its value and gradient. The gradient's memory keeps the exponentials.
pub fn logsumexp_hand(x: &[f64]) -> (f64, Vec<f64>) {
    let mut largest = x[0];
    for i in 1..x.len() {
        largest = largest.max(x[i]);
    }
    let mut x_bar = Vec::with_capacity(x.len());
    let mut sum = 0.0;
    for &element in x {
        let exponential = (element - largest).exp();
        sum += exponential;
        x_bar.push(exponential);
    }
    let scale = 1.0 / sum;
    for element in &mut x_bar {
        *element *= scale;
    }
    (largest + sum.ln(), x_bar)
}

/// Short and long.
pub fn cases() -> Vec<Case> {
    [10, 1000]
        .into_iter()
        .map(|n| {
            Case::new(Group::Kernels, format!("logsumexp {n}"), move || {
                let x = Random::new(n as u64).uniforms(n, -3.0, 3.0);
                Variants::over(x)
                    .primal(logsumexp)
                    .hand(logsumexp_hand)
                    .generated(logsumexp::value_and_grad)
                    .with("echidna", |x| peers::echidna(LogSumExp, x))
                    .with("ad_trait", peers::ad_trait(LogSumExp, n))
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
        let x = Random::new(1).uniforms(7, -2.0, 2.0);
        let (value, gradient) = logsumexp_hand(x);
        assert_eq!(value, logsumexp(x));
        assert_gradient(logsumexp, x, &gradient);
    }
}
