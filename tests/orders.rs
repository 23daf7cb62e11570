//! Second and third derivatives, pullbacks, Jacobians of every shape, options, statements taken out of the derivative,
//! effects of the primal sweep.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]
#![allow(clippy::needless_range_loop, clippy::ptr_arg)]

mod common;

use ad::{differentiate, stop_gradient};
use common::{assert_close, checks};

// --- second order ---

#[differentiate(order = 2)]
fn transcendental(x: f64, y: f64) -> f64 {
    (x * y).sin() * x.exp() / (1.0 + y * y).sqrt() + x.powi(3) * y.ln() + x.atan2(y)
}

#[differentiate(order = 2)]
fn branch_in_loop(x: &[f64]) -> f64 {
    let mut y = 0.23;
    for i in 0..x.len() {
        if x[i] * y > 0.1 {
            y = y * x[i] + x[i].cos();
        } else {
            match i % 3 {
                0 => y -= x[i] * x[i],
                1 => continue,
                _ => y = (y * x[i]).tanh(),
            }
        }
        if y > 4.0 {
            return y * y * x[0];
        }
    }
    y
}

#[differentiate(order = 2)]
fn while_and_memory(x: &[f64], s: f64) -> f64 {
    let mut a = x.to_vec();
    let mut k = 0;
    while a[0] < 1.2 && k < 20 {
        for i in 1..a.len() {
            a[i - 1] += 0.3 * a[i] * s;
            a[i] *= a[i - 1];
        }
        k += 1;
    }
    a[0] * a[x.len() - 1].sin()
}

#[differentiate(order = 2)]
fn stack_of_products(x: &[f64]) -> f64 {
    let mut stack = vec![1.0];
    for i in 0..x.len() {
        let top = stack[stack.len() - 1];
        stack.push(top * x[i]);
    }
    let mut y = 0.0;
    while let Some(t) = stack.pop() {
        y += t * t;
    }
    y
}

#[differentiate(order = 2)]
fn arrays_twice(x: [f64; 3]) -> f64 {
    let mut m = [[0.0; 3]; 3];
    for i in 0..3 {
        for j in 0..3 {
            m[i][j] = x[i] * x[j].sin();
        }
    }
    m[0][1] * m[1][2] + m[2][0]
}

#[differentiate(order = 2)]
fn beside_others(x: &[f64], #[no_diff] w: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        s += w[i] * x[i].powi(4);
    }
    s
}

#[differentiate(order = 2)]
fn single_precision(x: f32) -> f32 {
    x.sin() * x
}

#[test]
fn hessians_of_known_functions() {
    let h = beside_others::hessian(&[1.0, 2.0], &[3.0, 5.0], 2);
    assert_eq!(h, [[36.0, 0.0], [0.0, 240.0]]);
    let h = beside_others::hessian(&[], &[], 0);
    assert_eq!(h, Vec::<Vec<f64>>::new());
    let x = 0.7_f32;
    let expected = 2.0 * x.cos() - x * x.sin();
    assert!((single_precision::hessian(x) - expected).abs() < 1e-6);
}

// --- third order ---

#[differentiate(order = 3)]
fn quartic(x: f64, y: f64) -> f64 {
    x * x * x * y + x.sin() * y * y
}

#[differentiate(order = 3)]
fn product_of_all(x: &[f64]) -> f64 {
    let mut p = 1.0;
    for i in 0..x.len() {
        p *= x[i] + p * 0.1;
    }
    if p > 0.0 { p * p } else { p.exp() }
}

#[differentiate(order = 3)]
fn calls_quartic(x: f64) -> f64 {
    quartic(x * x, x) * x
}

#[test]
fn third_order_is_second_order_and_more() {
    let (x, y) = (0.7, 1.3);
    let (_, (xx, xy)) = quartic::hvp(x, y, 1.0, 0.0);
    assert_close(
        "quartic",
        "its Hessian",
        &[xx, xy],
        &[
            6.0 * x * y - x.sin() * y * y,
            3.0 * x * x + 2.0 * x.cos() * y,
        ],
        1e-14,
    );
}

