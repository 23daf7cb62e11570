//! Methods of `Option` and `Result`: references into them, combinations of two, values that are put in; options of references
//! as parameters and arguments.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::{Differentiable, differentiate};
use common::agree;

#[derive(Debug)]
enum Refused {
    Negative,
    Large,
}

#[derive(Clone, Debug, Differentiable)]
struct Model {
    a: f64,
    b: Option<f64>,
    c: Option<Vec<f64>>,
}
#[differentiate]
impl Model {
    fn value(&self, x: f64) -> f64 {
        let mut y = self.a * x;
        if let Some(b) = self.b {
            y += b * x * x;
        }
        if let Some(ref c) = self.c {
            y += c.iter().sum::<f64>() * x;
        }
        if let Some(c) = self.c.as_ref() {
            y += c[0];
        }
        if let Some(c) = &self.c {
            y += c[0];
        }
        y += self.b.as_ref().map_or(0.0, |b| b * 2.0);
        y + self
            .c
            .as_ref()
            .and_then(|c| c.last())
            .copied()
            .unwrap_or(0.0)
    }
    fn get(&self, i: usize) -> Option<f64> {
        self.c.as_ref()?.get(i).copied()
    }
    fn bump(&mut self, by: f64) -> Option<f64> {
        let old = self.b.take();
        self.b = Some(by);
        if let Some(c) = self.c.as_mut() {
            c[0] *= by;
        }
        if let Some(c) = &mut self.c {
            c.push(by);
        }
        old
    }
}

#[differentiate]
fn by_reference(o: Option<f64>, x: f64) -> f64 {
    if let Some(v) = o.as_ref() { v * x } else { x }
}

#[differentiate]
fn through_a_reference(o: &Option<f64>, x: f64) -> f64 {
    match o.as_ref() {
        Some(&v) => v * x,
        None => x * x,
    }
}

#[differentiate]
fn of_vectors(o: &Option<Vec<f64>>, x: f64) -> f64 {
    let w = o.as_ref().map(|w| w.iter().sum::<f64>()).unwrap_or(1.0);
    let d = o.as_deref().unwrap_or(&[]);
    let mut s = w * x;
    for v in d {
        s += v * v * x;
    }
    s
}

#[differentiate]
fn changed_inside(x: f64, y: f64) -> f64 {
    let mut o = Some(x * y);
    if let Some(v) = o.as_mut() {
        *v += x;
    }
    match &mut o {
        Some(v) => *v *= y,
        None => {}
    }
    o.unwrap()
}

#[differentiate]
fn weighted(x: &[f64], w: Option<&Vec<f64>>) -> f64 {
    let ones = vec![1.0; x.len()];
    let w = w.unwrap_or(&ones);
    x.iter().zip(w).map(|(a, b)| a * b).sum()
}

#[differentiate]
fn with_and_without_weights(x: &[f64], w: &[f64]) -> f64 {
    let v = w.to_vec();
    weighted(x, Some(&v)) * weighted(x, None)
}

#[differentiate]
fn combined(a: Option<f64>, b: Option<f64>, x: f64) -> f64 {
    let c = a.filter(|&v| v > 0.5).or(b);
    let d = a.or_else(|| b.map(|v| v * x));
    let e = a.zip(b).map_or(x, |(p, q)| p * q);
    let f = a.and(b).unwrap_or_default();
    let g = a.xor(b).unwrap_or(x * x);
    let h = if a.is_some_and(|v| v > x) { x } else { 2.0 * x };
    let i = b.map_or_else(|| x.sin(), |v| v.cos() * x);
    c.unwrap_or_else(|| x.exp()) + d.unwrap_or(3.0 * x) + e + f + g + h + i
}

#[differentiate]
fn put_in(a: Option<f64>, x: f64) -> f64 {
    let mut cache: Option<f64> = a;
    let v = *cache.get_or_insert(x * x);
    let w = *cache.get_or_insert_with(|| x);
    let mut o = Some(v * w);
    let t = o.take();
    let u = o.replace(x);
    let q = o.insert(x * 3.0);
    *q += 1.0;
    t.unwrap_or(0.0) + u.unwrap_or(x) + o.unwrap()
}

#[differentiate]
fn root(x: f64) -> Result<f64, String> {
    if x < 0.0 {
        return Err(format!("negative {x}"));
    }
    Ok(x.sqrt())
}

