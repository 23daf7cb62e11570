//! What a function hands over to its reverse sweep, as callers see it that would keep it of each call in a loop: is that dear, so
//! that it is worth a place?
//!
//! It is, where the forward sweep computes something dear of which something is left over for the reverse sweep. How much that is, the type of
//! what is handed over says: much is kept only where it is little beside what it costs to compute, vectors of what sums over vectors,
//! and else the function run again instead.

use crate::ir::visit::{operands, places, regions, statements};
use crate::ir::{BaseId, BaseKind, Function, Hand, Init, Op, Stmt, Type};

/// What costs at least so many additions is dear.
const DEAR: u32 = 8;

/// What of a call's computations is worth to be kept until the reverse sweep comes to the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worth {
    /// Nothing: the function can as well run again.
    Nothing,
    /// A few numbers.
    Few,
    /// Whatever there is.
    All,
}

/// How many loops are around the dearest of what leaves something to the reverse sweep, and around what is left.
#[derive(Default)]
struct Depths {
    /// Around operations of numbers.
    work: usize,
    /// Around those that are dear.
    dear: Option<usize>,
    /// Around what is left; a vector that is copied counts as a loop.
    kept: usize,
    /// Is a vector left?
    vectors: bool,
    /// Does a call in a loop hand over what is kept on a stack?
    stacks: bool,
}

/// What that is of the forward sweep, which has so many statements, that the reverse sweep uses. What callees hand over may be dear.
#[must_use]
pub fn worth(f: &Function, split: usize) -> Worth {
    let (forward, reverse) = f.body.stmts.split_at(split);
    let (mut values, mut bases) = mentioned(f, reverse);
    let left = bases.clone();
    let mut depths = Depths::default();
    let mut dear = false;
    for stmt in forward.iter().rev() {
        dear |= matches!(&stmt.op, Op::Call(call, _) if matches!(call.callee.hand, Some(Hand::Over(_))));
        if !leaves(stmt, &values, &bases) {
            continue;
        }
        let (more_values, more_bases) = mentioned(f, std::slice::from_ref(stmt));
        values
            .iter_mut()
            .zip(more_values)
            .for_each(|(a, b)| *a |= b);
        bases.iter_mut().zip(more_bases).for_each(|(a, b)| *a |= b);
        each(stmt, &mut |stmt| {
            dear |= match &stmt.op {
                Op::For(_) | Op::While(_) => true,
                Op::Prim(prim, _) => prim.cost() > DEAR,
                _ => false,
            };
        });
        measure(f, stmt, &left, 0, &mut depths);
    }
    if !dear {
        return Worth::Nothing;
    }
    let little = depths.work > depths.kept || depths.dear.is_some_and(|at| at >= depths.kept);
    match depths.vectors && (little || depths.stacks) {
        true => Worth::All,
        false => Worth::Few,
    }
}

/// Is something of these set in the statement?
fn leaves(stmt: &Stmt, values: &[bool], bases: &[bool]) -> bool {
    let mut leaves = stmt.results.iter().any(|v| values[v.index()]);
    leaves |= matches!(&stmt.op, Op::Init(b, _) | Op::Call(_, Some(b)) if bases[b.index()]);
    each(stmt, &mut |stmt| {
        places(&stmt.op, &mut |p, used| {
            leaves |= used.writes() && bases[p.base.index()];
        });
    });
    leaves
}

/// Finds the depths in a statement with so many loops around; `left` is the memory that the reverse sweep uses.
fn measure(f: &Function, stmt: &Stmt, left: &[bool], depth: usize, found: &mut Depths) {
    places(&stmt.op, &mut |p, used| {
        if used.writes() && left[p.base.index()] && is_own(f, p.base) {
            found.kept = found.kept.max(depth);
            found.vectors |= matches!(f.bases[p.base.index()].ty, Type::Vec(_));
        }
    });
    match &stmt.op {
        Op::Prim(prim, _) => {
            let ty = stmt.results.first().map(|v| f.ty(*v));
            if ty.is_some_and(|ty| matches!(ty, Type::Float(_))) {
                found.work = found.work.max(depth);
                if prim.cost() > DEAR {
                    found.dear = found.dear.max(Some(depth));
                }
            }
        }
        Op::Init(b, Init::Copy(_)) if left[b.index()] => found.kept = found.kept.max(depth + 1),
        Op::Push(p, Init::Copy(_) | Init::Move(_)) if left[p.base.index()] => {
            found.kept = found.kept.max(depth + 1);
        }
        Op::Call(call, _) => {
            found.stacks |= matches!(call.callee.hand, Some(Hand::Pushed(_)));
        }
        _ => {}
    }
    let depth = depth + usize::from(matches!(stmt.op, Op::For(_) | Op::While(_)));
    for inner in regions(&stmt.op) {
        for stmt in &inner.stmts {
            measure(f, stmt, left, depth, found);
        }
    }
}

/// Is it memory of the function's own?
fn is_own(f: &Function, base: BaseId) -> bool {
    matches!(f.bases[base.index()].kind, BaseKind::Local)
}

/// The statement and those inside.
fn each<'a>(stmt: &'a Stmt, f: &mut dyn FnMut(&'a Stmt)) {
    f(stmt);
    for inner in regions(&stmt.op) {
        statements(inner, f);
    }
}

/// The values and bases that statements mention.
fn mentioned(f: &Function, stmts: &[Stmt]) -> (Vec<bool>, Vec<bool>) {
    let (mut values, mut bases) = (vec![false; f.values.len()], vec![false; f.bases.len()]);
    for stmt in stmts {
        each(stmt, &mut |stmt| {
            operands(&stmt.op, &mut |a| {
                if let Some(v) = a.value() {
                    values[v.index()] = true;
                }
            });
            places(&stmt.op, &mut |p, _| bases[p.base.index()] = true);
            for inner in regions(&stmt.op) {
                for v in inner.yields.iter().filter_map(crate::ir::Atom::value) {
                    values[v.index()] = true;
                }
            }
        });
    }
    (values, bases)
}
