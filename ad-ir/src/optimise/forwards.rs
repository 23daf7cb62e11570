//! Sums that are carried forwards: partials of a recurrence that the reverse sweep would add up against a tape.
//!
//! Where the reverse sweep carries a cotangent `w` that is only multiplied from trip to trip, `w = w * a`, and adds up `w * t`
//! with factors `t` that it knows from a tape, the sum is the first `w` times what the forward sweep can carry along:
//! `s = s * a + t`, by the scheme of Horner, for the trips of the one loop are those of the other in the opposite order. The tape
//! is then read by nobody. So it is for the partial of a polynomial by its variable, of smoothing by its weight, of savings by
//! the deposit of every year: the tangent by that one parameter is cheaper than what reverse mode keeps. (Which way to
//! multiply is the choice of Griewank and Walther 2008, section 10.3.)
//!
//! The order of multiplications changes, as in the other rewrites of sums.

use super::Stats;
use super::cotangents::Cotangents;
use super::summed::{alike, definer, is_inside, made, moves_on, rewritten, surely_runs, writes};
use crate::ir::visit::{
    all_places, operands, output_places, place_atoms_mut, places, regions, regions_mut, statements,
};
use crate::ir::{
    Access, Atom, BaseId, BaseKind, For, Function, Op, Place, Prim, Region, SpanId, Stmt, Type,
    ValueId,
};
use crate::rules;
use crate::sorted::{Map, Set};

/// Rewrites sums that values from this number on are: those that reverse mode has made.
pub fn forwards(f: &mut Function, from: usize) -> Stats {
    rewritten(f, |f, body, uses| {
        let cotangents = Cotangents::of(f, body, from);
        let mut pass = Forwards {
            uses,
            cotangents,
            replaced: Map::new(),
            f,
        };
        let forward = pass.region(body, pass.f.split);
        (forward, pass.replaced)
    })
}

/// Forgets the tapes that nobody reads.
pub fn untaped(f: &mut Function) {
    let mut read = Set::new();
    statements(&f.body, &mut |stmt| {
        places(&stmt.op, &mut |p, used| {
            if used.reads() {
                read.insert(p.base);
            }
        });
    });
    output_places(&f.output, &mut |p| _ = read.insert(p.base));
    f.tapes.retain(|tape| read.contains(&tape.base));
}

struct Forwards<'a> {
    /// The function without its body.
    f: &'a mut Function,
    uses: Vec<usize>,
    cotangents: Cotangents,
    /// The sums, and what they are now.
    replaced: Map<ValueId, Atom>,
}

/// More sums than these are left where they are: what a loop carries should fit into registers.
const MOST: usize = 4;

/// A sum of the second loop.
struct Sum {
    /// The number among what the loop carries.
    carried: usize,
    /// That of the cotangent that all its terms have as a factor.
    weight: usize,
    /// The terms, and whether they are subtracted.
    terms: Vec<(Prim, ValueId)>,
}

/// What a loop is to carry for a sum, and what its body does for that at its end.
struct Ahead {
    sum: Sum,
    param: ValueId,
    next: Atom,
    stmts: Vec<Stmt>,
    /// The memory that the first loop writes and the sum read.
    read: Set<BaseId>,
}

