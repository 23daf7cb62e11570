//! The data files of ADBench: numbers, separated by white space.

use std::path::Path;

/// All numbers of a file; none where it cannot be read.
pub fn numbers(file: &Path) -> Option<Vec<f64>> {
    let text = std::fs::read_to_string(file).ok()?;
    text.split_whitespace()
        .map(|word| word.parse().ok())
        .collect()
}
