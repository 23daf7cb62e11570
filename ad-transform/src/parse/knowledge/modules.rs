//! The other files of a crate: which of them declares what a path names.
//!
//! `use crate::utils::RealField;` says that what is called `RealField` here is declared in the module `utils`, which is
//! the file `utils.rs` or `utils/mod.rs` beside the root of the crate. Files are read when something in them is asked
//! for, once each; a name that leads nowhere, or out of the crate, is not known.

use super::facts::{Facts, Import, MacroRules, is_standard};
use crate::hashed::{HashMap, HashSet};
use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

/// A source file: what stands in it, and where it stands in its crate.
#[derive(Debug, Default)]
pub struct Source {
    pub facts: Facts,
    place: Option<Place>,
}

/// Where a file stands in its crate.
#[derive(Clone, Debug)]
struct Place {
    file: PathBuf,
    /// The file of the crate's root.
    root: PathBuf,
    /// The module that the file is.
    module: Vec<String>,
}

/// What is known of the definition of a macro.
#[derive(Clone, Debug)]
pub enum MacroText {
    /// Its arms.
    Is(String),
    /// Why it is not known which definition it is.
    Unclear(String),
}

/// What was asked for on the way to where something is declared: by which module, and by which path from the crate's root.
type Asked = HashSet<(Vec<String>, Vec<String>)>;

/// Folders of which each file is the root of a crate.
const OF_ROOTS: [&str; 4] = ["bin", "tests", "examples", "benches"];

/// A file that has been read.
#[derive(Clone)]
struct Read {
    /// When it was last seen that it is as it was.
    seen: u64,
    written: Option<SystemTime>,
    /// What it says, if it is Rust.
    source: Option<Rc<Source>>,
}

thread_local! {
    static READ: RefCell<HashMap<PathBuf, Read>> = RefCell::default();
    /// Counts the items that are expanded: files stay what they are meanwhile.
    static NOW: Cell<u64> = const { Cell::new(0) };
}

/// Files may have been written since they were read.
pub fn look_again() {
    NOW.set(NOW.get() + 1);
}

/// Does a path name something of a module that has its name: `beta::beta`?
pub fn is_of_its_module(path: &[String]) -> bool {
    matches!(path, [.., module, name] if module == name)
}

impl Source {
    /// Reads a file; `None` where it is not whole.
    pub fn read(path: &Path) -> Option<Rc<Source>> {
        let seen = NOW.get();
        let known = READ.with_borrow(|read| read.get(path).cloned());
        if let Some(known) = known.as_ref().filter(|known| known.seen == seen) {
            return known.source.clone();
        }
        let written = fs::metadata(path).and_then(|data| data.modified()).ok();
        let source = match known.filter(|known| known.written == written) {
            Some(known) => known.source,
            None => Source::parse(path),
        };
        let read = Read {
            seen,
            written,
            source: source.clone(),
        };
        READ.with_borrow_mut(|known| known.insert(path.to_path_buf(), read));
        source
    }

    fn parse(path: &Path) -> Option<Rc<Source>> {
        let text = fs::read_to_string(path).ok()?;
        let file = syn::parse_file(&text).ok()?;
        Some(Rc::new(Source::of(&file, Place::of(path))))
    }

    /// A file that stands nowhere.
    pub fn alone(file: &syn::File) -> Source {
        Source::of(file, None)
    }

    fn of(file: &syn::File, place: Option<Place>) -> Source {
        Source {
            facts: Facts::of(file),
            place,
        }
    }

    /// The path from the crate's root to what is declared in this file, where that is known.
    pub fn path_to(&self, name: &str) -> Option<Vec<String>> {
        let within = self.facts.declared.get(name)?.as_ref()?;
        let module = &self.place.as_ref()?.module;
        let name = name.to_string();
        Some(module.iter().chain(within).cloned().chain([name]).collect())
    }

