//! Types that the attribute does not see: aliases of another module, structs that functions return.

#![allow(
    warnings,
    clippy::all,
    reason = "functions as people write them, not as lints would"
)]

use ad::{Differentiable, differentiate};

mod elsewhere {
    use super::*;

    pub type Row = [f64; 2];
    pub type Matrix = [[f64; 2]; 2];

    /// A struct without default.
    #[derive(Clone, Copy, Debug, Differentiable)]
    pub struct Pose {
        pub x: f64,
        pub y: f64,
    }

    /// One that is not `Copy` either.
    #[derive(Clone, Debug, Differentiable)]
    pub struct Walk {
        pub steps: Vec<f64>,
    }
}
use elsewhere::{Matrix, Pose, Row, Walk};

#[differentiate(order = 2)]
fn turn(angle: f64) -> Matrix {
    let (sin, cos) = angle.sin_cos();
    [[cos, -sin], [sin, cos]]
}

#[differentiate(order = 2)]
fn diagonal(a: f64, b: f64) -> Matrix {
    [[a, 0.0], [0.0, b * b]]
}

#[differentiate(order = 2)]
fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let mut c = [[0.0; 2]; 2];
    for i in 0..2 {
        for j in 0..2 {
            c[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j];
        }
    }
    c
}

#[differentiate(order = 2)]
fn applied(a: &Matrix, x: &Row) -> Row {
    [
        a[0][0] * x[0] + a[0][1] * x[1],
        a[1][0] * x[0] + a[1][1] * x[1],
    ]
}

/// Matrices along a tree, as a skeleton has them.
#[differentiate]
fn chain(angles: &[f64], parents: &[Option<usize>]) -> Vec<Matrix> {
    let mut absolute: Vec<Matrix> = Vec::with_capacity(angles.len());
    for i in 0..angles.len() {
        let mut relative = turn(angles[i]);
        if i % 3 != 1 {
            let bent = if i == 0 {
                diagonal(angles[0], 1.5)
            } else {
                turn(0.5 * angles[i])
            };
            relative = product(&relative, &bent);
        }
        let posed = match parents[i] {
            Some(parent) => product(&absolute[parent], &relative),
            None => relative,
        };
        absolute.push(posed);
    }
    absolute
}

#[differentiate]
fn reach(angles: &[f64], parents: &[Option<usize>], x: &Row) -> f64 {
    let matrices = chain(angles, parents);
    let mut sum = 0.0;
    for matrix in &matrices {
        let there = applied(matrix, x);
        sum += there[0] * there[1];
    }
    sum
}

#[differentiate(order = 2)]
fn first(x: f64) -> Pose {
    Pose {
        x: x.sin(),
        y: x * x,
    }
}

#[differentiate(order = 2)]
fn second(x: f64, y: f64) -> Pose {
    Pose { x: x * y, y }
}

#[differentiate(order = 2)]
fn by_branch(x: f64, n: usize) -> f64 {
    let p = if n == 0 { first(x) } else { second(x, 2.0) };
    p.x * p.y
}

#[differentiate(order = 2)]
fn by_match(x: f64, y: f64, n: usize) -> Pose {
    match n {
        0 => first(x * y),
        1 => second(x, y),
        _ => Pose { x: y, y: x },
    }
}

#[differentiate]
fn in_a_loop(x: f64, n: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..n {
        if i % 2 == 0 {
            let p = if i == 0 { first(x) } else { second(x, sum) };
            sum += p.x * p.y;
        }
    }
    sum
}

#[differentiate]
fn walked(x: f64, n: usize) -> Walk {
    let mut steps = vec![x];
    for i in 0..n {
        steps.push(x * steps[i]);
    }
    Walk { steps }
}

#[differentiate]
fn of_paths(x: f64, y: f64, n: usize) -> f64 {
    let path = if n > 2 { walked(x, n) } else { walked(y, 1) };
    let mut sum = 0.0;
    for step in &path.steps {
        sum += step * y;
    }
    sum
}

#[test]
fn gradients() {
    let parents = [None, Some(0), Some(1), Some(0), Some(3)];
    let angles = [0.3, -0.4, 0.9, 0.2, 0.5];
    ad::check::<chain>((&angles, &parents)).assert();
    ad::check::<reach>((&angles, &parents, &[0.7, -0.2])).assert();
    for n in 0..3 {
        ad::check::<by_branch>((0.3, n)).assert();
        ad::check::<by_match>((0.3, 0.8, n)).assert();
    }
    ad::check::<in_a_loop>((0.3, 5)).assert();
    ad::check::<of_paths>((0.3, 0.9, 4)).assert();
    ad::check::<of_paths>((0.3, 0.9, 1)).assert();
}

/// A type that is only called like one of the standard library's varies like any other of the user's.
mod intervals {
    use super::*;

    #[derive(Clone, Copy, Debug, Differentiable)]
    pub struct Range {
        pub low: f64,
        pub high: f64,
    }

    #[differentiate]
    impl Range {
        pub fn width(&self) -> f64 {
            self.high - self.low
        }
    }

    #[differentiate]
    pub fn scaled(range: Range, k: f64) -> f64 {
        range.width() * range.high * k
    }

