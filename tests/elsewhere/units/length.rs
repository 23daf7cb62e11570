pub use super::angle::*;
pub use super::area::*;
pub use super::force::*;
pub use super::mass::*;
pub use super::speed::*;
pub use super::time::*;
pub use super::work::*;

/// A length.
#[derive(Clone, Copy, ad::Differentiable)]
pub struct Length {
    pub metres: f64,
}
