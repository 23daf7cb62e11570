//! Tangents that are read once for each product. A caller may pass no tangent, and what is read is zero then; LLVM cannot leave
//! out zero times a number, which might be infinite. The emission writes a product of what it reads there as one that is
//! computed where there is a tangent. So what several products of a region share is read by each of them, which costs nothing
//! where there is one: it is the same memory, and nobody writes to it.

use super::Stats;
use crate::ir::visit::{regions_mut, use_counts};
use crate::ir::{Access, BaseKind, Function, Op, Prim, Region, Stmt, ValueId};
use crate::sorted::Map;

/// Reads tangents of slots where they are multiplied.
pub fn apart(f: &mut Function) -> Stats {
    let uses = use_counts(f);
    let (split, mut body) = (f.split, std::mem::take(&mut f.body));
    let mut stats = Stats::default();
    let forward = region(f, &mut body, split, &uses, &mut stats);
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    stats
}

/// Gives the number of statements that the first `split` became.
fn region(
    f: &mut Function,
    region_: &mut Region,
    split: Option<usize>,
    uses: &[usize],
    stats: &mut Stats,
) -> usize {
    let shared = shared(f, region_, uses);
    let mut forward = 0;
    for (i, mut stmt) in std::mem::take(&mut region_.stmts).into_iter().enumerate() {
        for inner in regions_mut(&mut stmt.op) {
            region(f, inner, None, uses, stats);
        }
        let is_shared = |v: &ValueId| shared.contains_key(v);
        if let Op::Prim(Prim::Mul, args) = &mut stmt.op {
            for arg in args {
                let Some(v) = arg.value().filter(is_shared) else {
                    continue;
                };
                let again = f.new_value(f.ty(v).clone(), "");
                region_.stmts.push(Stmt {
                    results: vec![again],
                    op: shared[&v].clone(),
                    span: stmt.span,
                });
                *arg = again.into();
            }
        }
        if stmt.results.iter().any(is_shared) {
            stats.changed += 1;
        } else {
            region_.stmts.push(stmt);
        }
        if split.is_some_and(|n| i < n) {
            forward = region_.stmts.len();
        }
    }
    forward
}

/// The loads of tangents of which all that becomes, in the same region, is several products with something else.
fn shared(f: &Function, region: &Region, uses: &[usize]) -> Map<ValueId, Op> {
    let mut loads: Map<ValueId, (Op, usize)> = Map::new();
    for stmt in &region.stmts {
        match &stmt.op {
            Op::Load(p) if is_slot(f, p.base) && f.ty(stmt.results[0]).is_float() => {
                loads.insert(stmt.results[0], (stmt.op.clone(), 0));
            }
            Op::Prim(Prim::Mul, args) => {
                // Of what two slots hold no product is one of a tangent.
                let values = args.iter().filter_map(|arg| arg.value());
                let mut tangents = values.filter(|v| loads.contains_key(v));
                if let (Some(v), None) = (tangents.next(), tangents.next()) {
                    loads.get_mut(&v).expect("a load").1 += 1;
                }
            }
            _ => {}
        }
    }
    let shared = loads.into_iter();
    shared
        .filter(|(v, (_, products))| *products > 1 && *products == uses[v.index()])
        .map(|(v, (op, _))| (v, op))
        .collect()
}

fn is_slot(f: &Function, base: crate::ir::BaseId) -> bool {
    matches!(
        f.bases[base.index()].kind,
        BaseKind::Param(Access::TangentSlot)
    )
}
