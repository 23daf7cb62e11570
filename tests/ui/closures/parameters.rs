use ad::differentiate;

#[differentiate]
fn trapezoid(f: impl Fn(f64) -> f64, a: f64, b: f64) -> f64 {
    (f(a) + f(b)) * (b - a) / 2.0
}

#[differentiate]
fn through_a_reference(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    f(x) * x
}

#[differentiate]
fn passed_on(x: f64) -> f64 {
    trapezoid(|t| t * x, 0.0, x)
}

#[differentiate]
fn in_a_table(x: f64) -> f64 {
    let table = [f64::sin, f64::cos];
    table[0](x)
}

fn main() {}