#[differentiate]
fn of_results(x: f64) -> Result<f64, Refused> {
    let y = root(x).map_err(|_| Refused::Negative)?;
    let z = root(x - 10.0).map_err(|e| Refused::Large).unwrap_or(y);
    let w = root(x).ok().map(|v| v * z).unwrap_or_default();
    let u = root(x)
        .and_then(|v| root(v + 1.0))
        .or_else(|_| root(x * x))
        .unwrap_or_else(|_| x);
    let ok = root(x).is_ok();
    if ok && !root(x).is_err() {
        Ok(y * z + w + u)
    } else {
        Err(Refused::Large)
    }
}

#[differentiate]
fn ends(xs: &[f64]) -> Result<f64, &'static str> {
    let first = xs.first().ok_or("empty")?;
    let last = xs.last().copied().ok_or_else(|| "empty")?;
    let second = *xs.get(1).ok_or("short")?;
    Ok(first * last * second)
}

#[differentiate]
fn matched(x: f64) -> f64 {
    match of_results(x) {
        Ok(v) => v * x,
        Err(Refused::Negative) => 0.0,
        Err(Refused::Large) => 1.0,
    }
}

#[differentiate]
fn let_else(x: f64) -> f64 {
    let Ok(v) = root(x) else { return 0.0 };
    if let Ok(w) = root(v) { w * x } else { v }
}

#[differentiate]
fn error_by_reference(x: f64) -> f64 {
    let r = root(x);
    let s = r.as_ref().map(|v| v * x).unwrap_or(0.0);
    let t = match &r {
        Ok(v) => *v,
        Err(_) => 0.0,
    };
    s + t + r.unwrap_or_else(|e| panic!("{e}"))
}

#[differentiate]
fn of_fields(p: &Model, x: f64) -> f64 {
    let mut q = p.clone();
    let o = q.bump(x).unwrap_or(1.0);
    p.value(x) + q.value(x) * o + q.get(0).unwrap_or(0.0) + p.get(7).unwrap_or(x)
}

#[differentiate]
fn in_slices(xs: &[Option<f64>]) -> f64 {
    let s: f64 = xs.iter().flatten().sum();
    let n = xs.iter().filter(|x| x.is_some()).count();
    let m = xs.iter().filter_map(|x| *x).fold(0.0, |a, b| a + b * b);
    let t: f64 = xs.iter().map(|x| x.unwrap_or(0.0)).sum();
    s * n as f64 + m + t
}

#[differentiate]
fn with_question_marks(xs: &[f64]) -> Option<f64> {
    let m = xs.iter().copied().reduce(f64::max)?;
    let mn = xs
        .iter()
        .copied()
        .min_by(|a, b| a.partial_cmp(b).unwrap())?;
    let v = (m > mn).then(|| m - mn)?;
    Some(v * m)
}

#[differentiate]
fn squares(x: &[f64], w: Option<&[f64]>) -> f64 {
    match w {
        Some(w) => x.iter().zip(w.iter()).map(|(a, b)| a * b * b).sum(),
        None => x.iter().map(|a| a * a).sum(),
    }
}

#[differentiate]
fn passed_on(x: &[f64], w: Option<&[f64]>) -> f64 {
    squares(x, w) * squares(x, Some(&x[1..])) + squares(&x[..1], None)
}

#[differentiate]
fn through_options_of_slices(x: &[f64], w: &[f64]) -> f64 {
    passed_on(x, Some(w)) + passed_on(w, None)
}

#[differentiate]
fn chained(xs: &[f64], last: Option<f64>) -> f64 {
    let mut sum = 0.0;
    for (i, x) in xs.iter().copied().chain(last).enumerate() {
        sum += x * x * i as f64;
    }
    for x in last {
        sum *= x;
    }
    sum
}

#[differentiate]
fn with_types(x: f64) -> f64 {
    let small = x * None::<f64>.filter(|&t| t > x).unwrap_or_default().abs();
    let same = Option::<f64>::None.map(|v| v * x).unwrap_or(x);
    let (good, bad) = (Ok::<f64, String>(x * x), Err::<f64, &str>("no"));
    let never = x * Some(x * x).filter(|_| false).unwrap_or_default();
    never
        + small
        + same
        + good.unwrap() * bad.unwrap_or_default()
        + Some::<f64>(x).map_or(0.0, |v| v.sin())
}

