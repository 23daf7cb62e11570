//! Tapes: where what is kept of a loop goes. They are made before the outermost loop.
//!
//! Where constants bound the trips of all loops around, a tape is an array with a dimension for each of these loops,
//! indexed by the numbers of their trips: nothing is allocated. A function has room for so many numbers in such
//! arrays ([`ROOM`]); what goes beyond that, and what is kept of other loops, stands in a vector: at positions that
//! follow from the numbers of the trips where these are known on entry, else it is appended.

use super::forward::{Forward, trip_count, trip_number, trips_if, whole};
use super::{Context, Held, Item, Kept};
use crate::analyse::extent::{Extent, Extents};
use crate::analyse::regions::{RegionId, RegionKind};
use crate::ir::builder::{Builder, any_stmt};
use crate::ir::visit::regions;
use crate::ir::{
    self, Atom, BaseId, For, Init, Op, Place, Prim, Projection, Range, Region, Stmt, Type, ValueId,
};
use crate::sorted::Map;

/// How many numbers the tapes of a function may hold as arrays: 128 KiB of `f64`. A thread of the standard library has a
/// stack of 2 MiB, and functions call one another.
pub const ROOM: i128 = 16_384;

/// For how many a constant of unknown value (a const generic parameter) is taken. Its arrays are as large as those that
/// the caller chose to have on the stack, as long as at most [`GENERIC_DIMENSIONS`] of them are multiplied.
const GENERIC: i128 = 16;

/// See [`GENERIC`].
const GENERIC_DIMENSIONS: usize = 2;

/// For how many numbers a value of a type of the user's is taken.
const NAMED: i128 = 16;

/// Where an item of a loop is kept.
#[derive(Clone, Copy, Debug)]
pub struct Tape {
    /// The array, or the vector.
    pub base: BaseId,
    /// How it is laid out.
    pub layout: Layout,
}

/// How a tape is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// An array with a dimension for each loop around, outermost first.
    Array {
        /// Are the elements `Option`s, for want of something else to hold at first?
        optional: bool,
    },
    /// A vector.
    Vector,
}

impl Tape {
    /// An element of an array, by the numbers of the trips of the loops around, outermost first.
    pub fn element(&self, trips: impl IntoIterator<Item = Atom>) -> Place {
        let place = trips
            .into_iter()
            .fold(self.base.into(), |place: Place, trip| place.index(trip));
        match self.layout {
            Layout::Array { optional: true } => place.project(Projection::Inner),
            Layout::Array { optional: false } | Layout::Vector => place,
        }
    }
}

impl<'a> Context<'a> {
    /// The loops around a region inside its root, outermost first, itself included; `None` for one that does not count.
    pub fn loops_around(&self, region: RegionId) -> Vec<(RegionId, Option<&For>)> {
        let mut loops = Vec::new();
        let mut at = region;
        while !self.is_root(at) {
            if self.tree.facts(at).kind == RegionKind::Loop {
                let counted = match self.owner(at) {
                    Op::For(l) => Some(l),
                    _ => None,
                };
                loops.push((at, counted));
            }
            at = self.tree.parent(at);
        }
        loops.reverse();
        loops
    }
}

impl Forward<'_, '_> {
    /// Declares the tapes of all loops in a statement of the body.
    pub(super) fn declare_tapes(&mut self, b: &mut Builder, stmt: &Stmt) {
        for region in regions(&stmt.op) {
            // A root declares its own.
            if !self.context.is_root(self.context.tree.id(region)) {
                self.declare_tapes_in(b, region, Some(Atom::usize(1)), true);
            }
        }
    }

    /// `outer`: how many times the region around runs at most, where that is known before the statement of the body;
    /// `always`: it does run as often.
    fn declare_tapes_in(
        &mut self,
        b: &mut Builder,
        region: &Region,
        outer: Option<Atom>,
        always: bool,
    ) {
        let id = self.context.tree.id(region);
        let is_loop = self.context.tree.facts(id).kind == RegionKind::Loop;
        let has_tape = is_loop && self.plan.kept(id).next().is_some();
        if !has_tape && !self.has_tape_inside(region) {
            return;
        }
        let count = match (is_loop, self.context.owner(id)) {
            (true, Op::For(l)) => match (outer.clone(), self.trips_before(b, id, l, outer, always))
            {
                (Some(outer), Some(trips)) => {
                    if always && !l.breaks {
                        self.kept.borrow_mut().trips.insert(id, trips.clone());
                    }
                    Some(product(b, outer, trips))
                }
                _ => None,
            },
            (true, _) => None,
            // A branch runs at most as often as what is around it.
            (false, _) => outer,
        };
        if has_tape {
            let extents = self.extents(id);
            for item in self.plan.kept(id) {
                self.declare_tape(b, item, id, extents.as_deref(), count.as_ref());
            }
        }
        let leaves = matches!(self.context.owner(id), Op::For(l) if is_loop && l.breaks);
        let always = always && is_loop && !leaves;
        for stmt in &region.stmts {
            for inner in regions(&stmt.op) {
                self.declare_tapes_in(b, inner, count.clone(), always);
            }
        }
    }

