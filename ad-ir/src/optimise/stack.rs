//! Handing over in loops: where a call stands in a loop or a branch, its adjoint stands in the reverse of that loop. What the
//! call computes is put on a stack, and the adjoint finds its own on top, for the reverse sweep makes the same calls in the
//! opposite order.
//!
//! A call and its adjoint have the same number ([`Callee::site`](crate::ir::Callee)) and the same arguments. Both must stand there once, in
//! regions that mirror each other: a loop for a loop that runs the other way, a branch for the same branch. Whether the callee has anything
//! to hand over that is worth a place on the stack, it says itself ([`worth`](crate::analyse::worth)).

use super::handover::is_eligible;
use crate::ir::visit::{regions, regions_mut};
use crate::ir::{Call, Hand, Op, Stmt};

/// A region inside a statement on the way to another statement.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// The body of a loop, and whether that counts downwards.
    Loop(bool),
    /// A branch, by its number.
    Branch(usize),
}

/// A call inside a statement, and the way to it.
struct Found {
    site: usize,
    path: Vec<Step>,
}

/// Pairs the calls inside a statement with adjoints inside those after it; gives the number of pairs.
pub(super) fn push_and_pop(stmt: &mut Stmt, after: &mut [Stmt], first: usize) -> usize {
    if regions(&stmt.op).is_empty() {
        return 0;
    }
    let mut calls = Vec::new();
    inside(stmt, &mut Vec::new(), &is_eligible, &mut calls);
    let mut pairs = 0;
    for call in &calls {
        let once = |found: &[Found]| found.iter().filter(|c| c.site == call.site).count() == 1;
        let mut adjoints = Vec::new();
        for stmt in &*after {
            inside(stmt, &mut Vec::new(), &takes, &mut adjoints);
        }
        let mirrored = adjoints.iter().any(|adjoint| {
            adjoint.site == call.site
                && adjoint.path.len() == call.path.len()
                && adjoint.path.iter().zip(&call.path).all(mirrors)
        });
        if once(&calls) && once(&adjoints) && mirrored {
            let number = first + pairs;
            mark(stmt, call.site, false, Hand::Pushed(number));
            for stmt in &mut *after {
                mark(stmt, call.site, true, Hand::Popped(number));
            }
            pairs += 1;
        }
    }
    pairs
}

/// Can it go on from what a call handed over?
fn takes(call: &Call) -> bool {
    call.callee.forgets && call.callee.hand.is_none() && call.args.len() % 2 == 1
}

fn mirrors((back, forth): (&Step, &Step)) -> bool {
    match (back, forth) {
        (Step::Loop(back), Step::Loop(forth)) => back != forth,
        (Step::Branch(back), Step::Branch(forth)) => back == forth,
        _ => false,
    }
}

/// The calls of a kind in the regions of a statement.
fn inside(stmt: &Stmt, path: &mut Vec<Step>, of: &dyn Fn(&Call) -> bool, found: &mut Vec<Found>) {
    for (i, region) in regions(&stmt.op).into_iter().enumerate() {
        path.push(match &stmt.op {
            Op::For(l) => Step::Loop(l.range.reversed),
            // The condition is pure.
            Op::While(_) => Step::Loop(false),
            _ => Step::Branch(i),
        });
        for stmt in &region.stmts {
            if let Op::Call(call, _) = &stmt.op
                && let Some(site) = call.callee.site
                && of(call)
            {
                let path = path.clone();
                found.push(Found { site, path });
            }
            inside(stmt, path, of, found);
        }
        path.pop();
    }
}

/// Marks the call of a number, or its adjoint.
fn mark(stmt: &mut Stmt, site: usize, adjoint: bool, hand: Hand) {
    if let Op::Call(call, _) = &mut stmt.op
        && call.callee.site == Some(site)
        && call.callee.modes.is_empty() != adjoint
    {
        call.callee.hand = Some(hand);
    }
    for inner in regions_mut(&mut stmt.op) {
        for stmt in &mut inner.stmts {
            mark(stmt, site, adjoint, hand);
        }
    }
}
