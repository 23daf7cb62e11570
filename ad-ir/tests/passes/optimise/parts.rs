use crate::lowered::optimised;

fn tangents_of(source: &str) -> String {
    let f = optimised(source);
    let mut g = ad_ir::transform::jvp(&f).expect("it can be differentiated");
    ad_ir::optimise::optimise(&mut g);
    ad_ir::optimise::parts(&mut g);
    ad_ir::ir::verify::verify(&g).expect("it is valid");
    g.to_string()
}

#[test]
fn what_is_only_read_stays_where_it_is() {
    let text =
        tangents_of("fn f(x: &[f64; 3]) -> f64 { let y: [f64; 3] = g(x); y[0] * y[1] + y[2] }");
    assert!(text.contains("load y_with_dot.1[0]"), "{text}");
    assert!(!text.contains("let y_dot"), "{text}");
}

#[test]
fn what_is_moved_on_is_moved_from_where_it_is() {
    let text = tangents_of(
        "fn f(x: &[[f64; 3]], k: f64) -> Vec<[f64; 3]> { let mut ys = Vec::new(); \
         for i in 0..x.len() { let y: [f64; 3] = g(&x[i], k); ys.push(y); } ys }",
    );
    assert!(text.contains("push ys_dot, copy y_with_dot.1"), "{text}");
}

#[test]
fn what_is_written_is_memory_of_its_own() {
    let text = tangents_of(
        "fn f(x: &[f64; 3]) -> f64 { let mut y: [f64; 3] = g(x); y[0] = x[1]; y[0] * y[1] }",
    );
    assert!(text.contains("let y_dot"), "{text}");
}
