use ad::{Differentiable, differentiate};

#[derive(Clone, Differentiable)]
struct Samples {
    values: Vec<f64>,
}

#[differentiate]
impl std::ops::Deref for Samples {
    type Target = Vec<f64>;

    fn deref(&self) -> &Vec<f64> {
        &self.values
    }
}

fn main() {}
