//! Straight to the tape: a copy that is made only to be put on a tape later is made there, when it is made, and not twice.

use super::Stats;
use crate::analyse::scratch;
use crate::ir::visit::{output_places, place_atoms, places, regions_mut, statements};
use crate::ir::{BaseId, Function, Init, Op, Place, Region, Stmt};

/// Makes such copies where they are kept.
pub fn straight(f: &mut Function) -> Stats {
    let mut mentions = vec![0_usize; f.bases.len()];
    let mut mention = |p: &Place| mentions[p.base.index()] += 1;
    statements(&f.body, &mut |stmt| {
        places(&stmt.op, &mut |p, _| mention(p))
    });
    output_places(&f.output, &mut |p| mention(p));
    let mut stats = Stats::default();
    let mut body = std::mem::take(&mut f.body);
    let split = f.split.map(|at| body.stmts.len() - at);
    region(&mut body, &mentions, split, &mut stats);
    f.split = split.map(|after| body.stmts.len() - after);
    f.body = body;
    stats
}

/// Rewrites a region, of which so many statements are the reverse sweep.
fn region(inside: &mut Region, mentions: &[usize], reverse: Option<usize>, stats: &mut Stats) {
    let mut i = 0;
    while i < inside.stmts.len() {
        let forward = inside.stmts.len() - reverse.unwrap_or(0);
        let end = if i < forward {
            forward
        } else {
            inside.stmts.len()
        };
        if let Some(copy) = copied(&inside.stmts[i]).filter(|(b, _)| mentions[b.index()] == 1)
            && let Some(at) = kept_at(&inside.stmts[i..end], copy.0)
        {
            let init = copy.1;
            let mut kept = inside.stmts.remove(i + at);
            match &mut kept.op {
                Op::Push(_, of) | Op::Assign(_, of) => *of = init,
                _ => unreachable!("it is kept"),
            }
            inside.stmts[i] = kept;
            stats.changed += 1;
        }
        for inner in regions_mut(&mut inside.stmts[i].op) {
            region(inner, mentions, None, stats);
        }
        i += 1;
    }
}

/// The copy that a statement makes, or perhaps makes, and of what.
fn copied(stmt: &Stmt) -> Option<(BaseId, Init)> {
    match &stmt.op {
        Op::Init(b, init @ (Init::Copy(_) | Init::If(..))) => Some((*b, init.clone())),
        _ => None,
    }
}

/// The number of the statement that moves what the first one makes to a place that is there before, and that nothing in
/// between looks at.
fn kept_at(stmts: &[Stmt], copy: BaseId) -> Option<usize> {
    let (at, tape) = stmts
        .iter()
        .enumerate()
        .find_map(|(at, stmt)| match &stmt.op {
            Op::Push(tape, Init::Move(p)) | Op::Assign(tape, Init::Move(p))
                if p.base == copy && p.projections.is_empty() =>
            {
                Some((at, tape))
            }
            _ => None,
        })?;
    let between = &stmts[..at];
    let mut early = true;
    place_atoms(tape, &mut |a| {
        early &= a
            .value()
            .is_none_or(|v| !between.iter().any(|s| s.results.contains(&v)));
    });
    (early && !between.iter().any(|stmt| mentioned(stmt, tape.base))).then_some(at)
}

fn mentioned(stmt: &Stmt, base: BaseId) -> bool {
    let declares = matches!(&stmt.op, Op::Init(b, _) | Op::Call(_, Some(b)) if *b == base);
    declares || scratch::mentions(&stmt.op, base)
}
