use ad::differentiate;

#[differentiate]
fn f(x: f64) -> f64 {
    let mut y = x;
    #[cfg_attr(unix, no_diff)]
    {
        y *= x;
    }
    y
}

fn main() {
    f(1.0);
}
