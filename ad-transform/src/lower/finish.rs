//! The end of lowering: types are resolved, and what depended on types that were not known yet is settled.

use super::infer::Inference;
use super::last_use::move_at_last_use;
use super::number::{int_result, method_parts};
use super::set_again::copy_set_again;
use super::{Hint, Hints, Lowerer};
use crate::diagnose::{self, Errors};
use crate::ir::verify::debug_verify;
use crate::ir::visit::{map_output_operands, map_region_operands, regions_mut, statements};
use crate::ir::{
    self, Arg, Atom, Float, Init, Op, Opaque, Output, Part, Place, Prim, Region, Stmt, Type,
};
use crate::parse::{Knowledge, Signature, words};
use quote::{ToTokens, quote};

impl Lowerer<'_> {
    /// The function, or its errors, and what was learnt of types.
    pub(super) fn finish(mut self) -> (syn::Result<ir::Function>, Hints) {
        self.settle_operations();
        self.refuse_lost();
        let hints = self.learnt();
        if !self.errors.is_empty() {
            return (
                Err(self
                    .errors
                    .combined()
                    .unwrap_or_else(|| unreachable!("there are some"))),
                hints,
            );
        }
        let mut known = std::mem::take(&mut self.types);
        let mut f = self.b.finish();
        if let Some(number) = only_number(self.signature) {
            settle_results(&f, &mut known, &number);
        }
        let types = Types {
            known,
            knowledge: &self.signature.knowledge,
        };
        f.items = self.items;
        f.lengths = self.lengths;
        let by_path = self.signature.type_params.by_path();
        f.by_path = by_path.map(ToString::to_string).collect();
        let declared = self.declared_fields.into_iter();
        f.fields = declared
            .map(|(field, ty)| (field, types.known.resolve(&ty)))
            .collect();
        f.items.extend(self.variables.proof());
        let mut errors = Errors::default();
        complete(&mut f, &types, &mut errors);
        if let Some(error) = errors.combined() {
            return (Err(error), hints);
        }
        // The reverse sweep looks at what references refer to when the memory has changed that the user is done with.
        if f.changes(&f.lent_to_elements()) {
            f.own_elements();
        }
        move_at_last_use(&mut f, &|ty| types.may_be_clone(ty));
        copy_set_again(&mut f);
        debug_verify(&f, "lowering");
        (Ok(f), hints)
    }

    fn learnt(&self) -> Hints {
        let mut all = self.hints.clone();
        all.copied.extend(self.copied.iter().cloned());
        all.names.extend(self.names.iter().copied());
        let learnt = &mut all.types;
        for (site, ty) in &self.sites {
            let known = self.types.resolve(ty);
            if known.is_scalar()
                || known.is_sequence()
                || matches!(known, Type::Named(_) | Type::Tuple(_))
            {
                if !self.types.is_undecided(ty) {
                    learnt.insert(*site, Hint::Type(known));
                }
            } else if self.types.is_aggregate(ty) {
                learnt.insert(*site, Hint::Aggregate);
            } else if self.types.is_memory(ty) {
                learnt.insert(*site, Hint::Memory);
            }
        }
        all
    }
}

/// The type parameter that is the only float a signature speaks of.
fn only_number(signature: &Signature) -> Option<Type> {
    let params = &signature.type_params;
    let [number] = &params.scalars[..] else {
        return None;
    };
    let inputs = signature.params.iter().map(|param| &param.ty);
    let output = signature.output.iter().map(|output| &output.ty);
    let mut all = inputs.chain(output).map(|ty| words(ty.to_token_stream()));
    let others = all.any(|words| words.contains("f64") || words.contains("f32"));
    (!others).then(|| Type::Float(Float::Param(number.to_string())))
}

/// What is computed from what a function returns of which nothing is known is a number of the signature's, no literal.
fn settle_results(f: &ir::Function, known: &mut Inference, number: &Type) {
    statements(&f.body, &mut |stmt| {
        let Op::Prim(prim, args) = &stmt.op else {
            return;
        };
        if !args.iter().any(|arg| matches!(arg, Atom::Value(_))) {
            return;
        }
        for result in &stmt.results {
            let ty = f.ty(*result);
            // What has a sine is a number, also where nothing else says so.
            let has_rule = matches!(prim, Prim::Math(_)) && known.may_be_scalar(ty);
            if has_rule || known.is_open_float(ty) {
                known.unify(ty, number);
            }
        }
    });
}

/// What is known of types.
struct Types<'a> {
    known: Inference,
    knowledge: &'a Knowledge,
}

