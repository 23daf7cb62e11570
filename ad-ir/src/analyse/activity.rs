//! Activity: what varies with the differentiable parameters, and what the results make use of.
//!
//! Only what is both carries a derivative (Griewank & Walther 2008, § 6.2). Values are tracked one by one, bases
//! whole and for all their life: a base is varied if anything varied is ever written to it.

use super::memory::moved_places;
use crate::ir::visit::{
    Use, output_operands, output_places, places, statements, used_values, walk,
};
use crate::ir::{
    Access, Arg, Atom, BaseId, BaseKind, Call, Function, FunctionArg, Init, Op, ParamKind, Part,
    Passed, Place, Prim, Region, Type, ValueId,
};
use crate::rules;
use crate::sorted::Map;

/// Sets of values and bases.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    values: Vec<bool>,
    bases: Vec<bool>,
    /// Are functions that are parameters taken to capture nothing that varies?
    captures_nothing: bool,
    /// Is it integers that are in the set?
    integers: bool,
}

impl Activity {
    /// What depends on a differentiable parameter.
    #[must_use]
    pub fn varied(f: &Function) -> Activity {
        Activity::varied_if(f, false)
    }

    /// The functions that are parameters and are called, or passed on; and for each whether that is with what depends on
    /// a differentiable parameter.
    #[must_use]
    pub fn followed(f: &Function) -> Map<String, bool> {
        let facts = Activity::varied_if(f, true);
        let mut followed = Map::new();
        let mut lambdas: Vec<&Function> = vec![f];
        while let Some(g) = lambdas.pop() {
            lambdas.extend(g.lambdas.iter().map(|lambda| &lambda.function));
            statements(&g.body, &mut |stmt| {
                let Op::Call(call, _) = &stmt.op else { return };
                if call.callee.parameter {
                    // What a closure is called with is not known here.
                    let varies = !std::ptr::eq(g, f) || facts.call(call);
                    *followed.entry(call.callee.path.to_string()).or_default() |= varies;
                }
                for arg in &call.args {
                    if let Arg::Function(FunctionArg {
                        function: Passed::Parameter(name),
                        ..
                    }) = arg
                    {
                        followed.insert(name.clone(), true);
                    }
                }
            });
        }
        followed
    }

    fn varied_if(f: &Function, captures_nothing: bool) -> Activity {
        let mut facts = Activity {
            captures_nothing,
            ..Activity::none(f)
        };
        for param in f.params.iter().filter(|p| p.varied) {
            match param.kind {
                ParamKind::Value(v) => facts.add_value(f, v),
                ParamKind::Base(b) => facts.add_base(f, b),
                ParamKind::Opaque(_) | ParamKind::Function(_) | ParamKind::Ignored => {}
            }
        }
        facts.fixpoint(|facts| facts.forward(f, &f.body));
        facts
    }

    /// The integers that are made of the bits of what varies, as `to_bits` gives them; an answer to a question about them
    /// is no such integer.
    #[must_use]
    pub fn bits(f: &Function, varied: &Activity) -> Activity {
        let mut facts = Activity {
            captures_nothing: true,
            integers: true,
            ..Activity::none(f)
        };
        statements(&f.body, &mut |stmt| {
            if let Op::Opaque(opaque) = &stmt.op
                && opaque.disguises
                && varied.mentioned(&stmt.op)
            {
                stmt.results.iter().for_each(|v| facts.add_value(f, *v));
            }
        });
        if facts.values.contains(&true) {
            facts.fixpoint(|facts| facts.forward(f, &f.body));
        }
        facts
    }

