//! What statements read from memory and write to it.

use super::machine::{Machine, Run};
use super::{Memory, Scalar, Value};
use crate::ir::{Access, BaseId, BaseKind, Init, Op, Place, Projection, Type};

impl<S: Scalar> Machine<'_, S> {
    pub(super) fn declare(&mut self, b: BaseId, init: &Init) -> Run<()> {
        let memory = self.init(init, &self.f.bases[b.index()].ty)?;
        self.bases[b.index()] = memory;
        Ok(())
    }

    pub(super) fn load(&mut self, place: &Place) -> Run<Value<S>> {
        match self.read(place)? {
            Memory::Scalar(value) => Ok(value),
            Memory::Absent => Ok(Value::Float(S::constant(0.0))),
            other => Err(format!("{other:?} loaded as a scalar")),
        }
    }

    pub(super) fn write(&mut self, op: &Op) -> Run<()> {
        match op {
            Op::Assign(p, init) => {
                let memory = self.init(init, &self.f.place_ty(p))?;
                self.modify(p, |m| {
                    *m = memory;
                    Ok(())
                })
            }
            Op::Store(p, a) => {
                let value = Memory::Scalar(self.atom(a)?);
                self.modify(p, |m| match m {
                    Memory::Scalar(_) | Memory::Moved => {
                        *m = value;
                        Ok(())
                    }
                    other => Err(format!("a scalar stored in {other:?}")),
                })
            }
            Op::Accumulate(p, a) => {
                let value = Memory::Scalar(self.atom(a)?);
                self.modify(p, |m| m.add_assign(&value))
            }
            Op::AddFrom(dst, src) => {
                let src = self.read(src)?;
                self.modify(dst, |m| m.add_assign(&src))
            }
            Op::SetZero(p) => self.modify(p, |m| {
                m.set_zero();
                Ok(())
            }),
            Op::Fill(p, a) => {
                let value = Memory::Scalar(self.atom(a)?);
                self.sequence(p, |parts| {
                    parts.fill(value);
                    Ok(())
                })
            }
            Op::CopyFrom(dst, src) => match self.read(src)? {
                Memory::Absent => self.modify(dst, |m| {
                    m.set_zero();
                    Ok(())
                }),
                Memory::Sequence(src) => self.sequence(dst, |parts| {
                    if parts.len() != src.len() {
                        return Err("copy between different lengths".to_string());
                    }
                    *parts = src;
                    Ok(())
                }),
                other => Err(format!("copy from {other:?}")),
            },
            Op::Swap(p, q) => {
                let (a, b) = (self.read(p)?, self.read(q)?);
                self.modify(p, |m| {
                    *m = b;
                    Ok(())
                })?;
                self.modify(q, |m| {
                    *m = a;
                    Ok(())
                })
            }
            Op::Push(p, init) => {
                let ty = self
                    .f
                    .place_ty(p)
                    .element()
                    .cloned()
                    .unwrap_or(Type::Unknown);
                let memory = self.init(init, &ty)?;
                self.sequence(p, |parts| {
                    parts.push(memory);
                    Ok(())
                })
            }
            Op::Extend(dst, src) => match self.read(src)? {
                Memory::Sequence(src) => self.sequence(dst, |parts| {
                    parts.extend(src);
                    Ok(())
                }),
                other => Err(format!("extended by {other:?}")),
            },
            Op::Truncate(p, n) => {
                let n = self.usize(n)?;
                self.sequence(p, |parts| {
                    if n > parts.len() {
                        return Err(format!("truncate {} elements to {n}", parts.len()));
                    }
                    parts.truncate(n);
                    Ok(())
                })
            }
            _ => unreachable!("the caller sends writes only"),
        }
    }

    fn init(&mut self, init: &Init, ty: &Type) -> Run<Memory<S>> {
        let part_ty = ty.element().cloned().unwrap_or(Type::Unknown);
        Ok(match init {
            Init::Atom(a) => Memory::Scalar(self.atom(a)?),
            Init::Elements(parts) => Memory::Sequence(
                parts
                    .iter()
                    .map(|part| self.init(part, &part_ty))
                    .collect::<Run<_>>()?,
            ),
            Init::Repeat(element, n) => {
                Memory::Sequence(vec![self.init(element, &part_ty)?; self.usize(n)?])
            }
            Init::Tuple(parts) => {
                let types = match ty {
                    Type::Tuple(types) => &types[..],
                    _ => &[],
                };
                let part = |(i, part)| self.init(part, types.get(i).unwrap_or(&Type::Unknown));
                Memory::Tuple(parts.iter().enumerate().map(part).collect::<Run<_>>()?)
            }
            Init::Struct(_, fields, rest) => self.structure(fields, rest.as_ref())?,
            Init::Variant(variant, fields) => {
                let mut parts = Vec::new();
                let payload = match ty {
                    Type::Option(t) | Type::Result(t, _) if variant.is_success() => t,
                    _ => &Type::Unknown,
                };
                for (name, part) in fields {
                    parts.push((name.clone(), self.init(part, payload)?));
                }
                match (variant.is_success(), parts.pop()) {
                    (true, Some((_, payload))) => Memory::Inner(Some(Box::new(payload))),
                    (false, None) if variant.is_standard() => Memory::Inner(None),
                    (_, last) => {
                        parts.extend(last);
                        Memory::Variant(variant.name().to_string(), parts)
                    }
                }
            }
            Init::If(cond, then, els) => {
                let branch = match self.atom(cond)? {
                    Value::Bool(true) => then,
                    Value::Bool(false) => els,
                    other => return Err(format!("{other:?} as a condition")),
                };
                self.init(branch, ty)?
            }
            Init::Empty(_) => Memory::Sequence(Vec::new()),
            Init::Copy(p) | Init::Lent(p) => match self.read(p)? {
                Memory::Absent => return Err("a copy of an empty slot has no shape".to_string()),
                memory => memory,
            },
            Init::Move(p) => {
                let indexed = p
                    .projections
                    .iter()
                    .any(|step| matches!(step, Projection::Index(_) | Projection::Range(..)));
                let lent = match self.f.bases[p.base.index()].kind {
                    BaseKind::Param(access) => access != Access::Owned,
                    BaseKind::Local => false,
                    BaseKind::Extern(_) => true,
                };
                if indexed || lent {
                    return Err("moved out of an element, or out of what is borrowed".to_string());
                }
                let memory = self.read(p)?;
                self.modify(p, |m| {
                    *m = Memory::Moved;
                    Ok(())
                })?;
                memory
            }
            Init::Pop(p) => self.pop(p)?,
            Init::ZeroTangent(p) => self.read(p)?.zero_tangent(),
            Init::ZeroOf(_) => return Err("a struct as an argument".to_string()),
            Init::Default => Memory::default_of(ty),
        })
    }

    fn structure(&mut self, fields: &[(String, Init)], rest: Option<&Place>) -> Run<Memory<S>> {
        let mut parts = match rest {
            Some(rest) => match self.read(rest)? {
                Memory::Struct(parts) => parts,
                other => return Err(format!("..{other:?}")),
            },
            None => Vec::new(),
        };
        for (name, init) in fields {
            let memory = self.init(init, &Type::Unknown)?;
            match parts.iter_mut().find(|(n, _)| n == name) {
                Some((_, part)) => *part = memory,
                None => parts.push((name.clone(), memory)),
            }
        }
        Ok(Memory::Struct(parts))
    }

    pub(super) fn pop(&mut self, place: &Place) -> Run<Memory<S>> {
        let mut last = Memory::Absent;
        self.sequence(place, |parts| {
            last = parts.pop().ok_or("pop of an empty vector")?;
            Ok(())
        })?;
        Ok(last)
    }
}
