use ad::differentiate;

unsafe fn transmuted(x: f64) -> f64 {
    x
}

#[cfg(all())]
macro_rules! root {
    ($x:expr) => {
        $x.sqrt()
    };
}

#[differentiate]
fn f(x: &[f64]) -> f64 {
    let a = unsafe { transmuted(x[0]) };
    let b = root!(x[0]);
    let c = x[0].to_bits() as f64;
    let d = &raw const x;
    let _ = d;
    a + b + c
}

fn main() {
    f(&[1.0]);
}
