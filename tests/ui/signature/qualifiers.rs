use ad::differentiate;

#[differentiate]
async fn later(x: f64) -> f64 {
    x * x
}

#[differentiate]
unsafe fn unchecked(x: f64) -> f64 {
    x * x
}

fn main() {
    let _ = later(1.0);
    let _ = unsafe { unchecked(1.0) };
}
