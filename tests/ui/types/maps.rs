use ad::differentiate;

use std::collections::HashMap;

#[differentiate]
fn f(weights: &HashMap<String, f64>, x: f64) -> f64 {
    weights["a"] * x
}

fn main() {
    f(&HashMap::new(), 1.0);
}
