//! The energy of three bodies under their gravity.

use crate::case::{Case, Group, Variants};
use ad::differentiate;

/// Kinetic and potential energy.
#[differentiate]
pub fn energy(positions: &[[f64; 3]; 3], velocities: &[[f64; 3]; 3], masses: &[f64; 3]) -> f64 {
    let mut energy = 0.0;
    for i in 0..3 {
        let mut square = 0.0;
        for k in 0..3 {
            square += velocities[i][k] * velocities[i][k];
        }
        energy += 0.5 * masses[i] * square;
        for j in 0..i {
            let mut square = 0.0;
            for k in 0..3 {
                let difference = positions[i][k] - positions[j][k];
                square += difference * difference;
            }
            energy -= masses[i] * masses[j] / square.sqrt();
        }
    }
    energy
}

type Gradient = ([[f64; 3]; 3], [[f64; 3]; 3], [f64; 3]);

/// Its value and gradient.
pub fn energy_hand(
    positions: &[[f64; 3]; 3],
    velocities: &[[f64; 3]; 3],
    masses: &[f64; 3],
) -> (f64, Gradient) {
    let mut energy = 0.0;
    let mut positions_bar = [[0.0; 3]; 3];
    let mut velocities_bar = [[0.0; 3]; 3];
    let mut masses_bar = [0.0; 3];
    for i in 0..3 {
        let mut square = 0.0;
        for k in 0..3 {
            square += velocities[i][k] * velocities[i][k];
            velocities_bar[i][k] = masses[i] * velocities[i][k];
        }
        energy += 0.5 * masses[i] * square;
        masses_bar[i] += 0.5 * square;
        for j in 0..i {
            let mut difference = [0.0; 3];
            for k in 0..3 {
                difference[k] = positions[i][k] - positions[j][k];
            }
            let square = difference[0] * difference[0]
                + difference[1] * difference[1]
                + difference[2] * difference[2];
            let inverse = 1.0 / square.sqrt();
            let potential = masses[i] * masses[j] * inverse;
            energy -= potential;
            masses_bar[i] -= masses[j] * inverse;
            masses_bar[j] -= masses[i] * inverse;
            let factor = potential * inverse * inverse;
            for k in 0..3 {
                positions_bar[i][k] += factor * difference[k];
                positions_bar[j][k] -= factor * difference[k];
            }
        }
    }
    (energy, (positions_bar, velocities_bar, masses_bar))
}

const POSITIONS: [[f64; 3]; 3] = [[0.1, 0.2, -0.3], [1.3, -0.4, 0.6], [-0.8, 1.1, 0.9]];
const VELOCITIES: [[f64; 3]; 3] = [[0.5, -0.1, 0.2], [-0.3, 0.4, 0.1], [0.2, 0.1, -0.6]];
const MASSES: [f64; 3] = [1.0, 0.7, 1.6];

/// One system.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Kernels, "3-body energy", || {
        Variants::over((&POSITIONS, &VELOCITIES, &MASSES))
            .primal(|(x, v, m)| energy(x, v, m))
            .hand(|(x, v, m)| energy_hand(x, v, m))
            .generated(|(x, v, m)| energy::value_and_grad(x, v, m))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let at = [POSITIONS.as_flattened(), VELOCITIES.as_flattened(), &MASSES].concat();
        let energy_at = |x: &[f64]| {
            let rows = |x: &[f64]| std::array::from_fn(|i| std::array::from_fn(|k| x[3 * i + k]));
            energy(&rows(x), &rows(&x[9..]), &[x[18], x[19], x[20]])
        };
        let (value, (positions, velocities, masses)) =
            energy_hand(&POSITIONS, &VELOCITIES, &MASSES);
        assert!((value - energy_at(&at)).abs() < 1e-14);
        let gradient = [positions.as_flattened(), velocities.as_flattened(), &masses].concat();
        assert_gradient(energy_at, &at, &gradient);
    }
}
