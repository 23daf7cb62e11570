//! What says where an element is, in a value and in its tangent: beside annotated implementations of `Index` and
//! `IndexMut`, and beside methods that return a mutable reference into their receiver.

use crate::diagnose;
use crate::parse::bounds;
use crate::parse::index::{Ways, number_of};
use crate::parse::{IndexImpl, Knowledge, Options, Shape, TypeParams, strip};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, FnArg, ImplItemFn, ItemImpl, Path, Type};

/// The traits of the runtime, implemented beside an `impl` of `Index` or `IndexMut`.
pub(super) fn annotated_index(block: &ItemImpl, options: &Options) -> syn::Result<TokenStream> {
    super::refuse_options(options)?;
    let original = strip::strip(block.to_token_stream());
    let Some((index, function)) =
        IndexImpl::of(block).and_then(|index| index.function().map(|f| (index, f)))
    else {
        return Ok(original);
    };
    let parameter = index.parameter().to_token_stream();
    let elements = Elements::new(
        block,
        &options.krate,
        index.index.to_token_stream(),
        parameter,
        function,
    )?;
    let implemented = match index.output() {
        Some(output) if !index.mutable => {
            let shape = Shape::of(output, &params_of(block))?;
            if shape.is_inert() {
                return Err(diagnose::inert_elements(output));
            }
            elements.read(output, &shape)
        }
        _ => elements.written(true),
    };
    Ok(quote!(#original #implemented))
}

/// The same beside a method that returns a reference to a part of its receiver; nothing where that cannot vary.
pub(super) fn annotated_method(
    block: &ItemImpl,
    function: &ImplItemFn,
    (element, mutable): (&Type, bool),
    krate: &Path,
) -> syn::Result<TokenStream> {
    let shape = Shape::of(element, &params_of(block))?;
    if shape.is_inert() {
        return Ok(TokenStream::new());
    }
    let arguments = function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some((&typed.pat, &typed.ty)),
        FnArg::Receiver(_) => None,
    });
    let (patterns, types): (Vec<_>, Vec<_>) = arguments.unzip();
    let name = number_of(&function.sig.ident);
    let index = quote!((#krate::__private::Method<#name>, (#(#types,)*)));
    let parameter = quote!((_, (#(#patterns,)*)): #index);
    let elements = Elements::new(block, krate, index, parameter, function)?;
    let written = mutable.then(|| elements.written(false));
    let read = elements.read(element, &shape);
    Ok(quote!(#read #written))
}

fn params_of(block: &ItemImpl) -> TypeParams {
    TypeParams::of(&[&block.generics], Knowledge::at(Span::call_site()))
}

/// Elements of a type, by what selects them.
struct Elements<'a> {
    block: &'a ItemImpl,
    krate: &'a Path,
    /// The type of the index.
    index: TokenStream,
    /// The index as a parameter.
    parameter: TokenStream,
    ways: Ways,
    cfgs: Vec<&'a Attribute>,
    /// The name of the position.
    at: Ident,
}

impl<'a> Elements<'a> {
    fn new(
        block: &'a ItemImpl,
        krate: &'a Path,
        index: TokenStream,
        parameter: TokenStream,
        function: &'a ImplItemFn,
    ) -> syn::Result<Self> {
        Ok(Elements {
            block,
            krate,
            index,
            parameter,
            ways: Ways::of(&function.block)?,
            cfgs: [&block.attrs, &function.attrs]
                .into_iter()
                .flatten()
                .filter(|attr| attr.path().is_ident("cfg"))
                .collect(),
            at: format_ident!("__at"),
        })
    }

    /// `impl Elements for ..`
    fn read(&self, element: &Type, shape: &Shape) -> TokenStream {
        let (this, tangent) = (format_ident!("self"), format_ident!("__tangent"));
        let (at, parameter, digest) = (&self.at, &self.parameter, self.ways.digest);
        let element_tangent = shape.in_place(self.krate);
        let (body, length) = (&self.ways.at, self.ways.length);
        let place = self.ways.place(&this, at, false);
        let part = self.ways.place(&tangent, at, false);
        let part_mut = self.ways.place(&tangent, at, true);
        self.implement(
            &format_ident!("Elements"),
            &quote! {
                type Element = #element;
                type ElementTangent = #element_tangent;
                type At = [usize; #length];
                const WAYS: u64 = #digest;

                #[inline]
                fn at(&self, #parameter) -> [usize; #length] #body

                #[inline]
                fn element(&self, #at: [usize; #length]) -> &Self::Element {
                    #place
                }

                #[inline]
                fn element_tangent(#tangent: &Self::Tangent, #at: [usize; #length]) -> &Self::ElementTangent {
                    #part
                }

                #[inline]
                fn element_tangent_mut(
                    #tangent: &mut Self::Tangent,
                    #at: [usize; #length],
                ) -> &mut Self::ElementTangent {
                    #part_mut
                }
            },
        )
    }

    /// `impl ElementsMut for ..`; `compared` with what is read, where that is another function.
    fn written(&self, compared: bool) -> TokenStream {
        let place = self.ways.place(&format_ident!("self"), &self.at, true);
        let (krate, ty, index, at) = (self.krate, &self.block.self_ty, &self.index, &self.at);
        let digest = self.ways.digest;
        let same = format!(
            "`index_mut` of `{}` must go to the same places as `index`, in the same words",
            ty.to_token_stream()
        );
        let check = |of: TokenStream| {
            compared.then(|| {
                quote! {
                    ::core::assert!(
                        <#of as #krate::__private::Elements<#index>>::WAYS == #digest,
                        #same
                    )
                }
            })
        };
        let at_once = check(quote!(#ty)).filter(|_| self.block.generics.params.is_empty());
        let at_once = at_once.map(|check| {
            let cfgs = &self.cfgs;
            quote!(#(#cfgs)* const _: () = #check;)
        });
        let later = check(quote!(Self)).map(|check| quote!(const { #check }));
        let implemented = self.implement(
            &format_ident!("ElementsMut"),
            &quote! {
                #[inline]
                fn element_mut(
                    &mut self,
                    #at: <Self as #krate::__private::Elements<#index>>::At,
                ) -> &mut Self::Element {
                    #later
                    #place
                }
            },
        );
        quote!(#at_once #implemented)
    }

    fn implement(&self, name: &Ident, body: &TokenStream) -> TokenStream {
        let (krate, index, cfgs) = (self.krate, &self.index, &self.cfgs);
        let (ty, mut generics) = (&self.block.self_ty, self.block.generics.clone());
        let bounds = bounds::of_type(ty, &params_of(self.block), krate);
        if !bounds.is_empty() {
            generics.make_where_clause().predicates.extend(bounds);
        }
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        quote! {
            #(#cfgs)*
            #[automatically_derived]
            #[allow(unused, clippy::all, clippy::pedantic, clippy::nursery)]
            impl #impl_generics #krate::__private::#name<#index> for #ty #where_clause {
                #body
            }
        }
    }
}
