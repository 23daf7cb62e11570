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

const STEPS: usize = 2 * HALF;
const HALF: usize = 3;

#[differentiate(order = 2)]
fn named_constant(x: f64) -> f64 {
    const MORE: usize = 2;
    let mut y = x;
    for _ in 0..STEPS {
        y = y * y.sin();
    }
    for _ in 1..=MORE {
        y = y * y;
    }
    y
}

#[differentiate]
fn generic_lengths<const N: usize, const M: usize>(m: &[[f64; N]; M], x: [f64; N]) -> f64 {
    let mut y = 1.0;
    for i in 0..M {
        for j in 1..=N {
            y = (y * m[i][j - 1]).sin();
        }
        for (a, b) in m[i].iter().zip(x.iter()) {
            y = (y + a * b).cos();
        }
    }
    for pair in x.windows(2) {
        y = (y * pair[0] - pair[1]).sin();
    }
    for v in x.iter().skip(1).step_by(2) {
        y = (y * v).exp();
    }
    y
}

#[differentiate]
fn triangle(x: [f64; 4]) -> f64 {
    let mut y = 1.0;
    for i in 0..4 {
        for j in 0..i {
            y = (y * x[j]).sin() + x[i];
        }
        for j in (i..x.len()).rev() {
            y = (y * x[j]).cos();
        }
    }
    y
}

/// Loops inside branches, and loops that are left early.
#[differentiate]
fn at_most_so_often(x: f64) -> f64 {
    let mut y = x;
    for i in 0..6_u8 {
        if i % 2 == 0 {
            for _ in -2..3 {
                y = (y * x).sin();
            }
        }
        if y < 1e-3 {
            break;
        }
    }
    if x > 0.0 {
        for _ in 0..3 {
            y = y.exp() * x;
        }
    }
    y
}

#[derive(ad::Differentiable, Clone, Copy)]
struct Body {
    position: [f64; 2],
    speed: f64,
}

/// Memory that is kept of an iteration: arrays, and values of types of the user's.
#[differentiate]
fn kept_memory(x: [f64; 3]) -> f64 {
    let mut y = x[0];
    for i in 0..3 {
        let mut a = [y, x[i], 1.0];
        for k in 0..2 {
            a[k + 1] = a[k] * a[k + 1].sin();
        }
        let mut body = Body {
            position: [a[1], a[2]],
            speed: y,
        };
        body.position[0] *= body.speed;
        body.speed = body.position[0].sin() * body.position[1];
        y = body.speed * a[2];
    }
    y
}

#[test]
fn with_a_tape_of_bounded_length() {
    let x = black_box([0.7, 1.3, -0.4, 0.2]);
    let m = black_box([[0.7, 1.3, -0.4], [0.2, 0.4, 0.9]]);
    assert_eq!(allocations(|| named_constant::grad(black_box(0.7))), 0);
    assert_eq!(allocations(|| named_constant::hessian(black_box(0.7))), 0);
    assert_eq!(
        allocations(|| named_constant::pullback(black_box(0.7)).1.apply(1.0)),
        0
    );
    assert_eq!(
        allocations(|| generic_lengths::grad(&m, [0.3, 0.2, 0.9])),
        0
    );
    assert_eq!(allocations(|| triangle::grad(x)), 0);
    assert_eq!(allocations(|| at_most_so_often::grad(black_box(0.7))), 0);
    assert_eq!(
        allocations(|| kept_memory::grad(black_box([0.7, 1.3, 0.4]))),
        0
    );
    for f in [
        ad::check::<named_constant>(0.7),
        ad::check::<triangle>(x),
        ad::check::<at_most_so_often>(0.7),
        ad::check::<kept_memory>([0.7, 1.3, 0.4]),
    ] {
        f.assert();
    }
}

/// More than there is room for on the stack goes into vectors.
#[differentiate]
fn long(x: f64) -> f64 {
    let mut y = x;
    for _ in 0..1000 {
        for _ in 0..1000 {
            y = y.sin() * x;
        }
    }
    y
}

#[test]
fn tapes_too_long_for_the_stack_are_vectors() {
    let few = std::thread::Builder::new()
        .stack_size(256 << 10)
        .spawn(|| allocations(|| long::grad(black_box(1.1))))
        .expect("a thread")
        .join()
        .expect("no overflow");
    assert!((1..=4).contains(&few), "{few}");
}

#[test]
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
