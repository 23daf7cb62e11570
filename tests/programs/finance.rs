//! Finance: options, curves, characteristic functions, Monte Carlo.

use ad::{Differentiable, differentiate};
use num_complex::Complex64;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

#[differentiate]
fn erf_approx(x: f64) -> f64 {
    // Abramowitz and Stegun 7.1.26
    let sign = if x < 0.0 { -1.0 } else { 1.0 };
    let x = x.abs();
    let t = 1.0 / (1.0 + 0.3275911 * x);
    let poly = [
        1.061405429,
        -1.453152027,
        1.421413741,
        -0.284496736,
        0.254829592,
    ]
    .iter()
    .fold(0.0, |acc, c| acc * t + c)
        * t;
    sign * (1.0 - poly * (-x * x).exp())
}

#[differentiate]
fn norm_cdf(x: f64) -> f64 {
    0.5 * (1.0 + erf_approx(x * FRAC_1_SQRT_2))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionType {
    Call,
    Put,
}

#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Market {
    pub spot: f64,
    pub rate: f64,
    pub div: f64,
    pub vol: f64,
}

#[derive(Clone, Copy, Debug, Differentiable)]
pub struct Contract {
    pub strike: f64,
    pub expiry: f64,
    #[no_diff]
    pub kind: OptionType,
}

#[differentiate]
impl Contract {
    pub fn d1_d2(&self, m: &Market) -> (f64, f64) {
        let sqrt_t = self.expiry.sqrt();
        let d1 = ((m.spot / self.strike).ln()
            + (m.rate - m.div + 0.5 * m.vol.powi(2)) * self.expiry)
            / (m.vol * sqrt_t);
        (d1, d1 - m.vol * sqrt_t)
    }
    pub fn price(&self, m: &Market) -> f64 {
        let (d1, d2) = self.d1_d2(m);
        let df = (-m.rate * self.expiry).exp();
        let qf = (-m.div * self.expiry).exp();
        match self.kind {
            OptionType::Call => m.spot * qf * norm_cdf(d1) - self.strike * df * norm_cdf(d2),
            OptionType::Put => self.strike * df * norm_cdf(-d2) - m.spot * qf * norm_cdf(-d1),
        }
    }
    pub fn payoff(&self, s: f64) -> f64 {
        match self.kind {
            OptionType::Call => (s - self.strike).max(0.0),
            OptionType::Put => (self.strike - s).max(0.0),
        }
    }
}

#[differentiate]
fn portfolio(
    market: Market,
    #[no_diff] book: &[(i32, OptionType)],
    strikes: &[f64],
    expiry: f64,
) -> f64 {
    book.iter()
        .zip(strikes)
        .map(|(&(qty, kind), &strike)| {
            let c = Contract {
                strike,
                expiry,
                kind,
            };
            f64::from(qty) * c.price(&market)
        })
        .sum()
}

/// Cox-Ross-Rubinstein, American exercise.
#[differentiate]
fn binomial(s: f64, k: f64, r: f64, sigma: f64, t: f64, #[no_diff] steps: usize) -> f64 {
    let dt = t / steps as f64;
    let u = (sigma * dt.sqrt()).exp();
    let d = 1.0 / u;
    let p = ((r * dt).exp() - d) / (u - d);
    let disc = (-r * dt).exp();
    let mut values: Vec<f64> = (0..=steps)
        .map(|i| (k - s * u.powi(i as i32) * d.powi((steps - i) as i32)).max(0.0))
        .collect();
    for n in (0..steps).rev() {
        for i in 0..=n {
            let hold = disc * (p * values[i + 1] + (1.0 - p) * values[i]);
            let exercise = k - s * u.powi(i as i32) * d.powi((n - i) as i32);
            values[i] = hold.max(exercise);
        }
    }
    values[0]
}

/// Monte Carlo, arithmetic Asian, given normals.
#[differentiate]
fn asian(s0: f64, mu: f64, sigma: f64, k: f64, #[no_diff] z: &[Vec<f64>]) -> f64 {
    let n = z.len();
    let mut acc = 0f64;
    'paths: for path in z {
        let dt = 1.0 / path.len() as f64;
        let mut s = s0;
        let mut avg = 0.0;
        for &g in path.iter() {
            s *= ((mu - 0.5 * sigma * sigma) * dt + sigma * dt.sqrt() * g).exp();
            if s < 0.5 * s0 {
                // knocked out
                continue 'paths;
            }
            avg += s;
        }
        avg /= path.len() as f64;
        acc += (avg - k).max(0.0);
    }
    (-mu).exp() * acc / n as f64
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct Heston {
    kappa: f64,
    theta: f64,
    sigma: f64,
    rho: f64,
    v0: f64,
}

#[differentiate]
impl Heston {
    fn charfn(&self, u: Complex64, t: f64) -> Complex64 {
        let i = Complex64::i();
        let s2 = self.sigma * self.sigma;
        let a = u * i * (self.rho * self.sigma) - self.kappa;
        let d = (a * a + (u * u + i * u) * s2).sqrt();
        let g = (-a - d) / (-a + d);
        let e = (-d * t).exp();
        let c = ((-a - d) * t - ((1.0 - g * e) / (1.0 - g)).ln() * 2.0)
            * (self.kappa * self.theta / s2);
        let dd = (-a - d) / s2 * ((1.0 - e) / (1.0 - g * e));
        (c + dd * self.v0).exp()
    }
    fn call(&self, s: f64, k: f64, t: f64) -> f64 {
        let x = (s / k).ln();
        let n = 40;
        let du = 0.5;
        let mut sum = 0.0;
        for j in 0..n {
            let u = (j as f64 + 0.5) * du;
            let phi = self.charfn(Complex64::new(u, -0.5), t);
            let e = Complex64::new(0.0, u * x).exp();
            sum += (e * phi).re / (u * u + 0.25) * du;
        }
        s - (s * k).sqrt() / PI * sum
    }
}

