//! Slices, arrays and vectors: names for parts of memory, and what changes them.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]
#![allow(
    clippy::needless_range_loop,
    clippy::manual_swap,
    clippy::ptr_arg,
    clippy::vec_init_then_push,
    clippy::useless_vec,
    clippy::get_first,
    clippy::manual_memcpy,
    clippy::same_item_push,
    clippy::assign_op_pattern,
    clippy::len_zero
)]

mod common;

use ad::{Differentiable, differentiate};
use common::checks;

// --- slices ---

#[differentiate(order = 2)]
fn ranges(x: &[f64]) -> f64 {
    let n = x.len();
    let a = &x[1..];
    let b = &x[..n - 1];
    let c = &x[1..n - 1];
    let d = &x[..=1];
    let e = &x[1..=2];
    let all = &x[..];
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i] * b[i];
    }
    for i in 0..c.len() {
        sum += c[i] * c[i] * all[i];
    }
    sum + d[0] * d[1] * e[0] * e[1]
}

#[differentiate]
fn slice_of_slice(x: &[f64]) -> f64 {
    let a = &x[1..];
    let b = &a[1..3];
    let c = &b[1..];
    a[0] * b[0] * c[0] + c[c.len() - 1]
}

#[differentiate]
fn slices_by_variable_bounds(x: &[f64], n: usize) -> f64 {
    let mut y = 1.0;
    for i in 0..=x.len() - n {
        let window = &x[i..i + n];
        let mut s = 0.0;
        for j in 0..n {
            s += window[j] * window[n - 1 - j];
        }
        y *= 1.0 + 0.1 * s;
    }
    y
}

#[differentiate]
fn split(x: &[f64], at: usize) -> f64 {
    let (a, b) = x.split_at(at);
    let mut y = 0.0;
    for i in 0..a.len().min(b.len()) {
        y += a[i] * b[i] * b[i];
    }
    let (head, tail) = b.split_at(1);
    y * head[0] + tail[0]
}

#[differentiate]
fn split_name_reassigned(x: &[f64]) -> f64 {
    let mut rest = x;
    let mut y = 1.0;
    rest = &rest[1..];
    y += rest[0] * rest[0];
    rest = &rest[1..];
    y * rest[0]
}

#[differentiate]
fn first_and_last(x: &[f64]) -> f64 {
    let a = x.first().unwrap();
    let b = *x.last().expect("not empty");
    let c = x.first().copied().unwrap_or(2.0);
    let d = x.get(1).copied().unwrap_or(0.5);
    let e = x.get(100).copied().unwrap_or(b);
    *a * b + c * d * e
}

#[differentiate]
fn first_if_there(x: &[f64], scale: f64) -> f64 {
    if let Some(first) = x.first() {
        *first * scale
    } else {
        scale * scale
    }
}

#[differentiate]
fn emptiness(x: &[f64], y: f64) -> f64 {
    if x.is_empty() {
        return y * y;
    }
    let inner = &x[1..];
    if inner.is_empty() {
        x[0] * y
    } else {
        inner[0] * x[0]
    }
}

/// A name for a part that is chosen as the program runs.
#[differentiate(order = 2)]
fn chosen_slice(x: &[f64], left: bool) -> f64 {
    let part = if left { &x[..2] } else { &x[2..] };
    let mut s = 0.0;
    for i in 0..part.len() {
        s += part[i] * part[i];
    }
    s * x[0]
}

#[differentiate]
fn chosen_element(x: &[f64], i: usize) -> f64 {
    let chosen = match i {
        0 => return x[0] * x[1],
        1 => &x[0],
        n => &x[n - 1],
    };
    *chosen * x[0]
}

#[differentiate]
fn chosen_row(m: &[Vec<f64>], k: usize) -> f64 {
    let row = if k > 1 {
        let before = k - 1;
        &m[before]
    } else {
        &m[k]
    };
    row[0] * row[1] * m[0][0]
}

#[differentiate]
fn narrowed(x: &[f64]) -> f64 {
    let mut rest = x;
    let mut y = 0.3;
    while !rest.is_empty() {
        y = y * 0.5 + rest[0] * rest[rest.len() - 1] * y;
        rest = &rest[1..];
        if rest.len() > 3 {
            rest = &rest[..rest.len() - 1];
        }
    }
    y
}

#[differentiate]
fn narrowed_after_return(x: &[f64], k: usize) -> f64 {
    let mut part = x;
    if k > x.len() {
        return x[0];
    }
    part = &part[k..];
    if part.is_empty() {
        part = &x[..1];
    }
    part[0] * part[0] * x[0]
}

#[differentiate]
fn chosen_to_change(x: &mut [f64], left: bool) {
    let half = x.len() / 2;
    let part = if left { &mut x[..half] } else { &mut x[half..] };
    part[0] *= part[1];
    part[1] = 2.0 * part[0];
}

#[differentiate]
fn indices_from_memory(x: &[f64], order: &[usize]) -> f64 {
    let mut y = 0.3;
    for i in 0..order.len() {
        y = y * x[order[i]] + x[order[order[i]]];
    }
    y
}

#[differentiate]
fn slice_patterns(x: &[f64]) -> f64 {
    let [a, b, ..] = x else { return 0.0 };
    a * b * b
}

// --- arrays ---

#[differentiate(order = 2)]
fn array_changed(x: [f64; 4]) -> f64 {
    let mut a = x;
    a[0] *= a[1];
    a[2] = a[0] * a[3];
    a[0] = 1.0;
    a[0] + a[2] * x[0]
}

#[differentiate]
fn array_literals(x: f64, y: f64) -> f64 {
    let a = [x, y, x * y];
    let b = [x; 3];
    let [p, q, r] = [a[1], b[2], a[0] + b[0]];
    let mut c = [0.0; 4];
    for i in 0..3 {
        c[i + 1] = c[i] * y + a[i] * b[i];
    }
    c[3] * p + q * r
}

