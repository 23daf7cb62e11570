use crate::lowered::optimised;

fn half_open(source: &str) -> (usize, String) {
    let mut f = optimised(source);
    let changed = ad_ir::optimise::half_open(&mut f).changed;
    ad_ir::ir::verify::verify(&f).expect("it is valid");
    (changed, f.to_string())
}

#[test]
fn up_to_an_index_that_is_below_something() {
    let (changed, text) = half_open(
        "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 0..x.len() { for j in 0..=i { s += x[i] * x[j]; } } s }",
    );
    assert_eq!(changed, 1, "{text}");
    assert!(!text.contains("..="), "{text}");
}

#[test]
fn up_to_a_number() {
    let (changed, text) = half_open(
        "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 1..=4usize { s += x[i]; } s }",
    );
    assert_eq!(changed, 1, "{text}");
    assert!(text.contains("in 1..5 carry"), "{text}");
}

#[test]
fn not_where_it_could_overflow() {
    for source in [
        "fn f(x: &[f64], n: usize) -> f64 { let mut s = 0.0; for i in 0..=n { s += x[i]; } s }",
        "fn f(x: &[f64], n: usize) -> f64 { let mut s = 0.0; for i in 0..=n { for j in 0..=i { s += x[j]; } } s }",
        "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for i in 0..=255u8 { s += x[i as usize]; } s }",
    ] {
        let (changed, text) = half_open(source);
        assert_eq!(changed, 0, "{text}");
    }
}
