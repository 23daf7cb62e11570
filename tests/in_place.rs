//! `&mut` parameters, read and written.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]
#![allow(
    clippy::needless_range_loop,
    clippy::ptr_arg,
    clippy::manual_swap,
    clippy::assign_op_pattern
)]

mod common;

use ad::differentiate;
use common::checks;

#[differentiate]
fn scaled(x: &mut [f64], s: f64) {
    for i in 0..x.len() {
        x[i] *= s;
    }
}

#[differentiate]
fn out_only(x: &[f64], out: &mut [f64]) {
    for i in 0..out.len() {
        out[i] = x[i] * x[(i + 1) % x.len()];
    }
}

#[differentiate]
fn added_to(x: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        out[i] += x[i].sin();
    }
}

#[differentiate]
fn one_scalar(x: &mut f64, y: f64) {
    *x = *x * *x * y;
    *x += y;
}

#[differentiate]
fn swapped_scalars(a: &mut f64, b: &mut f64) {
    let t = *a;
    *a = *b * t;
    *b = t;
    std::mem::swap(a, b);
    *a *= 2.0;
}

#[differentiate]
fn with_result(x: &mut [f64], k: usize) -> f64 {
    let old = x[k];
    x[k] = old * old;
    x[0] *= x[k];
    old + x[0]
}

#[differentiate]
fn array_in_place(x: &mut [f64; 3], angle: f64) {
    let (s, c) = angle.sin_cos();
    let y = x[0] * c - x[1] * s;
    x[1] = x[0] * s + x[1] * c;
    x[0] = y;
    x[2] *= x[0];
}

#[differentiate]
fn whole_array_replaced(x: &mut [f64; 2], s: f64) {
    let y = *x;
    *x = [y[1] * s, y[0] * y[1]];
    let [a, b] = *x;
    x[0] = a * b;
}

#[differentiate]
fn vector_grows(v: &mut Vec<f64>, s: f64) {
    let last = v[v.len() - 1];
    v.push(last * s);
    v.push(v[0] * last);
    v[0] = 1.0;
}

#[differentiate]
fn vector_shrinks(v: &mut Vec<f64>) -> f64 {
    let a = v.pop().unwrap();
    let b = v.pop().unwrap();
    v[0] *= a;
    a * b
}

#[differentiate]
fn vector_replaced(v: &mut Vec<f64>, x: &[f64]) {
    let s = v[0];
    *v = x.to_vec();
    v[0] *= s;
}

#[differentiate]
fn rows_in_place(m: &mut [Vec<f64>], s: f64) {
    for i in 1..m.len() {
        for j in 0..m[i].len() {
            m[i][j] += s * m[i - 1][j] * m[i][j];
        }
    }
    m[0].fill(0.0);
}

#[differentiate]
fn nested_array_in_place(m: &mut [[f64; 2]; 2]) {
    let t = m[0][1];
    m[0][1] = m[1][0];
    m[1][0] = t;
    m[0][0] *= m[0][1];
    m.swap(0, 1);
}

#[differentiate]
fn swaps(x: &mut [f64], order: &[usize]) {
    for k in 0..order.len() {
        x.swap(k, order[k]);
        x[k] = x[k] * x[order[k]];
    }
}

/// The fast Fourier transform of a power of two of complex numbers.
#[differentiate]
fn fft(re: &mut [f64], im: &mut [f64]) {
    let n = re.len();
    let mut j = 0;
    for i in 1..n {
        let mut bit = n >> 1;
        while j & bit != 0 {
            j ^= bit;
            bit >>= 1;
        }
        j |= bit;
        if i < j {
            re.swap(i, j);
            im.swap(i, j);
        }
    }
    let mut len = 2;
    while len <= n {
        let angle = -2.0 * std::f64::consts::PI / len as f64;
        for start in (0..n).step_by(len) {
            for k in 0..len / 2 {
                let (s, c) = (angle * k as f64).sin_cos();
                let (a, b) = (start + k, start + k + len / 2);
                let (tr, ti) = (re[b] * c - im[b] * s, re[b] * s + im[b] * c);
                re[b] = re[a] - tr;
                im[b] = im[a] - ti;
                re[a] += tr;
                im[a] += ti;
            }
        }
        len <<= 1;
    }
}

