use super::angle::*;
use super::force::*;
use super::length::*;
use super::mass::*;
use super::speed::*;
use super::time::*;
use super::work::*;
use ad::differentiate;

#[differentiate]
pub fn circle(radius: Length) -> f64 {
    std::f64::consts::PI * radius.metres * radius.metres
}
