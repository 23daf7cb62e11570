//! Names for numbers that other files import.

use ad::differentiate;

/// What a crate calls its scalars.
pub type Number = f64;

/// What it calls a scalar that may be of any precision.
pub trait Scalar: num_traits::Float + std::fmt::Debug {}
impl<T: num_traits::Float + std::fmt::Debug> Scalar for T {}

pub const ORDER: usize = 1 + DEGREE;
const DEGREE: usize = 2;

#[differentiate]
pub fn roots(x: Number, y: Number) -> [Number; 2] {
    [x.sqrt(), y.sqrt()]
}

/// Numbers in a row, of a length that this file says.
type Row = [Number; ORDER];

#[differentiate(wrt(row))]
pub fn shifted(row: &Row, by: &crate::model::Model) -> Row {
    let mut all = *row;
    for i in 0..ORDER {
        all[i] = row[i] * row[DEGREE - i] + by.scale;
    }
    all
}

/// What the same name is in a file with another type of it.
pub mod scaled {
    #[ad::differentiate]
    pub fn roots(x: f64, y: f64) -> f64 {
        (x * y).sqrt()
    }
}

/// A vector under the name that its crate gives it.
#[derive(Clone, Debug, PartialEq, ad::Differentiable)]
pub struct Numbers<T> {
    numbers: Vec<T>,
}

pub type Vector = Numbers<f64>;

#[differentiate]
impl<T> Numbers<T> {
    pub fn of(numbers: Vec<T>) -> Numbers<T> {
        Numbers { numbers }
    }
}

#[differentiate]
impl<T> std::ops::Index<usize> for Numbers<T> {
    type Output = T;
    fn index(&self, i: usize) -> &T {
        &self.numbers[i]
    }
}

#[differentiate]
impl<T> std::ops::IndexMut<usize> for Numbers<T> {
    fn index_mut(&mut self, i: usize) -> &mut T {
        &mut self.numbers[i]
    }
}

#[differentiate]
pub fn powers(x: Number) -> [Number; DEGREE] {
    [x, x * x]
}
