use crate::lowered::finished_reverse_mode_of;

fn of(source: &str) -> String {
    finished_reverse_mode_of(source).to_string()
}

#[test]
fn a_call_hands_over_to_its_adjoint() {
    let text = of("fn f(x: &[f64], k: f64) -> f64 { let y = g(x, k); y * y }");
    assert!(
        text.contains("call g(&x, k) handing over #0") && text.contains(") taking #0"),
        "{text}"
    );
}

#[test]
fn not_where_what_it_read_is_written() {
    let text =
        of("fn f(x: &[f64]) -> f64 { let mut v = x.to_vec(); let y = g(&v); v[0] = y; y * v[0] }");
    assert!(!text.contains("taking"), "{text}");
}

#[test]
fn in_an_iteration_that_runs_forth_and_back_at_once() {
    let source = "fn f(x: &[f64], k: f64) -> f64 { let mut s = 0.0; for i in 0..x.len() { s += g(x[i], k); } s }";
    let mut g = crate::lowered::reverse_mode_at_once(source);
    ad_ir::optimise::finish(&mut g);
    let text = g.to_string();
    assert_eq!(text.matches("handing over #0").count(), 1, "{text}");
    assert_eq!(text.matches("taking #0").count(), 1, "{text}");
}
