//! Rosenbrock's function in any number of variables.

use crate::case::{Case, Group, Variants};
use crate::peers::{self, Rosenbrock};
use crate::random::Random;
use ad::differentiate;

/// The function.
#[differentiate]
pub fn rosenbrock(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        let a = 1.0 - x[i];
        let b = x[i + 1] - x[i] * x[i];
        sum += a * a + 100.0 * b * b;
    }
    sum
}

/// Its value and gradient.
pub fn rosenbrock_hand(x: &[f64]) -> (f64, Vec<f64>) {
    let n = x.len();
    let mut x_bar = vec![0.0; n];
    let x_bar_slice = &mut x_bar[..n];
    let mut sum = 0.0;
    for i in 0..n - 1 {
        let a = 1.0 - x[i];
        let b = x[i + 1] - x[i] * x[i];
        let b_bar = 200.0 * b;
        sum += a * a + 100.0 * b * b;
        x_bar_slice[i] -= 2.0 * a + 2.0 * x[i] * b_bar;
        x_bar_slice[i + 1] = b_bar;
    }
    (sum, x_bar)
}

/// From 2 to a million variables.
pub fn cases() -> Vec<Case> {
    [2, 100, 10_000, 1_000_000]
        .into_iter()
        .map(|n| {
            Case::new(Group::Kernels, format!("rosenbrock {n}"), move || {
                let x = Random::new(n as u64).uniforms(n, -2.0, 2.0);
                let variants = Variants::over(x)
                    .primal(rosenbrock)
                    .hand(rosenbrock_hand)
                    .generated(rosenbrock::value_and_grad)
                    .with("echidna", |x| peers::echidna(Rosenbrock, x))
                    .with("ad_trait", peers::ad_trait(Rosenbrock, n));
                match n {
                    2 => variants
                        .with("Dual", |x| peers::dual::<2>(Rosenbrock, x))
                        .with("num-dual", |x| peers::num_dual::<2>(Rosenbrock, x))
                        .with("symdiff", |x| {
                            let gradient = peers::symbolic::rosenbrock_gradient(x);
                            (peers::symbolic::rosenbrock(x), gradient)
                        }),
                    _ => variants,
                }
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
        let x = Random::new(1).uniforms(7, -2.0, 2.0);
        let (value, gradient) = rosenbrock_hand(x);
        assert_eq!(value, rosenbrock(x));
        assert_gradient(rosenbrock, x, &gradient);
    }
}
