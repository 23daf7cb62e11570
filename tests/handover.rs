//! Handing over: what a call computed in the forward sweep is there in the reverse sweeps, whoever calls whom with what.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::__private::HandedOver;
use ad::{Differentiable, Real, differentiate};
use common::{agree, checks};
use std::cell::Cell;

thread_local! {
    static RUNS: Cell<usize> = const { Cell::new(0) };
}

/// Counts how often it runs.
#[differentiate(derivative(x = 2.0 * x))]
fn counted(x: f64) -> f64 {
    RUNS.set(RUNS.get() + 1);
    x * x
}

#[differentiate]
fn through(x: &[f64], k: f64) -> [f64; 2] {
    let y = counted(x[0]);
    [y * x[1] + k, y * y * k]
}

#[differentiate]
fn above(x: &[f64], k: f64) -> [f64; 2] {
    let inner = through(x, k);
    [inner[0] * inner[1], inner[0] - k * inner[1]]
}

/// However many cotangents a pullback is applied to, what it calls ran once.
#[test]
fn a_pullback_runs_what_it_calls_once() {
    RUNS.set(0);
    let (value, pullback) = through::pullback(&[1.5, 0.5], 2.0);
    let rows = [[1.0, 0.0], [0.0, 1.0], [0.5, -2.0]].map(|bar| pullback.apply(&bar));
    assert_eq!(RUNS.get(), 1);
    assert_eq!(value, through(&[1.5, 0.5], 2.0));
    for (bar, row) in [[1.0, 0.0], [0.0, 1.0], [0.5, -2.0]].iter().zip(rows) {
        assert_eq!(row, through::vjp(&[1.5, 0.5], 2.0, bar).1);
    }
}

#[differentiate]
fn norm(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i] * x[i];
    }
    sum.sqrt()
}

#[differentiate]
fn recurrence(x: &[f64], start: f64, steps: usize) -> Vec<f64> {
    let mut y = start;
    let mut all = Vec::with_capacity(steps);
    for i in 0..steps {
        y = y * x[i % x.len()] + y.sin();
        all.push(y);
    }
    all
}

#[differentiate]
fn of_locals(x: &[f64]) -> f64 {
    let shifted = [x[0] - 1.0, x[1] * x[0]];
    let all = recurrence(&shifted, x[1], 4);
    let size = norm(&all);
    size * all[2] + norm(&shifted)
}

#[differentiate]
fn with_constants(x: f64) -> f64 {
    let table = [0.5, 1.5];
    let y = recurrence(&table, x, 3);
    y[2] * norm(&[1.0, 2.0])
}

#[differentiate]
fn written_afterwards(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let a = norm(&v);
    v[0] = a * v[1];
    let b = norm(&v);
    a * b * v[0]
}

#[differentiate]
fn twice_the_same(x: &[f64], y: f64) -> f64 {
    let a = recurrence(x, y, 2);
    let b = recurrence(x, y, 2);
    a[0] * b[1] + a[1]
}

#[differentiate]
fn scale<T: Real, const N: usize>(x: &[T; N], k: T) -> [T; N] {
    let mut y = *x;
    for i in 0..N {
        y[i] = y[i] * k * y[0];
    }
    y
}

#[differentiate]
fn generic<T: Real>(x: &[T; 3], k: T) -> T {
    let y = scale(x, k);
    let z = scale::<T, 3>(&y, k * x[1]);
    z[0] * y[1] + z[2]
}

#[differentiate]
fn reassigned(mut x: f64, mut n: usize) -> f64 {
    x = x * x + 1.0;
    n += 1;
    x *= x.ln();
    x * n as f64
}

#[differentiate]
fn of_reassigned(x: f64) -> [f64; 2] {
    let y = reassigned(x, 2);
    [y, y * x]
}

#[differentiate]
fn nothing_varies(x: f64) -> f64 {
    let n = norm(&[3.0, 4.0]);
    n * x
}

#[differentiate]
fn rows(x: &[[f64; 2]], weights: &[f64]) -> (f64, f64) {
    let mut sums = (0.0, 0.0);
    for i in 0..x.len() {
        sums.0 += x[i][0].exp() * weights[i];
        sums.1 += x[i][1] * sums.0;
    }
    sums
}

