use crate::lowered::{optimised, reverse_mode_at_once};

fn sums(source: &str) -> (usize, String) {
    let f = optimised(source);
    let mut g = reverse_mode_at_once(source);
    let changed = ad_ir::optimise::summed(&mut g, f.values.len()).changed;
    ad_ir::ir::verify::verify(&g).expect("it is valid");
    ad_ir::optimise::optimise(&mut g);
    (changed, g.to_string())
}

#[test]
fn what_a_shift_takes_from_exponentials_is_their_sum() {
    let (changed, text) = sums(
        "fn f(x: &[f64], y: f64) -> f64 { let mut s = 0.0; \
         for i in 0..x.len() { s += (x[i] - y).exp(); } s.ln() }",
    );
    assert_eq!(changed, 1, "{text}");
    assert!(
        text.contains("lt 0, %1"),
        "of no element nothing is added: {text}"
    );
}

#[test]
fn what_is_read_from_memory_is_added_up_once() {
    let (changed, text) = sums(
        "fn f(e: &[f64], y: f64) -> f64 { let mut s = 0.0; for i in 0..e.len() { s += e[i]; } \
         let mut t = 0.0; for i in 0..e.len() { t += y * e[i]; } s * t * t }",
    );
    assert_eq!(changed, 1, "{text}");
}

#[test]
fn not_where_trips_differ() {
    let (changed, text) = sums(
        "fn f(e: &[f64], y: f64) -> f64 { let mut s = 0.0; for i in 1..e.len() { s += e[i]; } \
         let mut t = 0.0; for i in 0..e.len() { t += y * e[i]; } s * t * t }",
    );
    assert_eq!(changed, 0, "{text}");
}

#[test]
fn not_where_memory_has_changed() {
    let (changed, text) = sums(
        "fn f(e: &mut [f64], y: f64) -> f64 { let mut s = 0.0; for i in 0..e.len() { s += e[i]; } e[0] = 1.0; \
         let mut t = 0.0; for i in 0..e.len() { t += y * e[i]; } s * t * t }",
    );
    assert_eq!(changed, 0, "{text}");
}
