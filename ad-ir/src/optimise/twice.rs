//! Twice a cotangent: reverse mode doubles the cotangent of a square before it multiplies it. Where that is done for one
//! square alone, the product is doubled instead, so that twice the cotangent need not be held beside it. A cotangent that a loop
//! does not change is doubled once for all trips.
//! Only numbers so small that they have lost digits may differ.

use super::Stats;
use super::cotangents::Cotangents;
use crate::ir::builder::any_stmt;
use crate::ir::visit::{regions_mut, use_counts};
use crate::ir::{Atom, Function, Op, Prim, Region, Stmt, ValueId};
use crate::sorted::Set;

/// Rewrites the products of cotangents that reverse mode has made, values from this number on.
pub fn twice(f: &mut Function, from: usize) -> Stats {
    let mut stats = Stats::default();
    if !any_stmt(&f.body, &|stmt| doubled(stmt).is_some()) {
        return stats;
    }
    let uses = use_counts(f);
    let mut body = std::mem::take(&mut f.body);
    let known = Known {
        uses,
        cotangents: Cotangents::of(f, &body, from),
        from,
    };
    region(f, &mut body, &known, &mut Set::new(), &mut stats);
    f.body = body;
    stats
}

/// What is known of the values.
struct Known {
    uses: Vec<usize>,
    cotangents: Cotangents,
    /// The first value that reverse mode has made.
    from: usize,
}

impl Known {
    fn is_made_once(&self, v: ValueId) -> bool {
        v.index() >= self.from && self.uses.get(v.index()) == Some(&1)
    }
}

fn region(
    f: &mut Function,
    inside: &mut Region,
    known: &Known,
    outside: &mut Set<ValueId>,
    stats: &mut Stats,
) {
    let mut i = 0;
    let mut own = Vec::new();
    while i < inside.stmts.len() {
        // What does not change in a loop is doubled before it.
        let stays = doubled(&inside.stmts[i])
            .is_some_and(|(_, of)| of.value().is_some_and(|v| outside.contains(&v)));
        if !stays && product_doubled(f, &mut inside.stmts[i..], known) {
            stats.changed += 1;
            continue;
        }
        own.extend(inside.stmts[i].results.iter().copied());
        let stmt = &mut inside.stmts[i];
        let is_loop = matches!(stmt.op, Op::For(_) | Op::While(_));
        let before: Vec<ValueId> = match is_loop {
            true => own.iter().copied().filter(|v| outside.insert(*v)).collect(),
            false => Vec::new(),
        };
        for inner in regions_mut(&mut stmt.op) {
            region(f, inner, known, outside, stats);
        }
        before.iter().for_each(|v| _ = outside.remove(v));
        i += 1;
    }
}

/// Doubles the product in place of the factor that the first of these statements doubles. Another statement is then the
/// first.
fn product_doubled(f: &mut Function, stmts: &mut [Stmt], known: &Known) -> bool {
    let Some((twice, of)) = doubled(&stmts[0]).filter(|(twice, _)| known.is_made_once(*twice))
    else {
        return false;
    };
    let found = stmts.iter().enumerate().skip(1);
    let mut found = found.filter_map(|(j, stmt)| Some((j, factor(stmt, twice)?)));
    let Some((product, other)) = found.next() else {
        return false;
    };
    let sum = stmts[product].results[0];
    if !known.cotangents.contains(sum) {
        return false;
    }
    let one = f.new_value(f.ty(twice).clone(), "");
    let (op, span) = (Op::Prim(Prim::Mul, vec![of, other]), stmts[product].span);
    stmts[product].op = Op::Prim(Prim::Add, vec![one.into(), one.into()]);
    stmts[..product].rotate_left(1);
    stmts[product - 1] = Stmt {
        results: vec![one],
        op,
        span,
    };
    if known.is_made_once(sum) {
        add_twice(&mut stmts[product..], &one.into());
    }
    true
}

/// Adds what the first of these statements doubles twice to what twice of it is added to.
fn add_twice(stmts: &mut [Stmt], one: &Atom) {
    let sum = stmts[0].results[0];
    let is = |atom: &Atom| atom.value() == Some(sum);
    let added = stmts.iter().enumerate().skip(1).find_map(|(j, stmt)| {
        let Op::Prim(prim @ (Prim::Add | Prim::Sub), args) = &stmt.op else {
            return None;
        };
        (is(&args[1]) && !is(&args[0])).then(|| (j, *prim, args[0].clone()))
    });
    let Some((j, prim, to)) = added else { return };
    stmts[0].op = Op::Prim(prim, vec![to, one.clone()]);
    stmts[j].op = Op::Prim(prim, vec![sum.into(), one.clone()]);
    stmts[..j].rotate_left(1);
}

/// What is added to itself, and the sum.
fn doubled(stmt: &Stmt) -> Option<(ValueId, Atom)> {
    match &stmt.op {
        Op::Prim(Prim::Add, args) if args[0] == args[1] && args[0].value().is_some() => {
            Some((stmt.results[0], args[0].clone()))
        }
        _ => None,
    }
}

/// The other operand of a product in which a value stands once.
fn factor(stmt: &Stmt, v: ValueId) -> Option<Atom> {
    let Op::Prim(Prim::Mul, args) = &stmt.op else {
        return None;
    };
    let is = |atom: &Atom| atom.value() == Some(v);
    match (is(&args[0]), is(&args[1])) {
        (true, false) => Some(args[1].clone()),
        (false, true) => Some(args[0].clone()),
        _ => None,
    }
}
