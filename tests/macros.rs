//! Macros that are given nothing that varies.

use ad::differentiate;

macro_rules! half {
    ($n:expr) => {
        $n / 2
    };
}

macro_rules! rate {
    () => {
        0.75
    };
}

#[differentiate]
fn powers(x: f64, n: usize) -> f64 {
    let half = half!(n);
    let mut sum = 0.0;
    for i in 0..half!(n) + 1 {
        sum += rate!() * x.powi(i as i32);
    }
    sum * half as f64
}

#[test]
fn gradients() {
    ad::check::<powers>((0.7, 5)).assert();
    assert!((powers::grad(0.7, 5) - 2.0 * 0.75 * (1.0 + 2.0 * 0.7)).abs() < 1e-12);
}
