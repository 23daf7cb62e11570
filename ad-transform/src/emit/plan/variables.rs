//! Which values share a variable: what a loop carries and what its body computes for the next trip, what a branch
//! changes, what the source called by one name.
//!
//! Values may share a variable if no two of them are needed at the same time, by exact liveness over the structured
//! text; sharing is attempted only along the ways that values flow.

use super::order::{Consumer, Definer, Order, RegionNumber, StmtFacts, Tick};
use crate::ir::visit::{regions, used_values};
use crate::ir::{Atom, Function, Op, Region, Stmt, Type, ValueId};

/// A variable of the text.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The value that it holds first.
    pub first: ValueId,
    /// Where it lives.
    pub region: RegionNumber,
    /// Is it ever assigned again?
    pub mutable: bool,
    members: Vec<ValueId>,
    /// When it holds something that is needed.
    ranges: Vec<(Tick, Tick)>,
    declared: Tick,
    /// The index of a loop is set by the loop alone.
    fixed: bool,
}

impl Variable {
    /// The values that it holds, the first first.
    pub fn members(&self) -> &[ValueId] {
        &self.members
    }
}

/// Decides what shares a variable.
pub struct Variables<'a> {
    f: &'a Function,
    order: &'a Order<'a>,
    inlined: &'a [bool],
    /// By value: the number of its variable, to be followed to one that points at itself.
    parents: Vec<usize>,
    variables: Vec<Variable>,
}

/// The variables: for each value its number, and all of them; those of inlined values mean nothing.
pub fn variables(
    f: &Function,
    order: &Order<'_>,
    inlined: &[bool],
    sites: &[Vec<(Tick, RegionNumber)>],
) -> (Vec<usize>, Vec<Variable>) {
    let mut all = Variables {
        f,
        order,
        inlined,
        parents: (0..f.values.len()).collect(),
        variables: Vec::with_capacity(f.values.len()),
    };
    for i in 0..f.values.len() {
        let v = ValueId(u32::try_from(i).expect("an index of a value"));
        let variable = all.alone(v, sites);
        all.variables.push(variable);
    }
    for facts in &order.stmts {
        all.form(facts.stmt);
    }
    for facts in &order.stmts {
        all.flow(facts.stmt);
    }
    for facts in &order.stmts {
        all.update(facts.stmt);
    }
    let numbers = (0..f.values.len()).map(|i| all.find(i)).collect();
    (numbers, all.variables)
}

