use ad::differentiate;

#[differentiate(wrt(z, n))]
fn f(x: f64, n: usize) -> f64 {
    x * n as f64
}

#[differentiate(wrt())]
fn g(x: f64) -> f64 {
    x * x
}

fn main() {
    f(1.0, 1);
    g(1.0);
}