    /// What is varied and has an influence on what the function returns or leaves in its parameters.
    #[must_use]
    pub fn active(f: &Function) -> Activity {
        let varied = Activity::varied(f);
        let mut useful = Activity::none(f);
        output_operands(&f.output, &mut |a| useful.add_atom(f, a));
        output_places(&f.output, &mut |p| useful.add_base(f, p.base));
        for param in &f.params {
            if let ParamKind::Base(b) = param.kind
                && matches!(
                    f.bases[b.index()].kind,
                    BaseKind::Param(Access::Mut | Access::CotangentSlot)
                )
            {
                useful.add_base(f, b);
            }
        }
        useful.fixpoint(|facts| facts.backward(f, &f.body));
        Activity {
            values: varied
                .values
                .iter()
                .zip(&useful.values)
                .map(|(a, b)| *a && *b)
                .collect(),
            bases: varied
                .bases
                .iter()
                .zip(&useful.bases)
                .map(|(a, b)| *a && *b)
                .collect(),
            captures_nothing: false,
            integers: false,
        }
    }

    /// Is the value in the set?
    #[must_use]
    pub fn value(&self, v: ValueId) -> bool {
        self.values[v.index()]
    }

    /// Is the operand a value in the set?
    #[must_use]
    pub fn atom(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.value(v))
    }

    /// Is the base in the set?
    #[must_use]
    pub fn base(&self, b: BaseId) -> bool {
        self.bases[b.index()]
    }

    /// Is the memory of a place in the set, and does it vary where the place is?
    #[must_use]
    pub fn place(&self, p: &Place) -> bool {
        self.base(p.base) && !p.is_left_out()
    }

    /// Is anything in the set that an operation mentions?
    #[must_use]
    pub fn mentioned(&self, op: &Op) -> bool {
        let mut found = used_values(op).into_iter().any(|v| self.value(v));
        places(op, &mut |p, _| found |= self.place(p));
        found
    }

    /// Is anything that the initial content is made of in the set?
    #[must_use]
    pub fn init(&self, init: &Init) -> bool {
        match init {
            Init::Atom(a) => self.atom(a),
            Init::Elements(parts) | Init::Tuple(parts) => parts.iter().any(|part| self.init(part)),
            Init::Repeat(element, _) => self.init(element),
            Init::Struct(_, fields, rest) => {
                fields.iter().any(|(_, field)| self.init(field))
                    || rest.as_ref().is_some_and(|p| self.place(p))
            }
            Init::Variant(variant, fields) => {
                !variant.is_err() && fields.iter().any(|(_, field)| self.init(field))
            }
            Init::If(_, then, els) => self.init(then) || self.init(els),
            Init::Copy(p) | Init::Lent(p) | Init::Move(p) | Init::Pop(p) => self.place(p),
            Init::Empty(_) | Init::ZeroTangent(_) | Init::ZeroOf(_) | Init::Default => false,
        }
    }

    /// Does anything in the set go into the call?
    #[must_use]
    pub fn call(&self, call: &Call) -> bool {
        fn arg(facts: &Activity, argument: &Arg) -> bool {
            match argument {
                Arg::Value(a) | Arg::ValueRef(a) => facts.atom(a),
                Arg::Ref(p) | Arg::Mut(p) | Arg::Owned(p) => facts.place(p),
                Arg::Made(_, args) => args.iter().any(|a| arg(facts, a)),
                Arg::Slot(p) | Arg::TangentSlot(p) => p.as_ref().is_some_and(|p| facts.place(p)),
                Arg::Function(function) => function.args.iter().any(|a| arg(facts, a)),
                Arg::Opaque(_) => false,
            }
        }
        // What a parameter captures is not seen.
        (call.callee.parameter && !self.captures_nothing) || call.args.iter().any(|a| arg(self, a))
    }

    /// Does anything in the set go into the call, and may something that varies come out of it? A question that is
    /// answered with `true` or a position has no derivative, whether or not what is asked has a companion.
    #[must_use]
    pub fn passes(&self, f: &Function, call: &Call, result: Option<BaseId>) -> bool {
        fn gives(f: &Function, argument: &Arg) -> bool {
            match argument {
                Arg::Mut(_) | Arg::Slot(_) | Arg::TangentSlot(_) => true,
                Arg::Made(_, args) => args.iter().any(|arg| gives(f, arg)),
                // What the callee calls changes no more than what it captures to be changed.
                Arg::Function(function) => function.args.iter().any(|arg| gives(f, arg)),
                Arg::Value(_) | Arg::ValueRef(_) | Arg::Ref(_) | Arg::Owned(_) => false,
                Arg::Opaque(of) => !of.parts.iter().all(|part| is_constant(f, part)),
            }
        }
        let answers = result.is_none_or(|base| is_answer(&f.bases[base.index()].ty))
            && !call.args.iter().any(|arg| gives(f, arg))
            && !call.callee.parameter
            && call.callee.modes.is_empty();
        !answers && self.call(call)
    }

    fn none(f: &Function) -> Activity {
        Activity {
            values: vec![false; f.values.len()],
            bases: vec![false; f.bases.len()],
            captures_nothing: false,
            integers: false,
        }
    }

    /// Can what is of a type be in the set?
    fn admits(&self, ty: &Type) -> bool {
        match self.integers {
            true => !matches!(ty, Type::Float(_) | Type::Bool | Type::Unit),
            false => !ty.is_inactive(),
        }
    }

    fn fixpoint(&mut self, step: impl Fn(&mut Activity)) {
        loop {
            let before = self.clone();
            step(self);
            if *self == before {
                return;
            }
        }
    }

    fn add_value(&mut self, f: &Function, v: ValueId) {
        self.values[v.index()] |= self.admits(f.ty(v));
    }

    fn add_atom(&mut self, f: &Function, atom: &Atom) {
        if let Atom::Value(v) = atom {
            self.add_value(f, *v);
        }
    }

    fn add_base(&mut self, f: &Function, b: BaseId) {
        let data = &f.bases[b.index()];
        self.bases[b.index()] |= self.admits(&data.ty) && !matches!(data.kind, BaseKind::Extern(_));
    }

    fn add_if(&mut self, f: &Function, condition: bool, place: &Place) {
        if condition {
            self.add_base(f, place.base);
        }
    }

    // --- varied: from operands to results ---

    fn forward(&mut self, f: &Function, region: &Region) {
        for stmt in &region.stmts {
            match &stmt.op {
                Op::Prim(prim, args) => {
                    let goes_in = match self.integers {
                        true => args.iter().any(|a| self.atom(a)),
                        false => differentiable_operands(*prim, args).any(|a| self.atom(a)),
                    };
                    if goes_in {
                        self.add_value(f, stmt.results[0]);
                    }
                }
                Op::Opaque(_) if self.integers => {
                    if self.mentioned(&stmt.op) {
                        stmt.results.iter().for_each(|v| self.add_value(f, *v));
                    }
                }
                Op::Init(b, init) => {
                    if self.init(init) {
                        self.add_base(f, *b);
                    }
                }
                Op::Assign(p, init) | Op::Push(p, init) => self.add_if(f, self.init(init), p),
                Op::Load(p) | Op::Pop(p) => {
                    if self.place(p) {
                        self.add_value(f, stmt.results[0]);
                    }
                }
                Op::Store(p, a) | Op::Accumulate(p, a) | Op::Fill(p, a) => {
                    self.add_if(f, self.atom(a), p)
                }
                Op::AddFrom(dst, src) | Op::CopyFrom(dst, src) | Op::Extend(dst, src) => {
                    self.add_if(f, self.place(src), dst);
                }
                Op::Swap(p, q) => {
                    self.add_if(f, self.place(p), q);
                    self.add_if(f, self.place(q), p);
                }
                Op::Call(call, dst) => {
                    if self.call(call) {
                        places(&stmt.op, &mut |place, used| {
                            self.add_if(f, used.writes(), place)
                        });
                        if let Some(dst) = dst {
                            self.add_base(f, *dst);
                        }
                    }
                }
                Op::If(_, then, els) => self.forward_branches(f, &stmt.results, &[then, els]),
                Op::Switch(s) => {
                    let branches: Vec<&Region> =
                        s.arms.iter().map(|(_, r)| r).chain([&s.default]).collect();
                    self.forward_branches(f, &stmt.results, &branches);
                }
                Op::For(l) => {
                    self.forward_loop(
                        f,
                        &stmt.results,
                        &l.inits,
                        &l.body.params[1..],
                        &l.body,
                        l.breaks,
                    );
                }
                Op::While(w) => {
                    self.forward_loop(f, &stmt.results, &w.inits, &w.cond.params, &w.cond, false);
                    self.forward_loop(
                        f,
                        &stmt.results,
                        &w.inits,
                        &w.body.params,
                        &w.body,
                        w.breaks,
                    );
                }
                Op::SetZero(_) | Op::Len(_) | Op::Is(..) | Op::Truncate(..) | Op::Opaque(_) => {}
            }
        }
    }

    fn forward_branches(&mut self, f: &Function, results: &[ValueId], branches: &[&Region]) {
        for branch in branches {
            self.forward(f, branch);
            for (v, atom) in results.iter().zip(&branch.yields) {
                if self.atom(atom) {
                    self.add_value(f, *v);
                }
            }
        }
    }

    fn forward_loop(
        &mut self,
        f: &Function,
        results: &[ValueId],
        inits: &[Atom],
        params: &[ValueId],
        body: &Region,
        breaks: bool,
    ) {
        for (param, init) in params.iter().zip(inits) {
            if self.atom(init) {
                self.add_value(f, *param);
            }
        }
        self.forward(f, body);
        if body.yields.len() < params.len() {
            return; // a condition
        }
        for ((param, result), next) in params
            .iter()
            .zip(results)
            .zip(&body.yields[usize::from(breaks)..])
        {
            if self.atom(next) {
                self.add_value(f, *param);
            }
            if self.value(*param) {
                self.add_value(f, *result);
            }
        }
    }

    // --- useful: from results to operands ---

    fn backward(&mut self, f: &Function, region: &Region) {
        for stmt in region.stmts.iter().rev() {
            let result = stmt.results.first().is_some_and(|v| self.value(*v));
            match &stmt.op {
                Op::Prim(prim, args) => {
                    if result {
                        for a in differentiable_operands(*prim, args) {
                            self.add_atom(f, a);
                        }
                    }
                }
                Op::Init(b, _) => {
                    self.backward_moves(f, &stmt.op, &(*b).into());
                    self.backward_operands(f, &stmt.op, self.base(*b));
                }
                Op::Assign(p, _)
                | Op::Push(p, _)
                | Op::Store(p, _)
                | Op::Accumulate(p, _)
                | Op::Fill(p, _)
                | Op::AddFrom(p, _)
                | Op::CopyFrom(p, _)
                | Op::Extend(p, _) => {
                    self.backward_moves(f, &stmt.op, p);
                    self.backward_operands(f, &stmt.op, self.place(p));
                }
                Op::Load(p) | Op::Pop(p) => self.add_if(f, result, p),
                Op::Swap(p, q) => {
                    self.add_if(f, self.place(p), q);
                    self.add_if(f, self.place(q), p);
                }
                Op::Call(_, dst) => {
                    let mut useful = dst.is_some_and(|b| self.base(b));
                    places(&stmt.op, &mut |p, used| {
                        useful |= used.writes() && self.place(p)
                    });
                    self.backward_operands(f, &stmt.op, useful);
                }
                Op::If(_, then, els) => self.backward_branches(f, &stmt.results, &[then, els]),
                Op::Switch(s) => {
                    let branches: Vec<&Region> =
                        s.arms.iter().map(|(_, r)| r).chain([&s.default]).collect();
                    self.backward_branches(f, &stmt.results, &branches);
                }
                Op::For(l) => {
                    self.backward_loop(
                        f,
                        &stmt.results,
                        &l.inits,
                        &l.body.params[1..],
                        &l.body,
                        l.breaks,
                    );
                }
                Op::While(w) => {
                    self.backward_loop(
                        f,
                        &stmt.results,
                        &w.inits,
                        &w.body.params,
                        &w.body,
                        w.breaks,
                    );
                }
                Op::SetZero(_) | Op::Len(_) | Op::Is(..) | Op::Truncate(..) | Op::Opaque(_) => {}
            }
        }
    }

    /// What useful memory is moved to is useful: the cotangent of the one is made of that of the other.
    fn backward_moves(&mut self, f: &Function, op: &Op, dst: &Place) {
        let mut useful = false;
        moved_places(op, &mut |p| useful |= self.place(p));
        self.add_if(f, useful, dst);
    }

    fn backward_operands(&mut self, f: &Function, op: &Op, useful: bool) {
        if useful {
            let mut found = (Vec::new(), Vec::new());
            // A shape has no derivative.
            walk(op, &mut |a| found.0.push(a.clone()), &mut |p, used| {
                if used != Use::Shape {
                    found.1.push(p.base);
                }
            });
            found.0.iter().for_each(|a| self.add_atom(f, a));
            found.1.iter().for_each(|b| self.add_base(f, *b));
        }
    }

    fn backward_branches(&mut self, f: &Function, results: &[ValueId], branches: &[&Region]) {
        for branch in branches {
            for (v, atom) in results.iter().zip(&branch.yields) {
                if self.value(*v) {
                    self.add_atom(f, atom);
                }
            }
            self.backward(f, branch);
        }
    }

    fn backward_loop(
        &mut self,
        f: &Function,
        results: &[ValueId],
        inits: &[Atom],
        params: &[ValueId],
        body: &Region,
        breaks: bool,
    ) {
        let yields = &body.yields[usize::from(breaks)..];
        for ((param, result), next) in params.iter().zip(results).zip(yields) {
            // What a loop hands out, it carries.
            if self.value(*result) {
                self.add_value(f, *param);
            }
            if self.value(*param) {
                self.add_atom(f, next);
            }
        }
        self.backward(f, body);
        for (param, init) in params.iter().zip(inits) {
            if self.value(*param) {
                self.add_atom(f, init);
            }
        }
    }
}

