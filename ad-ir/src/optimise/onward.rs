//! From one trip to the next: what a loop leaves at the end of a trip is what it finds at the beginning of the next one, and
//! needs to be kept once.
//!
//! Reverse mode keeps what a trip found, be it memory or a number that the loop carries, where the reverse of the trip asks for
//! that, and what the trip left, where it asks for that. Where one tape holds the former and another one the latter, or parts of
//! it, the latter is read from the former at the trip after. There is one more place on that tape then, for what the last
//! trip left.
//!
//! A tape holds the trips of one loop, by their numbers: it was made before the loop, in the same region. This comes after [`unseen`],
//! which may find that memory need not be kept before a call.
//!
//! [`unseen`]: super::unseen

use super::summed::writes;
use super::{Stats, optimise, untaped};
use crate::analyse::memory::moved_places;
use crate::ir::visit::{
    all_places, place_atoms, place_atoms_mut, places, regions, regions_mut, statements,
};
use crate::ir::{
    Atom, BaseId, For, Function, Init, Op, Place, Prim, Projection, Range, Region, SpanId, Stmt,
    Type, ValueId,
};
use crate::sorted::{Map, Set};

/// Reads such tapes at the trip after.
pub fn onward(f: &mut Function) -> Stats {
    let (split, mut body) = (f.split, std::mem::take(&mut f.body));
    let mut made = Map::new();
    statements(&body, &mut |stmt| {
        if let Op::Prim(prim, args) = &stmt.op {
            made.insert(stmt.results[0], (*prim, args.clone()));
        }
    });
    let mut pass = Onward {
        tapes: f.tapes.iter().map(|tape| tape.base).collect(),
        made,
        f,
        stats: Stats::default(),
    };
    let forward = pass.region(&mut body, split);
    let stats = pass.stats;
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    if stats.changed > 0 {
        // What is not read back any more is not kept.
        optimise(f);
        untaped(f);
    }
    stats
}

struct Onward<'a> {
    /// The function without its body.
    f: &'a mut Function,
    tapes: Set<BaseId>,
    /// What values are made of.
    made: Map<ValueId, (Prim, Vec<Atom>)>,
    stats: Stats,
}

/// What stays from one trip of a loop to the next.
#[derive(Clone, Copy)]
enum Stays {
    /// What this memory holds.
    Memory(BaseId),
    /// What the loop carries, by its number.
    Carried(usize),
}

/// A tape of what trips find at their beginning.
#[derive(Clone, Copy)]
struct Beginnings {
    tape: BaseId,
    of: Stays,
}

/// A tape of what trips leave at their end.
struct Ends {
    /// Where on the tape a trip puts it.
    place: Place,
    /// Which part of what stays it is.
    part: Vec<Projection>,
    /// The loops in which it does so, outermost first.
    loops: Vec<Loop>,
}

/// A loop: its index, and over what it counts.
type Loop = (ValueId, Range);

/// The indices of loops, and those of the loops that are their reverse.
type Indices = Map<ValueId, ValueId>;

