//! Half-open ranges: `lo..=hi` is `lo..hi + 1` where that cannot overflow, because `hi` is the index of a loop around, which is below
//! that loop's end, or a number.
//!
//! An inclusive range asks in each trip whether it was the last one, for it cannot count any further; LLVM makes more of a loop without
//! that, and so do passes of ours.

use super::Stats;
use crate::ir::visit::regions_mut;
use crate::ir::{Atom, Const, Function, Lit, Op, Prim, Region, Stmt, ValueId};

/// Rewrites loops.
pub fn half_open(f: &mut Function) -> Stats {
    let (split, mut body) = (f.split, std::mem::take(&mut f.body));
    let mut pass = HalfOpen {
        f,
        below: Vec::new(),
        stats: Stats::default(),
    };
    let forward = pass.region(&mut body, split);
    let stats = pass.stats;
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    stats
}

struct HalfOpen<'a> {
    /// The function without its body.
    f: &'a mut Function,
    /// Indices of loops around that are below another number of their type.
    below: Vec<ValueId>,
    stats: Stats,
}

impl HalfOpen<'_> {
    /// Gives the number of statements that the first `split` of the region became.
    fn region(&mut self, region: &mut Region, split: Option<usize>) -> usize {
        let mut forward = 0;
        for (i, mut stmt) in std::mem::take(&mut region.stmts).into_iter().enumerate() {
            region.stmts.extend(self.opened(&mut stmt));
            let around = self.below.len();
            if let Op::For(l) = &stmt.op
                && !l.range.inclusive
            {
                self.below.push(l.body.params[0]);
            }
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner, None);
            }
            self.below.truncate(around);
            region.stmts.push(stmt);
            if split.is_some_and(|n| i < n) {
                forward = region.stmts.len();
            }
        }
        forward
    }

    /// Rewrites a loop; gives what computes its end.
    fn opened(&mut self, stmt: &mut Stmt) -> Option<Stmt> {
        let Op::For(l) = &mut stmt.op else {
            return None;
        };
        if !l.range.inclusive {
            return None;
        }
        let ty = self.f.ty(l.body.params[0]).clone();
        let one = |lit| {
            Atom::Const(Const {
                lit,
                ty: ty.clone(),
            })
        };
        let (end, computed) = match &l.range.hi {
            // The next one is a number of any type of integers.
            Atom::Const(Const {
                lit: Lit::Int(n @ 0..=126),
                ..
            }) => (one(Lit::Int(n + 1)), None),
            Atom::Const(Const { lit: Lit::Zero, .. }) => (one(Lit::Int(1)), None),
            Atom::Value(hi) if self.below.contains(hi) => {
                let end = self.f.new_value(ty.clone(), "");
                let sum = Stmt {
                    results: vec![end],
                    op: Op::Prim(Prim::Add, vec![(*hi).into(), one(Lit::Int(1))]),
                    span: stmt.span,
                };
                (end.into(), Some(sum))
            }
            _ => return None,
        };
        l.range.hi = end;
        l.range.inclusive = false;
        self.stats.changed += 1;
        computed
    }
}
