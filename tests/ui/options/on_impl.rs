use ad::differentiate;

struct Model {
    scale: f64,
}

#[differentiate(wrt(x))]
impl Model {
    fn loss(&self, x: f64) -> f64 {
        self.scale * x
    }
}

fn main() {
    Model { scale: 1.0 }.loss(1.0);
}
