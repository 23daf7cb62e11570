//! Branches, loops, early exits.

use super::*;

#[test]
fn early_returns() {
    agrees! {
        fn f(x: f64, n: usize) -> f64 {
            if x < 0.0 { return -1.0; }
            let y = if n == 0 { return x; } else { x * 2.0 };
            let z = match n { 1 => return y + 0.5, 2 => y, 3 => { if x > 1.0 { return 9.0; } 4.0 } _ => y * y };
            if x > 5.0 { z } else { return z + 1.0; }
        }
        @ f(-2.0, 1);
        @ f(2.0, 0);
        @ f(2.0, 1);
        @ f(2.0, 2);
        @ f(2.0, 3);
        @ f(0.5, 3);
        @ f(7.0, 5);
    }
    agrees! {
        fn f(x: &[f64], limit: f64) -> (f64, usize) {
            let mut sum = 0.0;
            for i in 0..x.len() {
                if x[i] < 0.0 { continue; }
                for j in 0..i {
                    if x[j] * x[i] > limit { return (sum, i * 10 + j); }
                    sum += x[j];
                }
                sum += x[i];
            }
            (sum, 99)
        }
        @ f(&[1.0, -2.0, 3.0, 4.0], 10.0);
        @ f(&[1.0, -2.0, 3.0, 4.0], 100.0);
        @ f(&[0.0; 0], 1.0);
    }
}

#[test]
fn ranges() {
    agrees! {
        fn f(lo: usize, hi: usize) -> f64 {
            let mut s = 0.0;
            for i in lo..hi { s = s * 1.5 + i as f64; }
            for i in (lo..hi).rev() { s = s * 1.5 + i as f64; }
            for i in lo..=hi { s = s * 1.5 - i as f64; }
            for i in (lo..=hi).rev() { s = s * 1.5 + i as f64; }
            for i in (lo..hi).step_by(3) { s = s * 1.5 + i as f64; }
            for i in (lo..=hi).step_by(3) { s = s * 1.5 + i as f64; }
            for i in (lo..hi).rev().step_by(2) { s = s * 1.5 + i as f64; }
            for i in (lo..=hi).rev().step_by(2) { s = s * 1.5 + i as f64; }
            for i in (lo..hi).step_by(2).rev() { s = s * 1.5 + i as f64; }
            let r = lo..hi;
            for _ in r { s += 1.0; }
            s
        }
        @ f(0, 10);
        @ f(3, 9);
        @ f(4, 4);
        @ f(5, 2);
        @ f(0, 0);
        @ f(0, 1);
        @ f(2, 8);
    }
    agrees! {
        fn f(lo: i32, hi: i32) -> f64 {
            let mut s = 0.0;
            for i in (lo..hi).step_by(4) { s = s * 1.5 + i as f64; }
            for i in (lo..=hi).rev().step_by(4) { s = s * 1.5 + i as f64; }
            for i in (-3..=3).rev() { s = s * 1.5 + f64::from(i); }
            s
        }
        @ f(-7, 9);
        @ f(7, -9);
        @ f(-1, 0);
    }
}

#[test]
fn loops_that_leave() {
    agrees! {
        fn f(x: f64, n: usize) -> f64 {
            let mut y = x;
            let mut k = 0;
            let z = loop {
                k += 1;
                if k > n { break y * 0.5; }
                if k % 2 == 0 { continue; }
                y = y * 1.25 + 1.0;
            };
            let mut w = 0.0;
            'outer: for i in 0..n {
                let mut j = 0;
                while j < 5 {
                    j += 1;
                    if j == 2 && i == 1 { continue 'outer; }
                    if i * j > 11 { break 'outer; }
                    if j == 4 { break; }
                    w += y * (i as f64) + j as f64;
                }
                w *= 1.1;
            }
            let v = 'block: {
                if w > 20.0 { break 'block 1.0; }
                if w > 5.0 { break 'block 2.0; }
                w
            };
            z + w + v + k as f64
        }
        @ f(1.5, 0);
        @ f(1.5, 1);
        @ f(1.5, 2);
        @ f(-2.5, 4);
        @ f(0.5, 9);
    }
    agrees! {
        fn f(x: f64) -> f64 {
            let mut a = x;
            while a > 1.0 && { a -= 0.25; a > 1.5 } {
                a *= 0.9;
                if a < 2.0 { a += 0.05; }
            }
            let mut n = 0;
            while n < 10 {
                n += 1;
                if n == 3 { continue; }
                a += n as f64;
                if a > 30.0 { break; }
            }
            a
        }
        @ f(0.5);
        @ f(3.0);
        @ f(20.0);
    }
}

#[test]
fn matches() {
    agrees! {
        fn f(n: i32, x: f64) -> f64 {
            let a = match n { -1 => x, 0 | 5 => 2.0, k @ 1..=3 => x * k as f64, 10.. => 0.25, other => other as f64 };
            let b = match (n, x > 1.0) { (0, true) => 1.0, (_, false) => x, (k, true) if k > 3 => 7.0, (1 | 2, _) => 3.5, _ => 4.0 };
            let c = match x { 0.5 => 1.0, y if y < 0.0 => -y, 1.0..=2.0 => 2.0, _ => 3.0 };
            let d = match x > 2.0 { true => a, false => b };
            let mut e = 0.0;
            match n % 3 { 0 => e += 1.0, 1 => { e -= x; } _ => {} }
            a + 10.0 * b + 100.0 * c + d + e
        }
        @ f(-1, 0.5);
        @ f(0, 1.5);
        @ f(2, 1.5);
        @ f(3, -2.0);
        @ f(5, 2.5);
        @ f(12, 1.25);
        @ f(7, 0.75);
    }
    agrees! {
        fn f(c: char, n: usize) -> f64 {
            let a = match c { 'a'..='f' => 1.0, 'x' | 'y' => 2.0, _ => 3.0 };
            let b = if matches!(n, 1 | 3..=5) { 1.0 } else { 0.0 };
            let d = if let 2 | 4 = n { 0.5 } else { 0.25 };
            let (1 | 2 | 3, k) = (n, a) else { return -1.0; };
            a + b * 10.0 + d + k
        }
        @ f('b', 1);
        @ f('y', 2);
        @ f('q', 4);
    }
}

#[test]
fn values_of_branches() {
    agrees! {
        fn f(x: f64, n: usize) -> ([f64; 2], f64, Vec<f64>) {
            let (a, b) = if x > 0.0 { (x, 1.0) } else { (2.0, -x) };
            let arr = match n { 0 => [a, b], 1 => { let mut t = [b, a]; t[0] += 1.0; t } _ => [0.0; 2] };
            let v = if n > 1 { vec![a; n] } else { Vec::new() };
            let pair = if x > 1.0 { (arr, v) } else { ([a, a], vec![b]) };
            let (arr, mut v) = pair;
            v.push(0.5);
            (arr, a * b, v)
        }
        @ f(2.0, 0);
        @ f(2.0, 1);
        @ f(0.5, 2);
        @ f(-0.5, 3);
    }
}

#[test]
fn closures() {
    agrees! {
        fn f(x: f64, n: usize) -> f64 {
            let sq = |t: f64| t * t;
            let mut total = 0.0;
            let mut add = |t: f64, w| { total += sq(t) * w; };
            for i in 0..n { add(x + i as f64, 0.5); }
            add(1.0, 2.0);
            let pick = |k: usize| -> f64 { if k == 0 { return x; } x + k as f64 };
            let x = 100.0;
            total + pick(0) + pick(n) + x
        }
        @ f(1.5, 0);
        @ f(1.5, 3);
    }
}
