//! Loops of every kind, and every way out of them.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::differentiate;
use common::checks;

// --- recurrences ---

#[differentiate(order = 2)]
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    let mut value = 0.0;
    for i in (0..coefficients.len()).rev() {
        value = value * x + coefficients[i];
    }
    value
}

#[differentiate(order = 2)]
fn squares_of_polynomials(coefficients: &[f64; 4], at: &[f64]) -> f64 {
    let mut sum = 0.0;
    for &x in at {
        let mut value = 0.0;
        for c in coefficients.iter().rev() {
            value = value * x + c;
        }
        sum += value * value;
    }
    sum
}

#[differentiate(order = 2)]
fn smoothed(x: &[f64], alpha: f64) -> f64 {
    let mut level = x[0];
    for i in 1..x.len() {
        level = alpha * x[i] + (1.0 - alpha) * level;
    }
    level * level
}

#[differentiate(order = 2)]
fn log_of_recurrence(x: &[f64; 5], p: &[f64; 2]) -> f64 {
    let mut v = 1.0;
    for &x in x {
        v = v * p[0] - x * p[1];
    }
    v.ln()
}

#[differentiate(order = 2)]
fn savings(rate: f64, #[no_diff] fees: &[f64], deposit: f64) -> f64 {
    let mut sum = 1.0;
    for i in 0..fees.len() {
        sum = (sum - fees[i]) * (1.0 + rate) / 1.5 + deposit;
    }
    sum * rate
}

#[differentiate(order = 2)]
fn alternating(x: f64, n: usize) -> f64 {
    let mut v = 1.0;
    for i in 1..=n {
        v = x * (i as f64) * v - 2.0 * v - x;
    }
    v
}

#[differentiate]
fn least_polynomial(coefficients: &[f64], x: f64, most: f64) -> f64 {
    most.min(polynomial_inside(coefficients, x))
}

#[differentiate]
fn polynomial_inside(coefficients: &[f64], x: f64) -> f64 {
    let mut value = 0.0;
    for &c in coefficients.iter().rev() {
        value = value * x + c;
    }
    value
}

#[differentiate]
fn seeded(p: &mut [f64], x: f64, n: usize) -> f64 {
    let mut v = 1.0;
    for i in 0..n {
        v = v * x * p[0] + x;
        p[0] += 0.25;
    }
    p[1] = v;
    v * p[0]
}

// --- choices ---

#[differentiate(order = 2)]
fn log_of_sum(x: &[f64]) -> f64 {
    let mut largest = x[0];
    for i in 1..x.len() {
        largest = largest.max(x[i]);
    }
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += (x[i] - largest).exp();
    }
    largest + sum.ln()
}

#[differentiate(order = 2)]
fn nearest(x: &[f64], to: f64) -> f64 {
    let mut best = 100.0;
    let mut which = 0;
    for i in 0..x.len() {
        let distance = (x[i] - to) * (x[i] - to);
        if distance < best {
            best = distance;
            which = i;
        }
    }
    best * (1 + which) as f64
}

#[differentiate(order = 2)]
fn span_of_rows(x: &[f64], width: usize) -> f64 {
    let mut product = 1.0;
    for row in x.chunks(width) {
        let (mut least, mut largest) = (f64::INFINITY, f64::NEG_INFINITY);
        for i in (0..row.len()).rev() {
            least = least.min(row[i] * row[i]);
            largest = largest.max(row[i]);
        }
        product *= largest - least;
    }
    product
}

#[differentiate(order = 2)]
fn largest_until(x: &[f64]) -> f64 {
    let mut largest = x[0] * x[0];
    for i in 1..x.len() {
        if x[i] < 0.0 {
            break;
        }
        largest = largest.max(x[i] * x[0]);
    }
    largest
}

#[differentiate(order = 2)]
fn greatest(start: f64, x: &[f64]) -> f64 {
    let mut largest = start;
    for i in 0..x.len() {
        largest = largest.max(x[i]);
    }
    largest * largest
}

#[differentiate(order = 2)]
fn greatest_of_few(start: f64, x: &[f64; 4]) -> f64 {
    let mut largest = start;
    for i in 0..4 {
        largest = largest.max(x[i]);
    }
    largest * largest
}

#[differentiate(order = 2)]
fn greatest_of_each_row(x: &[f64], n: usize) -> f64 {
    let mut sum = 0.0;
    for row in x.chunks(n) {
        let mut largest = row[0];
        for j in 1..row.len() {
            largest = largest.max(row[j]);
        }
        sum += largest * (row[0] - largest).exp();
    }
    sum
}

#[differentiate(order = 2)]
fn least_from_the_end(start: f64, x: &[f64]) -> f64 {
    let mut least = start;
    for i in (0..x.len()).rev() {
        least = least.min(x[i]);
    }
    least * least
}

// --- sums that are there already ---

