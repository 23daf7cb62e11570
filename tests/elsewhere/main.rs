//! What other files of the crate declare: methods, fields, traits, aliases, constants.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

#[macro_use]
mod macros;
mod bezier;
mod curves;
mod model;
mod numbers;
mod restart;
mod scaled;
mod special;
mod units;

use ad::differentiate;
use curves::{Curve, Point};
use model::Model;
use numbers::{Number, Numbers, ORDER, Scalar, Vector, roots};
use scaled::{Factor, Scale};
use special::ratio;

#[differentiate]
fn by_macros(x: f64, y: f64) -> f64 {
    macros::cubed!(x + y) + crate::rooted!(x * x) * squared!(y)
}

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
fn by_an_impl_elsewhere(x: f64) -> f64 {
    let mut model = Model {
        scale: x,
        weights: vec![x],
    };
    model.restart(x);
    model.scale + model.loss(x)
}

#[differentiate]
fn parameter(model: &mut Model, x: f64) -> f64 {
    model.rescale(x);
    model.loss(x)
}

#[test]
fn fields_left_out_beside_globs() {
    let curve = bezier::Eased {
        samples: [1.5, 0.5],
        frame: std::num::Saturating(1),
        control: bezier::Fixed { x: 0.7, y: -0.3 },
    };
    // (t² x + s y t) x
    let (_, (of_curve, of_t)) = bezier::eased::value_and_grad(&curve, 0.8);
    let (x, y, t) = (0.7, -0.3, 0.8);
    assert!((of_curve.samples[0] - y * t * x).abs() < 1e-15);
    assert_eq!(of_curve.samples[1], 0.0);
    assert!((of_t - (2.0 * t * x + 1.5 * y) * x).abs() < 1e-15);
}

#[test]
fn methods_that_change_their_receiver() {
    // x⁴ + x³ + x
    assert_eq!(local::value_and_grad(2.0), (26.0, 45.0));
    ad::check::<local>(1.5).assert();
    ad::check::<by_an_impl_elsewhere>(1.5).assert();
    ad::check::<by_macros>((1.5, 0.4)).assert();
    ad::check::<curves::bent>((1.5, 0.4)).assert();
    let mut model = Model {
        scale: 2.0,
        weights: vec![1.0],
    };
    let mut bar = ad::Differentiable::zero_tangent(&model);
    assert_eq!(parameter::vjp(&mut model, 3.0, 1.0, &mut bar), (19.0, 12.0));
    assert_eq!((bar.scale, &bar.weights[..]), (9.0, &[1.0][..]));
    assert_eq!(model.scale, 6.0);
}

/// Fields of types that this file does not import, a method that takes its receiver by value, an element.
#[differentiate]
fn along(curve: &mut Curve, t: Number) -> Number {
    let i = ORDER - 1;
    curve[i] = curve[0] * t;
    let first = curve.first();
    let turned = first.value.turned(t);
    let weights: [Number; ORDER] = curve.weights;
    let total: Number = weights.iter().map(|w| w * turned.0).sum();
    total.powi(2) + turned.1 * curve.clone().weighted(t)
}

fn curve(w: f64, at: f64) -> Curve {
    let value = Point(0.5 + at, at * at);
    let knots = vec![curves::Knot { at, value }];
    Curve {
        knots,
        weights: [w, 0.25, 1.5],
    }
}

/// A trait of another file that asks for numbers.
#[differentiate]
fn blend<S: Scalar>(a: S, b: S) -> S {
    let half = S::from(0.5).unwrap();
    (a * a + b).sqrt() * half + S::one() / b.max(half)
}

/// Functions of another file that return numbers.
#[differentiate]
fn rooted(x: f64, y: f64) -> f64 {
    let by_path = numbers::roots(x, y);
    let [a, b] = roots(y, x);
    by_path[0] * a + b.exp()
}

#[differentiate]
fn energy(v: &Vector, n: usize) -> f64 {
    let mut sum = 0.0;
    for i in 1..n {
        sum += v[i] * v[i - 1];
    }
    sum
}

#[differentiate]
fn relaxed(a: f64, b: f64) -> f64 {
    let mut v: Vector = Numbers::of(vec![a, b, a * b]);
    v[1] += a * v[0];
    energy(&v, 3)
}

#[test]
fn types_of_other_files() {
    let (t, seed) = (0.7, 1.0);
    let mut point = curve(1.25, 0.3);
    let mut bar = ad::Differentiable::zero_tangent(&point);
    let (value, t_bar) = along::vjp(&mut point, t, seed, &mut bar);
    assert_eq!(value, along(&mut curve(1.25, 0.3), t));
    let h = 1e-6;
    let difference = |a: Curve, t_a: f64, b: Curve, t_b: f64| {
        let (mut a, mut b) = (a, b);
        (along(&mut a, t_a) - along(&mut b, t_b)) / (2.0 * h)
    };
    let by_t = difference(curve(1.25, 0.3), t + h, curve(1.25, 0.3), t - h);
    assert!((by_t - t_bar).abs() < 1e-6, "{by_t} {t_bar}");
    let by_w = difference(curve(1.25 + h, 0.3), t, curve(1.25 - h, 0.3), t);
    assert!((by_w - bar.weights[0]).abs() < 1e-6, "{by_w} {bar:?}");
    let by_at = difference(curve(1.25, 0.3 + h), t, curve(1.25, 0.3 - h), t);
    let knot = &bar.knots[0];
    let chained = knot.at + knot.value.0 + 2.0 * 0.3 * knot.value.1;
    assert!((by_at - chained).abs() < 1e-6, "{by_at} {bar:?}");
}

