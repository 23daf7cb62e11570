//! An interpreter of the IR, for tests: whatever a pass does to a function can be run before and after.
//!
//! A [`Module`] holds functions by the name and the modes with which calls ask for them. Floats are of any
//! [`Scalar`]: run on [`Dual`] numbers, a function gives its own derivative, to compare with the transforms'.
//! What would be a panic of the program (an index out of range, an overflow, a diverging [`Opaque`](crate::ir::Opaque))
//! is an error, and so is what no valid program does: reading memory that was moved out of, adding tangents of
//! different shapes.

mod machine;
mod place;
mod scalar;
mod store;
mod value;

pub use scalar::{Dual, Scalar, evaluate};
pub use value::{Memory, Value, eval};

use crate::ir::{Function, Mode};
use machine::{Machine, Watch};
use std::cell::Cell;
use std::collections::HashMap;

/// Functions that can call each other.
#[derive(Default)]
pub struct Module {
    functions: HashMap<(String, Vec<Mode>), Function>,
    constants: HashMap<String, Memory<f64>>,
}

/// An argument of a function that is run, one for each parameter.
#[derive(Clone, Debug)]
pub enum Input<S> {
    /// For a scalar passed by value.
    Value(Value<S>),
    /// For memory, however it is passed; [`Memory::Absent`] for an empty slot.
    Memory(Memory<S>),
    /// For what the interpreter does not look at.
    Nothing,
}

/// What a function that was run has left.
#[derive(Clone, Debug)]
pub struct Outcome<S> {
    /// Its result.
    pub output: Memory<S>,
    /// What its parameters hold at the end: [`Memory::Absent`] for those that are not memory.
    pub params: Vec<Memory<S>>,
    /// Did a derivative come out infinite at the edge of a domain, in it or in a function that it calls?
    pub edge: bool,
}

impl Module {
    /// Adds a function under a name and the modes that were applied to it, first applied first.
    pub fn insert(&mut self, name: &str, modes: &[Mode], function: Function) {
        self.functions
            .insert((name.to_string(), modes.to_vec()), function);
    }

    /// Adds a constant that functions name by its path.
    pub fn insert_constant(&mut self, path: &str, memory: Memory<f64>) {
        self.constants.insert(path.to_string(), memory);
    }

    /// The function of this name and these modes.
    #[must_use]
    pub fn get(&self, name: &str, modes: &[Mode]) -> Option<&Function> {
        self.functions.get(&(name.to_string(), modes.to_vec()))
    }

    /// Runs a function for at most so many statements.
    ///
    /// # Errors
    /// What a panic would have said, or how the function is not valid.
    pub fn run<S: Scalar>(
        &self,
        f: &Function,
        inputs: Vec<Input<S>>,
        fuel: u64,
    ) -> Result<Outcome<S>, String> {
        let watch = Watch {
            fuel: Cell::new(fuel),
            edge: Cell::new(false),
        };
        Machine::new(self, f, &watch).call(inputs)
    }
}
