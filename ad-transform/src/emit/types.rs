//! Questions about types that matter for the text only.

use crate::ir::{Float, Type};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// Is a value of this type known to be `Copy`?
pub fn is_copy(ty: &Type) -> bool {
    match ty {
        Type::Float(_)
        | Type::Int(_)
        | Type::Bool
        | Type::Char
        | Type::Unit
        | Type::Ref(_)
        | Type::Position => true,
        Type::Array(t, _) | Type::Lanes(t, _) | Type::Option(t) => is_copy(t),
        Type::Tuple(ts) => ts.iter().all(is_copy),
        Type::Result(t, e) => is_copy(t) && is_copy(e),
        Type::Vec(_)
        | Type::Slice(_)
        | Type::Boxed(_)
        | Type::Named(_)
        | Type::Opaque
        | Type::Tangent
        | Type::Unknown
        | Type::Infer(_) => false,
    }
}

/// Is what a value of this type is known, if not what it is made of?
pub fn is_seen(ty: &Type) -> bool {
    match ty {
        Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char | Type::Unit | Type::Ref(_) => true,
        Type::Array(..) | Type::Lanes(..) | Type::Option(_) => true,
        Type::Result(..) | Type::Tuple(_) => true,
        Type::Vec(_) | Type::Slice(_) | Type::Boxed(_) => true,
        Type::Named(_)
        | Type::Opaque
        | Type::Position
        | Type::Tangent
        | Type::Unknown
        | Type::Infer(_) => false,
    }
}

/// Has the type compound assignment, `a += b`, with rustc knowing so?
pub fn has_assign_ops(ty: &Type) -> bool {
    matches!(ty, Type::Float(Float::F32 | Float::F64) | Type::Int(_))
}

/// Is there nothing to add in a tangent of this type?
pub fn is_empty_tangent(ty: &Type) -> bool {
    match ty {
        Type::Unit => true,
        Type::Tuple(ts) => ts.iter().all(is_empty_tangent),
        Type::Array(t, _) => is_empty_tangent(t),
        _ => false,
    }
}

/// A type parameter, or a type that belongs to one: `T`, `P::Scalar`.
pub fn parameter(name: &str) -> TokenStream {
    name.parse().unwrap_or_else(|_| quote!(_))
}

/// The type as the user's function would name it, where every part of it is known.
pub fn spelled(ty: &Type, krate: &TokenStream) -> Option<TokenStream> {
    Some(match ty {
        ty if ty.is_of_inferred_length() => return None,
        Type::Float(Float::Param(name)) => parameter(name),
        Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char => {
            let name = Ident::new(&ty.to_string(), Span::call_site());
            quote!(#name)
        }
        Type::Unit => quote!(()),
        Type::Array(t, Some(n)) => {
            let (t, n) = (spelled(t, krate)?, n.parse::<TokenStream>().ok()?);
            quote!([#t; #n])
        }
        Type::Lanes(t, n) => {
            let (t, n) = (spelled(t, krate)?, n.parse::<TokenStream>().ok()?);
            quote!(#krate::__private::Lanes<#t, #n>)
        }
        Type::Vec(t) => {
            let t = spelled(t, krate)?;
            quote!(#krate::__private::Vec<#t>)
        }
        Type::Option(t) => {
            let t = spelled(t, krate).unwrap_or_else(|| quote!(_));
            quote!(::core::option::Option<#t>)
        }
        Type::Result(t, e) => {
            let [t, e] = [t, e].map(|ty| spelled(ty, krate).unwrap_or_else(|| quote!(_)));
            quote!(::core::result::Result<#t, #e>)
        }
        Type::Tuple(parts) => {
            let parts = parts
                .iter()
                .map(|part| spelled(part, krate))
                .collect::<Option<Vec<_>>>()?;
            quote!((#(#parts,)*))
        }
        // A type by its name may lack its arguments.
        Type::Named(_)
        | Type::Array(..)
        | Type::Slice(_)
        | Type::Boxed(_)
        | Type::Ref(_)
        | Type::Opaque
        | Type::Position
        | Type::Tangent
        | Type::Unknown
        | Type::Infer(_) => return None,
    })
}
