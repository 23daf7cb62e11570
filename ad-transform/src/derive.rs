//! `#[derive(Differentiable)]`: what comes in is a struct or an enum, what goes out is the type of its tangents and
//! the implementations of the runtime's traits for both.
//!
//! The tangent type has the fields (the variants) of the type, each of the tangent of the field's type. A field
//! that does not vary keeps its place with the tangent `()`, so that positions and patterns are the same in both.

mod code;
mod generics;

use crate::diagnose::{self, Errors};
use crate::parse::types::collection;
use crate::parse::{FunctionType, Knowledge, TypeParams};
use code::Code;
use generics::TangentGenerics;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Fields, Generics, Index, Member, Path, Type, Visibility,
    parse_quote,
};

/// Expands `#[derive(Differentiable)]` on this item. All errors are in the result.
#[must_use]
pub fn derive_differentiable(input: TokenStream) -> TokenStream {
    syn::parse2::<DeriveInput>(input)
        .and_then(|input| Item::of(&input))
        .map_or_else(syn::Error::into_compile_error, |item| {
            Code::new(&item).tokens()
        })
}

/// The type, as the derive sees it.
struct Item {
    vis: Visibility,
    ident: Ident,
    generics: Generics,
    krate: Path,
    /// The name of the type of tangents.
    tangent: Ident,
    tangent_generics: TangentGenerics,
    /// Of a struct the one that it is.
    variants: Vec<Variant>,
    is_enum: bool,
}

/// A struct, or a variant of an enum.
struct Variant {
    /// Of a struct none.
    ident: Option<Ident>,
    fields: Vec<Field>,
    style: Style,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Named,
    Tuple,
    Unit,
}

struct Field {
    vis: Visibility,
    member: Member,
    ty: Type,
    /// The type whose tangent it has: the field's, without lifetimes where they can be taken out. None where the
    /// field does not vary.
    varied: Option<Type>,
    /// Does its type name the type that the field is part of?
    recursive: bool,
}

impl Item {
    fn of(input: &DeriveInput) -> syn::Result<Item> {
        let mut errors = Errors::default();
        let options = Options::of(&input.attrs, &mut errors);
        let variants = match &input.data {
            Data::Struct(data) => vec![Variant::of(None, &data.fields, input, &mut errors)],
            Data::Enum(data) => data
                .variants
                .iter()
                .map(|variant| {
                    refuse_attributes(&variant.attrs, &mut errors);
                    Variant::of(Some(&variant.ident), &variant.fields, input, &mut errors)
                })
                .collect(),
            Data::Union(data) => {
                errors.push(union(&data.union_token));
                Vec::new()
            }
        };
        if let Some(error) = errors.combined() {
            return Err(error);
        }
        let varied = variants.iter().flat_map(|variant| &variant.fields);
        let varied: Vec<&Type> = varied.filter_map(|field| field.varied.as_ref()).collect();
        Ok(Item {
            vis: input.vis.clone(),
            ident: input.ident.clone(),
            generics: input.generics.clone(),
            tangent: options.tangent.unwrap_or_else(|| {
                format_ident!("{}Tangent", input.ident.unraw(), span = input.ident.span())
            }),
            tangent_generics: TangentGenerics::of(&input.generics, &varied, &options.krate),
            krate: options.krate,
            variants,
            is_enum: matches!(input.data, Data::Enum(_)),
        })
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.variants.iter().flat_map(|variant| &variant.fields)
    }
}

/// Is it a type without tangents of which no part can vary? (A container of such has a tangent with as many places.)
fn is_inert(ty: &Type, knowledge: &Knowledge) -> bool {
    matches!(ty, Type::Path(path) if path.qself.is_none() && knowledge.is_inert(&path.path))
}

impl Variant {
    fn of(
        ident: Option<&Ident>,
        fields: &Fields,
        input: &DeriveInput,
        errors: &mut Errors,
    ) -> Variant {
        let style = match fields {
            Fields::Named(_) => Style::Named,
            Fields::Unnamed(_) => Style::Tuple,
            Fields::Unit => Style::Unit,
        };
        let knowledge = Knowledge::at(Span::call_site());
        let params = TypeParams::of(&[&input.generics], knowledge.clone());
        let fields = fields.iter().enumerate();
        let fields = fields.map(|(i, field)| {
            let member = match &field.ident {
                Some(ident) => Member::Named(ident.clone()),
                None => Member::Unnamed(Index {
                    index: u32::try_from(i).unwrap_or(u32::MAX),
                    span: field.ty.span(),
                }),
            };
            let varied = !is_no_diff(&field.attrs, errors)
                && !generics::is_phantom(&field.ty)
                && !is_inert(&field.ty, &knowledge);
            let found = varied.then(|| collection(&field.ty, &params)).flatten();
            if let Some(found) = found {
                errors.push(diagnose::collection(&found));
            }
            let function = varied.then(|| FunctionType::within(&field.ty, &params));
            if let Some(found) = function.flatten() {
                errors.push(diagnose::function_held(&found));
            }
            Field {
                vis: field.vis.clone(),
                member,
                ty: field.ty.clone(),
                varied: varied.then(|| generics::without_lifetimes(&field.ty, &input.generics)),
                recursive: generics::mentions(&field.ty, &input.ident)
                    || generics::mentions_self(&field.ty),
            }
        });
        Variant {
            ident: ident.cloned(),
            fields: fields.collect(),
            style,
        }
    }
}

