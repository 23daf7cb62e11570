//! Where functions are run: arguments by chance, and what the interpreter makes of them.

use crate::choices::Rng;
use crate::inputs::{inputs, tangent_of, tangents};
use ad_transform::interp::{Input, Memory, Module, Outcome};
use ad_transform::ir::{Access, BaseKind, Function, Mode, Param, ParamKind};
use proc_macro2::Ident;
use quote::format_ident;

const FUEL: u64 = 2_000_000;

/// Arguments and outcome of a function.
pub struct Point {
    pub modes: Vec<Mode>,
    pub inputs: Vec<Input<f64>>,
    pub outcome: Outcome<f64>,
}

impl Point {
    /// A point for the transform of a function by these modes; none if the program panics there.
    pub fn new(module: &Module, f: &Function, modes: &[Mode], rng: &mut Rng) -> Option<Point> {
        let mut arguments = inputs(f, rng);
        for n in 0..modes.len() {
            let before = module.get(&f.name, &modes[..n])?;
            let after = module.get(&f.name, &modes[..=n])?;
            let outcome = module.run(before, arguments.clone(), FUEL).ok()?;
            let extra = match modes[n] {
                Mode::Jvp => with_tangents(before, after, &arguments, rng),
                Mode::Vjp => with_cotangents(after, &arguments, &outcome, rng),
                Mode::Lanes => unreachable!("not among the orders"),
            };
            arguments.extend(extra);
        }
        let g = module.get(&f.name, modes)?;
        let outcome = module.run(g, arguments.clone(), FUEL).ok()?;
        let moderate = outcome
            .params
            .iter()
            .chain([&outcome.output])
            .flat_map(Memory::floats)
            .all(|x| x.abs() < 1e9);
        moderate.then(|| Point {
            modes: modes.to_vec(),
            inputs: arguments,
            outcome,
        })
    }
}

fn with_tangents(
    f: &Function,
    g: &Function,
    arguments: &[Input<f64>],
    rng: &mut Rng,
) -> Vec<Input<f64>> {
    let tangents = tangents(f, arguments, rng);
    let params = &g.params[arguments.len()..];
    params
        .iter()
        .zip(tangents)
        .map(|(param, tangent)| match (&param.kind, tangent) {
            (ParamKind::Base(_), Some(tangent)) => Input::Memory(tangent),
            (ParamKind::Base(_), None) => Input::Memory(Memory::Absent),
            _ => Input::Nothing,
        })
        .collect()
}

fn with_cotangents(
    g: &Function,
    arguments: &[Input<f64>],
    outcome: &Outcome<f64>,
    rng: &mut Rng,
) -> Vec<Input<f64>> {
    let n = arguments.len();
    g.params[n..]
        .iter()
        .enumerate()
        .map(|(k, param)| {
            let Some(access) = access(g, param) else {
                return Input::Nothing;
            };
            let shape = match (k.checked_sub(1), access) {
                (None, _) => outcome.output.clone(),
                (Some(k), Access::Mut) => outcome.params[k].clone(),
                (Some(k), _) => match &arguments[k] {
                    Input::Value(value) => Memory::Scalar(*value),
                    Input::Memory(memory) => memory.clone(),
                    Input::Nothing => return Input::Nothing,
                },
            };
            match shape {
                Memory::Absent => Input::Memory(Memory::Absent),
                // Now and then a slot stays empty.
                _ if k > 0 && access != Access::Mut && rng.next().is_multiple_of(8) => {
                    Input::Memory(Memory::Absent)
                }
                shape => Input::Memory(tangent_of(&shape, rng)),
            }
        })
        .collect()
}

pub fn is_absent(input: &Input<f64>) -> bool {
    matches!(input, Input::Memory(Memory::Absent))
}

/// How memory is passed.
pub fn access(f: &Function, param: &Param) -> Option<Access> {
    match param.kind {
        ParamKind::Base(b) => match f.bases[b.index()].kind {
            BaseKind::Param(access) => Some(access),
            _ => None,
        },
        _ => None,
    }
}

/// `__vjp_jvp`
pub fn hidden_name(modes: &[Mode]) -> Ident {
    let words: Vec<String> = modes
        .iter()
        .map(|mode| format!("{mode:?}").to_lowercase())
        .collect();
    format_ident!("__{}", words.join("_"))
}
