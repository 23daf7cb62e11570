//! The tables.

use super::{Row, TOLERANCE};
use crate::case::{Group, names};
use std::fmt::Write;

/// The whole report; `sections` stands before the notes.
pub fn markdown(rows: &[Row], sections: &str) -> String {
    let mut text = String::from(HEAD);
    let _ = writeln!(text, "{}\n", circumstances());
    summary(&mut text, rows);
    for group in Group::ALL {
        let rows: Vec<&Row> = rows.iter().filter(|row| row.group == group).collect();
        if !rows.is_empty() {
            let _ = writeln!(text, "\n## {}\n", group.title());
            derivatives(&mut text, &rows);
            peers(&mut text, &rows);
        }
    }
    references(&mut text, rows);
    text.push_str(sections);
    text.push_str(NOTES);
    text
}

/// What no run can find out: the ablation, and the reasons.
const NOTES: &str = include_str!("../../notes.md");

const HEAD: &str = "\
# Measured

Written by `cargo run --release` in this folder. *Hand* is function and derivative as an expert writes them, *generated*
is what `#[differentiate]` makes of the function. Both return the same, to 1e-10, or the row says WRONG. Times are the
least of several interleaved batches; instructions are counted by Callgrind; allocations and the peak of allocated bytes
(results included) are of one call. Ratios above 1 mean that the generated one is slower.

";

fn circumstances() -> String {
    let native = if cfg!(target_feature = "avx2") {
        "with AVX2"
    } else {
        "default target features"
    };
    format!("Target: {}, {native}.", std::env::consts::ARCH)
}

fn summary(text: &mut String, rows: &[Row]) {
    text.push_str(
        "| group | cases | instructions: mean | worst | time: mean | worst | target: mean | worst |\n\
         | --- | --: | --: | --: | --: | --: | --: | --: |\n",
    );
    for group in Group::ALL {
        let of = |ratio: fn(&Row) -> Option<f64>| {
            rows.iter()
                .filter(|row| row.group == group)
                .filter_map(ratio)
                .collect::<Vec<_>>()
        };
        let times = of(|row| row.time_ratio(names::GENERATED, names::HAND));
        let instructions = of(|row| row.instruction_ratio(names::GENERATED, names::HAND));
        let target = if group == Group::Kernels { 1.02 } else { 1.05 };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {target} | 1.15 |",
            group.title(),
            times.len(),
            ratio(geometric_mean(&instructions)),
            ratio(worst(&instructions)),
            ratio(geometric_mean(&times)),
            ratio(worst(&times)),
        );
    }
    text.push_str("\nGenerated against hand: geometric mean, and the worst case.\n");
}

fn derivatives(text: &mut String, rows: &[&Row]) {
    text.push_str(
        "| case | primal | hand / primal | generated / primal | generated / hand: time | instructions \
         | allocations: hand | generated | peak bytes: hand | generated |\n\
         | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n",
    );
    for row in rows {
        let memory = |name| row.cell(name).map(|cell| cell.memory);
        let (hand, generated) = (memory(names::HAND), memory(names::GENERATED));
        let wrong = row
            .cell(names::GENERATED)
            .is_some_and(|cell| cell.error > TOLERANCE);
        let _ = writeln!(
            text,
            "| {}{} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            row.name,
            if wrong { " **WRONG**" } else { "" },
            row.cell(names::PRIMAL)
                .map_or_else(String::new, |cell| duration(cell.seconds)),
            ratio(row.time_ratio(names::HAND, names::PRIMAL)),
            ratio(row.time_ratio(names::GENERATED, names::PRIMAL)),
            ratio(row.time_ratio(names::GENERATED, names::HAND)),
            ratio(row.instruction_ratio(names::GENERATED, names::HAND)),
            hand.map_or_else(String::new, |memory| memory.allocations.to_string()),
            generated.map_or_else(String::new, |memory| memory.allocations.to_string()),
            hand.map_or_else(String::new, |memory| bytes(memory.peak)),
            generated.map_or_else(String::new, |memory| bytes(memory.peak)),
        );
    }
}

