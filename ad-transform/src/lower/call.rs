//! Calls of functions.

use super::flow::TargetKind;
use super::operand::{Mem, Operand};
use super::place::split_turbofish;
use super::scope::Closure;
use super::{Lowerer, number};
use crate::diagnose;
use crate::ir::{Arg, BaseKind, Call, Callee, Init, Op, Opaque, Part, Type};
use crate::parse::CompanionPath;
use crate::parse::knowledge::Method;
use crate::parse::types::WITHOUT_POSITIONS;
use crate::rules::math_fn;
use proc_macro2::Delimiter;
use quote::{ToTokens, format_ident, quote};
use std::rc::Rc;
use syn::{Expr, ExprCall, ExprPath};

/// Traits whose functions are those of the number that they are called on.
pub(super) const NUMBER_TRAITS: [&str; 13] = [
    "Float",
    "Real",
    "FloatCore",
    "NumCast",
    "FromPrimitive",
    "ToPrimitive",
    "AsPrimitive",
    "Signed",
    "Zero",
    "One",
    "Bounded",
    "FloatConst",
    "Num",
];

impl<'a> Lowerer<'a> {
    pub(super) fn call(&mut self, call: &'a ExprCall) -> Operand<'a> {
        self.call_value(call, true)
    }

    pub(super) fn call_value(&mut self, call: &'a ExprCall, wanted: bool) -> Operand<'a> {
        let mut func = &*call.func;
        while let Expr::Paren(paren) = func {
            func = &paren.expr;
        }
        if let Some(path) = self.function_path(func) {
            return self.path_call(path, call, wanted);
        }
        let callee = self.expr(func);
        match self.strip(callee) {
            Operand::Closure(closure) => self.inline(&closure, call.args.iter().collect()),
            Operand::Tokens(_) if self.in_unsafe => self.unknown_unsafe(call),
            Operand::Tokens(name) if self.function_type(&name).is_some() => {
                let args = self.in_turn(call.args.iter());
                self.call_parameter(name, args)
            }
            Operand::Tokens(name) => {
                let args = self.in_turn(call.args.iter());
                self.call_tokens(&name, args)
            }
            Operand::Poison => Operand::Poison,
            callee => match (self.func_of(callee.clone()), callee) {
                (Some(function), _) => {
                    let args = self.in_turn(call.args.iter());
                    self.apply(&function, args)
                }
                (None, Operand::Place(mem))
                    if !self.in_unsafe && self.type_of_field(&mem.place).is_some() =>
                {
                    let args = self.in_turn(call.args.iter());
                    self.at(func, |l| l.call_place(mem, args))
                }
                (None, _) => self.refuse(
                    func,
                    "which function this calls is not known when the derivative is made",
                    "call a function by its name, or take it as a parameter: `f: impl Fn(f64) -> f64`",
                ),
            },
        }
    }

    fn path_call(&mut self, path: &'a ExprPath, call: &'a ExprCall, wanted: bool) -> Operand<'a> {
        let segments: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|s| s.ident.to_string())
            .collect();
        let Some((last, before)) = segments.split_last() else {
            return Operand::Poison;
        };
        let owner = match &path.qself {
            Some(qself) => match self.ty_of(&qself.ty) {
                ty if ty.is_scalar() => Some(ty),
                _ => None,
            },
            None => None,
        };
        if let Some(value) = self.registered_function(path, call, wanted) {
            return value;
        }
        let prefix = self.prefix_of(before);
        let owner = owner.or_else(|| self.owner_named(path));
        if let Some(converted) = self.conversion_of(path, call) {
            return converted;
        }
        let own = owner
            .as_ref()
            .is_some_and(|ty| self.is_own_function(ty, last));
        if !own && (owner.is_some() || NUMBER_TRAITS.contains(&prefix)) {
            return self.number_function(path, call, owner, last);
        }
        if let Some(never) = self.unreachable_unchecked(path) {
            return never;
        }
        if let Some(iter) = self.iter_function(path, call, prefix, last) {
            return iter;
        }
        if let Some(joined) = self.joined(prefix, last, call) {
            return joined;
        }
        if let [arg] = &call.args.iter().collect::<Vec<_>>()[..] {
            let tokens = path.path.to_token_stream();
            if let Some(made) = self.standard_variant(&tokens, |l| l.evaluated(arg)) {
                return made;
            }
        }
        match (prefix, last.as_str()) {
            (_, "stop_gradient") if call.args.len() == 1 => {
                let operand = self.evaluated(&call.args[0]);
                self.at(&call.args[0], |l| l.stopped(operand))
            }
            ("mem", "swap" | "replace" | "take") => self.mem_function(last, call),
            ("Into", "into") | ("From", "from") if call.args.len() == 1 => {
                self.converted_by_trait(path, call, wanted)
            }
            (_, "into") if call.args.len() == 1 && self.is_type_parameter(before) => {
                self.converted_by_trait(path, call, wanted)
            }
            ("Vec" | "VecDeque", "new" | "with_capacity" | "default") => {
                let capacity = call.args.first().map(|n| self.scalar(n));
                let element = match path.path.segments.iter().rev().nth(1).map(|s| &s.arguments) {
                    Some(syn::PathArguments::AngleBracketed(args)) => match args.args.first() {
                        Some(syn::GenericArgument::Type(ty)) => self.ty_of(ty),
                        _ => self.types.fresh(),
                    },
                    _ => self.types.fresh(),
                };
                Operand::Init(Init::Empty(capacity), Type::Vec(Box::new(element)))
            }
            ("VecDeque", "from" | "from_iter") if call.args.len() == 1 => {
                let operand = self.evaluated(&call.args[0]);
                let element = self.types.fresh();
                let queue = self.vec_with_room(element, None);
                match self.at(&call.args[0], |l| l.iter_of(operand)) {
                    Some(iter) => {
                        self.extend_with(&iter, &queue);
                        Operand::Place(queue)
                    }
                    None => Operand::Poison,
                }
            }
            ("cmp", "max" | "min") if call.args.len() == 2 => {
                let ty = self.types.of_kind(super::infer::Kind::Int);
                self.opaque_call(path, call, ty)
            }
            ("" | "hint" | "convert", "black_box" | "identity") if call.args.len() == 1 => {
                self.expr(&call.args[0])
            }
            ("" | "mem", "drop") if call.args.len() == 1 => {
                self.evaluated(&call.args[0]);
                Operand::Unit
            }
            ("Box" | "Rc" | "Arc", "new")
                if call.args.len() == 1 && self.holds_function(&call.args[0]) =>
            {
                self.evaluated(&call.args[0])
            }
            ("Box" | "Rc" | "Arc", "new") if call.args.len() == 1 => {
                self.boxed(prefix, &call.args[0], wanted)
            }
            ("Box" | "Rc" | "Arc", "clone") if call.args.len() == 1 => {
                let operand = self.evaluated(&call.args[0]);
                let operand = self.strip(operand);
                match self.at(&call.args[0], |l| l.value(operand)) {
                    Operand::Place(mem) => Operand::Init(Init::Copy(mem.place), mem.ty),
                    other => other,
                }
            }
            ("Cell" | "RefCell" | "Mutex" | "RwLock", "new") => self.refuse(
                call,
                "what is changed through a shared reference cannot be followed",
                "use a variable of its own, and pass `&mut`",
            ),
            _ if last.starts_with(char::is_uppercase)
                && !self.is_type_parameter(before)
                && self.known_function(path).is_none() =>
            {
                self.tuple_struct(path, call)
            }
            _ => self.function_call(path, call, wanted),
        }
    }

