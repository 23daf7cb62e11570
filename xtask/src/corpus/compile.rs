//! The accepted functions of a crate, annotated in a copy of it: which of them compile.

use super::cargo::{Cargo, Error, PANICKED};
use super::patch::{self, Edit, Id, Patched};
use super::select::{Found, Function};
use super::site::{Definition, How, Trait};
use super::trial::{self, Place, State, Unit};
use quote::ToTokens;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Why a function that is accepted does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The code that was generated is wrong: a bug of this compiler's.
    Bug,
    /// It is refused after all, with what is known where it stands.
    Refused,
    /// It calls what has no derivative.
    Callee,
    /// It has to do with a type that has no tangent.
    Type,
    /// It could not be placed: a method of a trait for a type of another crate's.
    Place,
}

impl Why {
    /// The reason, for a table.
    pub fn text(self) -> &'static str {
        match self {
            Why::Bug => "the generated code is wrong",
            Why::Refused => "it is refused where it stands",
            Why::Callee => {
                "it calls what has no derivative there (refused, not compiled, or of a trait)"
            }
            Why::Type => "it has to do with a type or a type parameter that has no tangent there",
            Why::Place => "it is a method of a trait, which would have to be annotated as a whole",
        }
    }
}

/// What became of an accepted function.
pub enum Compiled {
    Yes(Id),
    /// The crate, as it is built by default, does not have it.
    Absent,
    No(Why, Vec<Error>),
}

/// The folders of the tool.
pub fn folder(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/corpus");
    root.join(name)
}

/// A trait that is annotated with its implementations.
#[derive(Default)]
struct AnnotatedTrait {
    /// The methods, by name and place, each with all that has to compile for it to.
    methods: Vec<(String, Place, Vec<Id>)>,
}

impl AnnotatedTrait {
    /// What has to compile for a method to, here.
    fn ids(&self, method: &str, at: &Place) -> Vec<Id> {
        let mut methods = self.methods.iter();
        let found = methods.find(|(name, place, _)| name == method && place == at);
        found.map_or_else(Vec::new, |(.., ids)| ids.clone())
    }
}

/// A crate in which functions are annotated.
pub struct Workplace {
    pub patched: Patched,
    pub cargo: Cargo,
    pub units: Vec<Unit>,
    derives: std::ops::Range<usize>,
}

