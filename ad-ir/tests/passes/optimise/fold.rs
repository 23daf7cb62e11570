use crate::lowered::reverse_mode_of;

/// The forward sweep would be without the branch, and the reverse sweep would still have it.
#[test]
fn a_condition_that_holds_on_both_ways_is_no_branch() {
    let f = reverse_mode_of(
        "fn f(x: f64, n: usize) -> f64 {
             if x > 0.5 || ((n % 2 == 0 && true) || true) { x.sin() } else { shape(x).area() }
         }",
    );
    let text = f.to_string();
    assert!(!text.contains("if"), "{text}");
    assert!(!text.contains("shape"), "{text}");
}

/// Which of two constants it was is the condition itself.
#[test]
fn a_number_that_stands_for_a_condition_is_not_compared() {
    let f = reverse_mode_of(
        "fn f(x: f64, y: f64) -> f64 {
             let which = if x > y { 0 } else { 1 };
             if which == 0 { x.sin() } else { y.cos() }
         }",
    );
    let text = f.to_string();
    assert!(!text.contains("eq "), "{text}");
}