#[differentiate]
fn array_returned(x: [f64; 3]) -> [f64; 3] {
    let n = (x[0] * x[0] + x[1] * x[1] + x[2] * x[2]).sqrt();
    [x[0] / n, x[1] / n, x[2] / n]
}

#[differentiate]
fn nested_arrays(m: &[[f64; 3]; 3]) -> f64 {
    m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
}

#[differentiate]
fn matrix_product(a: [[f64; 2]; 3], b: [[f64; 3]; 2]) -> [[f64; 3]; 3] {
    let mut c = [[0.0; 3]; 3];
    for i in 0..3 {
        for j in 0..3 {
            for k in 0..2 {
                c[i][j] += a[i][k] * b[k][j];
            }
        }
    }
    c
}

#[differentiate]
fn rows_by_name(m: &[[f64; 3]; 3], v: &[f64; 3]) -> f64 {
    let mut y = 0.0;
    for i in 0..3 {
        let row = &m[i];
        let mut s = 0.0;
        for j in 0..row.len() {
            s += row[j] * v[j];
        }
        y += s * v[i];
    }
    y
}

#[differentiate]
fn rows_exchanged(m: [[f64; 2]; 2]) -> f64 {
    let mut a = m;
    let first = a[0];
    a[0] = a[1];
    a[1] = first;
    a.swap(0, 1);
    a[0][1] *= a[1][0];
    a[0][0] * a[0][1] + a[1][1] * first[0]
}

#[differentiate]
fn array_copied_before_change(x: [f64; 2]) -> f64 {
    let mut a = x;
    let b = a;
    a[0] = a[0] * a[1];
    a = [a[1], a[0] * b[0]];
    a[0] * a[1] + b[1]
}

#[differentiate]
fn array_of_tuples(x: &[(f64, f64)]) -> f64 {
    let mut y = 0.0;
    for i in 0..x.len() {
        let (a, b) = x[i];
        y += a * b * x[i].0;
    }
    y
}

#[differentiate]
fn tuple_with_array(p: ([f64; 2], f64)) -> f64 {
    let (a, s) = p;
    a[0] * a[1] * s + p.0[0]
}

#[differentiate]
fn whole_array_in_branch(x: [f64; 2], flag: bool) -> [f64; 2] {
    let a = if flag { [x[0] * x[1], x[0]] } else { x };
    let b = match flag {
        true => a,
        false => [a[1], 2.0],
    };
    [a[0] * b[0], b[1]]
}

#[differentiate]
fn large_array(x: [f64; 8]) -> f64 {
    let mut prefix = [0.0; 9];
    for i in 0..8 {
        prefix[i + 1] = prefix[i] + x[i] * x[i];
    }
    let mut best = 0.0;
    for i in 0..8 {
        for j in i + 1..=8 {
            best += (prefix[j] - prefix[i]).sqrt();
        }
    }
    best
}

// --- vectors ---

#[differentiate]
fn built_by_vec(x: &[f64]) -> f64 {
    let mut a = vec![0.0; x.len()];
    let b = vec![x[0], x[1] * x[0], 3.0];
    let c = vec![x[1]; 4];
    for i in 0..x.len() {
        a[i] = x[i] * b[i % 3] + c[i % 4];
    }
    let mut y = 1.0;
    for i in 0..a.len() {
        y *= a[i];
    }
    y
}

#[differentiate]
fn pushes(x: &[f64]) -> f64 {
    let mut a = Vec::new();
    for i in 0..x.len() {
        a.push(x[i] * x[i]);
        if i > 0 {
            let t = a[i - 1] * a[i];
            a[i] = t;
        }
    }
    a[a.len() - 1] + a[0]
}

#[differentiate]
fn pushes_some(x: &[f64]) -> f64 {
    let mut kept: Vec<f64> = Vec::with_capacity(x.len());
    for i in 0..x.len() {
        if x[i] > 0.0 {
            kept.push(x[i].ln());
        }
        if kept.len() > 2 {
            break;
        }
    }
    let mut s = 0.0;
    for i in 0..kept.len() {
        s += kept[i] * kept[i] * (i as f64 + 1.0);
    }
    s
}

#[differentiate]
fn stack(x: &[f64]) -> f64 {
    let mut stack = Vec::new();
    for i in 0..x.len() {
        if x[i] < 0.0 && stack.len() >= 2 {
            let b: f64 = stack.pop().unwrap();
            let a: f64 = stack.pop().unwrap();
            stack.push(a * b - x[i]);
        } else {
            stack.push(x[i]);
        }
    }
    let mut y = 0.0;
    while let Some(top) = stack.pop() {
        y = y * 0.5 + top * top;
    }
    y
}

#[differentiate]
fn pop_forgotten(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    a.pop();
    a.push(x[0] * x[0]);
    a[x.len() - 1] * a[0]
}

#[differentiate]
fn copies(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let b = a.clone();
    a[0] = a[1] * b[0];
    let c = a.clone();
    a[1] = a[0] * c[0];
    let mut y = 0.0;
    for i in 0..x.len() {
        y += a[i] * b[i] * c[i];
    }
    y
}

#[differentiate]
fn filled(x: &[f64], s: f64) -> f64 {
    let mut a = x.to_vec();
    let before = a[0] * a[1];
    a.fill(s);
    a[1] *= x[1];
    a[2..].fill(x[0]);
    before * a[0] + a[1] * a[2]
}

#[differentiate]
fn swapped(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let n = a.len();
    for i in 0..n / 2 {
        a.swap(i, n - 1 - i);
        a[i] *= x[i];
    }
    a.swap(0, 0);
    a[0] * a[1] + a[n - 1] * a[0]
}

