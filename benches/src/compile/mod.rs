//! What compiling costs: the crates of the macro, expansion by phase, and annotations in a crate of 200 functions.
//!
//! The functions are the primals of this package, taken out of its own source.

pub mod ablation;
pub mod crates;
pub mod phases;
pub mod report;

use std::process::Command;

/// What the program of the package `ad-expansion` says, built in a profile.
fn expansion(profile: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("cargo")
        .args(["run", "--quiet", "--package", "ad-expansion"])
        .args(["--profile", profile, "--"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("AD_VERIFY", "0")
        .output()
        .map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}
