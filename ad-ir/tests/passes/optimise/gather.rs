use crate::lowered::reverse_mode_of;
use ad_ir::optimise::*;

#[test]
fn an_element_that_every_trip_adds_to_is_summed_in_a_variable() {
    let mut g = reverse_mode_of(
        "fn f(x: &[f64], y: &[f64], k: usize) -> f64 {
            let mut s = 0.0; for i in 0..y.len() { s += y[i] * x[k]; } s * s
        }",
    );
    assert_eq!(gather(&mut g, 2).changed, 1);
    ad_ir::ir::verify::verify(&g).unwrap();
    let text = g.to_string();
    let reverse = text.rsplit(" = for ").next().expect("a reverse sweep");
    assert!(
        reverse.contains("accumulate y_bar") && reverse.contains("yield sum"),
        "{text}"
    );
    assert!(
        reverse.contains("if ") && reverse.contains("accumulate x_bar[k], sum"),
        "{text}"
    );
}