impl Forwards<'_> {
    /// Gives the number of statements that the first `split` of the region became.
    fn region(&mut self, inside: &mut Region, split: Option<usize>) -> usize {
        for stmt in &mut inside.stmts {
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner, None);
            }
        }
        let (mut forward, mut at) = (split.unwrap_or(0), 0);
        while at < inside.stmts.len() {
            let after = self.loops(&mut inside.stmts[..=at]);
            if at < forward {
                forward += after.len();
            }
            let next = at + 1 + after.len();
            inside.stmts.splice(at + 1..=at, after);
            at = next;
        }
        forward
    }

    /// Moves sums of the last of these statements into a loop before it; gives what comes after.
    fn loops(&mut self, stmts: &mut [Stmt]) -> Vec<Stmt> {
        let Some((last, before)) = stmts.split_last_mut() else {
            return Vec::new();
        };
        let Op::For(second) = &last.op else {
            return Vec::new();
        };
        let weights = if second.breaks {
            Vec::new()
        } else {
            self.weights(second)
        };
        if weights.is_empty() {
            return Vec::new();
        }
        let found = (0..before.len()).rev().find_map(|i| {
            let sums = self.moved(&before[i..], second, &weights);
            (!sums.is_empty()).then_some((i, sums))
        });
        let Some((i, sums)) = found else {
            return Vec::new();
        };
        let mut after = Vec::new();
        for ahead in sums {
            self.carry(&mut before[i], second, &last.results, ahead, &mut after);
        }
        after
    }

    /// Makes the first loop carry a sum; what it was is computed after the second one.
    fn carry(
        &mut self,
        first: &mut Stmt,
        second: &For,
        results: &[ValueId],
        ahead: Ahead,
        after: &mut Vec<Stmt>,
    ) {
        let span = first.span;
        let Op::For(l) = &mut first.op else {
            unreachable!("a loop before the other");
        };
        let name = self.f.values[ahead.param.index()].name.clone();
        let ty = self.f.ty(ahead.param).clone();
        let result = self.f.new_value(ty.clone(), name);
        l.inits.push(Atom::zero(&ty));
        l.body.params.push(ahead.param);
        l.body.yields.push(ahead.next);
        l.body.stmts.extend(ahead.stmts);
        first.results.push(result);
        let mut made = Statements {
            f: self.f,
            stmts: after,
            span,
        };
        let mut all = made.product(&second.inits[ahead.sum.weight], result.into(), &ty);
        if !surely_runs(&second.range) {
            all = made.if_any(second, all, &ty);
        }
        let init = &second.inits[ahead.sum.carried];
        if !init.is_zero() {
            all = made.prim(Prim::Add, vec![init.clone(), all], ty);
        }
        // What the loop carries on is used no more, and dead.
        self.replaced.insert(results[ahead.sum.carried], all);
    }

    /// What a loop carries that is multiplied from trip to trip, and the multiples of that in its body.
    fn weights(&self, l: &For) -> Vec<(usize, Set<ValueId>)> {
        let mut weights = Vec::new();
        for (k, next) in l.body.yields.iter().enumerate() {
            let carry = l.body.params[k + 1];
            let Some(next) = next.value().filter(|next| *next != carry) else {
                continue;
            };
            if self.cotangents.contains(carry) {
                let multiples = multiples(l, carry);
                if multiples.contains(&next) {
                    weights.push((k, multiples));
                }
            }
        }
        weights
    }

    /// What the loop carries as this, if it is a sum of multiples of a cotangent that is multiplied from trip to trip.
    fn sum(&self, l: &For, k: usize, weights: &[(usize, Set<ValueId>)]) -> Option<Sum> {
        let carry = l.body.params[k + 1];
        let once = |v: ValueId| self.uses.get(v.index()) == Some(&1);
        if !self.cotangents.contains(carry) || !once(carry) {
            return None;
        }
        // From the first addition on; each sum is used once, by the next.
        let (mut terms, mut at) = (Vec::new(), carry);
        for stmt in &l.body.stmts {
            let Op::Prim(prim, args) = &stmt.op else {
                continue;
            };
            let term = match (prim, args.as_slice()) {
                (Prim::Add | Prim::Sub, [a, b]) if a.value() == Some(at) => b,
                (Prim::Add, [a, b]) if b.value() == Some(at) => a,
                _ => continue,
            };
            if !once(stmt.results[0]) {
                return None;
            }
            terms.push((*prim, term.value()?));
            at = stmt.results[0];
        }
        if terms.is_empty() || l.body.yields.get(k)?.value() != Some(at) {
            return None;
        }
        let all = |multiples: &Set<ValueId>| terms.iter().all(|(_, v)| multiples.contains(v));
        let weight = weights.iter().find(|(_, multiples)| all(multiples))?.0;
        Some(Sum {
            carried: k,
            weight,
            terms,
        })
    }

    /// What the loop of the first of these statements is to carry for sums of a later one: of those for whose sake alone
    /// memory is read that the first one writes.
    fn moved(
        &mut self,
        between: &[Stmt],
        second: &For,
        weights: &[(usize, Set<ValueId>)],
    ) -> Vec<Ahead> {
        let Op::For(first) = &between[0].op else {
            return Vec::new();
        };
        let opposite = !first.breaks
            && first.range.lo == second.range.lo
            && first.range.hi == second.range.hi
            && first.range.inclusive == second.range.inclusive
            && first.range.reversed != second.range.reversed;
        if !opposite {
            return Vec::new();
        }
        let mut later = Set::new();
        for stmt in between {
            later.extend(stmt.results.iter().copied());
        }
        let mut sums = Vec::new();
        for k in 0..second.inits.len() {
            let Some(sum) = self.sum(second, k, weights) else {
                continue;
            };
            let multiples = &weights.iter().find(|(w, _)| *w == sum.weight);
            let Some((_, multiples)) = multiples else {
                continue;
            };
            let copy = Copy {
                f: self.f,
                between,
                first,
                second,
                later: &later,
                multiples,
                span: between[0].span,
                factors: Map::new(),
                copies: Map::from_iter([(second.body.params[0], first.body.params[0].into())]),
                read: Set::new(),
                stmts: Vec::new(),
            };
            sums.extend(copy.ahead(sum));
        }
        let spared = read_for(second, &sums);
        sums.retain(|ahead| ahead.read.iter().any(|base| spared.contains(base)));
        if sums.len() > MOST { Vec::new() } else { sums }
    }
}

