//! What compiling costs: the crates of the macro, expansion by phase, and annotations in a crate of 200 functions.
//!
//! The functions are the primals of this package, taken out of its own source.

pub mod ablation;
pub mod crates;
pub mod phases;
pub mod pipeline;
pub mod report;
pub mod sources;
