//! The implementation of `DifferentiableFn`, by which checks and drivers take a companion as a type argument.
//!
//! It exists where the trait can say what the function is: nothing written in place, no type parameters that are
//! functions. The companion of a generic function has the same parameters, for the trait alone: `norm::grad(&x)` finds
//! the functions of the one implementation of their own, and `check::<norm>` means `norm<f64>`, for `f64` is the default
//! of what is a float. What it asks of types of the user's (`Clone`, `Perturb`) stands in its where-clause, so that a type without them costs the
//! implementation and nothing else.

use super::hidden::Meaning;
use super::values;
use super::{Companion, names};
use crate::ir::Mode;
use crate::parse::lifetimes::{has_lifetime, share_lifetime, with_lifetime};
use crate::parse::{Inert, Param, Passing, Placement, Shape};
use crate::syntax::visit::Visit;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
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
        // A lifetime of nothing but the result is whichever the caller likes.
        let output = self.signature.output.as_ref().map_or_else(
            || self.result_type(),
            |output| with_lifetime(&output.ty, "'static").to_token_stream(),
        );
        let gradient_type = self.gradient_type();
        let (named, function) = self.function_itself();
        let [args_name, tangent, step] =
            ["args", "tangent", "step"].map(|name| self.signature.fresh(name));
        let cotangent = &self.names.cotangent;
        let unpack = self.unpack();
        let arguments = self.signature.params.iter().map(|param| {
            let name = &param.name;
            param.as_taken(quote!(#name))
        });
        let (vjp, jvp, perturbed) = (
            self.driver_vjp(vjp),
            self.driver_jvp(jvp),
            self.driver_perturbed(),
        );
        let bounds = self.driver_bounds();
        let generics = self.signature.bounded(true).generics;
        let types = generics
            .params
            .iter()
            .filter(|param| !matches!(param, GenericParam::Lifetime(_)));
        let types: Vec<&GenericParam> = types.collect();
        let predicates = generics
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates);
        let arguments_of_type = self.type_arguments();
        quote! {
            #[allow(unused, deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
            #(#cfgs)*
            impl<#(#types),*> #krate::DifferentiableFn for #companion #arguments_of_type
            where
                #(#predicates,)*
                #(#bounds),*
            {
                type Args<'a> = #args;
                type Output = #output;
                type Gradient = #gradient_type;
                const NAME: &'static str = #name;

                #[inline]
                fn call(#args_name: Self::Args<'_>) -> Self::Output {
                    #named
                    #unpack
                    #function(#(#arguments),*)
                }

                #[inline]
                fn vjp(
                    #args_name: Self::Args<'_>,
                    #cotangent: &<Self::Output as #krate::Differentiable>::Tangent,
                ) -> (Self::Output, Self::Gradient) {
                    #vjp
                }

                #[inline]
                fn jvp(
                    #args_name: Self::Args<'_>,
                    #tangent: &Self::Gradient,
                ) -> (Self::Output, <Self::Output as #krate::Differentiable>::Tangent) {
                    #jvp
                }

                #[inline]
                fn perturbed(
                    #args_name: Self::Args<'_>,
                    #tangent: &Self::Gradient,
                    #step: f64,
                ) -> Self::Output {
                    #perturbed
                }
            }
        }
    }

    /// Is the trait implemented?
    fn is_driven(&self) -> bool {
        self.find(&[Mode::Vjp]).is_some()
            && self.find(&[Mode::Jvp]).is_some()
            && self.can_be_driven()
    }

    /// Does the result live no longer than an argument? The trait's result is one for all arguments.
    fn returns_what_lives_shortly(&self) -> bool {
        let (output, params) = (&self.signature.output, &self.signature.params);
        output.as_ref().is_some_and(|output| {
            let mut params = params.iter();
            has_lifetime(&output.ty) && params.any(|param| share_lifetime(&output.ty, &param.ty))
        })
    }

    fn can_be_driven(&self) -> bool {
        let signature = self.signature;
        let outputs = signature
            .output
            .as_ref()
            .is_some_and(|output| !output.borrowed && is_plain(&output.shape));
        signature.placement == Placement::Item
            && !signature.has_functions()
            && signature
                .generics
                .params
                .iter()
                .all(|param| self.is_of_type(param))
            && outputs
            && !self.returns_what_lives_shortly()
            && self.only_returns()
            && signature.params.len() <= MOST
            && signature
                .params
                .iter()
                .all(|param| is_nameable(param) && (!param.varied || is_owned(param)))
    }

    /// Can the companion's type have the parameter?
    fn is_of_type(&self, param: &GenericParam) -> bool {
        match param {
            GenericParam::Lifetime(_) => true,
            GenericParam::Type(param) => {
                !self.signature.type_params.functions.contains(&param.ident)
            }
            GenericParam::Const(param) => any_constant(&param.ty).is_some(),
        }
    }

    /// The parameters of the companion's type, where it is one of a generic function: with a variant that nobody can
    /// make, in which they occur.
    pub(super) fn type_parameters(&self) -> (TokenStream, TokenStream) {
        if !self.is_generic() {
            return (TokenStream::new(), TokenStream::new());
        }
        let (mut params, mut phantoms) = (Vec::new(), Vec::new());
        // A default stands for floats, at the end.
        let mut last = true;
        for param in self.signature.generics.params.iter().rev() {
            match param {
                GenericParam::Lifetime(_) => {}
                GenericParam::Const(param) => {
                    last = false;
                    let (name, ty) = (&param.ident, &param.ty);
                    params.push(quote!(const #name: #ty));
                }
                GenericParam::Type(param) => {
                    let (name, known) = (&param.ident, &self.signature.type_params);
                    last &= known.scalars.contains(name);
                    let default = last.then(|| quote!(= f64));
                    params.push(quote!(#name: ?::core::marker::Sized #default));
                    phantoms.push(quote!(::core::marker::PhantomData<#name>));
                }
            }
        }
        params.reverse();
        let never = quote!(#[doc(hidden)] __Never(::core::convert::Infallible, #(#phantoms),*));
        (quote!(<#(#params),*>), never)
    }

    /// The companion's type as the implementation of the trait has it: `<T, N>`.
    fn type_arguments(&self) -> TokenStream {
        bracketed(&self.arguments_by(&|param| match param {
            GenericParam::Lifetime(_) => None,
            GenericParam::Type(param) => Some(param.ident.to_token_stream()),
            GenericParam::Const(param) => Some(param.ident.to_token_stream()),
        }))
    }

    /// The companion's type of which the functions are: any, but one only, so that rustc finds it.
    pub(super) fn some_arguments(&self) -> TokenStream {
        bracketed(&self.arguments_by(&|param| match param {
            GenericParam::Lifetime(_) => None,
            GenericParam::Type(_) => Some(quote!(())),
            GenericParam::Const(param) => any_constant(&param.ty),
        }))
    }

    fn arguments_by(&self, of: &dyn Fn(&GenericParam) -> Option<TokenStream>) -> Vec<TokenStream> {
        if !self.is_generic() {
            return Vec::new();
        }
        let params = self.signature.generics.params.iter();
        params.filter_map(of).collect()
    }

    /// Has the companion's type parameters?
    pub(super) fn is_generic(&self) -> bool {
        let mut params = self.signature.generics.params.iter();
        self.is_driven() && params.any(|param| !matches!(param, GenericParam::Lifetime(_)))
    }

    /// What is asked of types of the user's. A bound for every lifetime may be false, where one of a type alone is
    /// refused.
    fn driver_bounds(&self) -> Vec<TokenStream> {
        let krate = &self.signature.krate;
        let mut bounds = Vec::new();
        for (i, param) in self.signature.params.iter().enumerate() {
            if param.passing == Passing::Value && param.shape.has_named() {
                let ty = with_lifetime(&param.ty, "'x");
                bounds.push(quote!(for<'x> #ty: #krate::__private::CloneOf<'x, #i>));
            }
            if param.varied && param.shape.has_named() {
                let ty = match &param.ty {
                    Type::Reference(reference) => with_lifetime(&reference.elem, "'x"),
                    ty => with_lifetime(ty, "'x"),
                };
                // What a slice is owned as is a vector of the same elements.
                let owned = match &ty {
                    Type::Slice(slice) => {
                        let element = &slice.elem;
                        quote!(#krate::__private::Vec<#element>)
                    }
                    ty => quote!(#ty),
                };
                bounds.push(if self.is_generic() {
                    let tangent = quote!(<#ty as #krate::Differentiable>::Tangent);
                    quote!(for<'x> #ty: #krate::__private::Moved<'x, #tangent, #owned>)
                } else {
                    let element = match &ty {
                        Type::Slice(slice) => &slice.elem,
                        ty => ty,
                    };
                    quote!(for<'x> #element: #krate::__private::PerturbOf<'x, #i>)
                });
            }
        }
        for param in self.signature.generics.type_params() {
            let known = &self.signature.type_params;
            if !known.scalars.contains(&param.ident) {
                let ident = &param.ident;
                bounds.push(quote!(#ident: 'static));
                // What is passed by value is cloned for each point.
                if known.integers.contains(ident) {
                    bounds.push(quote!(#ident: ::core::clone::Clone));
                }
            }
        }
        bounds
    }

    /// The function with its generic arguments, and where a parameter has its name a statement that gives it another.
    fn function_itself(&self) -> (Option<TokenStream>, TokenStream) {
        let signature = self.signature;
        let ident = &signature.ident;
        let arguments = match self.is_generic() {
            true => signature.generic_arguments(),
            false => Vec::new(),
        };
        let arguments = bracketed(&arguments);
        let colons = (!arguments.is_empty()).then(|| quote!(::));
        let function = quote!(#ident #colons #arguments);
        if signature.params.iter().all(|param| param.name != *ident) {
            return (None, function);
        }
        let name = signature.fresh("function");
        (Some(quote!(let #name = #function;)), quote!(#name))
    }

    /// `let (x, n) = args;`
    fn unpack(&self) -> TokenStream {
        let names = names::tuple(self.signature.params.iter().map(|param| {
            let name = &param.name;
            quote!(#name)
        }));
        let args = self.signature.fresh("args");
        quote!(let #names = #args;)
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
        quote! {
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
            let moved = if self.is_generic() && param.shape.has_named() {
                quote!(#krate::__private::Moved::moved)
            } else {
                quote!(#krate::__private::perturb)
            };
            quote!(let #name = #moved(#reference, #dot, #step);)
        });
        let arguments = self.signature.params.iter().map(|param| {
            let name = &param.name;
            if param.varied && param.passing == Passing::Shared {
                param.as_taken(quote!(&#name))
            } else {
                param.as_taken(quote!(#name))
            }
        });
        quote! {
            #named
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
        let tangent = self.signature.fresh("tangent");
        quote!(let #dots = #tangent;)
    }
}

/// `<A, B>`, or nothing.
fn bracketed(arguments: &[TokenStream]) -> TokenStream {
    match arguments {
        [] => TokenStream::new(),
        arguments => quote!(<#(#arguments),*>),
    }
}

/// A constant of the type.
fn any_constant(ty: &Type) -> Option<TokenStream> {
    let Type::Path(path) = ty else { return None };
    let name = path.path.get_ident()?.to_string();
    match name.as_str() {
        "bool" => Some(quote!(false)),
        "char" => Some(quote!(' ')),
        name => crate::ir::Type::int(name).map(|_| quote!(0)),
    }
}

/// Can its type be written again, and is it certain, or a matter of a bound, that it can be cloned?
fn is_nameable(param: &Param) -> bool {
    match (&param.ty, &param.shape) {
        (Type::ImplTrait(_), _) => false,
        (Type::Reference(reference), _) => !matches!(*reference.elem, Type::ImplTrait(_)),
        (Type::FnPtr(_), _) => true,
        (ty, Shape::Inert(Inert::Opaque | Inert::Own(_))) => !is_boxed(ty),
        _ => true,
    }
}

fn is_boxed(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Box"))
}

/// Is an owned copy of what a parameter refers to of the same type?
fn is_owned(param: &Param) -> bool {
    struct References(bool);
    impl<'ast> Visit<'ast> for References {
        fn visit_type_reference(&mut self, _: &'ast syn::TypeReference) {
            self.0 = true;
        }
    }
    let mut inside = References(false);
    match &param.ty {
        Type::Reference(reference) => inside.visit_type(&reference.elem),
        ty => inside.visit_type(ty),
    }
    !inside.0 && is_plain(&param.shape)
}

/// Is an owned copy of the type a value of the type, all the way down?
fn is_plain(shape: &Shape) -> bool {
    match shape {
        // What a type without tangents is a part of has none of its own.
        Shape::Inert(Inert::Own(_)) => false,
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
