//! Zero times infinity: where nothing came of a value, or a tangent is zero, an infinite partial contributes nothing.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::{Differentiable, differentiate};
use common::flat;

/// All numbers of a gradient, in every way to it, and of the Hessian times ones.
macro_rules! is {
    ($f:ident($($arg:expr),*; $($direction:expr),*): $gradient:expr, $second:expr) => {{
        let (gradient, second): (&[f64], &[f64]) = (&$gradient, &$second);
        let name = stringify!($f);
        close(name, &$f::grad($($arg),*), gradient);
        close(name, &$f::vjp($($arg),*, 1.0).1, gradient);
        close(name, &$f::pullback($($arg),*).1.apply(1.0), gradient);
        let (by_both, image) = $f::hvp($($arg),*, $($direction),*);
        close(name, &by_both, gradient);
        close(name, &image, second);
        let along = $f::jvp($($arg),*, $($direction),*).1;
        let direction = flat(&($($direction.to_owned(),)*));
        let along_it = gradient.iter().zip(direction).map(|(g, d)| g * d).sum();
        close(name, &along, &[along_it]);
    }};
}

fn close<T: common::Flat>(name: &str, got: &T, expected: &[f64]) {
    common::assert_close(name, "at an edge", &flat(got), expected, 1e-12);
    assert!(
        flat(got).iter().all(|x| x.is_finite()),
        "{name}: {:?}",
        flat(got)
    );
}

// --- elements of memory ---

#[differentiate(order = 2)]
fn roots(x: &[f64]) -> f64 {
    let r: Vec<f64> = x.iter().map(|v| v.sqrt()).collect();
    r[1] * r[1] * r[1] * r[1]
}

#[differentiate(order = 2)]
fn inverses(x: &[f64]) -> f64 {
    let r: Vec<f64> = x.iter().map(|v| 1.0 / v).collect();
    r[1]
}

#[differentiate(order = 2)]
fn inverses_by_position(x: &[f64]) -> f64 {
    let mut r = [0.0; 2];
    for i in 0..2 {
        r[i] = 1.0 / x[i];
    }
    if x[0] > 0.0 { r[0] } else { r[1] }
}

#[differentiate(order = 2)]
fn quotients_in_rows(x: &[f64]) -> f64 {
    let rows: Vec<Vec<f64>> = x
        .iter()
        .map(|a| x.iter().map(|b| a / b).collect())
        .collect();
    rows[1][2] * rows[2][1] + rows[1][2]
}

#[differentiate(order = 2)]
fn negative_powers(x: &[f64]) -> f64 {
    let r: Vec<f64> = x.iter().map(|v| v.powi(-2)).collect();
    r[1]
}

#[differentiate(order = 2)]
fn reciprocals(x: &[f64]) -> f64 {
    let r: Vec<f64> = x.iter().map(|v| v.recip()).collect();
    r[1]
}

#[differentiate(order = 2)]
fn entropies(x: &[f64]) -> f64 {
    let r: Vec<f64> = x.iter().map(|v| v.ln() * v).collect();
    r[1]
}

#[differentiate(order = 2)]
fn norm_times_nothing(x: &[f64]) -> f64 {
    (x[0] * x[0] + x[1] * x[1]).sqrt() * 0.0 + x[0]
}

#[derive(Clone, Copy, Differentiable)]
struct Pair {
    x: f64,
    y: f64,
}

#[differentiate(order = 2)]
fn fields(x: &[f64]) -> f64 {
    let pairs: Vec<Pair> = x.iter().map(|a| Pair { x: *a, y: 1.0 / a }).collect();
    let sum: f64 = pairs.iter().map(|pair| pair.x).sum();
    sum * pairs[1].y
}

