//! `impl Trait` in argument position: a type parameter that has no name gets one in the derived functions.

use super::type_params::{FUNCTION_BOUNDS, becomes_float, bounded_by};
use crate::syntax::visit_mut::{self, VisitMut};
use proc_macro2::Ident;
use quote::format_ident;
use syn::{FnArg, GenericParam, Type, TypeImplTrait, TypeParam, parse_quote};

/// Traits of the standard library, by which a value is read that is of another type than it says: what varies is not
/// the value, but what it is made into.
const READ_THROUGH: [&str; 13] = [
    "AsMut",
    "AsRef",
    "Borrow",
    "BorrowMut",
    "Deref",
    "DerefMut",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "Index",
    "Into",
    "IntoIterator",
    "Iterator",
    "TryInto",
];

/// The signature with type parameters for `impl Trait`, and their names. Functions stay as they are, and so does what
/// is marked `#[no_diff]`: neither has a tangent whose type would have to be named.
pub(super) fn named(sig: &syn::Signature) -> (syn::Signature, Vec<Ident>) {
    let mut sig = sig.clone();
    let mut params = Params(Vec::new());
    for input in &mut sig.inputs {
        let FnArg::Typed(typed) = input else { continue };
        let left_out = typed
            .attrs
            .iter()
            .any(|attr| attr.path().is_ident("no_diff"));
        if !left_out {
            params.visit_type_mut(&mut typed.ty);
        }
    }
    let names = params.0.iter().map(|param| param.ident.clone()).collect();
    if !params.0.is_empty() {
        let generics = &mut sig.generics;
        generics
            .params
            .extend(params.0.into_iter().map(GenericParam::Type));
        generics.lt_token.get_or_insert_default();
        generics.gt_token.get_or_insert_default();
    }
    (sig, names)
}

struct Params(Vec<TypeParam>);

impl VisitMut for Params {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty {
            Type::ImplTrait(imp) if has_name(imp) => {
                let (name, bounds) = (format_ident!("Impl{}", self.0.len()), &imp.bounds);
                self.0.push(parse_quote!(#name: #bounds));
                *ty = parse_quote!(#name);
            }
            Type::ImplTrait(_) => {}
            ty => visit_mut::visit_type_mut(self, ty),
        }
    }
}

fn has_name(imp: &TypeImplTrait) -> bool {
    becomes_float(&imp.bounds)
        || !bounded_by(&imp.bounds, &FUNCTION_BOUNDS) && !bounded_by(&imp.bounds, &READ_THROUGH)
}
