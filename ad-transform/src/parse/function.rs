//! Parameters that are functions: `impl Fn(f64) -> f64`, `F: Fn(&[f64]) -> f64`, `&dyn Fn(f64) -> f64`, `fn(f64) -> f64`.

use super::type_params::{FUNCTION_BOUNDS, bounded_by};
use super::{Inert, Shape, TypeParams};
use crate::syntax::visit::{self, Visit};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{
    ParenthesizedGenericArguments, PathArguments, ReturnType, Token, Type, TypeParamBound,
    parse_quote,
};

/// The signature of a parameter that is a function of which something comes out that can vary: its result, or what it writes
/// through a `&mut`.
#[derive(Clone)]
pub struct FunctionType {
    /// Its parameters, as written, and what they look like without references.
    pub params: Vec<(Type, Shape)>,
    /// Its result.
    pub output: (Type, Shape),
}

/// Is a parameter written in place?
#[must_use]
pub fn is_in_place(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_some())
}

impl FunctionType {
    /// A type parameter stands for a type that cannot vary. That the result does not is only sure of integers: what else is
    /// called so may be a number from somewhere that has no derivative.
    pub fn make_inert(&mut self, param: &Ident, inert: &Inert) {
        for (_, shape) in &mut self.params {
            shape.make_inert(param, inert);
        }
        if matches!(inert, Inert::Int(_)) {
            self.output.1.make_inert(param, inert);
        }
    }

    /// The signature of a parameter of this type, if it is a function whose derivatives can be followed: the result owns
    /// what it holds.
    #[must_use]
    pub fn of(ty: &Type, params: &TypeParams) -> Option<FunctionType> {
        let arguments = signature(ty, params)?;
        let inputs = arguments.inputs.iter().map(|input| {
            let ty = &input.ty;
            let (inner, shape) = match ty {
                Type::Reference(reference) => {
                    (&*reference.elem, Shape::of(&reference.elem, params))
                }
                ty => (ty, Shape::of(ty, params)),
            };
            let shape = shape.ok()?;
            (!matches!(inner, Type::Reference(_)) && known(&shape)).then(|| (ty.clone(), shape))
        });
        let inputs = inputs.collect::<Option<Vec<_>>>()?;
        let output: Type = match &arguments.output {
            ReturnType::Type(_, output) => (**output).clone(),
            ReturnType::Default => parse_quote!(()),
        };
        let shape = Shape::of(&output, params).ok()?;
        let written = inputs
            .iter()
            .any(|(ty, shape)| is_in_place(ty) && !shape.is_inert());
        if (shape.is_inert() && !written) || !known(&shape) {
            return None;
        }
        Some(FunctionType {
            params: inputs,
            output: (output, shape),
        })
    }