impl Workplace {
    /// A copy of the crate.
    pub fn of(package: &str, source: &Path) -> Result<Workplace, String> {
        let folder = folder("copies").join(package);
        let patched = Patched::copy(source, &folder)?;
        // Another copy of this repository can be measured while one works on this one.
        let ad = std::env::var_os("CORPUS_AD").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join(".."),
            PathBuf::from,
        );
        let ad = ad.canonicalize().map_err(|e| e.to_string())?;
        let manifest = std::fs::read_to_string(source.join("Cargo.toml"));
        let manifest = manifest.map_err(|e| e.to_string())?;
        patched.write_manifest(&patch::manifest(&manifest, &ad, &features(&manifest)))?;
        let target = std::env::var_os("CORPUS_TARGET_DIR")
            .map_or_else(|| self::folder("build"), PathBuf::from);
        Ok(Workplace {
            patched,
            cargo: Cargo {
                target,
                macros: std::env::var("CORPUS_MACROS_OPT_LEVEL")
                    .unwrap_or_else(|_| "2".to_string()),
            },
            units: Vec::new(),
            derives: 0..0,
        })
    }

    /// The derives, in the order of the definitions.
    pub fn derives(&self) -> &[Unit] {
        &self.units[self.derives.clone()]
    }

    /// Annotates functions, derives for types, and takes out what does not compile.
    pub fn compile(
        &mut self,
        found: &Found,
        accepted: &[&Function],
    ) -> Result<Vec<Compiled>, String> {
        let mut traits = BTreeMap::new();
        let functions: Vec<Vec<Id>> = accepted
            .iter()
            .map(|function| self.annotate(function, found, &mut traits))
            .collect();
        let errors = {
            self.patched.write(self.extern_crate())?;
            self.cargo.check(&self.patched, false)?
        };
        if let Some(error) = errors.first() {
            return Err(format!("the crate does not compile: {}", error.rendered));
        }
        let places: Vec<Place> = accepted.iter().map(|f| probed_at(f)).collect();
        let absent = trial::absent(&places, &mut self.patched, &self.cargo)?;
        for (k, ids) in functions.iter().enumerate() {
            if let ([id], true) = (&ids[..], absent.contains(&k)) {
                self.units[*id].state = State::Absent;
            }
        }
        for (file, site) in &found.helpers {
            if let How::Attribute(at) = site.how {
                let unit = Unit::new(file, at, ATTRIBUTE.to_string(), site.range.clone());
                if !self.units.iter().any(|other| other.edits == unit.edits) {
                    self.units.push(unit);
                }
            }
        }
        let functions_end = self.units.len();
        self.units.extend(found.definitions.iter().map(derive));
        self.derives = functions_end..self.units.len();
        let edits = self.extern_crate();
        let always = || edits.clone();
        self.settle_derives(&always)?;
        trial::settle(
            &mut self.units,
            &always,
            &mut self.patched,
            &self.cargo,
            false,
        )?;
        Ok(functions
            .iter()
            .enumerate()
            .map(|(k, ids)| {
                if absent.contains(&k) {
                    return Compiled::Absent;
                }
                let out = ids.iter().find_map(|id| match &self.units[*id].state {
                    State::Out(errors) => Some(errors),
                    State::In | State::Absent => None,
                });
                match (ids.last(), out) {
                    (None, _) => Compiled::No(Why::Place, Vec::new()),
                    (Some(id), None) => Compiled::Yes(*id),
                    (Some(_), Some(errors)) => Compiled::No(why(errors), errors.clone()),
                }
            })
            .collect())
    }

    /// Takes out what does not compile of the derives alone.
    fn settle_derives(&mut self, always: &dyn Fn() -> Vec<Edit>) -> Result<(), String> {
        let (patched, cargo) = (&mut self.patched, &self.cargo);
        let derives = &mut self.units[self.derives.clone()];
        trial::settle(derives, always, patched, cargo, false)
    }

    /// The insertions that annotate a function, none where it cannot be.
    fn annotate(
        &mut self,
        function: &Function,
        found: &Found,
        traits: &mut BTreeMap<String, AnnotatedTrait>,
    ) -> Vec<Id> {
        if let How::Trait(name) = &function.site.how {
            let Some(all) = found.traits.get(name) else {
                return Vec::new();
            };
            if !traits.contains_key(name) {
                let annotated = self.annotate_trait(all);
                traits.insert(name.clone(), annotated);
            }
            let method = function.name.rsplit("::").next().unwrap_or_default();
            let place = (function.file.clone(), function.site.range.start);
            return traits[name].ids(method, &place);
        }
        let Some(unit) = annotation(function) else {
            return Vec::new();
        };
        // An `impl` of an operator with several functions is annotated once.
        let same = self.units.iter().position(|u| u.edits == unit.edits);
        vec![same.unwrap_or_else(|| {
            self.units.push(unit);
            self.units.len() - 1
        })]
    }

    /// Annotates a trait and its implementations. An implementation need not be, nor a method of one.
    fn annotate_trait(&mut self, all: &Trait) -> AnnotatedTrait {
        let mut add = |unit: Unit| {
            self.units.push(unit);
            self.units.len() - 1
        };
        let annotation = |(place, range): &(Place, std::ops::Range<usize>)| Unit {
            edits: vec![(place.clone(), ATTRIBUTE.to_string())],
            ranges: vec![(place.0.clone(), range.clone())],
            ..Unit::default()
        };
        let mut annotated = AnnotatedTrait::default();
        let Some(definition) = &all.definition else {
            return annotated;
        };
        let whole = add(annotation(definition));
        let impls: Vec<Id> = all
            .places
            .iter()
            .map(|place| {
                add(Unit {
                    within: Some(whole),
                    ..annotation(place)
                })
            })
            .collect();
        let holds = |(of, around): &(Place, std::ops::Range<usize>),
                     (place, range): &(Place, std::ops::Range<usize>)| {
            of.0 == place.0 && around.contains(&range.start)
        };
        for (name, places) in &all.methods {
            let mut left_out =
                |within: Id,
                 follows: Option<Id>,
                 (place, range): &(Place, std::ops::Range<usize>)| {
                    add(Unit {
                        within: Some(within),
                        follows,
                        instead: vec![(place.clone(), "#[no_diff] ".to_string())],
                        ranges: vec![(place.0.clone(), range.clone())],
                        ..Unit::default()
                    })
                };
            let declared = places.iter().find(|place| holds(definition, place));
            let Some(declared) = declared else { continue };
            let id = left_out(whole, None, declared);
            annotated
                .methods
                .push((name.clone(), declared.0.clone(), vec![whole, id]));
            for place in places.iter().filter(|place| *place != declared) {
                let of = all.places.iter().position(|of| holds(of, place));
                if let Some(of) = of {
                    let own = left_out(impls[of], Some(id), place);
                    let ids = vec![whole, impls[of], id, own];
                    annotated.methods.push((name.clone(), place.0.clone(), ids));
                }
            }
        }
        annotated
    }

    /// The file of the crate's root.
    pub fn root(&self) -> String {
        let manifest = std::fs::read_to_string(self.patched.folder.join("Cargo.toml"));
        let manifest = manifest.unwrap_or_default();
        let lib = manifest.split_once("[lib]").map_or("", |(_, rest)| rest);
        let lib = lib.split("\n[").next().unwrap_or(lib);
        let path = lib.lines().find_map(|line| line.strip_prefix("path = \""));
        let path = path.map_or("src/lib.rs", |path| path.trim_end_matches('"'));
        path.to_string()
    }

    /// In the first edition of Rust, `::ad` is what the root calls so.
    pub fn extern_crate(&self) -> Vec<Edit> {
        let manifest = std::fs::read_to_string(self.patched.folder.join("Cargo.toml"));
        let manifest = manifest.unwrap_or_default();
        let root = self.root();
        let Some(text) = self.patched.originals().get(&root) else {
            return Vec::new();
        };
        if manifest.contains("edition = \"20") && !manifest.contains("edition = \"2015\"") {
            return Vec::new();
        }
        // Where there is no `std`, rustc has written the other one itself.
        let core = match text.contains("#![no_std]") {
            true => "",
            false => " extern crate core;",
        };
        vec![Edit {
            file: root,
            at: text.len(),
            text: format!("\nextern crate ad;{core}\n"),
            unit: usize::MAX,
        }]
    }
}

