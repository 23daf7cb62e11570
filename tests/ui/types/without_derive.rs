use ad::differentiate;

struct Model {
    scale: f64,
}

#[differentiate]
fn f(model: &Model, x: f64) -> f64 {
    model.scale * x
}

fn main() {
    f(&Model { scale: 1.0 }, 1.0);
}
