pub use super::angle::*;
pub use super::area::*;
pub use super::force::*;
pub use super::length::*;
pub use super::speed::*;
pub use super::time::*;
pub use super::work::*;

/// A mass.
#[derive(Clone, Copy, ad::Differentiable)]
pub struct Mass {
    pub kilograms: f64,
}