#[differentiate]
fn power_spectrum(x: &[f64]) -> Vec<f64> {
    let mut re = x.to_vec();
    let mut im = vec![0.0; x.len()];
    fft(&mut re, &mut im);
    for i in 0..re.len() {
        re[i] = re[i] * re[i] + im[i] * im[i];
    }
    re
}

#[differentiate]
fn stencil(u: &mut [f64], k: f64, steps: usize) {
    let n = u.len();
    for _ in 0..steps {
        let mut left = u[0];
        for i in 1..n - 1 {
            let here = u[i];
            u[i] = here + k * here * (left - 2.0 * here + u[i + 1]);
            left = here;
        }
    }
}

/// Gauss-Seidel: reads what this sweep has already written.
#[differentiate]
fn gauss_seidel(u: &mut [f64], f: &[f64], sweeps: usize) {
    for _ in 0..sweeps {
        for i in 1..u.len() - 1 {
            u[i] = 0.5 * (u[i - 1] + u[i + 1] + f[i] * u[i]);
        }
    }
}

#[differentiate]
fn double_buffer(u: &mut [f64], scratch: &mut [f64]) {
    for _ in 0..3 {
        for i in 0..u.len() {
            scratch[i] = u[i] * u[(i + 1) % u.len()];
        }
        u.copy_from_slice(scratch);
    }
}

#[differentiate]
fn prefix_sums(x: &mut [f64]) {
    for i in 1..x.len() {
        x[i] += x[i - 1] * x[i];
    }
    for i in (1..x.len()).rev() {
        x[i - 1] *= x[i];
    }
}

#[differentiate]
fn halves(x: &mut [f64]) {
    let n = x.len() / 2;
    let (a, b) = x.split_at_mut(n);
    for i in 0..n {
        let t = a[i];
        a[i] = t * b[i];
        b[i] = t + b[i];
    }
    a[0] *= b[0];
}

#[differentiate]
fn name_of_part(x: &mut [f64], k: usize) {
    let part = &mut x[k..];
    part[0] *= part[1];
    let inner = &mut part[1..];
    inner[0] = inner[0] * inner[0];
    x[0] *= x[k];
}

#[differentiate]
fn name_of_element(x: &mut [f64]) {
    let e = &mut x[1];
    *e *= 3.0;
    *e = *e * *e;
    let t = x[0] * *x.first().unwrap();
    let last = x.last_mut().unwrap();
    *last += t;
}

#[differentiate]
fn early_return(x: &mut [f64], limit: f64) {
    for i in 0..x.len() {
        if x[i] < 0.0 {
            x[i] = -x[i] * limit;
            return;
        }
        x[i] *= x[i];
        if x[i] > limit {
            continue;
        }
        x[i] += limit;
    }
    x[0] *= x[1];
}

#[differentiate]
fn while_over_memory(x: &mut [f64]) -> f64 {
    let mut n = 0.0;
    while x[0] < 10.0 {
        x[0] = x[0] * x[1] + 1.0;
        x[1] += 0.1 * x[0];
        n += 1.0;
    }
    n * x[1]
}

#[differentiate]
fn unchanged(x: &mut [f64], y: f64) -> f64 {
    x[0] * y
}

#[differentiate]
fn never_read(x: &mut [f64], y: f64) {
    for i in 0..x.len() {
        x[i] = y;
        x[i] = y * y;
    }
}

#[differentiate]
fn in_a_branch(x: &mut [f64], flag: bool) -> f64 {
    if flag {
        x[0] = x[1] * x[0];
    } else {
        x[1] = x[0].exp();
    }
    match flag {
        true => x[0] *= 2.0,
        false => {}
    }
    x[0] * x[1]
}

#[differentiate]
fn mutable_beside_integers(x: &mut [f64], count: &mut usize, seen: &mut [bool]) -> f64 {
    for i in 0..x.len() {
        if x[i] > 0.0 {
            *count += 1;
            seen[i] = true;
            x[i] *= *count as f64;
        }
    }
    x[0] * *count as f64
}

#[differentiate]
fn not_differentiated_by(#[no_diff] scratch: &mut [f64], x: &[f64]) -> f64 {
    for i in 0..x.len() {
        scratch[i] = i as f64;
    }
    x[0] * x[1] * scratch[1]
}

