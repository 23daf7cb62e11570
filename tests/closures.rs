//! Closures and functions as values: called, passed on, capturing by reference and by value, changing what they
//! capture.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

mod common;

use ad::differentiate;
use common::checks;

#[differentiate]
fn called(x: f64, y: f64) -> f64 {
    let f = |t: f64| t * t * y;
    f(x) + f(f(y))
}

#[differentiate]
fn counting(x: &[f64]) -> f64 {
    let mut total = 0.0;
    let mut count = 0;
    let mut add = |v: f64| {
        total += v * v;
        count += 1;
    };
    for v in x {
        add(*v);
    }
    add(2.0);
    total / count as f64
}

#[differentiate]
fn recording(x: &[f64]) -> Vec<f64> {
    let mut log = Vec::new();
    let sum = x.iter().fold(0.0, |sum, v| {
        log.push(sum * v);
        sum + v
    });
    log.push(sum);
    log
}

#[differentiate]
fn running(x: &[f64]) -> f64 {
    let mut last = 0.0;
    x.iter()
        .map(|v| {
            let step = v - last;
            last = *v;
            step * step
        })
        .sum::<f64>()
        * last
}

#[differentiate]
fn owning(x: f64) -> f64 {
    let mut k = x;
    let mut a = [x, 2.0];
    let scale = move |t: f64| t * k + a[0];
    k = x * x;
    a[0] = k;
    let mut c = 0.0;
    let mut count = move |t: f64| {
        c += t * k;
        c
    };
    let d = count(1.0) + count(x);
    scale(x) + d + a[0] + c
}

#[differentiate]
fn nested(x: f64, y: f64) -> f64 {
    let outer = |t: f64| {
        let inner = |u: f64| u * t + y;
        inner(x) * inner(y)
    };
    outer(x) + outer(y * y)
}

#[differentiate]
fn passed(x: f64) -> f64 {
    let square = |t: f64| t * t;
    let twice = |f: &dyn Fn(f64) -> f64, t: f64| f(f(t));
    twice(&square, x) + twice(&|t| t.sin() * x, x)
}

#[differentiate]
fn returning_early(x: &[f64]) -> f64 {
    let root = |t: f64| {
        if t < 0.0 {
            return -t;
        }
        t.sqrt()
    };
    x.iter().map(|v| root(*v)).sum()
}

#[differentiate]
fn cube(t: f64) -> f64 {
    t * t * t
}

#[differentiate]
fn functions_as_values(x: f64) -> f64 {
    let f = cube;
    let s = f64::sin;
    let apply = |t: f64| f(t) + s(t);
    apply(x) * f(s(x))
}

#[differentiate]
fn trapezoid_inside(a: f64, b: f64) -> f64 {
    let integrate = |f: &dyn Fn(f64) -> f64, n: usize| {
        let h = (b - a) / n as f64;
        let inner: f64 = (1..n).map(|i| f(a + h * i as f64)).sum();
        h * (0.5 * (f(a) + f(b)) + inner)
    };
    integrate(&|t| (t * a).sin(), 8) + integrate(&cube, 4)
}

const X: [f64; 4] = [0.7, -0.4, 1.3, 0.2];

checks! {
    mod of_closures;
    scalar called(0.4, 0.8);
    scalar counting(&X.to_vec());
    map recording(&X.to_vec());
    scalar running(&X.to_vec());
    scalar owning(0.7);
    scalar nested(0.4, -0.6);
    scalar passed(0.9);
    scalar returning_early(&X.to_vec());
    scalar functions_as_values(0.8);
    scalar trapezoid_inside(0.3, 1.4);
}

/// Functions in the fields of a struct that the body makes.
mod in_fields {
    use ad::differentiate;

    struct Rule {
        apply: fn(f64) -> f64,
        weight: f64,
    }

    struct With<F: Fn(f64) -> f64> {
        apply: F,
        weight: f64,
    }

    #[differentiate(order = 2)]
    fn of_both_kinds(x: f64) -> f64 {
        let square = Rule {
            apply: |t| t * t,
            weight: 2.0,
        };
        let sine = Rule {
            apply: f64::sin,
            weight: x,
        };
        (square.apply)(x) * square.weight + (sine.apply)(x) * sine.weight
    }

    #[differentiate(order = 2)]
    fn in_an_array(x: f64) -> f64 {
        let rules = [
            Rule {
                apply: |t| t * t,
                weight: 2.0,
            },
            Rule {
                apply: |t: f64| t.cos(),
                weight: x,
            },
        ];
        rules.iter().map(|rule| (rule.apply)(x) * rule.weight).sum()
    }

    #[differentiate(order = 2)]
    fn captured_by_value(x: f64) -> f64 {
        let mut k = x;
        let by = With {
            apply: move |t| t * k,
            weight: 2.0,
        };
        k += 5.0;
        let squared = With {
            apply: |t| t * t * k,
            weight: x,
        };
        (by.apply)(x) * by.weight * k + (squared.apply)(x) * squared.weight
    }

    #[differentiate(order = 2)]
    fn taken_out(x: f64) -> f64 {
        let first = Rule {
            apply: if x > 1.0 { f64::sin } else { |t| t * t },
            weight: x,
        };
        let second = Rule {
            weight: 3.0 * x,
            ..first
        };
        let Rule { apply, weight } = second;
        apply(x) * weight * first.weight
    }

    #[test]
    fn derivatives() {
        for x in [0.7, 1.3] {
            ad::check::<of_both_kinds>(x).assert();
            ad::check::<in_an_array>(x).assert();
            ad::check::<captured_by_value>(x).assert();
            ad::check::<taken_out>(x).assert();
        }
    }
}
