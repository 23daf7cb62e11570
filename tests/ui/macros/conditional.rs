//! Macros of which it is not seen which definition holds.

use ad::differentiate;

#[cfg(any())]
macro_rules! step {
    ($x:expr) => {
        $x * 0.5
    };
}

#[cfg(not(any()))]
macro_rules! step {
    ($x:expr) => {
        $x
    };
}

#[cfg(all())]
macro_rules! double {
    ($x:ident) => {
        $x *= 2.0;
    };
}

#[differentiate]
fn f(x: f64) -> f64 {
    let mut y = step!(x);
    double!(y);
    y
}

fn main() {
    f(1.0);
}
