//! Places as text: reading them, borrowing them, and opening slots.

use super::body::Emitter;
use super::expr::Expr;
use super::types::has_assign_ops;
use crate::ir::{Access, BaseId, BaseKind, ParamKind, Place, Projection, Role, Type, Variant};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

impl Emitter<'_> {
    /// How a base is passed, if it is a parameter.
    pub fn access(&self, base: BaseId) -> Option<Access> {
        match self.f.bases[base.index()].kind {
            BaseKind::Param(access) => Some(access),
            BaseKind::Local | BaseKind::Extern(_) => None,
        }
    }

    /// Is it memory that may not be there?
    pub fn is_slot(&self, base: BaseId) -> bool {
        self.access(base).is_some_and(super::is_slot)
    }

    /// A place that is read; inside a slot, which is open.
    pub fn place(&self, p: &Place) -> Expr {
        self.projected(p, false)
    }

    /// A place that is written; inside a slot, which is open.
    pub fn place_mut(&self, p: &Place) -> Expr {
        self.projected(p, true)
    }

    fn projected(&self, p: &Place, write: bool) -> Expr {
        if let Some(element) = self.in_row(p, write) {
            return element;
        }
        let span = self.span();
        let data = &self.f.bases[p.base.index()];
        let mut expr = match &data.kind {
            BaseKind::Extern(path) => Expr::postfix(path.clone()),
            BaseKind::Local | BaseKind::Param(Access::Owned) => {
                let name = self.base(p.base);
                // A receiver is whatever the user declared; it is followed where that is possible.
                Expr::postfix(quote!(#name))
            }
            BaseKind::Param(_) => {
                let name = self.base(p.base);
                Expr::deref(quote!(#name), span)
            }
        };
        if let Type::Ref(_) = data.ty {
            expr = Expr::deref(expr.at(super::expr::Level::Postfix), span);
        }
        self.projected_from(expr, &data.ty, &p.projections, write)
    }

    /// A part of what is at hand.
    pub(super) fn projected_from(
        &self,
        mut expr: Expr,
        ty: &Type,
        projections: &[Projection],
        write: bool,
    ) -> Expr {
        let (span, mut ty) = (self.span(), ty.clone());
        for projection in projections {
            let inner = ty.unreferenced();
            expr = match projection {
                Projection::Index(at) if *self.f.atom_ty(at) == Type::Position => {
                    let (at, tangent) = (self.atom(at).receiver(), *inner == Type::Tangent);
                    let of = if write {
                        expr.borrowed_mut(span)
                    } else {
                        expr.borrowed(span)
                    };
                    let way = match (tangent, write) {
                        (false, false) => quote_spanned!(span=> of),
                        (false, true) => quote_spanned!(span=> of_mut),
                        (true, false) => quote_spanned!(span=> of_tangent),
                        (true, true) => quote_spanned!(span=> of_tangent_mut),
                    };
                    Expr::deref(quote_spanned!(span=> #at.#way(#of)), span)
                }
                Projection::Index(i) => match self.half_of_pair(i) {
                    Some(half) => {
                        let of = expr.receiver();
                        Expr::postfix(quote_spanned!(span=> #of.#half))
                    }
                    None => {
                        let (of, i) = (expr.receiver(), self.atom(i).whole());
                        Expr::postfix(quote_spanned!(span=> #of[#i]))
                    }
                },
                Projection::Range(lo, hi) => {
                    let of = expr.receiver();
                    let end =
                        |a: &Option<_>| a.as_ref().map(|a| self.atom(a).at(super::expr::Level::Or));
                    let (lo, hi) = (end(lo), end(hi));
                    Expr::postfix(quote_spanned!(span=> #of[#lo..#hi]))
                }
                Projection::Field(name) => {
                    let (of, field) = (expr.receiver(), self.field(name));
                    Expr::postfix(quote_spanned!(span=> #of.#field))
                }
                Projection::Behind => Expr::deref_owner(expr, span),
                // An `Option` or a `Result`, as rustc knows.
                Projection::Inner if *inner == Type::Unknown => {
                    let krate = self.krate;
                    let opened = if write {
                        let of = expr.borrowed_mut(span);
                        quote_spanned!(span=> #krate::__private::success_mut(#of))
                    } else {
                        let of = expr.borrowed(span);
                        quote_spanned!(span=> #krate::__private::success(#of))
                    };
                    Expr::deref(opened, span)
                }
                Projection::Inner => {
                    let of = expr.receiver();
                    let borrow = Ident::new(if write { "as_mut" } else { "as_ref" }, span);
                    // An error need not be printable.
                    let ok =
                        matches!(inner, Type::Result(..)).then(|| quote_spanned!(span=> .ok()));
                    Expr::deref(quote_spanned!(span=> #of.#borrow() #ok.unwrap()), span)
                }
                // The tangent of a user's enum offers the way to its fields.
                Projection::Variant(variant, field) if *inner == Type::Tangent => {
                    let (of, name) = (expr.receiver(), accessor(variant, field, write));
                    Expr::deref(quote_spanned!(span=> #of.#name()), span)
                }
                Projection::Variant(variant, _) if variant.is_err() => {
                    let of = expr.receiver();
                    Expr::deref(quote_spanned!(span=> #of.as_ref().err().unwrap()), span)
                }
                Projection::Variant(variant, field) => {
                    let of = if write {
                        expr.borrowed_mut(span)
                    } else {
                        expr.borrowed(span)
                    };
                    Expr::deref(self.opened(&of, variant, field), span)
                }
            };
            ty = step(inner, projection);
            if let Type::Ref(_) = ty {
                expr = Expr::deref(expr.at(super::expr::Level::Postfix), span);
            }
        }
        expr
    }

    /// The field of a variant that is known to be the one in `of`.
    pub fn opened(&self, of: &TokenStream, variant: &Variant, field: &str) -> TokenStream {
        let (span, path, part) = (self.span(), variant.tokens(), self.extra("part"));
        let field = self.field(field);
        quote_spanned!(span=> (match #of { #path { #field: #part, .. } => #part, _ => unreachable!() }))
    }

    /// Is one of these variants in a place?
    pub fn is(&self, p: &Place, variants: &[Variant]) -> Expr {
        let span = self.span();
        let place = self.place(p);
        if variants.iter().any(Variant::is_either) {
            let (krate, of) = (self.krate, place.borrowed(span));
            return Expr::postfix(quote_spanned!(span=> #krate::__private::is_success(#of)));
        }
        if let [variant] = variants
            && let Type::Option(_) | Type::Result(..) = self.f.place_ty(p)
            && variant.is_standard()
        {
            let of = place.receiver();
            let method = Ident::new(&format!("is_{}", variant.name().to_lowercase()), span);
            return Expr::postfix(quote_spanned!(span=> #of.#method()));
        }
        let place = place.whole();
        let patterns = variants.iter().map(Variant::pattern);
        Expr::postfix(quote_spanned!(span=> ::core::matches!(#place, #(#patterns)|*)))
    }

    /// A field's name or number.
    pub fn field(&self, name: &str) -> TokenStream {
        let span = self.span();
        match name.parse::<u32>() {
            Ok(number) => {
                let mut literal = Literal::u32_unsuffixed(number);
                literal.set_span(span);
                quote!(#literal)
            }
            // Fields are found by what they are called, at the place of the user's declaration.
            Err(_) => {
                let name = super::body::word(name, proc_macro2::Span::call_site().located_at(span));
                quote!(#name)
            }
        }
    }

    /// `&place`
    pub fn borrowed(&self, p: &Place) -> TokenStream {
        self.place(p).borrowed(self.span())
    }

    /// `&mut place`
    pub fn borrowed_mut(&self, p: &Place) -> TokenStream {
        self.place_mut(p).borrowed_mut(self.span())
    }

    /// The scalar at a place.
    pub fn load(&self, p: &Place, ty: &Type) -> Expr {
        let there = self.number_at(p, ty);
        if !self.is_slot(p.base) {
            return there;
        }
        let (span, there) = (self.span(), there.whole());
        let slot = self.base(p.base);
        let zero = self.zero(ty, false);
        if p.projections.is_empty() {
            return Expr::postfix(quote_spanned!(span=> #slot.get().copied().unwrap_or(#zero)));
        }
        self.if_there(p, &zero, &there)
    }

    /// A number made of what is at a place in a slot, or another where nothing is there.
    pub fn if_there(&self, p: &Place, otherwise: &TokenStream, there: &TokenStream) -> Expr {
        let span = self.span();
        Expr::postfix(match self.row_of_tangent(p) {
            Some(row) => quote_spanned!(span=> #row.map_or(#otherwise, |#row| #there)),
            None => {
                let slot = self.base(p.base);
                quote_spanned!(span=> #slot.get().map_or(#otherwise, |#slot| #there))
            }
        })
    }

    /// The scalar at a place, where the slot has been opened if it is in one.
    pub fn number_at(&self, p: &Place, ty: &Type) -> Expr {
        match self.is_part(p, ty) {
            true => self.part(p, ty),
            false => self.place(p),
        }
    }

    /// Is the place a part of a tangent that holds a scalar of this type, or nothing?
    pub fn is_part(&self, p: &Place, ty: &Type) -> bool {
        has_assign_ops(ty) && self.f.place_ty(p) == Type::Tangent
    }

    /// What such a part holds.
    fn part(&self, p: &Place, ty: &Type) -> Expr {
        let (span, krate, place) = (self.span(), self.krate, self.borrowed(p));
        let ty = Ident::new(&ty.to_string(), span);
        Expr::postfix(quote_spanned!(span=> #krate::__private::tangent::<#ty, _>(#place)))
    }

    /// The number of elements.
    pub fn len(&self, p: &Place) -> Expr {
        let span = self.span();
        let of = self.place(p).receiver();
        if self.is_slot(p.base) {
            let slot = self.base(p.base);
            return Expr::postfix(quote_spanned!(span=> #slot.get().map_or(0, |#slot| #of.len())));
        }
        let len = quote_spanned!(span=> #of.len());
        // What is no sequence may have a `len` that varies.
        match self.f.place_ty(p) {
            Type::Unknown if !self.f.declared_ty(p).unreferenced().is_sequence() => {
                let krate = self.krate;
                Expr::postfix(quote_spanned!(span=> #krate::__private::only::<usize>(#len)))
            }
            _ => Expr::postfix(len),
        }
    }

    /// Statements that read `p`: where it is in a slot, they run only if something is there, else others.
    pub fn reading(
        &self,
        p: &Place,
        there: TokenStream,
        otherwise: Option<TokenStream>,
    ) -> TokenStream {
        if !self.is_slot(p.base) {
            return there;
        }
        let span = self.span();
        let slot = self.base(p.base);
        let otherwise = otherwise.map(|stmts| quote_spanned!(span=> else { #stmts }));
        quote_spanned!(span=> if let ::core::option::Option::Some(#slot) = #slot.get() { #there } #otherwise)
    }

    /// What a slot is the tangent or cotangent of, and the same part of it.
    pub fn primal_of(&self, p: &Place) -> Option<Place> {
        let role = self.f.params.iter().find_map(|param| match &param.kind {
            ParamKind::Base(b) if *b == p.base => Some(&param.role),
            _ => None,
        })?;
        let (Role::Bar(inner) | Role::Dot(inner)) = role else {
            return None;
        };
        self.f.params.iter().find_map(|param| match &param.kind {
            ParamKind::Base(b) if param.role == **inner => Some(p.of(*b)),
            _ => None,
        })
    }
}

/// The type of a part, a reference where it is one.
pub(super) fn step(ty: &Type, projection: &Projection) -> Type {
    let ty = match (ty, projection) {
        (
            Type::Boxed(inner),
            Projection::Index(_) | Projection::Range(..) | Projection::Field(_),
        ) => inner.unreferenced(),
        _ => ty,
    };
    match (projection, ty) {
        (
            Projection::Index(_),
            Type::Array(t, _) | Type::Lanes(t, _) | Type::Vec(t) | Type::Slice(t),
        )
        | (Projection::Inner, Type::Option(t) | Type::Result(t, _))
        | (Projection::Behind, Type::Boxed(t)) => (**t).clone(),
        (Projection::Variant(variant, _), Type::Result(_, e)) if variant.is_err() => (**e).clone(),
        (Projection::Range(..), Type::Array(t, _) | Type::Vec(t) | Type::Slice(t)) => {
            Type::Slice(t.clone())
        }
        (Projection::Field(name), Type::Tuple(parts)) => name
            .parse::<usize>()
            .ok()
            .and_then(|i| parts.get(i).cloned())
            .unwrap_or(Type::Unknown),
        (_, Type::Tangent) => Type::Tangent,
        _ => Type::Unknown,
    }
}

/// What the derive calls the way to a field of a variant of a tangent.
fn accessor(variant: &Variant, field: &str, write: bool) -> Ident {
    crate::derive::accessor(variant.name(), field, write)
}