    #[differentiate]
    pub fn through(k: f64) -> f64 {
        let range: Range = Range {
            low: k,
            high: k * k,
        };
        scaled(range, 1.0)
    }
}

#[test]
fn a_type_called_like_a_standard_one_varies() {
    let range = intervals::Range {
        low: 1.0,
        high: 3.0,
    };
    let (y, (of_range, of_k)) = intervals::scaled::value_and_grad(range, 2.0);
    assert_eq!(y, 12.0);
    assert_eq!((of_range.low, of_range.high, of_k), (-6.0, 10.0, 6.0));
    // (k² - k) k²
    assert_eq!(intervals::through::grad(2.0), 4.0 * 8.0 - 3.0 * 4.0);
}

/// Aliases of `Result` and `Option` that hide the error, or a part.
mod outcomes {
    use ad::{Differentiable, differentiate};

    mod errors {
        #[derive(Clone, Debug, PartialEq)]
        pub enum OrbitError {
            NotHyperbolic { ecc: f64 },
            Other(String),
        }

        pub type Outcome<T> = Result<T, OrbitError>;
        pub type Maybe<T> = Option<(T, f64)>;
    }
    use errors::{Maybe, OrbitError, Outcome};

    #[derive(Clone, Debug, PartialEq, Differentiable)]
    struct Orbit {
        a: f64,
        e: f64,
    }

    #[differentiate]
    impl Orbit {
        fn ecc(&self) -> Outcome<f64> {
            if self.e < 0.0 {
                return Err(OrbitError::Other("no orbit".to_string()));
            }
            Ok(self.e)
        }

        fn turn(&self, r: f64) -> Outcome<f64> {
            let ecc = self.ecc()?;
            if ecc <= 1.0 {
                Err(OrbitError::NotHyperbolic { ecc })
            } else {
                Ok(r * ecc / self.a)
            }
        }

        fn scaled(&self, k: f64) -> Outcome<Self> {
            Ok(Orbit {
                a: self.a * k,
                e: self.ecc()?,
            })
        }

        fn both(&self) -> Maybe<f64> {
            (self.a > 0.0).then(|| (self.a, self.a * self.e))
        }
    }

    #[differentiate]
    fn pair(x: f64) -> Outcome<[f64; 2]> {
        match x > 0.0 {
            true => Ok([x * x, x.sin()]),
            false => Err(OrbitError::Other("negative".to_string())),
        }
    }

    #[differentiate]
    fn of_methods(a: f64, e: f64) -> f64 {
        let orbit = Orbit { a, e };
        let scaled = orbit.scaled(2.0).unwrap();
        let (p, q) = scaled.both().unwrap();
        orbit.turn(3.0).unwrap_or(0.0) + scaled.turn(a).unwrap_or(a * a) + p * q
    }

    #[differentiate]
    fn of_match(x: f64) -> f64 {
        match pair(x) {
            Ok([a, b]) => a * b,
            Err(_) => x * x,
        }
    }

    #[test]
    fn derivatives() {
        for e in [2.4, 0.4] {
            ad::check::<of_methods>((1.3, e)).assert();
        }
        for x in [1.3, -1.3] {
            ad::check::<of_match>(x).assert();
        }
        assert_eq!(pair::jvp(2.0, 1.0).0, pair(2.0));
    }
}

/// A type parameter that is called like an alias elsewhere in the file.
mod called_like_an_alias {
    use ad::differentiate;
    use num_traits::Float;

    fn literal<F: Float>(x: f64) -> F {
        F::from(x).unwrap()
    }

    #[differentiate]
    fn eased<F: Float>(t: F, d: F) -> F {
        let s: F = literal(1.70158);
        let t = t / d;
        t * t * ((s + literal(1.0)) * t - s)
    }

    #[test]
    fn derivatives() {
        type F = f64;
        let d: F = 1.3;
        ad::check::<eased<F>>((0.4, d)).assert();
    }
}

/// A method of a type that is not seen, which has the name of a number's and takes other arguments.
mod called_like_a_number {
    use ad::{Differentiable, differentiate};

    #[derive(Clone, Differentiable)]
    struct Slope(f64, f64);

    #[differentiate]
    impl Slope {
        fn at(&self, t: f64) -> Slope {
            Slope(self.0 * t, self.1 + t)
        }

        fn hypot(&self) -> f64 {
            self.0.hypot(self.1)
        }
    }

    macro_rules! slope {
        ($slope:expr) => {
            $slope.clone()
        };
    }

    #[differentiate]
    fn length(slope: &Slope, weights: &[(f64, f64)]) -> f64 {
        let d = slope!(slope);
        weights
            .iter()
            .map(|(w, t)| w * d.at(0.5 * t).hypot())
            .sum::<f64>()
    }

    #[test]
    fn derivatives() {
        let slope = Slope(1.3, 0.4);
        let weights = [(0.3, 0.2), (0.7, 1.1)];
        let by_weights = length::grad(&slope, &weights).1;
        let h = 1e-6;
        let at = |t: f64| length(&slope, &[(0.3, t), weights[1]]);
        let slope = (at(0.2 + h) - at(0.2 - h)) / (2.0 * h);
        assert!((by_weights[0].1 - slope).abs() < 1e-8);
    }
}
