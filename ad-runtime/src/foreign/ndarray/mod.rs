//! Arrays of one and two dimensions of the crate `ndarray`: owned ones, and views of them.
//!
//! The module is compiled once for each version of the crate, which is [`super::ndarray`](super) to it.
//!
//! Kernels see matrices by columns, where arrays lie by rows: an array is its transpose to them, and the rules say so.

pub(super) mod array;
mod each;
mod kernels;
mod methods;
mod operators;
mod put;
