//! Derivatives of one's own: `jvp = path`, `vjp = path`, `derivative(..)`.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::differentiate;

#[differentiate(jvp = cube_jvp, vjp = cube_vjp)]
fn cube(x: f64) -> f64 {
    x.powi(3)
}

fn cube_jvp(x: f64, x_dot: f64) -> (f64, f64) {
    (x.powi(3), 3.0 * x * x * x_dot)
}

fn cube_vjp(x: f64, y_bar: f64) -> (f64, f64) {
    (x.powi(3), 3.0 * x * x * y_bar)
}

#[test]
fn a_scalar_function() {
    assert_eq!(cube(2.0), 8.0);
    assert_eq!(cube::grad(2.0), 12.0);
    assert_eq!(cube::value_and_grad(2.0), (8.0, 12.0));
    assert_eq!(cube::jvp(2.0, 0.5), (8.0, 6.0));
    assert_eq!(cube::vjp(2.0, 0.5), (8.0, 6.0));
    let mut bar = 1.0;
    assert_eq!(cube::vjp_into(2.0, 0.5, &mut bar), 8.0);
    assert_eq!(bar, 7.0);
    let (value, pullback) = cube::pullback(2.0);
    assert_eq!(value, 8.0);
    assert_eq!(pullback.apply(1.0), 12.0);
    pullback.apply_into(1.0, &mut bar);
    assert_eq!(bar, 19.0);
}

/// `y = scale * x`, elementwise, with a count of what it did.
#[differentiate(jvp = scaled_jvp, vjp = scaled_vjp)]
pub fn scaled(x: &[f64], scale: f64, offset: usize) -> Vec<f64> {
    x.iter().skip(offset).map(|x| scale * x).collect()
}

fn scaled_jvp(
    x: &[f64],
    scale: f64,
    offset: usize,
    x_dot: &[f64],
    scale_dot: f64,
) -> (Vec<f64>, Vec<f64>) {
    let pairs = x.iter().zip(x_dot).skip(offset);
    (
        scaled(x, scale, offset),
        pairs
            .map(|(x, x_dot)| scale * x_dot + scale_dot * x)
            .collect(),
    )
}

fn scaled_vjp(x: &[f64], scale: f64, offset: usize, y_bar: &[f64]) -> (Vec<f64>, (Vec<f64>, f64)) {
    let mut x_bar = vec![0.0; x.len()];
    let mut scale_bar = 0.0;
    for ((x_bar, x), y_bar) in x_bar.iter_mut().zip(x).skip(offset).zip(y_bar) {
        *x_bar = scale * y_bar;
        scale_bar += x * y_bar;
    }
    (scaled(x, scale, offset), (x_bar, scale_bar))
}

#[test]
fn sequences_and_several_parameters() {
    let x = [1.0, 2.0, 3.0];
    let (y, (x_bar, scale_bar)) = scaled::vjp(&x, 2.0, 1, &[1.0, 10.0]);
    assert_eq!(
        (y, x_bar, scale_bar),
        (vec![4.0, 6.0], vec![0.0, 2.0, 20.0], 32.0)
    );
    assert_eq!(scaled::jvp(&x, 2.0, 1, &[1.0, 1.0, 0.0], 1.0).1, [4.0, 3.0]);
    let (mut x_bar, mut scale_bar) = (vec![1.0; 3], 1.0);
    scaled::vjp_into(&x, 2.0, 1, &[1.0, 10.0], &mut x_bar, &mut scale_bar);
    assert_eq!((x_bar, scale_bar), (vec![1.0, 3.0, 21.0], 33.0));
    let (_, pullback) = scaled::pullback(&x, 2.0, 1);
    for i in 0..2 {
        let mut unit = vec![0.0; 2];
        unit[i] = 1.0;
        let (x_bar, _) = pullback.apply(&unit);
        assert_eq!(x_bar[i + 1], 2.0);
    }
}

/// A rule for one mode is enough where only that one is used.
#[differentiate(vjp = only_reverse_vjp, wrt(x))]
pub fn only_reverse(x: &[f64; 2], y: f64) -> f64 {
    x[0] * y + x[1]
}

fn only_reverse_vjp(x: &[f64; 2], y: f64, bar: f64) -> (f64, [f64; 2]) {
    (only_reverse(x, y), [y * bar, bar])
}

