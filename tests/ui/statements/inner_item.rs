use ad::differentiate;

#[differentiate]
fn f(x: f64) -> f64 {
    if x > 0.0 {
        fn twice(x: f64) -> f64 {
            2.0 * x
        }
        twice(x)
    } else {
        x
    }
}

fn main() {
    f(1.0);
}
