//! ADBench's diagonal LSTM: the loss of predicting a sequence.

use crate::adbench;
use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;
use std::path::Path;

/// The loss of a network of `layers` layers, by the parameters of the layers and those of input and output.
#[differentiate(wrt(main, extra))]
pub fn loss(main: &[f64], extra: &[f64], state: &[f64], sequence: &[f64], layers: usize) -> f64 {
    let b = extra.len() / 3;
    let steps = sequence.len() / b - 1;
    let mut state = state.to_vec();
    let mut x = vec![0.0; b];
    let mut y = vec![0.0; b];
    let mut total = 0.0;
    for t in 0..steps {
        for j in 0..b {
            x[j] = sequence[t * b + j] * extra[j];
        }
        for l in 0..layers {
            let w = &main[l * 8 * b..(l + 1) * 8 * b];
            for j in 0..b {
                let h = state[l * 2 * b + j];
                let c = state[l * 2 * b + b + j];
                let forget = 1.0 / (1.0 + (-(x[j] * w[j] + w[4 * b + j])).exp());
                let ingate = 1.0 / (1.0 + (-(h * w[b + j] + w[5 * b + j])).exp());
                let outgate = 1.0 / (1.0 + (-(x[j] * w[2 * b + j] + w[6 * b + j])).exp());
                let change = (h * w[3 * b + j] + w[7 * b + j]).tanh();
                let next = c * forget + ingate * change;
                let out = outgate * next.tanh();
                state[l * 2 * b + b + j] = next;
                state[l * 2 * b + j] = out;
                x[j] = out;
            }
        }
        let mut sum = 2.0;
        for j in 0..b {
            y[j] = x[j] * extra[b + j] + extra[2 * b + j];
            sum += y[j].exp();
        }
        let normalisation = sum.ln();
        for j in 0..b {
            total += sequence[(t + 1) * b + j] * (y[j] - normalisation);
        }
    }
    -total / (steps * b) as f64
}

/// Its value and gradient: eight numbers of each cell and step are kept, and the predictions.
pub fn loss_hand(
    main: &[f64],
    extra: &[f64],
    state: &[f64],
    sequence: &[f64],
    layers: usize,
) -> (f64, (Vec<f64>, Vec<f64>)) {
    let b = extra.len() / 3;
    let steps = sequence.len() / b - 1;
    let (w_in, rest) = extra.split_at(b);
    let (w_out, b_out) = rest.split_at(b);
    let mut state = state.to_vec();
    let mut x = vec![0.0; b];
    let mut kept: Vec<[f64; 8]> = Vec::with_capacity(steps * layers * b);
    let mut predictions: Vec<[f64; 2]> = Vec::with_capacity(steps * b);
    let mut sums = Vec::with_capacity(steps);
    let mut total = 0.0;
    for t in 0..steps {
        let here = &sequence[t * b..][..b];
        let next_here = &sequence[(t + 1) * b..][..b];
        for j in 0..b {
            x[j] = here[j] * w_in[j];
        }
        for l in 0..layers {
            let w = &main[l * 8 * b..][..8 * b];
            let (hidden, cell) = state[l * 2 * b..][..2 * b].split_at_mut(b);
            for j in 0..b {
                let (h, c, a) = (hidden[j], cell[j], x[j]);
                let forget = 1.0 / (1.0 + (-(a * w[j] + w[4 * b + j])).exp());
                let ingate = 1.0 / (1.0 + (-(h * w[b + j] + w[5 * b + j])).exp());
                let outgate = 1.0 / (1.0 + (-(a * w[2 * b + j] + w[6 * b + j])).exp());
                let change = (h * w[3 * b + j] + w[7 * b + j]).tanh();
                cell[j] = c * forget + ingate * change;
                let squashed = cell[j].tanh();
                kept.push([a, h, c, forget, ingate, outgate, change, squashed]);
                hidden[j] = outgate * squashed;
                x[j] = hidden[j];
            }
        }
        let mut sum = 2.0;
        let mut inner = 0.0;
        let mut weight = 0.0;
        for j in 0..b {
            let y = x[j] * w_out[j] + b_out[j];
            let exponential = y.exp();
            predictions.push([x[j], exponential]);
            sum += exponential;
            inner += next_here[j] * y;
            weight += next_here[j];
        }
        total += inner - weight * sum.ln();
        sums.push(weight / sum);
    }
    let scale = -1.0 / (steps * b) as f64;

    let mut main_bar = vec![0.0; main.len()];
    let mut extra_bar = vec![0.0; 3 * b];
    let (w_in_bar, rest) = extra_bar.split_at_mut(b);
    let (w_out_bar, b_out_bar) = rest.split_at_mut(b);
    let mut state_bar = vec![0.0; state.len()];
    let mut x_bar = x;
    for t in (0..steps).rev() {
        let next_here = &sequence[(t + 1) * b..][..b];
        let predictions = &predictions[t * b..][..b];
        for j in 0..b {
            let [x, exponential] = predictions[j];
            let y_bar = scale * (next_here[j] - sums[t] * exponential);
            w_out_bar[j] += y_bar * x;
            b_out_bar[j] += y_bar;
            x_bar[j] = y_bar * w_out[j];
        }
        for l in (0..layers).rev() {
            let w = &main[l * 8 * b..][..8 * b];
            let w_bar = &mut main_bar[l * 8 * b..][..8 * b];
            let (hidden_bar, cell_bar) = state_bar[l * 2 * b..][..2 * b].split_at_mut(b);
            let kept = &kept[(t * layers + l) * b..][..b];
            for j in 0..b {
                let [a, h, c, forget, ingate, outgate, change, squashed] = kept[j];
                let out_bar = hidden_bar[j] + x_bar[j];
                let next_bar = cell_bar[j] + out_bar * outgate * (1.0 - squashed * squashed);
                let outgate_bar = out_bar * squashed * outgate * (1.0 - outgate);
                let forget_bar = next_bar * c * forget * (1.0 - forget);
                let ingate_bar = next_bar * change * ingate * (1.0 - ingate);
                let change_bar = next_bar * ingate * (1.0 - change * change);
                w_bar[j] += forget_bar * a;
                w_bar[4 * b + j] += forget_bar;
                w_bar[b + j] += ingate_bar * h;
                w_bar[5 * b + j] += ingate_bar;
                w_bar[2 * b + j] += outgate_bar * a;
                w_bar[6 * b + j] += outgate_bar;
                w_bar[3 * b + j] += change_bar * h;
                w_bar[7 * b + j] += change_bar;
                cell_bar[j] = next_bar * forget;
                hidden_bar[j] = ingate_bar * w[b + j] + change_bar * w[3 * b + j];
                x_bar[j] = forget_bar * w[j] + outgate_bar * w[2 * b + j];
            }
        }
        let here = &sequence[t * b..][..b];
        for j in 0..b {
            w_in_bar[j] += x_bar[j] * here[j];
        }
    }
    (scale * total, (main_bar, extra_bar))
}

