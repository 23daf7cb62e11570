use ad::differentiate;

#[differentiate]
fn wave(k: f64) -> impl Fn(f64) -> f64 {
    move |x| (k * x).sin()
}

#[differentiate]
fn boxed(k: f64) -> Box<dyn Fn(f64) -> f64> {
    Box::new(move |x| (k * x).sin())
}

#[differentiate]
fn squares(x: &[f64]) -> impl Iterator<Item = f64> + '_ {
    x.iter().map(|x| x * x)
}

fn main() {}