#[differentiate]
fn copied_from_slice(x: &[f64], y: &[f64]) -> f64 {
    let mut a = vec![1.0; x.len()];
    a.copy_from_slice(x);
    a[0] = a[0] * a[1];
    let n = y.len();
    a[..n].copy_from_slice(y);
    a[n..].copy_from_slice(&x[..x.len() - n]);
    let mut p = 1.0;
    for i in 0..a.len() {
        p *= a[i] + 0.3;
    }
    p
}

#[differentiate]
fn extended(x: &[f64], y: &[f64]) -> f64 {
    let mut a = vec![x[0] * y[0]];
    a.extend_from_slice(x);
    a.extend_from_slice(&y[1..]);
    a[1] *= a[0];
    let mut p = 0.5;
    for i in 0..a.len() {
        p = p * a[i] + a[a.len() - 1 - i];
    }
    p
}

#[differentiate]
fn vector_returned(x: &[f64], n: usize) -> Vec<f64> {
    let mut out = Vec::with_capacity(n);
    let mut p = 1.0;
    for k in 0..n {
        p *= x[k % x.len()];
        out.push(p + x[0]);
    }
    out
}

#[differentiate]
fn vector_consumed(mut v: Vec<f64>) -> Vec<f64> {
    let n = v.len();
    v[0] *= v[n - 1];
    v.push(1.0);
    v
}

#[differentiate]
fn vector_by_reference(v: &Vec<f64>, m: &Vec<Vec<f64>>) -> f64 {
    let mut y = 0.0;
    for i in 0..m.len() {
        for j in 0..m[i].len() {
            y += m[i][j] * v[i] * v[j];
        }
    }
    y
}

#[differentiate]
fn nested_vectors(x: &[f64]) -> f64 {
    let n = x.len();
    let mut m = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..n {
            m[i][j] = x[i] * x[j] + if i == j { 1.0 } else { 0.0 };
        }
    }
    // Elimination in place.
    let mut det = 1.0;
    for k in 0..n {
        det *= m[k][k];
        for i in k + 1..n {
            let f = m[i][k] / m[k][k];
            for j in k..n {
                m[i][j] -= f * m[k][j];
            }
        }
    }
    det
}

#[differentiate]
fn rows_pushed(x: &[f64]) -> Vec<Vec<f64>> {
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for i in 0..x.len() {
        let mut row = Vec::new();
        for j in 0..=i {
            row.push(if j == 0 || j == i {
                x[i]
            } else {
                rows[i - 1][j - 1] * rows[i - 1][j]
            });
        }
        rows.push(row);
    }
    rows
}

#[differentiate]
fn rows_replaced(x: &[f64]) -> f64 {
    let mut table = vec![x.to_vec(), vec![1.0; x.len()]];
    for step in 0..3 {
        let mut next = table[1].clone();
        for i in 0..x.len() {
            next[i] = next[i] * table[0][i] + step as f64;
        }
        table[0] = table[1].clone();
        table[1] = next;
    }
    table.swap(0, 1);
    table[0][0] * table[1][1] + table[0][1]
}

#[differentiate]
fn row_named(x: &[f64]) -> f64 {
    let mut m = vec![vec![0.5; 2]; 3];
    for i in 0..3 {
        let row = &mut m[i];
        row[0] = x[i];
        row[1] *= row[0];
    }
    let last = &m[2];
    last[0] * last[1] + m[0][1] * m[1][1]
}

#[differentiate]
fn array_of_vectors(x: &[f64]) -> f64 {
    let mut parts = [Vec::new(), Vec::new()];
    for i in 0..x.len() {
        parts[i % 2].push(x[i] * x[0]);
    }
    let mut y = 1.0;
    for i in 0..parts[0].len().min(parts[1].len()) {
        y += parts[0][i] * parts[1][i];
    }
    y
}

#[differentiate]
fn vector_of_arrays(x: &[f64]) -> f64 {
    let mut points = vec![[0.0; 2]; x.len()];
    for i in 0..x.len() {
        points[i] = [x[i], x[i] * x[0]];
        points[i][1] += points[i][0];
    }
    points.push([x[1], 2.0]);
    let [a, b] = points[0];
    let last = points[points.len() - 1];
    let mut area = 0.0;
    for i in 0..points.len() - 1 {
        area += points[i][0] * points[i + 1][1] - points[i + 1][0] * points[i][1];
    }
    area * a + b * last[0]
}

#[differentiate]
fn truncated_and_cleared(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let mut y = a[2];
    a.truncate(2);
    a.push(a[0] * a[1]);
    y *= a[2];
    a.clear();
    a.resize(2, y);
    a.extend_from_slice(x);
    a[0] * a[3]
}

#[differentiate]
fn vector_moved(x: &[f64]) -> f64 {
    let a = x.to_vec();
    let mut b = a;
    b[0] *= b[1];
    let c = b;
    c[0] * x[0]
}

#[differentiate]
fn vector_in_turn(x: &[f64]) -> f64 {
    let mut u = x.to_vec();
    for _ in 0..3 {
        let mut next = vec![0.0; u.len()];
        for i in 0..u.len() {
            let left = if i == 0 { u[u.len() - 1] } else { u[i - 1] };
            next[i] = u[i] * (1.0 - 0.1 * left);
        }
        u = next;
    }
    u[0] * u[1]
}

/// What is set anew as a whole, after more of it was read than is in it.
#[differentiate(order = 2)]
fn state_moved(w: &[f64], x: &[f64]) -> f64 {
    let n = x.len();
    let mut h = x.to_vec();
    for t in 0..3 {
        let mut next = vec![0.0; n];
        for i in 0..n {
            let mut sum = 0.1 * t as f64;
            for j in 0..n {
                sum += w[i * n + j] * h[j];
            }
            next[i] = sum.sin();
        }
        h = next;
    }
    h.iter().sum()
}