#[test]
fn traits_and_functions_of_other_files() {
    ad::check::<blend>((1.2, 0.8)).assert();
    ad::check::<rooted>((1.2, 0.8)).assert();
    ad::check::<relaxed>((1.2, 0.8)).assert();
    let (value, by_a, by_b) = {
        let (value, (a, b)) = blend::value_and_grad(1.2_f32, 0.8_f32);
        (value, a, b)
    };
    assert_eq!(value, blend(1.2_f32, 0.8));
    assert!(by_a.is_finite() && by_b.is_finite());
}

/// Columns of a Jacobian through functions of another file, whose signatures say more than is seen here.
#[differentiate(wrt(x))]
fn columns(x: &[Number], by: &Model) -> Vec<Number> {
    let mut all = Vec::new();
    for i in 2..x.len() {
        let row = [x[i], x[i - 1], x[i - 2]];
        let shifted = numbers::shifted(&row, by);
        let pair = roots(x[i], shifted[1]);
        all.push(shifted[0] * pair[0] + shifted[2]);
        all.push(numbers::scaled::roots(pair[1], x[i]));
    }
    all
}

#[test]
fn columns_through_other_files() {
    let by = Model {
        scale: 0.5,
        weights: Vec::new(),
    };
    for n in [3, 8, 13] {
        let x: Vec<f64> = (0..n).map(|i| 1.0 + 0.1 * i as f64).collect();
        let rows = columns::jacobian(&x, &by);
        for j in 0..n {
            let moved = |step: f64| {
                let mut x = x.clone();
                x[j] += step;
                columns(&x, &by)
            };
            let (above, below) = (moved(1e-6), moved(-1e-6));
            for (i, row) in rows.iter().enumerate() {
                let expected = (above[i] - below[i]) / 2e-6;
                assert!((row[j] - expected).abs() < 1e-7 * (1.0 + expected.abs()));
            }
        }
    }
}

/// By the name of the module, by that of the function in it, and imported.
/// What a module passes on that is imported as a whole from a private one of the same name.
mod passed_on {
    use crate::special::*;
    use ad::differentiate;

    #[differentiate(order = 2)]
    fn of_glob(x: f64) -> f64 {
        erfcx(x) * x
    }

    #[differentiate(order = 2)]
    pub fn of_both(x: f64) -> f64 {
        of_glob(x) + crate::special::erfcx(x * x)
    }
}

#[differentiate]
fn of_special_functions(x: f64, y: f64) -> f64 {
    let of_module = special::log_norm::log_norm(&[x, y]);
    special::all(x, y) * ratio(x, 2.0) + special::ratio(y, x) * of_module + special::log_norm(&[y])
}

#[test]
fn functions_of_the_name_of_their_module() {
    ad::check::<passed_on::of_both>(0.7).assert();
    ad::check::<of_special_functions>((1.3, 0.7)).assert();
    ad::check::<of_special_functions>((2.6, 1.4)).assert();
    // (x² + y²) ∇ log‖(x, y)‖ = (x, y)
    assert_eq!(
        special::log_norm::grad(&[3.0, 4.0]),
        [3.0 / 25.0, 4.0 / 25.0]
    );
    assert_eq!(special::log_norm::hessian(&[1.0, 1.0])[0][0], 0.0);
    assert_eq!(ratio::vjp(1.0, 0.0, 0.0), (1.0, (0.0, 0.0)));
    ad::check::<special::ratio::companion::ratio>((1.1, 0.6)).assert();
}

/// A result whose length only the other file names.
#[differentiate]
fn of_private_length(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    let mut before = numbers::powers(x[0]);
    for i in 1..x.len() {
        let all = numbers::powers(x[i] * before[1]);
        sum += all[0] * all[1] * before[0];
        before = all;
    }
    sum
}

#[test]
fn lengths_that_only_the_other_file_names() {
    ad::check::<of_private_length>(&[0.7, 1.3, 0.4][..]).assert();
}

#[differentiate]
impl Scale for Factor<f32> {
    fn scaled(&self, x: f64) -> f64 {
        f64::from(self.by) * x * x
    }
}

/// A type's own method, for one argument.
#[differentiate]
fn by_its_own(factor: Factor<f64>, x: f64) -> f64 {
    let y = factor.scaled(x);
    y * y
}

/// The method of that name that a trait has for another argument.
#[differentiate]
fn by_a_trait(#[no_diff] factor: Factor<f32>, x: f64) -> f64 {
    let y = factor.scaled(x);
    y * y
}

#[test]
fn one_name_for_two_methods_of_a_type() {
    assert_eq!(
        by_its_own::grad(Factor { by: 0.5 }, 2.0).1,
        2.0 * 1.0_f64.exp() * 1.0_f64.exp() * 0.5
    );
    ad::check::<by_a_trait>((Factor { by: 0.5 }, 1.3)).assert();
}

#[differentiate]
fn with_units(kilograms: f64, metres: f64, radians: f64, seconds: units::Seconds) -> f64 {
    units::lifted(
        units::Mass { kilograms },
        units::Length { metres },
        units::Angle { radians },
        seconds,
    )
}

#[test]
fn modules_that_import_all_of_each_other() {
    ad::check::<with_units>((3.0, 1.5, 0.4, 2.0)).assert();
}
