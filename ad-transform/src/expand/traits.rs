//! Annotated traits and their implementations: the siblings of a method are methods of the trait, so that code over
//! `T: Shape` is differentiated by what each implementation provides.
//!
//! A sibling asks for `Self: Sized`, so that the trait can still be an object's (which has siblings of its own,
//! `objects.rs`), and for `Self: Differentiable` where the receiver has a cotangent. What a trait cannot name, the type of a pullback, it does not have.

use super::conditions::{self, Case};
use super::types_of_impl::AssociatedTypes;
use super::{
    Compile, associated, nested_options, objects, refuse_options, take_attributes, unless_annotated,
};
use crate::companion;
use crate::diagnose;
use crate::parse::bounds::holds;
use crate::parse::{
    Knowledge, Options, Passing, Shape, Signature, Surroundings, TypeParams, macros, strip,
    type_arguments, words,
};
use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use std::borrow::Cow;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Block, Generics, ImplItem, ImplItemFn, ItemFn, ItemImpl, ItemTrait, TraitItem,
    TraitItemFn, Type, Visibility, parse_quote,
};

/// Traits of the standard library that declare no derivatives, and are no operators whose derivatives the runtime
/// declares.
const STANDARD: [&str; 17] = [
    "Deref",
    "DerefMut",
    "Into",
    "TryFrom",
    "TryInto",
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

/// Why methods are refused.
#[derive(Default)]
struct Refusals {
    always: diagnose::Errors,
    /// Of what is compiled under conditions alone.
    conditional: TokenStream,
}

impl Refusals {
    fn push(&mut self, error: syn::Error) {
        self.always.push(error);
    }

    fn push_under(&mut self, cfgs: &[Attribute], error: syn::Error) {
        if cfgs.is_empty() {
            return self.push(error);
        }
        let cfgs = quote!(#(#cfgs)*);
        let errors = error.into_iter().map(syn::Error::into_compile_error);
        self.conditional.extend(quote!(#(#cfgs #errors)*));
    }

    /// What is to stand beside the trait or the implementation.
    fn reported(self) -> TokenStream {
        let always = self.always.combined();
        let always = always.map(syn::Error::into_compile_error);
        let conditional = self.conditional;
        quote!(#always #conditional)
    }
}

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
    let generics = with_numbers(with_associated(&item), &item.ident, options);
    let surroundings = Surroundings::Impl(Box::new(generics), None);
    let mut errors = Refusals::default();
    let mut siblings = Vec::new();
    let functions = item.items.iter().filter_map(|member| match member {
        TraitItem::Fn(function) => Some(function.sig.ident.to_string()),
        _ => None,
    });
    let functions: Vec<String> = functions.collect();
    let (_, arguments, _) = item.generics.split_for_impl();
    let name = &item.ident;
    let this = quote!(<Self as #name #arguments>);
    let unknown = associated::Unknown::of(&item);
    let has_objects = objects::has_objects(&item);
    for member in &mut item.items {
        let TraitItem::Fn(function) = member else {
            continue;
        };
        let nested = take_attributes(&mut function.attrs, "differentiate");
        if !take_attributes(&mut function.attrs, "no_diff").is_empty() {
            continue;
        }
        let (attrs, sig) = (&function.attrs, &function.sig);
        let name = sig.ident.clone();
        let declared: ItemFn = parse_quote!(#(#attrs)* #sig {});
        let body = function.default.as_ref();
        if let Some(of) = associated::for_a_while(sig) {
            errors.push(diagnose::associated_for_a_while(&of));
            continue;
        }
        let unknown = body.map_or_else(Vec::new, |body| unknown.called_in(sig, body));
        if !unknown.is_empty() {
            unknown.into_iter().for_each(|error| errors.push(error));
            continue;
        }
        match siblings_of(
            &declared,
            body,
            options,
            &nested,
            Around {
                surroundings: &surroundings,
                unbounded: &[],
                implemented: None,
                written: None,
                functions: &functions,
                has_objects,
            },
            compile,
            &mut errors,
        ) {
            Ok(functions) => siblings.extend(functions.into_iter().map(|mut sibling| {
                match body {
                    None if is_hidden(&sibling) => unless_annotated::missing(&mut sibling, &name),
                    Some(_) if is_hidden(&sibling) => unless_annotated::ask(&mut sibling, &this),
                    _ => {}
                }
                TraitItemFn {
                    attrs: sibling.attrs,
                    sig: sibling.sig,
                    default: Some(sibling.block),
                    ..parse_quote!(
                        fn f();
                    )
                }
            })),
            Err(error) => errors.push(error),
        }
    }
    let original = strip::strip(item.to_token_stream());
    let mut item: ItemTrait = syn::parse2(original)?;
    item.items
        .extend(unless_annotated::declared(&item.ident, &siblings));
    item.items.extend(siblings.into_iter().map(TraitItem::Fn));
    let errors = errors.reported();
    Ok(quote!(#item #errors))
}

/// The implementation with the siblings that the trait declares.
pub(super) fn annotated_trait_impl(
    mut block: ItemImpl,
    options: &Options,
    compile: Compile<'_>,
) -> syn::Result<TokenStream> {
    refuse_options(options)?;
    let name = block
        .trait_
        .as_ref()
        .and_then(|(path, _)| path.segments.last());
    // Sums and products of own values are differentiated as what they are made of, `+` and `*`.
    if name.is_some_and(|last| last.ident == "Sum" || last.ident == "Product") {
        return Ok(strip::strip(block.to_token_stream()));
    }
    if let Some((path, _)) = &block.trait_
        && let Some(last) = path.segments.last()
        && STANDARD.iter().any(|name| last.ident == name)
    {
        return Err(diagnose::impl_of_standard_trait(path));
    }
    if let Type::Slice(_) = &*block.self_ty {
        return Err(diagnose::impl_of_slice(&block.self_ty));
    }
    let knowledge = Knowledge::at(Span::call_site());
    if let Some((path, _)) = &block.trait_
        && knowledge.is_bare_trait(path)
    {
        return match knowledge.declares(&block.self_ty) {
            true => beside_bare_trait(&block, options, compile),
            false => Err(diagnose::impl_of_bare_trait(path, &block.self_ty)),
        };
    }
    let mut errors = Refusals::default();
    let implemented = block.trait_.as_ref().map(|(path, _)| path.clone());
    let unbounded = unbounded(&block);
    let all: Vec<Ident> = block.items.iter().fold(unbounded.clone(), |mut all, item| {
        if let ImplItem::Fn(function) = item {
            let more = unmentioned(implemented.as_ref(), &function.sig.ident);
            let new = more.into_iter().filter(|param| !all.contains(param));
            all.extend(new.collect::<Vec<_>>());
        }
        all
    });
    refuse_unbounded(&mut block, &all, options, &mut errors);
    refuse_unknown_numbers(&mut block, options, &mut errors);
    let surroundings = Surroundings::Impl(
        Box::new(block.generics.clone()),
        Some(block.self_ty.clone()),
    );
    let mut associated = AssociatedTypes::of(&block);
    let generics = block.generics.clone();
    let mut siblings = Vec::new();
    for member in &mut block.items {
        let ImplItem::Fn(function) = member else {
            continue;
        };
        let nested = take_attributes(&mut function.attrs, "differentiate");
        let left_out = !take_attributes(&mut function.attrs, "no_diff").is_empty();
        if left_out && is_left_out(&knowledge, implemented.as_ref(), &function.sig.ident) {
            continue;
        }
        let mut function = syn::parse2::<ItemFn>(function.to_token_stream())?;
        let opaque = opaque_type(&generics, &associated, implemented.as_ref(), &function.sig);
        if let Some((name, ty)) = opaque {
            errors.push(diagnose::associated_of_parameter(&name, &ty));
            continue;
        }
        let written = function.sig.clone();
        associated.visit_signature_mut(&mut function.sig);
        associated.visit_block_mut(&mut function.block);
        let body = Some(&*function.block).filter(|_| !left_out);
        let name = function.sig.ident.clone();
        let unbounded: Vec<Ident> = unbounded
            .iter()
            .cloned()
            .chain(unmentioned(implemented.as_ref(), &function.sig.ident))
            .collect();
        match siblings_of(
            &function,
            body,
            options,
            &nested,
            Around {
                surroundings: &surroundings,
                unbounded: &unbounded,
                implemented: implemented.as_ref(),
                written: Some(&written),
                functions: &[],
                has_objects: true,
            },
            compile,
            &mut errors,
        ) {
            Ok(functions) => {
                let provided = functions.into_iter().filter(is_hidden);
                siblings.extend(provided.map(|mut sibling| {
                    if left_out {
                        unless_annotated::left_out(&mut sibling, &name);
                    }
                    ImplItem::Fn(sibling)
                }));
            }
            Err(error) => errors.push(error),
        }
    }
    let original = strip::strip(block.to_token_stream());
    let mut block: ItemImpl = syn::parse2(original)?;
    // What has nothing to differentiate may be a trait of which nothing is seen, and which is not annotated.
    let of = block
        .trait_
        .as_ref()
        .and_then(|(path, _)| path.segments.last());
    if !siblings.is_empty()
        || of.is_some_and(|of| knowledge.trait_generics(&of.ident.to_string()).is_some())
    {
        block.items.extend(unless_annotated::provided());
    }
    block.items.extend(siblings);
    let errors = errors.reported();
    Ok(quote!(#block #errors))
}

/// What is around a method.
#[derive(Clone, Copy)]
struct Around<'a> {
    surroundings: &'a Surroundings,
    /// The type parameters of which no bound can be asked.
    unbounded: &'a [Ident],
    /// The trait that is implemented.
    implemented: Option<&'a syn::Path>,
    /// A method as the implementation has it, before the types that belong to the trait are written out.
    written: Option<&'a syn::Signature>,
    /// The names of a trait's functions. (An implementation has only hidden siblings.)
    functions: &'a [String],
    /// Can there be objects of the trait, as far as is seen?
    has_objects: bool,
}

impl Around<'_> {
    /// The signature of a method as the trait has it, where that is known: an implementation may write its own type for
    /// `Self`.
    fn declared<'s>(&self, known: &Signature, sig: &'s syn::Signature) -> Cow<'s, syn::Signature> {
        let name = self.implemented.and_then(|path| path.segments.last());
        let found = name.and_then(|name| {
            let (of, method) = (name.ident.to_string(), sig.ident.to_string());
            known.knowledge.trait_function(&of, &method)?.1.signature()
        });
        found.map_or(Cow::Borrowed(sig), Cow::Owned)
    }

    /// Does a parameter beside the receiver vary, as the trait has it? What is a `K` of the trait's, an implementation may
    /// say to be a `u64`.
    fn varies(&self, known: &Signature, sig: &syn::Signature, options: &Options) -> bool {
        let declared = self.implemented.and_then(|path| {
            let name = &path.segments.last()?.ident;
            let generics = known.knowledge.trait_generics(&name.to_string())?;
            let generics = with_numbers(generics, name, options);
            let surroundings = Surroundings::Impl(Box::new(generics), None);
            let sig = self.declared(known, sig);
            let function: ItemFn = parse_quote!(#sig {});
            Signature::of(&function, options, &surroundings).ok()
        });
        varies_beside_receiver(declared.as_ref().unwrap_or(known))
    }
}

/// Does a parameter vary beside the receiver?
fn varies_beside_receiver(signature: &Signature) -> bool {
    let mut params = signature.params.iter();
    params.any(|param| param.varied && !param.receiver)
}

/// Is the sibling what companions call? The others are written in terms of these, in the trait, which alone knows what
/// its users see: a number that an implementation writes `f64` may be a `T` of the trait's, whose cotangent is passed by
/// reference. What companions call is the same for both.
fn is_hidden(sibling: &ImplItemFn) -> bool {
    sibling.sig.ident.to_string().starts_with("__")
}

fn siblings_of(
    function: &ItemFn,
    body: Option<&Block>,
    options: &Options,
    nested: &[Attribute],
    around: Around<'_>,
    compile: Compile<'_>,
    errors: &mut Refusals,
) -> syn::Result<Vec<ImplItemFn>> {
    let options = nested_options(options, nested)?;
    let mut signature = Signature::of(function, &options, around.surroundings)?;
    signature.everywhere = true;
    signature.unbounded = around.unbounded.to_vec();
    signature.leave_names(around.functions);
    signature.declared = around.implemented.map(|_| {
        let written = around.written.unwrap_or(&function.sig);
        around.declared(&signature, written).into_owned()
    });
    // A function that has nothing to differentiate by is only there for the others.
    if nested.is_empty() && (!signature.varies() || signature.answers_with_object()) {
        return Ok(Vec::new());
    }
    signature.refuse_pointless()?;
    let method = Method {
        options: &options,
        around,
        compile,
        of_objects: objects::is_of_objects(&around.declared(&signature, &function.sig))
            && around.varies(&signature, &function.sig, &options),
    };
    let Some(body) = body else {
        return method.siblings(&signature, None, errors);
    };
    let mut siblings = Vec::new();
    let body = macros::expanded(&mut signature, body);
    for Case { cfg, body } in conditions::cases(&body) {
        let mut signature = signature.clone();
        signature.cfgs.extend(cfg);
        siblings.extend(method.siblings(&signature, Some(&*body), errors)?);
    }
    Ok(siblings)
}

/// A method of a trait or an implementation.
struct Method<'a> {
    options: &'a Options,
    around: Around<'a>,
    compile: Compile<'a>,
    /// Can a trait object have it, as the trait declares it?
    of_objects: bool,
}

impl Method<'_> {
    /// Its siblings, in one of the ways in which conditions of compilation in the body come out.
    fn siblings(
        &self,
        signature: &Signature,
        body: Option<&Block>,
        errors: &mut Refusals,
    ) -> syn::Result<Vec<ImplItemFn>> {
        let tokens = match body.map(|body| (self.compile)(signature, self.options, body)) {
            Some(Ok(tokens)) => tokens,
            refused => {
                if let Some(Err(error)) = refused {
                    errors.push_under(&signature.cfgs, error);
                }
                companion::placeholder(signature, self.options.order)
            }
        };
        let mut functions = in_trait(tokens, signature, body.is_some(), self.around)?;
        if self.of_objects {
            functions.extend(self.for_objects(signature, body, &functions)?);
        }
        Ok(functions)
    }

    /// Those that the table of an object's functions can hold.
    fn for_objects(
        &self,
        signature: &Signature,
        body: Option<&Block>,
        functions: &[ImplItemFn],
    ) -> syn::Result<Vec<ImplItemFn>> {
        let own = self.around.surroundings.self_ty().is_none();
        let of_objects = match (own, body) {
            // An object may be the receiver.
            (true, Some(body)) if self.around.has_objects => {
                let mut signature = signature.clone();
                signature.object = true;
                signature.params[0].varied = false;
                match (self.compile)(&signature, self.options, body) {
                    Ok(tokens) => in_trait(tokens, &signature, true, self.around)?,
                    Err(_) => Vec::new(),
                }
            }
            _ => functions.to_vec(),
        };
        let does = match own {
            true if self.around.has_objects => objects::Does::Itself,
            true => objects::Does::Nothing,
            false => objects::Does::PassOn,
        };
        let (name, count) = (&signature.companion, signature.params.len());
        let siblings = of_objects
            .iter()
            .filter_map(|derived| objects::sibling(derived, name, count, &signature.krate, does));
        Ok(siblings.collect())
    }
}

/// The functions that were made of a method, as a trait has them.
fn in_trait(
    tokens: TokenStream,
    signature: &Signature,
    has_body: bool,
    around: Around<'_>,
) -> syn::Result<Vec<ImplItemFn>> {
    let pullback = format!("{}_pullback", signature.companion);
    let krate = &signature.krate;
    let of_self = |shape: &Shape| words(shape.tangent(krate)).contains("Self");
    let inputs = signature.params.iter().filter(|param| param.varied);
    let output = signature.output.iter().map(|output| &output.shape);
    let varies = inputs.map(|param| &param.shape).chain(output).any(of_self);
    let mut functions = syn::parse2::<Functions>(tokens)?.0;
    functions.retain(|function| function.sig.ident != pullback);
    // What has no receiver is no object's, whose trait would be none for it.
    let all = signature
        .params
        .iter()
        .map(|param| param.ty.to_token_stream());
    let all = all.chain(signature.output.iter().map(|of| of.ty.to_token_stream()));
    let of_any_size = !signature.params.iter().any(|param| param.receiver)
        && !words(all.collect()).contains("Self");
    for function in &mut functions {
        function.vis = Visibility::Inherited;
        let clause = function.sig.generics.make_where_clause();
        if !of_any_size {
            clause
                .predicates
                .push(parse_quote!(Self: ::core::marker::Sized));
        }
        let itself = Ident::new("Self", Span::call_site());
        // Of an implementation it is known, and better known than by a bound.
        let of_trait = around.surroundings.self_ty().is_none();
        if varies && of_trait {
            let number = signature.type_params.scalars.contains(&itself);
            clause.predicates.push(match number {
                true => parse_quote!(Self: #krate::Real),
                false => parse_quote!(Self: #krate::Differentiable),
            });
        }
        // What is moved into the function, or changed by it, both sweeps need.
        let moved = match signature.params.first() {
            Some(of) if of.receiver && of.varied => match of.passing {
                Passing::Value => of_trait || !signature.type_params.types.is_empty(),
                Passing::Mut => of_trait && has_body,
                Passing::Shared => false,
            },
            _ => false,
        };
        if moved {
            let cloned = parse_quote!(Self: ::core::clone::Clone);
            clause.predicates.push(cloned);
        }
    }
    Ok(functions)
}

/// The generic parameters of a trait, what is said of the types that belong to it: `Self::Scalar: Float`, and what is
/// asked of those that have it.
fn with_associated(item: &ItemTrait) -> Generics {
    let mut generics = item.generics.clone();
    let (name, supertraits) = (&item.ident, &item.supertraits);
    let (_, arguments, _) = item.generics.split_for_impl();
    let clause = generics.make_where_clause();
    clause.predicates.push(match supertraits.is_empty() {
        true => parse_quote!(Self: #name #arguments),
        false => parse_quote!(Self: #name #arguments + #supertraits),
    });
    for member in &item.items {
        if let TraitItem::Type(ty) = member
            && !ty.bounds.is_empty()
        {
            let (name, bounds) = (&ty.ident, &ty.bounds);
            let clause = generics.make_where_clause();
            clause.predicates.push(parse_quote!(Self::#name: #bounds));
        }
    }
    generics
}

/// The same, with what only the implementations of the trait say: which of its type parameters are numbers.
fn with_numbers(mut generics: Generics, name: &Ident, options: &Options) -> Generics {
    let knowledge = Knowledge::at(Span::call_site());
    let krate = &options.krate;
    let said = TypeParams::of(&[&generics], knowledge.clone()).scalars;
    let known = knowledge.numbers_of_trait(&name.to_string());
    for (param, number) in known.unwrap_or_default() {
        if number && !said.contains(&param) {
            let clause = generics.make_where_clause();
            clause.predicates.push(parse_quote!(#param: #krate::Real));
        }
    }
    generics
}

/// Has the trait no siblings of a function that its implementation leaves out? Of a trait that is not seen nobody knows: rustc
/// says if it has none.
fn is_left_out(knowledge: &Knowledge, implemented: Option<&syn::Path>, function: &Ident) -> bool {
    let declared = implemented
        .and_then(|path| path.segments.last())
        .and_then(|of| knowledge.trait_function(&of.ident.to_string(), &function.to_string()));
    declared.is_some_and(|(_, declared)| declared.left_out)
}

fn is_itself(ty: &Type, param: &Ident) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(param))
}

/// The type parameters of an implementation that the trait does not know of: its methods have no bounds on them. What it
/// knows of a `V2<T>` says nothing of `T`, and of `type Scalar = T` rustc does not see what the trait asks of `Self::Scalar`.
fn unbounded(block: &ItemImpl) -> Vec<Ident> {
    let mut known: Vec<Type> = Vec::new();
    if let Some((path, _)) = &block.trait_
        && let Some(last) = path.segments.last()
    {
        known.extend(type_arguments(last).cloned());
    }
    // A number of which the trait is: its methods ask for `Self: Real`.
    if let Some((path, _)) = &block.trait_
        && let Some(last) = path.segments.last()
        && Knowledge::at(Span::call_site()).is_of_numbers(&last.ident.to_string())
    {
        known.push((*block.self_ty).clone());
    }
    known.extend(numbers_given(block));
    let params = block.generics.type_params().map(|param| &param.ident);
    params
        .filter(|param| !known.iter().any(|ty| is_itself(ty, param)))
        .cloned()
        .collect()
}

/// What an implementation gives for the numbers that belong to its trait: of those the trait's derivatives ask what they
/// need. A type that has one number, and is not seen to give another, gives that.
fn numbers_given(block: &ItemImpl) -> Vec<Type> {
    let given = || {
        let (path, _) = block.trait_.as_ref()?;
        let of_trait = path.segments.last()?.ident.to_string();
        let Type::Path(of) = &*block.self_ty else {
            return None;
        };
        let of = of.path.segments.last()?;
        let knowledge = Knowledge::at(Span::call_site());
        let params = TypeParams::of(&[&block.generics], knowledge.clone());
        let own = |name: &str| {
            block.items.iter().find_map(|item| match item {
                ImplItem::Type(ty) if ty.ident == name => Some(ty.ty.clone()),
                _ => None,
            })
        };
        let only = || match &params.scalars[..] {
            [only] => Some(parse_quote!(#only)),
            _ => None,
        };
        let argument = |name: &str| {
            let position = knowledge.given_argument(&of_trait, &of.ident.to_string(), name);
            position.map(|position| type_arguments(of).nth(position).cloned())
        };
        let names = knowledge.numbers_belonging_to(&of_trait);
        let types = names
            .iter()
            .filter_map(|name| own(name).or_else(|| argument(name).unwrap_or_else(only)));
        Some(types.collect())
    };
    given().unwrap_or_default()
}

/// The types that a trait is given and a method of it does not speak of: it has no bounds on them.
fn unmentioned(implemented: Option<&syn::Path>, method: &Ident) -> Vec<Ident> {
    let found = || {
        let last = implemented?.segments.last()?;
        let (knowledge, name) = (Knowledge::at(Span::call_site()), last.ident.to_string());
        let params = knowledge.numbers_of_trait(&name)?;
        let (_, method) = knowledge.trait_function(&name, &method.to_string())?;
        let mentioned = words(method.signature()?.to_token_stream());
        let given = type_arguments(last).zip(params).filter_map(|(ty, param)| {
            let (param, number) = param;
            let open = !number && !mentioned.contains(&param.to_string());
            match ty {
                Type::Path(path) if open => path.path.get_ident().cloned(),
                _ => None,
            }
        });
        Some(given.collect())
    };
    found().unwrap_or_default()
}

/// Refuses type parameters of which the derivatives would ask what the trait does not know, and goes on as if the user
/// had asked.
fn refuse_unbounded(
    block: &mut ItemImpl,
    unbounded: &[Ident],
    options: &Options,
    errors: &mut Refusals,
) {
    let params = TypeParams::of(&[&block.generics], Knowledge::at(Span::call_site()));
    for param in unbounded {
        let number = params.scalars.contains(param);
        let scalar = block
            .items
            .iter()
            .any(|item| matches!(item, ImplItem::Type(ty) if number && is_itself(&ty.ty, param)));
        let held = scalar || holds(&block.self_ty, param, &params.knowledge);
        if !held || !params.is_without_tangent(param) {
            continue;
        }
        errors.push(diagnose::unbounded_in_trait(param, number));
        let krate = &options.krate;
        let clause = block.generics.make_where_clause();
        clause.predicates.push(match number {
            true => parse_quote!(#param: #krate::Real),
            false => parse_quote!(#param: #krate::Differentiable),
        });
    }
}

/// Refuses a number in the place of a type parameter of which the trait does not know that it is one: its methods have
/// other bounds. Goes on as if the user had asked for what they would need.
fn refuse_unknown_numbers(block: &mut ItemImpl, options: &Options, errors: &mut Refusals) {
    let path = block.trait_.as_ref().map(|(path, _)| path.clone());
    let Some(last) = path.as_ref().and_then(|path| path.segments.last()) else {
        return;
    };
    let knowledge = Knowledge::at(Span::call_site());
    let params = TypeParams::of(&[&block.generics], knowledge.clone());
    let declared = knowledge.numbers_of_trait(&last.ident.to_string());
    for (ty, (param, number)) in type_arguments(last).zip(declared.unwrap_or_default()) {
        let given = params.scalars.iter().find(|param| is_itself(ty, param));
        if let (Some(given), false) = (given, number)
            && params.is_without_tangent(given)
        {
            let (of, krate) = (&last.ident, &options.krate);
            errors.push(diagnose::number_unknown_to_trait(given, of, &param));
            let clause = block.generics.make_where_clause();
            clause.predicates.push(parse_quote!(#given: #krate::Real));
        }
    }
}

/// An implementation of a trait that has no place for derivatives: the siblings are methods of the type itself.
fn beside_bare_trait(
    block: &ItemImpl,
    options: &Options,
    compile: Compile<'_>,
) -> syn::Result<TokenStream> {
    let mut own = block.clone();
    own.trait_ = None;
    own.items.retain(|item| matches!(item, ImplItem::Fn(_)));
    let mut associated = AssociatedTypes::of(block);
    for item in &mut own.items {
        associated.visit_impl_item_mut(item);
        if let ImplItem::Fn(function) = item {
            function.vis = parse_quote!(pub);
        }
    }
    let siblings = super::siblings_of_impl(&mut own, options, compile)?;
    let original = strip::strip(block.to_token_stream());
    Ok(quote!(#original #siblings))
}

/// A type that belongs to the trait, of which a method speaks and rustc would know no more than that it has a tangent: one
/// with type parameters of the implementation, `type Row = Vector<S>`, that is no number.
fn opaque_type(
    generics: &Generics,
    associated: &AssociatedTypes,
    implemented: Option<&syn::Path>,
    sig: &syn::Signature,
) -> Option<(Ident, Type)> {
    let of_trait = &implemented?.segments.last()?.ident;
    let knowledge = Knowledge::at(Span::call_site());
    let (_, method) = knowledge.trait_function(&of_trait.to_string(), &sig.ident.to_string())?;
    let mut spoken = Spoken {
        associated,
        found: Vec::new(),
    };
    let mut declared = method.signature()?;
    spoken.visit_signature_mut(&mut declared);
    let numbers = knowledge.numbers_belonging_to(&of_trait.to_string());
    let params: Vec<&Ident> = generics.type_params().map(|param| &param.ident).collect();
    spoken.found.into_iter().find(|(name, ty)| {
        let mentioned = words(ty.to_token_stream());
        let of_params = params
            .iter()
            .any(|param| mentioned.contains(&param.to_string()));
        let is_param = params.iter().any(|param| is_itself(ty, param));
        of_params && !is_param && !numbers.iter().any(|number| name == number)
    })
}

/// The types that belong to a trait and that a signature names.
struct Spoken<'a> {
    associated: &'a AssociatedTypes,
    found: Vec<(Ident, Type)>,
}

impl VisitMut for Spoken<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let (Some(known), Type::Path(path)) = (self.associated.named(ty), &*ty)
            && let Some(last) = path.path.segments.last()
        {
            self.found.push((last.ident.clone(), known.clone()));
        }
        visit_mut::visit_type_mut(self, ty);
    }
}