#[differentiate]
fn heston(kappa: f64, theta: f64, sigma: f64, rho: f64, v0: f64, k: f64) -> f64 {
    let m = Heston {
        kappa,
        theta,
        sigma,
        rho,
        v0,
    };
    m.call(100.0, k, 1.0)
}

#[differentiate]
fn sabr(f: f64, k: f64, t: f64, alpha: f64, beta: f64, rho: f64, nu: f64) -> f64 {
    let one_beta = 1.0 - beta;
    let fk = f * k;
    let fkb = fk.powf(one_beta / 2.0);
    let a = one_beta.powi(2) / 24.0 * alpha.powi(2) / fk.powf(one_beta);
    let b = 0.25 * rho * beta * nu * alpha / fkb;
    let c = (2.0 - 3.0 * rho.powi(2)) / 24.0 * nu.powi(2);
    let log = (f / k).ln();
    let v = (one_beta * log).powi(2) / 24.0;
    let w = (one_beta * log).powi(4) / 1920.0;
    let z = nu / alpha * fkb * log;
    let x = (((1.0 - 2.0 * rho * z + z * z).sqrt() + z - rho) / (1.0 - rho)).ln();
    if z.abs() < 1e-8 {
        alpha * (1.0 + (a + b + c) * t) / fkb
    } else {
        nu * log * (1.0 + (a + b + c) * t) / (x * (1.0 + v + w))
    }
}

#[differentiate]
fn bond_yield(coupons: &[f64], times: &[f64], price: f64) -> f64 {
    let pv = |y: f64| -> f64 {
        coupons
            .iter()
            .zip(times)
            .map(|(c, t)| c * (-y * t).exp())
            .sum()
    };
    let dpv = |y: f64| -> f64 {
        coupons
            .iter()
            .zip(times)
            .map(|(c, t)| -t * c * (-y * t).exp())
            .sum()
    };
    let mut y = 0.05;
    for _ in 0..50 {
        let step = (pv(y) - price) / dpv(y);
        y -= step;
        if step.abs() < 1e-14 {
            break;
        }
    }
    y
}

#[derive(Clone, Debug, Differentiable)]
struct Curve {
    #[no_diff]
    tenors: Vec<f64>,
    zeros: Vec<f64>,
}

#[differentiate]
impl Curve {
    fn zero(&self, t: f64) -> f64 {
        match self.tenors.iter().position(|&x| x >= t) {
            Some(0) => self.zeros[0],
            None => *self.zeros.last().unwrap(),
            Some(i) => {
                let (t0, t1) = (self.tenors[i - 1], self.tenors[i]);
                let w = (t - t0) / (t1 - t0);
                self.zeros[i - 1] * (1.0 - w) + self.zeros[i] * w
            }
        }
    }
    fn df(&self, t: f64) -> f64 {
        (-self.zero(t) * t).exp()
    }
    fn par_swap(&self, #[no_diff] years: u32) -> f64 {
        let annuity: f64 = (1..=years).map(|y| self.df(f64::from(y))).sum();
        (1.0 - self.df(years.into())) / annuity
    }
}

#[differentiate]
fn swap(zeros: &[f64]) -> f64 {
    let c = Curve {
        tenors: vec![1.0, 2.5, 5.0, 10.0],
        zeros: zeros.to_owned(),
    };
    c.par_swap(7) * 100.0
}

#[differentiate]
fn garch(returns: &[f64], omega: f64, alpha: f64, beta: f64) -> Result<f64, String> {
    if alpha + beta >= 1.0 {
        return Err(format!("not stationary: {}", alpha + beta));
    }
    let mut var = omega / (1.0 - alpha - beta);
    let mut ll = 0.0;
    for r in returns {
        ll -= 0.5 * ((2.0 * PI).ln() + var.ln() + r * r / var);
        var = omega + alpha * r * r + beta * var;
    }
    Ok(ll)
}

#[differentiate]
fn fit(returns: &[f64], omega: f64, alpha: f64, beta: f64) -> f64 {
    garch(returns, omega, alpha, beta).unwrap_or(f64::INFINITY)
}

#[test]
fn gradients() {
    let m = Market {
        spot: 100.0,
        rate: 0.03,
        div: 0.01,
        vol: 0.25,
    };
    ad::check::<portfolio>((
        m,
        &[(10, OptionType::Call), (-5, OptionType::Put)],
        &[95.0, 105.0],
        0.75,
    ))
    .assert();
    ad::check::<binomial>((100.0, 105.0, 0.04, 0.3, 1.0, 12)).assert();
    let z: Vec<Vec<f64>> = (0..5)
        .map(|i| {
            (0..6)
                .map(|j| ((i * 13 + j * 5) as f64).sin() * 1.4)
                .collect()
        })
        .collect();
    ad::check::<asian>((100.0, 0.05, 0.2, 98.0, &z)).assert();
    ad::check::<heston>((1.5, 0.04, 0.5, -0.6, 0.05, 95.0)).assert();
    ad::check::<sabr>((0.03, 0.035, 2.0, 0.02, 0.5, -0.2, 0.4)).assert();
    ad::check::<bond_yield>((&[5.0, 5.0, 105.0], &[1.0, 2.0, 3.0], 101.0)).assert();
    ad::check::<swap>(&[0.01, 0.015, 0.02, 0.025]).assert();
    ad::check::<fit>((&[0.01, -0.02, 0.015, 0.03], 1e-4, 0.1, 0.8)).assert();
}
