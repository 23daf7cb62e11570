use ad::differentiate;

#[differentiate]
fn f(x: f64) -> impl Fn(f64) -> f64 {
    move |y| x * y
}

fn main() {
    f(1.0)(2.0);
}
