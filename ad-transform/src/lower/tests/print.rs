//! Constructs and their IR, side by side.
use super::*;

#[test]
fn show() {
    for text in [
        "fn f<T: Float>(x: T, y: &[T]) -> T { let two = T::from(2.0).unwrap(); let mut s = T::zero(); for i in 0..y.len() { s = s + y[i] * x.powi(2) * two; } s.max(T::one()) + T::from_f64(0.5).unwrap() * Float::sqrt(x) / T::epsilon() }",
        "fn f<const N: usize>(x: [f64; N]) -> f64 { let mut s = 0.0; for i in 0..N { s += x[i]; } s / N as f64 }",
        "fn f(x: f64) -> f64 { const K: f64 = 2.0; static TABLE: [f64; 3] = [1.0, 2.0, 3.0]; use std::f64::consts::PI; fn helper(t: f64) -> f64 { t * 2.0 } x * K + TABLE[1] * PI + std::f64::consts::E * f64::EPSILON * GLOBAL * helper(x) }",
        "fn f(x: f64, n: i32, m: usize) -> f64 { let k = n.pow(2).abs() + (n - 1).rem_euclid(3); let j = m.max(3).min(9); let l = (m as i64 - 4).abs(); assert!(k > 0, \"bad {k} {}\", x); debug_assert!(x > 0.0); println!(\"{x:?} {:>5}\", m); x * k as f64 * j as f64 * l as f64 }",
        "fn f(x: f64) -> f64 { if x < 0.0 { panic!(\"negative: {x}\"); } #[no_diff] let s = x.sqrt(); let t = ad::stop_gradient(x * s); t * x }",
        "fn f(&self, x: f64) -> f64 { let k = self.k; let w = &self.w; let mut s = 0.0; for i in 0..w.len() { s += w[i] * x; } self.inner.a[2] * s + k + self.bias(x) }",
        "fn f(p: &Point, x: f64) -> Point { let q = Point { x: p.x * x, ..*p }; let r = Vec3(x, 1.0, 2.0); Point { x: q.x + r.0, y: p.y } }",
        "fn f(p: &Point, x: f64) -> f64 { let v = p.pos; let mut w = p.vel; w[0] += 1.0; let a = p.a; let mut b = p.b; b += x; v[0] * w[1] + a * b }",
        "fn f(m: &mut State, x: f64) -> f64 { m.y[0] += x; m.t *= 2.0; let y = m.y; m.y[1] = 0.0; y[0] * m.t }",
        "fn f(x: &[f64], g: impl Fn(usize) -> f64) -> f64 { let w = g(3); x[0] * w }",
        "fn f(x: f64) -> f64 { let y = x as f32; let z: f64 = y.into(); let t: f32 = 3.0; z + t as f64 + f64::from(t) }",
        "fn f(x: f64, k: usize) -> f64 { let name = \"abc\"; let r = 0..k; let mut t = 0.0; for i in r { if (1..3).contains(&i) { t += x; } } t }",
        "fn f(n: usize, x: f64) -> f64 { unimplemented!(\"{n}\") }",
        "fn f(x: f64) -> f64 { let v = { let mut t = vec![x]; t.push(2.0); t }; let w = v; w[0] }",
        "fn f(a: &[f64], b: &[f64]) -> f64 { assert_eq!(a.len(), b.len(), \"lengths\"); let n = a.len(); let mut i = 0; let mut s = 0.0; while i < n && a[i] != 0.0 { s += a[i] * b[i]; i += 1; } s }",
    ] {
        match lowered(text) {
            Ok(f) => println!("{text}\n{f}"),
            Err(e) => println!(
                "{text}\n{:?}\n",
                e.into_iter()
                    .map(|e| (e.to_string(), e.span().source_text()))
                    .collect::<Vec<_>>()
            ),
        }
    }
}
