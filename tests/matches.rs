//! `match` on integers, bools, ranges, guards and tuples.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::differentiate;
use common::checks;

#[differentiate(order = 2)]
fn integers(x: f64, n: usize) -> f64 {
    match n {
        0 => x,
        1 => x * x,
        2 | 3 => x * x * x,
        4..=6 => x.sin(),
        7..9 => x.cos() * x,
        _ => 1.0 / x,
    }
}

#[differentiate]
fn negative(x: f64, n: i32) -> f64 {
    match n {
        i32::MIN..=-2 => x,
        -1 => x * x,
        0 => 2.0,
        1.. => x * x * x,
    }
}

#[differentiate]
fn bools(x: f64, a: bool) -> f64 {
    match a {
        true => x * x,
        false => -x,
    }
}

#[differentiate]
fn comparison(x: f64, y: f64) -> f64 {
    match x > y {
        true if y > 0.0 => x * y,
        true => x - y,
        false => y * y,
    }
}

#[differentiate]
fn guards(x: f64, n: i32) -> f64 {
    match n {
        k if k > 10 => x * f64::from(k),
        k @ 1..=5 => x * x * f64::from(k),
        k if x > 1.0 && k == 0 => x * x * x,
        _ if x < 0.0 => x,
        other => x / (f64::from(other) + 20.0),
    }
}

#[differentiate]
fn tuples(x: f64, a: bool, n: usize) -> f64 {
    match (a, n) {
        (true, 0) => x,
        (true, 1 | 2) => x * x,
        (false, k) if k > 5 => x * k as f64,
        (_, 3..) => x * x * x,
        (false, _) => 2.0 * x,
    }
}

#[differentiate]
fn two_comparisons(x: f64, y: f64) -> f64 {
    match (x > 0.0, y > 0.0) {
        (true, true) => x * y,
        (true, false) => x - y,
        (false, true) => x / y,
        (false, false) => x * x * y,
    }
}

#[differentiate]
fn statement(x: f64, n: usize) -> f64 {
    let mut y = x;
    match n {
        0 => y *= x,
        1 => {
            y += 1.0;
            y *= y;
        }
        2 => {}
        _ => return x * x * x,
    }
    y * x
}

#[differentiate]
fn in_loop(x: &[f64], ops: &[u8]) -> f64 {
    let mut y = 1.0;
    for i in 0..x.len() {
        y = match ops[i] {
            0 => y + x[i],
            1 => y * x[i],
            2 => y.sin() + x[i] * x[i],
            3 => continue,
            4 => break,
            _ => -y,
        };
    }
    y
}

#[differentiate]
fn nested(x: f64, a: usize, b: usize) -> f64 {
    match a {
        0 => match b {
            0 => x,
            _ => x * x,
        },
        1 => {
            let y = match b {
                0 => 2.0,
                1 => x,
                _ => x * x,
            };
            y * x
        }
        _ => 1.0,
    }
}

const LINEAR: u8 = 1;
const QUADRATIC: u8 = 2;

#[differentiate]
fn constants(x: f64, kind: u8) -> f64 {
    match kind {
        self::LINEAR => 3.0 * x,
        self::QUADRATIC => x * x,
        u8::MAX => x * x * x,
        _ => 0.0,
    }
}

#[differentiate]
fn characters(x: f64, op: char) -> f64 {
    match op {
        'a'..='f' => x,
        's' => x.sin(),
        '\n' => x * x,
        _ => 1.0,
    }
}

#[differentiate]
fn of_length(x: &[f64]) -> f64 {
    match x.len() {
        0 => 0.0,
        1 => x[0],
        2 => x[0] * x[1],
        n => x[0] * x[n - 1] * n as f64,
    }
}

#[differentiate]
fn arithmetic_scrutinee(x: f64, n: usize) -> f64 {
    match (n * 7 + 3) % 5 {
        0 => x,
        1 => x * x,
        2 => x * x * x,
        _ => 1.0,
    }
}

#[differentiate]
fn binding_floats(x: f64, y: f64) -> f64 {
    match (x * y, x + y) {
        (a, b) if a > b => a * a * b,
        (a, _) => a,
    }
}

#[differentiate]
fn float_binding_alone(x: f64) -> f64 {
    match x * x {
        y if y > 1.0 => y * y,
        y => y * x,
    }
}

#[differentiate]
fn matches_macro(x: f64, n: usize) -> f64 {
    if matches!(n, 1 | 3..=5) { x * x } else { x }
}

#[differentiate]
fn value_in_expression(x: f64, n: usize) -> f64 {
    let scale =
        2.0 * match n {
            0 => x,
            _ => x * x,
        } + 1.0;
    scale * x
}

checks! {
    mod gradients;
    twice integers(0.7, #0), (0.7, #1), (0.7, #2), (0.7, #3), (0.7, #5), (0.7, #7), (0.7, #8), (0.7, #9);
    scalar negative(0.7, #-5), (0.7, #-1), (0.7, #0), (0.7, #3);
    scalar bools(0.7, #true), (0.7, #false);
    scalar comparison(0.7, 0.3), (0.7, -0.3), (0.7, 1.3);
    scalar guards(0.7, #11), (0.7, #3), (1.7, #0), (-0.7, #0), (0.7, #-3);
    scalar tuples(0.7, #true, #0), (0.7, #true, #2), (0.7, #false, #8), (0.7, #true, #4), (0.7, #false, #4), (0.7, #false, #1);
    scalar two_comparisons(0.7, 0.3), (0.7, -0.3), (-0.7, 0.3), (-0.7, -0.3);
    scalar statement(0.7, #0), (0.7, #1), (0.7, #2), (0.7, #3);
    scalar in_loop(&[0.7, 1.2, -0.4, 0.3, 1.1, 0.6], #&[0, 1, 2, 3, 5, 1][..]), (&[0.7, 1.2, 0.3], #&[1, 4, 0][..]);
    scalar nested(0.7, #0, #0), (0.7, #0, #1), (0.7, #1, #0), (0.7, #1, #1), (0.7, #1, #2), (0.7, #2, #2);
    scalar constants(0.7, #1), (0.7, #2), (0.7, #255), (0.7, #7);
    scalar characters(0.7, #'c'), (0.7, #'s'), (0.7, #'\n'), (0.7, #'z');
    scalar of_length(&[0.7]), (&[0.7, 0.2]), (&[0.7, 0.2, 0.4, 0.5]);
    scalar arithmetic_scrutinee(0.7, #0), (0.7, #1), (0.7, #2), (0.7, #4);
    scalar binding_floats(0.7, 0.3), (3.0, 4.0);
    scalar float_binding_alone(0.7), (1.7);
    scalar matches_macro(0.7, #1), (0.7, #2), (0.7, #4);
    scalar value_in_expression(0.7, #0), (0.7, #1);
}
