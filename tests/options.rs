//! `Option` and `Result`: made, matched, passed on with `?`, and their methods.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::differentiate;
use common::checks;

// --- values that never reach memory ---

#[differentiate(order = 2)]
fn chosen(x: f64, c: bool) -> f64 {
    let y = if c { Some(x * x) } else { None };
    y.unwrap_or(0.0) + x
}

#[differentiate]
fn matched(x: f64, y: f64) -> f64 {
    let larger = if x > y { Some(x * y) } else { None };
    match larger {
        Some(z) if z > 1.0 => z * z,
        Some(z) => z.sin(),
        None => x - y,
    }
}

#[differentiate]
fn if_let(x: f64, c: bool) -> f64 {
    let y = if c { Some((x, x * x)) } else { None };
    if let Some((a, b)) = y { a * b } else { -x }
}

#[differentiate]
fn let_else(x: f64, c: bool) -> f64 {
    let y: Option<f64> = if c { Some(x.exp()) } else { None };
    let Some(z) = y else {
        return x * 3.0;
    };
    z * x
}

#[differentiate]
fn methods(x: f64, y: f64) -> f64 {
    let a = Some(x).filter(|v| *v > 0.0).map(|v| v.ln());
    let b = a.and_then(|v| if v > y { Some(v * y) } else { None });
    let c = b.or(Some(y * y)).unwrap_or_default();
    let d = a.map_or(y, |v| v * v);
    let e = a.map_or_else(|| x * y, |v| v + x);
    let f = a.zip(b).map(|(p, q)| p * q).unwrap_or_else(|| x - y);
    let g = if a.is_some_and(|v| v > 0.0) { x } else { y };
    c + d + e + f + g + if b.is_none() { x * x } else { y }
}

#[differentiate]
fn best(xs: &[f64]) -> f64 {
    let mut best: Option<f64> = None;
    for i in 0..xs.len() {
        let x = xs[i];
        if best.is_none_or(|b| x > b) {
            best = Some(x * x);
        }
    }
    best.unwrap_or(0.0)
}

#[differentiate]
fn best_without_type(xs: &[f64]) -> f64 {
    let mut best = None;
    for i in 0..xs.len() {
        match best {
            Some(b) if b > xs[i] => {}
            _ => best = Some(xs[i]),
        }
    }
    best.unwrap()
}

#[differentiate]
fn taken(x: f64, n: usize) -> f64 {
    let mut held = Some(x * x);
    let mut sum = 0.0;
    for i in 0..n {
        if let Some(v) = held.take() {
            sum += v * (i as f64 + 1.0);
        } else {
            held = Some(sum * x);
        }
    }
    let old = held.replace(x);
    sum + old.unwrap_or(2.0 * x) * held.expect("just set")
}

#[differentiate]
fn through_mut(x: f64, c: bool) -> f64 {
    let mut v = if c { Some(x) } else { None };
    if let Some(v) = v.as_mut() {
        *v *= x;
    }
    if let Some(v) = &mut v {
        *v += 1.0;
    }
    v.map(|v| v * v).unwrap_or(x)
}

#[differentiate]
fn vectors(xs: &[f64], c: bool) -> f64 {
    let v = if c { Some(xs.to_vec()) } else { None };
    match &v {
        Some(v) => v[0] * v[1],
        None => xs[0],
    }
}

#[differentiate]
fn elements(xs: &[f64]) -> f64 {
    let first = xs.first().copied().unwrap_or(1.0);
    let last = xs.last().map(|v| v * v).unwrap_or_default();
    let third = xs.get(2).cloned();
    let mut sum = first * last;
    if let Some(t) = third {
        sum += t.sin();
    }
    sum + xs.get(7).map_or(first, |v| v * last)
}

#[differentiate]
fn popped(xs: &[f64]) -> f64 {
    let mut stack = xs.to_vec();
    let mut sum = 0.0;
    while let Some(x) = stack.pop() {
        sum = sum * 0.5 + x * x;
        if x > 1.5 {
            stack.push(x - 1.0);
        }
    }
    sum
}

// --- parameters and fields ---

#[differentiate]
fn parameter(x: Option<f64>, y: f64) -> f64 {
    match x {
        Some(x) => x * y,
        None => y,
    }
}

#[differentiate]
fn shared_parameter(x: &Option<f64>, y: f64) -> f64 {
    if let Some(v) = x { v * v * y } else { y }
}

#[differentiate]
fn parameter_methods(x: Option<f64>, y: f64) -> f64 {
    x.unwrap_or(y) * x.map(|v| v.cos()).unwrap_or_else(|| y * y)
}

