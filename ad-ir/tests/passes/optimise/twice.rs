use crate::lowered::reverse_sweeps_of as of;

#[test]
fn the_cotangent_of_several_squares_is_doubled_once() {
    let text = of("fn f(x: f64, y: f64) -> f64 { (x * x + y * y).sqrt() }");
    let sweep = &text[text.find("result_bar%").expect("a sweep")..];
    assert_eq!(sweep.matches(" = add ").count(), 1, "{text}");
    assert_eq!(sweep.matches(" = mul ").count(), 2, "{text}");
}

#[test]
fn of_one_square_the_product_is_doubled() {
    let text = of("fn f(x: f64, k: f64) -> f64 { k * (x * x) }");
    let (product, sum) = (text.find(" = mul %6, x"), text.find(" = add "));
    assert!(product.is_some() && product < sum, "{text}");
}

#[test]
fn what_a_loop_does_not_change_is_doubled_before_it() {
    let text = of(
        "fn f(x: &[f64], k: f64) -> f64 { let mut s = 0.0; for i in 0..x.len() { s += x[i] * x[i]; } k * s }",
    );
    let sweep = &text[text.find("result_bar%").expect("a sweep")..];
    assert!(sweep.contains("= add s_bar%12, s_bar%12"), "{text}");
}

#[test]
fn where_there_is_a_sum_it_is_added_twice() {
    let text = of("fn f(x: f64, k: f64) -> f64 { k * (x * x) + k * x }");
    assert_eq!(text.matches("x_bar%").count(), 5, "{text}");
}

/// A branch may look at what is computed again.
#[test]
fn what_is_computed_again_stays_as_it_is() {
    let text = of(
        "fn f(x: &[f64]) -> f64 { let mut s = 1.0; for v in x { s = (s * (0.6 * (*v + *v))).sin(); } s }",
    );
    assert_eq!(text.matches(" = mul 0.6, ").count(), 2, "{text}");
}
