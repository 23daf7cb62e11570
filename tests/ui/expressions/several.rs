use ad::differentiate;

#[differentiate]
fn f(x: &[f64]) -> f64 {
    let a = unsafe { *x.get_unchecked(0) };
    let b = my_macro!(x[0]);
    let c = x.iter().map(|v| v.to_bits() as f64).sum::<f64>();
    a + b + c + async_part(async { x[0] })
}

fn main() {
    f(&[1.0]);
}
