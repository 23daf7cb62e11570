//! Instructions, counted by Valgrind's Callgrind: counts repeat, times do not.
//!
//! The binary runs itself under Callgrind to compute one variant of one case. Counted is what happens inside
//! `measured_region`, after one call to warm up, so that making the data does not count.

use std::path::Path;
use std::process::{Command, Stdio};

/// Instructions of one call of the variant, or why there is no count.
pub fn instructions(
    case: &str,
    variant: &str,
    repetitions: u64,
    data: Option<&Path>,
) -> Result<f64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    instructions_of(&program, case, variant, repetitions, data)
}

/// The same of another program that takes the same arguments.
pub fn instructions_of(
    program: &Path,
    case: &str,
    variant: &str,
    repetitions: u64,
    data: Option<&Path>,
) -> Result<f64, String> {
    let mut command = Command::new("valgrind");
    command
        .args([
            "--tool=callgrind",
            "--collect-atstart=no",
            "--callgrind-out-file=/dev/null",
        ])
        .arg("--toggle-collect=*measured_region*")
        .arg(program)
        .args(["--only", case, variant, &repetitions.to_string()])
        .stdin(Stdio::null());
    if let Some(data) = data {
        command.arg("--data").arg(data);
    }
    let output = command
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let last = text.lines().rev().take(3).collect::<Vec<_>>().join(" | ");
        return Err(format!("valgrind: {} {last}", output.status));
    }
    let collected = text
        .lines()
        .find_map(|line| line.split_once("Collected :"))
        .and_then(|(_, count)| count.trim().parse::<f64>().ok())
        .ok_or_else(|| "valgrind said no count".to_owned())?;
    Ok(collected / repetitions as f64)
}
