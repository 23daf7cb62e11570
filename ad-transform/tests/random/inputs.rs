//! Arguments and tangents for a function, by chance.

use crate::choices::Rng;
use ad_transform::interp::{Dual, Input, Memory, Value};
use ad_transform::ir::{Function, Lit, ParamKind, Type};

/// An argument for each parameter of a primal function.
pub fn inputs(f: &Function, rng: &mut Rng) -> Vec<Input<f64>> {
    f.params
        .iter()
        .map(|param| match param.kind {
            ParamKind::Value(v) => Input::Value(scalar(f.ty(v), rng)),
            ParamKind::Base(b) => Input::Memory(memory(&f.bases[b.index()].ty, rng)),
            ParamKind::Opaque(_) | ParamKind::Function(_) | ParamKind::Ignored => Input::Nothing,
        })
        .collect()
}

fn scalar(ty: &Type, rng: &mut Rng) -> Value<f64> {
    match ty {
        Type::Float(_) => Value::Float(rng.unit() * 1.5),
        Type::Int(_) => Value::Int((rng.next() % 5).into()),
        Type::Bool => Value::Bool(rng.next().is_multiple_of(2)),
        _ => Value::constant(Lit::Zero, ty),
    }
}

fn memory(ty: &Type, rng: &mut Rng) -> Memory<f64> {
    match ty {
        Type::Array(t, Some(n)) => {
            let n: usize = n.parse().expect("a length");
            Memory::Sequence((0..n).map(|_| memory(t, rng)).collect())
        }
        Type::Vec(t) | Type::Slice(t) => {
            let n = 2 + rng.next() % 3;
            Memory::Sequence((0..n).map(|_| memory(t, rng)).collect())
        }
        Type::Named(_) => Memory::Struct(vec![
            ("a".to_string(), Memory::float(rng.unit())),
            (
                "n".to_string(),
                Memory::Scalar(Value::Int((rng.next() % 3).into())),
            ),
            (
                "v".to_string(),
                memory(&Type::Vec(Box::new(Type::F64)), rng),
            ),
            (
                "k".to_string(),
                memory(
                    &Type::Array(Box::new(Type::F64), Some("2".to_string())),
                    rng,
                ),
            ),
        ]),
        Type::Tuple(types) => Memory::Tuple(types.iter().map(|t| memory(t, rng)).collect()),
        Type::Option(t) | Type::Boxed(t) => Memory::Inner(Some(Box::new(memory(t, rng)))),
        _ => Memory::Scalar(scalar(ty, rng)),
    }
}

/// A tangent by chance, of the shape of a value.
pub fn tangent_of(memory: &Memory<f64>, rng: &mut Rng) -> Memory<f64> {
    memory.zero_tangent().map_floats(&mut |_| rng.unit())
}

/// A tangent for each parameter that is varied and is not an empty slot.
pub fn tangents(f: &Function, inputs: &[Input<f64>], rng: &mut Rng) -> Vec<Option<Memory<f64>>> {
    f.params
        .iter()
        .zip(inputs)
        .map(|(param, input)| match input {
            _ if !param.varied => None,
            Input::Value(Value::Float(_)) => Some(Memory::float(rng.unit())),
            Input::Memory(Memory::Absent) | Input::Value(_) | Input::Nothing => None,
            Input::Memory(memory) => {
                let tangent = tangent_of(memory, rng);
                (!tangent.floats().is_empty()).then_some(tangent)
            }
        })
        .collect()
}

/// The arguments as dual numbers.
pub fn dual_inputs(
    inputs: &[Input<f64>],
    tangents: &[Option<Memory<f64>>],
) -> Vec<Input<Dual<f64>>> {
    inputs
        .iter()
        .zip(tangents)
        .map(|(input, tangent)| {
            let mut parts = tangent
                .as_ref()
                .map(Memory::floats)
                .unwrap_or_default()
                .into_iter();
            let mut dual = |value| Dual {
                value,
                tangent: parts.next().unwrap_or(0.0),
            };
            match input {
                Input::Value(Value::Float(x)) => Input::Value(Value::Float(dual(*x))),
                Input::Value(value) => Input::Value(value.map(Dual::from_constant)),
                Input::Memory(memory) => Input::Memory(memory.map_floats(&mut dual)),
                Input::Nothing => Input::Nothing,
            }
        })
        .collect()
}