/// The same, of another length each time, on one of two ways, and not always.
#[differentiate]
fn state_of_other_lengths(x: &[f64], trips: usize) -> f64 {
    let mut h = x.to_vec();
    let mut seen = 0.0;
    for t in 0..trips {
        let m = 1 + (t * 5) % 4;
        let mut next = vec![0.5; m];
        for i in 0..m {
            for j in 0..h.len() {
                next[i] += (h[j] * (1.0 + i as f64)).sin() * h[h.len() - 1 - j];
            }
        }
        if t % 3 == 0 {
            h = vec![x[0] * x[1]; 2];
        } else if t % 3 == 1 {
            h = next;
        }
        seen += h[0] * h[h.len() - 1];
    }
    seen
}

#[differentiate]
fn state_made_by_a_call(w: f64, x: &[f64]) -> f64 {
    #[differentiate]
    fn layer(w: f64, h: &[f64]) -> Vec<f64> {
        let mut out = vec![0.1; h.len()];
        for i in 0..h.len() {
            out[i] += (w * h[i]).sin() * h[0];
        }
        out
    }
    let mut h = x.to_vec();
    let mut trip = 0;
    while trip < 3 {
        h = layer(w, &h);
        trip += 1;
    }
    h.iter().product()
}

#[differentiate]
fn state_copied(x: &[f64; 3]) -> f64 {
    let (mut h, mut g, mut k) = (*x, vec![0.3; 3], vec![1.0; 3]);
    for t in 0..4 {
        let mut next = [0.0; 3];
        for i in 0..3 {
            for j in 0..3 {
                next[i] += (h[j] * g[i] + k[j]).sin() * h[i] * k[i];
            }
        }
        if t == 2 {
            k.fill(next[1] * 0.7);
        } else {
            k[1..].copy_from_slice(&h[..2]);
        }
        g.copy_from_slice(&h);
        h = next;
    }
    h[0] * g[1] + h[1] * k[2] + h[2]
}

#[differentiate]
fn states_in_a_ring(w: &[f64], x: &[f64]) -> f64 {
    let n = x.len();
    let (mut a, mut b, mut c) = (x.to_vec(), x.to_vec(), vec![0.0; n]);
    for _ in 0..5 {
        for i in 0..n {
            let mut sum = b[i] * 0.1;
            for j in 0..n {
                sum += w[(i + j) % n] * a[j] * b[n - 1 - j];
            }
            c[i] = sum.sin();
        }
        std::mem::swap(&mut a, &mut b);
        std::mem::swap(&mut b, &mut c);
    }
    a[0] + b[1] * c[0]
}

#[differentiate]
fn state_at_each_start(w: &[f64], x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for s in 0..x.len() {
        let mut h = vec![x[s]; 2];
        for t in 0..3 {
            let mut next = vec![0.0; 2];
            for i in 0..2 {
                for j in 0..2 {
                    next[i] += (w[i * 2 + j] * h[j]).sin() * h[i];
                }
            }
            h = next;
        }
        sum += h[0] * h[1];
    }
    sum
}

#[differentiate]
fn swapped_buffers(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let mut b = vec![0.0; x.len()];
    for _ in 0..4 {
        for i in 0..a.len() {
            b[i] = a[i] * a[(i + 1) % a.len()] + 0.1;
        }
        std::mem::swap(&mut a, &mut b);
    }
    a[0] + b[1] * a[2]
}

// --- adversarial ---

/// A value read from memory that is overwritten afterwards, and used only after that.
#[differentiate(order = 2)]
fn read_then_overwritten(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let old = a[0];
    a[0] = a[1].sin();
    let square = old * old;
    a[1] = square * a[0];
    square * a[1] * old
}

/// The index is an element that later changes.
#[differentiate]
fn index_overwritten(x: &[f64]) -> f64 {
    let mut at = [0usize, 1, 2, 0];
    let mut y = 1.0;
    for i in 0..4 {
        y *= x[at[i]] + 0.5 * y;
        at[(i + 1) % 4] = (at[i] + i) % x.len();
        at[i] = 0;
    }
    y
}

/// Two writes to one element, through two spellings of its index.
#[differentiate]
fn same_element_twice(x: &[f64], i: usize, j: usize) -> f64 {
    let mut a = x.to_vec();
    a[i] = a[j] * a[i];
    a[j] = a[i] * a[i];
    a[i] *= a[j];
    a[i] + a[j] * x[i]
}

/// An element is multiplied by itself where it lies.
#[differentiate]
fn onto_itself(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    for i in 0..a.len() {
        a[i] *= a[i];
        a[i] = a[i] - a[i] * a[0];
    }
    a[0] + a[1] * a[2]
}

/// What is read first keeps its value when it is changed in the same expression.
#[differentiate]
fn changed_in_the_same_expression(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let mut y = x[1];
    let s = a[0] + {
        a[0] = 3.0 * a[1];
        a[0] * a[0]
    };
    let t = y * {
        y = y * y;
        y
    };
    let mut i = 0;
    a[i] = {
        i += 1;
        a[i] * 2.0
    };
    a[i] *= a[0];
    s * t + a[0] * a[1] + y
}

/// A closure that changes what it captured; others inside others.
#[differentiate]
fn closures(x: &[f64]) -> f64 {
    let mut y = x[0];
    let mut times = |z: f64| {
        y *= z;
        y
    };
    let a = times(x[1]);
    let b = times(a);
    let square = a * a;
    let outer = |u: f64| {
        let inner = |v: f64| v * square + u;
        inner(u) * inner(x[0])
    };
    b * y + outer(x[0] + 1.0) * outer(a)
}