    /// Is what is declared in a module of its name imported by the module around? Of both, the name means the module there.
    pub fn is_beside_module(&self, name: &str) -> bool {
        let imported = |outer: &Facts, around: &[String]| {
            let by_name =
                |import: &Import| is_of_its_module(&import.path) && import.within == around;
            let whole = |glob: &Import| {
                glob.within == around && glob.path.last().is_some_and(|last| last == name)
            };
            let import = outer.imports.get(name).and_then(Option::as_ref);
            import.is_some_and(by_name) || outer.globs.iter().any(whole)
        };
        match self.facts.declared.get(name) {
            Some(Some(within)) => match within.split_last() {
                Some((own, around)) => own == name && imported(&self.facts, around),
                None => self
                    .around()
                    .is_some_and(|(outer, own, _)| own == name && imported(&outer.facts, &[])),
            },
            _ => false,
        }
    }

    /// Does a path in another file lead to the module around this one, which imports all that this one declares?
    pub fn is_passed_on_to(&self, other: &Source, within: &[String], path: &[String]) -> bool {
        let Some((outer, own, around)) = self.around() else {
            return false;
        };
        let of_this = |glob: &Import| glob.within.is_empty() && glob.path.last() == Some(&own);
        let leads_there = match path {
            [] => {
                let mut globs = other.facts.globs.iter();
                globs.any(|glob| other.beyond(glob, &[]).as_ref() == Some(&around))
            }
            path => other.absolute(within, path).as_ref() == Some(&around),
        };
        leads_there && outer.facts.globs.iter().any(of_this)
    }

    /// Can the module that this file is be named in another file?
    pub fn is_open_to(&self, other: &Source) -> bool {
        let (Some((outer, own, around)), Some(place)) = (self.around(), &other.place) else {
            return true;
        };
        outer.facts.open_modules.contains(&own) || place.module.starts_with(&around)
    }

    /// The file that declares the module that this one is, its name, and the modules around.
    fn around(&self) -> Option<(Rc<Source>, String, Vec<String>)> {
        let place = self.place.as_ref()?;
        let (own, around) = place.module.split_last()?;
        let mut outer = Source::read(&place.root)?;
        for module in around {
            outer = outer.child(module)?;
        }
        Some((outer, own.clone(), around.to_vec()))
    }

    /// Is there something of the name `other` in the module in which `name` is declared?
    pub fn declares_beside(&self, name: &str, other: &str) -> bool {
        let Some(Some(within)) = self.facts.declared.get(name) else {
            return false;
        };
        let declared = self.facts.declared.get(other);
        let imported = self.facts.imports.get(other);
        // What there is more than once could be there.
        declared.is_some_and(|at| at.as_ref().is_none_or(|at| at == within))
            || imported.is_some_and(|at| at.as_ref().is_none_or(|import| import.within == *within))
    }

    /// The file of a module that is declared in this one.
    fn child(&self, name: &str) -> Option<Rc<Source>> {
        let place = self
            .place
            .as_ref()
            .filter(|_| self.facts.modules.contains(name))?;
        let beside = place.file.parent()?;
        if let Some(path) = self.facts.module_paths.get(name) {
            return Source::read(&beside.join(path));
        }
        let stem = place.file.file_stem()?.to_str()?;
        let folder = match place.file == place.root || stem == "mod" {
            true => beside.to_path_buf(),
            false => beside.join(stem),
        };
        Source::read(&folder.join(format!("{name}.rs")))
            .or_else(|| Source::read(&folder.join(name).join("mod.rs")))
    }

    /// May a glob import of this file bring something of a name that this file does not declare? What another crate or a
    /// macro makes is not seen; `passed` are the files that have been asked.
    pub fn may_get_another(self: &Rc<Self>, name: &str, passed: &mut Vec<Rc<Source>>) -> bool {
        passed.push(Rc::clone(self));
        self.facts.globs.iter().any(|glob| {
            if is_standard(&glob.path) {
                return false;
            }
            let file = self.beyond(glob, &[]).and_then(|path| self.file_of(&path));
            let Some(file) = file else { return true };
            if passed.iter().any(|known| Rc::ptr_eq(known, &file)) {
                return false;
            }
            let facts = &file.facts;
            let imported = facts.imports.contains_key(name) && {
                let found = file.follow(name);
                !found.is_some_and(|(at, known)| known == name && Rc::ptr_eq(&at, &passed[0]))
            };
            facts.open
                || facts.declared.contains_key(name)
                || imported
                || file.may_get_another(name, passed)
        })
    }

