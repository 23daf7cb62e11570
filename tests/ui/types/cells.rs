use ad::differentiate;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

#[differentiate]
fn f(x: f64) -> f64 {
    let cell = Cell::new(x);
    cell.set(cell.get() * 2.0);
    cell.get()
}

#[differentiate]
fn shared(state: &Rc<RefCell<Vec<f64>>>, scale: f64) -> f64 {
    state.borrow().iter().sum::<f64>() * scale
}

#[differentiate]
fn locked(total: Arc<Mutex<f64>>, x: f64) -> f64 {
    *total.lock().unwrap() * x
}

fn main() {
    f(1.0);
}
