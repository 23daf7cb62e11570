use ad::differentiate;

#[differentiate]
fn f(x: f64) -> f64 {
    let mut sum = 0.0;
    for weight in weights() {
        sum += weight * x;
    }
    sum
}

fn weights() -> impl Iterator<Item = f64> {
    [1.0, 2.0].into_iter()
}

fn main() {
    f(1.0);
}
