//! What each analysis is worth: this package once more, with its annotated functions expanded beforehand and one analysis
//! left out, and the instructions that its derivatives then take.

use super::expansion;
use crate::callgrind;
use crate::case::names;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A case of more instructions than this takes too long to be counted once more for each analysis.
pub const LONG: f64 = 1e8;

/// As macros are built: that is there for the phases, too.
const PROFILE: &str = "macros";

/// The analyses that can be left out, one at a time.
pub fn analyses() -> Result<Vec<String>, String> {
    let names = expansion(PROFILE, &["analyses"])?;
    Ok(names.lines().map(str::to_owned).collect())
}

/// Builds the package without an analysis; gives the program.
pub fn build(name: &str) -> Result<PathBuf, String> {
    let root = std::env::temp_dir().join(format!("ad-benches-without-{name}"));
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [from, to] = [package, &root].map(|folder| folder.join("src").display().to_string());
    expansion(PROFILE, &["without", name, &from, &to])?;
    let repository = package
        .join("..")
        .canonicalize()
        .map_err(|error| error.to_string())?;
    let manifest = read(&package.join("Cargo.toml"))?
        .replace("members = [\"expansion\"]\n", "")
        // Of another version: what cargo builds of it is not taken for what was built of this package.
        .replace(
            "version = \"0.1.0\"\ndefault-run",
            "version = \"0.1.0-without\"\ndefault-run",
        )
        .replace("path = \"..", &format!("path = \"{}", repository.display()));
    let write = |name: &str, text: &str| {
        std::fs::write(root.join(name), text).map_err(|error| error.to_string())
    };
    write("Cargo.toml", &manifest)?;
    let lock = read(&package.join("Cargo.lock"))?.replace(
        "name = \"ad-benches\"\nversion = \"0.1.0\"",
        "name = \"ad-benches\"\nversion = \"0.1.0-without\"",
    );
    write("Cargo.lock", &lock)?;
    write("notes.md", "")?;
    // The dependencies are built already, where this program is.
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = program
        .parent()
        .and_then(Path::parent)
        .ok_or("no target folder")?;
    let output = Command::new("cargo")
        .args(["build", "--quiet", "--release", "--bin", "report"])
        .current_dir(&root)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    // The next build would overwrite it, and this one may have overwritten the program that runs.
    let kept = root.join("report");
    std::fs::copy(target.join("release/report"), &kept).map_err(|error| error.to_string())?;
    Ok(kept)
}

/// Instructions of a derivative as that program has it.
pub fn instructions(
    program: &Path,
    case: &str,
    repetitions: u64,
    data: Option<&Path>,
) -> Result<f64, String> {
    callgrind::instructions_of(program, case, names::GENERATED, repetitions, data)
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}
