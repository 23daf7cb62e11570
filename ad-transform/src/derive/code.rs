//! The code of the derive: an item for the type of tangents, and the implementations for it and for the type.
//!
//! Every implementation is made of one expression for each field. Of a struct the fields are `self.x`; of an enum
//! they are what a `match` binds.

use super::generics::same_text;
use super::{Field, Item, Style, Variant, generics, local};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Member, Type};

pub(super) struct Code<'a> {
    item: &'a Item,
}

/// How a method borrows a value.
#[derive(Clone, Copy)]
enum Borrow {
    Shared,
    Mut,
}

/// A value whose fields are wanted: the name of a variable, the path of its type, and how it is borrowed.
struct Operand {
    name: TokenStream,
    path: TokenStream,
    borrow: Borrow,
}

impl Operand {
    fn of_self(borrow: Borrow) -> Operand {
        Operand {
            name: quote!(self),
            path: quote!(Self),
            borrow,
        }
    }

    fn shared(name: &str, path: TokenStream) -> Operand {
        let name = local(name);
        Operand {
            name: quote!(#name),
            path,
            borrow: Borrow::Shared,
        }
    }
}

/// Is the type known to have the tangent `()`?
fn is_inert(ty: &Type) -> bool {
    const OTHERS: [&str; 6] = ["bool", "char", "String", "str", "PhantomData", "Duration"];
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = last.ident.to_string();
            crate::ir::Type::int(&name).is_some() || OTHERS.contains(&name.as_str())
        }),
        Type::Reference(reference) => is_inert(&reference.elem),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_inert),
        Type::Array(array) => is_inert(&array.elem),
        _ => false,
    }
}

