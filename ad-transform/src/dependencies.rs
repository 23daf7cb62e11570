//! What the lock file says of the crates on which a package depends: which of them can have no derivatives.
//!
//! A function of another crate has a companion only where that crate depends on `ad`. Of one that does not, a call with what
//! varies is refused where it stands, with the line that registers a rule, before rustc misses a companion.

use crate::hashed::{HashMap, HashSet};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

/// The packages that have derivatives, and those that the lock file knows besides.
#[derive(Debug, Default)]
struct Lock {
    all: HashSet<String>,
    /// Those that depend on `ad`, also by others.
    derived: HashSet<String>,
}

/// Is a crate known to have no derivatives, by the name under which the code of the package in `folder` knows it?
pub(crate) fn lacks_derivatives(folder: &Path, name: &str) -> bool {
    lock_of(folder).is_some_and(|lock| lock.lacks(name))
}

type Read = (PathBuf, Option<SystemTime>, Rc<Lock>);

thread_local! {
    static LAST: RefCell<Option<Read>> = const { RefCell::new(None) };
}

/// The lock file of the package, or of the workspace that it is in.
fn lock_of(folder: &Path) -> Option<Rc<Lock>> {
    let path = folder
        .ancestors()
        .map(|folder| folder.join("Cargo.lock"))
        .find(|path| path.is_file())?;
    let written = path.metadata().and_then(|data| data.modified()).ok();
    let known = LAST.with_borrow(|last| match last {
        Some((of, at, lock)) if *of == path && *at == written => Some(lock.clone()),
        _ => None,
    });
    if known.is_some() {
        return known;
    }
    let lock = Rc::new(Lock::read(&std::fs::read_to_string(&path).ok()?));
    LAST.set(Some((path, written, lock.clone())));
    Some(lock)
}

impl Lock {
    fn read(text: &str) -> Lock {
        let mut users: HashMap<String, Vec<String>> = HashMap::default();
        let mut all = HashSet::default();
        let mut name = String::new();
        for line in text.lines() {
            if let Some(named) = line.strip_prefix("name = ") {
                name = named.trim_matches('"').replace('-', "_");
                all.insert(name.clone());
            } else if let Some(on) = line.strip_prefix(" \"") {
                // `"name"`, or `"name version"` where there are several.
                let on = on.split(['"', ' ']).next().unwrap_or(on);
                let of = users.entry(on.replace('-', "_")).or_default();
                of.push(name.clone());
            }
        }
        let mut derived = HashSet::default();
        let mut next: Vec<String> = ["ad", "ad_macros", "ad_runtime"]
            .map(ToString::to_string)
            .into();
        while let Some(name) = next.pop() {
            if derived.insert(name.clone()) {
                next.extend(users.get(&name).into_iter().flatten().cloned());
            }
        }
        Lock { all, derived }
    }

    fn lacks(&self, name: &str) -> bool {
        self.all.contains(name) && !self.derived.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::Lock;

    #[test]
    fn only_what_depends_on_ad_has_derivatives() {
        let lock = Lock::read(
            "version = 4\n\n[[package]]\nname = \"ad\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"models\"\n\
             dependencies = [\n \"ad\",\n \"statrs\",\n]\n\n[[package]]\nname = \"front-end\"\ndependencies = [\n \
             \"models 0.1.0\",\n]\n\n[[package]]\nname = \"statrs\"\ndependencies = [\n \"rand\",\n]\n",
        );
        assert!(lock.lacks("statrs"));
        assert!(!lock.lacks("models"));
        assert!(!lock.lacks("front_end"));
        // It stands under another name, if at all.
        assert!(!lock.lacks("renamed"));
    }
}
