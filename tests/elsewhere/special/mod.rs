//! Functions of the name of their module, as libraries of special functions have them.

mod erfcx;
mod gamma;
pub mod log_norm;
pub(crate) mod ratio;

pub use self::gamma::gamma;
pub use erfcx::*;
pub use log_norm::*;
pub use ratio::ratio;

use ad::differentiate;

#[differentiate]
pub fn all(x: f64, y: f64) -> f64 {
    gamma(x) * ratio(x, y) + log_norm(&[x, y])
}
