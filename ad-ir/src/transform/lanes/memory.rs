//! Memory of tangents: what it is set to.

use super::Lanes;
use super::facts::{has_fixed_zero, is_number_by_number, widened};
use crate::ir::{Atom, BaseId, BaseKind, For, Init, Op, Place, Range, Region, Stmt, Type, ValueId};

impl Lanes<'_> {
    /// Declares memory.
    pub(super) fn declared(&mut self, b: BaseId, init: &Init) -> Option<()> {
        let ty = &self.f.bases[b.index()].ty.clone();
        if is_number_by_number(init, ty) {
            self.push(Op::Init(b, Init::Default));
            self.numbers(&b.into(), init, ty);
            return Some(());
        }
        let init = self.init(init, ty)?;
        self.close();
        self.push(Op::Init(b, init));
        Some(())
    }

    /// Sets memory that is zero number by number.
    fn numbers(&mut self, place: &Place, init: &Init, ty: &Type) {
        match (init, ty) {
            (Init::Atom(a), Type::Float(_)) if !a.is_zero() => self.store(place, a),
            (Init::Elements(parts), Type::Array(t, _)) => {
                for (i, part) in parts.iter().enumerate() {
                    self.numbers(&place.index(Atom::usize(i)), part, t);
                }
            }
            (Init::Tuple(parts), Type::Tuple(types)) => {
                for (i, (part, t)) in parts.iter().zip(types).enumerate() {
                    self.numbers(&place.field(i.to_string()), part, t);
                }
            }
            _ => {}
        }
    }

    /// What memory of this type, before it is widened, is set to. Before that is used the loop over the directions must
    /// be closed.
    pub(super) fn init(&mut self, init: &Init, ty: &Type) -> Option<Init> {
        Some(match init {
            Init::Atom(_) if *ty == Type::Unit => init.clone(),
            Init::Atom(a) if ty.is_float() => {
                if a.is_zero() {
                    return Some(Init::Default);
                }
                if let Some(base) = a.value().and_then(|v| self.memory[v.index()])
                    && self.facts.atom(a)
                {
                    return Some(Init::Copy(base.into()));
                }
                let name = a.value().map(|v| self.f.values[v.index()].name.clone());
                let base = self.array(ty, &name.unwrap_or_default());
                self.push(Op::Init(base, Init::Default));
                self.store(&base.into(), a);
                Init::Copy(base.into())
            }
            Init::Elements(parts) => {
                let element = ty.element()?;
                let parts: Option<Vec<Init>> =
                    parts.iter().map(|part| self.init(part, element)).collect();
                Init::Elements(parts?)
            }
            Init::Repeat(part, n) => {
                let part = self.init(part, ty.element()?)?;
                Init::Repeat(Box::new(part), n.clone())
            }
            Init::Tuple(parts) => {
                let Type::Tuple(types) = ty else { return None };
                let parts: Option<Vec<Init>> = parts
                    .iter()
                    .zip(types)
                    .map(|(part, t)| self.init(part, t))
                    .collect();
                Init::Tuple(parts?)
            }
            Init::If(cond, then, els) => {
                let (then, els) = (self.init(then, ty)?, self.init(els, ty)?);
                Init::If(cond.clone(), Box::new(then), Box::new(els))
            }
            Init::Copy(p) | Init::Move(p) => {
                if !self.facts.place(p) || self.is_slot(p.base) {
                    return None;
                }
                init.clone()
            }
            Init::Pop(p) => {
                if !self.facts.place(p) {
                    return None;
                }
                init.clone()
            }
            Init::Empty(_) | Init::Default => init.clone(),
            Init::ZeroTangent(p) => self.zero(p, ty)?,
            Init::Variant(variant, fields) if variant.is_standard() => {
                let Type::Option(payload) = ty else {
                    return None;
                };
                let part =
                    |(name, part): &(String, Init)| Some((name.clone(), self.init(part, payload)?));
                let fields: Option<Vec<_>> = fields.iter().map(part).collect();
                Init::Variant(variant.clone(), fields?)
            }
            Init::Atom(_) | Init::Struct(..) | Init::Variant(..) => return None,
            Init::Lent(_) | Init::ZeroOf(_) => return None,
        })
    }

    /// Zero in all directions, with the shape of a place; `ty` is the type for one direction.
    pub(super) fn zero(&mut self, shape: &Place, ty: &Type) -> Option<Init> {
        if has_fixed_zero(ty) {
            return Some(Init::Default);
        }
        match ty {
            Type::Vec(t) | Type::Slice(t) if has_fixed_zero(t) => {
                let n = self.len(shape);
                Some(Init::Repeat(Box::new(Init::Default), n))
            }
            Type::Vec(t) | Type::Slice(t) => {
                let wide = Type::Vec(Box::new(widened(t, self.count)?));
                let base = self.g.new_base(wide, "zeros", BaseKind::Local);
                self.push(Op::Init(base, Init::Empty(None)));
                let n = self.len(shape);
                self.each(n, |pass, i| {
                    let zero = pass.zero(&shape.index(i), t)?;
                    pass.push(Op::Push(base.into(), zero));
                    Some(())
                })?;
                Some(Init::Move(base.into()))
            }
            Type::Tuple(types) => {
                let part = |(i, t): (usize, &Type)| self.zero(&shape.field(i.to_string()), t);
                let parts: Option<Vec<Init>> = types.iter().enumerate().map(part).collect();
                Some(Init::Tuple(parts?))
            }
            _ => None,
        }
    }

    /// Sets every number of a sequence to the same.
    pub(super) fn fill(&mut self, p: &Place, a: &Atom) {
        self.close();
        if a.is_zero() && !super::facts::is_generic(&self.f.place_ty(p)) {
            self.push(Op::SetZero(p.clone()));
            return;
        }
        let n = self.len(p);
        let _ = self.each(n, |pass, i| {
            pass.store(&p.index(i), a);
            Some(())
        });
    }

    /// The number of elements of a place.
    pub(super) fn len(&mut self, p: &Place) -> Atom {
        let n = self.g.new_value(Type::USIZE, "");
        let span = self.span;
        self.out.push(Stmt {
            results: vec![n],
            op: Op::Len(p.clone()),
            span,
        });
        n.into()
    }

    /// A loop over the numbers below `n`.
    pub(super) fn each(
        &mut self,
        n: Atom,
        body: impl FnOnce(&mut Self, ValueId) -> Option<()>,
    ) -> Option<()> {
        self.loop_over(Atom::usize(0), n, "i", body)
    }

    pub(super) fn loop_over(
        &mut self,
        lo: Atom,
        hi: Atom,
        name: &str,
        body: impl FnOnce(&mut Self, ValueId) -> Option<()>,
    ) -> Option<()> {
        self.close();
        let i = self.g.new_value(Type::USIZE, name);
        let outer = std::mem::take(&mut self.out);
        body(self, i)?;
        self.close();
        let stmts = std::mem::replace(&mut self.out, outer);
        self.push(Op::For(For {
            range: Range {
                lo,
                hi,
                inclusive: false,
                reversed: false,
            },
            inits: Vec::new(),
            body: Region {
                params: vec![i],
                stmts,
                yields: Vec::new(),
            },
            breaks: false,
        }));
        Some(())
    }
}
