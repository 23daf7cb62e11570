//! Random Rust functions, as text, through the attribute: what the random programs of the compiler's own tests, which are
//! IR, do not reach is how Rust is read. Each function is annotated and checked at a point with `ad::check`: its values
//! in both modes against the function itself, its gradient against differences, its modes against each other; on request
//! (`--order 2`) its second derivatives against differences of the first ones.

mod expression;
mod idioms;
mod program;
mod random;
mod scope;
mod second;
mod statement;

use std::fs;
use std::path::Path;
use std::process::Command;

const USAGE: &str = "cargo run -p xtask --release -- fuzz [--functions N] [--seed S] [--order 2]

Writes N random functions (200) into a crate in target/fuzz, builds it, and reports what is wrong.";

/// Runs the tool.
pub fn run(mut args: impl Iterator<Item = String>) -> Result<(), String> {
    let (mut functions, mut seed, mut order) = (200, 0, 1);
    while let Some(arg) = args.next() {
        let number = args.next().and_then(|n| n.parse::<u64>().ok());
        match (arg.as_str(), number) {
            ("--functions", Some(n)) => functions = n,
            ("--seed", Some(n)) => seed = n,
            ("--order", Some(n @ (1 | 2))) => order = n,
            _ => return Err(USAGE.to_string()),
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("target/fuzz");
    let write = |file: &str, text: String| {
        fs::write(folder.join(file), text).map_err(|e| format!("{file}: {e}"))
    };
    fs::create_dir_all(folder.join("src")).map_err(|e| e.to_string())?;
    write(
        "Cargo.toml",
        format!(
            "[package]\nname = \"fuzz\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nad = {{ path = {root:?} }}\nnum-traits = \"0.2\"\n\n[workspace]\n"
        ),
    )?;
    write("src/main.rs", program::program(functions, seed, order))?;
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet"])
        .current_dir(&folder)
        .status()
        .map_err(|e| e.to_string())?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("see {}", folder.join("src/main.rs").display()))
    }
}
