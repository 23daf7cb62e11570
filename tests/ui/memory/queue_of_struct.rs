//! A queue of a struct: in a body, one is a vector, and a field is what it is declared as.

use ad::{Differentiable, differentiate};
use std::collections::VecDeque;

#[derive(Differentiable)]
struct Delay {
    #[no_diff]
    line: VecDeque<f64>,
    gain: f64,
}

#[differentiate]
fn silent(gain: f64) -> Delay {
    let line = VecDeque::from(vec![0.0; 4]);
    Delay { line, gain }
}

#[differentiate]
fn step(delay: &mut Delay, x: f64) -> f64 {
    delay.line.push_back(x);
    delay.gain * delay.line.pop_front().unwrap_or(0.0)
}

fn main() {}
