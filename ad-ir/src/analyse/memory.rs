//! Which memory is overwritten: whether what was read can be read again later.

use super::dependence::Accesses;
use super::regions::{Position, RegionId, Regions};
use crate::hashed::HashMap;
use crate::ir::overlap::disjoint;
use crate::ir::visit::{places, regions};
use crate::ir::{BaseId, Function, Init, Op, Place, Projection, Region, Type};
use std::cell::RefCell;

/// All writes, by base.
pub struct Writes {
    writes: Vec<Vec<(Position, Place)>>,
    /// The types of values, where indices are to be told apart.
    types: Option<Vec<Type>>,
    /// Whether an element that was read somewhere is never overwritten by a write, where that was asked before.
    apart: RefCell<HashMap<Question, bool>>,
}

/// What is read and where, which write, and during which region.
type Question = (Place, RegionId, usize, usize, RegionId);

impl Writes {
    /// Gathers the writes of a function. A base that is moved away counts as written: its content is gone.
    #[must_use]
    pub fn new(f: &Function, tree: &Regions<'_>) -> Writes {
        let mut writes = Writes {
            writes: vec![Vec::new(); f.bases.len()],
            types: None,
            apart: RefCell::default(),
        };
        writes.region(&f.body, tree);
        writes
    }

    /// The same, with elements told apart by what is known of their indices ([`super::dependence`]).
    #[must_use]
    pub fn with_dependences(mut self, f: &Function) -> Writes {
        self.types = Some(f.values.iter().map(|data| data.ty.clone()).collect());
        self
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
        self.of(place.base)
            .iter()
            .enumerate()
            .any(|(n, (position, written))| {
                if disjoint(place, written) || !tree.contains(life, position.region) {
                    return false;
                }
                let (read, write) = tree.common(at, *position);
                (tree.loop_between(life, read.region) || write.index >= read.index)
                    && !self.apart(tree, (place, at), (n, written, *position), life)
            })
    }

    /// Is the element that is read never overwritten by that write, by their indices?
    fn apart(
        &self,
        tree: &Regions<'_>,
        (place, at): (&Place, Position),
        (n, written, position): (usize, &Place, Position),
        life: RegionId,
    ) -> bool {
        let indexed = |p: &Place| {
            p.projections
                .iter()
                .any(|p| matches!(p, Projection::Index(_)))
        };
        let Some(types) = self
            .types
            .as_deref()
            .filter(|_| indexed(place) && indexed(written))
        else {
            return false;
        };
        let question = (place.clone(), at.region, at.index, n, life);
        if let Some(known) = self.apart.borrow().get(&question) {
            return *known;
        }
        let accesses = Accesses { tree, types, life };
        let apart = accesses.never_overwrites((place, at), (written, position));
        self.apart.borrow_mut().insert(question, apart);
        apart
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
        | Init::Lent(_)
        | Init::Pop(_)
        | Init::ZeroTangent(_)
        | Init::ZeroOf(_)
        | Init::Default => {}
    }
}
