//! What is kept of the forward sweep, and what is computed again.
//!
//! Regions are decided from the inside out. In each one, a minimum cut ([`crate::analyse::cut`]) separates the
//! values that cannot be computed again from those that the reverse sweep needs. What an inner region computes
//! again, it needs from the outer one.

use super::{Context, Extra, Item};
use crate::analyse::cut::Graph;
use crate::analyse::regions::{Position, RegionId, RegionKind};
use crate::ir::visit::{operands, place_atoms, places};
use crate::ir::{Atom, BaseId, Op, Place, Prim, Type, ValueId};
use crate::sorted::{Map, Set};

/// A value that costs more than this many additions is kept rather than computed again.
const DEAR: u32 = 8;

/// What the reverse sweep asked for.
#[derive(Default)]
pub struct Needs {
    /// Values, of regions inside the body.
    pub values: Set<ValueId>,
    /// Bases, declared inside such regions.
    pub bases: Set<BaseId>,
    /// What is computed for it before statements.
    pub extras: Map<Item, Extra>,
}

/// The decisions.
#[derive(Default)]
pub struct Plan {
    /// For each region inside the body: what is kept of it.
    pub kept: Map<RegionId, Set<Item>>,
    /// The values that the reverse of their region computes again.
    pub recomputed: Set<ValueId>,
    /// Of these, those that are read from where they were stored.
    pub reread: Map<ValueId, Place>,
    /// What the forward sweep computes besides.
    pub extras: Map<Item, Extra>,
}

impl Plan {
    /// Decides for all regions.
    pub fn decide(context: &Context<'_>, mut needs: Needs) -> Plan {
        let mut plan = Plan {
            extras: std::mem::take(&mut needs.extras),
            ..Plan::default()
        };
        for item in plan.extras.keys() {
            if let Item::Extra(region, ..) = *item
                && !context.is_root(region)
            {
                plan.kept.entry(region).or_default().insert(*item);
            }
        }
        let mut by_region: Vec<Vec<ValueId>> = vec![Vec::new(); context.tree.count()];
        for i in 0..context.f.values.len() {
            let v = ValueId(u32::try_from(i).expect("fewer than 2^32 values"));
            by_region[context.tree.region_of(v).index()].push(v);
        }
        for number in (1..context.tree.count()).rev() {
            let region = RegionId(u32::try_from(number).expect("fewer than 2^32 regions"));
            if context.is_root(region) {
                continue;
            }
            plan.region(context, &mut needs, region, &by_region[number]);
        }
        plan
    }

    fn region(
        &mut self,
        context: &Context<'_>,
        needs: &mut Needs,
        region: RegionId,
        values: &[ValueId],
    ) {
        let cut = minimum_cut(context, needs, values);
        let mut kept = self.kept.remove(&region).unwrap_or_default();
        let mut stack: Vec<ValueId> = values
            .iter()
            .copied()
            .filter(|v| needs.values.contains(v))
            .collect();
        let mut seen = Set::new();
        while let Some(v) = stack.pop() {
            if !seen.insert(v) {
                continue;
            }
            if cut.contains(&v) {
                kept.insert(Item::Value(v));
                continue;
            }
            self.recomputed.insert(v);
            let Some(stmt) = context.tree.definer(v) else {
                continue;
            };
            let op = match reread_from(context, needs, v) {
                Some(place) => {
                    self.reread.insert(v, place.clone());
                    Op::Load(place)
                }
                None => stmt.op.clone(),
            };
            operands(&op, &mut |a| {
                if let Some(u) = a.value() {
                    let home = context.tree.region_of(u);
                    if home == region {
                        stack.push(u);
                    } else if !context.is_root(home) {
                        needs.values.insert(u);
                    }
                }
            });
            places(&op, &mut |p, _| {
                if !context.is_root(context.tree.region_of_base(p.base)) {
                    needs.bases.insert(p.base);
                }
            });
        }
        kept.extend(
            needs
                .bases
                .iter()
                .filter(|b| context.tree.region_of_base(**b) == region)
                .map(|b| Item::Base(*b)),
        );
        if kept.is_empty() {
            return;
        }
        let parent = context.tree.parent(region);
        if context.tree.facts(region).kind == RegionKind::Branch && !context.is_root(parent) {
            self.kept
                .entry(parent)
                .or_default()
                .extend(kept.iter().copied());
        }
        self.kept.insert(region, kept);
    }

    /// What is kept of a region.
    pub fn kept(&self, region: RegionId) -> impl Iterator<Item = Item> + '_ {
        self.kept.get(&region).into_iter().flatten().copied()
    }
}

