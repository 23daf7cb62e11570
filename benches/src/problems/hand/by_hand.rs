//! The Jacobian by hand: each bone depends on the angles of its own finger alone.

use super::{Affine, Model, Target, apply, compose, joint};

/// A bone's map, and its derivatives by the angles that move it: at most four, of consecutive parameters.
struct Bone {
    map: Affine,
    first: usize,
    by_angle: Vec<Affine>,
}

/// The pose of all bones, and of the hand.
struct Posed {
    bones: Vec<Bone>,
    rotation: [[f64; 3]; 3],
    /// By the three components of the global rotation.
    rotation_by: [[[f64; 3]; 3]; 3],
    translation: [f64; 3],
}

/// A point and its derivatives, not yet turned and moved with the hand. What does not move it is zero.
struct Moved {
    at: [f64; 3],
    by: [[f64; 3]; 26],
}

fn linear(a: &Affine, b: &Affine) -> Affine {
    let mut product = compose(a, b);
    for i in 0..3 {
        product[i][3] = a[i][0] * b[0][3] + a[i][1] * b[1][3] + a[i][2] * b[2][3];
    }
    product
}

/// The derivatives of a joint's matrix by its two angles; the last column is zero.
fn joint_by(x: f64, z: f64) -> [Affine; 2] {
    let (sin_x, cos_x) = x.sin_cos();
    let (sin_z, cos_z) = z.sin_cos();
    [
        [
            [0.0, sin_z * sin_x, sin_z * cos_x, 0.0],
            [0.0, -cos_z * sin_x, -cos_z * cos_x, 0.0],
            [0.0, cos_x, -sin_x, 0.0],
        ],
        [
            [-sin_z, -cos_z * cos_x, cos_z * sin_x, 0.0],
            [cos_z, -sin_z * cos_x, sin_z * sin_x, 0.0],
            [0.0; 4],
        ],
    ]
}

/// The matrix of a rotation, and its derivatives by the three components of the axis.
fn turn_by(axis: &[f64; 3]) -> ([[f64; 3]; 3], [[[f64; 3]; 3]; 3]) {
    let square: f64 = axis.iter().map(|a| a * a).sum();
    let angle = square.sqrt();
    let (sin, cos) = angle.sin_cos();
    let (a, b) = if square == 0.0 {
        (1.0, 0.5)
    } else {
        (sin / angle, (1.0 - cos) / square)
    };
    let (a_slope, b_slope) = if square == 0.0 {
        (0.0, 0.0)
    } else {
        ((cos - a) / square, (a - 2.0 * b) / square)
    };
    let cross = |v: &[f64; 3], i: usize, j: usize| match (3 + j - i) % 3 {
        0 => 0.0,
        1 => -v[3 - i - j],
        _ => v[3 - i - j],
    };
    let entry = |i: usize, j: usize| {
        let diagonal = if i == j { cos } else { 0.0 };
        diagonal + a * cross(axis, i, j) + b * axis[i] * axis[j]
    };
    let matrix = std::array::from_fn(|i| std::array::from_fn(|j| entry(i, j)));
    let by = std::array::from_fn(|k| {
        let mut unit = [0.0; 3];
        unit[k] = 1.0;
        std::array::from_fn(|i| {
            std::array::from_fn(|j| {
                let diagonal = if i == j { -a * axis[k] } else { 0.0 };
                diagonal
                    + a_slope * axis[k] * cross(axis, i, j)
                    + a * cross(&unit, i, j)
                    + b_slope * axis[k] * axis[i] * axis[j]
                    + b * (unit[i] * axis[j] + axis[i] * unit[j])
            })
        })
    });
    (matrix, by)
}

impl Posed {
    fn new(theta: &[f64; 26], model: &Model) -> Posed {
        let mut absolute: Vec<Bone> = Vec::with_capacity(model.parents.len());
        for (i, base) in model.base_relative.iter().enumerate() {
            absolute.push(bone(
                theta,
                i,
                base,
                model.parents[i].map(|parent| &absolute[parent]),
            ));
        }
        for (bone, inverse) in absolute.iter_mut().zip(&model.inverse_base_absolute) {
            bone.map = compose(&bone.map, inverse);
            for by in &mut bone.by_angle {
                *by = compose(by, inverse);
            }
        }
        let (rotation, rotation_by) = turn_by(&[theta[0], theta[1], theta[2]]);
        Posed {
            bones: absolute,
            rotation,
            rotation_by,
            translation: [theta[3], theta[4], theta[5]],
        }
    }

