//! Parts of results: what is made by moving a part out of what a call returned, and is only read, or moved on once, is that
//! part. A tangent in many directions is then not copied.

use super::Stats;
use crate::analyse::memory::moved_places;
use crate::ir::visit::{map_places, output_places, places, regions_mut, statements};
use crate::ir::{Arg, BaseId, BaseKind, Function, Init, Op, Place, Projection, Region};
use crate::sorted::Map;

/// What is known of a base.
#[derive(Clone, Copy, Default)]
struct Known {
    /// It is what a call returned.
    returned: bool,
    /// Something is done with it besides making others of its parts.
    otherwise: bool,
    /// It is written after it was made, moved, or returned.
    changed: bool,
    /// How often it is moved on as a whole.
    moved: usize,
}

/// Gives such memory up for the parts.
pub fn parts(f: &mut Function) -> Stats {
    let known = known(f);
    let mut aliases: Map<BaseId, Place> = Map::new();
    statements(&f.body, &mut |stmt| {
        if let Op::Init(b, Init::Move(p) | Init::Copy(p)) = &stmt.op
            && is_part(p)
            && known[p.base.index()].returned
            && !known[p.base.index()].otherwise
            && !known[b.index()].changed
            && known[b.index()].moved <= 1
            && matches!(f.bases[b.index()].kind, BaseKind::Local)
            && f.place_ty(p) == f.bases[b.index()].ty
        {
            aliases.insert(*b, p.clone());
        }
    });
    if !aliases.is_empty() {
        replace(&mut f.body, &aliases);
    }
    Stats {
        changed: aliases.len(),
    }
}

fn known(f: &Function) -> Vec<Known> {
    let mut known = vec![Known::default(); f.bases.len()];
    let mut taken: Vec<Place> = Vec::new();
    statements(&f.body, &mut |stmt| {
        let mut part = None;
        match &stmt.op {
            Op::Init(_, Init::Move(p) | Init::Copy(p)) if is_part(p) => part = Some(p),
            Op::Call(call, result) => {
                if let Some(b) = result {
                    known[b.index()].returned = true;
                }
                // What is passed by value is moved.
                for arg in &call.args {
                    if let Arg::Owned(p) = arg {
                        known[p.base.index()].changed = true;
                    }
                }
            }
            _ => {}
        }
        moved_places(&stmt.op, &mut |p| {
            let at = &mut known[p.base.index()];
            at.moved += usize::from(p.projections.is_empty());
            at.changed |= !p.projections.is_empty();
        });
        places(&stmt.op, &mut |p, used| {
            let at = &mut known[p.base.index()];
            at.changed |= used.writes();
            at.otherwise |= part != Some(p) || taken.contains(p);
        });
        taken.extend(part.cloned());
    });
    output_places(&f.output, &mut |p| {
        let at = &mut known[p.base.index()];
        (at.changed, at.otherwise) = (true, true);
    });
    known
}

/// Is it a field, or a field of one?
fn is_part(p: &Place) -> bool {
    let mut all = p.projections.iter();
    !p.projections.is_empty() && all.all(|projection| matches!(projection, Projection::Field(_)))
}

fn replace(region: &mut Region, aliases: &Map<BaseId, Place>) {
    region
        .stmts
        .retain(|stmt| !matches!(&stmt.op, Op::Init(b, _) if aliases.contains_key(b)));
    for stmt in &mut region.stmts {
        map_places(&mut stmt.op, &mut |p, _| {
            if let Some(part) = aliases.get(&p.base) {
                let rest = std::mem::take(&mut p.projections);
                *p = part.clone();
                p.projections.extend(rest);
            }
        });
        for inner in regions_mut(&mut stmt.op) {
            replace(inner, aliases);
        }
    }
}
