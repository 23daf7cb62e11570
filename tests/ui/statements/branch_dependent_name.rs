use ad::differentiate;

#[differentiate]
fn f(a: &mut [f64], b: &mut [f64], first: bool) -> f64 {
    let chosen;
    if first {
        chosen = a;
    } else {
        chosen = b;
    }
    chosen[0] *= 2.0;
    chosen[0] * chosen[0]
}

fn main() {
    f(&mut [1.0], &mut [2.0], true);
}
