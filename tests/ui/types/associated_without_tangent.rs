//! Methods of traits that give a type of the trait's without a tangent, and others that call them.

use ad::differentiate;

#[differentiate]
trait Curve {
    type Points: Iterator<Item = f64>;

    fn points(&self, tolerance: f64) -> Self::Points;

    fn length(&self, tolerance: f64) -> f64 {
        self.points(tolerance).map(|p| p * p).sum()
    }
}

#[differentiate]
trait Shape {
    type Outline<'i>: Iterator<Item = f64> + 'i
    where
        Self: 'i;

    fn outline(&self, tolerance: f64) -> Self::Outline<'_>;
}

fn main() {}
