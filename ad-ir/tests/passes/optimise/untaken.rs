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
        // Elements that nobody looks at.
        "fn f(x: &[f64]) -> f64 { let mut r = vec![0.0; x.len()]; for i in 0..x.len() { r[i] = 1.0 / x[i]; } r[1] }",
        "fn f(x: &[f64], r: &mut [f64]) { for i in 0..x.len() { r[i] = 1.0 / x[i]; } }",
        // Trips after which nothing is used.
        "fn f(x: &[f64]) -> f64 { let mut q = 0.0; for i in 0..x.len() { q = 1.0 / x[i]; } q }",
        "fn f(x: &[f64], n: usize) -> f64 { let q = 1.0 / x[0]; let mut s = x[1]; for i in 0..n { s += q * x[i]; } s }",
        // An exponential that is too large.
        "fn f(x: f64) -> f64 { 1.0 / (1.0 + x.exp()) }",
    ] {
        assert_ne!(guarded(source), 0, "{source}");
    }
}

/// Reverse mode, guarded.
fn text(source: &str) -> String {
    let f = optimised(source);
    let mut g = ad_ir::transform::vjp(&f).expect("it can be differentiated");
    untaken(&mut g, f.values.len(), f.bases.len());
    ad_ir::ir::verify::debug_verify(&g, "untaken");
    g.to_string()
}

#[test]
fn adjoints_that_add_to_more_than_numbers_are_called_where_something_came_of_the_value() {
    for (source, condition) in [
        ("fn f(w: &W, t: f64) -> f64 { t.min(w.at(t)) }", "not"),
        (
            "fn f(w: &[f64], t: f64) -> f64 { let q = g(w, t); if t > 0.0 { q } else { t } }",
            "gt",
        ),
        (
            "fn f(w: &[f64], t: f64) -> f64 { let q = g(w, t); let r = q * q; if t > 0.0 { r } else { t } }",
            "gt",
        ),
        (
            "fn f(w: &[f64], t: f64) -> f64 { let q = g(w, t); t.min(q) + t.max(2.0 * q) }",
            "or",
        ),
        (
            "fn f(w: &[f64], t: f64) -> f64 { let q = g(w, t); t.min(t.max(q)) }",
            "and",
        ),
    ] {
        let text = text(source);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let call = lines.iter().position(|line| line.contains("call vjp of"));
        let around = lines[call.expect("an adjoint") - 1];
        let asked = around
            .strip_prefix("if ")
            .and_then(|rest| rest.strip_suffix(" {"));
        let asked = asked.unwrap_or_else(|| panic!("{source}\n{text}"));
        let made = lines
            .iter()
            .find(|line| line.starts_with(&format!("{asked} = ")));
        let made = made.expect("the condition");
        assert!(
            made.contains(&format!("= {condition} ")),
            "{source}\n{text}"
        );
    }
}

#[test]
fn other_adjoints_are_called() {
    for source in [
        // It is used in both branches, or after them.
        "fn f(w: &[f64], t: f64) -> f64 { let q = g(w, t); if t > 0.0 { q } else { t * q } }",
        "fn f(w: &[f64], t: f64) -> f64 { let q = g(w, t); let r = if t > 0.0 { q } else { t }; r * q }",
        // Its cotangent may be zero, and what becomes of that another time is not.
        "fn f(w: &[f64], t: f64) -> f64 { g(w, t) * t }",
        // What it leaves in memory has a cotangent, too.
        "fn f(w: &mut [f64], t: f64) -> f64 { let q = g(w, t); t.min(q) }",
        // All it adds to are numbers, which are guarded.
        "fn f(w: f64, t: f64) -> f64 { let q = g(w, t); t.min(q) }",
    ] {
        let text = text(source);
        let guarded = text
            .lines()
            .any(|line| line.starts_with("    ") && line.contains("call vjp of"));
        assert!(!guarded, "{source}\n{text}");
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
        // Each element is looked at.
        "fn f(x: &[f64]) -> f64 { let mut r = vec![0.0; x.len()]; for i in 0..x.len() { r[i] = 1.0 / x[i]; }
         let mut s = 0.0; for i in 0..r.len() { s += r[i] * r[i]; } s }",
        // What is divided by is not zero.
        "fn f(x: &[f64]) -> f64 { let mut r = vec![0.0; x.len()]; for i in 0..x.len() { r[i] = 1.0 / (1.0 + x[i] * x[i]); } r[1] }",
        // The exponential is not what is divided by.
        "fn f(x: f64, y: f64) -> f64 { x.exp() / y }",
    ] {
        assert_eq!(guarded(source), 0, "{source}");
    }
}