    fn has_tape_inside(&self, region: &Region) -> bool {
        any_stmt(region, &|stmt| {
            regions(&stmt.op).into_iter().any(|r| {
                let id = self.context.tree.id(r);
                self.context.tree.facts(id).kind == RegionKind::Loop
                    && self.plan.kept(id).next().is_some()
            })
        })
    }

    fn declare_tape(
        &mut self,
        b: &mut Builder,
        item: Item,
        id: RegionId,
        extents: Option<&[Extent]>,
        count: Option<&Atom>,
    ) {
        let element = match self.is_optional(item, id) {
            true => Type::Option(Box::new(self.ty(item))),
            false => self.ty(item),
        };
        let (ty, init, layout) = match extents.and_then(|extents| self.array_of(&element, extents))
        {
            Some((ty, optional)) => (ty, Init::Default, Layout::Array { optional }),
            None => {
                let indexed = self.is_indexed(item, id);
                if !indexed {
                    let loops = self.context.loops_around(id);
                    let pushed = &mut self.kept.borrow_mut().pushed;
                    pushed.extend(loops.iter().map(|(id, _)| *id));
                }
                let (ty, init) = vector_of(element, count, indexed);
                (ty, init, Layout::Vector)
            }
        };
        let of = self.name(b, item);
        let name = match of.is_empty() {
            true => "tape".to_string(),
            false => format!("{of}_tape"),
        };
        let base = b.init(ty, name, init);
        let loops = self.context.loops_around(id);
        b.f.tapes.push(ir::Tape {
            base,
            of,
            element: self.ty(item),
            loops: loops.iter().map(|(id, _)| self.in_source(*id)).collect(),
            last: false,
        });
        self.kept
            .borrow_mut()
            .tapes
            .insert((item, id), Tape { base, layout });
    }

    /// Where the loop stands of which a region is the body.
    fn in_source(&self, id: RegionId) -> ir::SpanId {
        self.context
            .tree
            .stmt(self.context.tree.facts(id).owner)
            .span
    }

    /// How often the loops around run at most, outermost first, where constants say so of all of them.
    fn extents(&self, region: RegionId) -> Option<Vec<Extent>> {
        let extents = Extents::new(self.context.f, &self.context.tree);
        let loops = self.context.loops_around(region);
        loops
            .into_iter()
            .map(|(_, l)| extents.trips(&l?.range))
            .collect()
    }

    /// The array of so many of an element, and whether it is of `Option`s, if there is room for it.
    fn array_of(&mut self, element: &Type, extents: &[Extent]) -> Option<(Type, bool)> {
        let mut size = Size {
            numbers: 1,
            generic: 0,
        };
        extents.iter().for_each(|extent| size.times(extent.value()));
        size.element(&self.context.f.lengths, element)?;
        if size.numbers > self.room || size.generic > GENERIC_DIMENSIONS {
            return None;
        }
        self.room -= size.numbers;
        let optional = !element.has_default();
        let element = match optional {
            true => Type::Option(Box::new(element.clone())),
            false => element.clone(),
        };
        let array = |ty, extent: &Extent| Type::Array(Box::new(ty), Some(extent.spelled()));
        Some((extents.iter().rev().fold(element, array), optional))
    }

    /// Is the item stored in its vector at a position, instead of being appended?
    fn is_indexed(&self, item: Item, region: RegionId) -> bool {
        let is_number = matches!(self.ty(item), Type::Float(_) | Type::Int(_) | Type::Bool);
        is_number && !self.is_memory(item) && self.kept.borrow().trips.contains_key(&region)
    }

