//! The heat equation by an explicit scheme, in place.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// The energy after some steps of diffusion with fixed ends.
#[differentiate]
pub fn heat(start: &[f64], conductivity: f64, steps: usize) -> f64 {
    let mut u = start.to_vec();
    let n = u.len();
    for _ in 0..steps {
        let mut left = u[0];
        for i in 1..n - 1 {
            let here = u[i];
            u[i] = here + conductivity * (left - 2.0 * here + u[i + 1]);
            left = here;
        }
    }
    let mut energy = 0.0;
    for i in 0..n {
        energy += u[i] * u[i];
    }
    energy
}

/// Its value, and the partials by the start and the conductivity. All it remembers is the curvature at each point and
/// time, which the conductivity's partial needs.
pub fn heat_hand(start: &[f64], conductivity: f64, steps: usize) -> (f64, (Vec<f64>, f64)) {
    let mut u = start.to_vec();
    let n = u.len();
    let mut curvatures = vec![0.0; steps * (n - 2)];
    for row in curvatures.chunks_exact_mut(n - 2) {
        let mut left = u[0];
        for i in 1..n - 1 {
            let here = u[i];
            let curvature = left - 2.0 * here + u[i + 1];
            row[i - 1] = curvature;
            u[i] = here + conductivity * curvature;
            left = here;
        }
    }
    let mut energy = 0.0;
    let mut u_bar = u;
    for bar in &mut u_bar {
        energy += *bar * *bar;
        *bar *= 2.0;
    }
    let mut conductivity_bar = 0.0;
    for row in curvatures.chunks_exact(n - 2).rev() {
        let mut right = u_bar[n - 1];
        // What flows from the right neighbour: the end does not, it stays as it is.
        let mut scaled_right = 0.0;
        for i in (1..n - 1).rev() {
            let bar = u_bar[i];
            let scaled = conductivity * bar;
            conductivity_bar += bar * row[i - 1];
            u_bar[i + 1] = right + scaled;
            right = bar - 2.0 * scaled + scaled_right;
            scaled_right = scaled;
        }
        u_bar[1] = right;
        u_bar[0] += scaled_right;
    }
    (energy, (u_bar, conductivity_bar))
}

/// A rod.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Memory, "heat 1000x200", || {
        Variants::over((Random::new(3).uniforms(1000, 0.0, 1.0), 0.2, 200))
            .primal(|(u, c, steps)| heat(u, c, steps))
            .hand(|(u, c, steps)| heat_hand(u, c, steps))
            .generated(|(u, c, steps)| heat::value_and_grad(u, c, steps))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let x = Random::new(1).uniforms(8, 0.1, 0.3);
        let (value, (mut gradient, conductivity_bar)) = heat_hand(&x[..7], x[7], 3);
        assert!((value - heat(&x[..7], x[7], 3)).abs() < 1e-15);
        gradient.push(conductivity_bar);
        assert_gradient(|x| heat(&x[..7], x[7], 3), x, &gradient);
    }
}
