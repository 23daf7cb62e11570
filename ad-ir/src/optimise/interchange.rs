//! Rows in place of columns: a loop of the reverse sweep with a loop inside it that runs down a column of a matrix, and only adds,
//! becomes two: the first one does what remains and puts what the inner loop multiplies by into a row, the second one adds row
//! by row.
//!
//! So is the reverse of `for j { for i { sum += x[i] * m[i * n + j] } .. }`, the product of a vector and a matrix: what is added to
//! `m_bar[i * n + j]` stands beside that of the next `j`. (Interchange of loops after distribution: Allen and Kennedy 2001, chapters
//! 5 and 6.) The inner loop may only add to memory that nothing else in the outer one looks at, so that the order of its trips
//! does not matter. It changes the order of sums, as in the other rewrites of what reverse mode made.
//!
//! The row is a vector, made where its length is known; a function that allocates nothing is left alone.

use super::Stats;
use super::ascending::{in_any_order, of_each_base};
use super::summed::{is_inside, made, writes};
use crate::analyse::scratch::mentions;
use crate::ir::builder::substitute;
use crate::ir::visit::{places, regions, regions_mut, statements, use_counts, used_values};
use crate::ir::{
    Access, Atom, BaseKind, For, Function, Init, Op, Place, Prim, Projection, Region, SpanId, Stmt,
    Type, ValueId,
};
use crate::sorted::Map;

/// Rewrites loops of which the index is a value of at least this number: those that reverse mode has made.
pub fn interchange(f: &mut Function, from: usize) -> Stats {
    let mut allocates = false;
    statements(&f.body, &mut |stmt| {
        allocates |=
            matches!(&stmt.op, Op::Init(b, _) if matches!(f.bases[b.index()].ty, Type::Vec(_)));
    });
    let mut stats = Stats::default();
    if !allocates {
        return stats;
    }
    let uses = use_counts(f);
    let (split, mut body) = (f.split, std::mem::take(&mut f.body));
    let mut pass = Interchange {
        f,
        from,
        uses,
        rows: Vec::new(),
        stats,
    };
    let forward = pass.region(&mut body, split, true);
    stats = pass.stats;
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    stats
}

struct Interchange<'a> {
    /// The function without its body.
    f: &'a mut Function,
    from: usize,
    uses: Vec<usize>,
    /// Rows that are to be made further outside.
    rows: Vec<Row>,
    stats: Stats,
}

impl Interchange<'_> {
    /// Rewrites a region, which may be the body of the function; gives the number of statements that the first `split` became.
    fn region(&mut self, region: &mut Region, split: Option<usize>, is_body: bool) -> usize {
        let (mut forward, mut done) = (0, Vec::new());
        for (i, mut stmt) in std::mem::take(&mut region.stmts).into_iter().enumerate() {
            done.extend(self.lengths(&mut stmt));
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner, None, false);
            }
            let second = self.in_two(&mut stmt);
            // A row is made before what it is for, as far outside as its length is known.
            let computed = |n: &Atom| {
                let is = |v| region.params.contains(&v) || defines(&done, v);
                is_body || n.value().is_some_and(is)
            };
            let rows = std::mem::take(&mut self.rows).into_iter();
            let (here, outside): (Vec<_>, _) = rows.partition(|row| computed(&row.length));
            self.rows = outside;
            done.extend(here.into_iter().map(|row| row.made));
            done.push(stmt);
            done.extend(second);
            if split.is_some_and(|n| i < n) {
                forward = done.len();
            }
        }
        region.stmts = done;
        forward
    }

    /// Takes lengths of what nobody changes out of a loop: inner loops may run over them.
    fn lengths(&self, stmt: &mut Stmt) -> Vec<Stmt> {
        let Op::For(l) = &mut stmt.op else {
            return Vec::new();
        };
        if l.body.params[0].index() < self.from {
            return Vec::new();
        }
        let (lengths, rest) = std::mem::take(&mut l.body.stmts)
            .into_iter()
            .partition(|stmt| match &stmt.op {
                Op::Len(p) => {
                    let kind = &self.f.bases[p.base.index()].kind;
                    p.projections.is_empty() && matches!(kind, BaseKind::Param(Access::Shared))
                }
                _ => false,
            });
        l.body.stmts = rest;
        lengths
    }

    /// Takes a loop down a column out of another one; gives what comes after that.
    fn in_two(&mut self, stmt: &mut Stmt) -> Option<Stmt> {
        let span = stmt.span;
        let Op::For(l) = &mut stmt.op else {
            return None;
        };
        let from_zero = l.range.lo.is_zero_int();
        let index = l.body.params[0];
        let counts = from_zero && !l.breaks && !l.range.inclusive;
        if !counts || index.index() < self.from || self.f.ty(index) != &Type::USIZE {
            return None;
        }
        let at = (0..l.body.stmts.len()).find(|at| self.is_column(l, *at))?;
        let taken = l.body.stmts.remove(at);
        let factors = crossing(l, &taken);
        let Op::For(mut column) = taken.op else {
            unreachable!("it is a loop");
        };
        let again = self.f.values[index.index()].clone();
        let again = self.f.new_value(again.ty, again.name);
        let mut renamed = Map::from([(index, Atom::from(again))]);
        let mut loads = Vec::new();
        for v in factors {
            let ty = self.f.ty(v).clone();
            let row = self.row(v, &l.range.hi, span);
            let put = Op::Store(row.index(index), v.into());
            l.body.stmts.insert(at, effect(put, span));
            let read = self.f.new_value(ty, self.f.values[v.index()].name.clone());
            loads.push(Stmt {
                results: vec![read],
                op: Op::Load(row.index(again)),
                span,
            });
            renamed.insert(v, read.into());
        }
        substitute(&mut column.body, &renamed);
        let adds = std::mem::take(&mut column.body.stmts);
        let along = For {
            range: l.range.clone(),
            inits: Vec::new(),
            body: Region {
                params: vec![again],
                stmts: loads.into_iter().chain(adds).collect(),
                yields: Vec::new(),
            },
            breaks: false,
        };
        column.body.stmts.push(effect(Op::For(along), span));
        self.stats.changed += 1;
        Some(effect(Op::For(column), taken.span))
    }

    /// A row for a value of each trip.
    fn row(&mut self, v: ValueId, length: &Atom, span: SpanId) -> Place {
        let ty = self.f.ty(v).clone();
        let zero = Init::Atom(Atom::zero(&ty));
        let name = match &self.f.values[v.index()].name {
            name if name.is_empty() => "row".to_string(),
            name => format!("{name}_row"),
        };
        let vector = Type::Vec(Box::new(ty));
        let base = self.f.new_base(vector, name, BaseKind::Local);
        let init = Init::Repeat(Box::new(zero), length.clone());
        self.rows.push(Row {
            length: length.clone(),
            made: effect(Op::Init(base, init), span),
        });
        base.into()
    }

    /// Is a statement of a loop a loop down a column, to which nothing is added but by this one?
    fn is_column(&self, l: &For, at: usize) -> bool {
        let stmt = &l.body.stmts[at];
        let Op::For(column) = &stmt.op else {
            return false;
        };
        let fixed = |a: &Atom| a.value().is_none_or(|v| !is_inside(&l.body, v));
        let simple = column.inits.is_empty()
            && fixed(&column.range.lo)
            && fixed(&column.range.hi)
            && column
                .body
                .stmts
                .iter()
                .all(|stmt| regions(&stmt.op).is_empty())
            && in_any_order(column, &self.uses);
        if !simple {
            return false;
        }
        let others = || l.body.stmts.iter().enumerate().filter(|(i, _)| *i != at);
        let apart = of_each_base(column)
            .iter()
            .all(|(base, all)| match all.written {
                true => !all.read && !all.set && !others().any(|(_, s)| mentions(&s.op, *base)),
                false => !others().any(|(_, s)| writes(s, *base)),
            });
        let factors = crossing(l, stmt);
        apart
            && factors.len() <= MOST
            && factors.iter().all(|v| self.f.ty(*v).is_float())
            && runs_down(l, column)
    }
}

