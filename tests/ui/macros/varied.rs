//! A macro that is given what varies, beside one that is not.

use ad::differentiate;

macro_rules! half {
    ($x:expr) => {
        $x / 2
    };
}

macro_rules! area {
    ($r:expr) => {
        3.0 * $r * $r
    };
}

#[differentiate]
fn areas(r: f64, n: usize) -> f64 {
    let parts = half!(n);
    area!(r) * r.powi(parts as i32)
}

fn main() {}
