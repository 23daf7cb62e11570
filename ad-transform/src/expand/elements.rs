//! Annotated implementations of `Index` and `IndexMut`: beside them, where an element is in a value and in its tangent.

use crate::diagnose;
use crate::parse::{IndexImpl, Knowledge, Options, Shape, TypeParams, strip};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ItemImpl;

/// The traits of the runtime, implemented for the type.
pub(super) fn annotated_index(block: &ItemImpl, options: &Options) -> syn::Result<TokenStream> {
    super::refuse_options(options)?;
    let original = strip::strip(block.to_token_stream());
    let implemented = implemented(block, options)?;
    Ok(quote!(#original #implemented))
}

fn implemented(block: &ItemImpl, options: &Options) -> syn::Result<TokenStream> {
    let Some((index, function)) =
        IndexImpl::of(block).and_then(|index| index.function().map(|f| (index, f)))
    else {
        return Ok(TokenStream::new());
    };
    let Some(parameter) = index.parameter() else {
        return Ok(TokenStream::new());
    };
    let ways = index.ways(function)?;
    let (krate, ty, of) = (&options.krate, &block.self_ty, index.index);
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    let cfgs: Vec<_> = block
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"))
        .collect();
    let lints = quote!(#[allow(unused, clippy::all, clippy::pedantic, clippy::nursery)]);
    let (this, of_tangent, at) = (
        format_ident!("self"),
        format_ident!("__tangent"),
        format_ident!("__at"),
    );
    let digest = ways.digest;
    if index.mutable {
        let place = ways.place(&this, &at, true);
        let same = format!(
            "`index_mut` of `{}` must go to the same places as `index`, in the same words",
            ty.to_token_stream()
        );
        let check = block.generics.params.is_empty().then(|| {
            quote! {
                #(#cfgs)*
                const _: () = ::core::assert!(
                    <#ty as #krate::__private::Elements<#of>>::WAYS == #digest,
                    #same
                );
            }
        });
        return Ok(quote! {
            #check
            #(#cfgs)*
            #[automatically_derived]
            #lints
            impl #impl_generics #krate::__private::ElementsMut<#of> for #ty #where_clause {
                #[inline]
                fn element_mut(&mut self, #at: <Self as #krate::__private::Elements<#of>>::At) -> &mut Self::Element {
                    const { ::core::assert!(<Self as #krate::__private::Elements<#of>>::WAYS == #digest, #same) }
                    #place
                }
            }
        });
    }
    let output = index
        .output()
        .ok_or_else(|| diagnose::not_a_function(&function.sig))?;
    let params = TypeParams::of(&[&block.generics], Knowledge::at(Span::call_site()));
    let shape = Shape::of(output, &params)?;
    if shape.is_inert() {
        return Err(diagnose::inert_elements(output));
    }
    let tangent = shape.in_place(krate);
    let (body, length) = (&ways.at, ways.length);
    let place = ways.place(&this, &at, false);
    let part = ways.place(&of_tangent, &at, false);
    let part_mut = ways.place(&of_tangent, &at, true);
    Ok(quote! {
        #(#cfgs)*
        #[automatically_derived]
        #lints
        impl #impl_generics #krate::__private::Elements<#of> for #ty #where_clause {
            type Element = #output;
            type ElementTangent = #tangent;
            type At = [usize; #length];
            const WAYS: u64 = #digest;

            #[inline]
            fn at(&self, #parameter) -> [usize; #length] #body

            #[inline]
            fn element(&self, #at: [usize; #length]) -> &#output {
                #place
            }

            #[inline]
            fn element_tangent(#of_tangent: &Self::Tangent, #at: [usize; #length]) -> &#tangent {
                #part
            }

            #[inline]
            fn element_tangent_mut(#of_tangent: &mut Self::Tangent, #at: [usize; #length]) -> &mut #tangent {
                #part_mut
            }
        }
    })
}
