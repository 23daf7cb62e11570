//! What published crates have in common: variants in capitals, errors that cannot be copied, arrays of a const
//! parameter's length in literals, types that are not `Clone`.

use ad::{Differentiable, differentiate};
use std::error::Error;

#[derive(Clone, Copy, Differentiable)]
enum Rule {
    G7K15(f64, u32),
    GK { tolerance: f64, order: u32 },
    Plain(usize),
}

#[differentiate]
impl Rule {
    fn tolerance(&self) -> f64 {
        match self {
            Rule::G7K15(tolerance, _) => *tolerance,
            Rule::GK { tolerance, .. } => tolerance * tolerance,
            Self::Plain(n) => *n as f64,
        }
    }

    fn with(&self, by: f64) -> Self {
        match self {
            Rule::G7K15(t, n) => Rule::G7K15(t * by, *n),
            Rule::GK { order, .. } => Rule::GK {
                tolerance: by,
                order: *order,
            },
            other => *other,
        }
    }
}

#[differentiate]
fn tolerances(a: f64, b: f64) -> f64 {
    let rules = [
        Rule::G7K15(a, 3),
        Rule::GK {
            tolerance: a * b,
            order: 2,
        },
        Rule::Plain(2),
    ];
    let made: Vec<Rule> = [a, b].iter().map(|x| Rule::G7K15(*x, 1)).collect();
    rules
        .iter()
        .map(|rule| rule.with(b).tolerance())
        .sum::<f64>()
        * made[1].tolerance()
}

#[derive(Differentiable)]
struct Jet<const N: usize> {
    value: f64,
    deriv: [f64; N],
}

impl<const N: usize> Jet<N> {
    #[differentiate]
    fn constant(value: f64) -> Self {
        Self {
            value,
            deriv: [0.0; N],
        }
    }

    #[differentiate]
    fn spread(value: f64) -> Self {
        Jet {
            value: value * value,
            deriv: [value.sin(); N],
        }
    }

    #[differentiate]
    fn total(&self) -> f64 {
        self.value + self.deriv.iter().sum::<f64>()
    }
}

#[differentiate]
fn jets(x: f64) -> f64 {
    let a = Jet::<3>::constant(x);
    let b = Jet::<4>::spread(x);
    a.total() * b.total()
}

/// Not `Clone`, as most errors.
#[derive(Debug)]
struct Negative;

#[differentiate]
fn root(x: f64) -> Result<f64, Negative> {
    if x < 0.0 {
        return Err(Negative);
    }
    Ok(x.sqrt())
}

#[differentiate]
fn roots(x: f64, y: f64) -> Result<f64, Negative> {
    let a = root(x)?;
    let b = root(y).unwrap_or(2.0);
    match root(x * y) {
        Ok(c) => Ok(a * b * c),
        Err(e) => Err(e),
    }
}

#[differentiate]
fn all_roots(xs: &[f64], k: f64) -> Result<f64, String> {
    let mut sum = 0.0;
    for x in xs {
        sum += root(k * x).map_err(|_| "negative".to_string())?;
    }
    Ok(sum)
}

#[differentiate]
fn of_roots(x: f64, y: f64, xs: &[f64]) -> f64 {
    roots(x, y).unwrap_or(x) + all_roots(xs, x).unwrap_or(y)
}

#[derive(Clone, Differentiable)]
struct Spline {
    degree: usize,
    knots: Vec<f64>,
}

impl Spline {
    #[differentiate]
    fn open(degree: usize, knots: Vec<f64>) -> Result<Self, Box<dyn Error>> {
        if degree > 10 {
            return Err("too high a degree".into());
        }
        Ok(Spline { degree, knots })
    }

    #[differentiate]
    fn inner(&self) -> Result<Self, Box<dyn Error>> {
        let knots = self.knots[1..self.knots.len() - 1].to_vec();
        Spline::open(self.degree, knots)
    }

    #[differentiate]
    fn later(&self) -> Result<Self, Box<dyn Error>> {
        let knots = self.knots[1..].to_vec();
        let spline = Spline::open(self.degree, knots)?;
        Ok(spline)
    }

    #[differentiate]
    fn norm(&self) -> f64 {
        self.knots.iter().map(|k| k * k).sum()
    }
}

#[differentiate]
fn splines(knots: &[f64]) -> f64 {
    let spline = Spline {
        degree: 3,
        knots: knots.to_vec(),
    };
    let (Ok(inner), Ok(later)) = (spline.inner(), spline.later()) else {
        return 0.0;
    };
    inner.norm() * later.norm()
}

/// Not `Clone`.
#[derive(Differentiable)]
struct State {
    level: f64,
    rates: Vec<f64>,
}

impl State {
    #[differentiate]
    fn new(level: f64) -> Self {
        let rates = vec![level, level * level];
        State { level, rates }
    }

    #[differentiate]
    fn total(&self) -> f64 {
        self.level * self.rates.iter().sum::<f64>()
    }
}

#[differentiate]
fn states(x: f64) -> f64 {
    let state = State::new(x);
    state.total() * x
}

#[test]
fn gradients() {
    ad::check::<tolerances>((0.3, 0.7)).assert();
    ad::check::<jets>(0.7).assert();
    ad::check::<of_roots>((0.3, 0.7, &[0.4, 0.9])).assert();
    ad::check::<of_roots>((-0.3, 0.7, &[0.4, 0.9])).assert();
    ad::check::<splines>(&[0.3, 0.7, 0.1, 1.3]).assert();
    ad::check::<states>(0.7).assert();
}
