use ad::differentiate;

#[differentiate(derivative(x = 2.0))]
fn f(x: &[f64]) -> f64 {
    x[0]
}

fn main() {
    f(&[1.0]);
}