/// The values of a loop's body that are linear in another, with factors that may be anything.
fn multiples(l: &For, of: ValueId) -> Set<ValueId> {
    let mut found = Set::from_iter([of]);
    for stmt in &l.body.stmts {
        let Op::Prim(prim, args) = &stmt.op else {
            continue;
        };
        let is = |atom: &Atom| atom.value().is_some_and(|v| found.contains(&v));
        let linear = match (prim, args.as_slice()) {
            (Prim::Mul, [a, b]) => is(a) != is(b),
            (Prim::Div, [a, b]) => is(a) && !is(b),
            (Prim::Neg, [a]) => is(a),
            (Prim::Add | Prim::Sub, [a, b]) => is(a) && is(b),
            _ => false,
        };
        if linear {
            found.insert(stmt.results[0]);
        }
    }
    found
}

/// The memory that a loop reads for these sums alone.
fn read_for(l: &For, sums: &[Ahead]) -> Set<BaseId> {
    let mut needed: Set<ValueId> = Set::new();
    for (k, next) in l.body.yields.iter().enumerate() {
        if !sums.iter().any(|ahead| ahead.sum.carried == k) {
            needed.extend(next.value());
        }
    }
    let (mut all, mut others) = (Set::new(), Set::new());
    for stmt in l.body.stmts.iter().rev() {
        let pure = matches!(stmt.op, Op::Prim(..) | Op::Load(_) | Op::Len(_));
        let is_needed = !pure || stmt.results.iter().any(|v| needed.contains(v));
        let found = if is_needed { &mut others } else { &mut all };
        all_places(&stmt.op, &mut |p| _ = found.insert(p.base));
        if is_needed {
            values_of(stmt, &mut needed);
        }
    }
    all.into_iter()
        .filter(|base| !others.contains(base))
        .collect()
}

/// The values that a statement uses, and those inside it.
fn values_of(stmt: &Stmt, found: &mut Set<ValueId>) {
    operands(&stmt.op, &mut |atom| found.extend(atom.value()));
    for inner in regions(&stmt.op) {
        inner.stmts.iter().for_each(|stmt| values_of(stmt, found));
        found.extend(inner.yields.iter().filter_map(Atom::value));
    }
}

/// Computes in a trip of the first loop what the second one does in the trip of the same index.
struct Copy<'a> {
    f: &'a mut Function,
    /// What runs before the second loop, from the first one on.
    between: &'a [Stmt],
    first: &'a For,
    second: &'a For,
    /// What these define, which is not there in the first loop.
    later: &'a Set<ValueId>,
    /// The multiples of the cotangent in the second loop.
    multiples: &'a Set<ValueId>,
    span: SpanId,
    /// What they are multiplied by, in the first loop.
    factors: Map<ValueId, Atom>,
    /// Values of the second loop, and what they are in the first.
    copies: Map<ValueId, Atom>,
    /// The memory that the first loop writes, and that need not be read for these copies.
    read: Set<BaseId>,
    stmts: Vec<Stmt>,
}

