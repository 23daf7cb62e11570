//! What people write in several lines: work with a stack, exchanged buffers, parts of vectors that are changed, searches,
//! sorting, calls that write to what they are lent.

use super::scope::{Ty, Writer};

/// Statements that set the new variable `{x}`. `{a}`, `{b}` and `{c}` are numbers, `{p}` is a condition, `{w}` a vector that
/// can be changed and is not empty.
const IDIOMS: &[&str] = &[
    "let mut {s} = vec![{a}, {b}]; let mut {x} = 0.5; let mut k = 0; while let Some(t) = {s}.pop() { k += 1; if k < 5 && t > {c} { {s}.push(t.sin()); {s}.push(t * 0.5); } {x} = ({x} + t * t).tanh(); }",
    "let {x} = '{s}: { if {p} { break '{s} {a}; } let t = {b} * {a}; if t > {c} { break '{s} t * t; } t.sin() };",
    "{ let (l, r) = {w}.split_at_mut(1); if let Some(t) = r.first_mut() { std::mem::swap(&mut l[0], t); *t = (*t + {a}).sin(); } l[0] *= {b}.tanh(); } let {x} = {w}[0];",
    "let {x} = std::mem::replace(&mut {w}[0], ({a} * {b}).tanh());",
    "let {s} = std::mem::take(&mut {w}); {w}.extend({s}.iter().rev().map(|t| (t * {a}).tanh())); let {x} = {s}[0] * {w}[0];",
    "let mut {s} = Grid::new(&{w}, {a}); {s}.relax({b}); if {p} { {s}.relax({c}.tanh()); } let {x} = {s}.energy();",
    "spread(&mut {w}[..], {a}); let {x} = {w}[0] * {b};",
    "let {x} = {w}.iter().flat_map(|t| [t.sin(), t * {a}]).enumerate().map(|(i, t)| t * i as f64 * 0.1).sum::<f64>().tanh();",
    "let {x} = {w}.windows(2).map(|p| p[0] * p[1]).chain({w}.iter().map(|t| t.sin())).fold({a}, |s, t| (s + t).tanh());",
    "let {x} = {w}.chunks(2).map(|c| c.iter().product::<f64>() * c.len() as f64).sum::<f64>().tanh();",
    "let mut {s} = [[{a}; 3]; 3]; for i in 0..3 { for j in 0..3 { {s}[i][j] = ({s}[(i + 2) % 3][j] + {b} * (i + j) as f64 * 0.1).sin(); } } for j in 0..3 { for i in 1..3 { {s}[i][j] *= {s}[i - 1][j]; } } let {x} = {s}.iter().map(|r| r[0] * r[2]).sum::<f64>();",
    "let {x} = first_large(&{w}, {a}).map_or({b}, |(i, t)| t * i as f64);",
    "let {x} = match tried(&{w}, {a}) { Ok(t) => t * {b}, Err(k) => k as f64 * {c} };",
    "let {x} = series({a}, 3) * {b};",
    "let {x} = dotted(&[{a}, {b}, {c}], &[0.5, {a}, 1.0]).tanh();",
    "let {x} = match {a} { t if t > 1.0 => t.ln(), t @ 0.0..=1.0 => t * {b}, t => t.sin() * {c} };",
    "let mut {s} = {w}.clone(); {s}.sort_by(|p, q| q.partial_cmp(p).unwrap()); let {x} = {s}[0] * {a} + {s}[{s}.len() - 1];",
    "let {x} = {w}.iter().position(|t| *t > {a}).map_or({b}, |i| {w}[i] * i as f64);",
    "{ let mut put = |t: f64| { let n = {w}.len(); {w}[n - 1] *= t.tanh(); {w}[0] += 0.1 * t; }; put({a}); put({b}); } let {x} = {w}[0];",
    "let mut {s} = {w}.clone(); let mut next = vec![0.0; {w}.len()]; for _ in 0..3 { for i in 0..{s}.len() { next[i] = ({s}[i] + {a} * {s}[(i + 1) % {s}.len()]).tanh(); } std::mem::swap(&mut {s}, &mut next); } let {x} = {s}[0] + next[0];",
    "if let Some(t) = {w}.iter_mut().find(|t| **t > {a}) { *t = (*t * {b}).sin(); } let {x} = {w}[0];",
    "if let Some((last, rest)) = {w}.split_last_mut() { for t in rest.iter_mut() { *t = (*t + *last).tanh(); } *last *= 0.5; } let {x} = {w}[0] * {a};",
    "let {x} = {w}.iter().zip({w}.iter().skip(1)).rev().fold({a}, |s, (p, q)| (s * p + q).tanh());",
    "let {x}: f64 = {w}.iter().scan({a}, |s, t| { *s = (*s * t).tanh(); (*s < 0.9).then_some(*s) }).sum();",
    "let {x} = {w}.iter().enumerate().max_by(|p, q| p.1.total_cmp(q.1)).map(|(i, t)| t * i as f64).unwrap_or(0.0) * {a};",
    "let mut {s} = vec![Point { at: [{a}, {b}], weight: {c} }; 2]; {s}[1].shift({a}); for p in &mut {s} { p.weight += p.at[0]; p.at.swap(0, 1); } let {x} = {s}.iter().map(|p| p.norm() * p.at[1]).sum::<f64>();",
    "let mut {s} = {a}; let mut maybe = if {p} { Some(&mut {s}) } else { None }; if let Some(t) = maybe.as_mut() { **t *= {b}; } if let Some(t) = maybe { *t = t.sin(); } let {x} = {s} * {s};",
    "let mut {x} = {a}; for i in 0..{w}.len() { let t = {w}[i]; if t > {b} { continue; } for j in (0..=i).rev() { {x} = ({x} + t * {w}[j]).tanh(); if {x} > {c} { break; } } }",
    "{w}.rotate_left(1); {w}.reverse(); let {x} = {w}.iter().rev().step_by(2).map(|t| t * {a}).sum::<f64>().tanh();",
    "{w}.insert(0, {a}); let {x} = {w}.swap_remove(0) * {w}.last().copied().unwrap_or({b});",
    "let {x} = {w}.iter().take_while(|t| **t < {a}).chain({w}.iter().skip_while(|t| **t < {a}).take(1)).map(|t| t.exp().tanh()).sum::<f64>();",
    "let ({s}, other): (Vec<f64>, Vec<f64>) = {w}.iter().partition(|t| **t > {a}); let {x} = {s}.iter().sum::<f64>() * {b} - other.iter().map(|t| t * t).sum::<f64>();",
];

