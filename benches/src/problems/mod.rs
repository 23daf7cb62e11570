//! The problems, a file each: the function, its gradient by hand, and data.

use crate::case::Case;
use std::path::Path;

pub mod black_scholes;
pub mod brusselator;
pub mod bundle_adjustment;
pub mod cholesky;
pub mod convolution;
pub mod fft;
pub mod gmm;
pub mod hand;
pub mod haversine;
pub mod heat;
pub mod hmm;
pub mod horner;
pub mod kalman;
pub mod kinematics;
pub mod lennard_jones;
pub mod logsumexp;
pub mod lstm;
pub mod matmul;
pub mod mlp;
pub mod polynomial;
pub mod quaternion;
pub mod rosenbrock;
pub mod softmax;
pub mod three_body;
pub mod triangular;

/// Every case, in the order of the report. `data` is a folder with ADBench's files; without it data of the same shapes
/// is made.
pub fn cases(data: Option<&Path>) -> Vec<Case> {
    [
        gmm::cases(data),
        lstm::cases(data),
        bundle_adjustment::cases(data),
        hand::cases(data),
        polynomial::cases(),
        rosenbrock::cases(),
        black_scholes::cases(),
        haversine::cases(),
        quaternion::cases(),
        logsumexp::cases(),
        softmax::cases(),
        horner::cases(),
        three_body::cases(),
        kinematics::cases(),
        brusselator::cases(),
        heat::cases(),
        fft::cases(),
        cholesky::cases(),
        triangular::cases(),
        matmul::cases(),
        convolution::cases(),
        mlp::cases(),
        kalman::cases(),
        hmm::cases(),
        lennard_jones::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the problems' own tests use.
#[cfg(test)]
pub mod testing {
    use crate::numbers::relative_difference;

    /// The gradient of `f` at `x` by central differences, extrapolated once (Richardson).
    pub fn differences(f: impl Fn(&[f64]) -> f64, x: &[f64]) -> Vec<f64> {
        let slope = |i: usize, h: f64| {
            let mut near = x.to_vec();
            near[i] = x[i] + h;
            let above = f(&near);
            near[i] = x[i] - h;
            (above - f(&near)) / (2.0 * h)
        };
        (0..x.len())
            .map(|i| {
                let h = 1e-3 * x[i].abs().max(1.0);
                (4.0 * slope(i, h / 2.0) - slope(i, h)) / 3.0
            })
            .collect()
    }

    /// Asserts that `gradient` is that of `f` at `x`, to what differences can tell.
    pub fn assert_gradient(f: impl Fn(&[f64]) -> f64, x: &[f64], gradient: &[f64]) {
        let expected = differences(f, x);
        let difference = relative_difference(&expected, gradient);
        assert!(
            difference < 1e-7,
            "{difference:e}:\n{gradient:?}\nby differences\n{expected:?}"
        );
    }
}
