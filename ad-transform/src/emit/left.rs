//! What a function leaves in memory that it is lent, where the reverse sweep runs later: by then that may hold something else.

use crate::analyse::scratch;
use crate::ir::visit::{map_places, map_region_operands, places, regions_mut, statements};
use crate::ir::{
    Access, Atom, BaseId, BaseKind, Function, Init, Op, ParamKind, Place, Projection, Region, Role,
    Stmt, Type, ValueId,
};
use crate::sorted::Map;

/// Lets the reverse sweep look at copies instead. False where the type may have none.
pub(super) fn keep_what_is_left(f: &mut Function) -> bool {
    let (Some(_), lent) = (f.split, lent(f)) else {
        return true;
    };
    keep_numbers(f, &lent);
    lent.into_iter().all(|b| keep_whole(f, b))
}

/// The memory that the function is lent to change.
fn lent(f: &Function) -> Vec<BaseId> {
    let params = f.params.iter();
    params
        .filter_map(|param| match (&param.role, &param.kind) {
            (Role::Primal(_), ParamKind::Base(b)) => {
                let is_lent = matches!(f.bases[b.index()].kind, BaseKind::Param(Access::Mut));
                is_lent.then_some(*b)
            }
            _ => None,
        })
        .collect()
}

/// Reads numbers ahead that stand in one place, unless the reverse sweep changes the memory.
fn keep_numbers(f: &mut Function, lent: &[BaseId]) {
    let split = f.split.unwrap_or_default();
    let mut body = std::mem::take(&mut f.body);
    let mut reverse = Region {
        stmts: body.stmts.split_off(split),
        ..Region::default()
    };
    let mut written = Vec::new();
    statements(&reverse, &mut |stmt| {
        places(&stmt.op, &mut |p, used| {
            if used.writes() {
                written.push(p.base);
            }
        });
    });
    let can_be = |p: &Place| {
        let fixed = |p: &Projection| matches!(p, Projection::Field(_) | Projection::Behind);
        lent.contains(&p.base) && !written.contains(&p.base) && p.projections.iter().all(fixed)
    };
    let mut ahead: Vec<(Place, ValueId)> = Vec::new();
    let mut instead = Map::new();
    let mut found: Vec<(Place, ValueId, Stmt)> = Vec::new();
    statements(&reverse, &mut |stmt| {
        if let Op::Load(p) = &stmt.op
            && can_be(p)
        {
            found.push((p.clone(), stmt.results[0], stmt.clone()));
        }
    });
    for (place, value, stmt) in found {
        let kept = ahead.iter().find(|(p, _)| *p == place).map(|(_, v)| *v);
        let kept = kept.unwrap_or_else(|| {
            let data = &f.values[value.index()];
            let (ty, name) = (data.ty.clone(), data.name.clone());
            let kept = f.new_value(ty, name);
            body.stmts.push(Stmt {
                results: vec![kept],
                ..stmt
            });
            ahead.push((place, kept));
            kept
        });
        instead.insert(value, kept);
    }
    remove_loads(&mut reverse, &instead);
    map_region_operands(&mut reverse, &mut |atom| {
        if let Some(kept) = atom.value().and_then(|v| instead.get(&v)) {
            *atom = Atom::Value(*kept);
        }
    });
    f.split = Some(body.stmts.len());
    body.stmts.extend(reverse.stmts);
    f.body = body;
}

fn remove_loads(region: &mut Region, instead: &Map<ValueId, ValueId>) {
    region
        .stmts
        .retain(|stmt| !matches!(&stmt.op, Op::Load(_) if instead.contains_key(&stmt.results[0])));
    for stmt in &mut region.stmts {
        for inner in regions_mut(&mut stmt.op) {
            remove_loads(inner, instead);
        }
    }
}

/// Copies the memory at the end of the forward sweep, if the other one looks at it.
fn keep_whole(f: &mut Function, lent: BaseId) -> bool {
    let split = f.split.unwrap_or_default();
    if !f.body.stmts[split..]
        .iter()
        .any(|stmt| scratch::mentions(&stmt.op, lent))
    {
        return true;
    }
    let ty = match f.bases[lent.index()].ty.clone() {
        Type::Slice(t) => Type::Vec(t),
        ty => ty,
    };
    if !super::pullback::is_owned(&ty) {
        return false;
    }
    let name = format!("{}_left", f.bases[lent.index()].name);
    let kept = f.new_base(ty, name, BaseKind::Local);
    for stmt in &mut f.body.stmts[split..] {
        rename(stmt, lent, kept);
    }
    let span = f.body.stmts[split].span;
    let copy = Stmt {
        results: Vec::new(),
        op: Op::Init(kept, Init::Copy(lent.into())),
        span,
    };
    f.body.stmts.insert(split, copy);
    f.split = Some(split + 1);
    true
}

fn rename(stmt: &mut Stmt, from: BaseId, to: BaseId) {
    map_places(&mut stmt.op, &mut |p, _| {
        if p.base == from {
            p.base = to;
        }
    });
    for inner in regions_mut(&mut stmt.op) {
        for stmt in &mut inner.stmts {
            rename(stmt, from, to);
        }
    }
}
