use ad::differentiate;

#[differentiate]
fn f(x: f64, pair: (u8, u8)) -> f64 {
    match pair {
        (0, n) | (n, 0) => x * f64::from(n),
        _ => x,
    }
}

fn main() {
    f(1.0, (1, 2));
}
