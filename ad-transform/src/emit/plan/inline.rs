//! Which values are written where they are used, inside a larger expression, and which get a name.

use super::order::{Consumer, Definer, Order, RegionNumber, Site, Tick, Touch};
use crate::ir::visit::{places, used_values};
use crate::ir::{Access, Arg, BaseId, BaseKind, Call, Function, Op, Prim, Stmt, ValueId};
use crate::sorted::Set;

/// An expression does not grow beyond so many operations.
const LARGEST: usize = 12;

/// For each value: is it written at its uses?
pub fn inline(f: &Function, order: &Order<'_>) -> Vec<bool> {
    let mut plan = Inliner {
        f,
        order,
        inlined: vec![false; f.values.len()],
        sites: vec![None; f.values.len()],
    };
    let lent = lent(order);
    for facts in order.stmts.iter().rev() {
        if let [v] = facts.stmt.results[..]
            && is_expression(&facts.stmt.op)
            && !matches!(&facts.stmt.op, Op::Load(place) if lent.contains(&place.base))
        {
            plan.value(v, facts.stmt);
        }
    }
    limit(order, &mut plan.inlined);
    plan.inlined
}

/// Is the operation written as an expression that may stand anywhere?
fn is_expression(op: &Op) -> bool {
    match op {
        Op::Prim(..) | Op::Load(_) | Op::Len(_) | Op::Is(..) => true,
        Op::Opaque(o) => o.pure && !o.diverges,
        _ => false,
    }
}

/// References that calls gave, through which something is changed: what they lead to is borrowed as long as they are read.
fn lent(order: &Order<'_>) -> Set<BaseId> {
    let mut lent = Set::new();
    for facts in &order.stmts {
        if let Op::Opaque(opaque) = &facts.stmt.op
            && opaque.assigns
        {
            places(&facts.stmt.op, &mut |place, used| {
                if used.writes() {
                    lent.insert(place.base);
                }
            });
        }
    }
    lent
}

struct Inliner<'a> {
    f: &'a Function,
    order: &'a Order<'a>,
    inlined: Vec<bool>,
    /// Where an inlined value is evaluated.
    sites: Vec<Option<Site>>,
}

