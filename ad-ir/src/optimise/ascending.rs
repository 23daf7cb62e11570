//! Loops of the reverse sweep that may run upwards: their trips only add to sums, in variables or in memory, or have elements of
//! their own, so that they may run in any order.
//!
//! Reverse mode runs the trips of a loop the other way. Where that does not matter, upwards is the way that LLVM makes the
//! shorter code of, since vectors need not be turned around, and the one that is easier to read: as long as it knows the bounds, as it
//! does of [`rows`](super::rows). Where it does not, downwards is better, for then the first trip asks for the others.
//!
//! The order of sums changes, as in the other rewrites of what reverse mode made.

use super::Stats;
use super::summed::{made, moves_on};
use crate::ir::visit::{places, regions, regions_mut, statements, use_counts};
use crate::ir::{
    Atom, BaseId, For, Function, Op, Place, Prim, Projection, Region, Stmt, Type, ValueId,
};
use crate::sorted::Map;

/// Turns loops around of which the index is a value of at least this number: those that reverse mode has made.
pub fn ascending(f: &mut Function, from: usize) -> Stats {
    let uses = use_counts(f);
    let mut body = std::mem::take(&mut f.body);
    let mut stats = Stats::default();
    turned(f, &mut body, from, &uses, &mut stats);
    f.body = body;
    stats
}

/// Turns the loops of a region; the function is without its body.
fn turned(f: &Function, region: &mut Region, from: usize, uses: &[usize], stats: &mut Stats) {
    for stmt in &mut region.stmts {
        if let Op::For(l) = &mut stmt.op
            && l.range.reversed
            && l.body.params[0].index() >= from
            && in_any_order(l, uses)
            && knows_bounds(f, l)
        {
            l.range.reversed = false;
            stats.changed += 1;
        }
        for inner in regions_mut(&mut stmt.op) {
            turned(f, inner, from, uses, stats);
        }
    }
}

/// Will LLVM know that what a loop selects by its index is within bounds?
fn knows_bounds(f: &Function, l: &For) -> bool {
    let index = l.body.params[0];
    let from_zero = l.range.lo.is_zero_int();
    let mut known = true;
    statements(&l.body, &mut |stmt| {
        places(&stmt.op, &mut |place, _| {
            for (at, projection) in place.projections.iter().enumerate() {
                let Projection::Index(Atom::Value(v)) = projection else {
                    continue;
                };
                let whole = Place {
                    base: place.base,
                    projections: place.projections[..at].to_vec(),
                };
                let by_sum = matches!(made(&l.body, *v), Some((Prim::Add | Prim::Sub, args))
                    if args.contains(&index.into()));
                known &= match f.place_ty(&whole) {
                    _ if *v != index && !by_sum => true,
                    Type::Array(..) => true,
                    Type::Slice(t) | Type::Vec(t) => at == 0 && t.is_scalar() && from_zero,
                    _ => false,
                };
            }
        });
    });
    known
}

/// Is what a loop computes the same, but for the order of sums, whatever the order of its trips?
pub(super) fn in_any_order(l: &For, uses: &[usize]) -> bool {
    !l.breaks
        && only_adds(&l.body, uses)
        && l.body.stmts.iter().all(is_of_the_trip)
        && of_each_base(l).values().all(|all| match all {
            All { written: false, .. } => true,
            // Nobody looks at a sum before it is complete.
            All {
                read: false,
                set: false,
                ..
            } => true,
            All { places, .. } => have_their_own(places, l),
        })
}

/// Is everything that a loop carries a sum?
fn only_adds(body: &Region, uses: &[usize]) -> bool {
    let carried = body.params[1..].iter().zip(&body.yields);
    carried.into_iter().all(|(param, next)| {
        next.value()
            .is_some_and(|next| adds_to(body, next, *param, uses))
    })
}

/// Is a value the sum of a parameter and others, and is neither that nor a sum on the way used for anything else?
fn adds_to(body: &Region, v: ValueId, param: ValueId, uses: &[usize]) -> bool {
    if uses[v.index()] != 1 {
        return false;
    }
    if v == param {
        return true;
    }
    let Some(stmt) = body.stmts.iter().find(|stmt| stmt.results.contains(&v)) else {
        return false;
    };
    let leads = |a: &Atom| a.value().is_some_and(|a| adds_to(body, a, param, uses));
    match &stmt.op {
        Op::Prim(Prim::Add, args) => args.iter().any(leads),
        Op::Prim(Prim::Sub, args) => leads(&args[0]),
        Op::For(l) if !l.breaks => {
            let k = stmt.results.iter().position(|result| *result == v);
            k.is_some_and(|k| {
                let next = l.body.yields[k].value();
                leads(&l.inits[k])
                    && next.is_some_and(|next| adds_to(&l.body, next, l.body.params[k + 1], uses))
            })
        }
        _ => false,
    }
}

/// Does the statement, with what is inside it, do nothing but compute, and read and write elements?
fn is_of_the_trip(stmt: &Stmt) -> bool {
    match &stmt.op {
        Op::Prim(..)
        | Op::Load(_)
        | Op::Store(..)
        | Op::Accumulate(..)
        | Op::Len(_)
        | Op::Is(..) => true,
        Op::Opaque(opaque) => opaque.pure,
        Op::If(..) | Op::Switch(_) | Op::For(_) => regions(&stmt.op)
            .into_iter()
            .all(|inner| inner.stmts.iter().all(is_of_the_trip)),
        Op::Init(..)
        | Op::Assign(..)
        | Op::AddFrom(..)
        | Op::SetZero(_)
        | Op::Fill(..)
        | Op::CopyFrom(..)
        | Op::Swap(..)
        | Op::Push(..)
        | Op::Pop(_)
        | Op::Extend(..)
        | Op::Truncate(..)
        | Op::While(_)
        | Op::Call(..) => false,
    }
}

/// What a loop does with a base.
#[derive(Default)]
pub(super) struct All {
    places: Vec<Place>,
    pub read: bool,
    pub set: bool,
    pub written: bool,
}

pub(super) fn of_each_base(l: &For) -> Map<BaseId, All> {
    let mut found: Map<BaseId, All> = Map::new();
    statements(&l.body, &mut |stmt| {
        let adds = matches!(stmt.op, Op::Accumulate(..));
        places(&stmt.op, &mut |place, used| {
            let all = found.entry(place.base).or_default();
            if !all.places.contains(place) {
                all.places.push(place.clone());
            }
            all.read |= used.reads() && !adds;
            all.set |= used.writes() && !adds;
            all.written |= used.writes();
        });
    });
    found
}

/// Do different trips select different elements by these places?
fn have_their_own(places: &[Place], l: &For) -> bool {
    let index = Projection::Index(l.body.params[0].into());
    let by_index = |place: &Place| place.projections.first() == Some(&index);
    places.iter().all(by_index) || matches!(places, [one] if moves_on(one, l))
}
