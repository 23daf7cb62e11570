//! Arrays of the crate `ndarray`.
//!
//! The types that their methods give are named by their paths, which need not be in scope: they are looked at, not
//! written out.

use super::{COUNTS, SAME};
use quote::format_ident;
use syn::{GenericArgument, PathArguments, Type};

/// An array of the crate `ndarray`, or a view of one.
pub(super) struct Array {
    /// How many, if that is known.
    pub dimensions: Option<usize>,
    /// The type of its numbers.
    pub number: Type,
}

impl Array {
    /// The array that a type is by its name.
    pub fn of(of: &Type) -> Option<Array> {
        let Type::Path(path) = of else { return None };
        let last = path.path.segments.last()?;
        let name = last.ident.to_string();
        let size = name
            .strip_prefix("ArrayView")
            .or(name.strip_prefix("Array"))?;
        let dimensions = match size {
            "1" => Some(1),
            "2" => Some(2),
            "" => None,
            _ => return None,
        };
        let mut number = syn::parse_quote!(_);
        if let PathArguments::AngleBracketed(arguments) = &last.arguments {
            let mut types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            number = types.next()?.clone();
        }
        Some(Array { dimensions, number })
    }

    /// One of the same numbers with so many dimensions.
    pub fn with(&self, dimensions: Option<usize>) -> Array {
        Array {
            dimensions,
            number: self.number.clone(),
        }
    }

    fn named(&self, name: &str) -> Type {
        let size = self.dimensions.map_or_else(String::new, |n| n.to_string());
        let (name, number) = (format_ident!("{name}{size}"), &self.number);
        syn::parse_quote!(::ndarray::#name<#number>)
    }

    /// The type of one that owns its numbers.
    pub fn owned(&self) -> Type {
        self.named("Array")
    }

    fn view(&self) -> Type {
        self.named("ArrayView")
    }

    /// What a part is, or what a method or an associated function gives.
    pub fn part(&self, part: &str) -> Option<Type> {
        let number = &self.number;
        Some(match part {
            "[]" | "sum()" => number.clone(),
            "mean()" => syn::parse_quote!(Option<#number>),
            "dim()" if self.dimensions == Some(2) => syn::parse_quote!((usize, usize)),
            "dim()" if self.dimensions == Some(1) => syn::parse_quote!(usize),
            "product()" | "std()" | "var()" => number.clone(),
            "std_axis()" | "var_axis()" => self.with(Some(1)).owned(),
            "insert_axis()" => self.with(Some(2)).view(),
            "row()" | "column()" | "diag()" | "index_axis()" | "remove_axis()" => {
                self.with(Some(1)).view()
            }
            "slice()" => self.with(None).view(),
            "t()" | "view()" => self.view(),
            "sum_axis()" => self.with(Some(1)).owned(),
            "mean_axis()" => {
                let of = self.with(Some(1)).owned();
                syn::parse_quote!(Option<#of>)
            }
            _ if COUNTS.contains(&part) => syn::parse_quote!(usize),
            _ if OF_ARRAYS.contains(&part) || SAME.contains(&part) => self.owned(),
            _ => return None,
        })
    }
}

/// What gives an array of as many dimensions, beside [`SAME`].
const OF_ARRAYS: [&str; 19] = [
    "cbrt()",
    "default()",
    "exp2()",
    "eye()",
    "from_elem()",
    "from_iter()",
    "from_shape_fn()",
    "into_owned()",
    "linspace()",
    "log10()",
    "log2()",
    "mapv()",
    "mapv_into()",
    "ones()",
    "pow2()",
    "reversed_axes()",
    "to_degrees()",
    "to_owned()",
    "to_radians()",
];
