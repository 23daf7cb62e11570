use crate::lowered::finished_reverse_mode_of as of;
use ad_ir::ir::*;
use ad_ir::optimise::*;

#[test]
fn a_call_whose_value_is_not_looked_at_forgets_it() {
    let g = of("fn f(x: f64) -> f64 { let y = g(x); y * y }");
    let text = g.to_string();
    assert!(text.contains("call adjoint of g"), "{text}");
}

#[test]
fn an_adjoint_of_a_linear_transform_in_place_does_not_transform() {
    let g = of("fn f(x: &mut [f64], n: usize) { for i in 0..n { x[i] *= 3.0; } }");
    let loops = |f: &Function| f.to_string().matches("for ").count();
    let adjoint = adjoint(&g).expect("it is cheaper");
    assert_eq!((loops(&g), loops(&adjoint)), (2, 1), "{adjoint}");
}

#[test]
fn an_adjoint_of_a_straight_line_is_the_same() {
    assert!(adjoint(&of("fn f(x: f64) -> f64 { x * x }")).is_none());
}
