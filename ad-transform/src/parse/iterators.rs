//! Parameters that are iterators, `impl Iterator<Item = f64>` or an `I` of which that is asked.
//!
//! An iterator can be gone through only once, and its cotangent would have no place. Derivatives take what it gives
//! together: numbers by value in a vector, and references as the slice that they go through.

use super::type_params::{ITERATOR_BOUNDS, bounded_by};
use super::words;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{
    FnArg, GenericArgument, GenericParam, Generics, Path, PathArguments, Signature, Token, Type,
    TypeParamBound, WherePredicate, parse_quote,
};

type Bounds = Punctuated<TypeParamBound, Token![+]>;

/// What may be asked of an iterator beside that it is one: vectors' and slices' have it.
const ASIDE: [&str; 4] = ["Clone", "FusedIterator", "Send", "Sync"];

/// A signature with vectors and slices where it has iterators.
pub struct Gathered {
    /// The signature as derivatives have it.
    pub sig: Signature,
    /// Which inputs these are.
    pub inputs: Vec<usize>,
    /// The type parameters that were iterators, in order, each with its place among types and constants.
    pub params: Vec<(usize, Ident)>,
}

/// Puts vectors, by this path, and slices in place of iterators whose items are said.
#[must_use]
pub fn gathered(sig: &Signature, vec: &Path) -> Gathered {
    let mut gathered = Gathered {
        sig: sig.clone(),
        inputs: Vec::new(),
        params: Vec::new(),
    };
    for (i, input) in sig.inputs.iter().enumerate() {
        let FnArg::Typed(typed) = input else { continue };
        let (items, param) = match &*typed.ty {
            Type::ImplTrait(imp) => (items(&imp.bounds, vec), None),
            Type::Path(path) => match path.path.get_ident() {
                Some(ident) if path.qself.is_none() => {
                    (items_of_param(sig, ident, vec), Some(ident))
                }
                _ => continue,
            },
            _ => continue,
        };
        let Some(items) = items else { continue };
        if let Some(FnArg::Typed(typed)) = gathered.sig.inputs.iter_mut().nth(i) {
            *typed.ty = items;
            gathered.inputs.push(i);
        }
        if let Some(param) = param {
            forget(&mut gathered.sig.generics, param);
            let place = places(&sig.generics).position(|other| other == Some(param));
            gathered.params.extend(place.map(|i| (i, param.clone())));
        }
    }
    gathered.params.sort();
    gathered
}

/// The type parameters and constants, without the names of the latter.
fn places(generics: &Generics) -> impl Iterator<Item = Option<&Ident>> {
    generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(Some(&param.ident)),
        GenericParam::Const(_) => Some(None),
        GenericParam::Lifetime(_) => None,
    })
}

/// Takes a type parameter away, and what is asked of it.
fn forget(generics: &mut Generics, param: &Ident) {
    let others = std::mem::take(&mut generics.params).into_iter();
    let is_it =
        |other: &GenericParam| matches!(other, GenericParam::Type(other) if other.ident == *param);
    generics.params = others.filter(|other| !is_it(other)).collect();
    if generics.params.is_empty() {
        (generics.lt_token, generics.gt_token) = (None, None);
    }
    if let Some(clause) = &mut generics.where_clause {
        let predicates = std::mem::take(&mut clause.predicates).into_iter();
        clause.predicates = predicates
            .filter(|p| bounds_of(p, param).is_none())
            .collect();
    }
}

/// What a predicate asks of a type parameter itself.
fn bounds_of<'a>(predicate: &'a WherePredicate, param: &Ident) -> Option<&'a Bounds> {
    match predicate {
        WherePredicate::Type(of) => match &of.bounded_ty {
            Type::Path(path) if path.path.is_ident(param) => Some(&of.bounds),
            _ => None,
        },
        _ => None,
    }
}

