use super::angle::*;
use super::area::*;
use super::force::*;
use super::length::*;
use super::mass::*;
use super::speed::*;
use super::time::*;
use ad::differentiate;

#[differentiate]
pub fn lifted(mass: Mass, by: Length, heading: Angle, seconds: Seconds) -> f64 {
    gravity(mass, by) * along(by, heading, seconds) + circle(by)
}
