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
