use ad::{Differentiable, differentiate};

#[differentiate]
trait Layer {
    fn forward(&self, x: f64) -> f64;
}

#[derive(Clone, Differentiable)]
struct Affine {
    w: f64,
}

#[differentiate]
impl Layer for Affine {
    fn forward(&self, x: f64) -> f64 {
        self.w * x
    }
}

#[differentiate]
fn twice(layer: &dyn Layer, x: f64) -> f64 {
    layer.forward(layer.forward(x))
}

/// By `w` it would be zero.
#[differentiate]
fn of_weight(w: f64) -> f64 {
    let layer = Affine { w };
    twice(&layer, 1.0)
}

fn main() {}
