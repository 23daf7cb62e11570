//! What memory is set to, as an expression.

use super::body::Emitter;
use super::types::is_copy;
use crate::ir::visit::statements;
use crate::ir::{
    Access, Atom, BaseId, BaseKind, Const, Init, Lit, Op, Place, Projection, Type, Variant,
};
use proc_macro2::TokenStream;
use quote::quote_spanned;

impl Emitter<'_> {
    /// The expression that makes memory of this type.
    pub fn init(&self, init: &Init, ty: &Type) -> TokenStream {
        let (span, krate) = (self.span(), self.krate);
        let element = ty.element().cloned().unwrap_or(Type::Unknown);
        match init {
            Init::Atom(a) => self.typed(a).whole(),
            Init::Elements(parts) => {
                let parts = parts.iter().map(|part| self.init(part, &element));
                match ty {
                    Type::Vec(_) => quote_spanned!(span=> #krate::__private::vec![#(#parts),*]),
                    Type::Array(..) => quote_spanned!(span=> [#(#parts),*]),
                    // A field of a user's type: an array or a vector, as rustc knows.
                    _ => quote_spanned!(span=> ::core::convert::From::from([#(#parts),*])),
                }
            }
            Init::Repeat(part, n) => {
                let is_known = matches!(ty, Type::Array(..));
                let small = is_small(n);
                let (n, value) = (self.atom(n).whole(), self.init(part, &element));
                // Of an array whose type is not known the length is a constant, which a vector can have as well.
                let constant = small || self.f.lengths.contains_key(&n.to_string());
                let is_vec = matches!(ty, Type::Vec(_)) || !is_known && !constant;
                if is_vec {
                    quote_spanned!(span=> #krate::__private::vec![#value; #n])
                } else if !is_known {
                    quote_spanned!(span=> ::core::convert::From::from([#value; #n]))
                } else if matches!(**part, Init::Atom(_)) || is_copy(&element) {
                    quote_spanned!(span=> [#value; #n])
                } else {
                    quote_spanned!(span=> ::core::array::from_fn::<_, #n, _>(|_| #value))
                }
            }
            Init::Tuple(parts) => {
                let types = match ty {
                    Type::Tuple(types) => &types[..],
                    _ => &[],
                };
                let part = |(i, part)| self.init(part, types.get(i).unwrap_or(&Type::Unknown));
                let parts: Vec<TokenStream> = parts.iter().enumerate().map(part).collect();
                match &parts[..] {
                    [one] => quote_spanned!(span=> (#one,)),
                    parts => quote_spanned!(span=> (#(#parts),*)),
                }
            }
            Init::Struct(path, fields, rest) => {
                let fields = fields.iter().map(|(name, part)| {
                    let (name, value) = (self.field(name), self.init(part, &Type::Unknown));
                    quote_spanned!(span=> #name: #value)
                });
                let rest = rest.as_ref().map(|p| {
                    let rest = self.owned(p);
                    quote_spanned!(span=> ..#rest)
                });
                quote_spanned!(span=> #path { #(#fields,)* #rest })
            }
            Init::Variant(variant, fields) => self.variant(variant, fields, ty),
            Init::If(cond, then, els) => {
                let (cond, then) = (self.atom(cond).whole(), self.init(then, ty));
                let els = super::control::else_block(&self.init(els, ty));
                quote_spanned!(span=> if #cond { #then } #els)
            }
            Init::Empty(capacity) => {
                // What is done to it may not say what it holds before it is first read.
                let of = super::types::spelled(&element, krate)
                    .map(|element| quote_spanned!(span=> ::<#element>));
                let function = match capacity {
                    None => quote_spanned!(span=> new()),
                    Some(n) => {
                        let n = self.atom(n).whole();
                        quote_spanned!(span=> with_capacity(#n))
                    }
                };
                quote_spanned!(span=> #krate::__private::Vec #of ::#function)
            }
            Init::Copy(p) => self.taken(p, false, ty),
            Init::Lent(p) => self.borrowed(p),
            Init::Move(p) => self.taken(p, true, ty),
            Init::Pop(p) => self.popped(p),
            Init::ZeroTangent(p) => self.zero_like(p, ty),
            Init::ZeroOf(arg) => {
                let (of, krate) = (self.arg(arg), self.krate);
                quote_spanned!(span=> #krate::Differentiable::zero_tangent(#of))
            }
            Init::Default if is_wide(ty) && ty.is_of_inferred_length() => {
                quote_spanned!(span=> #krate::__private::Zeros::zeros())
            }
            // A constant is zero in all bytes, as rustc sees.
            Init::Default if is_wide(ty) => {
                let zero = self.zero(ty, true);
                quote_spanned!(span=> const { #zero })
            }
            Init::Default => self.zero(ty, true),
        }
    }

    fn variant(&self, variant: &Variant, fields: &[(String, Init)], ty: &Type) -> TokenStream {
        let (span, path) = (self.span(), variant.tokens());
        let payload = match ty {
            Type::Result(_, e) if variant.is_err() => e,
            Type::Option(t) | Type::Result(t, _) => t,
            _ => &Type::Unknown,
        };
        let is_tuple = fields
            .iter()
            .enumerate()
            .all(|(i, (name, _))| *name == i.to_string());
        if fields.is_empty() {
            return variant.empty();
        }
        if is_tuple {
            let parts = fields.iter().map(|(_, part)| self.init(part, payload));
            return quote_spanned!(span=> #path(#(#parts),*));
        }
        let fields = fields.iter().map(|(name, part)| {
            let (name, value) = (self.field(name), self.init(part, payload));
            quote_spanned!(span=> #name: #value)
        });
        quote_spanned!(span=> #path { #(#fields),* })
    }

    /// The last element of a vector, which is not empty.
    pub fn popped(&self, p: &Place) -> TokenStream {
        let (of, span) = (self.place_mut(p).receiver(), self.span());
        quote_spanned!(span=> #of.pop().unwrap())
    }

    /// The content of a place, by value, for memory of the type `to`: a part of a sequence becomes a vector.
    pub fn taken(&self, p: &Place, moves: bool, to: &Type) -> TokenStream {
        let span = self.span();
        if self.is_slot(p.base) {
            let slot = self.base(p.base);
            let (zero, there) = (self.zero_like(p, to), self.copied(p, to));
            return quote_spanned!(span=> #slot.get().map_or_else(|| #zero, |#slot| #there));
        }
        // Memory that holds references keeps this one, and not a copy of what it refers to.
        if let (Type::Ref(_), Some(reference)) = (to, self.place(p).reference()) {
            return reference.clone();
        }
        let ty = self.f.place_ty(p);
        // What the user took by value out of a field was copied or moved, which is written the same.
        let taken = match &p.projections[..] {
            [Projection::Inner, fields @ ..] | fields => fields.iter().all(is_field),
        };
        let value = if (moves || taken) && self.can_be_moved(p) && !becomes_vec(&ty, to) {
            self.moved(p)
        } else {
            self.copied(p, to)
        };
        self.fitted(value, &ty, to)
    }

    /// What holds an array, for a field of a user's type: an array or a vector, as rustc knows.
    fn fitted(&self, value: TokenStream, from: &Type, to: &Type) -> TokenStream {
        let span = self.span();
        match (from, to) {
            (Type::Array(..), Type::Unknown) => {
                quote_spanned!(span=> ::core::convert::From::from(#value))
            }
            _ => value,
        }
    }

    /// Is the content of the place the function's own, and not needed any more?
    pub(super) fn can_be_moved(&self, p: &Place) -> bool {
        let owned = matches!(
            self.f.bases[p.base.index()].kind,
            BaseKind::Local | BaseKind::Param(Access::Owned)
        );
        let (fields, last) = match p.projections.split_last() {
            Some((Projection::Inner | Projection::Variant(..), fields)) => (fields, true),
            _ => (&p.projections[..], false),
        };
        let of = Place {
            base: p.base,
            projections: fields.to_vec(),
        };
        // What is behind a pointer is copied, for others may share it.
        let unknown = last && self.f.place_ty(&of) == Type::Unknown;
        // A part of what an option holds is taken out of it, with all the rest.
        let fields = match fields {
            [Projection::Inner, fields @ ..]
                if self.is_outcome(p.base) && p.projections.last().is_some_and(is_field) =>
            {
                fields
            }
            fields => fields,
        };
        let named_parts = !unknown && fields.iter().all(is_field);
        owned
            && named_parts
            && !self.f.is_behind_reference(p)
            && self.plan.is_last_use(p, self.moment())
    }

    /// The content of a place that is not needed any more.
    fn moved(&self, p: &Place) -> TokenStream {
        let span = self.span();
        let Some((last, before)) = p.projections.split_last() else {
            return self.place(p).whole();
        };
        let of = Place {
            base: p.base,
            projections: before.to_vec(),
        };
        match last {
            Projection::Inner => {
                let ok = matches!(self.f.place_ty(&of), Type::Result(..))
                    .then(|| quote_spanned!(span=> .ok()));
                let of = self.place(&of).receiver();
                quote_spanned!(span=> #of #ok.unwrap())
            }
            Projection::Variant(variant, _) if variant.is_err() => {
                let of = self.place(&of).receiver();
                quote_spanned!(span=> #of.err().unwrap())
            }
            Projection::Variant(variant, field) if self.f.place_ty(&of) != Type::Tangent => {
                self.opened(&self.place(&of).whole(), variant, field)
            }
            Projection::Variant(..) | Projection::Behind => self.copied(p, &self.f.place_ty(p)),
            Projection::Field(field) if before.first() == Some(&Projection::Inner) => {
                let (of, field) = (self.moved(&of), self.field(field));
                quote_spanned!(span=> #of.#field)
            }
            Projection::Index(_) | Projection::Range(..) | Projection::Field(_) => {
                self.place(p).whole()
            }
        }
    }

    /// Is what stands in the memory known to be an `Option` or a `Result`?
    fn is_outcome(&self, b: BaseId) -> bool {
        matches!(
            self.f.bases[b.index()].ty,
            Type::Option(_) | Type::Result(..)
        )
    }

    fn copied(&self, p: &Place, to: &Type) -> TokenStream {
        let span = self.span();
        let (place, ty) = (self.place(p), self.f.place_ty(p));
        let is_range = matches!(p.projections.last(), Some(Projection::Range(..)));
        // Slots of vectors are slices.
        let is_buffer =
            matches!(ty, Type::Vec(_)) && p.projections.is_empty() && self.is_slot(p.base);
        if becomes_vec(&ty, to) || is_range || is_buffer {
            let of = place.receiver();
            quote_spanned!(span=> #of.to_vec())
        } else if is_copy(&ty) || self.is_unit_struct(p) {
            place.whole()
        } else if let Some(literal) = self.literal(p) {
            self.init(literal, &ty)
        } else if super::types::is_seen(&ty) {
            let of = place.receiver();
            quote_spanned!(span=> #of.clone())
        } else {
            // rustc looks for a method only where it knows the type already.
            let of = self.borrowed(p);
            quote_spanned!(span=> ::core::clone::Clone::clone(#of))
        }
    }

    /// The literal of constants that a variable is set to, and nothing else: it can be written again, where its type, which
    /// the user's code moves, may have no copies.
    fn literal(&self, p: &Place) -> Option<&Init> {
        let is_set = !matches!(self.f.bases[p.base.index()].kind, BaseKind::Local)
            || self.plan.is_written(p.base);
        if is_set || !p.projections.is_empty() {
            return None;
        }
        let mut found = None;
        statements(&self.f.body, &mut |stmt| match &stmt.op {
            Op::Init(b, init) if *b == p.base => found = Some(init),
            _ => {}
        });
        let is_constant = |(_, part): &(String, Init)| matches!(part, Init::Atom(Atom::Const(_)));
        found.filter(
            |init| matches!(init, Init::Struct(_, fields, None) if fields.iter().all(is_constant)),
        )
    }

    /// Is it a unit struct, by its name? Each mention is a value of its own.
    fn is_unit_struct(&self, p: &Place) -> bool {
        let BaseKind::Extern(path) = &self.f.bases[p.base.index()].kind else {
            return false;
        };
        let last = path.clone().into_iter().last().map(|word| word.to_string());
        p.projections.is_empty()
            && last.is_some_and(|name| {
                name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
            })
    }

    /// The zero of the tangents of a place, for memory of the type `to`.
    pub fn zero_like(&self, p: &Place, to: &Type) -> TokenStream {
        let (span, krate) = (self.span(), self.krate);
        if self.is_slot(p.base) {
            return match self.primal_of(p) {
                Some(primal) => self.zero_like(&primal, to),
                None => self.zero(&self.f.place_ty(p).tangent(), true),
            };
        }
        match self.f.place_ty(p) {
            Type::Array(t, _) if t.is_float() && matches!(to, Type::Vec(_)) => self.zeros(p, &t),
            Type::Vec(t) | Type::Slice(t) if t.is_float() => self.zeros(p, &t),
            ty if becomes_vec(&ty, to) => {
                let of = self.place(p).receiver();
                quote_spanned!(span=> #krate::Differentiable::zero_tangent(&#of[..]))
            }
            ty if has_fixed_zero(&ty) => self.fitted(self.zero(&ty.tangent(), true), &ty, to),
            _ => {
                let of = self.borrowed(p);
                quote_spanned!(span=> #krate::Differentiable::zero_tangent(#of))
            }
        }
    }

    fn zeros(&self, p: &Place, element: &Type) -> TokenStream {
        let (span, krate) = (self.span(), self.krate);
        let (zero, of) = (self.zero(element, true), self.place(p).receiver());
        quote_spanned!(span=> #krate::__private::vec![#zero; #of.len()])
    }

    /// Sets every number in a place to zero.
    pub fn set_zero(&self, p: &Place) -> TokenStream {
        let (span, krate) = (self.span(), self.krate);
        let ty = self.f.place_ty(p);
        match &ty {
            Type::Float(_) => {
                let (place, zero) = (self.place_mut(p).whole(), self.zero(&ty, false));
                quote_spanned!(span=> #place = #zero;)
            }
            _ if super::types::is_empty_tangent(&ty) => TokenStream::new(),
            Type::Vec(t) | Type::Slice(t) | Type::Array(t, _) if t.is_float() => {
                let (of, zero) = (self.place_mut(p).receiver(), self.zero(t, false));
                quote_spanned!(span=> #of.fill(#zero);)
            }
            _ if matches!(ty, Type::Vec(_) | Type::Slice(_))
                || matches!(p.projections.last(), Some(Projection::Range(..))) =>
            {
                let (of, part) = (self.place_mut(p).receiver(), self.extra("part"));
                quote_spanned! {span=>
                    for #part in #of.iter_mut() { #krate::Tangent::set_zero(#part); }
                }
            }
            _ => {
                let of = self.borrowed_mut(p);
                quote_spanned!(span=> #krate::Tangent::set_zero(#of);)
            }
        }
    }
}

/// Is it made of tangents in several directions, of numbers that are known?
fn is_wide(ty: &Type) -> bool {
    match ty {
        Type::Lanes(t, _) => super::types::has_assign_ops(t),
        Type::Array(t, Some(_)) => is_wide(t),
        _ => false,
    }
}

/// Is what holds a sequence to become a vector?
fn becomes_vec(ty: &Type, to: &Type) -> bool {
    matches!(
        (ty, to),
        (Type::Slice(_), _) | (Type::Array(..) | Type::Unknown, Type::Vec(_))
    )
}

/// Is it a number of elements that an array may have on the way to its place?
fn is_small(n: &Atom) -> bool {
    matches!(
        n,
        Atom::Const(Const {
            lit: Lit::Int(0..=64),
            ..
        })
    )
}

/// Is the zero tangent of a value of this type known without looking at the value?
fn has_fixed_zero(ty: &Type) -> bool {
    match ty {
        Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char | Type::Unit | Type::Opaque => true,
        Type::Array(t, Some(n)) => n != Type::INFERRED && is_copy(t) && has_fixed_zero(t),
        Type::Lanes(t, _) => has_fixed_zero(t),
        Type::Tuple(parts) => parts.iter().all(has_fixed_zero),
        _ => false,
    }
}

fn is_field(projection: &Projection) -> bool {
    matches!(projection, Projection::Field(_))
}
