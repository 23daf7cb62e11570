use ad::differentiate;

#[differentiate(order: 2)]
fn f(x: f64) -> f64 {
    x * x
}

#[differentiate(order = two)]
fn g(x: f64) -> f64 {
    x * x
}

fn main() {
    f(1.0);
    g(1.0);
}
