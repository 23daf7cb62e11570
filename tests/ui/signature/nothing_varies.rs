use ad::differentiate;

#[differentiate]
fn inert(n: usize, name: &str) -> f64 {
    n as f64 + name.len() as f64
}

#[differentiate]
fn excepted(#[no_diff] x: f64) -> f64 {
    x
}

#[differentiate]
fn silent(x: f64) {
    let _ = x;
}

fn main() {
    inert(1, "");
    excepted(1.0);
    silent(1.0);
}
