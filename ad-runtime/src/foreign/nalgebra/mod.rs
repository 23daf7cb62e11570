//! Vectors and matrices of the crate `nalgebra`, of static and dynamic size.
//!
//! The module is compiled once for each version of the crate, which is [`super::nalgebra`](super) to it.

mod each;
mod factors;
mod isometry;
mod matrix;
mod methods;
mod operators;
mod plane;
mod point;
mod rotation;
mod wrappers;
