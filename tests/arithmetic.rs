//! Operators, literals, casts, constants, tuples, blocks and names: straight-line code.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]
#![allow(unused_qualifications, unused_parens, redundant_semicolons)]

mod common;

use ad::differentiate;
use common::checks;

// --- operators ---

#[differentiate(order = 2)]
fn add_sub_mul_div(x: f64, y: f64) -> f64 {
    (x + y) * (x - y) / (x * y) + x / 3.0 - 2.0 * y
}

#[differentiate(order = 2)]
fn negation(x: f64, y: f64) -> f64 {
    -x * -(y - -x)
}

#[differentiate]
fn remainder(x: f64, y: f64) -> f64 {
    x % y + x % 0.7 + 10.0 % y
}

#[differentiate(order = 2)]
fn assigning(x: f64, y: f64) -> f64 {
    let mut z = x;
    z += y;
    z *= x;
    z -= y * y;
    z /= x + y;
    z
}

#[differentiate]
fn assigning_remainder(x: f64, y: f64) -> f64 {
    let mut z = x * x;
    z %= y;
    z * x
}

#[differentiate(order = 2)]
fn self_assigning(x: f64) -> f64 {
    let mut z = x;
    z += z * z;
    z *= z;
    z -= z / x;
    z = z * z + z;
    z
}

#[differentiate(order = 2)]
fn precedence(a: f64, b: f64, c: f64) -> f64 {
    a - b - c + a * b / c * a - -a * b - (a - (b - c))
}

#[differentiate(order = 2)]
fn squares_of_shared(x: f64) -> f64 {
    let y = x * x;
    let z = y * y;
    z * y + z / y
}

// --- literals ---

#[differentiate]
fn literals(x: f64) -> f64 {
    1.0 * x + 2. * x + 1e-3 * x + 1_000.5 * x + 2f64 * x + 3.0_f64 * x + 1e2_f64 * x + 0.5E+1 * x
}

#[differentiate]
fn integer_literals(x: f64) -> f64 {
    let a = 0xff;
    let b = 0b1010u8;
    let c = 0o17_i64;
    let d = b'a';
    let e = 'a' as u32;
    x * (a as f64) * f64::from(b) * (c as f64) * f64::from(d) * f64::from(e) * 1e-9
}

#[differentiate]
fn single_precision(x: f32, y: f32) -> f32 {
    let z = 1.5 * x + 2f32 * y;
    z * z / (x + 0.25_f32)
}

// --- casts ---

#[differentiate]
fn float_casts(x: f64) -> f64 {
    let y = x as f32;
    let z = y * y;
    z as f64 * x + f64::from(y)
}

#[differentiate]
fn from_single(x: f32, y: f64) -> f64 {
    x as f64 * y + f64::from(x) * f64::from(x)
}

#[differentiate]
fn integer_casts(x: f64, n: usize, k: i32) -> f64 {
    let whole = (x * 10.0) as i64;
    x * n as f64 + x * k as f64 + whole as f64 * x + f64::from(k) * x
}

#[differentiate]
fn bool_casts(x: f64, flag: bool) -> f64 {
    x * f64::from(u8::from(flag)) + x * x * (flag as i32) as f64 + x * (x > 0.0) as u8 as f64
}

// --- integers and logic beside ---

#[differentiate]
fn integers(x: f64, n: usize) -> f64 {
    let mut k = n;
    k += 3;
    k *= 2;
    k -= 1;
    k /= 2;
    k %= 100;
    k <<= 2;
    k >>= 1;
    k |= 1;
    k &= 0xff;
    k ^= 2;
    let m = -(k as i32) + 4;
    let all = !k & 0xf;
    x * k as f64 + x * x * f64::from(m) + x * all as f64
}

