use crate::lowered::optimised;
use ad_ir::optimise::untaken;

/// How many products are guarded.
fn guarded(source: &str) -> usize {
    let f = optimised(source);
    let mut g = ad_ir::transform::vjp(&f).expect("it can be differentiated");
    let stats = untaken(&mut g, f.values.len(), f.bases.len());
    ad_ir::ir::verify::debug_verify(&g, "untaken");
    stats.changed
}

#[test]
fn products_of_cotangents_that_a_branch_leaves_zero() {
    for source in [
        "fn f(x: f64, y: f64) -> f64 { let q = y / x; if x > 0.0 { q } else { y } }",
        "fn f(x: f64) -> f64 { let e = x.exp(); if x > 30.0 { x } else { (1.0 + e).ln() } }",
        "fn f(x: f64) -> f64 { (1.0 / x).min(5.0) }",
        "fn f(x: f64, y: f64) -> f64 { let q = [y / x, x]; if x > 0.0 { q[0] } else { y } }",
    ] {
        assert_ne!(guarded(source), 0, "{source}");
    }
}

#[test]
fn no_others() {
    for source in [
        "fn f(x: f64, y: f64) -> f64 { let q = y / x; q.exp() * q }",
        // Both branches use it.
        "fn f(x: f64, y: f64) -> f64 { let q = y / x; if x > 0.0 { q * x } else { q } }",
        // All is within the branch.
        "fn f(x: f64, y: f64) -> f64 { if x > 0.0 { (y / x).exp() } else { y } }",
        // Products of what is finite.
        "fn f(x: f64, y: f64) -> f64 { let q = y * x.sin(); if x > 0.0 { q } else { y } }",
        "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 0..x.len() { s += (1.0 / x[i]).sqrt(); } s }",
    ] {
        assert_eq!(guarded(source), 0, "{source}");
    }
}
