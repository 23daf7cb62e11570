//! Measures cases and writes what came out: tables in Markdown, and a plot.

mod plot;
mod table;

pub use plot::plot;
pub use table::markdown;

use crate::callgrind;
use crate::case::{Case, Group, Variant, names};
use crate::measure::{Effort, times};
use crate::memory::{Use, used_by};
use crate::numbers::relative_difference;
use std::fmt;
use std::path::Path;

/// How far a variant may be from what was written by hand, relative to the largest number.
pub const TOLERANCE: f64 = 1e-10;

/// What was measured of one case.
pub struct Row {
    /// The table it belongs to.
    pub group: Group,
    /// The case.
    pub name: String,
    /// Each of its variants.
    pub cells: Vec<Cell>,
}

/// What was measured of one variant.
pub struct Cell {
    /// The variant.
    pub name: &'static str,
    /// Seconds of a call.
    pub seconds: f64,
    /// Instructions of a call.
    pub instructions: Option<f64>,
    /// What a call allocates.
    pub memory: Use,
    /// How far its numbers are from those by hand: 0 for the primal.
    pub error: f64,
}

impl Row {
    /// Checks and times a case.
    pub fn measure(case: &Case, effort: Effort) -> Self {
        let mut variants = case.variants();
        let reference = variants
            .iter_mut()
            .find(|v| v.name == names::HAND)
            .map(Variant::numbers);
        let checked = variants
            .iter_mut()
            .map(|variant| check(variant, reference.as_deref()));
        let checked: Vec<(f64, Use)> = checked.collect();
        let cells = times(&mut variants, effort)
            .into_iter()
            .zip(checked)
            .zip(&variants)
            .map(|((seconds, (error, memory)), variant)| Cell {
                name: variant.name,
                seconds,
                instructions: None,
                memory,
                error,
            })
            .collect();
        Self {
            group: case.group,
            name: case.name.clone(),
            cells,
        }
    }

    /// Adds counts of instructions, of the primal and both derivatives, where Callgrind can be run.
    pub fn count_instructions(&mut self, data: Option<&Path>) {
        let known = [names::PRIMAL, names::HAND, names::GENERATED];
        for cell in self
            .cells
            .iter_mut()
            .filter(|cell| known.contains(&cell.name))
        {
            let repetitions = if cell.seconds < 1e-4 { 100 } else { 1 };
            match callgrind::instructions(&self.name, cell.name, repetitions, data) {
                Ok(count) => cell.instructions = Some(count),
                Err(message) => eprintln!("{}, {}: {message}", self.name, cell.name),
            }
        }
    }

    /// The variant of this name.
    pub fn cell(&self, name: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.name == name)
    }

    /// Seconds of one variant for each second of another.
    pub fn time_ratio(&self, of: &str, to: &str) -> Option<f64> {
        Some(self.cell(of)?.seconds / self.cell(to)?.seconds)
    }

    /// Instructions of one variant for each instruction of another.
    pub fn instruction_ratio(&self, of: &str, to: &str) -> Option<f64> {
        Some(self.cell(of)?.instructions? / self.cell(to)?.instructions?)
    }
}

/// How far a variant is from the reference, and what it allocates. The first call warms up what is made once.
fn check(variant: &mut Variant, reference: Option<&[f64]>) -> (f64, Use) {
    let numbers = variant.numbers();
    let error = match reference {
        Some(reference) if variant.name != names::PRIMAL => {
            relative_difference(&numbers, reference)
        }
        _ => 0.0,
    };
    (error, used_by(|| variant.repeat(1)))
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.name)?;
        for cell in &self.cells {
            write!(f, "  {} {}", cell.name, table::duration(cell.seconds))?;
            if let Some(instructions) = cell.instructions {
                write!(f, " {instructions:.0}i")?;
            }
            if cell.error > TOLERANCE {
                write!(f, " WRONG by {:.1e}", cell.error)?;
            }
        }
        Ok(())
    }
}