#[test]
fn elements_that_nobody_looks_at() {
    is!(roots(&[0.0, 2.0]; &[1.0, 1.0]): [0.0, 4.0], [0.0, 2.0]);
    is!(inverses(&[0.0, 1.0]; &[1.0, 1.0]): [0.0, -1.0], [0.0, 2.0]);
    is!(inverses_by_position(&[0.0, 1.0]; &[1.0, 1.0]): [0.0, -1.0], [0.0, 2.0]);
    is!(quotients_in_rows(&[0.0, 1.0, 1.0]; &[1.0, 1.0, 2.0]): [0.0, 1.0, -1.0], [0.0, -2.0, 3.0]);
    is!(negative_powers(&[0.0, 1.0]; &[1.0, 1.0]): [0.0, -2.0], [0.0, 6.0]);
    is!(reciprocals(&[0.0, 1.0]; &[1.0, 1.0]): [0.0, -1.0], [0.0, 2.0]);
    is!(entropies(&[0.0, 1.0]; &[1.0, 1.0]): [0.0, 1.0], [0.0, 1.0]);
    is!(norm_times_nothing(&[0.0, 0.0]; &[1.0, 1.0]): [1.0, 0.0], [0.0, 0.0]);
    is!(fields(&[0.0, 1.0]; &[1.0, 1.0]): [1.0, 0.0], [-1.0, -1.0]);
}

// --- loops ---

#[differentiate(order = 2)]
fn last_of_a_loop(x: &[f64]) -> f64 {
    let mut last = 0.0;
    for v in x {
        last = 1.0 / v;
    }
    last
}

#[differentiate(order = 2)]
fn one_of_a_loop(x: &[f64]) -> f64 {
    let (mut i, mut last, mut chosen) = (0, 0.0, 0.0);
    while i < x.len() {
        last = 1.0 / x[i];
        if i == 1 {
            chosen = last;
        }
        i += 1;
    }
    chosen
}

#[differentiate(order = 2)]
fn from_trip_to_trip(x: &[f64]) -> f64 {
    let (mut before, mut sum) = (1.0, 0.0);
    for v in x {
        sum += before * v;
        before = 1.0 / v;
    }
    sum
}

#[differentiate(order = 2)]
fn no_trip(x: &[f64], n: usize) -> f64 {
    let inverse = 1.0 / x[0];
    let mut sum = x[1];
    for i in 0..n {
        sum += inverse * x[i];
    }
    sum
}

#[test]
fn trips_of_which_nothing_came() {
    is!(last_of_a_loop(&[0.0, 1.0]; &[1.0, 1.0]): [0.0, -1.0], [0.0, 2.0]);
    is!(one_of_a_loop(&[0.0, 1.0, 0.0]; &[1.0, 1.0, 1.0]): [0.0, -1.0, 0.0], [0.0, 2.0, 0.0]);
    is!(from_trip_to_trip(&[1.0, 0.0]; &[1.0, 1.0]): [1.0, 1.0], [-1.0, -1.0]);
    is!(no_trip(&[0.0, 1.0], 0; &[1.0, 1.0]): [0.0, 1.0], [0.0, 0.0]);
}

// --- callees ---

#[differentiate(order = 2)]
fn inverted(x: &[f64]) -> Vec<f64> {
    x.iter().map(|v| 1.0 / v).collect()
}

#[differentiate(order = 2)]
fn one_of_a_callee(x: &[f64]) -> f64 {
    let r = inverted(x);
    r[1]
}

#[differentiate(order = 2)]
fn invert(x: &[f64], into: &mut [f64]) {
    for i in 0..x.len() {
        into[i] = 1.0 / x[i];
    }
}

#[differentiate(order = 2)]
fn one_of_what_a_callee_wrote(x: &[f64]) -> f64 {
    let mut r = vec![0.0; x.len()];
    invert(x, &mut r);
    r[1]
}

#[differentiate(order = 2)]
fn normalized(v: &[f64]) -> [f64; 2] {
    let norm = (v[0] * v[0] + v[1] * v[1]).sqrt();
    [v[0] / norm, v[1] / norm]
}

#[differentiate(order = 2)]
fn direction_unless_zero(v: &[f64]) -> f64 {
    let u = normalized(v);
    if v[0] * v[0] + v[1] * v[1] > 0.0 {
        u[0]
    } else {
        v[0]
    }
}