impl Variables<'_> {
    fn alone(&self, v: ValueId, sites: &[Vec<(Tick, RegionNumber)>]) -> Variable {
        let facts = &self.order.values[v.index()];
        let mut ranges = Vec::new();
        for site in &facts.uses {
            let evaluated = match site.by {
                Consumer::Stmt { number, .. } => match self.order.stmts[number].stmt.results[..] {
                    [w] if self.inlined[w.index()] => sites[w.index()].clone(),
                    _ => vec![(site.tick, site.region)],
                },
                _ => vec![(site.tick, site.region)],
            };
            for (tick, region) in evaluated {
                self.live(facts.region, facts.tick, tick, region, &mut ranges);
            }
        }
        let fixed = match facts.definer {
            Definer::Region => self.is_index(v, facts.region),
            _ => false,
        };
        Variable {
            first: v,
            region: facts.region,
            mutable: false,
            members: vec![v],
            ranges,
            declared: facts.tick,
            fixed,
        }
    }

    /// Adds the times at which a value must be kept for a use.
    fn live(
        &self,
        from: RegionNumber,
        defined: Tick,
        used: Tick,
        at: RegionNumber,
        ranges: &mut Vec<(Tick, Tick)>,
    ) {
        let (mut region, mut until) = (at, used);
        while region != from && region != RegionNumber::BODY {
            let facts = self.order.facts(region);
            if facts.repeats {
                until = facts.owner.1;
            } else {
                ranges.push((facts.begin, until));
                until = facts.owner.0;
            }
            region = facts.parent;
        }
        ranges.push((defined, until));
    }

    fn is_index(&self, v: ValueId, region: RegionNumber) -> bool {
        self.order
            .owner(region)
            .is_some_and(|s| matches!(&s.op, Op::For(l) if l.body.params[0] == v))
    }

    fn find(&mut self, i: usize) -> usize {
        let mut root = i;
        while self.parents[root] != root {
            root = self.parents[root];
        }
        self.parents[i] = root;
        root
    }

    // --- along the flow ---

    /// What a loop carries is one variable by nature.
    fn form(&mut self, stmt: &Stmt) {
        let StmtFacts {
            region,
            reads,
            done,
            ..
        } = *self.order.stmt_facts(stmt);
        let ends: Vec<Tick> = regions(&stmt.op)
            .into_iter()
            .map(|r| self.order.facts(self.order.number(r)).end)
            .collect();
        let (params, end): (Vec<&[ValueId]>, Tick) = match &stmt.op {
            Op::For(l) => (vec![&l.body.params[1..]], ends[0]),
            Op::While(w) => (vec![&w.cond.params, &w.body.params], ends[1]),
            _ => {
                // The result of a branch is set at its end.
                for v in &stmt.results {
                    self.variables[v.index()]
                        .ranges
                        .extend(ends.iter().map(|end| (*end, *end + 1)));
                }
                return;
            }
        };
        let carried = params[0].len();
        for (k, result) in stmt.results.iter().enumerate() {
            if k < carried {
                params.iter().for_each(|p| self.merge(*result, p[k]));
            }
            let variable = &mut self.variables[result.index()];
            // It is set on entry and at the end of every trip, whether it is then needed or not.
            variable.ranges.extend([(reads, reads + 1), (end, end + 1)]);
            if k >= carried {
                // A count of trips is kept all the time.
                variable.ranges.push((reads, done));
            }
            (variable.region, variable.declared, variable.mutable) = (region, reads, true);
        }
    }

    fn flow(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::If(_, then, els) => self.branches(stmt, &[then, els]),
            Op::Switch(_) => self.branches(stmt, &regions(&stmt.op)),
            Op::For(l) => self.looped(stmt, &l.inits, &l.body.yields[usize::from(l.breaks)..]),
            Op::While(w) => self.looped(stmt, &w.inits, &w.body.yields[usize::from(w.breaks)..]),
            _ => {}
        }
    }

    fn looped(&mut self, stmt: &Stmt, inits: &[Atom], yields: &[Atom]) {
        for (result, init) in stmt.results.iter().zip(inits) {
            if let Some(v) = init.value()
                && self.named_alike(v, *result)
            {
                self.try_share(v, *result);
            }
        }
        for (result, next) in stmt.results.iter().zip(yields) {
            if let Some(v) = next.value()
                && self.named_alike(v, *result)
            {
                self.try_share(*result, v);
            }
        }
    }

    fn branches(&mut self, stmt: &Stmt, regions: &[&Region]) {
        let reads = self.order.stmt_facts(stmt).reads;
        for (k, result) in stmt.results.iter().enumerate() {
            let coming_back = regions.iter().filter(|r| !r.diverges());
            let yields: Vec<ValueId> = coming_back.filter_map(|r| r.yields[k].value()).collect();
            for v in &yields {
                let outer = self.find(v.index());
                if self.variables[outer].declared < reads && self.same_name(*v, *result) {
                    self.try_share(*v, *result);
                }
            }
            let number = self.find(result.index());
            if self.variables[number].declared < reads {
                self.variables[number].mutable = true;
                for v in yields {
                    if self.named_alike(v, *result) {
                        self.try_share(*result, v);
                    }
                }
            }
        }
    }

    /// A value that the source assigned to a variable: `x = x + 1.0`.
    fn update(&mut self, stmt: &Stmt) {
        let [v] = stmt.results[..] else { return };
        if self.inlined[v.index()] || self.f.values[v.index()].name.is_empty() {
            return;
        }
        for u in used_values(&stmt.op) {
            if self.same_name(u, v) && !self.inlined[u.index()] {
                self.try_share(u, v);
            }
        }
    }

    // --- sharing ---

    fn same_name(&self, a: ValueId, b: ValueId) -> bool {
        self.f.values[a.index()].name == self.f.values[b.index()].name
    }

    fn named_alike(&self, v: ValueId, variable: ValueId) -> bool {
        self.f.values[v.index()].name.is_empty() || self.same_name(v, variable)
    }

    /// Lets the variable of `later` be the one of `earlier`, if nothing is lost.
    fn try_share(&mut self, earlier: ValueId, later: ValueId) {
        if self.inlined[earlier.index()] || self.inlined[later.index()] {
            return;
        }
        let (a, b) = (self.find(earlier.index()), self.find(later.index()));
        if a == b {
            return;
        }
        let (x, y) = (&self.variables[a], &self.variables[b]);
        let reachable = x.declared <= y.declared && self.encloses(x.region, y.region);
        let free = !x.fixed && !y.fixed && !overlap(&x.ranges, &y.ranges);
        if reachable
            && free
            && self.same_type(earlier, later)
            && !self.order.parted(x.declared, y.declared)
        {
            self.merge(earlier, later);
            let number = self.find(earlier.index());
            self.variables[number].mutable = true;
        }
    }

    fn same_type(&self, a: ValueId, b: ValueId) -> bool {
        let (a, b) = (self.f.ty(a), self.f.ty(b));
        let open = |ty: &Type| matches!(ty, Type::Unknown | Type::Tangent);
        a == b || open(a) || open(b)
    }

    fn encloses(&self, outer: RegionNumber, inner: RegionNumber) -> bool {
        let mut at = inner;
        while at != outer {
            if at == RegionNumber::BODY {
                return false;
            }
            at = self.order.facts(at).parent;
        }
        true
    }

    fn merge(&mut self, earlier: ValueId, later: ValueId) {
        let (a, b) = (self.find(earlier.index()), self.find(later.index()));
        if a == b {
            return;
        }
        self.parents[b] = a;
        let mut absorbed = self.variables[b].clone();
        let variable = &mut self.variables[a];
        variable.ranges.append(&mut absorbed.ranges);
        variable.ranges.sort_unstable();
        variable.members.append(&mut absorbed.members);
        variable.mutable |= absorbed.mutable;
    }
}

/// Do two sets of half-open ranges overlap?
fn overlap(a: &[(Tick, Tick)], b: &[(Tick, Tick)]) -> bool {
    a.iter()
        .any(|(start, end)| b.iter().any(|(from, to)| start < to && from < end))
}
