//! Types that are imported through another module than the one that declares them.

mod knot;

pub use self::knot::{Knot, Point};

use super::numbers::{Number, ORDER};
use ad::{Differentiable, differentiate};
use std::ops::{Index, IndexMut};

/// A curve through knots.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Curve {
    pub knots: Vec<Knot>,
    pub weights: [Number; ORDER],
}

use super::macros::cubed;

#[differentiate]
pub fn bent(x: Number, y: Number) -> Number {
    cubed!(x * y) - squared!(x)
}

#[differentiate]
impl Curve {
    pub fn first(&self) -> Knot {
        self.knots[0].clone()
    }

    pub fn weighted(self, by: Number) -> Number {
        self.weights[ORDER - 1] * by * self.knots[0].at
    }
}

#[differentiate]
impl Index<usize> for Curve {
    type Output = Number;

    fn index(&self, i: usize) -> &Number {
        &self.weights[i]
    }
}

#[differentiate]
impl IndexMut<usize> for Curve {
    fn index_mut(&mut self, i: usize) -> &mut Number {
        &mut self.weights[i]
    }
}
