use crate::lowered::reverse_sweeps_of;

#[test]
fn the_product_of_a_vector_and_a_matrix_runs_along_rows() {
    let text = reverse_sweeps_of(
        "fn f(x: &[f64], m: &[f64], n: usize) -> Vec<f64> { let mut y = vec![0.0; n]; \
         for j in 0..n { let mut s = 0.0; for i in 0..x.len() { s += x[i] * m[i * n + j]; } y[j] = s.sin(); } y }",
    );
    assert!(
        text.contains("let s_bar_row: Vec<f64> = [0.0; n]"),
        "{text}"
    );
    assert!(text.contains("load s_bar_row[j"), "{text}");
}

#[test]
fn rows_are_made_once() {
    let text = reverse_sweeps_of(
        "fn f(x: &[f64], m: &[Vec<f64>], t: usize) -> f64 { let n = m.len(); let mut y = x.to_vec(); \
         let mut z = vec![0.0; n]; for _ in 0..t { \
         for j in 0..n { let mut s = 0.0; for i in 0..n { s += y[i] * m[i][j]; } z[j] = s.sin(); } \
         for j in 0..n { y[j] = z[j]; } } y[0] }",
    );
    let (before, _) = text.split_once("in rev").expect("a reverse sweep");
    assert!(before.contains("_row: Vec<f64>"), "{text}");
}

#[test]
fn not_by_an_index_of_another_type() {
    let text = reverse_sweeps_of(
        "fn f(x: &[f64], m: &[f64], n: i32) -> Vec<f64> { let mut y = vec![0.0; n as usize]; \
         for j in 0..n { let mut s = 0.0; for i in 0..n { s += x[i as usize] * m[(i * n + j) as usize]; } \
         y[j as usize] = s.sin(); } y }",
    );
    assert!(!text.contains("row:"), "{text}");
}

#[test]
fn not_along_rows_and_not_where_nothing_is_allocated() {
    for source in [
        "fn f(x: &[f64], m: &[f64], n: usize) -> Vec<f64> { let mut y = vec![0.0; n]; \
         for j in 0..n { let mut s = 0.0; for i in 0..n { s += x[i] * m[j * n + i]; } y[j] = s.sin(); } y }",
        "fn f(x: &[f64; 3], m: &[f64; 9]) -> [f64; 3] { let mut y = [0.0; 3]; \
         for j in 0..3 { let mut s = 0.0; for i in 0..3 { s += x[i] * m[i * 3 + j]; } y[j] = s.sin(); } y }",
        // The next trip looks at what is added.
        "fn f(m: &mut Vec<f64>, n: usize) { for j in 0..n { let mut s = 0.0; \
         for i in 0..n { s += m[i * n + j]; } m[j] = s.sin(); } }",
    ] {
        let text = reverse_sweeps_of(source);
        assert!(!text.contains("row:"), "{text}");
    }
}