#[differentiate]
fn of_rows(x: &[[f64; 2]], weights: &[f64]) -> f64 {
    let (a, b) = rows(x, weights);
    a * b
}

checks! {
    mod gradients;
    map through(&[1.5, 0.5], 2.0);
    map above(&[1.5, 0.5], 2.0);
    scalar of_locals(&[0.7, 1.3]);
    scalar with_constants(0.7);
    scalar written_afterwards(&[0.7, 1.3]);
    scalar twice_the_same(&[0.7, 1.3], 0.4);
    scalar generic(&[0.7, 1.3, 0.2], 1.1);
    map of_reassigned(1.7);
    scalar nothing_varies(0.7);
    map rows(&[[0.7, 1.3], [0.2, 0.4]], &[0.5, 0.9]);
    scalar of_rows(&[[0.7, 1.3], [0.2, 0.4]], &[0.5, 0.9]);
    scalar sum_of_terms(&[0.7, 1.3, 0.2], 0.4);
}

#[differentiate]
fn term(x: f64, k: f64) -> f64 {
    let y = counted(x);
    y + x * k.exp()
}

#[differentiate]
fn sum_of_terms(x: &[f64], k: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += term(x[i], k) * 0.5;
    }
    sum
}

/// A loop of which each iteration runs forth and back at once calls once for each.
#[test]
fn an_iteration_runs_what_it_calls_once() {
    let x = [0.5, -1.5, 2.0];
    RUNS.set(0);
    let (value, (x_bar, k_bar)) = sum_of_terms::value_and_grad(&x, 0.3);
    assert_eq!(RUNS.get(), 3);
    assert_eq!(value, sum_of_terms(&x, 0.3));
    let slope = |x: f64| 0.5 * (2.0 * x + 0.3_f64.exp());
    for (x, bar) in x.iter().zip(&x_bar) {
        assert!((bar - slope(*x)).abs() < 1e-14);
    }
    assert!((k_bar - 0.5 * x.iter().sum::<f64>() * 0.3_f64.exp()).abs() < 1e-14);
}

/// Turns a pair, and says what it computes with.
#[differentiate]
fn turned(p: &[f64; 2], angle: f64) -> [f64; 2] {
    let (sin, cos) = angle.sin_cos();
    [cos * p[0] - sin * p[1], sin * p[0] + cos * p[1]]
}

#[differentiate]
fn wound(angles: &[f64], often: usize) -> f64 {
    let mut p = [1.0, 0.5];
    for i in 0..angles.len() {
        for j in 0..often {
            if (i + j) % 3 == 1 {
                continue;
            }
            p = turned(&p, angles[i] * p[0]);
        }
        if p[1] > 0.3 {
            p = turned(&p, angles[i]);
        }
    }
    p[0] + p[1] * p[1]
}

#[differentiate]
fn until(x: f64) -> f64 {
    let mut y = x;
    let mut p = [0.4, x];
    while y < 3.0 {
        p = turned(&p, y);
        y += 0.5 + p[0] * p[0];
    }
    y * p[1]
}

/// It calls itself in a branch: what it hands over cannot hold what it hands over.
#[differentiate]
fn descent(x: f64, n: usize) -> f64 {
    let s = x.sin();
    if n > 0 {
        descent(s * x, n - 1) * s
    } else {
        s * s
    }
}

#[differentiate]
fn descents(x: f64) -> f64 {
    let mut sum = x;
    for n in 0..4 {
        sum = descent(sum, n) + x;
    }
    sum
}

#[differentiate]
fn generic_turned<T: Real>(x: T, angle: T) -> T {
    x * angle.sin() * angle.sin()
}

#[differentiate]
fn generic_loop<T: Real>(x: T, n: usize) -> T {
    let mut y = x;
    for _ in 0..n {
        y = generic_turned(y, y + x);
    }
    y
}

