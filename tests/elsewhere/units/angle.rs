use super::area::*;
use super::force::*;
use super::length::*;
use super::mass::*;
use super::speed::*;
use super::time::*;
use super::work::*;

/// A turn, in radians.
#[derive(Clone, Copy, ad::Differentiable)]
pub struct Angle {
    pub radians: f64,
}
