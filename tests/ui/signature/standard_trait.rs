use ad::{Differentiable, differentiate};

#[derive(Differentiable)]
struct Pair {
    x: f64,
}

#[differentiate]
impl std::ops::Index<usize> for Pair {
    type Output = f64;
    fn index(&self, _: usize) -> &f64 {
        &self.x
    }
}

fn main() {
    let _ = Pair { x: 1.0 }[0];
}
