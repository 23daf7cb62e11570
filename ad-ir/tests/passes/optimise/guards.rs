use crate::lowered::reverse_mode_of;
use ad_ir::optimise::guards;

#[test]
fn a_guard_asks_whether_the_factor_vanishes() {
    let mut g = reverse_mode_of("fn f(x: f64, m: f64) -> f64 { m / x.sqrt() }");
    assert!(g.to_string().contains("is_nan"), "{g}");
    assert_eq!(guards(&mut g, 0).changed, 1);
    ad_ir::optimise::dce(&mut g);
    let text = g.to_string();
    assert!(
        !text.contains("is_nan") && text.contains("select"),
        "{text}"
    );
}

#[test]
fn what_would_be_infinite_itself_needs_no_guard() {
    let mut g = reverse_mode_of("fn f(x: f64, m: f64) -> f64 { m / x.sqrt() }");
    assert_eq!(ad_ir::optimise::needless(&mut g, 0).changed, 1);
    ad_ir::optimise::optimise(&mut g);
    assert!(!g.to_string().contains("select"), "{g}");
    let mut g = reverse_mode_of("fn f(x: f64, m: f64) -> f64 { m * x.sqrt() + 1.0 / x.sqrt() }");
    assert_eq!(ad_ir::optimise::needless(&mut g, 0).changed, 0);
}

#[test]
fn not_of_a_quotient_and_not_of_what_is_no_product() {
    for source in [
        "fn f(x: f64) -> f64 { x.sqrt() }",
        "fn f(x: f64, y: f64) -> f64 { let z = x * y; if x == 0.0 && (z + 1.0).is_nan() { 0.0 } else { z + 1.0 } }",
    ] {
        assert_eq!(
            guards(&mut reverse_mode_of(source), 0).changed,
            0,
            "{source}"
        );
    }
}
