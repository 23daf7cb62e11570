//! Given away: what is copied to be kept, and replaced as a whole a little later, is given away where it is replaced:
//! `tape.push(h.clone()); let y = layer(&h); h = y;` becomes `let y = layer(&h); tape.push(h); h = y;`.

use super::Stats;
use crate::analyse::memory::moved_places;
use crate::analyse::scratch;
use crate::ir::visit::{places, regions, regions_mut, statements};
use crate::ir::{BaseId, BaseKind, Function, Init, Op, Place, Region, Stmt, Type};

/// Gives away what can be.
pub fn given(f: &mut Function) -> Stats {
    let mut pass = Given {
        may_be: owners(f),
        stats: Stats::default(),
    };
    let mut body = std::mem::take(&mut f.body);
    let split = f.split.unwrap_or(body.stmts.len());
    let mut reverse = Region {
        stmts: body.stmts.split_off(split),
        ..Region::default()
    };
    pass.region(&mut body);
    pass.region(&mut reverse);
    body.stmts.extend(reverse.stmts);
    f.body = body;
    pass.stats
}

/// The memory of the function's own that is dear to copy, and of which nothing is lent.
fn owners(f: &Function) -> Vec<bool> {
    let is_own = |kind: &BaseKind| matches!(kind, BaseKind::Local);
    let is_dear = |ty: &Type| matches!(ty, Type::Vec(_) | Type::Named(_) | Type::Boxed(_));
    let bases = f.bases.iter();
    let mut own: Vec<bool> = bases
        .map(|data| is_own(&data.kind) && is_dear(&data.ty))
        .collect();
    statements(&f.body, &mut |stmt| {
        let lends = match &stmt.op {
            Op::Init(_, Init::Lent(_)) => true,
            Op::Call(call, _) => call.callee.view || call.callee.borrows,
            _ => false,
        };
        if lends {
            places(&stmt.op, &mut |p, _| own[p.base.index()] = false);
        }
    });
    own
}

struct Given {
    may_be: Vec<bool>,
    stats: Stats,
}

impl Given {
    fn region(&mut self, inside: &mut Region) {
        for stmt in &mut inside.stmts {
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner);
            }
        }
        for i in (0..inside.stmts.len()).rev() {
            let Some(at) = self.replaced_at(&inside.stmts[i..]) else {
                continue;
            };
            let mut kept = inside.stmts.remove(i);
            if let Op::Push(_, init) | Op::Init(_, init) = &mut kept.op
                && let Init::Copy(p) = init
            {
                *init = Init::Move(p.clone());
            }
            inside.stmts.insert(i + at - 1, kept);
            self.stats.changed += 1;
        }
    }

    /// The number of the statement that replaces what the first one copies, if that can be given away there.
    fn replaced_at(&self, stmts: &[Stmt]) -> Option<usize> {
        let (to, from) = copied(stmts.first()?)?;
        if !self.may_be[from.index()] {
            return None;
        }
        for (at, stmt) in stmts.iter().enumerate().skip(1) {
            if let Op::Assign(p, init) = &stmt.op
                && *p == Place::from(from)
            {
                let is_anew = matches!(
                    init,
                    Init::Move(_) | Init::ZeroTangent(_) | Init::Repeat(..) | Init::Empty(_)
                );
                let elsewhere = Op::Assign(Place::from(to), init.clone());
                return (is_anew && !scratch::mentions(&elsewhere, from)).then_some(at);
            }
            if scratch::mentions(&stmt.op, to) || changes(stmt, from) {
                return None;
            }
        }
        None
    }
}

/// Where a statement puts a copy, and of what memory, whole.
fn copied(stmt: &Stmt) -> Option<(BaseId, BaseId)> {
    let (to, from) = match &stmt.op {
        Op::Push(tape, Init::Copy(p)) if tape.projections.is_empty() => (tape.base, p),
        Op::Init(b, Init::Copy(p)) => (*b, p),
        _ => return None,
    };
    (from.projections.is_empty() && to != from.base).then_some((to, from.base))
}

/// Does a statement change memory, or give it away?
fn changes(stmt: &Stmt, base: BaseId) -> bool {
    let mut found = false;
    places(&stmt.op, &mut |p, used| {
        found |= p.base == base && used.writes()
    });
    moved_places(&stmt.op, &mut |p| found |= p.base == base);
    let inside = |region: &Region| region.stmts.iter().any(|stmt| changes(stmt, base));
    found || regions(&stmt.op).into_iter().any(inside)
}
