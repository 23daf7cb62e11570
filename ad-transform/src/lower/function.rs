//! Functions as arguments, and calls of parameters that are functions.
//!
//! A closure that is passed on becomes a function of its own: what it captures comes first among its parameters, so
//! that its derivatives are derivatives by that, too. Where it is called and with what, its callee knows.

use super::flow::TargetKind;
use super::iter::Func;
use super::operand::{Bounds, Mem, Operand};
use super::scope::{Binding, Closure, Scopes};
use super::{Lowerer, outcome::Choice};
use crate::hashed::HashMap;
use crate::ir::builder::Builder;
use crate::ir::visit::{places, statements};
use crate::ir::{
    self, Access, Arg, Atom, BaseKind, Callee, Float, FunctionArg, Lambda, Opaque, Param,
    ParamKind, Part, Passed, Place, Projection, Role, Type, ValueId,
};
use crate::parse::{FunctionType, Inert, Shape, TypeParams, foreign, is_in_place, type_arguments};
use crate::rules::math_fn;
use crate::sorted::Set;
use crate::syntax::visit::Visit;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::rc::Rc;
use syn::{Expr, Pat, Type as SynType};

/// What a closure captures, as its function gets it.
struct Captured {
    inner: Builder,
    /// The arguments that go with the parameters.
    args: Vec<Arg>,
    values: HashMap<ValueId, Atom>,
    places: Vec<(Place, Place)>,
}

