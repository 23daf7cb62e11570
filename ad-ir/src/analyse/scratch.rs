//! Buffers that are written whole in each iteration of a loop before anything of them is read, and that therefore carry
//! nothing from one iteration to the next.

use crate::ir::visit::{all_places, places, regions, statements};
use crate::ir::{Atom, BaseId, Op, Projection, Region};

/// Is a base of `n` elements written whole in a region before anything else is done with it there? In a region inside it
/// may be, where nothing else of this region looks at the base: then it does not matter how often that one runs.
#[must_use]
pub fn written_whole_first(region: &Region, base: BaseId, n: &Atom) -> bool {
    let mut here = region.stmts.iter().filter(|stmt| mentions(&stmt.op, base));
    let Some(first) = here.next() else {
        return true;
    };
    if writes_whole(&first.op, base, n) {
        return true;
    }
    let inside = regions(&first.op);
    here.next().is_none()
        && !inside.is_empty()
        && !directly_mentions(&first.op, base)
        && inside
            .iter()
            .all(|inner| written_whole_first(inner, base, n))
}

/// Does the operation set every element of a base of `n` elements, without reading others?
fn writes_whole(op: &Op, base: BaseId, n: &Atom) -> bool {
    match op {
        Op::Fill(p, _) | Op::SetZero(p) => p.base == base && p.projections.is_empty(),
        Op::CopyFrom(p, from) => p.base == base && p.projections.is_empty() && from.base != base,
        Op::For(l) => {
            let from_zero = l.range.lo.is_zero_int();
            let to_the_end = !l.range.inclusive && l.range.hi == *n;
            let only_here = Projection::Index(l.body.params[0].into());
            let mut elsewhere = false;
            statements(&l.body, &mut |stmt| {
                places(&stmt.op, &mut |p, _| {
                    elsewhere |= p.base == base && p.projections.first() != Some(&only_here);
                });
            });
            let first = l.body.stmts.iter().find(|stmt| mentions(&stmt.op, base));
            from_zero
                && to_the_end
                && !l.breaks
                && !elsewhere
                && first.is_some_and(
                    |stmt| matches!(&stmt.op, Op::Store(p, _) if p.projections.len() == 1),
                )
        }
        _ => false,
    }
}

/// Does the operation leave the shape of what it writes to as it is?
#[must_use]
pub fn keeps_shape(op: &Op) -> bool {
    matches!(
        op,
        Op::Store(..)
            | Op::Accumulate(..)
            | Op::Fill(..)
            | Op::CopyFrom(..)
            | Op::AddFrom(..)
            | Op::SetZero(_)
    )
}

/// Does the operation itself name the base?
fn directly_mentions(op: &Op, base: BaseId) -> bool {
    let mut found = false;
    places(op, &mut |p, _| found |= p.base == base);
    found
}

/// Does the operation, or one inside it, name the base?
#[must_use]
pub fn mentions(op: &Op, base: BaseId) -> bool {
    let mut found = false;
    all_places(op, &mut |p| found |= p.base == base);
    found
}
