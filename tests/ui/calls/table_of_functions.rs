use ad::differentiate;

const TABLE: [fn(f64) -> f64; 2] = [f64::sin, f64::cos];

#[differentiate]
fn f(x: f64, n: usize) -> f64 {
    TABLE[n](x)
}

fn main() {
    f(1.0, 0);
}
