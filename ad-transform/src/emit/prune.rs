//! What nobody asks for is not written: dead pure operations, results, carried values.
//!
//! The optimiser removes what is dead in the IR. What is left for here is what only emission sees: a trip count is a
//! result of every loop that can have one, and a function may be emitted as it was transformed.

use crate::ir::verify::is_pure;
use crate::ir::visit::{operands, output_operands, regions};
use crate::ir::{Atom, Function, Op, Region, Stmt, ValueId};

/// Removes from the function what has no effect on what it returns or writes.
pub fn prune(f: &mut Function) {
    let mut live = Live {
        values: vec![false; f.values.len()],
        changed: true,
    };
    output_operands(&f.output, &mut |a| live.mark(a));
    while live.changed {
        live.changed = false;
        live.region(&f.body);
    }
    let values = live.values;
    let mut body = std::mem::take(&mut f.body);
    if let Some(split) = f.split {
        let reverse = body.stmts.split_off(split.min(body.stmts.len()));
        sweep(&mut body, &values);
        f.split = Some(body.stmts.len());
        let mut rest = Region {
            stmts: reverse,
            ..Region::default()
        };
        sweep(&mut rest, &values);
        body.stmts.append(&mut rest.stmts);
    } else {
        sweep(&mut body, &values);
    }
    f.body = body;
}

struct Live {
    values: Vec<bool>,
    changed: bool,
}

impl Live {
    fn mark(&mut self, atom: &Atom) {
        if let Some(v) = atom.value()
            && !std::mem::replace(&mut self.values[v.index()], true)
        {
            self.changed = true;
        }
    }

    fn is(&self, v: ValueId) -> bool {
        self.values[v.index()]
    }

    fn region(&mut self, region: &Region) {
        for stmt in region.stmts.iter().rev() {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        if !is_live(stmt, &self.values) {
            return;
        }
        let used = |me: &mut Live, op: &Op| operands(op, &mut |a| me.mark(a));
        match &stmt.op {
            Op::If(cond, then, els) => {
                self.mark(cond);
                for region in [then, els] {
                    self.yields(&stmt.results, &region.yields);
                    self.region(region);
                }
            }
            Op::Switch(s) => {
                self.mark(&s.scrutinee);
                for region in s.arms.iter().map(|(_, r)| r).chain([&s.default]) {
                    self.yields(&stmt.results, &region.yields);
                    self.region(region);
                }
            }
            Op::For(l) => {
                self.mark(&l.range.lo);
                self.mark(&l.range.hi);
                self.carried(
                    &stmt.results,
                    &[&l.body.params[1..]],
                    &l.inits,
                    &l.body,
                    l.breaks,
                );
            }
            Op::While(w) => {
                w.cond.yields.iter().for_each(|a| self.mark(a));
                self.region(&w.cond);
                self.carried(
                    &stmt.results,
                    &[&w.body.params, &w.cond.params],
                    &w.inits,
                    &w.body,
                    w.breaks,
                );
            }
            op => used(self, op),
        }
    }

    fn yields(&mut self, results: &[ValueId], yields: &[Atom]) {
        for (v, atom) in results.iter().zip(yields) {
            if self.is(*v) {
                self.mark(atom);
            }
        }
    }

    fn carried(
        &mut self,
        results: &[ValueId],
        params: &[&[ValueId]],
        inits: &[Atom],
        body: &Region,
        breaks: bool,
    ) {
        let flags = usize::from(breaks);
        body.yields.iter().take(flags).for_each(|a| self.mark(a));
        for (k, init) in inits.iter().enumerate() {
            if self.is(results[k]) || params.iter().any(|p| self.is(p[k])) {
                self.mark(init);
                self.mark(&body.yields[flags + k]);
                self.mark(&results[k].into());
            }
        }
        self.region(body);
    }
}

/// Is the statement written?
fn is_live(stmt: &Stmt, values: &[bool]) -> bool {
    !is_pure(&stmt.op) || stmt.results.iter().any(|v| values[v.index()])
}

fn sweep(region: &mut Region, live: &[bool]) {
    region.stmts.retain(|stmt| is_live(stmt, live));
    for stmt in &mut region.stmts {
        let keep: Vec<bool> = stmt.results.iter().map(|v| live[v.index()]).collect();
        match &mut stmt.op {
            Op::If(_, then, els) => {
                for region in [then, els] {
                    retain(&mut region.yields, &keep);
                    sweep(region, live);
                }
                retain(&mut stmt.results, &keep);
            }
            Op::Switch(s) => {
                for region in s.arms.iter_mut().map(|(_, r)| r).chain([&mut s.default]) {
                    retain(&mut region.yields, &keep);
                    sweep(region, live);
                }
                retain(&mut stmt.results, &keep);
            }
            Op::For(l) => {
                let n = l.inits.len();
                let flags = usize::from(l.breaks);
                retain(&mut l.inits, &keep);
                retain_from(&mut l.body.params, 1, &keep[..n]);
                retain_from(&mut l.body.yields, flags, &keep[..n]);
                retain(&mut stmt.results, &keep[..n]);
                sweep(&mut l.body, live);
            }
            Op::While(w) => {
                let n = w.inits.len();
                let flags = usize::from(w.breaks);
                retain(&mut w.inits, &keep);
                retain(&mut w.cond.params, &keep);
                retain(&mut w.body.params, &keep);
                retain_from(&mut w.body.yields, flags, &keep[..n]);
                retain(&mut stmt.results, &keep[..n]);
                sweep(&mut w.cond, live);
                sweep(&mut w.body, live);
            }
            op => debug_assert!(
                regions(op).is_empty(),
                "every operation with regions is above"
            ),
        }
    }
}

/// Keeps the first elements that are marked, and all beyond the marks.
fn retain<T>(list: &mut Vec<T>, keep: &[bool]) {
    retain_from(list, 0, keep);
}

fn retain_from<T>(list: &mut Vec<T>, start: usize, keep: &[bool]) {
    let mut i = 0;
    list.retain(|_| {
        let kept = i < start || keep.get(i - start).copied().unwrap_or(true);
        i += 1;
        kept
    });
}
