use ad::{Differentiable, differentiate};
use std::ops::{Index, IndexMut};

#[derive(Clone, Differentiable)]
struct Grid {
    cols: usize,
    cells: Vec<f64>,
}

#[differentiate]
impl Index<(usize, usize)> for Grid {
    type Output = f64;

    fn index(&self, (row, col): (usize, usize)) -> &f64 {
        &self.cells[row * self.cols + col]
    }
}

/// Written elsewhere than read.
#[differentiate]
impl IndexMut<(usize, usize)> for Grid {
    fn index_mut(&mut self, (row, col): (usize, usize)) -> &mut f64 {
        &mut self.cells[col * self.cols + row]
    }
}

fn main() {}
