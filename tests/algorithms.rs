//! Whole functions as people write them: numerical algorithms of 20 to 60 lines.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]
#![allow(
    clippy::needless_range_loop,
    clippy::too_many_arguments,
    clippy::many_single_char_names,
    clippy::excessive_precision,
    clippy::ptr_arg,
    clippy::manual_memcpy
)]

mod common;

use ad::differentiate;
use common::checks;
use std::f64::consts::PI;

// --- equations ---

/// A root of x^3 + p x + q by Newton's method, damped.
#[differentiate(order = 2)]
fn newton_root(p: f64, q: f64) -> f64 {
    let mut x = 1.0;
    let tolerance = 1e-14;
    for iteration in 0..100 {
        let f = x * x * x + p * x + q;
        let df = 3.0 * x * x + p;
        let mut step = f / df;
        if iteration < 3 && step.abs() > 0.5 {
            step *= 0.5;
        }
        x -= step;
        if step.abs() < tolerance * (1.0 + x.abs()) {
            break;
        }
    }
    x
}

/// Kepler's equation.
#[differentiate]
fn eccentric_anomaly(mean: f64, eccentricity: f64) -> f64 {
    let mut e = if eccentricity > 0.8 { PI } else { mean };
    let mut iterations = 0;
    loop {
        let delta = (e - eccentricity * e.sin() - mean) / (1.0 - eccentricity * e.cos());
        e -= delta;
        iterations += 1;
        if delta.abs() < 1e-15 || iterations >= 50 {
            return e;
        }
    }
}

/// Two unknowns: Newton's method with the inverse of a 2 by 2 matrix.
#[differentiate]
fn intersection(a: f64, b: f64) -> [f64; 2] {
    let (mut x, mut y) = (1.0, 1.0);
    for _ in 0..20 {
        let f = [x * x + y * y - a, x * y * y - b];
        let j = [[2.0 * x, 2.0 * y], [y * y, 2.0 * x * y]];
        let det = j[0][0] * j[1][1] - j[0][1] * j[1][0];
        let dx = (f[0] * j[1][1] - f[1] * j[0][1]) / det;
        let dy = (j[0][0] * f[1] - j[1][0] * f[0]) / det;
        x -= dx;
        y -= dy;
    }
    [x, y]
}

// --- differential equations ---

#[differentiate(order = 2)]
fn runge_kutta(y0: f64, rate: f64, capacity: f64, steps: usize) -> f64 {
    let h = 1.0 / steps as f64;
    let slope = |y: f64| rate * y * (1.0 - y / capacity);
    let mut y = y0;
    for _ in 0..steps {
        let k1 = slope(y);
        let k2 = slope(y + 0.5 * h * k1);
        let k3 = slope(y + 0.5 * h * k2);
        let k4 = slope(y + h * k3);
        y += h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
    }
    y
}

#[differentiate]
fn lotka_volterra(state: &[f64; 2], p: &[f64; 4], out: &mut [f64; 2]) {
    let [prey, predators] = *state;
    out[0] = p[0] * prey - p[1] * prey * predators;
    out[1] = p[2] * prey * predators - p[3] * predators;
}

#[differentiate]
fn heun(start: [f64; 2], p: &[f64; 4], h: f64, steps: usize) -> Vec<[f64; 2]> {
    let mut y = start;
    let mut path = vec![y];
    let (mut k1, mut k2) = ([0.0; 2], [0.0; 2]);
    for _ in 0..steps {
        lotka_volterra(&y, p, &mut k1);
        let mut z = y;
        for i in 0..2 {
            z[i] += h * k1[i];
        }
        lotka_volterra(&z, p, &mut k2);
        for i in 0..2 {
            y[i] += 0.5 * h * (k1[i] + k2[i]);
        }
        path.push(y);
    }
    path
}

