//! `if`, early `return`, and values that depend on which way was taken.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::{Differentiable, differentiate};
use common::checks;

#[differentiate(order = 2)]
fn expression(x: f64, y: f64) -> f64 {
    if x > y { x * x * y } else { x - y * y }
}

#[differentiate(order = 2)]
fn statement(x: f64, y: f64) -> f64 {
    let mut z = x * y;
    if x > 1.0 {
        z *= x;
    }
    if y > 1.0 {
        z += y * z;
    } else if y > 0.0 {
        z -= x;
    } else {
        z = x;
    }
    z * z
}

#[differentiate(order = 2)]
fn nested(x: f64, y: f64) -> f64 {
    let a = if x > 0.0 {
        if y > 0.0 {
            x * y
        } else {
            let t = x - y;
            t * t
        }
    } else if y > 0.0 {
        x / y
    } else {
        1.0
    };
    a * x + if a > 1.0 { y } else { a }
}

#[differentiate]
fn early_return(x: f64, y: f64) -> f64 {
    if x < 0.0 {
        return y * y;
    }
    let z = x * y;
    if z > 2.0 {
        return z * z * x;
    }
    z + x
}

#[differentiate]
fn many_returns(x: &[f64]) -> f64 {
    if x.is_empty() {
        return 0.0;
    }
    let first = x[0];
    if x.len() == 1 {
        return first * first;
    } else if first < 0.0 {
        if x[1] < 0.0 {
            return first * x[1];
        }
        return first / x[1];
    }
    let s = first + x[1];
    return s * s;
}

#[differentiate]
fn return_in_value(x: f64, y: f64) -> f64 {
    let z = if x > 0.0 {
        x * y
    } else {
        return x * x;
    };
    z * if y > 0.0 { y } else { return z }
}

#[differentiate]
fn return_within_block(x: f64) -> f64 {
    let mut y = x;
    {
        y *= x;
        if y > 4.0 {
            return y * y;
        }
        y += 1.0;
    }
    y * x
}

#[differentiate]
fn return_in_else(x: f64) -> f64 {
    let mut y = x * x;
    if x < 1.0 {
        y += x;
    } else {
        return y;
    }
    y *= y;
    y
}

#[differentiate]
fn unequal_assignments(x: f64, y: f64) -> f64 {
    let mut a = x;
    let mut b = y;
    if x > y {
        a = b * x;
        b = a * a;
    } else {
        b += a;
    }
    a * b
}

#[differentiate]
fn swapped(x: f64, y: f64) -> f64 {
    let (lo, hi) = if x < y { (x, y) } else { (y, x) };
    hi * hi * lo
}

#[differentiate]
fn aggregate_value(x: f64, y: f64) -> f64 {
    let p = if x < y { [x, y, 1.0] } else { [y * x, 2.0, x] };
    p[0] * p[1] + p[2] * p[2]
}

#[differentiate]
fn vector_value(x: &[f64], flag: bool) -> f64 {
    let v = if flag {
        x.to_vec()
    } else {
        vec![x[0] * x[0]; 3]
    };
    v[0] * v[1] * v[2]
}

#[differentiate]
fn inactive_branches(x: f64, n: usize) -> f64 {
    let k = if n % 2 == 0 { 2.0 } else { 3.0 };
    let m = if n > 3 { n } else { 2 * n };
    let mut w = 0.0;
    if m > 5 {
        w = 1.0;
    }
    x * x * k + m as f64 * x + w * x
}

#[differentiate]
fn overwritten_in_branch(x: f64) -> f64 {
    let mut y = x * x;
    let z = y * x;
    if z > 1.0 {
        y = 3.0;
    }
    y * z
}

#[differentiate]
fn conditions_with_blocks(x: f64) -> f64 {
    let y = if {
        let t = x * 2.0;
        t > 1.0
    } {
        x * x
    } else {
        x
    };
    y * x
}

