//! Iterators that have a name and are taken item by item, and consumers that may stop: `next`, `peek`, `by_ref`,
//! `try_fold`, sums and collections of options and results, searches.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::differentiate;
use common::agree;

#[differentiate]
fn folded_while_positive(xs: &[f64]) -> f64 {
    xs.iter()
        .try_fold(0.0, |a, &x| if x > 0.0 { Some(a + x * x) } else { None })
        .unwrap_or(0.0)
}

#[differentiate]
fn product_or_error(xs: &[f64]) -> Result<f64, String> {
    xs.iter().try_fold(1.0, |a, &x| {
        if x > 0.0 {
            Ok(a * x)
        } else {
            Err(format!("bad"))
        }
    })
}

#[differentiate]
fn last_below(xs: &[f64], t: f64) -> f64 {
    match xs.iter().rposition(|&x| x < t) {
        Some(i) => xs[i] * t,
        None => t,
    }
}

#[differentiate]
fn bisected(xs: &[f64], t: f64) -> f64 {
    let i = match xs.binary_search_by(|p| p.partial_cmp(&t).unwrap()) {
        Ok(i) => i,
        Err(i) => i.saturating_sub(1),
    };
    let j = xs
        .binary_search_by(|p| p.total_cmp(&t))
        .unwrap_or_else(|i| i);
    let k = xs.partition_point(|&p| p < t);
    let l = xs.iter().position(|&x| x >= t).unwrap_or(xs.len() - 1);
    (t - xs[i]) * xs[j.min(xs.len() - 1)] + xs[k.min(2)] * xs[l]
}

#[differentiate]
fn first_apart(xs: &[f64]) -> f64 {
    let mut it = xs.iter();
    let first = *it.next().unwrap();
    let mut prev = first;
    let mut s = 0.0;
    for &x in it {
        s += (x - prev).powi(2);
        prev = x;
    }
    s * first
}

#[differentiate]
fn with_the_next(xs: &[f64]) -> f64 {
    let mut it = xs.iter().peekable();
    let mut s = 0.0;
    while let Some(x) = it.next() {
        if let Some(&&n) = it.peek() {
            s += x * n;
        } else {
            s += x;
        }
    }
    s
}

#[differentiate]
fn one_by_one(xs: &[f64]) -> f64 {
    let mut it = xs.iter();
    let mut s = 0.0;
    while let Some(x) = it.next() {
        s += x * x;
    }
    s
}

#[differentiate]
fn two_then_the_rest(xs: &[f64]) -> f64 {
    let mut it = xs.iter().copied();
    let a: f64 = it.by_ref().take(2).sum();
    let b: f64 = it.map(|x| x * x).sum();
    a * b
}

#[differentiate]
fn while_small_and_around(xs: &[f64]) -> f64 {
    xs.iter()
        .map_while(|&x| if x < 3.0 { Some(x * x) } else { None })
        .sum::<f64>()
        + xs.iter().cycle().take(5).sum::<f64>()
}

#[differentiate]
fn sums_of_options(xs: &[Option<f64>]) -> Option<f64> {
    let s: Option<f64> = xs.iter().copied().sum();
    let p = xs.iter().map(|x| x.map(|v| v * 2.0)).sum::<Option<f64>>()?;
    s.map(|v| v * p)
}

#[differentiate]
fn root(x: f64) -> Result<f64, String> {
    if x > 0.0 {
        Ok(x.sqrt())
    } else {
        Err("neg".into())
    }
}

#[differentiate]
fn collected_or_error(xs: &[f64]) -> Result<f64, String> {
    let v: Vec<f64> = xs.iter().map(|&x| root(x)).collect::<Result<Vec<_>, _>>()?;
    let w: Result<Vec<f64>, String> = xs.iter().map(|&x| root(x)).collect();
    let s = xs.iter().map(|&x| root(x)).sum::<Result<f64, String>>()?;
    let w = w?;
    Ok(v[0] * w[1] * s)
}

#[differentiate]
fn logarithms(xs: &[f64]) -> Option<f64> {
    let v: Option<Vec<f64>> = xs
        .iter()
        .map(|&x| if x > 0.0 { Some(x.ln()) } else { None })
        .collect();
    let v = v?;
    let u = xs
        .iter()
        .map(|&x| (x > 0.0).then(|| x * x))
        .collect::<Option<Vec<f64>>>()?;
    Some(v.iter().sum::<f64>() * u.iter().sum::<f64>())
}