#[differentiate]
fn integer_methods(x: f64, n: usize, k: i32) -> f64 {
    let a = n.pow(2).min(40).max(3);
    let b = k.abs() + k.signum() + k.rem_euclid(3) + k.wrapping_mul(3);
    let c = n.saturating_sub(100) + n.count_ones() as usize + usize::pow(2, 3);
    let d = i32::max(k, 2) + i32::MAX.min(5);
    x * a as f64 + x * x * b as f64 + c as f64 * x + d as f64 * x
}

#[differentiate]
fn logic(x: f64, y: f64) -> f64 {
    let a = x > 0.0 && y > 0.0;
    let b = x < 0.0 || y != 0.5;
    let c = !a ^ b;
    let d = a & b | c;
    if d && (x <= y || x >= 10.0) == a {
        x * y
    } else {
        x + y
    }
}

#[differentiate]
fn short_circuit(x: &[f64], i: usize) -> f64 {
    if i < x.len() && x[i] > 0.0 {
        x[i] * x[i]
    } else {
        x[0]
    }
}

// --- names ---

#[differentiate(order = 2)]
fn shadowing(x: f64) -> f64 {
    let x = x * x;
    let x = x + 1.0;
    {
        let x = 2.0;
        let _unused = x;
    }
    let x = { x * x };
    x / 3.0
}

#[differentiate(order = 2)]
fn deferred_in_parts(x: f64) -> f64 {
    let (real, [i, _, k]): (f64, [f64; 3]);
    if x > 0.0 {
        real = x * x;
        i = x.sin();
        k = 1.0;
    } else {
        real = 1.0;
        i = x;
        k = x * x * x;
    }
    real * i + k * real
}

#[differentiate(order = 2)]
fn deferred(x: f64) -> f64 {
    let y;
    let mut z: f64;
    y = x * x;
    z = y + x;
    z *= y;
    let w;
    if x > 0.0 {
        w = z * x;
    } else {
        w = z - x;
    }
    w
}

#[differentiate(order = 2)]
fn tuples(x: f64, y: f64) -> f64 {
    let (a, b) = (x * y, x + y);
    let pair = (a * b, (a - b, b));
    let (c, (d, _)) = pair;
    let (mut e, f);
    (e, f) = (c, d);
    e += pair.1.1 * pair.0;
    e * f + (pair.1).0
}

#[differentiate]
fn swapped_tuple(x: f64, y: f64) -> f64 {
    let (mut a, mut b) = (x, y);
    (a, b) = (b * b, a);
    (a, b) = (b, a);
    a * a * a * b
}

#[differentiate]
fn tuple_fields_assigned(x: f64, y: f64) -> f64 {
    let mut p = (x, y, 2);
    p.0 *= p.1;
    p.1 = p.0 + p.1;
    p.2 += 1;
    p.0 * p.1 * p.2 as f64
}

#[differentiate(order = 2)]
fn blocks(x: f64) -> f64 {
    let y = {
        let a = x * x;
        let b = {
            let c = a + x;
            c * c
        };
        a * b
    };
    let z = ({ y + 1.0 }) * { y };
    z
}

#[differentiate]
fn unsuffixed_everywhere(x: f64) -> f64 {
    let a = 1.0;
    let mut b = 2.0;
    let c = (3.0, [4.0, 5.0]);
    b += a;
    let d = if x > 0.0 { 6.0 } else { 7.0 };
    x * (a + b + c.0 + c.1[1] + d)
}

#[differentiate]
fn uninitialised_sum(x: f64, y: f64) -> f64 {
    let mut sum = 0.;
    sum += x;
    sum += y * sum;
    sum
}

#[differentiate]
fn explicit_types(x: f64) -> f64 {
    let a: f64 = x * 2.0;
    let b: (f64, i32) = (a, 3);
    let c: [f64; 2] = [a, b.0];
    let n: usize = 2;
    c[0] * c[1] * n as f64 * b.1 as f64
}

// --- constants ---

const HALF: f64 = 0.5;
const TABLE: [f64; 3] = [1.0, -2.0, 0.25];
static OFFSET: f64 = 4.0;
static GRID: [[f64; 2]; 2] = [[1.0, 2.0], [3.0, 4.0]];

