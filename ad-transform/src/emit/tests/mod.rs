//! Functions built by hand: their text, and that the text compiles and runs.

mod runs;
mod samples;
mod text;

use super::{EmitContext, emit};
use crate::ir::verify::verify;
use crate::ir::{Access, BaseKind, Function, Output, ParamKind, Type};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The type as Rust, with vectors in full.
fn rust(ty: &Type) -> TokenStream {
    match ty {
        Type::Vec(t) => {
            let t = rust(t);
            quote!(::ad::__private::Vec<#t>)
        }
        Type::Slice(t) => {
            let t = rust(t);
            quote!([#t])
        }
        ty => ty.to_string().parse().expect("a type"),
    }
}

/// The type of what a parameter refers to.
fn buffer(ty: &Type) -> TokenStream {
    match ty {
        Type::Vec(t) => rust(&Type::Slice(t.clone())),
        ty => rust(ty),
    }
}

fn output_ty(f: &Function, output: &Output) -> Type {
    match output {
        Output::Unit => Type::Unit,
        Output::Atom(a) => f.atom_ty(a).clone(),
        Output::Place(p) => match f.place_ty(p) {
            Type::Slice(t) => Type::Vec(t),
            ty => ty,
        },
        Output::Tuple(parts) => Type::Tuple(parts.iter().map(|part| output_ty(f, part)).collect()),
    }
}

/// A whole function.
fn item(f: &Function, name: &str) -> TokenStream {
    if let Err(message) = verify(f) {
        panic!("{message}");
    }
    let emitted = emit(f, &EmitContext::default());
    let name = format_ident!("{name}");
    let params = f
        .params
        .iter()
        .zip(&emitted.patterns)
        .map(|(param, pattern)| match &param.kind {
            ParamKind::Value(v) => {
                let ty = rust(f.ty(*v));
                quote!(#pattern: #ty)
            }
            ParamKind::Base(b) => {
                let data = &f.bases[b.index()];
                let (ty, buffer) = (rust(&data.ty), buffer(&data.ty));
                match data.kind {
                    BaseKind::Param(Access::Shared) => quote!(#pattern: &#ty),
                    BaseKind::Param(Access::Mut) => quote!(#pattern: &mut #ty),
                    BaseKind::Param(Access::CotangentSlot) => {
                        quote!(#pattern: impl ::ad::__private::CotangentSlot<#buffer>)
                    }
                    BaseKind::Param(Access::TangentSlot) => {
                        quote!(#pattern: impl ::ad::__private::TangentSlot<#buffer>)
                    }
                    _ => quote!(#pattern: #ty),
                }
            }
            ParamKind::Opaque(_) | ParamKind::Function(_) => quote!(#pattern: impl Fn(f64) -> f64),
            ParamKind::Ignored => quote!(_: impl Sized),
        });
    let output = rust(&output_ty(f, &f.output));
    let block = emitted.block;
    quote!(pub fn #name(#(#params),*) -> #output #block)
}

/// The text of a function, formatted.
fn text(f: &Function) -> String {
    let item = item(f, &f.name);
    let file = syn::parse2(item.clone()).unwrap_or_else(|error| panic!("{error}: {item}"));
    prettyplease::unparse(&file)
}
