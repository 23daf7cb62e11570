use crate::lowered::reverse_mode_of;

#[test]
fn a_root_and_the_quotients_by_it_share_its_inverse() {
    let text =
        reverse_mode_of("fn f(x: f64, m: f64) -> f64 { let r = x.sqrt(); m / r }").to_string();
    assert_eq!(text.matches("singular_div 1.0, r").count(), 1, "{text}");
    // The function itself divides.
    assert_eq!(text.matches(" = div ").count(), 1, "{text}");
}

#[test]
fn other_numbers_are_divided_by() {
    for source in [
        "fn f(x: f64, m: f64) -> f64 { let r = x.exp(); m / r }",
        "fn f(x: f64) -> f64 { x.sqrt() }",
    ] {
        let text = reverse_mode_of(source).to_string();
        assert!(!text.contains("div 1.0"), "{text}");
    }
}
