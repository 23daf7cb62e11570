use crate::lowered::optimised;
use ad_ir::optimise::came;

/// Reverse mode with its adjoints under conditions, and how many there are.
fn asked(source: &str) -> (usize, String) {
    let f = optimised(source);
    let mut g = ad_ir::transform::vjp(&f).expect("it can be differentiated");
    let stats = came(&mut g, f.bases.len());
    ad_ir::ir::verify::debug_verify(&g, "came");
    (stats.changed, g.to_string())
}

#[test]
fn adjoints_of_what_was_used_on_ways_that_may_not_be_taken() {
    for source in [
        "fn f(x: f64, k: usize) -> f64 { let q = g(x); match k { 0 => q, 1 => x, _ => 2.0 * x } }",
        "fn f(v: &V, x: f64) -> f64 { let u = v.unit(); if x > 0.0 { u.x } else { x } }",
        "fn f(v: &V, x: &[f64]) -> f64 { let u = v.unit(); let mut s = 0.0;
         for i in 0..x.len() { if x[i] > 0.0 { s += u.x * x[i]; } } s }",
    ] {
        let (n, text) = asked(source);
        assert_eq!(n, 1, "{source}\n{text}");
        assert!(text.contains("let came: bool = false"), "{source}\n{text}");
    }
}

#[test]
fn other_adjoints() {
    for source in [
        // Something always comes of it.
        "fn f(v: &V, x: f64) -> f64 { let u = v.unit(); if x > 0.0 { u.x } else { u.y } * u.x }",
        "fn f(v: &V) -> f64 { let u = v.unit(); u.x * u.y }",
        // A condition says so.
        "fn f(x: f64) -> f64 { let q = g(x); if x > 0.0 { q } else { x } }",
    ] {
        let (n, text) = asked(source);
        assert_eq!(n, 0, "{source}\n{text}");
    }
}