    /// Puts what is kept of a trip on the tapes.
    pub(super) fn record(&self, b: &mut Builder, region: RegionId) {
        let (mut trips, mut position): (Option<Vec<Atom>>, _) = (None, None);
        for item in self.plan.kept(region) {
            let tape = self.kept.borrow().tapes[&(item, region)];
            let held = self.held(item, region);
            let init = match &held {
                Held::Value(atom) => Init::Atom(atom.clone()),
                Held::Memory(place) => {
                    Init::Move(whole(place.clone(), self.is_optional(item, region)))
                }
            };
            let op = match (tape.layout, held) {
                (Layout::Array { optional }, held) => {
                    let trips = trips.get_or_insert_with(|| self.trip_numbers(b, region));
                    let place = whole(tape.element(trips.iter().cloned()), optional);
                    match held {
                        _ if optional => Op::Assign(place, Init::some(init)),
                        Held::Value(atom) => Op::Store(place, atom),
                        Held::Memory(_) => Op::Assign(place, init),
                    }
                }
                (Layout::Vector, Held::Value(atom)) if self.is_indexed(item, region) => {
                    let position = position.get_or_insert_with(|| self.position(b, region));
                    Op::Store(tape.element([position.clone()]), atom)
                }
                (Layout::Vector, Held::Value(_) | Held::Memory(_)) => {
                    Op::Push(tape.base.into(), init)
                }
            };
            b.effect(op);
        }
    }

    /// The numbers of the trips that run, of the loops around a region, outermost first.
    fn trip_numbers(&self, b: &mut Builder, region: RegionId) -> Vec<Atom> {
        let loops = self.context.loops_around(region);
        let counted = loops.into_iter().filter_map(|(id, l)| Some((id, l?)));
        counted
            .map(|(id, l)| {
                let in_order = l.breaks || self.kept.borrow().pushed.contains(&id);
                trip_number(b, &l.range, in_order, l.body.params[0].into())
            })
            .collect()
    }

    /// The position in the vectors of a loop of the trip that runs, by the indices of the loops around it.
    fn position(&self, b: &mut Builder, region: RegionId) -> Atom {
        let loops = self.context.loops_around(region);
        let trips = self.trip_numbers(b, region);
        let kept = self.kept.borrow();
        let loops = loops
            .into_iter()
            .map(|(id, _)| kept.trips.get(&id).cloned());
        position(b, trips.into_iter().zip(loops)).unwrap_or(Atom::usize(0))
    }

    /// How often a loop runs, where that is known before the statement of the body in which it is: from its bounds, or
    /// from what they are computed of, where the loop is reached whenever what is around it runs.
    fn trips_before(
        &self,
        b: &mut Builder,
        loop_body: RegionId,
        l: &For,
        outer: Option<Atom>,
        always: bool,
    ) -> Option<Atom> {
        let outer = outer?;
        if self.known_before(loop_body, &l.range) {
            return Some(trip_count(b, &l.range));
        }
        let mut chain = Vec::new();
        for end in [&l.range.lo, &l.range.hi] {
            if !always || !self.computable_before(loop_body, end, &mut chain) {
                return None;
            }
        }
        // What is around it may not run at all, and then its bounds may not be computed.
        let runs = b.prim(Prim::Lt, vec![Atom::usize(0), outer]);
        b.open_branch();
        let renamed = |again: &Map<ValueId, Atom>, a: &Atom| {
            let known = a.value().and_then(|v| again.get(&v));
            known.unwrap_or(a).clone()
        };
        let mut again = Map::new();
        for v in chain {
            let Some(Op::Prim(prim, args)) = self.context.tree.definer(v).map(|s| &s.op) else {
                continue;
            };
            let args = args.iter().map(|a| renamed(&again, a)).collect();
            let data = &self.context.f.values[v.index()];
            let value = b.op(Op::Prim(*prim, args), data.ty.clone(), data.name.clone());
            again.insert(v, Atom::Value(value));
        }
        let range = Range {
            lo: renamed(&again, &l.range.lo),
            hi: renamed(&again, &l.range.hi),
            ..l.range.clone()
        };
        let trips = trip_count(b, &range);
        Some(trips_if(b, runs, trips))
    }

    /// Can a value be computed before the statement of the body in which a loop is, by arithmetic of integers alone?
    /// Puts the values on the way into `chain`, operands first.
    fn computable_before(
        &self,
        loop_body: RegionId,
        atom: &Atom,
        chain: &mut Vec<ValueId>,
    ) -> bool {
        let range = Range {
            lo: atom.clone(),
            hi: atom.clone(),
            inclusive: false,
            reversed: false,
        };
        let Some(v) = atom
            .value()
            .filter(|_| !self.known_before(loop_body, &range))
        else {
            return true;
        };
        if chain.contains(&v) {
            return true;
        }
        let Some(Op::Prim(Prim::Add | Prim::Sub | Prim::Mul, args)) =
            self.context.tree.definer(v).map(|s| &s.op)
        else {
            return false;
        };
        let is_integer = matches!(self.context.f.ty(v), Type::Int(_));
        if !is_integer
            || !args
                .iter()
                .all(|a| self.computable_before(loop_body, a, chain))
        {
            return false;
        }
        chain.push(v);
        true
    }

