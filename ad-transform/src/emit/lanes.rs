//! Loops over directions: what is zero in a pair of them is passed over.
//!
//! A tangent is a multiple of those that it is computed of, so that it is zero where all of these are. Of all the numbers that
//! such a loop reads or writes, each knows the pairs of directions in which it may be other than zero.

use super::body::Emitter;
use crate::ir::visit::{place_atoms, places};
use crate::ir::{Atom, For, Op, Place, Projection, Stmt, Type, ValueId};
use proc_macro2::TokenStream;
use quote::quote_spanned;

impl<'a> Emitter<'a> {
    /// The numbers of which a loop reads or writes the tangents, if it does nothing else, and for all directions.
    pub(super) fn marks_of(&self, l: &For) -> Option<Vec<Place>> {
        let lane = l.body.params[0];
        let mut numbers: Vec<Place> = Vec::new();
        let is_plain = l.inits.is_empty() && !l.breaks && !l.range.reversed;
        if !is_plain || l.range.lo != Atom::usize(0) {
            return None;
        }
        for stmt in &l.body.stmts {
            let mut elsewhere = match &stmt.op {
                Op::Prim(_, args) => args.iter().any(|a| a.value() == Some(lane)),
                Op::Load(_) | Op::Store(..) | Op::Accumulate(..) => false,
                _ => return None,
            };
            places(&stmt.op, &mut |p, _| match self.number_in(p, lane) {
                Some(number) if numbers.contains(&number) => {}
                Some(number) => numbers.push(number),
                None => elsewhere = true,
            });
            if elsewhere {
                return None;
            }
        }
        (!numbers.is_empty()).then_some(numbers)
    }

    /// The number of which a place holds the tangent in a direction.
    fn number_in(&self, p: &Place, lane: ValueId) -> Option<Place> {
        let (Projection::Index(at), before) = p.projections.split_last()? else {
            return None;
        };
        let number = Place {
            base: p.base,
            projections: before.to_vec(),
        };
        let mut depends = false;
        place_atoms(&number, &mut |a: &Atom| depends |= a.value() == Some(lane));
        let is_number = matches!(self.f.place_ty(&number), Type::Lanes(..));
        (is_number && !depends && at.value() == Some(lane)).then_some(number)
    }

    /// The numbers whose tangents a loop reads, or sets to others than were there.
    fn numbers_looked_at(&self, l: &For) -> Vec<Place> {
        let mut numbers = Vec::new();
        for stmt in &l.body.stmts {
            if matches!(stmt.op, Op::Accumulate(..)) {
                continue;
            }
            places(&stmt.op, &mut |p, _| {
                numbers.extend(self.number_in(p, l.body.params[0]));
            });
        }
        numbers
    }

    /// The loop, over the pairs in which one of these numbers may be other than zero. What is written may be, then. The numbers
    /// are named by their fields and not borrowed, so that rustc can make a result where its caller wants it.
    pub(super) fn over_pairs(&self, stmt: &'a Stmt, l: &'a For, numbers: &[Place]) -> TokenStream {
        let (span, krate) = (self.span(), self.krate);
        let (marks, pair) = (self.extra("marks"), self.extra("pair"));
        let half = self.extra("half");
        // What is only added to does not say where something is to be added.
        let looked_at = self.numbers_looked_at(l);
        let of_each = numbers.iter().filter(|n| looked_at.contains(n));
        let of_each = of_each.map(|number| {
            let of = self.place(number).receiver();
            match self.is_slot(number.base) {
                true => {
                    let slot = self.base(number.base);
                    quote_spanned!(span=> #slot.get().map_or(0, |#slot| #of.marked))
                }
                false => quote_spanned!(span=> #of.marked),
            }
        });
        let mut written = Vec::new();
        for stmt in &l.body.stmts {
            places(&stmt.op, &mut |p, used| {
                let number = self.number_in(p, l.body.params[0]);
                written.extend(number.filter(|_| used.writes()));
            });
        }
        let written = numbers.iter().filter(|number| written.contains(number));
        let written = written.map(|number| {
            let of = self.place_mut(number).receiver();
            quote_spanned!(span=> #of.marked |= #marks;)
        });
        let count: TokenStream = match self.f.place_ty(&numbers[0]) {
            Type::Lanes(_, count) => count.parse().expect("a number of pairs"),
            _ => quote_spanned!(span=> _),
        };
        let head = quote_spanned! {span=>
            let #marks = #(#of_each)|*;
            #(#written)*
        };
        let lane = l.body.params[0];
        let outer = (self.pair).replace(Some((lane, pair.clone(), half.clone())));
        let body = self.loop_body(stmt, &l.body, false);
        self.pair.replace(outer);
        quote_spanned! {span=>
            #head
            for #pair in #krate::__private::pairs::<#count>(#marks) {
                for #half in 0..2 {
                    #body
                }
            }
        }
    }

    /// The pair and the half of it that a direction is in, in a loop over pairs.
    pub(super) fn half_of_pair(&self, at: &Atom) -> Option<TokenStream> {
        let current = self.pair.borrow();
        let (_, pair, half) = current
            .as_ref()
            .filter(|(lane, ..)| at.value() == Some(*lane))?;
        let span = self.span();
        Some(quote_spanned!(span=> pairs[#pair][#half]))
    }
}
