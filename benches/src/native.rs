//! Times of this package built for the processor that it runs on, in one run with those of the default target: the program builds
//! itself once more with `-C target-cpu=native`, and asks that program for its times. There are no counts of instructions:
//! Valgrind does not know all of a new processor's.

use crate::case::names;
use crate::report::Row;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// What that program is to print.
pub const OPTION: &str = "--ratios";

/// A line of what it prints.
#[must_use]
pub fn line(row: &Row) -> Option<String> {
    let ratio = row.time_ratio(names::GENERATED, names::HAND)?;
    let seconds = row.cell(names::GENERATED)?.seconds;
    Some(format!("{ratio}\t{seconds}\t{}", row.name))
}

/// The table beside the times of this run.
#[must_use]
pub fn markdown(rows: &[Row], options: &[&str], data: Option<&Path>) -> String {
    match measured(options, data) {
        Ok(native) => table(rows, &native),
        Err(error) => {
            eprintln!("native: {error}");
            String::new()
        }
    }
}

/// Generated against hand, and seconds of the generated one, by case.
type Times = HashMap<String, (f64, f64)>;

fn measured(options: &[&str], data: Option<&Path>) -> Result<Times, String> {
    let target = std::env::temp_dir().join("ad-benches-native");
    let mut command = Command::new("cargo");
    command
        .args([
            "run",
            "--quiet",
            "--release",
            "--bin",
            "report",
            "--",
            OPTION,
        ])
        .args(options)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTFLAGS", "-C target-cpu=native");
    if let Some(data) = data {
        command.arg("--data").arg(data);
    }
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let times = text.lines().filter_map(|line| {
        let mut parts = line.splitn(3, '\t');
        let mut number = || parts.next()?.parse().ok();
        let (ratio, seconds) = (number()?, number()?);
        Some((parts.next()?.to_owned(), (ratio, seconds)))
    });
    Ok(times.collect())
}

fn table(rows: &[Row], native: &Times) -> String {
    let mut text = String::from(
        "\n## For the processor of this machine\n\n\
         Time of the generated derivative for each second of the one by hand, as above and with `-C target-cpu=native`, and the time\n\
         that the generated one takes then for each second that it takes without:\n\n\
         | case | default target | native | native / default |\n| --- | --: | --: | --: |\n",
    );
    let (mut logs, mut count) = (0.0, 0);
    for row in rows {
        let Some((default, generated)) = row
            .time_ratio(names::GENERATED, names::HAND)
            .zip(row.cell(names::GENERATED))
        else {
            continue;
        };
        let Some((ratio, seconds)) = native.get(&row.name) else {
            continue;
        };
        let faster = seconds / generated.seconds;
        let _ = writeln!(
            text,
            "| {} | {default:.2} | {ratio:.2} | {faster:.2} |",
            row.name
        );
        logs += ratio.ln();
        count += 1;
    }
    if count > 0 {
        let mean = (logs / f64::from(count)).exp();
        let _ = writeln!(
            text,
            "\nGeometric mean with `-C target-cpu=native`: {mean:.2}."
        );
    }
    text
}
