//! Which insertions compile: all are tried, those that rustc objects to are taken out, until it objects no more.

use super::cargo::{Cargo, Error, probed};
use super::patch::{Edit, Id, Origin, Patched, covers};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Something inserted that rustc may object to.
pub struct Unit {
    /// The file.
    pub file: String,
    /// What is inserted, where.
    pub edits: Vec<(usize, String)>,
    /// Errors here are its, too.
    pub range: Range<usize>,
    /// What may be inserted when errors point to a place: of a field, `#[no_diff]`.
    pub remedies: Vec<(Range<usize>, usize, String)>,
    /// What became of it.
    pub state: State,
}

/// What became of an insertion.
#[derive(Clone, Debug)]
pub enum State {
    /// It compiles, as far as is known.
    In,
    /// The code is not there under the features that the crate has by default.
    Absent,
    /// It was taken out because of these errors.
    Out(Vec<Error>),
}

impl Unit {
    /// With one insertion.
    pub fn new(file: &str, at: usize, text: String, range: Range<usize>) -> Unit {
        Unit {
            file: file.to_string(),
            edits: vec![(at, text)],
            range,
            remedies: Vec::new(),
            state: State::In,
        }
    }

    pub fn is_in(&self) -> bool {
        matches!(self.state, State::In)
    }
}

/// At most so many times is rustc asked.
const ROUNDS: usize = 40;

/// Marks what is not compiled at all: a macro that is expanded says so.
pub fn probe(
    units: &mut [Unit],
    ids: &[Id],
    patched: &mut Patched,
    cargo: &Cargo,
) -> Result<(), String> {
    let edits = ids.iter().map(|id| Edit {
        file: units[*id].file.clone(),
        at: units[*id].edits[0].0,
        text: format!("compile_error!(\"corpus: {id}\"); "),
        unit: *id,
    });
    patched.write(edits.collect())?;
    let errors = cargo.check(patched, false)?;
    let there: BTreeSet<Id> = errors.iter().filter_map(probed).collect();
    for id in ids {
        if !there.contains(id) {
            units[*id].state = State::Absent;
        }
    }
    Ok(())
}

/// Takes out what does not compile. What cannot be blamed on anything inserted is the error.
pub fn settle(
    units: &mut [Unit],
    always: &dyn Fn() -> Vec<Edit>,
    patched: &mut Patched,
    cargo: &Cargo,
    tests: bool,
) -> Result<(), String> {
    for round in 0..ROUNDS {
        let mut edits = always();
        for (id, unit) in units.iter().enumerate().filter(|(_, u)| u.is_in()) {
            edits.extend(unit.edits.iter().map(|(at, text)| Edit {
                file: unit.file.clone(),
                at: *at,
                text: text.clone(),
                unit: id,
            }));
        }
        patched.write(edits)?;
        let errors = cargo.check(patched, tests)?;
        if errors.is_empty() {
            return Ok(());
        }
        let mut blamed: BTreeMap<Id, Vec<Error>> = BTreeMap::new();
        let mut others = Vec::new();
        for error in errors {
            match blame(&error, units) {
                Some(id) => blamed.entry(id).or_default().push(error),
                None => others.push(error),
            }
        }
        eprintln!(
            "  round {}: {} to blame, {} errors of others",
            round + 1,
            blamed.len(),
            others.len()
        );
        if blamed.is_empty() {
            let first = others.first().map(|e| e.rendered.clone());
            return Err(first.unwrap_or_default());
        }
        for (id, errors) in blamed {
            if !remedied(&mut units[id], &errors) {
                units[id].state = State::Out(errors);
            }
        }
    }
    Err(format!("no end after {ROUNDS} rounds"))
}

/// The insertion that an error is about.
fn blame(error: &Error, units: &[Unit]) -> Option<Id> {
    error.places.iter().find_map(|(file, origin)| match origin {
        Origin::Inserted(id) => units.get(*id).filter(|u| u.is_in()).map(|_| *id),
        Origin::Original(at) => units
            .iter()
            .enumerate()
            .filter(|(_, unit)| unit.is_in() && unit.file == *file && covers(&unit.range, *at))
            .min_by_key(|(_, unit)| unit.range.len())
            .map(|(id, _)| id),
    })
}

/// Is there something to insert against an error?
fn remedied(unit: &mut Unit, errors: &[Error]) -> bool {
    let mut found = false;
    for (_, origin) in errors.iter().flat_map(|error| &error.places) {
        let Origin::Original(at) = origin else {
            continue;
        };
        while let Some(k) = unit
            .remedies
            .iter()
            .position(|(range, ..)| covers(range, *at))
        {
            let (_, at, text) = unit.remedies.remove(k);
            unit.edits.push((at, text));
            found = true;
        }
    }
    found
}
