use ad::{Differentiable, differentiate};

#[differentiate]
trait Shape {
    fn area(&self) -> f64;
}

#[derive(Differentiable)]
struct Circle {
    radius: f64,
}

#[differentiate]
impl Shape for Circle {
    fn area(&self) -> f64 {
        self.radius * self.radius
    }
}

#[derive(Differentiable)]
struct Union<A, B> {
    left: A,
    right: B,
}

// The trait does not know of `A` and `B`, so that its derivatives ask nothing of them.
#[differentiate]
impl<A: Shape, B: Shape> Shape for Union<A, B> {
    fn area(&self) -> f64 {
        self.left.area() + self.right.area()
    }
}

fn main() {}
