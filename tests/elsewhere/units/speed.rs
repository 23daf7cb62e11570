use super::angle::*;
use super::area::*;
use super::force::*;
use super::length::*;
use super::mass::*;
use super::time::*;
use super::work::*;
use ad::differentiate;

#[differentiate]
pub fn along(distance: Length, heading: Angle, seconds: Seconds) -> f64 {
    distance.metres * heading.radians.cos() / seconds
}
