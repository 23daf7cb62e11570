//! Special functions, closed under differentiation.

use crate::Real;
use core::f64::consts::FRAC_2_SQRT_PI;

/// A special function of one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Special {
    /// The error function.
    Erf,
    /// `1 - erf(x)`
    Erfc,
    /// The gamma function.
    Gamma,
    /// The logarithm of its absolute value.
    LnGamma,
    /// The derivative of this order of the digamma function, the digamma function for 0.
    Polygamma(u32),
    /// Bessel functions of the first kind.
    J0,
    /// Of order one.
    J1,
    /// Bessel functions of the second kind.
    Y0,
    /// Of order one.
    Y1,
}

impl Special {
    /// The value.
    #[must_use]
    pub fn value(self, x: f64) -> f64 {
        match self {
            Special::Erf => libm::erf(x),
            Special::Erfc => libm::erfc(x),
            Special::Gamma => libm::tgamma(x),
            Special::LnGamma => libm::lgamma(x),
            Special::Polygamma(n) => polygamma(n, x),
            Special::J0 => libm::j0(x),
            Special::J1 => libm::j1(x),
            Special::Y0 => libm::y0(x),
            Special::Y1 => libm::y1(x),
        }
    }

    /// The derivative, by the value `y`.
    pub fn derivative<T: Real>(self, x: T, y: T) -> T {
        let constant = |c: f64| T::from(c).unwrap_or_else(T::nan);
        match self {
            Special::Erf => constant(FRAC_2_SQRT_PI) * (-x * x).exp(),
            Special::Erfc => -constant(FRAC_2_SQRT_PI) * (-x * x).exp(),
            Special::Gamma => y * x.special(Special::Polygamma(0)),
            Special::LnGamma => x.special(Special::Polygamma(0)),
            Special::Polygamma(n) => x.special(Special::Polygamma(n + 1)),
            Special::J0 => -x.special(Special::J1),
            // J1(x) is x / 2 near 0.
            Special::J1 if x == T::zero() => x.special(Special::J0) * constant(0.5),
            Special::J1 => x.special(Special::J0) - y / x,
            Special::Y0 => -x.special(Special::Y1),
            Special::Y1 => x.special(Special::Y0) - y / x,
        }
    }
}

/// By recurrence to where the asymptotic series is exact to rounding (Abramowitz & Stegun 6.4.6 and 6.4.11).
fn polygamma(n: u32, x: f64) -> f64 {
    /// The Bernoulli numbers of even order.
    const BERNOULLI: [f64; 8] = [
        1.0 / 6.0,
        -1.0 / 30.0,
        1.0 / 42.0,
        -1.0 / 30.0,
        5.0 / 66.0,
        -691.0 / 2730.0,
        7.0 / 6.0,
        -3617.0 / 510.0,
    ];
    if x.is_nan() || x < -1e6 || (x <= 0.0 && libm::floor(x) == x) {
        return f64::NAN;
    }
    let sign = if n.is_multiple_of(2) { -1.0 } else { 1.0 };
    let factorial = (1..=n).map(f64::from).product::<f64>();
    let power = |x: f64, k: u32| libm::pow(x, f64::from(k));
    let (mut x, mut sum) = (x, 0.0);
    while x < 15.0 + f64::from(n) {
        sum += sign * factorial / power(x, n + 1);
        x += 1.0;
    }
    let mut series = if n == 0 {
        -libm::log(x) + 0.5 / x
    } else {
        (factorial / f64::from(n)) / power(x, n) + 0.5 * factorial / power(x, n + 1)
    };
    // The terms B_2k (2k + n - 1)! / ((2k)! x^(2k + n)).
    for (k, bernoulli) in (1..).zip(BERNOULLI) {
        let ratio = if n == 0 {
            1.0 / f64::from(2 * k)
        } else {
            (2 * k + 1..2 * k + n).map(f64::from).product()
        };
        series += bernoulli * ratio / power(x, 2 * k + n);
    }
    sum + sign * series
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dual;

    const ALL: [Special; 11] = [
        Special::Erf,
        Special::Erfc,
        Special::Gamma,
        Special::LnGamma,
        Special::Polygamma(0),
        Special::Polygamma(1),
        Special::Polygamma(2),
        Special::J0,
        Special::J1,
        Special::Y0,
        Special::Y1,
    ];

    #[test]
    fn known_values() {
        const EULER: f64 = 0.577_215_664_901_532_9;
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-14 * b.abs().max(1.0), "{a} {b}");
        close(polygamma(0, 1.0), -EULER);
        close(polygamma(0, 0.5), -EULER - 2.0 * 2.0_f64.ln());
        close(polygamma(1, 1.0), core::f64::consts::PI.powi(2) / 6.0);
        close(polygamma(2, 1.0), -2.404_113_806_319_188_6);
        close(polygamma(0, -0.5), 0.036_489_973_978_576_52);
        assert!(polygamma(0, -1.0).is_nan());
    }

    #[test]
    fn derivatives_are_those_of_the_values() {
        for f in ALL {
            for x in [0.3, 0.9, 1.7, 4.2, 11.0] {
                let h = 1e-5 * x;
                let difference = (f.value(x + h) - f.value(x - h)) / (2.0 * h);
                let y = Dual::variable(x).special(f);
                let error = (y.derivative() - difference).abs();
                assert!(
                    error < 1e-7 * difference.abs().max(1.0),
                    "{f:?} at {x}: {y} {difference}"
                );
            }
        }
    }

    #[test]
    fn second_derivatives_too() {
        for f in ALL {
            for x in [0.4, 1.3, 3.7] {
                let slope = |x: f64| Dual::variable(x).special(f).derivative();
                let h = 1e-5 * x;
                let difference = (slope(x + h) - slope(x - h)) / (2.0 * h);
                let x = Dual::variable(Dual::variable(x));
                let second = x.special(f).derivative().derivative();
                let error = (second - difference).abs();
                assert!(
                    error < 1e-7 * difference.abs().max(1.0),
                    "{f:?}: {second} {difference}"
                );
            }
        }
    }
}
