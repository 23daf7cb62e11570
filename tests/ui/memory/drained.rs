use ad::differentiate;

#[differentiate]
fn f(mut x: Vec<f64>) -> f64 {
    let mut sum = 0.0;
    for v in x.drain(..) {
        sum += v * v;
    }
    sum
}

fn main() {
    f(vec![1.0]);
}
