//! Checks and measures every case, and writes the report.
//!
//! ```text
//! cargo run --release                          all of it, to REPORT.md and REPORT.svg
//! cargo run --release -- --data FOLDER         with the files of ADBench
//! cargo run --release -- --filter gmm --quick  some of it, to the terminal only
//! cargo run --release -- --only CASE VARIANT N computes one variant N times (what runs under Callgrind)
//! ```
//! `--no-instructions` leaves Callgrind out, `--no-compiling` what compiling costs, `--no-ablation` what each analysis is
//! worth, `--no-native` the times with `-C target-cpu=native`. A run with `--filter` writes nothing. How long each part took is
//! said at the end of the report.

mod allocator;

use ad_benches::report::{self, Row};
use ad_benches::{case::Case, compile, laps::Laps, measure::Effort, native, problems};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Default)]
struct Options {
    data: Option<PathBuf>,
    filter: Option<String>,
    only: Option<(String, String, u64)>,
    quick: bool,
    no_instructions: bool,
    no_compiling: bool,
    no_ablation: bool,
    no_native: bool,
    /// Nothing but a line of times for each case: what the program built for this processor is asked for.
    ratios: bool,
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or(format!("`{argument}` needs a value"))
        };
        match argument.as_str() {
            "--data" => options.data = Some(value()?.into()),
            "--filter" => options.filter = Some(value()?.to_lowercase()),
            "--only" => {
                let (case, variant) = (value()?, value()?);
                let repetitions = value()?
                    .parse()
                    .map_err(|_| "N is not a number".to_owned())?;
                options.only = Some((case, variant, repetitions));
            }
            "--quick" => options.quick = true,
            "--no-instructions" => options.no_instructions = true,
            "--no-compiling" => options.no_compiling = true,
            "--no-ablation" => options.no_ablation = true,
            "--no-native" => options.no_native = true,
            native::OPTION => options.ratios = true,
            _ => return Err(format!("unknown option `{argument}`")),
        }
    }
    Ok(options)
}

fn main() -> ExitCode {
    let options = match parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    let cases = problems::cases(options.data.as_deref());
    if let Some((case, variant, repetitions)) = &options.only {
        return only(&cases, case, variant, *repetitions);
    }
    let effort = if options.quick {
        Effort::QUICK
    } else {
        Effort::FULL
    };
    let mut laps = Laps::start();
    let mut rows = Vec::new();
    for case in &cases {
        if options
            .filter
            .as_ref()
            .is_some_and(|text| !case.name.to_lowercase().contains(text))
        {
            continue;
        }
        let mut row = Row::measure(case, effort);
        if options.ratios {
            native::line(&row)
                .iter()
                .for_each(|line| println!("{line}"));
            continue;
        }
        if !options.no_instructions {
            row.count_instructions(options.data.as_deref());
        }
        println!("{row}");
        rows.push(row);
    }
    if options.ratios {
        return ExitCode::SUCCESS;
    }
    laps.end("cases");
    let mut sections = String::new();
    if options.filter.is_none() {
        sections.push_str(&ad_benches::scaling::markdown(effort));
        laps.end("scaling");
    }
    if !options.no_native {
        let mut passed = Vec::new();
        if options.quick {
            passed.push("--quick");
        }
        if let Some(filter) = &options.filter {
            passed.extend(["--filter", filter]);
        }
        sections.push_str(&native::markdown(&rows, &passed, options.data.as_deref()));
        laps.end("for the processor of this machine");
    }
    if !options.no_ablation && !options.no_instructions {
        sections.push_str(&compile::report::ablation(&rows, options.data.as_deref()));
        laps.end("what the analyses are worth");
    }
    if !options.no_compiling {
        sections.push_str(&compile::report::compiling());
        laps.end("compiling");
    }
    sections.push_str(&laps.markdown());
    let text = report::markdown(&rows, &sections);
    if options.filter.is_some() {
        println!("{text}");
        return ExitCode::SUCCESS;
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let written = std::fs::write(folder.join("REPORT.md"), text)
        .map_err(|error| error.to_string())
        .and_then(|()| report::plot(&rows, &folder.join("REPORT.svg")));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Computes one variant: once to warm up, then `repetitions` times.
fn only(cases: &[Case], case: &str, variant: &str, repetitions: u64) -> ExitCode {
    let found = cases
        .iter()
        .find(|candidate| candidate.name == case)
        .and_then(|case| {
            case.variants()
                .into_iter()
                .find(|candidate| candidate.name == variant)
        });
    let Some(mut variant) = found else {
        eprintln!("there is no such case, or it has no such variant");
        return ExitCode::FAILURE;
    };
    std::hint::black_box(variant.numbers());
    variant.repeat(repetitions);
    ExitCode::SUCCESS
}
