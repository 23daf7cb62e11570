use ad::{Differentiable, differentiate};
use std::ops::Index;

#[derive(Clone, Differentiable)]
struct Grid {
    cols: usize,
    cells: Vec<f64>,
    ids: Vec<u8>,
}

/// Not a part of `self` that can be seen.
#[differentiate]
impl Index<usize> for Grid {
    type Output = f64;

    fn index(&self, i: usize) -> &f64 {
        self.cells.iter().nth(i).unwrap()
    }
}

/// Nothing that varies.
#[differentiate]
impl Index<u8> for Grid {
    type Output = u8;

    fn index(&self, i: u8) -> &u8 {
        &self.ids[i as usize]
    }
}

fn main() {}
