//! A case: one problem at one size, and the variants that compute it.

use crate::numbers::Numbers;
use std::hint::black_box;

/// Which table a case is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The four problems of ADBench.
    AdBench,
    /// Small functions, where overhead shows.
    Kernels,
    /// Memory that is overwritten, and time stepping.
    Memory,
}

impl Group {
    /// All groups, in the order of the report.
    pub const ALL: [Self; 3] = [Self::AdBench, Self::Kernels, Self::Memory];

    /// What the report calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::AdBench => "ADBench",
            Self::Kernels => "Small kernels",
            Self::Memory => "Memory and time stepping",
        }
    }
}

/// One problem at one size. The data is made when the variants are asked for.
pub struct Case {
    /// The table it belongs to.
    pub group: Group,
    /// Unique among cases.
    pub name: String,
    variants: Box<dyn Fn() -> Vec<Variant>>,
}

impl Case {
    /// A case whose data and variants `build` makes.
    pub fn new<I: Copy + 'static>(
        group: Group,
        name: impl Into<String>,
        build: impl Fn() -> Variants<I> + 'static,
    ) -> Self {
        Self {
            group,
            name: name.into(),
            variants: Box::new(move || build().list),
        }
    }

    /// Makes the data, and the variants over it.
    pub fn variants(&self) -> Vec<Variant> {
        (self.variants)()
    }
}

/// The names of variants that the report knows; any other is a peer's.
pub mod names {
    /// The function itself.
    pub const PRIMAL: &str = "primal";
    /// Function and gradient, written by hand.
    pub const HAND: &str = "hand";
    /// Function and gradient, by `#[differentiate]`.
    pub const GENERATED: &str = "generated";
}

/// A way to compute a case.
pub struct Variant {
    /// `primal`, `hand`, `generated`, or the name of a peer.
    pub name: &'static str,
    run: Box<dyn Run>,
}

impl Variant {
    /// Computes it `n` times.
    pub fn repeat(&mut self, n: u64) {
        self.run.repeat(n);
    }

    /// What it computes.
    pub fn numbers(&mut self) -> Vec<f64> {
        self.run.numbers()
    }
}

/// Variants over the same input.
pub struct Variants<I> {
    input: I,
    list: Vec<Variant>,
}

impl<I: Copy + 'static> Variants<I> {
    /// No variant yet. The input is hidden from the optimiser at each call.
    pub fn over(input: I) -> Self {
        Self {
            input,
            list: Vec::new(),
        }
    }

    /// Adds a variant by name.
    pub fn with<R: Numbers + 'static>(
        mut self,
        name: &'static str,
        function: impl FnMut(I) -> R + 'static,
    ) -> Self {
        let run = Box::new(Operation {
            input: self.input,
            function,
        });
        self.list.push(Variant { name, run });
        self
    }

    /// All of them.
    pub fn list(self) -> Vec<Variant> {
        self.list
    }

    /// The function itself.
    pub fn primal<R: Numbers + 'static>(self, function: impl FnMut(I) -> R + 'static) -> Self {
        self.with(names::PRIMAL, function)
    }

    /// The derivative written by hand.
    pub fn hand<R: Numbers + 'static>(self, function: impl FnMut(I) -> R + 'static) -> Self {
        self.with(names::HAND, function)
    }

    /// The generated derivative.
    pub fn generated<R: Numbers + 'static>(self, function: impl FnMut(I) -> R + 'static) -> Self {
        self.with(names::GENERATED, function)
    }
}

trait Run {
    fn repeat(&mut self, n: u64);
    fn numbers(&mut self) -> Vec<f64>;
}

struct Operation<I, F> {
    input: I,
    function: F,
}

impl<I: Copy, R: Numbers, F: FnMut(I) -> R> Run for Operation<I, F> {
    fn repeat(&mut self, n: u64) {
        measured_region(&mut self.function, self.input, n);
    }

    fn numbers(&mut self) -> Vec<f64> {
        let mut list = Vec::new();
        (self.function)(self.input).append_to(&mut list);
        list
    }
}

/// All that is measured. A function of its own, so that Callgrind can be told to count what happens in it.
#[inline(never)]
fn measured_region<I: Copy, R>(function: &mut impl FnMut(I) -> R, input: I, n: u64) {
    for _ in 0..n {
        black_box(function(*black_box(&input)));
    }
}
