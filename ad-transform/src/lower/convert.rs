//! Conversions between numbers that may fail: `T::from(x)`, `NumCast::from(x)`, `cast(x)`, `T::from_usize(n)`,
//! `usize::try_from(n)`, `n.try_into()`.
//!
//! To a float there always is one, and what varies goes on through it. To an integer rustc says at run time whether
//! there is one, and no part of it varies.

use super::Lowerer;
use super::call::NUMBER_TRAITS;
use super::infer::Kind;
use super::operand::{Mem, Operand};
use crate::ir::{Atom, Float, Init, Op, Opaque, Part, Type};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprCall, ExprMethodCall, ExprPath, GenericArgument, PathArguments};

/// A conversion by its name: to what, and is the result a `Result`?
struct Conversion {
    /// The number that it gives, as far as the call says.
    to: Option<Type>,
    /// The number that it takes, where its name says.
    from: Option<Type>,
    is_result: bool,
}

impl<'a> Lowerer<'a> {
    /// The number in `T::from(2.0).unwrap()` and the like, if the expression before `.unwrap()` is one.
    pub(super) fn conversion(&mut self, expr: &'a Expr) -> Option<Operand<'a>> {
        let mut expr = expr;
        while let Expr::Paren(paren) = expr {
            expr = &paren.expr;
        }
        match expr {
            Expr::Call(call) => {
                let path = self.function_path(&call.func)?;
                if let Some(end) = self.end_of_range(path, call) {
                    return Some(end);
                }
                let conversion = self.named_conversion(path, call.args.len())?;
                let atom = self.converted_number(call, &conversion)?;
                // What may vary goes on as a number, and so does what shows its type only where it is used.
                let ty = match conversion.to {
                    Some(ty) if !self.goes_on(&atom) => ty,
                    to => {
                        let ty = to.unwrap_or_else(|| self.types.of_kind(Kind::Number));
                        return Some(Operand::Atom(self.cast(atom, ty)));
                    }
                };
                let parts = written(path, &atom, "unwrap");
                Some(Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), ty)))
            }
            Expr::MethodCall(call) if call.args.is_empty() => {
                let name = call.method.to_string();
                let ty = self.scalar_named(name.strip_prefix("to_")?)?;
                let atom = self.scalar(&call.receiver);
                Some(Operand::Atom(self.cast(atom, ty)))
            }
            _ => None,
        }
    }

    /// `T::max_value().unwrap()`, of a trait of which some numbers have none.
    fn end_of_range(&mut self, path: &'a ExprPath, call: &'a ExprCall) -> Option<Operand<'a>> {
        let last = path.path.segments.last()?;
        if !call.args.is_empty() || !(last.ident == "max_value" || last.ident == "min_value") {
            return None;
        }
        let ty = self.owner_named(path).filter(|ty| ty.is_float())?;
        let parts = vec![Part::Tokens(quote!(#path().unwrap()))];
        Some(Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), ty)))
    }

    /// The `Option` or `Result` that a conversion gives, if the call is one.
    pub(super) fn conversion_of(
        &mut self,
        path: &'a ExprPath,
        call: &'a ExprCall,
    ) -> Option<Operand<'a>> {
        if let Some(array) = self.array_from(path, call) {
            return Some(array);
        }
        let conversion = self.named_conversion(path, call.args.len())?;
        let atom = self.converted_number(call, &conversion)?;
        Some(self.outcome_of_conversion(path, atom, conversion))
    }

    /// The same of a function that has a name of its own: `let c = T::from_f64;`.
    pub(super) fn applied_conversion(
        &mut self,
        path: &ExprPath,
        args: &[Operand<'a>],
    ) -> Option<Operand<'a>> {
        let conversion = self.named_conversion(path, args.len())?;
        let [operand] = args else { return None };
        let of = self.ty(operand);
        let atom = self.atom(operand.clone());
        if let Some(from) = &conversion.from {
            self.unify(&of, from);
        }
        Some(self.outcome_of_conversion(path, atom, conversion))
    }

    fn outcome_of_conversion(
        &mut self,
        path: &ExprPath,
        atom: Atom,
        conversion: Conversion,
    ) -> Operand<'a> {
        let to = conversion.to;
        let to = to.unwrap_or_else(|| self.types.of_kind(Kind::Number));
        if !self.types.is_int(&to) {
            let value = Operand::Atom(self.cast(atom, to));
            return match conversion.is_result {
                true => self.ok(value),
                false => self.some(value),
            };
        }
        self.integer_of(path, &atom, to, conversion.is_result)
    }

    /// An integer, if there is one.
    fn integer_of(
        &mut self,
        path: &ExprPath,
        atom: &Atom,
        to: Type,
        is_result: bool,
    ) -> Operand<'a> {
        let there = if is_result { "is_ok" } else { "is_some" };
        let there = Opaque::pure(written(path, atom, there));
        let there = self.op(Op::Opaque(there), Type::Bool);
        let value = Operand::Atom(self.cast(atom.clone(), to));
        self.by_success(
            there,
            true,
            &mut |l| match is_result {
                true => l.ok(value.clone()),
                false => l.some(value.clone()),
            },
            &mut |l| match is_result {
                true => {
                    let error = Opaque::pure(written(path, atom, "unwrap_err"));
                    let error = l.op(Op::Opaque(error), Type::Opaque);
                    l.err(Operand::Atom(error))
                }
                false => l.none(),
            },
        )
    }

    /// `n.try_into()` of an integer, to that of which the text around shows the type.
    pub(super) fn integer_into(&mut self, call: &'a ExprMethodCall, a: Atom) -> Operand<'a> {
        let to = self.types.fresh();
        self.consult((&raw const *call).cast(), &to);
        let known = match self.types.shallow(&to) {
            Type::Int(name) => syn::parse_str::<syn::Path>(name).ok(),
            _ => None,
        };
        let Some(path) = known else {
            let value = Operand::Atom(self.cast(a, to));
            self.refuse(
                call,
                "the type that this is converted to is not known here",
                "write it: `usize::try_from(n)`",
            );
            return self.ok(value);
        };
        let path: ExprPath = syn::parse_quote!(#path::try_from);
        self.integer_of(&path, &a, to, true)
    }

    /// `x.into()`, if it is a conversion between other types than numbers.
    pub(super) fn value_into(
        &mut self,
        call: &'a ExprMethodCall,
        (receiver, value): (&Operand<'a>, &Operand<'a>),
        wanted: bool,
    ) -> Option<Operand<'a>> {
        if call.method != "into" || !call.args.is_empty() {
            return None;
        }
        let said = self.ascribed.get(call);
        let to = said.clone().and_then(|ty| syn::parse2(ty).ok());
        let to = to.map(|ty: syn::Type| self.ty_of(&ty));
        match value {
            Operand::Atom(atom) => {
                let of = self.atom_ty(atom);
                let to_type = to.as_ref().is_some_and(|to| !self.types.is_scalar(to));
                if !to_type || self.types.is_undecided(&of) || of == Type::Opaque {
                    return None;
                }
            }
            Operand::Place(mem) => {
                let of = self.declared(&mem.ty);
                let own = of.is_some_and(|of| self.known_method(&of, "into").is_some());
                if own || mem.ty == Type::Opaque {
                    return None;
                }
            }
            Operand::Init(..) | Operand::Tuple(_) => {}
            _ => return None,
        }
        let to = to.unwrap_or_else(|| self.types.of_kind(Kind::Number));
        self.consult((&raw const *call).cast(), &to);
        let tokens = call.receiver.to_token_stream();
        Some(self.into_of(receiver.clone(), (to, said), tokens, wanted))
    }

    /// `Into::into(x)`, `From::from(x)`: of a number, a number.
    pub(super) fn converted_by_trait(
        &mut self,
        path: &'a ExprPath,
        call: &'a ExprCall,
        wanted: bool,
    ) -> Operand<'a> {
        let operand = self.evaluated(&call.args[0]);
        let of = self.ty(&operand);
        let is_into = path.path.segments.last().is_some_and(|s| s.ident == "into");
        let (to, said) = self.result_of_conversion(path, is_into);
        if !self.types.is_scalar(&of) {
            let said = said.or_else(|| self.ascribed.get(call));
            let tokens = call.args[0].to_token_stream();
            return self.into_of(operand, (to, said), tokens, wanted);
        }
        let atom = self.at(&call.args[0], |l| l.atom(operand));
        Operand::Atom(self.cast(atom, to))
    }

    /// `From::from` or `Into::<Polar>::into` as a function, if it is given something else than a number.
    pub(super) fn apply_conversion(
        &mut self,
        path: &ExprPath,
        args: &[Operand<'a>],
    ) -> Option<Operand<'a>> {
        let is_into = named_conversion(path)?;
        let [value] = args else { return None };
        let of = self.ty(value);
        if of == Type::Opaque || self.types.is_scalar(&of) {
            return None;
        }
        let (to, said) = self.result_of_conversion(path, is_into);
        Some(self.into_of(value.clone(), (to, said), TokenStream::new(), true))
    }

    /// The type that `Into::<T>::into` or `<T as From<_>>::from` says that it gives.
    fn result_of_conversion(
        &mut self,
        path: &ExprPath,
        is_into: bool,
    ) -> (Type, Option<TokenStream>) {
        let of_trait = path.path.segments.iter().rev().nth(1).map(|s| &s.arguments);
        let said = match (of_trait, &path.qself) {
            (Some(PathArguments::AngleBracketed(list)), _) if is_into => match list.args.first() {
                Some(GenericArgument::Type(ty)) => Some(ty),
                _ => None,
            },
            (_, Some(qself)) if !is_into => Some(&*qself.ty),
            _ => None,
        };
        match said {
            Some(ty) => (self.ty_of(ty), Some(ty.to_token_stream())),
            None => (self.types.fresh(), None),
        }
    }

    /// `Vec::from(x)`, of an array, a slice or a vector, where what is converted is seen to be one.
    pub(super) fn vec_from(
        &mut self,
        path: &ExprPath,
        operands: &[Operand<'a>],
    ) -> Option<Operand<'a>> {
        let mut segments = path.path.segments.iter().rev();
        let (last, of) = (segments.next()?, segments.next()?);
        if last.ident != "from" || of.ident != "Vec" || path.qself.is_some() {
            return None;
        }
        let [operand] = operands else { return None };
        if !self.is_sequence_known(operand) {
            return None;
        }
        let element = match &of.arguments {
            PathArguments::AngleBracketed(list) => match list.args.first() {
                Some(GenericArgument::Type(ty)) => self.ty_of(ty),
                _ => self.types.fresh(),
            },
            _ => self.types.fresh(),
        };
        let mem = self.sequence(operand.clone())?;
        Some(self.vec_of(&mem, &element))
    }

    /// Is something seen to be an array, a slice or a vector?
    pub(super) fn is_sequence_known(&mut self, operand: &Operand<'a>) -> bool {
        let ty = self.ty(operand);
        let mut ty = self.types.shallow(&ty);
        while let Type::Ref(inner) = ty {
            ty = self.types.shallow(&inner);
        }
        matches!(ty, Type::Array(..) | Type::Slice(_) | Type::Vec(_))
    }

    /// A vector of the elements of a sequence.
    pub(super) fn vec_of(&mut self, mem: &Mem, element: &Type) -> Operand<'a> {
        let held = self.types.element(&mem.ty);
        self.unify(&held, element);
        let ty = Type::Vec(Box::new(held));
        Operand::Init(Init::Copy(mem.place.clone()), ty)
    }

    /// `<[f64; 3]>::try_from(x)`, of a slice or a vector.
    fn array_from(&mut self, path: &'a ExprPath, call: &'a ExprCall) -> Option<Operand<'a>> {
        let array = path
            .qself
            .as_ref()
            .filter(|of| matches!(&*of.ty, syn::Type::Array(_)))?;
        let last = path.path.segments.last()?;
        let arg = call
            .args
            .first()
            .filter(|_| last.ident == "try_from" && call.args.len() == 1)?;
        let held = self.ty_of(&array.ty);
        let operand = self.evaluated(arg);
        let mem = self.at(arg, |l| l.sequence(operand))?;
        Some(self.array_of_elements(call, mem, held))
    }

    /// What a call converts to, if it is a conversion that may fail.
    fn named_conversion(&mut self, path: &ExprPath, arity: usize) -> Option<Conversion> {
        let mut segments = path.path.segments.iter().rev();
        let last = segments.next()?;
        let name = last.ident.to_string();
        let prefix = segments.next().map(|segment| segment.ident.to_string());
        let prefix = prefix.unwrap_or_default();
        let owner = match &path.qself {
            Some(qself) => Some(self.ty_of(&qself.ty)).filter(Type::is_scalar),
            None => self.owner_named(path),
        };
        if arity != 1
            || owner
                .as_ref()
                .is_some_and(|ty| self.is_own_function(ty, &name))
        {
            return None;
        }
        let of_number = owner.is_some() || NUMBER_TRAITS.contains(&prefix.as_str());
        let conversion = |to, from, is_result| {
            Some(Conversion {
                to,
                from,
                is_result,
            })
        };
        match name.as_str() {
            "from" if prefix == "NumCast" => conversion(owner, None, false),
            // `From` of a type parameter that asks for it gives the number itself.
            "from" if prefix != "From" => match &owner {
                Some(Type::Float(Float::Param(param)))
                    if !self.signature.type_params.asks(param, "From") =>
                {
                    conversion(owner, None, false)
                }
                _ => None,
            },
            "cast" if of_number || self.is_cast_of_numbers(path) => {
                let to = match &last.arguments {
                    PathArguments::AngleBracketed(list) => match list.args.iter().nth(1) {
                        Some(GenericArgument::Type(ty)) => Some(self.ty_of(ty)),
                        _ => None,
                    },
                    _ => None,
                };
                conversion(owner.or(to), None, false)
            }
            "try_from" if owner.is_some() => conversion(owner, None, true),
            name => {
                let from = self.scalar_named(name.strip_prefix("from_")?)?;
                match of_number {
                    true => conversion(owner, Some(from), false),
                    false => None,
                }
            }
        }
    }

    /// Is it `num_traits::cast`, which nothing in the crate is called?
    fn is_cast_of_numbers(&self, path: &ExprPath) -> bool {
        let segments: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|s| s.ident.to_string())
            .collect();
        match segments.as_slice() {
            [_] => {
                self.known_function(path).is_none() && !self.signature.knowledge.is_bare(&path.path)
            }
            [of, ..] => matches!(of.as_str(), "num_traits" | "num" | "cast"),
            [] => false,
        }
    }

    /// The number that is converted.
    fn converted_number(&mut self, call: &'a ExprCall, conversion: &Conversion) -> Option<Atom> {
        let arg = call.args.first()?;
        let operand = self.evaluated(arg);
        let of = self.ty(&operand);
        let atom = self.at(arg, |l| l.atom(operand));
        if let Some(from) = &conversion.from {
            self.unify(&of, from);
        }
        Some(atom)
    }

    /// May the number vary?
    fn goes_on(&self, atom: &Atom) -> bool {
        matches!(atom, Atom::Value(_)) && !self.types.is_int(&self.atom_ty(atom))
    }
}

/// `path(atom).method()`
fn written(path: &ExprPath, atom: &Atom, method: &str) -> Vec<Part> {
    let method = quote::format_ident!("{method}");
    vec![
        Part::Tokens(path.to_token_stream()),
        Part::Group(
            proc_macro2::Delimiter::Parenthesis,
            vec![Part::Atom(atom.clone())],
        ),
        Part::Tokens(quote!(.#method())),
    ]
}

/// Is a path `From::from` (`false`) or `Into::into` (`true`)?
pub(super) fn named_conversion(path: &ExprPath) -> Option<bool> {
    let names: Vec<_> = path.path.segments.iter().rev().map(|s| &s.ident).collect();
    match names[..] {
        [last, of, ..] if last == "from" && of == "From" => Some(false),
        [last, of, ..] if last == "into" && of == "Into" => Some(true),
        _ => None,
    }
}