mod constants {
    pub const SCALE: f64 = 3.0;
    pub const COUNT: usize = 3;
    pub static WEIGHTS: &[f64] = &[0.5, 1.5];
}

#[differentiate(order = 2)]
fn with_constants(x: f64) -> f64 {
    use std::f64::consts;
    let turn = 2.0 * consts::PI * x + std::f64::consts::E * x * x;
    let table = TABLE[0] * x + TABLE[1] * x * x + TABLE[constants::COUNT - 1] * x * x * x;
    turn * HALF
        + OFFSET * table
        + constants::SCALE * x
        + GRID[1][0] * x
        + f64::EPSILON * x
        + constants::WEIGHTS[1] * x
}

#[differentiate]
fn inner_constant(x: f64) -> f64 {
    const FACTOR: f64 = 2.5;
    static SHIFT: f64 = 1.5;
    (x + SHIFT) * (x * FACTOR)
}

#[differentiate]
fn horner_of_table(x: f64) -> f64 {
    let mut y = 0.0;
    for i in 0..TABLE.len() {
        y = y * x + TABLE[i];
    }
    y
}

#[differentiate]
fn limits(x: f64) -> f64 {
    let low = if x > f64::MIN_POSITIVE {
        x
    } else {
        f64::INFINITY
    };
    low.min(f64::MAX) * x
}

// --- results that depend on nothing, or on some ---

#[differentiate]
fn constant_result(_x: f64) -> f64 {
    4.0
}

#[differentiate]
fn identity(x: f64) -> f64 {
    x
}

#[differentiate]
fn ignores_one(x: f64, _y: f64, z: &[f64]) -> f64 {
    let _ = z;
    x * x
}

#[differentiate]
fn explicit_return(x: f64) -> f64 {
    return x * x;
}

#[differentiate]
fn references(x: f64, y: f64) -> f64 {
    let a = &x;
    let b = &(x * y);
    let c: &f64 = &y;
    *a * *b + a * b - b / c + *c
}

#[differentiate]
fn mutable_references(x: f64) -> f64 {
    let mut y = x;
    {
        let z = &mut y;
        *z *= *z;
        *z += 1.0;
    }
    let w = &mut y;
    *w = *w * x;
    y
}

#[differentiate]
fn reference_parameters(x: &f64, y: &f64) -> f64 {
    x * y + *x * *x - -y
}

#[differentiate]
fn mutable_parameters(mut x: f64, mut y: f64) -> f64 {
    x *= y;
    y += x;
    x * y
}

#[differentiate]
#[rustfmt::skip]
fn parenthesised(x: f64) -> f64 {
    (((x)) * ((x + (1.0))))
}

#[differentiate]
fn statements_without_effect(x: f64) -> f64 {
    let _ = x * 3.0;
    let () = ();
    x * x;
    {}
    x
}

#[differentiate]
fn begun_with_a_literal(x: f64) -> f64 {
    let mut t = -0.75_f64;
    let mut k = 0;
    let z = loop {
        k += 1;
        t = (t + t).sin();
        if k > 3 {
            break t * 0.5;
        }
    };
    x * z
}

#[differentiate]
fn times(x: f64, n: usize) -> f64 {
    x * n as f64
}

/// What type the integers have, only the function that is called says.
#[differentiate]
fn counted_for_another(x: f64) -> f64 {
    let mut n = 0;
    let mut y = x;
    while y < 10.0 {
        n += 1;
        y = times(y, n % 4 + 1).exp() + n as f64;
        if n == 2 {
            y *= times(x, 2 % 4);
        }
    }
    if x > 1.0 { y } else { times(y, 7 / 2) }
}

/// The counters of loops that are left early are found again by the reverse sweep, and have no type in the text.
#[differentiate]
fn counters_without_type(x: f64) -> f64 {
    let mut y = x;
    for i in 0..3 {
        for j in 0..i + 2 {
            y = (y * (1.0 + (i % 7) as f64 + (j % 2) as f64)).sin();
            if y > 0.9 {
                break;
            }
        }
    }
    y
}

