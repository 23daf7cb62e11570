use crate::lowered::optimised;
use ad_ir::optimise::edges;

/// How many products of forward mode are guarded.
fn guarded(source: &str) -> usize {
    let f = optimised(source);
    let mut g = ad_ir::transform::jvp(&f).expect("it can be differentiated");
    let stats = edges(&mut g, f.values.len());
    ad_ir::ir::verify::debug_verify(&g, "edges");
    stats.changed
}

#[test]
fn products_that_may_be_zero_times_infinity() {
    for source in [
        "fn f(x: f64) -> f64 { x * x.sqrt() }",
        "fn f(x: f64) -> f64 { 1.0 / (1.0 + x.exp()) }",
        // Of a cost that may be infinite.
        "fn f(x: &[f64], k: f64) -> f64 { let mut c = vec![f64::INFINITY; x.len() + 1]; for i in 0..x.len() { c[i] = x[i]; }
         let mut s = 0.0; for v in &c { s += (-v / k).exp(); } s }",
    ] {
        assert_ne!(guarded(source), 0, "{source}");
    }
}

#[test]
fn no_others() {
    for source in [
        "fn f(x: f64, y: f64) -> f64 { x * y + x.exp() * y.sin() }",
        "fn f(x: f64, y: f64) -> f64 { 2.0 * x.sqrt() + y }",
        "fn f(x: f64, y: f64) -> f64 { y / x }",
        // The largest of some is not infinite.
        "fn f(x: &[f64], k: f64) -> f64 { let m = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
         let mut s = 0.0; for v in x { s += ((v - m) / k).exp(); } s }",
    ] {
        assert_eq!(guarded(source), 0, "{source}");
    }
}
