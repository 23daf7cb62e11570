use ad::differentiate;

#[differentiate(ordre = 2, reverse)]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {
    f(1.0);
}
