//! How far a point is from its target after it was turned by a quaternion.

use crate::case::{Case, Group, Variants};
use ad::differentiate;

#[differentiate]
fn cross(a: &[f64; 3], b: &[f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// The vector turned by a quaternion (`x`, `y`, `z`, `w`) that need not be normal.
#[differentiate]
pub fn rotate(q: &[f64; 4], v: &[f64; 3]) -> [f64; 3] {
    let scale = 2.0 / (q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    let axis = [q[0], q[1], q[2]];
    let once = cross(&axis, v);
    let twice = cross(&axis, &once);
    let mut turned = [0.0; 3];
    for k in 0..3 {
        turned[k] = v[k] + scale * (q[3] * once[k] + twice[k]);
    }
    turned
}

/// The squared distance from `target`.
#[differentiate(wrt(q, v))]
pub fn quaternion_error(q: &[f64; 4], v: &[f64; 3], target: &[f64; 3]) -> f64 {
    let turned = rotate(q, v);
    let mut sum = 0.0;
    for k in 0..3 {
        let difference = turned[k] - target[k];
        sum += difference * difference;
    }
    sum
}

fn crossed(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// Value and gradient by `q` and `v`.
pub fn quaternion_error_hand(
    q: &[f64; 4],
    v: &[f64; 3],
    target: &[f64; 3],
) -> (f64, ([f64; 4], [f64; 3])) {
    let inverse = 1.0 / (q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    let scale = 2.0 * inverse;
    let axis = [q[0], q[1], q[2]];
    let once = crossed(axis, *v);
    let twice = crossed(axis, once);
    let [mut value, mut scale_bar, mut w_bar] = [0.0; 3];
    let [mut turned_bar, mut twice_bar, mut once_bar] = [[0.0; 3]; 3];
    for k in 0..3 {
        let offset = q[3] * once[k] + twice[k];
        let difference = v[k] + scale * offset - target[k];
        value += difference * difference;
        let bar = 2.0 * difference;
        turned_bar[k] = bar;
        scale_bar += bar * offset;
        twice_bar[k] = bar * scale;
        w_bar += twice_bar[k] * once[k];
        once_bar[k] = twice_bar[k] * q[3];
    }
    // c = a × b: a_bar += b × c_bar, b_bar += c_bar × a
    let from_twice = crossed(twice_bar, axis);
    for k in 0..3 {
        once_bar[k] += from_twice[k];
    }
    let (axis1, axis2) = (crossed(once, twice_bar), crossed(*v, once_bar));
    let from_once = crossed(once_bar, axis);
    let norm_bar = -2.0 * scale_bar * scale * inverse;
    let q_bar = [
        axis1[0] + axis2[0] + norm_bar * q[0],
        axis1[1] + axis2[1] + norm_bar * q[1],
        axis1[2] + axis2[2] + norm_bar * q[2],
        w_bar + norm_bar * q[3],
    ];
    let v_bar = [
        turned_bar[0] + from_once[0],
        turned_bar[1] + from_once[1],
        turned_bar[2] + from_once[2],
    ];
    (value, (q_bar, v_bar))
}

/// One point.
pub fn cases() -> Vec<Case> {
    vec![Case::new(Group::Kernels, "quaternion rotation", || {
        let input = ([0.3, -0.2, 0.5, 0.9], [1.0, 2.0, -0.5], [0.7, 1.1, 0.3]);
        Variants::over(input)
            .primal(|(q, v, target)| quaternion_error(&q, &v, &target))
            .hand(|(q, v, target)| quaternion_error_hand(&q, &v, &target))
            .generated(|(q, v, target)| quaternion_error::value_and_grad(&q, &v, &target))
    })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::testing::assert_gradient;

    #[test]
    fn hand_is_the_gradient() {
        let target = [0.7, 1.1, 0.3];
        let at = [0.3, -0.2, 0.5, 0.9, 1.0, 2.0, -0.5];
        let error =
            |x: &[f64]| quaternion_error(&[x[0], x[1], x[2], x[3]], &[x[4], x[5], x[6]], &target);
        let (value, (q_bar, v_bar)) =
            quaternion_error_hand(&[0.3, -0.2, 0.5, 0.9], &[1.0, 2.0, -0.5], &target);
        assert!((value - error(&at)).abs() < 1e-12);
        assert_gradient(error, &at, &[&q_bar[..], &v_bar[..]].concat());
    }
}