    /// `Box::new(value)`, and of pointers that are shared: what is behind them never changes.
    fn boxed(&mut self, pointer: &str, value: &'a Expr, wanted: bool) -> Operand<'a> {
        let operand = self.evaluated(value);
        let ty = Type::Boxed(Box::new(self.ty(&operand)));
        let (krate, pointer) = (&self.signature.krate, format_ident!("{pointer}"));
        let callee = Callee::new(quote!(#krate::__private::pointers::#pointer::of));
        self.emit_call(callee, vec![(value.to_token_stream(), operand)], ty, wanted)
    }

    /// A boxed slice of the elements of a sequence: `into_boxed_slice()`.
    pub(super) fn boxed_slice(&mut self, mem: &Mem, element: &Type, wanted: bool) -> Operand<'a> {
        let elements = self.vec_of(mem, element);
        let ty = Type::Boxed(Box::new(Type::Slice(Box::new(element.clone()))));
        let krate = &self.signature.krate;
        let callee = Callee::new(quote!(#krate::__private::pointers::BoxedSlice::of));
        self.emit_call(
            callee,
            vec![(proc_macro2::TokenStream::new(), elements)],
            ty,
            wanted,
        )
    }

    /// Does a path to a function begin with a type parameter, which has no variants?
    fn is_type_parameter(&self, owner: &[String]) -> bool {
        matches!(owner, [one] if self.is_parameter(one))
    }

    /// Is it the name of a type parameter that is no number?
    pub(super) fn is_parameter(&self, name: &str) -> bool {
        let params = &self.signature.type_params.types;
        params.iter().any(|param| param == name)
    }

    /// A call of a function that has a companion.
    pub(super) fn function_call(
        &mut self,
        path: &'a ExprPath,
        call: &'a ExprCall,
        wanted: bool,
    ) -> Operand<'a> {
        if let Some(made) = self.vector_of_iterator(path, call, wanted) {
            return made;
        }
        let known = self.known_function(path);
        self.say_inputs(known.as_ref(), call.args.iter());
        let mut operands = self.in_turn(call.args.iter());
        if let Some(refused) = self.standard_function(path, call, &operands) {
            return refused;
        }
        self.lend(
            known.as_ref().filter(|f| f.receiver.is_none()),
            &mut operands,
        );
        if let Some(copied) = self.vec_from(path, &operands) {
            return copied;
        }
        let (name, turbofish) = split_turbofish(path);
        let own = self.associated(path).and_then(|(of, name)| {
            let ty = self.scalar_named(&of.to_token_stream().to_string())?;
            let owner = self.own_trait(&ty, &name.to_string())?;
            Some(quote!(<#of as #owner>::#name))
        });
        let is_generic = known
            .as_ref()
            .is_none_or(|known| !known.params().is_empty());
        let ascribed = self.ascribed.get(call).filter(|_| is_generic);
        // Of `Point::new(x, y)` whose value nobody asks for, rustc would not know the type.
        let of_type = ascribed
            .clone()
            .filter(|_| known.as_ref().is_some_and(Method::returns_its_own))
            .and_then(|ty| of_type(path, &syn::parse2(ty).ok()?));
        let of_collection = known.is_none().then(|| collection_of(path)).flatten();
        let output = known
            .as_ref()
            .and_then(|known| known.output(&self.signature.knowledge, None));
        let mut callee = Callee {
            turbofish,
            bare: self.is_bare(path),
            unregistered: match known {
                Some(_) => None,
                None => self.unregistered_function(path),
            },
            sibling: known.as_ref().is_some_and(|known| {
                let of = self.associated(path).map(|(of, _)| of);
                known.has_all(of.as_ref())
            }),
            order: known.as_ref().and_then(|known| known.order),
            collection: of_collection.is_some(),
            value: ascribed,
            borrows: known
                .as_ref()
                .is_some_and(|known| known.may_borrow(&self.signature.knowledge)),
            gives_owned: output
                .as_ref()
                .is_some_and(|output| self.signature.knowledge.is_owned(output)),
            ..Callee::new(own.or(of_type).unwrap_or(name))
        };
        let written = path.path.segments.last().map(|last| &last.arguments);
        let expected = self.expect(known.as_ref(), written, &operands);
        let itself = path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == self.signature.ident)
            && path
                .path
                .segments
                .iter()
                .rev()
                .skip(1)
                .all(|segment| segment.ident == "Self" || segment.ident == "self");
        let ty = match &self.signature.output {
            Some(output) if itself && !output.borrowed => output.ir_type(),
            _ => self.output_of(path, known.as_ref()),
        };
        if let Some(kind) = of_collection
            && self.types.is_undecided(&ty)
        {
            let kind = match &callee.value {
                Some(said) => said.to_string(),
                None => kind,
            };
            self.unify(&ty, &Type::Named(kind));
        }
        if let Some(expected) = expected {
            self.unify(&ty, &expected);
        }
        if makes_an_aggregate(path) {
            self.types.make_aggregate(&ty);
        }
        let args = call
            .args
            .iter()
            .zip(operands)
            .map(|(expr, operand)| (expr.to_token_stream(), operand))
            .collect();
        let args = self.gather(&mut callee, known.as_ref(), args);
        self.emit_call(callee, args, ty, wanted)
    }

    /// The last word before the name of a function, by which those of the standard library are known; none where it is a module
    /// of the crate's own.
    pub(super) fn prefix_of<'b>(&self, before: &'b [String]) -> &'b str {
        match before {
            [.., last] if !self.signature.knowledge.is_own_module(before) => last,
            _ => "",
        }
    }

    /// Does the file say that what a path names has no companion?
    fn is_bare(&self, path: &ExprPath) -> bool {
        let knowledge = &self.signature.knowledge;
        let ident = path.path.get_ident();
        if ident.is_some_and(|ident| self.own_functions.contains(&ident.to_string())) {
            return false;
        }
        if knowledge.is_bare(&path.path) {
            return !path.path.is_ident(&self.signature.ident);
        }
        let Some((of, name)) = self.associated(path) else {
            return false;
        };
        self.has_bare(&of, &name.to_string())
    }

    /// The type and the name, where a path names a function of a type.
    fn associated(&self, path: &ExprPath) -> Option<(syn::Type, proc_macro2::Ident)> {
        let mut of = path.path.clone();
        let name = of.segments.pop()?.ident;
        of.segments.pop_punct();
        let last = of.segments.last()?.ident.clone();
        let self_ty = self.signature.self_ty.as_ref();
        Some(match self_ty {
            // Of a generic type by its name alone, the arguments are most often those of the `impl` around.
            Some(self_ty) if last == "Self" || is_named(self_ty, &last) => (self_ty.clone(), name),
            _ => (syn::parse_quote!(#of), name),
        })
    }

    /// Does the file say that a method has no siblings?
    pub(super) fn has_bare(&self, of: &syn::Type, name: &str) -> bool {
        let method = self.signature.knowledge.method(of, name);
        method.is_some_and(|method| method.bare)
    }

    /// The type that a call of a path gives, where the file says it.
    pub(super) fn output_of(&mut self, path: &ExprPath, known: Option<&Method>) -> Type {
        let knowledge = &self.signature.knowledge;
        let output = knowledge.output(&path.path).or_else(|| {
            let of = self.associated(path);
            match known {
                Some(function) => function.output(knowledge, of.as_ref().map(|(of, _)| of)),
                None => {
                    let (of, name) = of?;
                    // What the traits of these functions say that they give.
                    if knowledge.declares(&of) && (name == "default" || name == "from") {
                        return Some(of);
                    }
                    self.number_of(&of, &format!("{name}()"))
                }
            }
        });
        match output {
            Some(output) => self.ty_of(&output),
            None => self.types.fresh(),
        }
    }

    /// What the files say of a function that a path names.
    pub(super) fn known_function(&self, path: &ExprPath) -> Option<Method> {
        let knowledge = &self.signature.knowledge;
        knowledge.function(&path.path).or_else(|| {
            let (of, name) = self.associated(path)?;
            self.known_method(&of, &name.to_string())
        })
    }

    /// Emits a call with these arguments.
    pub(super) fn emit_call(
        &mut self,
        mut callee: Callee,
        operands: Vec<(proc_macro2::TokenStream, Operand<'a>)>,
        ty: Type,
        wanted: bool,
    ) -> Operand<'a> {
        callee.companion = self.companion_path(&callee);
        // Whether the callee is safe to call is not known.
        if self.in_unsafe {
            return self.unknown_unsafe(self.node);
        }
        let given_on = self.may_change_collection(&callee, &operands);
        let mut changed: Vec<(Operand<'a>, Mem)> = Vec::new();
        let functions = self.wanted_by(&callee, &operands);
        let args: Vec<Arg> = operands
            .into_iter()
            .enumerate()
            .map(|(i, (_, operand))| {
                self.wanted = functions.get(i).cloned().flatten();
                self.arg(operand, &mut changed)
            })
            .collect();
        self.wanted = None;
        let base = wanted.then(|| self.b.f.new_base(ty.clone(), "value", BaseKind::Local));
        let call = Call { callee, args };
        if let Some(base) = base {
            self.note_given(&call, base);
            self.note_made(&call.callee, base);
        }
        let mut call = Op::Call(call, base);
        let behind = given_on || self.changes_behind(&call);
        if let Op::Call(call, _) = &mut call {
            call.callee.behind = behind;
        }
        self.effect(call);
        for (target, mem) in changed {
            self.assign_to(target, Operand::Place(mem));
        }
        match base {
            Some(base) if self.reachable => Operand::temporary(base.into(), ty),
            Some(_) => Operand::Never,
            None => Operand::Unit,
        }
    }

    /// Where the companion of a callee is, if its path does not lead there.
    fn companion_path(&mut self, callee: &Callee) -> Option<proc_macro2::TokenStream> {
        if !callee.has_own_companion() || callee.bare {
            return None;
        }
        let path: syn::Path = syn::parse2(callee.path.clone()).ok()?;
        match self.signature.knowledge.companion_beside_module(&path)? {
            CompanionPath::Other(path) => Some(path.to_token_stream()),
            CompanionPath::Private => {
                self.errors
                    .push(diagnose::companion_in_private_module(&path));
                None
            }
        }
    }

    /// A call without derivative, of a type.
    pub(super) fn opaque_call(
        &mut self,
        path: &'a ExprPath,
        call: &'a ExprCall,
        ty: Type,
    ) -> Operand<'a> {
        let args = self.tokens_of_args(call.args.iter());
        let parts = vec![Part::Tokens(path.to_token_stream()), args];
        Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), ty))
    }

    /// Arguments between tokens, in parentheses.
    pub(super) fn tokens_of_args(&mut self, args: impl Iterator<Item = &'a Expr>) -> Part {
        in_parentheses(args.map(|arg| {
            let operand = self.evaluated(arg);
            self.at(arg, |l| l.part(operand))
        }))
    }

    /// The scalar of which a function is: `f64::sin`, `T::zero`, `P::Scalar::from_f64`.
    pub(super) fn owner_named(&self, path: &ExprPath) -> Option<Type> {
        let of = path.path.segments.len().checked_sub(1)?;
        let segments: syn::punctuated::Punctuated<_, syn::Token![::]> =
            path.path.segments.iter().take(of).cloned().collect();
        let name = segments.last()?.ident.to_string();
        let owner = syn::Path {
            leading_colon: None,
            segments,
        };
        match self.signature.type_params.associated(&owner) {
            Some(name) if of > 1 => Some(Type::Float(crate::ir::Float::Param(name))),
            _ => self.scalar_named(&name),
        }
    }

    /// `f64::sin(x)`, `Float::sin(x)`, `T::zero()`, `usize::pow(a, b)`
    fn number_function(
        &mut self,
        path: &'a ExprPath,
        call: &'a ExprCall,
        owner: Option<Type>,
        name: &str,
    ) -> Operand<'a> {
        let args: Vec<&'a Expr> = call.args.iter().collect();
        let inexact = owner
            .clone()
            .unwrap_or_else(|| self.types.of_kind(super::infer::Kind::Float));
        match (name, args.as_slice()) {
            ("from" | "from_lossy", [arg]) if owner.is_some() => {
                let operand = self.evaluated(arg);
                let of = self.ty(&operand);
                if matches!(of, Type::Named(_) | Type::Tuple(_)) || self.types.is_aggregate(&of) {
                    let said = inexact.to_string().parse().ok();
                    return self.into_of(operand, (inexact, said), arg.to_token_stream(), true);
                }
                let atom = self.at(*arg, |l| l.atom(operand));
                Operand::Atom(self.cast(atom, inexact))
            }
            ("cast" | "from_subset" | "from_superset_unchecked", [arg]) if owner.is_some() => {
                let atom = self.scalar(arg);
                Operand::Atom(self.cast(atom, inexact))
            }
            ("from_real", [arg]) if self.has_real_part(&inexact) => {
                let atom = self.scalar(arg);
                let ty = self.atom_ty(&atom);
                self.unify(&ty, &inexact);
                Operand::Atom(atom)
            }
            ("default" | "zero", []) => Operand::Atom(crate::ir::Atom::zero(&inexact)),
            (_, [receiver, rest @ ..]) if math_fn(name).is_some() || name == "sin_cos" => {
                let atom = self.scalar(receiver);
                let ty = self.atom_ty(&atom);
                if owner.is_some() {
                    self.unify(&ty, &inexact);
                }
                self.number(name, atom, rest, call)
            }
            (_, [receiver, rest @ ..])
                if number::int_result(name).is_some() || number::is_conversion(name) =>
            {
                let atom = self.scalar(receiver);
                let ty = self.atom_ty(&atom);
                if owner.is_some() {
                    self.unify(&ty, &inexact);
                }
                self.number(name, atom, rest, call)
            }
            (_, []) if number::is_of_float(name) && self.is_number(&inexact) => {
                let krate = &self.signature.krate;
                let float = quote!(#krate::__private::num_traits::Float);
                let (of, name) = (&inexact.to_string(), &path.path.segments.last());
                let of = syn::parse_str::<syn::Type>(of).ok();
                let parts = vec![Part::Tokens(quote!(<#of as #float>::#name()))];
                Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), inexact))
            }
            _ if number::CONSTANTS.contains(&name) || name == "from_bits" => {
                self.opaque_call(path, call, inexact)
            }
            // What is made of literals is a constant, whichever trait makes it.
            (_, args)
                if matches!(inexact, Type::Float(_)) && args.iter().all(|arg| is_literal(arg)) =>
            {
                self.opaque_call(path, call, inexact)
            }
            _ => self.no_rule_for(
                call,
                &path.path.to_token_stream().to_string().replace(' ', ""),
                name,
            ),
        }
    }

    /// Lowers the body of a closure in the place of its call.
    pub(super) fn inline(&mut self, closure: &Rc<Closure<'a>>, args: Vec<&'a Expr>) -> Operand<'a> {
        let operands = self.in_turn(args.iter().copied());
        let sites = args.into_iter().map(|arg| Some(&raw const *arg));
        self.inline_with(closure, operands.into_iter().zip(sites).collect())
    }

