//! Expansion, by phase: in this process, where nothing of rustc's is counted.

use super::pipeline::{Analyses, PHASES, companion_of, is_from_body};
use super::sources;
use quote::ToTokens;
use std::process::Command;

/// Milliseconds for 100 lines of source, by phase; and how many bytes of Rust were made of each byte.
pub struct Expansion {
    /// In the order of [`PHASES`].
    pub milliseconds: [f64; 5],
    /// How much text comes out.
    pub growth: f64,
}

/// Expands all functions, `rounds` times; counts the quickest round of each phase.
pub fn measure(rounds: usize) -> Expansion {
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
    Expansion {
        milliseconds: least.map(|seconds| seconds * 1e3 * 100.0 / lines as f64),
        growth: written as f64 / read as f64,
    }
}

/// The same in a build of another profile: milliseconds by phase, then the growth.
pub fn in_profile(profile: &str) -> Result<Vec<f64>, String> {
    let output = Command::new("cargo")
        .env("AD_VERIFY", "0")
        .args(["run", "--quiet", "--bin", "phases", "--profile", profile])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text.lines().filter_map(|line| line.parse().ok()).collect();
    match numbers.len() == PHASES.len() + 1 {
        true => Ok(numbers),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}
