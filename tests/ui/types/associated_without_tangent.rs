//! A method of a trait that calls another one which gives a type of the trait's without a tangent.

use ad::differentiate;

#[differentiate]
trait Curve {
    type Points: Iterator<Item = f64>;

    fn points(&self, tolerance: f64) -> Self::Points;

    fn length(&self, tolerance: f64) -> f64 {
        self.points(tolerance).map(|p| p * p).sum()
    }
}

fn main() {}