/// Names for local variables and for parts of tuples.
#[differentiate]
fn names_of_locals(x: f64) -> f64 {
    let mut p = (x, 2.0);
    let r = &mut p;
    r.0 *= r.1;
    r.1 = r.0 * x;
    let (mut a, mut b) = (p.0, p.1);
    {
        let (s, t) = (&mut a, &mut b);
        *s *= *t;
        *t += *s;
    }
    p.0 * p.1 + a * b
}

#[differentiate]
fn shadowed_loop_variables(x: &[f64]) -> f64 {
    let mut y = 1.0;
    for i in 0..x.len() {
        for i in 0..=i {
            y += 0.1 * x[i] * y;
        }
        let i = i as f64;
        y *= 1.0 + 0.1 * i;
    }
    y
}

/// A variable is an index of a name, and changes after the name was made.
#[differentiate]
fn index_changed_after_naming(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let mut k = 0;
    let r = a[k];
    k = 1;
    a[0] = r * a[k];
    let s = &mut a[k];
    k = 0;
    *s *= r;
    a[k] + a[1] * r
}

#[differentiate]
fn early_exit_with_memory(x: &[f64]) -> f64 {
    let mut a = vec![1.0; x.len()];
    for i in 0..x.len() {
        a[i] = x[i] * if i > 0 { a[i - 1] } else { 1.0 };
        match i {
            0 => continue,
            1 if a[i] > 10.0 => {
                a[0] = a[i] * x[0];
                break;
            }
            _ => {
                if a[i] < -1.0 {
                    return a[i] * a[0];
                }
            }
        }
        a[i] += x[0];
    }
    a[0] * a[a.len() - 1]
}

/// Pushes that have not been popped when the loop is left.
#[differentiate]
fn pending_pushes(x: &[f64]) -> f64 {
    let mut todo = vec![x[0]];
    let mut y = 1.0;
    let mut i = 1;
    while let Some(t) = todo.pop() {
        y += t * t;
        if i < x.len() {
            todo.push(x[i] * t);
            todo.push(x[i] + y);
            i += 1;
        }
        if y > 8.0 {
            break;
        }
    }
    let mut rest = 0.0;
    for k in 0..todo.len() {
        rest += todo[k] * y;
    }
    rest + y
}

#[differentiate]
fn length_that_changes(x: &[f64]) -> f64 {
    let mut a = vec![x[0]];
    while a.len() < 5 {
        let last = a[a.len() - 1];
        a.push(last * x[a.len() % x.len()]);
    }
    let mut y = 0.0;
    let mut i = 0;
    while i < a.len() {
        y += a[i];
        if a[i] > 1.5 {
            a.push(0.1 * a[i]);
        }
        i += 1;
    }
    y
}

#[differentiate]
fn written_and_forgotten(x: &[f64]) -> f64 {
    let mut scratch = [0.0; 3];
    let mut y = 0.0;
    for i in 0..x.len() {
        scratch[0] = x[i];
        scratch[1] = scratch[0] * y;
        scratch[2] = scratch[1] + scratch[0].exp();
        y = scratch[2] * 0.2;
    }
    y
}

#[differentiate]
fn scratch_not_reset(x: &[f64]) -> f64 {
    let mut scratch = [1.0; 2];
    let mut y = 0.0;
    for i in 0..x.len() {
        if x[i] > 0.0 {
            scratch[0] = x[i] * scratch[1];
        } else {
            scratch[1] *= x[i] * scratch[0];
        }
        y += scratch[0] * scratch[1];
    }
    y
}

#[differentiate]
fn scratch_of_an_inner_loop(x: &[f64], w: &[f64], k: usize) -> f64 {
    let n = w.len();
    let mut turned = vec![0.0; n];
    let mut parts = vec![0.0; k];
    let mut total = 0.0;
    for i in 0..x.len() {
        for c in 0..k {
            for j in 0..n {
                turned[j] = x[i] * w[j] + c as f64;
            }
            for j in 0..n - 1 {
                turned[j + 1] += turned[j] * w[j];
            }
            let mut square = 0.0;
            for j in 0..n {
                square += turned[j] * turned[j];
            }
            parts[c] = square;
        }
        let mut sum = 0.0;
        for c in 0..k {
            sum += parts[c].sin();
        }
        total += sum * sum;
    }
    total
}

#[differentiate]
fn scratch_of_a_branch(x: &[f64], w: &[f64]) -> f64 {
    let mut scratch = vec![0.5; w.len()];
    let mut total = 0.0;
    for i in 0..x.len() {
        let mut sum = 0.0;
        if x[i] > 0.5 {
            for j in 0..w.len() {
                scratch[j] = x[i] * w[j];
            }
            for j in 0..w.len() {
                sum += scratch[j].exp();
            }
        } else {
            sum = w[0];
        }
        total += sum * sum;
    }
    total
}

/// Where the inner loop does not run, the iteration reads what the one before it has left.
#[differentiate]
fn scratch_left_by_an_inner_loop(x: &[f64], w: &[f64]) -> f64 {
    let mut scratch = vec![0.5; w.len()];
    let mut total = 0.0;
    for i in 0..x.len() {
        for _ in 0..i % 2 {
            for j in 0..w.len() {
                scratch[j] = x[i] * w[j];
            }
        }
        for j in 0..w.len() {
            total += scratch[j] * scratch[j];
        }
    }
    total
}

#[differentiate]
fn single_precision(x: &[f32], m: [[f32; 2]; 2]) -> f32 {
    let mut a = x.to_vec();
    for i in 1..a.len() {
        a[i] = a[i] * a[i - 1] + m[i % 2][0];
    }
    a[a.len() - 1] * m[0][1] + (x[0] as f64).sin() as f32
}

#[differentiate]
fn row_over_row(x: &[[f64; 2]; 2], i: usize, j: usize) -> f64 {
    let mut m = *x;
    m[i] = m[j];
    m[0][0] * m[0][1] * m[1][0] + m[1][1].sin()
}