fn minimum_cut(context: &Context<'_>, needs: &Needs, values: &[ValueId]) -> Set<ValueId> {
    let numbers: Map<ValueId, usize> = values.iter().enumerate().map(|(i, v)| (*v, i)).collect();
    let graph = Graph {
        capacity: values
            .iter()
            .map(|v| {
                if matches!(context.f.ty(*v), Type::Bool) {
                    1
                } else {
                    8
                }
            })
            .collect(),
        operands: values
            .iter()
            .map(|v| {
                let found = recomputed_from(context, needs, *v)?;
                Some(
                    found
                        .into_iter()
                        .filter_map(|u| numbers.get(&u).copied())
                        .collect(),
                )
            })
            .collect(),
        needed: values
            .iter()
            .enumerate()
            .filter(|(_, v)| needs.values.contains(v))
            .map(|(i, _)| i)
            .collect(),
    };
    let cut = graph.minimum_cut();
    values
        .iter()
        .zip(cut)
        .filter_map(|(v, kept)| kept.then_some(*v))
        .collect()
}

/// The values from which a value can be computed again in the reverse sweep; `None` where it cannot, or where that
/// is too dear.
fn recomputed_from(context: &Context<'_>, needs: &Needs, v: ValueId) -> Option<Vec<ValueId>> {
    let Some(position) = context.tree.position_of(v) else {
        // A parameter of a region: the index of a loop is known in its reverse.
        let region = context.tree.region_of(v);
        let is_index = matches!(context.owner(region), Op::For(l) if l.body.params[0] == v);
        return is_index.then(Vec::new);
    };
    let op = &context.tree.stmt(position).op;
    let mut from = Vec::new();
    if let Some(place) = reread_from(context, needs, v) {
        place_atoms(&place, &mut |a| from.extend(a.value()));
        return Some(from);
    }
    operands(op, &mut |a| from.extend(a.value()));
    let possible = match op {
        Op::Prim(prim, _) => prim.cost() <= DEAR,
        Op::Load(p) | Op::Is(p, _) => readable_again(context, needs, p, position),
        Op::Len(p) => has_fixed_length(context, p) || readable_again(context, needs, p, position),
        Op::Opaque(o) if o.pure => {
            let mut readable = true;
            places(op, &mut |p, _| {
                readable &= readable_again(context, needs, p, position)
            });
            readable
        }
        _ => false,
    };
    possible.then_some(from)
}

/// The place from which a value can be read in the reverse sweep, because it was stored there as soon as it was computed.
fn reread_from(context: &Context<'_>, needs: &Needs, v: ValueId) -> Option<Place> {
    let (place, at) = context.stored.get(&v)?;
    let after = Position {
        index: at.index + 1,
        ..*at
    };
    let mut known = true;
    place_atoms(place, &mut |a| known &= is_address(context, at.region, a));
    (known && readable_again(context, needs, place, after)).then(|| place.clone())
}

/// Is it an index that is there in the reverse of a region, or is computed from such indices?
fn is_address(context: &Context<'_>, region: RegionId, atom: &Atom) -> bool {
    let Some(v) = atom.value() else {
        return true;
    };
    if context.tree.region_of(v) != region {
        return true;
    }
    match context.tree.definer(v).map(|stmt| &stmt.op) {
        Some(Op::Prim(Prim::Add | Prim::Sub | Prim::Mul, args)) => {
            args.iter().all(|a| is_address(context, region, a))
        }
        Some(_) => false,
        None => matches!(context.owner(region), Op::For(l) if l.body.params[0] == v),
    }
}

/// Does the place have the same length all along, by the types on the way to it, and is it there in the end?
fn has_fixed_length(context: &Context<'_>, place: &Place) -> bool {
    let mut way: Place = place.base.into();
    let mut fixed = fixed_length(&context.f.place_ty(&way));
    for projection in &place.projections {
        way = way.project(projection.clone());
        fixed &= fixed_length(&context.f.place_ty(&way));
    }
    fixed
        && context.is_root(context.tree.region_of_base(place.base))
        && !context.is_moved(place.base)
}

fn fixed_length(ty: &Type) -> bool {
    matches!(ty, Type::Array(..) | Type::Slice(_))
}

/// Does the place hold in the reverse sweep what it holds at a position, without being kept for that alone?
fn readable_again(context: &Context<'_>, needs: &Needs, place: &Place, at: Position) -> bool {
    let life = context.tree.region_of_base(place.base);
    // What is computed again, is so at the end of the region: there, restored memory holds what it held at the end.
    let overwritten = if context.restored.contains(&place.base) {
        let (tree, region) = (&context.tree, at.region);
        context.writes.overwritten_after(tree, place, at, region)
    } else {
        context.overwritten_after(place, at)
    };
    if overwritten {
        return false;
    }
    context.is_root(life)
        || needs.bases.contains(&place.base)
        || context.tree.loop_between(life, at.region)
}