    /// The file in which the module of a path from the crate's root is.
    fn file_of(&self, modules: &[String]) -> Option<Rc<Source>> {
        let mut source = Source::read(&self.place.as_ref()?.root)?;
        for module in modules {
            if !source.facts.inline_modules.contains(module) {
                source = source.child(module)?;
            }
        }
        Some(source)
    }

    /// The files of the crate, this one as well, from the root downwards.
    pub fn all_of_crate(&self) -> Vec<Rc<Source>> {
        let root = self.place.as_ref().and_then(|of| Source::read(&of.root));
        let mut all: Vec<Rc<Source>> = root.into_iter().collect();
        let mut next = 0;
        while let Some(source) = all.get(next).cloned() {
            let facts = &source.facts;
            let files = facts.modules.difference(&facts.inline_modules);
            for child in files.filter_map(|module| source.child(module)) {
                // A file can be the module of several names.
                if !all.iter().any(|known| Rc::ptr_eq(known, &child)) {
                    all.push(child);
                }
            }
            next += 1;
        }
        all
    }

    /// The path from the crate's root that a path in this file stands for; `None` for what is of another crate.
    fn absolute(&self, within: &[String], path: &[String]) -> Option<Vec<String>> {
        let place = self.place.as_ref()?;
        let mut base: Vec<String> = place.module.iter().chain(within).cloned().collect();
        let mut rest = path;
        // Nothing is left of `use crate::*`.
        while let Some((first, inner)) = rest.split_first() {
            match first.as_str() {
                "crate" => base.clear(),
                "super" => {
                    base.pop()?;
                }
                "self" => {}
                _ => break,
            }
            rest = inner;
        }
        if rest.len() == path.len() && !self.facts.modules.contains(rest.first()?) {
            // In the first edition of Rust, imports begin at the root.
            let root = Source::read(&place.root)?;
            root.facts.modules.get(rest.first()?)?;
            base.clear();
        }
        Some(base.into_iter().chain(rest.iter().cloned()).collect())
    }

    /// The path from the crate's root to what is in something imported.
    fn beyond(&self, import: &Import, rest: &[String]) -> Option<Vec<String>> {
        let mut names = self.absolute(&import.within, &import.path)?;
        names.extend_from_slice(rest);
        Some(names)
    }

    /// The file that declares what is imported by this name, and its name there.
    pub fn follow(&self, name: &str) -> Option<(Rc<Source>, String)> {
        self.follow_for(self, name, &mut Asked::default())
    }

    /// The file that declares what a path in this file names, and its name there.
    pub fn find(&self, path: &[String]) -> Option<(Rc<Source>, String)> {
        self.resolve(&self.path_from_root(path)?, &mut Asked::default())
    }

    /// The path from the crate's root that a path in this file stands for, which may begin with something imported.
    fn path_from_root(&self, path: &[String]) -> Option<Vec<String>> {
        self.absolute(&[], path).or_else(|| {
            let (first, rest) = path.split_first()?;
            self.beyond(self.facts.imports.get(first)?.as_ref()?, rest)
        })
    }

    /// The path of what another crate declares, from the name of the crate, where it is sure that one does.
    pub fn of_another_crate(&self, path: &[String]) -> Option<Vec<String>> {
        self.place.as_ref()?;
        let (first, rest) = path.split_first()?;
        let imported = self.facts.imports.get(first);
        let names: Vec<String> = match (imported, rest) {
            (Some(import), _) => {
                let import = import.as_ref()?;
                if self.absolute(&import.within, &import.path).is_some() {
                    return None;
                }
                import.path.iter().chain(rest).cloned().collect()
            }
            (None, []) => return None,
            (None, _) if self.absolute(&[], path).is_none() => path.to_vec(),
            (None, _) => return None,
        };
        (names.len() > 1).then_some(names)
    }