#[differentiate(jvp = only_forward_jvp)]
pub fn only_forward(x: f64) -> f64 {
    x * x
}

fn only_forward_jvp(x: f64, x_dot: f64) -> (f64, f64) {
    (x * x, 2.0 * x * x_dot)
}

#[test]
fn one_mode() {
    assert_eq!(only_reverse::grad(&[1.0, 2.0], 3.0), [3.0, 1.0]);
    assert_eq!(
        only_reverse::jvp(&[1.0, 2.0], 3.0, &[1.0, 10.0]),
        (5.0, 13.0)
    );
    assert_eq!(only_forward::jvp(2.0, 1.0), (4.0, 4.0));
}

#[differentiate(jvp = double_jvp, vjp = double_vjp)]
fn double(x: &mut [f64]) {
    for x in x {
        *x *= 2.0;
    }
}

fn double_jvp(x: &mut [f64], x_dot: &mut [f64]) -> ((), ()) {
    double(x);
    double(x_dot);
    ((), ())
}

fn double_vjp(x: &mut [f64], x_bar: &mut [f64]) -> ((), ()) {
    double(x);
    double(x_bar);
    ((), ())
}

#[test]
fn in_place() {
    let (mut x, mut bar) = ([1.0, 2.0], [1.0, 3.0]);
    double::vjp(&mut x, &mut bar);
    assert_eq!((x, bar), ([2.0, 4.0], [2.0, 6.0]));
    double::jvp(&mut x, &mut bar);
    assert_eq!((x, bar), ([4.0, 8.0], [4.0, 12.0]));
}

#[differentiate(jvp = map_jvp, vjp = map_vjp)]
fn map(x: [f64; 3]) -> [f64; 2] {
    [x[0] * x[1], x[2]]
}

fn map_jvp(x: [f64; 3], d: &[f64; 3]) -> ([f64; 2], [f64; 2]) {
    (map(x), [x[0] * d[1] + d[0] * x[1], d[2]])
}

fn map_vjp(x: [f64; 3], b: &[f64; 2]) -> ([f64; 2], [f64; 3]) {
    (map(x), [x[1] * b[0], x[0] * b[0], b[1]])
}

#[test]
fn jacobians() {
    assert_eq!(
        map::jacobian([2.0, 3.0, 4.0]),
        [[3.0, 2.0, 0.0], [0.0, 0.0, 1.0]]
    );
}

