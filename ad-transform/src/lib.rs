//! The compiler behind `#[differentiate]`: Rust syntax to IR, differentiation of IR, IR to Rust.

pub mod diagnose;
pub mod ir;
pub mod rules;
