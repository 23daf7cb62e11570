//! Vectors, matrices and quaternions of the crate `glam`.

mod methods;
mod operators;
mod types;

pub(super) use operators::divided;
