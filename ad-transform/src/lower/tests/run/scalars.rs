//! Scalars: bindings, operators, literals, casts, methods.

use super::*;

#[test]
fn bindings() {
    agrees! {
        fn f(x: f64, y: f64) -> f64 {
            let a = x * y;
            let a = a + 1.0;
            let (b, (c, _)) = (a, (x, y));
            let mut s = { let t = b - c; t * 2.0 };
            s -= x;
            let z;
            if s > 0.0 { z = s; } else if s < -1.0 { z = -s; } else { z = 0.5; }
            let w: f64;
            w = z / y;
            let [p, q] = [w, z];
            p + q * s
        }
        @ f(1.5, 2.0);
        @ f(-0.5, 0.25);
        @ f(-3.0, 1.0);
    }
    agrees! {
        fn f((a, b): (f64, f64), [c, d]: [f64; 2], mut x: f64, &[e, g]: &[f64; 2], _: f64) -> f64 {
            x += a * b;
            let t = (x, c);
            let (u, v) = t;
            let mut pair = (u, 2.0);
            pair.0 *= 3.0;
            (pair.0, pair.1) = (pair.1, pair.0);
            pair.0 - pair.1 / v + t.0 + e * g * d
        }
        @ f((1.0, 2.0), [3.0, 4.0], 0.5, &[0.25, 8.0], 1.0);
    }
}

#[test]
fn literals_and_casts() {
    agrees! {
        fn f(x: f64, n: i32, k: usize) -> f64 {
            let a = 1e-3 + 1_000.0 + 2. * x;
            let b = (n as f64) + f64::from(n) + (k as f64) + (b'a' as f64) + 0x1F as f64 + 1u8 as f64;
            let c = x as i32;
            let d = (c as usize % 3) as f64;
            let e: f32 = 0.5;
            let t = true as usize;
            let h = f64::from(e) + 2f64 + (t as f64) + (n.max(0) * 0) as f64 * 0.0;
            a + b + c as f64 + d + h + ('a' as u32 as f64)
        }
        @ f(2.5, -3, 7);
    }
}

#[test]
fn operators() {
    agrees! {
        fn f(x: f64, n: i32, m: i32, p: bool) -> f64 {
            let k = (n + m * 2 - 1) / 3 % 5;
            let bits = ((n & m) | (n ^ m)) << 1 >> 2;
            let q = !p && (k > 0 || bits <= 3) & (n != m) | (x >= 1.0 && x < 2.0);
            let y = -x.powi(2) + (-x).powi(2) * 2.0 - x % 0.3;
            if q ^ p { y + k as f64 } else { y - bits as f64 }
        }
        @ f(1.25, 7, 3, false);
        @ f(1.25, 7, 3, true);
        @ f(-2.25, -7, 3, true);
        @ f(-2.25, 5, 5, false);
    }
}

#[test]
fn short_circuits_protect_what_is_behind_them() {
    agrees! {
        fn f(x: &[f64], i: usize) -> f64 {
            let mut n = 0;
            if i < x.len() && x[i] > 0.0 { n += 1; }
            if i >= x.len() || x[i] < 10.0 { n += 2; }
            if i > 0 && x.len() > i && x[i - 1] < x[i] { n += 4; }
            n as f64
        }
        @ f(&[1.0, 2.0], 0);
        @ f(&[1.0, 2.0], 1);
        @ f(&[1.0, 2.0], 2);
        @ f(&[0.0; 0], 0);
    }
}

#[test]
fn methods() {
    agrees! {
        fn f(x: f64, y: f64) -> f64 {
            let (s, c) = x.sin_cos();
            let a = f64::sin(x) + f64::max(x, y) + <f64>::sqrt(y) + x.mul_add(y, 2.0) + 2.0_f64.powi(3);
            let b = x.abs().max(0.5).min(y).clamp(0.0, 3.0).powf(1.5).ln_1p();
            let d = if x.is_nan() || y.is_sign_negative() { 0.0 } else { x.hypot(y).atan2(s) };
            a + b * c - d + x.signum() * y.rem_euclid(0.75)
        }
        @ f(0.7, 2.3);
        @ f(-1.7, 0.3);
    }
}

#[test]
fn single_precision_and_generics() {
    agrees! {
        fn f(x: f32) -> f32 {
            let half = 0.5;
            let y = half * x;
            let mut s = 0.0;
            s += y;
            s.max(1.0) * 2.0
        }
        @ f(3.5);
    }
}

#[test]
fn references_to_scalars() {
    agrees! {
        fn add(acc: &mut f64, x: &f64) { *acc += *x; *acc *= 2.0; }
        fn f(x: f64, y: &f64) -> f64 {
            let mut s = x;
            add(&mut s, y);
            let r = &mut s;
            *r += 1.0;
            add(r, &(x * 2.0));
            let z = &x;
            let zz = &z;
            s + *z * **zz + y
        }
        @ f(1.5, &2.0);
    }
}
