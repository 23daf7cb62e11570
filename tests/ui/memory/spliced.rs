use ad::differentiate;

#[differentiate]
fn f(mut x: Vec<f64>) -> f64 {
    x.splice(..1, [1.0, 2.0]);
    x[0] * x[2]
}

fn main() {
    f(vec![1.0]);
}
