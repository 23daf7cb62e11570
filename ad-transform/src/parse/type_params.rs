//! Type parameters: what their bounds say of them.

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::{GenericParam, Generics, Token, Type, TypeParamBound, WherePredicate};

/// The type parameters in scope, and what their bounds say.
#[derive(Clone, Debug, Default)]
pub struct TypeParams {
    /// Those that are floats.
    pub scalars: Vec<Ident>,
    /// Those that are functions.
    pub functions: Vec<Ident>,
    /// Those of them of which no more is known than `Fn(..)`, which holds for a reference too.
    shared_functions: Vec<Ident>,
    /// What is known of the types around.
    pub knowledge: super::Knowledge,
}

/// Bounds that make a type parameter a scalar.
const FLOAT_BOUNDS: [&str; 2] = ["Float", "Real"];

/// Bounds that make a type parameter a function.
pub(super) const FUNCTION_BOUNDS: [&str; 3] = ["Fn", "FnMut", "FnOnce"];

impl TypeParams {
    /// Reads the bounds of generic parameters.
    #[must_use]
    pub fn of(generics: &[&Generics]) -> TypeParams {
        let mut params = TypeParams::default();
        for generics in generics {
            for param in &generics.params {
                if let GenericParam::Type(param) = param {
                    params.bound(&param.ident, &param.bounds);
                }
            }
            for predicate in generics
                .where_clause
                .iter()
                .flat_map(|clause| &clause.predicates)
            {
                if let WherePredicate::Type(predicate) = predicate
                    && let Type::Path(path) = &predicate.bounded_ty
                    && let Some(ident) = path.path.get_ident()
                {
                    params.bound(ident, &predicate.bounds);
                }
            }
        }
        params
    }

    fn bound(&mut self, ident: &Ident, bounds: &Punctuated<TypeParamBound, Token![+]>) {
        if bounded_by(bounds, &FLOAT_BOUNDS) {
            self.scalars.push(ident.clone());
        }
        if bounded_by(bounds, &FUNCTION_BOUNDS) {
            self.functions.push(ident.clone());
        }
        if is_shared_function(bounds) {
            self.shared_functions.push(ident.clone());
        }
    }

    /// Is a reference to a value of this type parameter as good as the value?
    #[must_use]
    pub fn is_shared(&self, ident: &Ident) -> bool {
        self.shared_functions.contains(ident)
    }
}

/// Do the bounds ask for `Fn(..)` and nothing more?
#[must_use]
pub fn is_shared_function(bounds: &Punctuated<TypeParamBound, Token![+]>) -> bool {
    bounds.len() == 1 && bounded_by(bounds, &["Fn"])
}

pub(super) fn bounded_by(bounds: &Punctuated<TypeParamBound, Token![+]>, names: &[&str]) -> bool {
    bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound
            .path
            .segments
            .last()
            .is_some_and(|last| names.iter().any(|name| last.ident == name)),
        _ => false,
    })
}
