//! Results in one piece: a value and its tangent that are memory of a known size, and are returned as a pair, are parts of one
//! piece of memory from the start, which rustc makes where the caller wants it. Returned from two, both would be copied.

use super::Stats;
use crate::ir::visit::{map_places, places, regions, regions_mut, statements};
use crate::ir::{BaseId, BaseKind, Function, Init, Op, Output, Place, Region, Stmt, Type};

/// Joins the two, where both are made once, at the outermost level, and at least the tangent is of a known size.
pub fn joined(f: &mut Function) -> Stats {
    let Some(parts) = parts_of(f) else {
        return Stats::default();
    };
    let types = parts.map(|b| f.bases[b.index()].ty.clone());
    let pair = f.new_base(Type::Tuple(types.to_vec()), "result", BaseKind::Local);
    let mut stmts = std::mem::take(&mut f.body.stmts);
    let at = parts.map(|part| stmts.iter().position(|stmt| declares(stmt, part)));
    let [Some(value), Some(tangent)] = at else {
        unreachable!("both are made at the outermost level");
    };
    let (first, second) = (value.min(tangent), value.max(tangent));
    let inits = [value, tangent].map(|i| match &stmts[i].op {
        Op::Init(_, init) => init.clone(),
        _ => Init::Default,
    });
    let is_zero = |i: usize| matches!(stmts[i].op, Op::Init(_, Init::Default));
    let between = &stmts[first + 1..second];
    if is_zero(first) && !between.iter().any(|stmt| uses(stmt, &parts)) {
        stmts[second].op = Op::Init(pair, Init::Tuple(inits.to_vec()));
        stmts.remove(first);
    } else {
        // What comes later is zero until then.
        let [of_first, of_second] = if value == first { [0, 1] } else { [1, 0] };
        let mut early = [Init::Default, Init::Default];
        early[of_first] = inits[of_first].clone();
        if is_zero(second) {
            stmts.remove(second);
        } else {
            let late = inits[of_second].clone();
            stmts[second].op = Op::Assign(part_of(pair, of_second), late);
        }
        stmts[first].op = Op::Init(pair, Init::Tuple(early.to_vec()));
    }
    f.body.stmts = stmts;
    replace(&mut f.body, parts, pair);
    f.output = Output::Place(pair.into());
    Stats { changed: 2 }
}

/// The value and the tangent that are returned as a pair, if they can be joined.
fn parts_of(f: &Function) -> Option<[BaseId; 2]> {
    let Output::Tuple(parts) = &f.output else {
        return None;
    };
    let [Output::Place(value), Output::Place(tangent)] = &parts[..] else {
        return None;
    };
    let parts = [value.base, tangent.base];
    // What a call returns is made by the callee.
    let made = |b: BaseId| {
        let mut all = 0;
        statements(&f.body, &mut |stmt| {
            let returned = matches!(stmt.op, Op::Call(_, Some(other)) if other == b);
            all += usize::from(declares(stmt, b)) + 2 * usize::from(returned);
        });
        all == 1 && f.body.stmts.iter().any(|stmt| declares(stmt, b))
    };
    let whole = value.projections.is_empty() && tangent.projections.is_empty();
    let fitting = parts.iter().all(|b| {
        let base = &f.bases[b.index()];
        matches!(base.kind, BaseKind::Local) && is_of_known_size(&base.ty) && made(*b)
    });
    (whole && fitting && parts[0] != parts[1]).then_some(parts)
}

fn declares(stmt: &Stmt, b: BaseId) -> bool {
    matches!(&stmt.op, Op::Init(other, _) if *other == b)
}

/// Does it, or a statement inside it, touch one of these?
fn uses(stmt: &Stmt, parts: &[BaseId]) -> bool {
    let mut found = false;
    places(&stmt.op, &mut |p, _| found |= parts.contains(&p.base));
    let inner = regions(&stmt.op);
    found
        || inner
            .iter()
            .any(|r| r.stmts.iter().any(|stmt| uses(stmt, parts)))
}

/// Is it made of numbers, with nothing on the heap?
fn is_of_known_size(ty: &Type) -> bool {
    match ty {
        Type::Float(_) | Type::Lanes(..) => true,
        Type::Array(t, Some(_)) => is_of_known_size(t),
        _ => false,
    }
}

fn part_of(pair: BaseId, i: usize) -> Place {
    Place::from(pair).field(i.to_string())
}

fn replace(region: &mut Region, parts: [BaseId; 2], pair: BaseId) {
    for stmt in &mut region.stmts {
        map_places(&mut stmt.op, &mut |p, _| {
            if let Some(i) = parts.iter().position(|part| *part == p.base) {
                let rest = std::mem::take(&mut p.projections);
                *p = part_of(pair, i);
                p.projections.extend(rest);
            }
        });
        for inner in regions_mut(&mut stmt.op) {
            replace(inner, parts, pair);
        }
    }
}
