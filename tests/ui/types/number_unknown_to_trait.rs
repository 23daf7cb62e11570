use ad::{Differentiable, differentiate};
use num_traits::Float;

// The trait is implemented for numbers and for others, so that its `T` may be anything.
#[differentiate]
trait Filter<T> {
    fn run(&mut self, input: T) -> T;
}

#[derive(Clone, Differentiable)]
struct Last<T> {
    level: T,
}

#[differentiate]
impl<T: Float> Filter<T> for Last<T> {
    fn run(&mut self, input: T) -> T {
        std::mem::replace(&mut self.level, input)
    }
}

#[derive(Clone, Differentiable)]
struct Pair(f64, f64);

#[derive(Clone, Differentiable)]
struct Swap {
    by: f64,
}

#[differentiate]
impl Filter<Pair> for Swap {
    fn run(&mut self, input: Pair) -> Pair {
        Pair(input.1 * self.by, input.0)
    }
}

fn main() {}
