use ad::differentiate;

#[differentiate(derivative(z = 2.0))]
fn f(x: f64) -> f64 {
    2.0 * x
}

fn main() {
    f(1.0);
}
