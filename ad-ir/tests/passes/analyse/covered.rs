use crate::lowered::reverse_mode_of;
use ad_ir::analyse::covered::covered;

fn of(source: &str) -> Vec<usize> {
    covered(&reverse_mode_of(source)).into_iter().collect()
}

#[test]
fn what_every_call_adds_to() {
    assert_eq!(
        of("fn f(x: f64, n: usize, y: f64) -> f64 { x * y }"),
        [0, 2]
    );
    assert_eq!(
        of(
            "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 0..x.len() { s += x[i] * x[i]; } s }"
        ),
        [0]
    );
    assert_eq!(
        of("fn f(x: &[[f64; 2]]) -> f64 { x.iter().map(|p| p[0] * p[1]).sum() }"),
        [0]
    );
    assert_eq!(
        of("fn f(x: &[f64; 3], y: &[[f64; 2]; 2]) -> f64 {
            let mut s = x[0] * x[2] + x[1];
            for i in 0..2 { for k in 0..2 { s += y[i][k] * y[i][k]; } }
            s
        }"),
        [0, 1]
    );
}

#[test]
fn not_what_some_calls_leave_alone() {
    for source in [
        "fn f(x: &[f64; 1], b: bool) -> f64 { if b { x[0] * x[0] } else { 0.0 } }",
        "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 1..x.len() { s += x[i] * x[i]; } s }",
        "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 0..x.len() - 1 { s += x[i] * x[i + 1]; } s }",
        "fn f(x: &[f64], n: usize) -> f64 { let mut s = 0.0; for i in 0..n { s += x[i] * x[i]; } s }",
        "fn f(x: &[f64], y: &[f64]) -> f64 { let mut s = 0.0; for i in 0..y.len() { s += x[i]; } s }",
        "fn f(x: &[f64; 3]) -> f64 { let mut s = 0.0; for i in 0..3 { for j in 0..i { s += x[j] * x[j]; } } s }",
        "fn f(x: &[f64; 3], n: usize) -> f64 { let mut s = 0.0; for _ in 0..n { for j in 0..3 { s += x[j] * x[j]; } } s }",
        "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 0..x.len() { if x[i] < 0.0 { break; } s += x[i] * x[i]; } s }",
        "fn f(x: &[f64]) -> f64 { g(x) }",
    ] {
        assert!(of(source).is_empty(), "{source}");
    }
}
