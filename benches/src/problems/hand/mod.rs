//! ADBench's hand: the Jacobian of distances between points and a hand model, by 26 pose parameters.

mod by_hand;
mod model;

pub use model::{Affine, Model, Target};

use crate::case::{Case, Group, Variants};
use ad::differentiate;
use std::path::Path;

/// The matrix that turns about an axis by the axis' length (Rodrigues).
#[differentiate]
pub fn turn(axis: &[f64; 3]) -> [[f64; 3]; 3] {
    let [x, y, z] = *axis;
    let square = x * x + y * y + z * z;
    if square == 0.0 {
        return [[1.0, -z, y], [z, 1.0, -x], [-y, x, 1.0]];
    }
    let angle = square.sqrt();
    let (x, y, z) = (x / angle, y / angle, z / angle);
    let (sin, cos) = angle.sin_cos();
    let versine = 1.0 - cos;
    [
        [
            x * x * versine + cos,
            x * y * versine - z * sin,
            x * z * versine + y * sin,
        ],
        [
            x * y * versine + z * sin,
            y * y * versine + cos,
            y * z * versine - x * sin,
        ],
        [
            x * z * versine - y * sin,
            y * z * versine + x * sin,
            z * z * versine + cos,
        ],
    ]
}

/// `Rz · Ry · Rx` of a joint that bends by `x` and spreads by `z`.
#[differentiate]
pub fn joint(x: f64, z: f64) -> Affine {
    let (sin_x, cos_x) = x.sin_cos();
    let (sin_z, cos_z) = z.sin_cos();
    [
        [cos_z, -sin_z * cos_x, sin_z * sin_x, 0.0],
        [sin_z, cos_z * cos_x, -cos_z * sin_x, 0.0],
        [0.0, sin_x, cos_x, 0.0],
    ]
}

