//! What an annotated trait says of implementations that are not annotated: they are as good as any until a derivative
//! asks for what they do not have. That is an error of the build, in which rustc knows the type; only of a trait
//! object, whose type nobody knows, it is a panic.
//!
//! A method with a body has its derivative in the trait, which is that of another function where an implementation has
//! its own. So such a derivative asks first whether the implementation is annotated: an annotated one has siblings of
//! its own for what it has a body of its own for.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Block, ImplItem, ImplItemFn, Stmt, TraitItem, TraitItemFn, parse_quote};

/// The names of the questions: of a type, and of an object.
fn names() -> [Ident; 2] {
    ["__is_annotated", "__is_annotated_dyn"].map(|name| Ident::new(name, Span::call_site()))
}

/// The questions as the trait has them: an implementation that is annotated answers.
pub(super) fn declared(name: &Ident, siblings: &[TraitItemFn]) -> [TraitItem; 2] {
    let [of_type, of_object] = names();
    let why =
        format!("`impl {name}` of this type is not annotated: write `#[differentiate]` before it");
    let [of_type_refused, of_object_refused] =
        [false, true].map(|object| refused(&why, object, name.span()));
    let of_any_size = siblings.iter().any(|sibling| {
        sibling.sig.receiver().is_none() && !is_sized(&sibling.sig.generics.where_clause)
    });
    let sized = (!of_any_size).then(|| quote!(where Self: ::core::marker::Sized));
    [
        parse_quote! {
            #[doc(hidden)]
            #[allow(unused, clippy::all, clippy::pedantic, clippy::nursery)]
            #[inline]
            fn #of_type() #sized #of_type_refused
        },
        parse_quote! {
            #[doc(hidden)]
            #[allow(unused, clippy::all, clippy::pedantic, clippy::nursery)]
            #[inline]
            fn #of_object(&self) #of_object_refused
        },
    ]
}

fn is_sized(clause: &Option<syn::WhereClause>) -> bool {
    let mut predicates = clause.iter().flat_map(|clause| &clause.predicates);
    predicates.any(|predicate| {
        let text = predicate.to_token_stream().to_string();
        text.starts_with("Self :") && text.contains("Sized")
    })
}

/// The answers of an annotated implementation.
pub(super) fn provided() -> [ImplItem; 2] {
    let [of_type, of_object] = names();
    [
        parse_quote! {
            #[doc(hidden)]
            #[allow(unused, clippy::all, clippy::pedantic, clippy::nursery)]
            #[inline]
            fn #of_type() {}
        },
        parse_quote! {
            #[doc(hidden)]
            #[allow(unused, clippy::all, clippy::pedantic, clippy::nursery)]
            #[inline]
            fn #of_object(&self) {}
        },
    ]
}

/// Makes a sibling of a method with a body ask; `this` is the type as one that has the trait.
pub(super) fn ask(sibling: &mut ImplItemFn, this: &TokenStream) {
    let [of_type, of_object] = names();
    let question: Stmt = match is_of_object(sibling) {
        true => parse_quote!(#this::#of_object(self);),
        false => parse_quote!(#this::#of_type();),
    };
    sibling.block.stmts.insert(0, question);
}

/// The sibling of a method without a body, as the trait has it.
pub(super) fn missing(sibling: &mut ImplItemFn, method: &Ident) {
    let why = format!(
        "`{method}` of this type is not annotated: write `#[differentiate]` before the `impl`"
    );
    sibling.block = refused(&why, is_of_object(sibling), method.span());
}

/// The sibling of a method that the trait has one of, and the implementation leaves out.
pub(super) fn left_out(sibling: &mut ImplItemFn, method: &Ident) {
    let why = format!(
        "`{method}` of this type is marked `#[no_diff]`: remove that, or write it in the trait"
    );
    sibling.block = refused(&why, is_of_object(sibling), method.span());
}

/// A body that is an error where it is compiled for a type, or, of an object, where it is called.
fn refused(why: &str, of_object: bool, at: Span) -> Block {
    let span = Span::mixed_site().located_at(at);
    let panics = quote_spanned!(span=> ::core::panic!(#why));
    let body = match of_object {
        true => quote_spanned!(span=> { #panics }),
        false => quote_spanned!(span=> { const { #panics } }),
    };
    parse_quote!(#body)
}

fn is_of_object(sibling: &ImplItemFn) -> bool {
    sibling.sig.ident.to_string().ends_with("_dyn")
}
