//! Counting, and how it is shown.

use super::attempt::Outcome;
use super::check::Checked;
use super::compile::{Compiled, Why};
use super::select::{Class, Function};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// How many of the functions are listed for which the compiler took longest.
const SLOWEST: usize = 5;

#[derive(Clone, Copy, Default)]
struct Count {
    accepted: usize,
    all: usize,
}

impl Count {
    fn add(&mut self, accepted: bool) {
        self.accepted += usize::from(accepted);
        self.all += 1;
    }

    fn percent(self) -> f64 {
        100.0 * self.accepted as f64 / self.all.max(1) as f64
    }
}

/// What came of the functions of all crates.
#[derive(Default)]
pub struct Report {
    crates: BTreeMap<String, Count>,
    classes: BTreeMap<Class, Count>,
    /// By message: how many functions have it, for how many it is the only one, and one of them.
    reasons: BTreeMap<String, (usize, usize, String)>,
    panics: Vec<String>,
    /// How long the compiler took for a function.
    took: Vec<(Duration, String)>,
    absent: Vec<String>,
    compiled: BTreeMap<String, Compilation>,
    /// Why functions do not compile: whose fault, what rustc says, how many, and one of them.
    failures: BTreeMap<(Why, String), (usize, String)>,
    /// Why derivatives are not checked.
    unchecked: BTreeMap<String, (usize, String)>,
    wrong: Vec<String>,
}

/// What came of the accepted functions of a crate.
#[derive(Default)]
struct Compilation {
    tried: usize,
    compiles: usize,
    absent: usize,
    why: BTreeMap<Why, usize>,
    right: usize,
    wrong: usize,
}

impl Compilation {
    /// How many have an error of the compiler's own, which sees more where they stand.
    fn refused(&self) -> usize {
        self.why.get(&Why::Refused).copied().unwrap_or_default()
    }
}

impl Report {
    /// Adds what a check found.
    pub fn add_checked(&mut self, name: &str, function: &Function, checked: Checked) {
        let of_crate = self.compiled.entry(name.to_string()).or_default();
        let place = format!("{name} {}: {}", function.file, function.name);
        match checked {
            Checked::Right => of_crate.right += 1,
            Checked::Wrong(report) => {
                of_crate.wrong += 1;
                self.wrong.push(format!("{place}: {report}"));
            }
            Checked::Not(why) => {
                self.unchecked.entry(kind(&why)).or_insert((0, place)).0 += 1;
            }
        }
    }

    /// Adds what became of an accepted function.
    pub fn add_compiled(&mut self, name: &str, function: &Function, compiled: &Compiled) {
        let of_crate = self.compiled.entry(name.to_string()).or_default();
        match compiled {
            Compiled::Absent => of_crate.absent += 1,
            Compiled::Yes(_) => {
                of_crate.tried += 1;
                of_crate.compiles += 1;
            }
            Compiled::No(why, errors) => {
                of_crate.tried += 1;
                *of_crate.why.entry(*why).or_default() += 1;
                let place = format!("{name} {}: {}", function.file, function.name);
                let first = errors.iter().find(|e| super::compile::why_one(e) == *why);
                let text = first.map_or(String::new(), |e| {
                    format!("{} {}", e.code, kind(&e.message))
                });
                self.failures.entry((*why, text)).or_insert((0, place)).0 += 1;
            }
        }
    }

    /// A crate that could not be had.
    pub fn absent(&mut self, name: &str, why: &str) {
        eprintln!("{name}: {why}");
        let why = why.lines().next().unwrap_or_default();
        self.absent.push(format!("{name}: {why}"));
    }

    /// Adds what came of a function.
    pub fn add(&mut self, name: &str, function: &Function, outcome: Outcome) {
        let accepted = matches!(outcome, Outcome::Accepted);
        self.crates
            .entry(name.to_string())
            .or_default()
            .add(accepted);
        self.classes
            .entry(function.class)
            .or_default()
            .add(accepted);
        let place = format!("{name} {}: {}", function.file, function.name);
        match outcome {
            Outcome::Accepted => {}
            Outcome::Panicked(text) => self.panics.push(format!("{place}: {text}")),
            Outcome::Refused(messages) => {
                let mut kinds: Vec<String> = messages.iter().map(|m| kind(m)).collect();
                kinds.sort();
                kinds.dedup();
                let alone = usize::from(kinds.len() == 1);
                for kind in kinds {
                    let reason = self.reasons.entry(kind).or_insert((0, 0, place.clone()));
                    reason.0 += 1;
                    reason.1 += alone;
                }
            }
        }
    }

    /// Adds how long the compiler took for a function.
    pub fn add_time(&mut self, name: &str, function: &Function, took: Duration) {
        let place = format!("{name} {}: {}", function.file, function.name);
        self.took.push((took, place));
        self.took.sort_by_key(|(took, _)| std::cmp::Reverse(*took));
        self.took.truncate(SLOWEST);
    }

    fn all(&self) -> Count {
        let mut all = Count::default();
        for count in self.classes.values() {
            all.accepted += count.accepted;
            all.all += count.all;
        }
        all
    }

    fn summary(&self) -> String {
        let mut text =
            String::from("| functions | selected | accepted | |\n| --- | ---: | ---: | ---: |\n");
        let classes = self.classes.iter().map(|(class, count)| {
            let name = match class {
                Class::Plain => "of numbers, arrays, slices, vectors, tuples",
                Class::OwnTypes => "with types of the crate's own",
                Class::Generic => "of a type parameter",
                Class::Foreign => "with vectors and matrices of other crates",
            };
            (name, *count)
        });
        for (name, count) in classes.chain([("all", self.all())]) {
            let Count { accepted, all } = count;
            text += &format!(
                "| {name} | {all} | {accepted} | {:.0} % |\n",
                count.percent()
            );
        }
        text
    }

