//! What things are called in the companion.

use crate::ir::Mode;
use crate::parse::{Param, Placement, Share, Signature};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::GenericParam;
use syn::ext::IdentExt;

/// The names that stand for tangents and cotangents, unlike any of the user's parameters.
pub(super) struct Names {
    /// The cotangent of each parameter, `x_bar`.
    pub bars: Vec<Ident>,
    /// The tangent of each parameter, `x_dot`.
    pub dots: Vec<Ident>,
    /// The tangent of each cotangent, `x_bar_dot`.
    pub bar_dots: Vec<Ident>,
    /// The cotangent of the result.
    pub cotangent: Ident,
    /// The result.
    pub value: Ident,
    /// The result's tangent.
    pub value_dot: Ident,
}

impl Names {
    pub(super) fn of(signature: &Signature) -> Names {
        let mut taken = Vec::new();
        let mut named = |suffix: &str| {
            let mut unlike_others = |param: &Param| {
                let mut name = signature.fresh(&format!("{}_{suffix}", param.name.unraw()));
                while taken.contains(&name) {
                    name = signature.fresh(&format!("{name}_"));
                }
                taken.push(name.clone());
                name
            };
            signature.params.iter().map(&mut unlike_others).collect()
        };
        Names {
            bars: named("bar"),
            dots: named("dot"),
            bar_dots: named("bar_dot"),
            cotangent: signature.fresh("cotangent"),
            value: signature.fresh("value"),
            value_dot: signature.fresh("value_dot"),
        }
    }
}

/// `grad`, or of a method `loss_grad`.
pub(super) fn public(signature: &Signature, name: &str) -> Ident {
    match signature.placement {
        Placement::Item => Ident::new(name, Span::call_site()),
        Placement::Method => {
            format_ident!("{}_{name}", signature.companion, span = Span::call_site())
        }
    }
}

/// `__vjp_jvp`, or of a method `__loss_vjp_jvp`.
pub(super) fn hidden(signature: &Signature, modes: &[Mode]) -> Ident {
    let mut name = String::from("__");
    let in_protocol = matches!(modes, [_]);
    if signature.share == Share::Public && in_protocol {
        name.push_str("fixed_");
    }
    if signature.placement == Placement::Method {
        name.push_str(&signature.companion.unraw().to_string());
        name.push('_');
    }
    let modes: Vec<&str> = modes
        .iter()
        .map(|mode| match mode {
            Mode::Jvp => "jvp",
            Mode::Vjp => "vjp",
            Mode::Lanes => "lanes",
        })
        .collect();
    name.push_str(&modes.join("_"));
    Ident::new(&name, Span::call_site())
}

/// `__adjoint`, or of a method `__loss_adjoint`: what the companions of other functions call.
pub(super) fn called(signature: &Signature, name: &str) -> Ident {
    match signature.placement {
        Placement::Item => format_ident!("__{name}", span = Span::call_site()),
        Placement::Method => {
            let function = signature.companion.unraw();
            format_ident!("__{function}_{name}", span = Span::call_site())
        }
    }
}

/// The name of the number of pairs of directions, unlike any that the user has given.
pub(crate) fn count(signature: &Signature) -> Ident {
    let mut name = signature.fresh("__PAIRS");
    let is_taken = |name: &Ident| {
        let mut params = signature.generics.params.iter();
        params.any(|param| match param {
            GenericParam::Type(param) => param.ident == *name,
            GenericParam::Const(param) => param.ident == *name,
            GenericParam::Lifetime(_) => false,
        })
    };
    while is_taken(&name) {
        name = signature.fresh(&format!("{name}_"));
    }
    name
}

/// Nothing, the one, or a tuple.
pub(super) fn tuple(parts: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let parts: Vec<TokenStream> = parts.into_iter().collect();
    match parts.as_slice() {
        [one] => one.clone(),
        parts => quote!((#(#parts),*)),
    }
}
