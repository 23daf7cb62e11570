//! Lifetimes in types: what is elided in one signature has to be named in another.

use super::{Knowledge, Param};
use crate::syntax::visit::{self, Visit};
use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::Span;
use syn::{
    FnArg, GenericArgument, Lifetime, ParenthesizedGenericArguments, PathArguments, Signature,
    Type, TypeFnPtr, TypePath, TypeReference,
};

/// The type with every lifetime but `'static` replaced, the elided ones included.
#[must_use]
pub fn with_lifetime(ty: &Type, lifetime: &str) -> Type {
    replaced(ty, lifetime, |name| name != "static").0
}

/// The type with every elided lifetime named, if there was one.
#[must_use]
pub fn with_elided_named(ty: &Type, lifetime: &str) -> Option<Type> {
    let (ty, found) = replaced(ty, lifetime, |name| name == "_");
    found.then_some(ty)
}

/// Is the type one for each of several lifetimes?
#[must_use]
pub fn has_lifetime(ty: &Type) -> bool {
    replaced(ty, "'_", |name| name != "static").1
}

/// Is a lifetime of the type one of the other's as well, or one that is elided?
#[must_use]
pub fn share_lifetime(ty: &Type, other: &Type) -> bool {
    struct Named(Vec<Lifetime>);
    impl<'ast> Visit<'ast> for Named {
        fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
            self.0.push(lifetime.clone());
        }
    }
    let mut named = [Named(Vec::new()), Named(Vec::new())];
    named[0].visit_type(ty);
    named[1].visit_type(other);
    with_elided_named(ty, "'_").is_some()
        || named[0]
            .0
            .iter()
            .any(|lifetime| named[1].0.contains(lifetime))
}

/// Names the lifetimes that are elided in a result, which are those of the receiver or of the one parameter that has
/// one: beside further parameters they could not be elided any more.
pub fn name_elided_result(ty: &mut Type, params: &mut [Param]) {
    let by_receiver = params
        .first()
        .is_some_and(|param| param.receiver && matches!(param.ty, Type::Reference(_)));
    if by_receiver {
        return;
    }
    let Some((i, param)) = params
        .iter_mut()
        .enumerate()
        .find(|(_, param)| has_lifetime(&param.ty))
    else {
        return;
    };
    let name = format!("'ad{i}");
    let lifetime = match with_elided_named(&param.ty, &name) {
        Some(named) => {
            param.ty = named;
            param.lifetime = Some(Lifetime::new(&name, Span::call_site()));
            name
        }
        None => first_lifetime(&param.ty).unwrap_or(name),
    };
    if let Some(named) = with_elided_named(ty, &lifetime) {
        *ty = named;
    }
}

/// Writes the lifetimes that types have and a signature does not show: `View<'_, f64>` for `View<f64>`.
pub fn write_hidden(sig: &mut Signature, knowledge: &Knowledge) {
    struct Hidden<'a>(&'a Knowledge);
    impl VisitMut for Hidden<'_> {
        fn visit_type_path_mut(&mut self, ty: &mut TypePath) {
            visit_mut::visit_type_path_mut(self, ty);
            let count = match &ty.qself {
                None => self.0.lifetimes(&ty.path),
                Some(_) => 0,
            };
            let Some(last) = ty.path.segments.last_mut().filter(|_| count > 0) else {
                return;
            };
            let of = match &last.arguments {
                PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
                _ => None,
            };
            let mut of = of.into_iter().flatten();
            if !of
                .clone()
                .any(|of| matches!(of, GenericArgument::Lifetime(_)))
            {
                let elided = std::iter::repeat_n(Lifetime::new("'_", Span::call_site()), count);
                let (elided, of) = (elided.map(GenericArgument::Lifetime), of.by_ref().cloned());
                let arguments = elided.chain(of);
                last.arguments =
                    PathArguments::AngleBracketed(syn::parse_quote!(<#(#arguments),*>));
            }
        }
    }
    let mut hidden = Hidden(knowledge);
    for input in &mut sig.inputs {
        if let FnArg::Typed(typed) = input {
            hidden.visit_type_mut(&mut typed.ty);
        }
    }
    hidden.visit_return_type_mut(&mut sig.output);
}

fn first_lifetime(ty: &Type) -> Option<String> {
    struct First(Option<String>);
    impl<'ast> Visit<'ast> for First {
        fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
            self.0.get_or_insert_with(|| lifetime.to_string());
        }
    }
    let mut first = First(None);
    first.visit_type(ty);
    first.0
}

/// Is there a `&mut` in the type?
#[must_use]
pub fn has_mutable_reference(ty: &Type) -> bool {
    struct Mutable(bool);
    impl<'ast> Visit<'ast> for Mutable {
        fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
            self.0 |= reference.mutability.is_some();
            visit::visit_type_reference(self, reference);
        }
    }
    let mut mutable = Mutable(false);
    mutable.visit_type(ty);
    mutable.0
}

/// Replaces lifetimes by name, and those of references without one.
fn replaced(ty: &Type, lifetime: &str, which: fn(&str) -> bool) -> (Type, bool) {
    let mut ty = ty.clone();
    let mut lifetimes = Lifetimes {
        to: Lifetime::new(lifetime, Span::call_site()),
        which,
        found: false,
    };
    lifetimes.visit_type_mut(&mut ty);
    (ty, lifetimes.found)
}

struct Lifetimes {
    to: Lifetime,
    which: fn(&str) -> bool,
    found: bool,
}

impl VisitMut for Lifetimes {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if (self.which)(&lifetime.ident.to_string()) {
            *lifetime = self.to.clone();
            self.found = true;
        }
    }

    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        if reference.lifetime.is_none() {
            reference.lifetime = Some(self.to.clone());
            self.found = true;
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    // The lifetimes of a function's arguments are its own.
    fn visit_type_fn_ptr_mut(&mut self, _: &mut TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut ParenthesizedGenericArguments) {
    }
}
