//! Dead code: values that nobody uses, memory that nobody reads, what loops carry and branches yield for nothing.

use super::Stats;
use crate::ir::visit::{
    Use, operands, output_operands, output_places, places, regions, regions_mut,
};
use crate::ir::{
    Atom, BaseKind, Function, Op, ParamKind, Place, Region, Role, Stmt, Type, ValueId,
};

/// Removes dead code.
pub fn dce(f: &mut Function) -> Stats {
    let params = f.bases.iter();
    let wanted = params.map(|data| matches!(data.kind, BaseKind::Param(_)));
    let wanted = wanted.collect();
    swept(f, wanted, false)
}

/// Removes what does not contribute to cotangents, in a reverse mode whose function has run before: not only its
/// result, but also what it leaves in memory, what it prints and what it asserts need not come about again.
pub fn dce_of_repetition(f: &mut Function) -> Stats {
    let mut wanted = vec![false; f.bases.len()];
    for param in &f.params {
        if let ParamKind::Base(base) = param.kind {
            wanted[base.index()] = !matches!(param.role, Role::Primal(_));
        }
    }
    swept(f, wanted, true)
}

fn swept(f: &mut Function, wanted: Vec<bool>, repeats: bool) -> Stats {
    let scalars = f.bases.iter().map(|data| holds_scalars(&data.ty));
    let mut live = Live {
        values: vec![false; f.values.len()],
        shapes: wanted.clone(),
        bases: wanted,
        scalars: scalars.collect(),
        repeats,
        grew: true,
    };
    output_operands(&f.output, &mut |a| live.atom(a));
    output_places(&f.output, &mut |p| live.place(p, Use::Read));
    while std::mem::take(&mut live.grew) {
        live.region(&f.body);
    }
    let mut stats = Stats::default();
    let split = f.split;
    let mut body = std::mem::take(&mut f.body);
    let forward = live.sweep(&mut body, split, &mut stats);
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    stats
}

struct Live {
    values: Vec<bool>,
    /// The bases of which the content is looked at.
    bases: Vec<bool>,
    /// Those of which at least the shape is.
    shapes: Vec<bool>,
    /// Those that hold numbers, or sequences of numbers: a number that is written does not change their shape.
    scalars: Vec<bool>,
    /// Has everything happened before?
    repeats: bool,
    grew: bool,
}

/// Is it a number, or a sequence of numbers or of what has as many of them by its type?
fn holds_scalars(ty: &Type) -> bool {
    is_flat(ty) || matches!(ty, Type::Vec(t) | Type::Slice(t) if is_flat(t))
}

/// Is how much it holds known by its type?
fn is_flat(ty: &Type) -> bool {
    match ty {
        Type::Array(t, Some(_)) => is_flat(t),
        Type::Tuple(types) => types.iter().all(is_flat),
        ty => ty.is_scalar(),
    }
}

impl Live {
    fn atom(&mut self, atom: &Atom) {
        if let Atom::Value(v) = atom {
            self.grew |= !std::mem::replace(&mut self.values[v.index()], true);
        }
    }

    fn value(&self, v: ValueId) -> bool {
        self.values[v.index()]
    }

    /// A place is used.
    fn place(&mut self, place: &Place, used: Use) {
        let base = place.base.index();
        self.grew |= !std::mem::replace(&mut self.shapes[base], true);
        if used != Use::Shape || !self.scalars[base] {
            self.grew |= !std::mem::replace(&mut self.bases[base], true);
        }
    }

    /// Is anything written that is looked at?
    fn writes_live(&self, op: &Op) -> bool {
        // These write numbers, where there is nothing but numbers.
        let numbers = match op {
            Op::Store(..)
            | Op::Accumulate(..)
            | Op::AddFrom(..)
            | Op::SetZero(_)
            | Op::Fill(..)
            | Op::CopyFrom(..) => true,
            Op::Swap(p, q) => !p.projections.is_empty() && !q.projections.is_empty(),
            _ => false,
        };
        let live = |base: crate::ir::BaseId| match numbers && self.scalars[base.index()] {
            true => self.bases[base.index()],
            false => self.shapes[base.index()],
        };
        let mut found = matches!(op, Op::Init(b, _) if live(*b));
        places(op, &mut |p, used| found |= used.writes() && live(p.base));
        found
    }

    /// Does the statement have to stay?
    fn stays(&self, stmt: &Stmt) -> bool {
        match &stmt.op {
            Op::Opaque(o) if !o.pure && (o.diverges || o.assigns || !self.repeats) => true,
            Op::Call(call, result)
                if self.repeats
                    && call.callee.modes.is_empty()
                    && !call.callee.collection
                    && !call.callee.behind =>
            {
                // What it hands over is taken by what stays.
                call.callee.hand.is_some()
                    || result.is_some_and(|b| self.shapes[b.index()])
                    || self.writes_live(&stmt.op)
            }
            // An operator computes its result and nothing else.
            Op::Call(call, Some(result)) if call.callee.is_value_operator() => {
                self.shapes[result.index()]
            }
            Op::Call(..) => true,
            Op::If(..) | Op::Switch(_) | Op::For(_) | Op::While(_) => {
                stmt.results.iter().any(|v| self.value(*v))
                    || regions(&stmt.op)
                        .into_iter()
                        .any(|r| r.stmts.iter().any(|s| self.stays(s)))
            }
            op => self.writes_live(op) || stmt.results.iter().any(|v| self.value(*v)),
        }
    }

