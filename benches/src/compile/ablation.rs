//! What each analysis is worth: this package once more, with its annotated functions expanded beforehand and one analysis
//! left out, and the instructions that its derivatives then take.

use super::pipeline::{Analyses, companion_of, is_from_body};
use crate::callgrind;
use crate::case::names;
use ad_transform::transform::Passes;
use quote::{ToTokens, quote};
use std::path::{Path, PathBuf};
use std::process::Command;
use syn::{Item, Meta};

/// The analyses that are left out, one at a time.
pub const WITHOUT: [(&str, Analyses); 5] = [
    (
        "independent",
        Analyses {
            passes: Passes {
                independent: false,
                ..Passes::ALL
            },
            ..Analyses::ALL
        },
    ),
    (
        "restore",
        Analyses {
            passes: Passes {
                restore: false,
                ..Passes::ALL
            },
            ..Analyses::ALL
        },
    ),
    (
        "dependences",
        Analyses {
            passes: Passes {
                dependences: false,
                ..Passes::ALL
            },
            ..Analyses::ALL
        },
    ),
    (
        "sums",
        Analyses {
            sums: false,
            ..Analyses::ALL
        },
    ),
    (
        "rows",
        Analyses {
            rows: false,
            ..Analyses::ALL
        },
    ),
];

/// A case of more instructions than this takes too long to be counted once more for each analysis.
pub const LONG: f64 = 1e8;

/// Builds the package without an analysis; gives the program.
pub fn build(name: &str, analyses: Analyses) -> Result<PathBuf, String> {
    let root = std::env::temp_dir().join(format!("ad-benches-without-{name}"));
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&package.join("src"), &root.join("src"), analyses).map_err(|error| error.to_string())?;
    let repository = package
        .join("..")
        .canonicalize()
        .map_err(|error| error.to_string())?;
    let manifest = read(&package.join("Cargo.toml"))?
        .replace("path = \"..", &format!("path = \"{}", repository.display()));
    let write = |name: &str, text: &str| {
        std::fs::write(root.join(name), text).map_err(|error| error.to_string())
    };
    write("Cargo.toml", &manifest)?;
    write("Cargo.lock", &read(&package.join("Cargo.lock"))?)?;
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

fn copy(from: &Path, to: &Path, analyses: Analyses) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to, analyses)?;
        } else {
            let text = std::fs::read_to_string(&path)?;
            std::fs::write(to, expanded(&text, analyses).unwrap_or(text))?;
        }
    }
    Ok(())
}

/// A file with its annotated functions expanded; none where there is nothing to expand.
fn expanded(text: &str, analyses: Analyses) -> Option<String> {
    let mut file = syn::parse_file(text).ok()?;
    let mut items = Vec::new();
    let mut changed = false;
    for mut item in file.items {
        let companion = companion(&mut item, analyses);
        items.push(item);
        if let Some(companion) = companion {
            changed = true;
            items.extend(syn::parse2::<syn::File>(companion).ok()?.items);
        }
    }
    file.items = items;
    let text = file.to_token_stream().to_string();
    changed.then(|| {
        text.replacen(
            "use ad :: differentiate ;",
            "#[allow(unused)] use ad::differentiate;",
            1,
        )
    })
}

/// The companion of an annotated function, which loses its attribute.
fn companion(item: &mut Item, analyses: Analyses) -> Option<proc_macro2::TokenStream> {
    let Item::Fn(function) = item else {
        return None;
    };
    let is_ours = |attr: &syn::Attribute| attr.path().is_ident("differentiate");
    let at = function.attrs.iter().position(is_ours)?;
    let options = match &function.attrs[at].meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => quote!(),
    };
    if !is_from_body(&options) {
        return None;
    }
    function.attrs.remove(at);
    companion_of(options, function.to_token_stream(), analyses, &mut [0.0; 5]).ok()
}
