//! Kernels that types of several crates share.

mod matrix;
mod select;
mod vector;

pub use matrix::*;
pub use select::*;
pub use vector::*;
