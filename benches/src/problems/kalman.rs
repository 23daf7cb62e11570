//! A Kalman filter of position and velocity: how likely observations of the position are.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// Minus twice the logarithm of the likelihood, without its constant, by the variances of the acceleration and of the
/// observations, and the damping of the velocity.
#[differentiate(wrt(acceleration, noise, damping))]
pub fn misfit(observations: &[f64], acceleration: f64, noise: f64, damping: f64) -> f64 {
    let (mut position, mut velocity) = (0.0, 0.0);
    let (mut pp, mut pv, mut vv) = (1.0, 0.0, 1.0);
    let mut misfit = 0.0;
    for i in 0..observations.len() {
        // Predict.
        position += velocity;
        velocity *= damping;
        pp += 2.0 * pv + vv + 0.25 * acceleration;
        pv = damping * (pv + vv) + 0.5 * acceleration;
        vv = damping * damping * vv + acceleration;
        // Correct.
        let innovation = observations[i] - position;
        let variance = pp + noise;
        misfit += variance.ln() + innovation * innovation / variance;
        let gain_p = pp / variance;
        let gain_v = pv / variance;
        position += gain_p * innovation;
        velocity += gain_v * innovation;
        vv -= gain_v * pv;
        pv -= gain_p * pv;
        pp -= gain_p * pp;
    }
    misfit
}

/// Its value and gradient: five numbers of each step are kept.
pub fn misfit_hand(
    observations: &[f64],
    acceleration: f64,
    noise: f64,
    damping: f64,
) -> (f64, (f64, f64, f64)) {
    let (mut position, mut velocity) = (0.0, 0.0);
    let (mut pp, mut pv, mut vv) = (1.0, 0.0, 1.0);
    let mut misfit = 0.0;
    let mut kept = Vec::with_capacity(observations.len());
    for &observation in observations {
        let (pv_before, vv_before, velocity_before): (f64, f64, f64) = (pv, vv, velocity);
        position += velocity;
        velocity *= damping;
        pp += 2.0 * pv + vv + 0.25 * acceleration;
        pv = damping * (pv + vv) + 0.5 * acceleration;
        vv = damping * damping * vv + acceleration;
        let innovation: f64 = observation - position;
        let variance: f64 = pp + noise;
        let inverse = 1.0 / variance;
        misfit += variance.ln() + innovation * innovation * inverse;
        kept.push([
            pv_before,
            vv_before,
            velocity_before,
            innovation,
            pp,
            pv,
            inverse,
        ]);
        let gain_p = pp * inverse;
        let gain_v = pv * inverse;
        position += gain_p * innovation;
        velocity += gain_v * innovation;
        vv -= gain_v * pv;
        pv -= gain_p * pv;
        pp -= gain_p * pp;
    }
    let (mut acceleration_bar, mut noise_bar, mut damping_bar) = (0.0, 0.0, 0.0);
    let (mut position_bar, mut velocity_bar) = (0.0, 0.0);
    let (mut pp_bar, mut pv_bar, mut vv_bar) = (0.0, 0.0, 0.0);
    for &[
        pv_before,
        vv_before,
        velocity_before,
        innovation,
        pp,
        pv,
        inverse,
    ] in kept.iter().rev()
    {
        let (gain_p, gain_v) = (pp * inverse, pv * inverse);
        let gain_p_bar = position_bar * innovation - pv_bar * pv - pp_bar * pp;
        let gain_v_bar = velocity_bar * innovation - vv_bar * pv;
        let scaled = innovation * inverse;
        let innovation_bar = position_bar * gain_p + velocity_bar * gain_v + 2.0 * scaled;
        let variance_bar =
            inverse - scaled * scaled - (gain_p_bar * gain_p + gain_v_bar * gain_v) * inverse;
        let after_pp = pp_bar * (1.0 - gain_p) + gain_p_bar * inverse + variance_bar;
        let after_pv = pv_bar * (1.0 - gain_p) - vv_bar * gain_v + gain_v_bar * inverse;
        noise_bar += variance_bar;
        position_bar -= innovation_bar;
        acceleration_bar += 0.25 * after_pp + 0.5 * after_pv + vv_bar;
        damping_bar += after_pv * (pv_before + vv_before)
            + 2.0 * damping * vv_before * vv_bar
            + velocity_bar * velocity_before;
        let along = damping * after_pv;
        vv_bar = damping * damping * vv_bar + along + after_pp;
        pv_bar = along + 2.0 * after_pp;
        pp_bar = after_pp;
        velocity_bar = velocity_bar * damping + position_bar;
    }
    (misfit, (acceleration_bar, noise_bar, damping_bar))
}

/// A thousand observations.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Memory, "Kalman filter 1000", || {
        Variants::over((Random::new(15).normals(1000), 0.1, 0.5, 0.95))
            .primal(|(y, a, r, d)| misfit(y, a, r, d))
            .hand(|(y, a, r, d)| misfit_hand(y, a, r, d))
            .generated(|(y, a, r, d)| misfit::value_and_grad(y, a, r, d))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let y = Random::new(1).normals(9);
        let (value, (a, r, d)) = misfit_hand(y, 0.1, 0.5, 0.95);
        let at = |x: &[f64]| misfit(y, x[0], x[1], x[2]);
        assert!((value - at(&[0.1, 0.5, 0.95])).abs() < 1e-13);
        assert_gradient(at, &[0.1, 0.5, 0.95], &[a, r, d]);
    }
}