impl Onward<'_> {
    /// Gives the number of statements that the first `split` of the region became.
    fn region(&mut self, region: &mut Region, split: Option<usize>) -> usize {
        for stmt in &mut region.stmts {
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner, None);
            }
        }
        let mut forward = split.unwrap_or(0);
        let mut at = 0;
        while at < region.stmts.len() {
            match self.kept_once(&mut region.stmts, at) {
                // There may be another tape of that loop.
                Some(before) => {
                    forward += if at < forward { before + 1 } else { 0 };
                    at += before;
                }
                None => at += 1,
            }
        }
        forward
    }

    /// Rewrites what is kept of the loop at a position, if it is kept twice; gives the number of statements that came before.
    fn kept_once(&mut self, stmts: &mut Vec<Stmt>, at: usize) -> Option<usize> {
        let (before, after) = stmts.split_at(at);
        let (first, after) = after.split_first()?;
        let Op::For(l) = &first.op else {
            return None;
        };
        let from_zero = l.range.lo.is_zero_int();
        let counts = from_zero && !l.breaks && !l.range.inclusive && !l.range.reversed;
        if !counts || self.f.ty(l.body.params[0]) != &Type::USIZE {
            return None;
        }
        let (of, ends) = l.body.stmts.iter().find_map(|stmt| {
            let of = beginnings(l, stmt)?;
            if !self.tapes.contains(&of.tape) || !self.is_of_trips(of, before, l, after) {
                return None;
            }
            let ends = ends(l, of).into_iter().find(|ends| {
                self.tapes.contains(&ends.place.base) && self.is_read_back(ends, l, after)
            });
            Some((of, ends?))
        })?;
        let trips = l.range.hi.clone();
        let after = &mut stmts[at + 1..];
        self.read_onward(after, (&ends, of.tape), 0, &Indices::new(), None);
        self.stats.changed += 1;
        Some(self.one_more(stmts, at, of, trips))
    }

    /// Does the tape hold what its loop finds at the beginning of each trip, by the number of the trip, and nothing else?
    fn is_of_trips(&self, of: Beginnings, before: &[Stmt], l: &For, after: &[Stmt]) -> bool {
        let made = before.iter().any(|stmt| match &stmt.op {
            Op::Init(b, init) if *b == of.tape => match init {
                Init::Empty(_) | Init::Repeat(..) => true,
                Init::Default => self.longer(of.tape).is_some(),
                _ => false,
            },
            _ => false,
        });
        let selected = |p: &Place| matches!(p.projections.first(), Some(Projection::Index(_)));
        let mut read_by_trip = true;
        for stmt in after {
            statements_of(stmt, &mut |stmt| {
                places(&stmt.op, &mut |p, used| {
                    read_by_trip &= p.base != of.tape || selected(p) && !used.writes();
                });
            });
        }
        made && read_by_trip && times(before, of.tape) == 0 && times(&l.body.stmts, of.tape) == 1
    }

    /// The type of a tape in an array, with one more element.
    fn longer(&self, tape: BaseId) -> Option<Type> {
        match &self.f.bases[tape.index()].ty {
            Type::Array(element, Some(n)) => {
                let n: u64 = n.parse().ok()?;
                Some(Type::Array(element.clone(), Some((n + 1).to_string())))
            }
            _ => None,
        }
    }

    /// Does the reverse of a loop read of this tape what each trip has put there, and does nothing else look at it?
    fn is_read_back(&self, ends: &Ends, l: &For, after: &[Stmt]) -> bool {
        let read = self.reads(after, ends, 0, &Indices::new());
        read > 0
            && read == times(after, ends.place.base)
            && times(&l.body.stmts, ends.place.base) == 1
    }

    /// How often statements read what a trip has put on a tape, in loops over the same trips.
    fn reads(&self, stmts: &[Stmt], ends: &Ends, depth: usize, indices: &Indices) -> usize {
        let reads = stmts.iter().map(|stmt| match &stmt.op {
            Op::Load(place) => usize::from(self.is_end(ends, place, depth, indices)),
            Op::For(l) => match self.entered(l, ends, depth, indices) {
                Some(indices) => self.reads(&l.body.stmts, ends, depth + 1, &indices),
                None => 0,
            },
            op => regions(op)
                .iter()
                .map(|inner| self.reads(&inner.stmts, ends, depth, indices))
                .sum(),
        });
        reads.sum()
    }

    /// The indices in a loop, if that is over the same trips as the next one in which the tape is filled.
    fn entered(&self, l: &For, ends: &Ends, depth: usize, indices: &Indices) -> Option<Indices> {
        let (index, range) = ends.loops.get(depth)?;
        let alike = !l.breaks
            && range.inclusive == l.range.inclusive
            && self.same(&range.lo, &l.range.lo, indices)
            && self.same(&range.hi, &l.range.hi, indices);
        let mut indices = indices.clone();
        indices.insert(*index, l.body.params[0]);
        alike.then_some(indices)
    }

    /// Is it where, in trips of these indices, something was put on the tape?
    fn is_end(&self, ends: &Ends, place: &Place, depth: usize, indices: &Indices) -> bool {
        let (put, read) = (&ends.place.projections, &place.projections);
        place.base == ends.place.base
            && depth == ends.loops.len()
            && put.len() == read.len()
            && put.iter().zip(read).all(|both| match both {
                (Projection::Index(a), Projection::Index(b)) => self.same(a, b, indices),
                (Projection::Range(lo, hi), Projection::Range(from, to)) => {
                    [(lo, from), (hi, to)].iter().all(|ends| match ends {
                        (Some(a), Some(b)) => self.same(a, b, indices),
                        (a, b) => a.is_none() && b.is_none(),
                    })
                }
                _ => false,
            })
    }

    /// Are they the same in trips of these indices?
    fn same(&self, a: &Atom, b: &Atom, indices: &Indices) -> bool {
        let (Atom::Value(u), Atom::Value(v)) = (a, b) else {
            return a == b;
        };
        if let Some(index) = indices.get(u) {
            return index == v;
        }
        let made = |v: &ValueId| self.made.get(v).map(|(prim, args)| (*prim, args));
        u == v
            || matches!((made(u), made(v)), (Some((f, left)), Some((g, right)))
                if f == g && left.iter().zip(right).all(|(a, b)| self.same(a, b, indices)))
    }

    /// Reads what trips have put on a tape from the tape of what the trips after them found; `next` is the number of that trip.
    fn read_onward(
        &mut self,
        stmts: &mut [Stmt],
        (ends, tape): (&Ends, BaseId),
        depth: usize,
        indices: &Indices,
        next: Option<ValueId>,
    ) {
        for stmt in stmts {
            let span = stmt.span;
            match &mut stmt.op {
                Op::Load(place) => {
                    if self.is_end(ends, place, depth, indices)
                        && let Some(next) = next
                    {
                        *place = ends.part_of(&Place::from(tape).index(next), indices);
                    }
                }
                Op::For(l) => {
                    let Some(indices) = self.entered(l, ends, depth, indices) else {
                        continue;
                    };
                    let (depth, mut next) = (depth + 1, next);
                    if next.is_none() && self.reads(&l.body.stmts, ends, depth, &indices) > 0 {
                        let one = vec![l.body.params[0].into(), Atom::usize(1)];
                        let (v, sum) = self.sum(one, span);
                        l.body.stmts.insert(0, sum);
                        next = Some(v);
                    }
                    self.read_onward(&mut l.body.stmts, (ends, tape), depth, &indices, next);
                }
                op => {
                    for inner in regions_mut(op) {
                        let stmts = &mut inner.stmts;
                        self.read_onward(stmts, (ends, tape), depth, indices, next);
                    }
                }
            }
        }
    }

    /// Makes room on a tape for what the last trip leaves, and puts it there; gives the number of statements that came
    /// before the loop.
    fn one_more(&mut self, stmts: &mut Vec<Stmt>, at: usize, of: Beginnings, trips: Atom) -> usize {
        let Stmt { span, results, .. } = &stmts[at];
        let (span, tape) = (*span, Place::from(of.tape));
        let is_vector = matches!(self.f.place_ty(&tape), Type::Vec(_));
        let op = match of.of {
            Stays::Memory(base) if is_vector => Op::Push(tape, Init::Copy(base.into())),
            Stays::Memory(base) => Op::Assign(tape.index(trips), Init::Copy(base.into())),
            Stays::Carried(k) => Op::Store(tape.index(trips), results[k].into()),
        };
        let last = Stmt {
            results: Vec::new(),
            op,
            span,
        };
        stmts.insert(at + 1, last);
        if let Some(longer) = self.longer(of.tape) {
            self.f.bases[of.tape.index()].ty = longer;
        }
        let mut added = 0;
        for i in (0..at).rev() {
            let count = match &stmts[i].op {
                Op::Init(b, Init::Empty(Some(n)) | Init::Repeat(_, n)) if *b == of.tape => {
                    n.clone()
                }
                _ => continue,
            };
            let (more, sum) = self.sum(vec![count, Atom::usize(1)], span);
            if let Op::Init(_, Init::Empty(Some(n)) | Init::Repeat(_, n)) = &mut stmts[i].op {
                *n = more.into();
            }
            stmts.insert(i, sum);
            added = 1;
        }
        let tapes = self.f.tapes.iter_mut();
        tapes
            .filter(|tape| tape.base == of.tape)
            .for_each(|tape| tape.last = true);
        added
    }

    fn sum(&mut self, args: Vec<Atom>, span: SpanId) -> (ValueId, Stmt) {
        let v = self.f.new_value(Type::USIZE, "");
        let sum = Stmt {
            results: vec![v],
            op: Op::Prim(Prim::Add, args),
            span,
        };
        (v, sum)
    }
}

