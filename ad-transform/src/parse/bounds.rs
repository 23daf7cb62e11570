//! What derivatives ask of type parameters, beyond what the user's function asks.
//!
//! Nothing, where all that varies is numbers: `fn norm<T: Float>(x: &[T]) -> T` has derivatives for every `T: Float`.
//! The tangent of a type such as `Vector<T>` is an associated type, though, and so are the derivatives of operators and
//! of functions that are called on such types. That `T` has them is a bound that the user did not write and does not
//! have to: it stands on the derivatives alone, and those of callers, which have it too, call those of callees.
//! `T: Float` becomes `T: Float + Real`; a type parameter of which a value is held becomes `Differentiable`.

use super::{Knowledge, Output, Shape, Signature, TypeParams, words};
use crate::hashed::HashSet;
use crate::sorted::Map;
use crate::syntax::visit::{self, Visit};
use proc_macro2::Ident;
use quote::quote;
use syn::{Generics, PathArguments, Type, TypePath, WherePredicate, parse_quote};

impl Signature {
    /// The signature with the bounds that its derivatives have. `calls`: do they call other derivatives?
    #[must_use]
    pub fn bounded(&self, calls: bool) -> Signature {
        let mut bounded = self.clone();
        let predicates = self.bounds(calls);
        if let Some(operator) = &mut bounded.operator {
            extend(&mut operator.generics, &predicates);
        } else {
            extend(&mut bounded.generics, &predicates);
        }
        bounded
    }

