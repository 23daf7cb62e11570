// What does not exist for a signature is no error where the function is defined.

use ad::differentiate;

#[differentiate]
fn doubled(x: &[f64]) -> Vec<f64> {
    let mut y = vec![0.0; x.len()];
    y[0] = 2.0 * x[0];
    y
}

fn main() {
    doubled::grad(&[1.0]);
}
