//! Problems with a primal, a gradient written by hand, and the generated one; and what measures them.
//!
//! A problem is a file of [`problems`]. It gives [`case::Case`]s: a name, and variants that compute the same numbers.
//! The binary `report` checks that they do, measures them, and writes `REPORT.md`.

#![forbid(unsafe_code)]

pub mod adbench;
pub mod callgrind;
pub mod case;
pub mod compile;
pub mod laps;
pub mod measure;
pub mod memory;
pub mod native;
pub mod numbers;
pub mod peers;
pub mod problems;
pub mod random;
pub mod report;
pub mod scaling;