type Input = (
    &'static [f64],
    &'static [f64],
    &'static [f64],
    &'static [f64],
    usize,
);

fn input(data: Option<&Path>, layers: usize, steps: usize, b: usize) -> Input {
    let file = format!("lstm/lstm_l{layers}_c{steps}.txt");
    if let Some(numbers) = data.and_then(|folder| adbench::numbers(&folder.join(file))) {
        let numbers: &'static [f64] = numbers.leak();
        let b = numbers[2] as usize;
        let (main, rest) = numbers[3..].split_at(layers * 8 * b);
        let (extra, rest) = rest.split_at(3 * b);
        let (state, rest) = rest.split_at(layers * 2 * b);
        return (main, extra, state, &rest[..steps * b], layers);
    }
    let mut random = Random::new(18);
    (
        random.uniforms(layers * 8 * b, -1.0, 1.0),
        random.uniforms(3 * b, -1.0, 1.0),
        random.uniforms(layers * 2 * b, -1.0, 1.0),
        random.uniforms(steps * b, 0.0, 1.0),
        layers,
    )
}

/// Two depths, two lengths.
pub fn cases(data: Option<&Path>) -> Vec<Case> {
    [(2, 1024), (4, 1024), (2, 4096)]
        .into_iter()
        .map(|(layers, steps)| {
            let data = data.map(Path::to_path_buf);
            Case::new(
                Group::AdBench,
                format!("LSTM l{layers} c{steps}"),
                move || {
                    Variants::over(input(data.as_deref(), layers, steps, 14))
                        .primal(|(m, e, s, x, l)| loss(m, e, s, x, l))
                        .hand(|(m, e, s, x, l)| loss_hand(m, e, s, x, l))
                        .generated(|(m, e, s, x, l)| loss::value_and_grad(m, e, s, x, l))
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
        let (m, e, s, x, l) = input(None, 2, 5, 2);
        let (value, gradient) = loss_hand(m, e, s, x, l);
        assert!((value - loss(m, e, s, x, l)).abs() < 1e-13);
        let at = |p: &[f64]| loss(&p[..32], &p[32..], s, x, l);
        assert_gradient(at, &[m, e].concat(), &[gradient.0, gradient.1].concat());
    }
}
