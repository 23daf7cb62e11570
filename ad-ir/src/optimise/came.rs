//! Adjoints of calls of which nothing may have come, and no condition says so: the value was used in some arms of a `match`, or
//! it is a struct or an array of which numbers were used on ways that may not have been taken. A variable is set where
//! something is added to its cotangent, and the adjoint is called where that is set: a callee may have no finite partials,
//! `let u = v.normalized(); if v.is_zero() { w } else { u.x * w }`, and zero times these is zero.

use super::Stats;
use super::untaken::{is_whole, only_reads, uses};
use crate::ir::visit::{all_places, places, regions, regions_mut};
use crate::ir::{
    Arg, Atom, BaseId, BaseKind, Function, Init, Mode, Op, Prim, Region, SpanId, Stmt, Type,
};

/// Puts such adjoints under conditions, of a function that reverse mode has made: those with cotangents from this number on.
pub fn came(f: &mut Function, from: usize) -> Stats {
    let (split, mut body) = (f.split, std::mem::take(&mut f.body));
    let uses = uses(f.bases.len(), &body);
    let stats = Stats::default();
    let mut pass = Came {
        f,
        from,
        uses,
        stats,
    };
    let forward = pass.region(&mut body, split.unwrap_or(0));
    let stats = pass.stats;
    f.body = body;
    f.split = split.map(|_| forward);
    stats
}

struct Came<'a> {
    f: &'a mut Function,
    from: usize,
    /// How often each base is used, but for its declaration.
    uses: Vec<usize>,
    stats: Stats,
}

/// Where a cotangent comes from, in the statements before a call.
enum Source {
    /// The statement of this number, which chooses between ways: which of its results.
    Chosen(usize, usize),
    /// Ways add to memory that the statement of this number declares.
    Added(usize, BaseId),
}

impl Came<'_> {
    /// Gives the number of statements that the first `forward` became.
    fn region(&mut self, region: &mut Region, mut forward: usize) -> usize {
        let mut at = 0;
        while at < region.stmts.len() {
            for inner in regions_mut(&mut region.stmts[at].op) {
                self.region(inner, 0);
            }
            if let Some(source) = self.source(&region.stmts[..=at]) {
                let first = self.ask(region, at, &source);
                // The declaration of the variable, and where it is read.
                forward += usize::from(first < forward) + usize::from(at < forward);
                at += 2;
            }
            at += 1;
        }
        forward
    }

    /// Where the cotangent comes from, if the last statement is the adjoint of a call of which nothing may have come.
    fn source(&self, stmts: &[Stmt]) -> Option<Source> {
        let (stmt, before) = stmts.split_last()?;
        let Op::Call(call, again) = &stmt.op else {
            return None;
        };
        let mut results = call.args.iter().filter_map(|arg| match arg {
            Arg::TangentSlot(place) => Some(place.as_ref()),
            _ => None,
        });
        let (Some(Some(result)), None) = (results.next(), results.next()) else {
            return None;
        };
        let base = result.base;
        let is_own =
            base.index() >= self.from && matches!(self.f.bases[base.index()].kind, BaseKind::Local);
        let is_unread = again.is_none_or(|again| self.uses[again.index()] == 0);
        let is_adjoint = call.callee.modes == [Mode::Vjp] && only_reads(&call.args);
        if !(is_own && is_unread && is_adjoint && is_whole(result)) {
            return None;
        }
        let declares = |stmt: &Stmt| matches!(stmt.op, Op::Init(of, _) if of == base);
        let declared = before.iter().rposition(declares)?;
        match &before[declared].op {
            Op::Init(_, init @ Init::Atom(_)) if is_zero(init) => {
                let mut added = before[declared + 1..]
                    .iter()
                    .filter(|stmt| mentions(stmt, base));
                match (&added.next()?.op, added.next()) {
                    (Op::Accumulate(_, cotangent), None) => chosen(cotangent, before),
                    _ => None,
                }
            }
            Op::Init(_, Init::Atom(cotangent)) => chosen(cotangent, before),
            Op::Init(_, init) if is_zero(init) => {
                let rest = &before[declared + 1..];
                let is_on_ways = rest.iter().all(|stmt| is_on_ways(stmt, base))
                    && rest.iter().any(|stmt| mentions(stmt, base));
                is_on_ways.then_some(Source::Added(declared, base))
            }
            _ => None,
        }
    }

    /// Puts the statement under the condition. Gives the number of the statement that declares the variable.
    fn ask(&mut self, region: &mut Region, at: usize, source: &Source) -> usize {
        self.stats.changed += 1;
        let span = region.stmts[at].span;
        let flag = self.f.new_base(Type::Bool, "came", BaseKind::Local);
        let asked = self.f.new_value(Type::Bool, "");
        let load = Stmt {
            results: vec![asked],
            op: Op::Load(flag.into()),
            span,
        };
        let then = Region {
            stmts: vec![std::mem::replace(&mut region.stmts[at], load)],
            ..Region::default()
        };
        let call = Op::If(asked.into(), then, Region::default());
        region.stmts.insert(at + 1, effect(call, span));
        let first = match source {
            Source::Chosen(choice, result) => {
                for way in regions_mut(&mut region.stmts[*choice].op) {
                    if !way.yields[*result].is_zero() {
                        way.stmts.push(set(flag, span));
                    }
                }
                *choice
            }
            Source::Added(declared, base) => {
                for stmt in &mut region.stmts[declared + 1..at] {
                    for inner in regions_mut(&mut stmt.op) {
                        note(inner, *base, flag, span);
                    }
                }
                *declared
            }
        };
        let declaration = Op::Init(flag, Init::Atom(Atom::bool(false)));
        region.stmts.insert(first, effect(declaration, span));
        first
    }
}

