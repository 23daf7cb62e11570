// The uses of a function that was refused are no errors of their own.

use ad::differentiate;

#[differentiate(order = 2)]
fn refused(x: &[f64], n: usize) -> f64 {
    unsafe { *x.as_ptr().add(n) }
}

#[differentiate]
fn caller(x: &[f64]) -> f64 {
    refused(x, 1) * x[0]
}

fn main() {
    refused::value_and_grad(&[1.0], 0);
    refused::hessian(&[1.0], 0);
    refused::pullback(&[1.0], 0).1.apply(1.0);
    caller::grad(&[1.0]);
}
