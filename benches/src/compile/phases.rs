//! Expansion, by phase, where nothing of rustc's is counted.

use super::expansion;

/// The phases and the growth of the text, by name, of the compiler built in a profile.
pub fn in_profile(profile: &str) -> Result<Vec<(String, f64)>, String> {
    let text = expansion(profile, &["phases"])?;
    let number = |line: &str| {
        let (name, number) = line.split_once(' ')?;
        Some((name.to_owned(), number.parse().ok()?))
    };
    let numbers: Option<Vec<_>> = text.lines().map(number).collect();
    numbers
        .filter(|numbers| !numbers.is_empty())
        .ok_or(format!("no numbers: {text}"))
}
