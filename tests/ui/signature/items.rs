use ad::differentiate;

#[differentiate]
struct Model {
    scale: f64,
}

#[differentiate]
const SCALE: f64 = 1.0;

trait Volume {
    #[differentiate]
    fn volume(&self) -> f64;

    #[differentiate]
    fn twice(x: f64) -> f64 {
        2.0 * x
    }
}

fn main() {
    let _ = Model { scale: SCALE }.scale;
}
