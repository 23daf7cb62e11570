//! Signs: a negation moves through products into sums, where it is gone: `a + (-b) * c` is `a - b * c`. The reverse of a
//! subtraction negates a cotangent that then goes through many products; by hand one subtracts them. Rounding does not look at
//! signs, so results stay the same to the last bit. Sums of cotangents change their signs as well, `-a - b` being
//! `-(a + b)`: of those the sign of a zero may differ.

use super::Stats;
use super::cotangents::Cotangents;
use crate::ir::builder::{any_stmt, substitute, substitute_output};
use crate::ir::visit::{regions_mut, statements, use_counts, used_values};
use crate::ir::{Atom, Const, Function, Lit, Op, Prim, Region, Stmt, ValueId};
use crate::sorted::{Map, Set};

/// So many values at most change their signs for one negation.
const MOST: usize = 32;

/// Moves negations until none can go.
pub fn signs(f: &mut Function) -> Stats {
    signs_of_sums(f, usize::MAX)
}

/// The same, where sums of cotangents may change their signs too that reverse mode has made, values from this number on.
pub fn signs_of_sums(f: &mut Function, from: usize) -> Stats {
    let mut stats = Stats::default();
    minus_ones(&mut f.body);
    let negates = |stmt: &Stmt| matches!(stmt.op, Op::Prim(Prim::Neg, _));
    let mut sums = None;
    while any_stmt(&f.body, &negates) {
        if sums.is_none() && from < f.values.len() {
            sums = Some(Cotangents::of(f, &f.body, from));
        }
        let plan = Signs::of(f, sums.as_ref()).plan();
        if plan.gone == 0 {
            break;
        }
        stats.changed += plan.gone;
        plan.apply(f);
    }
    stats
}

/// Writes products with minus one as negations.
fn minus_ones(region: &mut Region) {
    for stmt in &mut region.stmts {
        if let Op::Prim(Prim::Mul, args) = &stmt.op
            && let Some(k) = args.iter().position(|a| a.is_float_const(-1.0))
        {
            stmt.op = Op::Prim(Prim::Neg, vec![args[1 - k].clone()]);
        }
        for inner in regions_mut(&mut stmt.op) {
            minus_ones(inner);
        }
    }
}

/// Who uses a value.
#[derive(Clone, Copy)]
enum Use {
    /// An operation, whose result this is.
    In(ValueId),
    /// It is added to memory, from which it can be subtracted as well.
    Added,
}

/// What is known of the values of a function.
struct Signs<'a> {
    made: Vec<Option<(Prim, &'a [Atom])>>,
    uses: Vec<Vec<Use>>,
    /// Is it a value with other uses, which want it as it is?
    fixed: Vec<bool>,
    /// The negations, in the order of the text.
    negations: Vec<ValueId>,
    /// The sums that may change their signs are among these.
    sums: Option<&'a Cotangents>,
}

