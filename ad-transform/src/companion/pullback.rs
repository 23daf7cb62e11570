//! `pullback`: the forward sweep as a function, the reverse sweep as a closure over what it kept.

use super::Companion;
use super::hidden::named_by_user;
use super::sweeps::in_place;
use super::values::{self, Place};
use crate::analyse::worth::Worth;
use crate::emit::{self, EmitContext};
use crate::ir::{self, BaseKind};
use crate::parse::lifetimes::with_elided_named;
use crate::parse::{Passing, Shape, Signature};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// What emission makes of a reverse-mode function that is cut in two.
pub struct PullbackParts {
    /// A pattern for each parameter of the user's function.
    pub params: Vec<TokenStream>,
    /// Statements: the forward sweep.
    pub forward: TokenStream,
    /// The result, evaluated after the closure was made.
    pub output: TokenStream,
    /// Patterns: the result's cotangent as a slot, where it has one; then a slot for each parameter that is not ignored.
    pub sweep_params: Vec<TokenStream>,
    /// `{ .. }`: the reverse sweep, which runs any number of times.
    pub sweep: TokenStream,
    /// Can it be kept apart from the arguments?
    pub owns: bool,
    /// May it hold values that borrow from several arguments?
    pub borrows: bool,
    /// What is worth a place of all that it keeps?
    pub worth: Worth,
}

impl PullbackParts {
    /// Both halves of what reverse mode made of a function.
    pub(super) fn emit(
        signature: &Signature,
        vjp: &ir::Function,
        context: &EmitContext,
    ) -> Option<PullbackParts> {
        let emitted = emit::emit_pullback(vjp, context)?;
        let params = vjp.params.iter().zip(emitted.params);
        let params = params
            .map(|(param, pattern)| named_by_user(signature, param).unwrap_or(pattern))
            .collect();
        Some(PullbackParts {
            params,
            forward: emitted.forward,
            output: emitted.output,
            sweep_params: emitted.sweep_params,
            sweep: emitted.sweep,
            owns: emitted.owns,
            borrows: vjp.bases.iter().any(|base| {
                matches!(base.kind, BaseKind::Local)
                    && !base.ty.is_known()
                    && base.ty != ir::Type::Opaque
            }),
            worth: emitted.worth,
        })
    }
}

/// How many buffers a pullback can have: there is a struct for each number of them.
const MOST: usize = 24;

