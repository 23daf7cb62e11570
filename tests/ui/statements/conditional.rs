use ad::differentiate;

#[differentiate]
fn f(x: f64) -> f64 {
    let mut y = x;
    #[cfg(any(unix, windows, debug_assertions, panic = "abort", target_os = "none"))]
    {
        y *= x;
    }
    y
}

fn main() {
    f(1.0);
}
