//! Builds by cargo: of the macro crates from nothing, and of a crate of 200 functions with and without annotations.

use super::expansion;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How many functions the crate has.
pub const FUNCTIONS: usize = 200;

/// Seconds that a command took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Of a processor.
    pub cpu: f64,
    /// On the clock.
    pub clock: f64,
}

/// Where the crates are written and built: a folder that is not the package's own, so that nothing is built yet.
fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("ad-benches-{}", std::process::id()))
}

/// A clean release build of the attribute's crate with all that it depends on.
pub fn macros() -> Result<Cost, String> {
    let target = folder().join("macros");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cost = cargo(
        &workspace,
        &target,
        &["build", "--release", "--quiet", "-p", "ad-macros"],
    );
    let _ = std::fs::remove_dir_all(&target);
    cost
}

/// `cargo check` or `cargo build` of the crate of 200 functions, with its dependencies built before.
pub fn annotated(command: &[&str], with: bool) -> Result<Cost, String> {
    let root = folder().join(if with { "with" } else { "without" });
    write_crate(&root, with)?;
    let target = folder().join("target");
    cargo(&root, &target, command)?;
    // The same again, with nothing to do but this crate.
    let file = root.join("src/lib.rs");
    let text = std::fs::read_to_string(&file).map_err(|error| error.to_string())?;
    std::fs::write(&file, text + "\n").map_err(|error| error.to_string())?;
    cargo(&root, &target, command)
}

/// Removes what was built.
pub fn clean() {
    let _ = std::fs::remove_dir_all(folder());
}

fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> Result<Cost, String> {
    let script = "TIMEFORMAT='%R %U %S'; time cargo \"$@\"";
    let output = Command::new("bash")
        .args(["-c", script, "cargo"])
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        // As macros are built for users.
        .env("AD_VERIFY", "0")
        .output()
        .map_err(|error| format!("bash: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let times = text.lines().last().unwrap_or_default();
    let times: Vec<f64> = times
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect();
    match (&times[..], output.status.success()) {
        (&[clock, user, system], true) => Ok(Cost {
            cpu: user + system,
            clock,
        }),
        _ => Err(format!("cargo {arguments:?}: {text}")),
    }
}

/// A crate of as many functions.
fn write_crate(root: &Path, with: bool) -> Result<(), String> {
    let sources = root.join("src").display().to_string();
    let kind = if with { "crate" } else { "plain-crate" };
    expansion("macros", &[kind, &sources, &FUNCTIONS.to_string()])?;
    let dependency = format!(
        "ad = {{ path = {:?} }}\n",
        concat!(env!("CARGO_MANIFEST_DIR"), "/..")
    );
    let manifest = format!(
        "[workspace]\n[package]\nname = \"functions\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [dependencies]\n{dependency}libm = \"0.2\"\n"
    );
    std::fs::write(root.join("Cargo.toml"), manifest).map_err(|error| error.to_string())
}