impl Inliner<'_> {
    fn value(&mut self, v: ValueId, stmt: &Stmt) {
        let facts = &self.order.values[v.index()];
        if self.is_alias(v, stmt) {
            self.inlined[v.index()] = true;
            return;
        }
        let [site] = facts.uses[..] else { return };
        if self.deserves_name(v, &site)
            || self.is_captured(v, &site)
            || self.is_chosen(v, stmt, &site)
        {
            return;
        }
        let site = self.evaluated(site);
        if self.may_wait(v, stmt, &site) {
            self.inlined[v.index()] = true;
            self.sites[v.index()] = Some(site);
        }
    }

    /// Would a choice between values become a branch around what one of them takes to compute? LLVM computes nothing that
    /// takes long in vain, and does not see over a branch what two computations have in common.
    fn is_chosen(&self, v: ValueId, stmt: &Stmt, site: &Site) -> bool {
        let Consumer::Stmt { number, .. } = site.by else {
            return false;
        };
        let takes_long = matches!(
            stmt.op,
            Op::Prim(
                Prim::Mul | Prim::SingularMul | Prim::Div | Prim::SingularDiv | Prim::Math(_),
                _
            )
        );
        takes_long
            && matches!(&self.order.stmts[number].stmt.op,
                Op::Prim(Prim::Select, args) if args[1..].contains(&v.into()))
    }

    /// Would it be evaluated in a closure, whenever that is called?
    fn is_captured(&self, v: ValueId, site: &Site) -> bool {
        let Consumer::Stmt { number, .. } = site.by else {
            return false;
        };
        let Op::Call(call, _) = &self.order.stmts[number].stmt.op else {
            return false;
        };
        call.args.iter().any(|arg| match arg {
            Arg::Function(function) => {
                let call = Call {
                    callee: call.callee.clone(),
                    args: function.args.clone(),
                };
                used_values(&Op::Call(call, None)).contains(&v)
            }
            _ => false,
        })
    }

    /// Where a use is evaluated: where the value is that it is a part of.
    fn evaluated(&self, site: Site) -> Site {
        if let Consumer::Stmt {
            number,
            in_written_place,
        } = site.by
            && let [w] = self.order.stmts[number].stmt.results[..]
            && let Some(outer) = self.sites[w.index()]
        {
            return match outer.by {
                Consumer::Stmt {
                    number,
                    in_written_place: outer_place,
                } => {
                    let by = Consumer::Stmt {
                        number,
                        in_written_place: in_written_place || outer_place,
                    };
                    Site { by, ..outer }
                }
                Consumer::Yield(..) | Consumer::Output => outer,
            };
        }
        site
    }

    /// Does nothing happen between the value and its use by which it would become another?
    fn may_wait(&self, v: ValueId, stmt: &Stmt, site: &Site) -> bool {
        let facts = &self.order.values[v.index()];
        if !self.order.runs_within(facts.region, site.region)
            || self.order.parted(facts.tick, site.tick)
        {
            return false;
        }
        let mut free = true;
        places(&stmt.op, &mut |p, _| {
            let shape_only = matches!(stmt.op, Op::Len(_));
            for (tick, touch) in &self.order.bases[p.base.index()].touches {
                let disturbs = touch.writes() && !(shape_only && *touch == Touch::Content);
                if disturbs && *tick > facts.tick && *tick < site.tick {
                    free = false;
                }
                if touch.writes() && *tick == site.tick && !self.reads_before_write(site) {
                    free = false;
                }
            }
        });
        free
    }

    /// Is the operand of a statement read, as rustc's borrow checker sees it, before the statement borrows what it
    /// writes?
    fn reads_before_write(&self, site: &Site) -> bool {
        match site.by {
            Consumer::Stmt {
                number,
                in_written_place: false,
            } => matches!(
                self.order.stmts[number].stmt.op,
                Op::Store(..) | Op::Accumulate(..) | Op::Push(..) | Op::Truncate(..)
            ),
            Consumer::Stmt { .. } => false,
            Consumer::Yield(..) | Consumer::Output => true,
        }
    }

    /// Is it another name for memory that does not change while the value is needed?
    fn is_alias(&self, v: ValueId, stmt: &Stmt) -> bool {
        let Op::Load(p) = &stmt.op else { return false };
        let base = &self.f.bases[p.base.index()];
        let is_slot = matches!(base.kind, BaseKind::Param(access) if super::super::is_slot(access));
        let named_otherwise = {
            let name = &self.f.values[v.index()].name;
            !name.is_empty() && *name != base.name
        };
        if !p.projections.is_empty() || is_slot || named_otherwise {
            return false;
        }
        let (facts, memory) = (
            &self.order.values[v.index()],
            &self.order.bases[p.base.index()],
        );
        let writes: Vec<Tick> = memory
            .touches
            .iter()
            .filter(|(_, t)| t.writes())
            .map(|(tick, _)| *tick)
            .collect();
        // By the time that a closure runs, it may hold something else.
        let is_lent = matches!(base.kind, BaseKind::Param(Access::Mut));
        let parted = |site: &Site| self.order.parted(facts.tick, site.tick);
        if is_lent && facts.uses.iter().any(parted) {
            return false;
        }
        if writes.is_empty() {
            return true;
        }
        self.order.runs_within(memory.region, facts.region)
            && facts.uses.iter().all(|site| {
                let site = self.evaluated(*site);
                let last = self.order.needed_until(facts.region, &site);
                let here = writes.contains(&site.tick) && !self.reads_before_write(&site);
                !here && !writes.iter().any(|tick| *tick > facts.tick && *tick < last)
            })
    }

    /// Has the source a name for it that the text would lose?
    fn deserves_name(&self, v: ValueId, site: &Site) -> bool {
        let name = &self.f.values[v.index()].name;
        if name.is_empty() {
            return false;
        }
        match site.by {
            // What becomes of it has the name.
            Consumer::Yield(region, k) => self
                .yielded_as(region, k)
                .is_none_or(|w| self.f.values[w.index()].name != *name),
            Consumer::Stmt { number, .. } => {
                !self.starts_variable(self.order.stmts[number].stmt, v)
            }
            Consumer::Output => false,
        }
    }

    /// The value in which a yield is seen outside, or in the next trip.
    fn yielded_as(&self, region: RegionNumber, k: usize) -> Option<ValueId> {
        let stmt = self.order.owner(region)?;
        match &stmt.op {
            Op::For(l) => stmt
                .results
                .get(k.checked_sub(usize::from(l.breaks))?)
                .copied(),
            Op::While(w) => stmt
                .results
                .get(k.checked_sub(usize::from(w.breaks))?)
                .copied(),
            _ => stmt.results.get(k).copied(),
        }
    }

    /// Is it the first value of a variable of its name?
    fn starts_variable(&self, stmt: &Stmt, v: ValueId) -> bool {
        let name = &self.f.values[v.index()].name;
        let (inits, params) = match &stmt.op {
            Op::For(l) => (&l.inits, &l.body.params[1..]),
            Op::While(w) => (&w.inits, &w.body.params[..]),
            Op::Init(b, crate::ir::Init::Atom(_)) => return self.f.bases[b.index()].name == *name,
            _ => return false,
        };
        let mut carried = inits.iter().zip(params);
        carried.any(|(init, p)| init.value() == Some(v) && self.f.values[p.index()].name == *name)
    }
}