fn gradient_of<F>(args: F::Args<'_>) -> F::Gradient
where
    F: ad::DifferentiableFn<Output = f64>,
{
    F::vjp(args, &1.0).1
}

struct NoClone;

#[differentiate(jvp = consuming_jvp, vjp = consuming_vjp)]
fn consuming(x: f64, #[no_diff] by: NoClone) -> f64 {
    let NoClone = by;
    x
}

fn consuming_jvp(x: f64, by: NoClone, x_dot: f64) -> (f64, f64) {
    (consuming(x, by), x_dot)
}

fn consuming_vjp(x: f64, by: NoClone, bar: f64) -> (f64, f64) {
    (consuming(x, by), bar)
}

#[test]
fn as_a_type() {
    use ad::DifferentiableFn;
    assert_eq!(gradient_of::<cube>(2.0), 12.0);
    assert_eq!(gradient_of::<only_reverse>((&[1.0, 2.0], 3.0)), [3.0, 1.0]);
    assert_eq!(scaled::NAME, "scaled");
    assert_eq!(scaled::call((&[1.0, 2.0], 3.0, 1)), [6.0]);
    assert_eq!(
        <scaled as DifferentiableFn>::vjp((&[1.0, 2.0], 3.0, 1), &vec![1.0]).1,
        (vec![0.0, 3.0], 2.0)
    );
    assert_eq!(
        <scaled as DifferentiableFn>::jvp((&[1.0, 2.0], 3.0, 1), &(vec![0.0, 1.0], 1.0)).1,
        [5.0]
    );
    assert_eq!(
        scaled::perturbed((&[1.0, 2.0], 3.0, 1), &(vec![0.0, 1.0], 1.0), 1.0),
        [12.0]
    );
    assert_eq!(consuming::grad(1.0, NoClone), 1.0);
}

// --- partial derivatives ---

use std::f64::consts::PI;

/// By its Taylor series, far enough for what is asked of it here.
#[differentiate(order = 2, derivative(x = 2.0 / PI.sqrt() * (-x * x).exp()))]
fn erf(x: f64) -> f64 {
    let mut term = x;
    let mut sum = 0.0;
    let mut n = 0.0;
    while n < 60.0 {
        sum += term / (2.0 * n + 1.0);
        n += 1.0;
        term *= -x * x / n;
    }
    2.0 / PI.sqrt() * sum
}

#[differentiate(order = 3, derivative(base = exponent * value / base, exponent = value * base.ln()))]
fn power(base: f64, exponent: f64) -> f64 {
    (exponent * base.ln()).exp()
}

#[differentiate(derivative(x = 0.5 / value))]
fn root<T: num_traits::Float>(x: T) -> T {
    x.sqrt()
}

#[differentiate(derivative(x = table[index]))]
fn lookup(#[no_diff] table: &[f64], x: &f64, index: usize) -> f64 {
    table[index] * *x
}

#[differentiate(order = 2)]
fn composed(x: f64) -> f64 {
    erf(x * x) * power(x, 3.0)
}

#[test]
fn partials() {
    let slope = 2.0 / PI.sqrt() * (-0.25_f64).exp();
    assert_eq!(erf::value_and_grad(0.5), (erf(0.5), slope));
    assert_eq!(erf::jvp(0.5, 2.0), (erf(0.5), 2.0 * slope));
    assert!((erf::hessian(0.5) + slope).abs() < 1e-15);
    assert_eq!(erf::pullback(0.5).1.apply(1.0), slope);
    assert!((power::grad(2.0, 3.0).0 - 12.0).abs() < 1e-14);
    assert!((power::grad(2.0, 3.0).1 - 8.0 * 2.0_f64.ln()).abs() < 1e-14);
    let (_, (dd, de)) = power::hvp(2.0, 3.0, 1.0, 0.0);
    assert!((dd - 12.0).abs() < 1e-13 && (de - 4.0 * (1.0 + 3.0 * 2.0_f64.ln())).abs() < 1e-13);
    assert_eq!(root::grad(4.0), 0.25);
    assert_eq!(root::grad(4.0_f32), 0.25);
    assert_eq!(lookup::grad(&[1.0, 2.0], &3.0, 1), 2.0);
}

#[test]
fn an_infinite_partial_times_zero_is_zero() {
    assert_eq!(root::vjp(0.0, 0.0), (0.0, 0.0));
    assert_eq!(root::jvp(0.0, 0.0), (0.0, 0.0));
    assert_eq!(root::vjp(0.0, 1.0), (0.0, f64::INFINITY));
}

#[test]
fn rules_are_called() {
    let (h, x) = (1e-5, 0.8);
    let difference = (composed(x + h) - composed(x - h)) / (2.0 * h);
    assert!((composed::grad(x) - difference).abs() < 1e-8);
    let difference = (composed::grad(x + h) - composed::grad(x - h)) / (2.0 * h);
    assert!((composed::hessian(x) - difference).abs() < 1e-7);
}

struct Spring {
    stiffness: f64,
}

impl Spring {
    #[differentiate(order = 2, derivative(x = self.stiffness * x))]
    fn energy(#[no_diff] &self, x: f64) -> f64 {
        0.5 * self.stiffness * x * x
    }

    #[differentiate(derivative(x = 2.0 * x))]
    fn square(x: f64) -> f64 {
        x * x
    }
}

#[test]
fn methods() {
    let spring = Spring { stiffness: 3.0 };
    assert_eq!(spring.energy_grad(2.0), 6.0);
    assert_eq!(spring.energy_hessian(2.0), 3.0);
    assert_eq!(Spring::square_grad(2.0), 4.0);
}

/// Nothing flows through the root of what `max` holds at zero, at any order.
#[differentiate(order = 2)]
fn root_of_positive_part(x: f64) -> f64 {
    x.max(0.0).sqrt() + x * x
}

#[test]
fn infinite_partials_that_nothing_flows_along() {
    assert_eq!(root_of_positive_part::grad(-3.0), -6.0);
    assert_eq!(root_of_positive_part::hessian(-3.0), 2.0);
    assert_eq!(root_of_positive_part::grad(0.0), f64::INFINITY);
}
