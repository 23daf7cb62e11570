//! A type whose methods another file calls.

use ad::{Differentiable, differentiate};

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Model {
    pub scale: f64,
    pub weights: Vec<f64>,
}

#[differentiate]
impl Model {
    pub fn rescale(&mut self, factor: f64) {
        self.scale *= factor;
    }

    pub fn loss(&self, x: f64) -> f64 {
        self.scale * x + self.weights[0]
    }
}
