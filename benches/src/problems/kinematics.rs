//! A chain of rigid bodies with rotating joints: how far its end is from a target.

use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;

/// Turns the columns of a frame by an angle about one of its own axes.
#[differentiate]
fn turned(frame: &[[f64; 3]; 3], axis: usize, angle: f64) -> [[f64; 3]; 3] {
    let (sin, cos) = angle.sin_cos();
    let (a, b) = ((axis + 1) % 3, (axis + 2) % 3);
    let mut turned = *frame;
    for k in 0..3 {
        turned[k][a] = cos * frame[k][a] + sin * frame[k][b];
        turned[k][b] = cos * frame[k][b] - sin * frame[k][a];
    }
    turned
}

/// The squared distance of the end from `target`: joint `i` turns about axis `i mod 3`, then a link of length
/// `lengths[i]` goes along the frame's first axis.
#[differentiate(wrt(angles, lengths))]
pub fn reach_error(angles: &[f64], lengths: &[f64], target: &[f64; 3]) -> f64 {
    let mut frame = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let mut end = [0.0; 3];
    for i in 0..angles.len() {
        frame = turned(&frame, i % 3, angles[i]);
        for k in 0..3 {
            end[k] += lengths[i] * frame[k][0];
        }
    }
    let mut error = 0.0;
    for k in 0..3 {
        let difference = end[k] - target[k];
        error += difference * difference;
    }
    error
}

/// Its value and gradient. A turn is undone by turning back, so that one frame is all there is to remember.
pub fn reach_error_hand(
    angles: &[f64],
    lengths: &[f64],
    target: &[f64; 3],
) -> (f64, (Vec<f64>, Vec<f64>)) {
    let n = angles.len();
    let lengths = &lengths[..n];
    let mut frame = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let mut end = [0.0; 3];
    let mut turns = Vec::with_capacity(n);
    for i in 0..n {
        let (sin, cos) = angles[i].sin_cos();
        turns.push((sin, cos));
        turn(&mut frame, i % 3, sin, cos);
        for k in 0..3 {
            end[k] += lengths[i] * frame[k][0];
        }
    }
    let mut error = 0.0;
    let mut end_bar = [0.0; 3];
    for k in 0..3 {
        let difference = end[k] - target[k];
        error += difference * difference;
        end_bar[k] = 2.0 * difference;
    }

    let mut angles_bar = vec![0.0; n];
    let mut lengths_bar = vec![0.0; n];
    let mut frame_bar = [[0.0; 3]; 3];
    for i in (0..n).rev() {
        let mut length_bar = 0.0;
        for k in 0..3 {
            length_bar += end_bar[k] * frame[k][0];
            frame_bar[k][0] += end_bar[k] * lengths[i];
        }
        lengths_bar[i] = length_bar;
        // The derivative by the angle takes column a to column b of the turned frame, and b to -a.
        let (a, b) = ((i + 1) % 3, (i + 2) % 3);
        let mut angle_bar = 0.0;
        for k in 0..3 {
            angle_bar += frame_bar[k][a] * frame[k][b] - frame_bar[k][b] * frame[k][a];
        }
        angles_bar[i] = angle_bar;
        let (sin, cos) = turns[i];
        turn(&mut frame, i % 3, -sin, cos);
        turn(&mut frame_bar, i % 3, -sin, cos);
    }
    (error, (angles_bar, lengths_bar))
}

fn turn(frame: &mut [[f64; 3]; 3], axis: usize, sin: f64, cos: f64) {
    let (a, b) = ((axis + 1) % 3, (axis + 2) % 3);
    for row in frame {
        (row[a], row[b]) = (cos * row[a] + sin * row[b], cos * row[b] - sin * row[a]);
    }
}

const TARGET: [f64; 3] = [1.5, 2.0, -0.5];

/// An arm, and a snake.
pub fn cases() -> Vec<Case> {
    [6, 60]
        .into_iter()
        .map(|n| {
            Case::new(Group::Kernels, format!("kinematics chain {n}"), move || {
                let mut random = Random::new(n as u64);
                let input = (random.uniforms(n, -1.5, 1.5), random.uniforms(n, 0.2, 0.6));
                Variants::over(input)
                    .primal(|(angles, lengths)| reach_error(angles, lengths, &TARGET))
                    .hand(|(angles, lengths)| reach_error_hand(angles, lengths, &TARGET))
                    .generated(|(angles, lengths)| {
                        reach_error::value_and_grad(angles, lengths, &TARGET)
                    })
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
        let x = Random::new(3).uniforms(14, 0.2, 1.5);
        let (value, (angles, lengths)) = reach_error_hand(&x[..7], &x[7..], &TARGET);
        assert!((value - reach_error(&x[..7], &x[7..], &TARGET)).abs() < 1e-12);
        let error = |x: &[f64]| reach_error(&x[..7], &x[7..], &TARGET);
        assert_gradient(error, x, &[angles, lengths].concat());
    }
}
