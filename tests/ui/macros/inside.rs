//! What is refused in what a macro expands to is reported where it is called.

use ad::differentiate;

macro_rules! bits {
    ($x:expr) => {{
        let bits = $x.to_bits();
        f64::from_bits(bits)
    }};
}

macro_rules! text {
    ($x:expr, $length:expr) => {
        "abcd".len() as f64 * if $length > 3 { f64::from_bits($x.to_bits()) } else { $x }
    };
}

#[differentiate]
fn f(x: f64, n: usize) -> f64 {
    let y = bits!(x * x);
    y + text!(
        x,
        n
    )
}

fn main() {
    f(1.0, 2);
}
