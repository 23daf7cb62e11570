//! Numbers that vary, put into errors and taken out again.

use ad::{Differentiable, differentiate};

#[derive(Clone, Debug, Differentiable)]
enum Failure {
    Diverged { at: f64 },
    Other,
}

#[differentiate]
fn of_a_tuple(x: f64, y: f64) -> f64 {
    let a: Result<f64, (f64, i32)> = if x > y { Err((x * y, 1)) } else { Ok(x) };
    match a {
        Ok(v) => v,
        Err((e, _)) => e * e,
    }
}

#[differentiate]
fn of_an_enum(x: f64, y: f64) -> f64 {
    let a = if x > y {
        Err(Failure::Diverged { at: x * y })
    } else {
        Ok(x)
    };
    match a {
        Ok(v) => v,
        Err(Failure::Diverged { at }) => at,
        Err(Failure::Other) => y,
    }
}

#[differentiate]
fn of_a_closure(x: f64, y: f64) -> f64 {
    let a: Result<f64, (f64, f64)> = if x > y { Err((x * y, y)) } else { Ok(x) };
    a.unwrap_or_else(|e| e.0 * x)
}

fn main() {}
