//! What a function hands over to its reverse sweep, as callers see it that would keep it of each call in a loop: is that worth
//! more than its place?
//!
//! It is, where the forward sweep computes something dear of which nothing but a few numbers is left over for the reverse sweep. Where it leaves
//! a vector, or much else, the caller would keep all of that of all calls, and runs the function again instead.

use crate::ir::visit::{operands, places, regions, statements};
use crate::ir::{Callee, Function, Hand, Op, Stmt, Type};

/// What costs at least so many additions is dear.
const DEAR: u32 = 8;

/// So many numbers are few, those of callees included.
pub const FEW: usize = 16;

/// What a function hands over.
#[derive(Clone, Debug)]
pub struct Worth<'a> {
    /// So many numbers; none where it is more than numbers.
    pub numbers: Option<usize>,
    /// Is anything that it is computed of dear?
    pub dear: bool,
    /// It holds what these callees hand over.
    pub of: Vec<&'a Callee>,
}

impl<'a> Worth<'a> {
    /// Of reverse mode in two sweeps, of which the first has so many statements.
    #[must_use]
    pub fn of(f: &'a Function, split: usize) -> Worth<'a> {
        let (forward, reverse) = f.body.stmts.split_at(split);
        let (mut values, mut bases) = mentioned(f, reverse);
        // Where a result is read as a number, it is one, of whatever function.
        let mut numbers = vec![false; f.bases.len()];
        statements(&f.body, &mut |stmt| {
            if let Op::Load(p) = &stmt.op {
                numbers[p.base.index()] |= p.projections.is_empty();
            }
        });
        let mut worth = Worth {
            numbers: Some(0),
            dear: false,
            of: Vec::new(),
        };
        for stmt in forward {
            let mut add = |n: Option<usize>| {
                worth.numbers = worth.numbers.zip(n).map(|(a, b)| a.saturating_add(b));
            };
            if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op
                && bases[b.index()]
            {
                add(match numbers[b.index()] {
                    true => Some(1),
                    false => size(&f.bases[b.index()].ty),
                });
            }
            let results = stmt.results.iter();
            add(Some(results.filter(|v| values[v.index()]).count()));
            if let Op::Call(call, _) = &stmt.op
                && let Some(Hand::Over(_)) = call.callee.hand
            {
                worth.of.push(&call.callee);
            }
        }
        for stmt in forward.iter().rev() {
            let mut leaves = stmt.results.iter().any(|v| values[v.index()]);
            leaves |= matches!(&stmt.op, Op::Init(b, _) | Op::Call(_, Some(b)) if bases[b.index()]);
            each(stmt, &mut |stmt| {
                places(&stmt.op, &mut |p, used| {
                    leaves |= used.writes() && bases[p.base.index()];
                });
            });
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
                worth.dear |= match &stmt.op {
                    Op::For(_) | Op::While(_) => true,
                    Op::Prim(prim, _) => prim.cost() > DEAR,
                    _ => false,
                };
            });
        }
        worth
    }
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

/// How many numbers a type is, if it is numbers.
fn size(ty: &Type) -> Option<usize> {
    match ty {
        Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char => Some(1),
        Type::Unit => Some(0),
        Type::Array(ty, Some(n)) => size(ty)?.checked_mul(n.parse().ok()?),
        Type::Tuple(types) => types.iter().map(size).sum(),
        _ => None,
    }
}
