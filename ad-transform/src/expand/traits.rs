//! Annotated traits and their implementations: the siblings of a method are methods of the trait, so that code over
//! `T: Shape` is differentiated by what each implementation provides.
//!
//! A sibling asks for `Self: Sized`, so that the trait can still be an object's, and for `Self: Differentiable` where
//! the receiver has a cotangent. What a trait cannot name, the type of a pullback, it does not have.

use super::{Compile, nested_options, refuse_options, take_attributes};
use crate::companion;
use crate::diagnose;
use crate::parse::{Options, Signature, Surroundings, strip};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{
    Block, FnArg, ImplItem, ImplItemFn, ItemFn, ItemImpl, ItemTrait, Pat, TraitItem, TraitItemFn,
    Visibility, parse_quote,
};

/// Traits of the standard library that declare no derivatives, and are no operators whose derivatives the runtime
/// declares.
const STANDARD: [&str; 20] = [
    "Deref",
    "DerefMut",
    "From",
    "Into",
    "TryFrom",
    "TryInto",
    "Sum",
    "Product",
    "Iterator",
    "IntoIterator",
    "FromIterator",
    "Extend",
    "Default",
    "Clone",
    "AsRef",
    "AsMut",
    "Borrow",
    "BorrowMut",
    "PartialEq",
    "PartialOrd",
];

/// Functions one after the other.
struct Functions(Vec<ImplItemFn>);

impl Parse for Functions {
    fn parse(input: ParseStream<'_>) -> syn::Result<Functions> {
        let mut functions = Vec::new();
        while !input.is_empty() {
            functions.push(input.parse()?);
        }
        Ok(Functions(functions))
    }
}

/// The trait with the siblings declared, or, of methods with a body, defined.
pub(super) fn annotated_trait(
    mut item: ItemTrait,
    options: &Options,
    compile: Compile<'_>,
) -> syn::Result<TokenStream> {
    refuse_options(options)?;
    let surroundings = Surroundings::Impl(Box::new(item.generics.clone()), None);
    let mut errors = diagnose::Errors::default();
    let mut siblings = Vec::new();
    for member in &mut item.items {
        let TraitItem::Fn(function) = member else {
            continue;
        };
        let nested = take_attributes(&mut function.attrs, "differentiate");
        if !take_attributes(&mut function.attrs, "no_diff").is_empty() {
            continue;
        }
        let (attrs, sig) = (&function.attrs, &function.sig);
        let declared: ItemFn = parse_quote!(#(#attrs)* #sig {});
        let body = function.default.as_ref();
        match siblings_of(
            &declared,
            body,
            options,
            &nested,
            &surroundings,
            compile,
            &mut errors,
        ) {
            Ok(functions) => siblings.extend(functions.into_iter().map(|sibling| {
                TraitItem::Fn(TraitItemFn {
                    attrs: sibling.attrs.clone(),
                    default: body.is_some().then(|| sibling.block.clone()),
                    semi_token: body.is_none().then(Default::default),
                    sig: if body.is_some() {
                        sibling.sig
                    } else {
                        prototype(sibling.sig)
                    },
                    ..parse_quote!(
                        fn f();
                    )
                })
            })),
            Err(error) => errors.push(error),
        }
    }
    let original = strip::strip(item.to_token_stream());
    let mut item: ItemTrait = syn::parse2(original)?;
    item.items.extend(siblings);
    let errors = errors.combined().map(syn::Error::into_compile_error);
    Ok(quote!(#item #errors))
}

/// The implementation with the siblings that the trait declares.
pub(super) fn annotated_trait_impl(
    mut block: ItemImpl,
    options: &Options,
    compile: Compile<'_>,
) -> syn::Result<TokenStream> {
    refuse_options(options)?;
    if let Some((path, _)) = &block.trait_
        && let Some(last) = path.segments.last()
        && STANDARD.iter().any(|name| last.ident == name)
    {
        return Err(diagnose::impl_of_standard_trait(path));
    }
    let surroundings = Surroundings::Impl(
        Box::new(block.generics.clone()),
        Some(block.self_ty.clone()),
    );
    let mut errors = diagnose::Errors::default();
    let mut siblings = Vec::new();
    for member in &mut block.items {
        let ImplItem::Fn(function) = member else {
            continue;
        };
        let nested = take_attributes(&mut function.attrs, "differentiate");
        if !take_attributes(&mut function.attrs, "no_diff").is_empty() {
            continue;
        }
        let function = syn::parse2::<ItemFn>(function.to_token_stream())?;
        let body = Some(&*function.block);
        match siblings_of(
            &function,
            body,
            options,
            &nested,
            &surroundings,
            compile,
            &mut errors,
        ) {
            Ok(functions) => siblings.extend(functions.into_iter().map(ImplItem::Fn)),
            Err(error) => errors.push(error),
        }
    }
    let original = strip::strip(block.to_token_stream());
    let mut block: ItemImpl = syn::parse2(original)?;
    block.items.extend(siblings);
    let errors = errors.combined().map(syn::Error::into_compile_error);
    Ok(quote!(#block #errors))
}

fn siblings_of(
    function: &ItemFn,
    body: Option<&Block>,
    options: &Options,
    nested: &[syn::Attribute],
    surroundings: &Surroundings,
    compile: Compile<'_>,
    errors: &mut diagnose::Errors,
) -> syn::Result<Vec<ImplItemFn>> {
    let options = nested_options(options, nested)?;
    let mut signature = Signature::of(function, &options, surroundings)?;
    signature.everywhere = true;
    // A function that has nothing to differentiate by is only there for the others.
    if nested.is_empty() && !signature.varies() {
        return Ok(Vec::new());
    }
    signature.refuse_pointless()?;
    let tokens = match body.map(|body| compile(&signature, &options, body)) {
        Some(Ok(tokens)) => tokens,
        refused => {
            if let Some(Err(error)) = refused {
                errors.push(error);
            }
            companion::placeholder(&signature, options.order)
        }
    };
    let pullback = format!("{}_pullback", signature.companion);
    let krate = &signature.krate;
    let receiver = signature
        .params
        .first()
        .is_some_and(|param| param.receiver && param.varied);
    let mut functions = syn::parse2::<Functions>(tokens)?.0;
    functions.retain(|function| function.sig.ident != pullback);
    for function in &mut functions {
        function.vis = Visibility::Inherited;
        let clause = function.sig.generics.make_where_clause();
        clause
            .predicates
            .push(parse_quote!(Self: ::core::marker::Sized));
        if receiver {
            clause
                .predicates
                .push(parse_quote!(Self: #krate::Differentiable));
        }
    }
    Ok(functions)
}

/// The signature of a function without a body, where parameters are names only.
fn prototype(mut sig: syn::Signature) -> syn::Signature {
    for input in &mut sig.inputs {
        match input {
            FnArg::Typed(typed) => {
                if let Pat::Ident(ident) = &mut *typed.pat {
                    ident.mutability = None;
                }
            }
            FnArg::Receiver(receiver) => {
                if let syn::ReceiverKind::Value = receiver.kind {
                    receiver.mutability = None;
                }
            }
        }
    }
    sig
}
