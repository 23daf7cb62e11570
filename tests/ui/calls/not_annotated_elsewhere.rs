use ad::differentiate;

mod elsewhere {
    pub fn third(x: f64) -> f64 {
        x / 3.0
    }
}

use elsewhere::*;

#[differentiate]
fn by_path(x: f64) -> f64 {
    elsewhere::third(x)
}

#[differentiate]
fn by_name(x: f64) -> f64 {
    third(x)
}

fn main() {
    by_path(1.0);
    by_name(1.0);
}
