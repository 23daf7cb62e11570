//! Constructs and their IR, side by side.
use super::printed;

#[test]
fn show() {
    for text in [
        "fn f(x: f64, y: f64) -> f64 { let mut s = x * y; s += x.sin(); s }",
        "fn f(x: &[f64]) -> f64 { let mut sum = 0.0; for i in 0..x.len() - 1 { let a = 1.0 - x[i]; let b = x[i + 1] - x[i] * x[i]; sum += a * a + 100.0 * b * b; } sum }",
        "fn f(x: f64) -> f64 { if x < 0.0 { return -x; } let y = x * 2.0; y.sqrt() }",
        "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 0..x.len() { if x[i] < 0.0 { continue; } if x[i] > 10.0 { break; } s += x[i]; } s }",
        "fn f(x: &[f64]) -> f64 { for i in 0..x.len() { if x[i] > 10.0 { return x[i]; } } 0.0 }",
        "fn f(n: usize, x: f64) -> f64 { match n { 0 => 1.0, 1 | 2 => x, 3..=9 => x * x, _ => x.powi(3) } }",
        "fn f(x: f64) -> f64 { let mut y = x; while y > 1.0 { y *= 0.5; } y }",
        "fn f(x: f64) -> f64 { let mut y = x; loop { y = y.cos(); if y < 0.1 { break y * 2.0; } } }",
        "fn f(x: &mut [f64], a: f64) { for i in (0..x.len()).rev().step_by(2) { x[i] *= a; x[i] += 1.0; x[i] -= a; } }",
        "fn f(x: f64) -> (f64, f64) { let (a, b) = (x, x + 1.0); let (mut a, mut b) = (a, b); (a, b) = (b, a + b); (a, b) }",
        "fn f(a: f64, b: f64) -> Vec<f64> { let mut v = vec![a; 3]; v[1] = b; v.push(a * b); v }",
        "fn f(x: f64) -> f64 { let y; if x > 0.0 { y = x; } else { y = -x; } g(y, &[x, y]) }",
        "fn f(x: f64) -> [f64; 2] { let a = [x, 2.0]; let mut b = a; b[0] = 1.0; if x > 0.0 { a } else { b } }",
    ] {
        println!("{text}\n{}", printed(text));
    }
}