// --- boxes ---

#[differentiate(order = 2)]
fn boxed(x: Box<f64>, y: f64) -> f64 {
    *x * *x * y
}

#[differentiate]
fn boxed_slice(x: Box<[f64]>) -> f64 {
    x[0] * x[1]
}

/// Slices in boxes that the body makes, of an array, of a vector and of what is collected.
#[derive(Differentiable)]
struct Rule {
    pairs: Box<[(f64, f64)]>,
}

impl Rule {
    #[differentiate(order = 2)]
    fn one(node: f64, weight: f64) -> Rule {
        Rule {
            pairs: [(node, weight)].into(),
        }
    }

    #[differentiate(order = 2)]
    fn squares(nodes: &[f64]) -> Rule {
        let pairs = nodes.iter().map(|x| (*x, x * x)).collect::<Vec<_>>();
        Rule {
            pairs: pairs.into_boxed_slice(),
        }
    }
}

#[differentiate(order = 2)]
fn of_boxed_slices(x: &[f64]) -> f64 {
    let (one, squares) = (Rule::one(x[0], x[1]), Rule::squares(x));
    let (node, weight) = one.pairs[0];
    let mut sum = node * weight * weight;
    for (x, y) in squares.pairs.iter() {
        sum += x * y;
    }
    sum
}

#[test]
fn slices_in_boxes_are_made_of_vectors() {
    ad::check::<of_boxed_slices>(&[1.5, -0.7][..]).assert();
    let (x, y) = (1.5, -0.7);
    let hessian = of_boxed_slices::hessian(&[x, y]);
    assert_eq!(hessian, [[6.0 * x, 2.0 * y], [2.0 * y, 2.0 * x + 6.0 * y]]);
}

#[differentiate]
fn box_in_place(x: &mut Box<f64>, k: f64) {
    **x = **x * k;
}

#[differentiate(order = 2)]
fn behind_both(x: &Box<f64>) -> f64 {
    **x * **x
}

#[test]
fn boxes_behind_references() {
    assert_eq!(behind_both::grad(&Box::new(3.0)), Box::new(6.0));
    assert_eq!(
        behind_both::hvp(&Box::new(3.0), Box::new(1.0)),
        (Box::new(6.0), Box::new(2.0))
    );
    assert_eq!(
        boxed_slice::grad(vec![2.0, 3.0].into()).to_vec(),
        [3.0, 2.0]
    );
}

/// A vector on each way, one of them made of an array.
#[differentiate]
fn vector_of_an_array(p: &[f64; 3], x: f64, whole: bool) -> Vec<f64> {
    if whole {
        return p.to_vec();
    }
    vec![x * p[0]; 3]
}

#[test]
fn vectors_of_arrays() {
    ad::check::<vector_of_an_array>((&[0.3, 0.4, 1.2], 0.7, true)).assert();
    ad::check::<vector_of_an_array>((&[0.3, 0.4, 1.2], 0.7, false)).assert();
}

