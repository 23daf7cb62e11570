//! A convolution, and the squared norm of what comes out.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// The squared norm of the convolution of a signal with a kernel, where they overlap whole.
#[differentiate]
pub fn filtered_norm(signal: &[f64], kernel: &[f64]) -> f64 {
    let mut norm = 0.0;
    for i in 0..signal.len() - kernel.len() + 1 {
        let mut sum = 0.0;
        for k in 0..kernel.len() {
            sum += signal[i + k] * kernel[k];
        }
        norm += sum * sum;
    }
    norm
}

/// Its value and gradient.
pub fn filtered_norm_hand(signal: &[f64], kernel: &[f64]) -> (f64, (Vec<f64>, Vec<f64>)) {
    let mut signal_bar = vec![0.0; signal.len()];
    let mut kernel_bar = vec![0.0; kernel.len()];
    let mut norm = 0.0;
    for (i, window) in signal.windows(kernel.len()).enumerate() {
        let mut sum = 0.0;
        for (x, k) in window.iter().zip(kernel) {
            sum += x * k;
        }
        norm += sum * sum;
        let bar = 2.0 * sum;
        let window_bar = &mut signal_bar[i..][..kernel.len()];
        for k in 0..kernel.len() {
            window_bar[k] += bar * kernel[k];
            kernel_bar[k] += bar * window[k];
        }
    }
    (norm, (signal_bar, kernel_bar))
}

/// One signal.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Memory, "convolution 4096x16", || {
        let mut random = Random::new(12);
        Variants::over((random.normals(4096), random.normals(16)))
            .primal(|(x, k)| filtered_norm(x, k))
            .hand(|(x, k)| filtered_norm_hand(x, k))
            .generated(|(x, k)| filtered_norm::value_and_grad(x, k))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let x = Random::new(1).uniforms(13, -1.0, 1.0);
        let at = |x: &[f64]| filtered_norm(&x[..10], &x[10..]);
        let (value, (mut gradient, kernel_bar)) = filtered_norm_hand(&x[..10], &x[10..]);
        assert_eq!(value, at(x));
        gradient.extend(kernel_bar);
        assert_gradient(at, x, &gradient);
    }
}
