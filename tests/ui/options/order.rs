use ad::differentiate;

#[differentiate(order = 9)]
fn f(x: f64) -> f64 {
    x * x
}

#[differentiate(order = 2, order = 3)]
fn g(x: f64) -> f64 {
    x * x
}

fn main() {
    f(1.0);
    g(1.0);
}
