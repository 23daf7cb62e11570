//! A macro that names an item which a variable of the function hides.

use ad::differentiate;

fn offset(x: f64) -> f64 {
    x + 1.0
}

macro_rules! moved {
    ($x:expr) => {
        offset($x)
    };
}

#[differentiate]
fn f(x: f64, offset: f64) -> f64 {
    moved!(x) * offset
}

fn main() {
    f(1.0, offset(1.0));
}
