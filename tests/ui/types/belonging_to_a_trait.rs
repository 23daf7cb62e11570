use ad::{Differentiable, differentiate};
use num_traits::Float;

#[differentiate]
trait Rows {
    type Scalar: Float;
    type Row;

    fn first(&self) -> Self::Scalar;
    fn row(&self, i: usize) -> Self::Row;
}

#[derive(Differentiable)]
struct Pair<S> {
    x: S,
    y: S,
}

#[derive(Differentiable)]
struct Square<S> {
    rows: [[S; 2]; 2],
}

#[differentiate]
impl<S: Float> Rows for Square<S> {
    type Scalar = S;
    type Row = Pair<S>;

    fn first(&self) -> S {
        self.rows[0][0]
    }

    fn row(&self, i: usize) -> Pair<S> {
        Pair {
            x: self.rows[i][0],
            y: self.rows[i][1],
        }
    }
}

fn main() {}
