//! What share of the numeric functions that people have published is differentiated as it stands.
//!
//! Takes crates from the package registry, selects their numeric functions ([`select`]), gives each to the compiler
//! as the attribute would ([`mod@attempt`]), and counts ([`report`]).

mod attempt;
mod fetch;
mod report;
mod select;
mod types;

use attempt::{Outcome, attempt};
use report::Report;

const USAGE: &str = "cargo run -p xtask --release -- corpus [OPTION ..] [CRATE@VERSION ..]

Without crates, those of the list in xtask/src/corpus/crates.txt.

  --reason TEXT   lists the functions refused with a message that contains the text
  --markdown      writes the summary into README.md";

/// The crates that the summary in the README is of.
const CRATES: &str = include_str!("crates.txt");

/// Runs the tool.
pub fn run(args: impl Iterator<Item = String>) -> Result<(), String> {
    let (mut crates, mut reason, mut markdown) = (Vec::new(), None, false);
    let mut args = args.peekable();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--help" => return Err(USAGE.to_string()),
            "--markdown" => markdown = true,
            "--reason" => reason = Some(args.next().ok_or(USAGE)?),
            name if name.contains('@') => crates.push(name.to_string()),
            _ => return Err(USAGE.to_string()),
        }
    }
    if crates.is_empty() {
        crates = CRATES.lines().map(str::to_string).collect();
    }
    let mut report = Report::default();
    for name in &crates {
        let source = match fetch::source(name) {
            Ok(source) => source,
            Err(why) => {
                report.absent(name, &why);
                continue;
            }
        };
        let functions = select::functions(&source)?;
        eprintln!("{name}: {} functions", functions.len());
        for function in functions {
            let outcome = attempt(&function);
            if let (Some(reason), Outcome::Refused(messages)) = (&reason, &outcome) {
                for message in messages.iter().filter(|m| m.contains(reason.as_str())) {
                    println!("{}: {}: {message}\n", function.file, function.name);
                }
            }
            report.add(name, &function, outcome);
        }
    }
    if reason.is_none() {
        println!("{report}");
    }
    if markdown {
        report.write_into_readme()?;
    }
    Ok(())
}
