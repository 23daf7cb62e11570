//! Types of the user's without tangents of which no part can vary: enums that name things, options of a method.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Linear,
    Relu,
    Swish { beta: u32 },
}

/// Made of such types.
#[derive(Clone, Debug)]
pub struct Options {
    kind: Kind,
    name: String,
    steps: usize,
    more: Option<Vec<Kind>>,
}

#[differentiate]
impl Kind {
    fn apply(self, x: f64) -> f64 {
        match self {
            Kind::Linear => x,
            Kind::Relu => x.max(0.0),
            Kind::Swish { beta } => x / (1.0 + (-f64::from(beta) * x).exp()),
        }
    }

    fn next(&self) -> Kind {
        match self {
            Kind::Linear => Kind::Relu,
            Kind::Relu => Kind::Swish { beta: 2 },
            Kind::Swish { .. } => Kind::Linear,
        }
    }

    fn advance(&mut self, x: f64) -> f64 {
        let y = self.apply(x);
        *self = self.next();
        y * x
    }
}

#[derive(Clone, Debug, Differentiable)]
pub struct Layer {
    weight: f64,
    kind: Kind,
}

#[differentiate]
impl Layer {
    fn run(&self, x: f64) -> f64 {
        self.kind.apply(self.weight * x) + 0.1 * self.kind.next().apply(x)
    }
}

/// Alone, in slices, beside what varies, in a struct.
#[differentiate]
fn everywhere(kind: Kind, kinds: &[Kind], table: &[(f64, Kind)], x: f64) -> f64 {
    let mut s = kind.apply(x);
    for k in kinds {
        s += k.apply(s);
    }
    for (w, k) in table {
        s += w * k.apply(x);
    }
    let layer = Layer { weight: x, kind };
    s + layer.run(0.5)
}

/// Chosen by what varies, kept for the reverse sweep, changed in loops and by methods.
#[differentiate]
fn stateful(x: f64, y: f64, options: &Options) -> f64 {
    let mut kind = if x > y { Kind::Relu } else { options.kind };
    let mut s = x * y;
    for step in 0..options.steps {
        s = kind.apply(s) + x;
        kind = kind.next();
        s += kind.advance(y) * 0.25;
    }
    if let Some(more) = &options.more {
        s += more[0].apply(s * y);
    }
    match options.name.as_str() {
        "square" => s * s,
        _ => s,
    }
}

fn assert_differences(name: &str, f: impl Fn(f64) -> f64, at: f64, derivative: f64) {
    let h = 1e-6;
    let difference = (f(at + h) - f(at - h)) / (2.0 * h);
    assert!(
        (difference - derivative).abs() < 1e-6 * (1.0 + derivative.abs()),
        "{name}: {difference} {derivative}"
    );
}

#[test]
fn what_cannot_vary_needs_no_mark() {
    let swish = Kind::Swish { beta: 1 };
    let f = |w: f64, x: f64| everywhere(Kind::Relu, &[Kind::Linear], &[(w, swish)], x);
    let (value, (by_table, by_x)) =
        everywhere::value_and_grad(Kind::Relu, &[Kind::Linear], &[(0.5, swish)], 1.3);
    assert_eq!(value, f(0.5, 1.3));
    assert_differences("table", |w| f(w, 1.3), 0.5, by_table[0].0);
    assert_differences("x", |x| f(0.5, x), 1.3, by_x);
}

#[test]
fn states_that_do_not_vary() {
    let options = Options {
        kind: Kind::Swish { beta: 3 },
        name: "square".to_string(),
        steps: 4,
        more: Some(vec![Kind::Relu]),
    };
    for (x, y) in [(0.7, 1.1), (1.1, 0.7)] {
        let (_, (by_x, by_y)) = stateful::value_and_grad(x, y, &options);
        assert_differences("x", |x| stateful(x, y, &options), x, by_x);
        assert_differences("y", |y| stateful(x, y, &options), y, by_y);
        let (_, by_both) = stateful::jvp(x, y, &options, 1.0, 1.0);
        assert!((by_both - by_x - by_y).abs() < 1e-9);
    }
}

impl Kind {
    fn gain(self) -> f64 {
        match self {
            Kind::Linear => 1.0,
            Kind::Relu => 0.5,
            Kind::Swish { beta } => f64::from(beta),
        }
    }
}