    /// The file that declares something in a crate that a manifest says to be in another folder, and its name there.
    pub fn in_dependency(&self, names: &[String]) -> Option<(Rc<Source>, String)> {
        let (name, rest) = names.split_first()?;
        let mut folders = self.place.as_ref()?.root.ancestors().skip(1);
        let of_manifest = |folder: &Path| {
            let manifest = fs::read_to_string(folder.join("Cargo.toml")).ok()?;
            let mut lines = manifest.lines();
            let line = lines.find(|line| {
                let key = line.split(['=', '.']).next().unwrap_or_default();
                key.trim().replace('-', "_") == *name && line.contains("path")
            })?;
            let (_, path) = line.split_once("path")?;
            Some(folder.join(path.split('"').nth(1)?))
        };
        let folder = folders.find_map(of_manifest)?;
        Source::read(&folder.join("src").join("lib.rs"))?.find(rest)
    }

    /// What `asker` finds by a name that this file imports.
    fn follow_for(
        &self,
        asker: &Source,
        name: &str,
        asked: &mut Asked,
    ) -> Option<(Rc<Source>, String)> {
        if let Some(import) = self.facts.imports.get(name) {
            let import = import.as_ref().filter(|import| self.shows(import, asker))?;
            return self.resolve(&self.beyond(import, &[])?, asked);
        }
        let wanted = [name.to_string()];
        let mut all = self
            .facts
            .globs
            .iter()
            .filter(|glob| self.shows(glob, asker))
            .filter_map(|glob| self.resolve(&self.beyond(glob, &wanted)?, asked));
        let (source, name) = all.next()?;
        // What two modules declare may be hidden in one of them.
        let same = |other: (Rc<Source>, String)| Rc::ptr_eq(&other.0, &source) && other.1 == name;
        all.all(same).then(|| (Rc::clone(&source), name.clone()))
    }

    /// Walks the modules from the crate's root, unless that was asked before: modules may import all of each other.
    fn resolve(&self, names: &[String], asked: &mut Asked) -> Option<(Rc<Source>, String)> {
        let place = self.place.as_ref()?;
        if !asked.insert((place.module.clone(), names.to_vec())) {
            return None;
        }
        let (name, modules) = names.split_last()?;
        let mut source = Source::read(&place.root)?;
        for (i, module) in modules.iter().enumerate() {
            if source.facts.inline_modules.contains(module) {
                continue;
            }
            if let Some(child) = source.child(module) {
                source = child;
                continue;
            }
            // The module itself is imported.
            let import = source.facts.imports.get(module)?.as_ref()?;
            let names = source.beyond(import, &names[i + 1..])?;
            return source.resolve(&names, asked);
        }
        if source.facts.declared.contains_key(name) {
            return Some((source, name.clone()));
        }
        source.follow_for(self, name, asked)
    }

    /// Can another file name what an import in this one names?
    fn shows(&self, import: &Import, asker: &Source) -> bool {
        let is_inside = |asker: &Place, own: &Place| asker.module.starts_with(&own.module);
        import.passes_on
            || matches!((&asker.place, &self.place), (Some(asker), Some(own)) if is_inside(asker, own))
    }
}

