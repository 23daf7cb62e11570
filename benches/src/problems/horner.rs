//! A polynomial from its coefficients by Horner's scheme.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// The value at `x`, the constant coefficient first.
#[differentiate]
pub fn horner(coefficients: &[f64], x: f64) -> f64 {
    let mut value = 0.0;
    for i in (0..coefficients.len()).rev() {
        value = value * x + coefficients[i];
    }
    value
}

/// The value, and the partials by the coefficients and by `x`.
pub fn horner_hand(coefficients: &[f64], x: f64) -> (f64, (Vec<f64>, f64)) {
    let mut value = 0.0;
    let mut x_bar = 0.0;
    for &coefficient in coefficients.iter().rev() {
        x_bar = x_bar * x + value;
        value = value * x + coefficient;
    }
    let mut powers = Vec::with_capacity(coefficients.len());
    let mut power = 1.0;
    for _ in 0..coefficients.len() {
        powers.push(power);
        power *= x;
    }
    (value, (powers, x_bar))
}

/// Short and long.
pub fn cases() -> Vec<Case> {
    [8, 100]
        .into_iter()
        .map(|n| {
            Case::new(Group::Kernels, format!("Horner {n}"), move || {
                let input = (Random::new(n as u64).uniforms(n, -1.0, 1.0), 0.97);
                Variants::over(input)
                    .primal(|(coefficients, x)| horner(coefficients, x))
                    .hand(|(coefficients, x)| horner_hand(coefficients, x))
                    .generated(|(coefficients, x)| horner::value_and_grad(coefficients, x))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let x = Random::new(1).uniforms(8, -2.0, 2.0);
        let (value, (mut gradient, x_bar)) = horner_hand(&x[..7], x[7]);
        assert_eq!(value, horner(&x[..7], x[7]));
        gradient.push(x_bar);
        assert_gradient(|x| horner(&x[..7], x[7]), x, &gradient);
    }
}
