//! Expansion, by phase: in this process, where nothing of rustc's is counted.

use super::pipeline::{Analyses, PHASES, companion_of, is_from_body};
use super::sources;
use quote::ToTokens;

/// Prints the milliseconds for 100 lines of source by phase, each in a line, and how many bytes of Rust are made of each byte: all
/// functions are expanded `rounds` times, and the quickest round of each phase counts.
pub fn print(rounds: usize) {
    let functions: Vec<_> = sources::all()
        .into_iter()
        .flat_map(|source| source.functions)
        .filter(|(options, _)| is_from_body(options))
        .collect();
    let lines = sources::lines(functions.iter().map(|(_, item)| item));
    let mut least = [f64::INFINITY; 5];
    let (mut read, mut written) = (0, 0);
    for _ in 0..rounds {
        let mut seconds = [0.0; 5];
        for (options, item) in &functions {
            let tokens = item.to_token_stream();
            read += tokens.to_string().len();
            let made = companion_of(options.clone(), tokens, Analyses::ALL, &mut seconds);
            written += made.expect("it is differentiable").to_string().len();
        }
        for (least, seconds) in least.iter_mut().zip(seconds) {
            *least = least.min(seconds);
        }
    }
    for (phase, seconds) in PHASES.iter().zip(least) {
        println!("{phase} {}", seconds * 1e3 * 100.0 / lines as f64);
    }
    println!("growth {}", written as f64 / read as f64);
}