checks! {
    mod gradients;
    scalar row_over_row(&[[0.3, 0.4], [1.2, 0.7]], #0, #1), (&[[0.3, 0.4], [1.2, 0.7]], #1, #1);
    twice boxed(Box::new(0.3), 0.7);
    in_place box_in_place(&mut Box::new(0.3), 0.7);
    twice ranges(&[1.0, -2.0, 0.5, 3.0]);
    scalar slice_of_slice(&[1.0, -2.0, 0.5, 3.0]);
    scalar slices_by_variable_bounds(&[1.0, -2.0, 0.5, 3.0, 0.7], #2), (&[1.0, -2.0, 0.5], #3);
    scalar split(&[1.0, -2.0, 0.5, 3.0, 0.7], #2), (&[1.0, -2.0, 0.5, 3.0, 0.7], #0);
    scalar split_name_reassigned(&[1.0, -2.0, 0.5]);
    scalar first_and_last(&[1.0, -2.0, 0.5]), (&[1.5, 0.3]);
    scalar first_if_there(&[1.0, -2.0, 0.5], 1.2), (&Vec::<f64>::new(), 1.2);
    scalar emptiness(&[1.0, -2.0, 0.5], 1.2), (&Vec::<f64>::new(), 1.2), (&[2.0], 1.2);
    twice chosen_slice(&[1.0, -2.0, 0.5], #true), (&[1.0, -2.0, 0.5], #false);
    scalar chosen_element(&[1.0, -2.0, 0.5], #0), (&[1.0, -2.0, 0.5], #1), (&[1.0, -2.0, 0.5], #2);
    scalar chosen_row(&[vec![1.0, -2.0], vec![0.5, 0.7], vec![0.2, 0.4]], #2), (&[vec![1.0, -2.0], vec![0.5, 0.7]], #0);
    scalar narrowed(&[1.0, -2.0, 0.5, 0.3, 0.9]), (&Vec::<f64>::new());
    scalar narrowed_after_return(&[1.0, -2.0, 0.5], #1), (&[1.0, -2.0, 0.5], #3), (&[1.0, -2.0, 0.5], #4);
    in_place chosen_to_change(&mut [1.0, -2.0, 0.5, 0.3], #true), (&mut [1.0, -2.0, 0.5, 0.3], #false);
    scalar indices_from_memory(&[1.0, -2.0, 0.5], #&[2, 0, 1, 1][..]);
    scalar slice_patterns(&[1.0, -2.0, 0.5]), (&[1.0]);
    twice array_changed(move [1.0, -2.0, 0.5, 3.0]);
    scalar array_literals(1.3, -0.7);
    map array_returned(move [1.0, -2.0, 0.5]);
    scalar nested_arrays(&[[1.0, -2.0, 0.5], [0.3, 2.0, 1.0], [0.1, -0.2, 0.7]]);
    map matrix_product(move [[1.0, -2.0], [0.5, 0.3], [2.0, 1.0]], move [[0.1, -0.2, 0.7], [1.5, 0.2, 0.9]]);
    scalar rows_by_name(&[[1.0, -2.0, 0.5], [0.3, 2.0, 1.0], [0.1, -0.2, 0.7]], &[1.0, 2.0, 3.0]);
    scalar rows_exchanged(move [[1.0, -2.0], [0.5, 0.3]]);
    scalar array_copied_before_change(move [1.3, -0.7]);
    scalar array_of_tuples(&[(1.0, 2.0), (0.5, -1.0)]);
    scalar tuple_with_array(move ([1.0, 2.0], 3.0));
    map whole_array_in_branch(move [1.3, 0.7], #true), (move [1.3, 0.7], #false);
    scalar large_array(move [1.0, -2.0, 0.5, 3.0, 0.2, 0.8, 1.1, 0.4]);
    scalar built_by_vec(&[1.0, -2.0, 0.5]);
    scalar pushes(&[1.0, -2.0, 0.5, 1.2]), (&[2.0]);
    scalar pushes_some(&[1.0, -2.0, 0.5, 1.2, 3.0, 2.0]), (&[-1.0]), (&[2.0]);
    scalar stack(&[1.0, 2.0, -0.5, 1.2, 3.0, -2.0]), (&[-1.0]);
    scalar pop_forgotten(&[1.0, -2.0, 0.5]);
    scalar copies(&[1.0, -2.0, 0.5]);
    scalar filled(&[1.0, -2.0, 0.5], 0.7);
    scalar swapped(&[1.0, -2.0, 0.5]), (&[1.0, -2.0, 0.5, 0.9]);
    scalar copied_from_slice(&[1.0, -2.0, 0.5], &[0.2, 0.4]), (&[1.0, -2.0, 0.5], &Vec::<f64>::new());
    scalar extended(&[1.0, -2.0, 0.5], &[0.2, 0.4]);
    map vector_returned(&[1.0, -2.0, 0.5], #5), (&[1.0, -2.0, 0.5], #0);
    map vector_consumed(move vec![1.0, -2.0, 0.5]);
    scalar vector_by_reference(&vec![1.0, -2.0], &vec![vec![1.0, 0.5], vec![0.3]]);
    scalar nested_vectors(&[1.0, -2.0, 0.5]);
    map rows_pushed(&[1.0, -2.0, 0.5, 0.7]);
    scalar rows_replaced(&[1.0, -2.0, 0.5]);
    scalar row_named(&[1.0, -2.0, 0.5]);
    scalar array_of_vectors(&[1.0, -2.0, 0.5, 0.7, 0.3]);
    scalar vector_of_arrays(&[1.0, -2.0, 0.5]);
    scalar truncated_and_cleared(&[1.0, -2.0, 0.5]);
    scalar vector_moved(&[1.0, -2.0, 0.5]);
    scalar vector_in_turn(&[1.0, -2.0, 0.5]);
    twice state_moved(&[0.3, -0.7, 0.5, 1.1, 0.2, -0.4, 0.9, 0.6, -0.3], &[1.0, -2.0, 0.5]);
    scalar state_of_other_lengths(&[1.0, -0.7, 0.5], #7), (&[0.4, 0.3], #0);
    scalar state_made_by_a_call(0.8, &[1.0, -2.0, 0.5]);
    scalar state_copied(&[0.3, 0.7, -0.4]);
    scalar states_in_a_ring(&[0.3, -0.7, 0.5], &[1.0, -2.0, 0.5]);
    scalar state_at_each_start(&[0.3, -0.7, 0.5, 1.1], &[1.0, -2.0, 0.5]);
    scalar swapped_buffers(&[1.0, -2.0, 0.5]);
    twice read_then_overwritten(&[1.0, -2.0]);
    scalar index_overwritten(&[1.0, -2.0, 0.5]);
    scalar same_element_twice(&[1.0, -2.0, 0.5], #0, #1), (&[1.0, -2.0, 0.5], #1, #1);
    scalar onto_itself(&[1.0, -2.0, 0.5]);
    scalar changed_in_the_same_expression(&[1.2, -0.7]);
    scalar closures(&[1.2, -0.7]);
    scalar names_of_locals(1.2);
    scalar shadowed_loop_variables(&[1.2, -0.7, 0.4]);
    scalar index_changed_after_naming(&[1.2, -0.7]);
    scalar early_exit_with_memory(&[1.0, -2.0, 0.5]), (&[4.0, 3.0, 0.5]), (&[0.3, 0.2, 0.7, -9.0, 0.4]), (&[0.3]);
    scalar pending_pushes(&[1.0, -2.0, 0.5, 0.7]), (&[0.5, 0.3]);
    scalar length_that_changes(&[1.1, 1.2, 0.8]);
    scalar written_and_forgotten(&[1.0, -2.0, 0.5]);
    scalar scratch_not_reset(&[1.0, -2.0, 0.5, -0.7]);
    scalar scratch_of_an_inner_loop(&[0.3, -0.4, 0.8], &[0.5, 0.7, -0.2], #3), (&[0.3], &[0.5, 0.7], #0);
    scalar scratch_of_a_branch(&[0.3, 0.9, 0.7], &[0.5, 0.7, -0.2]);
    scalar scratch_left_by_an_inner_loop(&[0.3, 0.9, 0.7, 1.1], &[0.5, 0.7, -0.2]);
    scalar single_precision(&[1.0, -2.0, 0.5], move [[0.3, 0.4], [0.5, 0.6]]);
}

#[test]
fn an_empty_vector_has_an_empty_gradient() {
    assert_eq!(pushes_some::value_and_grad(&[]), (0.0, vec![]));
    assert_eq!(vector_returned::jacobian(&[1.0], 0), Vec::<Vec<f64>>::new());
}

/// Arrays and vectors that change places, in every way in which they are assigned at once.
#[differentiate]
fn exchanged(a: &[f64], b: [f64; 2], c: [f64; 2]) -> f64 {
    let (mut u, mut v) = (a.to_vec(), vec![b[0], c[1]]);
    let (mut p, mut q, mut r) = (b, c, [a[0], a[1]]);
    let mut t = (b, c);
    for i in 0..3 {
        if a[i % 2] > b[0] {
            (u, v) = (v, u);
        }
        (p, q) = (q, [p[0] + q[1], p[1] * q[0]]);
        (p, q, r) = (q, r, p);
        (u[0], r) = (v[1], [u[0], u[1]]);
        t = (t.1, t.0);
        t.0[0] *= p[1];
    }
    (u[0], u[1]) = (u[1], u[0]);
    u[0] * u[0] * v[0] + p[0] * q[1] * q[1] + r[0] * p[1] + t.0[0] * t.1[1] * t.1[1]
}

#[differentiate]
fn exchanged_in_a_fold(a: [f64; 2], b: [f64; 2], n: usize) -> f64 {
    let (u, v) = (0..n).fold((a, b), |(u, v), _| (v, [u[0] * v[1], u[1]]));
    let (x, y) = (0..n).fold((u, v), |(x, y), _| (y, x));
    x[0] * y[0] * y[1] + x[1]
}

#[differentiate]
fn exchanged_with_a_payload(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (mut u, mut o) = (a, Some(b));
    (u, o) = (o.unwrap(), Some(u));
    u[0] * u[0] * o.map_or(0.0, |o| o[1] * o[0])
}

/// The names change places, not what they name.
#[differentiate]
fn names_exchanged(a: &[f64], b: &[f64]) -> f64 {
    let (mut u, mut v) = (a.to_vec(), b.to_vec());
    let mut p = &mut u;
    let mut q = &mut v;
    p[0] *= 2.0;
    std::mem::swap(&mut p, &mut q);
    p[0] *= q[1];
    u[0] * v[0] * v[0] + u[1]
}

#[differentiate]
fn shared_names_exchanged(a: &[f64], b: &[f64]) -> f64 {
    let (mut p, mut q) = (a, b);
    if a[0] > b[0] {
        (p, q) = (q, p);
    }
    p[0] * q[0] * q[0] + p[1]
}

checks! {
    mod exchanges;
    scalar exchanged(&[0.7, 1.3], move [0.9, -0.4], move [1.1, 0.6]), (&[1.7, 0.3], move [0.9, -0.4], move [1.1, 0.6]);
    scalar exchanged_in_a_fold(move [0.7, 1.3], move [0.9, -0.4], #3), (move [0.7, 1.3], move [0.9, -0.4], #4);
    scalar exchanged_with_a_payload(move [0.7, 1.3], move [0.9, -0.4]);
    scalar names_exchanged(&[0.7, 1.3], &[0.9, -0.4]);
    scalar shared_names_exchanged(&[0.7, 1.3], &[0.9, -0.4]), (&[0.7, 1.3], &[0.8, -0.4]);
}

/// What is moved out of a variable that is set anew, and what is copied beside the move.
mod set_again {
    use ad::{Differentiable, differentiate};

    #[derive(Clone, Differentiable)]
    struct State {
        pos: Vec<f64>,
        e: f64,
    }
    #[derive(Clone, Differentiable)]
    struct Cloth {
        pos: Vec<f64>,
        prev: Vec<f64>,
    }

    #[differentiate]
    fn one(x: f64, y: f64) -> f64 {
        let mut s = vec![x, y];
        let p = s;
        s = vec![p[0] * p[0], p[1]];
        s[0] * s[1]
    }
    #[differentiate]
    fn in_loop(x: f64, y: f64) -> f64 {
        let mut s = vec![x, y];
        for _ in 0..3 {
            let old = s;
            s = old.iter().map(|v| v * v).chain([y]).collect();
        }
        s.iter().sum()
    }
    #[differentiate]
    fn collected(x: f64, y: f64) -> f64 {
        let mut s = vec![x, y];
        let mut all = vec![];
        for k in 1..4 {
            all.push(s);
            s = vec![x * y; 2 + k];
        }
        all[0][0] * all[1][2] * all[2][3] * s[4]
    }
    #[differentiate]
    fn of_field(x: f64, y: f64) -> f64 {
        let mut s = State {
            pos: vec![x, y],
            e: x * y,
        };
        let p = s.pos;
        s.pos = vec![p[0], p[1], y];
        s.pos = {
            let mut p = s.pos;
            p.push(y * s.e);
            p
        };
        s.pos[0] * s.pos[3]
    }
    #[differentiate]
    fn tuple(x: f64, y: f64) -> f64 {
        let mut s = vec![x, y];
        let (mut a, b) = (s, 3.0);
        s = vec![a[0] * y, x];
        a.push(b);
        s[0] * a[2] * a[1] * s[1]
    }
    #[differentiate]
    fn beside(d: f64) -> f64 {
        let pos = vec![d];
        let c = Cloth {
            prev: pos.clone(),
            pos,
        };
        let more = vec![c.pos.clone(), c.pos];
        more[0][0] * 3.0 + more[1][0] * c.prev[0]
    }

    #[test]
    fn agrees() {
        ad::check::<one>((0.7, 1.3)).assert();
        ad::check::<in_loop>((0.7, 1.3)).assert();
        ad::check::<collected>((0.7, 1.3)).assert();
        ad::check::<of_field>((0.7, 1.3)).assert();
        ad::check::<tuple>((0.7, 1.3)).assert();
        ad::check::<beside>(0.7).assert();
        assert_eq!(beside::grad(0.5), 4.0);
    }
}
