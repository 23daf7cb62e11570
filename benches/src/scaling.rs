//! How cost grows: with the number of elements, and with the number of cotangents of a pullback.

use crate::case::Variants;
use crate::measure::{Effort, times};
use crate::problems::{logsumexp, rosenbrock};
use crate::random::Random;
use ad::differentiate;
use std::fmt::Write;

/// A layer of a network: as many outputs as rows.
#[differentiate]
pub fn layer(x: &[f64], weights: &[f64]) -> Vec<f64> {
    let n = x.len();
    let mut outputs = Vec::with_capacity(weights.len() / n);
    for row in 0..weights.len() / n {
        let mut sum = 0.0;
        for j in 0..n {
            sum += weights[row * n + j] * x[j];
        }
        outputs.push(sum.tanh());
    }
    outputs
}

/// Both tables.
pub fn markdown(effort: Effort) -> String {
    let mut text = String::from(
        "\n## Scaling\n\nTime of value and gradient over time of the value, and nanoseconds of the value for each element:\n\n\
         | elements | Rosenbrock: value | hand | generated | logsumexp: value | hand | generated |\n\
         | --: | --: | --: | --: | --: | --: | --: |\n",
    );
    for exponent in 2..=7 {
        let n = 10_usize.pow(exponent);
        let x = Random::new(n as u64).uniforms(n, -2.0, 2.0);
        let mut first = Variants::over(x)
            .primal(rosenbrock::rosenbrock)
            .hand(rosenbrock::rosenbrock_hand)
            .generated(rosenbrock::rosenbrock::value_and_grad)
            .list();
        let mut second = Variants::over(x)
            .primal(logsumexp::logsumexp)
            .hand(logsumexp::logsumexp_hand)
            .generated(logsumexp::logsumexp::value_and_grad)
            .list();
        let _ = write!(text, "| 10^{exponent} |");
        for variants in [&mut first, &mut second] {
            let seconds = times(variants, effort);
            let element = seconds[0] * 1e9 / n as f64;
            let (hand, generated) = (seconds[1] / seconds[0], seconds[2] / seconds[0]);
            let _ = write!(text, " {element:.2} | {hand:.2} | {generated:.2} |");
        }
        text.push('\n');
    }
    text.push_str(&pullbacks(effort));
    text
}

/// A pullback with more and more cotangents.
fn pullbacks(effort: Effort) -> String {
    let (n, rows) = (64, 64);
    let x = Random::new(1).uniforms(n, -1.0, 1.0);
    let weights = Random::new(2).uniforms(n * rows, -0.3, 0.3);
    let sweeps = |k: usize| {
        move |(x, weights): (&[f64], &[f64])| {
            let (value, pullback) = layer::pullback(x, weights);
            let mut cotangent = vec![0.0; value.len()];
            let (mut x_bar, mut weights_bar) = (vec![0.0; x.len()], vec![0.0; weights.len()]);
            for i in 0..k {
                cotangent[i] = 1.0;
                pullback.apply_into(&cotangent, &mut x_bar, &mut weights_bar);
                cotangent[i] = 0.0;
            }
            (x_bar, weights_bar)
        }
    };
    let counts = [0, 1, 2, 4, 8, 16];
    let mut variants = Variants::over((x, weights)).primal(|(x, weights)| layer(x, weights));
    for k in counts {
        variants = variants.with("pullback", sweeps(k));
    }
    let seconds = times(&mut variants.list(), effort);
    let mut text = String::from(
        "\nA pullback of a layer of 64 × 64 applied to k cotangents, time over that of the function alone; and for each\n\
         cotangent, what it adds:\n\n| k | time | each adds |\n| --: | --: | --: |\n",
    );
    for (k, after) in counts.iter().zip(&seconds[1..]) {
        let each = if *k == 0 {
            String::new()
        } else {
            format!("{:.2}", (after - seconds[1]) / seconds[0] / *k as f64)
        };
        let _ = writeln!(text, "| {k} | {:.2} | {each} |", after / seconds[0]);
    }
    text.push('\n');
    text
}
