//! The same, kept twice: where two tapes of a loop hold copies of one piece of memory, made in the same trip with nothing
//! written to it in between, what is read of the second is read of the first.
//!
//! Reverse mode keeps a value for each of its uses: what a call was given, and of what kind it was when it was overwritten.

use super::summed::writes;
use super::{Stats, optimise, untaped};
use crate::analyse::memory::moved_places;
use crate::ir::visit::{map_places, places, regions, regions_mut};
use crate::ir::{BaseId, Function, Init, Op, Place, Region};
use crate::sorted::{Map, Set};

/// Reads of one tape where two hold the same.
pub fn same(f: &mut Function) -> Stats {
    let tapes: Set<BaseId> = f.tapes.iter().map(|tape| tape.base).collect();
    if tapes.len() < 2 {
        return Stats::default();
    }
    let mut body = std::mem::take(&mut f.body);
    let mut facts = Facts::default();
    facts.look(&body);
    let mut found = Map::new();
    pairs(&body, &tapes, &facts, &mut found);
    rewrite(&mut body, &found);
    f.body = body;
    let stats = Stats {
        changed: found.len(),
    };
    if stats.changed > 0 {
        // What is not read back any more is not kept.
        optimise(f);
        untaped(f);
    }
    stats
}

#[derive(Default)]
struct Facts {
    /// The number of statements that push something on to a tape.
    pushes: Map<BaseId, usize>,
    /// In which region a base is made, by the number of its first statement.
    made: Map<BaseId, usize>,
    /// How often a base is mentioned, but where it is made.
    mentions: Map<BaseId, usize>,
    /// Tapes that are written other than by pushing, or of which something is moved.
    changed: Set<BaseId>,
    regions: usize,
}

impl Facts {
    fn look(&mut self, region: &Region) {
        let number = self.regions;
        self.regions += 1;
        for stmt in &region.stmts {
            if let Op::Init(base, _) = &stmt.op {
                self.made.insert(*base, number);
            }
            if let Op::Push(place, _) = &stmt.op {
                *self.pushes.entry(place.base).or_insert(0) += 1;
            }
            places(&stmt.op, &mut |place, used| {
                *self.mentions.entry(place.base).or_insert(0) += 1;
                let pushed = matches!(&stmt.op, Op::Push(to, _) if to == place);
                if !pushed && used.writes() {
                    self.changed.insert(place.base);
                }
            });
            moved_places(&stmt.op, &mut |place| _ = self.changed.insert(place.base));
            regions(&stmt.op).iter().for_each(|inner| self.look(inner));
        }
    }
}

/// Which tape holds the same as another: by the later one.
fn pairs(region: &Region, tapes: &Set<BaseId>, facts: &Facts, found: &mut Map<BaseId, BaseId>) {
    // What copies are pushed on.
    let mut pushed = Map::new();
    for stmt in &region.stmts {
        if let Op::Push(to, Init::Move(copy)) = &stmt.op
            && to.projections.is_empty()
            && copy.projections.is_empty()
            && tapes.contains(&to.base)
            && facts.pushes.get(&to.base) == Some(&1)
            && facts.mentions.get(&copy.base) == Some(&1)
            && !facts.changed.contains(&to.base)
        {
            pushed.insert(copy.base, to.base);
        }
        for inner in regions(&stmt.op) {
            pairs(inner, tapes, facts, found);
        }
    }
    // Copies of what has not changed since.
    let mut copies: Vec<(&Place, BaseId)> = Vec::new();
    for stmt in &region.stmts {
        copies.retain(|(place, _)| !writes(stmt, place.base));
        let Op::Init(base, Init::Copy(place)) = &stmt.op else {
            continue;
        };
        let Some(tape) = pushed.get(base) else {
            continue;
        };
        let beside = |other: &BaseId| facts.made.get(other) == facts.made.get(tape);
        let known = copies
            .iter()
            .find(|(known, other)| *known == place && beside(other));
        match known {
            Some((_, other)) => _ = found.insert(*tape, *other),
            None => copies.push((place, *tape)),
        }
    }
}

fn rewrite(region: &mut Region, found: &Map<BaseId, BaseId>) {
    for stmt in &mut region.stmts {
        let pushed = match &stmt.op {
            Op::Push(to, _) => Some(to.base),
            _ => None,
        };
        map_places(&mut stmt.op, &mut |place, _| {
            if let Some(other) = found
                .get(&place.base)
                .filter(|_| pushed != Some(place.base))
            {
                place.base = *other;
            }
        });
        for inner in regions_mut(&mut stmt.op) {
            rewrite(inner, found);
        }
    }
}