/// Is a cotangent made with nothing in it?
fn is_zero(init: &Init) -> bool {
    match init {
        Init::Atom(zero) => zero.is_zero() || zero.is_float_const(-0.0),
        Init::Repeat(element, _) => is_zero(element),
        Init::Elements(parts) | Init::Tuple(parts) => parts.iter().all(is_zero),
        Init::ZeroTangent(_) => true,
        _ => false,
    }
}

/// The choice that a cotangent is made of, if it may be zero because another arm was taken.
fn chosen(cotangent: &Atom, before: &[Stmt]) -> Option<Source> {
    let v = cotangent.value()?;
    let at = before.iter().rposition(|stmt| stmt.results.contains(&v))?;
    match &before[at].op {
        Op::Prim(Prim::Neg | Prim::Div | Prim::SingularDiv, args) => {
            chosen(&args[0], &before[..at])
        }
        Op::Prim(Prim::Mul | Prim::SingularMul, args) => {
            args.iter().find_map(|factor| chosen(factor, &before[..at]))
        }
        Op::Switch(_) => {
            let result = before[at].results.iter().position(|result| *result == v)?;
            let ways = regions(&before[at].op);
            let mut yields = ways.iter().map(|way| &way.yields[result]);
            let some_zero = yields.any(Atom::is_zero);
            some_zero.then_some(Source::Chosen(at, result))
        }
        _ => None,
    }
}

/// Does a statement, or one inside it, name this memory?
fn mentions(stmt: &Stmt, base: BaseId) -> bool {
    let mut found = false;
    all_places(&stmt.op, &mut |place| found |= place.base == base);
    found
}

/// Does a statement change this memory at most on ways that may not be taken?
fn is_on_ways(stmt: &Stmt, base: BaseId) -> bool {
    let is_branch = matches!(stmt.op, Op::If(..) | Op::Switch(_));
    let is_inside = |inner: &&Region| inner.stmts.iter().all(|stmt| is_on_ways(stmt, base));
    !changes(&stmt.op, base) && (is_branch || regions(&stmt.op).iter().all(is_inside))
}

/// Does the operation itself change this memory?
fn changes(op: &Op, base: BaseId) -> bool {
    let mut found = false;
    places(op, &mut |place, used| {
        found |= used.writes() && place.base == base
    });
    found
}

/// Sets the variable wherever something is added.
fn note(region: &mut Region, base: BaseId, flag: BaseId, span: SpanId) {
    let mut changed = false;
    for stmt in &mut region.stmts {
        changed |= changes(&stmt.op, base);
        for inner in regions_mut(&mut stmt.op) {
            note(inner, base, flag, span);
        }
    }
    if changed {
        region.stmts.push(set(flag, span));
    }
}

fn set(flag: BaseId, span: SpanId) -> Stmt {
    effect(Op::Store(flag.into(), Atom::bool(true)), span)
}

fn effect(op: Op, span: SpanId) -> Stmt {
    Stmt {
        results: Vec::new(),
        op,
        span,
    }
}
