use crate::lowered::reverse_mode_of;
use ad_ir::optimise::*;

#[test]
fn a_cotangent_that_replaces_another_is_stored() {
    let mut g = reverse_mode_of(
        "fn f(x: &mut [f64], c: f64) { for i in 0..x.len() - 1 { x[i] = c * x[i] + x[i + 1]; } }",
    );
    assert_eq!(first(&mut g, 1).changed, 1);
    ad_ir::ir::verify::verify(&g).unwrap();
    let text = g.to_string();
    assert_eq!(text.matches("store x_bar").count(), 1, "{text}");
}

#[test]
fn a_number_begins_with_what_is_added_first() {
    let f = "fn f(x: f64) -> f64 { let y = g(x); y * x }";
    let mut g = reverse_mode_of(f);
    assert!(g.to_string().contains("accumulate value_bar"), "{g}");
    assert_eq!(first(&mut g, 1).changed, 1);
    ad_ir::ir::verify::verify(&g).unwrap();
    let text = g.to_string();
    assert!(
        !text.contains("accumulate value_bar") && !text.contains("f64 = 0.0"),
        "{text}"
    );
}

#[test]
fn not_where_the_element_may_be_looked_at() {
    let mut g = reverse_mode_of(
        "fn f(x: &mut [f64], c: f64, k: usize) { for i in 0..x.len() { x[i] = c * x[i] + x[k]; } }",
    );
    assert_eq!(first(&mut g, 1).changed, 0);
}
