//! Literals of arrays, vectors, tuples and structs.

use super::Lowerer;
use super::foreign::last_name;
use super::operand::{Literal, Operand};
use super::types::length;
use crate::ir::{Init, Projection, Type, Variant};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::rc::Rc;
use syn::{Expr, ExprArray, ExprCall, ExprPath, ExprRepeat, ExprStruct, ExprTuple, Member};

impl<'a> Lowerer<'a> {
    pub(super) fn array(&mut self, array: &'a ExprArray) -> Operand<'a> {
        if let Some(functions) = self.functions(array.elems.iter()) {
            return functions;
        }
        let n = array.elems.len();
        let operands = self.in_turn(array.elems.iter());
        let elems: Vec<(&'a Expr, Operand<'a>)> = array.elems.iter().zip(operands).collect();
        let of_references = elems.iter().any(|(_, operand)| holds_reference(operand));
        if of_references && !self.signature.borrows() {
            return Operand::List(elems.into_iter().map(|(_, operand)| operand).collect());
        }
        let element = self.types.fresh();
        let mut inits = Vec::new();
        for (expr, operand) in elems {
            inits.push(self.element_of(expr, operand, &element));
        }
        Operand::Init(
            Init::Elements(inits),
            Type::Array(Box::new(element), Some(n.to_string())),
        )
    }

    /// A table of functions, or of what holds some: it exists only here.
    pub(super) fn functions(
        &mut self,
        elems: impl Iterator<Item = &'a Expr> + Clone,
    ) -> Option<Operand<'a>> {
        let any = elems.clone().any(|expr| self.holds_function(expr));
        any.then(|| Operand::List(elems.map(|expr| self.evaluated(expr)).collect()))
    }

