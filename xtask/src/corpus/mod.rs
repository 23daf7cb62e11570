//! What share of the numeric functions that people have published is differentiated as it stands.
//!
//! Takes crates from the package registry, selects their numeric functions ([`select`]), gives each to the compiler
//! as the attribute would ([`mod@attempt`]), and counts ([`report`]).

mod attempt;
mod cargo;
mod check;
mod compile;
mod fetch;
mod foreign;
mod patch;
mod report;
mod select;
mod site;
mod trial;
mod types;

use attempt::{Outcome, attempt};
use compile::{Compiled, Workplace};
use report::Report;
use select::{Found, Function};
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

const USAGE: &str = "cargo run -p xtask --release -- corpus [OPTION ..] [CRATE@VERSION ..]

Without crates, those of the list in xtask/src/corpus/crates.txt.

  --compile       annotates the accepted functions in a copy of the crate, and compiles it
  --check         compares their derivatives with differences, too
  --reason TEXT   lists the functions refused with a message that contains the text
  --markdown      writes the summary into README.md";

/// The crates that the summary in the README is of.
const CRATES: &str = include_str!("crates.txt");

/// Runs the tool.
pub fn run(args: impl Iterator<Item = String>) -> Result<(), String> {
    let (mut crates, mut reason) = (Vec::new(), None);
    let (mut markdown, mut compile, mut check) = (false, false, false);
    let mut args = args.peekable();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--help" => return Err(USAGE.to_string()),
            "--markdown" => markdown = true,
            "--compile" => compile = true,
            "--check" => (compile, check) = (true, true),
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
        let package = name.split('@').next().unwrap_or(name);
        let mut workplace = match compile {
            true => Some(Workplace::of(package, &source)?),
            false => None,
        };
        let source = workplace
            .as_ref()
            .map_or(source, |workplace| workplace.patched.folder.clone());
        let found = select::functions(&source)?;
        eprintln!("{name}: {} functions", found.functions.len());
        let mut accepted = Vec::new();
        for function in &found.functions {
            let started = Instant::now();
            let outcome = attempt(function);
            report.add_time(name, function, started.elapsed());
            if let (Some(reason), Outcome::Refused(messages)) = (&reason, &outcome) {
                for message in messages.iter().filter(|m| m.contains(reason.as_str())) {
                    println!(
                        "{package} {}: {} ({:?}): {message}\n",
                        function.file, function.name, function.class
                    );
                }
            }
            if matches!(outcome, Outcome::Accepted) {
                accepted.push(function);
            }
            report.add(name, function, outcome);
        }
        if let Some(workplace) = &mut workplace {
            match workplace.compile(&found, &accepted) {
                Ok(compiled) => {
                    write_failures(package, &found, &accepted, workplace, &compiled)?;
                    for (function, compiled) in accepted.iter().zip(&compiled) {
                        report.add_compiled(name, function, compiled);
                    }
                    if check {
                        check_compiled(name, &found, &accepted, workplace, &compiled, &mut report);
                    }
                }
                Err(why) => report.absent(name, &why),
            }
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

/// Checks the derivatives of what compiles.
fn check_compiled(
    name: &str,
    found: &Found,
    accepted: &[&Function],
    workplace: &mut Workplace,
    compiled: &[Compiled],
    report: &mut Report,
) {
    let functions: Vec<(&Function, patch::Id)> = accepted
        .iter()
        .zip(compiled)
        .filter_map(|(function, compiled)| match compiled {
            Compiled::Yes(id) => Some((*function, *id)),
            Compiled::Absent | Compiled::No(..) => None,
        })
        .collect();
    match workplace.check(found, &functions) {
        Ok(checked) => {
            for ((function, _), checked) in functions.iter().zip(checked) {
                report.add_checked(name, function, checked);
            }
        }
        Err(why) => report.absent(name, &why),
    }
}

/// Lists what does not compile, with all that rustc says, in a file of the crate's.
fn write_failures(
    package: &str,
    found: &Found,
    accepted: &[&Function],
    workplace: &Workplace,
    compiled: &[Compiled],
) -> Result<(), String> {
    let mut text = String::new();
    for (function, compiled) in accepted.iter().zip(compiled) {
        if let Compiled::No(why, errors) = compiled {
            let _ = writeln!(text, "==== {why:?} {} {}", function.file, function.name);
            for error in errors {
                let _ = writeln!(text, "{}", error.rendered);
            }
        }
    }
    for (definition, unit) in found.definitions.iter().zip(workplace.derives()) {
        if let trial::State::Out(errors) = &unit.state {
            let _ = writeln!(
                text,
                "==== derive {} {}",
                definition.file,
                definition.name()
            );
            for error in errors {
                let _ = writeln!(text, "{}", error.rendered);
            }
        }
    }
    let folder = compile::folder("failures");
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let path = Path::new(&folder).join(format!("{package}.txt"));
    std::fs::write(path, text).map_err(|e| e.to_string())
}