/// `#[differentiable(crate = path, tangent = Name)]`
struct Options {
    krate: Path,
    tangent: Option<Ident>,
}

impl Options {
    fn of(attrs: &[Attribute], errors: &mut Errors) -> Options {
        let mut options = Options {
            krate: parse_quote!(::ad),
            tangent: None,
        };
        for attr in attrs {
            if is_no_diff_attribute(attr) {
                errors.push(no_diff_on_type(attr));
            }
            if !attr.path().is_ident("differentiable") {
                continue;
            }
            let parsed = attr.parse_nested_meta(|meta| {
                if meta.path.is_ident("crate") {
                    options.krate = meta.value()?.call(Path::parse_mod_style)?;
                } else if meta.path.is_ident("tangent") {
                    options.tangent = Some(meta.value()?.parse()?);
                } else {
                    return Err(unknown_option(&meta.path));
                }
                Ok(())
            });
            if let Err(error) = parsed {
                errors.push(error);
            }
        }
        options
    }
}

fn is_no_diff_attribute(attr: &Attribute) -> bool {
    attr.path()
        .segments
        .last()
        .is_some_and(|last| last.ident == "no_diff")
}

/// Is the field taken out? Other attributes of the derive have no place on it.
fn is_no_diff(attrs: &[Attribute], errors: &mut Errors) -> bool {
    refuse_options(attrs, errors);
    let mut taken_out = false;
    for attr in attrs.iter().filter(|attr| is_no_diff_attribute(attr)) {
        if let Err(error) = attr.meta.require_path_only() {
            errors.push(error);
        }
        taken_out = true;
    }
    taken_out
}

/// No attribute of the derive has a place on a variant.
fn refuse_attributes(attrs: &[Attribute], errors: &mut Errors) {
    refuse_options(attrs, errors);
    for attr in attrs.iter().filter(|attr| is_no_diff_attribute(attr)) {
        errors.push(no_diff_on_variant(attr));
    }
}

fn refuse_options(attrs: &[Attribute], errors: &mut Errors) {
    for attr in attrs
        .iter()
        .filter(|attr| attr.path().is_ident("differentiable"))
    {
        errors.push(misplaced_options(attr));
    }
}

// --- messages ---

fn union(token: &dyn ToTokens) -> syn::Error {
    diagnose::refuse(
        token,
        "the tangent of a union is not known, since it is not known which of its fields is in use",
        "make it an enum",
    )
}

fn unknown_option(path: &Path) -> syn::Error {
    diagnose::refuse(
        path,
        "this is no option of `#[derive(Differentiable)]`",
        "the options are `#[differentiable(crate = path, tangent = Name)]`; a field is taken out with `#[no_diff]`",
    )
}

fn misplaced_options(attr: &Attribute) -> syn::Error {
    diagnose::refuse(
        attr,
        "the options of `#[derive(Differentiable)]` are about the whole type",
        "write the attribute before the type; a field is taken out with `#[no_diff]`",
    )
}

fn no_diff_on_variant(attr: &Attribute) -> syn::Error {
    diagnose::refuse(
        attr,
        "a variant cannot be taken out: its values need a tangent too",
        "mark the fields of the variant `#[no_diff]`",
    )
}

fn no_diff_on_type(attr: &Attribute) -> syn::Error {
    diagnose::refuse(
        attr,
        "`#[no_diff]` on a type with `#[derive(Differentiable)]` contradicts the derive",
        "mark its fields, or where the type is used",
    )
}

/// What the way to a field of a variant of a tangent is called.
pub(crate) fn accessor(variant: &str, field: &str, write: bool) -> Ident {
    let (variant, field) = (
        variant.trim_start_matches("r#"),
        field.trim_start_matches("r#"),
    );
    let end = if write { "_mut" } else { "" };
    Ident::new(&format!("__{variant}_{field}{end}"), Span::call_site())
}

/// A name that no item of the user's scope can stand in for.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

impl ToTokens for Item {
    /// The type with its arguments.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (ident, (_, arguments, _)) = (&self.ident, self.generics.split_for_impl());
        tokens.extend(quote!(#ident #arguments));
    }
}

#[cfg(test)]
mod tests;
