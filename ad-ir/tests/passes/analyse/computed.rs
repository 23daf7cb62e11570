use crate::lowered::reverse_mode_of;

fn count(source: &str, name: &str) -> usize {
    let text = reverse_mode_of(source).to_string();
    text.matches(&format!(" = {name} ")).count()
}

#[test]
fn a_sine_and_a_cosine_in_a_branch_are_computed_once() {
    let source = "fn f(x: f64, k: f64) -> f64 { if x > 0.0 { let (s, c) = x.sin_cos(); k * s * c } else { k } }";
    assert_eq!((count(source, "sin"), count(source, "cos")), (1, 1));
}

#[test]
fn what_another_branch_computes_is_not_there() {
    let source = "fn f(x: f64) -> f64 { if x > 0.0 { x.sin() } else { x.cos() } }";
    assert_eq!((count(source, "sin"), count(source, "cos")), (2, 2));
}
