//! Expands the annotated functions of the benchmarks, as the attribute does.
//!
//! ```text
//! expansion phases                      milliseconds for 100 lines by phase, then how much text grows
//! expansion analyses                    the names of analyses that can be left out
//! expansion without ANALYSIS FROM TO    copies a folder of sources with its functions expanded
//! expansion crate TO N                  writes sources of N annotated functions
//! expansion plain-crate TO N            the same functions without annotations
//! ```

#![forbid(unsafe_code)]

mod functions;
mod phases;
mod pipeline;
mod sources;
mod without;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), String> {
    let done = match arguments {
        ["phases"] => {
            phases::print(5);
            Ok(())
        }
        ["analyses"] => {
            without::ANALYSES
                .iter()
                .for_each(|(name, _)| println!("{name}"));
            Ok(())
        }
        ["without", analysis, from, to] => {
            let found = without::ANALYSES.iter().find(|(name, _)| name == analysis);
            let (_, analyses) = found.ok_or("there is no such analysis")?;
            without::copy(Path::new(from), Path::new(to), *analyses)
        }
        [kind @ ("crate" | "plain-crate"), to, n] => {
            let n = n.parse().map_err(|_| "N is not a number")?;
            functions::write(Path::new(to), n, *kind == "crate")
        }
        _ => return Err("unknown arguments".to_owned()),
    };
    done.map_err(|error| error.to_string())
}