/// An error that has no `Clone`, in a message and past a loop.
#[differentiate]
fn price(x: f64, k: f64) -> Result<f64, Box<dyn std::error::Error>> {
    if k < 0.0 {
        return Err("negative".into());
    }
    Ok(x * k.sqrt())
}
#[differentiate]
fn book(x: f64, ks: &[f64]) -> f64 {
    let all: f64 = ks.iter().map(|&k| price(x, k).expect("a price")).sum();
    let mut last = 0.0;
    for k in ks {
        last = price(last + x, *k).unwrap().sin();
    }
    let mut most: f64 = 1.0;
    for k in ks {
        if *k > 1.0 {
            most = most.max(price(x, *k).unwrap_or(0.0) * most);
        }
    }
    all * last * most
}

/// Methods as values.
#[differentiate(order = 2)]
fn methods_as_values(x: &[f64]) -> f64 {
    let root = |v: f64| (v > 0.0).then(|| v.sqrt() * v);
    let all: Vec<Option<f64>> = x.iter().copied().map(root).collect();
    let sum: f64 = all.iter().copied().map(Option::unwrap_or_default).sum();
    let there = all.iter().cloned().filter(Option::is_some);
    let product: f64 = there.map(Option::unwrap).product();
    let sines = x.iter().map(|&v| match v > 0.0 {
        true => Ok(v.sin()),
        false => Err("negative"),
    });
    let sines: f64 = sines.filter_map(Result::ok).sum();
    sum * sines + product
}

/// What is changed through an option of a mutable reference is what it refers to.
#[differentiate]
fn through_maybe(x: f64, y: f64) -> f64 {
    let mut s = x;
    let mut o: Option<&mut f64> = if x > 0.0 { Some(&mut s) } else { None };
    if let Some(p) = o.as_mut() {
        **p *= y;
    }
    if let Some(p) = o {
        *p = p.sin();
    }
    s * s
}

#[differentiate]
fn through_variable(x: f64, y: f64) -> f64 {
    let mut s = x;
    let mut o = None;
    if y > 0.5 {
        o = Some(&mut s);
    }
    if let Some(p) = o {
        *p *= y;
    }
    let then = (x > 0.0).then_some(&mut s);
    if let Some(p) = then {
        *p = p.sin() * y;
    }
    s * s
}

#[differentiate]
fn through_element(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut last: Option<&mut f64> = None;
    for t in v.iter_mut() {
        if *t > 0.5 {
            last = Some(t);
        }
    }
    if let Some(t) = last {
        *t *= x[0] * *t;
    }
    v.iter().map(|t| t.sin()).sum()
}

/// What is found among items that can be changed is a name for the item, not a copy of it.
#[differentiate]
fn found_and_changed(x: &[f64]) -> f64 {
    let mut rows = vec![[x[0], 1.0], [x[1], 2.0], [x[2], 3.0]];
    if let Some(r) = rows.iter_mut().filter(|r| r[0] > 0.3).next() {
        r[0] *= x[1];
    }
    if let Some((i, r)) = rows
        .iter_mut()
        .enumerate()
        .filter(|(_, r)| r[0] > 0.3)
        .last()
    {
        r[1] *= x[0] * i as f64;
    }
    if let Some(r) = rows.iter_mut().skip_while(|r| r[0] > 0.8).next() {
        r[1] = r[0].sin();
    }
    if let Some(r) = rows
        .iter_mut()
        .map(|r| {
            r[1] += x[2];
            r
        })
        .find(|r| r[0] > 0.4)
    {
        r[0] *= r[1];
    }
    if let Some(r) = rows.iter_mut().find_map(|r| (r[1] > 0.2).then_some(r)) {
        r[0] *= x[1];
    }
    rows.iter().map(|r| r[0] * r[1]).product()
}

#[differentiate]
fn numbers_found_and_changed(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let first = v.iter_mut().filter(|t| **t > 0.3).next().unwrap();
    *first *= x[1];
    if let Some((t, by)) = v.iter_mut().zip(x).filter(|(t, _)| **t > 0.1).nth(1) {
        *t += by * *t;
    }
    v.iter().map(|t| t.sin()).product()
}