/// The items of a type parameter that is nothing but the type of one argument.
fn items_of_param(sig: &Signature, param: &Ident, vec: &Path) -> Option<Type> {
    let own = sig.generics.type_params().find(|own| own.ident == *param)?;
    let name = param.to_string();
    let mentions = |tokens: &dyn ToTokens| words(tokens.to_token_stream()).contains(&name);
    let arguments = sig.inputs.iter().filter(|input| mentions(input)).count();
    let mut bounds = own.bounds.clone();
    let clause = sig.generics.where_clause.iter();
    for predicate in clause.flat_map(|clause| &clause.predicates) {
        match bounds_of(predicate, param) {
            Some(more) => bounds.extend(more.iter().cloned()),
            None if mentions(predicate) => return None,
            None => {}
        }
    }
    let mut others = sig
        .generics
        .type_params()
        .filter(|other| other.ident != *param);
    let alone = arguments == 1 && !mentions(&sig.output) && !others.any(|other| mentions(other));
    (alone && !mentions(&bounds)).then(|| items(&bounds, vec))?
}

/// The vector or the slice of what an iterator gives, where its bounds say what that is.
fn items(bounds: &Bounds, vec: &Path) -> Option<Type> {
    if !bounded_by(bounds, &ITERATOR_BOUNDS) {
        return None;
    }
    let mut item = None;
    for bound in bounds {
        let bound = match bound {
            TypeParamBound::Trait(bound) => bound,
            TypeParamBound::Lifetime(_) => continue,
            _ => return None,
        };
        let last = bound.path.segments.last()?;
        let name = last.ident.to_string();
        if !ITERATOR_BOUNDS.contains(&name.as_str()) && !ASIDE.contains(&name.as_str()) {
            return None;
        }
        if let PathArguments::AngleBracketed(arguments) = &last.arguments {
            for argument in &arguments.args {
                match argument {
                    GenericArgument::AssocType(said) if said.ident == "Item" => {
                        item = Some(said.ty.clone());
                    }
                    _ => return None,
                }
            }
        }
    }
    match item? {
        Type::Reference(reference) if reference.mutability.is_none() => {
            let (lifetime, item) = (reference.lifetime, reference.elem);
            holds_no_reference(&item).then(|| parse_quote!(&#lifetime [#item]))
        }
        item => holds_no_reference(&item).then(|| parse_quote!(#vec<#item>)),
    }
}

/// Can the type be that of a vector's elements?
fn holds_no_reference(item: &Type) -> bool {
    let text = item.to_token_stream().to_string();
    !text.contains('&') && !text.contains("impl ") && !text.contains("dyn ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    fn of(sig: &proc_macro2::TokenStream) -> String {
        let sig: Signature = syn::parse2(sig.clone()).expect("a signature");
        let gathered = gathered(&sig, &parse_quote!(Vec));
        let params = gathered.params.iter();
        let params: Vec<String> = params.map(|(i, param)| format!("{i} {param}")).collect();
        format!(
            "{} {:?} {params:?}",
            gathered.sig.to_token_stream(),
            gathered.inputs
        )
    }

    #[test]
    fn items_are_taken_together() {
        let owned = quote!(fn f(k: f64, xs: impl Iterator<Item = f64> + Clone) -> f64);
        assert_eq!(
            of(&owned),
            "fn f (k : f64 , xs : Vec < f64 >) -> f64 [1] []"
        );
        let shared = quote!(
            fn f<'a, T: Float, I>(xs: I) -> T
            where
                I: IntoIterator<Item = &'a T>
        );
        assert_eq!(
            of(&shared),
            "fn f < 'a , T : Float > (xs : & 'a [T]) -> T [0] [\"1 I\"]"
        );
    }

    #[test]
    fn what_is_more_than_an_argument_stays() {
        for sig in [
            quote!(
                fn f<I: Iterator<Item = f64>>(xs: I) -> I
            ),
            quote!(
                fn f<I: Iterator<Item = f64>>(xs: &mut I) -> f64
            ),
            quote!(
                fn f<I: Iterator>(xs: I) -> f64
                where
                    I::Item: Into<f64>
            ),
            quote!(fn f(xs: impl Iterator<Item = (&'static str, f64)>) -> f64),
        ] {
            let same: Signature = syn::parse2(sig.clone()).expect("a signature");
            assert_eq!(of(&sig), format!("{} [] []", same.to_token_stream()));
        }
    }
}
