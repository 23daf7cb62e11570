use ad::differentiate;

#[differentiate]
fn f(a: &[f64], b: &[f64], first: bool) -> f64 {
    let chosen;
    if first {
        chosen = a;
    } else {
        chosen = b;
    }
    chosen[0] * chosen[0]
}

fn main() {
    f(&[1.0], &[2.0], true);
}