/// What is extended by references is extended by what they refer to.
#[differentiate]
fn parted(x: &[f64]) -> f64 {
    let (large, small): (Vec<f64>, Vec<f64>) = x.iter().partition(|t| **t > 0.5);
    let (a, b): (Vec<f64>, Vec<f64>) = x.iter().zip(&large).unzip();
    let c: f64 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
    c * large.iter().sum::<f64>() + small.iter().map(|t| t * t).sum::<f64>()
}

agree! {
    methods_as_values_agree: methods_as_values(&[0.3, -1.0, 2.0]);
    found_and_changed_agrees: found_and_changed (&[0.9, 0.5, 1.3]), (&[0.1, 0.7, -0.4]);
    numbers_found_and_changed_agrees: numbers_found_and_changed(&[0.2, 0.7, 1.3, 0.4]);
    parted_agrees: parted(&[0.9, 0.2, 1.3, 0.7, -0.4]);
    through_maybe_agrees: through_maybe (0.7, 1.3), (-0.7, 1.3);
    through_variable_agrees: through_variable (0.7, 1.3), (0.7, 0.2), (-0.4, 0.9), (-0.4, 0.3);
    through_element_agrees: through_element(&[0.7, 0.2, 1.3, -0.4]), (&[0.1]);
    errors_without_clone_agree: book (0.7, &[1.5, 0.3, 2.0]);
    with_types_agrees: with_types(0.7);
    options_of_slices_agree: through_options_of_slices(&[1.0, 2.0], &[3.0, 4.0]);
    chained_agrees: chained(&[1.0, 2.0], Some(3.0)), (&[1.0, 2.0], None);
    by_reference_agrees: by_reference (Some(2.0), 3.0), (None, 3.0);
    through_a_reference_agrees: through_a_reference (&Some(2.0), 3.0), (&None, 3.0);
    of_vectors_agrees: of_vectors (&Some(vec![1.0, 2.0]), 3.0), (&None, 3.0);
    changed_inside_agrees: changed_inside (2.0, 3.0);
    with_and_without_weights_agrees: with_and_without_weights (&[1.0, 2.0], &[3.0, 4.0]);
    combined_agrees: combined (Some(0.7), Some(0.3), 0.4), (None, Some(0.3), 0.4), (None, None, 0.4), (Some(0.2), None, 0.4);
    put_in_agrees: put_in (Some(0.7), 0.4), (None, 0.4);
    matched_agrees: matched (2.0), (-2.0);
    let_else_agrees: let_else (2.0);
    error_by_reference_agrees: error_by_reference (2.0);
    of_fields_agrees: of_fields (&Model { a: 1.0, b: Some(2.0), c: Some(vec![3.0, 4.0]) }, 1.5), (&Model { a: 1.0, b: None, c: None }, 1.5);
    in_slices_agrees: in_slices (&[Some(1.0), None, Some(3.0)]);
    with_question_marks_agrees: with_question_marks (&[1.0, 3.0, 2.0]);
}

/// `context` of a crate of errors.
mod contexts {
    use ad::differentiate;
    use anyhow::{Context, bail, ensure};

    #[differentiate(order = 2)]
    fn valued(x: &[f64], k: f64) -> anyhow::Result<f64> {
        let first = x.first().copied().context("no first")?;
        let last = x
            .last()
            .with_context(|| format!("no last of {}", x.len()))?;
        ensure!(k > 0.0, "not positive: {k}");
        if *last < 0.0 {
            bail!("negative");
        }
        Ok(first * last * k)
    }

    #[differentiate(order = 2)]
    fn valued_twice(x: &[f64], k: f64) -> anyhow::Result<f64> {
        let once = valued(x, k).context("once")?;
        let again = valued(&x[1..], once).with_context(|| format!("again, at {once}"));
        Ok(again? * once)
    }

    #[differentiate]
    fn or_else(x: &[f64], k: f64) -> f64 {
        valued_twice(x, k).unwrap_or(k * k)
    }

    #[test]
    fn derivatives() {
        for x in [&[1.3, 0.4, 2.0][..], &[1.3, -0.4, 2.0], &[1.3]] {
            for k in [0.7, -0.7] {
                ad::check::<or_else>((x, k)).assert();
            }
        }
        let error = valued_twice::jvp(&[1.3, 1.0, -0.4], 1.0, &[0.0; 3], 1.0)
            .0
            .unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            format!("{:#}", valued_twice(&[1.3, 1.0, -0.4], 1.0).unwrap_err())
        );
    }
}