#[differentiate]
fn vector_parameter(x: Option<Vec<f64>>, y: f64) -> f64 {
    x.as_ref().map_or(y, |v| v[0] * v[1]) + x.as_deref().map_or(0.0, |v| v[0])
}

// --- results of functions ---

#[differentiate]
fn root(x: f64) -> Option<f64> {
    if x < 0.0 {
        return None;
    }
    Some(x.sqrt())
}

#[differentiate]
fn uses_root(x: f64, y: f64) -> f64 {
    match root(x) {
        Some(r) => r * y,
        None => y * y,
    }
}

#[differentiate]
fn roots(x: f64, y: f64) -> Option<f64> {
    let a = root(x)?;
    let b = root(y)?;
    Some(a * b + x)
}

#[differentiate]
fn unwraps(x: f64, y: f64) -> f64 {
    roots(x, y).unwrap() + root(x).unwrap_or(y) + if let Some(r) = root(y) { r } else { x }
}

#[derive(Debug)]
enum MathError {
    Negative,
    TooLarge(#[allow(dead_code)] String),
}

#[derive(Debug)]
enum Failure {
    Math(#[allow(dead_code)] MathError),
}

impl From<MathError> for Failure {
    fn from(error: MathError) -> Failure {
        Failure::Math(error)
    }
}

#[differentiate]
fn checked_root(x: f64) -> Result<f64, MathError> {
    if x < 0.0 {
        return Err(MathError::Negative);
    }
    if x > 100.0 {
        return Err(MathError::TooLarge(format!("{x} is too large")));
    }
    Ok(x.sqrt())
}

#[differentiate]
fn chained(x: f64, y: f64) -> Result<f64, Failure> {
    let a = checked_root(x)?;
    let b = checked_root(y * a)?;
    Ok(a + b * x)
}

#[differentiate]
fn recovers(x: f64, y: f64) -> f64 {
    match chained(x, y) {
        Ok(v) => v * v,
        Err(_) => x * y,
    }
}

#[differentiate]
fn kinds_of_errors(x: f64) -> f64 {
    match checked_root(x) {
        Ok(v) => v,
        Err(MathError::Negative) => -x,
        Err(MathError::TooLarge(_)) => x / 100.0,
    }
}

#[differentiate]
fn result_methods(x: f64, y: f64) -> f64 {
    let a = checked_root(x).unwrap_or(y);
    let b = checked_root(y).map(|v| v * x).unwrap_or_else(|_| x);
    let c = checked_root(x * y).ok().map_or(1.0, |v| v + y);
    let d = if checked_root(x).is_ok() { x } else { y };
    a * b + c * d
}

#[differentiate]
fn vector_or_error(xs: &[f64]) -> Result<Vec<f64>, String> {
    if xs.is_empty() {
        return Err("nothing there".to_string());
    }
    let mut total = 0.0;
    for i in 0..xs.len() {
        total += xs[i];
    }
    if total == 0.0 {
        return Err(format!("the sum of {} numbers is zero", xs.len()));
    }
    let mut scaled = xs.to_vec();
    for i in 0..xs.len() {
        scaled[i] /= total;
    }
    Ok(scaled)
}

#[differentiate]
fn uses_vector(xs: &[f64]) -> f64 {
    match vector_or_error(xs) {
        Ok(v) => v[0] * v[1],
        Err(_) => 0.0,
    }
}

#[differentiate]
fn pair_or_error(x: f64, y: f64) -> Result<(f64, f64), &'static str> {
    if y == 0.0 {
        return Err("a division by zero");
    }
    Ok((x / y, x * y))
}

#[differentiate]
fn uses_pair(x: f64, y: f64) -> f64 {
    let Ok((a, b)) = pair_or_error(x, y) else {
        return x;
    };
    a * b + a
}

#[differentiate]
fn ok_or(x: f64, y: f64) -> Result<f64, String> {
    let a = root(x).ok_or("negative")?;
    let b = root(y).ok_or_else(|| format!("{y} is negative"))?;
    Ok(a * b)
}

#[differentiate]
fn uses_ok_or(x: f64, y: f64) -> f64 {
    ok_or(x, y).map_err(|e| e.len()).unwrap_or(x + y)
}

#[differentiate]
fn in_a_loop(xs: &[f64]) -> Option<f64> {
    let mut sum = 0.0;
    for i in 0..xs.len() {
        let r = root(xs[i])?;
        sum += r * xs[i];
    }
    Some(sum)
}

#[differentiate]
fn uses_loop(xs: &[f64]) -> f64 {
    in_a_loop(xs).map_or(xs[0], |s| s * s)
}

#[differentiate]
fn nothing_but_an_error(x: f64) -> Result<(), String> {
    if x < 0.0 {
        return Err("negative".into());
    }
    Ok(())
}

#[differentiate]
fn only_if(x: f64) -> f64 {
    let square = (x > 1.0).then(|| x * x);
    let same = (x < 2.0).then_some(x.sin());
    square.unwrap_or(x) + (x < 0.0).then(|| -x).map_or(1.0, |t| t * x) * same.unwrap_or(x)
}

#[differentiate]
fn some_if(x: f64) -> Option<f64> {
    (x > 1.0).then_some(x * x)
}

checks! {
    mod gradients;
    scalar only_if(0.7), (1.7), (2.7), (-0.7);
    twice chosen(0.7, #true), (0.7, #false);
    scalar matched(1.7, 0.3), (1.7, 1.3), (0.3, 1.7);
    scalar if_let(0.7, #true), (0.7, #false);
    scalar let_else(0.7, #true), (0.7, #false);
    scalar methods(1.7, 0.3), (1.7, 0.7), (-1.7, 0.3), (0.5, 0.2);
    scalar best(&[0.7, 1.2, 0.3]), (&[1.7, 1.2, 0.3]);
    scalar best_without_type(&[0.7, 1.2, 0.3]), (&[1.7, 1.2, 2.3]);
    scalar taken(0.7, #0), (0.7, #1), (0.7, #2), (0.7, #5);
    scalar through_mut(0.7, #true), (0.7, #false);
    scalar vectors(&[0.7, 0.3], #true), (&[0.7, 0.3], #false);
    scalar elements(&[0.7, 1.2, 0.3]), (&[0.7, 1.2]), (&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]);
    scalar popped(&[0.7, 1.2, 2.3]), (&[3.1, 0.2]);
    scalar parameter(Some(0.7), 0.3), (None::<f64>, 0.3);
    scalar parameter_methods(Some(0.7), 0.3), (None::<f64>, 0.3);
    scalar uses_root(0.7, 0.3), (-0.7, 0.3);
    scalar unwraps(0.7, 0.3);
    scalar recovers(0.7, 0.3), (-0.7, 0.3), (0.7, -0.3), (200.0, 0.3);
    scalar kinds_of_errors(0.7), (-0.7), (200.0);
    scalar result_methods(0.7, 0.3), (-0.7, 0.3), (-0.7, -0.3);
    scalar uses_vector(&[0.7, 0.3]);
    scalar uses_pair(0.7, 0.3);
    scalar uses_ok_or(0.7, 0.3), (-0.7, 0.3), (0.7, -0.3);
    scalar uses_loop(&[0.7, 0.3]), (&[0.7, -0.3]);
}

#[test]
fn cotangents_of_options_and_results_are_options() {
    assert_eq!(root::vjp(4.0, Some(1.0)), (Some(2.0), 0.25));
    assert_eq!(root::vjp(-4.0, None), (None, 0.0));
    assert_eq!(root::jvp(4.0, 1.0), (Some(2.0), Some(0.25)));
    assert_eq!(root::jvp(-4.0, 1.0), (None, None));
    let (value, gradient) = checked_root::vjp(4.0, Some(1.0));
    assert_eq!((value.unwrap(), gradient), (2.0, 0.25));
    assert!(matches!(
        checked_root::jvp(-4.0, 1.0),
        (Err(MathError::Negative), None)
    ));
    let (value, gradient) = vector_or_error::vjp(&[1.0, 3.0], Some(&[1.0, 0.0]));
    assert_eq!(value.unwrap(), [0.25, 0.75]);
    assert_eq!(gradient, [0.1875, -0.0625]);
    assert_eq!(nothing_but_an_error::jvp(1.0, 1.0).0, Ok(()));
    assert_eq!(
        pair_or_error::jvp(1.0, 2.0, 1.0, 0.0),
        (Ok((0.5, 2.0)), Some((0.5, 2.0)))
    );
}

#[test]
fn options_of_references_and_vectors() {
    assert_eq!(shared_parameter::grad(&Some(2.0), 3.0), (Some(12.0), 4.0));
    assert_eq!(shared_parameter::grad(&None, 3.0), (None, 1.0));
    assert_eq!(
        vector_parameter::grad(Some(vec![2.0, 3.0]), 5.0),
        (Some(vec![4.0, 2.0]), 0.0)
    );
    assert_eq!(vector_parameter::grad(None, 5.0), (None, 1.0));
    let (value, tangent) = vector_parameter::jvp(Some(vec![2.0, 3.0]), 5.0, Some(&[1.0, 0.0]), 1.0);
    assert_eq!((value, tangent), (8.0, 4.0));
}

#[test]
#[should_panic(expected = "called `Option::unwrap()` on a `None` value")]
fn unwrap_panics_as_it_does() {
    let _ = unwraps::grad(-1.0, 2.0);
}

#[test]
fn options_by_condition() {
    assert_eq!(some_if::jvp(1.5, 1.0), (Some(2.25), Some(3.0)));
    assert_eq!(some_if::jvp(0.5, 1.0), (None, None));
}

/// What is never there is nothing that the other way depends on.
#[differentiate]
fn never_there(x: f64) -> f64 {
    let a = if let Some(t) = (false).then(|| x) {
        t.sin()
    } else {
        x.max(0.1)
    };
    let b = match None::<f64> {
        Some(t) => t.exp().ln(),
        None => x * x,
    };
    a * x + b
}

#[test]
fn what_is_never_there() {
    ad::check::<never_there>(0.7).assert();
    assert_eq!(never_there::value_and_grad(2.0), (8.0, 8.0));
}

/// What is one of several things at once, by names alone: `None`, a constant, a variant that is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}
use Side::{Left, Right};

const LIMIT: usize = 2;

#[differentiate]
fn in_tuples(x: f64, c: Option<f64>, d: Option<f64>) -> f64 {
    match (c, d) {
        (Some(k), Some(l)) => x * k * l,
        (None, Some(l)) => l * l * x,
        (Some(k), None) if k > 1.0 => k * x,
        (Some(k), None) => k / x,
        (None, None) => x.sin(),
    }
}

#[differentiate]
fn of_names(x: f64, n: usize, side: Side, c: Option<f64>) -> f64 {
    let mut s = x;
    for i in 0..4 {
        s = match (c, i % 3, side) {
            (None, LIMIT, Left) => s * s,
            (None, _, Right) => s.cos(),
            (Some(k), LIMIT, _) => s * k,
            (Some(k), 0, Left) => s + k * k,
            _ => s.sin() + n as f64,
        };
    }
    let (Some(_) | None, LIMIT) = (c, n) else {
        return s * 2.0;
    };
    s
}

#[test]
fn names_in_tuples() {
    for c in [None, Some(0.7), Some(1.7)] {
        for d in [None, Some(0.4)] {
            ad::check::<in_tuples>((0.7, c, d)).assert();
        }
        for n in [1, 2] {
            for side in [Left, Right] {
                let f = |x| of_names(x, n, side, c);
                let (df, h) = (of_names::grad(0.7, n, side, c), 1e-6);
                let df = df.0;
                assert!((df - (f(0.7 + h) - f(0.7 - h)) / (2.0 * h)).abs() < 1e-6);
            }
        }
    }
}

/// Integers of an error's kind are computed with.
mod counts_in_errors {
    use ad::differentiate;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum SolveError {
        Singular,
        NotConverged(usize),
    }

    #[differentiate]
    fn root(a: f64, b: f64) -> Result<f64, SolveError> {
        let mut x = a.max(1.0);
        for step in 0..50 {
            let slope = 3.0 * x * x - a;
            if slope.abs() < 1e-12 {
                return Err(SolveError::Singular);
            }
            let dx = (x.powi(3) - a * x - b) / slope;
            x -= dx;
            if dx.abs() < 1e-14 {
                return Ok(x);
            }
            if x.abs() > 1e3 {
                return Err(SolveError::NotConverged(step));
            }
        }
        Err(SolveError::NotConverged(50))
    }

    #[differentiate]
    fn found(a: f64, b: f64) -> f64 {
        match root(a, b) {
            Ok(x) => x * x,
            Err(SolveError::Singular) => f64::NAN,
            Err(SolveError::NotConverged(n)) => a * n as f64,
        }
    }

    #[test]
    fn derivatives() {
        ad::check::<found>((2.0, 1.0)).assert();
        ad::check::<found>((2.0, 1e9)).assert();
    }
}

/// Messages that live as long as the caller likes, or as an argument does.
#[differentiate]
fn with_any_message<'a>(x: f64) -> Result<f64, &'a str> {
    if x > 0.0 {
        Ok(x.ln() * x)
    } else {
        Err("not positive")
    }
}

#[differentiate]
fn with_this_message<'a>(x: f64, message: &'a str) -> Result<f64, &'a str> {
    if x > 0.0 {
        Ok(x.ln() * x)
    } else {
        Err(message)
    }
}

#[differentiate]
fn of_messages(x: f64) -> f64 {
    match (with_any_message(x * x), with_this_message(-x, "negative")) {
        (Ok(a), Err(message)) => a * message.len() as f64,
        (a, b) => a.unwrap_or(x) * b.unwrap_or(x),
    }
}

#[test]
fn messages_with_lifetimes() {
    ad::check::<with_any_message>(0.7).assert();
    ad::check::<of_messages>(0.7).assert();
    ad::check::<of_messages>(-0.7).assert();
}

/// What is made first, then looked at, and handed on if it is right; it has no `Clone`.
#[derive(ad::Differentiable)]
struct Contract {
    price: f64,
    strike: f64,
    is_call: bool,
}

#[differentiate]
fn contract(price: f64, strike: f64, is_call: bool) -> Option<Contract> {
    let made = Contract {
        price: price * strike,
        strike: strike.sin(),
        is_call,
    };
    if !(made.price > 0.0) {
        return None;
    }
    if !made.strike.is_finite() {
        return None;
    }
    Some(made)
}

#[differentiate]
fn of_contract(price: f64, strike: f64) -> f64 {
    match contract(price, strike, true) {
        Some(made) => made.price * made.price + made.strike,
        None => price - strike * price,
    }
}

#[test]
fn handed_on_without_clone() {
    ad::check::<of_contract>((1.2, 0.7)).assert();
    ad::check::<of_contract>((-1.2, 0.7)).assert();
}

// --- borrowed by patterns ---

#[differentiate(order = 2)]
fn borrowed_payload(x: &[f64]) -> f64 {
    let mut pair = Some((x[0], x[1]));
    for v in x {
        if let Some((ref mut a, ref mut b)) = pair {
            *a *= v;
            *b += *a;
        }
    }
    pair.map_or(0.0, |(a, b)| a * b)
}

#[differentiate(order = 2)]
fn borrowed_parts(x: &[f64]) -> f64 {
    let mut state = (Some(x[0]), [Some(x[1]), None]);
    for i in 0..2 {
        if let Some(ref mut a) = state.1[i] {
            *a *= x[2];
        } else {
            state.1[i] = Some(x[0]);
        }
        while let Some(ref mut b) = state.0 {
            *b = *b * x[1];
            if *b < 0.1 {
                break;
            }
        }
    }
    state.0.unwrap() * state.1[0].unwrap() + state.1[1].unwrap_or(1.0)
}

#[differentiate(order = 2)]
fn borrowed_in_arms(x: &[f64]) -> f64 {
    let mut best: Option<(f64, usize)> = None;
    for (i, v) in x.iter().enumerate() {
        let c = v * v - v;
        match best {
            Some((ref mut b, ref mut at)) if *b < c => {
                *b = c * 1.5;
                *at = i;
            }
            Some(_) => {}
            None => best = Some((c, i)),
        }
    }
    let (b, at) = best.unwrap();
    b * x[at]
}

checks! {
    mod borrowed;
    twice borrowed_payload(&[0.3, 0.7, -0.2]);
    twice borrowed_parts(&[0.9, 0.7, -0.2]);
    twice borrowed_in_arms(&[0.3, 0.7, -0.2, 1.5, 1.2]);
}

/// Where it is on the grid; nothing says that it can be copied.
#[derive(ad::Differentiable)]
enum Zone {
    Inzone,
    Outzone,
}

#[derive(ad::Differentiable)]
struct Zoned {
    x: f64,
    zone: Zone,
}

#[derive(ad::Differentiable)]
struct Steps {
    start: f64,
    step: f64,
}

#[differentiate]
impl Steps {
    fn index(&self, x: f64) -> Result<(usize, Zone), &'static str> {
        if x.is_nan() {
            return Err("no number");
        }
        let zone = match x {
            x if x > self.start => Zone::Inzone,
            _ => Zone::Outzone,
        };
        Ok((2, zone))
    }

    fn at(&self, x: f64) -> Result<Zoned, &'static str> {
        let (i, zone) = self.index(x)?;
        let x = self.start + self.step * i as f64 * x;
        Ok(Zoned { x, zone })
    }
}

#[differentiate]
fn by_zone(start: f64, step: f64, x: f64) -> f64 {
    let steps = Steps { start, step };
    match steps.at(x) {
        Ok(sample) => match sample.zone {
            Zone::Inzone => sample.x * sample.x,
            Zone::Outzone => sample.x.sin(),
        },
        Err(_) => start * x,
    }
}

#[test]
fn parts_of_what_a_call_returned_are_taken_out() {
    ad::check::<by_zone>((0.4, 0.7, 1.3)).assert();
    ad::check::<by_zone>((1.4, 0.7, 1.3)).assert();
}
