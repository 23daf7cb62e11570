//! One call in place of two: where a function is called, and its reverse mode for the same arguments in the same region, and
//! nothing in between needs what the function gives, reverse mode is called alone. It gives the value beside the cotangents.
//!
//! What is computed of the value in between is computed after it. Two branches on the same condition are joined for the calls
//! inside. This is for what runs both sweeps: where they are two functions, the first must give the value.

use super::Stats;
use super::handover::same;
use crate::analyse::memory::moved_places;
use crate::ir::visit::{operands, output_places, places, regions, regions_mut, statements};
use crate::ir::{Arg, Atom, BaseId, Call, Function, Hand, Mode, Op, Passed, Region, Stmt, ValueId};
use crate::sorted::Set;

/// Joins such calls; then the function is in one part.
pub fn once(f: &mut Function) -> Stats {
    let mut mentioned = Set::new();
    statements(&f.body, &mut |stmt| {
        places(&stmt.op, &mut |p, _| {
            mentioned.insert(p.base);
        });
    });
    output_places(&f.output, &mut |p| {
        mentioned.insert(p.base);
    });
    let mut once = Once {
        mentioned,
        saved: 0,
    };
    once.region(&mut f.body);
    if once.saved > 0 {
        f.split = None;
    }
    Stats {
        changed: once.saved,
    }
}

struct Once {
    /// The memory that is mentioned beside its declaration.
    mentioned: Set<BaseId>,
    /// The number of calls that are not made.
    saved: usize,
}

impl Once {
    fn region(&mut self, inside: &mut Region) {
        for stmt in &mut inside.stmts {
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner);
            }
        }
        let mut i = 0;
        while i < inside.stmts.len() {
            match self.later(&inside.stmts, i) {
                Some((at, joined)) => join(&mut inside.stmts, i, at, joined),
                None => i += 1,
            }
        }
    }

    /// The statement that can take the place of a statement and of a later one, and where that is.
    fn later(&mut self, stmts: &[Stmt], i: usize) -> Option<(usize, Stmt)> {
        let first = &stmts[i];
        let may_be = match &first.op {
            Op::If(..) => true,
            Op::Call(call, _) => is_eligible(call),
            _ => false,
        };
        if !may_be {
            return None;
        }
        for (at, second) in stmts.iter().enumerate().skip(i + 1) {
            let is_other = |(k, _): &(usize, &Stmt)| *k > i && *k != at;
            let mut others = stmts.iter().enumerate().filter(is_other);
            if self.is_pair(first, second)
                && Moved::of(first)?.past(&stmts[i + 1..at], second)
                // What others take, it has to hand over.
                && !others.any(|(_, stmt)| takes(stmt, first))
            {
                return self.joined(first, second).map(|joined| (at, joined));
            }
        }
        None
    }

    /// Can one statement do what two do, wherever they stand?
    fn is_pair(&self, first: &Stmt, second: &Stmt) -> bool {
        match (&first.op, &second.op) {
            (Op::Call(call, _), Op::Call(reverse, again)) => {
                again.is_none_or(|b| !self.mentioned.contains(&b)) && is_reverse(reverse, call)
            }
            (Op::If(condition, ..), Op::If(again, ..)) => condition == again,
            _ => false,
        }
    }

    /// The statement that does what two do, if that saves a call.
    fn joined(&mut self, first: &Stmt, second: &Stmt) -> Option<Stmt> {
        let op = match (&first.op, &second.op) {
            (Op::Call(_, value), Op::Call(reverse, _)) => {
                self.saved += 1;
                let mut reverse = reverse.clone();
                (reverse.callee.forgets, reverse.callee.hand) = (false, None);
                Op::Call(reverse, *value)
            }
            (Op::If(condition, a, b), Op::If(_, c, d)) => {
                let before = self.saved;
                let [then, els] = [(a, c), (b, d)].map(|(first, second)| {
                    let mut both = first.clone();
                    both.stmts.extend(second.stmts.iter().cloned());
                    both.yields.extend(second.yields.iter().cloned());
                    self.region(&mut both);
                    both
                });
                if self.saved == before {
                    return None;
                }
                Op::If(condition.clone(), then, els)
            }
            _ => return None,
        };
        let results = match op {
            Op::If(..) => [&first.results[..], &second.results].concat(),
            _ => Vec::new(),
        };
        Some(Stmt {
            results,
            op,
            span: first.span,
        })
    }
}

fn is_eligible(call: &Call) -> bool {
    call.callee.modes.is_empty()
        && call.callee.operator.is_none()
        && !call.callee.view
        && !call.callee.borrows
        && call.args.iter().all(|arg| !matches!(arg, Arg::Mut(_)))
}

/// Does a statement take what a call hands over?
fn takes(stmt: &Stmt, of: &Stmt) -> bool {
    let (Op::Call(of, _), mut found) = (&of.op, false) else {
        return false;
    };
    let Some(Hand::Over(number)) = of.callee.hand else {
        return false;
    };
    let mut look = |stmt: &Stmt| {
        found |=
            matches!(&stmt.op, Op::Call(call, _) if call.callee.hand == Some(Hand::Taken(number)));
    };
    look(stmt);
    for inner in regions(&stmt.op) {
        statements(inner, &mut look);
    }
    found
}