#[differentiate]
fn condition_of_methods(x: &[f64]) -> f64 {
    if x.is_empty() || x[0].is_nan() || !x[0].is_finite() {
        0.0
    } else if x[0].is_sign_negative() && x.len() > 1 {
        x[0] * x[1]
    } else {
        x[0] * x[0]
    }
}

#[differentiate]
fn stored_condition(x: f64, y: f64) -> f64 {
    let greater = x > y;
    let mut both = greater;
    both &= y > 0.0;
    let mut z = if greater { x } else { y };
    if !both {
        z *= x;
    }
    if both == greater { z * y } else { z }
}

/// The value of a branch that did not run is infinite: its derivative is not looked at.
#[differentiate]
fn guarded(x: f64) -> f64 {
    if x > 0.0 { x.ln() * x } else { 0.0 }
}

#[differentiate]
fn clamped_by_hand(x: f64, lo: f64, hi: f64) -> f64 {
    let y = if x < lo {
        lo
    } else if x > hi {
        hi
    } else {
        x
    };
    y * y
}

#[differentiate]
fn diverging(x: f64) -> f64 {
    if x < 0.0 {
        panic!("x is negative: {x}");
    }
    let y = if x > 100.0 { unreachable!() } else { x * x };
    y * x
}

#[differentiate]
fn huber(x: &[f64], delta: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let a = x[i].abs();
        sum += if a <= delta {
            0.5 * x[i] * x[i]
        } else {
            delta * (a - 0.5 * delta)
        };
    }
    sum
}

#[differentiate]
fn let_else_of_array(x: [f64; 3]) -> f64 {
    let [a, b, c] = x;
    a * b + c * c
}

