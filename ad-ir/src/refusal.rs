//! Why a function cannot be differentiated, where only its IR shows it.

use proc_macro2::Span;
use std::fmt;

/// What stands in the way at a position, and what to do instead.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Where it stands.
    pub span: Span,
    /// What it is, and why it is in the way, in one sentence.
    pub what: String,
    /// What to write instead.
    pub help: String,
}

/// All that stands in the way, each once, in the order in which it was found.
#[derive(Clone, Debug, Default)]
pub struct Refusals {
    list: Vec<Refusal>,
}

impl Refusals {
    /// Adds one.
    pub fn push(&mut self, refusal: Refusal) {
        let start = |span: Span| format!("{:?}", span.start());
        let known = self
            .list
            .iter()
            .any(|other| other.what == refusal.what && start(other.span) == start(refusal.span));
        if !known {
            self.list.push(refusal);
        }
    }

    /// Nothing, if there are none.
    ///
    /// # Errors
    /// If there are some.
    pub fn reported(self) -> Result<(), Refusals> {
        match self.list.is_empty() {
            true => Ok(()),
            false => Err(self),
        }
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<&str> = self.list.iter().map(|refusal| &*refusal.what).collect();
        f.write_str(&all.join("; "))
    }
}

impl std::error::Error for Refusals {}

impl IntoIterator for Refusals {
    type Item = Refusal;
    type IntoIter = std::vec::IntoIter<Refusal>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl Refusal {
    fn new(span: Span, what: &str, help: &str) -> Refusal {
        Refusal {
            span,
            what: what.to_string(),
            help: help.to_string(),
        }
    }
}

/// An expression without rule makes a differentiable value of differentiable ones.
#[must_use]
pub fn no_rule(span: Span) -> Refusal {
    Refusal::new(
        span,
        "no derivative is known for this expression, which depends on a differentiable parameter",
        "call a function annotated with `#[differentiate]`, or write `ad::stop_gradient(..)` around its argument if \
         its derivative is not wanted",
    )
}

/// What a field or a variable holds is called with what varies.
#[must_use]
pub fn unknown_function(span: Span) -> Refusal {
    Refusal::new(
        span,
        "which function this calls is not known when the derivative is made",
        "call a function by its name, take it as a parameter, `f: impl Fn(f64) -> f64`, or make it a method of an \
         annotated trait",
    )
}

/// A differentiable value is looked at as something that has no derivative.
#[must_use]
pub fn disguised(span: Span) -> Refusal {
    Refusal::new(
        span,
        "what is made of the bits of a differentiable number would have no derivative",
        "use arithmetic (`abs`, `copysign`, `signum`), put it into a function with a rule: \
         `#[differentiate(derivative(..))]`, or write `ad::stop_gradient(x).to_bits()`",
    )
}

/// A number is made of the text of a differentiable number.
#[must_use]
pub fn number_of_text(span: Span) -> Refusal {
    Refusal::new(
        span,
        "this number is made of the text of a differentiable number, and would have no derivative",
        "compute it from the number itself, or write `ad::stop_gradient(x)` for the number whose text it is",
    )
}

/// A number that varies is taken out of an error.
#[must_use]
pub fn number_of_error(span: Span) -> Refusal {
    Refusal::new(
        span,
        "what an error holds has no tangent, and this number in it depends on a differentiable parameter",
        "return the number beside the `Result`, or in its `Ok`: `Ok(Outcome { value, converged })`; or put \
         `ad::stop_gradient(x)` into the error",
    )
}

/// A function that has no companion is called with differentiable arguments.
#[must_use]
pub fn not_annotated(span: Span, name: &str) -> Refusal {
    let last = name.rsplit("::").next().unwrap_or(name);
    Refusal::new(
        span,
        &format!("`{name}` has no derivative: it is not annotated"),
        &format!(
            "write `#[differentiate]` before `fn {last}`, or `ad::stop_gradient(..)` around the arguments if the \
             derivative by them is not wanted"
        ),
    )
}

/// A function or method of another crate that has no companion is called with differentiable arguments.
#[must_use]
pub fn unregistered(span: Span, foreign: &str) -> Refusal {
    let name = foreign.rsplit([':', '.']).next().unwrap_or(foreign);
    Refusal::new(
        span,
        &format!("no derivative is known for `{name}`"),
        &register(foreign, name),
    )
}

/// How a rule is registered for a function or method of another crate.
#[must_use]
pub fn register(foreign: &str, name: &str) -> String {
    let receiver = match foreign.split_once('.') {
        Some((of, _)) if !of.is_empty() => format!("#[no_diff] of: &{of}, "),
        _ => String::new(),
    };
    format!(
        "give it one for the whole crate with `\"{foreign}\" = \"crate::rules::{name}\"` in \
         `[package.metadata.ad.rules]` of Cargo.toml, where `rules::{name}` is a function with a rule of its own, \
         `#[differentiate(derivative(x = ..))] fn {name}({receiver}x: f64) -> f64`; or write `ad::stop_gradient(..)` around it"
    )
}

/// Numbers that vary are put into a map or a set, or taken out of one.
#[must_use]
pub fn in_collection(span: Span) -> Refusal {
    Refusal::new(
        span,
        "what a map, a set or a list holds has no tangent, and this depends on a differentiable parameter",
        "keep the numbers in a `Vec`, and in the map where they are in it",
    )
}

/// What varies is put behind a reference that a call gave.
#[must_use]
pub fn behind_given(span: Span) -> Refusal {
    Refusal::new(
        span,
        "this changes what a reference that a call gave leads to, which has no tangent here, and depends on a \
         differentiable parameter",
        "keep the numbers in a `Vec`, and change its elements by their positions; a map may hold the positions",
    )
}

/// An argument that is passed on as it stands depends on a differentiable parameter.
#[must_use]
pub fn opaque_argument(span: Span) -> Refusal {
    Refusal::new(
        span,
        "an argument of this call depends on a differentiable parameter in a way that cannot be followed",
        "bind the argument to a variable with a `let` of a known type before the call",
    )
}
