use crate::lowered::optimised;
use ad_ir::ir::Callee;

/// Several directions of a function, all of whose callees have them.
fn lanes_of(source: &str) -> String {
    let f = optimised(source);
    let mut g = ad_ir::transform::jvp(&f).expect("it can be differentiated");
    ad_ir::optimise::optimise(&mut g);
    let has = |_: &Callee, _: bool| true;
    let lanes = ad_ir::transform::lanes(&g, f.bases.len(), "2", &has);
    let mut lanes = lanes.expect("it has several directions");
    ad_ir::optimise::parts(&mut lanes);
    ad_ir::optimise::lent(&mut lanes);
    ad_ir::ir::verify::verify(&lanes).expect("it is valid");
    lanes.to_string()
}

#[test]
fn arrays_are_made_where_the_caller_has_room() {
    let text = lanes_of(
        "fn f(x: &[f64; 3]) -> [f64; 3] { let mut y = [0.0; 3]; for i in 0..3 { y[i] = x[i] * x[i]; } y }",
    );
    assert!(
        text.contains("y_dot: &mut [Lanes<f64, 2>; 3]) -> y {"),
        "{text}"
    );
    assert!(text.contains("set_zero y_dot"), "{text}");
    assert!(text.contains("store y_dot[i][lane"), "{text}");
}

#[test]
fn what_is_set_later_is_set_there() {
    let text = lanes_of("fn f(x: f64) -> [f64; 2] { let c = x.cos(); [x * c, c] }");
    assert!(text.contains("&mut [Lanes<f64, 2>; 2]"), "{text}");
}

#[test]
fn what_a_call_returns_is_made_there_as_well() {
    let text = lanes_of("fn f(x: f64) -> [f64; 2] { let y: [f64; 2] = g(x); y }");
    assert!(text.contains("set_zero y_dot"), "{text}");
    assert!(!text.contains("copy"), "{text}");
}

#[test]
fn vectors_are_moved_as_they_are() {
    let text = lanes_of(
        "fn f(x: &[f64]) -> Vec<f64> { let mut y = vec![0.0; x.len()]; for i in 0..x.len() { y[i] = x[i] * x[i]; } y }",
    );
    assert!(!text.contains("&mut"), "{text}");
}

#[test]
fn what_calls_return_in_a_loop_is_made_before_it() {
    let text = lanes_of(
        "fn f(x: &[f64; 9]) -> f64 {
            let mut sum = 0.0;
            for i in 0..3 { let y: [f64; 3] = g(x[i]); sum += y[0] * y[2]; }
            sum
        }",
    );
    let (room, of_loop) = (text.find("= default"), text.find("= for i"));
    assert!(room < of_loop, "{text}");
    assert!(text.contains("&mut y_dot"), "{text}");
}
