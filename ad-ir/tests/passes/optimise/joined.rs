use crate::lowered::optimised;

fn lanes_of(source: &str) -> String {
    let f = optimised(source);
    let mut g = ad_ir::transform::jvp(&f).expect("it can be differentiated");
    ad_ir::optimise::optimise(&mut g);
    let lanes = ad_ir::transform::lanes(&g, f.bases.len(), "2", &|_| false);
    let mut lanes = lanes.expect("it has several directions");
    ad_ir::optimise::joined(&mut lanes);
    ad_ir::ir::verify::verify(&lanes).expect("it is valid");
    lanes.to_string()
}

#[test]
fn arrays_are_made_in_what_is_returned() {
    let text = lanes_of(
        "fn f(x: &[f64; 3]) -> [f64; 3] { let mut y = [0.0; 3]; for i in 0..3 { y[i] = x[i] * x[i]; } y }",
    );
    assert!(text.contains("store result.0[i]"), "{text}");
    assert!(text.contains("store result.1[i][lane"), "{text}");
    assert!(text.contains("-> result {"), "{text}");
}

#[test]
fn what_is_set_later_is_set_in_it() {
    let text = lanes_of("fn f(x: f64) -> [f64; 2] { let c = x.cos(); [x * c, c] }");
    assert!(text.contains("= ([%2, c], default)"), "{text}");
}

#[test]
fn vectors_are_moved_as_they_are() {
    let text = lanes_of(
        "fn f(x: &[f64]) -> Vec<f64> { let mut y = vec![0.0; x.len()]; for i in 0..x.len() { y[i] = x[i] * x[i]; } y }",
    );
    assert!(!text.contains("let result"), "{text}");
}
