use ad::differentiate;

#[differentiate]
fn trapezoid(f: impl Fn(f64) -> f64, a: f64, b: f64) -> f64 {
    (f(a) + f(b)) * (b - a) / 2.0
}

#[differentiate]
fn changes_what_it_captures(x: f64) -> f64 {
    let mut calls = [0.0];
    let area = trapezoid(
        |t| {
            calls[0] += x;
            t
        },
        0.0,
        x,
    );
    area + calls[0]
}

#[differentiate]
fn changes_a_number(x: f64) -> f64 {
    let mut calls = 0.0;
    let area = apply(
        |t: f64| {
            calls += x;
            t
        },
        x,
    );
    area + calls
}

#[differentiate]
fn apply(mut f: impl FnMut(f64) -> f64, x: f64) -> f64 {
    f(x) * x
}

#[differentiate(order = 2)]
fn of_second_order(x: f64) -> f64 {
    trapezoid(|t| t * x, 0.0, x)
}

fn main() {}
