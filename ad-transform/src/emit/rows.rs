//! Rows of vectors of vectors: where a loop writes to memory, and in each trip reads or changes elements of the same row `w[i]`,
//! the row is borrowed before the loop, as a person would.
//!
//! rustc's optimiser cannot do that: for all that it sees, what is written may be where the vector `w[i]` keeps the address of
//! its elements, which is then read again in every trip. A loop that has no trip borrows nothing, since it may stand where there
//! is no such row.

use super::body::Emitter;
use super::expr::Expr;
use crate::analyse::memory::moved_places;
use crate::hashed::HashSet;
use crate::ir::visit::{places, statements};
use crate::ir::{
    Access, Atom, BaseId, BaseKind, Const, For, Lit, Op, Place, Projection, Range, Stmt, Type,
    ValueId,
};
use crate::parse::words;
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

/// A row that has a name.
#[derive(Clone)]
pub(super) struct Row {
    /// `w[i]`, or a part of it: `w[i][..n]`.
    place: Place,
    name: Ident,
    /// Is it changed?
    changes: bool,
}

/// How a loop uses a base.
#[derive(Default)]
struct Used {
    /// Is it declared, set, moved, or changed otherwise than element by element?
    remade: bool,
    /// Is it used otherwise than element by element?
    whole: bool,
    changes: bool,
}

impl<'a> Emitter<'a> {
    /// Writes the body of a loop in which rows have names; gives these rows, too.
    pub(super) fn with_rows(
        &self,
        l: &'a For,
        range: &TokenStream,
        write: &dyn Fn() -> TokenStream,
    ) -> (Vec<Row>, TokenStream) {
        let mut rows = self.rows_of(l);
        loop {
            let before = self.rows.borrow().len();
            self.rows.borrow_mut().extend(rows.iter().cloned());
            let body = write();
            self.rows.borrow_mut().truncate(before);
            // While a row is borrowed to be changed, nothing else can be asked of what it belongs to.
            let count = rows.len();
            rows.retain(|row| {
                let whole = self.base(row.place.base).to_string();
                let is_named = |text: &TokenStream| words(text.clone()).contains(&whole);
                !row.changes || !is_named(&body) && !is_named(range)
            });
            if rows.len() == count {
                return (rows, body);
            }
        }
    }

    /// A loop behind what borrows its rows.
    pub(super) fn borrowing(&self, range: &Range, rows: &[Row], text: TokenStream) -> TokenStream {
        if rows.is_empty() {
            return text;
        }
        let span = self.span();
        let borrows = rows.iter().map(|row| self.borrow(row));
        let text = quote_spanned!(span=> #(#borrows)* #text);
        match self.has_trips(range) {
            Some(has_trips) if !rows.iter().all(|row| self.is_seen(row)) => {
                quote_spanned!(span=> if #has_trips { #text })
            }
            _ => text,
        }
    }

    /// Remembers which places a statement has been to.
    pub(super) fn see(&self, stmt: &Stmt) {
        let mut seen = self.seen.borrow_mut();
        let mut forget = |b: BaseId| {
            for places in seen.iter_mut() {
                places.retain(|place| place.base != b);
            }
        };
        let mut remade = |stmt: &Stmt| {
            if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
                forget(*b);
            }
            moved_places(&stmt.op, &mut |p| forget(p.base));
            let by_element = element(stmt);
            places(&stmt.op, &mut |p, how| {
                if how.writes() && by_element != Some(p) {
                    forget(p.base);
                }
            });
        };
        remade(stmt);
        for region in crate::ir::visit::regions(&stmt.op) {
            statements(region, &mut remade);
        }
        let Some(here) = seen.last_mut() else { return };
        places(&stmt.op, &mut |p, _| {
            let is_index = |projection: &Projection| matches!(projection, Projection::Index(_));
            if p.projections.iter().any(is_index) {
                here.push(p.clone());
            }
        });
    }

    /// Has a statement before this one been to the vector that a row is of?
    fn is_seen(&self, row: &Row) -> bool {
        // A cotangent has the parts that its primal has.
        let place = self
            .primal_of(&row.place)
            .unwrap_or_else(|| row.place.clone());
        let vector = match &place.projections[..] {
            [vector @ .., Projection::Range(..)] => vector,
            vector => vector,
        };
        let seen = self.seen.borrow();
        seen.iter()
            .flatten()
            .any(|p| p.base == place.base && p.projections.starts_with(vector))
    }

    /// The row of which a place is an element, and the way from there.
    fn row_of<'p>(&self, p: &'p Place) -> Option<(Row, &'p [Projection])> {
        let rows = self.rows.borrow();
        let (row, rest) = rows.iter().find_map(|row| {
            let rest = p.projections.strip_prefix(&row.place.projections[..])?;
            let is_element =
                p.base == row.place.base && matches!(rest.first(), Some(Projection::Index(_)));
            is_element.then_some((row, rest))
        })?;
        Some((row.clone(), rest))
    }

