//! Parameters that are read as something else than what is passed: `impl Iterator<Item = f64>`, `impl Into<Point>`,
//! `impl AsRef<[f64]>`, or a type parameter of which that is asked.
//!
//! An iterator can be gone through only once, and its cotangent would have no place. Derivatives take what it gives
//! together: numbers by value in a vector, and references as the slice that they go through. What is converted they take
//! as what it is converted to, and what is borrowed as what it refers to.

use super::type_params::{ITERATOR_BOUNDS, becomes_float, bounded_by};
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

/// As what a parameter is read.
#[derive(Clone)]
pub enum Reading {
    /// As the items that it gives, by value or by reference.
    Items,
    /// As what it is converted to: `Into<Point>`.
    Into(Box<Type>),
    /// As what it refers to: `AsRef<[f64]>`.
    Behind,
}

/// A signature with the types as which its parameters are read.
pub struct Gathered {
    /// The signature as derivatives have it.
    pub sig: Signature,
    /// Which inputs are read so.
    pub inputs: Vec<(usize, Reading)>,
    /// The type parameters that were read so, in order, each with its place among types and constants.
    pub params: Vec<(usize, Ident)>,
}

impl Gathered {
    /// As what an input is read, if not as what it is.
    #[must_use]
    pub fn reading(&self, input: usize) -> Option<&Reading> {
        let found = self.inputs.iter().find(|(i, _)| *i == input);
        found.map(|(_, reading)| reading)
    }
}

/// Puts vectors, by this path, and slices in place of iterators whose items are said, and what is converted to and
/// referred to in place of what is.
#[must_use]
pub fn gathered(sig: &Signature, vec: &Path) -> Gathered {
    let mut gathered = Gathered {
        sig: sig.clone(),
        inputs: Vec::new(),
        params: Vec::new(),
    };
    for (i, input) in sig.inputs.iter().enumerate() {
        let FnArg::Typed(typed) = input else { continue };
        let (read, param) = match &*typed.ty {
            Type::ImplTrait(imp) => (read(&imp.bounds, vec), None),
            Type::Path(path) => match path.path.get_ident() {
                Some(ident) if path.qself.is_none() => (read_param(sig, ident, vec), Some(ident)),
                _ => continue,
            },
            _ => continue,
        };
        let Some((ty, reading)) = read else { continue };
        if let Some(FnArg::Typed(typed)) = gathered.sig.inputs.iter_mut().nth(i) {
            *typed.ty = ty;
            gathered.inputs.push((i, reading));
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

/// As what a type parameter is read that is nothing but the type of one argument.
fn read_param(sig: &Signature, param: &Ident, vec: &Path) -> Option<(Type, Reading)> {
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
    (alone && !mentions(&bounds)).then(|| read(&bounds, vec))?
}

/// The type as which something is read, where its bounds say what that is.
fn read(bounds: &Bounds, vec: &Path) -> Option<(Type, Reading)> {
    if let Some(items) = items(bounds, vec) {
        return Some((items, Reading::Items));
    }
    if becomes_float(bounds) {
        return None;
    }
    let mut found = None;
    for bound in bounds {
        let TypeParamBound::Trait(bound) = bound else {
            continue;
        };
        let last = bound.path.segments.last()?;
        let name = last.ident.to_string();
        let argument = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => arguments.args.first(),
            _ => None,
        };
        match (name.as_str(), argument) {
            ("Into", Some(GenericArgument::Type(ty))) => {
                found = Some((ty.clone(), Reading::Into(Box::new(ty.clone()))));
            }
            ("AsRef" | "Borrow", Some(GenericArgument::Type(ty))) => {
                found = Some((parse_quote!(&#ty), Reading::Behind));
            }
            ("Copy" | "Debug", None) => {}
            (name, None) if ASIDE.contains(&name) => {}
            _ => return None,
        }
    }
    found.filter(|(ty, _)| !ty.to_token_stream().to_string().contains("impl "))
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
        let inputs: Vec<usize> = gathered.inputs.iter().map(|(i, _)| *i).collect();
        format!("{} {inputs:?} {params:?}", gathered.sig.to_token_stream())
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
    fn what_is_converted_is_taken_as_what_it_becomes() {
        let converted = quote!(
            fn f<P: Into<Point> + Copy>(p: P, xs: impl AsRef<[f64]>) -> f64
        );
        assert_eq!(
            of(&converted),
            "fn f (p : Point , xs : & [f64]) -> f64 [0, 1] [\"0 P\"]"
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
