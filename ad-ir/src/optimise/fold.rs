//! Folding: operations on constants of which the result is exact, branches on constants, and branches so small
//! that a choice between two values says the same.

use super::Stats;
use crate::ir::builder::substitute;
use crate::ir::visit::{map_operands, map_output_operands, regions_mut};
use crate::ir::{Atom, Const, Function, Lit, Op, Prim, Region, Stmt, ValueId};
use crate::sorted::Map;

/// A branch of at most so many operations becomes a choice.
const SMALL: usize = 1;

/// Folds.
pub fn fold(f: &mut Function) -> Stats {
    folded_in(f, false)
}

/// Folds what is not differentiated again: a value that has its derivative from another is that value.
pub fn settle(f: &mut Function) -> Stats {
    folded_in(f, true)
}

fn folded_in(f: &mut Function, settled: bool) -> Stats {
    let floats = f.values.iter().map(|v| v.ty.is_float()).collect();
    let mut pass = Fold {
        replaced: Map::new(),
        chosen: Map::new(),
        floats,
        settled,
        stats: Stats::default(),
    };
    let split = f.split;
    let mut body = std::mem::take(&mut f.body);
    let forward = pass.region(&mut body, split);
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    map_output_operands(&mut f.output, &mut |a| pass.replace(a));
    pass.stats
}

struct Fold {
    replaced: Map<ValueId, Atom>,
    /// Integers that are one constant where a condition holds, and else another.
    chosen: Map<ValueId, (Atom, i128, i128)>,
    /// Which values are floating-point numbers.
    floats: Vec<bool>,
    /// Is the function not differentiated again?
    settled: bool,
    stats: Stats,
}

impl Fold {
    fn replace(&self, atom: &mut Atom) {
        if let Some(to) = atom.value().and_then(|v| self.replaced.get(&v)) {
            *atom = to.clone();
        }
    }

    fn region(&mut self, region: &mut Region, split: Option<usize>) -> usize {
        let mut forward = 0;
        let mut out = Vec::new();
        for (i, stmt) in std::mem::take(&mut region.stmts).into_iter().enumerate() {
            self.stmt(stmt, &mut out);
            if split.is_some_and(|n| i < n) {
                forward = out.len();
            }
        }
        region.stmts = out;
        region.yields.iter_mut().for_each(|a| self.replace(a));
        forward
    }

    fn stmt(&mut self, mut stmt: Stmt, out: &mut Vec<Stmt>) {
        map_operands(&mut stmt.op, &mut |a| self.replace(a));
        if let Op::Prim(prim, args) = &stmt.op
            && let Some(known) = self.folded(*prim, args)
        {
            self.replaced.insert(stmt.results[0], known);
            self.stats.changed += 1;
            return;
        }
        if let Some(same) = self.asked_again(&stmt.op) {
            self.stats.changed += 1;
            match same {
                (asked, true) => {
                    self.replaced.insert(stmt.results[0], asked);
                    return;
                }
                (asked, false) => stmt.op = Op::Prim(Prim::Not, vec![asked]),
            }
        }
        for inner in regions_mut(&mut stmt.op) {
            self.region(inner, None);
        }
        self.note_chosen(&stmt);
        let Op::If(cond, then, els) = &mut stmt.op else {
            out.push(stmt);
            return;
        };
        if let Atom::Const(Const {
            lit: Lit::Bool(taken),
            ..
        }) = cond
        {
            let taken = std::mem::take(if *taken { then } else { els });
            self.splice(taken, &stmt.results, out);
            return;
        }
        // What both branches say is known before, and a branch on it is none: one that only the reverse sweep still had could
        // not say the types of what the forward sweep keeps for it.
        for ((v, a), b) in stmt.results.iter().zip(&then.yields).zip(&els.yields) {
            if a == b && a.value().is_none() {
                self.replaced.insert(*v, a.clone());
            }
        }
        if self.is_choice(then) && self.is_choice(els) && !stmt.results.is_empty() {
            let (cond, then, els) = (cond.clone(), std::mem::take(then), std::mem::take(els));
            out.extend(then.stmts);
            out.extend(els.stmts);
            for ((v, a), b) in stmt.results.iter().zip(then.yields).zip(els.yields) {
                self.stats.changed += 1;
                if a == b {
                    self.replaced.insert(*v, a);
                } else {
                    let op = Op::Prim(Prim::Select, vec![cond.clone(), a, b]);
                    out.push(Stmt {
                        results: vec![*v],
                        op,
                        span: stmt.span,
                    });
                }
            }
            return;
        }
        out.push(stmt);
    }