// In loops and branches, what calls hand over waits on a stack until the loop runs back.
agree! {
    in_loops: wound (&[0.3, -0.7, 1.1, 0.2, 0.9], 0), (&[0.3, -0.7, 1.1, 0.2, 0.9], 1), (&[0.3, -0.7, 1.1, 0.2, 0.9], 4);
    in_a_loop_that_leaves_early: until (0.3);
    in_a_function_that_calls_itself: descent (0.8, 5);
    from_a_function_that_calls_itself: descents (0.7);
    of_any_number: generic_loop (0.9, 4);
}

#[differentiate]
fn dense(w: &[Vec<f64>], x: &[f64]) -> Vec<f64> {
    let sums = w
        .iter()
        .map(|w| w.iter().zip(x).map(|(w, x)| w * x).sum::<f64>());
    sums.map(f64::tanh).collect()
}

#[differentiate]
fn dense_layers(w: &[Vec<f64>], x: &[f64], n: usize) -> Vec<f64> {
    let mut h = x.to_vec();
    for _ in 0..n {
        h = dense(w, &h);
        h[0] += x[1];
    }
    h
}

/// A loop around a function with a loop, in each of which vectors are kept.
#[differentiate]
fn deeper(w: &[Vec<f64>], x: &[f64], n: usize) -> f64 {
    let mut h = x.to_vec();
    for k in 0..n {
        h = dense_layers(w, &h, k % 3);
    }
    h[0] * h[1]
}

/// A function that calls itself in a loop keeps vectors of all of these calls.
#[differentiate]
fn tree(w: &[f64], k: f64, depth: usize) -> Vec<f64> {
    let mut h: Vec<f64> = w.iter().map(|w| (w * k).sin()).collect();
    for d in 0..depth {
        let y = tree(&h, k, d);
        for (h, y) in h.iter_mut().zip(&y) {
            *h = (*h + y).cos();
        }
    }
    h
}

#[differentiate]
fn of_a_tree(w: &[f64], k: f64, depth: usize) -> f64 {
    tree(w, k, depth).iter().product()
}

// Vectors of a call are kept where they cost more than their place; of more calls than are kept, the last are made again.
agree! {
    vectors_in_loops: deeper (&[vec![0.3, -0.7], vec![0.6, 0.2]], &[0.4, 0.9], 5);
    vectors_of_many_calls: deeper (&[vec![0.3, -0.7], vec![0.6, 0.2]], &[0.4, 0.9], 9000);
    vectors_of_a_tree: of_a_tree (&[0.3, 0.8], 0.7, 4);
}

#[differentiate]
fn products(x: f64, y: f64) -> f64 {
    let xy = x * y;
    xy * xy
}

/// A sine is worth keeping for each trip, and so are the steps of a recurrence, each with a sine; a product is computed again.
#[test]
fn what_is_worth_keeping() {
    fn is_worth<R, T: HandedOver>(_: (R, T)) -> bool {
        T::WORTH
    }
    assert!(is_worth(turned::__ahead(&[0.3, 0.4], 1.0)));
    assert!(is_worth(generic_turned::__ahead(0.3_f32, 1.0)));
    assert!(is_worth(recurrence::__ahead(&[0.3], 0.1, 4)));
    assert!(!is_worth(products::__ahead(0.3, 0.4)));
    assert!(is_worth(dense::__ahead(&[vec![0.3, 0.4]], &[1.0, 0.5])));
}

/// The trips need not be counted in `usize`.
#[differentiate]
fn counted_narrowly(x: f64, n: u32) -> f64 {
    let mut y = x;
    for _ in 0..n {
        y = generic_turned(y, y + x);
    }
    y
}

agree! {
    counted_in_another_type: counted_narrowly (0.9, 4);
}

/// How often a branch calls may be known in the branch alone, and the stack is declared before it.
mod counted_in_a_branch {
    use ad::differentiate;

    #[differentiate]
    fn helper(w: f64, x: f64) -> f64 {
        (w * x).sin().exp() * x
    }

    #[differentiate]
    fn weighted(a: &[f64], y: f64) -> f64 {
        if y > 0.0 {
            let mut s = 0.0_f64;
            for v in a.iter().step_by(2) {
                s += helper(*v, y) * s.cos();
            }
            s
        } else {
            y
        }
    }

