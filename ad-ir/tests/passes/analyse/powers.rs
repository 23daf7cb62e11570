use crate::lowered::{optimised, reverse_mode_of};
use ad_ir::analyse::powers::Powers;

fn exponents(source: &str) -> Vec<u32> {
    let f = optimised(source);
    Powers::new(&f).all().map(|p| p.exponent).collect()
}

#[test]
fn powers_are_found_in_products() {
    assert_eq!(exponents("fn f(x: f64) -> f64 { x * x * x }"), [3]);
    assert_eq!(
        exponents("fn f(x: f64, y: f64) -> f64 { let s = x * x; y * (x * s * x) }"),
        [3, 4]
    );
    assert_eq!(
        exponents("fn f(x: f64, y: f64) -> f64 { x * x * y + y * y }"),
        []
    );
}

#[test]
fn the_derivative_of_a_cube_is_one_product() {
    let text = reverse_mode_of("fn f(x: f64) -> f64 { x * x * x }").to_string();
    let sweep = &text[text.find("result_bar%").expect("a sweep")..];
    assert!(!sweep.contains(" = add "), "{text}");
    assert_eq!(sweep.matches(" = mul ").count(), 2, "{text}");
}
