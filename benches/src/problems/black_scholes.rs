//! The price of a European call by Black and Scholes, and its sensitivities ("greeks").
//!
//! Two derivatives are written by hand: the adjoint of the formula as it stands, and the closed forms of the textbooks,
//! which rest on the identity `S φ(d₁) = K e^{-rT} φ(d₂)`. No compiler knows that one.

use crate::case::{Case, Group, Variants};
use ad::differentiate;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

/// The distribution function of the normal distribution.
#[differentiate(derivative(x = (-0.5 * x * x).exp() * (0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2)))]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// The price of a call: of the price of the stock, the strike, the rate, the volatility, and the time to expiry.
#[differentiate]
pub fn call_price(stock: f64, strike: f64, rate: f64, volatility: f64, time: f64) -> f64 {
    let deviation = volatility * time.sqrt();
    let d1 = ((stock / strike).ln() + (rate + 0.5 * volatility * volatility) * time) / deviation;
    let d2 = d1 - deviation;
    stock * normal_cdf(d1) - strike * (-rate * time).exp() * normal_cdf(d2)
}

fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() * (0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2)
}

/// Price, and the partials by the five arguments in order: the adjoint of the formula.
pub fn call_price_hand(
    stock: f64,
    strike: f64,
    rate: f64,
    volatility: f64,
    time: f64,
) -> (f64, (f64, f64, f64, f64, f64)) {
    let root = time.sqrt();
    let deviation = volatility * root;
    let inverse = 1.0 / deviation;
    let drift = rate + 0.5 * volatility * volatility;
    let d1 = ((stock / strike).ln() + drift * time) * inverse;
    let d2 = d1 - deviation;
    let discount = (-rate * time).exp();
    let (cdf1, cdf2) = (normal_cdf(d1), normal_cdf(d2));
    let discounted = strike * discount;

    let d2_bar = -discounted * normal_density(d2);
    let d1_bar = stock * normal_density(d1) + d2_bar;
    let scaled_bar = d1_bar * inverse;
    let deviation_bar = -d2_bar - scaled_bar * d1;
    let exponent_bar = -discounted * cdf2;
    let drift_bar = scaled_bar * time;
    let stock_bar = cdf1 + scaled_bar / stock;
    let strike_bar = -discount * cdf2 - scaled_bar / strike;
    let rate_bar = drift_bar - exponent_bar * time;
    let volatility_bar = deviation_bar * root + drift_bar * volatility;
    let time_bar =
        scaled_bar * drift - exponent_bar * rate + deviation_bar * volatility * 0.5 / root;
    let price = stock * cdf1 - discounted * cdf2;
    (
        price,
        (stock_bar, strike_bar, rate_bar, volatility_bar, time_bar),
    )
}

/// Price and greeks by the closed forms.
pub fn call_price_greeks(
    stock: f64,
    strike: f64,
    rate: f64,
    volatility: f64,
    time: f64,
) -> (f64, (f64, f64, f64, f64, f64)) {
    let root = time.sqrt();
    let deviation = volatility * root;
    let drift = rate + 0.5 * volatility * volatility;
    let d1 = ((stock / strike).ln() + drift * time) / deviation;
    let discount = (-rate * time).exp();
    let delta = normal_cdf(d1);
    let strike_bar = -discount * normal_cdf(d1 - deviation);
    let vega = stock * normal_density(d1) * root;
    let carried = strike * strike_bar;
    let rho = -carried * time;
    let theta = 0.5 * vega * volatility / time - rate * carried;
    (
        stock * delta + carried,
        (delta, strike_bar, rho, vega, theta),
    )
}

/// One option.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Kernels, "Black-Scholes", || {
        Variants::over((100.0, 110.0, 0.03, 0.25, 0.75))
            .primal(|(s, k, r, v, t)| call_price(s, k, r, v, t))
            .hand(|(s, k, r, v, t)| call_price_hand(s, k, r, v, t))
            .with("closed form", |(s, k, r, v, t)| {
                call_price_greeks(s, k, r, v, t)
            })
            .generated(|(s, k, r, v, t)| call_price::value_and_grad(s, k, r, v, t))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{Numbers, relative_difference};
    use crate::problems::testing::assert_gradient;

    #[test]
    fn both_by_hand_are_the_gradient() {
        let mut by_hand = Vec::new();
        call_price_hand(100.0, 110.0, 0.03, 0.25, 0.75).append_to(&mut by_hand);
        let mut greeks = Vec::new();
        call_price_greeks(100.0, 110.0, 0.03, 0.25, 0.75).append_to(&mut greeks);
        assert!(relative_difference(&by_hand, &greeks) < 1e-13);
        let price = |x: &[f64]| call_price(x[0], x[1], x[2], x[3], x[4]);
        assert_gradient(price, &[100.0, 110.0, 0.03, 0.25, 0.75], &by_hand[1..]);
    }
}
