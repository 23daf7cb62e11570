//! `__ahead` and `__back`: the function with what it computed handed over, and the reverse sweep that goes on from there,
//! for the companions of other functions that call it.
//!
//! What is handed over is a closure over the values that the forward sweep keeps. It borrows nothing: the arguments that are
//! references are passed to it once more, so that a caller may keep it beside them. Every companion of a function has both;
//! where a function cannot hand anything over, that is `()`, and going on is running [`__adjoint`](super::hidden). Whether what
//! is handed over is worth a place for each call of a loop, its type says (`ad_runtime::__private::HandedOver`).

use super::hidden::{HiddenParam, Meaning};
use super::values::{self, Place};
use super::{Companion, names};
use crate::ir::Mode;
use crate::parse::{Inert, Param, Passing, Placement, Shape, Share, Signature};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::GenericParam;

impl Companion<'_> {
    /// Is what the forward sweep keeps handed over to the reverse sweeps of callers?
    pub(super) fn hands_over(&self) -> bool {
        let signature = self.signature;
        let output = signature.output.as_ref();
        let returns_plainly = output.is_some_and(|output| {
            output.shape.is_scalar() || !output.shape.is_inert() && is_by_reference(&output.shape)
        });
        let named = |param: &GenericParam| matches!(param, GenericParam::Lifetime(_));
        self.splits
            && self.pullback.is_some_and(|parts| parts.owns)
            && self.only_returns()
            && returns_plainly
            && self.is_of_owned()
            && !signature.has_functions()
            && signature.share == Share::Whole
            && !signature.borrows()
            && !signature.generics.params.iter().any(named)
            && signature
                .params
                .iter()
                .all(|param| self.can_be_passed_again(param))
    }

    /// Can what it is be captured or passed once more? A type may hold references of no lifetime in particular.
    fn can_be_passed_again(&self, param: &Param) -> bool {
        if param.is_function || param.passing == Passing::Mut {
            return false;
        }
        let ty = &param.ty;
        param.receiver && param.passing == Passing::Shared
            || !is_passed_again(param)
            || !names_a_lifetime(quote!(#ty))
                && (param.receiver
                    || param.passing == Passing::Shared
                    || !self.signature.knowledge.may_borrow(ty))
    }

    /// Is it a function of no type, or of one that is known to hold no references?
    fn is_of_owned(&self) -> bool {
        let signature = self.signature;
        if signature.placement == Placement::Item {
            return true;
        }
        let lifetime = |param: &GenericParam| matches!(param, GenericParam::Lifetime(_));
        signature
            .self_ty
            .as_ref()
            .is_some_and(|of| !names_a_lifetime(quote!(#of)) && !signature.knowledge.may_borrow(of))
            && !signature.around.params.iter().any(lifetime)
    }

    /// The companion's own `__ahead`.
    pub(super) fn ahead_path(&self) -> TokenStream {
        self.path(&names::called(self.signature, "ahead"), false)
    }

    /// The arguments that are passed once more, if that can be done any number of times: references.
    pub(super) fn references(&self) -> Option<Vec<&Ident>> {
        let params = self.signature.params.iter();
        let again = params.filter(|param| is_passed_again(param));
        again
            .map(|param| (param.passing == Passing::Shared).then_some(&param.name))
            .collect()
    }

    /// Both functions.
    pub(super) fn ahead_and_back(&self) -> Option<TokenStream> {
        if !self.has_adjoint() {
            return None;
        }
        let vjp = self.hidden.iter().find(|h| h.modes == [Mode::Vjp])?;
        let names = vjp.numbered(self.signature);
        let params = self.renamed_params(vjp, &names, &|param, name| match param.access {
            Some(_) if param_is_written(param) => quote!(mut #name),
            Some(_) => quote!(#name),
            None => quote!(_),
        });
        match self.hands_over() {
            true => Some(self.handing_over(&params, &names)),
            false => Some(self.handing_nothing(&params, &vjp.arguments(&names))),
        }
    }

    fn handing_nothing(&self, params: &[TokenStream], arguments: &[TokenStream]) -> TokenStream {
        let Signature { vis, generics, .. } = self.signature;
        let (where_clause, result) = (&generics.where_clause, self.result_type());
        // A parameter of the function's name would hide it.
        let mut signature = self.signature.clone();
        let free = signature.fresh("argument");
        for param in &mut signature.params {
            if param.name == signature.ident {
                param.name = free.clone();
            }
        }
        let primal = signature.params.iter().map(Param::declaration);
        let call = crate::custom::call(&signature);
        let call = match signature.hands_back {
            true => quote!({ #call; }),
            false => call,
        };
        let [ahead, back, adjoint] =
            ["ahead", "back", "adjoint"].map(|name| names::called(self.signature, name));
        let adjoint = self.path(&adjoint, false);
        let (receiver, params) = self.receiver_and_others(params);
        quote! {
            #[doc(hidden)]
            #[inline]
            #vis fn #ahead #generics(#(#primal),*) -> (#result, ()) #where_clause {
                (#call, ())
            }

            #[doc(hidden)]
            #[inline]
            #vis fn #back #generics(#(#receiver,)* _: &(), #(#params),*) #where_clause {
                #adjoint(#(#arguments),*)
            }
        }
    }

    fn handing_over(&self, params: &[TokenStream], names: &[Ident]) -> TokenStream {
        let (Some(parts), Some(vjp)) = (
            self.pullback,
            self.hidden.iter().find(|h| h.modes == [Mode::Vjp]),
        ) else {
            return TokenStream::new();
        };
        let Signature {
            vis,
            generics,
            krate,
            ..
        } = self.signature;
        let (where_clause, result) = (&generics.where_clause, self.result_type());
        let primal = self.declarations();
        let (_, cotangent) = self.cotangent_marker();
        let of_gradient = || {
            self.signature
                .params
                .iter()
                .zip(&self.names.bars)
                .filter(|(p, _)| p.varied)
        };
        let buffers: Vec<TokenStream> = of_gradient().map(|(p, _)| p.shape.buffer(krate)).collect();
        let bars: Vec<&Ident> = of_gradient().map(|(_, bar)| bar).collect();
        let references: Vec<&Param> = self
            .signature
            .params
            .iter()
            .filter(|p| is_passed_again(p))
            .collect();
        let types: Vec<TokenStream> = references
            .iter()
            .map(|param| {
                let ty = &param.ty;
                quote!(#ty)
            })
            .chain([quote!(#cotangent)])
            .chain(buffers.iter().map(|buffer| quote!(&mut #buffer)))
            .collect();
        // What it is of besides lifetimes, of which it holds none.
        let around = self.signature.around.params.iter();
        let captured = around
            .chain(&generics.params)
            .filter_map(|param| match param {
                GenericParam::Type(param) => Some(&param.ident),
                GenericParam::Const(param) => Some(&param.ident),
                GenericParam::Lifetime(_) => None,
            });
        let captured = quote!(+ use<#(#captured),*>);
        let rename = |again: bool| {
            let all = self.signature.params.iter().zip(&parts.params);
            let chosen =
                all.filter(move |(param, _)| !param.receiver && (!again || is_passed_again(param)));
            chosen.map(|(param, pattern)| {
                let name = &param.name;
                quote!(let #pattern = #name;)
            })
        };
        let (renamed, renamed_again) = (rename(false), rename(true));
        // A closure has no receiver, and a receiver cannot be bound again.
        let this = self.signature.fresh("this");
        let receiver = self.signature.params.iter().zip(&parts.params);
        let mutability = receiver
            .take(1)
            .any(|(param, pattern)| param.receiver && pattern.to_string().starts_with("mut "))
            .then(|| quote!(mut));
        let primal = primal.into_iter().enumerate().map(|(i, param)| match i {
            0 => quote!(#mutability #param),
            _ => param,
        });
        let declared = references.iter().map(|param| match param.receiver {
            true => {
                let ty = &param.ty;
                quote!(#mutability #this: #ty)
            }
            false => param.declaration(),
        });
        let (cotangent_name, slot) = (&self.names.cotangent, self.cotangent_slot());
        let (forward, output) = (&parts.forward, &parts.output);
        let sweep = without_receiver(parts.sweep.clone(), &this);
        let (result_pattern, bar_patterns) = parts.sweep_params.split_at(1);
        let back = self.signature.fresh("sweep");

        // `__back`: from slots to what the closure takes.
        let name_of = |i: usize| {
            let position =
                |param: &HiddenParam| matches!(param.role, crate::ir::Role::Primal(j) if i == j);
            &names[vjp.params.iter().position(position).unwrap_or(0)]
        };
        let mut slots = TokenStream::new();
        let mut read = TokenStream::new();
        let mut again_without = TokenStream::new();
        let adjoint = self.path(&names::called(self.signature, "adjoint"), false);
        let arguments = vjp.arguments(names);
        for (param, name) in vjp.params.iter().zip(names) {
            match (&param.role).into() {
                Meaning::ResultBar => {
                    let buffer = match &self.signature.output {
                        Some(output) => output.shape.buffer(krate),
                        None => quote!(()),
                    };
                    let copied = self
                        .signature
                        .output
                        .as_ref()
                        .is_some_and(|o| o.shape.is_scalar());
                    let copied = copied.then(|| quote!(let #cotangent_name = *#cotangent_name;));
                    read = quote! {
                        let ::core::option::Option::Some(#cotangent_name) =
                            #krate::__private::TangentSlot::<#buffer>::get(&#name) else { return };
                        #copied
                    };
                }
                Meaning::Bar(i) if param.access.is_some() => {
                    let of = &self.signature.params[i];
                    let (bar, buffer) = (&self.names.bars[i], of.shape.buffer(krate));
                    let primal = name_of(i);
                    let place = Place {
                        expr: quote!(#primal),
                        ..Place::of(of)
                    };
                    let zero = values::zero(&of.shape, &place, krate);
                    // A zero of any size may be dearer than to compute everything once more.
                    if of.shape.scalar().is_none() && of.shape.scalars().is_none() {
                        again_without.extend(quote! {
                            if #krate::__private::CotangentSlot::<#buffer>::get(&mut #name).is_none() {
                                return #adjoint(#(#arguments),*);
                            }
                        });
                    }
                    let own = self.signature.fresh(&format!("{bar}_own"));
                    let tangent = of.shape.tangent(krate);
                    let borrowed = values::buffer_of(&of.shape, &quote!(#own));
                    slots.extend(quote! {
                        let mut #own: #tangent;
                        let #bar = match #krate::__private::CotangentSlot::<#buffer>::get(&mut #name) {
                            ::core::option::Option::Some(#bar) => #bar,
                            ::core::option::Option::None => {
                                #own = #zero;
                                #borrowed
                            }
                        };
                    });
                }
                _ => {}
            }
        }
        let again = self
            .signature
            .params
            .iter()
            .enumerate()
            .filter(|(_, p)| is_passed_again(p));
        let again = again.map(|(i, _)| name_of(i));
        let dear = parts.dear;
        let [ahead_name, back_name] =
            ["ahead", "back"].map(|name| names::called(self.signature, name));
        let (receiver, params) = self.receiver_and_others(params);
        quote! {
            #[doc(hidden)]
            #[inline]
            #vis fn #ahead_name #generics(#(#primal),*)
                -> (#result, #krate::__private::Back<impl ::core::ops::Fn(#(#types),*) #captured, #dear>) #where_clause
            {
                #(#renamed)*
                #forward
                let #back = move |#(#declared,)* #cotangent_name: #cotangent, #(#bars: &mut #buffers),*| {
                    #(#renamed_again)*
                    #(let #result_pattern = #slot;)*
                    #(let #bar_patterns = #bars;)*
                    #sweep
                };
                (#output, #krate::__private::Back(#back))
            }

            #[doc(hidden)]
            #[inline]
            #vis fn #back_name #generics(
                #(#receiver,)*
                #krate::__private::Back(#back): &#krate::__private::Back<impl ::core::ops::Fn(#(#types),*), #dear>,
                #(#params),*
            ) #where_clause {
                #again_without
                #read
                #slots
                #back(#(#again,)* #cotangent_name, #(#bars),*);
            }
        }
    }

    /// The receiver, if there is one, apart from the other parameters.
    fn receiver_and_others<'p>(
        &self,
        params: &'p [TokenStream],
    ) -> (&'p [TokenStream], &'p [TokenStream]) {
        let first = self.signature.params.first();
        params.split_at(usize::from(first.is_some_and(|param| param.receiver)))
    }
}

/// The same code with another name for the receiver.
fn without_receiver(code: TokenStream, name: &Ident) -> TokenStream {
    let mut code = code.into_iter().peekable();
    let mut renamed = TokenStream::new();
    while let Some(token) = code.next() {
        let is_path = matches!(code.peek(), Some(TokenTree::Punct(p)) if p.as_char() == ':');
        renamed.extend([match token {
            TokenTree::Ident(word) if word == "self" && !is_path => {
                TokenTree::Ident(Ident::new(&name.to_string(), word.span()))
            }
            TokenTree::Group(group) => {
                let inside = without_receiver(group.stream(), name);
                let mut inside = Group::new(group.delimiter(), inside);
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            token => token,
        }]);
    }
    renamed
}

/// Is it a cotangent that is added to, or a tangent that is read?
fn param_is_written(param: &HiddenParam) -> bool {
    matches!(param.access, Some(crate::ir::Access::CotangentSlot))
}

/// Is a cotangent of this shape passed by reference?
fn is_by_reference(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::Slice(_) | Shape::Vec(_) | Shape::Array(..) | Shape::Tuple(_)
    )
}

/// Is the argument passed once more? Numbers are captured.
fn is_passed_again(param: &Param) -> bool {
    let is_plain = matches!(
        param.shape,
        Shape::Scalar(..) | Shape::Inert(Inert::Int(_) | Inert::Bool | Inert::Char | Inert::Unit)
    );
    param.passing == Passing::Shared || param.passing == Passing::Value && !is_plain
}

/// Is there a lifetime, or a type that has none of its own, in a type?
fn names_a_lifetime(ty: TokenStream) -> bool {
    ty.into_iter().any(|token| match token {
        TokenTree::Punct(p) => p.as_char() == '\'',
        TokenTree::Ident(word) => word == "impl" || word == "dyn",
        TokenTree::Group(group) => names_a_lifetime(group.stream()),
        TokenTree::Literal(_) => false,
    })
}
