//! A perceptron with two layers, and its squared error over a batch.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// The mean squared error of a batch: `inputs` and `targets` row by row, weights with the bias last in each row.
#[differentiate(wrt(first, second))]
pub fn batch_error(
    first: &[f64],
    second: &[f64],
    inputs: &[f64],
    targets: &[f64],
    widths: (usize, usize, usize),
) -> f64 {
    let (width_in, width, width_out) = widths;
    let batch = inputs.len() / width_in;
    let mut hidden = vec![0.0; width];
    let mut error = 0.0;
    for sample in 0..batch {
        let input = &inputs[sample * width_in..(sample + 1) * width_in];
        for j in 0..width {
            let weights = &first[j * (width_in + 1)..(j + 1) * (width_in + 1)];
            let mut sum = weights[width_in];
            for i in 0..width_in {
                sum += weights[i] * input[i];
            }
            hidden[j] = sum.tanh();
        }
        for k in 0..width_out {
            let weights = &second[k * (width + 1)..(k + 1) * (width + 1)];
            let mut sum = weights[width];
            for j in 0..width {
                sum += weights[j] * hidden[j];
            }
            let difference = sum - targets[sample * width_out + k];
            error += difference * difference;
        }
    }
    error / batch as f64
}

/// Its value and gradient: each sample forth and back.
pub fn batch_error_hand(
    first: &[f64],
    second: &[f64],
    inputs: &[f64],
    targets: &[f64],
    widths: (usize, usize, usize),
) -> (f64, (Vec<f64>, Vec<f64>)) {
    let (width_in, width, width_out) = widths;
    let batch = inputs.len() / width_in;
    let scale = 1.0 / batch as f64;
    let mut first_bar = vec![0.0; first.len()];
    let mut second_bar = vec![0.0; second.len()];
    let mut hidden = vec![0.0; width];
    let mut hidden_bar = vec![0.0; width];
    let mut error = 0.0;
    for (input, target) in inputs
        .chunks_exact(width_in)
        .zip(targets.chunks_exact(width_out))
    {
        for (hidden, weights) in hidden.iter_mut().zip(first.chunks_exact(width_in + 1)) {
            let mut sum = weights[width_in];
            for (w, x) in weights.iter().zip(input) {
                sum += w * x;
            }
            *hidden = sum.tanh();
        }
        hidden_bar.fill(0.0);
        for ((target, weights), weights_bar) in target
            .iter()
            .zip(second.chunks_exact(width + 1))
            .zip(second_bar.chunks_exact_mut(width + 1))
        {
            let mut sum = weights[width];
            for (w, h) in weights.iter().zip(&hidden) {
                sum += w * h;
            }
            let difference = sum - target;
            error += difference * difference;
            let bar = 2.0 * scale * difference;
            weights_bar[width] += bar;
            let (weights, weights_bar) = (&weights[..width], &mut weights_bar[..width]);
            let (hidden, hidden_bar) = (&hidden[..width], &mut hidden_bar[..width]);
            for j in 0..width {
                weights_bar[j] += bar * hidden[j];
                hidden_bar[j] += bar * weights[j];
            }
        }
        for ((hidden, bar), weights_bar) in hidden
            .iter()
            .zip(&hidden_bar)
            .zip(first_bar.chunks_exact_mut(width_in + 1))
        {
            let bar = bar * (1.0 - hidden * hidden);
            weights_bar[width_in] += bar;
            for (w, x) in weights_bar.iter_mut().zip(input) {
                *w += bar * x;
            }
        }
    }
    (error * scale, (first_bar, second_bar))
}

type Input = (
    &'static [f64],
    &'static [f64],
    &'static [f64],
    &'static [f64],
    (usize, usize, usize),
);

fn input(batch: usize, widths: (usize, usize, usize)) -> Input {
    let (width_in, width, width_out) = widths;
    let mut random = Random::new(14);
    (
        random.uniforms(width * (width_in + 1), -0.5, 0.5),
        random.uniforms(width_out * (width + 1), -0.5, 0.5),
        random.normals(batch * width_in),
        random.normals(batch * width_out),
        widths,
    )
}

/// A batch of 256.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Memory, "MLP 256x(16, 32, 4)", || {
        Variants::over(input(256, (16, 32, 4)))
            .primal(|(a, b, x, y, n)| batch_error(a, b, x, y, n))
            .hand(|(a, b, x, y, n)| batch_error_hand(a, b, x, y, n))
            .generated(|(a, b, x, y, n)| batch_error::value_and_grad(a, b, x, y, n))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let (a, b, x, y, n) = input(3, (2, 3, 2));
        let (value, gradient) = batch_error_hand(a, b, x, y, n);
        assert!((value - batch_error(a, b, x, y, n)).abs() < 1e-14);
        let at = |w: &[f64]| batch_error(&w[..a.len()], &w[a.len()..], x, y, n);
        assert_gradient(at, &[a, b].concat(), &[gradient.0, gradient.1].concat());
    }
}
