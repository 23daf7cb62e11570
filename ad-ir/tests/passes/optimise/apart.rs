use crate::lowered::optimised;

fn forward_mode_of(source: &str) -> String {
    let mut g = ad_ir::transform::jvp(&optimised(source)).expect("it can be differentiated");
    ad_ir::optimise::optimise(&mut g);
    ad_ir::optimise::apart(&mut g);
    ad_ir::ir::verify::debug_verify(&g, "apart");
    g.to_string()
}

#[test]
fn each_product_reads_its_tangent() {
    let text =
        forward_mode_of("fn f(a: &[f64; 2], x: &[f64]) -> [f64; 2] { [a[0] * x[0], a[1] * x[0]] }");
    assert_eq!(text.matches("load x_dot[0]").count(), 2, "{text}");
}

#[test]
fn what_is_added_as_well_is_read_once() {
    let text = forward_mode_of("fn f(a: f64, x: &[f64]) -> f64 { a * x[0] + x[0] }");
    assert_eq!(text.matches("load x_dot[0]").count(), 1, "{text}");
}
