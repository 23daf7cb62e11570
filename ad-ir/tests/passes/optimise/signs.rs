use crate::lowered::{optimised, reverse_sweeps_of};

fn negations(text: &str) -> usize {
    text.matches(" = neg ").count()
}

#[test]
fn what_is_subtracted_is_subtracted_in_reverse() {
    let text = reverse_sweeps_of(
        "fn f(p: f64, v: f64, g: f64) -> f64 { let q = p - g * p; let w = v - g * v; q * w }",
    );
    // What is added to memory with a sign is subtracted from it.
    assert_eq!(negations(&text), 1, "{text}");
    assert!(text.contains("accumulate g_bar, %20"), "{text}");
}

#[test]
fn two_signs_in_a_product_are_none() {
    let text = optimised("fn f(a: f64, b: f64) -> f64 { ((-a) * (-b)).exp() }").to_string();
    assert_eq!(negations(&text), 0, "{text}");
    assert!(text.contains("mul a, b"), "{text}");
}

#[test]
fn a_constant_factor_takes_the_sign() {
    let text = optimised("fn f(a: f64) -> f64 { (-a * 2.0).exp() }").to_string();
    assert!(text.contains("mul a, -2.0"), "{text}");
}

#[test]
fn a_sign_that_something_else_sees_stays() {
    let text = optimised("fn f(a: f64, b: f64) -> f64 { let n = -a; n.exp() + n * b }");
    assert_eq!(negations(&text.to_string()), 1, "{text}");
}

#[test]
fn of_two_negated_terms_the_sum_keeps_the_sign_of_its_zero() {
    let text = optimised("fn f(a: f64, b: f64, c: f64) -> f64 { c + (-a * c + -b * c) }");
    let text = text.to_string();
    assert_eq!(negations(&text), 1, "a zero keeps its sign: {text}");
}

#[test]
fn of_two_negated_cotangents_the_sum_is_subtracted() {
    let text = reverse_sweeps_of(
        "fn f(x: f64, a: f64, b: f64, c: f64) -> f64 { x * c - (x * a + x * b) }",
    );
    assert!(text.contains("x_bar%17 = sub "), "{text}");
}
