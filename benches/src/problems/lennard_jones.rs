//! The energy of atoms by the potential of Lennard and Jones.

use crate::case::{Case, Group, Variants};
use crate::peers::{self, LennardJones};
use crate::random::Random;
use ad::differentiate;

/// The sum over all pairs.
#[differentiate]
pub fn lennard_jones(positions: &[[f64; 3]]) -> f64 {
    let mut energy = 0.0;
    for i in 0..positions.len() {
        for j in 0..i {
            let dx = positions[i][0] - positions[j][0];
            let dy = positions[i][1] - positions[j][1];
            let dz = positions[i][2] - positions[j][2];
            let inverse = 1.0 / (dx * dx + dy * dy + dz * dz);
            let sixth = inverse * inverse * inverse;
            energy += 4.0 * (sixth * sixth - sixth);
        }
    }
    energy
}

/// Its value and gradient.
pub fn lennard_jones_hand(positions: &[[f64; 3]]) -> (f64, Vec<[f64; 3]>) {
    let mut energy = 0.0;
    let mut bar = vec![[0.0; 3]; positions.len()];
    for i in 0..positions.len() {
        let here = positions[i];
        let mut here_bar = [0.0; 3];
        for j in 0..i {
            let there = positions[j];
            let (dx, dy, dz) = (here[0] - there[0], here[1] - there[1], here[2] - there[2]);
            let inverse = 1.0 / (dx * dx + dy * dy + dz * dz);
            let sixth = inverse * inverse * inverse;
            energy += 4.0 * (sixth * sixth - sixth);
            let factor = (24.0 * sixth - 48.0 * sixth * sixth) * inverse;
            let there_bar = &mut bar[j];
            for (k, d) in [dx, dy, dz].into_iter().enumerate() {
                here_bar[k] += factor * d;
                there_bar[k] -= factor * d;
            }
        }
        for k in 0..3 {
            bar[i][k] += here_bar[k];
        }
    }
    (energy, bar)
}

fn atoms(n: usize) -> &'static [[f64; 3]] {
    let side = (n as f64).cbrt().ceil() as usize;
    let mut random = Random::new(13);
    (0..n)
        .map(|i| {
            [i % side, i / side % side, i / side / side]
                .map(|k| 1.1 * k as f64 + random.uniform(-0.05, 0.05))
        })
        .collect::<Vec<_>>()
        .leak()
}

/// A thousand atoms.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Memory, "Lennard-Jones 1000", || {
        Variants::over(atoms(1000))
            .primal(lennard_jones)
            .hand(lennard_jones_hand)
            .generated(lennard_jones::value_and_grad)
            .with("echidna", |x| {
                peers::echidna(LennardJones, x.as_flattened())
            })
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let x = atoms(5);
        let at = |x: &[f64]| lennard_jones(x.as_chunks().0);
        let (value, gradient) = lennard_jones_hand(x);
        assert_eq!(value, lennard_jones(x));
        assert_gradient(at, x.as_flattened(), gradient.as_flattened());
    }
}
