//! Every row against high-order differences over its domain, and its values where those say nothing: at kinks,
//! edges of domains, zeros and infinities.

use super::*;
use crate::interp::{Value, evaluate};

const INF: f64 = f64::INFINITY;

fn values(row: &MathFn, args: &[f64]) -> Vec<Value<f64>> {
    let is_int = |i: usize| row.int_args & (1 << i) != 0;
    args.iter()
        .enumerate()
        .map(|(i, &x)| {
            if is_int(i) {
                Value::Int(x as i128)
            } else {
                Value::Float(x)
            }
        })
        .collect()
}

/// The partial derivatives by the table.
fn gradient(name: &str, args: &[f64]) -> Vec<f64> {
    let row = math_fn(name).unwrap_or_else(|| panic!("{name} is a row"));
    let result = (row.eval)(args);
    let number = |e: &Expr| match evaluate(e, &values(row, args), result) {
        Ok(Value::Float(x)) => x,
        other => panic!("{name}{args:?}: {other:?}"),
    };
    let partials = (row.partials)();
    if partials.is_empty() {
        vec![0.0; row.arity]
    } else {
        partials.iter().map(number).collect()
    }
}

/// The derivative by argument `i`, of order eight in the step.
fn difference(row: &MathFn, args: &[f64], i: usize) -> f64 {
    let step = 1e-3 * args[i].abs().max(0.25);
    let at = |k: f64| {
        let mut args = args.to_vec();
        args[i] += k * step;
        (row.eval)(&args)
    };
    let weights = [4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0];
    let sum: f64 = (1..)
        .zip(weights)
        .map(|(k, w)| w * (at(f64::from(k)) - at(-f64::from(k))))
        .sum();
    sum / step
}

/// Where a row is smooth: points well inside its domain, and away from its kinks and jumps.
fn points(row: &MathFn) -> Vec<Vec<f64>> {
    let all = [
        -30.3, -7.7, -2.3, -1.2, -0.9, -0.6, -0.31, 0.17, 0.45, 0.83, 0.93, 1.3, 2.6, 5.21, 11.1,
        40.2,
    ];
    let inside: fn(&[f64]) -> bool = match row.name {
        "acos" | "asin" | "atanh" => |a| a[0].abs() < 0.85,
        "acosh" => |a| a[0] > 1.25,
        "ln" | "log10" | "log2" | "sqrt" => |a| a[0] > 0.0,
        "log" => |a| a[0] > 0.0 && a[1] > 0.0 && (a[1] - 1.0).abs() > 0.1,
        "ln_1p" => |a| a[0] > -0.85,
        "powf" => |a| a[0] > 0.0 && a[1].abs() < 20.0,
        "powi" => |a| a[1].fract() == 0.0,
        "tan" => |a| a[0].abs() < 8.0 && a[0].cos().abs() > 0.3,
        "abs_sub" | "max" | "min" => |a| (a[0] - a[1]).abs() > 0.05,
        "clamp" => |a| a[1] < a[2] && (a[0] - a[1]).abs() > 1.3 && (a[0] - a[2]).abs() > 1.3,
        "cosh" | "exp" | "exp2" | "exp_m1" | "sinh" => |a| a[0].abs() < 20.0,
        "cos" | "sin" => |_| true,
        "div_euclid" | "rem_euclid" => |a| {
            let q = a[0] / a[1];
            a[1] > 0.0 && (q - q.round()).abs() > 0.05 * q.abs().max(1.0)
        },
        "hypot" | "atan2" => |a| a[0].hypot(a[1]) > 0.4,
        _ => |_| true,
    };
    let mut points = vec![Vec::new()];
    for i in 0..row.arity {
        let ints = [-3.0, -1.0, 0.0, 1.0, 2.0, 5.0];
        let grid: &[f64] = if row.int_args & (1 << i) != 0 {
            &ints
        } else {
            &all
        };
        points = points
            .iter()
            .flat_map(|p| grid.iter().map(move |&x| [p.as_slice(), &[x]].concat()))
            .collect();
    }
    points.retain(|p| inside(p));
    points
}

#[test]
fn rows_are_in_order_and_found_by_name() {
    assert!(TABLE.windows(2).all(|w| w[0].name < w[1].name));
    assert!(
        TABLE
            .iter()
            .all(|row| math_fn(row.name).is_some_and(|found| std::ptr::eq(found, row)))
    );
    assert!(math_fn("gamma").is_none());
}

#[test]
fn rows_have_a_partial_for_each_argument_or_none() {
    for row in TABLE {
        let n = (row.partials)().len();
        assert!(n == 0 || n == row.arity, "{} has {n} partials", row.name);
        assert!(row.result == MathResult::Float || n == 0);
    }
}

#[test]
fn partials_agree_with_differences() {
    for row in TABLE.iter().filter(|row| row.result == MathResult::Float) {
        let points = points(row);
        assert!(
            points.len() >= 5,
            "{} is tested at {} points",
            row.name,
            points.len()
        );
        for args in points {
            for (i, partial) in gradient(row.name, &args).into_iter().enumerate() {
                if row.int_args & (1 << i) != 0 {
                    continue;
                }
                let expected = difference(row, &args, i);
                // The step is relative to the argument, and so are the errors of the values.
                let noise = (row.eval)(&args).abs() / args[i].abs().max(0.25);
                let tolerance = 1e-9 * expected.abs() + 1e-10 * noise.max(1e-3);
                assert!(
                    (partial - expected).abs() <= tolerance,
                    "{}{args:?} by {i}: {partial}, not {expected}",
                    row.name
                );
            }
        }
    }
}

