use ad::differentiate;

#[differentiate]
fn f(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in (0..x.len()).step_by(2).step_by(3) {
        sum += x[i] * x[i];
    }
    sum
}

fn main() {
    f(&[1.0]);
}
