//! Forward mode: beside each varied value its tangent, beside memory shadow memory. The structure stays.

use super::scalar::{Arithmetic, Bindings, scaled};
use super::{companion_param, nested, output_ty, refuse_opaque};
use crate::analyse::activity::Activity;
use crate::analyse::memory::Writes;
use crate::analyse::powers::Powers;
use crate::analyse::regions::Regions;
use crate::ir::builder::Builder;
use crate::ir::verify::debug_verify;
use crate::ir::visit::output_places;
use crate::ir::{
    Access, Arg, Atom, BaseId, BaseKind, Call, For, Function, FunctionArg, Init, Made, Mode, Op,
    Output, ParamKind, Place, Prim, Region, SpanId, Stmt, Switch, Type, ValueId, While,
};
use crate::refusal::Refusals;
use crate::rules;

/// The tangent of a function: its parameters, then for each one its tangent; its result and the result's tangent.
///
/// # Errors
/// Where the derivative would get lost in an operation that has no rule.
pub fn jvp(f: &Function) -> Result<Function, Refusals> {
    let mut varied = Activity::varied(f);
    refuse_opaque(f, &varied)?;
    let apart = nested::apart(f, &varied);
    let f = match &apart {
        Some(apart) => {
            varied = Activity::varied(apart);
            apart
        }
        None => f,
    };
    let mut g = f.clone();
    g.body = Region::default();
    g.split = None;
    let mut forward = Forward {
        f,
        varied,
        powers: Powers::new(f),
        dots: vec![None; f.values.len()],
        shadows: vec![None; f.bases.len()],
    };
    let mut value_tangents = Vec::new();
    for param in &f.params {
        let tangent = companion_param(&mut g, param, false);
        match (&param.kind, tangent) {
            (ParamKind::Value(v), Some(tangent)) => value_tangents.push((*v, tangent)),
            (ParamKind::Base(b), Some(tangent)) => forward.shadows[b.index()] = Some(tangent),
            _ => {}
        }
    }
    let mut b = Builder::new(g);
    forward.own_shadows(&mut b);
    for (v, tangent) in value_tangents {
        let dot = b.load(tangent.into(), f.ty(v).tangent());
        forward.dots[v.index()] = Some(dot);
    }
    forward.stmts(&mut b, &f.body);
    let tangent = forward.output(&mut b, &f.output);
    let mut g = b.finish();
    if f.output != Output::Unit {
        g.output = Output::Tuple(vec![f.output.clone(), tangent]);
        g.output_ty = None;
    }
    debug_verify(&g, "jvp");
    Ok(g)
}

struct Forward<'a> {
    f: &'a Function,
    varied: Activity,
    /// The products that are powers.
    powers: Powers,
    /// The tangents of varied values.
    dots: Vec<Option<Atom>>,
    /// The shadows of varied bases.
    shadows: Vec<Option<BaseId>>,
}