    /// Is it the type of a function?
    #[must_use]
    pub fn is(ty: &Type, params: &TypeParams) -> bool {
        match ty {
            Type::Reference(reference) => FunctionType::is(&reference.elem, params),
            Type::Paren(paren) => FunctionType::is(&paren.elem, params),
            Type::Group(group) => FunctionType::is(&group.elem, params),
            Type::ImplTrait(imp) => bounded_by(&imp.bounds, &FUNCTION_BOUNDS),
            Type::TraitObject(object) => bounded_by(&object.bounds, &FUNCTION_BOUNDS),
            Type::FnPtr(_) => true,
            Type::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|ident| params.functions.contains(ident)),
            _ => false,
        }
    }

    /// The first type in another one whose values are functions that may have captured what varies.
    pub(crate) fn within(ty: &Type, params: &TypeParams) -> Option<Type> {
        struct Search<'a>(&'a TypeParams, Option<Type>);
        impl<'ast> Visit<'ast> for Search<'_> {
            fn visit_type(&mut self, ty: &'ast Type) {
                match ty {
                    Type::FnPtr(_) => {}
                    Type::Path(_) | Type::TraitObject(_) if FunctionType::is(ty, self.0) => {
                        self.1.get_or_insert_with(|| ty.clone());
                    }
                    ty => visit::visit_type(self, ty),
                }
            }
        }
        let mut search = Search(params, None);
        search.visit_type(ty);
        search.1
    }

    /// The type of its reverse mode.
    #[must_use]
    pub fn vjp(&self, krate: &syn::Path) -> TokenStream {
        let types = self.params.iter().map(|(ty, _)| ty);
        let slots = self.params.iter().map(|(ty, shape)| {
            let buffer = buffer(shape, krate);
            match is_in_place(ty) && !shape.is_inert() {
                true => quote!(&mut #buffer),
                false => quote!(::core::option::Option<&mut #buffer>),
            }
        });
        let (output, shape) = &self.output;
        let cotangent = buffer(shape, krate);
        quote! {
            &mut impl ::core::ops::FnMut(
                #(#types,)*
                ::core::option::Option<&#cotangent>,
                #(#slots),*
            ) -> #output
        }
    }

    /// The type of its forward mode.
    #[must_use]
    pub fn jvp(&self, krate: &syn::Path) -> TokenStream {
        let types = self.params.iter().map(|(ty, _)| ty);
        let slots = self.params.iter().map(|(ty, shape)| {
            let buffer = buffer(shape, krate);
            match is_in_place(ty) && !shape.is_inert() {
                true => quote!(&mut #buffer),
                false => quote!(::core::option::Option<&#buffer>),
            }
        });
        let (output, shape) = &self.output;
        let result = match shape {
            Shape::Inert(_) => quote!(#output),
            shape => {
                let tangent = shape.tangent(krate);
                quote!((#output, #tangent))
            }
        };
        quote! {
            &mut impl ::core::ops::FnMut(
                #(#types,)*
                #(#slots),*
            ) -> #result
        }
    }
}

fn buffer(shape: &Shape, krate: &syn::Path) -> TokenStream {
    if shape.is_inert() {
        quote!(())
    } else {
        shape.buffer(krate)
    }
}

/// Is everything in it known, and owned?
fn known(shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(..) | Shape::Inert(_) => true,
        Shape::Slice(p) | Shape::Vec(p) | Shape::Array(p, _) => known(p),
        Shape::Tuple(parts) => parts.iter().all(known),
        Shape::Option(p) | Shape::Result(p, _) => known(p),
        Shape::Named(_) => true,
        Shape::Boxed(_) | Shape::Ref(_) => false,
    }
}

/// The parentheses and the arrow behind `Fn`.
fn signature(ty: &Type, params: &TypeParams) -> Option<ParenthesizedGenericArguments> {
    match ty {
        Type::Reference(reference) => signature(&reference.elem, params),
        Type::Paren(paren) => signature(&paren.elem, params),
        Type::Group(group) => signature(&group.elem, params),
        Type::ImplTrait(imp) => of_bounds(&imp.bounds),
        Type::TraitObject(object) => of_bounds(&object.bounds),
        Type::FnPtr(function) => {
            let inputs = function.inputs.iter().map(|input| &input.ty);
            let output = &function.output;
            let arguments: ParenthesizedGenericArguments = parse_quote!((#(#inputs),*) #output);
            Some(arguments)
        }
        Type::Path(path) => {
            let ident = path.path.get_ident()?;
            let known = params
                .function_types
                .iter()
                .find(|(name, _)| name == ident)?;
            syn::parse_str(&known.1).ok()
        }
        _ => None,
    }
}

/// The parentheses of the bound that is a function.
pub(super) fn of_bounds(
    bounds: &Punctuated<TypeParamBound, Token![+]>,
) -> Option<ParenthesizedGenericArguments> {
    bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last()?;
            match &last.arguments {
                PathArguments::Parenthesized(arguments)
                    if last.ident == "Fn" || last.ident == "FnMut" =>
                {
                    Some(arguments.clone())
                }
                _ => None,
            }
        }
        _ => None,
    })
}

/// As text: tokens do not outlive one expansion.
pub(super) fn text(arguments: &ParenthesizedGenericArguments) -> String {
    arguments.to_token_stream().to_string()
}