    fn bounds(&self, calls: bool) -> Vec<WherePredicate> {
        let krate = &self.krate;
        let named = self.named_types();
        let everywhere = calls || self.everywhere;
        let mut bounds = Vec::new();
        for param in &self.type_params.types {
            let params = &self.type_params;
            if params.functions.contains(param) || self.unbounded.contains(param) {
                continue;
            }
            let bound: Option<WherePredicate> = if params.scalars.contains(param) {
                let asked = everywhere
                    || params.numbers.contains(param)
                    || named.iter().any(|ty| mentions(ty, param));
                asked.then(|| number(param, params, krate))
            } else {
                let held = named.iter().any(|ty| holds(ty, param, &self.knowledge));
                let bound: WherePredicate = match self.is_moved(param) {
                    // Both sweeps, or the value and its tangent, need what the user's function moves.
                    true => parse_quote!(#param: #krate::Differentiable + ::core::clone::Clone),
                    false => parse_quote!(#param: #krate::Differentiable),
                };
                held.then_some(bound)
            };
            bounds.extend(bound);
        }
        let moved = self.associated_types(&self.moved_types());
        for (text, ty) in self.associated_types(&named) {
            bounds.push(match moved.contains_key(&text) {
                true => parse_quote!(#ty: #krate::Differentiable + ::core::clone::Clone),
                false => parse_quote!(#ty: #krate::Differentiable),
            });
        }
        bounds.extend(self.moved_as_a_whole(&bounds));
        if everywhere || !named.is_empty() {
            for name in &self.type_params.associated {
                let ty: Option<Type> = syn::parse_str(name).ok();
                bounds.extend(ty.map(|ty| -> WherePredicate { parse_quote!(#ty: #krate::Real) }));
            }
        }
        bounds
    }

    /// The types in these that belong to a type parameter or to the trait around, `M::Point` or `Self::Point`, and are no
    /// numbers, each by its text.
    fn associated_types(&self, all: &[&Type]) -> Map<String, Type> {
        struct Found<'a>(&'a TypeParams, Map<String, Type>);
        impl<'ast> Visit<'ast> for Found<'_> {
            fn visit_type_path(&mut self, path: &'ast TypePath) {
                let segments = &path.path.segments;
                let of = |first: &Ident| first == "Self" || self.0.types.contains(first);
                if path.qself.is_none() && segments.len() == 2 && of(&segments[0].ident) {
                    let ty = Type::Path(path.clone());
                    if let Ok(Shape::Named(_)) = Shape::of(&ty, self.0) {
                        self.1.insert(quote!(#ty).to_string(), ty);
                    }
                }
                visit::visit_type_path(self, path);
            }
        }
        let mut found = Found(&self.type_params, Map::new());
        all.iter().for_each(|ty| found.visit_type(ty));
        found.1
    }

    /// Is a value of the type parameter moved into the function, or one that it changes? Of an implementation's own type the
    /// trait says no more than that it can be cloned.
    fn is_moved(&self, param: &Ident) -> bool {
        let self_ty = self.self_ty.as_ref();
        self.moved_types().iter().any(|ty| match (ty, self_ty) {
            (Type::Path(path), Some(own)) if path.path.is_ident("Self") => {
                !self.everywhere && is_made_of(own, param)
            }
            (ty, _) => is_made_of(ty, param),
        })
    }

    /// That a type can be cloned which is moved, where it has parameters of which nothing else is asked: `PhantomData<T>`.
    fn moved_as_a_whole(&self, asked: &[WherePredicate]) -> Vec<WherePredicate> {
        let asked: HashSet<String> = asked.iter().flat_map(|p| words(quote!(#p))).collect();
        let params = &self.type_params;
        let open = params.types.iter().filter(|param| {
            let known = params.functions.contains(param) || params.scalars.contains(param);
            !known && !asked.contains(&param.to_string())
        });
        let open: Vec<&Ident> = open.collect();
        // A trait and its implementations have the same bounds.
        let moved = match self.everywhere {
            true => Vec::new(),
            false => self.moved_types(),
        };
        let moved = moved.into_iter().filter(|ty| {
            let of = match (ty, &self.self_ty) {
                (Type::Path(path), Some(own)) if path.path.is_ident("Self") => own,
                (ty, _) => ty,
            };
            open.iter().any(|param| is_made_of(of, param))
        });
        moved
            .map(|ty| parse_quote!(#ty: ::core::clone::Clone))
            .collect()
    }

    /// The types of what is moved into the function, or changed by it, of which no more than the name is known.
    fn moved_types(&self) -> Vec<&Type> {
        let mut moved = Vec::new();
        for of in &self.params {
            match of.passing {
                super::Passing::Value | super::Passing::Mut => {
                    collect_named(&of.shape, &mut moved);
                }
                super::Passing::Shared => {}
            }
        }
        moved
    }

    /// The types in the signature that vary and of which no more than the name is known.
    fn named_types(&self) -> Vec<&Type> {
        let varied = self.params.iter().filter(|param| param.varied);
        let shapes = varied
            .map(|param| &param.shape)
            .chain(self.output.as_ref().map(|Output { shape, .. }| shape));
        let mut named = Vec::new();
        shapes.for_each(|shape| collect_named(shape, &mut named));
        for ty in &mut named {
            if let (Type::Path(path), Some(self_ty)) = (&**ty, &self.self_ty)
                && path.path.is_ident("Self")
            {
                *ty = self_ty;
            }
        }
        named
    }
}

/// The bounds of an `impl` beside an `impl` of the user's for a type: those under which the type has tangents.
#[must_use]
pub fn of_type(ty: &Type, params: &TypeParams, krate: &syn::Path) -> Vec<WherePredicate> {
    let bound = |param: &Ident| -> Option<WherePredicate> {
        if params.functions.contains(param) {
            None
        } else if params.scalars.contains(param) {
            Some(number(param, params, krate))
        } else {
            holds(ty, param, &params.knowledge)
                .then(|| parse_quote!(#param: #krate::Differentiable))
        }
    };
    params.types.iter().filter_map(bound).collect()
}

/// What derivatives ask of a type parameter that is a number.
fn number(param: &Ident, params: &TypeParams, krate: &syn::Path) -> WherePredicate {
    let real = params.is_real(param).into_iter();
    parse_quote!(#param: #krate::Real #(+ #real)*)
}

/// Does a value of the type hold values of the type parameter, which vary, as far as the file says?
#[must_use]
pub fn holds(ty: &Type, param: &Ident, knowledge: &Knowledge) -> bool {
    let Type::Path(TypePath {
        qself: None, path, ..
    }) = ty
    else {
        return false;
    };
    if path.is_ident(param) {
        return true;
    }
    let Some(last) = path.segments.last() else {
        return false;
    };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return false;
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types
        .enumerate()
        .any(|(i, ty)| knowledge.holds(path, i) == Some(true) && is_made_of(ty, param))
}

fn extend(generics: &mut Generics, predicates: &[WherePredicate]) {
    if !predicates.is_empty() {
        let clause = generics.make_where_clause();
        clause.predicates.extend(predicates.iter().cloned());
    }
}

fn collect_named<'a>(shape: &'a Shape, named: &mut Vec<&'a Type>) {
    match shape {
        Shape::Scalar(..) | Shape::Inert(_) => {}
        Shape::Named(ty) => named.push(ty),
        Shape::Slice(p)
        | Shape::Vec(p)
        | Shape::Array(p, _)
        | Shape::Option(p)
        | Shape::Result(p, _)
        | Shape::Boxed(p)
        | Shape::Ref(p) => collect_named(p, named),
        Shape::Tuple(parts) => parts.iter().for_each(|part| collect_named(part, named)),
    }
}

/// Is the type parameter named in the type, or may it be behind `Self`?
fn mentions(ty: &Type, param: &Ident) -> bool {
    let own = matches!(ty, Type::Path(path) if path.path.is_ident("Self"));
    own || is_made_of(ty, param)
}

/// Is the type parameter a part of the type, other than by name alone?
#[must_use]
pub fn is_made_of(ty: &Type, param: &Ident) -> bool {
    struct Search<'a>(&'a Ident, bool);
    impl<'ast> Visit<'ast> for Search<'_> {
        fn visit_type_path(&mut self, ty: &'ast TypePath) {
            let segments = &ty.path.segments;
            self.1 |= segments.first().is_some_and(|first| first.ident == *self.0);
            if segments
                .last()
                .is_none_or(|last| last.ident != "PhantomData")
            {
                visit::visit_type_path(self, ty);
            }
        }
    }
    let mut search = Search(param, false);
    search.visit_type(ty);
    search.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Options, Surroundings};
    use quote::{ToTokens, quote};

    fn bounds(item: &syn::ItemFn, calls: bool) -> Vec<String> {
        let options = Options::parse(quote!()).expect("options");
        let signature = Signature::of(item, &options, &Surroundings::Free).expect("a signature");
        let bounds = signature.bounds(calls);
        let text = |bound: &WherePredicate| bound.to_token_stream().to_string().replace(' ', "");
        bounds.iter().map(text).collect()
    }

    #[test]
    fn numbers_alone_ask_for_nothing() {
        let item = parse_quote!(
            fn f<T: Float, F: Fn(T) -> T>(x: &[T], n: [T; 3], f: F) -> T {
                x
            }
        );
        assert!(bounds(&item, false).is_empty());
        assert_eq!(bounds(&item, true), ["T:::ad::Real"]);
    }

    #[test]
    fn types_of_the_users_ask_for_their_tangents() {
        let item = parse_quote!(
            fn f<T: Float, S: Shape, U>(s: &S, v: Vector<T>, #[no_diff] u: &U) -> T {
                s
            }
        );
        assert_eq!(
            bounds(&item, false),
            ["T:::ad::Real", "S:::ad::Differentiable"]
        );
    }
}
