//! Branches and loops: tangents that they yield or carry are memory before them.

use super::Lanes;
use crate::ir::{Atom, BaseId, For, Init, Op, Region, Stmt, Switch, ValueId, While};

impl Lanes<'_> {
    pub(super) fn control(&mut self, stmt: &Stmt) -> Option<()> {
        self.close();
        let op = match &stmt.op {
            Op::If(cond, then, els) => {
                let to = self.results(&stmt.results);
                let then = self.branch(then, &to)?;
                Op::If(cond.clone(), then, self.branch(els, &to)?)
            }
            Op::Switch(s) => {
                let to = self.results(&stmt.results);
                let arms: Option<Vec<_>> = s
                    .arms
                    .iter()
                    .map(|(patterns, region)| Some((patterns.clone(), self.branch(region, &to)?)))
                    .collect();
                Op::Switch(Switch {
                    scrutinee: s.scrutinee.clone(),
                    arms: arms?,
                    default: self.branch(&s.default, &to)?,
                })
            }
            Op::For(l) => {
                let carried: Vec<ValueId> = l.body.params[1..].to_vec();
                let to = self.carried(&[&carried], &l.inits, &stmt.results);
                let mut body = self.body(&l.body, &carried, usize::from(l.breaks), &to)?;
                body.params.insert(0, l.body.params[0]);
                Op::For(For {
                    range: l.range.clone(),
                    inits: kept(&l.inits, &to),
                    body,
                    breaks: l.breaks,
                })
            }
            Op::While(w) => {
                if w.cond.stmts.iter().any(|stmt| self.facts.touches(stmt)) {
                    return None;
                }
                let params = [&w.body.params[..], &w.cond.params[..]];
                let to = self.carried(&params, &w.inits, &stmt.results);
                let mut cond = w.cond.clone();
                cond.params = kept(&w.cond.params, &to);
                Op::While(While {
                    inits: kept(&w.inits, &to),
                    cond,
                    body: self.body(&w.body, &w.body.params, usize::from(w.breaks), &to)?,
                    breaks: w.breaks,
                })
            }
            _ => return None,
        };
        let results = stmt.results.iter().copied();
        let span = stmt.span;
        self.out.push(Stmt {
            results: results.filter(|v| !self.facts.value(*v)).collect(),
            op,
            span,
        });
        Some(())
    }

    /// Memory for the tangents among the results of branches, zero where a branch does not set it.
    fn results(&mut self, results: &[ValueId]) -> Vec<Option<BaseId>> {
        let declare = |v: &ValueId| self.facts.value(*v).then(|| self.declare(*v));
        results.iter().map(declare).collect()
    }

    fn branch(&mut self, region: &Region, to: &[Option<BaseId>]) -> Option<Region> {
        let outer = std::mem::take(&mut self.out);
        for stmt in &region.stmts {
            self.stmt(stmt)?;
        }
        if !region.diverges() {
            for (base, atom) in to.iter().zip(&region.yields) {
                if let Some(base) = base.filter(|_| !atom.is_zero()) {
                    self.store(&base.into(), atom);
                }
            }
        }
        self.close();
        Some(Region {
            params: Vec::new(),
            stmts: std::mem::replace(&mut self.out, outer),
            yields: kept(&region.yields, to),
        })
    }

    /// Memory for the tangents that a loop carries, which holds their first values.
    fn carried(
        &mut self,
        params: &[&[ValueId]],
        inits: &[Atom],
        results: &[ValueId],
    ) -> Vec<Option<BaseId>> {
        let mut to = Vec::new();
        for (k, init) in inits.iter().enumerate() {
            if !self.facts.value(results[k]) {
                to.push(None);
                continue;
            }
            let data = self.f.values[results[k].index()].clone();
            let base = self.array(&data.ty, &data.name);
            self.push(Op::Init(base, Init::Default));
            if !init.is_zero() {
                self.store(&base.into(), init);
            }
            to.push(Some(base));
        }
        // First values may be those of tangents that other loops have carried.
        self.close();
        for (k, base) in to.iter().enumerate() {
            for v in params.iter().map(|p| p[k]).chain([results[k]]) {
                self.memory[v.index()] = self.memory[v.index()].or(*base);
            }
        }
        to
    }

    /// The body of a loop, which leaves the next tangents in their memory.
    fn body(
        &mut self,
        region: &Region,
        carried: &[ValueId],
        flags: usize,
        to: &[Option<BaseId>],
    ) -> Option<Region> {
        let outer = std::mem::take(&mut self.out);
        for stmt in &region.stmts {
            self.stmt(stmt)?;
        }
        let (flag, next) = region.yields.split_at(flags);
        if !region.diverges() {
            let mut stores = Vec::new();
            for ((base, atom), param) in to.iter().zip(next).zip(carried) {
                if let Some(base) = base.filter(|_| atom.value() != Some(*param)) {
                    stores.push((base, self.operand(atom)));
                }
            }
            for (base, value) in stores {
                let place = self.number_in(&base.into());
                self.in_loop(Vec::new(), Op::Store(place, value));
            }
        }
        self.close();
        Some(Region {
            params: kept(carried, to),
            stmts: std::mem::replace(&mut self.out, outer),
            yields: flag.iter().cloned().chain(kept(next, to)).collect(),
        })
    }
}

/// Those that are not in memory.
fn kept<T: Clone>(all: &[T], to: &[Option<BaseId>]) -> Vec<T> {
    let mut left = Vec::new();
    for (one, base) in all.iter().zip(to) {
        if base.is_none() {
            left.push(one.clone());
        }
    }
    left
}
