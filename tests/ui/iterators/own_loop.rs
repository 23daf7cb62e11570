//! Iterators of a type of the user's: by `IntoIterator`, and by a method that a macro makes.

use ad::{Differentiable, differentiate};

#[derive(Differentiable)]
struct Polynomial {
    coefficients: Vec<f64>,
}

impl<'a> IntoIterator for &'a Polynomial {
    type Item = &'a f64;
    type IntoIter = std::iter::Rev<std::slice::Iter<'a, f64>>;
    fn into_iter(self) -> Self::IntoIter {
        self.coefficients.iter().rev()
    }
}

macro_rules! iter {
    ($Type:ident) => {
        impl $Type {
            fn iter(&self) -> std::iter::Rev<std::slice::Iter<'_, f64>> {
                self.into_iter()
            }
        }
    };
}

iter!(Polynomial);

#[differentiate]
fn by_loop(p: &Polynomial, x: f64) -> f64 {
    let mut sum = 0.0;
    for c in p {
        sum = sum * x + c;
    }
    sum
}

#[differentiate]
fn by_macro(p: &Polynomial, x: f64) -> f64 {
    p.iter().fold(0.0, |sum, c| sum * x + c)
}

fn main() {}