/// One map after another.
#[differentiate]
pub fn compose(a: &Affine, b: &Affine) -> Affine {
    let mut product = [[0.0; 4]; 3];
    for i in 0..3 {
        for j in 0..4 {
            product[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
        }
        product[i][3] += a[i][3];
    }
    product
}

/// The map of a point.
#[differentiate]
pub fn apply(a: &Affine, x: &[f64; 3]) -> [f64; 3] {
    [
        a[0][0] * x[0] + a[0][1] * x[1] + a[0][2] * x[2] + a[0][3],
        a[1][0] * x[0] + a[1][1] * x[1] + a[1][2] * x[2] + a[1][3],
        a[2][0] * x[0] + a[2][1] * x[1] + a[2][2] * x[2] + a[2][3],
    ]
}

/// Where each bone's points go from where they are in the model at rest.
#[differentiate(wrt(theta))]
pub fn pose(theta: &[f64; 26], model: &Model) -> Vec<Affine> {
    let bones = model.parents.len();
    let mut absolute: Vec<Affine> = Vec::with_capacity(bones);
    for i in 0..bones {
        let mut relative = model.base_relative[i];
        let (finger, segment) = ((i + 3) / 4, (i + 3) % 4);
        if finger >= 1 && finger <= 5 && segment < 3 {
            let first = 2 + 4 * finger;
            let bent = if segment == 0 {
                joint(theta[first], theta[first + 1])
            } else {
                joint(theta[first + 1 + segment], 0.0)
            };
            relative = compose(&relative, &bent);
        }
        let posed = match model.parents[i] {
            Some(parent) => compose(&absolute[parent], &relative),
            None => relative,
        };
        absolute.push(posed);
    }
    let mut transforms = Vec::with_capacity(bones);
    for i in 0..bones {
        transforms.push(compose(&absolute[i], &model.inverse_base_absolute[i]));
    }
    transforms
}

/// Where a vertex goes.
#[differentiate(wrt(transforms))]
pub fn vertex(transforms: &[Affine], model: &Model, index: usize) -> [f64; 3] {
    let mut skinned = [0.0; 3];
    for &(bone, weight) in &model.weights[index] {
        let moved = apply(&transforms[bone], &model.vertices[index]);
        for i in 0..3 {
            skinned[i] += weight * moved[i];
        }
    }
    skinned
}

/// What is left between points and their vertices.
#[differentiate(wrt(theta))]
pub fn residuals(theta: &[f64; 26], model: &Model, targets: &[Target]) -> Vec<f64> {
    let transforms = pose(theta, model);
    let rotation = turn(&[theta[0], theta[1], theta[2]]);
    let mut residuals = Vec::with_capacity(3 * targets.len());
    for target in targets {
        let vertex = vertex(&transforms, model, target.correspondence);
        for i in 0..3 {
            let turned = rotation[i][0] * vertex[0]
                + rotation[i][1] * vertex[1]
                + rotation[i][2] * vertex[2];
            residuals.push(target.point[i] - (turned + theta[3 + i]));
        }
    }
    residuals
}

/// What is left between points and their places on triangles.
#[differentiate(wrt(theta, places))]
pub fn residuals_on_triangles(
    theta: &[f64; 26],
    places: &[[f64; 2]],
    model: &Model,
    targets: &[Target],
) -> Vec<f64> {
    let transforms = pose(theta, model);
    let rotation = turn(&[theta[0], theta[1], theta[2]]);
    let mut residuals = Vec::with_capacity(3 * targets.len());
    for (target, place) in targets.iter().zip(places) {
        let corners = model.triangles[target.correspondence];
        let a = vertex(&transforms, model, corners[0]);
        let b = vertex(&transforms, model, corners[1]);
        let c = vertex(&transforms, model, corners[2]);
        let mut on = [0.0; 3];
        for i in 0..3 {
            on[i] = place[0] * a[i] + place[1] * b[i] + (1.0 - place[0] - place[1]) * c[i];
        }
        for i in 0..3 {
            let turned = rotation[i][0] * on[0] + rotation[i][1] * on[1] + rotation[i][2] * on[2];
            residuals.push(target.point[i] - (turned + theta[3 + i]));
        }
    }
    residuals
}

/// What is left between points and places on triangles that are all moved alike, by the last two parameters: each residual
/// depends on its own place alone, so that these two columns are those of all places.
#[differentiate(wrt(theta))]
pub fn residuals_moved(
    theta: &[f64; 28],
    places: &[[f64; 2]],
    model: &Model,
    targets: &[Target],
) -> Vec<f64> {
    let mut pose = [0.0; 26];
    pose.copy_from_slice(&theta[..26]);
    let mut moved = places.to_vec();
    for place in &mut moved {
        place[0] += theta[26];
        place[1] += theta[27];
    }
    residuals_on_triangles(&pose, &moved, model, targets)
}

/// Residuals and Jacobian on triangles, 28 wide: the last two columns, by each residual's own place, for all of them.
pub fn jacobian_on_triangles(
    theta: &[f64; 26],
    places: &[[f64; 2]],
    model: &Model,
    targets: &[Target],
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut moved = [0.0; 28];
    moved[..26].copy_from_slice(theta);
    residuals_moved::value_and_jacobian(&moved, places, model, targets)
}

/// The two small ones: the model of the big ones is not among ADBench's files.
pub fn cases(data: Option<&Path>) -> Vec<Case> {
    let (simple, complicated) = (data.map(Path::to_path_buf), data.map(Path::to_path_buf));
    vec![
        Case::new(Group::AdBench, "Hand simple", move || {
            Variants::over(model::Instance::of(simple.as_deref(), false))
                .primal(|i| residuals(i.theta, i.model, i.targets))
                .hand(|i| by_hand::jacobian(i.theta, i.model, i.targets))
                .generated(|i| residuals::value_and_jacobian(i.theta, i.model, i.targets))
        }),
        Case::new(Group::AdBench, "Hand complicated", move || {
            Variants::over(model::Instance::of(complicated.as_deref(), true))
                .primal(|i| residuals_on_triangles(i.theta, i.places, i.model, i.targets))
                .hand(|i| by_hand::jacobian_on_triangles(i.theta, i.places, i.model, i.targets))
                .generated(|i| jacobian_on_triangles(i.theta, i.places, i.model, i.targets))
        }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::relative_difference;
    use crate::problems::testing::differences;

    /// The Jacobian, row by row, by differences of each residual.
    fn by_differences(f: impl Fn(&[f64]) -> Vec<f64>, x: &[f64], rows: usize) -> Vec<f64> {
        (0..rows)
            .flat_map(|row| differences(|x| f(x)[row], x))
            .collect()
    }

    #[test]
    fn both_are_the_jacobian() {
        let i = model::Instance::of(None, false);
        let targets = &i.targets[..20];
        let f = |x: &[f64]| residuals(x.try_into().unwrap(), i.model, targets);
        let expected = by_differences(f, i.theta, 60);
        let (values, hand) = by_hand::jacobian(i.theta, i.model, targets);
        assert!(relative_difference(&values, &residuals(i.theta, i.model, targets)) < 1e-12);
        assert!(relative_difference(&expected, &hand) < 1e-8);
        let (_, generated) = residuals::value_and_jacobian(i.theta, i.model, targets);
        assert!(relative_difference(&hand, &generated.concat()) < 1e-12);
    }

    #[test]
    fn both_are_the_jacobian_on_triangles() {
        let i = model::Instance::of(None, true);
        let (_, hand) = by_hand::jacobian_on_triangles(i.theta, i.places, i.model, i.targets);
        let (_, generated) = jacobian_on_triangles(i.theta, i.places, i.model, i.targets);
        assert!(relative_difference(&hand, &generated.concat()) < 1e-12);
        for row in [0, 7, 299] {
            let f = |x: &[f64]| {
                let mut places = i.places.to_vec();
                places[row / 3] = [x[26], x[27]];
                let theta = x[..26].try_into().unwrap();
                residuals_on_triangles(theta, &places, i.model, i.targets)[row]
            };
            let expected = differences(f, &[&i.theta[..], &i.places[row / 3]].concat());
            assert!(relative_difference(&expected, &hand[row * 28..][..28]) < 1e-8);
        }
    }
}
