//! What has no `Clone` is moved where it is mentioned for the last time.
//!
//! Lowering copies what an expression names, for a macro does not know which types are `Copy`; where nothing looks at
//! the original afterwards, the generated code moves it. A reverse sweep might look at it, though: of what is moved, it
//! keeps what it needs before that (`Context::partly_moved_at`), while of what is copied, it looks at the original. So
//! the copy has to be a move in the IR where rustc could not make one.

use crate::ir::visit::{all_places, output_places, regions, regions_mut, statements};
use crate::ir::{BaseId, Function, Init, Op, Region, Stmt, Type};
use crate::sorted::Set;

/// Moves what a whole base is copied into, where nothing mentions the base afterwards; `is_clone` says which of the
/// user's types may have `Clone`.
pub(super) fn move_at_last_use(f: &mut Function, is_clone: &dyn Fn(&Type) -> bool) {
    let mut movable: Set<BaseId> = Set::new();
    statements(&f.body, &mut |stmt| {
        if let Op::Init(base, _) | Op::Call(_, Some(base)) = &stmt.op
            && !is_clone(&f.bases[base.index()].ty)
        {
            movable.insert(*base);
        }
    });
    if movable.is_empty() {
        return;
    }
    // What a struct of references borrows has to stay where it is.
    statements(&f.body, &mut |stmt| {
        if let Op::Init(_, init) | Op::Assign(_, init) | Op::Push(_, init) = &stmt.op {
            lent(init, &mut |base| {
                movable.remove(&base);
            });
        }
    });
    let mut later = Set::new();
    output_places(&f.output, &mut |place| {
        later.insert(place.base);
    });
    region(&mut f.body, &movable, &mut later);
}

/// Moves in a region, after which the bases `later` are mentioned; adds those that it mentions.
fn region(region: &mut Region, movable: &Set<BaseId>, later: &mut Set<BaseId>) {
    for stmt in region.stmts.iter_mut().rev() {
        if let Op::If(..) | Op::Switch(_) = &stmt.op {
            let after = later.clone();
            for branch in regions_mut(&mut stmt.op) {
                let mut within = after.clone();
                self::region(branch, movable, &mut within);
                later.extend(within);
            }
            continue;
        }
        // The next trip mentions what this one does, but for what is declared anew.
        let mut after = later.clone();
        for body in regions(&stmt.op) {
            statements(body, &mut |stmt| after.extend(mentioned(stmt)));
            statements(body, &mut |stmt| {
                if let Op::Init(base, _) | Op::Call(_, Some(base)) = &stmt.op {
                    after.remove(base);
                }
            });
        }
        for body in regions_mut(&mut stmt.op) {
            let mut within = after.clone();
            self::region(body, movable, &mut within);
            later.extend(within);
        }
        let mentioned = mentioned(stmt);
        if let Op::Init(_, init) | Op::Assign(_, init) | Op::Push(_, init) = &mut stmt.op {
            moved(init, &|base| {
                let once = mentioned.iter().filter(|other| **other == base).count() == 1;
                once && movable.contains(&base) && !later.contains(&base)
            });
        }
        later.extend(mentioned);
    }
}

/// The bases that a statement mentions itself, each as often as it does.
fn mentioned(stmt: &Stmt) -> Vec<BaseId> {
    let mut found = Vec::new();
    all_places(&stmt.op, &mut |place| found.push(place.base));
    found
}

fn moved(init: &mut Init, may: &dyn Fn(BaseId) -> bool) {
    match init {
        Init::Copy(place) if place.projections.is_empty() && may(place.base) => {
            *init = Init::Move(place.clone());
        }
        Init::Elements(parts) | Init::Tuple(parts) => {
            parts.iter_mut().for_each(|part| moved(part, may));
        }
        Init::Struct(_, fields, _) | Init::Variant(_, fields) => {
            fields.iter_mut().for_each(|(_, part)| moved(part, may));
        }
        _ => {}
    }
}

fn lent(init: &Init, f: &mut dyn FnMut(BaseId)) {
    match init {
        Init::Lent(place) => f(place.base),
        Init::Elements(parts) | Init::Tuple(parts) => parts.iter().for_each(|part| lent(part, f)),
        Init::Repeat(part, _) => lent(part, f),
        Init::Struct(_, fields, _) | Init::Variant(_, fields) => {
            fields.iter().for_each(|(_, part)| lent(part, f));
        }
        Init::If(_, then, els) => {
            lent(then, f);
            lent(els, f);
        }
        _ => {}
    }
}
