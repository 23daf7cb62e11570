use crate::lowered::reverse_mode_at_once;

/// Around how many loops the tapes of a function are, of which iterations that are independent run forth and back at
/// once.
fn loops_of_tapes(source: &str) -> Vec<usize> {
    let f = reverse_mode_at_once(source);
    f.tapes.iter().map(|tape| tape.loops.len()).collect()
}

/// A sum over `i` of what stands in a buffer of its own, made by statements.
fn with_buffer(statements: &str) -> String {
    format!(
        "fn f(x: &[f64], w: &[f64], k: usize) -> f64 {{
            let n = w.len();
            let mut b = vec![0.0; n];
            let mut total = 0.0;
            for i in 0..x.len() {{
                let mut sum = 0.0;
                {statements}
                total += sum * sum;
            }}
            total
        }}"
    )
}

#[test]
fn a_buffer_of_an_inner_loop_carries_nothing_to_the_next_iteration() {
    let source = with_buffer(
        "for c in 0..k {
            for j in 0..n { b[j] = x[i] * w[j]; }
            for j in 0..n { sum += b[j] * b[j]; }
        }",
    );
    // Kept are the elements of one iteration.
    assert_eq!(loops_of_tapes(&source), [2]);
}

#[test]
fn a_buffer_that_is_read_after_an_inner_loop_that_may_not_run_does() {
    let source = with_buffer(
        "for c in 0..k {
            for j in 0..n { b[j] = x[i] * w[j]; }
        }
        for j in 0..n { sum += b[j] * b[j]; }",
    );
    let loops = loops_of_tapes(&source);
    assert!(loops.contains(&3) || loops.len() > 1, "{loops:?}");
}
