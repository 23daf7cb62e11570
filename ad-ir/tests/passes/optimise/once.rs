use crate::lowered::{finished_reverse_mode_of, reverse_mode_at_once};
use ad_ir::optimise::{finish, once};

fn of(source: &str) -> String {
    let mut g = finished_reverse_mode_of(source);
    once(&mut g);
    g.to_string()
}

#[test]
fn a_call_of_which_the_value_is_all_that_is_wanted() {
    let text = of("fn f(x: &[f64], k: f64) -> f64 { 2.0 * g(x, k) + 1.0 }");
    assert_eq!(text.matches("call ").count(), 1, "{text}");
    assert!(text.contains(" = call vjp of g(&x, k, "), "{text}");
}

#[test]
fn not_where_the_adjoint_needs_it() {
    let text = of("fn f(x: &[f64], k: f64) -> f64 { let y = g(x, k); y * y }");
    assert!(text.contains("handing over #0"), "{text}");
}

#[test]
fn not_where_what_it_reads_is_written_in_between() {
    let text = of(
        "fn f(x: &[f64]) -> f64 { let mut v = x.to_vec(); let y = g(&v); v[0] = 2.0 * v[1]; y + v[0] }",
    );
    assert!(!text.contains("call vjp"), "{text}");
}

#[test]
fn not_where_it_changes_memory() {
    let text = of("fn f(x: &[f64]) -> f64 { let mut v = x.to_vec(); let y = g(&mut v); y + v[0] }");
    assert!(text.contains("adjoint of g"), "{text}");
}

#[test]
fn in_branches_on_the_same_condition() {
    let source = "fn f(x: &[f64]) -> f64 {
        let mut s = 0.0;
        for i in 0..x.len() { let v = x[i] * x[i]; s += if i > 2 { 4.0 * g(v) } else { g(v) }; }
        s
    }";
    let mut g = reverse_mode_at_once(source);
    finish(&mut g);
    once(&mut g);
    let text = g.to_string();
    assert_eq!(text.matches("call vjp of g").count(), 2, "{text}");
    assert_eq!(text.matches("call ").count(), 2, "{text}");
    assert_eq!(text.matches("if ").count(), 1, "{text}");
}
