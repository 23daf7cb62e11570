//! Cotangents that are zero because nothing came of a value: it was used in a branch that was not taken, or by a
//! `max` that chose the other one. What the value was made of may have no finite partials there,
//! `let inv = 1.0 / norm; if norm > 0.0 { x * inv } else { x }`, and zero times these is zero: the derivative of the branch
//! that ran. So where such a cotangent is multiplied by what may not be finite, the product is guarded like that of a
//! function with infinite partials. What the adjoint of a call gives for such a cotangent is guarded, too, as far as it is a
//! number; where it adds to more, it is not called unless something [came](super::reached) of the value.
//!
//! Where nobody may have [asked](cover) for a number, or a loop not have run once more, the [partials](super::poles) of quotients
//! alone are guarded; and where an exponential may be [too large](super::saturated), what it is multiplied by.

mod adjoints;
mod cover;
mod finite;
mod quiet;

use super::Stats;
use super::cotangents::Cotangents;
use super::guards::{Factor, guarded, question};
use super::poles::Poles;
use super::reached::Known;
use super::saturated::Saturated;
use crate::ir::visit::{places, regions_mut, statements};
use crate::ir::{Atom, Function, Op, Prim, Region, Stmt};
use adjoints::Adjoints;
pub(super) use adjoints::{is_whole, only_reads};
use cover::coverings;
use finite::Finite;
use quiet::{Because, Quiet};

/// Guards products of a function that reverse mode has made: of values and memory from these numbers on.
pub fn untaken(f: &mut Function, values: usize, bases: usize) -> Stats {
    let (split, mut body) = (f.split, std::mem::take(&mut f.body));
    let finite = Finite::of(f, &body);
    let poles = Poles::of(f, &body);
    let saturated = Saturated::of(f, &body);
    let (cotangents, coverings) = (Cotangents::of(f, &body, values), coverings(f, &body, bases));
    let quiet = |because| Quiet::of(because, f.values.len(), &body, &cotangents, &coverings);
    let (quiet, unasked) = (quiet(Because::OfWays), quiet(Because::OfAnything));
    let uses = uses(f.bases.len(), &body);
    let [vanishing, ended] = [(); 2].map(|()| vec![false; f.values.len()]);
    let mut pass = Guarding {
        f,
        finite,
        poles,
        saturated,
        vanishing,
        ended,
        cotangents: &cotangents,
        quiet,
        unasked,
        from: values,
        uses,
        known: Known::default(),
        stats: Stats::default(),
    };
    let forward = pass.region(&mut body, split);
    let stats = pass.stats;
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    stats
}

/// How often each base is used, but for its declaration.
pub(super) fn uses(bases: usize, body: &Region) -> Vec<usize> {
    let mut uses = vec![0; bases];
    statements(body, &mut |stmt| {
        places(&stmt.op, &mut |place, _| uses[place.base.index()] += 1)
    });
    uses
}

struct Guarding<'a> {
    f: &'a mut Function,
    finite: Finite,
    poles: Poles,
    saturated: Saturated,
    /// The cotangents that may be zero where an exponential is infinite.
    vanishing: Vec<bool>,
    /// Those that may be zero because a constant is infinite.
    ended: Vec<bool>,
    cotangents: &'a Cotangents,
    /// Where a way was not taken.
    quiet: Quiet<'a>,
    /// Where nobody may have asked for a number.
    unasked: Quiet<'a>,
    /// The first value that reverse mode has made.
    from: usize,
    /// How often each base is used, but for its declaration.
    uses: Vec<usize>,
    known: Known,
    stats: Stats,
}