/// Macros.
impl Source {
    /// What a macro is defined as, by the path with which it is called in this file.
    pub fn macro_text(&self, path: &[String]) -> Option<MacroText> {
        let (name, modules) = path.split_last()?;
        let here = || self.facts.macros.iter().filter(|known| known.name == *name);
        if modules.is_empty() && here().next().is_some() {
            let import = self.facts.imports.get(name).and_then(Option::as_ref);
            let beside =
                import.is_some_and(|import| self.absolute(&import.within, &import.path).is_none());
            return match beside && import.is_some_and(|import| import.path.len() > 1) {
                true => {
                    let why = "it is defined here, and imported from another crate";
                    Some(MacroText::Unclear(why.to_string()))
                }
                false => only(here()),
            };
        }
        let Some(place) = &self.place else {
            let rooted = modules.first().is_some_and(|first| first == "crate");
            return rooted.then(|| only(here())).flatten();
        };
        // By a path or an import it is of this crate if that is; else it stands before this file, or comes with a glob.
        let mut name = name;
        let named = match self.facts.imports.get(name) {
            _ if !modules.is_empty() => {
                self.path_from_root(path)?;
                true
            }
            Some(import) => {
                let import = import.as_ref()?;
                self.absolute(&import.within, &import.path)?;
                name = import.path.last()?;
                true
            }
            None => {
                // What is exported is in the root of the crate.
                let mut globs = self.facts.globs.iter();
                place.module.is_empty()
                    || globs.any(|glob| self.absolute(&glob.within, &glob.path).is_some())
            }
        };
        let mut all = Vec::new();
        Source::read(&place.root)?.macros_named(name, &mut Vec::new(), &mut all);
        let visible = |found: &&Found| {
            let around = found.modules.iter().zip(&place.module);
            let common = around.take_while(|((a, _), b)| a == *b).count();
            let mut inner = found.modules.iter().skip(common);
            (named && (found.known.exported || found.imported))
                || (found.known.outlives && inner.all(|(_, open)| *open))
        };
        only(all.iter().filter(visible).map(|found| &found.known))
    }

    /// All macros of a name in this file and the modules below it.
    fn macros_named(&self, name: &str, modules: &mut Vec<(String, bool)>, all: &mut Vec<Found>) {
        if modules.len() > 16 {
            return;
        }
        for known in self.facts.macros.iter().filter(|known| known.name == name) {
            // `pub(crate) use name;`
            let again = self.facts.imports.values().flatten();
            let mut again = again.map(|import| &import.path[..]);
            all.push(Found {
                known: known.clone(),
                modules: modules.clone(),
                imported: again.any(|path| matches!(path, [only] if only == name)),
            });
        }
        for module in self.facts.modules.difference(&self.facts.inline_modules) {
            if let Some(child) = self.child(module) {
                let open = self.facts.macro_modules.contains(module);
                modules.push((module.clone(), open));
                child.macros_named(name, modules, all);
                modules.pop();
            }
        }
    }
}

/// A macro that some file of the crate defines.
struct Found {
    known: MacroRules,
    /// The modules that it is in, and whether these are marked `#[macro_use]`.
    modules: Vec<(String, bool)>,
    /// Does its file import it, so that others can?
    imported: bool,
}

/// The only definition, if there is one alone.
fn only<'m>(mut all: impl Iterator<Item = &'m MacroRules>) -> Option<MacroText> {
    let first = all.next()?;
    Some(match all.next() {
        None if !first.conditional => MacroText::Is(first.text.clone()),
        None => MacroText::Unclear("it is defined under a condition".to_string()),
        Some(_) => MacroText::Unclear("it is defined more than once".to_string()),
    })
}

impl Place {
    /// Where a file stands, by the names of the folders.
    fn of(file: &Path) -> Option<Place> {
        let folder = file.parent()?;
        let stem = file.file_stem()?.to_str()?;
        let place = |root: PathBuf, module: Vec<String>| Place {
            file: file.to_path_buf(),
            root,
            module,
        };
        let of_roots = folder
            .file_name()
            .is_some_and(|name| OF_ROOTS.iter().any(|other| name == *other));
        if matches!(stem, "lib" | "main") || of_roots {
            return Some(place(file.to_path_buf(), Vec::new()));
        }
        let mut module = match stem {
            "mod" => Vec::new(),
            _ => vec![stem.to_string()],
        };
        for folder in folder.ancestors() {
            let root = ["lib.rs", "main.rs"].map(|name| folder.join(name));
            if let Some(root) = root.into_iter().find(|root| root.is_file()) {
                module.reverse();
                return Some(place(root, module));
            }
            if folder.join("Cargo.toml").is_file() {
                return None;
            }
            module.push(folder.file_name()?.to_str()?.to_string());
        }
        None
    }
}
