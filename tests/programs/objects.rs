//! Kernels, integrators with state, errors, builders, generic helpers.

use ad::{Differentiable, differentiate};

/// Trait objects and generics with own bounds
pub trait Kernel {
    fn eval(&self, a: f64, b: f64) -> f64;
}
#[derive(Clone, Debug, Differentiable)]
pub struct Rbf {
    pub l: f64,
}
#[derive(Clone, Debug, Differentiable)]
pub struct Poly {
    pub c: f64,
    #[no_diff]
    pub d: i32,
}

#[differentiate]
fn rbf(k: &Rbf, a: f64, b: f64) -> f64 {
    (-(a - b).powi(2) / (2.0 * k.l * k.l)).exp()
}
#[differentiate]
fn poly(k: &Poly, a: f64, b: f64) -> f64 {
    (a * b + k.c).powi(k.d)
}

#[derive(Clone, Debug, Differentiable)]
pub enum AnyKernel {
    Rbf(Rbf),
    Poly(Poly),
    Sum(Box<AnyKernel>, Box<AnyKernel>),
    Scaled { by: f64, inner: Box<AnyKernel> },
}

#[differentiate]
impl AnyKernel {
    fn eval(&self, a: f64, b: f64) -> f64 {
        match self {
            AnyKernel::Rbf(k) => rbf(k, a, b),
            AnyKernel::Poly(k) => poly(k, a, b),
            AnyKernel::Sum(l, r) => l.eval(a, b) + r.eval(a, b),
            AnyKernel::Scaled { by, inner } => by * inner.eval(a, b),
        }
    }
}

#[differentiate]
fn gp(k: &AnyKernel, xs: &[f64], ys: &[f64], noise: f64) -> f64 {
    let n = xs.len();
    let mut l = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let mut s = k.eval(xs[i], xs[j]);
            if i == j {
                s += noise;
            }
            for p in 0..j {
                s -= l[i][p] * l[j][p];
            }
            l[i][j] = if i == j { s.sqrt() } else { s / l[j][j] };
        }
    }
    let mut z = ys.to_vec();
    for i in 0..n {
        for j in 0..i {
            z[i] -= l[i][j] * z[j];
        }
        z[i] /= l[i][i];
    }
    0.5 * z.iter().map(|v| v * v).sum::<f64>()
        + l.iter().enumerate().map(|(i, r)| r[i].ln()).sum::<f64>()
}

/// An integrator object with state.
#[derive(Clone, Debug, Differentiable)]
pub struct Integrator<const N: usize> {
    state: [f64; N],
    #[no_diff]
    steps: usize,
    dt: f64,
}

#[differentiate]
impl<const N: usize> Integrator<N> {
    fn new(state: [f64; N], dt: f64) -> Self {
        Self {
            state,
            steps: 0,
            dt,
        }
    }
    fn step<F>(&mut self, f: F)
    where
        F: Fn(&[f64; N]) -> [f64; N],
    {
        let k1 = f(&self.state);
        let mut mid = self.state;
        for (m, k) in mid.iter_mut().zip(k1.iter()) {
            *m += 0.5 * self.dt * k;
        }
        let k2 = f(&mid);
        for i in 0..N {
            self.state[i] += self.dt * k2[i];
        }
        self.steps += 1;
    }
}
#[differentiate]
fn oscillate(k: f64, c: f64, x0: f64) -> f64 {
    let mut it = Integrator::new([x0, 0.0], 0.05);
    for _ in 0..10 {
        it.step(|s| [s[1], -k * s[0] - c * s[1]]);
    }
    it.state[0] + it.state[1].powi(2)
}

/// Errors through `?` with own error type
#[derive(Debug, Clone, PartialEq)]
pub enum MathError {
    Negative(String),
    Singular,
}

#[differentiate]
fn checked_sqrt(x: f64) -> Result<f64, MathError> {
    if x < 0.0 {
        return Err(MathError::Negative(format!("{x}")));
    }
    Ok(x.sqrt())
}
#[differentiate]
fn checked_div(a: f64, b: f64) -> Result<f64, MathError> {
    if b.abs() < 1e-12 {
        Err(MathError::Singular)
    } else {
        Ok(a / b)
    }
}
#[differentiate]
fn chained(a: f64, b: f64, c: f64) -> Result<(f64, f64), MathError> {
    let d = checked_sqrt(b * b - 4.0 * a * c)?;
    let r1 = checked_div(-b + d, 2.0 * a)?;
    let r2 = checked_div(-b - d, 2.0 * a).map_err(|_| MathError::Singular)?;
    Ok((r1, r2))
}
#[differentiate]
fn use_chained(a: f64, b: f64, c: f64) -> f64 {
    match chained(a, b, c) {
        Ok((p, q)) => p * p + q.sin(),
        Err(MathError::Negative(_)) => 0.0,
        Err(_) => f64::NAN,
    }
}