#[differentiate(order = 2)]
fn shifted(x: &[f64], y: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += (x[i] - y).exp();
    }
    sum.ln()
}

#[differentiate(order = 2)]
fn two_sums(x: &[f64], y: f64, n: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..n {
        sum += x[i];
    }
    let mut scaled = 0.0;
    for i in 0..n {
        scaled -= y * x[i];
    }
    sum * scaled * scaled
}

#[differentiate(order = 2)]
fn changed_between(x: &[f64], y: f64) -> f64 {
    let mut x = x.to_vec();
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i];
    }
    x[0] = y * sum;
    let mut scaled = 0.0;
    for i in 0..x.len() {
        scaled += y * x[i];
    }
    sum * scaled
}

#[differentiate(order = 2)]
fn kept_and_changed(x: &[f64], y: f64) -> f64 {
    let mut kept = vec![0.0; x.len()];
    let mut sum = 0.0;
    for i in 0..x.len() {
        let e = x[i] * x[i];
        kept[i] = e;
        sum += e;
        kept[0] *= y;
    }
    let mut scaled = 0.0;
    for i in 0..x.len() {
        scaled += y * kept[i];
    }
    sum * scaled
}

// --- signs ---

#[differentiate(order = 2)]
fn corrected(x: &[f64], noise: f64) -> f64 {
    let (mut p, mut v, mut misfit) = (1.0, 0.3, 0.0);
    for i in 0..x.len() {
        let innovation = x[i] - p;
        let gain = p / (p * p + noise);
        misfit -= innovation * -innovation * gain;
        v -= gain * v - 0.1 * innovation;
        p = v - gain * p - -x[i] * 2.0;
    }
    misfit - v
}

// --- calls that set what a loop carries ---

#[differentiate]
fn turned(frame: &[[f64; 2]; 2], axis: usize, angle: f64) -> [[f64; 2]; 2] {
    let (sin, cos) = angle.sin_cos();
    let other = (axis + 1) % 2;
    let mut turned = *frame;
    for k in 0..2 {
        turned[k][axis] = cos * frame[k][axis] + sin * frame[k][other];
        turned[k][other] = cos * frame[k][other] - sin * frame[k][axis];
    }
    turned
}

#[differentiate]
fn reach(angles: &[f64], lengths: &[f64]) -> f64 {
    let mut frame = [[1.0, 0.2], [0.1, 1.0]];
    let mut end = [0.0; 2];
    for i in 0..angles.len() {
        frame = turned(&frame, i % 2, angles[i]);
        for k in 0..2 {
            end[k] += lengths[i] * frame[k][0];
        }
    }
    end[0] * end[0] - end[1]
}

// --- ranges ---

#[differentiate(order = 2)]
fn from_zero(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i] * x[i] * x[i];
    }
    sum
}

#[differentiate(order = 2)]
fn carried(x: f64, n: usize) -> f64 {
    let mut y = x;
    for _ in 0..n {
        y = y * y - x;
    }
    y
}

#[differentiate(order = 2)]
fn carried_pair(x: f64, n: usize) -> f64 {
    let (mut a, mut b) = (x, 1.0);
    for _ in 0..n {
        (a, b) = (a * b + 0.1, a - b * x);
    }
    a * b
}

#[differentiate]
fn inclusive(x: f64, n: usize) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 1..=n {
        term *= x / k as f64;
        sum += term;
    }
    sum
}

#[differentiate]
fn reversed(c: &[f64], x: f64) -> f64 {
    let mut y = 0.0;
    for i in (0..c.len()).rev() {
        y = y * x + c[i];
    }
    y
}

#[differentiate]
fn reversed_inclusive(c: &[f64], x: f64) -> f64 {
    let mut y = 0.0;
    for i in (0..=c.len() - 1).rev() {
        y = y * x + c[i];
    }
    y
}

#[differentiate]
fn stepping(x: &[f64], step: usize) -> f64 {
    let mut y = 1.0;
    for i in (0..x.len()).step_by(step) {
        y = y * x[i] + x[i].sin();
    }
    y
}

#[differentiate]
fn stepping_inclusive(x: f64) -> f64 {
    let mut y = x;
    for i in (1..=10).step_by(4) {
        y = y * x + i as f64;
    }
    y
}

#[differentiate]
fn stepping_back(x: &[f64]) -> f64 {
    let mut y = 1.0;
    for i in (0..x.len()).rev().step_by(2) {
        y = y * x[i] + 0.5;
    }
    for i in (0..x.len()).step_by(2).rev() {
        y = y * x[i] + 0.25;
    }
    y
}

#[differentiate]
fn negative_range(x: f64) -> f64 {
    let mut y = 0.5;
    for k in -3..3 {
        y = y * x + f64::from(k);
    }
    for k in (-3_i64..=-1).rev() {
        y = y * x + k as f64;
    }
    y
}