impl Types<'_> {
    /// A type as the IR has it; of the user's types those of which no part can vary need no name any more.
    fn resolve(&self, ty: &Type) -> Type {
        let mut ty = self.known.resolve(ty);
        ty.for_each_mut(&mut |part| {
            if let Type::Named(name) = part
                && syn::parse_str(name).is_ok_and(|ty| self.knowledge.is_made_inert(&ty))
            {
                *part = Type::Opaque;
            }
        });
        ty
    }

    /// Not of what is seen to have no `Clone`.
    fn may_be_clone(&self, ty: &Type) -> bool {
        let Type::Named(name) = ty else {
            return true;
        };
        !syn::parse_str(name).is_ok_and(|ty| self.knowledge.has_no_clone(&ty))
    }
}

/// Resolves the types of a function, and of the closures that it passes on, and settles what depended on them.
fn complete(f: &mut ir::Function, types: &Types<'_>, errors: &mut Errors) {
    for data in &mut f.values {
        data.ty = types.resolve(&data.ty);
    }
    for data in &mut f.bases {
        data.ty = types.resolve(&data.ty);
    }
    let mut constant = |atom: &mut Atom| {
        if let Atom::Const(c) = atom {
            c.ty = types.resolve(&c.ty);
            if matches!(c.lit, ir::Lit::Zero) && c.ty.is_float() {
                c.lit = ir::Lit::Float(0.0);
            }
        }
    };
    let mut body = std::mem::take(&mut f.body);
    map_region_operands(&mut body, &mut constant);
    map_output_operands(&mut f.output, &mut constant);
    let mut settle = Settle {
        f,
        errors: Errors::default(),
        before: Vec::new(),
    };
    settle.region(&mut body);
    if let Some(error) = settle.errors.combined() {
        errors.push(error);
    }
    f.body = body;
    if let Output::Place(place) = &f.output {
        let ty = f.place_ty(place);
        if ty.is_scalar() {
            let place = place.clone();
            let value = f.new_value(ty, "");
            f.body.stmts.push(Stmt {
                results: vec![value],
                op: Op::Load(place),
                span: ir::SpanId(0),
            });
            f.output = Output::Atom(value.into());
        }
    }
    let mut lambdas = std::mem::take(&mut f.lambdas);
    for lambda in &mut lambdas {
        lambda.function.lengths.clone_from(&f.lengths);
        lambda.function.by_path.clone_from(&f.by_path);
        lambda.function.fields.clone_from(&f.fields);
        complete(&mut lambda.function, types, errors);
        debug_verify(&lambda.function, "lowering of a closure");
    }
    f.lambdas = lambdas;
}

/// Settles what depended on types.
struct Settle<'f> {
    f: &'f mut ir::Function,
    errors: Errors,
    /// Statements to be put before the one at hand.
    before: Vec<Stmt>,
}

