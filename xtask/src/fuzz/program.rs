//! A program of random functions that checks itself.

use super::random::Random;
use super::scope::{Callee, Ty, Writer};
use super::second;
use std::fmt::Write;

const PRELUDE: &str = r#"#![allow(warnings, clippy::all)]
use ad::{Differentiable, differentiate};
use num_traits::Float;
use std::ops::Add;

#[derive(Clone, Copy, Debug, Differentiable)]
struct Point { at: [f64; 2], weight: f64 }

#[differentiate]
impl Point {
    fn norm(&self) -> f64 { (1.0 + self.at[0] * self.at[0] + self.at[1] * self.at[1]).sqrt() * self.weight.tanh() }
    fn scaled(self, by: f64) -> Point { Point { at: [self.at[0] * by, self.at[1]], weight: self.weight + by } }
    fn shift(&mut self, by: f64) { self.at[0] = (self.at[0] + by).sin(); self.weight *= 0.5; }
}

struct Rule { apply: fn(f64) -> f64, weight: f64 }

#[derive(Clone, Copy, Debug, Differentiable)]
enum Form { One(f64), Two { a: f64, b: f64 }, Nothing }

#[derive(Clone, Copy, Debug, Differentiable)]
struct Wave<T> { size: T, rate: T }

#[differentiate]
impl<T: Float> Wave<T> {
    fn new(size: T, rate: T) -> Self { Wave { size, rate: rate.sin() } }
    fn at(&self, t: T) -> T { (self.rate * t).cos() * self.size.tanh() }
    fn grow(&mut self, by: T) { self.size = (self.size * by).sin() + by; }
}

#[differentiate]
impl<T: Float> Add for Wave<T> {
    type Output = Wave<T>;
    fn add(self, other: Wave<T>) -> Wave<T> {
        Wave { size: self.size + other.size, rate: self.rate * other.rate }
    }
}

#[differentiate]
trait Signal<T: Float> {
    fn value(&self, t: T) -> T;
    fn twice(&self, t: T) -> T { self.value(t) * self.value(t + t) }
}

#[differentiate]
impl<T: Float> Signal<T> for Wave<T> {
    fn value(&self, t: T) -> T { self.at(t) + self.size.sin() }
}

#[differentiate]
fn blend<T: Float>(w: &Wave<T>, t: T) -> T {
    let mut v = *w + Wave::new(t, w.size);
    v.grow(t.tanh());
    if v.size > T::zero() { v.at(t) } else { v.rate * t.cos() }
}

#[differentiate]
fn mean<T: Float>(ws: &[Wave<T>], t: T) -> T {
    let mut sum = T::zero();
    for w in ws { sum = sum + blend(w, t); }
    sum / T::from(ws.len()).unwrap()
}

#[differentiate]
fn of_trait<T: Float, S: Signal<T>>(s: &S, t: T) -> T { s.twice(t) - s.value(t.sin()) }

#[differentiate]
fn turned<T: Float>(w: Wave<T>, by: T) -> Wave<T> { Wave { rate: w.rate * by.cos(), ..w } + w }

#[differentiate]
fn louder(w: impl Signal<f64>, t: f64) -> f64 { 2.0 * w.value(t.cos()) }

#[derive(Clone, Debug, Differentiable)]
struct Grid { cells: Vec<f64>, energy: f64 }

#[differentiate]
impl Grid {
    fn new(cells: &[f64], energy: f64) -> Grid { Grid { cells: cells.to_vec(), energy } }
    fn relax(&mut self, k: f64) {
        let n = self.cells.len();
        let (first, rest) = self.cells.split_at_mut(1);
        for cell in rest.iter_mut() { *cell = (*cell + k * first[0]).tanh(); self.energy += *cell * k; }
        for i in (0..n - 1).rev() { self.cells[i] = (self.cells[i] + self.cells[i + 1] * self.energy).sin(); }
        self.energy = self.energy.tanh();
    }
    fn energy(&self) -> f64 { self.cells.iter().map(|t| t * t).sum::<f64>().tanh() + self.energy }
}

#[differentiate]
fn spread(out: &mut [f64], k: f64) {
    for i in 1..out.len() { out[i] = (out[i] * k + out[i - 1]).tanh(); }
    out[0] *= k.tanh();
}

#[differentiate]
fn mixed(w: &[f64], x: &[f64]) -> Vec<f64> {
    w.iter().map(|w| x.iter().map(|x| w * x).sum::<f64>().tanh()).collect()
}

#[differentiate]
fn nested(w: &[f64], k: f64, depth: usize) -> Vec<f64> {
    let mut h: Vec<f64> = w.iter().map(|t| (t * k).sin()).collect();
    for d in 0..depth {
        let y = nested(&h, k, d);
        for (h, y) in h.iter_mut().zip(&y) { *h = (*h + y).cos(); }
    }
    h
}

#[differentiate]
fn first_large(v: &[f64], than: f64) -> Option<(usize, f64)> {
    let i = v.iter().position(|t| *t > than)?;
    let t = v.get(i + 1).copied().or(v.first().copied())?;
    Some((i, t * than.cos()))
}

#[differentiate]
fn tried(v: &[f64], than: f64) -> Result<f64, usize> {
    let (i, t) = first_large(v, than).ok_or(v.len())?;
    if t > 0.9 { return Err(i); }
    Ok(t * v[i])
}