impl Guarding<'_> {
    /// Gives the number of statements that the first `split` became.
    fn region(&mut self, region: &mut Region, split: Option<usize>) -> usize {
        let mut forward = 0;
        let mut adjoints = Adjoints::default();
        for (i, mut stmt) in std::mem::take(&mut region.stmts).into_iter().enumerate() {
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner, None);
            }
            self.note_vanishing(&stmt);
            let adjoint = adjoints.visit(self, &stmt);
            self.known
                .visit(&stmt, &|condition| self.quiet.is_guard(condition));
            if let Some(cotangent) = adjoint {
                region.stmts.extend(self.where_reached(stmt, &cotangent));
            } else {
                let factor = match &stmt.op {
                    Op::Load(place) => adjoints.slots.get(&place.base).cloned().map(Factor::from),
                    _ => self.factor(&stmt),
                };
                let guard = factor.map(|factor| {
                    self.stats.changed += 1;
                    // What is guarded is zero with the factor.
                    self.ended[stmt.results[0].index()] |= self.is_ended(&factor.atom);
                    guarded(self.f, &mut stmt, factor)
                });
                region.stmts.push(stmt);
                region.stmts.extend(guard.into_iter().flatten());
            }
            if split.is_some_and(|n| i < n) {
                forward = region.stmts.len();
            }
        }
        forward
    }

    /// The adjoint of a call, called only where something came of the value whose cotangent this is.
    fn where_reached(&mut self, stmt: Stmt, cotangent: &Atom) -> Vec<Stmt> {
        let (span, reached) = (stmt.span, self.known.of(cotangent));
        let mut made = Vec::new();
        let condition =
            reached.condition(&mut |prim, args| question(self.f, &mut made, prim, args, span));
        let Some(condition) = condition else {
            return vec![stmt];
        };
        self.stats.changed += 1;
        let then = Region {
            stmts: vec![stmt],
            ..Region::default()
        };
        made.push(Stmt {
            results: Vec::new(),
            op: Op::If(condition, then, Region::default()),
            span,
        });
        made
    }

    /// Notes whether a cotangent is multiplied by what vanishes where an exponential is infinite, or a constant.
    fn note_vanishing(&mut self, stmt: &Stmt) {
        let Op::Prim(prim, args) = &stmt.op else {
            return;
        };
        let any = |of: &dyn Fn(&Atom) -> bool| args.iter().any(of);
        let (vanishing, ended) = match prim {
            Prim::Neg => (self.is_vanishing(&args[0]), self.is_ended(&args[0])),
            Prim::Div | Prim::SingularDiv => (
                self.is_vanishing(&args[0]),
                self.is_ended(&args[0]) || self.saturated.is_endless(&args[1]),
            ),
            Prim::Mul | Prim::SingularMul => (
                any(&|arg| self.is_vanishing(arg) || self.saturated.is_below(arg))
                    && !any(&|arg| self.saturated.is_above(arg)),
                any(&|arg| self.is_ended(arg) || self.saturated.is_touched(arg))
                    && !any(&|arg| self.saturated.is_endless(arg)),
            ),
            Prim::Add | Prim::Sub => {
                let all = args.iter().all(|arg| self.is_ended(arg) || arg.is_zero());
                (false, all)
            }
            _ => (false, false),
        };
        let v = stmt.results[0];
        self.vanishing[v.index()] = vanishing;
        self.ended[v.index()] = ended && self.cotangents.contains(v);
    }

    fn is_vanishing(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.vanishing[v.index()])
    }

    fn is_ended(&self, atom: &Atom) -> bool {
        atom.value().is_some_and(|v| self.ended[v.index()])
    }

    /// The cotangent that is multiplied by what may not be finite.
    fn factor(&self, stmt: &Stmt) -> Option<Factor> {
        let Op::Prim(prim, args) = &stmt.op else {
            return None;
        };
        if stmt.results[0].index() < self.from || !self.f.ty(stmt.results[0]).is_float() {
            return None;
        }
        let risky = |factor: &Atom, other: &Atom| {
            let partial = || self.unasked.atom(factor) && self.poles.is_partial(factor, other);
            let vanishes = || self.is_vanishing(factor) && self.saturated.is_above(other);
            let ends = || {
                let quiet = self.is_ended(factor) || self.quiet.atom(factor);
                quiet && self.saturated.is_endless(other)
            };
            let is_unsure = || self.quiet.atom(factor) || partial() || vanishes();
            !self.finite.atom(other) && is_unsure() || ends()
        };
        match prim {
            Prim::Mul if risky(&args[0], &args[1]) => Some(args[0].clone().into()),
            Prim::Mul if risky(&args[1], &args[0]) => Some(args[1].clone().into()),
            Prim::Div if self.quiet.atom(&args[0]) && args[1].value().is_some() => {
                Some(args[0].clone().into())
            }
            Prim::Div if self.unasked.atom(&args[0]) && self.poles.may_vanish(&args[1]) => {
                Some(Factor {
                    atom: args[0].clone(),
                    at_pole: true,
                })
            }
            _ => None,
        }
    }
}