impl Ends {
    /// The part of what a trip found, in the reverse of the trip before.
    fn part_of(&self, found: &Place, indices: &Indices) -> Place {
        let mut place = found.clone();
        place.projections.extend(self.part.iter().cloned());
        place_atoms_mut(&mut place, &mut |a| {
            if let Some(index) = a.value().and_then(|v| indices.get(&v)) {
                *a = (*index).into();
            }
        });
        place
    }
}

/// What a statement of a loop keeps of what the trip has found, if it does.
fn beginnings(l: &For, stmt: &Stmt) -> Option<Beginnings> {
    let index = Projection::Index(l.body.params[0].into());
    let of_trip = |place: &Place| place.projections == [index.clone()];
    let (place, of) = match &stmt.op {
        Op::Push(place, init) if place.projections.is_empty() => (place, found(l, stmt, init)?),
        Op::Assign(place, init) if of_trip(place) => (place, found(l, stmt, init)?),
        Op::Store(place, Atom::Value(v)) if of_trip(place) => {
            let carried = l.body.params[1..].iter().position(|param| param == v)?;
            (place, Stays::Carried(carried))
        }
        _ => return None,
    };
    let tape = place.base;
    Some(Beginnings { tape, of })
}

/// The memory of which a statement of a loop keeps what it holds at the beginning of a trip.
fn found(l: &For, stmt: &Stmt, init: &Init) -> Option<Stays> {
    let at = l.body.stmts.iter().position(|s| std::ptr::eq(s, stmt))?;
    let whole = |p: &Place| p.projections.is_empty().then_some(p.base);
    let (copied_at, base) = match init {
        Init::Copy(p) => (at, whole(p)?),
        Init::Move(p) => {
            let copy = whole(p)?;
            l.body.stmts[..at]
                .iter()
                .enumerate()
                .find_map(|(i, s)| match &s.op {
                    Op::Init(b, Init::Copy(p)) if *b == copy => Some((i, whole(p)?)),
                    _ => None,
                })?
        }
        _ => return None,
    };
    let (mut declared, mut moved) = (false, false);
    statements(&l.body, &mut |stmt| {
        declared |= matches!(&stmt.op, Op::Init(b, _) | Op::Call(_, Some(b)) if *b == base);
        moved_places(&stmt.op, &mut |p| moved |= p.base == base);
    });
    let early = !l.body.stmts[..copied_at]
        .iter()
        .any(|stmt| writes(stmt, base));
    // What was copied is what is kept.
    let as_copied = match init {
        Init::Move(p) => !l.body.stmts[copied_at + 1..at]
            .iter()
            .any(|stmt| writes(stmt, p.base)),
        _ => true,
    };
    (early && as_copied && !declared && !moved).then_some(Stays::Memory(base))
}

