use ad::{Differentiable, differentiate};
use std::ops::Index;

#[derive(Clone, Differentiable)]
struct Grid {
    cells: Vec<f64>,
}

impl Index<usize> for Grid {
    type Output = f64;

    fn index(&self, i: usize) -> &f64 {
        &self.cells[i]
    }
}

#[differentiate]
fn first(grid: &Grid) -> f64 {
    grid[0] * 2.0
}

fn main() {}
