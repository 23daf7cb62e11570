//! Memory that is overwritten and read again in the reverse sweep: saved before its stores, instead of at its loads.
//!
//! A load whose memory changes later is put on a tape, once for each time that it runs. Where the memory is stored to
//! less often than it is loaded (a factorisation in place stores n² numbers and loads n³), what each store overwrites
//! is saved instead; the reverse sweep puts it back on its way, so that memory holds at each point what it held there
//! before, and loads are repeated (Hascoët & Pascual 2013, § 5: "to-be-recorded").

use super::regions::{Position, RegionId, RegionKind, Regions};
use crate::analyse::memory::Writes;
use crate::ir::visit::output_places;
use crate::ir::{BaseId, BaseKind, Function, Op, Place, ValueId};
use crate::sorted::{Map, Set};

/// How many times more often what is in a loop runs than what is around it: for want of better knowledge.
const TRIPS: u64 = 16;

/// The bases that are better saved before their stores, if these values are put on a tape otherwise. `root_of` says
/// where a region is reversed as a whole.
#[must_use]
pub fn restored(
    f: &Function,
    tree: &Regions<'_>,
    writes: &Writes,
    taped: impl Iterator<Item = ValueId>,
    root_of: impl Fn(RegionId) -> RegionId,
) -> Set<BaseId> {
    let mut loads: Map<BaseId, u64> = Map::new();
    for v in taped {
        if let (Some(Op::Load(p)), Some(at)) = (tree.definer(v).map(|s| &s.op), tree.position_of(v))
        {
            *loads.entry(p.base).or_default() += runs(tree, at);
        }
    }
    loads
        .into_iter()
        .filter(|(base, loads)| {
            stores(f, tree, writes, *base, &root_of).is_some_and(|stores| stores < *loads)
        })
        .map(|(base, _)| base)
        .collect()
}

/// How often numbers are stored to a base; none where something else happens to it, or where it is not the function's
/// own.
fn stores(
    f: &Function,
    tree: &Regions<'_>,
    writes: &Writes,
    base: BaseId,
    root_of: &impl Fn(RegionId) -> RegionId,
) -> Option<u64> {
    let mut returned = false;
    output_places(&f.output, &mut |p| returned |= p.base == base);
    let life = tree.region_of_base(base);
    if returned || root_of(life) != life || !matches!(f.bases[base.index()].kind, BaseKind::Local) {
        return None;
    }
    let mut sum = 0;
    for (at, _) in writes.of(base) {
        if root_of(at.region) != life {
            return None;
        }
        match &tree.stmt(*at).op {
            Op::Store(p, _) | Op::Accumulate(p, _) if is_number(f, p) => sum += runs(tree, *at),
            Op::Swap(p, q) if p.base == q.base => {}
            _ => return None,
        }
    }
    Some(sum)
}

fn is_number(f: &Function, place: &Place) -> bool {
    f.place_ty(place).is_scalar()
}

fn runs(tree: &Regions<'_>, at: Position) -> u64 {
    let mut region = at.region;
    let mut runs: u64 = 1;
    while region != RegionId::BODY {
        if tree.facts(region).kind == RegionKind::Loop {
            runs = runs.saturating_mul(TRIPS);
        }
        region = tree.parent(region);
    }
    runs
}