    /// The same with arguments that are lowered already.
    pub(super) fn inline_with(
        &mut self,
        closure: &Rc<Closure<'a>>,
        args: Vec<(Operand<'a>, Option<*const Expr>)>,
    ) -> Operand<'a> {
        let expr = closure.expr;
        let outer = std::mem::replace(&mut self.scopes, closure.scopes.clone());
        self.inlining += 1;
        self.scopes.push();
        for (pat, (operand, site)) in expr.inputs.iter().zip(args) {
            self.at(pat, |l| l.bind(pat, operand, site));
        }
        let ty = self.types.fresh();
        let value = self.leavable(None, TargetKind::Function, ty, |l| l.evaluated(&expr.body));
        let value = match &expr.output {
            syn::ReturnType::Type(_, ty) => self.ascribe(value, ty),
            syn::ReturnType::Default => value,
        };
        self.inlining -= 1;
        self.scopes = outer;
        value
    }
}

/// `<Point<T, U>>::new` for `Point::new`.
fn of_type(path: &ExprPath, ty: &syn::Type) -> Option<proc_macro2::TokenStream> {
    let mut names = path.path.segments.iter().rev();
    let (name, of) = (names.next()?, names.next()?);
    let alone = of.arguments.is_none() && name.arguments.is_none();
    let name = &name.ident;
    (alone && is_named(ty, &of.ident)).then(|| quote!(<#ty>::#name))
}

/// Is it the type of this name, whatever its arguments are?
fn is_named(ty: &syn::Type, name: &syn::Ident) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == *name))
}

