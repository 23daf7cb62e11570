use ad::differentiate;

#[differentiate]
fn f(x: f64, n: usize) -> f64 {
    let table = [f64::sin as fn(f64) -> f64, f64::cos];
    table[n](x)
}

fn main() {
    f(1.0, 0);
}
