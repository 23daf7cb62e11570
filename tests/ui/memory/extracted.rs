use ad::differentiate;

#[differentiate]
fn f(mut x: Vec<f64>) -> f64 {
    x.extract_if(.., |a| *a > 1.0).for_each(drop);
    x[0] * x[2]
}

fn main() {
    f(vec![1.0]);
}

#[differentiate]
fn from_behind(x: &[f64]) -> f64 {
    x.rsplit(|a| *a < 0.0).map(|part| part[0] * part[1]).sum()
}

#[differentiate]
fn of_some_length(x: &[f64]) -> f64 {
    let [a, b] = x.first_chunk().unwrap();
    a * b
}