#[differentiate]
fn two_and_the_third(xs: &[f64]) -> f64 {
    let mut it = xs.iter();
    let (a, b) = (it.next().unwrap(), it.next().unwrap());
    let rest: Vec<f64> = it.cloned().collect();
    a * b * rest[0]
}

#[differentiate]
fn first_times_rest(xs: &[f64]) -> Option<f64> {
    let mut it = xs.iter().copied();
    let first = it.next()?;
    Some(it.fold(first, |a, b| a * b))
}

#[differentiate]
fn pairs_and_a_remainder(xs: &[f64]) -> f64 {
    let ch = xs.chunks_exact(2);
    let rem = ch.remainder();
    let mut s: f64 = rem.iter().sum();
    for c in ch {
        s += c[0] * c[1];
    }
    s
}

#[differentiate]
fn or_zero(xs: &[f64]) -> f64 {
    product_or_error(xs).unwrap_or(0.0) + collected_or_error(xs).unwrap_or(xs[0])
}

#[differentiate]
fn checked_all(xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    let checked = xs.iter().try_for_each(|&x| {
        sum += x * x;
        if x > 0.0 { Ok(()) } else { Err("negative") }
    });
    if checked.is_ok() { sum } else { -sum * xs[0] }
}

#[differentiate]
fn runs(xs: &[f64]) -> f64 {
    let mut items = xs.iter().peekable();
    let mut total = 0.0;
    while let Some(&start) = items.next() {
        let mut run = start;
        while let Some(&next) = items.next_if(|next| **next > start) {
            run *= next;
        }
        total += run * run;
    }
    total
}

#[differentiate]
fn in_blocks(xs: &[f64]) -> f64 {
    let mut rest = xs.iter().copied();
    let mut total = 0.0;
    for n in 1..3 {
        let block: f64 = rest.by_ref().take(n).sum();
        total += block * block;
    }
    for x in &mut rest {
        total *= x;
        if x > 2.0 {
            break;
        }
    }
    total + rest.next().unwrap_or(7.0 * xs[0]) + rest.sum::<f64>()
}

agree! {
    or_zero_agrees: or_zero(&[1.0, 2.0, 3.0]), (&[1.0, -2.0, 3.0]);
    checked_all_agrees: checked_all(&[1.0, 2.0]), (&[2.0, -1.0, 3.0]);
    runs_agrees: runs(&[1.0, 2.0, 1.5, 0.5, 0.7, 0.6, 0.4]);
    in_blocks_agrees: in_blocks(&[1.0, 2.0, 3.0, 1.5, 2.5, 0.4, 0.3]), (&[1.0, 2.0, 3.0, 1.5, 1.7]), (&[1.0]);
    folded_while_positive_agrees: folded_while_positive (&[1.0, 2.0, 3.0]);
    last_below_agrees: last_below (&[1.0, 2.0, 3.0], 2.5);
    bisected_agrees: bisected (&[1.0, 2.0, 3.0], 2.5), (&[1.0, 2.0, 3.0, 4.0, 5.0], 4.2);
    first_apart_agrees: first_apart (&[1.0, 2.0, 3.0]);
    with_the_next_agrees: with_the_next (&[1.0, 2.0, 3.0]);
    one_by_one_agrees: one_by_one (&[1.0, 2.0, 3.0]);
    two_then_the_rest_agrees: two_then_the_rest (&[1.0, 2.0, 3.0]);
    while_small_and_around_agrees: while_small_and_around (&[1.0, 2.0, 3.0]);
    sums_of_options_agrees: sums_of_options (&[Some(1.0), Some(2.0)]), (&[Some(1.0), None]);
    logarithms_agrees: logarithms (&[1.0, 2.0, 3.0]), (&[1.0, -2.0]);
    two_and_the_third_agrees: two_and_the_third (&[1.0, 2.0, 3.0]);
    first_times_rest_agrees: first_times_rest (&[1.0, 2.0, 3.0]);
    pairs_and_a_remainder_agrees: pairs_and_a_remainder (&[1.0, 2.0, 3.0]), (&[1.0, 2.0]);
}