    #[test]
    fn derivatives() {
        ad::check::<weighted>((&[0.3, 0.7, 0.2, 0.9, 0.4], 0.8)).assert();
        ad::check::<weighted>((&[0.3, 0.7], -0.8)).assert();
    }
}

// --- methods, values, and memory that changes ---

mod of_types {
    use super::counted;
    use ad::{Differentiable, differentiate};

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    pub struct Layer {
        pub weights: Vec<Vec<f64>>,
        pub bias: Vec<f64>,
    }

    #[differentiate]
    impl Layer {
        pub fn forward(&self, x: &[f64]) -> Vec<f64> {
            let rows = self.weights.iter().zip(&self.bias);
            rows.map(|(row, b)| {
                let sum: f64 = row.iter().zip(x).map(|(w, x)| w * x).sum();
                (sum + b).tanh()
            })
            .collect()
        }

        pub fn energy(&self, x: &[f64]) -> f64 {
            let y = self.forward(x);
            counted(y[0]) * y[1]
        }

        /// The square of what it is of is computed once.
        pub fn share(&self, x: &[f64]) -> f64 {
            let e = self.energy(x);
            e / (1.0 + e * e)
        }
    }

    pub fn layer() -> Layer {
        Layer {
            weights: vec![vec![0.3, -0.6, 0.2], vec![0.9, 0.1, -0.4]],
            bias: vec![0.1, -0.2],
        }
    }

    #[differentiate]
    pub fn deep(layer: &Layer, x: &[f64], n: usize) -> f64 {
        let mut h = x.to_vec();
        let mut sum = 0.0;
        for i in 0..n {
            let y = layer.forward(&h);
            sum += layer.energy(&h) * y[0];
            h[i % 3] += y[1];
        }
        sum + h[0]
    }

    /// The receiver is a constant here, of which no cotangent is wanted.
    #[differentiate]
    pub fn fixed(#[no_diff] layer: &Layer, x: &[f64]) -> f64 {
        let y = layer.forward(x);
        y[0] * y[1] + layer.energy(x)
    }

    #[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
    pub struct Turn {
        pub angle: f64,
        pub radius: f64,
    }

    #[differentiate]
    impl Turn {
        pub fn height(self) -> f64 {
            self.radius * self.angle.sin()
        }

        pub fn twice(mut self) -> f64 {
            self.angle *= 2.0;
            self.radius += self.angle.exp();
            self.radius * self.angle.cos()
        }
    }

    #[differentiate]
    pub fn turns(turn: Turn, other: &Turn, n: usize) -> f64 {
        let h = turn.height();
        let mut sum = h * h + other.twice() * h;
        for i in 0..n {
            sum += Turn::height(*other) * turn.twice() * i as f64;
        }
        sum
    }

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    pub struct Walker {
        pub at: f64,
        pub speed: f64,
        pub path: Vec<f64>,
    }

    #[differentiate]
    impl Walker {
        pub fn accelerate(&mut self, by: f64) {
            self.speed = (self.speed - self.at * by).tanh();
        }

        pub fn walk(&mut self, dt: f64) -> f64 {
            self.accelerate(dt);
            self.at += self.speed * dt;
            self.path.push(self.at.exp());
            self.at * self.speed
        }
    }

    #[differentiate]
    pub fn walk(walker: &Walker, dt: f64, n: usize) -> f64 {
        let mut walker = walker.clone();
        let first = walker.walk(dt);
        walker.speed *= first;
        let second = walker.walk(first);
        walker.at = second * second;
        let mut sum = 0.0;
        for i in 0..n {
            walker.accelerate(sum * 0.1);
            sum += walker.walk(dt / (1.0 + i as f64));
        }
        sum + walker.path.iter().sum::<f64>()
    }

    #[differentiate]
    pub fn sines(v: &mut [f64], k: f64) -> f64 {
        let mut sum = 0.0;
        for x in v.iter_mut() {
            *x = (*x * k).sin();
            sum += *x * *x;
        }
        sum * k
    }

    #[differentiate]
    pub fn shift(v: &mut Vec<f64>, by: &mut f64) {
        for x in v.iter_mut() {
            *x = (*x + *by).exp();
            *by *= *x;
        }
        v.push(*by);
    }

