//! Types as the user writes them in bodies.

use super::Lowerer;
use crate::ir::Type;
use crate::parse::type_arguments;
use crate::parse::type_params::is_function_object;
use quote::ToTokens;
use syn::{Expr, GenericArgument, Lit, PathArguments};

impl Lowerer<'_> {
    /// The type, references kept.
    pub(super) fn ty_of(&mut self, ty: &syn::Type) -> Type {
        match ty {
            syn::Type::Array(array) => {
                let element = self.ty_of(&array.elem);
                Type::Array(Box::new(element), Some(length(&array.len)))
            }
            syn::Type::Slice(slice) => Type::Slice(Box::new(self.ty_of(&slice.elem))),
            syn::Type::Group(group) => self.ty_of(&group.elem),
            syn::Type::Paren(paren) => self.ty_of(&paren.elem),
            // A text is a value like others that do not vary: there is nothing behind it.
            syn::Type::Reference(reference) if is_text(&reference.elem) => Type::Opaque,
            syn::Type::Reference(reference) => Type::Ref(Box::new(self.ty_of(&reference.elem))),
            syn::Type::Tuple(tuple) if tuple.elems.is_empty() => Type::Unit,
            syn::Type::Tuple(tuple) => {
                Type::Tuple(tuple.elems.iter().map(|ty| self.ty_of(ty)).collect())
            }
            syn::Type::Infer(_) => self.types.fresh(),
            syn::Type::Path(path) => match self.signature.type_params.associated(path) {
                Some(name) => Type::Float(crate::ir::Float::Param(name)),
                None if path.qself.is_none() => self.ty_of_path(&path.path),
                None => self.types.fresh(),
            },
            syn::Type::Macro(_) => self.types.fresh(),
            syn::Type::TraitObject(object) if !is_function_object(object) => {
                Type::Named(ty.to_token_stream().to_string())
            }
            syn::Type::TraitObject(_)
            | syn::Type::FnPtr(_)
            | syn::Type::Ptr(_)
            | syn::Type::ImplTrait(_)
            | syn::Type::Never(_)
            | syn::Type::Verbatim(_) => Type::Opaque,
            _ => Type::Unknown,
        }
    }

    fn ty_of_path(&mut self, path: &syn::Path) -> Type {
        let Some(last) = path.segments.last() else {
            return self.types.fresh();
        };
        let name = last.ident.to_string();
        if path.segments.len() == 1
            && let Some(scalar) = self.scalar_named(&name)
        {
            return scalar;
        }
        if let Some(ident) = path.get_ident()
            && self.signature.type_params.integers.contains(ident)
        {
            return Type::Opaque;
        }
        if path.segments.len() > 1
            && let Some(name) = self.signature.type_params.associated(path)
        {
            return Type::Float(crate::ir::Float::Param(name));
        }
        let argument = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => {
                arguments.args.first().and_then(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                })
            }
            _ => None,
        };
        let argument = argument.map(|ty| Box::new(self.ty_of(ty)));
        if let Some(target) = self.signature.knowledge.alias(path) {
            let given: Vec<Type> = type_arguments(last).map(|ty| self.ty_of(ty)).collect();
            if let Some(target) = seen_from(self.ty_of(&target), &given) {
                return target;
            }
        }
        match (name.as_str(), argument) {
            // A queue of the body's own is a vector here, of which elements are taken at either end.
            ("Vec" | "VecDeque", argument) => {
                Type::Vec(argument.unwrap_or_else(|| Box::new(self.types.fresh())))
            }
            ("Option", Some(t)) => Type::Option(t),
            ("Result", Some(t)) => {
                let error = match &last.arguments {
                    PathArguments::AngleBracketed(arguments) => arguments.args.iter().nth(1),
                    _ => None,
                };
                let error = match error {
                    Some(GenericArgument::Type(ty)) => self.ty_of(ty),
                    _ => Type::Opaque,
                };
                let error = match error {
                    scalar if scalar.is_scalar() => scalar,
                    _ => Type::Opaque,
                };
                Type::Result(t, Box::new(error))
            }
            ("Box" | "Rc" | "Arc", Some(t)) => Type::Boxed(t),
            ("String" | "str", _) => Type::Opaque,
            _ => Type::Named(path.to_token_stream().to_string()),
        }
    }
}

/// What an alias stands for, if it is made of numbers and of its arguments. Other types that it hides have no name where
/// it is used; the error of a `Result` needs none.
fn seen_from(ty: Type, given: &[Type]) -> Option<Type> {
    let boxed = |ty: Box<Type>| Some(Box::new(seen_from(*ty, given)?));
    Some(match ty {
        ty if ty.is_known() || given.contains(&ty) => ty,
        Type::Result(t, e) if e.is_scalar() => Type::Result(boxed(t)?, e),
        Type::Result(t, _) => Type::Result(boxed(t)?, Box::new(Type::Opaque)),
        Type::Option(t) => Type::Option(boxed(t)?),
        Type::Boxed(t) => Type::Boxed(boxed(t)?),
        Type::Ref(t) => Type::Ref(boxed(t)?),
        Type::Vec(t) => Type::Vec(boxed(t)?),
        Type::Slice(t) => Type::Slice(boxed(t)?),
        Type::Array(t, n) => Type::Array(boxed(t)?, n),
        Type::Tuple(parts) => {
            let parts = parts.into_iter().map(|part| seen_from(part, given));
            Type::Tuple(parts.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// A length as it is compared: without suffix, where it is a number.
pub(super) fn length(expr: &Expr) -> String {
    match expr {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Int(n) => n.base10_digits().to_string(),
            _ => expr.to_token_stream().to_string(),
        },
        _ => expr.to_token_stream().to_string(),
    }
}

/// Is it `str`?
fn is_text(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(of) if of.path.is_ident("str"))
}
