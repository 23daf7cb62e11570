//! Handing over: where a reverse sweep calls the adjoint of a function for the very arguments for which the forward sweep
//! has called the function, the call hands over what it computed, and the adjoint goes on from there instead of running the
//! function once more. A pullback that is applied many times then runs the functions that it calls once.
//!
//! The call must run once for everything else that uses it: both stand in the same region, the body of the function or that
//! of a loop of which each iteration runs forth and back at once, or the adjoint deeper inside. What the call reads must be
//! the same all along: numbers, and memory that nothing writes after the call. From one sweep of a loop to the other, calls
//! hand over by a [stack](super::stack).

use super::Stats;
use super::stack::push_and_pop;
use crate::analyse::memory::moved_places;
use crate::ir::visit::{places, regions, regions_mut};
use crate::ir::{Arg, BaseId, Call, Function, Hand, Op, Region, Stmt};

/// Pairs calls with calls of adjoints.
pub fn hand_over(f: &mut Function) -> Stats {
    let mut stats = Stats::default();
    let ahead = f.split.unwrap_or(f.body.stmts.len());
    in_region(&mut f.body.stmts, ahead, &mut stats);
    stats
}

/// Pairs the calls among the first statements of a region, and those in regions inside.
fn in_region(stmts: &mut [Stmt], ahead: usize, stats: &mut Stats) {
    for i in 0..stmts.len() {
        let (before, after) = stmts.split_at_mut(i + 1);
        for inner in regions_mut(&mut before[i].op) {
            let all = inner.stmts.len();
            in_region(&mut inner.stmts, all, stats);
        }
        if i >= ahead {
            continue;
        }
        stats.changed += push_and_pop(&mut before[i], after, stats.changed);
        let Op::Call(call, _) = &mut before[i].op else {
            continue;
        };
        if !is_eligible(call) {
            continue;
        }
        let mut read = Vec::new();
        for arg in &call.args {
            if let Arg::Ref(p) | Arg::Owned(p) = arg {
                read.push(p.base);
            }
        }
        if after.iter().any(|stmt| writes(stmt, &read)) {
            continue;
        }
        let number = stats.changed;
        let mut taken = 0;
        for stmt in after {
            taken += take(stmt, call, number);
        }
        if taken > 0 {
            call.callee.hand = Some(Hand::Over(number));
            stats.changed += 1;
        }
    }
}

/// Can it hand over what it computes?
pub(super) fn is_eligible(call: &Call) -> bool {
    call.callee.modes.is_empty()
        && !call.callee.bare
        && call.callee.hand.is_none()
        && call.callee.has_adjoint()
        && call.args.iter().all(|arg| {
            matches!(
                arg,
                Arg::Value(_) | Arg::ValueRef(_) | Arg::Ref(_) | Arg::Owned(_) | Arg::Mut(_)
            )
        })
}

/// Is one of these bases written, or moved away, in the statement?
fn writes(stmt: &Stmt, bases: &[BaseId]) -> bool {
    let mut found = false;
    places(&stmt.op, &mut |p, used| {
        found |= used.writes() && bases.contains(&p.base)
    });
    moved_places(&stmt.op, &mut |p| found |= bases.contains(&p.base));
    let inside = |region: &Region| region.stmts.iter().any(|stmt| writes(stmt, bases));
    found || regions(&stmt.op).into_iter().any(inside)
}

/// Makes the adjoints of a call in a statement take what it handed over; gives their number.
fn take(stmt: &mut Stmt, call: &Call, number: usize) -> usize {
    let mut taken = 0;
    if let Op::Call(adjoint, None) = &mut stmt.op
        && adjoint.callee.forgets
        && adjoint.callee.hand.is_none()
        && adjoint.callee.method == call.callee.method
        && adjoint.callee.path.to_string() == call.callee.path.to_string()
        && adjoint.callee.turbofish.to_string() == call.callee.turbofish.to_string()
        && adjoint.args.len() == 2 * call.args.len() + 1
        && adjoint
            .args
            .iter()
            .zip(&call.args)
            .all(|(a, b)| match (a, b) {
                // It is passed a copy of what was there before.
                (Arg::Mut(_), Arg::Mut(_)) => {
                    adjoint.callee.site.is_some() && adjoint.callee.site == call.callee.site
                }
                (a, b) => same(a, b),
            })
    {
        adjoint.callee.hand = Some(Hand::Taken(number));
        taken += 1;
    }
    for inner in regions_mut(&mut stmt.op) {
        for stmt in &mut inner.stmts {
            taken += take(stmt, call, number);
        }
    }
    taken
}

/// Are they the same argument?
pub(super) fn same(a: &Arg, b: &Arg) -> bool {
    match (a, b) {
        (Arg::Value(a), Arg::Value(b)) | (Arg::ValueRef(a), Arg::ValueRef(b)) => a == b,
        (Arg::Ref(a), Arg::Ref(b)) | (Arg::Owned(a), Arg::Owned(b)) => a == b,
        _ => false,
    }
}