/// The features of `ad` that a crate with this manifest needs.
fn features(manifest: &str) -> Vec<String> {
    let version = |name: &str| {
        let table = format!("[dependencies.{name}]");
        let rest = manifest.split_once(&table)?.1;
        let line = rest.lines().find(|line| line.starts_with("version"))?;
        Some(
            line.split('"')
                .nth(1)?
                .trim_start_matches(['=', '^', '~'])
                .to_string(),
        )
    };
    let mut found = Vec::new();
    let known = [
        ("nalgebra", "0.32"),
        ("nalgebra", "0.33"),
        ("nalgebra", "0.34"),
        ("nalgebra", "0.35"),
        ("ndarray", "0.15"),
        ("ndarray", "0.16"),
        ("ndarray", "0.17"),
        ("glam", "0.23"),
        ("glam", "0.30"),
        ("glam", "0.34"),
    ];
    for (name, minor) in known {
        if version(name).is_some_and(|version| version.starts_with(minor)) {
            found.push(format!("{name}-{}", minor.replace('.', "-")));
        }
    }
    if version("num-complex").is_some() || version("num").is_some() {
        found.push("num-complex".to_string());
    }
    found
}

const ATTRIBUTE: &str = "#[::ad::differentiate] ";

/// Where a macro stands that is expanded if the function is.
fn probed_at(function: &Function) -> Place {
    let site = &function.site;
    let at = match &site.how {
        How::Attribute(at) | How::Copy { at, .. } => *at,
        How::Trait(_) => site.range.start,
    };
    (function.file.clone(), at)
}

/// The insertion of a function that is annotated alone.
fn annotation(function: &Function) -> Option<Unit> {
    let site = &function.site;
    let (at, text) = match &site.how {
        How::Attribute(at) => (*at, ATTRIBUTE.to_string()),
        How::Copy { at, item } => {
            let mut item = item.clone();
            for part in &mut item.items {
                if let syn::ImplItem::Fn(method) = part {
                    method.attrs.push(syn::parse_quote!(#[::ad::differentiate]));
                }
            }
            (*at, format!(" {} ", item.to_token_stream()))
        }
        How::Trait(_) => return None,
    };
    let range = match site.how {
        How::Copy { .. } => 0..0,
        _ => site.range.clone(),
    };
    Some(Unit::new(&function.file, at, text, range))
}

fn derive(definition: &Definition) -> Unit {
    let text = "#[derive(::ad::Differentiable)] ".to_string();
    let mut unit = Unit::new(
        &definition.file,
        definition.at,
        text,
        definition.range.clone(),
    );
    unit.derives = true;
    unit.remedies = definition
        .fields
        .iter()
        .map(|(at, range)| {
            let place = (definition.file.clone(), *at);
            (range.clone(), place, "#[no_diff] ".to_string())
        })
        .collect();
    unit
}

/// Whose fault it is. What is wrong beside a type or a function without derivative follows from that.
fn why(errors: &[Error]) -> Why {
    let all = errors.iter().map(why_one);
    all.filter(|why| *why != Why::Bug).min().unwrap_or(Why::Bug)
}

pub fn why_one(error: &Error) -> Why {
    let message = error.message.as_str();
    let hidden = ["__vjp", "__jvp", "_vjp", "_jvp", "_pullback", "_grad"];
    match error.code.as_str() {
        "" if message.ends_with(PANICKED) => Why::Bug,
        "" => Why::Refused,
        "E0116" | "E0118" | "E0390" | "E0207" => Why::Place,
        // A companion that is not there, of a trait where a trait is taken for a type.
        "E0433" | "E0425" | "E0432" | "E0412" | "E0782" => Why::Callee,
        // Of an operator or a conversion.
        "E0277" if message.contains("has no differentiable") => Why::Callee,
        // Of an `impl Index`.
        "E0277" if message.contains("it is not known where the element") => Why::Callee,
        "E0599" if hidden.iter().any(|name| message.contains(name)) => Why::Callee,
        "E0277"
            if [
                "Differentiable",
                "has no tangent",
                "the tangent of this argument",
            ]
            .iter()
            .any(|words| message.contains(words)) =>
        {
            Why::Type
        }
        _ => Why::Bug,
    }
}
