use ad::differentiate;

#[differentiate]
fn twice(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    f(f(x))
}

#[differentiate]
fn passed(x: f64, up: bool) -> f64 {
    let f: fn(f64) -> f64 = if up { f64::exp } else { f64::sin };
    twice(f, x)
}

#[differentiate]
fn captured(x: f64, up: bool) -> f64 {
    let f: Box<dyn Fn(f64) -> f64> = if up {
        let k = x * x;
        Box::new(move |t| k * t)
    } else {
        Box::new(f64::sin)
    };
    f(x)
}

fn main() {}
