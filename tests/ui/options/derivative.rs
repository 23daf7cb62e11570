use ad::differentiate;

#[differentiate(derivative(y = 2.0 * x))]
fn unknown(x: f64) -> f64 {
    x * x
}

#[differentiate(derivative(x = y))]
fn missing(x: f64, y: f64) -> f64 {
    x * y
}

#[differentiate(derivative(x = 1.0, n = 1.0))]
fn inert(x: f64, n: usize) -> f64 {
    x * n as f64
}

#[differentiate(derivative(x = 1.0))]
fn aggregate(x: &[f64]) -> f64 {
    x[0]
}

#[differentiate(derivative())]
fn none(x: f64) -> f64 {
    x
}

#[differentiate(derivative(x = 1.0), vjp = g)]
fn both(x: f64) -> f64 {
    x
}

fn main() {
    unknown(1.0);
    missing(1.0, 1.0);
    inert(1.0, 1);
    aggregate(&[1.0]);
    none(1.0);
    both(1.0);
}
