//! ADBench's bundle adjustment: the sparse Jacobian of reprojection errors, by blocks of two rows.

use crate::adbench;
use crate::case::{Case, Group, Variants};
use crate::random::Random;
use ad::differentiate;
use std::path::Path;

/// Rotates a vector about an axis by the axis' length (Rodrigues).
#[differentiate]
pub fn rotate(axis: &[f64; 3], x: &[f64; 3]) -> [f64; 3] {
    let square = axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2];
    if square == 0.0 {
        let crossed = cross(axis, x);
        return [x[0] + crossed[0], x[1] + crossed[1], x[2] + crossed[2]];
    }
    let angle = square.sqrt();
    let (sin, cos) = angle.sin_cos();
    let w = [axis[0] / angle, axis[1] / angle, axis[2] / angle];
    let crossed = cross(&w, x);
    let along = (w[0] * x[0] + w[1] * x[1] + w[2] * x[2]) * (1.0 - cos);
    [
        x[0] * cos + crossed[0] * sin + w[0] * along,
        x[1] * cos + crossed[1] * sin + w[1] * along,
        x[2] * cos + crossed[2] * sin + w[2] * along,
    ]
}

#[differentiate]
fn cross(a: &[f64; 3], b: &[f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// Where a camera sees a point. The camera: rotation (3), centre (3), focal length, principal point (2), distortion (2).
#[differentiate]
pub fn project(camera: &[f64; 11], point: &[f64; 3]) -> [f64; 2] {
    let axis = [camera[0], camera[1], camera[2]];
    let centred = [
        point[0] - camera[3],
        point[1] - camera[4],
        point[2] - camera[5],
    ];
    let seen = rotate(&axis, &centred);
    let (x, y) = (seen[0] / seen[2], seen[1] / seen[2]);
    let square = x * x + y * y;
    let distortion = 1.0 + camera[9] * square + camera[10] * square * square;
    [
        camera[6] * distortion * x + camera[7],
        camera[6] * distortion * y + camera[8],
    ]
}

/// How far that is from where the point was seen, weighted.
#[differentiate(wrt(camera, point, weight))]
pub fn reprojection_error(
    camera: &[f64; 11],
    point: &[f64; 3],
    weight: f64,
    feature: &[f64; 2],
) -> [f64; 2] {
    let projected = project(camera, point);
    [
        weight * (projected[0] - feature[0]),
        weight * (projected[1] - feature[1]),
    ]
}

/// The other residual of an observation.
#[differentiate]
pub fn weight_error(weight: f64) -> f64 {
    1.0 - weight * weight
}

/// Cameras, points, and for each observation its weight and what was seen. Observation `i` is of camera `i % n` and
/// point `i % m`.
#[derive(Clone, Copy)]
pub struct Scene {
    cameras: &'static [[f64; 11]],
    points: &'static [[f64; 3]],
    weights: &'static [f64],
    features: &'static [[f64; 2]],
}

impl Scene {
    fn observations(
        self,
    ) -> impl Iterator<
        Item = (
            &'static [f64; 11],
            &'static [f64; 3],
            f64,
            &'static [f64; 2],
        ),
    > {
        let seen = self.weights.iter().zip(self.features).enumerate();
        seen.map(move |(i, (&weight, feature))| {
            let camera = &self.cameras[i % self.cameras.len()];
            let point = &self.points[i % self.points.len()];
            (camera, point, weight, feature)
        })
    }
}

/// All residuals.
pub fn residuals(scene: Scene) -> (Vec<[f64; 2]>, Vec<f64>) {
    let observations = scene.observations();
    let errors = observations
        .map(|(camera, point, weight, feature)| reprojection_error(camera, point, weight, feature));
    let errors = errors.collect();
    (
        errors,
        scene
            .weights
            .iter()
            .map(|&weight| weight_error(weight))
            .collect(),
    )
}

/// The partials of an observation's reprojection error by its camera, point and weight, row by row.
pub type Block = [([f64; 11], [f64; 3], f64); 2];

/// Residuals and the blocks of the Jacobian: a sweep forth and two sweeps back for each observation.
pub fn jacobian(scene: Scene) -> (Vec<[f64; 2]>, Vec<f64>, Vec<Block>, Vec<f64>) {
    let n = scene.weights.len();
    let (mut errors, mut blocks) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for (camera, point, weight, feature) in scene.observations() {
        let (error, pullback) = reprojection_error::pullback(camera, point, weight, feature);
        errors.push(error);
        blocks.push([pullback.apply(&[1.0, 0.0]), pullback.apply(&[0.0, 1.0])]);
    }
    let (weight_errors, partials) = scene
        .weights
        .iter()
        .map(|&weight| weight_error::value_and_grad(weight))
        .unzip();
    (errors, weight_errors, blocks, partials)
}

/// The same by hand: the derivative of a rotated vector by the axis is known in closed form.
pub fn jacobian_hand(scene: Scene) -> (Vec<[f64; 2]>, Vec<f64>, Vec<Block>, Vec<f64>) {
    let n = scene.weights.len();
    let (mut errors, mut blocks) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for (camera, point, weight, feature) in scene.observations() {
        let (error, block) = block_hand(camera, point, weight, feature);
        errors.push(error);
        blocks.push(block);
    }
    let weight_errors = scene.weights.iter().map(|&w| 1.0 - w * w).collect();
    let partials = scene.weights.iter().map(|&w| -2.0 * w).collect();
    (errors, weight_errors, blocks, partials)
}

/// A rotated vector `R x`, and for a cotangent `b` of it the cotangents of axis and vector, for any number of them.
struct Rotation {
    axis: [f64; 3],
    /// One over the angle; zero where there is no rotation.
    inverse: f64,
    w: [f64; 3],
    sin: f64,
    cos: f64,
}

impl Rotation {
    fn about(axis: &[f64; 3]) -> Rotation {
        let square = dot(axis, axis);
        if square == 0.0 {
            let (inverse, w, sin, cos) = (0.0, [0.0; 3], 0.0, 1.0);
            return Rotation {
                axis: *axis,
                inverse,
                w,
                sin,
                cos,
            };
        }
        let angle = square.sqrt();
        let inverse = 1.0 / angle;
        let (sin, cos) = angle.sin_cos();
        let w = axis.map(|a| a * inverse);
        Rotation {
            axis: *axis,
            inverse,
            w,
            sin,
            cos,
        }
    }

    fn of(&self, x: &[f64; 3], crossed: &[f64; 3], along: f64) -> [f64; 3] {
        if self.inverse == 0.0 {
            return std::array::from_fn(|i| x[i] + crossed[i]);
        }
        let scale = along * (1.0 - self.cos);
        std::array::from_fn(|i| x[i] * self.cos + crossed[i] * self.sin + self.w[i] * scale)
    }

    fn reverse(
        &self,
        x: &[f64; 3],
        crossed: &[f64; 3],
        along: f64,
        bar: &[f64; 3],
    ) -> ([f64; 3], [f64; 3]) {
        let x_with_bar = cross(x, bar);
        if self.inverse == 0.0 {
            let turned = cross(bar, &self.axis);
            return (x_with_bar, std::array::from_fn(|i| bar[i] + turned[i]));
        }
        let Self { w, sin, cos, .. } = self;
        let versine = 1.0 - cos;
        let w_bar = dot(w, bar);
        let scale = versine * w_bar;
        let turned = cross(bar, w);
        let x_bar = std::array::from_fn(|i| cos * bar[i] + sin * turned[i] + scale * w[i]);
        let angle_bar = cos * dot(crossed, bar) + sin * (along * w_bar - dot(x, bar));
        let (on_bar, on_x) = (versine * along, scale);
        let w_bar: [f64; 3] =
            std::array::from_fn(|i| on_bar * bar[i] + on_x * x[i] + sin * x_with_bar[i]);
        let radial = angle_bar - dot(w, &w_bar) * self.inverse;
        (
            std::array::from_fn(|i| w_bar[i] * self.inverse + w[i] * radial),
            x_bar,
        )
    }
}

fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn block_hand(
    camera: &[f64; 11],
    point: &[f64; 3],
    weight: f64,
    feature: &[f64; 2],
) -> ([f64; 2], Block) {
    let &[r0, r1, r2, c0, c1, c2, f, u, v, k1, k2] = camera;
    let centred = [point[0] - c0, point[1] - c1, point[2] - c2];
    let rotation = Rotation::about(&[r0, r1, r2]);
    let turned_about = if rotation.inverse == 0.0 {
        &rotation.axis
    } else {
        &rotation.w
    };
    let (crossed, along) = (cross(turned_about, &centred), dot(&rotation.w, &centred));
    let seen = rotation.of(&centred, &crossed, along);
    let depth = 1.0 / seen[2];
    let p = [seen[0] * depth, seen[1] * depth];
    let square = p[0] * p[0] + p[1] * p[1];
    let distortion = 1.0 + square * (k1 + k2 * square);
    let scaled = f * distortion;
    let error = [
        scaled * p[0] + u - feature[0],
        scaled * p[1] + v - feature[1],
    ];
    let slope = 2.0 * f * (k1 + 2.0 * k2 * square);
    let block = [0, 1].map(|row| {
        let on_radius = weight * slope * p[row];
        let mut p_bar = [on_radius * p[0], on_radius * p[1]];
        p_bar[row] += weight * scaled;
        let seen_bar = [
            p_bar[0] * depth,
            p_bar[1] * depth,
            -(p_bar[0] * p[0] + p_bar[1] * p[1]) * depth,
        ];
        let (axis_bar, x_bar) = rotation.reverse(&centred, &crossed, along, &seen_bar);
        let along_p = weight * p[row];
        let on_k1 = along_p * f * square;
        let camera_bar = [
            axis_bar[0],
            axis_bar[1],
            axis_bar[2],
            -x_bar[0],
            -x_bar[1],
            -x_bar[2],
            along_p * distortion,
            if row == 0 { weight } else { 0.0 },
            if row == 1 { weight } else { 0.0 },
            on_k1,
            on_k1 * square,
        ];
        (camera_bar, x_bar, error[row])
    });
    (error.map(|error| weight * error), block)
}

/// The scene of a file, or one of the same shape: `n` cameras, `m` points, `p` observations.
fn scene(data: Option<&Path>, which: usize, n: usize, m: usize, p: usize) -> Scene {
    let file = format!("ba/ba{which}_n{n}_m{m}_p{p}.txt");
    let read = data.and_then(|folder| adbench::numbers(&folder.join(file)));
    let one = match read.as_deref() {
        Some(&[_, _, _, ref numbers @ ..]) if numbers.len() == 17 => numbers.to_vec(),
        _ => {
            let mut random = Random::new(23);
            let mut one: Vec<f64> = random.uniforms(17, 0.1, 1.0).to_vec();
            one[5] = -5.0;
            (one[6], one[9], one[10]) = (400.0, 0.05, 0.001);
            one
        }
    };
    Scene {
        cameras: vec![array::<11>(&one, 0); n].leak(),
        points: vec![array::<3>(&one, 11); m].leak(),
        weights: vec![one[14]; p].leak(),
        features: vec![array::<2>(&one, 15); p].leak(),
    }
}

fn array<const N: usize>(numbers: &[f64], from: usize) -> [f64; N] {
    std::array::from_fn(|i| numbers[from + i])
}

/// Two of ADBench's twenty.
pub fn cases(data: Option<&Path>) -> Vec<Case> {
    [(1, 49, 7776, 31843), (2, 21, 11315, 36455)]
        .into_iter()
        .map(|(which, n, m, p)| {
            let data = data.map(Path::to_path_buf);
            Case::new(Group::AdBench, format!("BA {which}"), move || {
                Variants::over(scene(data.as_deref(), which, n, m, p))
                    .primal(residuals)
                    .hand(jacobian_hand)
                    .generated(jacobian)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{Numbers, relative_difference};
    use crate::problems::testing::assert_gradient;

    fn check(camera: [f64; 11]) {
        let (point, weight, feature) = ([0.3, -0.2, 0.9], 0.7, [110.0, 90.0]);
        let at = [&camera[..], &point, &[weight]].concat();
        let (error, block) = block_hand(&camera, &point, weight, &feature);
        for row in 0..2 {
            let f =
                |x: &[f64]| reprojection_error(&array(x, 0), &array(x, 11), x[14], &feature)[row];
            assert!((f(&at) - error[row]).abs() < 1e-10 * error[row].abs());
            let mut partials = Vec::new();
            block[row].append_to(&mut partials);
            assert_gradient(f, &at, &partials);
            let (_, pullback) = reprojection_error::pullback(&camera, &point, weight, &feature);
            let mut unit = [0.0; 2];
            unit[row] = 1.0;
            let mut generated = Vec::new();
            pullback.apply(&unit).append_to(&mut generated);
            assert!(relative_difference(&partials, &generated) < 1e-12);
        }
    }

    #[test]
    fn hand_is_the_jacobian() {
        check([
            0.4, -0.3, 0.2, 0.1, 0.2, -5.0, 400.0, 5.0, -8.0, 0.09, 0.003,
        ]);
    }

    #[test]
    fn hand_is_the_jacobian_without_rotation() {
        let camera = [0.0, 0.0, 0.0, 0.1, 0.2, -5.0, 400.0, 5.0, -8.0, 0.09, 0.003];
        let (_, block) = block_hand(&camera, &[0.3, -0.2, 0.9], 0.7, &[110.0, 90.0]);
        let (_, pullback) =
            reprojection_error::pullback(&camera, &[0.3, -0.2, 0.9], 0.7, &[110.0, 90.0]);
        let (mut by_hand, mut generated) = (Vec::new(), Vec::new());
        block.append_to(&mut by_hand);
        [pullback.apply(&[1.0, 0.0]), pullback.apply(&[0.0, 1.0])].append_to(&mut generated);
        assert!(relative_difference(&by_hand, &generated) < 1e-12);
    }
}
