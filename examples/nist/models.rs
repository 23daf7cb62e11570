//! The models, as the files of NIST print them: a function of the parameters `b` and of what was
//! measured, and nothing about derivatives but the attribute. Problems that share a formula share
//! its function, which bears the name of the first.

use std::f64::consts::PI;

use ad::differentiate;

/// Misra1a and BoxBOD: `b1 * (1 - exp(-b2 x))`
#[differentiate(wrt(b))]
pub fn misra1a(b: &[f64], x: f64) -> f64 {
    b[0] * (1.0 - (-b[1] * x).exp())
}

/// Misra1b: `b1 * (1 - (1 + b2 x / 2)^-2)`
#[differentiate(wrt(b))]
pub fn misra1b(b: &[f64], x: f64) -> f64 {
    b[0] * (1.0 - (1.0 + b[1] * x / 2.0).powi(-2))
}

/// Misra1c: `b1 * (1 - (1 + 2 b2 x)^-0.5)`
#[differentiate(wrt(b))]
pub fn misra1c(b: &[f64], x: f64) -> f64 {
    b[0] * (1.0 - (1.0 + 2.0 * b[1] * x).powf(-0.5))
}

/// Misra1d: `b1 b2 x / (1 + b2 x)`
#[differentiate(wrt(b))]
pub fn misra1d(b: &[f64], x: f64) -> f64 {
    b[0] * b[1] * x * (1.0 + b[1] * x).powi(-1)
}

/// Chwirut1 and Chwirut2: `exp(-b1 x) / (b2 + b3 x)`
#[differentiate(wrt(b))]
pub fn chwirut(b: &[f64], x: f64) -> f64 {
    (-b[0] * x).exp() / (b[1] + b[2] * x)
}

/// Lanczos1 to Lanczos3: three exponential decays
#[differentiate(wrt(b))]
pub fn lanczos(b: &[f64], x: f64) -> f64 {
    b[0] * (-b[1] * x).exp() + b[2] * (-b[3] * x).exp() + b[4] * (-b[5] * x).exp()
}

/// Gauss1 to Gauss3: two peaks on an exponential decay
#[differentiate(wrt(b))]
pub fn gauss(b: &[f64], x: f64) -> f64 {
    let decay = b[0] * (-b[1] * x).exp();
    let first = b[2] * (-(x - b[3]).powi(2) / b[4].powi(2)).exp();
    let second = b[5] * (-(x - b[6]).powi(2) / b[7].powi(2)).exp();
    decay + first + second
}

/// DanWood: `b1 x^b2`
#[differentiate(wrt(b))]
pub fn danwood(b: &[f64], x: f64) -> f64 {
    b[0] * x.powf(b[1])
}

/// Kirby2: a quadratic over a quadratic
#[differentiate(wrt(b))]
pub fn kirby2(b: &[f64], x: f64) -> f64 {
    (b[0] + b[1] * x + b[2] * x.powi(2)) / (1.0 + b[3] * x + b[4] * x.powi(2))
}

/// Hahn1 and Thurber: a cubic over a cubic
#[differentiate(wrt(b))]
pub fn hahn1(b: &[f64], x: f64) -> f64 {
    let numerator = b[0] + b[1] * x + b[2] * x.powi(2) + b[3] * x.powi(3);
    let denominator = 1.0 + b[4] * x + b[5] * x.powi(2) + b[6] * x.powi(3);
    numerator / denominator
}

/// Nelson: `log y = b1 - b2 x1 exp(-b3 x2)`, time and temperature
#[differentiate(wrt(b))]
pub fn nelson(b: &[f64], time: f64, temperature: f64) -> f64 {
    b[0] - b[1] * time * (-b[2] * temperature).exp()
}

/// MGH17: two decays and a constant
#[differentiate(wrt(b))]
pub fn mgh17(b: &[f64], x: f64) -> f64 {
    b[0] + b[1] * (-x * b[3]).exp() + b[2] * (-x * b[4]).exp()
}

/// Roszman1: `b1 - b2 x - atan(b3 / (x - b4)) / pi`
#[differentiate(wrt(b))]
pub fn roszman1(b: &[f64], x: f64) -> f64 {
    b[0] - b[1] * x - (b[2] / (x - b[3])).atan() / PI
}

/// ENSO: a yearly cycle and two whose periods `b4` and `b7` are sought too
#[differentiate(wrt(b))]
pub fn enso(b: &[f64], x: f64) -> f64 {
    let year = 2.0 * PI * x / 12.0;
    let el_nino = 2.0 * PI * x / b[3];
    let southern = 2.0 * PI * x / b[6];
    b[0] + b[1] * year.cos()
        + b[2] * year.sin()
        + b[4] * el_nino.cos()
        + b[5] * el_nino.sin()
        + b[7] * southern.cos()
        + b[8] * southern.sin()
}

/// MGH09: `b1 (x^2 + b2 x) / (x^2 + b3 x + b4)`
#[differentiate(wrt(b))]
pub fn mgh09(b: &[f64], x: f64) -> f64 {
    b[0] * (x.powi(2) + x * b[1]) / (x.powi(2) + x * b[2] + b[3])
}

/// MGH10: `b1 exp(b2 / (x + b3))`
#[differentiate(wrt(b))]
pub fn mgh10(b: &[f64], x: f64) -> f64 {
    b[0] * (b[1] / (x + b[2])).exp()
}

/// Rat42: the logistic curve
#[differentiate(wrt(b))]
pub fn rat42(b: &[f64], x: f64) -> f64 {
    b[0] / (1.0 + (b[1] - b[2] * x).exp())
}

/// Rat43: Richards' generalised logistic curve
#[differentiate(wrt(b))]
pub fn rat43(b: &[f64], x: f64) -> f64 {
    b[0] / (1.0 + (b[1] - b[2] * x).exp()).powf(1.0 / b[3])
}

/// Eckerle4: one peak, `b1 / b2 * exp(-((x - b3) / b2)^2 / 2)`
#[differentiate(wrt(b))]
pub fn eckerle4(b: &[f64], x: f64) -> f64 {
    (b[0] / b[1]) * (-0.5 * ((x - b[2]) / b[1]).powi(2)).exp()
}

/// Bennett5: `b1 (b2 + x)^(-1 / b3)`
#[differentiate(wrt(b))]
pub fn bennett5(b: &[f64], x: f64) -> f64 {
    b[0] * (b[1] + x).powf(-1.0 / b[2])
}