#[differentiate]
fn tuple_in_place(p: &mut (f64, f64), q: &mut [(f64, f64)]) {
    p.0 *= p.1;
    for i in 0..q.len() {
        let (a, b) = q[i];
        q[i] = (a * b, a + p.0);
        q[i].1 *= q[i].0;
    }
    *p = (p.1, q[0].0);
}

/// Both buffers of Störmer and Verlet's leapfrog.
#[differentiate]
fn leapfrog(q: &mut [f64], p: &mut [f64], h: f64, steps: usize) {
    for _ in 0..steps {
        for i in 0..q.len() {
            p[i] -= 0.5 * h * q[i].sin();
        }
        for i in 0..q.len() {
            q[i] += h * p[i];
        }
        for i in 0..q.len() {
            p[i] -= 0.5 * h * q[i].sin();
        }
    }
}

// --- passed on ---

#[differentiate]
fn normalise(x: &mut [f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        s += x[i] * x[i];
    }
    let norm = s.sqrt();
    for i in 0..x.len() {
        x[i] /= norm;
    }
    norm
}

#[differentiate]
fn passes_on(x: &mut [f64], s: f64) -> f64 {
    let n = normalise(x);
    scaled(&mut x[1..], s * n);
    let m = normalise(&mut x[..2]);
    n * m
}

#[differentiate]
fn passes_locals(x: &[f64]) -> f64 {
    let mut a = [x[0], x[1], x[2]];
    let mut t = x[1];
    one_scalar(&mut t, x[0]);
    array_in_place(&mut a, t);
    one_scalar(&mut a[1], t);
    let mut v = vec![a[0], t];
    vector_grows(&mut v, a[1]);
    swapped_scalars(&mut t, &mut a[0]);
    v[0] + v[1] * v[2] + v[3] + t * a[0] * a[2]
}

#[differentiate]
fn passes_rows(m: &mut [Vec<f64>]) -> f64 {
    let mut y = 1.0;
    for i in 0..m.len() {
        y *= normalise(&mut m[i]);
        scaled(&mut m[i][..1], y);
    }
    y
}