/// An explicit step of Burgers' equation, upwind.
#[differentiate]
fn burgers(u0: &[f64], viscosity: f64, dt: f64, steps: usize) -> f64 {
    let n = u0.len();
    let dx = 1.0 / n as f64;
    let mut u = u0.to_vec();
    let mut next = vec![0.0; n];
    for _ in 0..steps {
        for i in 0..n {
            let (left, right) = (u[(i + n - 1) % n], u[(i + 1) % n]);
            let advection = if u[i] > 0.0 {
                u[i] * (u[i] - left) / dx
            } else {
                u[i] * (right - u[i]) / dx
            };
            let diffusion = viscosity * (right - 2.0 * u[i] + left) / (dx * dx);
            next[i] = u[i] + dt * (diffusion - advection);
        }
        std::mem::swap(&mut u, &mut next);
    }
    let mut energy = 0.0;
    for i in 0..n {
        energy += 0.5 * u[i] * u[i] * dx;
    }
    energy
}

/// Heat conduction in two dimensions, implicit in one of them: Thomas' algorithm.
#[differentiate]
fn tridiagonal(lower: &[f64], diagonal: &[f64], upper: &[f64], rhs: &[f64]) -> Vec<f64> {
    let n = diagonal.len();
    let mut c = vec![0.0; n];
    let mut d = vec![0.0; n];
    c[0] = upper[0] / diagonal[0];
    d[0] = rhs[0] / diagonal[0];
    for i in 1..n {
        let m = 1.0 / (diagonal[i] - lower[i - 1] * c[i - 1]);
        if i < n - 1 {
            c[i] = upper[i] * m;
        }
        d[i] = (rhs[i] - lower[i - 1] * d[i - 1]) * m;
    }
    for i in (0..n - 1).rev() {
        d[i] -= c[i] * d[i + 1];
    }
    d
}

// --- linear algebra ---

/// The logarithm of the determinant, and the solution's norm, by Cholesky's decomposition.
#[differentiate(order = 2)]
fn gaussian_likelihood(points: &[f64], values: &[f64], length: f64, noise: f64) -> f64 {
    let n = points.len();
    let mut l = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let d = (points[i] - points[j]) / length;
            let mut s = (-0.5 * d * d).exp();
            if i == j {
                s += noise * noise;
            }
            for k in 0..j {
                s -= l[i][k] * l[j][k];
            }
            l[i][j] = if i == j { s.sqrt() } else { s / l[j][j] };
        }
    }
    let mut z = values.to_vec();
    let mut log_det = 0.0;
    let mut quadratic = 0.0;
    for i in 0..n {
        for k in 0..i {
            let t = z[k];
            z[i] -= l[i][k] * t;
        }
        z[i] /= l[i][i];
        quadratic += z[i] * z[i];
        log_det += l[i][i].ln();
    }
    0.5 * quadratic + log_det + 0.5 * n as f64 * (2.0 * PI).ln()
}

/// A linear system by elimination with pivots.
#[differentiate]
fn solve(matrix: &[Vec<f64>], rhs: &[f64]) -> Vec<f64> {
    let n = rhs.len();
    let mut a = matrix.to_vec();
    let mut x = rhs.to_vec();
    for k in 0..n {
        let mut pivot = k;
        for i in k + 1..n {
            if a[i][k].abs() > a[pivot][k].abs() {
                pivot = i;
            }
        }
        if pivot != k {
            a.swap(k, pivot);
            x.swap(k, pivot);
        }
        for i in k + 1..n {
            let f = a[i][k] / a[k][k];
            for j in k..n {
                a[i][j] -= f * a[k][j];
            }
            x[i] -= f * x[k];
        }
    }
    for i in (0..n).rev() {
        let mut s = x[i];
        for j in i + 1..n {
            s -= a[i][j] * x[j];
        }
        x[i] = s / a[i][i];
    }
    x
}

/// The largest eigenvalue by the power method, with Rayleigh's quotient.
#[differentiate]
fn power_method(m: &[[f64; 3]; 3]) -> f64 {
    let mut v = [1.0, 0.5, 0.25];
    let mut lambda = 0.0;
    for _ in 0..60 {
        let mut w = [0.0; 3];
        for i in 0..3 {
            for j in 0..3 {
                w[i] += m[i][j] * v[j];
            }
        }
        let mut norm = 0.0;
        lambda = 0.0;
        for i in 0..3 {
            norm += w[i] * w[i];
            lambda += v[i] * w[i];
        }
        let norm = norm.sqrt();
        for i in 0..3 {
            v[i] = w[i] / norm;
        }
    }
    lambda
}