checks! {
    mod twice_differentiable;
    twice transcendental(0.7, 1.3), (-0.4, 0.3);
    hessian branch_in_loop(&[0.5, -0.8, 1.3, 0.9]), (&[2.0, 2.5, 3.0]), (&[-0.1, 0.2]);
    twice while_and_memory(&[0.5, 0.8, 1.3], 0.9);
    hessian stack_of_products(&[0.5, -0.8, 1.3]);
    hessian arrays_twice(move [0.5, -0.8, 1.3]);
    hessian beside_others(&[0.5, -0.8], #&[1.0, 2.0][..], #2);
    twice quartic(0.7, 1.3);
    hessian product_of_all(&[0.5, -0.8, 1.3]), (&[0.5, 0.8, 1.3]);
    hessian calls_quartic(0.8);
}

// --- pullbacks ---

#[differentiate]
fn outputs(x: &[f64], s: f64) -> Vec<f64> {
    let mut out = vec![0.0; x.len()];
    let mut p = s;
    for i in 0..x.len() {
        p = (p * x[i]).sin() + x[0];
        out[i] = p * p;
    }
    out
}

#[differentiate]
fn to_and_fro(x: &[f64], n: usize) -> (f64, [f64; 2]) {
    let mut a = x.to_vec();
    let mut k = 0;
    while k < n {
        a[k % x.len()] *= a[(k + 1) % x.len()];
        k += 1;
    }
    (a[0], [a[1] * a[0], x[0]])
}

#[test]
fn several_cotangents() {
    let (x, s) = ([0.5, -0.8, 1.3], 0.9);
    let (value, pullback) = outputs::pullback(&x, s);
    assert_eq!(value, outputs(&x, s));
    for weight in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.3, -0.2, 2.0], [0.0; 3]] {
        let (_, expected) = outputs::vjp(&x, s, &weight);
        assert_eq!(pullback.apply(&weight), expected);
        let (mut x_bar, mut s_bar) = (vec![1.0; 3], 1.0);
        pullback.apply_into(&weight, &mut x_bar, &mut s_bar);
        assert_close(
            "outputs",
            "apply_into",
            &x_bar,
            &expected.0.iter().map(|x| x + 1.0).collect::<Vec<_>>(),
            1e-15,
        );
        assert_close(
            "outputs",
            "apply_into",
            &[s_bar],
            &[expected.1 + 1.0],
            1e-15,
        );
    }
    let (_, pullback) = to_and_fro::pullback(&x, 5);
    assert_eq!(
        pullback.apply(&(1.0, [0.5, 0.25])),
        to_and_fro::vjp(&x, 5, &(1.0, [0.5, 0.25])).1
    );
}

/// A pullback owns what it needs.
#[test]
fn pullbacks_travel() {
    fn made() -> impl Fn(f64) -> (f64, f64) {
        let (_, pullback) = transcendental::pullback(0.7, 1.3);
        move |weight| pullback.apply(weight)
    }
    assert_eq!(made()(1.0), transcendental::grad(0.7, 1.3));
}

// --- Jacobians ---

#[differentiate]
fn slice_to_vector(x: &[f64]) -> Vec<f64> {
    let mut y = Vec::new();
    for i in 1..x.len() {
        y.push(x[i] * x[i - 1]);
    }
    y
}

#[differentiate]
fn slice_to_array(x: &[f64]) -> [f64; 2] {
    [x[0] * x[1], x[2]]
}

#[differentiate]
fn array_to_vector(x: [f64; 2]) -> Vec<f64> {
    vec![x[0], x[0] * x[1], x[1] * x[1]]
}

#[differentiate]
fn array_to_array(x: [f64; 2]) -> [f64; 3] {
    [x[0], x[0] * x[1], x[1] * x[1]]
}

#[differentiate]
fn reference_to_array(x: &[f64; 3]) -> [f64; 2] {
    [x[0] * x[1] * x[2], x[2]]
}

#[differentiate]
fn scalar_to_array(x: f64) -> [f64; 2] {
    [x * x, x.sin()]
}

#[differentiate]
fn scalar_to_vector(x: f64, n: usize) -> Vec<f64> {
    let mut v = Vec::new();
    for k in 0..n {
        v.push(x.powi(k as i32));
    }
    v
}

#[differentiate]
fn vector_to_vector(x: Vec<f64>) -> Vec<f64> {
    let mut x = x;
    x[0] *= x[1];
    x
}

