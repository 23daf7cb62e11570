//! Kernels that types of several crates share.

mod select;
mod vector;

pub use select::Concat;
pub use vector::{Componentwise, Cross, Dot, Lerp, Norm, NormSquared, Normalize, Scale, Sum};
