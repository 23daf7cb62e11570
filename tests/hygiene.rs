//! Names of the user's that generated code uses, too, and names of the prelude's that the user took.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]
#![allow(
    non_upper_case_globals,
    non_camel_case_types,
    dead_code,
    unused_variables,
    clippy::needless_range_loop,
    clippy::too_many_arguments
)]

mod common;

use ad::differentiate;
use common::checks;

// --- variables ---

#[differentiate(order = 2)]
fn tangents_and_cotangents(x: f64, x_bar: f64, x_dot: f64, value: f64, cotangent: f64) -> f64 {
    let y_bar = x * x_bar;
    let result_bar = y_bar * x_dot;
    let gradient = result_bar + value * cotangent;
    gradient * x
}

#[differentiate(order = 2)]
fn tapes(x: &[f64], tape: f64) -> f64 {
    let mut y = tape;
    let mut y_tape = 1.0;
    let mut cursor = 0.5;
    let mut x_bar = 0.1;
    for i in 0..x.len() {
        let tape = y * x[i];
        y = tape.sin() + y_tape;
        y_tape *= y;
        cursor += y * cursor;
        x_bar = x_bar * y + cursor;
    }
    y * y_tape * cursor * x_bar
}

#[differentiate]
fn slots(slot: &[f64], ad: f64, get: f64, some: f64) -> f64 {
    let part = slot[0] * ad;
    let term = part * get + some;
    let to = term * slot[1];
    let bar = to * part;
    bar * term
}

#[differentiate]
fn locals_of_companions(n: usize, x: &[f64]) -> Vec<f64> {
    let mut rows = Vec::new();
    for i in 0..n {
        let row = x[i % x.len()] * x[0];
        let column = row * row;
        let j = i as f64;
        rows.push(column * j + row);
    }
    rows
}

#[differentiate]
fn locals_of_jacobians(x: [f64; 2], i: f64, j: usize, rows: f32) -> f64 {
    x[0] * x[1] * i * j as f64 * f64::from(rows)
}

#[differentiate]
fn columns_beside(
    x: &[f64],
    #[no_diff] i: f64,
    #[no_diff] j: f64,
    #[no_diff] row: f64,
) -> Vec<f64> {
    let mut zeros = vec![i * x[0], j * x[0] * x[1]];
    let sweep = row * x[1];
    let pullback = sweep * sweep;
    zeros.push(pullback * zeros[0]);
    zeros.push(x[0]);
    zeros
}

#[differentiate]
fn rows_beside(
    x: &[f64],
    #[no_diff] i: f64,
    #[no_diff] pullback: f64,
    #[no_diff] row: f64,
    #[no_diff] cotangent: f64,
) -> Vec<f64> {
    vec![i * x[0] * x[1] * pullback + row * x[2] * cotangent * x[0]]
}

#[differentiate(order = 2)]
fn hessian_beside(x: &[f64], #[no_diff] i: f64, #[no_diff] n: f64, #[no_diff] row: f64) -> f64 {
    x[0] * x[0] * x[1] * i * n + row * x[1] * x[1]
}

/// What the forward sweep keeps is named like what the reverse sweep gets.
#[differentiate]
fn kept_in_pullbacks(x: f64, y: f64) -> f64 {
    let cotangent = x.sin() * y;
    let x_bar = cotangent * cotangent * x;
    let y_bar = x_bar.exp() * cotangent;
    let zeros = y_bar * x_bar;
    let sweep = zeros.sin() * y_bar;
    let result_bar = sweep * sweep;
    result_bar * cotangent + zeros
}

#[differentiate]
fn raw_names(r#type: f64, r#match: &[f64]) -> f64 {
    let r#loop = r#type * r#match[0];
    r#loop * r#loop
}

#[differentiate]
fn underscores(_x: f64, __y: f64) -> f64 {
    let _z = _x * __y;
    _z * _z
}

// --- the function and its companion ---

#[differentiate(order = 2)]
fn same_name(same_name: f64) -> f64 {
    same_name * same_name
}

#[differentiate(order = 2)]
fn d1(x: f64) -> f64 {
    x.sin()
}

#[differentiate(order = 2)]
fn called_as_variable(x: f64) -> f64 {
    let d1 = d1(x * x);
    let x = d1 * x;
    d1 * x
}

#[differentiate]
fn grad(x: f64) -> f64 {
    let vjp = d1(x);
    let jvp = vjp * x;
    jvp * vjp
}

#[differentiate]
fn drop(x: f64) -> f64 {
    x * x * x
}

// --- constants that could become patterns ---

mod constants {
    use ad::differentiate;

    const x: f64 = 3.0;
    const i: usize = 1;
    const scale: f64 = 2.0;
    const small: f64 = 1e-3;
    static table: [f64; 3] = [1.0, 2.0, 3.0];

    #[differentiate(order = 2)]
    pub fn of_lower_case(y: f64) -> f64 {
        let z = y * x + table[i] * scale;
        if z > small { z * x } else { z }
    }

    #[differentiate]
    pub fn that_a_match_could_read(y: f64, k: usize) -> f64 {
        match k {
            n if n == i => y * x,
            other => y * other as f64,
        }
    }
}

// --- names of the prelude ---

mod shadowed {
    use ad::differentiate;

