use ad::differentiate;

use std::rc::Rc;

#[differentiate]
fn f(x: &Rc<f64>) -> f64 {
    **x * 2.0
}

fn main() {
    f(&Rc::new(1.0));
}
