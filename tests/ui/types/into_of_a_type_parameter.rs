use ad::{Differentiable, differentiate};

#[derive(Clone, Copy, Differentiable)]
struct Polar {
    r: f64,
    theta: f64,
}

#[differentiate]
fn reach<P: Into<Polar> + Differentiable>(p: P) -> f64 {
    let polar: Polar = p.into();
    polar.r * polar.theta
}

fn main() {}