#[differentiate]
fn small_integer_range(x: f64, n: u8) -> f64 {
    let mut y = x;
    for k in 0..n {
        y = y * x + f64::from(k);
    }
    y
}

#[differentiate]
fn empty_ranges(x: f64, n: usize) -> f64 {
    let mut y = x;
    for _ in 5..n {
        y *= y;
    }
    for _ in n..0 {
        y *= y;
    }
    for _ in 3..=2 {
        y *= y;
    }
    y * x
}

#[differentiate]
fn bounds_that_are_computed(x: &[f64], n: usize) -> f64 {
    let mut y = 1.0;
    let start = n / 2;
    for i in start..(2 * n - start).min(x.len()) {
        y *= x[i];
    }
    y
}

#[differentiate]
fn bound_changed_inside(x: f64) -> f64 {
    let mut n = 3;
    let mut y = x;
    for _ in 0..n {
        n += 5;
        y *= x;
    }
    y * n as f64
}

#[differentiate]
fn changed_index(x: &[f64]) -> f64 {
    let mut y = 1.0;
    for mut i in 0..x.len() {
        i = (i + 1) % x.len();
        y = y * x[i] + x[0];
    }
    y
}

#[differentiate]
fn indices_computed(x: &[f64]) -> f64 {
    let mut y = 0.0;
    let n = x.len();
    for i in 0..n {
        let j = (i * 3 + 1) % n;
        let k = n - 1 - i;
        y += x[j] * x[k] * y + x[i];
    }
    y
}

#[differentiate]
fn index_as_value(x: f64) -> f64 {
    let mut y = 0.0;
    for i in 0..4 {
        let t = i as f64 * x;
        y += t * t * t;
    }
    y
}

// --- nested ---

#[differentiate(order = 2)]
fn nested(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let mut inner = x[i];
        for j in 0..i {
            inner *= x[j];
        }
        sum += inner * inner;
    }
    sum
}

#[differentiate]
fn triangular(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        for j in i + 1..x.len() {
            let d = x[i] - x[j];
            sum += 1.0 / (d * d + 0.1);
        }
    }
    sum
}

#[differentiate]
fn three_deep(x: f64, n: usize) -> f64 {
    let mut y = x;
    for i in 0..n {
        for j in 0..=i {
            let z = y;
            for k in j..n {
                y = (y * x).sin() + (i + j + k) as f64 * 0.1;
            }
            y += z * z;
        }
        y *= 0.5;
    }
    y
}

#[differentiate]
fn reset_inside(x: &[f64]) -> f64 {
    let mut best = 0.0;
    let mut current = 0.0;
    for i in 0..x.len() {
        current = if current > 0.0 { current + x[i] } else { x[i] };
        if current > best {
            best = current;
        }
    }
    best * best
}

#[differentiate]
fn loop_after_loop(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let mut mean = 0.0;
    for i in 0..x.len() {
        mean += x[i];
    }
    mean /= n;
    let mut variance = 0.0;
    for i in 0..x.len() {
        let d = x[i] - mean;
        variance += d * d;
    }
    variance / (n - 1.0)
}

#[differentiate]
fn local_inside(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let a = x[i] * x[i];
        let b;
        let mut c = a;
        if i % 2 == 0 {
            b = a.sin();
            c *= b;
        } else {
            b = 2.0;
        }
        sum += c * b;
    }
    sum
}

// --- while ---

#[differentiate(order = 2)]
fn newton(a: f64) -> f64 {
    let mut x = a;
    while (x * x - a).abs() > 1e-12 {
        x = 0.5 * (x + a / x);
    }
    x
}

#[differentiate]
fn halving(x: f64) -> f64 {
    let mut y = x;
    let mut n = 0;
    while y > 1.0 {
        y /= 2.0;
        n += 1;
    }
    y * y * n as f64
}

#[differentiate]
fn while_index(x: &[f64]) -> f64 {
    let mut i = 0;
    let mut y = 1.0;
    while i < x.len() {
        y = y * x[i] + 1.0;
        i += 2;
    }
    y
}

#[differentiate]
fn while_twice(x: &[f64]) -> f64 {
    let (mut i, mut j) = (0, x.len());
    let mut y = 0.0;
    while i < j {
        j -= 1;
        while i < j && x[i] > x[j] {
            y = y * x[i] + x[j];
            i += 1;
        }
        y += x[j] * x[i];
    }
    y
}

#[differentiate]
fn while_with_block(x: f64) -> f64 {
    let mut y = x;
    while {
        y *= x;
        y < 20.0
    } {
        y += 0.5;
    }
    y
}

#[differentiate]
fn never_entered(x: f64) -> f64 {
    let mut y = x;
    while y < 0.0 {
        y *= y;
    }
    y * x
}

#[differentiate]
fn while_true(x: f64) -> f64 {
    let mut y = x;
    while true {
        if y > 10.0 {
            break;
        }
        y *= 1.5;
    }
    y * y
}