#[differentiate(order = 2)]
fn slope(v: &[f64]) -> f64 {
    v[1] / v[0]
}

#[differentiate(order = 2)]
fn slope_by_kind(v: &[f64], kind: usize) -> f64 {
    let q = slope(v);
    match kind {
        0 => q * v[1],
        1 => v[1],
        _ => v[1] * v[1],
    }
}

#[test]
fn calls_of_which_nothing_came() {
    is!(one_of_a_callee(&[0.0, 1.0]; &[1.0, 1.0]): [0.0, -1.0], [0.0, 2.0]);
    is!(one_of_what_a_callee_wrote(&[0.0, 1.0]; &[1.0, 1.0]): [0.0, -1.0], [0.0, 2.0]);
    is!(direction_unless_zero(&[0.0, 0.0]; &[1.0, 1.0]): [1.0, 0.0], [0.0, 0.0]);
    is!(direction_unless_zero(&[3.0, 4.0]; &[0.0, 0.0]): [0.128, -0.096], [0.0, 0.0]);
    is!(slope_by_kind(&[0.0, 2.0], 1; &[1.0, 1.0]): [0.0, 1.0], [0.0, 0.0]);
    is!(slope_by_kind(&[0.0, 2.0], 2; &[1.0, 1.0]): [0.0, 4.0], [0.0, 2.0]);
    is!(slope_by_kind(&[1.0, 2.0], 0; &[1.0, 0.0]): [-4.0, 4.0], [8.0, -4.0]);
}

#[test]
fn elements_of_results_that_nobody_asks_for() {
    let (_, pullback) = inverted::pullback(&[0.0, 2.0]);
    assert_eq!(pullback.apply(&[0.0, 1.0]), [0.0, -0.25]);
    assert_eq!(inverted::jacobian(&[0.0, 2.0])[1], [0.0, -0.25]);
}

// --- numbers out of range, and edges of domains ---

#[differentiate(order = 2)]
fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[differentiate(order = 2)]
fn tanh_by_hand(x: f64) -> f64 {
    1.0 - 2.0 / ((2.0 * x).exp() + 1.0)
}

#[differentiate(order = 2)]
fn gates(x: &[f64]) -> f64 {
    x.iter().map(|v| v * (1.0 / (1.0 + (-v).exp()))).sum()
}

#[test]
fn exponentials_that_are_too_large() {
    is!(logistic(-800.0; 1.0): [0.0], [0.0]);
    is!(logistic(800.0; 1.0): [0.0], [0.0]);
    is!(logistic(0.0; 1.0): [0.25], [0.0]);
    is!(tanh_by_hand(400.0; 1.0): [0.0], [0.0]);
    is!(gates(&[-800.0, 0.0]; &[1.0, 1.0]): [0.0, 0.5], [0.0, 0.5]);
    // As exact as the function, where the slope is less than what one can be told apart by.
    let slope = logistic::grad(40.0);
    assert!((slope / (-40.0_f64).exp() - 1.0).abs() < 1e-14, "{slope}");
}

#[differentiate]
fn root_times_itself(x: f64) -> f64 {
    x * x.sqrt()
}

#[differentiate]
fn root_squared(x: f64, y: f64) -> f64 {
    let root = x.sqrt();
    root * root * y
}

#[test]
fn both_modes_agree_at_edges() {
    assert_eq!(root_times_itself::grad(0.0), 0.0);
    assert_eq!(root_times_itself::jvp(0.0, 1.0), (0.0, 0.0));
    assert_eq!(root_squared::grad(0.0, 2.0), (0.0, 0.0));
    assert_eq!(root_squared::jvp(0.0, 2.0, 1.0, 1.0), (0.0, 0.0));
}

/// What reverse mode computes again, of which a branch asks the sign.
#[differentiate(order = 2)]
fn of_the_sign_of_a_zero(x: f64) -> f64 {
    let mut v = -0.0;
    let mut s = 0.0;
    for _ in 0..2 {
        v = v / (1.75 + (x.cos() * v).tanh());
        s += if v.is_sign_negative() && v <= 0.5 {
            v
        } else {
            x
        };
    }
    s
}