    pub struct Vec;
    pub struct Option;
    pub struct Box;
    pub struct String;
    pub enum Maybe {
        Some,
        None,
    }
    pub use Maybe::{None, Some};
    pub trait Fn {}
    pub trait Sized {}
    pub trait Clone {}
    pub trait Default {}
    pub trait Copy {}
    pub trait Iterator {}
    pub trait From {}
    pub trait Into {}
    pub mod core {}
    pub mod std {}
    pub mod alloc {}
    pub struct Tangent;
    pub struct Differentiable;
    pub struct Pullback;
    pub struct Sink;

    #[allow(unused_macros)]
    macro_rules! vec {
        () => {
            compile_error!("not this one")
        };
    }
    #[allow(unused_macros)]
    macro_rules! assert {
        () => {
            compile_error!("not this one")
        };
    }

    #[differentiate(order = 2)]
    pub fn everything(x: &[f64]) -> f64 {
        let mut y = 0.1;
        for k in 0..x.len() {
            y = y * x[k] + x[k].sin();
        }
        while y > 1.0 {
            y = y.sqrt() * 0.5 * x[0];
        }
        y
    }

    #[differentiate]
    pub fn of_array(x: [f64; 2], y: (f64, f64)) -> [f64; 2] {
        let mut z = x;
        z[0] *= y.0;
        z[1] += z[0] * y.1;
        z
    }
}

mod shadowed_function_names {
    use ad::differentiate;

    fn max(_: i32) {}
    fn constant() {}
    fn zero() {}

    #[differentiate]
    pub fn beside(x: f64) -> f64 {
        x.max(0.5) * x
    }
}

// --- generics ---

#[differentiate]
fn const_named_like_ours<const n: usize>(x: [f64; n]) -> f64 {
    let mut y = 0.0;
    for j in 0..n {
        y += x[j] * x[n - 1 - j];
    }
    y
}

checks! {
    mod gradients;
    twice tangents_and_cotangents(0.7, 1.2, -0.4, 2.0, 0.6);
    twice tapes(&[0.3, 0.8, -0.4], 0.5);
    scalar slots(&[0.3, 0.8], 1.2, 0.4, -0.7);
    map locals_of_companions(#4, &[0.3, 0.8, -0.4]);
    scalar locals_of_jacobians(move [0.3, 0.8], 0.4, #3, 0.5_f32);
    map columns_beside(&[0.3, 0.8], #0.5, #2.0, #-0.7);
    map rows_beside(&[0.3, 0.8, 0.2], #0.5, #2.0, #-0.7, #3.0);
    hessian hessian_beside(&[0.3, 0.8], #0.5, #2.0, #-0.7);
    scalar kept_in_pullbacks(0.7, 1.3);
    scalar raw_names(0.7, &[1.3]);
    scalar underscores(0.7, 1.3);
    hessian same_name(0.7);
    twice called_as_variable(0.7);
    scalar grad(0.7);
    scalar drop(0.7);
    hessian constants = constants::of_lower_case(0.7);
    scalar not_patterns = constants::that_a_match_could_read(0.7, #1), (0.7, #4);
    hessian shadowed_prelude = shadowed::everything(&[0.7, 1.9, 2.1]);
    map shadowed_array = shadowed::of_array(move [0.7, 1.9], move (0.3, 0.4));
    scalar shadowed_functions = shadowed_function_names::beside(0.7);
    scalar const_named_like_ours(move [0.7, 1.9, 0.3]);
}

/// A Jacobian's columns are directional derivatives, whatever its function's parameters are called.
#[test]
fn jacobians() {
    let x = [0.3, 0.8];
    let rows = columns_beside::jacobian(&x, 0.5, 2.0, -0.7);
    let unit = columns_beside::jvp(&x, 0.5, 2.0, -0.7, &[0.0, 1.0]).1;
    assert_eq!(rows.iter().map(|row| row[1]).collect::<Vec<_>>(), unit);
    let rows = rows_beside::jacobian(&[0.3, 0.8, 0.2], 0.5, 2.0, -0.7, 3.0);
    let (_, row) = rows_beside::vjp(&[0.3, 0.8, 0.2], 0.5, 2.0, -0.7, 3.0, &[1.0]);
    assert_eq!(rows, [row]);
    let rows = locals_of_companions::jacobian(4, &[0.3, 0.8, -0.4]);
    assert_eq!((rows.len(), rows[0].len()), (4, 3));
}

/// Variables whose names constants would have.
mod capitals {
    use ad::differentiate;

    const L: f64 = 2.0;

    #[differentiate]
    #[allow(non_snake_case)]
    fn capitals(n: f64, x: f64, K: f64) -> f64 {
        let A = n / (1.0 + n) * (1.0 + 0.25 * n);
        let (B, C) = (A * x, A + x);
        let f = |T: f64| T * B + K * L;
        let mut S = 0.0;
        for I in 0..3 {
            S += f(C) * f64::from(I);
        }
        x / (K * A) * B.sin() + S
    }

    #[test]
    fn gradient() {
        ad::check::<capitals>((0.4, 0.7, 0.3)).assert();
    }
}

/// Functions that have the names of what is generated around their calls.
mod named_alike {
    use ad::differentiate;

    macro_rules! functions {
        ($($name:ident)*) => {$(
            #[differentiate]
            fn $name(x: f64, k: f64) -> f64 {
                if k > 3.0 { $name(x * k, k - 2.0) } else { x.sin() * k }
            }
        )*

        #[test]
        fn agree() {
            $(ad::check::<$name>((0.7, 3.5)).assert();)*
        }};
    }

    functions! {
        step args tangent cotangent value function zeros sweep gradient x_bar x_dot result result_bar argument p0
        tangent_0 zero rows row column entry pullback i j n
    }
}
