//! A copy of a crate, with text inserted, that still knows what each place of it was.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Which insertion.
pub type Id = usize;

/// Text that goes into a file.
#[derive(Clone)]
pub struct Edit {
    pub file: String,
    pub at: usize,
    pub text: String,
    /// Who is to blame for what is wrong in it.
    pub unit: Id,
}

/// A copy of a crate.
pub struct Patched {
    /// Where it is.
    pub folder: PathBuf,
    /// Its files as they were, without tests.
    originals: BTreeMap<String, String>,
    /// What stands where, of each file: begins at, in the new text.
    segments: BTreeMap<String, Vec<(usize, Segment)>>,
}

#[derive(Clone, Copy)]
enum Segment {
    /// What stood at this place.
    Original(usize),
    /// What was inserted.
    Inserted(Id),
}

/// What a place in the new text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Original(usize),
    Inserted(Id),
}

impl Patched {
    /// Copies a crate, with its tests switched off: they need what only its authors have.
    pub fn copy(source: &Path, folder: &Path) -> Result<Patched, String> {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|e| e.to_string())?;
        }
        let mut originals = BTreeMap::new();
        copy_folder(source, source, folder, &mut originals)?;
        Ok(Patched {
            folder: folder.to_path_buf(),
            originals,
            segments: BTreeMap::new(),
        })
    }

    /// Writes the manifest.
    pub fn write_manifest(&self, text: &str) -> Result<(), String> {
        fs::write(self.folder.join("Cargo.toml"), text).map_err(|e| e.to_string())
    }

    /// The files as they were.
    pub fn originals(&self) -> &BTreeMap<String, String> {
        &self.originals
    }

    /// Writes the files with these insertions and none of before.
    pub fn write(&mut self, mut edits: Vec<Edit>) -> Result<(), String> {
        edits.sort_by_key(|edit| edit.at);
        self.segments.clear();
        for (file, original) in &self.originals {
            let (mut text, mut segments, mut done) = (String::new(), Vec::new(), 0);
            for edit in edits.iter().filter(|edit| edit.file == *file) {
                segments.push((text.len(), Segment::Original(done)));
                text += &original[done..edit.at];
                segments.push((text.len(), Segment::Inserted(edit.unit)));
                text += &edit.text;
                done = edit.at;
            }
            segments.push((text.len(), Segment::Original(done)));
            text += &original[done..];
            let path = self.folder.join(file);
            if fs::read_to_string(&path).is_ok_and(|old| old != text) {
                fs::write(path, text).map_err(|e| e.to_string())?;
            }
            self.segments.insert(file.clone(), segments);
        }
        Ok(())
    }

    /// What a place of a file is.
    pub fn origin(&self, file: &str, at: usize) -> Option<Origin> {
        let segments = self.segments.get(file)?;
        let (begin, segment) = segments.iter().rev().find(|(begin, _)| *begin <= at)?;
        Some(match segment {
            Segment::Original(from) => Origin::Original(from + at - begin),
            Segment::Inserted(unit) => Origin::Inserted(*unit),
        })
    }
}

fn copy_folder(
    root: &Path,
    from: &Path,
    to: &Path,
    originals: &mut BTreeMap<String, String>,
) -> Result<(), String> {
    fs::create_dir_all(to).map_err(|e| e.to_string())?;
    let entries = fs::read_dir(from).map_err(|e| format!("{}: {e}", from.display()))?;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().unwrap_or_default();
        let target = to.join(name);
        if name == "Cargo.lock" {
            // With the newest of all, the compiler is built once for all crates.
            continue;
        }
        let is_rust = path.extension().is_some_and(|e| e == "rs");
        if path.is_dir() {
            copy_folder(root, &path, &target, originals)?;
        } else if is_rust && let Ok(text) = fs::read_to_string(&path) {
            let text = without_tests(text.trim_start_matches('\u{feff}'));
            fs::write(target, &text).map_err(|e| e.to_string())?;
            let file = path.strip_prefix(root).unwrap_or(&path);
            originals.insert(file.display().to_string(), text);
        } else {
            fs::copy(&path, target).map_err(|e| e.to_string())?;
        }
    }
    Ok(())
}

/// The text with its `#[cfg(test)]`s made false.
fn without_tests(text: &str) -> String {
    text.replace("#[cfg(test)]", "#[cfg(any())]")
        .replace("cfg(all(test", "cfg(all(any()")
}

/// The manifest of a crate as that of a copy of it which depends on `ad`: of its own workspace, its library only.
pub fn manifest(text: &str, ad: &Path, features: &[String]) -> String {
    let mut out = String::new();
    let mut kept = true;
    for line in text.lines() {
        if line.starts_with('[') {
            let table = line.trim_matches(['[', ']']).trim();
            let dropped = [
                "dev-dependencies",
                "bench",
                "test",
                "example",
                "bin",
                "lints",
                "workspace",
                "profile",
            ];
            kept = !dropped
                .iter()
                .any(|name| table == *name || table.starts_with(&format!("{name}.")))
                && !table.ends_with(".dev-dependencies")
                && !table.contains(".dev-dependencies.");
        }
        // What names a table that is dropped.
        let names_dropped = line.starts_with("default-run")
            || line.trim_start().strip_prefix('"').is_some_and(|line| {
                let name = line.split('/').next().unwrap_or_default();
                line.contains('/')
                    && text.contains(&format!("[dev-dependencies.{name}]"))
                    && !text.contains(&format!("[dependencies.{name}]"))
            });
        if kept && !names_dropped {
            out += line;
            out.push('\n');
        }
    }
    let features = features
        .iter()
        .map(|f| format!("\"{f}\""))
        .collect::<Vec<_>>()
        .join(", ");
    format!(
        "{out}\n[dependencies.ad]\npath = \"{}\"\nfeatures = [{features}]\n\n[workspace]\n",
        ad.display()
    )
}

/// Do they overlap at this place?
pub fn covers(range: &Range<usize>, at: usize) -> bool {
    range.start <= at && at < range.end
}
