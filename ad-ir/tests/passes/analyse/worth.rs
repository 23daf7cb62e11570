use crate::lowered::reverse_mode_of;
use ad_ir::analyse::worth::{Worth, worth};

fn of(source: &str) -> Worth {
    let mut g = reverse_mode_of(source);
    ad_ir::optimise::finish(&mut g);
    worth(&g, g.split.expect("two sweeps"))
}

#[test]
fn a_sine_is() {
    assert_eq!(
        of("fn f(x: f64, y: &[f64]) -> f64 { x.sin() * y[0] }"),
        Worth::Few
    );
}

#[test]
fn a_product_is_not() {
    assert_eq!(
        of("fn f(x: f64, y: f64) -> f64 { let p = x * y; p * p }"),
        Worth::Nothing
    );
}

#[test]
fn what_the_reverse_sweep_does_not_need_is_not() {
    assert_eq!(of("fn f(x: f64) -> f64 { x.ln() }"), Worth::Nothing);
}

#[test]
fn sums_over_vectors_are_much_beside_the_vector_of_them() {
    let layer = of("fn f(w: &[Vec<f64>], x: &[f64]) -> Vec<f64> {
            let mut y = vec![0.0; w.len()];
            for i in 0..w.len() {
                let mut z = 0.0;
                for j in 0..x.len() { z += w[i][j] * x[j]; }
                y[i] = z * z;
            }
            y
        }");
    assert_eq!(layer, Worth::All);
}

#[test]
fn elements_that_cost_little_are_not_kept() {
    let scaled = of("fn f(a: f64, x: &[f64]) -> Vec<f64> {
            let mut y = vec![0.0; x.len()];
            for i in 0..x.len() { let z = a + x[i]; y[i] = z * z; }
            y
        }");
    assert!(scaled < Worth::All);
}