// --- loop ---

#[differentiate]
fn loop_with_value(x: f64) -> f64 {
    let mut y = x;
    let mut n = 0;
    let z = loop {
        y *= x;
        n += 1;
        if y > 10.0 {
            break y * y;
        }
        if n > 5 {
            break x;
        }
    };
    z + y * n as f64
}

#[differentiate]
fn loop_as_result(x: f64) -> f64 {
    let mut y = x;
    loop {
        if y > 4.0 {
            break y * x;
        }
        y += x * x;
    }
}

#[differentiate]
fn loop_without_value(x: f64) -> f64 {
    let mut y = x;
    loop {
        y = y * y + 0.1;
        if y > 3.0 {
            break;
        }
    }
    y
}

#[differentiate]
fn loop_of_pair(x: f64) -> f64 {
    let mut k = 0;
    let (a, b) = loop {
        k += 1;
        let y = x * k as f64;
        if y > 3.0 {
            break (y, k);
        }
    };
    a * a * b as f64
}

#[differentiate]
fn loop_that_returns(x: f64) -> f64 {
    let mut y = x;
    loop {
        y *= x;
        if y > 10.0 {
            return y / x;
        }
        y += 1.0;
    }
}

// --- break, continue, return, labels ---

#[differentiate]
fn breaks(x: &[f64]) -> f64 {
    let mut y = 1.0;
    for i in 0..x.len() {
        if x[i] < 0.0 {
            break;
        }
        y *= x[i];
    }
    y * y
}

#[differentiate]
fn continues(x: &[f64]) -> f64 {
    let mut y = 1.0;
    for i in 0..x.len() {
        if x[i] < 0.0 {
            continue;
        }
        y = y * x[i] + 1.0;
        if y > 10.0 {
            y /= 2.0;
            continue;
        }
        y += x[i];
    }
    y
}

#[differentiate]
fn returns(x: &[f64]) -> f64 {
    let mut y = 1.0;
    for i in 0..x.len() {
        y *= x[i];
        if y > 5.0 {
            return y * y;
        }
    }
    y
}

#[differentiate]
fn returns_from_the_middle(x: &[f64], n: usize) -> f64 {
    let mut y = 0.5;
    for i in 0..x.len() {
        let mut z = y;
        for j in 0..n {
            z = z * x[i] + j as f64;
            if z > 20.0 {
                return z * y;
            }
            if z < -3.0 {
                continue;
            }
            if z < -1.0 {
                break;
            }
            z += 0.25;
        }
        y += z * z * 0.1;
    }
    y
}

#[differentiate]
fn labels(x: &[f64]) -> f64 {
    let n = x.len();
    let mut y = 1.0;
    'rows: for i in 0..n {
        for j in 0..n {
            let p = x[i] * x[j];
            if p < 0.0 {
                continue 'rows;
            }
            if p > 8.0 {
                y *= p;
                break 'rows;
            }
            y = y + p * 0.5;
        }
        y *= 1.0 + x[i] * 0.1;
    }
    y
}

#[differentiate]
fn label_of_while(x: f64) -> f64 {
    let mut y = x;
    let mut k = 0;
    'outer: while k < 10 {
        k += 1;
        let mut m = 0;
        loop {
            m += 1;
            y = y * 0.9 + x * m as f64 * 0.1;
            if y > 6.0 {
                break 'outer;
            }
            if m > k {
                continue 'outer;
            }
        }
    }
    y * y
}

#[differentiate]
fn labelled_block(x: f64) -> f64 {
    let y = 'block: {
        if x < 0.0 {
            break 'block x * x;
        }
        let z = x * 2.0;
        if z > 2.0 {
            break 'block z * z * z;
        }
        z
    };
    y * x
}

#[differentiate]
fn break_with_label_and_value(x: &[f64]) -> f64 {
    let mut i = 0;
    let z = 'outer: loop {
        let mut p = 1.0;
        for j in i..x.len() {
            p *= x[j];
            if p > 6.0 {
                break 'outer p * x[i];
            }
        }
        i += 1;
        if i == x.len() {
            break 'outer x[0];
        }
    };
    z * z
}

#[differentiate]
fn return_out_of_everything(x: &[f64]) -> f64 {
    let mut y = 0.0;
    loop {
        for i in 0..x.len() {
            let mut k = 0;
            while k < i {
                y += x[i] * x[k];
                if y > 12.0 {
                    return y * x[k];
                }
                k += 1;
            }
        }
        y += 1.0;
    }
}

#[differentiate]
fn condition_that_returns(x: f64) -> f64 {
    let mut y = x;
    while if y > 50.0 { return y } else { y < 20.0 } {
        y = y * y;
    }
    y * x
}

