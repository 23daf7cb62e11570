//! Parts of one memory that a call changes, `f(&mut v[..k], &mut v[k..])`: that the ranges do not overlap is known here, and
//! rustc has to be told, by `split_at_mut`.

use super::body::Emitter;
use super::expr::Expr;
use super::scalar::operator;
use crate::hashed::HashMap;
use crate::ir::{Arg, Atom, Place, Prim, Projection, Type};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

/// What goes before a call, and those of its arguments that then have names, by their positions.
#[derive(Default)]
pub(super) struct Halves {
    pub before: TokenStream,
    pub args: HashMap<usize, TokenStream>,
}

/// An argument that is a part of some memory.
#[derive(Clone, Copy)]
struct Part<'a> {
    position: usize,
    place: &'a Place,
    mutable: bool,
}

impl<'a> Part<'a> {
    fn of(position: usize, arg: &'a Arg) -> Option<Part<'a>> {
        let (place, mutable) = match arg {
            Arg::Mut(place) | Arg::Slot(Some(place)) => (place, true),
            Arg::Ref(place) | Arg::TangentSlot(Some(place)) => (place, false),
            _ => return None,
        };
        Some(Part {
            position,
            place,
            mutable,
        })
    }

    /// How long the way is that both have in common, if one ends where the other begins and rustc would see two borrows.
    fn beside(&self, other: &Part<'_>) -> Option<usize> {
        if self.place.base != other.place.base || !(self.mutable || other.mutable) {
            return None;
        }
        let (mine, theirs) = (&self.place.projections, &other.place.projections);
        let common = mine.iter().zip(theirs).take_while(|(p, q)| p == q).count();
        let (p, q) = (mine.get(common)?, theirs.get(common)?);
        (ends_at(p, q) || ends_at(q, p)).then_some(common)
    }

    fn shares(&self, way: &[Projection], of: &Part<'_>) -> bool {
        let mine = &self.place.projections;
        self.place.base == of.place.base && mine.len() > way.len() && mine.starts_with(way)
    }
}

/// Does the first range end where the second begins?
fn ends_at(first: &Projection, second: &Projection) -> bool {
    matches!(
        (first, second),
        (Projection::Range(_, Some(hi)), Projection::Range(Some(lo), _)) if hi == lo
    )
}

impl Emitter<'_> {
    /// The arguments of a call that are parts of one memory beside each other.
    pub(super) fn halves(&self, args: &[Arg]) -> Halves {
        let mut halves = Halves::default();
        let mut parts: Vec<Part> = (args.iter().enumerate())
            .filter_map(|(position, arg)| Part::of(position, arg))
            .collect();
        while let Some(&first) = parts.first() {
            let common = parts.iter().filter_map(|part| first.beside(part)).min();
            let way = common.map(|common| &first.place.projections[..common]);
            let (group, others): (Vec<Part>, Vec<Part>) = match way {
                Some(way) => parts.iter().partition(|part| part.shares(way, &first)),
                None => (Vec::new(), parts[1..].to_vec()),
            };
            parts = others;
            if let Some(way) = way
                && let Some((names, split)) = self.split_slot(first.place, way, &group)
            {
                halves.before.extend(split);
                halves.args.extend(names);
            }
        }
        halves
    }