    fn region(&mut self, region: &Region) {
        for stmt in region.stmts.iter().rev() {
            if self.stays(stmt) {
                self.uses(stmt);
            }
        }
    }

    fn uses(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::If(cond, then, els) => {
                self.atom(cond);
                self.yields(&stmt.results, then);
                self.yields(&stmt.results, els);
            }
            Op::Switch(s) => {
                self.atom(&s.scrutinee);
                for region in s.arms.iter().map(|(_, r)| r).chain([&s.default]) {
                    self.yields(&stmt.results, region);
                }
            }
            Op::For(l) => {
                self.atom(&l.range.lo);
                self.atom(&l.range.hi);
                if l.breaks {
                    self.atom(&l.body.yields[0]);
                }
                let flags = usize::from(l.breaks);
                self.carried(
                    &stmt.results,
                    &l.inits,
                    &l.body.params[1..],
                    &l.body.yields[flags..],
                );
                self.region(&l.body);
            }
            Op::While(w) => {
                self.atom(&w.cond.yields[0]);
                if w.breaks {
                    self.atom(&w.body.yields[0]);
                }
                self.region(&w.cond);
                // What the condition looks at is carried.
                for (c, p) in w.cond.params.iter().zip(&w.body.params) {
                    if self.value(*c) {
                        self.atom(&(*p).into());
                    }
                }
                let flags = usize::from(w.breaks);
                self.carried(
                    &stmt.results,
                    &w.inits,
                    &w.body.params,
                    &w.body.yields[flags..],
                );
                self.region(&w.body);
            }
            op => {
                operands(op, &mut |a| self.atom(a));
                let writes_numbers = matches!(
                    op,
                    Op::Store(..) | Op::Accumulate(..) | Op::SetZero(_) | Op::Fill(..)
                );
                places(op, &mut |p, used| match writes_numbers && used.writes() {
                    // That it is written is no reason to look at it.
                    true => {}
                    false => self.place(p, used),
                });
            }
        }
    }

    fn yields(&mut self, results: &[ValueId], region: &Region) {
        for (v, atom) in results.iter().zip(&region.yields) {
            if self.value(*v) {
                self.atom(atom);
            }
        }
        self.region(region);
    }

    fn carried(&mut self, results: &[ValueId], inits: &[Atom], params: &[ValueId], next: &[Atom]) {
        for (((v, init), p), next) in results.iter().zip(inits).zip(params).zip(next) {
            if self.value(*v) || self.value(*p) {
                self.atom(&(*p).into());
                self.atom(init);
                self.atom(next);
            }
        }
    }

    // --- removing ---

    fn sweep(&self, region: &mut Region, split: Option<usize>, stats: &mut Stats) -> usize {
        let mut forward = 0;
        let mut out = Vec::new();
        for (i, mut stmt) in std::mem::take(&mut region.stmts).into_iter().enumerate() {
            if self.stays(&stmt) {
                self.prune(&mut stmt);
                for inner in regions_mut(&mut stmt.op) {
                    self.sweep(inner, None, stats);
                }
                out.push(stmt);
            } else {
                stats.changed += 1;
            }
            if split.is_some_and(|n| i < n) {
                forward = out.len();
            }
        }
        region.stmts = out;
        forward
    }

    /// Removes what an operation with regions yields or carries for nothing.
    fn prune(&self, stmt: &mut Stmt) {
        let results = std::mem::take(&mut stmt.results);
        match &mut stmt.op {
            Op::If(..) | Op::Switch(_) => {
                let keep: Vec<bool> = results.iter().map(|v| self.value(*v)).collect();
                for region in regions_mut(&mut stmt.op) {
                    retain(&mut region.yields, 0, &keep);
                }
                stmt.results = results
                    .into_iter()
                    .zip(&keep)
                    .filter(|(_, k)| **k)
                    .map(|(v, _)| v)
                    .collect();
            }
            Op::For(l) => {
                let keep: Vec<bool> = l.body.params[1..].iter().map(|p| self.value(*p)).collect();
                retain(&mut l.inits, 0, &keep);
                retain(&mut l.body.params, 1, &keep);
                retain(&mut l.body.yields, usize::from(l.breaks), &keep);
                stmt.results = results;
                retain(&mut stmt.results, 0, &keep);
            }
            Op::While(w) => {
                let keep: Vec<bool> = w.body.params.iter().map(|p| self.value(*p)).collect();
                retain(&mut w.inits, 0, &keep);
                retain(&mut w.cond.params, 0, &keep);
                retain(&mut w.body.params, 0, &keep);
                retain(&mut w.body.yields, usize::from(w.breaks), &keep);
                stmt.results = results;
                retain(&mut stmt.results, 0, &keep);
            }
            _ => stmt.results = results,
        }
    }
}

/// Keeps the elements from `from` on for which `keep` says so, and all before and after them.
fn retain<T>(list: &mut Vec<T>, from: usize, keep: &[bool]) {
    let mut i = 0;
    list.retain(|_| {
        let kept = i < from || keep.get(i - from).copied().unwrap_or(true);
        i += 1;
        kept
    });
}
