//! The compiler behind `#[differentiate]`: Rust syntax to IR, differentiation of IR, IR to Rust.

pub mod diagnose;
#[cfg(any(test, feature = "interp"))]
#[doc(hidden)]
pub mod interp;
pub mod ir;
pub mod parse;
pub mod analyse;
pub mod rules;
pub mod optimise;
pub mod transform;
