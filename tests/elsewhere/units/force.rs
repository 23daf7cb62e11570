pub use super::angle::*;
pub use super::area::*;
pub use super::length::*;
pub use super::mass::*;
pub use super::speed::*;
pub use super::time::*;
pub use super::work::*;
use ad::differentiate;

#[differentiate]
pub fn gravity(mass: Mass, distance: Length) -> f64 {
    mass.kilograms / (distance.metres * distance.metres)
}
