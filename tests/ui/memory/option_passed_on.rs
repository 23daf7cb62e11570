//! An option of a reference is moved into a call, which reverse mode would make once more.

use ad::differentiate;

#[differentiate]
fn advance(state: Option<&mut f64>, x: f64) -> f64 {
    match state {
        Some(state) => {
            *state *= x;
            *state
        }
        None => x,
    }
}

#[differentiate]
fn twice(state: Option<&mut f64>, x: f64) -> f64 {
    x * advance(state, x)
}

fn main() {}
