//! Rewrites from IR to IR that change what a function costs, not what it computes: results stay the same to the
//! last bit.

mod cse;
mod dce;
mod fold;
mod forget;
mod rows;

pub use cse::cse;
pub use dce::dce;
pub use fold::{fold, settle};
pub use forget::{adjoint, forget};
pub use rows::rows;

use crate::ir::Function;
use crate::ir::verify::debug_verify;

/// What a pass changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// The number of statements that it removed or replaced.
    pub changed: usize,
}

/// All passes, in their order; before a transform and after it.
pub fn optimise(f: &mut Function) {
    for (name, pass) in PASSES {
        pass(f);
        debug_verify(f, name);
    }
}

/// The passes for what is emitted and not transformed again.
pub fn finish(f: &mut Function) {
    settle(f);
    debug_verify(f, "settle");
    rows(f);
    debug_verify(f, "rows");
    optimise(f);
    forget(f);
    debug_verify(f, "forget");
}

type Pass = fn(&mut Function) -> Stats;

const PASSES: [(&str, Pass); 3] = [("fold", fold), ("cse", cse), ("dce", dce)];
