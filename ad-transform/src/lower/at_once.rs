//! Assignments that happen at once, `(u, v) = (v, u)`: what is assigned later is what there was before any of them.
//!
//! Numbers have been read by then, but memory is read where it is assigned. So what an earlier assignment overwrites and a
//! later one reads is kept before the first of them; two pieces of memory that only change places are exchanged.

use super::Lowerer;
use super::in_turn::copied;
use crate::ir::overlap::disjoint;
use crate::ir::visit::{Use, map_places, places, regions, regions_mut};
use crate::ir::{Init, Op, Place, Projection, Stmt};

impl Lowerer<'_> {
    /// Makes so many assignments, of which `assign` makes one, at once.
    pub(super) fn at_once(&mut self, count: usize, assign: &mut dyn FnMut(&mut Self, usize)) {
        let first = self.b.stmts().len();
        let mut ends = Vec::with_capacity(count);
        for i in 0..count {
            assign(self, i);
            ends.push(self.b.stmts().len());
        }
        if count < 2 {
            return;
        }
        let made = self.b.split_off(first);
        if let Some((a, b)) = exchanged(&made) {
            self.effect(Op::Swap(a, b));
            return;
        }
        let mut made = made.into_iter();
        let mut from = first;
        let mut parts: Vec<Vec<Stmt>> = Vec::with_capacity(count);
        for end in ends {
            parts.push(made.by_ref().take(end - from).collect());
            from = end;
        }
        let mut kept: Vec<(Place, Place)> = Vec::new();
        let mut written: Vec<Place> = Vec::new();
        for part in &mut parts {
            if self.asks_what_was_overwritten(&written, part) {
                self.refuse_here(
                    "which element is assigned depends on what is assigned with it",
                    "write one assignment after the other",
                );
            }
            for place in overwritten_and_read(&written, part) {
                if !kept.iter().any(|(of, _)| *of == place) {
                    let copy = self.before(&place);
                    kept.push((place, copy));
                }
            }
            for stmt in &mut *part {
                read_instead(stmt, &written, &kept);
            }
            for stmt in &*part {
                writes(stmt, &mut written);
            }
        }
        for stmt in parts.into_iter().flatten() {
            self.b.push(stmt);
        }
    }

    /// Does it read an integer that was overwritten? That may be the index of a target, which comes after what was assigned
    /// before, or a value, which does not.
    fn asks_what_was_overwritten(&self, written: &[Place], stmts: &[Stmt]) -> bool {
        stmts.iter().any(|stmt| match &stmt.op {
            Op::Load(place) => {
                let ty = self.types.shallow(self.b.f.ty(stmt.results[0]));
                ty.is_inactive() && is_overwritten(written, place, Use::Read)
            }
            _ => false,
        })
    }

    /// A copy of what is in a place.
    fn before(&mut self, place: &Place) -> Place {
        let ty = self.types.shallow(&self.b.f.place_ty(place));
        self.memory(copied(ty), "before", Init::Copy(place.clone()))
    }
}

/// Two places, each of which is set to what is in the other.
fn exchanged(made: &[Stmt]) -> Option<(Place, Place)> {
    let set = |stmt: &Stmt| match &stmt.op {
        Op::Assign(to, Init::Copy(from) | Init::Move(from)) => Some((to.clone(), from.clone())),
        _ => None,
    };
    let [one, other] = made else { return None };
    let ((a, from_b), (b, from_a)) = (set(one)?, set(other)?);
    (a == from_a && b == from_b && disjoint(&a, &b)).then_some((a, b))
}

/// The memory that was overwritten and is read: as much of it as has a name that means the same before.
fn overwritten_and_read(written: &[Place], stmts: &[Stmt]) -> Vec<Place> {
    let mut found = Vec::new();
    for stmt in stmts {
        places(&stmt.op, &mut |place, used| {
            if is_overwritten(written, place, used) {
                found.push(known(place));
            }
        });
        for inner in regions(&stmt.op) {
            found.extend(overwritten_and_read(written, &inner.stmts));
        }
    }
    found
}

fn is_overwritten(written: &[Place], place: &Place, used: Use) -> bool {
    matches!(used, Use::Read | Use::Shape) && written.iter().any(|w| !disjoint(w, place))
}

/// The part of memory around a place that is there whatever else holds.
fn known(place: &Place) -> Place {
    let constant = |projection: &&Projection| match projection {
        Projection::Field(_) => true,
        Projection::Index(i) => i.value().is_none(),
        _ => false,
    };
    Place {
        base: place.base,
        projections: place
            .projections
            .iter()
            .take_while(constant)
            .cloned()
            .collect(),
    }
}

fn read_instead(stmt: &mut Stmt, written: &[Place], kept: &[(Place, Place)]) {
    map_places(&mut stmt.op, &mut |place, used| {
        if is_overwritten(written, place, used) {
            let of = known(place);
            if let Some((_, copy)) = kept.iter().find(|(kept, _)| *kept == of) {
                let rest = place.projections.split_off(of.projections.len());
                *place = copy.clone();
                place.projections.extend(rest);
            }
        }
    });
    for inner in regions_mut(&mut stmt.op) {
        for stmt in &mut inner.stmts {
            read_instead(stmt, written, kept);
        }
    }
}

/// What a statement writes.
fn writes(stmt: &Stmt, written: &mut Vec<Place>) {
    places(&stmt.op, &mut |place, used| {
        if used.writes() {
            written.push(place.clone());
        }
    });
    for inner in regions(&stmt.op) {
        for stmt in &inner.stmts {
            writes(stmt, written);
        }
    }
}
