use ad::differentiate;

#[differentiate]
struct Model {
    scale: f64,
}

#[differentiate]
const SCALE: f64 = 1.0;

#[differentiate]
trait Shape {
    fn area(&self) -> f64;
}

#[differentiate]
impl Shape for Model {
    fn area(&self) -> f64 {
        self.scale * SCALE
    }
}

trait Volume {
    #[differentiate]
    fn volume(&self) -> f64;

    #[differentiate]
    fn twice(x: f64) -> f64 {
        2.0 * x
    }
}

fn main() {
    Model { scale: 1.0 }.area();
}
