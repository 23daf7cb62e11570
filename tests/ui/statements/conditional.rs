use ad::differentiate;

#[differentiate]
fn f(x: f64) -> f64 {
    #[cfg(unix)]
    let y = x * x;
    #[cfg(not(unix))]
    let y = x;
    y
}

fn main() {
    f(1.0);
}
