use crate::lowered::reverse_sweeps_of as of;

#[test]
fn the_root_of_a_sum_of_squares_halves_nothing() {
    let text = of("fn f(x: f64, y: f64, m: f64) -> f64 { let d = (x * x + y * y).sqrt(); m / d }");
    assert!(!text.contains("0.5"), "{text}");
    let sweep = &text[text.find("result_bar%").expect("a sweep")..];
    assert!(!sweep.contains(" = add "), "{text}");
}

#[test]
fn a_half_that_is_used_otherwise_stays() {
    let text = of("fn f(x: f64, y: f64, m: f64) -> f64 { m / (x * x + y).sqrt() }");
    assert!(text.contains("0.5"), "{text}");
}