    /// The element of a row, where the place is one; in a slot, which is open.
    pub(super) fn in_row(&self, p: &Place, write: bool) -> Option<Expr> {
        let (row, rest) = self.row_of(p)?;
        let (name, ty) = (&row.name, self.f.place_ty(&row.place));
        let of = Expr::deref(quote_spanned!(self.span()=> #name), self.span());
        Some(self.projected_from(of, &ty, rest, write))
    }

    /// The row that stands for the slot in this loop.
    pub(super) fn row_of_slot(&self, slot: BaseId) -> Option<Ident> {
        let rows = self.rows.borrow();
        let row = rows
            .iter()
            .find(|row| row.changes && row.place.base == slot);
        row.map(|row| row.name.clone())
    }

    /// The name of the row that an element of a tangent lies in.
    pub(super) fn row_of_tangent(&self, p: &Place) -> Option<Ident> {
        self.row_of(p).map(|(row, _)| row.name)
    }

    /// `let w_i = &w[i][..];`
    fn borrow(&self, row: &Row) -> TokenStream {
        let (span, name) = (self.span(), &row.name);
        let is_part = matches!(row.place.projections.last(), Some(Projection::Range(..)));
        let place = if row.changes {
            self.place_mut(&row.place)
        } else {
            self.place(&row.place)
        };
        let all = (!is_part).then(|| quote_spanned!(span=> [..]));
        let place = place.receiver();
        let mutable = row.changes.then(|| quote_spanned!(span=> mut));
        let borrowed = quote_spanned!(span=> & #mutable #place #all);
        if !self.is_slot(row.place.base) {
            return quote_spanned!(span=> let #name = #borrowed;);
        }
        let slot = self.base(row.place.base);
        quote_spanned!(span=> let #mutable #name = #slot.get().map(|#slot| #borrowed);)
    }

    /// The rows of a loop.
    fn rows_of(&self, l: &'a For) -> Vec<Row> {
        if l.breaks || !l.body.stmts.iter().any(|stmt| self.has_row(stmt)) {
            return Vec::new();
        }
        let inside = defined(l);
        let mut writes = false;
        statements(&l.body, &mut |stmt| {
            places(&stmt.op, &mut |_, used| writes |= used.writes());
        });
        let mut rows: Vec<Row> = Vec::new();
        if !writes {
            return rows;
        }
        for stmt in &l.body.stmts {
            let Some(p) = element(stmt) else { continue };
            let Some(place) = self.outer(p).filter(|place| is_known(place, &inside)) else {
                continue;
            };
            let is_new = rows.iter().all(|row| row.place != place) && self.row_of(p).is_none();
            if is_new && let Some(changes) = self.changes(l, &place) {
                let name = self.row_name(&place);
                rows.push(Row {
                    place,
                    name,
                    changes,
                });
            }
        }
        rows
    }

    fn has_row(&self, stmt: &Stmt) -> bool {
        element(stmt).is_some_and(|p| self.outer(p).is_some())
    }

    /// What a place is an element of, where that is a vector in a sequence, or a part of one.
    fn outer(&self, p: &Place) -> Option<Place> {
        let (Projection::Index(_), before) = p.projections.split_last()? else {
            return None;
        };
        let vector = match before {
            [vector @ .., Projection::Range(..)] => vector,
            vector => vector,
        };
        let is_index = |projection: &Projection| matches!(projection, Projection::Index(at) if *self.f.atom_ty(at) != Type::Position);
        let simple = vector.iter().all(|projection| {
            is_index(projection)
                || matches!(projection, Projection::Range(..) | Projection::Field(_))
        });
        let at = |projections: &[Projection]| Place {
            base: p.base,
            projections: projections.to_vec(),
        };
        let moves = match self.f.declared_ty(&at(vector)) {
            Type::Vec(_) => true,
            Type::Ref(inner) => matches!(*inner, Type::Vec(_) | Type::Slice(_)),
            _ => false,
        };
        (simple && moves && vector.iter().any(is_index)).then(|| at(before))
    }

    /// Can the row be borrowed for all of the loop, and is it changed then?
    fn changes(&self, l: &For, row: &Place) -> Option<bool> {
        if let BaseKind::Extern(_) = self.f.bases[row.base.index()].kind {
            return None;
        }
        let mut used = Used::default();
        statements(&l.body, &mut |stmt| {
            if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
                used.remade |= *b == row.base;
            }
            moved_places(&stmt.op, &mut |p| used.remade |= p.base == row.base);
            let by_element = element(stmt);
            places(&stmt.op, &mut |p, how| {
                if p.base != row.base {
                    return;
                }
                let is_element = by_element == Some(p)
                    && matches!(
                        p.projections.strip_prefix(&row.projections[..]),
                        Some([Projection::Index(_), ..])
                    );
                used.changes |= how.writes();
                used.whole |= !is_element;
                used.remade |= how.writes() && !is_element;
            });
        });
        let is_slot = self.is_slot(row.base);
        let fits = match self.access(row.base) {
            Some(Access::CotangentSlot) => used.changes,
            _ => true,
        };
        let alone = !used.whole || !(used.changes || is_slot);
        (fits && alone && !used.remade).then_some(used.changes)
    }

    /// `w_i` for `w[i]`.
    fn row_name(&self, row: &Place) -> Ident {
        let mut name = self
            .plan
            .base_name(row.base)
            .trim_start_matches("r#")
            .to_string();
        for projection in &row.projections {
            match projection {
                Projection::Index(Atom::Value(v))
                    if self.plan.is_used(*v) && !self.plan.is_inlined(*v) =>
                {
                    name = format!("{name}_{}", self.plan.name(*v).trim_start_matches("r#"));
                }
                Projection::Field(field) => name = format!("{name}_{field}"),
                _ => {}
            }
        }
        if !name.contains('_') || name == self.plan.base_name(row.base) {
            name.push_str("_row");
        }
        self.extra(&name)
    }

    /// What asks whether a loop has trips, unless it is known to.
    fn has_trips(&self, range: &Range) -> Option<TokenStream> {
        if let (Some(lo), Some(hi)) = (number(&range.lo), number(&range.hi))
            && (lo < hi || range.inclusive && lo == hi)
        {
            return None;
        }
        let span = self.span();
        let [lo, hi] =
            [&range.lo, &range.hi].map(|end| self.atom(end).at(super::expr::Level::BitOr));
        Some(match range.inclusive {
            true => quote_spanned!(span=> #lo <= #hi),
            false => quote_spanned!(span=> #lo < #hi),
        })
    }
}

/// The element that a statement reads or changes.
fn element(stmt: &Stmt) -> Option<&Place> {
    match &stmt.op {
        Op::Load(p) | Op::Store(p, _) | Op::Accumulate(p, _) => Some(p),
        _ => None,
    }
}

/// The values that a loop defines.
fn defined(l: &For) -> HashSet<ValueId> {
    let mut inside: HashSet<ValueId> = l.body.params.iter().copied().collect();
    statements(&l.body, &mut |stmt| {
        inside.extend(stmt.results.iter().copied());
        for region in crate::ir::visit::regions(&stmt.op) {
            inside.extend(region.params.iter().copied());
        }
    });
    inside
}

/// Are the indices of a place known before the loop?
fn is_known(p: &Place, inside: &HashSet<ValueId>) -> bool {
    let is_known = |atom: &Atom| atom.value().is_none_or(|v| !inside.contains(&v));
    p.projections.iter().all(|projection| match projection {
        Projection::Index(at) => is_known(at),
        Projection::Range(lo, hi) => [lo, hi].into_iter().flatten().all(is_known),
        _ => true,
    })
}

fn number(atom: &Atom) -> Option<i128> {
    match atom {
        Atom::Const(Const {
            lit: Lit::Int(n), ..
        }) => Some(*n),
        Atom::Const(Const { lit: Lit::Zero, .. }) => Some(0),
        _ => None,
    }
}
