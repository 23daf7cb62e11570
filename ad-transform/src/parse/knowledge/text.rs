//! Types as text, and what they are made of.

use crate::syntax::visit_mut::VisitMut;
use quote::ToTokens;
use syn::{Expr, GenericArgument, PathArguments, Type, TypePath};

/// A type as text: tokens do not outlive one expansion, and facts serve all of a file.
pub type Text = String;

/// Is the type a number, or made of numbers by arrays with literal lengths, tuples, `Vec` and `Option`?
pub fn is_made_of_numbers(ty: &Type) -> bool {
    match ty {
        Type::Array(array) => matches!(array.len, Expr::Lit(_)) && is_made_of_numbers(&array.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_made_of_numbers),
        Type::Paren(paren) => is_made_of_numbers(&paren.elem),
        Type::Path(path) if path.qself.is_none() => {
            let Some(last) = path.path.segments.last() else {
                return false;
            };
            match &last.arguments {
                PathArguments::None => {
                    let name = last.ident.to_string();
                    path.path.segments.len() == 1
                        && (matches!(name.as_str(), "f64" | "f32" | "bool")
                            || crate::ir::Type::int(&name).is_some())
                }
                PathArguments::AngleBracketed(arguments) => {
                    matches!(last.ident.to_string().as_str(), "Vec" | "Option")
                        && arguments.args.iter().all(|argument| match argument {
                            GenericArgument::Type(ty) => is_made_of_numbers(ty),
                            _ => false,
                        })
                }
                PathArguments::Parenthesized(_) => false,
            }
        }
        _ => false,
    }
}

pub fn text(ty: &Type) -> Text {
    ty.to_token_stream().to_string()
}

pub fn path_of(ty: &Type) -> Option<&TypePath> {
    match ty {
        Type::Path(path) if path.qself.is_none() => Some(path),
        Type::Reference(reference) => path_of(&reference.elem),
        Type::Paren(paren) => path_of(&paren.elem),
        Type::Group(group) => path_of(&group.elem),
        _ => None,
    }
}

/// Replaces the paths in a type of which `by` gives something else.
pub fn substitute(ty: &mut Type, by: &dyn Fn(&TypePath) -> Option<Type>) {
    struct Substitution<'a>(&'a dyn Fn(&TypePath) -> Option<Type>);
    impl VisitMut for Substitution<'_> {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            let known = match ty {
                Type::Path(path) => (self.0)(path),
                _ => None,
            };
            match known {
                Some(known) => *ty = known,
                None => crate::syntax::visit_mut::visit_type_mut(self, ty),
            }
        }
    }
    Substitution(by).visit_type_mut(ty);
}
