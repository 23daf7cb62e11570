//! `cargo` on a copy of a crate, and what rustc says of it.

use super::patch::{Id, Origin, Patched};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An error of rustc's.
#[derive(Clone, Debug)]
pub struct Error {
    /// Its code, `E0277`; none for what macros say.
    pub code: String,
    /// What it says, in its first line.
    pub message: String,
    /// As rustc shows it.
    pub rendered: String,
    /// Where it points to, in which files, most important first.
    pub places: Vec<(String, Origin)>,
}

/// Runs cargo in a copy.
pub struct Cargo {
    /// Where it builds: shared, so that dependencies are built once.
    pub target: PathBuf,
    /// How far the macros are optimised: they run for each function, and are built once.
    pub macros: String,
}

impl Cargo {
    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_PROFILE_TEST_DEBUG", "0")
            .env("CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL", &self.macros)
            .env("RUSTFLAGS", "--cap-lints=allow");
        // A crate may ask for a toolchain of its own, whose libraries would not fit those that are built already.
        if let Some(toolchain) = option_env!("RUSTUP_TOOLCHAIN") {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        command
    }

    /// The errors of the library, with its tests or without.
    pub fn check(&self, patched: &Patched, tests: bool) -> Result<Vec<Error>, String> {
        let mut command = self.command(&patched.folder);
        command.args(["check", "--lib", "--message-format=json"]);
        if tests {
            command.args(["--profile", "test"]);
        }
        let output = command.output().map_err(|e| e.to_string())?;
        let mut errors = Vec::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(value) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            let message = &value["message"];
            if value["reason"] == "compiler-message" && message["level"] == "error" {
                errors.push(error(message, patched));
            }
        }
        errors.retain(|e| !e.message.starts_with("aborting due to"));
        if errors.is_empty() && !output.status.success() {
            return Err(last_lines(&output));
        }
        Ok(errors)
    }

    /// Builds and runs the tests of the library; what they print.
    pub fn test(&self, patched: &Patched) -> Result<String, String> {
        let mut command = self.command(&patched.folder);
        command.args(["test", "--lib", "--", "--nocapture", "--test-threads", "1"]);
        let output = command.output().map_err(|e| e.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if text.contains("running ") {
            Ok(text)
        } else {
            Err(last_lines(&output))
        }
    }
}

fn last_lines(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

/// How rustc ends what it says of a macro that panics.
pub const PANICKED: &str = "panicked";

fn error(message: &Value, patched: &Patched) -> Error {
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for span in message["spans"].as_array().into_iter().flatten() {
        let primary = span["is_primary"] == true;
        let places = if primary { &mut first } else { &mut rest };
        climb(span, patched, places);
    }
    for child in message["children"].as_array().into_iter().flatten() {
        for span in child["spans"].as_array().into_iter().flatten() {
            climb(span, patched, &mut rest);
        }
    }
    first.extend(rest);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let mut said = text(&message["message"]);
    if said.ends_with(PANICKED) {
        // With what.
        for child in message["children"].as_array().into_iter().flatten() {
            said = format!("{}: {said}", text(&child["message"]));
        }
    }
    Error {
        code: text(&message["code"]["code"]),
        message: said,
        rendered: text(&message["rendered"]),
        places: first,
    }
}

/// The places of a span in the crate, from where it is to the macros that made it.
fn climb(span: &Value, patched: &Patched, places: &mut Vec<(String, Origin)>) {
    let mut span = span;
    while span.is_object() {
        let file = span["file_name"].as_str().unwrap_or_default();
        let at = span["byte_start"].as_u64().unwrap_or_default();
        if let Some(origin) = patched.origin(file, usize::try_from(at).unwrap_or_default()) {
            places.push((file.to_string(), origin));
        }
        span = &span["expansion"]["span"];
    }
}

/// The insertion that a probe's error names.
pub fn probed(error: &Error) -> Option<Id> {
    error.message.strip_prefix("corpus: ")?.parse().ok()
}
