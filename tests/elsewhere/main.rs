//! Methods of a type that is defined in another file: how they take their receiver does not show.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod model;

use ad::differentiate;
use model::Model;

#[differentiate]
fn local(x: f64) -> f64 {
    let mut model = Model {
        scale: x,
        weights: vec![x],
    };
    model.rescale(x);
    model.scale * model.scale + model.loss(x)
}

#[differentiate]
fn parameter(model: &mut Model, x: f64) -> f64 {
    model.rescale(x);
    model.loss(x)
}

#[test]
fn methods_that_change_their_receiver() {
    // x⁴ + x³ + x
    assert_eq!(local::value_and_grad(2.0), (26.0, 45.0));
    ad::check::<local>(1.5).assert();
    let mut model = Model {
        scale: 2.0,
        weights: vec![1.0],
    };
    let mut bar = ad::Differentiable::zero_tangent(&model);
    assert_eq!(parameter::vjp(&mut model, 3.0, 1.0, &mut bar), (19.0, 12.0));
    assert_eq!((bar.scale, &bar.weights[..]), (9.0, &[1.0][..]));
    assert_eq!(model.scale, 6.0);
}