/// The tangent of a value that does not vary: arrays of any length have no default.
fn nothing_of(ty: &Type) -> TokenStream {
    match ty {
        Type::Reference(reference) => nothing_of(&reference.elem),
        Type::Tuple(tuple) => {
            let parts = tuple.elems.iter().map(nothing_of);
            quote!((#(#parts,)*))
        }
        Type::Array(array) => {
            let (part, n) = (nothing_of(&array.elem), &array.len);
            quote!([#part; #n])
        }
        _ => quote!(::core::default::Default::default()),
    }
}

/// References to a field, one for each operand.
type Fields<'a> = &'a [Vec<TokenStream>];

impl<'a> Code<'a> {
    pub(super) fn new(item: &'a Item) -> Self {
        Code { item }
    }

    pub(super) fn tokens(&self) -> TokenStream {
        let parts = [
            self.definition(),
            self.differentiable(),
            self.tangent_of_tangent(),
            self.tangent(),
            self.clone(),
            self.debug(),
            self.partial_eq(),
            self.copy(),
            self.default(),
            self.perturb(),
            self.accessors(),
        ];
        quote!(#(#parts)*)
    }

    // --- the type of tangents ---

    fn definition(&self) -> TokenStream {
        let Item {
            vis,
            tangent,
            ident,
            ..
        } = self.item;
        let generics = &self.item.tangent_generics.tangent;
        let where_clause = &generics.where_clause;
        let intro = docs(&[
            &format!(
                "The tangents of [`{ident}`]: the directions in which its values vary, and gradients by it."
            ),
            "",
            "Made by `#[derive(Differentiable)]`.",
        ]);
        let lints = lints();
        if self.item.is_enum {
            let variants = self.item.variants.iter().map(|variant| {
                let name = variant.ident.as_ref();
                let intro = docs(&[&format!(
                    "The tangents of `{}`.",
                    name.map_or_else(String::new, Ident::to_string)
                )]);
                let fields = self.field_definitions(variant);
                quote!(#intro #name #fields)
            });
            return quote!(#intro #lints #vis enum #tangent #generics #where_clause { #(#variants,)* });
        }
        let variant = &self.item.variants[0];
        let fields = self.field_definitions(variant);
        match variant.style {
            Style::Named => {
                quote!(#intro #lints #vis struct #tangent #generics #where_clause #fields)
            }
            Style::Tuple | Style::Unit => {
                quote!(#intro #lints #vis struct #tangent #generics #fields #where_clause;)
            }
        }
    }

    fn field_definitions(&self, variant: &Variant) -> TokenStream {
        let fields = variant.fields.iter().map(|field| {
            let (vis, ty) = (&field.vis, self.tangent_type(field));
            let what = match &field.member {
                Member::Named(name) => format!("`{name}`"),
                Member::Unnamed(index) => format!("field {}", index.index),
            };
            let intro = docs(&[&match field.varied {
                Some(_) => format!("The tangent of {what}."),
                None => format!("The tangent of {what}, which does not vary."),
            }]);
            match &field.member {
                Member::Named(name) => quote!(#intro #vis #name: #ty),
                Member::Unnamed(_) => quote!(#intro #vis #ty),
            }
        });
        match variant.style {
            Style::Named => quote!({ #(#fields,)* }),
            Style::Tuple => quote!((#(#fields,)*)),
            Style::Unit => quote!(),
        }
    }

    fn tangent_type(&self, field: &Field) -> TokenStream {
        let krate = &self.item.krate;
        match &field.varied {
            Some(ty) => quote_spanned!(field.ty.span()=> <#ty as #krate::Differentiable>::Tangent),
            None => quote!(()),
        }
    }

    /// The way to each field of each variant, for generated code: it knows the variant, but not the name of the type
    /// of tangents.
    fn accessors(&self) -> TokenStream {
        if !self.item.is_enum || self.item.fields().next().is_none() {
            return TokenStream::new();
        }
        let tangent = &self.item.tangent;
        let alone = self.item.variants.len() == 1;
        let accessors = self.item.variants.iter().flat_map(|variant| {
            variant.fields.iter().flat_map(move |field| {
                let (name, ty) = (variant.ident.as_ref(), self.tangent_type(field));
                let (member, word) = (&field.member, member_name(&field.member));
                let part = local("part");
                let rest = (!alone).then(|| quote!(_ => unreachable!(),));
                let of = |write: bool| {
                    let name = name.map_or_else(String::new, Ident::to_string);
                    super::accessor(&name, &word, write)
                };
                let (shared, mutable) = (of(false), of(true));
                [quote! {
                    #[doc(hidden)]
                    #[inline]
                    pub fn #shared(&self) -> &#ty {
                        match self { #tangent::#name { #member: #part, .. } => #part, #rest }
                    }

                    #[doc(hidden)]
                    #[inline]
                    pub fn #mutable(&mut self) -> &mut #ty {
                        match self { #tangent::#name { #member: #part, .. } => #part, #rest }
                    }
                }]
            })
        });
        let (params, arguments, where_clause) =
            generics::impl_parts(&self.item.tangent_generics.tangent);
        let lints = lints();
        quote! {
            #lints
            impl #params #tangent #arguments #where_clause { #(#accessors)* }
        }
    }

    // --- the traits of the runtime ---

    fn differentiable(&self) -> TokenStream {
        let Item { krate, tangent, .. } = self.item;
        let (_, arguments, _) = self.item.tangent_generics.tangent.split_for_impl();
        let zero = self.unary(Borrow::Shared, |variant, x| {
            let zero = |_: usize, x: &TokenStream| quote!(#krate::Differentiable::zero_tangent(#x));
            self.construct(&quote!(#tangent), variant, &self.values(variant, x, zero))
        });
        self.impl_for_primal(
            &quote!(#krate::Differentiable),
            &[],
            &quote! {
                type Tangent = #tangent #arguments;

                #[inline]
                fn zero_tangent(&self) -> Self::Tangent { #zero }
            },
        )
    }

    fn tangent_of_tangent(&self) -> TokenStream {
        let krate = &self.item.krate;
        self.impl_for_tangent(
            &quote!(#krate::Differentiable),
            &[],
            &quote! {
                type Tangent = Self;

                #[inline]
                fn zero_tangent(&self) -> Self {
                    let mut zero = ::core::clone::Clone::clone(self);
                    #krate::Tangent::set_zero(&mut zero);
                    zero
                }
            },
        )
    }

    fn tangent(&self) -> TokenStream {
        let krate = &self.item.krate;
        let [rhs, factor, at, visit] = ["rhs", "factor", "at", "visit"].map(local);
        let trait_ = quote!(#krate::Tangent);
        let right = || Operand::shared("rhs", quote!(Self));
        let add = self.binary(
            Operand::of_self(Borrow::Mut),
            right(),
            &self.different(),
            |variant, [x, y]| {
                statements(variant, |i, _| {
                    let (x, y) = (&x[i], &y[i]);
                    quote!(#trait_::add_assign(#x, #y);)
                })
            },
        );
        let dot = self.binary(
            Operand::of_self(Borrow::Shared),
            right(),
            &self.different(),
            |variant, [x, y]| {
                let products = varied(variant).map(|(i, _)| {
                    let (x, y) = (&x[i], &y[i]);
                    quote!(#trait_::dot(#x, #y))
                });
                fold(products, &quote!(+), &quote!(0.0))
            },
        );
        let each = |statement: &dyn Fn(&TokenStream, &Field) -> TokenStream| {
            self.unary(Borrow::Mut, |variant, x| {
                statements(variant, |i, field| statement(&x[i], field))
            })
        };
        let scale = each(&|x, _| quote!(#trait_::scale(#x, #factor);));
        let set_zero = each(&|x, _| quote!(#trait_::set_zero(#x);));
        let coordinates = each(&|x, field| {
            let name = member_name(&field.member);
            quote!(#trait_::coordinates(#x, &#at.field(#name), #visit);)
        });
        self.impl_for_tangent(
            &trait_,
            &[],
            &quote! {
                #[inline]
                fn add_assign(&mut self, #rhs: &Self) { #add }

                #[inline]
                fn scale(&mut self, #factor: f64) { #scale }

                #[inline]
                fn dot(&self, #rhs: &Self) -> f64 { #dot }

                #[inline]
                fn set_zero(&mut self) { #set_zero }

                fn coordinates(
                    &mut self,
                    #at: &#krate::__private::Coordinate<'_>,
                    #visit: &mut dyn ::core::ops::FnMut(&#krate::__private::Coordinate<'_>, &mut f64),
                ) { #coordinates }
            },
        )
    }

    fn perturb(&self) -> TokenStream {
        let Item { krate, tangent, .. } = self.item;
        if !self.item.fields().all(is_owned) {
            return TokenStream::new();
        }
        let trait_ = quote!(#krate::Perturb);
        let [direction, step, from] = ["direction", "step", "from"].map(local);
        let operand = |name, path| Operand::shared(name, path);
        let perturbed = self.binary(
            Operand::of_self(Borrow::Shared),
            operand("direction", quote!(#tangent)),
            &self.different(),
            |variant, [x, d]| {
                let values = variant.fields.iter().enumerate().map(|(i, field)| {
                    let (x, d) = (&x[i], &d[i]);
                    match field.varied {
                        Some(_) => quote!(#trait_::perturbed(#x, #d, #step)),
                        None => quote!(::core::clone::Clone::clone(#x)),
                    }
                });
                self.construct(&quote!(Self), variant, &values.collect::<Vec<_>>())
            },
        );
        let apart =
            quote!(#krate::__private::not_a_number(#krate::Differentiable::zero_tangent(self)));
        let difference = self.binary(
            Operand::of_self(Borrow::Shared),
            operand("from", quote!(Self)),
            &apart,
            |variant, [x, y]| {
                let difference = |i: usize, x: &TokenStream| {
                    let y = &y[i];
                    quote!(#trait_::difference(#x, #y))
                };
                self.construct(
                    &quote!(#tangent),
                    variant,
                    &self.values(variant, x, difference),
                )
            },
        );
        let magnitude = self.unary(Borrow::Shared, |variant, x| {
            let largest = varied(variant).map(|(i, _)| {
                let x = &x[i];
                quote!(.max(#trait_::magnitude(#x)))
            });
            quote!(0.0_f64 #(#largest)*)
        });
        let bounds = self
            .item
            .fields()
            .filter(|field| !field.recursive || field.varied.is_none())
            .enumerate()
            .map(|(i, field)| {
                let ty = &field.ty;
                match field.varied {
                    Some(_) => quote!(for<'__a> #ty: #krate::__private::PerturbOf<'__a, #i>),
                    None => quote!(for<'__a> #ty: #krate::__private::CloneOf<'__a, #i>),
                }
            });
        self.impl_for_primal(
            &trait_,
            &bounds.collect::<Vec<_>>(),
            &quote! {
                type Perturbed = Self;

                fn perturbed(&self, #direction: &Self::Tangent, #step: f64) -> Self { #perturbed }

                fn difference(&self, #from: &Self) -> Self::Tangent { #difference }

                fn magnitude(&self) -> f64 { #magnitude }
            },
        )
    }

    // --- the traits of the standard library, of tangents ---

    fn clone(&self) -> TokenStream {
        let clone = self.unary(Borrow::Shared, |variant, x| {
            let clone = |_: usize, x: &TokenStream| quote!(::core::clone::Clone::clone(#x));
            self.construct(&quote!(Self), variant, &self.values(variant, x, clone))
        });
        let body = quote! {
            #[inline]
            fn clone(&self) -> Self { #clone }
        };
        self.impl_for_tangent(&quote!(::core::clone::Clone), &[], &body)
    }

    fn debug(&self) -> TokenStream {
        let f = local("f");
        let debug = self.unary(Borrow::Shared, |variant, x| {
            let name = variant
                .ident
                .as_ref()
                .unwrap_or(&self.item.tangent)
                .to_string();
            let fields = variant.fields.iter().enumerate().filter_map(|(i, field)| {
                let x = if field.varied.is_some() {
                    x[i].clone()
                } else {
                    quote!(&())
                };
                match (&field.member, &field.varied) {
                    (Member::Named(_), None) => None,
                    (Member::Named(name), Some(_)) => {
                        let name = name.to_string();
                        Some(quote!(.field(#name, #x)))
                    }
                    (Member::Unnamed(_), _) => Some(quote!(.field(#x))),
                }
            });
            let method = match variant.style {
                Style::Named => quote!(debug_struct),
                Style::Tuple => quote!(debug_tuple),
                Style::Unit => return quote!(#f.write_str(#name)),
            };
            quote!(#f.#method(#name)#(#fields)*.finish())
        });
        let body = quote! {
            fn fmt(&self, #f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { #debug }
        };
        self.impl_for_tangent(&quote!(::core::fmt::Debug), &[], &body)
    }

    fn partial_eq(&self) -> TokenStream {
        let rhs = local("rhs");
        let right = Operand::shared("rhs", quote!(Self));
        let eq = self.binary(
            Operand::of_self(Borrow::Shared),
            right,
            &quote!(false),
            |variant, [x, y]| {
                let equal = varied(variant).map(|(i, _)| {
                    let (x, y) = (&x[i], &y[i]);
                    quote!(::core::cmp::PartialEq::eq(#x, #y))
                });
                fold(equal, &quote!(&&), &quote!(true))
            },
        );
        let body = quote! {
            #[inline]
            fn eq(&self, #rhs: &Self) -> bool { #eq }
        };
        self.impl_for_tangent(&quote!(::core::cmp::PartialEq), &[], &body)
    }

    fn copy(&self) -> TokenStream {
        self.impl_for_tangent(
            &quote!(::core::marker::Copy),
            &self.where_tangents_are(&quote!(CopyOf)),
            &quote!(),
        )
    }

    /// Of enums there is no default.
    fn default(&self) -> TokenStream {
        if self.item.is_enum {
            return TokenStream::new();
        }
        let default = self.unary(Borrow::Shared, |variant, x| {
            let default = |i: usize, _: &TokenStream| match &variant.fields[i].ty {
                ty if is_inert(ty) => nothing_of(ty),
                _ => quote!(::core::default::Default::default()),
            };
            self.construct(&quote!(Self), variant, &self.values(variant, x, default))
        });
        let body = quote! {
            #[inline]
            fn default() -> Self { #default }
        };
        let bounds = self.where_tangents_are(&quote!(DefaultOf));
        self.impl_for_tangent(&quote!(::core::default::Default), &bounds, &body)
    }

    /// Bounds on the types of the tangent's fields.
    fn where_tangents_are(&self, trait_: &TokenStream) -> Vec<TokenStream> {
        let krate = &self.item.krate;
        let fields = self.item.fields().filter(|field| field.varied.is_some());
        // Two bounds that turn out to be on one type, `()`, are a choice to rustc, which it does not make.
        let fields = fields.filter(|field| !is_inert(&field.ty));
        fields
            .enumerate()
            .map(|(i, field)| {
                let ty = self.tangent_type(field);
                quote!(for<'__a> #ty: #krate::__private::#trait_<'__a, #i>)
            })
            .collect()
    }

    // --- implementations ---

    fn impl_for_primal(
        &self,
        trait_: &TokenStream,
        bounds: &[TokenStream],
        body: &TokenStream,
    ) -> TokenStream {
        let (params, _, where_clause) = generics::impl_parts(&self.item.tangent_generics.primal);
        let (item, where_clause, lints) = (self.item, and_where(where_clause, bounds), lints());
        quote! {
            #[automatically_derived]
            #lints
            impl #params #trait_ for #item #where_clause { #body }
        }
    }

    fn impl_for_tangent(
        &self,
        trait_: &TokenStream,
        bounds: &[TokenStream],
        body: &TokenStream,
    ) -> TokenStream {
        let (params, arguments, where_clause) =
            generics::impl_parts(&self.item.tangent_generics.tangent);
        let (tangent, where_clause, lints) =
            (&self.item.tangent, and_where(where_clause, bounds), lints());
        quote! {
            #[automatically_derived]
            #lints
            impl #params #trait_ for #tangent #arguments #where_clause { #body }
        }
    }

    // --- values by their fields ---

    /// An expression of the fields of `self`.
    fn unary(
        &self,
        borrow: Borrow,
        body: impl Fn(&Variant, &[TokenStream]) -> TokenStream,
    ) -> TokenStream {
        self.by_variant(&[Operand::of_self(borrow)], &quote!(), |variant, fields| {
            body(variant, &fields[0])
        })
    }

    /// An expression of the fields of two values, where they are of the same variant.
    fn binary(
        &self,
        left: Operand,
        right: Operand,
        otherwise: &TokenStream,
        body: impl Fn(&Variant, [&[TokenStream]; 2]) -> TokenStream,
    ) -> TokenStream {
        self.by_variant(&[left, right], otherwise, |variant, fields| {
            body(variant, [&fields[0], &fields[1]])
        })
    }

    fn by_variant(
        &self,
        operands: &[Operand],
        otherwise: &TokenStream,
        body: impl Fn(&Variant, Fields<'_>) -> TokenStream,
    ) -> TokenStream {
        if !self.item.is_enum {
            let variant = &self.item.variants[0];
            let fields: Vec<_> = operands
                .iter()
                .map(|operand| struct_fields(operand, variant))
                .collect();
            return body(variant, &fields);
        }
        if self.item.variants.is_empty() {
            return quote!(match *self {});
        }
        let arms = self.item.variants.iter().map(|variant| {
            let bound: Vec<Vec<Ident>> =
                (0..operands.len()).map(|k| bindings(variant, k)).collect();
            let patterns = operands.iter().zip(&bound).map(|(operand, names)| {
                let names: Vec<TokenStream> = names.iter().map(|name| quote!(#name)).collect();
                self.construct(&operand.path, variant, &names)
            });
            let fields: Vec<Vec<TokenStream>> = bound
                .iter()
                .map(|names| names.iter().map(|name| quote!(#name)).collect())
                .collect();
            let body = body(variant, &fields);
            quote!((#(#patterns),*) => { #body })
        });
        let names = operands.iter().map(|operand| &operand.name);
        let rest =
            (operands.len() > 1 && self.item.variants.len() > 1).then(|| quote!(_ => #otherwise,));
        quote!(match (#(#names),*) { #(#arms,)* #rest })
    }

    /// A value (or a pattern) of a variant, from one expression (pattern) for each field.
    fn construct(
        &self,
        path: &TokenStream,
        variant: &Variant,
        values: &[TokenStream],
    ) -> TokenStream {
        let path = match &variant.ident {
            Some(name) => quote!(#path::#name),
            None => path.clone(),
        };
        match variant.style {
            Style::Named => {
                let members = variant.fields.iter().map(|field| &field.member);
                quote!(#path { #(#members: #values,)* })
            }
            Style::Tuple => quote!(#path(#(#values,)*)),
            Style::Unit => path,
        }
    }

    /// A tangent of each field, `()` of those that do not vary.
    fn values(
        &self,
        variant: &Variant,
        x: &[TokenStream],
        value: impl Fn(usize, &TokenStream) -> TokenStream,
    ) -> Vec<TokenStream> {
        let fields = variant.fields.iter().enumerate();
        fields
            .map(|(i, field)| {
                if field.varied.is_some() {
                    value(i, &x[i])
                } else {
                    quote!(())
                }
            })
            .collect()
    }

    /// What happens to values of different variants.
    fn different(&self) -> TokenStream {
        let (krate, name) = (&self.item.krate, self.item.ident.to_string());
        quote!(#krate::__private::different_variants(#name))
    }
}

/// Can a value be made that is a step away? Not where it borrows what would have to move.
fn is_owned(field: &Field) -> bool {
    let unsized_ = matches!(field.ty, Type::Slice(_));
    !unsized_
        && field
            .varied
            .as_ref()
            .is_none_or(|ty| same_text(ty, &field.ty))
}

/// `&self.x`
fn struct_fields(operand: &Operand, variant: &Variant) -> Vec<TokenStream> {
    let name = &operand.name;
    let members = variant.fields.iter().map(|field| &field.member);
    members
        .map(|member| match operand.borrow {
            Borrow::Shared => quote!(&#name.#member),
            Borrow::Mut => quote!(&mut #name.#member),
        })
        .collect()
}

/// The names that a pattern gives to the fields of a variant of the operand of this number.
fn bindings(variant: &Variant, operand: usize) -> Vec<Ident> {
    let side = ["left", "right"][operand];
    let span = Span::mixed_site();
    let names = variant.fields.iter().enumerate();
    names
        .map(|(i, field)| match &field.member {
            Member::Named(name) => format_ident!("{side}_{}", name, span = span),
            Member::Unnamed(_) => format_ident!("{side}_{i}", span = span),
        })
        .collect()
}

fn varied(variant: &Variant) -> impl Iterator<Item = (usize, &Field)> {
    variant
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.varied.is_some())
}

/// One statement for each field that varies.
fn statements(variant: &Variant, statement: impl Fn(usize, &Field) -> TokenStream) -> TokenStream {
    varied(variant)
        .map(|(i, field)| statement(i, field))
        .collect()
}

fn fold(
    parts: impl Iterator<Item = TokenStream>,
    operator: &TokenStream,
    none: &TokenStream,
) -> TokenStream {
    parts
        .reduce(|all, next| quote!(#all #operator #next))
        .unwrap_or_else(|| none.clone())
}

fn member_name(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string().trim_start_matches("r#").to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

fn and_where(where_clause: TokenStream, bounds: &[TokenStream]) -> TokenStream {
    match (where_clause.is_empty(), bounds) {
        (_, []) => where_clause,
        (true, bounds) => quote!(where #(#bounds),*),
        (false, bounds) => {
            let comma = if where_clause.to_string().trim_end().ends_with(',') {
                quote!()
            } else {
                quote!(,)
            };
            quote!(#where_clause #comma #(#bounds),*)
        }
    }
}

/// The lints that generated code must not raise in a user's crate.
fn lints() -> TokenStream {
    quote!(#[allow(dead_code, unused_variables, unused_qualifications, private_interfaces, clippy::all, clippy::pedantic, clippy::nursery)])
}

fn docs(lines: &[&str]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}
