use ad::differentiate;

#[allow(non_upper_case_globals)]
mod constants {
    pub const zero: u32 = 0;
    pub const one: u32 = 1;
    pub static two: u32 = 2;
}

use constants::{one, two, zero};

#[differentiate]
fn in_a_tuple(x: f64, n: u32, up: bool) -> f64 {
    match (n, up) {
        (zero, true) => x,
        (other, _) => x * f64::from(other),
    }
}

#[differentiate]
fn in_an_option(x: f64, n: Option<u32>) -> f64 {
    if let Some(one) = n {
        return x;
    }
    x * x
}

#[differentiate]
fn in_a_slice(x: f64, n: [u32; 2]) -> f64 {
    match n {
        [one, _] | [_, one] => x,
        _ => x * x,
    }
}

#[differentiate]
fn in_a_macro(x: f64, n: Option<u32>) -> f64 {
    if matches!(n, Some(zero)) { x } else { x * x }
}

#[differentiate]
fn in_let_else(x: f64, n: Option<u32>) -> f64 {
    let Some(zero) = n else { return x };
    x * x + f64::from(two)
}

fn main() {
    in_a_tuple(1.0, 1, true);
    in_an_option(1.0, None);
    in_a_slice(1.0, [1, 2]);
    in_a_macro(1.0, None);
    in_let_else(1.0, None);
}
