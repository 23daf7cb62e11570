/// Reverse mode of a function, printed.
fn vjp(source: &str) -> String {
    let f = crate::lowered::optimised(source);
    let g = ad_ir::transform::vjp(&f).expect("it can be differentiated");
    g.to_string()
}

#[test]
fn a_triangular_matrix_by_rows_is_read_again() {
    let text = vjp("fn f(a: &[f64], n: usize) -> f64 {
        let mut l = vec![0.0; n * n];
        let mut s = 0.0;
        for i in 0..n {
            for j in 0..=i {
                let mut sum = a[i * n + j];
                for k in 0..j { sum -= l[i * n + k] * l[j * n + k]; }
                if i == j { let root = sum.sqrt(); s += root.ln(); l[i * n + i] = root; }
                else { l[i * n + j] = sum / l[j * n + j]; }
            }
        }
        s
    }");
    assert!(!text.contains("tape") && !text.contains("before"), "{text}");
}

#[test]
fn a_column_that_may_leave_its_row_is_kept() {
    let text = vjp("fn f(a: &mut [f64], n: usize, m: usize) {
        for i in 0..n { for j in 1..m { a[i * n + j] = a[i * n + j - 1] * 2.0_f64.powf(a[i * n]); } }
    }");
    assert!(text.contains("tape"), "{text}");
}

#[test]
fn what_a_recurrence_has_left_behind_is_read_again() {
    for source in [
        "fn f(x: &mut [f64], c: &[f64]) { for i in 1..x.len() { x[i] = c[i] * x[i - 1]; } }",
        "fn f(x: &mut [f64], c: &[f64]) { for i in (0..x.len() - 1).rev() { x[i] = c[i] * x[i + 1]; } }",
    ] {
        let text = vjp(source);
        assert!(!text.contains("tape"), "{text}");
    }
}

#[test]
fn what_a_recurrence_overwrites_next_is_kept() {
    for source in [
        "fn f(x: &mut [f64], c: &[f64]) { for i in (1..x.len()).rev() { x[i] = c[i] * x[i - 1]; } }",
        "fn f(x: &mut [f64], c: &[f64]) { for i in 0..x.len() - 1 { x[i] = c[i] * x[i + 1]; } }",
        "fn f(x: &mut [f64], c: &[f64]) { for t in 0..9 { for i in 1..x.len() { x[i] = c[i] * x[i - 1]; } } }",
    ] {
        let text = vjp(source);
        assert!(text.contains("tape") || text.contains("before"), "{text}");
    }
}

#[test]
fn what_was_stored_for_good_is_read_back() {
    let text = vjp("fn f(x: &[f64], y: &mut [f64]) { for i in 0..x.len() { y[i] = x[i].exp(); } }");
    assert!(
        !text.contains("tape") && text.matches("exp").count() == 1,
        "{text}"
    );
}
