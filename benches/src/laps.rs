//! How long each part of a run takes.

use std::fmt::Write;
use std::time::Instant;

/// A clock, and what it has shown.
pub struct Laps {
    last: Instant,
    seconds: Vec<(&'static str, f64)>,
}

impl Laps {
    /// Starts the clock.
    #[must_use]
    pub fn start() -> Self {
        Self {
            last: Instant::now(),
            seconds: Vec::new(),
        }
    }

    /// Ends a part, and says so.
    pub fn end(&mut self, part: &'static str) {
        let seconds = self.last.elapsed().as_secs_f64();
        eprintln!("{part}: {seconds:.0} s");
        self.seconds.push((part, seconds));
        self.last = Instant::now();
    }

    /// A table.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "\n## How long this run took\n\n| part | seconds on the clock |\n| --- | --: |\n",
        );
        for (part, seconds) in &self.seconds {
            let _ = writeln!(text, "| {part} | {seconds:.0} |");
        }
        let all: f64 = self.seconds.iter().map(|(_, seconds)| seconds).sum();
        let _ = writeln!(text, "| all | {all:.0} |");
        text
    }
}