#[differentiate]
fn rotated(q: [f64; 4], v: [f64; 3]) -> [f64; 3] {
    let n = (q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]).sqrt();
    let (w, x, y, z) = (q[0] / n, q[1] / n, q[2] / n, q[3] / n);
    let t = [
        2.0 * (y * v[2] - z * v[1]),
        2.0 * (z * v[0] - x * v[2]),
        2.0 * (x * v[1] - y * v[0]),
    ];
    [
        v[0] + w * t[0] + y * t[2] - z * t[1],
        v[1] + w * t[1] + z * t[0] - x * t[2],
        v[2] + w * t[2] + x * t[1] - y * t[0],
    ]
}

// --- interpolation ---

#[differentiate]
fn interpolated(knots: &[f64], values: &[f64], x: f64) -> f64 {
    let n = knots.len();
    if x <= knots[0] {
        return values[0];
    }
    if x >= knots[n - 1] {
        return values[n - 1];
    }
    let (mut lo, mut hi) = (0, n - 1);
    while hi - lo > 1 {
        let mid = (lo + hi) / 2;
        if knots[mid] <= x {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    let t = (x - knots[lo]) / (knots[hi] - knots[lo]);
    (1.0 - t) * values[lo] + t * values[hi]
}

/// A natural cubic spline through the points, at a place.
#[differentiate]
fn cubic_spline(x: &[f64], y: &[f64], at: f64) -> f64 {
    let n = x.len();
    let mut h = Vec::with_capacity(n - 1);
    for i in 0..n - 1 {
        h.push(x[i + 1] - x[i]);
    }
    let mut second = vec![0.0; n];
    let mut u = vec![0.0; n];
    for i in 1..n - 1 {
        let sig = h[i - 1] / (h[i - 1] + h[i]);
        let p = sig * second[i - 1] + 2.0;
        second[i] = (sig - 1.0) / p;
        let slope = (y[i + 1] - y[i]) / h[i] - (y[i] - y[i - 1]) / h[i - 1];
        u[i] = (6.0 * slope / (h[i - 1] + h[i]) - sig * u[i - 1]) / p;
    }
    second[n - 1] = 0.0;
    for k in (0..n - 1).rev() {
        second[k] = second[k] * second[k + 1] + u[k];
    }
    let mut k = 0;
    for i in 0..n - 1 {
        if at >= x[i] {
            k = i;
        }
    }
    let a = (x[k + 1] - at) / h[k];
    let b = (at - x[k]) / h[k];
    a * y[k]
        + b * y[k + 1]
        + ((a * a * a - a) * second[k] + (b * b * b - b) * second[k + 1]) * h[k] * h[k] / 6.0
}

/// De Casteljau's algorithm.
#[differentiate]
fn bezier(points: &[[f64; 2]], t: f64) -> [f64; 2] {
    let mut p = points.to_vec();
    let n = p.len();
    for level in 1..n {
        for i in 0..n - level {
            for d in 0..2 {
                p[i][d] = (1.0 - t) * p[i][d] + t * p[i + 1][d];
            }
        }
    }
    p[0]
}

// --- finance and statistics ---

#[differentiate(order = 2)]
fn normal_cdf(x: f64) -> f64 {
    // Abramowitz and Stegun, 26.2.17.
    let k = 1.0 / (1.0 + 0.231_641_9 * x.abs());
    let poly = k
        * (0.319_381_530
            + k * (-0.356_563_782
                + k * (1.781_477_937 + k * (-1.821_255_978 + k * 1.330_274_429))));
    let tail = (-0.5 * x * x).exp() / (2.0 * PI).sqrt() * poly;
    if x >= 0.0 { 1.0 - tail } else { tail }
}

#[differentiate(order = 2)]
fn black_scholes(s: f64, k: f64, r: f64, sigma: f64, t: f64) -> f64 {
    let root = sigma * t.sqrt();
    let d1 = ((s / k).ln() + (r + 0.5 * sigma * sigma) * t) / root;
    let d2 = d1 - root;
    s * normal_cdf(d1) - k * (-r * t).exp() * normal_cdf(d2)
}

/// An American put by a binomial tree.
#[differentiate]
fn american_put(s: f64, strike: f64, r: f64, sigma: f64, t: f64, n: usize) -> f64 {
    let dt = t / n as f64;
    let up = (sigma * dt.sqrt()).exp();
    let down = 1.0 / up;
    let discount = (-r * dt).exp();
    let p = ((r * dt).exp() - down) / (up - down);
    let mut values: Vec<f64> = Vec::with_capacity(n + 1);
    for i in 0..=n {
        let price = s * up.powi(i as i32) * down.powi((n - i) as i32);
        values.push((strike - price).max(0.0));
    }
    for step in (0..n).rev() {
        for i in 0..=step {
            let hold = discount * (p * values[i + 1] + (1.0 - p) * values[i]);
            let price = s * up.powi(i as i32) * down.powi((step - i) as i32);
            let exercise = strike - price;
            values[i] = if exercise > hold { exercise } else { hold };
        }
        values.pop();
    }
    values[0]
}

/// A Monte Carlo estimate with a generator of its own.
#[differentiate]
fn asian_option(s0: f64, strike: f64, sigma: f64, paths: usize, seed: u64) -> f64 {
    let mut state = seed;
    let mut sum = 0.0;
    for _ in 0..paths {
        let mut s = s0;
        let mut mean = 0.0;
        for _ in 0..8 {
            let mut z = -6.0;
            for _ in 0..12 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                z += (state >> 11) as f64 / (1u64 << 53) as f64;
            }
            s *= (-0.5 * sigma * sigma / 8.0 + sigma * z * (1.0f64 / 8.0).sqrt()).exp();
            mean += s / 8.0;
        }
        let payoff = mean - strike;
        if payoff > 0.0 {
            sum += payoff;
        }
    }
    sum / paths as f64
}

/// The likelihood of observations under a hidden Markov model: the forward algorithm, scaled.
#[differentiate]
fn hidden_markov(
    start: &[f64],
    transition: &[Vec<f64>],
    emission: &[Vec<f64>],
    seen: &[usize],
) -> f64 {
    let n = start.len();
    let mut alpha = vec![0.0; n];
    for i in 0..n {
        alpha[i] = start[i] * emission[i][seen[0]];
    }
    let mut log_likelihood = 0.0;
    for t in 0..seen.len() {
        if t > 0 {
            let mut next = vec![0.0; n];
            for j in 0..n {
                for i in 0..n {
                    next[j] += alpha[i] * transition[i][j];
                }
                next[j] *= emission[j][seen[t]];
            }
            alpha = next;
        }
        let mut scale = 0.0;
        for i in 0..n {
            scale += alpha[i];
        }
        for i in 0..n {
            alpha[i] /= scale;
        }
        log_likelihood += scale.ln();
    }
    log_likelihood
}

#[differentiate]
fn softmax_loss(weights: &[Vec<f64>], x: &[f64], class: usize) -> f64 {
    let mut logits = Vec::new();
    for k in 0..weights.len() {
        let mut s = 0.0;
        for i in 0..x.len() {
            s += weights[k][i] * x[i];
        }
        logits.push(s);
    }
    let mut largest = f64::NEG_INFINITY;
    for k in 0..logits.len() {
        largest = logits[k].max(largest);
    }
    let mut sum = 0.0;
    for k in 0..logits.len() {
        sum += (logits[k] - largest).exp();
    }
    sum.ln() + largest - logits[class]
}

// --- dynamic programming ---

/// Dynamic time warping.
#[differentiate]
fn time_warping(a: &[f64], b: &[f64]) -> f64 {
    let (n, m) = (a.len(), b.len());
    let mut d = vec![vec![f64::INFINITY; m + 1]; n + 1];
    d[0][0] = 0.0;
    for i in 1..=n {
        for j in 1..=m {
            let cost = (a[i - 1] - b[j - 1]) * (a[i - 1] - b[j - 1]);
            let best = d[i - 1][j].min(d[i][j - 1]).min(d[i - 1][j - 1]);
            d[i][j] = cost + best;
        }
    }
    d[n][m].sqrt()
}

/// The value of a knapsack by its items' values.
#[differentiate]
fn knapsack(values: &[f64], weights: &[usize], capacity: usize) -> f64 {
    let mut best = vec![0.0; capacity + 1];
    for item in 0..values.len() {
        for room in (weights[item]..=capacity).rev() {
            let with = best[room - weights[item]] + values[item];
            if with > best[room] {
                best[room] = with;
            }
        }
    }
    best[capacity]
}

/// Bellman and Ford's shortest paths.
#[differentiate]
fn shortest_path(edges: &[(usize, usize)], lengths: &[f64], n: usize) -> f64 {
    let mut distance = vec![1e9; n];
    distance[0] = 0.0;
    let mut changed = true;
    let mut rounds = 0;
    while changed && rounds < n {
        changed = false;
        for e in 0..edges.len() {
            let (from, to) = edges[e];
            let through = distance[from] + lengths[e];
            if through < distance[to] {
                distance[to] = through;
                changed = true;
            }
        }
        rounds += 1;
    }
    distance[n - 1]
}

// --- signals and quadrature ---

#[differentiate]
fn simpson(a: f64, b: f64, c: f64, n: usize) -> f64 {
    let h = (b - a) / n as f64;
    let mut sum = 0.0;
    for i in 0..=n {
        let x = a + i as f64 * h;
        let weight = match i {
            0 => 1.0,
            k if k == n => 1.0,
            k if k % 2 == 1 => 4.0,
            _ => 2.0,
        };
        sum += weight * (-c * x * x).exp() * x.cos();
    }
    sum * h / 3.0
}

/// A recursive filter and what it leaves of a signal's energy.
#[differentiate]
fn biquad(signal: &[f64], cutoff: f64, q: f64) -> f64 {
    let w = 2.0 * PI * cutoff;
    let alpha = w.sin() / (2.0 * q);
    let a0 = 1.0 + alpha;
    let b = [
        (1.0 - w.cos()) / 2.0 / a0,
        (1.0 - w.cos()) / a0,
        (1.0 - w.cos()) / 2.0 / a0,
    ];
    let a = [-2.0 * w.cos() / a0, (1.0 - alpha) / a0];
    let (mut x1, mut x2, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0);
    let mut energy = 0.0;
    for i in 0..signal.len() {
        let x = signal[i];
        let y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
        (x2, x1) = (x1, x);
        (y2, y1) = (y1, y);
        energy += y * y;
    }
    energy
}

/// Lennard-Jones' energy in a periodic box, with a cutoff.
#[differentiate]
fn lennard_jones(positions: &[[f64; 3]], sigma: f64, side: f64) -> f64 {
    let mut energy = 0.0;
    let cutoff = 0.5 * side;
    for i in 0..positions.len() {
        for j in i + 1..positions.len() {
            let mut r2 = 0.0;
            for d in 0..3 {
                let mut delta = positions[i][d] - positions[j][d];
                delta -= side * (delta / side).round();
                r2 += delta * delta;
            }
            if r2 > cutoff * cutoff {
                continue;
            }
            let s6 = (sigma * sigma / r2).powi(3);
            energy += 4.0 * (s6 * s6 - s6);
        }
    }
    energy
}

/// A neural network of two layers, trained by one step: its loss afterwards by the step's size and the weights.
#[differentiate]
fn trained(w: &[f64], x: &[f64], rate: f64) -> f64 {
    let hidden = x.len();
    let mut weights = w.to_vec();
    let mut loss = 0.0;
    for _ in 0..2 {
        let mut out = 0.0;
        let mut activation = vec![0.0; hidden];
        for i in 0..hidden {
            activation[i] = (weights[i] * x[i]).tanh();
            out += activation[i] * weights[hidden + i];
        }
        let error = out - 1.0;
        loss = 0.5 * error * error;
        for i in 0..hidden {
            let slope = 1.0 - activation[i] * activation[i];
            let second = weights[hidden + i];
            weights[hidden + i] -= rate * error * activation[i];
            weights[i] -= rate * error * second * slope * x[i];
        }
    }
    loss
}

checks! {
    mod gradients;
    twice newton_root(1.3, -2.0), (0.4, -5.0);
    scalar eccentric_anomaly(0.7, 0.3), (2.1, 0.85);
    map intersection(3.0, 1.5);
    twice runge_kutta(0.3, 1.2, 2.0, #5);
    in_place lotka_volterra(&[0.7, 0.4], &[1.0, 0.5, 0.3, 0.8], &mut [0.0, 0.0]);
    map heun(move [0.7, 0.4], &[1.0, 0.5, 0.3, 0.8], 0.1, #4);
    scalar burgers(&[0.5, 0.9, -0.4, -0.7, 0.2, 0.6], 0.02, 0.01, #5);
    map tridiagonal(&[0.3, -0.2, 0.4], &[2.0, 2.5, 3.0, 1.8], &[0.5, 0.1, -0.6], &[1.0, 0.2, -0.3, 0.7]);
    twice gaussian_likelihood(&[0.1, 0.5, 1.2], &[0.3, -0.4, 0.8], 0.7, 0.3);
    map solve(&[vec![0.1, 2.0, 0.3], vec![1.5, -0.2, 0.4], vec![0.7, 0.6, 2.2]], &[1.0, -0.5, 0.3]);
    scalar power_method(&[[2.0, 0.3, 0.1], [0.2, 1.0, 0.4], [0.1, 0.5, 0.7]]);
    map rotated(move [0.9, 0.2, -0.3, 0.4], move [1.0, 0.5, -0.7]);
    scalar interpolated(&[0.0, 0.5, 1.2, 2.0], &[1.0, 3.0, 2.0, 0.5], 0.8), (&[0.0, 0.5, 1.2, 2.0], &[1.0, 3.0, 2.0, 0.5], 2.5);
    scalar cubic_spline(&[0.0, 0.5, 1.2, 2.0], &[1.0, 3.0, 2.0, 0.5], 0.8);
    map bezier(&[[0.0, 0.1], [0.5, 1.0], [1.2, -0.4], [2.0, 0.3]], 0.3);
    twice black_scholes(100.0, 95.0, 0.03, 0.25, 0.8), (80.0, 95.0, 0.03, 0.25, 0.8);
    scalar american_put(100.0, 105.0, 0.03, 0.25, 0.8, #8);
    scalar asian_option(100.0, 98.0, 0.25, #20, #88_172_645_463_325_252);
    scalar hidden_markov(&[0.6, 0.4], &[vec![0.7, 0.3], vec![0.4, 0.6]], &[vec![0.5, 0.4, 0.1], vec![0.1, 0.3, 0.6]], #&[0, 2, 1, 0][..]);
    scalar softmax_loss(&[vec![0.3, -0.2], vec![0.5, 0.8], vec![-0.4, 0.1]], &[1.0, -0.7], #1);
    scalar time_warping(&[0.1, 0.8, 1.5, 0.3], &[0.2, 1.1, 0.4]);
    scalar knapsack(&[3.0, 4.5, 5.1, 2.2], #&[2, 3, 4, 1][..], #6);
    scalar shortest_path(#&[(0, 1), (1, 2), (0, 2), (2, 3), (1, 3)][..], &[1.0, 0.5, 2.0, 0.7, 3.0], #4);
    scalar simpson(0.1, 1.3, 0.7, #10);
    scalar biquad(&[0.1, 0.9, -0.4, 0.3, 0.6], 0.12, 0.7);
    scalar lennard_jones(&[[0.1, 0.2, 0.3], [1.2, 0.1, 0.4], [3.4, 0.3, 3.3], [2.0, 2.1, 0.5]], 0.9, 4.0);
    scalar trained(&[0.3, -0.5, 0.8, 0.2], &[0.7, 1.1], 0.1);
}

/// A continued fraction where it does not converge: its steps make more of what they round than of what they compute.
#[differentiate]
fn restless_fraction(a: f64, x: f64) -> f64 {
    let (mut above, mut below) = (1.0, 1.0 - a * x);
    let mut product = 1.0;
    for k in 1..4000 {
        let k = k as f64;
        let term = k * (a - k) * x / ((a + 2.0 * k) * (a + 2.0 * k - 1.0));
        above = 1.0 + term / above;
        below = 1.0 + term / below;
        product *= above / below;
    }
    product
}

/// The two modes round differently, by more than their last bits, and neither is wrong.
#[test]
fn what_rounding_makes_of_a_recurrence_is_no_error() {
    for a in [1.04, 1.41, 1.78] {
        ad::check::<restless_fraction>((a, 1.3)).assert();
    }
}
