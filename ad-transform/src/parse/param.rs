//! Parameters: how each is passed, whether it can carry a derivative, and what it is called.

use super::lifetimes::with_elided_named;
use super::read::Reading;
use super::{FunctionType, Shape, TypeParams};
use crate::diagnose;
use crate::syntax::visit::Visit;
use proc_macro2::{Ident, Span};
use quote::{ToTokens, format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, FnArg, Lifetime, Pat, PatIdent, PatType, Receiver, ReceiverKind, Token, Type,
    parse_quote,
};

/// How a parameter is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// By value.
    Value,
    /// `&P`
    Shared,
    /// `&mut P`
    Mut,
}

/// A parameter.
#[derive(Clone)]
pub struct Param {
    /// Its pattern, as written; a receiver's is `self`.
    pub pat: Pat,
    /// A name for it: the pattern's, where it is only a name.
    pub name: Ident,
    /// Its type, as written; a receiver's is `Self`, `&Self` or `&mut Self`.
    pub ty: Type,
    /// The name that the lifetimes elided in its type were given, if they had to be.
    pub lifetime: Option<Lifetime>,
    /// How it is passed.
    pub passing: Passing,
    /// What is passed, without the reference.
    pub shape: Shape,
    /// Is it a receiver?
    pub receiver: bool,
    /// Is the function differentiated by it?
    pub varied: bool,
    /// Does the user say that it is not?
    pub excluded: bool,
    /// Is it a function?
    pub is_function: bool,
    /// Its signature, if it is a function whose derivatives can be followed.
    pub function: Option<FunctionType>,
    /// Are they?
    pub followed: bool,
    /// As what the user's function reads what it takes, if derivatives take that.
    pub reading: Option<Reading>,
}

impl Param {
    /// Does its pattern bind this name?
    #[must_use]
    pub fn binds(&self, name: &Ident) -> bool {
        bindings(&self.pat).contains(name)
    }