impl Copy<'_> {
    fn ahead(mut self, sum: Sum) -> Option<Ahead> {
        let weight = self.second.body.params[sum.weight + 1];
        let carry = self.second.body.params[sum.carried + 1];
        let ty = self.f.ty(carry).clone();
        self.factors.insert(weight, Atom::float(1.0, &ty));
        let multiplied = self.second.body.yields[sum.weight].value()?;
        let factor = self.factor(multiplied, &ty)?;
        let name = match self.f.values[carry.index()].name.strip_suffix("_bar") {
            Some(of) => format!("by_{of}"),
            None => "sum".to_string(),
        };
        let param = self.f.new_value(ty.clone(), name);
        let mut next = self.times(param.into(), factor, &ty);
        for (prim, term) in &sum.terms {
            let term = self.factor(*term, &ty)?;
            next = self.prim(*prim, vec![next, term], ty.clone());
        }
        Some(Ahead {
            sum,
            param,
            next,
            stmts: self.stmts,
            read: self.read,
        })
    }

    /// What a multiple of the cotangent is multiplied by.
    fn factor(&mut self, v: ValueId, ty: &Type) -> Option<Atom> {
        if let Some(factor) = self.factors.get(&v) {
            return Some(factor.clone());
        }
        let multiples = self.multiples;
        let multiple = |atom: &Atom| atom.value().filter(|v| multiples.contains(v));
        let (prim, args) = made(&self.second.body, v)?;
        let (a, b) = (&args[0], args.get(1));
        let factor = match (prim, multiple(a), b.and_then(multiple)) {
            (Prim::Mul, Some(v), None) => {
                let (x, y) = (self.factor(v, ty)?, self.copied(b?)?);
                self.times(x, y, ty)
            }
            (Prim::Mul, None, Some(v)) => {
                let (x, y) = (self.copied(a)?, self.factor(v, ty)?);
                self.times(x, y, ty)
            }
            (Prim::Div, Some(v), None) => {
                let args = vec![self.factor(v, ty)?, self.copied(b?)?];
                self.prim(Prim::Div, args, ty.clone())
            }
            (Prim::Neg, Some(v), None) => {
                let args = vec![self.factor(v, ty)?];
                self.prim(Prim::Neg, args, ty.clone())
            }
            (Prim::Add | Prim::Sub, Some(u), Some(v)) => {
                let args = vec![self.factor(u, ty)?, self.factor(v, ty)?];
                self.prim(prim, args, ty.clone())
            }
            _ => return None,
        };
        self.factors.insert(v, factor.clone());
        Some(factor)
    }

    /// A value of the second loop in the first.
    fn copied(&mut self, atom: &Atom) -> Option<Atom> {
        let Some(v) = atom.value() else {
            return Some(atom.clone());
        };
        if let Some(copy) = self.copies.get(&v) {
            return Some(copy.clone());
        }
        if !is_inside(&self.second.body, v) {
            return (!self.later.contains(&v)).then(|| atom.clone());
        }
        let ty = self.f.ty(v).clone();
        let copy = match definer(&self.second.body, v)? {
            Op::Prim(prim, args) if is_cheap(*prim) => {
                let args = args.iter().map(|arg| self.copied(arg));
                let args = args.collect::<Option<Vec<_>>>()?;
                self.prim(*prim, args, ty)
            }
            Op::Load(place) => self.loaded(place, ty)?,
            _ => return None,
        };
        self.copies.insert(v, copy.clone());
        Some(copy)
    }

    /// What the second loop reads: what the first one has stored in the trip of the same index, or what nobody changes.
    fn loaded(&mut self, place: &Place, ty: Type) -> Option<Atom> {
        let changes = |stmt: &Stmt| writes(stmt, place.base);
        let stmts = self.between[1..].iter().chain(&self.second.body.stmts);
        if stmts.clone().any(changes) {
            return None;
        }
        let mut written = self.first.body.stmts.iter().filter(|stmt| changes(stmt));
        match (written.next(), written.next()) {
            (None, _) => {
                // The cotangents and tangents of callers may not be there.
                let base = &self.f.bases[place.base.index()].kind;
                if !matches!(base, BaseKind::Local | BaseKind::Param(Access::Shared)) {
                    return None;
                }
                let mut place = place.clone();
                let mut found = true;
                let mut all = Vec::new();
                place_atoms_mut(&mut place, &mut |atom| all.push(atom.clone()));
                let copies: Vec<_> = all.iter().map(|atom| self.copied(atom)).collect();
                let mut copies = copies.into_iter();
                place_atoms_mut(&mut place, &mut |atom| match copies.next().flatten() {
                    Some(copy) => *atom = copy,
                    None => found = false,
                });
                found.then(|| self.stmt(Op::Load(place), ty))
            }
            (
                Some(Stmt {
                    op: Op::Store(stored, value),
                    ..
                }),
                None,
            ) if moves_on(stored, self.first) && alike(stored, self.first, place, self.second) => {
                self.read.insert(place.base);
                Some(value.clone())
            }
            _ => None,
        }
    }

    fn times(&mut self, a: Atom, b: Atom, ty: &Type) -> Atom {
        match (a.is_float_const(1.0), b.is_float_const(1.0)) {
            (true, _) => b,
            (_, true) => a,
            _ => self.prim(Prim::Mul, vec![a, b], ty.clone()),
        }
    }

    fn prim(&mut self, prim: Prim, args: Vec<Atom>, ty: Type) -> Atom {
        self.stmt(Op::Prim(prim, args), ty)
    }

    fn stmt(&mut self, op: Op, ty: Type) -> Atom {
        let v = self.f.new_value(ty, "");
        self.stmts.push(Stmt {
            results: vec![v],
            op,
            span: self.span,
        });
        v.into()
    }
}

