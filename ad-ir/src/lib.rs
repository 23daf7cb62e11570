//! The intermediate representation behind `#[differentiate]`, and all that is done to it: transforms are IR → IR, and closed
//! under composition. It knows nothing of the syntax of Rust, but for tokens that it passes on.

#![allow(
    clippy::wrong_self_convention,
    reason = "`to_vec`, `from_end` and the like name what is lowered"
)]
#![allow(
    clippy::large_enum_variant,
    reason = "operands and shapes live for the expansion of one function"
)]
#![allow(
    rustdoc::private_intra_doc_links,
    reason = "who reads these pages reads them with private items"
)]

pub mod analyse;
pub mod hashed;
#[cfg(any(test, feature = "interp"))]
#[doc(hidden)]
pub mod interp;
pub mod ir;
pub mod optimise;
pub mod refusal;
pub mod rules;
pub mod sorted;
pub mod tokens;
pub mod transform;

pub use refusal::{Refusal, Refusals};
