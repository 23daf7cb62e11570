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
    "let mut {s} = {w}.clone(); for k in 0..3 { {s} = mixed(&{w}, &{s}); if {p} && k > 0 { break; } {s}[0] += {a}; } let {x} = {s}[0] * {b};",
    "let {x} = nested(&{w}, {a}, 3).iter().sum::<f64>().tanh() * {b};",
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
    // References to one thing or another.
    "let (mut {s}, mut other) = ({a}, {b}); { let r = if {p} { &mut {s} } else { &mut other }; *r = (*r * {c}).sin(); if *r < 0.3 { *r += {a} * 0.5; } } let {x} = {s} * other;",
    "let mut {s} = [{a}, {b}, {c}]; for i in 0..3 { let (l, r) = {s}.split_at_mut(1); let r = match i { 0 => &mut l[0], 1 if {a} > {b} => &mut r[0], _ => &mut r[1] }; *r = (*r + {a} * i as f64).tanh(); } let {x} = {s}[0] * {s}[1] - {s}[2];",
    "let (mut {s}, mut other) = ({w}.clone(), vec![{a}, {b}]); { let r; if {w}[0] > {c} { r = &mut {s}; } else { r = &mut other; } r.push({c}.tanh()); for t in r.iter_mut() { *t = (*t * {b}).sin(); } let n = r.len(); r.swap(0, n - 1); } let {x} = {s}[0] * other[0] + {s}[{s}.len() - 1];",
    "let mut {s} = (Point { at: [{a}, {b}], weight: {c} }, Point { at: [{b}, {c}], weight: 0.5 }); { let p = if {p} { &mut {s}.0 } else { &mut {s}.1 }; p.shift({a}); p.weight *= p.at[0]; let part = &mut p.at; part[1] += {b}; } let {x} = {s}.0.norm() * {s}.1.norm();",
    "let (mut {s}, mut other) = ({a}, {b}); { let (hi, lo) = if {a} > {b} { (&mut {s}, &mut other) } else { (&mut other, &mut {s}) }; *hi *= {c}; *lo = (*lo + *hi).sin(); } let {x} = {s} - other;",
    "let (mut {s}, mut other) = ({a}, {b}); for t in {w}.iter() { let r = if *t > {c} { &mut {s} } else { &mut other }; if *r > 2.0 { continue; } *r = (*r + t * {c}).sin(); } let {x} = {s} * other;",
    "let (mut {s}, mut other) = ({a}, {b}); { let r = if {p} { Some(&mut {s}) } else if {c} > 0.0 { Some(&mut other) } else { None }; if let Some(r) = r { *r = r.sin() * {c}; } } let {x} = {s} * other;",
    // The rest of a slice, from either end.
    "{ let mut rest = &mut {w}[..]; while let Some((head, tail)) = rest.split_first_mut() { *head = (*head * {a} + tail.len() as f64).sin(); rest = tail; } } let {x} = {w}[0] * {b};",
    "{ let mut rest = {w}.as_mut_slice(); while let [head, tail @ ..] = rest { if let [next, ..] = tail { *next = (*next + *head * {a}).tanh(); } rest = tail; } } let {x} = {w}[{w}.len() - 1] * {b};",
    "let mut {s} = &{w}[..]; let mut {x} = {a}; while let [first, .., last] = {s} { {x} = ({x} * first + last).sin(); {s} = &{s}[1..{s}.len() - 1]; }",
    // Pieces and runs.
    "let {x} = {w}.rchunks(2).enumerate().map(|(i, c)| c[0] * c[c.len() - 1] * (i + 1) as f64).sum::<f64>().tanh() * {a};",
    "for part in {w}.rchunks_mut(2) { part[0] = (part[0] * {a} + part.len() as f64).sin(); } let {x} = {w}[0];",
    "let {x} = {w}.chunk_by(|p, q| p < q).map(|run| run[0] * run.iter().sum::<f64>()).fold({a}, |s, t| (s + t).tanh());",
    "for run in {w}.chunk_by_mut(|p, q| p < q) { let t = run[0]; if t > {b} { continue; } run[run.len() - 1] += t * {a}; } let {x} = {w}[0].sin();",
    "let {x} = {w}.split(|t| *t > {a}).map(|part| part.iter().map(|t| t * {b}).sum::<f64>().cos()).sum::<f64>();",
    "let {x} = {w}.split_inclusive(|t| *t > {a}).skip(1).map(|part| part.iter().product::<f64>()).sum::<f64>().tanh();",
    "let {x} = {w}.get(1..3).map_or({a}, |part| part[0] * part[1]) + {w}.get(..=1).map(|part| part.iter().sum::<f64>()).unwrap_or({b});",
    "let {x} = if let Some([p, q]) = {w}.first_chunk::<2>() { p * q * {a} } else { {b} };",
    // What is put in, taken out, exchanged.
    "let {s}: Vec<f64> = {w}.splice(..1, [{a}, {b} * {a}]).collect(); {w}.extend_from_within(1..2); let {x} = {s}[0] * {w}[0] + {w}[{w}.len() - 1];",
    "let mut {s} = {w}.clone(); for t in &mut {s} { *t = t.sin(); } {s}.swap_with_slice(&mut {w}); {w}[0] *= {a}; let {x} = {s}[0] * {w}[0];",
    "{w}.dedup_by(|p, q| { let same = *p < *q; if same { *q = (*q + *p * {a}).sin(); } same }); let {x} = {w}.iter().sum::<f64>().tanh();",
    "let mut {s} = {w}.clone(); {s}.push({a}); let n = {s}.len() / 2; let (low, mid, _) = {s}.select_nth_unstable_by(n, |p, q| p.total_cmp(q)); *mid *= {b}; let {x} = *mid + low.iter().map(|t| t * t).sum::<f64>().tanh();",
    // What is taken off whoever looks at it, copies of what was there, operands that change what others are.
    "{w}.push({a}); {w}.push({b}); let _ = {w}.pop(); if let Some(_) = {w}.pop() { {w}.push({c} * {a}); } let {x} = {w}[{w}.len() - 1].sin() * {b};",
    "{w}.push({a}); let {s} = ({w}.pop(), {w}.len()); let {x} = {s}.0.map_or({c}, |t| (t * {b}).cos()) * {s}.1 as f64;",
    "let mut {s} = vec![({a}, {b}), ({b}, {c}), ({c}, {a})]; let mut {x} = {b}; {s}.pop(); while {s}.pop().is_some() { {x} = ({x} * {a} + {s}.len() as f64).tanh(); {s}.truncate(1); }",
    "let mut {s} = vec![vec![{a}], vec![{b}, {c}], vec![{c}]]; let _ = {s}.pop(); let _last = {s}.pop(); {s}.push(vec![{a} * {b}]); let {x} = {s}[0][0] * {s}[1][0];",
    "let {s} = {w}.first().copied(); {w}[0] = ({w}[0] * {a}).sin() + {b}; let {x} = {s}.unwrap_or({c}) * {w}[0];",
    "let mut {s} = [{a}, {b}]; let t = ({s}, { {s}[0] = {s}[1] * {c}; {s}[0] }); let {x} = (t.0[0] * t.1 + {s}[0]).tanh();",
    "let mut {s} = [{a}, {b}]; let mut next = move |k: f64| { {s}[0] = ({s}[0] * k).sin(); {s}[0] * {s}[1] }; let {x} = next({c}) + next({a}) * {s}[0];",
    "let mut {s}: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new(); for i in 0..{w}.len() { *{s}.entry(i % 2).or_insert(0) += i; } let {x} = {a} * {s}[&0] as f64 + {b}.sin();",
    // Iterators with a name, from both ends.
    "let mut it = {w}.iter(); let mut {x} = {a}; while let Some(t) = it.next() { {x} = ({x} * t).tanh(); if let Some(u) = it.next_back() { {x} = ({x} + u * {b}).sin(); } }",
    "let mut it = {w}.iter().enumerate(); let {s} = it.next_back().map_or({a}, |(i, t)| t * i as f64); let {x} = it.map(|(i, t)| t * {s} * i as f64).sum::<f64>().tanh();",
    // Functions in fields, references in arrays and vectors.
    "let {s} = Rule { apply: if {p} { f64::sin } else { |t| t * t * 0.5 }, weight: {a} }; let {x} = ({s}.apply)({b}) * {s}.weight;",
    "let {s} = [Rule { apply: |t| t.tanh(), weight: {a} }, Rule { apply: f64::cos, weight: {b} }]; let {x} = {s}.iter().map(|r| (r.apply)({c}) * r.weight).sum::<f64>();",
    "let {s} = [&{a}, &{b}, &{c}]; let {x} = {s}.iter().enumerate().map(|(i, t)| **t * i as f64).sum::<f64>() * *{s}[1];",
    "let {s}: Vec<&f64> = {w}.iter().filter(|t| **t > {a}).collect(); let {x} = {s}.iter().map(|t| t.sin()).sum::<f64>() + {s}.first().map_or({b}, |t| **t * {b});",
    "let mut {s} = ({a}, [{b}, {c}]); { let (ref mut p, [ref q, ref mut r]) = {s}; *p *= *q; *r = (*r + *p).sin(); } let {x} = {s}.0 * {s}.1[1];",
    "let mut {s} = Some({a}); if let Some(ref mut t) = {s} { *t = (*t * {b}).sin(); } match {s} { Some(ref mut t) if *t > {c} => *t *= 2.0, Some(ref mut t) => *t += {c}, None => {} } let {x} = {s}.unwrap_or({b});",
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