#[differentiate]
fn constants_to_array<const N: usize>(x: [f64; N]) -> [f64; N] {
    let mut y = x;
    for i in 1..N {
        y[i] = y[i - 1] * x[i];
    }
    y
}

#[differentiate]
fn with_data(x: &[f64], #[no_diff] t: &[f64]) -> Vec<f64> {
    let mut y = Vec::new();
    for i in 0..t.len() {
        y.push(x[0] * (-x[1] * t[i]).exp());
    }
    y
}

#[differentiate]
fn single_to_array(x: [f32; 2]) -> [f32; 2] {
    [x[0] * x[1], x[1]]
}

#[test]
fn jacobians() {
    assert_eq!(
        slice_to_vector::jacobian(&[2.0, 3.0, 5.0]),
        [[3.0, 2.0, 0.0], [0.0, 5.0, 3.0]]
    );
    assert_eq!(
        slice_to_array::jacobian(&[2.0, 3.0, 5.0]),
        [[3.0, 2.0, 0.0], [0.0, 0.0, 1.0]]
    );
    assert_eq!(
        array_to_vector::jacobian([2.0, 3.0]),
        [[1.0, 0.0], [3.0, 2.0], [0.0, 6.0]]
    );
    let rows: [[f64; 2]; 3] = array_to_array::jacobian([2.0, 3.0]);
    assert_eq!(rows, [[1.0, 0.0], [3.0, 2.0], [0.0, 6.0]]);
    let rows: [[f64; 3]; 2] = reference_to_array::jacobian(&[2.0, 3.0, 5.0]);
    assert_eq!(rows, [[15.0, 10.0, 6.0], [0.0, 0.0, 1.0]]);
    let rows: [[f64; 1]; 2] = scalar_to_array::jacobian(2.0);
    assert_eq!(rows, [[4.0], [2.0_f64.cos()]]);
    assert_eq!(
        scalar_to_vector::jacobian(2.0, 4),
        [[0.0], [1.0], [4.0], [12.0]]
    );
    assert_eq!(
        vector_to_vector::jacobian(vec![2.0, 3.0]),
        [[3.0, 2.0], [0.0, 1.0]]
    );
    assert_eq!(
        constants_to_array::jacobian([2.0, 3.0]),
        [[1.0, 0.0], [3.0, 2.0]]
    );
    assert_eq!(
        with_data::jacobian(&[2.0, 0.0], &[1.0, 3.0]),
        [[1.0, -2.0], [1.0, -6.0]]
    );
    assert_eq!(
        single_to_array::jacobian([2.0, 3.0]),
        [[3.0, 2.0], [0.0, 1.0]]
    );
}

// --- options ---

#[differentiate(wrt(a))]
fn only_by_a(a: f64, b: &[f64]) -> f64 {
    a * a * b[0]
}

#[differentiate(wrt(b, c))]
fn not_by_a(a: f64, b: &[f64], c: f64) -> f64 {
    a * b[0] * c
}

#[differentiate(name = renamed, order = 2)]
fn taken(x: f64) -> f64 {
    x * x * x
}

#[allow(dead_code, non_camel_case_types)]
struct taken {}

mod other_name {
    pub use ad as derivatives;
}

#[differentiate(crate = crate::other_name::derivatives)]
fn through_another_path(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        s += x[i] * x[i];
    }
    s
}

#[differentiate]
fn calls_with_options(x: f64, y: f64) -> f64 {
    only_by_a(x, &[y, y]) + not_by_a(x, &[y], x) + through_another_path(&[x, y])
}

#[test]
fn options() {
    assert_eq!(only_by_a::grad(2.0, &[3.0]), 12.0);
    assert_eq!(not_by_a::grad(2.0, &[3.0], 5.0), (vec![10.0], 6.0));
    assert_eq!(not_by_a::jvp(2.0, &[3.0], 5.0, &[1.0], 0.0), (30.0, 10.0));
    assert_eq!((renamed::grad(2.0), renamed::hessian(2.0)), (12.0, 12.0));
    assert_eq!(through_another_path::grad(&[1.0, 2.0]), [2.0, 4.0]);
    // The parameters left out are constants to callers, too.
    let (x, y) = (2.0, 3.0);
    assert_eq!(
        calls_with_options::grad(x, y),
        (2.0 * x * y + x * y + 2.0 * x, x * x + 2.0 * y)
    );
}

