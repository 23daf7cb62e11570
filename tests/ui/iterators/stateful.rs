use ad::differentiate;

#[differentiate]
fn from_both_ends(x: &[f64]) -> f64 {
    let mut rest = x.iter();
    let first = rest.next().unwrap();
    let last = rest.nth_back(1).unwrap();
    first * last * rest.product::<f64>()
}

#[differentiate]
fn leaves_items_out(x: &[f64]) -> f64 {
    let mut positive = x.iter().filter(|v| **v > 0.0);
    positive.next().unwrap() * 2.0
}

fn main() {}
