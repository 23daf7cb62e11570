//! Operations on memory.

use super::body::{Emitter, Line};
use super::expr::Expr;
use super::types::{has_assign_ops, is_copy, is_empty_tangent};
use crate::ir::{Access, Atom, BaseKind, Op, Place, Prim, Projection, Type};
use crate::parse::words;
use proc_macro2::TokenStream;
use quote::quote_spanned;

impl Emitter<'_> {
    /// A statement that changes memory and has no result.
    pub fn memory(&self, op: &Op) -> Vec<Line> {
        let span = self.span();
        let text = match op {
            Op::Assign(p, init) => {
                let local = matches!(self.f.bases[p.base.index()].kind, BaseKind::Local);
                let ty = match self.f.held_ty(p) {
                    reference @ Type::Ref(_) if local => reference,
                    _ => self.f.place_ty(p),
                };
                let place = match (&ty, self.place(p).reference()) {
                    // The reference itself, not what it refers to.
                    (Type::Ref(_), Some(reference)) => reference.clone(),
                    _ => self.place_mut(p).whole(),
                };
                let value = self.init(init, &ty);
                quote_spanned!(span=> #place = #value;)
            }
            Op::Store(p, a) => self.store(p, a),
            Op::Accumulate(p, a) => return self.into_place(p, self.accumulate(p, a)),
            Op::AddFrom(dst, src) => return self.into_place(dst, self.add_from(dst, src)),
            Op::SetZero(p) => self.set_zero(p),
            Op::Fill(p, a) => {
                let (of, value) = (self.place_mut(p).receiver(), self.atom(a).whole());
                quote_spanned!(span=> #of.fill(#value);)
            }
            Op::CopyFrom(dst, src) => self.copy_from(dst, src),
            Op::Swap(p, q) => self.swap(p, q),
            Op::Push(p, init) => {
                let element = self
                    .f
                    .place_ty(p)
                    .element()
                    .cloned()
                    .unwrap_or(Type::Unknown);
                let (of, value) = (self.place_mut(p).receiver(), self.init(init, &element));
                // Behind an index the vector is borrowed before the value is computed.
                let behind = p
                    .projections
                    .iter()
                    .any(|p| matches!(p, Projection::Index(_) | Projection::Range(..)));
                if behind && words(value.clone()).contains(&self.base(p.base).to_string()) {
                    let held = self.extra("held");
                    quote_spanned!(span=> let #held = #value; #of.push(#held);)
                } else {
                    quote_spanned!(span=> #of.push(#value);)
                }
            }
            Op::Extend(dst, src) => self.extend(dst, src),
            Op::Truncate(p, n) => {
                let (of, n) = (self.place_mut(p).receiver(), self.atom(n).whole());
                quote_spanned!(span=> #of.truncate(#n);)
            }
            Op::Prim(..)
            | Op::Init(..)
            | Op::Load(_)
            | Op::Len(_)
            | Op::Is(..)
            | Op::Pop(_)
            | Op::If(..)
            | Op::Switch(_)
            | Op::For(_)
            | Op::While(_)
            | Op::Call(..)
            | Op::Opaque(_) => unreachable!("not a change of memory alone"),
        };
        vec![Line::Plain(text)]
    }

    /// A statement about a place, inside the slot where it is in one.
    fn into_place(&self, p: &Place, text: TokenStream) -> Vec<Line> {
        if text.is_empty() {
            return Vec::new();
        }
        match self.access(p.base) {
            Some(Access::CotangentSlot) => vec![Line::InSlot(p.base, text)],
            _ => vec![Line::Plain(text)],
        }
    }

    fn store(&self, p: &Place, a: &Atom) -> TokenStream {
        let span = self.span();
        if self.is_part(p, self.f.atom_ty(a)) {
            let (krate, place, value) = (self.krate, self.borrowed_mut(p), self.atom(a).whole());
            return quote_spanned!(span=> #krate::__private::set(#value, #place););
        }
        let place = self.place_mut(p).whole();
        if let Some((prim, args)) = self.inlined_prim(a) {
            let holds = |atom: &Atom| self.loads(atom, p);
            if let Some(text) = self.compound(&place, prim, args, self.f.atom_ty(a), &holds) {
                return text;
            }
        }
        let value = self.atom(a).whole();
        quote_spanned!(span=> #place = #value;)
    }

    /// Is the operand what the place holds, read where it stands?
    fn loads(&self, atom: &Atom, p: &Place) -> bool {
        let Some(v) = atom.value().filter(|v| self.plan.is_inlined(*v)) else {
            return false;
        };
        matches!(self.plan.order.definer(v).map(|stmt| &stmt.op), Some(Op::Load(q)) if q == p)
    }

    fn accumulate(&self, p: &Place, a: &Atom) -> TokenStream {
        let span = self.span();
        if self.is_part(p, self.f.atom_ty(a)) {
            let (krate, place, value) = (self.krate, self.borrowed_mut(p), self.atom(a).whole());
            return quote_spanned!(span=> #krate::__private::accumulate(#value, #place););
        }
        let place = self.place_mut(p);
        let (subtracts, term) = match self.inlined_prim(a) {
            Some((Prim::Neg, args)) => (true, &args[0]),
            _ => (false, a),
        };
        if has_assign_ops(self.f.atom_ty(a)) {
            let place = place.whole();
            return if subtracts {
                let term = self.atom(term).whole();
                quote_spanned!(span=> #place -= #term;)
            } else {
                let term = self.term(term).whole();
                quote_spanned!(span=> #place += #term;)
            };
        }
        let (operator, level) = super::scalar::operator(
            if subtracts { Prim::Sub } else { Prim::Add },
            self.f.atom_ty(a),
            span,
        );
        let sum = Expr::binary(place.clone(), &operator, self.atom(term), level, span).whole();
        let place = place.whole();
        quote_spanned!(span=> #place = #sum;)
    }

    // --- whole aggregates ---

    fn add_from(&self, dst: &Place, src: &Place) -> TokenStream {
        let ty = self.f.place_ty(dst);
        if is_empty_tangent(&ty) {
            return TokenStream::new();
        }
        let from = self.f.place_ty(src);
        let text = match (&ty, &from) {
            (Type::Vec(t) | Type::Slice(t) | Type::Array(t, _), _)
            | (Type::Unknown, Type::Vec(t) | Type::Slice(t) | Type::Array(t, _)) => {
                self.add_elements(dst, src, t)
            }
            (Type::Tangent, Type::Vec(_) | Type::Slice(_)) => self.add_part(dst, src),
            (Type::Tangent | Type::Unknown, _) if is_range(dst) || is_range(src) => {
                self.add_part(dst, src)
            }
            (ty, _) if has_assign_ops(ty) => {
                let (span, to, from) = (
                    self.span(),
                    self.place_mut(dst).whole(),
                    self.place(src).whole(),
                );
                quote_spanned!(span=> #to += #from;)
            }
            (Type::Float(_), _) => {
                let (span, to, from) = (self.span(), self.place_mut(dst).whole(), self.place(src));
                let plus = quote_spanned!(span=> +);
                let sum = Expr::binary(self.place(dst), &plus, from, super::expr::Level::Sum, span)
                    .whole();
                quote_spanned!(span=> #to = #sum;)
            }
            _ => {
                let (span, krate) = (self.span(), self.krate);
                let (to, (before, from)) = (self.borrowed_mut(dst), self.apart(dst, src));
                quote_spanned!(span=> #before #krate::Tangent::add_assign(#to, #from);)
            }
        };
        self.reading(src, text, None)
    }

    /// Adds to what is used as a sequence, whatever it is.
    fn add_part(&self, dst: &Place, src: &Place) -> TokenStream {
        let (span, krate) = (self.span(), self.krate);
        let (to, (before, from)) = (self.borrowed_mut(dst), self.apart(dst, src));
        quote_spanned!(span=> #before #krate::__private::add_elements(#to, #from);)
    }

    fn add_elements(&self, dst: &Place, src: &Place, element: &Type) -> TokenStream {
        let (span, krate) = (self.span(), self.krate);
        if dst.base == src.base && element.is_float() {
            // Two parts of one sequence cannot be borrowed together.
            let (of, to, from, k) = (
                self.place(src).receiver(),
                self.place_mut(dst).receiver(),
                self.place(src).receiver(),
                self.extra("k"),
            );
            return if has_assign_ops(element) {
                quote_spanned!(span=> for #k in 0..#of.len() { #to[#k] += #from[#k]; })
            } else {
                quote_spanned!(span=> for #k in 0..#of.len() { #to[#k] = #to[#k] + #from[#k]; })
            };
        }
        let of = self.place_mut(dst).receiver();
        let is_reference = src.projections.is_empty() && self.access(src.base) == Some(Access::Mut);
        let (before, from) = if is_reference {
            // Its name alone would be moved.
            let from = self.place(src).receiver();
            (TokenStream::new(), quote_spanned!(span=> #from.iter()))
        } else {
            self.apart(dst, src)
        };
        let (to, term) = (self.extra("to"), self.extra("term"));
        let add = match element {
            ty if has_assign_ops(ty) => quote_spanned!(span=> *#to += *#term;),
            Type::Float(_) => quote_spanned!(span=> *#to = *#to + *#term;),
            _ => quote_spanned!(span=> #krate::Tangent::add_assign(#to, #term);),
        };
        quote_spanned!(span=> #before for (#to, #term) in #of.iter_mut().zip(#from) { #add })
    }

    /// A reference to `src`, or to a copy of it where `dst`, which is written meanwhile, is in the same memory; and before it the
    /// copy, which is made before `dst` is borrowed.
    fn apart(&self, dst: &Place, src: &Place) -> (TokenStream, TokenStream) {
        if dst.base != src.base || diverge(dst, src) {
            return (TokenStream::new(), self.borrowed(src));
        }
        let (span, copy) = (self.span(), self.taken(src, false, &self.f.place_ty(src)));
        let held = self.extra("held");
        (
            quote_spanned!(span=> let #held = #copy;),
            quote_spanned!(span=> &#held),
        )
    }

    fn copy_from(&self, dst: &Place, src: &Place) -> TokenStream {
        let span = self.span();
        let element = self
            .f
            .place_ty(dst)
            .element()
            .cloned()
            .unwrap_or(Type::Unknown);
        let to = self.place_mut(dst).receiver();
        if dst.base == src.base
            && is_copy(&element)
            && let (
                Some((Projection::Range(start, _), before)),
                Some((Projection::Range(lo, hi), same)),
            ) = (dst.projections.split_last(), src.projections.split_last())
            && before == same
        {
            let of = self
                .place_mut(&Place {
                    base: dst.base,
                    projections: before.to_vec(),
                })
                .receiver();
            let end =
                |a: &Option<Atom>| a.as_ref().map(|a| self.atom(a).at(super::expr::Level::Or));
            let start = start
                .as_ref()
                .map_or_else(|| quote_spanned!(span=> 0), |a| self.atom(a).whole());
            let (lo, hi) = (end(lo), end(hi));
            return quote_spanned!(span=> #of.copy_within(#lo..#hi, #start););
        }
        let text = match (self.f.place_ty(dst), self.f.place_ty(src)) {
            (Type::Array(..), Type::Array(..)) => {
                let (to, from) = (
                    self.place_mut(dst).whole(),
                    self.taken(src, false, &self.f.place_ty(src)),
                );
                quote_spanned!(span=> #to = #from;)
            }
            _ => {
                let (before, from) = self.apart(dst, src);
                match is_copy(&element) {
                    true => quote_spanned!(span=> #before #to.copy_from_slice(#from);),
                    false => quote_spanned!(span=> #before #to.clone_from_slice(#from);),
                }
            }
        };
        self.reading(
            src,
            text,
            Some(self.set_zero(dst)).filter(|_| self.is_slot(src.base)),
        )
    }

    fn swap(&self, p: &Place, q: &Place) -> TokenStream {
        let span = self.span();
        if p == q {
            return TokenStream::new();
        }
        if p.base == q.base
            && let (Some((Projection::Index(i), before)), Some((Projection::Index(j), same))) =
                (p.projections.split_last(), q.projections.split_last())
            && before == same
        {
            let of = self
                .place_mut(&Place {
                    base: p.base,
                    projections: before.to_vec(),
                })
                .receiver();
            let (i, j) = (self.atom(i).whole(), self.atom(j).whole());
            return quote_spanned!(span=> #of.swap(#i, #j););
        }
        if p.base != q.base || diverge(p, q) {
            let to = self.borrowed_mut(q);
            if let Type::Slice(_) = self.f.place_ty(p) {
                let of = self.place_mut(p).receiver();
                return quote_spanned!(span=> #of.swap_with_slice(#to););
            }
            let from = self.borrowed_mut(p);
            return quote_spanned!(span=> ::core::mem::swap(#from, #to););
        }
        let held = self.extra("held");
        let (first, second) = (
            self.taken(p, false, &self.f.place_ty(p)),
            self.taken(q, false, &self.f.place_ty(q)),
        );
        if let Type::Slice(_) = self.f.place_ty(p) {
            let (p, q) = (self.place_mut(p).receiver(), self.place_mut(q).receiver());
            let other = self.extra("held");
            return quote_spanned! {span=>
                let #held = #first;
                let #other = #second;
                #p.clone_from_slice(&#other);
                #q.clone_from_slice(&#held);
            };
        }
        let (p, q) = (self.place_mut(p).whole(), self.place_mut(q).whole());
        quote_spanned!(span=> let #held = #first; #p = #second; #q = #held;)
    }

    fn extend(&self, dst: &Place, src: &Place) -> TokenStream {
        let span = self.span();
        let to = self.place_mut(dst).receiver();
        let (before, from) = self.apart(dst, src);
        let text = quote_spanned!(span=> #before #to.extend_from_slice(#from););
        let zeros = self.is_slot(src.base).then(|| {
            let zeros = self.zero_like(src, &self.f.place_ty(src));
            quote_spanned!(span=> #to.extend_from_slice(&#zeros);)
        });
        self.reading(src, text, zeros)
    }
}

/// Do two places of one base part at different fields, so that both can be borrowed?
fn diverge(p: &Place, q: &Place) -> bool {
    for (a, b) in p.projections.iter().zip(&q.projections) {
        match (a, b) {
            (Projection::Field(x), Projection::Field(y)) if x != y => return true,
            (Projection::Field(_), Projection::Field(_)) => {}
            _ => return false,
        }
    }
    false
}

fn is_range(p: &Place) -> bool {
    matches!(p.projections.last(), Some(Projection::Range(..)))
}
