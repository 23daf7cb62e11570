//! The siblings by which methods of trait objects are differentiated: `dyn Shape` has those of which an object can have
//! a table, with options for slots and nothing for the receiver, whose tangent has no type there.
//!
//! An implementation passes on to its own siblings. A method with a body in the trait has its derivative there once
//! more, of which the receiver is taken for an object, for it may be one.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{
    FnArg, GenericArgument, GenericParam, Generics, ImplItemFn, ItemTrait, Pat, PathArguments,
    ReceiverKind, ReturnType, TraitItem, Type, TypeParamBound, WherePredicate, parse_quote,
};

/// Can the method be called on an object, as far as its signature says?
pub(super) fn is_of_objects(sig: &syn::Signature) -> bool {
    let by_reference = sig.receiver().is_some_and(
        |receiver| matches!(&receiver.kind, ReceiverKind::Reference(_, _, mutable) if mutable.is_none()),
    );
    by_reference && is_of_one_type(sig) && sig.generics.where_clause.is_none()
}

/// Does a method have no types but those that a table can be made for?
fn is_of_one_type(sig: &syn::Signature) -> bool {
    let only_lifetimes = |param: &GenericParam| matches!(param, GenericParam::Lifetime(_));
    let named = sig.inputs.iter().all(|input| match input {
        FnArg::Receiver(_) => true,
        FnArg::Typed(typed) => !is_of_self(typed.ty.to_token_stream()),
    });
    let output = match &sig.output {
        ReturnType::Default => true,
        ReturnType::Type(_, ty) => !is_of_self(ty.to_token_stream()),
    };
    sig.generics.params.iter().all(only_lifetimes) && named && output
}

/// Can there be objects of a trait?
pub(super) fn has_objects(item: &ItemTrait) -> bool {
    let is_sized = |bound: &TypeParamBound| matches!(bound, TypeParamBound::Trait(bound) if bound.path.is_ident("Sized"));
    let asks_sized = |generics: &Generics| {
        let predicates = generics
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates);
        predicates.into_iter().any(|predicate| match predicate {
            WherePredicate::Type(predicate) => {
                matches!(&predicate.bounded_ty, Type::Path(path) if path.path.is_ident("Self"))
                    && predicate.bounds.iter().any(is_sized)
            }
            _ => false,
        })
    };
    let in_table = |member: &TraitItem| match member {
        TraitItem::Fn(function) => {
            let sig = &function.sig;
            asks_sized(&sig.generics) || sig.receiver().is_some() && is_of_one_type(sig)
        }
        _ => true,
    };
    !item.supertraits.iter().any(is_sized)
        && !asks_sized(&item.generics)
        && item.items.iter().all(in_table)
}

/// Is there an `impl Trait`, or `Self` for more than the types that belong to it?
fn is_of_self(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match token {
            TokenTree::Ident(word) if word == "Self" => {
                !matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == ':')
            }
            TokenTree::Ident(word) => word == "impl",
            TokenTree::Group(group) => is_of_self(group.stream()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        };
        if found {
            return true;
        }
    }
    false
}

/// What the sibling of an object does.
#[derive(Clone, Copy)]
pub(super) enum Does {
    /// What the implementation's own sibling does.
    PassOn,
    /// What stands in it.
    Itself,
    /// Nothing, since it is in a trait of which there are no objects.
    Nothing,
}

/// The sibling for objects of one that was derived, if there is one for it. `primal` is the number of parameters of
/// the method itself.
pub(super) fn sibling(
    derived: &ImplItemFn,
    method: &Ident,
    primal: usize,
    krate: &syn::Path,
    does: Does,
) -> Option<ImplItemFn> {
    let reverse = derived.sig.ident == format_ident!("__{method}_vjp");
    if !reverse && derived.sig.ident != format_ident!("__{method}_jvp") {
        return None;
    }
    // Of the receiver's own slot nothing is wanted.
    let receiver = if reverse { primal + 1 } else { primal };
    let mut function = derived.clone();
    function.sig.ident = format_ident!("{}_dyn", derived.sig.ident);
    let mut arguments = Vec::new();
    let mut wrapped = TokenStream::new();
    for (i, input) in function.sig.inputs.iter_mut().enumerate() {
        let FnArg::Typed(typed) = input else {
            arguments.push(quote!(self));
            continue;
        };
        let name = Ident::new(&format!("argument_{i}"), Span::call_site());
        let (slot, ty) = match slot(&typed.ty)? {
            Slot::None => (false, (*typed.ty).clone()),
            Slot::Of { .. } | Slot::Nothing if i == receiver => (true, nothing(reverse)),
            Slot::Nothing => (true, nothing(reverse)),
            Slot::Of { ty, mutable } => {
                let mutable = mutable.then(|| quote!(mut));
                (true, parse_quote!(::core::option::Option<&#mutable #ty>))
            }
        };
        let pattern = std::mem::replace(&mut *typed.pat, parse_quote!(#name));
        arguments.push(match (&*typed.ty, i == receiver) {
            (ty, true) if !matches!(self::slot(ty), Some(Slot::Nothing)) => match reverse {
                true => quote!(#krate::__private::Sink),
                false => quote!(#krate::__private::NoTangent),
            },
            _ => quote!(#name),
        });
        if !matches!(pattern, Pat::Wild(_)) {
            wrapped.extend(match slot {
                true => quote!(let #pattern = #krate::__private::Passed(#name);),
                false => quote!(let #pattern = #name;),
            });
        }
        *typed.ty = ty;
    }
    function.block = match does {
        Does::PassOn => {
            let derived = &derived.sig.ident;
            parse_quote!({ Self::#derived(#(#arguments),*) })
        }
        Does::Nothing => {
            parse_quote!({ ::core::unreachable!("there are no objects of this trait") })
        }
        Does::Itself => {
            let block = &function.block;
            parse_quote!({ #wrapped #block })
        }
    };
    if let Some(clause) = &mut function.sig.generics.where_clause {
        let kept = clause.predicates.iter().filter(|predicate| {
            let text = predicate.to_token_stream().to_string();
            !text.starts_with("Self : ")
        });
        clause.predicates = kept.cloned().collect();
    }
    Some(function)
}

enum Slot {
    /// It is none.
    None,
    /// Of something that does not vary.
    Nothing,
    Of {
        ty: Type,
        mutable: bool,
    },
}

fn nothing(reverse: bool) -> Type {
    match reverse {
        true => parse_quote!(::core::option::Option<&mut ()>),
        false => parse_quote!(::core::option::Option<&()>),
    }
}

/// What slot a type is of; `None` for one that an object's method cannot have.
fn slot(ty: &Type) -> Option<Slot> {
    let Type::ImplTrait(ty) = ty else {
        return Some(Slot::None);
    };
    let Some(TypeParamBound::Trait(bound)) = ty.bounds.first() else {
        return None;
    };
    let last = bound.path.segments.last()?;
    let of = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(ty)) => Some(ty.clone()),
            _ => None,
        },
        _ => None,
    };
    match (last.ident.to_string().as_str(), of) {
        ("CotangentSlot", Some(ty)) => Some(Slot::Of { ty, mutable: true }),
        ("TangentSlot", Some(ty)) => Some(Slot::Of { ty, mutable: false }),
        ("Sized", None) => Some(Slot::Nothing),
        _ => None,
    }
}