    /// Are the bounds of a loop known before the statement of the body in which it is?
    fn known_before(&self, loop_body: RegionId, range: &Range) -> bool {
        let tree = &self.context.tree;
        let mut top = tree.facts(loop_body).owner;
        while !self.context.is_root(top.region) {
            top = tree.facts(top.region).owner;
        }
        [&range.lo, &range.hi]
            .into_iter()
            .all(|atom| match atom.value() {
                None => true,
                Some(v) if !self.context.is_root(tree.region_of(v)) => false,
                Some(v) => tree
                    .position_of(v)
                    .is_none_or(|at| at.region != top.region || at.index < top.index),
            })
    }
}

/// The position of a trip in a vector, from the trip and the number of trips of each loop around, outermost first;
/// `None` where a number of trips was not known on entry.
pub fn position(
    b: &mut Builder,
    loops: impl IntoIterator<Item = (Atom, Option<Atom>)>,
) -> Option<Atom> {
    let mut position = None;
    for (trip, trips) in loops {
        let trips = trips?;
        position = Some(match position {
            None => trip,
            Some(outer) => {
                let before = b.prim(Prim::Mul, vec![outer, trips]);
                b.prim(Prim::Add, vec![before, trip])
            }
        });
    }
    position
}

impl Kept {
    /// Does a tape of the region have to be read by a cursor, or a position: is it a vector?
    pub fn vector(
        &self,
        region: RegionId,
        items: impl IntoIterator<Item = Item>,
    ) -> Option<BaseId> {
        let mut tapes = items.into_iter().map(|item| self.tapes[&(item, region)]);
        tapes
            .find(|tape| tape.layout == Layout::Vector)
            .map(|tape| tape.base)
    }
}

/// How large an array is.
struct Size {
    numbers: i128,
    /// How many of its dimensions have a length that is not known.
    generic: usize,
}

impl Size {
    fn times(&mut self, length: Option<i128>) {
        self.generic += usize::from(length.is_none());
        self.numbers = self
            .numbers
            .saturating_mul(length.unwrap_or(GENERIC).max(0));
    }

    /// Multiplies it by the size of an element; `None` if such elements may not stand in an array.
    fn element(&mut self, lengths: &Lengths, ty: &Type) -> Option<()> {
        match ty {
            Type::Float(_) | Type::Int(_) | Type::Bool | Type::Char | Type::Unit => {}
            Type::Array(element, Some(n)) => {
                let known = n.parse().ok().or_else(|| lengths.get(n)?.map(i128::from));
                self.times(known);
                self.element(lengths, element)?;
            }
            Type::Tuple(types) => {
                let one = Size {
                    numbers: 1,
                    generic: 0,
                };
                let mut all = 0;
                for ty in types {
                    let mut part = Size { ..one };
                    part.element(lengths, ty)?;
                    all += part.numbers;
                    self.generic += part.generic;
                }
                self.times(Some(all));
            }
            Type::Option(ty) => {
                self.times(Some(2));
                self.element(lengths, ty)?;
            }
            Type::Named(_) => self.times(Some(NAMED)),
            // They are on the heap, or not known.
            Type::Vec(_)
            | Type::Slice(_)
            | Type::Array(_, None)
            | Type::Lanes(..)
            | Type::Boxed(_)
            | Type::Result(..)
            | Type::Ref(_)
            | Type::Opaque
            | Type::Position
            | Type::Tangent
            | Type::Unknown
            | Type::Infer(_) => return None,
        }
        Some(())
    }
}

/// See [`crate::ir::Function::lengths`].
type Lengths = Map<String, Option<u64>>;

fn product(b: &mut Builder, outer: Atom, trips: Atom) -> Atom {
    match (outer.as_int(), trips.as_int()) {
        (Some(m), Some(n)) => Atom::usize(usize::try_from(m * n).expect("a count")),
        (Some(1), None) => trips,
        _ => b.prim(Prim::Mul, vec![outer, trips]),
    }
}

/// A vector for so many elements: its type, and what it is at first.
fn vector_of(element: Type, count: Option<&Atom>, indexed: bool) -> (Type, Init) {
    let init = match count {
        Some(count) if indexed => {
            Init::Repeat(Box::new(Init::Atom(Atom::zero(&element))), count.clone())
        }
        count => Init::Empty(count.cloned()),
    };
    (Type::Vec(Box::new(element)), init)
}
