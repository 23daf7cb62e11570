use ad::differentiate;

fn number(text: &str) -> f64 {
    text.parse().unwrap_or(0.0)
}

#[differentiate]
fn f(x: f64) -> f64 {
    let text = x.to_string();
    number(&text) * x
}

#[differentiate]
fn g(x: f64) -> f64 {
    x * number(&format!("{x:.3}"))
}

fn main() {
    f(1.0);
}
