//! Finding what a place names.

use super::{Memory, Scalar};

/// A projection whose operands are known.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Index(usize),
    Range(Option<usize>, Option<usize>),
    Field(String),
    Inner,
    Variant(String, String),
}

/// What a place is: the way to a piece of memory, and perhaps a range of its elements.
pub(super) struct Found<'a, S> {
    memory: &'a mut Memory<S>,
    range: Option<(usize, usize)>,
}

/// Follows the steps; `None` if they lead into a slot that is empty.
pub(super) fn find<'a, S: Scalar>(
    base: &'a mut Memory<S>,
    steps: &[Step],
) -> Result<Option<Found<'a, S>>, String> {
    let mut memory = base;
    let mut range = None;
    for step in steps {
        if let (Memory::Inner(Some(_)), false) = (&*memory, matches!(step, Step::Inner)) {
            let Memory::Inner(Some(inner)) = memory else {
                unreachable!("just matched")
            };
            memory = inner;
        }
        if matches!(memory, Memory::Absent) {
            return Ok(None);
        }
        match step {
            Step::Range(lo, hi) => {
                let (start, end) = extent(memory, range)?;
                let (lo, hi) = (lo.unwrap_or(0), hi.unwrap_or(end - start));
                if lo > hi || hi > end - start {
                    return Err(format!("range {lo}..{hi} of {} elements", end - start));
                }
                range = Some((start + lo, start + hi));
            }
            Step::Index(i) => {
                let (start, end) = extent(memory, range.take())?;
                let Memory::Sequence(parts) = memory else {
                    unreachable!("it has an extent")
                };
                if *i >= end - start {
                    return Err(format!("index {i} of {} elements", end - start));
                }
                memory = &mut parts[start + i];
            }
            Step::Field(name) => memory = field(memory, name)?,
            Step::Variant(variant, name) if memory.is_variant(variant) => {
                memory = field(memory, name)?;
            }
            Step::Variant(variant, _) => return Err(format!("{variant} of {memory:?}")),
            Step::Inner => match memory {
                Memory::Inner(Some(inner)) => memory = inner,
                other => return Err(format!("the inside of {other:?}")),
            },
        }
    }
    match memory {
        Memory::Absent => Ok(None),
        memory => Ok(Some(Found { memory, range })),
    }
}

fn extent<S: Scalar>(
    memory: &Memory<S>,
    range: Option<(usize, usize)>,
) -> Result<(usize, usize), String> {
    match memory {
        Memory::Sequence(parts) => Ok(range.unwrap_or((0, parts.len()))),
        other => Err(format!("an element of {other:?}")),
    }
}

fn field<'a, S: Scalar>(
    memory: &'a mut Memory<S>,
    name: &str,
) -> Result<&'a mut Memory<S>, String> {
    let found = match memory {
        Memory::Tuple(parts) => name.parse::<usize>().ok().and_then(|i| parts.get_mut(i)),
        Memory::Struct(fields) | Memory::Variant(_, fields) => {
            fields.iter_mut().find(|(n, _)| n == name).map(|(_, m)| m)
        }
        _ => None,
    };
    found.ok_or_else(|| format!("no field {name}"))
}

impl<S: Scalar> Found<'_, S> {
    /// A copy of it.
    pub(super) fn read(&self) -> Result<Memory<S>, String> {
        let copy = match (&*self.memory, self.range) {
            (memory, None) => memory.clone(),
            (Memory::Sequence(parts), Some((lo, hi))) => Memory::Sequence(parts[lo..hi].to_vec()),
            (other, Some(_)) => return Err(format!("a range of {other:?}")),
        };
        if copy.is_whole() {
            Ok(copy)
        } else {
            Err("read after it was moved out of".to_string())
        }
    }

    /// The number of its elements.
    pub(super) fn len(&self) -> Result<usize, String> {
        extent(self.memory, self.range).map(|(lo, hi)| hi - lo)
    }

    /// Changes it; a range keeps its length.
    pub(super) fn modify(
        self,
        change: impl FnOnce(&mut Memory<S>) -> Result<(), String>,
    ) -> Result<(), String> {
        let Some((lo, hi)) = self.range else {
            return change(self.memory);
        };
        let Memory::Sequence(parts) = self.memory else {
            return Err("a range of no sequence".to_string());
        };
        let mut part = Memory::Sequence(parts[lo..hi].to_vec());
        change(&mut part)?;
        match part {
            Memory::Sequence(part) if part.len() == hi - lo => {
                parts.splice(lo..hi, part);
                Ok(())
            }
            other => Err(format!("a range became {other:?}")),
        }
    }
}
