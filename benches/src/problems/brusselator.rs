//! The Brusselator: two chemicals that react and diffuse on a torus, integrated by the classical Runge-Kutta method.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// The rates of change of both chemicals, one after the other in `state`, on a grid of `n` by `n`; the parameters are
/// the rates of the two reactions, and the diffusion.
#[differentiate]
fn rates(state: &[f64], parameters: &[f64; 3], n: usize, rate: &mut [f64]) {
    let cells = n * n;
    let (a, b, diffusion) = (parameters[0], parameters[1], parameters[2]);
    for i in 0..n {
        let above = (i + n - 1) % n;
        let below = (i + 1) % n;
        for j in 0..n {
            let left = (j + n - 1) % n;
            let right = (j + 1) % n;
            let here = i * n + j;
            let u = state[here];
            let v = state[cells + here];
            let spread_u = state[above * n + j]
                + state[below * n + j]
                + state[i * n + left]
                + state[i * n + right]
                - 4.0 * u;
            let spread_v = state[cells + above * n + j]
                + state[cells + below * n + j]
                + state[cells + i * n + left]
                + state[cells + i * n + right]
                - 4.0 * v;
            let reaction = u * u * v;
            rate[here] = b + reaction - (a + 1.0) * u + diffusion * spread_u;
            rate[cells + here] = a * u - reaction + diffusion * spread_v;
        }
    }
}