#[test]
fn arithmetic_has_its_partials() {
    let (a, b) = (7.25, 1.5);
    let cases = [
        (Prim::Add, a + b, [1.0, 1.0]),
        (Prim::Sub, a - b, [1.0, -1.0]),
        (Prim::Mul, a * b, [b, a]),
        (Prim::Div, a / b, [1.0 / b, -a / (b * b)]),
        (Prim::Rem, a % b, [1.0, -4.0]),
        (Prim::Rem, 0.3 % 0.1, [1.0, -2.0]),
    ];
    for (prim, y, expected) in cases {
        let (a, b) = if y == 0.3 % 0.1 { (0.3, 0.1) } else { (a, b) };
        for (partial, expected) in partials(prim).iter().zip(expected) {
            let partial = evaluate(partial, &[Value::Float(a), Value::Float(b)], y);
            assert!(
                matches!(partial, Ok(Value::Float(x)) if (x - expected).abs() < 1e-15),
                "{prim}: {partial:?}"
            );
        }
    }
}

#[test]
fn kinks_take_the_branch_that_is_returned() {
    assert_eq!(gradient("abs", &[0.0]), [0.0]);
    assert_eq!(gradient("abs", &[-0.0]), [0.0]);
    assert!(gradient("abs", &[f64::NAN])[0].is_nan());
    assert_eq!(gradient("max", &[2.0, 2.0]), [1.0, 0.0]);
    assert_eq!(gradient("min", &[2.0, 2.0]), [1.0, 0.0]);
    assert_eq!(gradient("max", &[f64::NAN, 2.0]), [0.0, 1.0]);
    assert_eq!(gradient("max", &[2.0, f64::NAN]), [1.0, 0.0]);
    assert_eq!(gradient("min", &[-INF, 3.0]), [1.0, 0.0]);
    assert_eq!(gradient("clamp", &[1.0, 1.0, 2.0]), [1.0, 0.0, 0.0]);
    assert_eq!(gradient("clamp", &[2.0, 1.0, 2.0]), [1.0, 0.0, 0.0]);
    assert_eq!(gradient("clamp", &[9.0, 1.0, 2.0]), [0.0, 0.0, 1.0]);
    assert_eq!(gradient("copysign", &[0.0, -1.0]), [0.0, 0.0]);
    assert_eq!(gradient("copysign", &[-3.0, -1.0]), [1.0, 0.0]);
    assert_eq!(gradient("abs_sub", &[1.0, 1.0]), [0.0, 0.0]);
    assert_eq!(gradient("hypot", &[0.0, 0.0]), [0.0, 0.0]);
    assert_eq!(gradient("signum", &[0.0]), [0.0]);
    assert_eq!(gradient("floor", &[2.0]), [0.0]);
}

#[test]
fn edges_have_the_limit() {
    let edges: [(&str, &[f64], f64); 18] = [
        ("sqrt", &[0.0], INF),
        ("sqrt", &[INF], 0.0),
        ("cbrt", &[0.0], INF),
        ("ln", &[0.0], INF),
        ("ln", &[INF], 0.0),
        ("log2", &[0.0], INF),
        ("log10", &[0.0], INF),
        ("ln_1p", &[-1.0], INF),
        ("asin", &[1.0], INF),
        ("asin", &[-1.0], INF),
        ("acos", &[1.0], -INF),
        ("acosh", &[1.0], INF),
        ("atanh", &[-1.0], INF),
        ("atan", &[INF], 0.0),
        ("exp", &[-INF], 0.0),
        ("tanh", &[INF], 0.0),
        ("asinh", &[1e200], 1e-200),
        ("acosh", &[1e200], 1e-200),
    ];
    for (name, args, expected) in edges {
        let partial = gradient(name, args)[0];
        let close = partial == expected || (partial / expected - 1.0).abs() < 1e-12;
        assert!(close, "{name}{args:?}: {partial}, not {expected}");
        assert!(expected.is_finite() || math_fn(name).is_some_and(|row| row.singular));
    }
}

#[test]
fn powers_at_zero() {
    assert_eq!(gradient("powf", &[0.0, 0.0])[0], 0.0);
    assert_eq!(gradient("powf", &[0.0, 1.0])[0], 1.0);
    assert_eq!(gradient("powf", &[0.0, 2.0]), [0.0, 0.0]);
    assert_eq!(gradient("powf", &[0.0, 0.5]), [INF, 0.0]);
    assert_eq!(gradient("powf", &[3.0, 0.0]), [0.0, 3f64.ln()]);
    assert_eq!(gradient("powf", &[-2.0, 3.0])[0], 12.0);
    assert_eq!(gradient("powi", &[0.0, 0.0])[0], 0.0);
    assert_eq!(gradient("powi", &[0.0, 1.0])[0], 1.0);
    assert_eq!(gradient("powi", &[0.0, 2.0])[0], 0.0);
    assert_eq!(gradient("powi", &[-3.0, 2.0])[0], -6.0);
}

#[test]
fn questions_are_answered() {
    let holds = |name: &str, x: f64| (math_fn(name).expect("a row").eval)(&[x]) != 0.0;
    assert!(holds("is_nan", f64::NAN) && !holds("is_nan", 1.0));
    assert!(holds("is_infinite", -INF) && !holds("is_finite", INF));
    assert!(holds("is_sign_negative", -0.0) && holds("is_sign_positive", 0.0));
    assert!(holds("is_subnormal", 1e-310) && !holds("is_normal", 0.0));
}