/// A method that is not annotated, of what stands beside something that varies.
#[differentiate]
fn tagged(xs: &[(f64, Kind)]) -> f64 {
    xs.iter().map(|(x, kind)| x * x * kind.gain()).sum()
}

/// What is found by what cannot vary.
#[differentiate]
fn looked_up(table: &[(Kind, f64)], kind: Kind, x: f64) -> f64 {
    let found = table.iter().find(|(of, _)| *of == kind);
    found.map_or(0.0, |(_, weight)| weight * x)
}

#[test]
fn beside_what_varies() {
    let (_, bar) = tagged::value_and_grad(&[(2.0, Kind::Relu), (3.0, Kind::Swish { beta: 4 })]);
    assert_eq!(bar, [(2.0, ()), (24.0, ())]);
    let table = [(Kind::Relu, 1.0), (Kind::Linear, 3.0)];
    let (value, (by_table, by_x)) = looked_up::value_and_grad(&table, Kind::Linear, 2.0);
    assert_eq!((value, by_x), (6.0, 3.0));
    assert_eq!(by_table, [((), 0.0), ((), 2.0)]);
}

/// Numbers beside names that are borrowed.
#[differentiate]
fn weighted(params: &[(&str, f64)], x: f64) -> f64 {
    let get = |name: &str| params.iter().find(|(key, _)| *key == name).map(|(_, v)| *v);
    let a = get("a").unwrap_or(1.0);
    let b = get("b").unwrap_or_else(|| a * 2.0);
    a * x + b * x * x
}

#[differentiate]
fn of_names(a: f64, x: f64) -> f64 {
    weighted(&[("a", a), ("c", x)], x)
}

#[test]
fn numbers_with_borrowed_names() {
    // a x + 2 a x^2
    assert_eq!(weighted::grad(&[("a", 2.0)], 3.0), (vec![((), 21.0)], 26.0));
    ad::check::<of_names>((2.0, 3.0)).assert();
}

/// What no part can vary of may give references, too.
#[differentiate]
fn between(range: &std::ops::RangeInclusive<i32>, x: f64) -> f64 {
    let last = *range.end() as f64;
    x * last + x.powi(*range.start())
}

#[test]
fn numbers_behind_references() {
    assert_eq!(between::grad(&(2..=5), 3.0), 5.0 + 6.0);
}

/// Maps are looked up in, by references.
mod maps {
    use ad::differentiate;
    use std::collections::{BTreeMap, HashMap};

    #[differentiate(wrt(x))]
    fn by_number(table: &BTreeMap<u32, f64>, x: f64) -> f64 {
        table[&1] * x * x
    }

    #[differentiate]
    fn by_text(#[no_diff] table: &HashMap<String, f64>, x: f64, k: u32) -> f64 {
        let key = format!("k{k}");
        table["a"] * x * table[&key]
    }

    #[differentiate]
    fn of_positions(at: &HashMap<&str, usize>, x: &[f64]) -> f64 {
        x[at["a"]] * x[at[&"b"]]
    }

    #[test]
    fn derivatives() {
        ad::check::<by_number>((&BTreeMap::from([(1, 0.5)]), 0.7)).assert();
        let table = HashMap::from([("a".to_string(), 0.5), ("k3".to_string(), 0.7)]);
        ad::check::<by_text>((&table, 0.7, 3)).assert();
        ad::check::<of_positions>((&HashMap::from([("a", 0), ("b", 1)]), &[0.7, 0.3])).assert();
    }
}

mod text {
    use ad::differentiate;

    #[differentiate]
    fn parsed(x: f64, mode: &str) -> f64 {
        let n = mode.trim().parse::<i32>().unwrap_or(1);
        let scale: f64 = "0.5".parse().unwrap();
        let offset = mode.parse::<f64>().unwrap_or_default();
        x.powi(n) * scale + offset * x
    }

    #[differentiate]
    fn by_name(x: f64, name: &str) -> f64 {
        let plain = name.trim_matches('"');
        match plain.to_lowercase().as_str() {
            "sin" => x.sin(),
            "cos" | "cosine" => x.cos(),
            other if other.starts_with('p') => x.powi(plain.len() as i32),
            _ => x,
        }
    }