/// The sum of squares of what is there after some steps.
#[differentiate(wrt(start, parameters))]
pub fn brusselator(start: &[f64], parameters: &[f64; 3], n: usize, steps: usize, dt: f64) -> f64 {
    let size = start.len();
    let mut y = start.to_vec();
    let mut stage = vec![0.0; size];
    let mut k1 = vec![0.0; size];
    let mut k2 = vec![0.0; size];
    let mut k3 = vec![0.0; size];
    let mut k4 = vec![0.0; size];
    for _ in 0..steps {
        rates(&y, parameters, n, &mut k1);
        for i in 0..size {
            stage[i] = y[i] + 0.5 * dt * k1[i];
        }
        rates(&stage, parameters, n, &mut k2);
        for i in 0..size {
            stage[i] = y[i] + 0.5 * dt * k2[i];
        }
        rates(&stage, parameters, n, &mut k3);
        for i in 0..size {
            stage[i] = y[i] + dt * k3[i];
        }
        rates(&stage, parameters, n, &mut k4);
        for i in 0..size {
            y[i] += dt / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    let mut sum = 0.0;
    for i in 0..size {
        sum += y[i] * y[i];
    }
    sum
}

/// Adds the cotangents of `rates`: to those of the state and of the parameters.
fn rates_bar(
    state: &[f64],
    parameters: &[f64; 3],
    n: usize,
    rate_bar: &[f64],
    state_bar: &mut [f64],
    parameters_bar: &mut [f64; 3],
) {
    let cells = n * n;
    let (u, v) = state[..2 * cells].split_at(cells);
    let (rate_u_bar, rate_v_bar) = rate_bar[..2 * cells].split_at(cells);
    let (u_bar, v_bar) = state_bar[..2 * cells].split_at_mut(cells);
    let (a, diffusion) = (parameters[0], parameters[2]);
    let [mut a_bar, mut b_bar, mut diffusion_bar] = *parameters_bar;
    for i in 0..n {
        let above = (i + n - 1) % n;
        let below = (i + 1) % n;
        for j in 0..n {
            let left = (j + n - 1) % n;
            let right = (j + 1) % n;
            let here = i * n + j;
            let neighbours = [above * n + j, below * n + j, i * n + left, i * n + right];
            // The discrete Laplacian is symmetric: its adjoint gathers as it does.
            let gather = |x: &[f64]| neighbours.iter().map(|&k| x[k]).sum::<f64>() - 4.0 * x[here];
            let (bar_u, bar_v) = (rate_u_bar[here], rate_v_bar[here]);
            let reaction_bar = bar_u - bar_v;
            let (u, v) = (u[here], v[here]);
            u_bar[here] += 2.0 * u * v * reaction_bar - (a + 1.0) * bar_u
                + a * bar_v
                + diffusion * gather(rate_u_bar);
            v_bar[here] += u * u * reaction_bar + diffusion * gather(rate_v_bar);
            a_bar -= u * reaction_bar;
            b_bar += bar_u;
            // ⟨bar, L x⟩ = ⟨L bar, x⟩: what was gathered serves twice.
            diffusion_bar += u * gather(rate_u_bar) + v * gather(rate_v_bar);
        }
    }
    *parameters_bar = [a_bar, b_bar, diffusion_bar];
}

/// Its value and gradient: the four states at which rates are taken are kept of each step.
pub fn brusselator_hand(
    start: &[f64],
    parameters: &[f64; 3],
    n: usize,
    steps: usize,
    dt: f64,
) -> (f64, (Vec<f64>, [f64; 3])) {
    let size = start.len();
    let mut y = start.to_vec();
    let mut kept = vec![0.0; steps * 4 * size];
    let mut k = vec![0.0; size];
    let mut next = vec![0.0; size];
    for states in kept.chunks_exact_mut(4 * size) {
        let (first, others) = states.split_at_mut(size);
        first.copy_from_slice(&y);
        next.copy_from_slice(&y);
        rates(first, parameters, n, &mut k);
        for (stage, (ahead, weight)) in
            others
                .chunks_exact_mut(size)
                .zip([(0.5, 1.0), (0.5, 2.0), (1.0, 2.0)])
        {
            for i in 0..size {
                stage[i] = y[i] + ahead * dt * k[i];
                next[i] += weight * dt / 6.0 * k[i];
            }
            rates(stage, parameters, n, &mut k);
        }
        for i in 0..size {
            y[i] = next[i] + dt / 6.0 * k[i];
        }
    }
    let mut sum = 0.0;
    let mut y_bar = y;
    for bar in &mut y_bar {
        sum += *bar * *bar;
        *bar *= 2.0;
    }
    let mut parameters_bar = [0.0; 3];
    let mut k_bar = k;
    let mut stage_bar = next;
    let mut sum_bar = vec![0.0; size];
    for states in kept.chunks_exact(4 * size).rev() {
        stage_bar.fill(0.0);
        sum_bar.copy_from_slice(&y_bar);
        for (state, (weight, ahead)) in
            states
                .chunks_exact(size)
                .rev()
                .zip([(1.0, 0.0), (2.0, 1.0), (2.0, 0.5), (1.0, 0.5)])
        {
            // What the stage after was made of, and what the step is.
            for i in 0..size {
                k_bar[i] = weight * dt / 6.0 * y_bar[i] + ahead * dt * stage_bar[i];
            }
            stage_bar.fill(0.0);
            rates_bar(
                state,
                parameters,
                n,
                &k_bar,
                &mut stage_bar,
                &mut parameters_bar,
            );
            for i in 0..size {
                sum_bar[i] += stage_bar[i];
            }
        }
        y_bar.copy_from_slice(&sum_bar);
    }
    (sum, (y_bar, parameters_bar))
}

/// 32 by 32 cells, 500 steps.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Memory, "Brusselator 32x32x500", || {
        let n = 32;
        let start = Random::new(5).uniforms(2 * n * n, 0.5, 1.5);
        Variants::over((start, &[3.4, 1.0, 0.5], n, 500, 0.002))
            .primal(|(y, p, n, steps, dt)| brusselator(y, p, n, steps, dt))
            .hand(|(y, p, n, steps, dt)| brusselator_hand(y, p, n, steps, dt))
            .generated(|(y, p, n, steps, dt)| brusselator::value_and_grad(y, p, n, steps, dt))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let x = Random::new(1).uniforms(21, 0.5, 1.5);
        let at = |x: &[f64]| brusselator(&x[..18], &[x[18], x[19], x[20]], 3, 4, 0.02);
        let (value, (mut gradient, parameters)) =
            brusselator_hand(&x[..18], &[x[18], x[19], x[20]], 3, 4, 0.02);
        assert!((value - at(x)).abs() < 1e-12);
        gradient.extend(parameters);
        assert_gradient(at, x, &gradient);
    }
}