// --- what is taken out ---

#[differentiate(order = 2)]
fn detached(x: f64) -> f64 {
    let w = stop_gradient(x * x);
    w * x + ::ad::stop_gradient(x).sin()
}

#[differentiate]
fn statements_taken_out(x: &[f64]) -> f64 {
    #[no_diff]
    let scale = x[0] * x[1];
    let mut s = 0.0;
    let mut largest = 0.0;
    for i in 0..x.len() {
        s += x[i] * x[i];
        #[no_diff]
        {
            largest = if x[i] > largest { x[i] } else { largest };
        }
    }
    s * scale / largest
}

#[differentiate]
fn assignments_taken_out(x: f64) -> f64 {
    let mut y = x * x;
    #[no_diff]
    y += x;
    let z = y * x;
    #[no_diff]
    let mut steps = 0.0;
    steps += 1.0;
    z * steps
}

#[test]
fn taken_out() {
    assert_eq!(detached::value_and_grad(2.0), (8.0 + 2.0_f64.sin(), 4.0));
    assert_eq!(detached::hessian(2.0), 0.0);
    let (scale, largest) = (6.0, 3.0);
    assert_eq!(
        statements_taken_out::grad(&[2.0, 3.0]),
        [4.0 * scale / largest, 6.0 * scale / largest]
    );
    let _ = assignments_taken_out::grad(2.0);
}

// --- effects ---

/// Counts what the primal sweep does.
mod counter {
    use std::cell::Cell;

    thread_local! {
        static COUNT: Cell<usize> = const { Cell::new(0) };
    }

    pub fn count() -> usize {
        COUNT.with(|count| count.replace(count.get() + 1))
    }

    pub fn taken() -> usize {
        COUNT.with(Cell::take)
    }
}

macro_rules! log {
    ($($arg:expr),*) => {
        println!("{} {}", counter::count(), format_args!("{:?}", ($($arg),*)))
    };
}

#[differentiate(order = 2)]
fn checked(x: &[f64], n: usize) -> f64 {
    assert!(n <= x.len(), "{n} of {}", x.len());
    debug_assert!(n < 100);
    assert_eq!(x.len() % 2, 0, "the number of floats");
    let mut y = 1.0;
    for i in 0..n {
        assert!(x[i].is_finite(), "element {i} is {}", x[i]);
        y *= x[i];
        debug_assert_ne!(i, n);
    }
    if y > 1e6 {
        panic!("{y} is too much");
    }
    println!("{y} of {x:?}, n = {n}");
    eprint!("{}", "");
    y * x[0]
}

#[differentiate]
fn counted(x: f64, n: usize) -> f64 {
    let mut y = x;
    for i in 0..n {
        println!("{}: {y} at {i}", counter::count());
        y = y.sin() * x;
    }
    y
}

#[differentiate]
fn matched(x: f64, kind: u8) -> f64 {
    match kind {
        0 => x * x,
        1 => x.sin(),
        2 => todo!("later"),
        _ => unreachable!("kind {kind} at {x}"),
    }
}

