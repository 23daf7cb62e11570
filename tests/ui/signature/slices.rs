//! Methods of slices have no place for the derivative by the receiver.

use ad::differentiate;

#[differentiate]
trait Norm {
    fn norm(&self) -> f64;
}

#[differentiate]
impl Norm for [f64] {
    fn norm(&self) -> f64 {
        self.iter().map(|x| x * x).sum::<f64>().sqrt()
    }
}

fn main() {}
