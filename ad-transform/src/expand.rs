//! The annotated item: what stays of it, and what is added beside it.
//!
//! The user's item is emitted in every case, without the attributes that only this compiler understands; errors stand
//! beside it, so that nothing else fails because of them.

mod aliases;
mod associated;
mod conditions;
mod elements;
mod objects;
mod traits;
mod types_of_impl;
mod unless_annotated;

use crate::parse::{
    IndexImpl, OperatorImpl, Options, Rule, Signature, Surroundings, handed_back, index, macros,
    outputs, strip, surroundings,
};
use crate::syntax::visit_mut::VisitMut;
use crate::{companion, diagnose};
use conditions::Case;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use std::borrow::Cow;
use syn::{Attribute, Block, ImplItem, ItemFn, ItemImpl, Meta, parse_quote};
use types_of_impl::AssociatedTypes;

/// How the companion of one function is made, from its signature, the options and the body.
pub type Compile<'a> = &'a dyn Fn(&Signature, &Options, &Block) -> syn::Result<TokenStream>;

/// Expands the attribute with these options on this item.
pub fn expand(attr: TokenStream, item: TokenStream, compile: Compile<'_>) -> TokenStream {
    let conditions = aliases::conditions_of(&item);
    aliases::under_each(&conditions, || {
        let (attr, item) = (attr.clone(), item.clone());
        let original = strip::strip(item.clone());
        let expanded =
            Options::parse(attr).and_then(|options| annotated(item, options, &original, compile));
        expanded.unwrap_or_else(|error| {
            let error = error.into_compile_error();
            quote!(#original #error)
        })
    })
}

fn annotated(
    item: TokenStream,
    options: Options,
    original: &TokenStream,
    compile: Compile<'_>,
) -> syn::Result<TokenStream> {
    if let Ok(function) = syn::parse2::<ItemFn>(item.clone()) {
        let head = surroundings::head_at(Span::call_site());
        let surroundings = Surroundings::of(&function, head.as_deref());
        if let Surroundings::Trait = surroundings {
            return Err(diagnose::alone_in_trait(&function.sig));
        }
        let function = outputs::written_out(&function, &surroundings);
        let mut signature = Signature::of(&function, &options, &surroundings)?;
        signature.refuse_pointless()?;
        signature.leave_names(&[]);
        let companion = compiled(&signature, &options, &function.block, compile);
        return Ok(quote!(#[allow(dead_code)] #original #companion));
    }
    if let Ok(block) = syn::parse2::<ItemImpl>(item.clone()) {
        return annotated_impl(block, &options, compile);
    }
    if let Ok(item) = syn::parse2::<syn::ItemTrait>(item.clone()) {
        return traits::annotated_trait(item, &options, compile);
    }
    Err(refused(item))
}

/// The companion of a function whose signature is in order; where its body is refused, the errors and a companion with
/// nothing behind it. There is one for each way in which conditions of compilation in the body come out.
fn compiled(
    signature: &Signature,
    options: &Options,
    body: &Block,
    compile: Compile<'_>,
) -> TokenStream {
    let mut companions = TokenStream::new();
    let mut signature = signature.clone();
    let body = macros::expanded(&mut signature, body);
    for Case { cfg, body } in conditions::cases(&body) {
        let mut signature = signature.clone();
        signature.cfgs.extend(cfg);
        let body = match signature.hands_back {
            true => handed_back::without_result(&body).map(Cow::Owned),
            false => Ok(body),
        };
        let companion = body.and_then(|body| compile(&signature, options, &body));
        let companion = companion.unwrap_or_else(|error| {
            let placeholder = companion::placeholder(&signature, options.order);
            let errors = error.into_iter().map(syn::Error::into_compile_error);
            let cfgs = &signature.cfgs;
            let cfgs = quote!(#(#cfgs)*);
            quote!(#placeholder #(#cfgs #errors)*)
        });
        companions.extend(companion);
    }
    companions
}

/// Why an item that is neither a function nor an `impl` is refused.
fn refused(item: TokenStream) -> syn::Error {
    if let Ok(function) = syn::parse2::<syn::TraitItemFn>(item.clone()) {
        return diagnose::no_body(&function.sig);
    }
    match syn::parse2::<syn::Item>(item) {
        Ok(syn::Item::Struct(item)) => diagnose::not_a_function(&item.ident),
        Ok(syn::Item::Enum(item)) => diagnose::not_a_function(&item.ident),
        Ok(item) => diagnose::not_a_function(&item),
        Err(error) => error,
    }
}

/// An `impl` block: every function in it gets its siblings, in a block of their own.
fn annotated_impl(
    mut block: ItemImpl,
    options: &Options,
    compile: Compile<'_>,
) -> syn::Result<TokenStream> {
    if let Some(operator) = OperatorImpl::of(&block) {
        return annotated_operator(block, operator, options, compile);
    }
    if IndexImpl::of(&block).is_some() {
        return elements::annotated_index(&block, options);
    }
    if block.trait_.is_some() {
        return traits::annotated_trait_impl(block, options, compile);
    }
    refuse_options(options)?;
    let siblings = siblings_of_impl(&mut block, options, compile)?;
    let original = strip::strip(block.to_token_stream());
    Ok(quote!(#original #siblings))
}

/// The siblings of all functions of an `impl` block, in a block of their own, and what else stands beside it.
fn siblings_of_impl(
    block: &mut ItemImpl,
    options: &Options,
    compile: Compile<'_>,
) -> syn::Result<TokenStream> {
    let surroundings = Surroundings::of_impl(block);
    let mut errors = diagnose::Errors::default();
    let (mut siblings, mut beside) = (TokenStream::new(), TokenStream::new());
    let names = functions_of(block);
    // What is made beside the block looks at the rest of it.
    let mut items = std::mem::take(&mut block.items);
    for item in &mut items {
        let ImplItem::Fn(function) = item else {
            continue;
        };
        let nested = take_attributes(&mut function.attrs, "differentiate");
        if !take_attributes(&mut function.attrs, "no_diff").is_empty() {
            continue;
        }
        function.attrs.push(parse_quote!(#[allow(dead_code)]));
        if let Some((element, mutable)) = index::element_of_method(function)
            && !handed_back::returns_receiver(&function.sig, surroundings.self_ty())
            && (mutable || (block.generics.params.is_empty() && index::selects(function)))
        {
            let selected = (element, mutable);
            match elements::annotated_method(block, function, selected, &options.krate) {
                Ok(implemented) => beside.extend(implemented),
                Err(error) => errors.push(error),
            }
            if mutable {
                continue;
            }
        }
        let function = syn::parse2::<ItemFn>(function.to_token_stream())?;
        let function = outputs::written_out(&function, &surroundings);
        let compiled = nested_options(options, &nested).and_then(|options| {
            let mut signature = Signature::of(&function, &options, &surroundings)?;
            signature.leave_names(&names);
            // A function that has nothing to differentiate by is only there for the others.
            if nested.is_empty() && !signature.varies() {
                return Ok(match signature.answers_with_own() {
                    true => companion::constant(&signature, options.order),
                    false => TokenStream::new(),
                });
            }
            if nested.is_empty() && signature.answers_with_object() {
                return Ok(TokenStream::new());
            }
            signature.refuse_pointless()?;
            Ok(compiled(&signature, &options, &function.block, compile))
        });
        match compiled {
            Ok(compiled) => siblings.extend(compiled),
            Err(error) => errors.push(error),
        }
    }
    block.items = items;
    let errors = errors.combined().map(syn::Error::into_compile_error);
    let (generics, ty) = (&block.generics, &block.self_ty);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let cfgs = block
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"));
    Ok(quote! {
        #(#cfgs)*
        impl #impl_generics #ty #where_clause { #siblings }
        #beside
        #errors
    })
}

/// The names of the functions of an `impl` block.
fn functions_of(block: &ItemImpl) -> Vec<String> {
    let functions = block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
        _ => None,
    });
    functions.collect()
}

/// An `impl` of an operator: the runtime's traits are implemented beside it.
fn annotated_operator(
    mut block: ItemImpl,
    mut operator: OperatorImpl,
    options: &Options,
    compile: Compile<'_>,
) -> syn::Result<TokenStream> {
    refuse_options(options)?;
    let surroundings = Surroundings::Impl(
        Box::new(block.generics.clone()),
        Some(block.self_ty.clone()),
    );
    let mut associated = AssociatedTypes::of(&block);
    let mut derivatives = TokenStream::new();
    for item in &mut block.items {
        let ImplItem::Fn(function) = item else {
            continue;
        };
        let nested = take_attributes(&mut function.attrs, "differentiate");
        let options = nested_options(options, &nested)?;
        let mut function = syn::parse2::<ItemFn>(function.to_token_stream())?;
        associated.visit_block_mut(&mut function.block);
        operator.write_out(&mut function.sig);
        let function = outputs::written_out(&function, &surroundings);
        let mut signature = Signature::of(&function, &options, &surroundings)?;
        let type_params = signature.type_params.clone();
        operator.receive(&mut signature, &type_params)?;
        signature.refuse_pointless()?;
        signature.operator = Some(Box::new(operator.clone()));
        derivatives.extend(compiled(&signature, &options, &function.block, compile));
    }
    let original = strip::strip(block.to_token_stream());
    Ok(quote!(#original #derivatives))
}

/// Refuses the options that are about one function.
fn refuse_options(options: &Options) -> syn::Result<()> {
    let Options {
        wrt,
        name,
        rule,
        order: _,
        krate: _,
    } = options;
    let option = match (wrt, name, rule) {
        (Some(_), ..) => "wrt",
        (None, Some(_), _) => "name",
        (None, None, Rule::Partials(_)) => "derivative",
        (None, None, Rule::Functions { jvp: Some(_), .. }) => "jvp",
        (None, None, Rule::Functions { jvp: None, .. }) => "vjp",
        (None, None, Rule::Body) => return Ok(()),
    };
    Err(diagnose::option_on_impl(Span::call_site(), option))
}

/// Takes out the attributes whose path ends with a name.
fn take_attributes(attrs: &mut Vec<Attribute>, name: &str) -> Vec<Attribute> {
    let is_it = |attr: &Attribute| {
        attr.path()
            .segments
            .last()
            .is_some_and(|last| last.ident == name)
    };
    let (taken, kept) = std::mem::take(attrs).into_iter().partition(is_it);
    *attrs = kept;
    taken
}

/// The options of the block, changed by those of the function's own attribute.
fn nested_options(options: &Options, nested: &[Attribute]) -> syn::Result<Options> {
    nested
        .iter()
        .try_fold(options.clone(), |options, attr| match &attr.meta {
            Meta::Path(_) => Ok(options),
            meta => options.overridden_by(meta.require_list()?.tokens.clone()),
        })
}
