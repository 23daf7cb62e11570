//! An iterator chain is the loop that one would write by hand: the same IR.

use super::lowered;
use crate::optimise::optimise;

/// The optimised IR, without the names of values and bases, which the two ways to write it choose themselves.
fn shape(text: &str) -> String {
    let mut f = lowered(text).unwrap_or_else(|e| panic!("{} in {text}", e.to_compile_error()));
    optimise(&mut f);
    f.values.iter_mut().for_each(|value| value.name.clear());
    f.bases
        .iter_mut()
        .enumerate()
        .for_each(|(i, base)| base.name = format!("m{i}"));
    // Numbers in the order of the text.
    let mut numbers = std::collections::HashMap::new();
    let text = f.to_string();
    let mut renumbered = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('%') {
        renumbered.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let next = numbers.len();
        let number = numbers.entry(rest[..digits].to_string()).or_insert(next);
        renumbered.push_str(&number.to_string());
        rest = &rest[digits..];
    }
    renumbered + rest
}

macro_rules! same {
    ($($params:literal: $chain:literal = $hand:literal;)*) => {$(
        let (chain, hand) = (
            shape(concat!("fn f", $params, " { ", $chain, " }")),
            shape(concat!("fn f", $params, " { ", $hand, " }")),
        );
        assert_eq!(chain, hand, "\n{}\n{chain}\n{hand}", $chain);
    )*};
}

#[test]
fn chains() {
    same! {
        "(x: &[f64]) -> f64": "x.iter().map(|v| v * v).sum()"
            = "let mut s = 0.0; for i in 0..x.len() { s += x[i] * x[i]; } s";
        "(x: &[f64]) -> f64": "x.iter().map(|v| v * v).sum::<f64>() / x.len() as f64"
            = "let mut s = 0.0; for i in 0..x.len() { s += x[i] * x[i]; } s / x.len() as f64";
        "(x: &[f64], y: &[f64]) -> f64": "x.iter().zip(y).map(|(a, b)| a * b).sum()"
            = "let mut s = 0.0; for i in 0..x.len().min(y.len()) { s += x[i] * y[i]; } s";
        "(c: &[f64], x: f64) -> f64": "c.iter().rev().fold(0.0, |acc, c| acc * x + c)"
            = "let mut s = 0.0; for i in (0..c.len()).rev() { s = s * x + c[i]; } s";
        "(x: &[f64]) -> f64": "x.iter().copied().fold(0.0, f64::max)"
            = "let mut s = 0.0f64; for i in 0..x.len() { s = s.max(x[i]); } s";
        "(x: &[f64]) -> f64": "x.iter().filter(|v| **v > 0.0).map(|v| v.sqrt()).sum()"
            = "let mut s = 0.0; for i in 0..x.len() { if x[i] > 0.0 { s += x[i].sqrt(); } } s";
        "(x: &[f64]) -> f64": "x.iter().skip(1).enumerate().map(|(i, v)| i as f64 * v).sum()"
            = "let mut s = 0.0; for i in 0..x.len().saturating_sub(1) { let j = i + 1; s += i as f64 * x[j]; } s";
        "(x: &[f64], n: usize) -> f64": "(0..n).map(|i| x[i] * 2.0).sum()"
            = "let mut s = 0.0; for i in 0..n { s += x[i] * 2.0; } s";
        "(x: &[f64], n: usize) -> f64": "(1..n).rev().step_by(2).map(|i| x[i]).sum()"
            = "let mut s = 0.0; for i in (1..n).rev().step_by(2) { s += x[i]; } s";
        "(m: &[Vec<f64>]) -> f64": "m.iter().flatten().sum()"
            = "let mut s = 0.0; for i in 0..m.len() { for j in 0..m[i].len() { s += m[i][j]; } } s";
        "(x: &[f64], out: &mut [f64])": "for (o, v) in out.iter_mut().zip(x) { *o = v * 2.0; }"
            = "for i in 0..out.len().min(x.len()) { out[i] = x[i] * 2.0; }";
        "(x: &[f64]) -> Vec<f64>": "x.iter().map(|v| v.sin()).collect()"
            = "let mut out = Vec::with_capacity(x.len()); for i in 0..x.len() { out.push(x[i].sin()); } out";
        "(x: &[f64], y: f64) -> f64": "x.iter().filter_map(|&v| if v > y { Some(v.ln()) } else { None }).sum()"
            = "let mut s = 0.0; for i in 0..x.len() { if x[i] > y { s += x[i].ln(); } } s";
        "(x: &[f64], y: f64) -> f64": "x.iter().take_while(|v| **v < y).sum()"
            = "let mut s = 0.0; for i in 0..x.len() { if !(x[i] < y) { break; } s += x[i]; } s";
    }
}
