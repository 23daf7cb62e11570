use crate::lowered::finished_reverse_mode_of as of;
use ad_ir::optimise::*;

#[test]
fn what_a_callee_overwrites_is_copied_if_it_looks() {
    let text = of(
        "fn f(x: &[f64]) -> f64 { let mut k = vec![0.0; x.len()]; let mut s = 0.0; \
         for _ in 0..3 { g(x, &mut k); s += k[0] * k[0]; } s }",
    )
    .to_string();
    assert_eq!(text.matches("__LOOKS").count(), 2, "{text}");
    assert_eq!(text.matches("else { empty }").count(), 2, "{text}");
}

#[test]
fn an_adjoint_does_not_look_at_what_is_only_written() {
    let looks = |source: &str| adjoint(&of(source)).as_ref().map_or(!0, looked_at);
    let writes = "fn f(x: &[f64], y: &mut [f64]) { for i in 0..x.len() { y[i] = x[i] * x[i]; } }";
    assert_eq!(looks(writes), !2);
    let scales = "fn f(x: &[f64], y: &mut [f64]) { for i in 0..x.len() { y[i] = y[i] * x[i]; } }";
    assert_eq!(looks(scales), !0);
}
