//! Memory that is overwritten and read again in the reverse sweep: saved before its stores, instead of at its loads.
//!
//! A load whose memory changes later is put on a tape, once for each time that it runs. Where the memory is stored to
//! less often than it is loaded (a factorisation in place stores n² numbers and loads n³), what each store overwrites
//! is saved instead; the reverse sweep puts it back on its way, so that memory holds at each point what it held there
//! before, and loads are repeated (Hascoët & Pascual 2013, § 5: "to-be-recorded").
//!
//! What is set anew as a whole (`state = next;`) goes on the tape as it is: nothing is copied. What two bases exchange they
//! exchange again.

use super::regions::{Position, RegionId, RegionKind, Regions};
use crate::analyse::memory::{Writes, moved_places};
use crate::ir::visit::{output_places, places};
use crate::ir::{BaseId, BaseKind, Function, Op, Place, Type, ValueId};
use crate::sorted::{Map, Set};

/// How many times more often what is in a loop runs than what is around it: for want of better knowledge. A sequence
/// of a length that is not known has as many elements.
const TRIPS: u64 = 16;

/// The bases that are better saved before their stores, if these values are put on a tape otherwise, while these places
/// are copied whole. `root_of` says where a region is reversed as a whole.
#[must_use]
pub fn restored(
    f: &Function,
    tree: &Regions<'_>,
    writes: &Writes,
    taped: impl Iterator<Item = ValueId>,
    copied: impl Iterator<Item = Place>,
    root_of: impl Fn(RegionId) -> RegionId,
) -> Set<BaseId> {
    let mut loads: Map<BaseId, u64> = Map::new();
    for v in taped {
        if let (Some(Op::Load(p)), Some(at)) = (tree.definer(v).map(|s| &s.op), tree.position_of(v))
        {
            *loads.entry(p.base).or_default() += runs(tree, at);
        }
    }
    // What is read of an array that is copied for a call is on the tape with it ([`crate::optimise::onward`]).
    let read_from_copies: Set<BaseId> = copied
        .filter(|place| matches!(f.place_ty(place), Type::Array(..)))
        .map(|place| place.base)
        .collect();
    let mut restored = Set::new();
    for base in loads.keys() {
        let together = exchanged(tree, writes, *base);
        let whole = !together.iter().any(|base| read_from_copies.contains(base));
        let stores: Option<Vec<u64>> = together
            .iter()
            .map(|base| stores(f, tree, writes, *base, whole, &root_of))
            .collect();
        let of_all: u64 = together.iter().filter_map(|base| loads.get(base)).sum();
        if stores.is_some_and(|stores| stores.iter().sum::<u64>() < of_all) {
            restored.extend(together.iter().copied());
        }
    }
    restored
}

/// The bases whose contents are exchanged with that of a base, directly or by way of others, and itself: what one of
/// them held is only there again if all of them are put back.
fn exchanged(tree: &Regions<'_>, writes: &Writes, base: BaseId) -> Set<BaseId> {
    let mut together = Set::new();
    let mut found = vec![base];
    while let Some(base) = found.pop() {
        if !together.insert(base) {
            continue;
        }
        for (at, _) in writes.of(base) {
            if let Op::Swap(p, q) = &tree.stmt(*at).op {
                found.extend([p.base, q.base]);
            }
        }
    }
    together
}

/// How often numbers are stored to a base; none where something else happens to it, or where it is not the function's
/// own. `whole`: may it be set anew as a whole?
fn stores(
    f: &Function,
    tree: &Regions<'_>,
    writes: &Writes,
    base: BaseId,
    whole: bool,
    root_of: &impl Fn(RegionId) -> RegionId,
) -> Option<u64> {
    let mut returned = false;
    output_places(&f.output, &mut |p| returned |= p.base == base);
    let life = tree.region_of_base(base);
    if returned || root_of(life) != life || !matches!(f.bases[base.index()].kind, BaseKind::Local) {
        return None;
    }
    let mut sum: u64 = 0;
    for (at, _) in writes.of(base) {
        if root_of(at.region) != life {
            return None;
        }
        let op = &tree.stmt(*at).op;
        let numbers = match op {
            Op::Store(p, _) | Op::Accumulate(p, _) => is_number(f, p).then_some(1)?,
            Op::Assign(p, _) | Op::CopyFrom(p, _) | Op::Fill(p, _)
                if whole && p.base == base && !takes_from(op, base) =>
            {
                numbers(&f.place_ty(p))?
            }
            Op::Swap(..) => 0,
            _ => return None,
        };
        sum = sum.saturating_add(numbers.saturating_mul(runs(tree, *at)));
    }
    Some(sum)
}

/// Does what a base is set to take something from the base itself?
fn takes_from(op: &Op, base: BaseId) -> bool {
    let mut takes = false;
    moved_places(op, &mut |p| takes |= p.base == base);
    if let Op::Assign(_, init) = op {
        places(&Op::Init(base, init.clone()), &mut |p, used| {
            takes |= used.writes() && p.base == base;
        });
    }
    takes
}

/// How many numbers memory of a type holds, if it is a sequence of nothing but such.
fn numbers(ty: &Type) -> Option<u64> {
    let (element, length) = match ty {
        Type::Array(element, Some(n)) => (element, n.parse().unwrap_or(TRIPS).max(TRIPS)),
        Type::Vec(element) | Type::Slice(element) => (element, TRIPS),
        _ => return None,
    };
    match (&**element, ty) {
        (element, _) if element.is_scalar() => Some(length),
        (Type::Array(..), Type::Array(..)) => Some(length.saturating_mul(numbers(element)?)),
        _ => None,
    }
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
