//! Which memory is overwritten: whether what was read can be read again later.

use super::regions::{Position, RegionId, Regions};
use crate::ir::overlap::disjoint;
use crate::ir::visit::{places, regions};
use crate::ir::{BaseId, Function, Init, Op, Place, Region};

/// All writes, by base.
pub struct Writes {
    writes: Vec<Vec<(Position, Place)>>,
}

impl Writes {
    /// Gathers the writes of a function. A base that is moved away counts as written: its content is gone.
    #[must_use]
    pub fn new(f: &Function, tree: &Regions<'_>) -> Writes {
        let mut writes = Writes {
            writes: vec![Vec::new(); f.bases.len()],
        };
        writes.region(&f.body, tree);
        writes
    }

    fn region(&mut self, region: &Region, tree: &Regions<'_>) {
        let id = tree.id(region);
        for (index, stmt) in region.stmts.iter().enumerate() {
            let position = Position { region: id, index };
            places(&stmt.op, &mut |place, used| {
                if used.writes() {
                    self.writes[place.base.index()].push((position, place.clone()));
                }
            });
            moved_places(&stmt.op, &mut |place| {
                self.writes[place.base.index()].push((position, place.clone()));
            });
            for inner in regions(&stmt.op) {
                self.region(inner, tree);
            }
        }
    }

    /// The writes to a base.
    #[must_use]
    pub fn of(&self, base: BaseId) -> &[(Position, Place)] {
        &self.writes[base.index()]
    }

    /// Can the content of `place`, as it is at `at`, have changed by the end of the life of its base, or of one run of
    /// the region `root` around `at`, if that is earlier?
    #[must_use]
    pub fn overwritten_after(
        &self,
        tree: &Regions<'_>,
        place: &Place,
        at: Position,
        root: RegionId,
    ) -> bool {
        let life = tree.region_of_base(place.base);
        let life = if tree.contains(root, life) {
            life
        } else {
            root
        };
        self.of(place.base).iter().any(|(position, written)| {
            if disjoint(place, written) || !tree.contains(life, position.region) {
                return false;
            }
            let (read, write) = tree.common(at, *position);
            tree.loop_between(life, read.region) || write.index >= read.index
        })
    }
}

/// Calls `f` with every place that the operation moves out of.
pub fn moved_places(op: &Op, f: &mut dyn FnMut(&Place)) {
    match op {
        Op::Init(_, init) | Op::Assign(_, init) | Op::Push(_, init) => moved_by(init, f),
        _ => {}
    }
}

fn moved_by(init: &Init, f: &mut dyn FnMut(&Place)) {
    match init {
        Init::Move(p) => f(p),
        Init::Elements(parts) | Init::Tuple(parts) => {
            parts.iter().for_each(|part| moved_by(part, f))
        }
        Init::Repeat(element, _) => moved_by(element, f),
        Init::Struct(_, fields, _) | Init::Variant(_, fields) => {
            fields.iter().for_each(|(_, field)| moved_by(field, f));
        }
        Init::If(_, then, els) => {
            moved_by(then, f);
            moved_by(els, f);
        }
        Init::Atom(_)
        | Init::Empty(_)
        | Init::Copy(_)
        | Init::Pop(_)
        | Init::ZeroTangent(_)
        | Init::Default => {}
    }
}
