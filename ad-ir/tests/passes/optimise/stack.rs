use crate::lowered::finished_reverse_mode_of;

fn of(source: &str) -> String {
    finished_reverse_mode_of(source).to_string()
}

#[test]
fn from_one_sweep_of_a_loop_to_the_other() {
    let text = of("fn f(x: f64) -> f64 { let mut y = x; for _ in 0..3 { y = g(y); } y }");
    assert_eq!(text.matches("pushing on #0").count(), 1, "{text}");
    assert_eq!(text.matches("popping from #0").count(), 1, "{text}");
}

#[test]
fn from_a_branch_in_a_loop_that_leaves_early() {
    let text = of(
        "fn f(x: f64) -> f64 { let mut y = x; while y < 9.0 { if y > 2.0 { y = g(y); } else { y = h(y, y); } } y }",
    );
    for n in 0..2 {
        assert!(text.contains(&format!("pushing on #{n}")), "{text}");
        assert!(text.contains(&format!("popping from #{n}")), "{text}");
    }
}

#[test]
fn two_calls_of_a_function_have_two_stacks() {
    let text = of("fn f(x: f64) -> f64 { let mut y = x; for _ in 0..3 { y = g(y); y = g(y); } y }");
    assert_eq!(text.matches("pushing on").count(), 2, "{text}");
    assert!(text.contains("popping from #1"), "{text}");
}