/// Gives names to parts of expressions that would become too large.
fn limit(order: &Order<'_>, inlined: &mut [bool]) {
    let mut sizes = vec![0_usize; inlined.len()];
    for facts in &order.stmts {
        let operands = used_values(&facts.stmt.op);
        let mut parts: Vec<ValueId> = operands
            .into_iter()
            .filter(|v| inlined[v.index()])
            .collect();
        let mut size = 1 + parts.iter().map(|v| sizes[v.index()]).sum::<usize>();
        parts.sort_by_key(|v| sizes[v.index()]);
        while size > LARGEST
            && let Some(largest) = parts.pop()
            && sizes[largest.index()] > 1
        {
            // The definition of an alias is not where its use is.
            if let Definer::Stmt(_) = order.values[largest.index()].definer {
                inlined[largest.index()] = false;
                size -= sizes[largest.index()];
            }
        }
        if let [v] = facts.stmt.results[..] {
            sizes[v.index()] = size;
        }
    }
}

/// The moments at which an inlined value is evaluated; for any other, none.
pub fn evaluation_sites(
    f: &Function,
    order: &Order<'_>,
    inlined: &[bool],
) -> Vec<Vec<(Tick, RegionNumber)>> {
    let mut sites: Vec<Vec<(Tick, RegionNumber)>> = vec![Vec::new(); f.values.len()];
    for facts in order.stmts.iter().rev() {
        let [v] = facts.stmt.results[..] else {
            continue;
        };
        if !inlined[v.index()] {
            continue;
        }
        let mut all = Vec::new();
        for site in &order.values[v.index()].uses {
            match site.by {
                Consumer::Stmt { number, .. } => match order.stmts[number].stmt.results[..] {
                    [w] if inlined[w.index()] => all.extend_from_slice(&sites[w.index()]),
                    _ => all.push((site.tick, site.region)),
                },
                Consumer::Yield(..) | Consumer::Output => all.push((site.tick, site.region)),
            }
        }
        sites[v.index()] = all;
    }
    sites
}
