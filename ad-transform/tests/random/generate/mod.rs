//! Random valid functions, in which nothing is out of range, values stay moderate, and every construct of the IR
//! meets every other.
//!
//! Every sequence has at least two elements, always: so there is an index that is valid anywhere. A vector in the
//! making is seen by nobody until it has two.

mod calls;
mod control;
mod memory;
mod params;
mod scalars;
mod shapes;
mod variants;

use crate::choices::Choices;
use ad_transform::ir::builder::{Builder, Var};
use ad_transform::ir::{Atom, BaseId, Function, Type, ValueId};

/// Functions of which each may call those before; the last is the program.
pub struct Program {
    pub functions: Vec<Function>,
    /// Is it optimised before it is transformed, and what is made of it before the next transform?
    pub optimised: bool,
    /// Do independent iterations run forth and back one by one?
    pub one_by_one: bool,
    /// How far transforms of transforms are checked: from 0 for none of them to 2 for the rarer ones, too.
    pub depth: usize,
}

/// The program that the choices make.
pub fn program(choices: &mut Choices) -> Program {
    let optimised = choices.chance(50);
    let depth = choices.weighted(&[70, 25, 5]);
    let callees = choices.weighted(&[55, 30, 15]);
    let mut functions = Vec::new();
    for i in 0..=callees {
        let budget = if i == callees {
            6 + choices.below(24)
        } else {
            3 + choices.below(6)
        };
        let name = if i == callees {
            "f".to_string()
        } else {
            format!("g{i}")
        };
        let f = Generator::new(choices, name, budget, &functions).function();
        functions.push(f);
    }
    let one_by_one = choices.chance(50);
    Program {
        functions,
        optimised,
        one_by_one,
        depth,
    }
}

/// An integer in scope, and what it is known to be less than.
#[derive(Clone)]
struct Int {
    atom: Atom,
    bound: Bound,
}

#[derive(Clone, PartialEq)]
enum Bound {
    /// Nothing is known.
    Free,
    /// Less than this number.
    Below(usize),
    /// Less than the length of this base, which does not change, by more than this number.
    Length(BaseId, usize),
}

/// Memory in scope.
#[derive(Clone)]
struct Memory {
    base: BaseId,
    ty: Type,
    writable: bool,
    /// May it be moved out of? Then this is how many regions were open where it was declared.
    movable: Option<usize>,
}

struct Generator<'a> {
    choices: &'a mut Choices,
    b: Builder,
    callees: &'a [Function],
    /// How many more statements there may be.
    budget: usize,
    loops: usize,
    scalars: Vec<Atom>,
    bools: Vec<Atom>,
    ints: Vec<Int>,
    vars: Vec<Var>,
    /// Variables that hold integers below four.
    counters: Vec<Var>,
    memory: Vec<Memory>,
    /// Declared here, but not to be touched: vectors in the making, memory lent to a call.
    locked: Vec<BaseId>,
    /// Whether each of the loops around that may leave early goes on.
    leaves: Vec<Var>,
    /// The function from outside, and how deep it goes, where it may call itself.
    own: Option<(Function, Atom)>,
    scalar_output: bool,
}

/// How much is in scope, to come back to.
struct Scope {
    scalars: usize,
    bools: usize,
    ints: usize,
    vars: usize,
    counters: usize,
    memory: usize,
}