    /// Remembers which results are one constant or another.
    fn note_chosen(&mut self, stmt: &Stmt) {
        let mut note = |v: ValueId, cond: &Atom, a: &Atom, b: &Atom| {
            if let (Some(a), Some(b)) = (a.as_int(), b.as_int())
                && a != b
            {
                self.chosen.insert(v, (cond.clone(), a, b));
            }
        };
        match &stmt.op {
            Op::If(cond, then, els) => {
                let yields = then.yields.iter().zip(&els.yields);
                for (v, (a, b)) in stmt.results.iter().zip(yields) {
                    note(*v, cond, a, b);
                }
            }
            Op::Prim(Prim::Select, args) => note(stmt.results[0], &args[0], &args[1], &args[2]),
            _ => {}
        }
    }

    /// The condition that a comparison with a constant asks again, `(if c { 0 } else { 1 }) == 0`; does it ask whether that holds?
    fn asked_again(&self, op: &Op) -> Option<(Atom, bool)> {
        let Op::Prim(prim @ (Prim::Eq | Prim::Ne), args) = op else {
            return None;
        };
        let (cond, a, b) = self.chosen.get(&args[0].value()?)?;
        let with = args[1].as_int()?;
        let (is_first, is_second) = (*a == with, *b == with);
        (is_first != is_second).then(|| (cond.clone(), is_first == (*prim == Prim::Eq)))
    }

    fn folded(&self, prim: Prim, args: &[Atom]) -> Option<Atom> {
        match prim {
            Prim::DerivativeOf if self.settled => Some(args[0].clone()),
            prim => folded(prim, args),
        }
    }

    /// Puts the statements of a branch that is always taken in the place of the branching.
    fn splice(&mut self, mut taken: Region, results: &[ValueId], out: &mut Vec<Stmt>) {
        self.stats.changed += 1;
        substitute(&mut taken, &self.replaced);
        for (v, atom) in results.iter().zip(taken.yields) {
            self.replaced.insert(*v, atom);
        }
        out.extend(taken.stmts);
    }

    /// Is the branch a few operations that are cheap and cannot fail? Integers may overflow, which only the
    /// branch that is taken may do; the partials of a product may be infinite in the branch that is not taken.
    fn is_choice(&self, region: &Region) -> bool {
        region.stmts.len() <= SMALL
            && region.stmts.iter().all(|stmt| match &stmt.op {
                Op::Prim(Prim::Add | Prim::Sub | Prim::Neg, _) => {
                    self.floats[stmt.results[0].index()]
                }
                Op::Prim(prim, _) => {
                    prim.is_comparison() || matches!(prim, Prim::Not | Prim::Select)
                }
                _ => false,
            })
    }
}

/// What an operation is known to give.
fn folded(prim: Prim, args: &[Atom]) -> Option<Atom> {
    let bools = || match args {
        [
            Atom::Const(Const {
                lit: Lit::Bool(a), ..
            }),
        ] => Some((*a, None)),
        [
            Atom::Const(Const {
                lit: Lit::Bool(a), ..
            }),
            b,
        ]
        | [
            b,
            Atom::Const(Const {
                lit: Lit::Bool(a), ..
            }),
        ] => Some((*a, Some(b.clone()))),
        _ => None,
    };
    match prim {
        Prim::Not => bools().map(|(a, _)| Atom::bool(!a)),
        Prim::And => match bools()? {
            (true, Some(b)) => Some(b),
            (false, Some(_)) => Some(Atom::bool(false)),
            _ => None,
        },
        Prim::Or => match bools()? {
            (false, Some(b)) => Some(b),
            (true, Some(_)) => Some(Atom::bool(true)),
            _ => None,
        },
        Prim::Select => match &args[0] {
            Atom::Const(Const {
                lit: Lit::Bool(c), ..
            }) => Some(args[if *c { 1 } else { 2 }].clone()),
            _ if args[1] == args[2] => Some(args[1].clone()),
            c if args[1..] == [Atom::bool(true), Atom::bool(false)] => Some(c.clone()),
            _ => None,
        },
        Prim::Eq | Prim::Ne => match args {
            [Atom::Const(a), Atom::Const(b)] => match (a.lit, b.lit) {
                (Lit::Int(a), Lit::Int(b)) => Some(Atom::bool((a == b) == (prim == Prim::Eq))),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}