/// Everything else that computes the same, as times of the one by hand.
fn peers(text: &mut String, rows: &[&Row]) {
    let known = [names::PRIMAL, names::HAND];
    let mut peers: Vec<&str> = Vec::new();
    for name in rows.iter().flat_map(|row| &row.cells).map(|cell| cell.name) {
        if !known.contains(&name) && !peers.contains(&name) {
            peers.push(name);
        }
    }
    if peers.iter().all(|&name| name == names::GENERATED) {
        return;
    }
    let _ = writeln!(text, "\nTime, for each second of the one by hand:\n");
    let _ = writeln!(text, "| case | {} |", peers.join(" | "));
    let _ = writeln!(text, "| --- |{}", " --: |".repeat(peers.len()));
    for row in rows {
        let _ = write!(text, "| {} |", row.name);
        for &peer in &peers {
            let wrong = row.cell(peer).is_some_and(|cell| cell.error > TOLERANCE);
            let mark = if wrong { " **WRONG**" } else { "" };
            let _ = write!(
                text,
                " {}{mark} |",
                ratio(row.time_ratio(peer, names::HAND))
            );
        }
        text.push('\n');
    }
}

/// Ratios of gradient to primal that were measured elsewhere, with C++ on the same data (issue 4).
const REFERENCES: [(&str, &str); 6] = [
    ("GMM d10 K25", "by hand 1.85, Tapenade 2.5, Enzyme 3.0"),
    ("GMM d64 K25", "by hand 4.9, Tapenade 8.9, Enzyme 6.3"),
    ("GMM d2 K5", "by hand 2.1, Tapenade 4.0, Enzyme 3.2"),
    (
        "LSTM l2 c1024",
        "Enzyme 3.5 to 4.0, Tapenade 4.2, an expert's Rust 1.2",
    ),
    (
        "LSTM l4 c1024",
        "Enzyme 3.5 to 4.0, Tapenade 4.2, an expert's Rust 1.2",
    ),
    ("BA", "by hand 1.8, Enzyme 5.1, Tapenade 6.4"),
];

fn references(text: &mut String, rows: &[Row]) {
    let found: Vec<_> = REFERENCES
        .iter()
        .filter_map(|(name, elsewhere)| {
            Some((
                rows.iter().find(|row| row.name.starts_with(name))?,
                elsewhere,
            ))
        })
        .collect();
    if found.is_empty() {
        return;
    }
    text.push_str(
        "\n## Gradient over primal, here and elsewhere\n\n\
         | case | generated | hand | elsewhere (C++) |\n| --- | --: | --: | --- |\n",
    );
    for (row, elsewhere) in found {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {elsewhere} |",
            row.name,
            ratio(row.time_ratio(names::GENERATED, names::PRIMAL)),
            ratio(row.time_ratio(names::HAND, names::PRIMAL)),
        );
    }
}

fn geometric_mean(ratios: &[f64]) -> Option<f64> {
    let logarithms: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
    (!ratios.is_empty()).then(|| (logarithms / ratios.len() as f64).exp())
}

fn worst(ratios: &[f64]) -> Option<f64> {
    ratios.iter().copied().reduce(f64::max)
}

fn ratio(ratio: Option<f64>) -> String {
    ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"))
}

/// Seconds, in the unit that suits.
pub(super) fn duration(seconds: f64) -> String {
    let nanoseconds = seconds * 1e9;
    match nanoseconds {
        ..1e3 => format!("{nanoseconds:.1} ns"),
        ..1e6 => format!("{:.2} µs", nanoseconds / 1e3),
        ..1e9 => format!("{:.2} ms", nanoseconds / 1e6),
        _ => format!("{seconds:.2} s"),
    }
}

fn bytes(bytes: usize) -> String {
    match bytes {
        ..10_000 => bytes.to_string(),
        ..10_000_000 => format!("{} k", bytes / 1000),
        _ => format!("{} M", bytes / 1_000_000),
    }
}
