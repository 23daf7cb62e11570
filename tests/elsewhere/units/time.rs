pub use super::angle::*;
pub use super::area::*;
pub use super::force::*;
pub use super::length::*;
pub use super::mass::*;
pub use super::speed::*;
pub use super::work::*;

/// A time, in seconds.
pub type Seconds = f64;