impl Settle<'_> {
    fn region(&mut self, region: &mut Region) {
        let stmts = std::mem::take(&mut region.stmts);
        for mut stmt in stmts {
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner);
            }
            self.stmt(&mut stmt);
            region.stmts.append(&mut self.before);
            region.stmts.push(stmt);
        }
    }

    fn stmt(&mut self, stmt: &mut Stmt) {
        let span = stmt.span;
        match &mut stmt.op {
            Op::Prim(Prim::Math(row), args) => {
                let ty = self.f.atom_ty(&args[0]).clone();
                if matches!(ty, Type::Int(_)) {
                    let name = row.name;
                    let args = std::mem::take(args);
                    self.int_method(stmt, name, args);
                } else if ty.is_scalar() && !ty.is_float() {
                    self.refuse(
                        span,
                        &format!("`{}` of a `{ty}` is not differentiable", row.name),
                    );
                }
            }
            Op::Prim(Prim::Cast, args) => {
                let of = self.f.atom_ty(&args[0]).clone();
                let to = stmt
                    .results
                    .first()
                    .map_or(Type::Unknown, |v| self.f.ty(*v).clone());
                if !to.is_scalar() || (!of.is_scalar() && of != Type::Unknown) {
                    self.refuse(span, "the type that this is converted to is not known here");
                }
            }
            Op::Prim(..) | Op::Load(_) | Op::Pop(_) => {
                if let Some(v) = stmt.results.first() {
                    let ty = self.f.ty(*v).clone();
                    if !ty.is_scalar() && ty != Type::Unknown && ty != Type::Opaque {
                        self.refuse(span, "the type of this is not known here");
                    }
                }
            }
            // Integers are not accumulated: nothing differentiable happens to them.
            Op::Accumulate(place, atom) if matches!(self.f.place_ty(place), Type::Int(_)) => {
                let ty = self.f.place_ty(place);
                let (place, atom) = (place.clone(), atom.clone());
                let old = self.load(&place, ty.clone(), span);
                let new = self.f.new_value(ty, "");
                self.before.push(Stmt {
                    results: vec![new],
                    op: Op::Prim(Prim::Add, vec![old, atom]),
                    span,
                });
                stmt.op = Op::Store(place, new.into());
            }
            Op::Assign(place, init) => {
                let ty = self.f.place_ty(place);
                self.init(init, &ty, span);
                if let Init::Atom(atom) = init {
                    stmt.op = Op::Store(place.clone(), atom.clone());
                }
            }
            Op::Init(base, init) => {
                let ty = self.f.bases[base.index()].ty.clone();
                self.init(init, &ty, span);
            }
            Op::Push(place, init) => {
                let ty = self
                    .f
                    .place_ty(place)
                    .element()
                    .cloned()
                    .unwrap_or(Type::Unknown);
                self.init(init, &ty, span);
            }
            Op::Call(call, _) => {
                for arg in &mut call.args {
                    if let Arg::Owned(place) = arg
                        && self.f.place_ty(place).is_scalar()
                    {
                        let ty = self.f.place_ty(place);
                        let place = place.clone();
                        *arg = Arg::Value(self.load(&place, ty, span));
                    }
                }
            }
            _ => {}
        }
    }

    fn load(&mut self, place: &Place, ty: Type, span: ir::SpanId) -> Atom {
        let value = self.f.new_value(ty, "");
        self.before.push(Stmt {
            results: vec![value],
            op: Op::Load(place.clone()),
            span,
        });
        value.into()
    }

    /// What moves or copies a place that holds a scalar reads the scalar.
    fn init(&mut self, init: &mut Init, ty: &Type, span: ir::SpanId) {
        match init {
            Init::Move(place) | Init::Copy(place) => {
                let of = self.f.place_ty(place);
                if ty.is_scalar() || of.is_scalar() {
                    let ty = if ty.is_scalar() { ty.clone() } else { of };
                    let place = place.clone();
                    *init = Init::Atom(self.load(&place, ty, span));
                }
            }
            Init::Default if ty.is_scalar() => *init = Init::Atom(Atom::zero(ty)),
            Init::Elements(parts) => {
                let element = ty.element().cloned().unwrap_or(Type::Unknown);
                parts
                    .iter_mut()
                    .for_each(|part| self.init(part, &element, span));
            }
            Init::Repeat(part, _) => {
                let element = ty.element().cloned().unwrap_or(Type::Unknown);
                self.init(part, &element, span);
            }
            Init::Tuple(parts) => {
                for (i, part) in parts.iter_mut().enumerate() {
                    let of = match ty {
                        Type::Tuple(types) => types.get(i).cloned().unwrap_or(Type::Unknown),
                        _ => Type::Unknown,
                    };
                    self.init(part, &of, span);
                }
            }
            Init::Struct(_, fields, _) => {
                fields
                    .iter_mut()
                    .for_each(|(_, part)| self.init(part, &Type::Unknown, span));
            }
            Init::Variant(variant, fields) => {
                let of = match ty {
                    Type::Result(_, e) if variant.is_err() => e,
                    Type::Option(t) | Type::Result(t, _) => t,
                    _ => &Type::Unknown,
                };
                fields
                    .iter_mut()
                    .for_each(|(_, part)| self.init(part, of, span));
            }
            Init::If(_, then, els) => {
                self.init(then, ty, span);
                self.init(els, ty, span);
            }
            Init::Atom(_)
            | Init::Empty(_)
            | Init::Pop(_)
            | Init::Lent(_)
            | Init::ZeroTangent(_)
            | Init::ZeroOf(_)
            | Init::Default => {}
        }
    }

    fn int_method(&mut self, stmt: &mut Stmt, name: &'static str, mut args: Vec<Atom>) {
        if int_result(name).is_none() {
            self.refuse(stmt.span, &format!("integers have no method `{name}`"));
            return;
        }
        let receiver = args.remove(0);
        let mut inner = Vec::new();
        for (i, arg) in args.into_iter().enumerate() {
            if i > 0 {
                inner.push(Part::Tokens(quote!(,)));
            }
            inner.push(Part::Atom(arg));
        }
        stmt.op = Op::Opaque(Opaque::pure(method_parts(name, receiver, inner)));
    }

    fn refuse(&mut self, span: ir::SpanId, what: &str) {
        let span = self
            .f
            .spans
            .get(span.0 as usize)
            .copied()
            .unwrap_or_else(proc_macro2::Span::call_site);
        self.errors.push(diagnose::refuse_at(
            span,
            what,
            "write the type where the variable is declared: `let x: f64 = ..`",
        ));
    }
}
