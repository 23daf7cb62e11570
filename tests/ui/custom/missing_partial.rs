use ad::differentiate;

#[differentiate(derivative(x = y))]
fn f(x: f64, y: f64) -> f64 {
    x * y
}

fn main() {
    f(1.0, 2.0);
}
