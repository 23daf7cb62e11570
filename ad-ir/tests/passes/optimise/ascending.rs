use crate::lowered::reverse_sweeps_of;

/// How many loops of the reverse sweep run downwards.
fn downwards(source: &str) -> usize {
    reverse_sweeps_of(source).matches("in rev").count()
}

#[test]
fn loops_that_only_add_run_upwards() {
    for source in [
        "fn f(x: &[f64], y: &[f64]) -> f64 { let mut s = 0.0; for i in 0..x.len() { s += x[i] * y[i]; } s * s }",
        "fn f(a: &[f64], x: &[f64], n: usize) -> f64 { let mut s = 0.0; for i in 0..n { for j in 0..i { \
         s += a[i * n + j] * x[i] * x[j]; } } s * s }",
        // One of them carries sums through the other.
        "fn f(x: &[f64], y: f64, n: usize) -> f64 { let mut s = 0.0; for i in 0..n { for j in 0..n { \
         s += x[j] * (y * (i as f64)).sin(); } } s * s }",
        // Elements of their own.
        "fn f(x: &mut [f64], y: &[f64]) { for i in 0..x.len() { x[i] = x[i] * y[i]; } }",
    ] {
        let text = reverse_sweeps_of(source);
        assert_eq!(downwards(source), 0, "{text}");
    }
}

#[test]
fn not_those_of_which_a_trip_needs_another() {
    for source in [
        "fn f(x: &[f64]) -> f64 { let mut v = 1.0; for i in 0..x.len() { v = (v * x[i]).sin(); } v }",
        "fn f(x: &mut [f64]) { for i in 1..x.len() { x[i] = x[i] * x[i - 1]; } }",
        "fn f(x: &mut [f64], k: &[usize]) { for i in 0..k.len() { x[k[i]] = x[k[i]] * x[k[i]]; } }",
        // It takes what was kept from the top.
        "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 0..x.len() { s += g(x[i]); } s * s }",
    ] {
        let text = reverse_sweeps_of(source);
        assert_eq!(downwards(source), 1, "{text}");
    }
}

#[test]
fn not_where_bounds_are_asked_for_in_each_trip() {
    let source = "fn f(x: &[Vec<f64>], j: usize, n: usize) -> f64 { let mut s = 0.0; \
        for i in 0..n { s += x[j][i] * x[j][i]; } s * s }";
    assert_eq!(downwards(source), 1);
}

#[test]
fn loops_of_the_function_stay_as_they_are() {
    let source = "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in (0..x.len()).rev() { s += x[i] * x[i]; } s * s }";
    let text = reverse_sweeps_of(source);
    assert_eq!(text.matches("in rev").count(), 1, "{text}");
    assert!(
        text.contains("s%7 = for i%1 in rev") || text.contains("in rev 0..%0 carry (s"),
        "{text}"
    );
}
