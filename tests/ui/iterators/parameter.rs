//! Iterators of types that the caller chooses.

use ad::differentiate;

#[differentiate]
fn energy<I: Iterator<Item = f64>>(terms: I, scale: f64) -> f64 {
    let mut sum = 0.0;
    for x in terms {
        sum += x * x * scale;
    }
    sum
}

#[differentiate]
fn total<I>(#[no_diff] terms: I, scale: f64) -> f64
where
    I: IntoIterator<Item = f64>,
{
    terms.into_iter().map(|x| x * scale).sum()
}

fn main() {}
