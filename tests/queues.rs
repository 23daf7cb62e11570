//! Queues of the body's own: elements are put in and taken at either end.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::differentiate;
use common::agree;
use std::collections::VecDeque;

#[differentiate]
fn moving_sums(xs: &[f64], n: usize) -> f64 {
    let mut win: VecDeque<f64> = VecDeque::with_capacity(n);
    let mut sum = 0.0;
    let mut out = 0.0;
    for &x in xs {
        if win.len() == n {
            sum -= win.pop_front().unwrap();
        }
        win.push_back(x);
        sum += x;
        out += sum * sum / win.len() as f64;
    }
    out + win.iter().map(|v| v * v).sum::<f64>()
        + win[0] * win.back().unwrap()
        + win.front().copied().unwrap_or(0.0)
}

#[differentiate]
fn ema_cross(prices: &[f64], fast: usize, slow: usize) -> f64 {
    let alpha = |n: usize| 2.0 / (n as f64 + 1.0);
    let ema = |n: usize| -> Vec<f64> {
        prices
            .iter()
            .scan(None, |state: &mut Option<f64>, &p| {
                let next = match *state {
                    None => p,
                    Some(prev) => prev + alpha(n) * (p - prev),
                };
                *state = Some(next);
                Some(next)
            })
            .collect()
    };
    let (f, s) = (ema(fast), ema(slow));
    let mut window = VecDeque::with_capacity(slow);
    let mut acc = 0.0;
    for (i, (a, b)) in f.iter().zip(s.iter()).enumerate() {
        window.push_back(a - b);
        if window.len() > fast {
            window.pop_front();
        }
        let mean = window.iter().sum::<f64>() / window.len() as f64;
        let var = window.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / window.len() as f64;
        acc += (mean + (var + 0.1).sqrt()) * (i + 1) as f64;
    }
    acc
}

#[differentiate]
fn at_both_ends(xs: &[f64], n: usize) -> f64 {
    let mut queue: VecDeque<f64> = VecDeque::new();
    for (i, &x) in xs.iter().enumerate() {
        if i % 2 == 0 {
            queue.push_front(x * x);
        } else {
            queue.push_back(x);
        }
    }
    let mut total = 0.0;
    while queue.len() > 1 {
        let (front, back) = (queue.pop_front().unwrap(), queue.pop_back().unwrap());
        total += front * back;
    }
    if let Some(last) = queue.front_mut() {
        *last *= total;
    }
    let reversed: VecDeque<_> = xs.iter().rev().copied().collect();
    total + queue.iter().sum::<f64>() + reversed[0] * reversed[n]
}

#[differentiate]
fn breadth_first(weights: &[f64]) -> f64 {
    let mut queue = VecDeque::from(vec![(0usize, 1.0)]);
    let mut total = 0.0;
    while let Some((node, along)) = queue.pop_front() {
        let along = along * weights[node];
        total += along;
        for child in [2 * node + 1, 2 * node + 2] {
            if child < weights.len() {
                queue.push_back((child, along));
            }
        }
    }
    total
}

agree! {
    moving_sums_agrees: moving_sums(&[1.0, 2.0, 3.0, 5.0, 4.0], 2);
    ema_cross_agrees: ema_cross(&[1.0, 1.2], 1, 4);
    at_both_ends_agrees: at_both_ends(&[1.0, 2.0, 3.0, 0.5, 0.7], 2);
    breadth_first_agrees: breadth_first(&[1.0, 2.0, 3.0, 5.0, 4.0, 0.3]);
}
