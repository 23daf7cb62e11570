use ad::{Differentiable, differentiate};

#[differentiate]
fn norm<V: AsRef<[f64]> + Differentiable>(v: V) -> f64 {
    v.as_ref().iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn main() {}