#[differentiate]
fn flag(x: &[f64]) -> f64 {
    let mut found = false;
    let mut y = 0.0;
    for i in 0..x.len() {
        if found {
            y += x[i] * y;
        } else if x[i] > 1.0 {
            found = true;
            y = x[i];
        }
    }
    y
}

#[differentiate]
fn integer_state(x: f64, seed: u32) -> f64 {
    let mut state = seed;
    let mut y = x;
    for _ in 0..6 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let u = f64::from(state >> 8) / 16_777_216.0;
        y += (u - 0.5) * y * x;
        if state % 3 == 0 {
            y *= x;
        }
    }
    y
}

#[differentiate]
fn last_of_previous(x: &[f64]) -> f64 {
    let mut previous = 0.0;
    let mut before = 1.0;
    let mut y = 0.0;
    for i in 0..x.len() {
        y += x[i] * previous * before;
        before = previous;
        previous = x[i] * x[i];
    }
    y
}

#[differentiate]
fn constants_in_loop(x: f64) -> f64 {
    let mut w = 1.0;
    let mut y = 0.0;
    for k in 0..5 {
        w *= 0.5;
        y += w * x.powi(k);
    }
    y
}

#[differentiate]
fn unused_loop(x: f64) -> f64 {
    let mut y = 1.0;
    for _ in 0..5 {
        y *= x;
    }
    let _ = y;
    x * x
}

#[differentiate]
fn chain_of_products(x: &[f64]) -> f64 {
    let mut p = 1.0;
    for i in 0..x.len() {
        p *= x[i];
    }
    p
}

#[differentiate]
fn constant_trip_count(x: [f64; 4]) -> f64 {
    let mut y = 0.1;
    for i in 0..4 {
        y = (y + x[i]).sin() * x[i];
    }
    y
}

#[differentiate]
fn collatz_of_integers(x: f64, n: u64) -> f64 {
    let mut n = n;
    let mut y = x;
    while n != 1 {
        if n % 2 == 0 {
            n /= 2;
            y *= x;
        } else {
            n = 3 * n + 1;
            y += x * x;
        }
    }
    y
}

#[differentiate]
fn range_in_a_variable(x: &[f64]) -> f64 {
    let range = 1..x.len();
    let mut y = 0.0;
    for i in range {
        y += x[i] * x[i - 1];
    }
    y
}

