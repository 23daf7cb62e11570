use ad::differentiate;

#[differentiate]
fn in_two_parts(x: &[f64]) -> f64 {
    let mut rest = x.iter();
    let mut sum = 0.0;
    for v in rest.by_ref().take(2) {
        sum += v;
    }
    sum * rest.product::<f64>()
}

#[differentiate]
fn ends_early(x: &[f64]) -> f64 {
    x.iter().try_fold(0.0, |sum, v| Some(sum + v)).unwrap()
}

#[differentiate]
fn looks_ahead(x: &[f64]) -> f64 {
    let mut items = x.iter().peekable();
    items.next().unwrap() * 2.0
}

fn main() {}