checks! {
    mod derivatives;
    in_place scaled(&mut [1.0, -2.0, 0.5], 1.3);
    in_place out_only(&[1.0, -2.0, 0.5], &mut [7.0, 8.0]);
    in_place added_to(&[1.0, -2.0], &mut [7.0, 8.0]);
    in_place one_scalar(&mut 1.3, 0.7);
    in_place swapped_scalars(&mut 1.3, &mut 0.7);
    updating with_result(&mut [1.0, -2.0, 0.5], #2), (&mut [1.3, -2.0], #0);
    in_place array_in_place(&mut [1.0, -2.0, 0.5], 0.3);
    in_place whole_array_replaced(&mut [1.0, -2.0], 0.3);
    in_place vector_replaced(&mut vec![1.5, -2.0, 0.5], &[2.0, 1.0, 3.0]);
    in_place rows_in_place(&mut [vec![1.0, -2.0], vec![0.5, 0.7], vec![1.1, 0.2]], 0.3);
    in_place nested_array_in_place(&mut [[1.0, -2.0], [0.5, 0.7]]);
    in_place swaps(&mut [1.0, -2.0, 0.5], #&[2, 1, 0][..]), (&mut [1.0, -2.0, 0.5], #&[1, 2][..]);
    in_place fft(&mut [1.0, -2.0, 0.5, 0.7, 0.1, 0.2, -0.3, 0.4], &mut [0.0, 0.1, 0.5, 0.7, -0.1, 0.2, -0.3, 0.4]);
    map power_spectrum(&[1.0, -2.0, 0.5, 0.7]);
    in_place stencil(&mut [1.0, -2.0, 0.5, 0.7, 0.3], 0.1, #4), (&mut [1.0, -2.0, 0.5], 0.1, #0);
    in_place gauss_seidel(&mut [1.0, -2.0, 0.5, 0.7, 0.3], &[0.1, 0.2, 0.3, 0.4, 0.5], #3);
    in_place double_buffer(&mut [1.0, -2.0, 0.5], &mut [9.0, 8.0, 7.0]);
    in_place prefix_sums(&mut [1.0, -2.0, 0.5, 0.3]);
    in_place halves(&mut [1.0, -2.0, 0.5, 0.3]);
    in_place name_of_part(&mut [1.0, -2.0, 0.5, 0.3], #1), (&mut [1.0, -2.0, 0.5, 0.3], #0);
    in_place name_of_element(&mut [1.0, -2.0, 0.5, 0.3]);
    in_place early_return(&mut [1.0, 2.0, 0.5], 3.0), (&mut [1.0, -2.0, 0.5], 3.0);
    updating while_over_memory(&mut [1.0, 2.0]), (&mut [11.0, 2.0]);
    updating unchanged(&mut [1.0, 2.0], 0.7);
    in_place never_read(&mut [1.0, 2.0], 0.7);
    updating in_a_branch(&mut [1.0, 2.0], #true), (&mut [1.0, 2.0], #false);
    in_place tuple_in_place(&mut (1.3, 0.7), &mut [(0.2, 0.4), (1.1, -0.6)]);
    in_place leapfrog(&mut [1.0, 0.3], &mut [0.2, -0.4], 0.1, #5);
    updating normalise(&mut [1.0, 0.3]);
    updating passes_on(&mut [1.0, 0.3, -0.6], 1.2);
    scalar passes_locals(&[1.0, 0.3, -0.6]);
    updating passes_rows(&mut [vec![1.0, 0.3], vec![0.4, -0.7]]);
}

/// A vector that changes its length: the cotangent has the length that the function left, then that which it found.
#[test]
fn lengths_that_change() {
    let (mut v, mut v_bar) = (vec![2.0, 3.0], vec![1.0, 10.0, 100.0, 1000.0]);
    let ((), s_bar) = vector_grows::vjp(&mut v, 5.0, &mut v_bar);
    assert_eq!(v, [1.0, 3.0, 15.0, 6.0]);
    // v0: 1000 * last; v1: 10 + 100 * s + 1000 * v0.
    assert_eq!((v_bar, s_bar), (vec![3000.0, 10.0 + 500.0 + 2000.0], 300.0));
    let (mut v, mut v_bar) = (vec![2.0, 3.0, 5.0], vec![1.0]);
    let (value, ()) = vector_shrinks::vjp(&mut v, 10.0, &mut v_bar);
    assert_eq!((value, &v[..]), (15.0, &[10.0][..]));
    assert_eq!(v_bar, [5.0, 50.0, 32.0]);
    let (mut v, mut v_dot) = (vec![2.0, 3.0, 5.0], vec![1.0, 0.0, 2.0]);
    assert_eq!(vector_shrinks::jvp(&mut v, &mut v_dot), (15.0, 6.0));
    assert_eq!((&v[..], &v_dot[..]), (&[10.0][..], &[9.0][..]));
}

#[test]
fn parameters_without_derivative() {
    let (mut x, mut x_bar, mut count, mut seen) = ([2.0, -1.0], [0.0, 0.0], 3, [false; 2]);
    let value = mutable_beside_integers::vjp(&mut x, &mut count, &mut seen, 1.0, &mut x_bar).0;
    assert_eq!((value, count, seen), (32.0, 4, [true, false]));
    assert_eq!(x_bar, [16.0, 0.0]);
    let mut scratch = [5.0, 6.0];
    assert_eq!(
        not_differentiated_by::grad(&mut scratch, &[2.0, 3.0]),
        [3.0, 2.0]
    );
    assert_eq!(scratch, [0.0, 1.0]);
}

/// Two halves of one memory in one call.
#[differentiate]
fn butterfly(a: &mut [f64], b: &mut [f64], w: f64) -> f64 {
    let mut sum = 0.0;
    for (x, y) in a.iter_mut().zip(b.iter_mut()) {
        let (p, q) = (*x + *y * w, *x - *y * w);
        (*x, *y) = (p * q, q);
        sum += p;
    }
    sum
}

#[differentiate]
fn in_halves(v: &mut [f64], k: usize, w: f64) -> f64 {
    let (a, b) = v.split_at_mut(k);
    butterfly(a, b, w) * w
}

/// In a loop, of a vector of its own, of fields; and thirds.
#[differentiate]
fn passes(x: &[f64], w: f64) -> f64 {
    let mut v = x.to_vec();
    let mut total = 0.0;
    for k in 1..x.len() - 1 {
        let (a, rest) = v.split_at_mut(k);
        let (b, c) = rest.split_at_mut(1);
        total += butterfly(a, b, w);
        total += weighed(a, &mut b[0], c);
        butterfly(c, a, w);
    }
    total + v.iter().sum::<f64>()
}

#[differentiate]
fn weighed(a: &[f64], b: &mut f64, c: &mut [f64]) -> f64 {
    for (c, a) in c.iter_mut().zip(a) {
        *c = *c * a + *b;
    }
    *b *= 0.5;
    a[0] * *b
}

#[derive(Clone, ad::Differentiable)]
struct Workspace {
    scratch: Vec<f64>,
    scale: f64,
}

#[differentiate]
impl Workspace {
    fn run(&mut self, w: f64) -> f64 {
        let (a, b) = self.scratch.split_at_mut(2);
        butterfly(a, b, w * self.scale)
    }
}

#[differentiate]
fn in_workspace(x: &[f64], w: f64) -> f64 {
    let mut space = Workspace {
        scratch: x.to_vec(),
        scale: w * w,
    };
    let first = space.run(w);
    first * space.run(first) + space.scratch[1]
}

#[test]
fn halves_in_one_call() {
    let x = [0.4, -0.3, 1.2, 0.7, 0.9];
    ad::check::<passes>((&x, 0.8)).assert();
    ad::check::<in_workspace>((&x, 0.6)).assert();
    let (mut v, mut v_bar) = (x, [0.3, -0.2, 0.5, 1.0, 0.25]);
    let (_, w_bar) = in_halves::vjp(&mut v, 2, 0.8, 1.5, &mut v_bar);
    let along = |w: f64| {
        let mut v = x;
        1.5 * in_halves(&mut v, 2, w)
            + v.iter()
                .zip([0.3, -0.2, 0.5, 1.0, 0.25])
                .map(|(v, c)| v * c)
                .sum::<f64>()
    };
    let expected = (along(0.8 + 1e-6) - along(0.8 - 1e-6)) / 2e-6;
    assert!((w_bar - expected).abs() < 1e-7);
}

// --- buffers that a callee overwrites, whole or in part ---

#[differentiate(order = 2)]
fn slopes(state: &[f64], k: f64, slope: &mut [f64]) {
    for i in 0..state.len() {
        slope[i] = -k * state[i] * state[(i + 1) % state.len()];
    }
}

#[differentiate(order = 2)]
fn first_half(state: &[f64], k: f64, slope: &mut [f64]) {
    for i in 0..state.len() / 2 {
        slope[i] = k * state[i] * state[i];
    }
}

#[differentiate(order = 2)]
fn damped(state: &[f64], k: f64, slope: &mut [f64]) {
    for i in 0..state.len() {
        slope[i] = k * slope[i] * slope[i] - state[i].sin();
    }
}

#[differentiate(order = 2)]
fn stepped(start: &[f64], k: f64, steps: usize) -> f64 {
    let mut y = start.to_vec();
    let mut whole = vec![0.0; start.len()];
    let mut part = vec![0.5; start.len()];
    let mut own = vec![0.25; start.len()];
    for _ in 0..steps {
        slopes(&y, k, &mut whole);
        first_half(&whole, k, &mut part);
        damped(&part, k, &mut own);
        for i in 0..y.len() {
            y[i] += 0.1 * (whole[i] + part[i] * own[i]);
        }
    }
    slopes(&y, k, &mut whole);
    y[0] * y[1] + whole[2] * part[3] + own[1]
}

#[test]
fn buffers_that_are_overwritten() {
    for steps in [0, 1, 2, 5] {
        ad::check::<stepped>((&[0.4, -0.3, 1.2, 0.7], 0.8, steps)).assert();
    }
    let (x, direction) = ([0.4, -0.3, 1.2, 0.7], [1.0, 0.5, -0.25, 2.0]);
    let (_, (along, _)) = stepped::hvp(&x, 0.8, 3, &direction, 0.0);
    let moved = |h: f64| {
        let x: Vec<f64> = x.iter().zip(direction).map(|(x, d)| x + h * d).collect();
        stepped::grad(&x, 0.8, 3).0
    };
    for ((above, below), along) in moved(1e-5).iter().zip(moved(-1e-5)).zip(along) {
        assert!(((above - below) / 2e-5 - along).abs() < 1e-7);
    }
}