    /// `let (part, part_1) = ..;` for the parts of what is at the end of a way, which may be in a slot.
    fn split_slot(
        &self,
        of: &Place,
        way: &[Projection],
        group: &[Part<'_>],
    ) -> Option<(Vec<(usize, TokenStream)>, TokenStream)> {
        let span = self.span();
        let root = Place {
            base: of.base,
            projections: way.to_vec(),
        };
        let (mut parts, mut statements) = (HashMap::default(), TokenStream::new());
        let ty = self.f.place_ty(&root);
        self.split(
            self.place_mut(&root),
            &ty,
            way.len(),
            group,
            &mut statements,
            &mut parts,
        )?;
        let names: Vec<Ident> = group.iter().map(|_| self.extra("part")).collect();
        let values = group.iter().map(|part| &parts[&part.position]);
        let values = quote_spanned!(span=> (#(#values),*));
        let line = if self.is_slot(of.base) {
            let (slot, some) = (
                self.base(of.base),
                quote_spanned!(span=> ::core::option::Option::Some),
            );
            let there = group.iter().map(|part| {
                let part = &parts[&part.position];
                quote_spanned!(span=> #some(#part))
            });
            let none = group
                .iter()
                .map(|_| quote_spanned!(span=> ::core::option::Option::None));
            quote_spanned! {span=>
                let (#(#names),*) = match #slot.get() {
                    #some(#slot) => {
                        #statements
                        (#(#there),*)
                    }
                    _ => (#(#none),*),
                };
            }
        } else {
            quote_spanned! {span=>
                let (#(#names),*) = {
                    #statements
                    #values
                };
            }
        };
        let named = group.iter().zip(&names);
        let named = named.map(|(part, name)| (part.position, quote!(#name)));
        Some((named.collect(), line))
    }

    /// Statements that split what `of` is at the next steps of the parts, and what each of the parts then is.
    fn split(
        &self,
        of: Expr,
        ty: &Type,
        steps: usize,
        group: &[Part<'_>],
        statements: &mut TokenStream,
        parts: &mut HashMap<usize, TokenStream>,
    ) -> Option<()> {
        let span = self.span();
        if let [part] = group {
            let rest = &part.place.projections[steps..];
            let place = self.projected_from(of, ty, rest, part.mutable);
            let reference = match (place.reference(), part.mutable) {
                (Some(reference), _) if rest.is_empty() => reference.clone(),
                (_, true) => place.borrowed_mut(span),
                (_, false) => place.borrowed(span),
            };
            parts.insert(part.position, reference);
            return Some(());
        }
        let mut of = of.receiver();
        let mut from: Option<&Atom> = None;
        for (i, range) in in_order(group, steps)?.iter().enumerate() {
            let Projection::Range(lo, hi) = range else {
                return None;
            };
            let within = |at: &Atom| match from {
                None => self.atom(at).whole(),
                Some(from) => {
                    let (minus, level) = operator(Prim::Sub, &Type::Unknown, span);
                    Expr::binary(self.atom(at), &minus, self.atom(from), level, span).whole()
                }
            };
            let inside: Vec<Part> = (group.iter())
                .filter(|part| part.place.projections[steps] == **range)
                .copied()
                .collect();
            let part = self.extra("part");
            let last = inside.iter().any(|part| self.is_last(group, part, steps));
            match (hi, last) {
                (Some(hi), false) => {
                    let (rest, at) = (self.extra("rest"), within(hi));
                    statements
                        .extend(quote_spanned!(span=> let (#part, #rest) = #of.split_at_mut(#at);));
                    if let (0, Some(lo)) = (i, lo) {
                        let lo = self.atom(lo).whole();
                        statements.extend(quote_spanned!(span=> let #part = &mut #part[#lo..];));
                    }
                    (of, from) = (quote!(#rest), Some(hi));
                }
                (Some(hi), true) => {
                    let at = within(hi);
                    statements.extend(quote_spanned!(span=> let #part = &mut #of[..#at];));
                }
                (None, _) => statements.extend(quote_spanned!(span=> let #part = #of;)),
            }
            let there = Expr::deref(quote!(#part), span);
            let element = Projection::Range(None, None);
            let ty = super::place::step(ty, &element);
            self.split(there, &ty, steps + 1, &inside, statements, parts)?;
        }
        Some(())
    }

    /// Does nothing of the group begin where this part ends?
    fn is_last(&self, group: &[Part<'_>], of: &Part<'_>, steps: usize) -> bool {
        let mine = &of.place.projections[steps];
        let mut others = group.iter().map(|part| &part.place.projections[steps]);
        !others.any(|other| ends_at(mine, other))
    }
}

/// The ranges of a group, each once, each before the one that begins where it ends.
fn in_order<'a>(group: &[Part<'a>], steps: usize) -> Option<Vec<&'a Projection>> {
    let mut open: Vec<&Projection> = Vec::new();
    for part in group {
        let range = part.place.projections.get(steps)?;
        if !open.contains(&range) {
            open.push(range);
        }
    }
    let first = (0..open.len()).find(|i| !open.iter().any(|other| ends_at(other, open[*i])))?;
    let mut ordered = vec![open.swap_remove(first)];
    while !open.is_empty() {
        let last = *ordered.last()?;
        let next = open.iter().position(|range| ends_at(last, range))?;
        ordered.push(open.swap_remove(next));
    }
    Some(ordered)
}
