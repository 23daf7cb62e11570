//! Kernels that types of several crates share.

mod select;
mod vector;

pub use select::*;
pub use vector::*;