/// Strings of matrices in a Vec, builder pattern
#[derive(Clone, Debug, Default, Differentiable)]
pub struct Options {
    tol: f64,
    scale: Option<f64>,
    weights: Vec<f64>,
}
#[differentiate]
impl Options {
    pub fn with_scale(mut self, s: f64) -> Self {
        self.scale = Some(s);
        self
    }
    pub fn weight(mut self, w: f64) -> Self {
        self.weights.push(w);
        self
    }
    pub fn total(&self) -> f64 {
        self.scale.unwrap_or(1.0) * self.weights.iter().sum::<f64>() + self.tol
    }
}
#[differentiate]
fn built(a: f64, b: f64) -> f64 {
    let o = Options::default()
        .with_scale(a * b)
        .weight(a)
        .weight(b.exp());
    o.total()
}

/// generic over Float with helper functions
#[differentiate]
fn lerp<T: num_traits::Float>(a: T, b: T, t: T) -> T {
    a + (b - a) * t
}
#[differentiate]
fn smoothstep<T: num_traits::Float>(e0: T, e1: T, x: T) -> T {
    let t = ((x - e0) / (e1 - e0)).max(T::zero()).min(T::one());
    let three = T::from(3.0).unwrap();
    t * t * (three - (T::one() + T::one()) * t)
}
#[differentiate]
fn bilinear<T>(grid: &[Vec<T>], u: T, v: T) -> T
where
    T: num_traits::Float,
{
    let (i, j) = (
        u.floor().to_usize().unwrap_or(0),
        v.floor().to_usize().unwrap_or(0),
    );
    let (fu, fv) = (u - T::from(i).unwrap(), v - T::from(j).unwrap());
    lerp(
        lerp(grid[i][j], grid[i + 1][j], fu),
        lerp(grid[i][j + 1], grid[i + 1][j + 1], fu),
        smoothstep(T::zero(), T::one(), fv),
    )
}

#[differentiate]
fn sorted_quantile(xs: &[f64], q: f64) -> f64 {
    let mut v: Vec<f64> = xs.iter().copied().filter(|x| x.is_finite()).collect();
    v.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let pos = q * (v.len() - 1) as f64;
    let lo = pos.floor() as usize;
    let hi = pos.ceil() as usize;
    v[lo] + (v[hi] - v[lo]) * (pos - lo as f64)
}

#[differentiate]
fn rolling(xs: &[f64]) -> f64 {
    let n = xs.len();
    let mean = |s: &[f64]| s.iter().sum::<f64>() / s.len() as f64;
    let (first, second) = xs.split_at(n / 2);
    let (mx, my) = (mean(first), mean(second));
    let cov: f64 = first
        .iter()
        .zip(second)
        .map(|(x, y)| (x - mx) * (y - my))
        .sum();
    let vx: f64 = first.iter().map(|x| (x - mx) * (x - mx)).sum();
    let vy = second.iter().fold(0.0, |acc, y| acc + (y - my).powi(2));
    cov / (vx * vy).sqrt()
}

#[differentiate]
fn labelled(x: f64, n: usize) -> f64 {
    let mut total = 0.0;
    'outer: for i in 0..n {
        let mut term = x;
        let mut k = 1;
        loop {
            term *= x / k as f64;
            k += 1;
            if term.abs() < 1e-3 {
                continue 'outer;
            }
            if k > 6 {
                break;
            }
            if i == 3 && k == 4 {
                break 'outer;
            }
            total += term / (i + 1) as f64;
        }
        total += 0.5 * term;
    }
    total
}

#[test]
fn gradients() {
    let k = AnyKernel::Sum(
        Box::new(AnyKernel::Rbf(Rbf { l: 0.8 })),
        Box::new(AnyKernel::Scaled {
            by: 0.3,
            inner: Box::new(AnyKernel::Poly(Poly { c: 1.0, d: 2 })),
        }),
    );
    ad::check::<gp>((&k, &[0.1, 0.6, 1.4], &[0.3, 0.9, -0.2], 0.1)).assert();
    ad::check::<oscillate>((2.0, 0.3, 1.0)).assert();
    ad::check::<use_chained>((1.0, -3.0, 1.5)).assert();
    ad::check::<built>((0.5, 1.2)).assert();
    ad::check::<bilinear>((
        &[
            vec![0.1, 0.5, 0.9],
            vec![1.0, 0.2, 0.4],
            vec![0.3, 0.8, 0.6],
        ],
        1.3,
        0.6,
    ))
    .assert();
    ad::check::<sorted_quantile>((&[0.4, -0.2, 1.3, 0.8, 0.1], 0.63)).assert();
    ad::check::<rolling>(&[0.4, -0.2, 1.3, 0.8, 0.1, 0.5]).assert();
    ad::check::<labelled>((0.9, 6)).assert();
}
