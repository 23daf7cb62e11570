use ad::differentiate;

use std::cell::Cell;

#[differentiate]
fn f(x: f64) -> f64 {
    let cell = Cell::new(x);
    cell.set(cell.get() * 2.0);
    cell.get()
}

fn main() {
    f(1.0);
}
