use crate::lowered::reverse_mode_of;
use ad_ir::analyse::worth::is_dear;

fn of(source: &str) -> bool {
    let mut g = reverse_mode_of(source);
    ad_ir::optimise::finish(&mut g);
    is_dear(&g, g.split.expect("two sweeps"))
}

#[test]
fn a_sine_is() {
    assert!(of("fn f(x: f64, y: &[f64]) -> f64 { x.sin() * y[0] }"));
}

#[test]
fn a_product_is_not() {
    assert!(!of("fn f(x: f64, y: f64) -> f64 { let p = x * y; p * p }"));
}

#[test]
fn what_the_reverse_sweep_does_not_need_is_not() {
    assert!(!of("fn f(x: f64) -> f64 { x.ln() }"));
}
