//! Forward mode in several directions.

use super::{Check, FUEL, J, Point, changes, same_bits};
use crate::choices::Rng;
use ad_transform::interp::{Input, Memory, Module, Value};
use ad_transform::ir::verify::verify;
use ad_transform::ir::{Callee, Function, Mode};
use ad_transform::transform::lanes;

const L: Mode = Mode::Lanes;

/// So many pairs of directions are followed at once.
const PAIRS: usize = 2;
const LANES: usize = 2 * PAIRS;

/// Forward mode in several directions, where there is one; functions of which the number of parameters is odd are not known
/// to have it.
pub fn insert(module: &mut Module, f: &Function) -> Check<()> {
    let jvp = module.get(&f.name, &[J]).expect("made before");
    let has = |callee: &Callee, _: bool| {
        let known = module.get(&callee.path.to_string(), &[L]);
        known.is_some_and(|g| g.params.len().is_multiple_of(4))
    };
    if let Some(g) = lanes(jvp, f.bases.len(), &PAIRS.to_string(), &has) {
        verify(&g)?;
        module.insert(&f.name, &[L], g);
    }
    Ok(())
}

impl Point<'_> {
    /// Forward mode in several directions gives in each of them what forward mode gives, to the last bit. `inputs` are those
    /// of forward mode in the first of them.
    pub(super) fn check_lanes(&self, inputs: &[Input<f64>], rng: &mut Rng) -> Check<()> {
        let Some(g) = self.module.get(self.name, &[L]) else {
            return Ok(());
        };
        let fail = |what: String| self.failure(L, &what);
        let n = self.inputs.len();
        let (one, mut directions) = (self.further(Mode::Jvp), vec![inputs.to_vec()]);
        for _ in 1..LANES {
            let other = inputs.iter().enumerate().map(|(k, input)| match input {
                Input::Memory(tangent) if k >= n => {
                    Input::Memory(tangent.map_floats(&mut |_| rng.unit()))
                }
                input => input.clone(),
            });
            directions.push(other.collect());
        }
        let all = (0..inputs.len()).map(|k| {
            let memory = |direction: &Vec<Input<f64>>| match &direction[k] {
                Input::Memory(memory) => memory.clone(),
                Input::Value(_) | Input::Nothing => Memory::Absent,
            };
            match &inputs[k] {
                Input::Memory(first) if k >= n => {
                    let others: Vec<Memory<f64>> = directions.iter().map(memory).collect();
                    Input::Memory(widened(first, &others))
                }
                input => input.clone(),
            }
        });
        let all = all.collect();
        let outcome = self.module.run(g, all, 100 * FUEL).map_err(fail)?;
        for (lane, direction) in directions.into_iter().enumerate() {
            let expected = self.module.run(one, direction, 10 * FUEL).map_err(fail)?;
            let found = |memory: &Memory<f64>| lane_of(memory, lane);
            let (value, tangent) = match (&expected.output, &outcome.output) {
                (Memory::Tuple(expected), Memory::Tuple(found)) if expected.len() == 2 => {
                    ([&expected[0], &found[0]], [&expected[1], &found[1]])
                }
                (expected, found) => ([expected, found], [expected, found]),
            };
            same_bits("result", value[0], value[1]).map_err(fail)?;
            let what = format!("tangent of the result in direction {lane}");
            same_bits(&what, tangent[0], &found(tangent[1])).map_err(fail)?;
            for k in (0..g.params.len()).filter(|k| changes(one, &one.params[*k])) {
                let there = match k < n {
                    true => outcome.params[k].clone(),
                    false => found(&outcome.params[k]),
                };
                let what = format!("parameter {k} in direction {lane}");
                same_bits(&what, &expected.params[k], &there).map_err(fail)?;
            }
        }
        Ok(())
    }
}

/// Memory with all directions in place of each number of the first.
fn widened(first: &Memory<f64>, all: &[Memory<f64>]) -> Memory<f64> {
    let part = |all: &[Memory<f64>], of: &dyn Fn(&Memory<f64>) -> Memory<f64>| {
        all.iter().map(of).collect::<Vec<_>>()
    };
    match first {
        Memory::Scalar(Value::Float(_)) => Memory::Sequence(all.to_vec()),
        Memory::Inner(Some(inner)) => {
            let of = |memory: &Memory<f64>| match memory {
                Memory::Inner(Some(inner)) => (**inner).clone(),
                _ => unreachable!("of one shape"),
            };
            Memory::Inner(Some(Box::new(widened(inner, &part(all, &of)))))
        }
        Memory::Sequence(parts) | Memory::Tuple(parts) => {
            let parts = parts.iter().enumerate().map(|(i, first)| {
                let of = |memory: &Memory<f64>| match memory {
                    Memory::Sequence(parts) | Memory::Tuple(parts) => parts[i].clone(),
                    _ => unreachable!("of one shape"),
                };
                widened(first, &part(all, &of))
            });
            match first {
                Memory::Tuple(_) => Memory::Tuple(parts.collect()),
                _ => Memory::Sequence(parts.collect()),
            }
        }
        other => other.clone(),
    }
}

/// What memory holds of one direction.
fn lane_of(memory: &Memory<f64>, lane: usize) -> Memory<f64> {
    match memory {
        Memory::Sequence(parts) => match parts.first() {
            Some(Memory::Scalar(Value::Float(_))) => parts[lane].clone(),
            _ => Memory::Sequence(parts.iter().map(|part| lane_of(part, lane)).collect()),
        },
        Memory::Inner(Some(inner)) => Memory::Inner(Some(Box::new(lane_of(inner, lane)))),
        Memory::Tuple(parts) => {
            Memory::Tuple(parts.iter().map(|part| lane_of(part, lane)).collect())
        }
        other => other.clone(),
    }
}