#[test]
fn a_quotient_that_is_computed_again_keeps_the_sign_of_its_zero() {
    is!(of_the_sign_of_a_zero(0.7; 1.0): [0.0], [0.0]);
}

/// Ways that nobody has found yet cost infinitely much, and a smooth minimum takes nothing of them, whatever its sharpness.
#[differentiate]
fn smooth_alignment(a: &[f64], b: &[f64], gamma: f64) -> f64 {
    let (n, m) = (a.len(), b.len());
    let mut r = vec![vec![f64::INFINITY; m + 1]; n + 1];
    r[0][0] = 0.0;
    for i in 1..=n {
        for j in 1..=m {
            let c = (a[i - 1] - b[j - 1]).powi(2);
            let z = [r[i - 1][j], r[i][j - 1], r[i - 1][j - 1]];
            let least = z.iter().copied().fold(f64::INFINITY, f64::min);
            let s: f64 = z.iter().map(|v| (-(v - least) / gamma).exp()).sum();
            r[i][j] = c + least - gamma * s.ln();
        }
    }
    r[n][m]
}

/// The same for the largest number that is finite.
#[differentiate]
fn with_the_largest(costs: &[f64], k: usize, t: f64) -> f64 {
    let mut all = [f64::MAX; 4];
    all[..k].copy_from_slice(&costs[..k]);
    let s: f64 = all.iter().map(|c| (-c / t).exp()).sum();
    -t * s.ln()
}

/// Weights of what comes later are zero, whatever all are divided by.
#[differentiate]
fn of_what_came(q: &[[f64; 2]], scale: f64) -> f64 {
    let n = q.len();
    let mut total = 0.0;
    for i in 0..n {
        let score = |j: usize| q[i].iter().zip(&q[j]).map(|(a, b)| a * b).sum::<f64>();
        let scores: Vec<f64> = (0..n)
            .map(|j| if j > i { f64::NEG_INFINITY } else { score(j) })
            .collect();
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = scores.iter().map(|v| ((v - most) / scale).exp()).collect();
        let sum: f64 = weights.iter().sum();
        total += weights
            .iter()
            .enumerate()
            .map(|(j, w)| w / sum * q[j][0])
            .sum::<f64>();
    }
    total
}

/// Distances of what cannot be reached, in functions that are bounded.
#[differentiate]
fn of_distances(w: &[Vec<Option<f64>>], t: f64) -> f64 {
    let n = w.len();
    let mut dist = vec![f64::INFINITY; n];
    dist[0] = 0.0;
    for u in 0..n {
        for v in 0..n {
            if let Some(c) = w[u][v] {
                let alt = dist[u] + c;
                if alt < dist[v] {
                    dist[v] = alt;
                }
            }
        }
    }
    let near: f64 = dist.iter().map(|d| (-d * d * t).exp()).sum();
    let far: f64 = dist
        .iter()
        .map(|d| (d / t).tanh() + 1.0 / (1.0 + d / t))
        .sum();
    let turned: f64 = dist
        .iter()
        .map(|d| (d / t).atan() + 1.0 / (1.0 + (d * t).powi(2)))
        .sum();
    near + far + turned
}

#[test]
fn infinite_costs_have_no_derivative_by_what_they_are_divided_by() {
    ad::check::<smooth_alignment>((&[0.5, 0.3, 1.2], &[0.4, 0.9], 0.7)).assert();
    ad::check::<with_the_largest>((&[0.5, 0.3, 1.2], 3, 0.5)).assert();
    ad::check::<of_what_came>((&[[0.1, 0.5], [0.7, -0.3], [0.2, 0.9]], 0.6)).assert();
    let edges = [
        vec![None, Some(1.0), Some(4.0), None],
        vec![None, None, Some(2.0), None],
        vec![None; 4],
        vec![Some(1.0), None, None, None],
    ];
    ad::check::<of_distances>((&edges, 0.8)).assert();
}
