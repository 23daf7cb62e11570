use crate::lowered::finished_reverse_mode_of;

fn of(source: &str) -> String {
    finished_reverse_mode_of(source).to_string()
}

#[test]
fn what_is_replaced_is_given_away() {
    let text = of(
        "fn f(x: &[f64]) -> f64 { let mut h = x.to_vec(); for i in 0..x.len() { h = layer(&h); } h[0] }",
    );
    assert!(text.contains("move h\n    h = move value"), "{text}");
    assert!(!text.contains("copy h\n"), "{text}");
}

#[test]
fn not_where_it_is_changed_before() {
    let text = of(
        "fn f(x: &[f64]) -> f64 { let mut h = x.to_vec(); for i in 0..x.len() { let y = layer(&h); h[0] = x[i]; h = other(&h, &y); } h[0] }",
    );
    assert!(text.contains("copy h"), "{text}");
}
