//! Walks over the syntax of Rust, as those of `syn`.
//!
//! A visitor of `syn` is generic: for each of ours rustc would compile the whole grammar again, which was a quarter of all the
//! functions of this crate. Here one visitor walks the grammar, and asks a trait object what to do at the nodes that any of
//! ours is interested in. What is not in these lists is walked through.

pub mod visit;
pub mod visit_mut;