    /// An argument as the user's function takes it, which may be an iterator.
    #[must_use]
    pub fn as_taken(&self, argument: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
        match (&self.reading, self.passing) {
            (Some(Reading::Items), Passing::Shared) => quote!((#argument).iter()),
            (Some(Reading::Items), _) => quote!(#argument.into_iter()),
            _ => argument,
        }
    }

    /// The parameter as it stands in another signature: a plain name and the type.
    #[must_use]
    pub fn declaration(&self) -> proc_macro2::TokenStream {
        let (name, ty) = (&self.name, &self.ty);
        match (self.receiver, ty) {
            (false, _) => quote!(#name: #ty),
            (true, Type::Reference(reference)) => {
                let (lifetime, mutability) = (&reference.lifetime, &reference.mutability);
                quote!(&#lifetime #mutability #name)
            }
            (true, _) => quote!(#name),
        }
    }
}

/// The pattern that is only a name.
#[must_use]
pub fn plain(name: &Ident) -> Pat {
    Pat::Ident(PatIdent {
        attrs: Vec::new(),
        by_ref: None,
        mutability: None,
        ident: name.clone(),
        subpat: None,
    })
}

/// Reads all parameters.
pub(super) fn params(
    inputs: &Punctuated<FnArg, Token![,]>,
    type_params: &TypeParams,
    errors: &mut diagnose::Errors,
) -> Vec<Param> {
    let mut params: Vec<Param> = Vec::new();
    for (i, input) in inputs.iter().enumerate() {
        let param = match input {
            FnArg::Receiver(receiver) => receiver_param(receiver, type_params, errors),
            FnArg::Typed(typed) => typed_param(typed, i, type_params, errors),
        };
        if let Some(mut param) = param {
            while params.iter().any(|other| other.name == param.name) {
                param.name = format_ident!("{}_", param.name);
            }
            params.push(param);
        }
    }
    params
}

fn receiver_param(
    receiver: &Receiver,
    type_params: &TypeParams,
    errors: &mut diagnose::Errors,
) -> Option<Param> {
    refuse_cfg(&receiver.attrs, errors);
    let self_token = receiver.self_token;
    let ty: Type = match &receiver.kind {
        ReceiverKind::Value => parse_quote!(Self),
        ReceiverKind::Reference(and, lifetime, mutability) => {
            parse_quote!(#and #lifetime #mutability Self)
        }
        ReceiverKind::Typed(_, ty) => (**ty).clone(),
        _ => {
            errors.push(diagnose::typed_receiver(receiver));
            return None;
        }
    };
    let (passing, inner) = passed(&ty);
    if inner.to_token_stream().to_string() != "Self" {
        errors.push(diagnose::typed_receiver(receiver));
        return None;
    }
    let name = Ident::new("self", self_token.span);
    Some(Param {
        pat: plain(&name),
        name,
        passing,
        shape: Shape::of(inner, type_params)
            .unwrap_or_else(|_| Shape::Named(Box::new(inner.clone()))),
        varied: !is_no_diff(&receiver.attrs),
        excluded: is_no_diff(&receiver.attrs),
        receiver: true,
        lifetime: None,
        function: None,
        followed: false,
        reading: None,
        is_function: false,
        ty,
    })
}

fn typed_param(
    typed: &PatType,
    index: usize,
    type_params: &TypeParams,
    errors: &mut diagnose::Errors,
) -> Option<Param> {
    refuse_cfg(&typed.attrs, errors);
    let no_diff = is_no_diff(&typed.attrs);
    let mut ty = (*typed.ty).clone();
    let (passing, inner) = passed(&ty);
    let mut shape = match Shape::of(inner, type_params) {
        Ok(shape) => shape,
        Err(_) if no_diff => Shape::Inert(super::Inert::Opaque),
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    // The tangent of such a type is named after it, in places where nothing may be elided.
    let mut lifetime = None;
    let name = format!("'ad{index}");
    if shape.has_named()
        && let Some(named) = with_elided_named(inner, &name)
    {
        shape = Shape::of(&named, type_params).unwrap_or(shape);
        match &mut ty {
            Type::Reference(reference) => *reference.elem = named,
            ty => *ty = named,
        }
        lifetime = Some(Lifetime::new(&name, Span::call_site()));
    }
    let is_function = FunctionType::is(&ty, type_params);
    let function = FunctionType::of(&ty, type_params).filter(|_| !no_diff);
    let bound = bindings(&typed.pat);
    let name = match (&*typed.pat, bound.as_slice()) {
        (Pat::Ident(ident), [_]) => ident.ident.clone(),
        (_, []) => format_ident!("arg{index}"),
        (_, names) => {
            let joined = names
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("_");
            format_ident!("{joined}")
        }
    };
    Some(Param {
        pat: (*typed.pat).clone(),
        name,
        ty,
        lifetime,
        passing,
        varied: !no_diff && !shape.is_inert() && !shape.is_object(),
        excluded: no_diff,
        shape,
        receiver: false,
        is_function,
        followed: false,
        reading: None,
        function,
    })
}

/// Leaves only those varied that `wrt(..)` names.
pub(super) fn select(params: &mut [Param], wrt: Option<&[Ident]>, errors: &mut diagnose::Errors) {
    let Some(wrt) = wrt else { return };
    let known: Vec<String> = params.iter().map(|param| param.name.to_string()).collect();
    for name in wrt {
        match params.iter().find(|param| param.name == *name) {
            None => errors.push(diagnose::no_such_parameter(name, &known)),
            Some(param) if param.shape.is_inert() || param.shape.is_object() => {
                errors.push(diagnose::inert_parameter(name, &param.ty))
            }
            Some(_) => {}
        }
    }
    for param in params {
        param.excluded |= !wrt.contains(&param.name);
        param.varied =
            wrt.contains(&param.name) && !param.shape.is_inert() && !param.shape.is_object();
    }
}

/// Takes off the outermost reference.
fn passed(ty: &Type) -> (Passing, &Type) {
    match ty {
        Type::Reference(reference) if reference.mutability.is_some() => {
            (Passing::Mut, &reference.elem)
        }
        Type::Reference(reference) => (Passing::Shared, &reference.elem),
        Type::Paren(paren) => passed(&paren.elem),
        Type::Group(group) => passed(&group.elem),
        _ => (Passing::Value, ty),
    }
}

/// The names that a pattern binds.
fn bindings(pat: &Pat) -> Vec<Ident> {
    struct Names(Vec<Ident>);
    impl<'ast> Visit<'ast> for Names {
        fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
            self.0.push(pat.ident.clone());
            crate::syntax::visit::visit_pat_ident(self, pat);
        }
    }
    let mut names = Names(Vec::new());
    names.visit_pat(pat);
    names.0
}

fn is_no_diff(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident("no_diff"))
}

fn refuse_cfg(attrs: &[Attribute], errors: &mut diagnose::Errors) {
    for attr in attrs {
        if attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr") {
            errors.push(diagnose::parameter_cfg(attr));
        }
    }
}
