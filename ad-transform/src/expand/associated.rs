//! Associated types of an annotated trait of which it does not say that they have a tangent: an iterator, say.
//!
//! The derivatives of a method that gives such a type ask for its tangent, `Self::Points: Differentiable`, which each
//! implementation has or has not. Another method of the trait that calls it cannot know, and is refused.

use crate::diagnose;
use crate::syntax::visit::{self, Visit};
use proc_macro2::Ident;
use syn::{
    Block, Expr, GenericArgument, ItemTrait, PathArguments, ReturnType, Signature, TraitItem, Type,
    TypeParamBound, TypePath,
};

/// Traits that say nothing of tangents.
const SILENT: [&str; 16] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Eq",
    "ExactSizeIterator",
    "FusedIterator",
    "Hash",
    "IntoIterator",
    "Iterator",
    "PartialEq",
    "Send",
    "Sized",
    "Sync",
    "Unpin",
];

/// The type of a trait's, `Self::Points<'_>`, of a lifetime without a name, that is a part of what a method gives: its derivatives
/// could not say of it that it has a tangent.
pub(super) fn for_a_while(sig: &Signature) -> Option<TypePath> {
    let ReturnType::Type(_, output) = &sig.output else {
        return None;
    };
    let of = associated(output, &|_| true)?;
    let last = of.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let unnamed = |argument: &GenericArgument| match argument {
        GenericArgument::Lifetime(lifetime) => lifetime.ident == "_",
        _ => false,
    };
    arguments.args.iter().any(unnamed).then_some(of)
}

/// The methods of a trait that give values of such types, each with the type.
pub(super) struct Unknown(Vec<(Ident, TypePath)>);

impl Unknown {
    /// Those that a trait declares.
    pub(super) fn of(item: &ItemTrait) -> Unknown {
        let types = item.items.iter().filter_map(|member| match member {
            TraitItem::Type(ty) => Some(ty),
            _ => None,
        });
        let silent = types.filter(|ty| ty.bounds.iter().all(is_silent));
        let silent: Vec<&Ident> = silent.map(|ty| &ty.ident).collect();
        let methods = item.items.iter().filter_map(|member| match member {
            TraitItem::Fn(method) => Some(&method.sig),
            _ => None,
        });
        let given = methods.filter_map(|sig| {
            let ReturnType::Type(_, output) = &sig.output else {
                return None;
            };
            let of = associated(output, &|name| silent.contains(&name))?;
            Some((sig.ident.clone(), of))
        });
        Unknown(given.collect())
    }

    /// The calls of such methods in the body of another that does not ask for the tangent itself, as it does of a type in its
    /// signature.
    pub(super) fn called_in(&self, sig: &Signature, body: &Block) -> Vec<syn::Error> {
        let mut calls = Calls {
            unknown: self,
            sig,
            errors: Vec::new(),
        };
        if !self.0.is_empty() {
            calls.visit_block(body);
        }
        calls.errors
    }
}

/// What is found in a body.
struct Calls<'a> {
    unknown: &'a Unknown,
    sig: &'a Signature,
    errors: Vec<syn::Error>,
}

impl Calls<'_> {
    fn called(&mut self, name: &Ident) {
        let Some((_, of)) = self.unknown.0.iter().find(|(method, _)| method == name) else {
            return;
        };
        let last = of.path.segments.last().map(|last| &last.ident);
        let is_same = |name: &Ident| Some(name) == last;
        let inputs = self.sig.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(input) => Some(&*input.ty),
            syn::FnArg::Receiver(_) => None,
        });
        let output = match &self.sig.output {
            ReturnType::Type(_, output) => Some(&**output),
            ReturnType::Default => None,
        };
        let asks = inputs
            .chain(output)
            .any(|ty| associated(ty, &is_same).is_some());
        if !asks {
            self.errors.push(diagnose::associated_without_tangent(
                name,
                of,
                &self.sig.ident,
            ));
        }
    }
}

impl<'ast> Visit<'ast> for Calls<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::MethodCall(call) if is_self(&call.receiver) => self.called(&call.method),
            Expr::Call(call) => {
                if let Expr::Path(path) = &*call.func
                    && let [of, name] = &path.path.segments.iter().collect::<Vec<_>>()[..]
                    && of.ident == "Self"
                {
                    self.called(&name.ident);
                }
            }
            _ => {}
        }
        visit::visit_expr(self, expr);
    }
}

fn is_self(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident("self"))
}

/// Does a bound of a type say nothing of its tangent?
fn is_silent(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => {
            let name = bound
                .path
                .segments
                .last()
                .map(|last| last.ident.to_string());
            name.is_some_and(|name| SILENT.contains(&name.as_str()))
        }
        TypeParamBound::Lifetime(_) => true,
        _ => false,
    }
}

/// The type of the trait's, `Self::Points`, that is a part of a type, if its name is one of these.
fn associated(ty: &Type, is_one: &dyn Fn(&Ident) -> bool) -> Option<TypePath> {
    struct Found<'a>(&'a dyn Fn(&Ident) -> bool, Option<TypePath>);
    impl<'ast> Visit<'ast> for Found<'_> {
        fn visit_type_path(&mut self, path: &'ast TypePath) {
            let segments: Vec<_> = path.path.segments.iter().collect();
            if let [of, name] = &segments[..]
                && of.ident == "Self"
                && (self.0)(&name.ident)
            {
                self.1 = Some(path.clone());
            }
            visit::visit_type_path(self, path);
        }
    }
    let mut found = Found(is_one, None);
    found.visit_type(ty);
    found.1
}