impl Writer<'_> {
    /// One of them, its numbers and its vector in variables of their own.
    pub fn idiom(&mut self) {
        let idiom = *self.random.one(IDIOMS);
        let [a, b, c] = ["a", "b", "c"].map(|name| self.unique(name));
        let numbers = [(); 3].map(|()| self.float());
        self.line(&format!(
            "let ({a}, {b}, {c}): (f64, f64, f64) = ({});",
            numbers.join(", ")
        ));
        let (x, s, w) = (self.unique("x"), self.unique("s"), self.unique("w"));
        let w = match self.var(&[Ty::Vec], true) {
            Some(var) if idiom.contains("{w}") => var.name,
            _ if idiom.contains("{w}") => {
                self.line(&format!("let mut {w}: Vec<f64> = vec![{a}, 0.5, {b}];"));
                self.declare(&w, Ty::Vec, true);
                w
            }
            _ => w,
        };
        let p = self.condition();
        let p = if p.contains(&w) {
            "true".to_string()
        } else {
            p
        };
        let mut text = idiom.to_string();
        for (name, value) in [("x", &x), ("s", &s), ("a", &a), ("b", &b), ("c", &c)] {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        let text = text.replace("{w}", &w).replace("{p}", &p);
        self.line(&text);
        let mutable = text.contains(&format!("let mut {x} "));
        self.declare(&x, Ty::Float, mutable);
    }
}