checks! {
    mod with_effects;
    twice checked(&[0.5, 1.3], #2), (&[0.5, 1.3], #1);
    scalar matched(0.7, #0), (0.7, #1);
    twice consistent(0.7);
}

#[differentiate(order = 2)]
fn consistent(x: f64) -> f64 {
    stop_gradient(3.0) * x * x
}

#[test]
fn effects_happen_once() {
    counter::taken();
    let expected = counted(0.7, 3);
    assert_eq!(counter::taken(), 3);
    assert_eq!(counted::value_and_grad(0.7, 3).0, expected);
    assert_eq!(counter::taken(), 3);
    assert_eq!(counted::jvp(0.7, 3, 1.0).0, expected);
    assert_eq!(counter::taken(), 3);
    let (_, pullback) = counted::pullback(0.7, 3);
    assert_eq!(counter::taken(), 3);
    let slope = pullback.apply(1.0);
    assert_eq!(counter::taken(), 0);
    assert!((slope - counted::grad(0.7, 3)).abs() < 1e-15);
    assert_eq!(counter::taken(), 3);
    let _ = log!(1);
}

#[test]
#[should_panic(expected = "element 1 is inf")]
fn assertions_hold_in_the_primal_sweep() {
    let _ = checked::grad(&[0.5, f64::INFINITY], 2);
}

#[test]
#[should_panic(expected = "kind 7 at 0.5")]
fn panics_are_kept() {
    let _ = matched::jvp(0.5, 7, 1.0);
}

// --- kinks and edges, api.md section 6 ---

#[differentiate(order = 2)]
fn kinks(x: f64, y: f64) -> f64 {
    x.abs() + x.max(y) * 2.0 + x.min(y) * 4.0
}

#[differentiate]
fn clamped(x: f64) -> f64 {
    x.clamp(-1.0, 1.0)
}

#[differentiate]
fn rooted(x: f64, y: f64) -> f64 {
    x.sqrt() * y
}

#[differentiate]
fn logged(x: f64) -> f64 {
    x.ln()
}

#[differentiate]
fn powered(x: f64, p: f64) -> f64 {
    x.powf(p)
}

#[differentiate]
fn stepped(x: f64) -> f64 {
    x.floor() + x.round() + x.signum() + (x as usize) as f64 + x.trunc() + x.ceil()
}

#[differentiate]
fn guarded(x: f64) -> f64 {
    if x > 0.0 { x.sqrt() } else { 0.0 }
}

#[differentiate]
fn guarded_with_nan(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        if x[i].is_nan() {
            continue;
        }
        s += x[i] * x[i];
    }
    s
}

#[test]
fn edges() {
    assert_eq!(kinks::grad(0.0, 1.0).0, 4.0);
    // At a tie the branch that the primal returns takes all.
    let (by_x, by_y) = kinks::grad(2.0, 2.0);
    assert_eq!(by_x + by_y, 1.0 + 6.0);
    assert!(by_x == 7.0 || by_x == 1.0 || by_x == 3.0 || by_x == 5.0);
    assert_eq!(
        (clamped::grad(0.5), clamped::grad(2.0), clamped::grad(-3.0)),
        (1.0, 0.0, 0.0)
    );
    assert_eq!(rooted::grad(0.0, 1.0).0, f64::INFINITY);
    assert_eq!(rooted::vjp(0.0, 1.0, 0.0).1, (0.0, 0.0));
    // A zero cotangent times an infinite partial.
    assert_eq!(rooted::grad(0.0, 0.0), (0.0, 0.0));
    assert_eq!(logged::grad(0.0), f64::INFINITY);
    assert_eq!(powered::grad(0.0, 2.0).0, 0.0);
    assert_eq!(powered::grad(0.0, 1.0).0, 1.0);
    assert_eq!(powered::grad(0.0, 0.5).0, f64::INFINITY);
    assert!(powered::grad(0.0, 2.0).1 == 0.0);
    assert_eq!(powered::grad(-2.0, 2.0).0, -4.0);
    assert_eq!(stepped::grad(1.7), 0.0);
    assert_eq!(
        (guarded::grad(0.0), guarded::grad(-1.0), guarded::grad(4.0)),
        (0.0, 0.0, 0.25)
    );
    assert_eq!(
        guarded_with_nan::grad(&[1.0, f64::NAN, 3.0]),
        [2.0, 0.0, 6.0]
    );
    assert!(logged::grad(f64::NAN).is_nan());
}

// --- checks of a whole function ---

#[test]
fn reports() {
    let report = ad::check::<transcendental>((0.7, 1.3));
    assert!(report.passed(), "{report}");
    ad::check::<outputs>((&[0.5, -0.8, 1.3], 0.9)).assert();
    ad::check::<counted>((0.7, 3)).assert();
    ad::check::<array_to_array>([2.0, 3.0]).assert();
}

#[differentiate(derivative(x = 2.0 * x))]
fn wrong_rule(x: f64) -> f64 {
    x * x * x
}

#[test]
fn a_wrong_derivative_is_reported() {
    let report = ad::check::<wrong_rule>(2.0);
    assert!(!report.passed());
    assert!(report.to_string().contains("wrong_rule"), "{report}");
}
