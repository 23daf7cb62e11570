//! Iterators of which nothing says what they give, or that are gone on with afterwards.

use ad::differentiate;

#[differentiate]
fn energy<I>(terms: I, scale: f64) -> f64
where
    I: Iterator,
    I::Item: Into<f64>,
{
    let mut sum = 0.0;
    for x in terms {
        let x: f64 = x.into();
        sum += x * x * scale;
    }
    sum
}

#[differentiate]
fn labelled<'a>(terms: impl Iterator<Item = (&'a str, f64)>, scale: f64) -> f64 {
    terms.map(|(_, x)| x * scale).sum()
}

#[differentiate]
fn next(terms: &mut impl Iterator<Item = f64>, scale: f64) -> f64 {
    terms.next().unwrap_or(0.0) * scale
}

fn main() {}
