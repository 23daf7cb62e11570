//! The implementation of `DifferentiableFn`, by which checks and drivers take a companion as a type argument.
//!
//! It exists where the trait can say what the function is: no type parameters, nothing written in place. What it asks
//! of types of the user's (`Clone`, `Perturb`) stands in its where-clause, so that a type without them costs the
//! implementation and nothing else.

use super::hidden::Meaning;
use super::values;
use super::{Companion, names};
use crate::ir::Mode;
use crate::parse::lifetimes::{has_lifetime, with_lifetime};
use crate::parse::{Inert, Param, Passing, Placement, Shape};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{GenericParam, Type};

/// Tuples of more elements have none of the standard library's traits.
const MOST: usize = 12;

impl Companion<'_> {
    pub(super) fn driver(&self) -> TokenStream {
        let (Some(vjp), Some(jvp)) = (self.find(&[Mode::Vjp]), self.find(&[Mode::Jvp])) else {
            return TokenStream::new();
        };
        if !self.can_be_driven() {
            return TokenStream::new();
        }
        let krate = &self.signature.krate;
        let (companion, ident, cfgs) = (
            &self.signature.companion,
            &self.signature.ident,
            &self.signature.cfgs,
        );
        let name = ident.to_string();
        let args = names::tuple(self.signature.params.iter().map(|param| {
            let ty = with_lifetime(&param.ty, "'a");
            quote!(#ty)
        }));
        let (output, gradient_type) = (self.result_type(), self.gradient_type());
        let (named, function) = self.function_itself();
        let unpack = self.unpack();
        let arguments = self.signature.params.iter().map(|param| &param.name);
        let (vjp, jvp, perturbed) = (
            self.driver_vjp(vjp),
            self.driver_jvp(jvp),
            self.driver_perturbed(),
        );
        let bounds = self.driver_bounds();
        quote! {
            #[allow(unused, deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
            #(#cfgs)*
            impl #krate::DifferentiableFn for #companion where #(#bounds),* {
                type Args<'a> = #args;
                type Output = #output;
                type Gradient = #gradient_type;
                const NAME: &'static str = #name;

                #[inline]
                fn call(args: Self::Args<'_>) -> Self::Output {
                    #named
                    #unpack
                    #function(#(#arguments),*)
                }

                #[inline]
                fn vjp(
                    args: Self::Args<'_>,
                    cotangent: &<Self::Output as #krate::Differentiable>::Tangent,
                ) -> (Self::Output, Self::Gradient) {
                    #vjp
                }

                #[inline]
                fn jvp(
                    args: Self::Args<'_>,
                    tangent: &Self::Gradient,
                ) -> (Self::Output, <Self::Output as #krate::Differentiable>::Tangent) {
                    #jvp
                }

                #[inline]
                fn perturbed(args: Self::Args<'_>, tangent: &Self::Gradient, step: f64) -> Self::Output {
                    #perturbed
                }
            }
        }
    }

    fn can_be_driven(&self) -> bool {
        let signature = self.signature;
        let generic = signature
            .generics
            .params
            .iter()
            .any(|param| !matches!(param, GenericParam::Lifetime(_)));
        let outputs = signature
            .output
            .as_ref()
            .is_some_and(|output| !output.borrowed && is_plain(&output.shape));
        signature.placement == Placement::Item
            && !generic
            && outputs
            && self.only_returns()
            && signature.params.len() <= MOST
            && signature
                .params
                .iter()
                .all(|param| is_nameable(param) && (!param.varied || is_plain(&param.shape)))
    }

    /// What is asked of types of the user's. A bound for every lifetime may be false, where one of a type alone is
    /// refused.
    fn driver_bounds(&self) -> Vec<TokenStream> {
        let krate = &self.signature.krate;
        let mut bounds = Vec::new();
        for param in &self.signature.params {
            if param.passing == Passing::Value && param.shape.has_named() {
                let ty = with_lifetime(&param.ty, "'x");
                bounds.push(quote!(for<'x> #ty: #krate::__private::CloneOf<'x>));
            }
            if param.varied && param.shape.has_named() {
                let ty = match &param.ty {
                    Type::Reference(reference) => with_lifetime(&reference.elem, "'x"),
                    ty => with_lifetime(ty, "'x"),
                };
                // What a slice is owned as is a vector of the same elements.
                let ty = match ty {
                    Type::Slice(slice) => *slice.elem,
                    ty => ty,
                };
                bounds.push(quote!(for<'x> #ty: #krate::__private::PerturbOf<'x>));
            }
        }
        bounds
    }

    /// The name of the function, and where a parameter has it a statement that gives it another.
    fn function_itself(&self) -> (Option<TokenStream>, Ident) {
        let signature = self.signature;
        let ident = &signature.ident;
        if signature.params.iter().all(|param| param.name != *ident) {
            return (None, ident.clone());
        }
        let function = signature.fresh("function");
        (Some(quote!(let #function = #ident;)), function)
    }

    /// `let (x, n) = args;`
    fn unpack(&self) -> TokenStream {
        let names = names::tuple(self.signature.params.iter().map(|param| {
            let name = &param.name;
            quote!(#name)
        }));
        quote!(let #names = args;)
    }

    fn driver_vjp(&self, vjp: &super::Hidden) -> TokenStream {
        let unpack = self.unpack();
        let cotangent = &self.names.cotangent;
        let varied = self
            .signature
            .params
            .iter()
            .enumerate()
            .filter(|(_, param)| param.varied);
        let zeros = varied.map(|(i, param)| self.zero_bar(i, param));
        let call = self.call(vjp, &|role| match role.into() {
            Meaning::ResultBar => match &self.signature.output {
                Some(output) => values::behind_reference(&output.shape, &quote!(#cotangent)),
                None => quote!(()),
            },
            Meaning::Bar(i) => self.own_bar(i),
            _ => quote!(()),
        });
        let (value, gradient) = (&self.names.value, self.gradient());
        let renamed = renamed("cotangent", cotangent);
        quote! {
            #renamed
            #unpack
            #(#zeros)*
            let #value = #call;
            (#value, #gradient)
        }
    }

    fn driver_jvp(&self, jvp: &super::Hidden) -> TokenStream {
        let (unpack, dots) = (self.unpack(), self.unpack_tangents());
        let call = self.call(jvp, &|role| match role.into() {
            Meaning::Dot(i) => {
                let dot = &self.names.dots[i];
                values::behind_reference(&self.signature.params[i].shape, &quote!(#dot))
            }
            _ => quote!(()),
        });
        quote! {
            #dots
            #unpack
            #call
        }
    }

    fn driver_perturbed(&self) -> TokenStream {
        let krate = &self.signature.krate;
        let (unpack, dots) = (self.unpack(), self.unpack_tangents());
        let (named, function) = self.function_itself();
        let step = self.signature.fresh("step");
        let moved = self
            .signature
            .params
            .iter()
            .zip(&self.names.dots)
            .filter(|(param, _)| param.varied);
        let moved = moved.map(|(param, dot)| {
            let name = &param.name;
            let reference = if param.passing == Passing::Shared {
                quote!(#name)
            } else {
                quote!(&#name)
            };
            quote!(let #name = #krate::__private::perturb(#reference, #dot, #step);)
        });
        let arguments = self.signature.params.iter().map(|param| {
            let name = &param.name;
            if param.varied && param.passing == Passing::Shared {
                quote!(&#name)
            } else {
                quote!(#name)
            }
        });
        let renamed = renamed("step", &step);
        quote! {
            #named
            #renamed
            #dots
            #unpack
            #(#moved)*
            #function(#(#arguments),*)
        }
    }

    /// `let (x_dot, y_dot) = tangent;`, references to the parts.
    fn unpack_tangents(&self) -> TokenStream {
        let dots = self
            .signature
            .params
            .iter()
            .zip(&self.names.dots)
            .filter(|(param, _)| param.varied);
        let dots = names::tuple(dots.map(|(_, dot)| quote!(#dot)));
        quote!(let #dots = tangent;)
    }
}

/// `let name_ = name;`, where a parameter of the trait's has to make way for one of the user's.
fn renamed(name: &str, to: &Ident) -> Option<TokenStream> {
    let given = Ident::new(name, Span::call_site());
    (given != *to).then(|| quote!(let #to = #given;))
}

/// Can its type be written again, and is it certain, or a matter of a bound, that it can be cloned?
fn is_nameable(param: &Param) -> bool {
    match (&param.ty, &param.shape) {
        (Type::ImplTrait(_), _) => false,
        (Type::Reference(reference), _) => !matches!(*reference.elem, Type::ImplTrait(_)),
        (Type::FnPtr(_), _) => true,
        (ty, Shape::Inert(Inert::Opaque)) => !is_boxed(ty),
        _ => true,
    }
}

fn is_boxed(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Box"))
}

/// Is an owned copy of the type a value of the type, all the way down?
fn is_plain(shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(..) | Shape::Inert(_) => true,
        // The trait has no place for the lifetimes of tangents.
        Shape::Named(ty) => !has_lifetime(ty),
        Shape::Ref(_) => false,
        Shape::Slice(p)
        | Shape::Vec(p)
        | Shape::Array(p, _)
        | Shape::Option(p)
        | Shape::Result(p, _) => is_plain(p),
        Shape::Boxed(p) => !matches!(**p, Shape::Slice(_)) && is_plain(p),
        Shape::Tuple(parts) => parts.len() <= MOST && parts.iter().all(is_plain),
    }
}