/// More numbers of a trip than these would take more to put aside than what is spared.
const MOST: usize = 2;

/// A row that is to be made.
struct Row {
    length: Atom,
    made: Stmt,
}

fn effect(op: Op, span: SpanId) -> Stmt {
    Stmt {
        results: Vec::new(),
        op,
        span,
    }
}

fn defines(stmts: &[Stmt], v: ValueId) -> bool {
    stmts.iter().any(|stmt| stmt.results.contains(&v))
}

/// The values of a trip of a loop that a loop in it uses, but for the index.
fn crossing(l: &For, inner: &Stmt) -> Vec<ValueId> {
    let mut found: Vec<ValueId> = Vec::new();
    let Op::For(column) = &inner.op else {
        return found;
    };
    for stmt in &column.body.stmts {
        for v in used_values(&stmt.op) {
            if v != l.body.params[0] && is_inside(&l.body, v) && !found.contains(&v) {
                found.push(v);
            }
        }
    }
    found
}

/// Does the inner loop add to elements that lie one beside the other for trips of the outer one, and never the other way round?
fn runs_down(l: &For, column: &For) -> bool {
    let (beside, down) = (l.body.params[0], column.body.params[0]);
    let (mut found, mut along) = (false, false);
    for stmt in &column.body.stmts {
        let adds = matches!(stmt.op, Op::Accumulate(..));
        places(&stmt.op, &mut |place, _| {
            found |= adds && by_rows(place, &column.body, down, beside);
            along |= by_rows(place, &column.body, beside, down);
        });
    }
    found && !along
}

/// Does a place select a row by one index, and an element in it by the other one?
fn by_rows(place: &Place, body: &Region, row: ValueId, element: ValueId) -> bool {
    let is = |a: &Atom, v: ValueId| a.value() == Some(v);
    let is_start = |a: &Atom| {
        let product = a.value().and_then(|v| made(body, v));
        matches!(product, Some((Prim::Mul, args)) if args.iter().any(|a| is(a, row)))
    };
    let indices = place.projections.iter().filter_map(|p| match p {
        Projection::Index(a) => Some(a),
        _ => None,
    });
    let mut in_row = false;
    for a in indices {
        if in_row && is(a, element) {
            return true;
        }
        in_row |= is(a, row);
        if let Some((Prim::Add, [a, b])) = a.value().and_then(|v| made(body, v))
            && (is_start(a) && is(b, element) || is_start(b) && is(a, element))
        {
            return true;
        }
    }
    false
}
