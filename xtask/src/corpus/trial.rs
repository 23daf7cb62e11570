//! Which insertions compile: all are tried, those that rustc objects to are taken out, until it objects no more.

use super::cargo::{Cargo, Error, probed};
use super::patch::{Edit, Id, Origin, Patched, covers};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A place of a file.
pub type Place = (String, usize);

/// Something inserted that rustc may object to.
#[derive(Default)]
pub struct Unit {
    /// What is inserted, where.
    pub edits: Vec<(Place, String)>,
    /// What is inserted where it was taken out.
    pub instead: Vec<(Place, String)>,
    /// It is a part of this one, without which nothing is inserted.
    pub within: Option<Id>,
    /// It is taken out with this one.
    pub follows: Option<Id>,
    /// Errors here are its, too.
    pub ranges: Vec<(String, Range<usize>)>,
    /// What may be inserted when errors point to a place: of a field, `#[no_diff]`.
    pub remedies: Vec<(Range<usize>, Place, String)>,
    /// Is it a derive, on which others depend?
    pub derives: bool,
    /// What became of it.
    pub state: State,
}

/// What became of an insertion.
#[derive(Clone, Debug, Default)]
pub enum State {
    /// It compiles, as far as is known.
    #[default]
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
            edits: vec![((file.to_string(), at), text)],
            ranges: vec![(file.to_string(), range)],
            ..Unit::default()
        }
    }

    pub fn is_in(&self) -> bool {
        matches!(self.state, State::In)
    }

    /// What it inserts as it is, and as the one is that it follows.
    fn inserted(&self, units: &[Unit]) -> &[(Place, String)] {
        let follows = self.follows.is_none_or(|id| units[id].is_in());
        match self.state {
            State::In if follows => &self.edits,
            State::In | State::Absent | State::Out(_) => &self.instead,
        }
    }

    /// The size of its range around a place.
    fn around(&self, file: &str, at: usize) -> Option<usize> {
        let mut ranges = self.ranges.iter();
        let (_, range) = ranges.find(|(of, range)| of == file && covers(range, at))?;
        Some(range.len())
    }
}

/// At most so many times is rustc asked.
const ROUNDS: usize = 40;

/// Which of these places are not compiled at all: a macro that is expanded says so.
pub fn absent(
    places: &[Place],
    patched: &mut Patched,
    cargo: &Cargo,
) -> Result<BTreeSet<usize>, String> {
    let edits = places.iter().enumerate().map(|(k, (file, at))| Edit {
        file: file.clone(),
        at: *at,
        text: format!("compile_error!(\"corpus: {k}\"); "),
        unit: k,
    });
    patched.write(edits.collect())?;
    let errors = cargo.check(patched, false)?;
    let there: BTreeSet<Id> = errors.iter().filter_map(probed).collect();
    Ok((0..places.len()).filter(|k| !there.contains(k)).collect())
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
        let stands = |unit: &Unit| stands(unit, units);
        for (id, unit) in units.iter().enumerate().filter(|(_, unit)| stands(unit)) {
            edits.extend(unit.inserted(units).iter().map(|((file, at), text)| Edit {
                file: file.clone(),
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
        for (id, errors) in first_to_blame(blamed, units) {
            if !remedied(&mut units[id], &errors) {
                units[id].state = State::Out(errors);
            }
        }
    }
    Err(format!("no end after {ROUNDS} rounds"))
}

/// Is all that it is a part of inserted?
fn stands(unit: &Unit, units: &[Unit]) -> bool {
    let mut within = unit.within;
    while let Some(id) = within {
        if !units[id].is_in() {
            return false;
        }
        within = units[id].within;
    }
    true
}

/// What is taken out before the others are asked again, since their errors may follow from it: what a macro refuses, and
/// then the derives.
fn first_to_blame(
    mut blamed: BTreeMap<Id, Vec<Error>>,
    units: &[Unit],
) -> BTreeMap<Id, Vec<Error>> {
    let refused = |error: &Error| error.code.is_empty();
    if blamed.values().flatten().any(refused) {
        blamed
            .values_mut()
            .for_each(|errors| errors.retain(refused));
        blamed.retain(|_, errors| !errors.is_empty());
    } else if blamed.keys().any(|id| units[*id].derives) {
        blamed.retain(|id, _| units[*id].derives);
    }
    blamed
}

/// The insertion that an error is about.
fn blame(error: &Error, units: &[Unit]) -> Option<Id> {
    error.places.iter().find_map(|(file, origin)| match origin {
        Origin::Inserted(id) => units.get(*id).filter(|u| u.is_in()).map(|_| *id),
        Origin::Original(at) => units
            .iter()
            .enumerate()
            .filter(|(_, unit)| unit.is_in() && stands(unit, units))
            .filter_map(|(id, unit)| Some((unit.around(file, *at)?, id)))
            .min()
            .map(|(_, id)| id),
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