checks! {
    mod gradients;
    twice polynomial(&[1.0, -2.0, 0.5, 0.25], 0.7), (&[1.0, -2.0], 0.0), (&[], 0.3);
    twice squares_of_polynomials(&[1.0, -2.0, 0.5, 0.25], &[0.7, -0.4]), (&[1.0, -2.0, 0.5, 0.25], &[]);
    twice smoothed(&[1.0, -2.0, 0.5, 0.25], 0.7), (&[1.5], 0.2);
    twice log_of_recurrence(&[1.0, -2.0, 0.5, 0.25, 0.1], &[0.7, -0.4]);
    twice savings(0.03, #&[0.1, 0.2, 0.1][..], 0.5), (0.03, #&[][..], 0.5);
    twice alternating(0.7, #5), (0.7, #0);
    twice from_zero(&[1.0, -2.0, 0.5]);
    twice greatest(0.2, &[1.0, -2.0, 3.0, 0.5]), (4.0, &[1.0, -2.0, 3.0]), (0.4, &[]);
    twice greatest_of_few(0.2, &[1.0, -2.0, 3.0, 0.5]), (4.0, &[1.0, -2.0, 3.0, 0.5]), (0.4, &[1.0, -2.0, 3.0, 5.0]);
    twice greatest_of_each_row(&[0.3, 0.1, -0.2, 0.4, 0.9, 0.5, -0.3, 0.2, 0.6, 0.7], #3);
    twice least_from_the_end(0.2, &[1.0, -2.0, 3.0, 0.5]), (-4.0, &[1.0, -2.0, 3.0]), (0.4, &[]);
    twice shifted(&[0.4, -0.3, 1.2, 0.1], 0.7);
    twice two_sums(&[0.4, -0.3, 1.2, 0.1], 0.7, #4), (&[0.4, -0.3, 1.2, 0.1], 0.7, #2), (&[0.4], 0.7, #0);
    twice changed_between(&[0.4, -0.3, 1.2, 0.1], 0.7);
    twice kept_and_changed(&[0.4, -0.3, 1.2, 0.1], 0.7);
    twice corrected(&[0.4, -0.3, 1.2, 0.1], 0.7);
    scalar reach(&[0.4, -0.3, 1.2], &[0.5, 0.7, 0.2]), (&[], &[]);
    twice carried(0.7, #0), (0.7, #1), (0.7, #6);
    twice carried_pair(0.7, #6);
    scalar inclusive(0.7, #8), (0.7, #0);
    scalar reversed(&[1.0, -2.0, 0.5, 3.0], 0.7);
    scalar reversed_inclusive(&[1.0, -2.0, 0.5, 3.0], 0.7);
    scalar stepping(&[1.0, -2.0, 0.5, 3.0, 1.2, 0.1, 0.9], #1), (&[1.0, -2.0, 0.5, 3.0, 1.2, 0.1, 0.9], #2), (&[1.0, -2.0, 0.5, 3.0, 1.2, 0.1, 0.9], #3), (&[1.0, 2.0], #9);
    scalar stepping_inclusive(0.7);
    scalar stepping_back(&[1.0, -2.0, 0.5, 3.0]), (&[1.0, -2.0, 0.5, 3.0, 0.2]);
    scalar negative_range(0.7);
    scalar small_integer_range(0.7, #5), (0.7, #0);
    scalar empty_ranges(0.7, #2), (0.7, #6);
    scalar bounds_that_are_computed(&[1.0, -2.0, 0.5, 3.0, 0.2], #2), (&[1.0, -2.0, 0.5, 3.0, 0.2], #4), (&[1.0, -2.0, 0.5, 3.0, 0.2], #0);
    scalar bound_changed_inside(0.7);
    scalar changed_index(&[1.0, -2.0, 0.5, 3.0]);
    scalar indices_computed(&[1.0, -2.0, 0.5, 3.0, 0.8]);
    scalar index_as_value(0.7);
    twice nested(&[1.0, -2.0, 0.5, 3.0]);
    scalar triangular(&[1.0, -2.0, 0.5, 3.0]);
    scalar three_deep(0.7, #3), (0.7, #0), (0.7, #1);
    scalar reset_inside(&[1.0, -2.0, 0.5, 3.0, -1.0, 0.4]);
    scalar loop_after_loop(&[1.0, -2.0, 0.5, 3.0]);
    scalar local_inside(&[1.0, -2.0, 0.5, 3.0]);
    twice newton(2.0), (0.3);
    scalar halving(12.5), (0.5);
    scalar while_index(&[1.0, -2.0, 0.5, 3.0, 0.2]);
    scalar while_twice(&[3.0, 2.0, 0.5, 1.5, 0.2, 0.8, 0.1]);
    scalar while_with_block(1.7);
    scalar never_entered(1.7);
    scalar while_true(1.7), (11.0);
    scalar loop_with_value(1.7), (0.7);
    scalar loop_as_result(1.7), (5.0);
    scalar loop_without_value(1.7), (1.05);
    scalar loop_of_pair(0.7);
    scalar loop_that_returns(1.7);
    scalar breaks(&[1.5, 2.0, -0.5, 3.0]), (&[1.5, 2.0]), (&[-1.5, 2.0]);
    scalar continues(&[1.5, 2.0, -0.5, 3.0, 0.2]);
    scalar returns(&[1.5, 2.0, 2.5, 3.0]), (&[1.5, 2.0]);
    scalar returns_from_the_middle(&[1.5, -2.0, 0.5, 3.0], #4), (&[0.5, -2.0, -0.5, 0.3], #3), (&[0.1, 0.2], #2);
    scalar labels(&[1.5, 2.0, -0.5, 3.0]), (&[1.5, 2.0, 0.5]), (&[1.5, 2.0, 6.0]);
    scalar label_of_while(1.7), (0.2);
    scalar labelled_block(-0.7), (0.7), (1.7);
    scalar break_with_label_and_value(&[1.5, 2.0, 0.5, 3.0, 2.5]), (&[0.5, 0.2]);
    scalar return_out_of_everything(&[1.5, 2.0, 0.5, 3.0, 2.5]), (&[1.5, 0.2, 0.5]);
    scalar condition_that_returns(1.7), (1.2);
    scalar flag(&[0.5, 1.5, 2.0, 0.5]);
    scalar integer_state(0.7, #42), (1.2, #7);
    scalar last_of_previous(&[0.5, 1.5, 2.0, 0.5, -0.7]);
    scalar constants_in_loop(0.7);
    scalar unused_loop(0.7);
    scalar chain_of_products(&[0.5, 1.5, 2.0, 0.5, -0.7]), (&[0.5, 0.0, 2.0, 0.5]), (&[0.0, 0.0, 2.0]);
    scalar constant_trip_count(move [0.5, 1.5, 2.0, 0.5]);
    scalar collatz_of_integers(1.02, #7);
    scalar log_of_sum(&[0.5, 1.5, 2.0, -0.5]), (&[0.5]), (&[2.5, 1.0]);
    scalar nearest(&[0.5, 1.5, 2.0, -0.5], 1.4), (&[0.5, 1.5], 0.1), (&[], 0.3);
    scalar span_of_rows(&[0.5, 1.5, 2.0, -0.5, 0.3, 0.7], #3), (&[0.5, 1.5, 2.0, -0.5], #2);
    scalar largest_until(&[0.5, 1.5, 2.0, 0.9]), (&[0.5, 1.5, -2.0, 3.9]), (&[0.5, -1.5]);
    scalar range_in_a_variable(&[0.5, 1.5, 2.0, 0.5]);
}

#[test]
fn nothing_to_go_over() {
    assert_eq!(from_zero::value_and_grad(&[]), (0.0, vec![]));
    assert_eq!(nested::hessian(&[]), Vec::<Vec<f64>>::new());
}

#[test]
fn of_equals_the_first_counts() {
    assert_eq!(
        greatest::grad(0.5, &[1.0, 3.0, 3.0, 2.0]),
        (0.0, vec![0.0, 6.0, 0.0, 0.0])
    );
    assert_eq!(greatest::grad(3.0, &[1.0, 3.0]), (6.0, vec![0.0, 0.0]));
    assert_eq!(
        least_from_the_end::grad(9.0, &[4.0, 3.0, 3.0, 5.0]),
        (0.0, vec![0.0, 0.0, 6.0, 0.0])
    );
    let nan = f64::NAN;
    assert_eq!(
        greatest::grad(0.5, &[nan, 3.0, nan]),
        (0.0, vec![0.0, 6.0, 0.0])
    );
    assert_eq!(greatest::grad(nan, &[2.0, 3.0]), (0.0, vec![0.0, 6.0]));
    assert_eq!(
        greatest_of_few::grad(0.5, &[nan, 3.0, 3.0, 2.0]),
        (0.0, [0.0, 6.0, 0.0, 0.0])
    );
}

#[test]
fn of_no_terms_nothing_is_added() {
    let (value, gradient) = shifted::value_and_grad(&[], 0.7);
    assert_eq!((value, gradient), (f64::NEG_INFINITY, (vec![], 0.0)));
}

#[test]
fn of_a_recurrence_without_trips_nothing_is_infinite() {
    let (value, (_, by_x)) = polynomial::vjp(&[], 2.0, f64::INFINITY);
    assert_eq!((value, by_x), (0.0, 0.0));
}

#[test]
fn a_recurrence_that_is_not_chosen_may_be_too_large() {
    let large = [1e300; 40];
    let (value, (by_coefficients, by_x, by_most)) =
        least_polynomial::value_and_grad(&large, 1e3, 2.0);
    assert_eq!(
        (value, by_coefficients, by_x, by_most),
        (2.0, vec![0.0; 40], 0.0, 1.0)
    );
}

#[test]
fn a_recurrence_over_memory_that_changes() {
    let p = [0.5, 2.0];
    ad::check::<seeded_alone>((&p[..], 0.7)).assert();
}

#[differentiate]
fn seeded_alone(p: &[f64], x: f64) -> f64 {
    let mut own = p.to_vec();
    seeded(&mut own, x, 4) + own[1]
}

/// Of each trip, both what it found and what it left is asked for.
#[differentiate]
fn warmed(x: &[f64]) -> f64 {
    let mut level = 0.3;
    for i in 0..x.len() {
        level = (level * x[i]).exp();
    }
    level
}

#[differentiate]
fn warmed_nine_times(x: &[f64; 9]) -> f64 {
    let mut level = 0.3;
    let mut sum = 0.0;
    for i in 0..9 {
        level = (level * x[i]).exp();
        sum += level * level;
    }
    sum
}

#[differentiate]
fn mixed(p: &[f64; 3], x: f64) -> [f64; 3] {
    [p[1] * x.cos(), p[2] * p[0] - x, p[0] * x.sin()]
}

#[differentiate]
fn path_of_mixed(x: &[f64], weights: &[f64]) -> f64 {
    let mut p = [1.0, 0.5, -0.3];
    let mut sum = 0.0;
    for i in 0..x.len() {
        p = mixed(&p, x[i]);
        for k in 0..3 {
            sum += weights[i] * p[k] * p[k];
        }
    }
    sum + p[0]
}

/// What a trip leaves is not what the next one finds: that changes at its beginning.
#[differentiate]
fn path_of_turned(x: &[f64], weights: &[f64]) -> f64 {
    let mut p = [1.0, 0.5, -0.3];
    let mut sum = 0.0;
    for i in 0..x.len() {
        p[0] = p[0] * x[i];
        p = mixed(&p, x[i]);
        for k in 0..3 {
            sum += weights[i] * p[k] * p[k];
        }
        p[2] = p[2] + p[1] * p[1];
    }
    sum + p[0]
}

#[test]
fn what_a_trip_leaves_is_what_the_next_one_finds() {
    let x = [0.4, -0.7, 0.2, 0.9];
    let weights = [0.5, 1.5, -2.0, 0.25];
    ad::check::<warmed>(&x).assert();
    ad::check::<warmed_nine_times>(&[0.1, 0.2, -0.3, 0.4, -0.5, 0.1, 0.2, 0.3, -0.4]).assert();
    ad::check::<path_of_mixed>((&x, &weights)).assert();
    ad::check::<path_of_turned>((&x, &weights)).assert();
    assert_eq!(warmed::grad(&[]), Vec::<f64>::new());
    assert_eq!(path_of_mixed::grad(&[], &[]), (vec![], vec![]));
}

#[test]
fn pullbacks_read_it_any_number_of_times() {
    let x = [0.4, -0.7, 0.2, 0.9];
    let weights = [0.5, 1.5, -2.0, 0.25];
    let (_, pullback) = path_of_mixed::pullback(&x, &weights);
    let once = path_of_mixed::grad(&x, &weights);
    assert_eq!(pullback.apply(1.0), once);
    assert_eq!(pullback.apply(1.0), once);
}

// --- columns, triangles, and orders of trips ---

/// The reverse of the inner loop runs along rows of the matrix.
#[differentiate(order = 2)]
fn of_columns(x: &[f64], m: &[f64], n: usize) -> Vec<f64> {
    let mut y = vec![0.0; n];
    for j in 0..n {
        let mut sum = 0.0;
        for i in 0..x.len() {
            sum += x[i] * m[i * n + j];
        }
        y[j] = sum.sin() * x[0];
    }
    y
}

/// Two numbers of each trip are put aside, for a part of the inner loop's trips.
#[differentiate]
fn chain_of_columns(start: &[f64], m: &[Vec<f64>], scales: &[f64], from: usize) -> f64 {
    let n = start.len();
    let mut state = start.to_vec();
    let mut next = vec![0.0; n];
    for t in 0..scales.len() {
        for j in 0..n {
            let (mut sum, mut squares) = (0.0, 0.0);
            for i in from..n {
                sum += state[i] * m[i][j];
                squares += m[i][j] * m[i][j] * scales[t];
            }
            next[j] = (sum * scales[t]).sin() + squares.cos();
        }
        for j in 0..n {
            state[j] = next[j];
        }
    }
    state[0] * state[n - 1]
}

/// Triangles, up to and with the index of the outer loop, and one way round and the other.
#[differentiate]
fn triangle(a: &[f64], x: &[f64], n: usize) -> f64 {
    let mut solved = vec![0.0; n];
    for i in 0..n {
        let mut sum = x[i];
        for j in 0..=i {
            sum += a[i * n + j] * x[j];
        }
        for j in (0..i).rev() {
            sum -= a[i * n + j] * solved[j];
        }
        solved[i] = sum / a[i * n + i];
    }
    let mut total = 0.0;
    for i in 1..=2 {
        for j in i..n {
            total += solved[j] * solved[j - i];
        }
    }
    total
}

#[test]
fn columns_and_triangles() {
    let x = [0.4, -0.7, 0.2];
    let m: Vec<f64> = (0..12).map(|i| 0.9 + (i as f64).sin()).collect();
    let (_, pullback) = of_columns::pullback(&x, &m, 4);
    let cotangent = [0.5, -1.0, 2.0, 0.25];
    let (x_bar, m_bar) = pullback.apply(&cotangent);
    // By the textbook.
    let (mut x_expected, mut m_expected) = (vec![0.0; 3], vec![0.0; 12]);
    for j in 0..4 {
        let sum: f64 = (0..3).map(|i| x[i] * m[i * 4 + j]).sum();
        x_expected[0] += cotangent[j] * sum.sin();
        for i in 0..3 {
            x_expected[i] += cotangent[j] * x[0] * sum.cos() * m[i * 4 + j];
            m_expected[i * 4 + j] += cotangent[j] * x[0] * sum.cos() * x[i];
        }
    }
    for (a, b) in x_bar
        .iter()
        .chain(&m_bar)
        .zip(x_expected.iter().chain(&m_expected))
    {
        assert!((a - b).abs() < 1e-14, "{a} in place of {b}");
    }
    assert_eq!(pullback.apply(&cotangent), (x_bar, m_bar));

    ad::check::<of_columns>((&x, &m, 4)).assert();
    let rows: Vec<Vec<f64>> = m.chunks(3).take(3).map(<[f64]>::to_vec).collect();
    ad::check::<chain_of_columns>((&x, &rows, &[0.3, 1.2, 0.7], 0)).assert();
    ad::check::<chain_of_columns>((&x, &rows, &[0.3, 1.2, 0.7], 2)).assert();
    ad::check::<chain_of_columns>((&x, &rows, &[0.3], 3)).assert();
    ad::check::<triangle>((&m[..9], &x, 3)).assert();
}

#[test]
fn without_a_column_nothing_is_read() {
    assert_eq!(
        of_columns::vjp(&[0.5], &[], 0, &[]),
        (vec![], (vec![0.0], vec![]))
    );
    // No row is looked at where there are no columns.
    assert_eq!(of_columns::vjp(&[0.5; 3], &[], 0, &[]).1.0, vec![0.0; 3]);
}