/// Is it the reverse mode of a call?
fn is_reverse(reverse: &Call, call: &Call) -> bool {
    let (a, b) = (&reverse.callee, &call.callee);
    let is_handed = match (a.hand, b.hand) {
        (None, None) => true,
        (Some(Hand::Taken(a)), Some(Hand::Over(b)))
        | (Some(Hand::Popped(a)), Some(Hand::Pushed(b))) => a == b,
        _ => false,
    };
    a.modes == [Mode::Vjp]
        && is_handed
        && a.site.is_some()
        && a.site == b.site
        && a.method == b.method
        && a.path.to_string() == b.path.to_string()
        && reverse.args.len() == 2 * call.args.len() + 1
        && reverse.args.iter().zip(&call.args).all(are_same)
}

/// Are they the same argument, which is not changed?
fn are_same((a, b): (&Arg, &Arg)) -> bool {
    match (a, b) {
        (Arg::Function(a), Arg::Function(b)) => {
            let function = match (&a.function, &b.function) {
                (Passed::Lambda(a), Passed::Lambda(b)) => a == b,
                (Passed::Parameter(a), Passed::Parameter(b)) => a == b,
                _ => false,
            };
            let captured = a.args.iter().zip(&b.args);
            function && a.args.len() == b.args.len() && captured.into_iter().all(are_same)
        }
        (a, b) => same(a, b),
    }
}

/// A statement that is put off, and what follows from it.
struct Moved {
    values: Set<ValueId>,
    bases: Set<BaseId>,
    /// The memory that it reads.
    read: Set<BaseId>,
}

impl Moved {
    /// None where it does more than to compute its results.
    fn of(stmt: &Stmt) -> Option<Moved> {
        let mut moved = Moved {
            values: stmt.results.iter().copied().collect(),
            bases: Set::new(),
            read: Set::new(),
        };
        let mut made = Set::new();
        let mut each = |stmt: &Stmt| {
            let mut is_plain = match &stmt.op {
                Op::Prim(..)
                | Op::Load(_)
                | Op::Len(_)
                | Op::Is(..)
                | Op::If(..)
                | Op::Switch(_) => true,
                Op::Opaque(opaque) => opaque.pure,
                Op::Init(b, _) => made.insert(*b),
                Op::Call(call, value) => {
                    if let Some(b) = value {
                        made.insert(*b);
                    }
                    is_eligible(call)
                }
                _ => false,
            };
            places(&stmt.op, &mut |p, used| {
                is_plain &= !used.writes();
                moved.read.insert(p.base);
            });
            is_plain
        };
        let mut is_plain = each(stmt);
        for inner in regions(&stmt.op) {
            statements(inner, &mut |stmt| is_plain &= each(stmt));
        }
        if let Op::Call(_, Some(value)) = &stmt.op {
            moved.bases.insert(*value);
        }
        moved.read.retain(|base| !made.contains(base));
        is_plain.then_some(moved)
    }

    /// Can it be put after these statements, to where another one stands?
    fn past(mut self, between: &[Stmt], at: &Stmt) -> bool {
        between.iter().all(|stmt| {
            let follows = self.is_mentioned(stmt);
            !self.disturbs(stmt) && (!follows || self.takes_along(stmt))
        }) && !self.is_mentioned(at)
    }

    /// Does a statement write what it reads, or do anything that is seen outside?
    fn disturbs(&self, stmt: &Stmt) -> bool {
        let mut found = matches!(&stmt.op, Op::Opaque(opaque) if !opaque.pure);
        places(&stmt.op, &mut |p, used| {
            found |= used.writes() && self.read.contains(&p.base);
        });
        moved_places(&stmt.op, &mut |p| found |= self.read.contains(&p.base));
        let inside = |region: &Region| region.stmts.iter().any(|stmt| self.disturbs(stmt));
        found || regions(&stmt.op).into_iter().any(inside)
    }

    fn is_mentioned(&self, stmt: &Stmt) -> bool {
        let mut found = false;
        let mut value = |a: &Atom| {
            found |= a.value().is_some_and(|v| self.values.contains(&v));
        };
        operands(&stmt.op, &mut value);
        for inner in regions(&stmt.op) {
            inner.yields.iter().for_each(&mut value);
        }
        places(&stmt.op, &mut |p, _| found |= self.bases.contains(&p.base));
        moved_places(&stmt.op, &mut |p| found |= self.bases.contains(&p.base));
        let inside = |region: &Region| region.stmts.iter().any(|stmt| self.is_mentioned(stmt));
        found || regions(&stmt.op).into_iter().any(inside)
    }

    /// Takes a statement along that follows from it, if that can be.
    fn takes_along(&mut self, stmt: &Stmt) -> bool {
        let can_be = match &stmt.op {
            Op::Prim(..) => true,
            Op::Load(p) => self.bases.contains(&p.base),
            _ => false,
        };
        self.values.extend(stmt.results.iter().copied());
        can_be
    }
}

/// Puts what was joined where the later statement stands, and after it what follows from the first.
fn join(stmts: &mut Vec<Stmt>, i: usize, at: usize, joined: Stmt) {
    let Some(mut moved) = Moved::of(&stmts[i]) else {
        return;
    };
    let rest = stmts.split_off(at + 1);
    stmts.truncate(at);
    let mut along = Vec::new();
    for stmt in stmts.split_off(i).into_iter().skip(1) {
        if moved.is_mentioned(&stmt) {
            moved.takes_along(&stmt);
            along.push(stmt);
        } else {
            stmts.push(stmt);
        }
    }
    stmts.push(joined);
    stmts.extend(along);
    stmts.extend(rest);
}
