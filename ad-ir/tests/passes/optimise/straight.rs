use crate::lowered::{optimised, reverse_mode_of};

#[test]
fn what_a_call_finds_is_copied_to_the_tape() {
    let mut g = reverse_mode_of(
        "fn f(x: &[f64; 3], n: usize) -> f64 { let mut u = *x; \
         for _ in 0..n { u = g(&u); } u[0] * u[1] }",
    );
    assert_eq!(ad_ir::optimise::straight(&mut g).changed, 1);
    ad_ir::ir::verify::verify(&g).expect("it is valid");
    let text = g.to_string();
    assert!(text.contains("push u_before_tape, copy u"), "{text}");
    assert!(!text.contains("let u_before:"), "{text}");
}

#[test]
fn what_is_read_as_well_stays() {
    let mut f = optimised(
        "fn f(x: &[f64; 3], all: &mut Vec<[f64; 3]>) -> f64 { let y = *x; let z = y[0] * y[1]; all.push(y); z }",
    );
    assert_eq!(ad_ir::optimise::straight(&mut f).changed, 0);
}
