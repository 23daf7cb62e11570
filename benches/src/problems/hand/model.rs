//! The hand model and what it is fitted to: ADBench's files, or data of the same shapes.

use crate::adbench;
use crate::random::Random;
use std::path::Path;
use std::str::FromStr;

/// The upper three rows of a 4×4 matrix whose last row is (0, 0, 0, 1).
pub type Affine = [[f64; 4]; 3];

/// Bones, and a surface that hangs on them.
#[derive(Debug)]
pub struct Model {
    /// For each bone the one that it hangs on, which comes before it. After the wrist come five fingers of three
    /// joints and a tip each, then others that do not move.
    pub parents: Vec<Option<usize>>,
    /// From a bone to its parent, at rest.
    pub base_relative: Vec<Affine>,
    /// From the hand to a bone, at rest.
    pub inverse_base_absolute: Vec<Affine>,
    /// The points of the surface at rest.
    pub vertices: Vec<[f64; 3]>,
    /// Which bones move a vertex, and how much.
    pub weights: Vec<Vec<(usize, f64)>>,
    /// Three vertices each.
    pub triangles: Vec<[usize; 3]>,
}

/// A point, and the vertex or the triangle that it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// A number of a vertex or of a triangle.
    pub correspondence: usize,
    /// What was measured.
    pub point: [f64; 3],
}

/// One instance of the problem.
#[derive(Clone, Copy, Debug)]
pub struct Instance {
    /// The model.
    pub model: &'static Model,
    /// The points.
    pub targets: &'static [Target],
    /// For the complicated problem: where on its triangle each point is.
    pub places: &'static [[f64; 2]],
    /// The pose.
    pub theta: &'static [f64; 26],
}

impl Instance {
    /// The instance of a folder of ADBench's, or one of the same shape.
    pub fn of(data: Option<&Path>, complicated: bool) -> Instance {
        let read = data.and_then(|data| Instance::read(&data.join("hand"), complicated));
        read.unwrap_or_else(|| Instance::random(complicated))
    }

    fn read(folder: &Path, complicated: bool) -> Option<Instance> {
        let model = Model::read(&folder.join("model"))?;
        let name = if complicated {
            "complicated_small"
        } else {
            "simple_small"
        };
        let numbers = adbench::numbers(&folder.join(name).join("hand1_t26_c100.txt"))?;
        let n = numbers[0] as usize;
        let (rows, rest) = numbers[2..].split_at(4 * n);
        let targets = rows.chunks_exact(4).map(|row| Target {
            correspondence: row[0] as usize,
            point: [row[1], row[2], row[3]],
        });
        let (places, theta) = rest.split_at(if complicated { 2 * n } else { 0 });
        Some(Instance {
            model: Box::leak(Box::new(model)),
            targets: targets.collect::<Vec<_>>().leak(),
            places: places.as_chunks().0.to_vec().leak(),
            theta: Box::leak(Box::new(theta.try_into().ok()?)),
        })
    }

    fn random(complicated: bool) -> Instance {
        let random = &mut Random::new(29);
        let model = Model::random(random);
        let among = if complicated {
            model.triangles.len()
        } else {
            model.vertices.len()
        };
        let targets = (0..100).map(|_| Target {
            correspondence: random.below(among),
            point: numbers(random),
        });
        let targets = targets.collect::<Vec<_>>().leak();
        let places = if complicated { 100 } else { 0 };
        let places = (0..places).map(|_| std::array::from_fn(|_| random.uniform(0.0, 0.5)));
        Instance {
            model: Box::leak(Box::new(model)),
            targets,
            places: places.collect::<Vec<_>>().leak(),
            theta: Box::leak(Box::new(numbers(random))),
        }
    }
}

impl Model {
    fn read(folder: &Path) -> Option<Model> {
        let lines = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let mut model = Model::empty();
        for line in lines("bones.txt")?.lines() {
            let fields: Vec<&str> = line.split(':').collect();
            let matrices: Vec<f64> = parsed(&fields[2..34])?;
            model.parents.push(fields[1].parse().ok());
            model.base_relative.push(affine(&matrices[..16]));
            model.inverse_base_absolute.push(affine(&matrices[16..]));
        }
        for line in lines("vertices.txt")?.lines() {
            let fields: Vec<&str> = line.split(':').collect();
            model.vertices.push(parsed(&fields[..3])?.try_into().ok()?);
            let weights = fields[9..].chunks_exact(2);
            let weights = weights.map(|pair| Some((pair[0].parse().ok()?, pair[1].parse().ok()?)));
            model.weights.push(weights.collect::<Option<_>>()?);
        }
        for line in lines("triangles.txt")?.lines() {
            let fields: Vec<&str> = line.split(':').collect();
            model.triangles.push(parsed(&fields)?.try_into().ok()?);
        }
        Some(model)
    }

    fn empty() -> Model {
        Model {
            parents: Vec::new(),
            base_relative: Vec::new(),
            inverse_base_absolute: Vec::new(),
            vertices: Vec::new(),
            weights: Vec::new(),
            triangles: Vec::new(),
        }
    }

    fn random(random: &mut Random) -> Model {
        let mut model = Model::empty();
        for bone in 0..22 {
            model.parents.push(match bone {
                0 => None,
                1 | 5 | 9 | 13 | 17 | 21 => Some(0),
                _ => Some(bone - 1),
            });
            let (base, inverse) = (affine_near_unit(random), affine_near_unit(random));
            model.base_relative.push(base);
            model.inverse_base_absolute.push(inverse);
        }
        for _ in 0..544 {
            model.vertices.push(numbers(random));
            let weights = (0..1 + random.below(3)).map(|_| (random.below(22), 0.5));
            model.weights.push(weights.collect());
        }
        let triangles = (0..1084).map(|_| std::array::from_fn(|_| random.below(544)));
        model.triangles.extend(triangles);
        model
    }
}

fn parsed<T: FromStr>(fields: &[&str]) -> Option<Vec<T>> {
    fields.iter().map(|field| field.parse().ok()).collect()
}

fn affine(numbers: &[f64]) -> Affine {
    std::array::from_fn(|i| std::array::from_fn(|j| numbers[4 * i + j]))
}

fn affine_near_unit(random: &mut Random) -> Affine {
    std::array::from_fn(|i| {
        std::array::from_fn(|j| f64::from(u8::from(i == j)) + random.uniform(-0.2, 0.2))
    })
}

fn numbers<const N: usize>(random: &mut Random) -> [f64; N] {
    std::array::from_fn(|_| random.uniform(-1.0, 1.0))
}
