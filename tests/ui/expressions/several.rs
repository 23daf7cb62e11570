use ad::differentiate;

macro_rules! root {
    ($x:expr) => {
        $x.sqrt()
    };
}

#[differentiate]
fn f(x: &[f64]) -> f64 {
    let a = unsafe { *x.get_unchecked(0) };
    let b = root!(x[0]);
    let c = x[0].to_bits() as f64;
    let d = &raw const x;
    let _ = d;
    a + b + c
}

fn main() {
    f(&[1.0]);
}
