//! Paths, fields, elements, references: expressions that name memory.

use super::Lowerer;
use super::operand::{Bounds, Mem, Operand};
use crate::ir::{Atom, BaseKind, Float, Op, Opaque, Part, Place, Projection, Type, Variant};
use crate::parse::foreign;
use proc_macro2::Delimiter;
use quote::{ToTokens, quote};
use syn::{Expr, ExprField, ExprIndex, ExprPath, ExprReference, GenericParam, Member};

impl<'a> Lowerer<'a> {
    pub(super) fn path(&mut self, expr: &'a ExprPath) -> Operand<'a> {
        if expr.qself.is_none()
            && let Some(ident) = expr.path.get_ident()
        {
            let name = ident.to_string();
            if let Some(binding) = self.scopes.get(&name) {
                return match binding.operand.clone() {
                    Operand::Deferred(slot) => self.slot_place(slot),
                    operand => operand,
                };
            }
            if name == "None" {
                return self.none();
            }
        }
        if self.is_number_function(expr) {
            return Operand::Function(std::rc::Rc::new(expr.clone()));
        }
        let tokens = expr.to_token_stream();
        let variant = Variant::new(&tokens);
        if variant.is_standard() && variant.name() == "None" {
            let none = self.none();
            let said = expr
                .path
                .segments
                .iter()
                .find_map(|segment| match &segment.arguments {
                    syn::PathArguments::AngleBracketed(said) => said.args.first(),
                    _ => None,
                });
            if let Some(syn::GenericArgument::Type(held)) = said {
                let (held, ty) = (self.ty_of(held), self.ty(&none));
                self.unify(&ty, &Type::Option(Box::new(held)));
            }
            return none;
        }
        let ty = match expr.path.segments.len() {
            2.. if super::matching::is_variant(&expr.path) => {
                let segments: Vec<_> = expr.path.segments.iter().collect();
                let of = &segments[..segments.len() - 1];
                Type::Named(quote!(#(#of)::*).to_string())
            }
            _ => self.path_ty(expr),
        };
        let place = self.constant(&tokens, ty.clone());
        let ty = self.b.f.bases[place.base.index()].ty.clone();
        Operand::place(place, ty)
    }

    /// Is it seen to be the name of a function?
    pub(super) fn names_function(&self, expr: &ExprPath) -> bool {
        let own = expr.path.get_ident().map(ToString::to_string);
        own.is_some_and(|own| self.own_functions.contains(&own))
            || self.is_number_function(expr)
            || self.signature.knowledge.declares_function(&expr.path)
    }

    /// Is it a function of a number type, such as `f64::sin`?
    fn is_number_function(&self, expr: &ExprPath) -> bool {
        let mut segments = expr.path.segments.iter().rev();
        let (Some(last), Some(prefix)) = (segments.next(), segments.next()) else {
            return false;
        };
        let (name, prefix) = (last.ident.to_string(), prefix.ident.to_string());
        let owner = self.scalar_named(&prefix);
        // `f64::from`, `T::from_usize`, and what a trait of the crate has.
        let converts = matches!(&*name, "from" | "try_from")
            || name
                .strip_prefix("from_")
                .is_some_and(|from| self.scalar_named(from).is_some());
        (owner.is_some() || super::call::NUMBER_TRAITS.contains(&&*prefix))
            && (converts || crate::rules::math_fn(&name).is_some())
            || owner.is_some_and(|of| self.is_own_function(&of, &name))
    }

    /// The variant without fields that a constant is.
    pub(super) fn unit_variant(&self, mem: &Mem) -> Option<Variant> {
        let BaseKind::Extern(path) = &self.b.f.bases[mem.place.base.index()].kind else {
            return None;
        };
        if !mem.place.projections.is_empty() {
            return None;
        }
        let parsed: syn::Path = syn::parse2(path.clone()).ok()?;
        super::matching::is_variant(&parsed).then(|| Variant::new(path))
    }

    /// The memory of a constant of the user's.
    pub(super) fn constant(&mut self, path: &proc_macro2::TokenStream, ty: Type) -> Place {
        let key = path.to_string();
        if let Some(base) = self.externs.get(&key) {
            return (*base).into();
        }
        let name = key.rsplit("::").next().unwrap_or(&key).trim().to_string();
        let (ty, length) = match self.length(&key) {
            Some(value) => (Type::USIZE, Some(value)),
            None => (ty, None),
        };
        let base = self.b.f.new_base(ty, name, BaseKind::Extern(path.clone()));
        if let Some(value) = length {
            self.lengths.insert(key.clone(), value);
        }
        self.externs.insert(key, base);
        base.into()
    }

    /// Is it a constant that the length of an array can name, and what is its value, where that is known?
    fn length(&self, path: &str) -> Option<Option<u64>> {
        let params = &self.signature.type_params.lengths;
        if params.iter().any(|param| param == path) {
            return Some(None);
        }
        let path = syn::parse_str(path).ok()?;
        self.signature.knowledge.length(&path).map(Some)
    }

    /// The type of a constant, as far as its path says it.
    fn path_ty(&mut self, expr: &ExprPath) -> Type {
        let ident = expr.path.get_ident();
        for param in &self.signature.generics.params {
            if let (GenericParam::Const(param), Some(ident)) = (param, ident)
                && param.ident == *ident
            {
                return self.ty_of(&param.ty);
            }
        }
        let segments: Vec<String> = expr
            .path
            .segments
            .iter()
            .map(|s| s.ident.to_string())
            .collect();
        let before: Vec<&str> = segments.iter().rev().skip(1).map(String::as_str).collect();
        match before.as_slice() {
            // `f64::consts::PI`, `f64::EPSILON`, `usize::MAX`
            ["consts", ty, ..] | [ty, ..] => match self.scalar_named(ty) {
                Some(ty) => {
                    let last = segments.last().map(String::as_str).unwrap_or_default();
                    int_of_number(last).unwrap_or(ty)
                }
                None => self.types.fresh(),
            },
            [] => self.types.fresh(),
        }
    }

    /// The scalar type of this name.
    pub(super) fn scalar_named(&self, name: &str) -> Option<Type> {
        match name {
            "f64" => Some(Type::F64),
            "f32" => Some(Type::F32),
            "bool" => Some(Type::Bool),
            "char" => Some(Type::Char),
            "Self" if self.signature.type_params.itself.is_some() => {
                self.signature.type_params.itself.clone().map(Type::Float)
            }
            name => Type::int(name).or_else(|| {
                let scalar = self
                    .signature
                    .type_params
                    .scalars
                    .iter()
                    .any(|ident| ident == name);
                scalar.then(|| Type::Float(Float::Param(name.to_string())))
            }),
        }
    }

    pub(super) fn field(&mut self, expr: &'a ExprField) -> Operand<'a> {
        let base = self.expr(&expr.base);
        let name = match &expr.member {
            Member::Named(ident) => ident.to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        };
        self.part_of(base, &name)
    }

    /// A field of an operand.
    pub(super) fn part_of(&mut self, operand: Operand<'a>, name: &str) -> Operand<'a> {
        match self.strip(operand) {
            Operand::Tuple(parts) => match name
                .parse::<usize>()
                .ok()
                .and_then(|i| parts.into_iter().nth(i))
            {
                Some(part) => part,
                None => self.refuse_here("the tuple has no such field", "count the fields from 0"),
            },
            Operand::Struct(literal) => match literal.fields.iter().find(|(of, _)| of == name) {
                Some((_, part)) => part.clone(),
                None => self.refuse_here("the struct has no such field", "name one that it has"),
            },
            Operand::Place(mem) => {
                self.types.make_aggregate(&mem.ty);
                let ty = self.field_ty(&mem.ty, name);
                Operand::Place(Mem {
                    place: self.field_of(&mem, name, &ty),
                    ty,
                    temporary: mem.temporary,
                })
            }
            Operand::Var(v) => {
                let ty = self.b.var_ty(v).clone();
                self.unknown_aggregate(&ty)
            }
            Operand::Atom(a) => {
                let ty = self.atom_ty(&a);
                self.unknown_aggregate(&ty)
            }
            init @ Operand::Init(..) => {
                let mem = self.materialise(init, "value");
                self.part_of(Operand::Place(mem), name)
            }
            Operand::Range(Bounds {
                lo: Some(end),
                inclusive: false,
                ..
            }) if name == "start" => Operand::Atom(end),
            Operand::Range(Bounds {
                hi: Some(end),
                inclusive: false,
                ..
            }) if name == "end" => Operand::Atom(end),
            // A part of what cannot vary.
            Operand::Tokens(of) => {
                let field: Member = syn::parse_str(name).expect("the name of a field");
                let part = Opaque::pure(vec![Part::Tokens(quote!(#of.#field))]);
                let ty = self.types.fresh();
                Operand::Atom(self.op(Op::Opaque(part), ty))
            }
            poison @ (Operand::Poison | Operand::Never) => poison,
            _ => self.refuse_here(
                "this has no fields",
                "bind it to a variable of a known type first",
            ),
        }
    }

    /// The place of a field, and whether there is nothing in its place in the tangent.
    pub(super) fn field_of(&mut self, mem: &Mem, name: &str, ty: &Type) -> Place {
        let (of, ty) = (self.types.shallow(&mem.ty), self.types.shallow(ty));
        let (of, ty) = (self.declared(&of), self.declared(&ty));
        let knowledge = &self.signature.knowledge;
        let left_out = of.is_some_and(|of| knowledge.leaves_out(&of, name));
        match left_out || ty.is_some_and(|ty| knowledge.is_made_inert(&ty)) {
            true => mem.place.field_left_out(name),
            false => mem.place.field(name),
        }
    }

    /// The type of a field, as far as its use or its declaration shows it.
    pub(super) fn field_ty(&mut self, ty: &Type, name: &str) -> Type {
        let field = self.types.field(ty, name);
        if self.types.is_undecided(&field)
            && let Some(of) = self.declared(ty)
            && let Some(known) = self
                .signature
                .knowledge
                .field(&of, name)
                .or_else(|| self.number_of(&of, name))
        {
            let known = self.ty_of(&known);
            self.unify(&field, &known);
            let of = self.types.shallow(ty).unreferenced().to_string();
            self.declared_fields.insert((of, name.to_string()), known);
        }
        field
    }

    /// The same of a field of a variant, by `Variant::field`. One whose type has no tangent is not known.
    pub(super) fn variant_field_ty(&mut self, ty: &Type, key: &str) -> Type {
        let of = self.declared(ty);
        let knowledge = &self.signature.knowledge;
        let known = of.and_then(|of| knowledge.field(&of, key));
        match known.is_some_and(|ty| !knowledge.is_made_inert(&ty)) {
            true => self.field_ty(ty, key),
            false => self.types.field(ty, key),
        }
    }

    /// The type of a part of a small vector or matrix of another crate.
    pub(super) fn number_of(&self, of: &syn::Type, part: &str) -> Option<syn::Type> {
        let own = self.signature.knowledge.declares(of);
        if own { None } else { foreign::part(of, part) }
    }

    /// The type of the elements of memory.
    pub(super) fn element_ty(&mut self, ty: &Type) -> Type {
        let element = self.types.element(ty);
        if matches!(self.types.shallow(ty), Type::Named(_)) {
            return self.field_ty(ty, "[]");
        }
        element
    }

    /// A type of the user's, as it is declared.
    pub(super) fn declared(&mut self, ty: &Type) -> Option<syn::Type> {
        match self.types.shallow(ty) {
            Type::Named(name) if name == "Self" => self.signature.self_ty.clone(),
            Type::Named(name) => {
                let ty = syn::parse_str(&name).ok()?;
                Some(self.behind_alias(ty))
            }
            Type::Float(Float::F64) => Some(syn::parse_quote!(f64)),
            Type::Float(Float::F32) => Some(syn::parse_quote!(f32)),
            Type::Float(Float::Param(name)) => syn::parse_str(&name).ok(),
            Type::Ref(inner) | Type::Boxed(inner) => self.declared(&inner),
            _ => None,
        }
    }

    /// What a type is declared as, where its name is an alias.
    fn behind_alias(&self, mut ty: syn::Type) -> syn::Type {
        for _ in 0..8 {
            let target = match &ty {
                syn::Type::Path(of) if of.qself.is_none() => {
                    self.signature.knowledge.alias(&of.path)
                }
                _ => None,
            };
            match target {
                Some(target) => ty = target,
                None => break,
            }
        }
        ty
    }

    /// What was taken for a scalar is an aggregate: lowering once more will know, if the type allows.
    pub(super) fn unknown_aggregate(&mut self, ty: &Type) -> Operand<'a> {
        self.types.make_aggregate(ty);
        self.refuse_here(
            "the type of this is not known here",
            "write the type where the variable is declared: `let v: [f64; 3] = ..`",
        )
    }

    pub(super) fn index(&mut self, expr: &'a ExprIndex) -> Operand<'a> {
        let base = self.expr(&expr.expr);
        if let Operand::List(parts) = self.strip(base.clone()) {
            return self.listed(parts, expr);
        }
        let Some(mem) = self.sequence(base) else {
            return Operand::Poison;
        };
        if let Expr::Array(indices) = &*expr.index {
            let mut parts = Vec::new();
            for index in &indices.elems {
                let index = self.usize_of(index);
                parts.extend([Part::Atom(index), Part::Tokens(quote!(,))]);
            }
            let index = vec![Part::Group(Delimiter::Bracket, parts)];
            return self.own_element(mem, indices.elems.len(), index, &expr.index);
        }
        let index = self.expr(&expr.index);
        self.element_at(mem, index, &expr.index)
    }

    /// An element of an array of references.
    fn listed(&mut self, parts: Vec<Operand<'a>>, expr: &'a ExprIndex) -> Operand<'a> {
        let index = self.usize_of(&expr.index);
        let at = super::iter::known(&index).and_then(|n| usize::try_from(n).ok());
        if at.is_none() && parts.iter().all(|part| self.is_function(part)) {
            return self.one_of(index, &parts);
        }
        match at.and_then(|at| parts.into_iter().nth(at)) {
            Some(part) => part,
            None => {
                self.ask_for_memory(&expr.expr);
                self.refuse(
                    expr,
                    "which of these references is meant depends on what happens at run time",
                    "choose between numbers, or put the values into an array",
                )
            }
        }
    }

    /// An element, or a range of elements.
    pub(super) fn element_at(
        &mut self,
        mem: Mem,
        index: Operand<'a>,
        node: &dyn ToTokens,
    ) -> Operand<'a> {
        // No sequence is indexed by a reference: it is a map, which has no tangents.
        if let Operand::Ref(false, _) = &index {
            let key = Part::Group(Delimiter::Bracket, self.part(index));
            let parts = vec![Part::Place(mem.place), key];
            let ty = self.types.fresh();
            return Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), ty));
        }
        let index = self.strip(index);
        match self.value(index) {
            Operand::Range(bounds) => self.slice(mem, bounds),
            index if self.has_own_elements(&mem.ty, &index) => {
                let arity = match &index {
                    Operand::Tuple(parts) => parts.len(),
                    _ => 0,
                };
                let index = self.part(index);
                self.own_element(mem, arity, index, node)
            }
            index => {
                let index = self.atom(index);
                let ty = self.atom_ty(&index);
                if !self.unify(&ty, &Type::USIZE) {
                    return self.refuse(
                        node,
                        "only positions and ranges of them can be an index here",
                        "index with a `usize` or a range of `usize`",
                    );
                }
                let element = self.element_ty(&mem.ty);
                Operand::place(mem.place.index(index), element)
            }
        }
    }

    /// Does the type itself say where its elements are, by an `impl Index`? Only there an index can be more than a number;
    /// a type of another file can be an alias of an array, which is indexed by numbers.
    fn has_own_elements(&mut self, ty: &Type, index: &Operand<'a>) -> bool {
        let own = match self.declared(ty) {
            Some(of) => self.signature.knowledge.declares(&of),
            None => false,
        };
        own || matches!(index, Operand::Tuple(_))
    }

    /// `m[(i, j)]`: where that is, says the type, once for the element and for what belongs to it in tangents.
    fn own_element(
        &mut self,
        mem: Mem,
        arity: usize,
        index: Vec<Part>,
        node: &dyn ToTokens,
    ) -> Operand<'a> {
        let ty = self.types.shallow(&mem.ty);
        if ty.is_sequence() {
            return self.refuse(
                node,
                "only positions and ranges of them can be an index here",
                "index with a `usize` or a range of `usize`",
            );
        }
        self.types.make_aggregate(&ty);
        if let Some(of) = self.declared(&ty)
            && self.signature.knowledge.has_bare_elements(&of, arity)
        {
            return self.refuse(
                node,
                "what this index selects says an `impl Index` that is not annotated",
                "write `#[differentiate]` on that `impl`, and on the `impl IndexMut` if elements are written",
            );
        }
        let element = self.types.field(&ty, &format!("[{arity}]"));
        if self.types.is_undecided(&element)
            && let Some(of) = self.declared(&ty)
            && let Some(known) = self
                .signature
                .knowledge
                .element(&of, arity)
                .or_else(|| self.number_of(&of, "[]"))
        {
            let known = self.ty_of(&known);
            self.unify(&element, &known);
        }
        self.at_position(mem, index, element)
    }

    /// The place that a type says is at an index.
    pub(super) fn at_position(&mut self, mem: Mem, index: Vec<Part>, element: Type) -> Operand<'a> {
        let krate = &self.signature.krate;
        let new = quote!(#krate::__private::Position::new);
        let mut inner = vec![
            Part::Tokens(quote!(&)),
            Part::Place(mem.place.clone()),
            Part::Tokens(quote!(,)),
        ];
        inner.extend(index);
        let parts = vec![
            Part::Tokens(new),
            Part::Group(Delimiter::Parenthesis, inner),
        ];
        let at = self.op(Op::Opaque(Opaque::pure(parts)), Type::Position);
        Operand::place(mem.place.index(at), element)
    }

    /// An element of what is gone through.
    pub(super) fn nth_element(&mut self, mem: &Mem, at: &Atom) -> Operand<'a> {
        let ty = self.element_ty(&mem.ty);
        let krate = &self.signature.krate;
        let nth = quote!(#krate::__private::Nth);
        match self.declared(&mem.ty) {
            Some(of) if !self.signature.knowledge.declares(&of) && foreign::is_flattened(&of) => {
                let at = vec![Part::Atom(at.clone())];
                let index = vec![Part::Tokens(nth), Part::Group(Delimiter::Parenthesis, at)];
                self.at_position(mem.clone(), index, ty)
            }
            _ => Operand::place(mem.place.index(at.clone()), ty),
        }
    }

    /// The memory of a sequence, behind references and boxes.
    pub(super) fn sequence(&mut self, operand: Operand<'a>) -> Option<Mem> {
        match self.strip(operand) {
            Operand::Place(mut mem) => {
                while let Type::Boxed(inner) = self.types.shallow(&mem.ty) {
                    mem = Mem {
                        place: mem.place.project(Projection::Behind),
                        ty: *inner,
                        temporary: false,
                    };
                }
                Some(mem)
            }
            init @ Operand::Init(..) => Some(self.materialise(init, "value")),
            scalar @ (Operand::Atom(_) | Operand::Var(_)) => {
                let ty = self.ty(&scalar);
                self.types.element(&ty);
                self.unknown_aggregate(&ty);
                None
            }
            Operand::Poison | Operand::Never => None,
            Operand::Deferred(slot) => {
                let value = self.slot_value(slot);
                match value {
                    Operand::Never => None,
                    value => self.sequence(value),
                }
            }
            _ => {
                self.refuse_here(
                    "this has no elements",
                    "index an array, a slice or a vector",
                );
                None
            }
        }
    }

    /// A range of a sequence.
    pub(super) fn slice(&mut self, mem: Mem, bounds: Bounds) -> Operand<'a> {
        let element = self.types.element(&mem.ty);
        let mut end = |atom: Option<Atom>| {
            if let Some(atom) = &atom {
                let ty = self.atom_ty(atom);
                self.unify(&ty, &Type::USIZE);
            }
            atom
        };
        let (lo, hi) = (end(bounds.lo), end(bounds.hi));
        let hi = match hi {
            Some(hi) if bounds.inclusive => Some(self.plus_one(hi)),
            hi => hi,
        };
        Operand::place(
            mem.place.project(Projection::Range(lo, hi)),
            Type::Slice(Box::new(element)),
        )
    }

    pub(super) fn reference(&mut self, expr: &'a ExprReference) -> Operand<'a> {
        let target = self.expr(&expr.expr);
        let mutable = expr.mutability.is_some();
        let target = match target {
            Operand::Init(..) | Operand::Range(_) => match target {
                init @ Operand::Init(..) => Operand::Place(self.materialise(init, "value")),
                other => other,
            },
            Operand::Poison => return Operand::Poison,
            other => other,
        };
        if mutable && let Operand::Place(mem) = &target {
            if self.is_extern(&mem.place) {
                return self.refuse(
                    expr,
                    "a constant cannot be borrowed as mutable",
                    "copy it into a variable first: `let mut v = TABLE;`",
                );
            }
            self.mutable.insert(mem.place.base);
        }
        Operand::Ref(mutable, Box::new(target))
    }

    pub(super) fn dereference(&mut self, operand: Operand<'a>) -> Operand<'a> {
        match operand {
            Operand::Ref(_, target) => *target,
            Operand::Place(mem) => match self.types.shallow(&mem.ty) {
                Type::Ref(target) => Operand::place(mem.place, *target),
                Type::Boxed(target) => {
                    Operand::place(mem.place.project(Projection::Behind), *target)
                }
                // What an option of unknown origin holds is followed, so it is a reference: `Some(&i)` of a map's `get`.
                open @ Type::Infer(_)
                    if mem.place.projections.last() == Some(&Projection::Inner) =>
                {
                    let target = self.types.fresh();
                    self.unify(&open, &Type::Ref(Box::new(target.clone())));
                    Operand::place(mem.place, target)
                }
                ty => Operand::Place(Mem { ty, ..mem }),
            },
            Operand::Fork(_) => self.refuse_fork(),
            Operand::Deferred(slot) => match self.slot_reference(slot) {
                Some(target) => target,
                None => Operand::Deferred(slot),
            },
            other => other,
        }
    }

    /// The tokens of a function's name, if the expression is one.
    pub(super) fn function_path(&self, expr: &'a Expr) -> Option<&'a ExprPath> {
        let Expr::Path(path) = expr else { return None };
        let local = path
            .path
            .get_ident()
            .is_some_and(|ident| self.scopes.get(&ident.to_string()).is_some());
        (!local).then_some(path)
    }

    pub(super) fn option_here(&mut self) -> Operand<'a> {
        self.refuse_here(
            "`Option` and `Result` values are not differentiable yet",
            "return early or choose between numbers with `if`",
        )
    }

    pub(super) fn option_refused(&mut self, node: &dyn ToTokens) -> Operand<'a> {
        self.refuse(
            node,
            "`Option` and `Result` values are not differentiable yet",
            "return early or choose between numbers with `if`",
        )
    }
}

/// The tokens of a path without generic arguments of its last segment, and those.
pub(super) fn split_turbofish(
    path: &ExprPath,
) -> (proc_macro2::TokenStream, proc_macro2::TokenStream) {
    let mut bare = path.clone();
    let arguments = match bare.path.segments.last_mut() {
        Some(last) => std::mem::replace(&mut last.arguments, syn::PathArguments::None),
        None => syn::PathArguments::None,
    };
    let turbofish = match arguments {
        syn::PathArguments::AngleBracketed(args) => {
            let args = args.args;
            quote!(::<#args>)
        }
        _ => quote!(),
    };
    (bare.to_token_stream(), turbofish)
}

/// The type of a constant of a number's type that is an integer, whatever the number is.
fn int_of_number(name: &str) -> Option<Type> {
    match name {
        "BITS" | "DIGITS" | "MANTISSA_DIGITS" | "RADIX" => Some(Type::Int("u32")),
        "MAX_10_EXP" | "MAX_EXP" | "MIN_10_EXP" | "MIN_EXP" => Some(Type::Int("i32")),
        _ => None,
    }
}
