//! What numeric code does beside arithmetic: conditions of compilation, chains of conditions, orders, checks and logs,
//! conversions between number types.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::differentiate;
use common::checks;
use num_traits::{Float, FromPrimitive, NumCast, ToPrimitive};

// --- conditions of compilation ---

#[differentiate]
fn under_conditions(x: f64) -> f64 {
    #[cfg(debug_assertions)]
    let k = 2.0;
    #[cfg(not(debug_assertions))]
    let k = 3.0;
    let mut y = k * x;
    #[cfg(all(feature = "no-such-feature", not(test)))]
    {
        y = no_such_function(y);
    }
    #[cfg(not(feature = "no-such-feature"))]
    {
        y *= x;
    }
    #[cfg(feature = "no-such-feature")]
    return 0.0;
    y
}

#[differentiate]
fn a_tail_under_a_condition(x: f64) -> f64 {
    #[cfg(feature = "no-such-feature")]
    {
        x
    }
    #[cfg(not(feature = "no-such-feature"))]
    {
        x.sin() * x
    }
}

#[differentiate]
fn assigned_under_a_condition(x: f64) -> f64 {
    let mut y = x;
    #[no_diff]
    y = y * x;
    y * match 1 {
        #[cfg(feature = "no-such-feature")]
        1 => 0.0,
        _ => x,
    }
}

// --- chains ---

#[differentiate]
fn chained(x: f64, o: Option<f64>) -> f64 {
    if let Some(v) = o
        && v > 1.0
        && let Some(w) = Some(v * x)
    {
        w * x
    } else if x > 0.0
        && let Some(v) = o
    {
        v.sin()
    } else {
        x * x * x
    }
}

#[differentiate]
fn while_chained(x: &[f64]) -> f64 {
    let mut i = 0;
    let mut s = 0.0;
    while let Some(v) = x.get(i)
        && *v > 0.0
    {
        i += 1;
        if i == 2 {
            continue;
        }
        s += v * v * i as f64;
    }
    s
}

// --- orders ---

#[differentiate]
fn by_order(x: f64, y: f64) -> f64 {
    use std::cmp::Ordering;
    let first = match x.partial_cmp(&y) {
        Some(Ordering::Less) => x * x,
        Some(Ordering::Equal) => 0.0,
        Some(_) => x * y,
        None => 1.0,
    };
    let second = match x.total_cmp(&y) {
        Ordering::Less | Ordering::Equal => y,
        Ordering::Greater => y * y,
    };
    let third = if x.partial_cmp(&y) == Some(Ordering::Less) && y.total_cmp(&x) != Ordering::Less {
        x.sin()
    } else {
        x
    };
    first * second + third
}

// --- truth values that make options ---

#[differentiate]
fn then_or_not(x: f64, y: f64) -> f64 {
    let root = (x > 0.0).then(|| (x * y).sqrt());
    let large = (y > 1.0).then_some(x * y);
    root.unwrap_or(y) * large.unwrap_or(x)
}

// --- conventions of macros ---

macro_rules! info {
    ($($t:tt)*) => {};
}
macro_rules! my_assert {
    ($c:expr) => {
        assert!($c)
    };
}
macro_rules! ensure {
    ($c:expr, $e:expr) => {
        if !$c {
            return Err($e.into());
        }
    };
}
macro_rules! bail {
    ($e:expr) => {
        return Err($e.into())
    };
}
macro_rules! relative_eq {
    ($a:expr, $b:expr, epsilon = $e:expr) => {
        ($a - $b).abs() <= $e
    };
}

#[differentiate]
fn with_macros(x: f64) -> Result<f64, String> {
    info!("value {x}");
    info!(value = %x, "fields");
    my_assert!(x < 1e9);
    ensure!(x > 0.0, "not positive");
    if relative_eq!(x, 7.0, epsilon = 1e-12) {
        bail!("seven");
    }
    Ok(x.ln() * x)
}

#[differentiate]
fn succeeded(x: f64) -> f64 {
    match with_macros(x) {
        Ok(y) => y * y,
        Err(_) => x,
    }
}

// --- items inside ---

