//! What a function hands over to its reverse sweep, as callers see it that would keep it of each call in a loop: is that dear, so
//! that it is worth a place?
//!
//! It is, where the forward sweep computes something dear of which something is left over for the reverse sweep. How much that is, the type of
//! what is handed over says: much is not kept, and the function run again instead.

use crate::ir::visit::{operands, places, regions, statements};
use crate::ir::{Function, Hand, Op, Stmt};

/// What costs at least so many additions is dear.
const DEAR: u32 = 8;

/// Is anything dear that the reverse sweep uses of the forward sweep, which has so many statements? What callees hand over may be.
#[must_use]
pub fn is_dear(f: &Function, split: usize) -> bool {
    let (forward, reverse) = f.body.stmts.split_at(split);
    let (mut values, mut bases) = mentioned(f, reverse);
    let mut dear = false;
    for stmt in forward.iter().rev() {
        let mut leaves = stmt.results.iter().any(|v| values[v.index()]);
        leaves |= matches!(&stmt.op, Op::Init(b, _) | Op::Call(_, Some(b)) if bases[b.index()]);
        each(stmt, &mut |stmt| {
            places(&stmt.op, &mut |p, used| {
                leaves |= used.writes() && bases[p.base.index()];
            });
        });
        dear |= matches!(&stmt.op, Op::Call(call, _) if matches!(call.callee.hand, Some(Hand::Over(_))));
        if !leaves {
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
    }
    dear
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