impl<'a> Signs<'a> {
    fn of(f: &'a Function, sums: Option<&'a Cotangents>) -> Signs<'a> {
        let mut found = Signs {
            sums,
            made: vec![None; f.values.len()],
            uses: vec![Vec::new(); f.values.len()],
            fixed: vec![false; f.values.len()],
            negations: Vec::new(),
        };
        statements(&f.body, &mut |stmt| match &stmt.op {
            Op::Prim(prim, args) if f.ty(stmt.results[0]).is_float() => {
                let v = stmt.results[0];
                found.made[v.index()] = Some((*prim, args));
                found.negations.extend((*prim == Prim::Neg).then_some(v));
                for arg in args.iter().filter_map(Atom::value) {
                    found.uses[arg.index()].push(Use::In(v));
                }
            }
            Op::Accumulate(place, Atom::Value(v)) if f.place_ty(place).is_float() => {
                found.uses[v.index()].push(Use::Added);
            }
            op => used_values(op)
                .iter()
                .for_each(|v| found.fixed[v.index()] = true),
        });
        // What a region yields, what a place is selected by, and what is returned.
        for (i, count) in use_counts(f).into_iter().enumerate() {
            found.fixed[i] |= count > found.uses[i].len();
        }
        found
    }

    /// The negations that can go, as far as they have nothing to do with one another.
    fn plan(&self) -> Plan {
        let mut plan = Plan::default();
        let mut touched = Set::new();
        for n in &self.negations {
            let mut uses = self.uses[n.index()].iter();
            if uses.all(|by| matches!(by, Use::Added)) {
                continue;
            }
            let mut change = Change::default();
            if !self.flip(*n, &mut change) || change.flipped.len() > MOST {
                continue;
            }
            let around = self.around(&change);
            if around.is_disjoint(&touched) {
                touched.extend(around);
                plan.join(self, *n, &change);
            }
        }
        plan
    }

    /// Can a value be computed with the opposite sign, as far as those are concerned who use it? Says what changes with it.
    fn flip(&self, v: ValueId, change: &mut Change) -> bool {
        if !change.flipped.insert(v) {
            return true;
        }
        if self.fixed[v.index()] || change.flipped.len() > MOST {
            return false;
        }
        let mut uses = self.uses[v.index()].iter();
        uses.all(|by| match by {
            Use::Added => true,
            Use::In(result) => self.goes_into(v, *result, change),
        })
    }

    /// Can an operation take the value with the opposite sign?
    fn goes_into(&self, v: ValueId, result: ValueId, change: &mut Change) -> bool {
        let (prim, args) = self.op(result);
        let is = |k: usize| args[k].value() == Some(v);
        let flipped = |k: usize| args[k].value().is_some_and(|a| change.flipped.contains(&a));
        match prim {
            Prim::Neg => true,
            Prim::Add => !(flipped(0) && flipped(1)) || self.flip_sum(result, change),
            Prim::Sub => !is(0) || self.flip_sum(result, change),
            Prim::Mul | Prim::Div => {
                if is(0) && is(1) {
                    return true;
                }
                let other = &args[usize::from(is(0))];
                match other {
                    Atom::Value(w) if change.flipped.contains(w) => false,
                    Atom::Value(w) if self.is_negation(*w) => {
                        change.alone.insert(result);
                        true
                    }
                    Atom::Value(_) => self.flip(result, change),
                    Atom::Const(_) => {
                        let before = change.clone();
                        if !self.flip(result, change) {
                            *change = before;
                            change.alone.insert(result);
                        }
                        true
                    }
                }
            }
            _ => false,
        }
    }

    fn flip_sum(&self, v: ValueId, change: &mut Change) -> bool {
        self.sums.is_some_and(|sums| sums.contains(v)) && self.flip(v, change)
    }

    /// The operation that makes a value that another one is made of.
    fn op(&self, v: ValueId) -> (Prim, &'a [Atom]) {
        self.made[v.index()].expect("an operation uses a value in it")
    }

    fn is_negation(&self, v: ValueId) -> bool {
        matches!(self.made[v.index()], Some((Prim::Neg, _)))
    }

    /// The values that a change has to do with.
    fn around(&self, change: &Change) -> Set<ValueId> {
        let operands = |v: &ValueId| {
            let args = self.made[v.index()].into_iter().flat_map(|(_, args)| args);
            args.filter_map(Atom::value)
        };
        let mut around = change.flipped.clone();
        for v in &change.flipped {
            around.extend(operands(v));
            around.extend(self.uses[v.index()].iter().filter_map(|by| match by {
                Use::In(result) => Some(*result),
                Use::Added => None,
            }));
        }
        // The factor that is negated as well, and of what it is the negation.
        for factor in change.alone.iter().flat_map(&operands) {
            around.insert(factor);
            around.extend(operands(&factor));
        }
        around
    }
}

/// What changes with a negation.
#[derive(Clone, Default)]
struct Change {
    /// The values that have the opposite sign, the negation itself among them.
    flipped: Set<ValueId>,
    /// Products that stay what they are, because the other factor changes its sign as well.
    alone: Set<ValueId>,
}

/// What is to be rewritten.
#[derive(Default)]
struct Plan {
    /// The number of negations that are gone.
    gone: usize,
    flipped: Set<ValueId>,
    /// The new operations of values.
    ops: Map<ValueId, (Prim, Vec<Atom>)>,
    /// Values that are others.
    same: Map<ValueId, Atom>,
}