impl<'a> Generator<'a> {
    fn new(
        choices: &'a mut Choices,
        name: String,
        budget: usize,
        callees: &'a [Function],
    ) -> Generator<'a> {
        Generator {
            choices,
            b: Builder::new(Function::new(name)),
            callees,
            budget,
            loops: 0,
            scalars: Vec::new(),
            bools: Vec::new(),
            ints: Vec::new(),
            vars: Vec::new(),
            counters: Vec::new(),
            memory: Vec::new(),
            locked: Vec::new(),
            leaves: Vec::new(),
            own: None,
            scalar_output: false,
        }
    }

    fn function(mut self) -> Function {
        let recursive = self.choices.chance(12);
        self.params(recursive);
        if recursive {
            self.calls_itself();
        }
        self.table();
        self.block();
        self.recurse();
        while self.budget > 0 && self.choices.chance(90) {
            self.block();
        }
        let output = self.output();
        let mut f = self.b.finish();
        f.output = output;
        f
    }

    fn open(&mut self) -> Scope {
        Scope {
            scalars: self.scalars.len(),
            bools: self.bools.len(),
            ints: self.ints.len(),
            vars: self.vars.len(),
            counters: self.counters.len(),
            memory: self.memory.len(),
        }
    }

    fn close(&mut self, scope: &Scope) {
        self.scalars.truncate(scope.scalars);
        self.bools.truncate(scope.bools);
        self.ints.truncate(scope.ints);
        self.vars.truncate(scope.vars);
        self.counters.truncate(scope.counters);
        self.memory.truncate(scope.memory);
    }

    /// Statements until the choices say that it is enough.
    fn block(&mut self) {
        while self.budget > 0 && self.choices.below(7) != 0 {
            self.budget -= 1;
            self.statement();
        }
    }

    fn statement(&mut self) {
        match self.choices.weighted(&[
            16, 22, 5, 14, 14, 10, 8, 3, 14, 6, 8, 6, 7, 14, 5, 5, 3, 4, 5, 2, 2, 2, 1,
        ]) {
            0 => self.let_scalar(),
            1 => self.assign(),
            2 => self.declare(),
            3 => self.load(),
            4 => self.store(),
            5 => self.accumulate(),
            6 => self.branch(),
            7 => self.switch(),
            8 => self.counted_loop(),
            9 => self.conditional_loop(),
            10 => self.local(),
            11 => self.bulk(),
            12 => self.vector(),
            13 => self.call(),
            14 => self.integer(),
            15 => self.replace(),
            16 => self.opaque(),
            17 => self.count(),
            18 => self.variant(),
            19 => self.stack(),
            20 => self.permutation(),
            21 => self.narrow(),
            _ => self.recurse(),
        }
    }

    fn mention(&mut self, v: impl Into<Atom>) {
        self.scalars.push(v.into());
    }

    fn add_memory(&mut self, base: BaseId, writable: bool, movable: bool) {
        let ty = self.b.f.bases[base.index()].ty.clone();
        let movable = movable.then(|| self.b.depth());
        self.memory.push(Memory {
            base,
            ty,
            writable,
            movable,
        });
    }

    fn index_value(&mut self) -> ValueId {
        self.b.f.new_value(Type::USIZE, "i")
    }
}

/// `[ty; n]`
fn array(ty: Type, n: usize) -> Type {
    Type::Array(Box::new(ty), Some(n.to_string()))
}

/// `Vec<ty>`
fn vec(ty: Type) -> Type {
    Type::Vec(Box::new(ty))
}

/// `[ty]`
fn slice(ty: Type) -> Type {
    Type::Slice(Box::new(ty))
}

/// A struct of the user's, of which the IR knows no more than the name: its fields.
fn fields(ty: &Type) -> Vec<(String, Type)> {
    match ty {
        Type::Named(_) => vec![
            ("a".to_string(), Type::F64),
            ("n".to_string(), Type::USIZE),
            ("v".to_string(), vec(Type::F64)),
            ("k".to_string(), array(Type::F64, 2)),
        ],
        Type::Tuple(types) => types
            .iter()
            .enumerate()
            .map(|(i, t)| (i.to_string(), t.clone()))
            .collect(),
        _ => Vec::new(),
    }
}

/// The struct.
pub fn structure() -> Type {
    Type::Named("S".to_string())
}

/// The number of elements that a sequence of this type has at least.
fn least_length(ty: &Type) -> usize {
    match ty {
        Type::Array(_, Some(n)) => n.parse().expect("a length"),
        _ => 2,
    }
}
