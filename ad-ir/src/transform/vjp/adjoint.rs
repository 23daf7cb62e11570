//! The adjoint of each operation without regions.

use super::reverse::{Check, Reverse};
use crate::analyse::regions::Position;
use crate::analyse::scratch;
use crate::ir::builder::Builder;
use crate::ir::{
    Atom, BaseId, Const, Float, Init, Lit, Op, Place, Prim, Projection, Range, Stmt, Type,
};
use crate::rules;
use crate::transform::scalar::{Arithmetic, Bindings, Term, scaled};

/// An array of at most so many numbers is small.
const SMALL: usize = 16;

impl Reverse<'_> {
    /// Reverses a statement.
    pub fn stmt(&mut self, b: &mut Builder, stmt: &Stmt) -> Check {
        self.restore(b, &stmt.op);
        match &stmt.op {
            Op::Prim(prim, args) => {
                if self.context.active.value(stmt.results[0]) {
                    self.prim(b, *prim, args, stmt.results[0]);
                }
                Ok(())
            }
            Op::If(..) | Op::Switch(_) | Op::For(_) | Op::While(_) => self.control(b, stmt),
            Op::Call(call, dst) => {
                self.call(b, call, *dst);
                Ok(())
            }
            Op::Load(p) => {
                if self.context.active.value(stmt.results[0]) {
                    let bar = self.bar(b, stmt.results[0]);
                    if let (false, Some(shadow)) = (bar.is_zero(), self.shadow(b, p)) {
                        b.effect(Op::Accumulate(shadow, bar));
                    }
                }
                Ok(())
            }
            Op::Pop(p) => {
                if let Some(shadow) = self.shadow(b, p) {
                    let bar = self.bar(b, stmt.results[0]);
                    b.effect(Op::Push(shadow, Init::Atom(bar)));
                }
                Ok(())
            }
            Op::Init(base, init) => {
                if self.context.active.base(*base) && self.has_shadow(*base) {
                    let shadow = self.shadow(b, &(*base).into()).expect("it has a shadow");
                    self.init(b, &shadow, init, true)?;
                } else if let Init::Pop(popped) = init
                    && let Some(stack) = self.shadow(b, popped)
                {
                    // Nobody asked for what was taken off.
                    let zero = self.zero_like(b, *base, stmt);
                    b.effect(Op::Push(stack, zero));
                }
                Ok(())
            }
            Op::Len(_) | Op::Is(..) | Op::Opaque(_) => Ok(()),
            op => self.memory(b, op),
        }
    }

    fn prim(&mut self, b: &mut Builder, prim: Prim, args: &[Atom], result: crate::ir::ValueId) {
        let bar = self.bar(b, result);
        if bar.is_zero() {
            return;
        }
        let f = self.context.f;
        if prim == Prim::Cast {
            let bar = match f.atom_ty(&args[0]).tangent() {
                // Adding to what is not seen converts.
                Type::Tangent => bar,
                ty => b.cast(bar, ty),
            };
            self.accumulate(b, &args[0], Term::Plus(bar));
            return;
        }
        if prim == Prim::Select {
            let cond = self.primal(&args[0]);
            let zero = Atom::zero(&f.ty(result).tangent());
            for (arg, then) in [(&args[1], true), (&args[2], false)] {
                if self.context.active.atom(arg) {
                    let (x, y) = if then {
                        (bar.clone(), zero.clone())
                    } else {
                        (zero.clone(), bar.clone())
                    };
                    let term = b.select(cond.clone(), x, y);
                    self.accumulate(b, arg, Term::Plus(term));
                }
            }
            return;
        }
        if rules::is_square(prim, args) {
            // What is squared is often one of several terms of a sum, whose cotangent is doubled once for all of them.
            let twice = b.add(bar.clone(), bar);
            let x = self.primal(&args[0]);
            let term = b.mul(false, twice, x);
            self.accumulate(b, &args[0], Term::Plus(term));
            return;
        }
        if let Some(power) = self.context.powers.get(result) {
            let exponent = Atom::float(f64::from(power.exponent), &f.ty(result).tangent());
            let times = b.mul(false, bar, exponent);
            let before = self.primal(&power.before);
            let term = b.mul(false, times, before);
            self.accumulate(b, &power.of, Term::Plus(term));
            return;
        }
        let partials = rules::partials_of(prim, args);
        let inverse = self.context.inverses.serve(prim, args, result);
        for (arg, partial) in args.iter().zip(&partials) {
            if !self.context.active.atom(arg) {
                continue;
            }
            let ty = f.atom_ty(arg).tangent();
            let reverse = std::cell::RefCell::new(&mut *self);
            let mut env = Bindings {
                arg: &mut |_, i| reverse.borrow_mut().primal(&args[i]),
                result: &mut |_| reverse.borrow_mut().primal(&result.into()),
                known: &mut |prim, of| {
                    let mut reverse = reverse.borrow_mut();
                    let of: Vec<Atom> = of.iter().map(|i| args[*i].clone()).collect();
                    let (context, at) = (reverse.context, reverse.at);
                    let known = context.computed.get(prim, &of, at, &context.tree)?;
                    Some(reverse.primal(&known.into()))
                },
                ty,
                singular: prim.is_singular(),
                inverse,
            };
            let term = scaled(b, &bar, partial, &mut env);
            self.accumulate(b, arg, term);
        }
    }

    // --- memory ---

    fn memory(&mut self, b: &mut Builder, op: &Op) -> Check {
        let f = self.context.f;
        match op {
            Op::Store(p, a) => {
                let Some(shadow) = self.shadow(b, p) else {
                    return Ok(());
                };
                let ty = f.atom_ty(a).tangent();
                if self.context.active.atom(a) {
                    let bar = b.load(shadow.clone(), ty.clone());
                    self.accumulate(b, a, Term::Plus(bar));
                }
                b.effect(Op::Store(shadow, Atom::zero(&ty)));
            }
            Op::Accumulate(p, a) => {
                let Some(shadow) = self.shadow(b, p) else {
                    return Ok(());
                };
                if self.context.active.atom(a) {
                    let bar = b.load(shadow, f.atom_ty(a).tangent());
                    self.accumulate(b, a, Term::Plus(bar));
                }
            }
            Op::Fill(p, a) => {
                let Some(shadow) = self.shadow(b, p) else {
                    return Ok(());
                };
                if self.context.active.atom(a) {
                    let sum = self.sum(b, &shadow, &f.atom_ty(a).tangent());
                    self.accumulate(b, a, Term::Plus(sum));
                }
                b.effect(Op::SetZero(shadow));
            }
            Op::AddFrom(dst, src) => {
                if let (Some(dst), Some(src)) = (self.shadow(b, dst), self.shadow(b, src)) {
                    b.effect(Op::AddFrom(src, dst));
                }
            }
            Op::CopyFrom(dst, src) => {
                let Some(dst) = self.shadow(b, dst) else {
                    return Ok(());
                };
                if let Some(src) = self.shadow(b, src) {
                    b.effect(Op::AddFrom(src, dst.clone()));
                }
                b.effect(Op::SetZero(dst));
            }
            Op::SetZero(p) => {
                if let Some(shadow) = self.shadow(b, p) {
                    b.effect(Op::SetZero(shadow));
                }
            }
            Op::Swap(p, q) => {
                match (self.shadow(b, p), self.shadow(b, q)) {
                    (Some(p), Some(q)) => b.effect(Op::Swap(p, q)),
                    // What went into a field that does not vary is constant.
                    (Some(p), None) | (None, Some(p)) => b.effect(Op::SetZero(p)),
                    (None, None) => {}
                }
            }
            Op::Assign(p, init) => return self.assign(b, p, init),
            Op::Push(p, init) => {
                let Some(shadow) = self.shadow(b, p) else {
                    return Ok(());
                };
                let element = f.place_ty(p).element().map_or(Type::Unknown, Type::tangent);
                if let Init::Atom(a) = init {
                    let span = b.span;
                    let bar = b.f.new_value(element, "");
                    b.push(Stmt {
                        results: vec![bar],
                        op: Op::Pop(shadow),
                        span,
                    });
                    self.accumulate(b, a, Term::Plus(bar.into()));
                } else {
                    let popped = b.init(element, "element_bar", Init::Pop(shadow));
                    return self.init(b, &popped.into(), init, true);
                }
            }
            Op::Extend(dst, src) => {
                let Some(dst_bar) = self.shadow(b, dst) else {
                    return Ok(());
                };
                let before = self.length_here(b, dst, 0);
                if let Some(src_bar) = self.shadow(b, src) {
                    let tail = dst_bar.project(Projection::Range(Some(before.clone()), None));
                    b.effect(Op::AddFrom(src_bar, tail));
                }
                b.effect(Op::Truncate(dst_bar, before));
            }
            Op::Truncate(p, n) => {
                let Some(shadow) = self.shadow(b, p) else {
                    return Ok(());
                };
                let Some(element) = f.place_ty(p).element().filter(|t| t.is_float()).cloned()
                else {
                    let tail = p.project(Projection::Range(Some(n.clone()), None));
                    let zeros = self.extra_zero(&tail, 0);
                    b.effect(Op::Extend(shadow, zeros));
                    return Ok(());
                };
                let before = self.length_here(b, p, 0);
                let n = self.primal(n);
                let index = b.f.new_value(Type::USIZE, "");
                b.open_loop(Some(index));
                b.effect(Op::Push(shadow, Init::Atom(Atom::zero(&element))));
                let body = b.close();
                b.for_(
                    Range {
                        lo: n,
                        hi: before,
                        inclusive: false,
                        reversed: false,
                    },
                    body,
                    None,
                );
            }
            _ => {}
        }
        Ok(())
    }

    /// The sum of a sequence of scalars.
    fn sum(&mut self, b: &mut Builder, place: &Place, ty: &Type) -> Atom {
        let n = b.len(place.clone());
        let sum = b.declare(ty.clone(), "sum", Atom::zero(ty));
        let index = b.f.new_value(Type::USIZE, "i");
        b.open_loop(Some(index));
        let so_far = b.read(sum);
        let element = b.load(place.index(index), ty.clone());
        let next = b.add(so_far, element);
        b.write(sum, next);
        let body = b.close();
        b.for_(
            Range {
                lo: Atom::usize(0),
                hi: n,
                inclusive: false,
                reversed: false,
            },
            body,
            None,
        );
        b.read(sum)
    }

    fn assign(&mut self, b: &mut Builder, p: &Place, init: &Init) -> Check {
        let Some(shadow) = self.shadow(b, p) else {
            return Ok(());
        };
        let f = self.context.f;
        self.init(b, &shadow, init, false)?;
        // What the place held before has got no cotangent yet; its shape is the one that it had.
        match f.place_ty(p) {
            Type::Vec(t) if t.is_float() => {
                let n = self.length_here(b, p, 0);
                let zeros = Init::Repeat(Box::new(Init::Atom(Atom::zero(&t.tangent()))), n);
                b.effect(Op::Assign(shadow, zeros));
            }
            Type::Array(..) | Type::Tuple(_) => b.effect(Op::SetZero(shadow)),
            ty if ty.is_scalar() => b.effect(Op::SetZero(shadow)),
            _ => {
                let before = self.extra_copy(p, 0);
                b.effect(Op::Assign(shadow, Init::ZeroTangent(before)));
            }
        }
        Ok(())
    }

    /// Passes the cotangent of what memory was set to on to what it was set from. `dies`: nobody reads the
    /// cotangent afterwards.
    fn init(&mut self, b: &mut Builder, bar: &Place, init: &Init, dies: bool) -> Check {
        if !self.context.active.init(init) {
            return Ok(());
        }
        match init {
            Init::Atom(a) => {
                let ty = self.context.f.atom_ty(a).tangent();
                let v = b.load(bar.clone(), ty);
                self.accumulate(b, a, Term::Plus(v));
            }
            Init::Elements(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    self.init(b, &bar.index(Atom::usize(i)), part, false)?;
                }
            }
            Init::Tuple(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    self.init(b, &bar.field(i.to_string()), part, dies)?;
                }
            }
            Init::Repeat(element, n) => match &**element {
                Init::Atom(a) => {
                    let sum = self.sum(b, bar, &self.context.f.atom_ty(a).tangent());
                    self.accumulate(b, a, Term::Plus(sum));
                }
                element => {
                    let n = self.primal(n);
                    let index = b.f.new_value(Type::USIZE, "i");
                    b.open_loop(Some(index));
                    let done = self.init(b, &bar.index(index), element, false);
                    let body = b.close();
                    b.for_(
                        Range {
                            lo: Atom::usize(0),
                            hi: n,
                            inclusive: false,
                            reversed: false,
                        },
                        body,
                        None,
                    );
                    done?;
                }
            },
            Init::Struct(_, fields, rest) => {
                let rest = rest.as_ref().and_then(|p| Some((p, self.shadow(b, p)?)));
                for (i, (name, field)) in fields.iter().enumerate() {
                    let part = bar.field(name.clone());
                    self.init(b, &part, field, false)?;
                    let Some((place, _)) = rest else { continue };
                    // What was given anew is not of the rest: nothing in the shape that it has there.
                    match field {
                        Init::Atom(a) => {
                            let ty = self.context.f.atom_ty(a).tangent();
                            if !ty.is_inactive() {
                                b.effect(Op::Store(part, Atom::zero(&ty)));
                            }
                        }
                        _ => {
                            let there = self.primal_place_here(b, &place.field(name.clone()), i);
                            b.effect(Op::Assign(part, Init::ZeroTangent(there)));
                        }
                    }
                }
                if let Some((_, rest)) = rest {
                    b.effect(Op::AddFrom(rest, bar.clone()));
                }
            }
            Init::Variant(variant, fields) => {
                for (name, field) in fields {
                    self.init(b, &bar.project(variant.part(name)), field, false)?;
                }
            }
            Init::If(cond, then, els) => {
                let cond = self.primal(cond);
                b.open_branch();
                let first = self.init(b, bar, then, false);
                let then = b.close();
                b.open_branch();
                let second = self.init(b, bar, els, false);
                let els = b.close();
                b.if_(cond, then, els);
                first.and(second)?;
            }
            Init::Copy(p) | Init::Lent(p) => {
                if let Some(shadow) = self.shadow(b, p) {
                    self.add(b, shadow, bar, p);
                }
            }
            Init::Move(p) => {
                if self.context.active.place(p) && !self.has_shadow(p.base) {
                    let take = if dies {
                        Init::Move(bar.clone())
                    } else {
                        Init::Copy(bar.clone())
                    };
                    self.declare_shadow(b, p.base, take);
                } else if let Some(shadow) = self.shadow(b, p) {
                    self.add(b, shadow, bar, p);
                }
            }
            Init::Pop(p) => {
                if let Some(shadow) = self.shadow(b, p) {
                    let take = if dies {
                        Init::Move(bar.clone())
                    } else {
                        Init::Copy(bar.clone())
                    };
                    b.effect(Op::Push(shadow, take));
                }
            }
            Init::Empty(_) | Init::ZeroTangent(_) | Init::ZeroOf(_) | Init::Default => {}
        }
        Ok(())
    }

    pub fn add(&mut self, b: &mut Builder, shadow: Place, bar: &Place, primal: &Place) {
        let ty = self.context.f.place_ty(primal);
        if ty.is_scalar() {
            let v = b.load(bar.clone(), ty.tangent());
            b.effect(Op::Accumulate(shadow, v));
        } else {
            b.effect(Op::AddFrom(shadow, bar.clone()));
        }
    }

    /// Zero, with the shape of a local base.
    pub fn zero_like(&mut self, b: &mut Builder, base: BaseId, stmt: &Stmt) -> Init {
        let f = self.context.f;
        let ty = f.bases[base.index()].ty.clone();
        if let Some(zero) = zero_of(&ty) {
            return zero;
        }
        if self.current() != crate::analyse::regions::RegionId::BODY
            && let Op::Init(_, init) = &stmt.op
            && self.keeps_shape(base)
            && let Some(zero) = self.zero_of_init(init, &ty)
        {
            return zero;
        }
        // Without looking at what may have been handed to the caller meanwhile.
        if let Op::Init(_, init @ (Init::If(..) | Init::Variant(..))) = &stmt.op
            && self.keeps_shape(base)
            && let Some(zero) = self.zero_as_made(init, stmt)
        {
            return zero;
        }
        if let Some(at) = self.context.partly_moved_at(base) {
            return Init::Copy(self.zero_before(base, at));
        }
        if let Some(at) = self.context.returned_at(base) {
            return Init::Copy(self.zero_before(base, at));
        }
        if let Some(at) = self.zero_of_outcome(base, stmt) {
            return Init::Copy(self.zero_before(base, at));
        }
        Init::ZeroTangent(self.primal_place(b, &base.into()))
    }

    /// Where the zero of a `Result` is made that would be kept for no more than that: its error may have no `Clone`.
    fn zero_of_outcome(&self, base: BaseId, stmt: &Stmt) -> Option<Position> {
        let region = self.current();
        let is_kept = region != crate::analyse::regions::RegionId::BODY;
        let is_outcome = matches!(self.context.f.bases[base.index()].ty, Type::Result(..));
        if !is_kept || !is_outcome || self.context.writes.of(base).len() > 1 {
            return None;
        }
        let stmts = &self.context.tree.get(region).stmts;
        let index = stmts.iter().position(|s| std::ptr::eq(s, stmt))? + 1;
        (index < stmts.len()).then_some(Position { region, index })
    }

    /// The zero of an `Option` or a `Result` as it was made by a statement of the region at hand.
    fn zero_as_made(&mut self, init: &Init, stmt: &Stmt) -> Option<Init> {
        let region = self.current();
        let stmts = &self.context.tree.get(region).stmts;
        let index = stmts.iter().position(|s| std::ptr::eq(s, stmt))?;
        match init {
            Init::If(cond, then, els) => {
                let then = self.zero_as_made(then, stmt)?;
                let els = self.zero_as_made(els, stmt)?;
                Some(Init::If(self.primal(cond), Box::new(then), Box::new(els)))
            }
            Init::Variant(variant, fields) => {
                let mut parts = Vec::new();
                for (name, part) in fields.iter().filter(|_| variant.is_success()) {
                    parts.push((name.clone(), self.zero_as_made(part, stmt)?));
                }
                Some(Init::Variant(variant.tangent()?, parts))
            }
            Init::Tuple(parts) => parts
                .iter()
                .map(|part| self.zero_as_made(part, stmt))
                .collect::<Option<_>>()
                .map(Init::Tuple),
            Init::Move(place) if matches!(place.projections[..], [] | [Projection::Inner]) => {
                let zero = self.zero_before(place.base, Position { region, index });
                Some(Init::Copy(place.of_place(&zero)))
            }
            init => self.zero_of_init(init, &Type::Unknown),
        }
    }

    /// Does the base keep the shape with which it was declared?
    fn keeps_shape(&self, base: BaseId) -> bool {
        let mut writes = self.context.writes.of(base).iter();
        writes.all(|(at, _)| scratch::keeps_shape(&self.context.tree.stmt(*at).op))
    }

    fn zero_of_init(&mut self, init: &Init, ty: &Type) -> Option<Init> {
        match init {
            Init::Atom(a) => Some(Init::Atom(Atom::zero(&self.context.f.atom_ty(a).tangent()))),
            Init::Elements(parts) => {
                let element = ty.element()?.clone();
                parts
                    .iter()
                    .map(|p| self.zero_of_init(p, &element))
                    .collect::<Option<_>>()
                    .map(Init::Elements)
            }
            Init::Repeat(part, n) => {
                let element = ty.element()?.clone();
                let zero = self.zero_of_init(part, &element)?;
                Some(Init::Repeat(Box::new(zero), self.primal(n)))
            }
            Init::Variant(variant, fields) => {
                let parts = fields
                    .iter()
                    .filter(|_| variant.is_success())
                    .map(|(name, part)| {
                        let zero = self.zero_of_init(part, &Type::Unknown)?;
                        Some((name.clone(), zero))
                    });
                Some(Init::Variant(
                    variant.tangent()?,
                    parts.collect::<Option<_>>()?,
                ))
            }
            Init::If(cond, then, els) => {
                let (then, els) = (self.zero_of_init(then, ty)?, self.zero_of_init(els, ty)?);
                Some(Init::If(self.primal(cond), Box::new(then), Box::new(els)))
            }
            _ => None,
        }
    }
}

/// Zero of a type whose shape is known from the type alone. Of what is added to, and the numbers of a small array stand in
/// registers, it is the zero to which a first addition is none ([`crate::analyse::covered`]).
pub fn zero_of(ty: &Type) -> Option<Init> {
    match ty {
        Type::Float(_) => Some(Init::Atom(Atom::zero(ty))),
        Type::Int(_) | Type::Bool | Type::Char | Type::Unit | Type::Opaque => {
            Some(Init::Atom(Atom::Const(Const {
                lit: Lit::Zero,
                ty: Type::Unit,
            })))
        }
        Type::Array(t, Some(n)) => {
            let n: usize = n.parse().ok()?;
            if matches!(**t, Type::Float(Float::F32 | Float::F64)) && n <= SMALL {
                let zero = Init::Atom(Atom::float(-0.0, t));
                return Some(Init::Repeat(Box::new(zero), Atom::usize(n)));
            }
            Some(Init::Repeat(Box::new(zero_of(t)?), Atom::usize(n)))
        }
        Type::Tuple(ts) => ts
            .iter()
            .map(zero_of)
            .collect::<Option<_>>()
            .map(Init::Tuple),
        _ => None,
    }
}