    /// What a call leaves is changed again before the sweep back.
    #[differentiate]
    pub fn in_place(x: &[f64], k: f64) -> f64 {
        let mut v = x.to_vec();
        let a = sines(&mut v, k);
        let mut by = v[0] * a;
        shift(&mut v, &mut by);
        let b = sines(&mut v[1..], by);
        v[2] = b * a;
        shift(&mut v, &mut by);
        v.iter().sum::<f64>() * by + a * b
    }

    /// Nothing is wanted of what it gives, or of what it leaves.
    #[differentiate]
    pub fn one_of_two(x: &[f64], k: f64) -> f64 {
        let mut v = x.to_vec();
        let a = sines(&mut v, k);
        let mut w = x.to_vec();
        let _ = sines(&mut w, a);
        a + w[0] * w[1]
    }
}

use of_types::{Turn, Walker, deep, fixed, in_place, layer, one_of_two, turns, walk};

agree! {
    methods_in_loops: deep (&layer(), &[0.3, -0.7, 1.1], 0), (&layer(), &[0.3, -0.7, 1.1], 4);
    of_a_constant: fixed (&layer(), &[0.3, -0.7, 1.1]);
    of_values: turns (Turn { angle: 0.3, radius: 1.2 }, &Turn { angle: -0.7, radius: 0.4 }, 3);
    of_states: walk (&Walker { at: 0.3, speed: 0.8, path: vec![0.1] }, 0.4, 0), (&Walker { at: 0.3, speed: 0.8, path: vec![0.1] }, 0.4, 3);
    of_memory_that_changes: in_place (&[0.3, -0.7, 1.1], 0.8);
    of_what_changes_alone: one_of_two (&[0.3, -0.7, 1.1], 0.8);
}

/// However deep the methods are that call it, it runs once.
#[test]
fn methods_run_what_they_call_once() {
    let layer = layer();
    RUNS.set(0);
    let (value, gradient) = layer.share_value_and_grad(&[0.3, -0.7, 1.1]);
    assert_eq!(RUNS.get(), 1);
    assert_eq!(value, layer.share(&[0.3, -0.7, 1.1]));
    assert_eq!(gradient, layer.share_grad(&[0.3, -0.7, 1.1]));
}

/// A call and its reverse mode are one call of reverse mode, where nothing in between needs the value.
mod at_once {
    use super::{RUNS, counted};
    use ad::differentiate;

    #[differentiate]
    fn weighted(f: impl Fn(f64) -> f64, n: usize) -> f64 {
        let mut sum = 0.0;
        for i in 0..n {
            let x = 0.1 * i as f64;
            sum += if i % 2 == 1 { 4.0 * f(x) } else { f(x) };
        }
        sum
    }

    #[differentiate]
    fn area(k: f64) -> f64 {
        weighted(|x| counted(k * x), 4)
    }

    #[test]
    fn each_point_is_visited_once() {
        RUNS.set(0);
        let (value, gradient) = area::value_and_grad(2.0);
        assert_eq!(RUNS.get(), 4);
        let weights = 0.01 * 4.0 + 0.04 + 0.09 * 4.0;
        assert!((value - 4.0 * weights).abs() < 1e-12);
        assert!((gradient - 4.0 * weights).abs() < 1e-12);
    }
}

/// Constants of a formula, which are moved to where they are used.
#[derive(Differentiable)]
struct Constants {
    scale: f64,
    power: f64,
}

#[differentiate]
fn formula(x: f64, of: Constants) -> f64 {
    let scaled = (x * of.scale).exp();
    scaled.powf(of.power) * scaled
}

#[differentiate]
fn in_this_region(x: f64) -> f64 {
    let of = Constants {
        scale: 0.5,
        power: 1.5,
    };
    formula(x * x, of)
}

#[test]
fn a_literal_that_has_no_copies_is_written_again() {
    ad::check::<in_this_region>(0.7).assert();
    let (value, pullback) = in_this_region::pullback(0.7);
    assert_eq!(value, in_this_region(0.7));
    assert_eq!(pullback.apply(1.0), in_this_region::grad(0.7));
    assert_eq!(pullback.apply(2.0), 2.0 * in_this_region::grad(0.7));
}