/// The operands through which a derivative can pass.
pub fn differentiable_operands(prim: Prim, args: &[Atom]) -> impl Iterator<Item = &Atom> {
    let through: Vec<bool> = match prim {
        Prim::Select => vec![false, true, true],
        Prim::Cast => vec![true],
        _ => {
            let partials = rules::partials(prim);
            (0..args.len())
                .map(|i| {
                    partials
                        .get(i)
                        .is_some_and(|e| !matches!(e, rules::Expr::Const(c) if *c == 0.0))
                })
                .collect()
        }
    };
    args.iter()
        .zip(through)
        .filter_map(|(a, through)| through.then_some(a))
}

/// Does it give the bits of a number, by the name that the standard library has for that? What is made of them again
/// would have no derivative.
#[must_use]
pub fn gives_bits(call: &Call) -> bool {
    let name = call.callee.path.clone().into_iter().last();
    name.is_some_and(|name| name.to_string() == "to_bits")
}

/// Is it the name of a constant, by its letters?
fn is_constant(f: &Function, part: &Part) -> bool {
    let Part::Place(place) = part else {
        return false;
    };
    let BaseKind::Extern(path) = &f.bases[place.base.index()].kind else {
        return false;
    };
    let path = path.to_string();
    let name = path.rsplit("::").next().unwrap_or(&path).trim();
    place.projections.is_empty() && !name.contains(char::is_lowercase)
}

/// Can a value of the type neither vary nor hold the bits of a number that does?
fn is_answer(ty: &Type) -> bool {
    match ty {
        Type::Bool | Type::Char | Type::Unit => true,
        Type::Int(name) => !matches!(*name, "u32" | "u64" | "u128"),
        Type::Option(t) | Type::Ref(t) | Type::Boxed(t) => is_answer(t),
        // An error carries no derivative.
        Type::Result(t, e) => is_answer(t) && (**e == Type::Opaque || is_answer(e)),
        Type::Tuple(parts) => parts.iter().all(is_answer),
        _ => false,
    }
}