#[differentiate]
fn integers_of_numbers(x: f64) -> f64 {
    let half = f64::MAX_EXP / 2;
    let digits = f64::MANTISSA_DIGITS + f64::DIGITS;
    x.powi(half / 200) * digits as f64
}

checks! {
    mod gradients;
    scalar integers_of_numbers(0.7);
    scalar counters_without_type(0.7), (1.2), (-0.4);
    scalar begun_with_a_literal(0.7);
    scalar counted_for_another(0.7), (1.2);
    twice add_sub_mul_div(1.3, 0.7), (-2.0, 0.4);
    twice negation(1.3, 0.7);
    scalar remainder(5.3, 2.2), (-5.3, 2.2), (5.3, -0.9);
    twice assigning(1.3, 0.7);
    scalar assigning_remainder(1.9, 0.8);
    twice self_assigning(0.7);
    twice precedence(1.3, 0.7, -1.1);
    twice squares_of_shared(1.3);
    scalar literals(0.3);
    scalar integer_literals(0.3);
    scalar single_precision(0.5, 0.75);
    scalar from_single(0.5f32, 0.75);
    scalar integer_casts(0.33, #3, #-2);
    scalar bool_casts(0.33, #true), (0.4, #false), (-0.5, #true);
    scalar integers(0.4, #5);
    scalar integer_methods(0.4, #5, #-7);
    scalar logic(0.4, 0.8), (0.4, 0.1), (-0.3, 0.4), (-0.3, -1.0), (11.0, 2.0);
    scalar short_circuit(&[1.5, -2.0, 3.0], #0), (&[1.5, -2.0, 3.0], #1), (&[1.5, -2.0, 3.0], #7);
    twice shadowing(1.3);
    twice deferred(1.3), (-0.4);
    twice deferred_in_parts(1.3), (-0.4);
    twice tuples(1.3, 0.6);
    scalar swapped_tuple(1.3, 0.6);
    scalar tuple_fields_assigned(1.3, 0.6);
    twice blocks(0.7);
    scalar unsuffixed_everywhere(0.7), (-0.7);
    scalar uninitialised_sum(0.7, 0.3);
    scalar explicit_types(0.7);
    twice with_constants(0.7);
    scalar inner_constant(0.7);
    scalar horner_of_table(0.7);
    scalar limits(0.7);
    scalar constant_result(0.7);
    scalar identity(0.7);
    scalar ignores_one(0.7, 0.1, &[1.0, 2.0]);
    scalar explicit_return(0.7);
    scalar references(0.7, 1.2);
    scalar mutable_references(0.7);
    scalar mutable_parameters(0.7, 1.2);
    scalar parenthesised(0.7);
    scalar statements_without_effect(0.7);
}

#[test]
fn parameters_by_reference() {
    let (x, y) = (0.7, 1.25);
    assert_eq!(reference_parameters::grad(&x, &y), (y + 2.0 * x, x + 1.0));
    assert_eq!(reference_parameters::jvp(&x, &y, 1.0, 0.0).1, y + 2.0 * x);
}

#[test]
fn casts_between_precisions() {
    // Differences of a function that rounds to single precision say little.
    let x = 0.5;
    assert_eq!(float_casts::grad(x), 3.0 * x * x + 1.0);
    assert_eq!(
        float_casts::jvp(x, 2.0),
        (x * x * x + x, 2.0 * (3.0 * x * x + 1.0))
    );
}

// --- powers as products, roots of sums of squares ---

#[differentiate(order = 2)]
fn powers(x: f64, y: f64) -> f64 {
    let square = x * x;
    let cube = y * y * y;
    square * x * y + cube * y * y - square * square * x + y * (x * square * x) + cube * square
}

#[differentiate(order = 2)]
fn inverse_distance(x: f64, y: f64, m: f64) -> f64 {
    let distance = (x * x + y * y).sqrt();
    m / distance - 0.25 * distance * m
}

#[differentiate]
fn cube_in_a_loop(x: f64, w: &[f64]) -> f64 {
    let square = x * x;
    let mut sum = 0.0;
    for i in 0..w.len() {
        sum += square * x * w[i] + w[i] * w[i] * w[i];
    }
    sum
}

#[test]
fn products_that_are_powers() {
    for (x, y) in [(1.3, -0.7), (-0.4, 2.1), (0.0, 1.5)] {
        let (gx, gy) = powers::grad(x, y);
        let (x2, y2) = (x * x, y * y);
        let by_x = 3.0 * x2 * y - 5.0 * x2 * x2 + 4.0 * y * x2 * x + 2.0 * y2 * y * x;
        let by_y = x2 * x + 5.0 * y2 * y2 + x2 * x2 + 3.0 * y2 * x2;
        assert!((gx - by_x).abs() < 1e-12 && (gy - by_y).abs() < 1e-12);
        let [[xx, xy], [yx, yy]] = [powers::hvp(x, y, 1.0, 0.0).1, powers::hvp(x, y, 0.0, 1.0).1]
            .map(|(by_x, by_y)| [by_x, by_y]);
        let of_xx = 6.0 * x * y - 20.0 * x2 * x + 12.0 * y * x2 + 2.0 * y2 * y;
        assert!((xx - of_xx).abs() < 1e-12 && (xy - yx).abs() < 1e-12);
        assert!((yy - (20.0 * y2 * y + 6.0 * y * x2)).abs() < 1e-12);
    }
    ad::check::<cube_in_a_loop>((0.7, &[0.3, -1.2, 0.9])).assert();
}

#[test]
fn roots_of_sums_of_squares() {
    ad::check::<inverse_distance>((0.6, -0.9, 1.7)).assert();
    let (x, y, m): (f64, f64, f64) = (0.6, -0.9, 1.7);
    let r = (x * x + y * y).sqrt();
    let (xx, ..) = inverse_distance::hvp(x, y, m, 1.0, 0.0, 0.0).1;
    let expected = m * (3.0 * x * x / r.powi(5) - 1.0 / r.powi(3)) - 0.25 * m * y * y / r.powi(3);
    assert!((xx - expected).abs() < 1e-12);
}

/// Integers that may not be there.
mod checked_integers {
    use ad::differentiate;

    #[differentiate]
    fn behind(x: f64, t: &[f64]) -> f64 {
        let before = t.iter().position(|&a| a > x).and_then(|i| i.checked_sub(1));
        let base = before.map(|i| t[i] + (x - t[i]).powi(2));
        let base = base.unwrap_or_else(|| t[0] * x);
        let n = t.len() as u32;
        match n.checked_mul(2).and_then(|n| n.checked_pow(2)) {
            Some(n) if n > 30 => base * f64::from(n),
            Some(_) => base,
            None => 0.0,
        }
    }

    #[test]
    fn gradients() {
        let t = [0.1, 0.4, 0.9];
        ad::check::<behind>((0.7, &t)).assert();
        ad::check::<behind>((0.05, &t)).assert();
    }
}

#[differentiate]
fn distances_to_strike(spot: f32, strike: f32, rate: f32, time: f32, vol: f32) -> f32 {
    let spread = vol * time.sqrt();
    ((spot / strike).ln() + (rate + vol.powi(2) / 2.0) * time) / spread - 0.4 * spread
}

/// The steps that rounding in single precision leaves room for reach to the other side of the pole of the logarithm.
#[test]
fn single_precision_close_to_a_pole_is_not_called_wrong() {
    for spot in [0.2, 0.842_478, 3.0, 20.0] {
        for vol in [0.03, 0.5, 4.0, 27.241] {
            let report = ad::check::<distances_to_strike>((spot, 0.067_419, 0.1993, 44.841, vol));
            assert!(report.passed(), "{report}");
        }
    }
}
