//! A polynomial in three variables.

use crate::case::{Case, Group, Variants};
use crate::peers::{self, Polynomial};
use ad::differentiate;

/// The polynomial.
#[differentiate]
pub fn polynomial(x: f64, y: f64, z: f64) -> f64 {
    x * x * x * y - 2.0 * x * y * y * z + 3.0 * z.powi(4) + x * z - 5.0 * y + 1.0
}

/// Its value and gradient.
pub fn polynomial_hand(x: f64, y: f64, z: f64) -> (f64, (f64, f64, f64)) {
    let (x2, y2, z2) = (x * x, y * y, z * z);
    let x3 = x2 * x;
    let y2z = y2 * z;
    let value = x3 * y - 2.0 * x * y2z + 3.0 * z2 * z2 + x * z - 5.0 * y + 1.0;
    let x_bar = 3.0 * x2 * y - 2.0 * y2z + z;
    let y_bar = x3 - 4.0 * x * y * z - 5.0;
    let z_bar = 12.0 * z2 * z - 2.0 * x * y2 + x;
    (value, (x_bar, y_bar, z_bar))
}

/// At one point.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Kernels, "polynomial", || {
        Variants::over((1.3, -0.7, 0.4))
            .primal(|(x, y, z)| polynomial(x, y, z))
            .hand(|(x, y, z)| polynomial_hand(x, y, z))
            .generated(|(x, y, z)| polynomial::value_and_grad(x, y, z))
            .with("Dual", |(x, y, z)| peers::dual::<3>(Polynomial, &[x, y, z]))
            .with("num-dual", |(x, y, z)| {
                peers::num_dual::<3>(Polynomial, &[x, y, z])
            })
            .with("echidna", |(x, y, z)| {
                peers::echidna(Polynomial, &[x, y, z])
            })
            .with("ad_trait", {
                let function = peers::ad_trait(Polynomial, 3);
                move |(x, y, z)| function(&[x, y, z])
            })
            .with("symdiff", |(x, y, z)| {
                let x = [x, y, z];
                (
                    peers::symbolic::polynomial(&x),
                    peers::symbolic::polynomial_gradient(&x),
                )
            })
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let (value, (x_bar, y_bar, z_bar)) = polynomial_hand(1.3, -0.7, 0.4);
        assert!((value - polynomial(1.3, -0.7, 0.4)).abs() < 1e-12);
        assert_gradient(
            |x| polynomial(x[0], x[1], x[2]),
            &[1.3, -0.7, 0.4],
            &[x_bar, y_bar, z_bar],
        );
    }
}