impl Forward<'_> {
    fn dot(&self, atom: &Atom) -> Atom {
        let ty = self.f.atom_ty(atom).tangent();
        atom.value()
            .and_then(|v| self.dots[v.index()].clone())
            .unwrap_or_else(|| Atom::zero(&ty))
    }

    fn shadow(&self, place: &Place) -> Option<Place> {
        if place.is_left_out() {
            return None;
        }
        self.shadows[place.base.index()].map(|b| place.of(b))
    }

    /// Gives a parameter that the function owns and changes, moves or hands back a shadow of its own: the caller's
    /// tangent is only read.
    fn own_shadows(&mut self, b: &mut Builder) {
        let tree = Regions::new(self.f);
        let writes = Writes::new(self.f, &tree);
        let mut returned = Vec::new();
        output_places(&self.f.output, &mut |p| returned.push(p.base));
        for base in (0..self.f.bases.len()).map(|i| BaseId(u32::try_from(i).expect("a base"))) {
            let BaseKind::Param(access) = self.f.bases[base.index()].kind else {
                continue;
            };
            let own = match self.shadows[base.index()] {
                Some(tangent) => {
                    let changes = !writes.of(base).is_empty() || returned.contains(&base);
                    (access == Access::Owned && changes)
                        .then(|| self.owned_tangent(b, &base.into(), tangent.into()))
                }
                // Not differentiable itself, but something varied is written to it.
                None => self.varied.base(base).then(|| {
                    let data = &self.f.bases[base.index()];
                    let zero = Init::ZeroTangent(base.into());
                    b.init(data.ty.tangent(), format!("{}_dot_here", data.name), zero)
                }),
            };
            if own.is_some() {
                self.shadows[base.index()] = own;
            }
        }
    }

    /// A copy of a tangent that the caller may not have given.
    fn owned_tangent(&self, b: &mut Builder, primal: &Place, tangent: Place) -> BaseId {
        let name = format!("{}_here", b.f.bases[tangent.base.index()].name);
        let ty = match self.f.place_ty(primal).tangent() {
            Type::Slice(t) => Type::Vec(t),
            ty => ty,
        };
        let own = b.init(ty.clone(), name, Init::ZeroTangent(primal.clone()));
        if ty.is_scalar() {
            let dot = b.load(tangent, ty);
            b.effect(Op::Store(own.into(), dot));
        } else {
            b.effect(Op::AddFrom(own.into(), tangent));
        }
        own
    }

    /// The shadow of a place, to be copied whole.
    fn whole_shadow(&self, b: &mut Builder, place: &Place) -> Option<Place> {
        let shadow = self.shadow(place)?;
        if matches!(
            b.f.bases[shadow.base.index()].kind,
            BaseKind::Param(Access::TangentSlot)
        ) {
            return Some(self.owned_tangent(b, place, shadow).into());
        }
        Some(shadow)
    }

    /// Declares the shadow of a base; its content is set by the caller.
    fn declare(&mut self, b: &mut Builder, base: BaseId) -> BaseId {
        let data = &self.f.bases[base.index()];
        let shadow = b.f.new_base(
            data.ty.tangent(),
            format!("{}_dot", data.name),
            BaseKind::Local,
        );
        self.shadows[base.index()] = Some(shadow);
        shadow
    }

    /// A new value for the tangent of a value.
    fn new_dot(&mut self, b: &mut Builder, v: ValueId) -> ValueId {
        let data = &self.f.values[v.index()];
        let name = if data.name.is_empty() {
            String::new()
        } else {
            format!("{}_dot", data.name)
        };
        let dot = b.f.new_value(data.ty.tangent(), name);
        self.dots[v.index()] = Some(dot.into());
        dot
    }

    fn stmts(&mut self, b: &mut Builder, region: &Region) {
        for stmt in &region.stmts {
            b.span = stmt.span;
            self.stmt(b, stmt);
        }
    }

    fn stmt(&mut self, b: &mut Builder, stmt: &Stmt) {
        match &stmt.op {
            Op::Prim(prim, args) => {
                b.push(stmt.clone());
                if self.varied.value(stmt.results[0]) {
                    self.prim(b, *prim, args, stmt.results[0]);
                }
            }
            Op::Load(p) => {
                b.push(stmt.clone());
                self.read(b, stmt.results[0], p, Op::Load);
            }
            Op::Pop(p) => {
                b.push(stmt.clone());
                self.read(b, stmt.results[0], p, Op::Pop);
            }
            Op::Len(_) | Op::Is(..) | Op::Opaque(_) => b.push(stmt.clone()),
            Op::Init(base, init) => {
                // The shadow first: a moved or popped source is gone afterwards.
                if self.varied.base(*base) && !by_fields(init) {
                    let tangent = self.init(b, init);
                    let shadow = self.declare(b, *base);
                    b.effect(Op::Init(shadow, tangent));
                }
                if self.varied.base(*base) && by_fields(init) {
                    self.structure(b, *base, init, stmt);
                } else {
                    b.push(stmt.clone());
                }
            }
            Op::Call(call, dst) if self.varied.passes(self.f, call, *dst) => {
                self.call(b, call, *dst)
            }
            Op::Call(_, dst) => {
                b.push(stmt.clone());
                if let Some(dst) = dst.filter(|dst| self.varied.base(*dst)) {
                    let shadow = self.declare(b, dst);
                    b.effect(Op::Init(shadow, Init::ZeroTangent(dst.into())));
                }
            }
            Op::If(..) | Op::Switch(_) | Op::For(_) | Op::While(_) => self.control(b, stmt),
            _ => {
                if let Some(shadow) = self.shadow_op(b, &stmt.op) {
                    b.effect(shadow);
                }
                b.push(stmt.clone());
            }
        }
    }

    fn read(&mut self, b: &mut Builder, v: ValueId, place: &Place, op: impl Fn(Place) -> Op) {
        if let (true, Some(shadow)) = (self.varied.value(v), self.shadow(place)) {
            let dot = self.new_dot(b, v);
            let span = b.span;
            b.push(Stmt {
                results: vec![dot],
                op: op(shadow),
                span,
            });
        }
    }

    /// What happens to shadow memory when an operation without results changes memory.
    fn shadow_op(&mut self, b: &mut Builder, op: &Op) -> Option<Op> {
        Some(match op {
            Op::Assign(p, init) => Op::Assign(self.shadow(p)?, self.init(b, init)),
            Op::Push(p, init) => Op::Push(self.shadow(p)?, self.init(b, init)),
            Op::Store(p, a) => Op::Store(self.shadow(p)?, self.dot(a)),
            Op::Fill(p, a) => Op::Fill(self.shadow(p)?, self.dot(a)),
            Op::Accumulate(p, a) => {
                let dot = self.dot(a);
                if dot.is_zero() {
                    return None;
                }
                Op::Accumulate(self.shadow(p)?, dot)
            }
            Op::AddFrom(dst, src) => Op::AddFrom(self.shadow(dst)?, self.shadow(src)?),
            Op::SetZero(p) => Op::SetZero(self.shadow(p)?),
            Op::CopyFrom(dst, src) => {
                let dst = self.shadow(dst)?;
                match self.whole_shadow(b, src) {
                    Some(src) => Op::CopyFrom(dst, src),
                    None => Op::SetZero(dst),
                }
            }
            Op::Swap(p, q) => match (self.shadow(p), self.shadow(q)) {
                (Some(p), Some(q)) => Op::Swap(p, q),
                // What comes from a field that does not vary is constant.
                (Some(p), None) | (None, Some(p)) => Op::SetZero(p),
                (None, None) => return None,
            },
            Op::Extend(dst, src) => {
                let shadow = self.shadow(dst)?;
                let src = match self.whole_shadow(b, src) {
                    Some(src) => src,
                    None => {
                        let ty = b.f.place_ty(src).tangent();
                        b.init(ty, "zeros", Init::ZeroTangent(src.clone())).into()
                    }
                };
                Op::Extend(shadow, src)
            }
            Op::Truncate(p, n) => Op::Truncate(self.shadow(p)?, n.clone()),
            _ => unreachable!("an operation on memory"),
        })
    }

    fn init(&self, b: &mut Builder, init: &Init) -> Init {
        match init {
            Init::Atom(a) => Init::Atom(self.dot(a)),
            Init::Elements(parts) => {
                Init::Elements(parts.iter().map(|p| self.init(b, p)).collect())
            }
            Init::Tuple(parts) => Init::Tuple(parts.iter().map(|p| self.init(b, p)).collect()),
            Init::Repeat(element, n) => Init::Repeat(Box::new(self.init(b, element)), n.clone()),
            Init::Empty(capacity) => Init::Empty(capacity.clone()),
            Init::Copy(p) | Init::Lent(p) => self
                .whole_shadow(b, p)
                .map_or_else(|| Init::ZeroTangent(p.clone()), Init::Copy),
            Init::Move(p) => self
                .shadow(p)
                .map_or_else(|| Init::ZeroTangent(p.clone()), Init::Move),
            Init::Pop(p) => match self.shadow(p) {
                Some(shadow) => Init::Pop(shadow),
                None => {
                    let n = b.len(p.clone());
                    let last = b.prim(Prim::Sub, vec![n, Atom::usize(1)]);
                    Init::ZeroTangent(p.index(last))
                }
            },
            Init::ZeroTangent(_) | Init::ZeroOf(_) => init.clone(),
            Init::If(cond, then, els) => {
                let (then, els) = (self.init(b, then), self.init(b, els));
                Init::If(cond.clone(), Box::new(then), Box::new(els))
            }
            Init::Variant(variant, fields) if variant.is_standard() => {
                let parts = fields
                    .iter()
                    .filter(|_| variant.is_success())
                    .map(|(name, part)| (name.clone(), self.init(b, part)))
                    .collect();
                Init::Variant(variant.tangent().expect("a standard one"), parts)
            }
            Init::Struct(..) | Init::Variant(..) => {
                // One of two ways: built apart, since a tangent's fields are set one by one.
                let name = match init {
                    Init::Struct(path, ..) => path.to_string(),
                    _ => String::new(),
                };
                let base = b.init(Type::Named(name), "part", init.clone());
                let start = self.structure_start(b, base, init);
                let shadow = b.init(Type::Tangent, "part_dot", start);
                self.fields(b, base, shadow, init, &[]);
                Init::Move(shadow.into())
            }
            Init::Default => Init::Default,
        }
    }

    /// A struct or a variant, and its shadow. Where the rest of another is taken, its tangent is looked for first, for
    /// the primal may be moved.
    fn structure(&mut self, b: &mut Builder, base: BaseId, init: &Init, stmt: &Stmt) {
        let start = self.structure_start(b, base, init);
        let taken = self.taken_fields(b, init);
        b.push(stmt.clone());
        let shadow = self.declare(b, base);
        b.effect(Op::Init(shadow, start));
        self.fields(b, base, shadow, init, &taken);
    }

    /// The tangents of what fields are taken from, where the caller may not have given them: they have the shape of what
    /// is moved into the field.
    fn taken_fields(&self, b: &mut Builder, init: &Init) -> Vec<Option<BaseId>> {
        let (Init::Struct(_, fields, _) | Init::Variant(_, fields)) = init else {
            return Vec::new();
        };
        let taken = |field: &Init| match field {
            Init::Copy(p) | Init::Lent(p) | Init::Move(p) if self.varied.init(field) => {
                let shadow = self.shadow(p)?;
                let kind = &b.f.bases[shadow.base.index()].kind;
                matches!(kind, BaseKind::Param(Access::TangentSlot)).then(|| (p.clone(), shadow))
            }
            _ => None,
        };
        let taken: Vec<_> = fields.iter().map(|(_, field)| taken(field)).collect();
        let mut own = |(p, shadow)| self.owned_tangent(b, &p, shadow);
        taken.into_iter().map(|taken| taken.map(&mut own)).collect()
    }

    fn structure_start(&self, b: &mut Builder, base: BaseId, init: &Init) -> Init {
        let rest = match init {
            Init::Struct(_, _, Some(rest)) => self.whole_shadow(b, rest),
            _ => None,
        };
        rest.map_or_else(|| Init::ZeroTangent(base.into()), Init::Copy)
    }

    /// Sets the tangents of the fields of a struct or of a variant of the user's.
    fn fields(
        &self,
        b: &mut Builder,
        base: BaseId,
        shadow: BaseId,
        init: &Init,
        taken: &[Option<BaseId>],
    ) {
        let (fields, rest, variant) = match init {
            Init::Struct(_, fields, rest) => (fields, rest.as_ref(), None),
            Init::Variant(variant, fields) => (fields, None, Some(variant)),
            _ => unreachable!("an aggregate with fields"),
        };
        let part = |of: BaseId, name: &str| match variant {
            Some(variant) => Place::from(of).project(variant.part(name)),
            None => Place::from(of).field(name),
        };
        let started_at_zero = rest.is_none_or(|p| self.shadow(p).is_none());
        for (i, (name, field)) in fields.iter().enumerate() {
            let place = part(shadow, name);
            if let Some(own) = taken.get(i).copied().flatten() {
                b.effect(Op::Assign(place, Init::Move(own.into())));
                continue;
            }
            match field {
                Init::Atom(a) if self.varied.atom(a) => b.effect(Op::Store(place, self.dot(a))),
                field if self.varied.init(field) => {
                    let tangent = self.init(b, field);
                    b.effect(Op::Assign(place, tangent));
                }
                _ if started_at_zero => {}
                Init::Atom(a) if self.f.atom_ty(a).is_inactive() => {}
                Init::Atom(a) => {
                    b.effect(Op::Store(place, Atom::zero(&self.f.atom_ty(a).tangent())))
                }
                _ => {
                    let zero = Init::ZeroTangent(part(base, name));
                    b.effect(Op::Assign(place, zero));
                }
            }
        }
    }

    fn prim(&mut self, b: &mut Builder, prim: Prim, args: &[Atom], result: ValueId) {
        let ty = self.f.ty(result).tangent();
        if prim == Prim::Select {
            let (then, otherwise) = (self.dot(&args[1]), self.dot(&args[2]));
            let dot = b.select(args[0].clone(), then, otherwise);
            self.named(b, result, dot);
            return;
        }
        if prim == Prim::Cast {
            let dot = self.dot(&args[0]);
            let dot = b.cast(dot, ty);
            self.named(b, result, dot);
            return;
        }
        if let Some(power) = self.powers.get(result)
            && self.varied.atom(&power.of)
        {
            let exponent = Atom::float(f64::from(power.exponent), &ty);
            let partial = b.mul(false, exponent, power.before.clone());
            let dot = self.dot(&power.of);
            let dot = b.mul(false, dot, partial);
            self.named(b, result, dot);
            return;
        }
        let partials = rules::partials_of(prim, args);
        let mut sum = Atom::zero(&ty);
        for (arg, partial) in args.iter().zip(&partials) {
            if !self.varied.atom(arg) {
                continue;
            }
            let dot = self.dot(arg);
            if dot.is_zero() {
                continue;
            }
            let mut env = Bindings {
                arg: &mut |_, i| args[i].clone(),
                result: &mut |_| result.into(),
                known: &mut |_, _| None,
                ty: self.f.atom_ty(arg).clone(),
                singular: prim.is_singular(),
                inverse: false,
            };
            let term = scaled(b, &dot, partial, &mut env);
            sum = term.add_to(b, sum);
        }
        self.named(b, result, sum);
    }

    /// Records a tangent, giving a value made just now the name of what it is the tangent of.
    fn named(&mut self, b: &mut Builder, v: ValueId, dot: Atom) {
        let name = &self.f.values[v.index()].name;
        if let Some(d) = dot.value()
            && !name.is_empty()
            && b.f.values[d.index()].name.is_empty()
        {
            b.f.values[d.index()].name = format!("{name}_dot");
        }
        self.dots[v.index()] = Some(dot);
    }

    fn call(&mut self, b: &mut Builder, call: &Call, dst: Option<BaseId>) {
        let tangents: Vec<Arg> = call
            .args
            .iter()
            .enumerate()
            .map(|(i, arg)| match call.callee.object && i == 0 {
                true => Arg::TangentSlot(None),
                false => match (arg, self.tangent_arg(b, arg)) {
                    // A function that is a parameter takes the tangent of what it writes whether anybody wants it or not.
                    (Arg::Mut(p), Arg::TangentSlot(None))
                        if call.callee.parameter && !self.f.place_ty(p).is_inactive() =>
                    {
                        let ty = self.f.place_ty(p).tangent();
                        let unused = b.init(ty, "unused_dot", Init::ZeroTangent(p.clone()));
                        Arg::Mut(unused.into())
                    }
                    (_, tangent) => tangent,
                },
            })
            .collect();
        let mut callee = call.callee.clone();
        callee.modes.push(Mode::Jvp);
        let args = call.args.iter().cloned().chain(tangents).collect();
        let call = Call { callee, args };
        let Some(dst) = dst else {
            b.effect(Op::Call(call, None));
            return;
        };
        let data = self.f.bases[dst.index()].clone();
        // A reference is taken out of the pair as it is.
        let value_ty = match &data.ty {
            Type::Ref(_) => Type::Unknown,
            ty => ty.clone(),
        };
        let pair_ty = Type::Tuple(vec![value_ty, data.ty.tangent()]);
        let pair =
            b.f.new_base(pair_ty, format!("{}_with_dot", data.name), BaseKind::Local);
        b.effect(Op::Call(call, Some(pair)));
        b.effect(Op::Init(dst, Init::Move(Place::from(pair).field("0"))));
        if self.varied.base(dst) {
            let shadow = self.declare(b, dst);
            b.effect(Op::Init(shadow, Init::Move(Place::from(pair).field("1"))));
        }
    }

    fn tangent_arg(&self, b: &mut Builder, arg: &Arg) -> Arg {
        match arg {
            Arg::Value(a) | Arg::ValueRef(a) => {
                let dot = self.dot(a);
                if dot.is_zero() || !self.varied.atom(a) {
                    return Arg::TangentSlot(None);
                }
                let ty = self.f.atom_ty(a).tangent();
                Arg::TangentSlot(Some(b.init(ty, "arg_dot", Init::Atom(dot)).into()))
            }
            Arg::Ref(p) | Arg::Owned(p) | Arg::TangentSlot(Some(p)) => {
                Arg::TangentSlot(self.shadow(p))
            }
            Arg::Mut(p) => match self.shadow(p) {
                Some(shadow) => Arg::Mut(shadow),
                None => Arg::TangentSlot(None),
            },
            Arg::Slot(Some(p)) => Arg::Slot(self.shadow(p)),
            Arg::Slot(None) => Arg::Slot(None),
            Arg::TangentSlot(None) | Arg::Opaque(_) => Arg::TangentSlot(None),
            Arg::Function(function) => {
                let tangents: Vec<Arg> = function
                    .args
                    .iter()
                    .map(|arg| self.tangent_arg(b, arg))
                    .collect();
                Arg::Function(FunctionArg {
                    function: function.function.clone(),
                    reference: None,
                    mode: Some(Mode::Jvp),
                    args: function.args.iter().cloned().chain(tangents).collect(),
                })
            }
            Arg::Made(made, _) => {
                if !self.arg_varied(arg) {
                    return Arg::TangentSlot(None);
                }
                let init = self.made_init(b, arg);
                Arg::TangentSlot(Some(b.init(made.ty(), "arg_dot", init).into()))
            }
        }
    }

    fn arg_varied(&self, arg: &Arg) -> bool {
        match arg {
            Arg::Value(a) | Arg::ValueRef(a) => self.varied.atom(a),
            Arg::Ref(p) | Arg::Owned(p) | Arg::Mut(p) => self.varied.place(p),
            Arg::Made(_, args) => args.iter().any(|a| self.arg_varied(a)),
            Arg::Function(_) | Arg::Opaque(_) | Arg::Slot(_) | Arg::TangentSlot(_) => false,
        }
    }

    fn made_init(&self, b: &mut Builder, arg: &Arg) -> Init {
        match arg {
            Arg::Value(a) | Arg::ValueRef(a) => Init::Atom(self.dot(a)),
            Arg::Ref(p) | Arg::Owned(p) | Arg::Mut(p) => self
                .whole_shadow(b, p)
                .map_or_else(|| Init::ZeroTangent(p.clone()), Init::Copy),
            Arg::Made(Made::Struct { fields, .. }, args) => {
                let zero = b.init(Type::Unknown, "part_dot", Init::zero_of(arg));
                for (name, part) in fields.iter().zip(args) {
                    if !self.arg_varied(part) {
                        continue;
                    }
                    let place = Place::from(zero).field(name);
                    match self.made_init(b, part) {
                        Init::Atom(dot) => b.effect(Op::Store(place, dot)),
                        init => b.effect(Op::Assign(place, init)),
                    }
                }
                Init::Move(zero.into())
            }
            Arg::Made(made, args) => made.init(args.iter().map(|a| self.made_init(b, a)).collect()),
            Arg::Function(_) | Arg::Opaque(_) | Arg::Slot(_) | Arg::TangentSlot(_) => {
                Init::Atom(Atom::zero(&Type::Unit))
            }
        }
    }

    // --- control ---

    fn control(&mut self, b: &mut Builder, stmt: &Stmt) {
        let op = match &stmt.op {
            Op::If(cond, then, els) => {
                let then = self.branch(b, then, &stmt.results);
                let els = self.branch(b, els, &stmt.results);
                Op::If(cond.clone(), then, els)
            }
            Op::Switch(s) => Op::Switch(Switch {
                scrutinee: s.scrutinee.clone(),
                arms: s
                    .arms
                    .iter()
                    .map(|(p, r)| (p.clone(), self.branch(b, r, &stmt.results)))
                    .collect(),
                default: self.branch(b, &s.default, &stmt.results),
            }),
            Op::For(l) => {
                let (inits, body) = self.looped(b, &l.inits, 1, &l.body, usize::from(l.breaks));
                Op::For(For {
                    range: l.range.clone(),
                    inits,
                    body,
                    breaks: l.breaks,
                })
            }
            Op::While(w) => {
                let mut cond = w.cond.clone();
                let (inits, body) = self.looped(b, &w.inits, 0, &w.body, usize::from(w.breaks));
                // The condition has the parameters of the body; it does not look at tangents.
                for tangent in &body.params[w.body.params.len()..] {
                    let ty = b.f.ty(*tangent).clone();
                    cond.params.push(b.f.new_value(ty, ""));
                }
                Op::While(While {
                    inits,
                    cond,
                    body,
                    breaks: w.breaks,
                })
            }
            _ => unreachable!("an operation with regions"),
        };
        let (carried, trips) = match &stmt.op {
            Op::For(l) if l.breaks => stmt.results.split_at(stmt.results.len() - 1),
            Op::While(_) => stmt.results.split_at(stmt.results.len() - 1),
            _ => (&stmt.results[..], &[][..]),
        };
        let mut results = carried.to_vec();
        for v in carried {
            if self.varied.value(*v) {
                results.push(self.new_dot(b, *v));
            }
        }
        results.extend(trips);
        b.push(Stmt {
            results,
            op,
            span: stmt.span,
        });
    }

    /// A branch that yields the tangents of varied results after the results.
    fn branch(&mut self, b: &mut Builder, region: &Region, results: &[ValueId]) -> Region {
        let mut region = self.region(b, region);
        let yields = region.yields.clone();
        for (v, atom) in results.iter().zip(&yields) {
            if self.varied.value(*v) {
                region.yields.push(self.dot(atom));
            }
        }
        region
    }

    fn region(&mut self, b: &mut Builder, region: &Region) -> Region {
        let span: SpanId = b.span;
        b.open_branch();
        self.stmts(b, region);
        let mut built = b.close().into_region();
        built.params.clone_from(&region.params);
        built.yields.clone_from(&region.yields);
        b.span = span;
        built
    }

    /// The initial values and the body of a loop that carries the tangents after the values; `index` parameters
    /// and `flags` yields stand before the carried ones.
    fn looped(
        &mut self,
        b: &mut Builder,
        inits: &[Atom],
        index: usize,
        body: &Region,
        flags: usize,
    ) -> (Vec<Atom>, Region) {
        let mut inits_with_dots = inits.to_vec();
        let mut tangents = Vec::new();
        for (param, init) in body.params[index..].iter().zip(inits) {
            if self.varied.value(*param) {
                inits_with_dots.push(self.dot(init));
                tangents.push(self.new_dot(b, *param));
            }
        }
        let mut region = self.region(b, body);
        region.params.extend(tangents);
        for (param, next) in body.params[index..].iter().zip(&body.yields[flags..]) {
            if self.varied.value(*param) {
                region.yields.push(self.dot(next));
            }
        }
        (inits_with_dots, region)
    }

    // --- the result ---

    fn output(&self, b: &mut Builder, output: &Output) -> Output {
        match output {
            Output::Unit => Output::Unit,
            Output::Atom(a) if self.f.atom_ty(a).is_inactive() => Output::Unit,
            Output::Atom(a) => Output::Atom(self.dot(a)),
            Output::Place(p) => match self.shadow(p) {
                Some(shadow) => Output::Place(shadow),
                None if output_ty(self.f, output).is_inactive()
                    && self.f.place_ty(p).is_scalar() =>
                {
                    Output::Unit
                }
                None => {
                    let ty = self.f.place_ty(p).tangent();
                    Output::Place(
                        b.init(ty, "result_dot", Init::ZeroTangent(p.clone()))
                            .into(),
                    )
                }
            },
            Output::Tuple(parts) => {
                Output::Tuple(parts.iter().map(|part| self.output(b, part)).collect())
            }
        }
    }
}

/// Is the tangent made by setting the fields of a zero? Of the user's types only fields are known by name.
pub(super) fn by_fields(init: &Init) -> bool {
    match init {
        Init::Struct(..) => true,
        Init::Variant(variant, _) => !variant.is_standard(),
        _ => false,
    }
}
