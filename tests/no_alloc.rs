//! Derivatives of functions without loops, or with constant trip counts, allocate nothing.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]
#![allow(clippy::needless_range_loop)]

use ad::differentiate;
use std::hint::black_box;

/// How often something allocates.
fn allocations<R>(run: impl Fn() -> R) -> u64 {
    // Once before: what the standard library allocates on first use is not counted.
    black_box(run());
    allocation_counter::measure(|| {
        black_box(run());
    })
    .count_total
}

#[differentiate(order = 2)]
fn straight(x: f64, y: f64) -> f64 {
    let a = (x * y).sin();
    let b = a.exp() / (1.0 + y * y);
    if b > 0.5 { b * a } else { a - x }
}

#[differentiate(order = 2)]
fn of_array(x: [f64; 4]) -> f64 {
    let mut a = x;
    a[1] *= a[0];
    a[2] = a[1] * a[3];
    let [p, q, r, s] = a;
    (p * q + r).sqrt() * s
}

#[differentiate]
fn of_slice(x: &[f64], s: f64) -> f64 {
    let rest = &x[1..];
    x[0] * rest[0] * s + rest[1].exp()
}

#[differentiate]
fn matrix_times_vector(m: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    let mut out = [0.0; 3];
    for i in 0..3 {
        for j in 0..3 {
            out[i] += m[i][j] * v[j];
        }
    }
    out
}

#[differentiate]
fn newton_of_four_steps(a: f64) -> f64 {
    let mut x = 1.0;
    for _ in 0..4 {
        x = 0.5 * (x + a / x);
    }
    x
}

#[differentiate]
fn nested_constant_loops(x: [f64; 2]) -> f64 {
    let mut y = x[0];
    for i in 0..2 {
        for _ in 0..3 {
            y = (y * x[i]).sin();
        }
        if y > 0.3 {
            y *= y;
        }
    }
    y
}

#[differentiate]
fn calls(x: f64, y: f64) -> f64 {
    straight(x, straight(y, x)) * newton_of_four_steps(x * x)
}

#[differentiate]
fn in_place(x: &mut [f64], s: f64) {
    x[0] *= s;
    let t = x[1];
    x[1] = t * x[0];
}

/// Linear in what the loop changes: nothing of the forward sweep is needed.
#[differentiate]
fn linear_loop(x: &[f64], w: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        s += x[i] * w[i];
    }
    s
}

#[test]
fn without_loops() {
    assert_eq!(allocations(|| straight::grad(black_box(0.7), 1.3)), 0);
    assert_eq!(
        allocations(|| straight::jvp(black_box(0.7), 1.3, 1.0, 0.5)),
        0
    );
    assert_eq!(
        allocations(|| straight::hvp(black_box(0.7), 1.3, 1.0, 0.5)),
        0
    );
    assert_eq!(
        allocations(|| straight::pullback(black_box(0.7), 1.3).1.apply(1.0)),
        0
    );
    let x = black_box([0.7, 1.3, -0.4, 0.2]);
    assert_eq!(allocations(|| of_array::grad(x)), 0);
    assert_eq!(allocations(|| of_array::hessian(x)), 0);
    let mut bars = ([0.0; 4], 0.0);
    assert_eq!(
        allocation_counter::measure(|| {
            of_slice::vjp_into(&x, 2.0, 1.0, &mut bars.0, &mut bars.1);
        })
        .count_total,
        0
    );
    assert_eq!(allocations(|| of_slice::jvp(&x, 2.0, &x, 1.0)), 0);
    assert_eq!(
        allocations(|| {
            let (mut x, mut x_bar) = ([1.0, 2.0], [1.0, 0.5]);
            in_place::vjp(&mut x, 3.0, &mut x_bar)
        }),
        0
    );
}

#[test]
fn with_constant_trip_counts() {
    let (m, v) = black_box((
        [[1.0, 2.0, 3.0], [0.5, 0.1, 0.2], [3.0, 1.0, 2.0]],
        [1.0, 2.0, 3.0],
    ));
    assert_eq!(
        allocations(|| matrix_times_vector::vjp(&m, v, &[1.0, 0.5, 0.2])),
        0
    );
    assert_eq!(allocations(|| matrix_times_vector::jvp(&m, v, &m, &v)), 0);
}

#[test]
#[ignore = "a tape whose length is constant is a vector still"]
fn with_a_tape_of_constant_length() {
    assert_eq!(
        allocations(|| newton_of_four_steps::grad(black_box(2.0))),
        0
    );
    assert_eq!(
        allocations(|| nested_constant_loops::grad(black_box([0.7, 1.3]))),
        0
    );
    assert_eq!(allocations(|| calls::grad(black_box(0.7), 1.3)), 0);
}

#[test]
fn with_nothing_to_keep() {
    let x = black_box([0.7, 1.3, -0.4, 0.2]);
    let mut bars = ([0.0; 4], [0.0; 4]);
    assert_eq!(
        allocation_counter::measure(|| {
            linear_loop::vjp_into(&x, &x, 1.0, &mut bars.0, &mut bars.1);
        })
        .count_total,
        0
    );
    // Gradients of slices are vectors: one for each.
    assert_eq!(allocations(|| linear_loop::grad(&x, &x)), 2);
}
