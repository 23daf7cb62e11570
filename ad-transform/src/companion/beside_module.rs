//! The companion of a function that is imported beside the module that it is in, which has its name.
//!
//! `mod beta { pub fn beta(..) }` and `use beta::beta;`: a name stands for one type or module alone, and `beta` is the
//! module there, with the function's name beside it. So the functions of the companion are functions of the module, too:
//! `beta::grad` is found by who imports it and by who does not. The companion itself is in `beta::companion`, and out of
//! the way: what a module imports for itself alone, no import brings to others. Where the module is private and all of it
//! imported, `mod beta; pub use beta::*;`, its companion has another name there, `__beta`.

use super::{Companion, lints};
use crate::parse::knowledge;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{FnArg, GenericParam, ImplItem, ImplItemConst, ImplItemFn, Pat};

impl Companion<'_> {
    /// The companion's type, where an import of the function does not bring it.
    pub(super) fn out_of_module(&self, declared: TokenStream) -> TokenStream {
        if !self.signature.beside_module {
            return declared;
        }
        let (vis, cfgs) = (&self.signature.vis, &self.signature.cfgs);
        let companion = &self.signature.companion;
        let passed_on = format_ident!("{}", knowledge::passed_on(&companion.to_string()));
        let docs = format!("The companion of [`{companion}`](super::{companion}()).");
        quote! {
            #[doc = #docs]
            #(#cfgs)*
            #[allow(unreachable_pub)]
            #vis mod companion {
                #[allow(unused_imports)]
                use super::*;
                #declared
            }
            #[allow(unused_imports)]
            #(#cfgs)*
            use companion::#companion;
            #[doc(hidden)]
            #(#cfgs)*
            #[allow(unused_imports, unreachable_pub)]
            #vis use companion::#companion as #passed_on;
        }
    }

    /// The companion's functions as those of the module.
    pub(super) fn in_module(&self, functions: &[TokenStream]) -> TokenStream {
        if !self.signature.beside_module {
            return TokenStream::new();
        }
        let (lints, cfgs) = (lints::of_code(), &self.signature.cfgs);
        let companion = &self.signature.companion;
        let all = quote!(impl #companion { #(#functions)* });
        let Ok(all) = syn::parse2::<syn::ItemImpl>(all) else {
            unreachable!("the functions of a companion are those of an `impl`");
        };
        let items = all.items.into_iter().map(|item| {
            let item = match item {
                ImplItem::Fn(function) => forward(companion, function),
                ImplItem::Const(constant) => again(companion, &constant),
                item => item.into_token_stream(),
            };
            quote!(#lints #(#cfgs)* #item)
        });
        items.collect()
    }
}

/// A function that calls the companion's.
fn forward(companion: &Ident, function: ImplItemFn) -> TokenStream {
    let ImplItemFn {
        attrs,
        vis,
        mut sig,
        ..
    } = function;
    let mut names = Vec::new();
    for (i, input) in sig.inputs.iter_mut().enumerate() {
        let FnArg::Typed(input) = input else {
            continue;
        };
        let name = match &*input.pat {
            Pat::Ident(pat) => pat.ident.clone(),
            _ => format_ident!("argument_{i}"),
        };
        *input.pat = syn::parse_quote!(#name);
        names.push(name);
    }
    let arguments = sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(&param.ident),
        GenericParam::Const(param) => Some(&param.ident),
        GenericParam::Lifetime(_) => None,
    });
    let name = &sig.ident;
    quote! {
        #(#attrs)*
        #vis #sig {
            #companion::#name::<#(#arguments),*>(#(#names),*)
        }
    }
}

/// A constant that is the companion's.
fn again(companion: &Ident, constant: &ImplItemConst) -> TokenStream {
    let ImplItemConst {
        attrs,
        vis,
        ident,
        ty,
        ..
    } = constant;
    quote! {
        #(#attrs)*
        #vis const #ident: #ty = #companion::#ident;
    }
}
