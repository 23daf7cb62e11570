use crate::lowered::reverse_mode_of;
use ad_ir::ir::Function;

fn onward(source: &str) -> (usize, Function) {
    let mut g = reverse_mode_of(source);
    ad_ir::optimise::rows(&mut g);
    let changed = ad_ir::optimise::onward(&mut g).changed;
    ad_ir::ir::verify::verify(&g).expect("it is valid");
    (changed, g)
}

#[test]
fn what_a_loop_carries_is_kept_once() {
    let (changed, g) = onward(
        "fn f(x: &[f64]) -> f64 { let mut v = 1.0; for i in 0..x.len() { v = (v * x[i]).exp(); } v }",
    );
    let text = g.to_string();
    assert_eq!(changed, 1, "{text}");
    assert_eq!(g.tapes.len(), 1);
    assert!(text.contains("load v_tape#3[%"), "{text}");
}

#[test]
fn so_is_memory_of_which_a_part_is_read_at_the_end() {
    let (changed, g) = onward(
        "fn f(x: &[f64], w: &[f64]) -> f64 { let mut u = [1.0; 3]; let mut s = 0.0; \
         for i in 0..x.len() { u = g(&u, x[i]); for k in 0..3 { s += w[i] * u[k]; } } s }",
    );
    let text = g.to_string();
    assert_eq!(changed, 1, "{text}");
    assert!(text.contains("push u_before_tape, copy u"), "{text}");
    assert_eq!(g.tapes.len(), 1, "{text}");
}

#[test]
fn so_it_is_in_arrays() {
    let (changed, g) = onward(
        "fn f(x: &[f64; 9]) -> f64 { let mut v = 1.0; for i in 0..9 { v = (v * x[i]).exp(); } v }",
    );
    let text = g.to_string();
    assert_eq!(changed, 1, "{text}");
    assert!(
        text.contains("[f64; 10]") && text.contains("store v_tape#3[9]"),
        "{text}"
    );
}

#[test]
fn not_what_changes_before_the_next_trip() {
    for source in [
        "fn f(x: &[f64], w: &[f64]) -> f64 { let mut u = [1.0; 3]; let mut s = 0.0; \
         for i in 0..x.len() { u = g(&u, x[i]); for k in 0..3 { s += w[i] * u[k]; } u[0] = x[i]; } s }",
        // The index is no position.
        "fn f(x: f64) -> f64 { let mut v = 1.0; for _ in 0..300i32 { v = (v * x).exp(); } v }",
        // Not all trips of the loop run.
        "fn f(x: &[f64]) -> f64 { let mut v = 1.0; for i in 0..x.len() { if v > 9.0 { break; } v = (v * x[i]).exp(); } v }",
    ] {
        let (changed, g) = onward(source);
        assert_eq!(changed, 0, "{g}");
    }
}