impl Plan {
    fn join(&mut self, signs: &Signs<'_>, negation: ValueId, change: &Change) {
        self.gone += 1;
        self.flipped.extend(&change.flipped);
        self.same.insert(negation, signs.op(negation).1[0].clone());
        let uses = change.flipped.iter().map(|v| &signs.uses[v.index()]);
        for by in uses.flatten() {
            let Use::In(result) = by else { continue };
            let (prim, args) = signs.op(*result);
            let flipped = |k: usize| args[k].value().is_some_and(|a| change.flipped.contains(&a));
            let swapped = || vec![args[1].clone(), args[0].clone()];
            let op = match prim {
                Prim::Neg => {
                    self.same.insert(*result, args[0].clone());
                    continue;
                }
                Prim::Add => match (flipped(0), flipped(1)) {
                    (true, true) => continue,
                    (true, false) => (Prim::Sub, swapped()),
                    (false, _) => (Prim::Sub, args.to_vec()),
                },
                Prim::Sub if flipped(0) && flipped(1) => continue,
                Prim::Sub => (Prim::Add, args.to_vec()),
                _ if change.alone.contains(result) => {
                    let other = usize::from(flipped(0));
                    let mut args = args.to_vec();
                    args[other] = signs.negated(&args[other]);
                    (prim, args)
                }
                _ => continue,
            };
            self.ops.insert(*result, op);
        }
    }

    fn apply(&self, f: &mut Function) {
        let last = |mut atom: Atom| {
            while let Some(to) = atom.value().and_then(|v| self.same.get(&v)) {
                atom = to.clone();
            }
            atom
        };
        let same: Map<ValueId, Atom> = self
            .same
            .iter()
            .map(|(v, to)| (*v, last(to.clone())))
            .collect();
        for v in &self.flipped {
            f.values[v.index()].name.clear();
        }
        let split = f.split;
        let mut body = std::mem::take(&mut f.body);
        let forward = self.region(f, &mut body, split);
        if split.is_some() {
            f.split = Some(forward);
        }
        substitute(&mut body, &same);
        f.body = body;
        substitute_output(&mut f.output, &same);
    }

    fn region(&self, f: &mut Function, inside: &mut Region, split: Option<usize>) -> usize {
        let mut forward = 0;
        for (i, mut stmt) in std::mem::take(&mut inside.stmts).into_iter().enumerate() {
            let is_gone = stmt
                .results
                .first()
                .is_some_and(|v| self.same.contains_key(v));
            match &mut stmt.op {
                _ if is_gone => {}
                Op::Prim(prim, args) => {
                    if let Some((new, operands)) = self.ops.get(&stmt.results[0]) {
                        (*prim, *args) = (*new, operands.clone());
                    }
                    inside.stmts.push(stmt);
                }
                Op::Accumulate(_, term) => {
                    if let Some(v) = term.value().filter(|v| self.flipped.contains(v)) {
                        let negated = f.new_value(f.ty(v).clone(), "");
                        inside.stmts.push(Stmt {
                            results: vec![negated],
                            op: Op::Prim(Prim::Neg, vec![v.into()]),
                            span: stmt.span,
                        });
                        *term = negated.into();
                    }
                    inside.stmts.push(stmt);
                }
                op => {
                    for inner in regions_mut(op) {
                        self.region(f, inner, None);
                    }
                    inside.stmts.push(stmt);
                }
            }
            if split.is_some_and(|n| i < n) {
                forward = inside.stmts.len();
            }
        }
        forward
    }
}

impl Signs<'_> {
    /// A factor with the opposite sign: a constant, or what is negated.
    fn negated(&self, factor: &Atom) -> Atom {
        match factor {
            Atom::Const(Const {
                lit: Lit::Float(x),
                ty,
            }) => Atom::float(-x, ty),
            Atom::Const(Const { lit: Lit::Zero, ty }) => Atom::float(-0.0, ty),
            Atom::Const(_) => unreachable!("a factor of a float is one"),
            Atom::Value(v) => self.op(*v).1[0].clone(),
        }
    }
}
