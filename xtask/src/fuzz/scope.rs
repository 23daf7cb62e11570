//! What is in scope where the next piece of text goes.

use super::random::Random;
use std::fmt::Write;

/// The types of variables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ty {
    /// `f64`.
    Float,
    /// `&f64`.
    Ref,
    /// `&mut f64`, which stands for a place.
    RefMut,
    /// `usize`.
    Index,
    /// `bool`.
    Bool,
    /// `[f64; 3]`.
    Array,
    /// `[[f64; 2]; 2]`.
    Matrix,
    /// `Vec<f64>`, never empty.
    Vec,
    /// `&[f64]`, never empty.
    Slice,
    /// `&mut [f64]`, never empty.
    SliceMut,
    /// `(f64, f64)`.
    Pair,
    /// `Option<f64>`.
    Maybe,
    /// The struct `Point { at: [f64; 2], weight: f64 }`.
    Point,
    /// The enum `Form`.
    Form,
    /// A closure of a float.
    Closure,
}

/// A variable in scope.
#[derive(Clone, Debug)]
pub struct Var {
    pub name: String,
    pub ty: Ty,
    pub mutable: bool,
}

/// A function that was written before, which can be called.
#[derive(Clone, Debug)]
pub struct Callee {
    pub name: String,
    pub params: Vec<Ty>,
}

/// Writes one function.
pub struct Writer<'a> {
    pub random: &'a mut Random,
    pub vars: Vec<Var>,
    pub callees: &'a [Callee],
    /// How deep in expressions and blocks.
    pub depth: usize,
    /// The labels of the loops around, innermost last; `None` where a closure or a value stands between.
    pub loops: Vec<Option<String>>,
    /// How `return` is written here, where it can be.
    pub result: Option<Ty>,
    pub text: String,
    indent: usize,
    names: usize,
    /// Statements may still be written.
    pub fuel: usize,
}

impl<'a> Writer<'a> {
    pub fn new(random: &'a mut Random, callees: &'a [Callee], result: Ty, fuel: usize) -> Self {
        Writer {
            random,
            vars: Vec::new(),
            callees,
            depth: 0,
            loops: Vec::new(),
            result: Some(result),
            text: String::new(),
            indent: 1,
            names: 0,
            fuel,
        }
    }

    /// A name that is new, or (shadowing) is not.
    pub fn fresh(&mut self, prefix: &str) -> String {
        if self.random.chance(15) {
            return prefix.to_string();
        }
        self.unique(prefix)
    }

    /// A name that is new.
    pub fn unique(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    /// Brings a variable into scope; what has its name is shadowed.
    pub fn declare(&mut self, name: &str, ty: Ty, mutable: bool) {
        self.vars.retain(|v| v.name != name);
        self.vars.push(Var {
            name: name.to_string(),
            ty,
            mutable,
        });
    }

    /// A variable of these types.
    pub fn var(&mut self, types: &[Ty], mutable: bool) -> Option<Var> {
        let fits = |v: &&Var| types.contains(&v.ty) && (v.mutable || !mutable);
        let found: Vec<&Var> = self.vars.iter().filter(fits).collect();
        if found.is_empty() {
            return None;
        }
        Some((*self.random.one(&found)).clone())
    }

    /// Writes a line.
    pub fn line(&mut self, text: &str) {
        let indent = "    ".repeat(self.indent);
        writeln!(self.text, "{indent}{text}").expect("a string can be written to");
    }

    /// Writes `head {`, what `body` writes in a scope of its own, and `tail`.
    pub fn block(&mut self, head: &str, tail: &str, body: impl FnOnce(&mut Self)) {
        let vars = self.vars.clone();
        self.line(&format!("{head} {{"));
        self.indent += 1;
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self.indent -= 1;
        self.line(&format!("}}{tail}"));
        self.vars = vars;
    }

    /// The same without a variable, which is borrowed.
    pub fn without(&mut self, name: &str, body: impl FnOnce(&mut Self)) {
        let vars = self.vars.clone();
        self.vars.retain(|v| v.name != name);
        body(self);
        self.vars = vars;
    }

    /// The same with everything that is in scope now immutable, but what `keep` names.
    pub fn frozen(&mut self, body: impl FnOnce(&mut Self)) {
        let vars = self.vars.clone();
        self.vars.iter_mut().for_each(|v| v.mutable = false);
        self.vars
            .retain(|v| !matches!(v.ty, Ty::RefMut | Ty::SliceMut));
        body(self);
        self.vars = vars;
    }
}