checks! {
    mod gradients;
    twice expression(2.0, 1.5), (1.0, 1.5);
    twice statement(1.3, 1.4), (1.3, 0.4), (0.3, 0.4), (0.3, -0.4), (2.0, -3.0);
    twice nested(1.3, 1.4), (1.3, -1.4), (-1.3, 1.4), (-1.0, -1.0), (0.5, 0.5);
    scalar early_return(-1.0, 2.0), (1.0, 3.0), (1.0, 1.5);
    scalar many_returns(&[1.5]), (&[-1.0, -2.0]), (&[-1.0, 2.0, 4.0]), (&[1.0, 2.0, 3.0]);
    scalar return_in_value(1.0, 2.0), (-1.0, 2.0), (1.0, -2.0);
    scalar return_within_block(1.5), (3.0);
    scalar return_in_else(0.5), (1.5);
    scalar unequal_assignments(1.5, 0.7), (0.3, 0.7);
    scalar swapped(1.5, 0.7), (0.3, 0.7);
    scalar aggregate_value(1.5, 0.7), (0.3, 0.7);
    scalar vector_value(&[1.5, 0.5, 2.0], #true), (&[1.5, 0.5, 2.0], #false);
    scalar inactive_branches(1.5, #2), (1.5, #3), (1.5, #7);
    scalar overwritten_in_branch(0.5), (1.5);
    scalar conditions_with_blocks(0.3), (1.5);
    scalar condition_of_methods(&[1.5, 2.0]), (&[-1.5, 2.0]), (&[-1.5]);
    scalar stored_condition(1.5, 0.7), (0.3, 0.7), (0.3, -0.7), (-1.0, -2.0);
    scalar guarded(0.5), (-0.5);
    scalar clamped_by_hand(0.5, 0.0, 1.0), (-0.5, 0.1, 1.0), (1.5, 0.0, 0.9);
    scalar diverging(1.5);
    scalar huber(&[0.5, -2.0, 3.0, -0.1], 1.0);
    scalar let_else_of_array(move [1.5, 2.0, 3.0]);
}

#[test]
fn empty_argument() {
    assert_eq!(many_returns::value_and_grad(&[]), (0.0, vec![]));
}

#[test]
#[should_panic(expected = "x is negative: -1")]
fn panics_as_the_function_does() {
    let _ = diverging::grad(-1.0);
}

#[test]
fn only_the_branch_that_ran() {
    assert_eq!(guarded::value_and_grad(0.0), (0.0, 0.0));
    assert_eq!(guarded::jvp(0.0, 1.0), (0.0, 0.0));
}

// --- sine and cosine of the same angle, in a branch and beside loops ---

#[differentiate]
fn turned_or_not(x: f64, y: f64, angle: f64) -> [f64; 2] {
    if angle == 0.0 {
        return [x + angle * y, y - angle * x];
    }
    let (sin, cos) = angle.sin_cos();
    [x * cos + y * sin * angle, y * cos - x * sin]
}

#[differentiate]
fn swings(x: &[f64], phase: f64) -> f64 {
    let early = phase.sin();
    let mut sum = 0.0;
    for i in 0..x.len() {
        let here = (x[i] * phase).cos();
        sum += early * here * phase.sin() + (x[i] * phase).sin();
    }
    sum * phase.cos()
}

#[test]
fn sines_and_cosines_of_one_angle() {
    for angle in [0.0, 0.7, -2.1] {
        let (x, y): (f64, f64) = (0.4, -1.3);
        let (sin, cos) = (angle as f64).sin_cos();
        let expected = match angle == 0.0 {
            true => [y, -x],
            false => [y * (sin + angle * cos) - x * sin, -y * sin - x * cos],
        };
        let (_, pullback) = turned_or_not::pullback(x, y, angle);
        for k in 0..2 {
            let mut unit = [0.0; 2];
            unit[k] = 1.0;
            assert!((pullback.apply(&unit).2 - expected[k]).abs() < 1e-12);
        }
    }
    ad::check::<turned_or_not>((0.4, -1.3, 0.9)).assert();
    ad::check::<swings>((&[0.3, 1.1, -0.8], 0.6)).assert();
}

// --- what is computed before it is asked whether it is defined ---

#[differentiate(order = 2)]
fn before_the_question(x: f64, y: f64) -> f64 {
    let norm = (x * x + y * y).sqrt();
    let inv = 1.0 / norm;
    if norm > 1e-12 { x * inv + y } else { x + y }
}

#[differentiate(order = 2)]
fn asked_of_a_product(x: f64, y: f64) -> f64 {
    let v = x.sqrt() * y;
    if v > 0.0 { x.ln() / v } else { 2.0 * y }
}

#[differentiate(order = 2)]
fn soft_plus(x: f64) -> f64 {
    let e = x.exp();
    if x > 30.0 { x } else { (1.0 + e).ln() }
}

#[differentiate]
fn direction(x: f64, y: f64) -> f64 {
    let norm = (x * x + y * y).sqrt();
    let unit = [x / norm, y / norm];
    if norm > 0.0 {
        2.0 * unit[0] - unit[1] * x
    } else {
        y
    }
}

#[differentiate(order = 2)]
fn clamped_inverse(x: f64) -> f64 {
    (1.0 / x).clamp(-5.0, 5.0) + x * x
}

#[differentiate]
fn where_positive(x: &[f64], k: f64) -> f64 {
    let mut sum = 0.0;
    let mut last = 1.0;
    for i in 0..x.len() {
        let part = x[i].ln() * k / x[i];
        if x[i] <= 0.0 {
            continue;
        }
        sum += part * last;
        last = match i {
            0 => x[i],
            1 => part,
            _ => 1.0,
        };
    }
    sum
}

#[differentiate(order = 2)]
fn slope_of(x: f64, y: f64) -> f64 {
    y.ln() * y / x
}

#[differentiate(order = 2)]
fn asked_after_a_call(x: f64, y: f64) -> f64 {
    let slope = slope_of(x, y);
    if x > 0.0 { slope * y } else { 2.0 * y }
}

#[differentiate]
fn called_where_positive(x: &[f64], y: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let slope = slope_of(x[i], y * x[i]);
        if x[i] > 0.0 {
            sum += slope * slope;
        }
    }
    sum
}

checks! {
    mod before_it_is_asked;
    twice asked_after_a_call(0.7, 0.4), (-0.7, 0.4);
    scalar called_where_positive(&[0.5, 1.4, 2.0, 0.9], 0.7);
    twice before_the_question(0.7, -0.4);
    twice asked_of_a_product(0.7, 0.4), (0.7, -0.4);
    twice soft_plus(1.3), (31.0);
    scalar direction(0.7, -0.4);
    twice clamped_inverse(0.7), (0.01);
    scalar where_positive(&[0.5, 1.4, 2.0, 0.9], 0.7);
}

/// What the other branch was for is not finite there, and nothing came of it.
#[test]
fn nothing_comes_of_what_is_not_used() {
    assert_eq!(before_the_question::grad(0.0, 0.0), (1.0, 1.0));
    assert_eq!(
        before_the_question::hvp(0.0, 0.0, 1.0, 1.0),
        ((1.0, 1.0), (0.0, 0.0))
    );
    assert_eq!(asked_of_a_product::grad(-1.0, 3.0), (0.0, 2.0));
    assert_eq!(
        asked_of_a_product::hvp(-1.0, 3.0, 1.0, 1.0),
        ((0.0, 2.0), (0.0, 0.0))
    );
    assert_eq!(soft_plus::grad(1e3), 1.0);
    assert_eq!(soft_plus::hessian(1e3), 0.0);
    assert_eq!(direction::grad(0.0, 0.0), (0.0, 1.0));
    assert_eq!(asked_after_a_call::grad(0.0, 0.0), (0.0, 2.0));
    let (x_bar, y_bar) = called_where_positive::grad(&[0.0, 2.0], 0.5);
    // The slope is zero where the logarithm is.
    assert_eq!((x_bar[0], y_bar), (0.0, 0.0));
    assert_eq!(x_bar[1], 0.0);
    assert_eq!(clamped_inverse::grad(0.0), 0.0);
    assert_eq!(clamped_inverse::hessian(0.0), 2.0);
    let x = [2.0, 0.0, -1.0, 3.0];
    let (sum, (x_bar, k_bar)) = where_positive::value_and_grad(&x, 0.5);
    let (slope, parts) = (|x: f64| 0.5 * (1.0 - x.ln()) / (x * x), |x: f64| x.ln() / x);
    let expected = parts(2.0) + parts(3.0) * 2.0;
    assert!((sum - 0.5 * expected).abs() < 1e-14 && (k_bar - expected).abs() < 1e-14);
    let expected = [slope(2.0) + 0.5 * parts(3.0), 0.0, 0.0, 2.0 * slope(3.0)];
    for (got, expected) in x_bar.iter().zip(expected) {
        assert!((got - expected).abs() < 1e-14, "{x_bar:?}");
    }
}

/// The bits of a number, for questions alone: a case distinction as mathematical libraries write it.
#[differentiate(order = 2)]
fn by_bits(x: f64) -> f64 {
    let mut high = (x.to_bits() >> 32) as u32;
    let negative = high >> 31 != 0;
    high &= 0x7fff_ffff;
    let mut halvings = 0;
    while high >= 0x4000_0000 {
        high -= 0x0010_0000;
        halvings += 1;
    }
    let table = [1.0, 2.0, 3.0];
    let scale = table[(high >> 18) as usize % 3] + 4.0;
    match (negative, halvings) {
        _ if x.to_bits() == 1.0f64.to_bits() => scale * x,
        _ if x.to_bits() == (-0.4f64).to_bits() => scale * x,
        (true, _) => -scale * x,
        (false, 0) => scale * x * x,
        (false, _) => scale * x * x * x,
    }
}

#[test]
fn bits_that_are_only_looked_at() {
    for x in [-3.1, -0.3, 0.7, 1.9, 2.6, 41.3] {
        ad::check::<by_bits>(x).assert();
        let difference = by_bits::grad(x + 1e-6) - by_bits::grad(x - 1e-6);
        let second = by_bits::hvp(x, 1.0).1;
        let off = (difference / 2e-6 - second).abs();
        assert!(off < 1e-6 * (1.0 + second.abs()), "{x}: {off}");
    }
}

#[derive(Differentiable)]
struct Well {
    depth: f64,
    at: [f64; 2],
}

#[differentiate]
impl Well {
    /// Infinite at its place, and no number where the depth is zero.
    fn of(&self, x: f64) -> f64 {
        self.depth / ((x - self.at[0]) * (x - self.at[0]) * self.at[1])
    }
}

#[differentiate(order = 2)]
fn share(weights: &[f64], x: f64) -> f64 {
    weights[0] / (weights[1] * x)
}

#[differentiate]
fn cut_off(well: &Well, most: f64, x: f64) -> f64 {
    most.min(well.of(x))
}

#[differentiate]
fn cut_off_all(wells: &[Well], most: f64, x: f64) -> f64 {
    wells.iter().map(|well| most.min(well.of(x))).sum::<f64>()
}

#[differentiate]
fn share_unless_zero(weights: &[f64], x: f64, y: f64) -> f64 {
    let q = share(weights, x);
    let r = q * q;
    if x != 0.0 { r * y } else { weights[0] * y }
}

#[differentiate(order = 2)]
fn least_share(weights: &[f64], x: f64, y: f64) -> f64 {
    (y * x).min(share(weights, x)) * y
}

#[test]
fn calls_of_which_nothing_came_add_nothing_to_what_they_were_passed() {
    let well = |depth| Well {
        depth,
        at: [2.0, 1.0],
    };
    for (depth, x) in [(1.0, 2.0), (0.0, 2.0), (9.0, 2.5)] {
        let (of, most, by_x) = cut_off::grad(&well(depth), 3.0, x);
        assert_eq!((of.depth, of.at, most, by_x), (0.0, [0.0, 0.0], 1.0, 0.0));
    }
    let (of, most, by_x) = cut_off::grad(&well(1.0), 3.0, 4.0);
    assert_eq!(
        (of.depth, of.at, most, by_x),
        (0.25, [0.25, -0.25], 0.0, -0.25)
    );
    let (of, most, by_x) = cut_off_all::grad(&[well(0.0), well(1.0)], 3.0, 2.0);
    assert!(of.iter().all(|of| of.depth == 0.0 && of.at == [0.0, 0.0]));
    assert_eq!((most, by_x), (2.0, 0.0));
    for weights in [[1.0, 2.0], [0.0, 2.0]] {
        let (by_weights, x, y) = share_unless_zero::grad(&weights, 0.0, 3.0);
        assert_eq!((by_weights, x, y), (vec![3.0, 0.0], 0.0, weights[0]));
    }
    ad::check::<share_unless_zero>((&[1.5, 0.5], 0.7, 1.1)).assert();
}

/// Where the cotangent of a call is zero, and its derivative is not, the call was made all the same.
#[test]
fn a_cotangent_that_vanishes_for_another_reason() {
    let at = |weights: [f64; 2], x: f64, y: f64| least_share::grad(&weights, x, y);
    let (x, y, h) = (-0.5, 0.0, 1e-6);
    // Share is -1 and y * x is 0.
    let weights = [1.0, 2.0];
    let direction = (&[0.0, 0.0][..], 0.0, 1.0);
    let (_, (by_weights, by_x, by_y)) =
        least_share::hvp(&weights, x, y, direction.0, direction.1, direction.2);
    let (above, below) = (at(weights, x, y + h), at(weights, x, y - h));
    for (i, got) in by_weights.iter().enumerate() {
        let difference = (above.0[i] - below.0[i]) / (2.0 * h);
        assert!((got - difference).abs() < 1e-6, "{got} {difference}");
        assert!(got.abs() > 0.1);
    }
    assert!((by_x - (above.1 - below.1) / (2.0 * h)).abs() < 1e-6);
    assert!((by_y - (above.2 - below.2) / (2.0 * h)).abs() < 1e-6);
}
