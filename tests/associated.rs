//! Types that belong to traits and are numbers, named in full, and methods that take another of their own type.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};
use num_traits::Float;

#[differentiate]
pub trait Space {
    type Scalar: Float;
    type Diff;
    fn dist(&self, o: &Self) -> Self::Scalar;
}
#[differentiate]
impl<S: Float + ad::Real> Space for P<S> {
    type Scalar = S;
    type Diff = [S; 2];
    fn dist(&self, o: &P<S>) -> S {
        ((self.0 - o.0).powi(2) + (self.1 - o.1).powi(2)).sqrt()
    }
}
#[derive(Clone, Copy, Differentiable)]
pub struct P<S>(pub S, pub S);
#[differentiate]
pub trait Rotation: Sized
where
    <Self::On as Space>::Scalar: Float,
{
    type On: Space;
    fn turn(&self, p: <Self::On as Space>::Scalar) -> <Self::On as Space>::Scalar;
    fn twice(&self, p: <Self::On as Space>::Scalar) -> <Self::On as Space>::Scalar {
        self.turn(self.turn(p))
    }
}
#[derive(Clone, Copy, Differentiable)]
pub struct R(pub f64);
#[differentiate]
impl Rotation for R {
    type On = P<f64>;
    fn turn(&self, p: f64) -> f64 {
        self.0 * p.sin()
    }
}
#[differentiate]
fn f(a: f64, b: f64) -> f64 {
    R(a).turn(b) + R(b).twice(a) + P(a, b).dist(&P(b, a * a))
}
#[test]
fn gradients() {
    ad::check::<f>((0.3, 0.7)).assert();
}
