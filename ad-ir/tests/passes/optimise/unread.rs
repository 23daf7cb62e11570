use crate::lowered::reverse_mode_of;

#[test]
fn nothing_is_kept_of_a_variable_that_branches_set() {
    let f = reverse_mode_of(
        "fn f(x: f64, y: f64) -> Shape {
             if x < y { Shape::Empty } else { Shape::Circle { r: x * y } }
         }",
    );
    let text = f.to_string();
    assert!(!text.contains("before"), "{text}");
}

#[test]
fn what_the_next_trip_looks_at_stays() {
    let f = reverse_mode_of(
        "fn f(x: f64, n: usize) -> f64 {
             let mut p = Pair { a: x, b: x };
             let mut sum = 0.0;
             for i in 0..n {
                 sum += p.a * p.b;
                 p = Pair { a: p.b, b: p.a * x };
             }
             sum
         }",
    );
    let text = f.to_string();
    assert!(text.contains("p = Pair"), "{text}");
}
