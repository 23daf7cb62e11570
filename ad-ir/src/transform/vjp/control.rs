//! Reversing control flow: a branch by a branch on the same condition, a loop by a loop the other way.

use super::forward::trip_number;
use super::reverse::{Check, Reverse};
use crate::analyse::regions::RegionId;
use crate::ir::builder::{Builder, Built};
use crate::ir::{Atom, Const, For, Lit, Op, Prim, Range, Region, Stmt, Type, ValueId, While};
use crate::refusal::Refusals;
use crate::transform::scalar::Term;

impl Reverse<'_> {
    /// Reverses an operation with regions.
    pub fn control(&mut self, b: &mut Builder, stmt: &Stmt) -> Check {
        let inner = crate::ir::visit::regions(&stmt.op);
        let active = inner
            .iter()
            .any(|r| self.context.has_adjoint(r) || self.context.restores(r))
            || stmt.results.iter().any(|v| self.context.active.value(*v));
        if !active {
            return Ok(());
        }
        match &stmt.op {
            Op::If(cond, then, els) => {
                let cond = self.primal(cond);
                let seeds = self.seeds(b, &stmt.results);
                let then = self.branch(b, then, &seeds)?;
                let els = self.branch(b, els, &seeds)?;
                b.if_(cond, then, els);
                Ok(())
            }
            Op::Switch(s) => {
                let scrutinee = self.primal(&s.scrutinee);
                let seeds = self.seeds(b, &stmt.results);
                let mut branches = Vec::new();
                for region in s.arms.iter().map(|(_, r)| r).chain([&s.default]) {
                    branches.push(self.branch(b, region, &seeds)?);
                }
                let patterns = s.arms.iter().map(|(p, _)| p.clone()).collect();
                b.switch(scrutinee, patterns, branches);
                Ok(())
            }
            Op::For(l) if self.ran_back(&l.body) => {
                self.pass_through(b, stmt, l);
                Ok(())
            }
            Op::For(l) => self.counted(b, stmt, l),
            Op::While(w) => self.conditional(b, stmt, w),
            _ => Ok(()),
        }
    }

    fn seeds(&mut self, b: &mut Builder, results: &[ValueId]) -> Vec<Atom> {
        results.iter().map(|v| self.bar(b, *v)).collect()
    }

    fn branch(
        &mut self,
        b: &mut Builder,
        region: &Region,
        seeds: &[Atom],
    ) -> Result<Built, Refusals> {
        b.open_branch();
        self.enter(b, self.context.tree.id(region));
        for (atom, seed) in region.yields.iter().zip(seeds) {
            if !seed.is_zero() {
                self.accumulate(b, atom, Term::Plus(seed.clone()));
            }
        }
        let done = self.region(b, region);
        self.leave();
        let built = b.close();
        done.map(|()| built)
    }

    /// The reverse of a loop whose iterations ran back one by one: what flowed out of its sums flows into them.
    fn pass_through(&mut self, b: &mut Builder, stmt: &Stmt, l: &For) {
        for (j, init) in l.inits.iter().enumerate() {
            let bar = self.bar(b, stmt.results[j]);
            if self.context.active.value(l.body.params[j + 1]) && !bar.is_zero() {
                self.accumulate(b, init, Term::Plus(bar));
            }
        }
    }

    fn counted(&mut self, b: &mut Builder, stmt: &Stmt, l: &For) -> Check {
        let id = self.context.tree.id(&l.body);
        let (index, params) = (l.body.params[0], &l.body.params[1..]);
        let ty = self.context.f.ty(index).clone();
        let name = self.context.f.values[index.index()].name.clone();
        let (lo, hi) = (self.primal(&l.range.lo), self.primal(&l.range.hi));
        if l.breaks {
            let trips = self.primal(&stmt.results.last().copied().expect("trips").into());
            let counter = b.f.new_value(Type::USIZE, "trip");
            let range = Range {
                lo: Atom::usize(0),
                hi: trips,
                inclusive: false,
                reversed: true,
            };
            let forwards = l.range.clone();
            return self.carry(
                b,
                stmt,
                &l.inits,
                params,
                &l.body,
                counter,
                range,
                &mut |me, b| {
                    let step = if ty == Type::USIZE {
                        counter.into()
                    } else {
                        b.cast(counter.into(), ty.clone())
                    };
                    let i = if forwards.reversed {
                        let last = if forwards.inclusive {
                            hi.clone()
                        } else {
                            b.prim(Prim::Sub, vec![hi.clone(), one(&ty)])
                        };
                        b.prim(Prim::Sub, vec![last, step])
                    } else if lo.is_zero_int() {
                        step
                    } else {
                        b.prim(Prim::Add, vec![lo.clone(), step])
                    };
                    me.provide(index, i);
                    me.set_trip(id, counter.into());
                },
            );
        }
        let counter = b.f.new_value(ty.clone(), name);
        let range = Range {
            lo: lo.clone(),
            hi: hi.clone(),
            inclusive: l.range.inclusive,
            reversed: !l.range.reversed,
        };
        let there = Range {
            lo,
            hi,
            ..l.range.clone()
        };
        self.carry(
            b,
            stmt,
            &l.inits,
            params,
            &l.body,
            counter,
            range,
            &mut |me, b| {
                me.provide(index, counter.into());
                if me.keeps_inside(id) {
                    let trip = trip_number(b, &there, me.is_in_order(id), counter.into());
                    me.set_trip(id, trip);
                }
            },
        )
    }

    fn conditional(&mut self, b: &mut Builder, stmt: &Stmt, w: &While) -> Check {
        let id = self.context.tree.id(&w.body);
        let trips = self.primal(&stmt.results.last().copied().expect("trips").into());
        let counter = b.f.new_value(Type::USIZE, "trip");
        let range = Range {
            lo: Atom::usize(0),
            hi: trips,
            inclusive: false,
            reversed: true,
        };
        self.carry(
            b,
            stmt,
            &w.inits,
            &w.body.params,
            &w.body,
            counter,
            range,
            &mut |me, _| {
                me.set_trip(id, counter.into());
            },
        )
    }

    /// The reverse of a loop: it carries the cotangents of what the loop carried.
    #[allow(clippy::too_many_arguments)]
    fn carry(
        &mut self,
        b: &mut Builder,
        stmt: &Stmt,
        inits: &[Atom],
        params: &[ValueId],
        body: &Region,
        counter: ValueId,
        range: Range,
        begin: &mut dyn FnMut(&mut Self, &mut Builder),
    ) -> Check {
        let id: RegionId = self.context.tree.id(body);
        let flags = body.yields.len() - params.len();
        // The cotangents that pass from one trip to the one before.
        let mut carried = Vec::new();
        for (j, param) in params.iter().enumerate() {
            if self.context.active.value(*param) {
                let seed = self.bar(b, stmt.results[j]);
                let data = &self.context.f.values[param.index()];
                let name = if data.name.is_empty() {
                    String::new()
                } else {
                    format!("{}_bar", data.name)
                };
                carried.push((j, *param, b.declare(data.ty.tangent(), name, seed)));
            }
        }
        b.open_loop(Some(counter));
        self.begin_loop(b, id, begin);
        for (j, _, var) in &carried {
            let seed = b.read(*var);
            self.accumulate(b, &body.yields[flags + j], Term::Plus(seed));
        }
        let done = self.region(b, body);
        for (_, param, var) in &carried {
            let bar = self.bar(b, *param);
            b.write(*var, bar);
        }
        self.leave();
        let built = b.close();
        b.for_(range, built, None);
        for (j, _, var) in carried {
            let bar = b.read(var);
            if !bar.is_zero() {
                self.accumulate(b, &inits[j], Term::Plus(bar));
            }
        }
        done
    }
}

fn one(ty: &Type) -> Atom {
    Atom::Const(Const {
        lit: Lit::Int(1),
        ty: ty.clone(),
    })
}