    #[differentiate]
    fn asked(x: f64, name: &String) -> f64 {
        if name.starts_with("a") || name.trim().to_uppercase() == "B" {
            x * x
        } else if name.contains('c') && !name.is_empty() {
            x.sin()
        } else {
            x * name.len() as f64
        }
    }

    #[differentiate]
    fn programmed(x: f64, program: &str) -> f64 {
        let mut y = x;
        for (i, word) in program.split_whitespace().enumerate() {
            if word == "square" {
                y *= y;
            } else {
                y += x * (i as f64 + word.len() as f64);
            }
        }
        for c in program.chars() {
            match c {
                'q' => y *= x,
                'z' => y = y.sin(),
                _ => {}
            }
        }
        y
    }

    #[test]
    fn gradients() {
        for mode in ["3", " 2 ", "none", "1.5"] {
            ad::check::<parsed>((0.7, mode)).assert();
        }
        for name in ["Sin", "\"cosine\"", "pow", "other"] {
            ad::check::<by_name>((0.7, name)).assert();
        }
        for name in ["abc", " b", "dc", "dd"] {
            ad::check::<asked>((0.7, &name.to_string())).assert();
        }
        for program in ["square add square", "", "z q"] {
            ad::check::<programmed>((0.7, program)).assert();
        }
        assert!((parsed::grad(0.7, "3") - (1.5 * 0.49 + 3.0)).abs() < 1e-12);
    }
}

/// Fields of types of the standard library that cannot vary, and their own methods.
mod of_the_standard_library {
    use ad::{Differentiable, differentiate};
    use std::num::NonZeroU32;
    use std::time::Duration;

    #[derive(Clone, Debug, Differentiable)]
    pub struct Rule {
        degree: NonZeroU32,
        step: Duration,
        name: String,
        scale: f64,
    }

    #[differentiate]
    impl Rule {
        fn width(&self, a: f64, b: f64) -> f64 {
            self.scale * (b - a) / f64::from(self.degree.get())
        }

        fn advanced(&mut self, x: f64) -> f64 {
            let dt = self.step.as_secs_f64();
            let sign = if self.name.starts_with("back") {
                -1.0
            } else {
                1.0
            };
            self.scale += sign * dt * x;
            self.scale * self.name.len() as f64
        }
    }

    #[differentiate]
    fn width(rule: &Rule, a: f64, b: f64) -> f64 {
        let degree = rule.degree;
        rule.width(a, b).powi(2) / degree.get() as f64
    }

    #[differentiate]
    fn advanced(rule: &Rule, x: f64) -> f64 {
        let mut rule = rule.clone();
        let first = rule.advanced(x);
        first * rule.advanced(x * x) * rule.step.as_secs_f64()
    }

    #[test]
    fn gradients() {
        let rule = Rule {
            degree: NonZeroU32::new(4).unwrap(),
            step: Duration::from_millis(250),
            name: "backward".to_string(),
            scale: 1.5,
        };
        ad::check::<width>((&rule, 0.25, 2.0)).assert();
        ad::check::<advanced>((&rule, 0.75)).assert();
    }
}

/// A range has no derivative, and is passed on by both sweeps.
mod ranges_that_are_passed_on {
    use ad::{Differentiable, differentiate};
    use std::ops::{Range, RangeInclusive};

    #[derive(Clone, Copy, Differentiable)]
    struct Parabola {
        width: f64,
    }

    #[differentiate]
    impl Parabola {
        fn over(&self, range: Range<f64>) -> f64 {
            self.width * (range.end - range.start).powi(2)
        }

        fn below(&self, range: RangeInclusive<f64>, scale: f64) -> f64 {
            self.width * self.width * (range.end() - range.start()) * scale
        }

        fn both(&self, range: Range<f64>, inside: RangeInclusive<f64>, scale: f64) -> f64 {
            let over = self.over(range);
            over * over * self.below(inside, over * scale)
        }
    }

    #[differentiate]
    fn of_ranges(width: f64, scale: f64) -> f64 {
        Parabola { width }.both(0.5..2.0, 0.0..=1.5, scale)
    }

    #[test]
    fn derivatives() {
        ad::check::<of_ranges>((0.7, 1.3)).assert();
    }
}
