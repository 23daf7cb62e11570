//! What was measured of compiling, as text.

use super::{ablation, crates, phases};
use crate::case::names;
use crate::report::Row;
use std::fmt::Write;
use std::path::Path;

/// Expansion by phase, annotated crates, and the build of the macro crates.
pub fn compiling() -> String {
    let mut text = String::from(
        "\n## Compiling\n\n\
         Expansion of this package's own functions, milliseconds for 100 lines: the quickest of five rounds. cargo builds\n\
         macros without optimisation in every profile (*as macros are built*; in builds for development the verifier of the IR\n\
         runs, too: *development*), unless `profile.*.build-override` says otherwise (*optimised*).\n\n",
    );
    let mut has_head = false;
    for (profile, name) in [
        ("release", "optimised"),
        ("macros", "as macros are built"),
        ("dev", "development"),
    ] {
        match phases::in_profile(profile) {
            Ok(numbers) => {
                if !std::mem::replace(&mut has_head, true) {
                    text.push_str(&head(&numbers));
                }
                text.push_str(&line(name, &numbers));
            }
            Err(error) => eprintln!("profile {profile}: {error}"),
        }
    }
    let _ = write!(
        text,
        "\nSeconds of a processor (and on the clock) for a crate of {} functions, its dependencies built before:\n\n\
         | command | plain | annotated |\n| --- | --: | --: |\n",
        crates::FUNCTIONS
    );
    for command in [
        &["check", "--quiet"][..],
        &["build", "--quiet"],
        &["build", "--quiet", "--release"],
    ] {
        let _ = write!(
            text,
            "| `cargo {}` |",
            command.join(" ").replace(" --quiet", "")
        );
        for with in [false, true] {
            match crates::annotated(command, with) {
                Ok(cost) => {
                    let _ = write!(text, " {:.2} ({:.2}) |", cost.cpu, cost.clock);
                }
                Err(error) => eprintln!("{error}"),
            }
        }
        text.push('\n');
    }
    match crates::macros() {
        Ok(cost) => {
            let _ = writeln!(
                text,
                "\nA clean release build of `ad-macros` with all that it depends on: {:.1} s of a processor, {:.1} s on the clock.",
                cost.cpu, cost.clock
            );
        }
        Err(error) => eprintln!("{error}"),
    }
    crates::clean();
    text
}

/// The head of the table of phases, which the text's growth follows.
fn head(numbers: &[(String, f64)]) -> String {
    let phases: Vec<_> = numbers.split_last().map_or(Vec::new(), |(_, phases)| {
        phases.iter().map(|(name, _)| name.as_str()).collect()
    });
    format!(
        "| build | {} | total | text out / in |\n| --- |{}\n",
        phases.join(" | "),
        " --: |".repeat(phases.len() + 2)
    )
}

fn line(name: &str, numbers: &[(String, f64)]) -> String {
    let Some(((_, growth), phases)) = numbers.split_last() else {
        return String::new();
    };
    let cells = phases.iter().map(|(_, number)| format!(" {number:.2} |"));
    let total: f64 = phases.iter().map(|(_, number)| number).sum();
    format!(
        "| {name} |{} {total:.1} | {growth:.1} |\n",
        cells.collect::<String>()
    )
}

/// What each analysis is worth.
pub fn ablation(rows: &[Row], data: Option<&Path>) -> String {
    let mut text = String::from(
        "\n## What the analyses are worth\n\n\
         Instructions of the generated derivative with one analysis left out, for each one that it takes with all of them (1.00:\n\
         it makes no difference there). *Independent* (`analyse/independent.rs`): iterations of loops that only add to sums run\n\
         forth and back one by one, with no tape. *Restore* (`analyse/restore.rs`): memory that is stored to less often than it is\n\
         loaded is saved before its stores. *Dependences* (`analyse/dependence.rs`): elements are told apart by their indices, and\n\
         what was stored for good is read back. *Sums* (`optimise/gather.rs`, `first.rs`, `interchange.rs`, `ascending.rs`): sums of\n\
         cotangents in variables, first additions as stores, rows in place of columns, loops upwards. *Onward* (`optimise/onward.rs`):\n\
         what a trip leaves is kept once, as what the next one finds. *Rows* (`optimise/rows.rs` and what else runs at the end: adjoints and handing over): slices for\n\
         elements accessed one after the other. This package is built once more for each, with its functions expanded beforehand\n\
         (`src/compile/ablation.rs`); cases of more than 10^8 instructions are left out.\n\n",
    );
    let names = match ablation::analyses() {
        Ok(names) => names,
        Err(error) => {
            eprintln!("{error}");
            return String::new();
        }
    };
    let _ = writeln!(text, "| case | without {} |", names.join(" | without "));
    let _ = writeln!(text, "| --- |{}", " --: |".repeat(names.len()));
    let programs: Vec<_> = names.iter().map(|name| ablation::build(name)).collect();
    for program in &programs {
        if let Err(error) = program {
            eprintln!("{error}");
        }
    }
    for row in rows {
        let Some(all) = row
            .cell(names::GENERATED)
            .and_then(|cell| cell.instructions.zip(Some(cell.seconds)))
            .filter(|all| all.0 < ablation::LONG)
        else {
            continue;
        };
        let ratios: Vec<Option<f64>> = programs
            .iter()
            .map(|program| {
                let repetitions = if all.1 < 1e-4 { 100 } else { 1 };
                let program = program.as_ref().ok()?;
                let count = ablation::instructions(program, &row.name, repetitions, data).ok()?;
                Some(count / all.0)
            })
            .collect();
        // Rows of ones say nothing.
        if ratios
            .iter()
            .flatten()
            .all(|ratio| (ratio - 1.0).abs() < 0.005)
        {
            continue;
        }
        let _ = write!(text, "| {} |", row.name);
        for ratio in ratios {
            let _ = write!(
                text,
                " {} |",
                ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"))
            );
        }
        text.push('\n');
    }
    text
}
