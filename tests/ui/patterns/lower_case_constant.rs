use ad::differentiate;

#[allow(non_upper_case_globals)]
const zero: u32 = 0;

#[differentiate]
fn f(x: f64, n: u32) -> f64 {
    match n {
        zero => x,
        other => x * f64::from(other),
    }
}

fn main() {
    f(1.0, 1);
}