    fn vertex(&self, model: &Model, index: usize, scale: f64, moved: &mut Moved) -> [f64; 3] {
        let mut at = [0.0; 3];
        for &(bone, weight) in &model.weights[index] {
            let bone = &self.bones[bone];
            let image = apply(&bone.map, &model.vertices[index]);
            for i in 0..3 {
                at[i] += weight * image[i];
            }
            for (by, map) in moved.by[bone.first..].iter_mut().zip(&bone.by_angle) {
                let image = apply(map, &model.vertices[index]);
                for i in 0..3 {
                    by[i] += scale * weight * image[i];
                }
            }
        }
        for i in 0..3 {
            moved.at[i] += scale * at[i];
        }
        at
    }

    /// Three residuals and their rows, `width` wide, of which the first 26 are written.
    fn rows(
        &self,
        moved: &Moved,
        point: &[f64; 3],
        residuals: &mut Vec<f64>,
        rows: &mut [f64],
        width: usize,
    ) {
        for i in 0..3 {
            let row = &mut rows[i * width..][..26];
            let r = &self.rotation[i];
            residuals.push(point[i] - (dot(r, &moved.at) + self.translation[i]));
            for k in 0..3 {
                row[k] = -dot(&self.rotation_by[k][i], &moved.at);
                row[3 + k] = if k == i { -1.0 } else { 0.0 };
            }
            for (entry, by) in row[6..].iter_mut().zip(&moved.by[6..]) {
                *entry = -dot(r, by);
            }
        }
    }
}

fn bone(theta: &[f64; 26], i: usize, base: &Affine, parent: Option<&Bone>) -> Bone {
    let (finger, segment) = ((i + 3) / 4, (i + 3) % 4);
    let mut own = Vec::new();
    let mut relative = *base;
    let first = 2 + 4 * finger;
    let moves = (1..=5).contains(&finger);
    if moves && segment < 3 {
        let (x, z) = match segment {
            0 => (theta[first], theta[first + 1]),
            _ => (theta[first + 1 + segment], 0.0),
        };
        relative = compose(base, &joint(x, z));
        let by = joint_by(x, z);
        let angles = if segment == 0 { 2 } else { 1 };
        own.extend(by[..angles].iter().map(|by| compose(base, by)));
        for map in &mut own {
            for i in 0..3 {
                map[i][3] = 0.0;
            }
        }
    }
    let mut by_angle = Vec::with_capacity(4);
    let Some(parent) = parent else {
        let first = first.min(26);
        return Bone {
            map: relative,
            first,
            by_angle,
        };
    };
    by_angle.extend(parent.by_angle.iter().map(|by| compose(by, &relative)));
    by_angle.extend(own.iter().map(|by| linear(&parent.map, by)));
    Bone {
        map: compose(&parent.map, &relative),
        first: if moves { first } else { 26 },
        by_angle,
    }
}

fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

const STILL: Moved = Moved {
    at: [0.0; 3],
    by: [[0.0; 3]; 26],
};

/// Residuals, and the Jacobian row by row, 26 wide.
pub fn jacobian(theta: &[f64; 26], model: &Model, targets: &[Target]) -> (Vec<f64>, Vec<f64>) {
    let posed = Posed::new(theta, model);
    let mut residuals = Vec::with_capacity(3 * targets.len());
    let mut jacobian = vec![0.0; 3 * targets.len() * 26];
    for (target, rows) in targets.iter().zip(jacobian.chunks_exact_mut(3 * 26)) {
        let mut moved = STILL;
        posed.vertex(model, target.correspondence, 1.0, &mut moved);
        posed.rows(&moved, &target.point, &mut residuals, rows, 26);
    }
    (residuals, jacobian)
}

/// Residuals, and the Jacobian row by row, 28 wide: the last two columns are by the residual's own place.
pub fn jacobian_on_triangles(
    theta: &[f64; 26],
    places: &[[f64; 2]],
    model: &Model,
    targets: &[Target],
) -> (Vec<f64>, Vec<f64>) {
    let posed = Posed::new(theta, model);
    let mut residuals = Vec::with_capacity(3 * targets.len());
    let mut jacobian = vec![0.0; 3 * targets.len() * 28];
    let rows = jacobian.chunks_exact_mut(3 * 28);
    for ((target, place), rows) in targets.iter().zip(places).zip(rows) {
        let corners = model.triangles[target.correspondence];
        let scales = [place[0], place[1], 1.0 - place[0] - place[1]];
        let mut moved = STILL;
        let mut at = [[0.0; 3]; 3];
        for corner in 0..3 {
            at[corner] = posed.vertex(model, corners[corner], scales[corner], &mut moved);
        }
        posed.rows(&moved, &target.point, &mut residuals, rows, 28);
        for i in 0..3 {
            for k in 0..2 {
                let edge = std::array::from_fn(|j| at[k][j] - at[2][j]);
                rows[i * 28 + 26 + k] = -dot(&posed.rotation[i], &edge);
            }
        }
    }
    (residuals, jacobian)
}
