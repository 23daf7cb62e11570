//! Crates' sources from the package registry, by way of cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the sources of `name@version`.
pub fn source(name: &str) -> Result<PathBuf, String> {
    let (package, version) = name.split_once('@').ok_or("a crate is NAME@VERSION")?;
    let version = match version {
        "*" => version.to_string(),
        version => format!("={version}"),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../target/corpus")
        .join(package);
    fs::create_dir_all(folder.join("src")).map_err(|e| e.to_string())?;
    let manifest = folder.join("Cargo.toml");
    let text = format!(
        "[package]\nname = \"corpus-of-{package}\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n\
         [dependencies]\n{package} = \"{version}\"\n\n[workspace]\n"
    );
    let known = fs::read_to_string(&manifest).is_ok_and(|old| old == text);
    if !known {
        fs::write(&manifest, text).map_err(|e| e.to_string())?;
        fs::write(folder.join("src/lib.rs"), "").map_err(|e| e.to_string())?;
    }
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(&manifest)
        .output()
        .map_err(|e| e.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|e| e.to_string())?;
    let packages = metadata["packages"].as_array().ok_or("no packages")?;
    let found = packages
        .iter()
        .find(|p| p["name"] == package)
        .ok_or_else(|| format!("{package} is not among its own packages"))?;
    let manifest = found["manifest_path"].as_str().ok_or("no path")?;
    Ok(Path::new(manifest)
        .parent()
        .ok_or("a manifest is in a folder")?
        .to_path_buf())
}