/// Is an operation computed once more for less than what a tape costs?
fn is_cheap(prim: Prim) -> bool {
    matches!(
        prim,
        Prim::Add | Prim::Sub | Prim::Mul | Prim::Neg | Prim::Cast
    )
}

/// Statements in the making.
struct Statements<'a> {
    f: &'a mut Function,
    stmts: &'a mut Vec<Stmt>,
    span: SpanId,
}

impl Statements<'_> {
    /// A cotangent times what was carried forwards. What is infinite there may come of a product that is too large, and counts for
    /// nothing where nothing came of the value.
    fn product(&mut self, weight: &Atom, by: Atom, ty: &Type) -> Atom {
        let args = vec![weight.clone(), by];
        if matches!(weight, Atom::Const(_)) {
            return self.prim(Prim::Mul, args, ty.clone());
        }
        let zero = Atom::zero(ty);
        let is_nan = Prim::Math(rules::math_fn("is_nan").expect("a row of the table"));
        let term = self.prim(Prim::SingularMul, args, ty.clone());
        let vanishes = self.prim(Prim::Eq, vec![weight.clone(), zero.clone()], Type::Bool);
        let undefined = self.prim(is_nan, vec![term.clone()], Type::Bool);
        let nothing = self.prim(Prim::And, vec![vanishes, undefined], Type::Bool);
        self.prim(Prim::Select, vec![nothing, zero, term], ty.clone())
    }

    /// Zero, where the loop has no trip: the cotangent may be infinite.
    fn if_any(&mut self, l: &For, v: Atom, ty: &Type) -> Atom {
        let order = if l.range.inclusive {
            Prim::Le
        } else {
            Prim::Lt
        };
        let ends = vec![l.range.lo.clone(), l.range.hi.clone()];
        let runs = self.prim(order, ends, Type::Bool);
        self.prim(Prim::Select, vec![runs, v, Atom::zero(ty)], ty.clone())
    }

    fn prim(&mut self, prim: Prim, args: Vec<Atom>, ty: Type) -> Atom {
        let v = self.f.new_value(ty, "");
        self.stmts.push(Stmt {
            results: vec![v],
            op: Op::Prim(prim, args),
            span: self.span,
        });
        v.into()
    }
}
