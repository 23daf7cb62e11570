//! Times: the least of several batches, the batches of all variants interleaved, so that what disturbs the machine
//! disturbs all of them.

use crate::case::Variant;
use std::time::Instant;

/// How long to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// What a batch should take, in seconds.
    pub batch: f64,
    /// Batches of each variant.
    pub rounds: usize,
    /// What all batches of a variant should take at most, in seconds, where a single call is long.
    pub total: f64,
}

impl Effort {
    /// For a report.
    pub const FULL: Self = Self {
        batch: 0.005,
        rounds: 21,
        total: 2.0,
    };
    /// To look at.
    pub const QUICK: Self = Self {
        batch: 0.002,
        rounds: 5,
        total: 0.3,
    };
}

/// Seconds of one call of each variant.
pub fn times(variants: &mut [Variant], effort: Effort) -> Vec<f64> {
    let repetitions: Vec<u64> = variants
        .iter_mut()
        .map(|variant| repetitions(variant, effort.batch))
        .collect();
    let mut least = vec![f64::INFINITY; variants.len()];
    let mut spent = vec![0.0; variants.len()];
    for round in 0..effort.rounds {
        for (i, variant) in variants.iter_mut().enumerate() {
            if round >= 3 && spent[i] > effort.total {
                continue;
            }
            let seconds = seconds(variant, repetitions[i]);
            spent[i] += seconds;
            least[i] = f64::min(least[i], seconds / repetitions[i] as f64);
        }
    }
    least
}

/// How many calls take as long as a batch should; at least one.
fn repetitions(variant: &mut Variant, batch: f64) -> u64 {
    let mut n = 1;
    loop {
        let seconds = seconds(variant, n);
        if seconds >= batch / 2.0 {
            return ((n as f64 * batch / seconds) as u64).max(1);
        }
        n *= 4;
    }
}

fn seconds(variant: &mut Variant, n: u64) -> f64 {
    let start = Instant::now();
    variant.repeat(n);
    start.elapsed().as_secs_f64()
}
