//! Arrays, slices, vectors, references, calls.

use super::*;

#[test]
fn arrays_and_slices() {
    agrees! {
        fn f(x: &[f64], m: &[[f64; 2]]) -> f64 {
            let (head, tail) = x.split_at(2);
            let mid = &x[1..3];
            let inner = &mid[..=1][1..];
            let mut a = [0.0; 4];
            a[0] = head[0];
            a[1] += tail[0];
            a[2..].copy_from_slice(&x[..2]);
            a.swap(0, 3);
            let row = m[1];
            let mut b = row;
            b[0] = 7.0;
            let r = &m[0];
            a[..2].fill(inner[0]);
            let n = a.len();
            a[0] * 1.0 + a[1] * 2.0 + a[2] * 4.0 + a[n - 1] * 8.0 + row[0] + b[0] + r[1] + *x.last().unwrap() + x.first().unwrap() * 3.0
        }
        @ f(&[1.0, 2.0, 3.0, 4.5], &[[0.1, 0.2], [0.3, 0.4]]);
    }
    agrees! {
        fn f(x: &[f64]) -> (f64, f64) {
            let mut m = [[0.0; 2]; 3];
            for i in 0..3 { for j in 0..2 { m[i][j] = x[i] * (j as f64 + 1.0); } }
            m[1] = [x[0], x[1]];
            let [first, .., last] = x else { return (0.0, 0.0); };
            m[2][0] -= *first;
            let t = m;
            m[0][0] = 100.0;
            (t[0][0] + t[1][1] + t[2][0], m[0][0] * last)
        }
        @ f(&[1.0, 2.0, 3.0, 4.5]);
    }
}

#[test]
fn vectors() {
    agrees! {
        fn f(x: &[f64], n: usize) -> (Vec<f64>, f64) {
            let mut v = Vec::with_capacity(n);
            for i in 0..n { v.push(x[i % x.len()] * i as f64); }
            let mut w = x.to_vec();
            w.extend_from_slice(&v);
            let last = w.pop().unwrap();
            let mut popped = 0.0;
            while let Some(t) = v.pop() { popped = popped * 0.5 + t; }
            w.truncate(5);
            w.resize(7, last);
            w.resize(6, 0.0);
            let c = w.clone();
            w.reverse();
            if v.is_empty() { w.push(popped); }
            let mut u = w;
            u[0] += c[1];
            if let Some(t) = u.last() { popped += t; }
            if let Some(t) = u.get_mut(1) { *t *= 2.0; }
            popped += u.get(50).copied().unwrap_or(0.125);
            v.pop();
            (u, popped)
        }
        @ f(&[1.0, 2.0, 3.0], 4);
        @ f(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 1);
    }
    agrees! {
        fn f(n: usize) -> Vec<Vec<f64>> {
            let mut rows = vec![vec![0.0; n]; 2];
            rows[0][0] = 1.0;
            let row = &mut rows[1];
            row[n - 1] = 2.0;
            rows.push(vec![3.0]);
            let mut copy = rows[0].clone();
            copy[0] = 9.0;
            rows.push(copy);
            let moved = std::mem::take(&mut rows[2]);
            rows[0].extend_from_slice(&moved);
            rows
        }
        @ f(2);
        @ f(3);
    }
}

#[test]
fn memory_through_calls() {
    agrees! {
        fn scale(v: &mut [f64], a: f64) -> f64 { for i in 0..v.len() { v[i] *= a; } v.len() as f64 }
        fn norm(v: &[f64]) -> f64 { let mut s = 0.0; for i in 0..v.len() { s += v[i] * v[i]; } s.sqrt() }
        fn pair(a: f64, v: Vec<f64>) -> (f64, Vec<f64>) { (a + v[0], v) }
        fn fact(n: usize, x: f64) -> f64 { if n == 0 { x } else { n as f64 * fact(n - 1, x) } }
        fn f(x: f64, n: usize) -> f64 {
            let mut v = vec![x, 2.0, 3.0];
            let k = scale(&mut v[1..], 0.5);
            let (a, mut w) = pair(k, v);
            w[0] += 1.0;
            scale(&mut w, a);
            norm(&w) + fact(n, x) + norm(&[1.0, x])
        }
        @ f(1.5, 3);
    }
}

#[test]
fn swaps_and_replacements() {
    agrees! {
        fn f(x: f64) -> f64 {
            let (mut a, mut b) = (x, 2.0);
            std::mem::swap(&mut a, &mut b);
            let old = std::mem::replace(&mut a, 5.0);
            let mut v = [1.0, x, 3.0];
            let (p, q) = v.split_at_mut(1);
            std::mem::swap(&mut p[0], &mut q[1]);
            let mut w = [x; 3];
            std::mem::swap(&mut v, &mut w);
            w.swap(0, 1);
            a + 10.0 * b + 100.0 * old + v[0] + w[0] * 3.0 + w[1] * 7.0
        }
        @ f(1.5);
    }
}

#[test]
fn copies_are_copies() {
    agrees! {
        fn f(mut a: [f64; 2], x: f64) -> [f64; 4] {
            let b = a;
            a[0] = x;
            let mut c = a;
            c[1] = -x;
            let d = { let t = c; c[0] = 9.0; t };
            [a[0] + b[0], a[1] + c[0], c[1], d[0]]
        }
        @ f([1.0, 2.0], 3.0);
    }
}

#[test]
fn branches_write_memory() {
    agrees! {
        fn f(x: &[f64], flag: bool) -> (f64, f64) {
            let mut acc = [0.0; 2];

            for i in 0..x.len() {
                let slot = if flag { i % 2 } else { 0 };
                acc[slot] += x[i];
                let t = acc[slot];
                if t > 3.0 { acc[1 - slot] = t; continue; }
                acc[0] -= 0.5;
            }
            (acc[0], acc[1])
        }
        @ f(&[1.0, 2.0, 3.0, 4.5], true);
        @ f(&[1.0, 2.0, 3.0, 4.5], false);
    }
}