impl<'a> Lowerer<'a> {
    /// The signature of a parameter that is a function and is followed, by its name.
    pub(super) fn function_type(&self, name: &TokenStream) -> Option<&'a FunctionType> {
        let param = self.function_named(name)?;
        param.function.as_ref().filter(|_| param.followed)
    }

    fn function_named(&self, name: &TokenStream) -> Option<&'a crate::parse::Param> {
        let name = name.to_string();
        self.signature
            .params
            .iter()
            .find(|param| param.name == name)
    }

    /// A call of something of which only the name is known, and which is followed by no derivative.
    pub(super) fn call_tokens(
        &mut self,
        name: &TokenStream,
        args: Vec<Operand<'a>>,
    ) -> Operand<'a> {
        let function = self
            .function_named(name)
            .and_then(|param| param.function.as_ref());
        self.call_unseen(Part::Tokens(name.clone()), function, args)
    }

    /// A call of what a field of the user's holds, `(self.f)(x)`: a function of which the types say nothing but what it takes
    /// and gives. What has captured something that varies is in no field but one that is marked `#[no_diff]`; of what is in a
    /// variable alone that is not known.
    pub(super) fn call_place(&mut self, mem: Mem, args: Vec<Operand<'a>>) -> Operand<'a> {
        let params = &self.signature.type_params;
        let field = self.type_of_field(&mem.place);
        let in_field = matches!(mem.place.projections.last(), Some(Projection::Field(_)));
        let declared = match in_field {
            true => field.as_ref().map(pointed_to).cloned(),
            false => self.declared(&mem.ty),
        };
        let function = declared.and_then(|ty| FunctionType::of(&ty, params));
        // A function pointer has captured nothing.
        let captures = field.is_none_or(|ty| FunctionType::within(&ty, params).is_some());
        let place = match captures || !self.types.shallow(&mem.ty).is_inactive() {
            true => mem.place,
            false => mem.place.in_field_left_out(),
        };
        let held = Part::Group(Delimiter::Parenthesis, vec![Part::Place(place)]);
        let value = self.call_unseen(held, function.as_ref(), args);
        let Some(function) = function else {
            return value;
        };
        let (of, ty) = (self.ty(&value), function.output.1.ir_type());
        self.unify(&ty, &of);
        match self.types.is_aggregate(&ty) {
            true => Operand::Place(self.materialise(value, "value")),
            false => value,
        }
    }

    /// The type with which the last field on the way to a place is declared.
    pub(super) fn type_of_field(&mut self, place: &Place) -> Option<SynType> {
        let mut ty = self.b.f.bases[place.base.index()].ty.clone();
        let mut field = None;
        for projection in &place.projections {
            ty = match projection {
                Projection::Field(name) => {
                    let of = self.declared(&ty);
                    field = of.and_then(|of| self.signature.knowledge.field(&of, name));
                    self.field_ty(&ty, name)
                }
                Projection::Index(_) => self.element_ty(&ty),
                Projection::Range(..) | Projection::Behind => ty,
                Projection::Inner | Projection::Variant(..) => return None,
            };
        }
        field
    }

    /// A call without derivative of a function of this type.
    fn call_unseen(
        &mut self,
        callee: Part,
        function: Option<&FunctionType>,
        args: Vec<Operand<'a>>,
    ) -> Operand<'a> {
        let mut inner = Vec::new();
        for (i, arg) in args.into_iter().enumerate() {
            if let Some((_, shape)) = function.and_then(|function| function.params.get(i)) {
                let of = self.ty(&arg);
                self.unify(&shape.ir_type(), &of);
            }
            inner.extend(self.part(arg));
            inner.push(Part::Tokens(quote!(,)));
        }
        let parts = vec![callee, Part::Group(Delimiter::Parenthesis, inner)];
        let ty = self.types.fresh();
        Operand::Atom(self.op(ir::Op::Opaque(Opaque::effect(parts)), ty))
    }

    /// A call of a parameter.
    pub(super) fn call_parameter(
        &mut self,
        name: TokenStream,
        args: Vec<Operand<'a>>,
    ) -> Operand<'a> {
        let Some(function) = self.function_type(&name) else {
            return Operand::Poison;
        };
        let mut args = args;
        for (arg, (ty, shape)) in args.iter_mut().zip(&function.params) {
            let of = self.ty(arg);
            self.unify(&shape.ir_type(), &of);
            // What is lent to be read is not written, whoever could write it here.
            if let (Operand::Ref(mutable, _), false) = (arg, is_in_place(ty)) {
                *mutable = false;
            }
        }
        let callee = Callee {
            parameter: true,
            ..Callee::new(name)
        };
        let args = args.into_iter().map(|arg| (TokenStream::new(), arg));
        let (args, ty) = (args.collect(), function.output.1.ir_type());
        let wanted = ty != Type::Unit;
        self.emit_call(callee, args, ty, wanted)
    }

    /// For each argument the signature of the function that the callee takes there, as far as the file says it.
    pub(super) fn wanted_by(
        &mut self,
        callee: &Callee,
        operands: &[(TokenStream, Operand<'a>)],
    ) -> Vec<Option<FunctionType>> {
        let takes = operands
            .iter()
            .any(|(_, operand)| self.may_be_function(operand));
        if !takes || callee.operator.is_some() || callee.parameter {
            return Vec::new();
        }
        let receiver = operands.first().filter(|_| callee.method);
        let receiver = receiver.and_then(|(_, receiver)| {
            let ty = self.ty(receiver);
            self.declared(&ty)
        });
        let knowledge = &self.signature.knowledge;
        // Where the type of a vector does not say of what it is, it is of the only number of which the function speaks.
        let only = match &self.signature.type_params.scalars[..] {
            [only] => Some(only),
            _ => None,
        };
        let path: Option<syn::Path> = syn::parse2(callee.path.clone()).ok();
        let signature = path.and_then(|path| {
            let mut segments = path.segments.iter().rev();
            let name = segments.next()?.ident.to_string();
            match segments.next() {
                _ if callee.method => receiver
                    .filter(|of| !knowledge.declares(of))
                    .and_then(|of| foreign::taking_function(&of, &name, only))
                    .or_else(|| knowledge.only_method(&name)),
                Some(of) if of.ident == "Self" => {
                    let of = self.signature.self_ty.as_ref()?;
                    knowledge.method(of, &name)?.signature()
                }
                Some(of) if of.ident.to_string().starts_with(char::is_uppercase) => {
                    let of = &of.ident;
                    let of = syn::parse_quote!(#of);
                    match knowledge.method(&of, &name) {
                        Some(method) => method.signature(),
                        None if knowledge.declares(&of) => None,
                        None => foreign::taking_function(&of, &name, only),
                    }
                }
                _ => knowledge.function(&path)?.signature(),
            }
        });
        let Some(signature) = signature else {
            return Vec::new();
        };
        let params = TypeParams::of(&[&signature.generics], knowledge.clone());
        let constants = self.constant_numbers(&signature, &params, operands);
        let of = |input: &syn::FnArg| match input {
            syn::FnArg::Typed(typed) => {
                let mut function = FunctionType::of(&typed.ty, &params)?;
                for (param, inert) in &constants {
                    function.make_inert(param, inert);
                }
                Some(function)
            }
            syn::FnArg::Receiver(_) => None,
        };
        signature.inputs.iter().map(of).collect()
    }

    /// The type parameters of a callee that are numbers there, and stand for a type that cannot vary in this call, as that of
    /// a position: by what is passed where the callee takes one.
    fn constant_numbers(
        &mut self,
        signature: &syn::Signature,
        params: &TypeParams,
        operands: &[(TokenStream, Operand<'a>)],
    ) -> Vec<(syn::Ident, Inert)> {
        let mut constants = Vec::new();
        for param in &params.scalars {
            let inputs = signature.inputs.iter().zip(operands);
            let given = inputs.filter(|(input, _)| {
                matches!(input, syn::FnArg::Typed(input) if is_or_refers_to(&input.ty, param))
            });
            let mut inert = None;
            for (_, (_, operand)) in given {
                let ty = self.ty(operand);
                if self.types.is_float(&ty) {
                    inert = None;
                    break;
                }
                match self.types.shallow(&ty) {
                    Type::Int(name) => inert = Some(Inert::Int(name)),
                    ty if ty.is_inactive() => inert = inert.or(Some(Inert::Opaque)),
                    _ => {}
                }
            }
            constants.extend(inert.map(|inert| (param.clone(), inert)));
        }
        constants
    }

    /// Can the operand be a function, so that it matters what is wanted?
    fn may_be_function(&self, operand: &Operand<'a>) -> bool {
        match operand {
            Operand::Closure(_) | Operand::Function(_) => true,
            Operand::Ref(_, target) => self.may_be_function(target),
            Operand::Place(mem) => mem.place.projections.is_empty() && self.is_extern(&mem.place),
            _ => false,
        }
    }

    /// A type of the callee's in terms of the caller.
    fn wanted_ty(&mut self, ty: &Type) -> Type {
        match ty {
            Type::Float(Float::Param(name)) => match self.scalar_named(name) {
                Some(known) => known,
                None => self.types.of_kind(super::infer::Kind::Float),
            },
            // A length that is a parameter of the callee's has no name here.
            Type::Array(t, n) => {
                let knowledge = &self.signature.knowledge;
                let known = |n: &&String| {
                    let n: Option<Expr> = syn::parse_str(n).ok();
                    n.is_some_and(|n| knowledge.value(&n).is_some())
                };
                let n = n.as_ref().filter(known).cloned();
                Type::Array(Box::new(self.wanted_ty(t)), n)
            }
            Type::Vec(t) => Type::Vec(Box::new(self.wanted_ty(t))),
            Type::Option(t) => Type::Option(Box::new(self.wanted_ty(t))),
            Type::Result(t, e) => Type::Result(Box::new(self.wanted_ty(t)), e.clone()),
            Type::Slice(t) => Type::Slice(Box::new(self.wanted_ty(t))),
            Type::Tuple(ts) => Type::Tuple(ts.iter().map(|t| self.wanted_ty(t)).collect()),
            ty => ty.clone(),
        }
    }

    /// A function by its name as a function of its own: what it is called with says what is wanted.
    fn named_lambda(&mut self, mem: &Mem) -> Option<(Passed, Vec<Arg>)> {
        let wanted = self.wanted.take()?;
        let BaseKind::Extern(path) = &self.b.f.bases[mem.place.base.index()].kind else {
            return None;
        };
        let path: syn::ExprPath = syn::parse2(path.clone()).ok()?;
        let inner = Builder::new(ir::Function::new("function"));
        let function = self.within(inner, Scopes::default(), |l| {
            let params = wanted.params.iter().enumerate();
            let operands = params.map(|(i, (of, shape))| {
                let ty = l.wanted_ty(&shape.ir_type());
                let (kind, operand) = l.param_of(access_of(of), ty, format!("x{i}"));
                push_param(&mut l.b, i, kind);
                operand
            });
            let operands = operands.collect();
            let value = l.apply(&Func::Path(Rc::new(path)), operands);
            let ty = l.wanted_ty(&wanted.output.1.ir_type());
            let of = l.ty(&value);
            l.unify(&ty, &of);
            l.b.f.output = l.output(value, &ty);
        });
        Some((self.keep_lambda(function, 0), Vec::new()))
    }

    /// The argument that passes a function, if the operand is one.
    pub(super) fn function_arg(
        &mut self,
        operand: &Operand<'a>,
        reference: Option<bool>,
    ) -> Option<Arg> {
        let mut reference = reference;
        let (function, args) = match operand {
            Operand::Closure(closure) => match self.lambda(closure) {
                Some(lambda) => lambda,
                // It was refused.
                None => return Some(Arg::Opaque(Opaque::pure(Vec::new()))),
            },
            Operand::Place(mem) if self.wanted.is_some() && self.may_be_function(operand) => {
                self.named_lambda(mem)?
            }
            Operand::Function(path) => {
                let name = path.path.segments.last()?.ident.to_string();
                (self.number_lambda(&name)?, Vec::new())
            }
            Operand::Tokens(name) if self.function_type(name).is_some() => {
                let name = name.to_string();
                // A derivative calls more than once what the function calls once: it lends what need not be given away.
                let params = &self.signature.params;
                let param = params.iter().find(|param| param.name == name);
                if param.is_some_and(|param| self.signature.is_shared_function(param)) {
                    reference = reference.or(Some(false));
                }
                (Passed::Parameter(name), Vec::new())
            }
            _ => return None,
        };
        Some(Arg::Function(FunctionArg {
            function,
            reference,
            mode: None,
            args,
        }))
    }

    /// `f64::sin` as a function.
    fn number_lambda(&mut self, name: &str) -> Option<Passed> {
        let row = math_fn(name).filter(|row| row.int_args == 0)?;
        let mut b = Builder::new(ir::Function::new(name));
        let ty = self.types.of_kind(super::infer::Kind::Float);
        let args: Vec<Atom> = (0..row.arity)
            .map(|i| {
                let value = b.f.new_value(ty.clone(), "x");
                push_param(&mut b, i, ParamKind::Value(value));
                value.into()
            })
            .collect();
        let result = b.op(ir::Op::Prim(ir::Prim::Math(row), args), ty, "");
        b.f.output = ir::Output::Atom(result.into());
        Some(self.keep_lambda(b.finish(), 0))
    }

    fn keep_lambda(&mut self, function: ir::Function, captures: usize) -> Passed {
        let lambdas = &mut self.b.f.lambdas;
        lambdas.push(Lambda {
            function,
            captures,
            vjp: None,
            jvp: None,
        });
        Passed::Lambda(lambdas.len() - 1)
    }

    /// A closure as a function of what it captures and of its parameters, and the arguments that it captures.
    fn lambda(&mut self, closure: &Rc<Closure<'a>>) -> Option<(Passed, Vec<Arg>)> {
        let mut captured = Captured {
            inner: Builder::new(ir::Function::new("closure")),
            args: Vec::new(),
            values: HashMap::default(),
            places: Vec::new(),
        };
        captured.inner.f.spans = self.b.f.spans.clone();
        let scopes = self.captured_scopes(closure, &mut captured)?;
        let captures = captured.args.len();
        let wanted = self.wanted.take();
        let function = self.within(captured.inner, scopes, |l| {
            l.lambda_body(closure.expr, captures, wanted);
        });
        if changes_captured(&function, captures) {
            self.refuse(
                closure.expr,
                "a closure that changes what it captures cannot be passed to a function here",
                "write the loop out, or let the closure return what changes",
            );
            return None;
        }
        Some((self.keep_lambda(function, captures), captured.args))
    }

    /// Lowers a function that is not the one at hand.
    fn within(
        &mut self,
        inner: Builder,
        scopes: Scopes<'a>,
        lower: impl FnOnce(&mut Self),
    ) -> ir::Function {
        let span = self.b.span;
        let outer = (
            std::mem::replace(&mut self.b, inner),
            std::mem::replace(&mut self.scopes, scopes),
            std::mem::take(&mut self.targets),
            std::mem::take(&mut self.guards),
            std::mem::take(&mut self.slots),
            std::mem::replace(&mut self.reachable, true),
            std::mem::take(&mut self.pending),
            std::mem::take(&mut self.mutable),
            std::mem::take(&mut self.held),
            std::mem::take(&mut self.externs),
            std::mem::take(&mut self.given),
        );
        self.b.span = span;
        lower(self);
        self.refuse_lost();
        let inner = std::mem::replace(&mut self.b, outer.0);
        self.scopes = outer.1;
        self.targets = outer.2;
        self.guards = outer.3;
        self.slots = outer.4;
        self.reachable = outer.5;
        self.pending = outer.6;
        self.mutable = outer.7;
        self.held = outer.8;
        self.externs = outer.9;
        self.given = outer.10;
        inner.finish()
    }

    fn lambda_body(
        &mut self,
        expr: &'a syn::ExprClosure,
        captures: usize,
        wanted: Option<FunctionType>,
    ) {
        self.scopes.push();
        for (i, pat) in expr.inputs.iter().enumerate() {
            let known = wanted.as_ref().and_then(|wanted| wanted.params.get(i));
            let (kind, operand) = self.lambda_param(pat, &expr.body, known);
            push_param(&mut self.b, captures + i, kind);
            let pat = match pat {
                Pat::Type(typed) => &*typed.pat,
                pat => pat,
            };
            self.at(pat, |l| l.bind(pat, operand, None));
        }
        let ty = match &expr.output {
            syn::ReturnType::Type(_, ty) => self.ty_of(ty),
            syn::ReturnType::Default => match &wanted {
                Some(wanted) => self.wanted_ty(&wanted.output.1.ir_type()),
                None => self.types.fresh(),
            },
        };
        let value = self.leavable(None, TargetKind::Function, ty.clone(), |l| {
            let value = l.evaluated(&expr.body);
            let of = l.ty(&value);
            l.unify(&ty, &of);
            value
        });
        let value = if self.guards.is_empty() {
            value
        } else {
            self.leave_guards(value)
        };
        if !self.reachable {
            self.refuse(
                expr,
                "this closure never returns",
                "call `panic!` outside of it",
            );
            return;
        }
        // A result of which nothing shows is a number.
        if self.types.is_undecided(&ty) {
            let float = self.types.of_kind(super::infer::Kind::Float);
            self.unify(&ty, &float);
        }
        let ty = self.types.shallow(&ty);
        self.b.f.output = self.at(&*expr.body, |l| l.output(value, &ty));
        self.written_parameters(expr, captures);
        self.refuse_unseen_numbers(expr, captures, wanted.as_ref());
        // What shows nothing else of a parameter than arithmetic is a number.
        for i in captures..self.b.f.params.len() {
            if let ParamKind::Value(v) = self.b.f.params[i].kind {
                let ty = self.b.f.ty(v).clone();
                if self.types.is_open(&ty) {
                    let float = self.types.of_kind(super::infer::Kind::Float);
                    self.unify(&ty, &float);
                }
            }
        }
    }

    /// Refuses parameters of a type parameter of the callee's that nothing says. In code for one type of numbers it is that
    /// type, and elsewhere it may be another one, or one that does not vary.
    fn refuse_unseen_numbers(
        &mut self,
        expr: &'a syn::ExprClosure,
        captures: usize,
        wanted: Option<&FunctionType>,
    ) {
        if self.signature.type_params.types.len() < 2 {
            return;
        }
        let wanted = wanted.map_or(&[][..], |wanted| &wanted.params[..]);
        for (i, (pat, (_, shape))) in expr.inputs.iter().zip(wanted).enumerate() {
            let ty = match self.b.f.params[captures + i].kind {
                ParamKind::Value(value) => self.b.f.ty(value).clone(),
                ParamKind::Base(base) => self.b.f.bases[base.index()].ty.clone(),
                ParamKind::Opaque(_) | ParamKind::Function(_) | ParamKind::Ignored => continue,
            };
            let is_unseen = matches!(shape, Shape::Scalar(Float::Param(_), _))
                && matches!(self.types.shallow(&ty), Type::Infer(_));
            if is_unseen {
                self.refuse(
                    pat,
                    "the type of this parameter is not seen here",
                    "say it: `|x: &f64| ..`",
                );
            }
        }
    }

    /// What a closure writes to, of a parameter that is not bound as mutable, it writes through a `&mut`.
    fn written_parameters(&mut self, expr: &syn::ExprClosure, captures: usize) {
        let body = ir::Region {
            stmts: self.b.stmts().to_vec(),
            ..ir::Region::default()
        };
        for (pat, param) in expr.inputs.iter().zip(&self.b.f.params[captures..]) {
            let (
                Pat::Ident(syn::PatIdent {
                    mutability: None, ..
                }),
                ParamKind::Base(base),
            ) = (pat, &param.kind)
            else {
                continue;
            };
            let is_owned = matches!(
                self.b.f.bases[base.index()].kind,
                BaseKind::Param(Access::Owned)
            );
            if is_owned && writes_to(&body, *base) {
                self.b.f.bases[base.index()].kind = BaseKind::Param(Access::Mut);
            }
        }
    }

    /// A parameter of a closure.
    fn lambda_param(
        &mut self,
        pat: &'a Pat,
        body: &'a Expr,
        known: Option<&(SynType, Shape)>,
    ) -> (ParamKind, Operand<'a>) {
        let (pat, annotation) = match pat {
            Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
            pat => (pat, None),
        };
        let name = match pat {
            Pat::Ident(ident) => ident.ident.to_string(),
            _ => "argument".to_string(),
        };
        let (access, ty) = match annotation {
            Some(of @ SynType::Reference(reference)) => {
                (access_of(of), self.ty_of(&reference.elem))
            }
            Some(SynType::Infer(_)) | None if known.is_some() => {
                let (of, shape) = known.expect("it is some");
                let access = access_of(of);
                (access, self.wanted_ty(&shape.ir_type()))
            }
            Some(SynType::Infer(_)) | None => match pat {
                Pat::Reference(_) => (Access::Shared, self.types.fresh()),
                Pat::Ident(ident) if !looks_into(&ident.ident, body) => {
                    (Access::Owned, self.types.fresh())
                }
                Pat::Wild(_) => (Access::Owned, self.types.fresh()),
                _ => {
                    let ty = self.types.fresh();
                    self.types.make_aggregate(&ty);
                    (Access::Owned, ty)
                }
            },
            Some(ty) => (Access::Owned, self.ty_of(ty)),
        };
        self.param_of(access, ty, name)
    }

    fn param_of(&mut self, access: Access, ty: Type, name: String) -> (ParamKind, Operand<'a>) {
        if access == Access::Owned && !self.types.is_aggregate(&ty) {
            let value = self.b.f.new_value(ty, name);
            return (ParamKind::Value(value), Operand::Atom(value.into()));
        }
        let base = self.b.f.new_base(ty.clone(), name, BaseKind::Param(access));
        let operand = match access {
            Access::Shared => Operand::shared(Operand::place(base.into(), ty)),
            Access::Mut => Operand::Ref(true, Box::new(Operand::place(base.into(), ty))),
            _ => Operand::temporary(base.into(), ty),
        };
        (ParamKind::Base(base), operand)
    }

    // --- what is captured ---

    /// The names that a closure sees, bound to parameters of its function.
    fn captured_scopes(
        &mut self,
        closure: &Rc<Closure<'a>>,
        captured: &mut Captured,
    ) -> Option<Scopes<'a>> {
        let mut scopes = Scopes::default();
        scopes.push();
        for word in mentioned(closure.expr) {
            let Some(binding) = closure.scopes.get(&word).cloned() else {
                continue;
            };
            let operand = self.captured(binding.operand, captured)?;
            scopes.bind(&word, Binding { operand, depth: 0 });
        }
        Some(scopes)
    }

    /// Is all that a function captures there outside of the region at this depth?
    pub(super) fn is_seen_at(&self, function: &Func<'a>, depth: usize) -> bool {
        let Func::Closure(closure) = function else {
            return true;
        };
        mentioned(closure.expr).iter().all(|word| {
            let binding = closure.scopes.get(word);
            binding.is_none_or(|binding| binding.depth <= depth)
        })
    }

    fn captured(&mut self, operand: Operand<'a>, captured: &mut Captured) -> Option<Operand<'a>> {
        Some(match operand {
            Operand::Atom(atom) => Operand::Atom(self.captured_atom(atom, captured)),
            Operand::Var(var) => {
                let now = self.b.read(var);
                Operand::Atom(self.captured_atom(now, captured))
            }
            Operand::Place(mem) => {
                let place = self.captured_place(&mem, captured);
                Operand::place(place, mem.ty)
            }
            init @ Operand::Init(..) => {
                let mem = self.materialise(init, "captured");
                self.captured(Operand::Place(mem), captured)?
            }
            Operand::Ref(mutable, target) => {
                Operand::Ref(mutable, Box::new(self.captured(*target, captured)?))
            }
            Operand::Tuple(parts) => Operand::Tuple(
                parts
                    .into_iter()
                    .map(|part| self.captured(part, captured))
                    .collect::<Option<_>>()?,
            ),
            Operand::List(parts) => Operand::List(
                parts
                    .into_iter()
                    .map(|part| self.captured(part, captured))
                    .collect::<Option<_>>()?,
            ),
            Operand::Struct(literal) => Operand::Struct(Rc::new(super::operand::Literal {
                path: literal.path.clone(),
                fields: literal
                    .fields
                    .iter()
                    .map(|(name, part)| {
                        Some((name.clone(), self.captured(part.clone(), captured)?))
                    })
                    .collect::<Option<_>>()?,
            })),
            Operand::Range(bounds) => {
                let mut end = |atom: Option<Atom>| atom.map(|a| self.captured_atom(a, captured));
                Operand::Range(Bounds {
                    lo: end(bounds.lo),
                    hi: end(bounds.hi),
                    inclusive: bounds.inclusive,
                })
            }
            Operand::Closure(closure) => {
                let scopes = self.captured_scopes(&closure, captured)?;
                let expr = closure.expr;
                Operand::Closure(Rc::new(Closure { expr, scopes }))
            }
            Operand::Choice(choice) => Operand::Choice(Box::new(Choice {
                success: self.captured(choice.success, captured)?,
                value: self.captured(choice.value, captured)?,
                error: match choice.error {
                    Some(error) => Some(self.captured(error, captured)?),
                    None => None,
                },
                ty: choice.ty,
            })),
            Operand::Deferred(slot) => {
                let now = self.slot_value(slot);
                self.captured(now, captured)?
            }
            Operand::OneOf(one) => {
                let at = self.captured_atom(one.at.clone(), captured);
                let mut all = Vec::new();
                for func in &one.all {
                    all.push(match func {
                        Func::Closure(closure) => {
                            let closure = Operand::Closure(Rc::clone(closure));
                            let closure = self.captured(closure, captured)?;
                            self.func_of(closure)?
                        }
                        func => func.clone(),
                    });
                }
                Operand::OneOf(Rc::new(super::operand::OneOf { at, all }))
            }
            same @ (Operand::Function(_)
            | Operand::Tokens(_)
            | Operand::Unit
            | Operand::Never
            | Operand::Poison) => same,
            Operand::Fork(_) => {
                self.refuse_fork();
                return None;
            }
            Operand::Iter(_) | Operand::Maybe(_) | Operand::Compared(_) | Operand::Element(_) => {
                self.refuse_here(
                    "this is captured by a closure that is passed to a function, and is no value yet",
                    "bind what is in it to a variable before the closure",
                );
                return None;
            }
        })
    }

    fn captured_atom(&mut self, atom: Atom, captured: &mut Captured) -> Atom {
        let Atom::Value(v) = atom else { return atom };
        if let Some(known) = captured.values.get(&v) {
            return known.clone();
        }
        let data = self.b.f.values[v.index()].clone();
        let value = captured.inner.f.new_value(data.ty, data.name);
        push_param(
            &mut captured.inner,
            captured.args.len(),
            ParamKind::Value(value),
        );
        captured.args.push(Arg::Value(atom));
        captured.values.insert(v, value.into());
        value.into()
    }

    fn captured_place(&mut self, mem: &Mem, captured: &mut Captured) -> Place {
        if let Some((_, known)) = captured
            .places
            .iter()
            .find(|(place, _)| *place == mem.place)
        {
            return known.clone();
        }
        let data = self.b.f.bases[mem.place.base.index()].clone();
        let is_extern = mem.place.projections.is_empty() && self.is_extern(&mem.place);
        let kind = if is_extern {
            data.kind
        } else {
            BaseKind::Param(Access::Shared)
        };
        let name = if data.name == "self" {
            "this".to_string()
        } else {
            data.name
        };
        let base = captured.inner.f.new_base(mem.ty.clone(), name, kind);
        if !is_extern {
            push_param(
                &mut captured.inner,
                captured.args.len(),
                ParamKind::Base(base),
            );
            captured.args.push(Arg::Ref(mem.place.clone()));
        }
        captured.places.push((mem.place.clone(), base.into()));
        base.into()
    }
}

/// The words of a closure that may name what is outside of it.
fn mentioned(closure: &syn::ExprClosure) -> Set<String> {
    let mut words = Set::new();
    crate::syntax::words_of(closure.body.to_token_stream(), &mut words);
    formatted(&closure.body, &mut words);
    // What its parameters are called is theirs in there.
    for name in bound(closure) {
        words.remove(&name);
    }
    words
}

/// The names of the parameters of a closure.
fn bound(closure: &syn::ExprClosure) -> Set<String> {
    struct Names(Set<String>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
            self.0.insert(pat.ident.to_string());
            crate::syntax::visit::visit_pat_ident(self, pat);
        }
    }
    let mut names = Names(Set::new());
    closure.inputs.iter().for_each(|pat| names.visit_pat(pat));
    names.0
}

/// How a parameter of a function of this type is passed.
fn access_of(ty: &SynType) -> Access {
    match ty {
        SynType::Reference(reference) if reference.mutability.is_some() => Access::Mut,
        SynType::Reference(_) => Access::Shared,
        _ => Access::Owned,
    }
}

fn push_param(b: &mut Builder, i: usize, kind: ParamKind) {
    b.f.params.push(Param {
        role: Role::Primal(i),
        kind,
        varied: true,
    });
}

/// Does a region write to memory?
fn writes_to(region: &ir::Region, base: ir::BaseId) -> bool {
    let mut writes = false;
    statements(region, &mut |stmt| {
        places(&stmt.op, &mut |place, used| {
            writes |= used.writes() && place.base == base;
        });
    });
    writes
}

/// Is anything that is captured written to?
fn changes_captured(f: &ir::Function, captures: usize) -> bool {
    let of_param = |base: ir::BaseId| {
        f.params[..captures]
            .iter()
            .any(|param| matches!(param.kind, ParamKind::Base(b) if b == base))
    };
    let mut changes = false;
    statements(&f.body, &mut |stmt| {
        places(&stmt.op, &mut |place, used| {
            changes |= used.writes() && of_param(place.base);
        });
    });
    changes
}

/// Adds the names that strings with `{name}` in a piece of the program mention.
fn formatted(body: &Expr, words: &mut Set<String>) {
    struct Strings<'w>(&'w mut Set<String>);
    impl<'ast> Visit<'ast> for Strings<'_> {
        fn visit_macro(&mut self, mac: &'ast syn::Macro) {
            for token in mac.tokens.clone() {
                if let TokenTree::Literal(lit) = token {
                    let text = lit.to_string();
                    let names = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
                    self.0.extend(names.map(str::to_string));
                }
            }
        }
    }
    Strings(words).visit_expr(body);
}

/// Is a name followed by brackets somewhere in the arguments of a macro?
fn indexed(tokens: TokenStream, name: &syn::Ident) -> bool {
    let mut after = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => {
            after = ident == *name;
            false
        }
        TokenTree::Group(group) => {
            let found = after && group.delimiter() == Delimiter::Bracket;
            after = false;
            found || indexed(group.stream(), name)
        }
        TokenTree::Punct(_) | TokenTree::Literal(_) => {
            after = false;
            false
        }
    })
}

