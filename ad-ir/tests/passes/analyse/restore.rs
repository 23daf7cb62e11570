use crate::lowered::reverse_mode_of;

/// Of each of the tapes: the vectors that it is a vector of, and in how many loops it grows.
fn tapes(source: &str) -> Vec<(String, usize)> {
    let g = reverse_mode_of(source);
    let tapes = g.tapes.iter();
    tapes
        .map(|tape| (tape.of.clone(), tape.loops.len()))
        .collect()
}

/// A step that reads its state n times for each of n numbers, and this.
fn steps(before: &str, after: &str) -> String {
    format!(
        "fn f(w: &[f64], n: usize, trips: usize) -> f64 {{
            let mut h = vec![0.5; n];
            let mut next = vec![0.0; n];
            for t in 0..trips {{
                {before}
                for i in 0..n {{
                    let mut sum = 0.0;
                    for j in 0..n {{ sum += w[i * n + j] * h[j]; }}
                    next[i] = sum.sin();
                }}
                {after}
            }}
            h.iter().sum()
        }}"
    )
}

#[test]
fn what_a_move_replaces_goes_on_the_tape_itself() {
    let source = steps("let mut next = vec![0.0; n];", "h = next;");
    assert!(tapes(&source).contains(&("h_before".to_string(), 1)));
    assert!(tapes(&source).iter().all(|(_, loops)| *loops < 3));
    let text = reverse_mode_of(&source).to_string();
    assert!(!text.contains("copy h\n"), "{text}");
}

#[test]
fn what_is_exchanged_is_exchanged_again() {
    let source = steps("", "std::mem::swap(&mut h, &mut next);");
    assert!(tapes(&source).iter().all(|(_, loops)| *loops < 3));
    let text = reverse_mode_of(&source).to_string();
    assert_eq!(text.matches("swap h, next\n").count(), 2, "{text}");
}

#[test]
fn what_is_copied_over_is_copied_before() {
    let source = steps("", "h.copy_from_slice(&next);");
    assert!(tapes(&source).iter().all(|(_, loops)| *loops < 3));
}

#[test]
fn what_is_read_once_is_kept_where_it_is_read() {
    let source = "fn f(x: &[f64], trips: usize) -> f64 {
        let mut h = x.to_vec();
        for t in 0..trips {
            let a = h[0].sin();
            h = vec![a; 3];
        }
        h[1]
    }";
    assert!(!reverse_mode_of(source).to_string().contains("swap h"));
}