/// Is it a constructor of a type, as `Vector3::new` or `Complex64::from_polar`, which makes no number?
fn makes_an_aggregate(path: &ExprPath) -> bool {
    let mut names = path.path.segments.iter().rev().map(|s| s.ident.to_string());
    let (Some(name), Some(of)) = (names.next(), names.next()) else {
        return false;
    };
    let constructs = matches!(
        name.as_str(),
        "new"
            | "zeros"
            | "identity"
            | "splat"
            | "from_polar"
            | "from_element"
            | "from_diagonal"
            | "from_axis_angle"
    );
    constructs && of.starts_with(char::is_uppercase)
}

/// Is it a number as it is written?
pub(super) fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Paren(paren) => is_literal(&paren.expr),
        Expr::Unary(unary) => matches!(unary.op, syn::UnOp::Neg(_)) && is_literal(&unary.expr),
        _ => false,
    }
}

/// `Box::new`, `Rc::new`, `Arc::new`
pub(super) fn makes_a_pointer(path: &syn::Path) -> bool {
    let mut names = path.segments.iter().rev().map(|segment| &segment.ident);
    let (last, of) = (names.next(), names.next());
    last.is_some_and(|last| last == "new")
        && of.is_some_and(|of| ["Box", "Rc", "Arc"].iter().any(|name| of == name))
}

/// Arguments with commas between them, in parentheses.
pub(super) fn in_parentheses(args: impl Iterator<Item = Vec<Part>>) -> Part {
    let mut parts = Vec::new();
    for (i, arg) in args.enumerate() {
        if i > 0 {
            parts.push(Part::Tokens(quote!(,)));
        }
        parts.extend(arg);
    }
    Part::Group(Delimiter::Parenthesis, parts)
}

/// The collection of the standard library without positions, of which a path names a function: `HashMap::new`.
fn collection_of(path: &ExprPath) -> Option<String> {
    let of = path.path.segments.iter().rev().nth(1)?.ident.to_string();
    WITHOUT_POSITIONS.contains(&of.as_str()).then_some(of)
}
