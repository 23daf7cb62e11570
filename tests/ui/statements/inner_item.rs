use ad::differentiate;

#[differentiate]
fn f(x: f64) -> f64 {
    if x > 0.0 {
        const RATE: f64 = 2.0;
        RATE * x
    } else {
        const RATE: f64 = 3.0;
        use std::f64::consts::*;
        RATE * PI * x
    }
}

fn main() {
    f(1.0);
}
