//! The tree of regions: where each value and base is defined, and what runs before what.

use crate::hashed::HashMap;
use crate::ir::visit::regions;
use crate::ir::{BaseId, Function, Op, ParamKind, Region, Stmt, ValueId};

/// A region, numbered in the order of the text; the body of the function is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionId(pub u32);

impl RegionId {
    /// The body of the function.
    pub const BODY: RegionId = RegionId(0);

    /// The index into tables of regions.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// How a region runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionKind {
    /// Once: the body of the function.
    Body,
    /// At most once each time that its owner runs.
    Branch,
    /// Any number of times: the body of a loop.
    Loop,
    /// The condition of a `while`.
    Condition,
}

/// A place in the text: a statement of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The region.
    pub region: RegionId,
    /// The number of the statement.
    pub index: usize,
}

/// What is known of a region.
#[derive(Clone, Debug)]
pub struct RegionFacts {
    /// How it runs.
    pub kind: RegionKind,
    /// The statement that owns it; for the body, itself.
    pub owner: Position,
}

/// The tree.
pub struct Regions<'a> {
    facts: Vec<RegionFacts>,
    regions: Vec<&'a Region>,
    ids: HashMap<*const Region, RegionId>,
    values: Vec<RegionId>,
    definers: Vec<Option<&'a Stmt>>,
    positions: Vec<Option<Position>>,
    bases: Vec<RegionId>,
}

impl<'a> Regions<'a> {
    /// Walks the function once.
    #[must_use]
    pub fn new(f: &'a Function) -> Regions<'a> {
        let mut tree = Regions {
            facts: Vec::new(),
            regions: Vec::new(),
            ids: HashMap::default(),
            values: vec![RegionId::BODY; f.values.len()],
            definers: vec![None; f.values.len()],
            positions: vec![None; f.values.len()],
            bases: vec![RegionId::BODY; f.bases.len()],
        };
        let owner = Position {
            region: RegionId::BODY,
            index: 0,
        };
        tree.region(&f.body, RegionKind::Body, owner);
        debug_assert!(f.params.iter().all(
            |p| !matches!(p.kind, ParamKind::Value(v) if tree.region_of(v) != RegionId::BODY)
        ));
        tree
    }

    fn region(&mut self, region: &'a Region, kind: RegionKind, owner: Position) {
        let id = RegionId(u32::try_from(self.regions.len()).expect("fewer than 2^32 regions"));
        self.facts.push(RegionFacts { kind, owner });
        self.regions.push(region);
        self.ids.insert(region, id);
        for v in &region.params {
            self.values[v.index()] = id;
        }
        for (index, stmt) in region.stmts.iter().enumerate() {
            let position = Position { region: id, index };
            for v in &stmt.results {
                self.values[v.index()] = id;
                self.definers[v.index()] = Some(stmt);
                self.positions[v.index()] = Some(position);
            }
            if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
                self.bases[b.index()] = id;
            }
            for (i, inner) in regions(&stmt.op).into_iter().enumerate() {
                let kind = match &stmt.op {
                    Op::While(_) if i == 0 => RegionKind::Condition,
                    Op::While(_) | Op::For(_) => RegionKind::Loop,
                    _ => RegionKind::Branch,
                };
                self.region(inner, kind, position);
            }
        }
    }

    /// The number of regions.
    #[must_use]
    pub fn count(&self) -> usize {
        self.regions.len()
    }

    /// The number of a region of this function.
    #[must_use]
    pub fn id(&self, region: &Region) -> RegionId {
        self.ids[&std::ptr::from_ref(region)]
    }

    /// The region of this number.
    #[must_use]
    pub fn get(&self, id: RegionId) -> &'a Region {
        self.regions[id.index()]
    }

    /// What is known of a region.
    #[must_use]
    pub fn facts(&self, id: RegionId) -> &RegionFacts {
        &self.facts[id.index()]
    }

    /// The region around a region; the body's is itself.
    #[must_use]
    pub fn parent(&self, id: RegionId) -> RegionId {
        self.facts[id.index()].owner.region
    }

    /// The statement at a position.
    #[must_use]
    pub fn stmt(&self, position: Position) -> &'a Stmt {
        &self.get(position.region).stmts[position.index]
    }

    /// The region in which a value is defined.
    #[must_use]
    pub fn region_of(&self, v: ValueId) -> RegionId {
        self.values[v.index()]
    }

    /// The statement that defines a value; none for parameters.
    #[must_use]
    pub fn definer(&self, v: ValueId) -> Option<&'a Stmt> {
        self.definers[v.index()]
    }

    /// Where the statement stands that defines a value.
    #[must_use]
    pub fn position_of(&self, v: ValueId) -> Option<Position> {
        self.positions[v.index()]
    }

    /// The region in which a base is declared.
    #[must_use]
    pub fn region_of_base(&self, b: BaseId) -> RegionId {
        self.bases[b.index()]
    }

    /// Is `outer` the region `inner` or around it?
    #[must_use]
    pub fn contains(&self, outer: RegionId, inner: RegionId) -> bool {
        let mut at = inner;
        loop {
            if at == outer {
                return true;
            }
            if at == RegionId::BODY {
                return false;
            }
            at = self.parent(at);
        }
    }

    /// The innermost region around both positions, and where each stands in it.
    #[must_use]
    pub fn common(&self, a: Position, b: Position) -> (Position, Position) {
        let (mut a, mut b) = (a, b);
        while a.region != b.region {
            // The region with the greater number is the inner one, or lies later: climb out of it.
            if a.region > b.region {
                a = self.facts[a.region.index()].owner;
            } else {
                b = self.facts[b.region.index()].owner;
            }
        }
        (a, b)
    }

    /// Is there a loop around `inner`, inside `outer`, `inner` included and `outer` not?
    #[must_use]
    pub fn loop_between(&self, outer: RegionId, inner: RegionId) -> bool {
        let mut at = inner;
        while at != outer && at != RegionId::BODY {
            if self.facts(at).kind == RegionKind::Loop {
                return true;
            }
            at = self.parent(at);
        }
        false
    }
}