/// Does a body look for elements, fields or items in a parameter?
fn looks_into(name: &syn::Ident, body: &Expr) -> bool {
    struct Uses<'n> {
        name: &'n syn::Ident,
        found: bool,
    }
    impl Uses<'_> {
        fn is_it(&self, expr: &Expr) -> bool {
            match expr {
                Expr::Paren(paren) => self.is_it(&paren.expr),
                Expr::Unary(unary) => {
                    matches!(unary.op, syn::UnOp::Deref(_)) && self.is_it(&unary.expr)
                }
                Expr::Reference(reference) => self.is_it(&reference.expr),
                Expr::Path(path) => path.path.is_ident(self.name),
                _ => false,
            }
        }
    }
    impl<'ast> Visit<'ast> for Uses<'_> {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            self.found |= match expr {
                Expr::Index(index) => self.is_it(&index.expr),
                Expr::Field(field) => self.is_it(&field.base),
                Expr::ForLoop(l) => self.is_it(&l.expr),
                Expr::Reference(reference) => self.is_it(&reference.expr),
                Expr::MethodCall(call) => {
                    let name = call.method.to_string();
                    self.is_it(&call.receiver)
                        && (super::sequence::sequence_method(&name, false).is_some()
                            && !matches!(name.as_str(), "clone" | "to_owned"))
                }
                _ => false,
            };
            crate::syntax::visit::visit_expr(self, expr);
        }

        fn visit_macro(&mut self, mac: &'ast syn::Macro) {
            self.found |= indexed(mac.tokens.clone(), self.name);
        }
    }
    let mut uses = Uses { name, found: false };
    uses.visit_expr(body);
    uses.found
}

/// Is a type a type parameter, or a reference to it?
fn is_or_refers_to(ty: &SynType, param: &syn::Ident) -> bool {
    match ty {
        SynType::Reference(reference) => is_or_refers_to(&reference.elem, param),
        SynType::Path(ty) => ty.path.is_ident(param),
        _ => false,
    }
}

/// What a box or a shared pointer holds; of another type itself.
fn pointed_to(ty: &SynType) -> &SynType {
    let last = match ty {
        SynType::Path(path) => path.path.segments.last(),
        _ => None,
    };
    let pointer = last.filter(|last| ["Box", "Rc", "Arc"].iter().any(|name| last.ident == name));
    pointer
        .and_then(|last| type_arguments(last).next())
        .unwrap_or(ty)
}