#[differentiate]
fn series(x: f64, n: usize) -> f64 {
    if n == 0 { return x.sin(); }
    let mut sum = x * 0.5;
    for i in 0..n { sum = (sum + x * i as f64).sin(); }
    if sum > 0.2 { series(sum, n - 1) } else { sum - series(x * sum, n - 1) }
}

#[differentiate]
fn dotted<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    let mut sum = 0.0;
    for i in 0..N { sum += a[i] * b[N - 1 - i]; }
    sum
}

fn checked(name: &str, report: impl FnOnce() -> ad::Report + std::panic::UnwindSafe) -> bool {
    match std::panic::catch_unwind(report) {
        Ok(report) if report.passed() => true,
        Ok(report) => { println!("{name}: {report}\n"); false }
        Err(_) => { println!("{name} panics\n"); false }
    }
}

"#;

/// The text of a program with so many functions.
pub fn program(functions: u64, seed: u64, order: u64) -> String {
    let mut text = PRELUDE.to_string();
    if order == 2 {
        text.push_str(second::CHECKED);
    }
    let mut calls = String::new();
    let mut callees = Vec::new();
    for k in 0..functions {
        let name = format!("fun{k}");
        let random = &mut Random::new(seed << 32 | k);
        let (function, params) = function(random, &name, &callees);
        text.push_str(&function.text);
        let args: Vec<&str> = params.iter().map(|&ty| argument(random, ty)).collect();
        let list = args.clone();
        let args = match &args[..] {
            [one] => (*one).to_string(),
            several => format!("({})", several.join(", ")),
        };
        writeln!(
            calls,
            "    failures += usize::from(!checked(\"{name}\", || ad::check::<{name}>({args})));"
        )
        .expect("a string can be written to");
        if function.result == Ty::Float {
            if order == 2 {
                calls.push_str(&second::checked(&name, &params, &list));
            }
            callees.push(Callee { name, params });
            if callees.len() > 4 {
                callees.remove(0);
            }
        }
    }
    writeln!(
        text,
        "fn main() {{\n    let mut failures = 0;\n{calls}    \
         println!(\"{{failures}} of {functions} functions fail\");\n    \
         std::process::exit(i32::from(failures > 0));\n}}"
    )
    .expect("a string can be written to");
    match order {
        2 => text.replace("#[differentiate]", "#[differentiate(order = 2)]"),
        _ => text,
    }
}

struct Function {
    text: String,
    result: Ty,
}

fn function(random: &mut Random, name: &str, callees: &[Callee]) -> (Function, Vec<Ty>) {
    let all = [Ty::Float, Ty::Slice, Ty::Array, Ty::Index, Ty::Point];
    let mut params = vec![Ty::Float];
    for _ in 0..random.below(4) {
        params.push(*random.one(&all));
    }
    let results = [
        Ty::Float,
        Ty::Float,
        Ty::Float,
        Ty::Pair,
        Ty::Array,
        Ty::Maybe,
        Ty::Vec,
        Ty::Point,
    ];
    let result = *random.one(&results);
    let fuel = 12 + random.below(12);
    let mut writer = Writer::new(random, callees, result, fuel);
    let mut list = Vec::new();
    for (k, &ty) in params.iter().enumerate() {
        let param = format!("p{k}");
        let mutable = !matches!(ty, Ty::Slice | Ty::Index) && writer.random.chance(30);
        let m = if mutable { "mut " } else { "" };
        list.push(format!("{m}{param}: {}", spelled(ty)));
        writer.declare(&param, ty, mutable);
    }
    writer.statements();
    let value = writer.returned(result);
    writer.line(&value);
    let text = format!(
        "#[differentiate]\nfn {name}({}) -> {} {{\n{}}}\n\n",
        list.join(", "),
        spelled(result),
        writer.text
    );
    (Function { text, result }, params)
}

fn spelled(ty: Ty) -> &'static str {
    match ty {
        Ty::Float => "f64",
        Ty::Ref => "&f64",
        Ty::RefMut => "&mut f64",
        Ty::Index => "usize",
        Ty::Bool => "bool",
        Ty::Array => "[f64; 3]",
        Ty::Matrix => "[[f64; 2]; 2]",
        Ty::Vec => "Vec<f64>",
        Ty::Slice => "&[f64]",
        Ty::SliceMut => "&mut [f64]",
        Ty::Pair => "(f64, f64)",
        Ty::Maybe => "Option<f64>",
        Ty::Point => "Point",
        Ty::Form => "Form",
        Ty::Closure => unreachable!("closures are not spelled"),
    }
}

fn argument(random: &mut Random, ty: Ty) -> &'static str {
    let choices: &[&'static str] = match ty {
        Ty::Float => &["0.7", "-1.3", "0.25"],
        Ty::Slice => &["&[0.5, -0.8, 1.1, 0.3]", "&[1.2]", "&[0.1, 0.9, -0.4]"],
        Ty::Array => &["[0.9, -0.2, 0.65]"],
        Ty::Index => &["0", "1", "3"],
        Ty::Point => &["Point { at: [0.4, -1.1], weight: 0.8 }"],
        _ => unreachable!("no parameter is of this type"),
    };
    choices[random.below(choices.len())]
}