impl Companion<'_> {
    pub(super) fn pullback(&self) -> Option<TokenStream> {
        let parts = self.pullback.filter(|_| self.only_returns())?;
        if self.is_taken("pullback") {
            return None;
        }
        let krate = &self.signature.krate;
        let (result, gradient_type) = (self.result_type(), self.gradient_type());
        let (marker, cotangent) = self.cotangent_marker();
        let buffers: Vec<TokenStream> = self
            .signature
            .gradient_params()
            .map(|param| param.shape.buffer(krate))
            .collect();
        if buffers.len() > MOST {
            return None;
        }
        let pullback = format_ident!("Pullback{}", buffers.len());
        let PullbackParts {
            params,
            forward,
            output,
            sweep_params,
            sweep,
            owns: _,
            borrows,
            worth: _,
        } = parts;
        let one_lifetime = self.one_lifetime().filter(|_| *borrows);
        let is_one = one_lifetime.is_some();
        let mut primal = one_lifetime.unwrap_or_else(|| self.declarations());
        // A receiver cannot be bound again.
        if let (Some(receiver), Some(pattern)) = (self.signature.params.first(), params.first())
            && receiver.receiver
            && pattern.to_string().starts_with("mut ")
        {
            let declaration = &primal[0];
            primal[0] = quote!(mut #declaration);
        }
        // The forward sweep's names need not be the user's.
        let renamed = self
            .signature
            .params
            .iter()
            .zip(params)
            .filter(|(param, _)| !param.receiver);
        let renamed = renamed.map(|(param, pattern)| {
            let name = &param.name;
            quote!(let #pattern = #name;)
        });
        // What the function refers to, it says itself.
        let value = self.signature.fresh("value");
        let (refer, output) = if self.signature.borrows() {
            let call = crate::custom::call(self.signature);
            (Some(quote!(let #value = #call;)), quote!(#value))
        } else {
            (None, output.clone())
        };
        let has_cotangent = self.cotangent_type().is_some();
        let (cotangent_name, cotangent_patterns) = (
            &self.names.cotangent,
            sweep_params.iter().take(usize::from(has_cotangent)),
        );
        let cotangent_argument = self.cotangent_slot();
        let bars = self.signature.params.iter().zip(&self.names.bars);
        let bars: Vec<_> = bars
            .filter(|(param, _)| param.varied && !in_place(param))
            .map(|(_, bar)| bar)
            .collect();
        let bar_patterns = sweep_params.iter().skip(usize::from(has_cotangent));
        let zeros = self.zeros();
        let ahead = self.ahead_path();
        // Local variables of the user's stand between.
        let [make_zeros, reverse] = ["zeros", "sweep"].map(|name| self.signature.fresh(name));
        let docs = self.docs_of_pullback();
        let name = self.public_name("pullback");
        let Signature { vis, generics, .. } = self.signature;
        let mut generics = generics.clone();
        if is_one {
            generics.params.insert(0, syn::parse_quote!('lent));
        }
        let where_clause = &generics.where_clause;
        let body = if let Some(references) = self.references()
            && self.hands_over()
        {
            let arguments = self.signature.params.iter().map(|param| &param.name);
            quote! {
                let #make_zeros = #zeros;
                let (#value, #reverse) = #ahead(#(#arguments),*);
                let #reverse = move |#cotangent_name: #cotangent, #(#bars: &mut #buffers),*| {
                    #reverse.0(#(#references,)* #cotangent_name, #(#bars),*)
                };
                (#value, #krate::__private::#pullback::new(#make_zeros, #reverse))
            }
        } else {
            quote! {
                #refer
                let #make_zeros = #zeros;
                #(#renamed)*
                #forward
                let #reverse = move |#cotangent_name: #cotangent, #(#bars: &mut #buffers),*| {
                    #(let #cotangent_patterns = #cotangent_argument;)*
                    #(let #bar_patterns = #bars;)*
                    #sweep
                };
                (#output, #krate::__private::#pullback::new(#make_zeros, #reverse))
            }
        };
        Some(quote! {
            #docs
            #[must_use]
            #[inline]
            #vis fn #name #generics(#(#primal),*) -> (
                #result,
                #krate::__private::#pullback<
                    #marker, #gradient_type, #(#buffers,)*
                    impl ::core::ops::Fn() -> #gradient_type,
                    impl ::core::ops::Fn(#cotangent, #(&mut #buffers),*)
                >,
            ) #where_clause {
                #body
            }
        })
    }

    /// The parameters with one lifetime in place of those that are elided, if these are several: what borrows from two of
    /// them would be of a lifetime without a name.
    fn one_lifetime(&self) -> Option<Vec<TokenStream>> {
        let mut elided = 0;
        let params = self.signature.params.iter().map(|param| {
            let mut param = param.clone();
            if let Some(ty) = with_elided_named(&param.ty, "'lent").filter(|_| !param.receiver) {
                (param.ty, elided) = (ty, elided + 1);
            }
            param.declaration()
        });
        let params = params.collect();
        (elided > 1).then_some(params)
    }

    /// How the cotangent is passed, as a marker, and its type.
    pub(super) fn cotangent_marker(&self) -> (TokenStream, TokenStream) {
        let krate = &self.signature.krate;
        let Some(output) = self
            .signature
            .output
            .as_ref()
            .filter(|output| !output.shape.is_inert())
        else {
            return (quote!(#krate::__private::ByValue<()>), quote!(()));
        };
        if passed_by_value(&output.shape) {
            let ty = output.shape.tangent(krate);
            (quote!(#krate::__private::ByValue<#ty>), ty)
        } else {
            let ty = output.shape.buffer(krate);
            (quote!(#krate::__private::ByRef<#ty>), quote!(&#ty))
        }
    }

    /// The cotangent as the slot that the reverse sweep expects.
    pub(super) fn cotangent_slot(&self) -> TokenStream {
        let name = &self.names.cotangent;
        match &self.signature.output {
            Some(output) if passed_by_value(&output.shape) => quote!(&#name),
            _ => quote!(#name),
        }
    }

    /// A closure that makes zeros of the shape of the gradient. It keeps what it needs of the arguments: references
    /// to those that are borrowed, else a zero to copy.
    fn zeros(&self) -> TokenStream {
        let krate = &self.signature.krate;
        let mut kept = Vec::new();
        let mut zeros = Vec::new();
        for (i, param) in self
            .signature
            .params
            .iter()
            .enumerate()
            .filter(|(_, param)| param.varied)
        {
            let bar = &self.names.bars[i];
            if param.passing == Passing::Shared
                || param.shape.is_scalar()
                || is_array_of_scalars(&param.shape)
            {
                zeros.push(values::zero(&param.shape, &Place::of(param), krate));
            } else {
                kept.push(self.zero_bar(i, param));
                zeros.push(quote!(::core::clone::Clone::clone(&#bar)));
            }
        }
        let gradient_type = self.gradient_type();
        let zeros = super::names::tuple(zeros);
        let zeros = quote!(move || -> #gradient_type { #zeros });
        if kept.is_empty() {
            zeros
        } else {
            quote!({ #(#kept)* #zeros })
        }
    }
}

/// Is the tangent of a result passed by value to a pullback?
fn passed_by_value(shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(..) | Shape::Inert(_) | Shape::Option(_) | Shape::Result(..) => true,
        Shape::Boxed(p) => !matches!(**p, Shape::Slice(_)),
        _ => false,
    }
}

fn is_array_of_scalars(shape: &Shape) -> bool {
    matches!(shape, Shape::Array(p, _) if p.is_scalar())
}