    /// Is the expression a function, or a tuple with one?
    pub(super) fn holds_function(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Closure(_) => true,
            Expr::Paren(paren) => self.holds_function(&paren.expr),
            Expr::Group(group) => self.holds_function(&group.expr),
            Expr::Reference(reference) => self.holds_function(&reference.expr),
            Expr::Cast(cast) => self.holds_function(&cast.expr),
            Expr::Tuple(tuple) => tuple.elems.iter().any(|expr| self.holds_function(expr)),
            Expr::Array(array) => array.elems.iter().any(|expr| self.holds_function(expr)),
            Expr::Call(call) => {
                let boxes = matches!(&*call.func, Expr::Path(path) if super::call::makes_a_pointer(&path.path));
                boxes && call.args.iter().any(|expr| self.holds_function(expr))
            }
            Expr::Path(path) => {
                let bound = path.path.get_ident().map(ToString::to_string);
                match bound.and_then(|name| self.scopes.get(&name)) {
                    Some(binding) => self.is_function(&binding.operand),
                    None => self.names_function(path),
                }
            }
            _ => false,
        }
    }

    /// An array of what was evaluated.
    pub(super) fn array_of_operands(&mut self, parts: Vec<Operand<'a>>) -> Operand<'a> {
        if parts.iter().any(holds_reference) {
            return Operand::List(parts);
        }
        let (n, element) = (parts.len(), self.types.fresh());
        let mut inits = Vec::new();
        for part in parts {
            let of = self.ty(&part);
            self.unify(&element, &of);
            inits.push(self.init(part));
        }
        Operand::Init(
            Init::Elements(inits),
            Type::Array(Box::new(element), Some(n.to_string())),
        )
    }

    /// An array of references in memory: which of them is meant depends on what happens at run time.
    pub(super) fn list_in_memory(
        &mut self,
        name: &str,
        mutable: bool,
        parts: Vec<Operand<'a>>,
    ) -> Operand<'a> {
        let (n, element) = (parts.len(), self.types.fresh());
        let mut inits = Vec::new();
        for part in parts {
            let (of, init) = self.element_init(&element, part);
            self.unify(&element, &of);
            inits.push(init);
        }
        let ty = Type::Array(Box::new(element), Some(n.to_string()));
        let place = self.memory(ty.clone(), name, Init::Elements(inits));
        if mutable {
            self.mutable.insert(place.base);
        }
        Operand::place(place, ty)
    }

    /// Asks for an array of references of this name to be in memory, where names for them will not do.
    pub(super) fn ask_for_memory(&mut self, list: &Expr) {
        let name = match list {
            Expr::Path(path) => path.path.get_ident(),
            _ => None,
        };
        if let Some(name) = name {
            self.copied.insert(super::Copied::Name(name.to_string()));
        }
    }

    /// Elements and their type.
    pub(super) fn elements(&mut self, exprs: impl Iterator<Item = &'a Expr>) -> (Vec<Init>, Type) {
        let element = self.types.fresh();
        let mut inits = Vec::new();
        for expr in exprs {
            inits.push(self.element(expr, &element));
        }
        (inits, element)
    }

    fn element(&mut self, expr: &'a Expr, ty: &Type) -> Init {
        let operand = self.evaluated(expr);
        self.element_of(expr, operand, ty)
    }

    fn element_of(&mut self, expr: &'a Expr, operand: Operand<'a>, ty: &Type) -> Init {
        let of = self.ty(&operand);
        if self.are_objects(ty, &of) {
            self.at(expr, Self::refuse_objects);
            return Init::Default;
        }
        let poison = matches!(operand, Operand::Poison);
        let (of, init) = self.at(expr, |l| l.element_init(ty, operand));
        if !self.unify(ty, &of) && !poison {
            let ty = self.types.shallow(ty);
            self.refuse(
                expr,
                &format!("this is a `{of}` among elements of the type `{ty}`"),
                "convert it first",
            );
        }
        init
    }

    pub(super) fn repeat(&mut self, repeat: &'a ExprRepeat) -> Operand<'a> {
        let (init, element, n) = self.repeated(&repeat.expr, &repeat.len);
        let ty = Type::Array(Box::new(element), Some(length(&repeat.len)));
        Operand::Init(Init::Repeat(Box::new(init), n), ty)
    }

    /// An element and how often it is repeated.
    pub(super) fn repeated(
        &mut self,
        expr: &'a Expr,
        len: &'a Expr,
    ) -> (Init, Type, crate::ir::Atom) {
        let element = self.types.fresh();
        let init = self.element(expr, &element);
        let n = self.scalar(len);
        let ty = self.atom_ty(&n);
        self.unify(&ty, &Type::USIZE);
        (init, element, n)
    }

    pub(super) fn tuple(&mut self, tuple: &'a ExprTuple) -> Operand<'a> {
        if tuple.elems.is_empty() {
            return Operand::Unit;
        }
        Operand::Tuple(self.in_turn(tuple.elems.iter()))
    }

    pub(super) fn struct_(&mut self, literal: &'a ExprStruct) -> Operand<'a> {
        if self.is_variant(&literal.path) {
            return self.variant_literal(literal);
        }
        // Of a parameter that no field shows only the place says what it is: `let d: Direct<Fixed> = Direct { .. }`.
        let path = match self.ascribed.get(literal) {
            Some(said) => said,
            None => literal.path.to_token_stream(),
        };
        let ty = Type::Named(literal.path.to_token_stream().to_string());
        let fields = literal.fields.iter().map(|field| {
            let name = match &field.member {
                Member::Named(ident) => ident.to_string(),
                Member::Unnamed(index) => index.index.to_string(),
            };
            (name, &field.expr)
        });
        self.structure(path, ty, fields, literal.rest.as_deref())
    }

    /// A struct in memory, or, where some of its fields are references, each of them on its own.
    fn structure(
        &mut self,
        path: TokenStream,
        ty: Type,
        fields: impl Iterator<Item = (String, &'a Expr)>,
        rest: Option<&'a Expr>,
    ) -> Operand<'a> {
        let mut parts: Vec<(String, Field<'a>)> = Vec::new();
        for (name, expr) in fields {
            let mark = self.mark_here();
            let operand = self.field_operand(&ty, &name, expr);
            let before = parts.iter_mut().filter_map(|(_, part)| match part {
                Field::Held(init, _) => Some(init),
                Field::Name(_) => None,
            });
            self.keep_inits(mark, before);
            let field = match self.stays_a_name(&ty, &name, &operand) {
                true => Field::Name(self.owned_by_name(&name, false, operand)),
                false => {
                    let of = self.ty(&operand);
                    Field::Held(self.field_init(&ty, &name, expr, operand), of)
                }
            };
            parts.push((name, field));
        }
        let is_name = |(_, field): &(String, Field<'a>)| matches!(field, Field::Name(_));
        let rest = match rest
            .map(|rest| self.evaluated(rest))
            .map(|of| self.strip(of))
        {
            Some(Operand::Struct(rest)) => {
                for (name, part) in &rest.fields {
                    if !parts.iter().any(|(said, _)| said == name) {
                        let part = self.value(part.clone());
                        parts.push((name.clone(), Field::Name(part)));
                    }
                }
                None
            }
            rest => rest,
        };
        // Of what the rest borrows no names are known.
        if rest.is_some() || !parts.iter().any(is_name) {
            let rest = rest.map(|rest| self.materialise(rest, "rest").place);
            let held = parts.into_iter().map(|(name, field)| match field {
                Field::Held(init, _) => (name, init),
                Field::Name(operand) => (name, self.init(operand)),
            });
            return Operand::Init(Init::Struct(path, held.collect(), rest), ty);
        }
        let fields = parts.into_iter().map(|(name, field)| {
            let operand = match field {
                Field::Name(operand) => operand,
                Field::Held(Init::Atom(atom), _) => Operand::Atom(atom),
                Field::Held(init, ty) => self.owned_by_name(&name, false, Operand::Init(init, ty)),
            };
            (name, operand)
        });
        let fields = fields.collect();
        Operand::Struct(Rc::new(Literal { path, fields }))
    }

    /// Is it a function, which is called where it is known, or a reference in a field, for which the name of what it refers
    /// to can stand? What it refers to does not change while it is borrowed. In a field that is left out of the tangent it would vary where the field does not.
    fn stays_a_name(&mut self, ty: &Type, name: &str, operand: &Operand<'a>) -> bool {
        if matches!(
            operand,
            Operand::Closure(_) | Operand::Function(_) | Operand::OneOf(_)
        ) {
            return true;
        }
        if !is_name(operand) {
            return false;
        }
        let of = self.ty(operand);
        of.is_inactive()
            || !self.declared(ty).is_some_and(|ty| {
                let knowledge = &self.signature.knowledge;
                knowledge.leaves_out(&ty, name) || knowledge.is_made_inert(&ty)
            })
    }

    fn struct_field(&mut self, ty: &Type, name: &str, expr: &'a Expr) -> Init {
        let operand = self.field_operand(ty, name, expr);
        self.field_init(ty, name, expr, operand)
    }

    fn field_operand(&mut self, ty: &Type, name: &str, expr: &'a Expr) -> Operand<'a> {
        let declared = self.field_ty(ty, name);
        let of = self.declared(ty);
        let said = of.and_then(|of| self.signature.knowledge.field_to_infer(&of, name));
        if let Some(said) = &said
            && last_name(&said.to_token_stream().to_string()) == "VecDeque"
        {
            // In the body, one is a vector.
            self.refuse_here(
                "a `VecDeque` in a struct has no derivative",
                "hold a `Vec`; in an `impl` or a trait that is annotated as a whole, mark the function `#[no_diff]`",
            );
        }
        if super::ascribed::asks(expr) {
            match (said, self.types.shallow(&declared)) {
                (Some(said), _) => self.ascribed.say(expr, &said.to_token_stream()),
                (None, Type::Named(said)) => {
                    if let Ok(said) = said.parse() {
                        self.ascribed.say(expr, &said);
                    }
                }
                _ => {}
            }
        }
        let operand = self.evaluated(expr);
        let of = self.ty(&operand);
        self.unify(&declared, &of);
        self.as_declared_slice(&declared, operand)
    }

    /// A reference to an array as one to a slice, where the field is one: there, the tangent of the field is a vector, and not
    /// an array.
    fn as_declared_slice(&self, declared: &Type, operand: Operand<'a>) -> Operand<'a> {
        let declared = match self.types.shallow(declared) {
            Type::Ref(inner) => self.types.shallow(&inner),
            ty => ty,
        };
        match (declared, operand) {
            (Type::Slice(element), Operand::Ref(false, target)) => match *target {
                Operand::Place(mem) if matches!(self.types.shallow(&mem.ty), Type::Array(..)) => {
                    let all = mem.place.project(Projection::Range(None, None));
                    Operand::shared(Operand::place(all, Type::Slice(element)))
                }
                target => Operand::shared(target),
            },
            (_, operand) => operand,
        }
    }

    fn field_init(&mut self, ty: &Type, name: &str, expr: &'a Expr, operand: Operand<'a>) -> Init {
        let init = self.at(expr, |l| match operand {
            // Inside, an array is told from a vector by its length alone.
            Operand::Init(Init::Repeat(..), Type::Array(_, Some(ref n)))
                if n.parse::<u64>().is_err() =>
            {
                let array = l.materialise(operand, last_of(name));
                l.init(Operand::Place(array))
            }
            operand => l.init(operand),
        });
        self.init_of_field(ty, name, init)
    }

    /// What is in a field; of one that is left out of the tangent it does not vary from here on.
    fn init_of_field(&mut self, ty: &Type, name: &str, init: Init) -> Init {
        if !self.leaves_out(ty, name) {
            return init;
        }
        match init {
            copy @ (Init::Copy(_) | Init::Move(_)) => {
                Init::Move(self.memory(Type::Opaque, last_of(name), copy))
            }
            mut init => {
                self.stop_init(&mut init);
                init
            }
        }
    }

    /// Is a field, `Variant::field` of an enum, surely left out of the tangent?
    pub(super) fn leaves_out(&mut self, ty: &Type, name: &str) -> bool {
        let of = self.declared(ty);
        of.is_some_and(|of| self.signature.knowledge.leaves_out(&of, name))
    }

    /// `S(a, b)`
    pub(super) fn tuple_struct(&mut self, path: &'a ExprPath, call: &'a ExprCall) -> Operand<'a> {
        if self.is_variant(&path.path) {
            let args = self.in_turn(call.args.iter());
            return self.variant_of_operands(&path.path, args);
        }
        let tokens = path.path.to_token_stream();
        let ty = Type::Named(tokens.to_string());
        let fields = call.args.iter().enumerate();
        self.structure(
            tokens,
            ty,
            fields.map(|(i, arg)| (i.to_string(), arg)),
            None,
        )
    }

    /// `Shape::Rectangle { a, b }`
    fn variant_literal(&mut self, literal: &'a ExprStruct) -> Operand<'a> {
        let tokens = literal.path.to_token_stream();
        let (variant, ty) = (Variant::new(&tokens), self.of_variant(&literal.path));
        let mut fields = Vec::new();
        for field in &literal.fields {
            let name = match &field.member {
                Member::Named(ident) => ident.to_string(),
                Member::Unnamed(index) => index.index.to_string(),
            };
            let key = format!("{}::{name}", variant.name());
            let init = self.struct_field(&ty, &key, &field.expr);
            fields.push((name, init));
        }
        // `Shape::None {}`
        let variant = match fields.is_empty() {
            true => variant.with_fields(),
            false => variant,
        };
        Operand::Init(Init::Variant(variant, fields), ty)
    }

    /// Does a path that fields follow name a variant?
    pub(super) fn is_variant(&self, path: &syn::Path) -> bool {
        let ident = path.get_ident();
        super::matching::has_fields_of_variant(path)
            || ident.is_some_and(|ident| {
                self.signature
                    .knowledge
                    .is_imported_variant(&ident.to_string())
            })
    }

    /// The type of which a path names a variant.
    fn of_variant(&mut self, path: &syn::Path) -> Type {
        let segments: Vec<_> = path.segments.iter().collect();
        match &segments[..segments.len().saturating_sub(1)] {
            [] => {
                let ty = self.types.fresh();
                self.types.make_aggregate(&ty);
                ty
            }
            of => Type::Named(quote!(#(#of)::*).to_string()),
        }
    }

    /// `Shape::Circle(r)`
    pub(super) fn variant_of_operands(
        &mut self,
        path: &syn::Path,
        args: Vec<Operand<'a>>,
    ) -> Operand<'a> {
        let (variant, ty) = (Variant::new(&path.to_token_stream()), self.of_variant(path));
        let mut fields = Vec::new();
        for (i, operand) in args.into_iter().enumerate() {
            let key = format!("{}::{i}", variant.name());
            let (declared, of) = (self.types.field(&ty, &key), self.ty(&operand));
            self.unify(&declared, &of);
            let init = self.init(operand);
            fields.push((i.to_string(), self.init_of_field(&ty, &key, init)));
        }
        Operand::Init(Init::Variant(variant, fields), ty)
    }
}

/// The name of a field without that of the variant.
fn last_of(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

/// A field of a literal.
enum Field<'a> {
    /// The name of what is elsewhere.
    Name(Operand<'a>),
    /// What is in the struct itself.
    Held(Init, Type),
}

/// Is it a shared reference to a number or memory, or holds it only such?
pub(super) fn is_name(operand: &Operand<'_>) -> bool {
    match operand {
        Operand::Ref(false, target) => match &**target {
            Operand::Atom(_) | Operand::Var(_) | Operand::Place(_) | Operand::Init(..) => true,
            inner => is_name(inner),
        },
        Operand::List(parts) => parts.iter().all(is_name),
        Operand::Struct(_) => true,
        _ => false,
    }
}

/// Is it a reference, or a tuple with one?
fn holds_reference(operand: &Operand<'_>) -> bool {
    match operand {
        Operand::Ref(..) | Operand::Struct(_) => true,
        Operand::Tuple(parts) => parts.iter().any(holds_reference),
        _ => false,
    }
}

/// Is it a number, a shared reference to memory, or a tuple of such, so that memory can hold it?
pub(super) fn can_be_held(operand: &Operand<'_>) -> bool {
    match operand {
        Operand::Atom(_) => true,
        Operand::Ref(false, target) => matches!(**target, Operand::Place(_)),
        Operand::Tuple(parts) => parts.iter().all(can_be_held),
        _ => false,
    }
}
