//! Which companions have a function for several directions at once: a question to a signature alone, so that who calls a
//! function whose signature is seen knows as much as its own macro.

use super::{
    Inert, Knowledge, Options, Param, Passing, Placement, Rule, Shape, Signature, Surroundings,
};
use crate::ir::Float;
use proc_macro2::{Ident, TokenStream};
use syn::{GenericParam, ItemFn, parse_quote};

impl Signature {
    /// Has it no parameter whose tangent, or that of the result, is of a type that is not known down to its numbers? And can
    /// it be called once more with the same arguments?
    #[must_use]
    pub fn takes_lanes(&self) -> bool {
        let standing = self.placement == Placement::Item && self.operator.is_none();
        let output = self.output.as_ref();
        standing
            && !self.hands_back
            && !self.everywhere
            && !self.borrows()
            && self.varies()
            && output.is_none_or(|output| is_plain(&output.shape))
            && self.params.iter().all(takes_lanes)
    }

    /// Is it generic over nothing but lifetimes?
    #[must_use]
    pub fn is_concrete(&self) -> bool {
        let mut params = self.generics.params.iter();
        params.all(|param| matches!(param, GenericParam::Lifetime(_)))
    }
}

fn takes_lanes(param: &Param) -> bool {
    let shape = &param.shape;
    if param.is_function || param.receiver {
        return false;
    }
    match param.passing {
        Passing::Shared => !param.varied || is_plain(shape),
        Passing::Value => is_plain(shape),
        Passing::Mut => is_plain(shape) && !has_vec(shape),
    }
}

/// Is it made of numbers, in sequences and tuples?
fn is_plain(shape: &Shape) -> bool {
    match shape {
        Shape::Scalar(..)
        | Shape::Inert(Inert::Unit | Inert::Int(_) | Inert::Bool | Inert::Char) => true,
        Shape::Slice(p) | Shape::Vec(p) | Shape::Array(p, _) => is_plain(p),
        Shape::Tuple(parts) => parts.iter().all(is_plain),
        Shape::Inert(Inert::Opaque | Inert::Own(_))
        | Shape::Option(_)
        | Shape::Result(..)
        | Shape::Boxed(_)
        | Shape::Ref(_)
        | Shape::Named(_) => false,
    }
}

fn has_vec(shape: &Shape) -> bool {
    match shape {
        Shape::Vec(_) => true,
        Shape::Slice(p) | Shape::Array(p, _) => has_vec(p),
        Shape::Tuple(parts) => parts.iter().any(has_vec),
        _ => false,
    }
}

impl Shape {
    /// Are its tangents in several directions of a known size, so that the caller has room for them?
    #[must_use]
    pub fn is_lent(&self) -> bool {
        match self {
            Shape::Scalar(float, _) => matches!(float, Float::F32 | Float::F64),
            Shape::Array(p, _) => p.is_lent(),
            _ => false,
        }
    }

    /// The shape of its tangents in several directions, by the number of pairs of these: number by number.
    #[must_use]
    pub fn widened(&self, pairs: &Ident, krate: &syn::Path) -> Shape {
        let boxed = |p: &Shape| Box::new(p.widened(pairs, krate));
        match self {
            Shape::Scalar(float, ty) => Shape::Scalar(
                float.clone(),
                parse_quote!(#krate::__private::Lanes<#ty, #pairs>),
            ),
            Shape::Slice(p) => Shape::Slice(boxed(p)),
            Shape::Vec(p) => Shape::Vec(boxed(p)),
            Shape::Array(p, n) => Shape::Array(boxed(p), n.clone()),
            Shape::Tuple(parts) => {
                Shape::Tuple(parts.iter().map(|p| p.widened(pairs, krate)).collect())
            }
            Shape::Inert(_)
            | Shape::Option(_)
            | Shape::Result(..)
            | Shape::Boxed(_)
            | Shape::Ref(_)
            | Shape::Named(_) => self.clone(),
        }
    }
}

impl Knowledge {
    /// Does a path name a function whose companion surely has a function for several directions? `returns` says whether the
    /// caller takes a result; whoever does not must know that there is none, for otherwise there would be memory to lend.
    #[must_use]
    pub fn takes_lanes(&self, path: &syn::Path, returns: bool) -> bool {
        self.lanes_of(path, returns).unwrap_or(false)
    }

    fn lanes_of(&self, path: &syn::Path, returns: bool) -> Option<bool> {
        let (signature, attribute, home) = self.annotated_function(path)?;
        let options = Options::parse(attribute.parse::<TokenStream>().ok()?).ok()?;
        if options.name.is_some() || matches!(options.rule, Rule::Functions { .. }) {
            return None;
        }
        let item: ItemFn = parse_quote!(#signature {});
        let surroundings = Surroundings::of(&item, None);
        let signature = Signature::known(&item, &options, &surroundings, home).ok()?;
        let fits = returns || signature.output.is_none();
        Some(fits && signature.is_concrete() && signature.takes_lanes())
    }
}
