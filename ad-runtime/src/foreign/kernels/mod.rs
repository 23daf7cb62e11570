//! Kernels that types of several crates share.

mod matrix;
mod quaternion;
mod select;
mod vector;

pub use matrix::*;
pub use quaternion::*;
pub use select::*;
pub use vector::*;