/// What trips of a loop put on tapes of what they leave for the next one.
fn ends(l: &For, of: Beginnings) -> Vec<Ends> {
    let mut inside: Set<ValueId> = l.body.params.iter().copied().collect();
    statements(&l.body, &mut |stmt| {
        inside.extend(stmt.results.iter().copied());
        for inner in regions(&stmt.op) {
            inside.extend(inner.params.iter().copied());
        }
    });
    let mut found = Vec::new();
    let loops = vec![(l.body.params[0], l.range.clone())];
    stores(&l.body, &loops, &mut |place, v, loops| {
        let part = match of.of {
            Stays::Carried(k) => (l.body.yields[k].value() == Some(v)).then(Vec::new),
            Stays::Memory(base) => last_read(l, base, v),
        };
        let Some(part) = part else {
            return;
        };
        let known = |a: &Atom| match a.value() {
            Some(v) => !inside.contains(&v) || loops.iter().any(|(index, _)| *index == v),
            None => true,
        };
        let mut everywhere = place.base != of.tape;
        let selected = Place {
            base: place.base,
            projections: part,
        };
        place_atoms(&selected, &mut |a| everywhere &= known(a));
        if everywhere {
            found.push(Ends {
                place: place.clone(),
                part: selected.projections,
                loops: loops.to_vec(),
            });
        }
    });
    found
}

/// The part of memory that a value is read from, if a trip does not write to that memory any more.
fn last_read(l: &For, base: BaseId, v: ValueId) -> Option<Vec<Projection>> {
    let (at, place) = l.body.stmts.iter().enumerate().find_map(|(at, stmt)| {
        let mut read = None;
        statements_of(stmt, &mut |stmt| match &stmt.op {
            Op::Load(p) if p.base == base && stmt.results.contains(&v) => read = Some(p.clone()),
            _ => {}
        });
        Some((at, read?))
    })?;
    let stays = !l.body.stmts[at..].iter().any(|stmt| writes(stmt, base));
    stays.then_some(place.projections)
}

/// Calls `f` with where values are stored, and with the loops around, in each of which that place stands once.
fn stores(region: &Region, loops: &[Loop], f: &mut dyn FnMut(&Place, ValueId, &[Loop])) {
    for stmt in &region.stmts {
        match &stmt.op {
            Op::Store(place, Atom::Value(v)) => f(place, *v, loops),
            Op::For(l) if !l.breaks => {
                let inner = (l.body.params[0], l.range.clone());
                stores(&l.body, &[loops, &[inner]].concat(), f);
            }
            Op::If(..) | Op::Switch(_) => {
                for inner in regions(&stmt.op) {
                    stores(inner, loops, f);
                }
            }
            _ => {}
        }
    }
}

/// Calls `f` with a statement and those inside it.
fn statements_of<'a>(stmt: &'a Stmt, f: &mut dyn FnMut(&'a Stmt)) {
    f(stmt);
    for inner in regions(&stmt.op) {
        statements(inner, f);
    }
}

/// How often statements name a base.
fn times(stmts: &[Stmt], base: BaseId) -> usize {
    let mut times = 0;
    for stmt in stmts {
        all_places(&stmt.op, &mut |p| times += usize::from(p.base == base));
    }
    times
}