    /// The summary with its day, what it is of, and the most frequent reasons.
    fn dated(&self) -> Result<String, String> {
        let mut text = format!(
            "{}, {} crates, {} panics of the compiler.\n\n{}",
            today()?,
            self.crates.len(),
            self.panics.len(),
            self.summary()
        );
        text += "\n| refused because | functions | for no other reason |\n| --- | ---: | ---: |\n";
        for (reason, (count, alone, _)) in self.sorted_reasons().into_iter().take(12) {
            text += &format!("| {reason} | {count} | {alone} |\n");
        }
        Ok(text)
    }

    fn sorted_reasons(&self) -> Vec<(&String, &(usize, usize, String))> {
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, (count, ..))| std::cmp::Reverse(*count));
        reasons
    }

    /// What was compiled and checked, by crate, with its day.
    fn compiled_table(&self) -> Result<String, String> {
        let mut text = format!(
            "{}\n\n| crate | accepted alone | of them built by default | refused where they stand | compile | derivatives compared | wrong |\n\
             | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
            today()?
        );
        let mut all = Compilation::default();
        let mut row = |name: &str, c: &Compilation| {
            let (accepted, checked) = (c.tried + c.absent, c.right + c.wrong);
            let refused = c.refused();
            text += &format!(
                "| {name} | {accepted} | {} | {refused} | {} | {checked} | {} |\n",
                c.tried, c.compiles, c.wrong
            );
        };
        for (name, c) in &self.compiled {
            row(name, c);
            all.tried += c.tried;
            all.compiles += c.compiles;
            all.absent += c.absent;
            all.right += c.right;
            all.wrong += c.wrong;
            for (why, count) in &c.why {
                *all.why.entry(*why).or_default() += count;
            }
        }
        row("all", &all);
        text += "\n| do not compile because | functions |\n| --- | ---: |\n";
        for (why, count) in &all.why {
            text += &format!("| {} | {count} |\n", why.text());
        }
        Ok(text)
    }

    /// Writes the summary between its markers; of a run that compiled, what came of that.
    pub fn write_into_readme(&self) -> Result<(), String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
        let text = std::fs::read_to_string(&path).map_err(|e| e.to_string())?;
        let (begin, end, summary) = if self.compiled.is_empty() {
            (
                "<!-- corpus: written by `cargo run -p xtask --release -- corpus --markdown` -->\n",
                "<!-- end of corpus -->",
                self.dated()?,
            )
        } else {
            (
                "<!-- compiled: written by the same with `--check` and some crates -->\n",
                "<!-- end of compiled -->",
                self.compiled_table()?,
            )
        };
        let (before, rest) = text
            .split_once(begin)
            .ok_or("README.md has no place for it")?;
        let (_, after) = rest.split_once(end).ok_or("README.md has no end of it")?;
        let text = format!("{before}{begin}\n{summary}\n{end}{after}");
        std::fs::write(path, text).map_err(|e| e.to_string())
    }
}

fn today() -> Result<String, String> {
    let day = Command::new("date").arg("+%F").output();
    let day = day.map_err(|e| format!("date: {e}"))?.stdout;
    Ok(String::from_utf8_lossy(&day).trim().to_string())
}

/// The message without what differs from function to function.
fn kind(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    let mut parts = first.split('`');
    let mut text = parts.next().unwrap_or_default().to_string();
    // Short names say what is missing; long ones are somebody's expression.
    while let (Some(code), Some(rest)) = (parts.next(), parts.next()) {
        let name = if code.len() <= 16 { code } else { ".." };
        text = format!("{text}`{name}`{rest}");
    }
    text
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.summary())?;
        for (name, count) in &self.crates {
            writeln!(f, "{:>6.1} % of {:>5}  {name}", count.percent(), count.all)?;
        }
        writeln!(
            f,
            "\nrefused: functions, those with no other reason, reason, one of them"
        )?;
        for (reason, (count, alone, example)) in self.sorted_reasons() {
            writeln!(f, "{count:>6} {alone:>6}  {reason}  [{example}]")?;
        }
        writeln!(f, "\n{} panics", self.panics.len())?;
        for panic in &self.panics {
            writeln!(f, "  {panic}")?;
        }
        for (took, place) in &self.took {
            writeln!(f, "{:>6} ms  {place}", took.as_millis())?;
        }
        for (name, c) in &self.compiled {
            let accepted = c.tried - c.refused();
            write!(f, "{:>5} of {accepted:>5} compile", c.compiles)?;
            for (why, count) in &c.why {
                write!(f, ", {count} {why:?}")?;
            }
            writeln!(
                f,
                ", {} absent, {} right, {} WRONG  {name}",
                c.absent, c.right, c.wrong
            )?;
        }
        let mut failures: Vec<_> = self.failures.iter().collect();
        failures.sort_by_key(|((why, _), (count, _))| (*why, std::cmp::Reverse(*count)));
        for ((why, text), (count, place)) in failures {
            writeln!(f, "{count:>6} {why:?}  {text}  [{place}]")?;
        }
        let mut unchecked: Vec<_> = self.unchecked.iter().collect();
        unchecked.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for (text, (count, place)) in unchecked {
            writeln!(f, "{count:>6} not checked: {text}  [{place}]")?;
        }
        for wrong in &self.wrong {
            writeln!(f, "WRONG {wrong}")?;
        }
        for absent in &self.absent {
            writeln!(f, "not to be had: {absent}")?;
        }
        Ok(())
    }
}