#[differentiate]
fn inner_items(x: f64, c: bool) -> f64 {
    let y = if c {
        const SCALE: f64 = 3.0;
        use std::f64::consts::PI;
        SCALE * x * PI
    } else {
        const OFFSET: f64 = 0.5;
        x * x + OFFSET
    };
    y * x
}

// --- conversions ---

#[differentiate]
fn through_f64<T: Float + FromPrimitive>(x: T) -> T {
    let y = x.to_f64().unwrap();
    let z = x.to_f64().map_or(0.0, |v| v * v);
    T::from_f64(y * z).unwrap() * T::from(2.0 * y).unwrap() + T::from_usize(3).unwrap() * x
}

#[differentiate]
fn through_f64_at_f64(x: f64) -> f64 {
    through_f64::<f64>(x)
}

#[differentiate]
fn two_scalars<T: Float, U: Float>(x: T, y: U) -> T {
    x * T::from(y).unwrap() * NumCast::from(y.sin()).unwrap()
}

#[differentiate]
fn two_scalars_at(x: f64, y: f64) -> f64 {
    two_scalars::<f64, f64>(x, y)
}

trait Number: Float + FromPrimitive {}
impl Number for f64 {}
impl Number for f32 {}

#[differentiate]
fn of_own_bound<T: Number>(x: T) -> T {
    x.sin() * T::from_f64(3.0).unwrap() + T::one()
}

#[differentiate]
fn of_own_bound_at(x: f64) -> f64 {
    of_own_bound(x) * of_own_bound(x * 0.5)
}

trait Space {
    type Scalar: Number;
}
struct Plane;
impl Space for Plane {
    type Scalar = f64;
}

#[differentiate]
fn of_associated<P: Space>(x: P::Scalar, y: P::Scalar) -> P::Scalar {
    let half = P::Scalar::from_f64(0.5).unwrap();
    x * y + (x * half).exp()
}

#[differentiate]
fn of_associated_at(x: f64, y: f64) -> f64 {
    of_associated::<Plane>(x, y * y)
}

checks! {
    mod checked;
    scalar under_conditions(1.5);
    scalar a_tail_under_a_condition(1.5);
    scalar chained(0.7, Some(1.5)), (0.7, Some(0.5)), (-0.7, Some(0.5)), (0.7, None::<f64>);
    scalar while_chained(&[0.5, 0.7, 1.1, -0.3, 2.0]), (&[0.5, 0.7]);
    scalar by_order(0.7, 1.2), (1.7, 1.2);
    scalar then_or_not(0.7, 1.2), (-0.7, 0.2);
    scalar succeeded(1.7), (-1.7);
    scalar inner_items(1.7, #true), (1.7, #false);
    scalar through_f64_at_f64(1.7);
    scalar two_scalars_at(1.7, 0.3);
    scalar of_own_bound_at(1.7);
    scalar of_associated_at(1.7, 0.3);
}

#[test]
fn a_statement_without_derivative_that_assigns() {
    // y = stop(x * x); y * x
    assert_eq!(assigned_under_a_condition::value_and_grad(3.0), (27.0, 9.0));
}

/// The ends of ranges: of one that varies, and of a parameter, which cannot.
#[differentiate]
fn between(x: f64, y: f64, within: std::ops::Range<f64>) -> f64 {
    let range = x..y * y;
    let width = range.end - range.start;
    width * range.start + within.start * x + (within.end - within.start) * y
}

#[test]
fn ends_of_ranges() {
    ad::check::<between>((0.3, 0.8, 0.2..1.7)).assert();
}

/// Numbers in messages.
#[differentiate]
fn logarithm(x: f64, n: usize) -> Result<f64, String> {
    if x > 0.0 && n < 5 {
        Ok(x.ln())
    } else {
        Err(x.to_string() + &n.to_string())
    }
}

#[differentiate]
fn logarithms(x: f64, n: usize) -> f64 {
    logarithm(x, n).unwrap_or(x) + logarithm(-x, n).unwrap_or(2.0 * x)
}

#[test]
fn numbers_in_messages() {
    ad::check::<logarithms>((0.7, 3)).assert();
    ad::check::<logarithms>((0.7, 13)).assert();
}
