//! The first-order functions: `value_and_grad`, `grad`, `jvp`, `vjp`, `vjp_into`.

use super::hidden::Meaning;
use super::values::{self, Place};
use super::{Companion, Function, names};
use crate::ir::Mode;
use crate::parse::{Param, Passing};
use proc_macro2::TokenStream;
use quote::quote;

impl Companion<'_> {
    pub(super) fn value_and_grad(&self) -> Option<TokenStream> {
        let scalar = self.signature.scalar_output()?;
        let vjp = self.find(&[Mode::Vjp])?;
        let krate = &self.signature.krate;
        let zeros = self
            .signature
            .params
            .iter()
            .enumerate()
            .filter(|(_, param)| param.varied);
        let zeros = zeros.map(|(i, param)| self.zero_bar(i, param));
        let one = values::one_of(scalar, krate);
        let call = self.call(vjp, &|role| match role.into() {
            Meaning::ResultBar => quote!(&#one),
            Meaning::Bar(i) => self.own_bar(i),
            _ => quote!(()),
        });
        let (value, gradient) = (&self.names.value, self.gradient());
        let (result, gradient_type) = (self.result_type(), self.gradient_type());
        Some(self.function(&Function {
            docs: self.docs_of_value_and_grad(),
            name: "value_and_grad",
            params: Vec::new(),
            output: quote!((#result, #gradient_type)),
            body: quote! {
                #(#zeros)*
                let #value = #call;
                (#value, #gradient)
            },
            must_use: self.only_returns(),
        }))
    }

    pub(super) fn grad(&self) -> Option<TokenStream> {
        self.signature.scalar_output()?;
        self.find(&[Mode::Vjp])?;
        let path = self.path(&self.public_name("value_and_grad"), false);
        let arguments = self.signature.params.iter().map(|param| &param.name);
        Some(self.function(&Function {
            docs: self.docs_of_grad(),
            name: "grad",
            params: Vec::new(),
            output: self.gradient_type(),
            body: quote!(#path(#(#arguments),*).1),
            must_use: self.only_returns(),
        }))
    }

    pub(super) fn jvp(&self) -> Option<TokenStream> {
        let jvp = self.find(&[Mode::Jvp])?;
        let call = self.call(jvp, &|role| match role.into() {
            Meaning::Dot(i) => self.dot_argument(i),
            _ => quote!(()),
        });
        let (result, tangent) = (self.result_type(), self.result_tangent());
        let body = if self.signature.output.is_some() {
            call
        } else {
            quote!(#call; ((), ()))
        };
        Some(self.function(&Function {
            docs: self.docs_of_jvp(),
            name: "jvp",
            params: self.dot_params(),
            output: quote!((#result, #tangent)),
            body,
            must_use: self.only_returns(),
        }))
    }

    pub(super) fn vjp(&self) -> Option<TokenStream> {
        let vjp = self.find(&[Mode::Vjp])?;
        let zeros = self
            .signature
            .params
            .iter()
            .enumerate()
            .filter(|(_, param)| param.varied && !in_place(param));
        let zeros = zeros.map(|(i, param)| self.zero_bar(i, param));
        let call = self.call(vjp, &|role| match role.into() {
            Meaning::ResultBar => self.cotangent_argument(),
            Meaning::Bar(i) if in_place(&self.signature.params[i]) => self.passed_bar(i),
            Meaning::Bar(i) => self.own_bar(i),
            _ => quote!(()),
        });
        let (value, gradient) = (&self.names.value, self.gradient());
        let (result, gradient_type) = (self.result_type(), self.gradient_type());
        let params = self
            .cotangent_param()
            .into_iter()
            .chain(self.mut_bar_params())
            .collect();
        Some(self.function(&Function {
            docs: self.docs_of_vjp(),
            name: "vjp",
            params,
            output: quote!((#result, #gradient_type)),
            body: quote! {
                #(#zeros)*
                let #value = #call;
                (#value, #gradient)
            },
            must_use: self.only_returns(),
        }))
    }

    pub(super) fn vjp_into(&self) -> Option<TokenStream> {
        let vjp = self.find(&[Mode::Vjp])?;
        let call = self.call(vjp, &|role| match role.into() {
            Meaning::ResultBar => self.cotangent_argument(),
            Meaning::Bar(i) => self.passed_bar(i),
            _ => quote!(()),
        });
        let params = self
            .cotangent_param()
            .into_iter()
            .chain(self.bar_params())
            .collect();
        Some(self.function(&Function {
            docs: self.docs_of_vjp_into(),
            name: "vjp_into",
            params,
            output: self.result_type(),
            body: call,
            must_use: false,
        }))
    }

    // --- cotangents ---

    /// `let mut x_bar: T(P) = ..;`
    pub(super) fn zero_bar(&self, i: usize, param: &Param) -> TokenStream {
        let krate = &self.signature.krate;
        let (name, ty) = (&self.names.bars[i], param.shape.tangent(krate));
        let mut place = Place::of(param);
        if self.covered.contains(&i) {
            place.zero = values::Zero::Negative;
        }
        let zero = values::zero(&param.shape, &place, krate);
        quote!(let mut #name: #ty = #zero;)
    }

    /// The cotangent that the function made with [`Companion::zero_bar`], to be added to.
    pub(super) fn own_bar(&self, i: usize) -> TokenStream {
        let (param, name) = (&self.signature.params[i], &self.names.bars[i]);
        let name = quote!(#name);
        if in_place(param) {
            values::in_place_of(&param.shape, &name)
        } else {
            values::buffer_of(&param.shape, &name)
        }
    }

    /// The cotangent that the caller passed.
    fn passed_bar(&self, i: usize) -> TokenStream {
        let name = &self.names.bars[i];
        quote!(#name)
    }

    /// `G` from the cotangents that the function made.
    pub(super) fn gradient(&self) -> TokenStream {
        let bars = self.signature.params.iter().zip(&self.names.bars);
        let bars = bars.filter(|(param, _)| param.varied && !in_place(param));
        names::tuple(bars.map(|(_, bar)| quote!(#bar)))
    }

    /// The parameter for the result's cotangent, where the result has one.
    pub(super) fn cotangent_param(&self) -> Option<TokenStream> {
        let (name, ty) = (&self.names.cotangent, self.cotangent_type()?);
        Some(quote!(#name: #ty))
    }

    /// The type in which the result's cotangent is passed.
    pub(super) fn cotangent_type(&self) -> Option<TokenStream> {
        let output = self
            .signature
            .output
            .as_ref()
            .filter(|output| !output.shape.is_inert())?;
        Some(output.shape.argument(&self.signature.krate))
    }

    /// What hidden functions get for the result's cotangent.
    pub(super) fn cotangent_argument(&self) -> TokenStream {
        let name = &self.names.cotangent;
        match &self.signature.output {
            Some(output) => values::borrowed(&output.shape, &quote!(#name), &self.signature.krate),
            None => quote!(()),
        }
    }

    /// A buffer for each differentiable parameter.
    fn bar_params(&self) -> Vec<TokenStream> {
        let krate = &self.signature.krate;
        let params = self
            .signature
            .params
            .iter()
            .zip(&self.names.bars)
            .filter(|(param, _)| param.varied);
        params
            .map(|(param, bar)| {
                let ty = if in_place(param) {
                    param.shape.in_place(krate)
                } else {
                    param.shape.buffer(krate)
                };
                quote!(#bar: &mut #ty)
            })
            .collect()
    }

    /// A buffer for each differentiable parameter that is written in place.
    fn mut_bar_params(&self) -> Vec<TokenStream> {
        let krate = &self.signature.krate;
        let params = self.signature.params.iter().zip(&self.names.bars);
        params
            .filter(|(param, _)| param.varied && in_place(param))
            .map(|(param, bar)| {
                let ty = param.shape.in_place(krate);
                quote!(#bar: &mut #ty)
            })
            .collect()
    }

    // --- tangents ---

    /// The tangent of each differentiable parameter.
    pub(super) fn dot_params(&self) -> Vec<TokenStream> {
        let krate = &self.signature.krate;
        let params = self
            .signature
            .params
            .iter()
            .zip(&self.names.dots)
            .filter(|(param, _)| param.varied);
        params
            .map(|(param, dot)| {
                if in_place(param) {
                    let ty = param.shape.in_place(krate);
                    quote!(#dot: &mut #ty)
                } else {
                    let ty = param.shape.argument(krate);
                    quote!(#dot: #ty)
                }
            })
            .collect()
    }

    /// What hidden functions get for the tangent of a parameter.
    pub(super) fn dot_argument(&self, i: usize) -> TokenStream {
        let (param, dot) = (&self.signature.params[i], &self.names.dots[i]);
        if in_place(param) {
            quote!(#dot)
        } else {
            values::borrowed(&param.shape, &quote!(#dot), &self.signature.krate)
        }
    }
}

/// Is the parameter written in place, so that its cotangent is too?
pub(super) fn in_place(param: &Param) -> bool {
    param.passing == Passing::Mut
}
