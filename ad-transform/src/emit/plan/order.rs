//! The order of the text: when each statement reads and writes, when each value and base is used.
//!
//! Time runs along the text, a loop's body once. A statement reads its operands at one tick and defines its results at
//! a later one; regions have ticks of their own for their beginning and their end, where they yield.

use crate::analyse::memory::moved_places;
use crate::hashed::HashMap;
use crate::ir::visit::{output_operands, output_places, place_atoms, places, regions, walk};
use crate::ir::{Atom, Function, Op, ParamKind, Place, Projection, Region, Stmt, ValueId};

/// A moment in the text.
pub type Tick = u32;

/// A region, numbered in the order of the text; 0 is the body of the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionNumber(usize);

impl RegionNumber {
    /// The body of the function.
    pub const BODY: RegionNumber = RegionNumber(0);
}

/// What is known of a region.
#[derive(Clone, Copy, Debug)]
pub struct RegionFacts {
    pub parent: RegionNumber,
    /// Does it run any number of times?
    pub repeats: bool,
    /// Does control never come out of it?
    pub diverges: bool,
    pub begin: Tick,
    pub end: Tick,
    /// When its owner reads its operands, and when its results are there.
    pub owner: (Tick, Tick),
    /// The number of its owner; none for the body of the function.
    pub owner_number: Option<usize>,
}

/// When a statement reads, and when its results are there.
#[derive(Clone, Copy, Debug)]
pub struct StmtFacts<'a> {
    pub stmt: &'a Stmt,
    pub region: RegionNumber,
    pub reads: Tick,
    pub done: Tick,
}

/// Who uses a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consumer {
    /// A statement, by number; is it an operand of a place that is written?
    Stmt {
        number: usize,
        in_written_place: bool,
    },
    /// A region's end, as the yield of this number.
    Yield(RegionNumber, usize),
    /// The end of the function.
    Output,
}

/// A use of a value.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    pub tick: Tick,
    pub region: RegionNumber,
    pub by: Consumer,
}

/// What defines a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Definer {
    /// A parameter of the function.
    Param,
    /// A parameter of a region.
    Region,
    /// A statement, by number.
    Stmt(usize),
}

/// What is known of a value.
#[derive(Clone, Debug)]
pub struct ValueFacts {
    pub definer: Definer,
    pub region: RegionNumber,
    pub tick: Tick,
    pub uses: Vec<Site>,
}

/// How a base is touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// Read, whole or in part.
    Read,
    /// Written; the shape stays.
    Content,
    /// Written, and the shape may change.
    Shape,
    /// Its content is gone.
    Move,
    /// Everything that it holds is replaced.
    Renew,
}

impl Touch {
    /// Does the content differ afterwards?
    pub fn writes(self) -> bool {
        self != Touch::Read
    }
}

/// What is known of a base.
#[derive(Clone, Debug)]
pub struct BaseFacts {
    pub region: RegionNumber,
    pub declared: Tick,
    pub touches: Vec<(Tick, Touch)>,
    /// Of each touch the field in which the touched place lies, where it lies in one.
    parts: Vec<Option<String>>,
    /// When it is read by values that are written where they are used, and in which field.
    late: Vec<(Tick, Option<String>)>,
}

impl BaseFacts {
    fn touch(&mut self, tick: Tick, touch: Touch, place: &Place) {
        self.touches.push((tick, touch));
        self.parts.push(field_of(place).map(str::to_string));
    }
}

/// The field in which a place lies.
fn field_of(place: &Place) -> Option<&str> {
    match place.projections.first() {
        Some(Projection::Field(name)) => Some(name),
        _ => None,
    }
}

/// The order.
pub struct Order<'a> {
    pub regions: Vec<RegionFacts>,
    pub stmts: Vec<StmtFacts<'a>>,
    pub values: Vec<ValueFacts>,
    pub bases: Vec<BaseFacts>,
    /// Where the reverse sweep begins, if it is to be a closure.
    pub split: Option<Tick>,
    /// When the result is evaluated.
    pub output: Tick,
    numbers: HashMap<*const Region, RegionNumber>,
    stmt_numbers: HashMap<*const Stmt, usize>,
    clock: Tick,
}

impl<'a> Order<'a> {
    /// Walks the function. `split`: is the result evaluated where the forward sweep ends?
    pub fn new(f: &'a Function, split: Option<usize>) -> Order<'a> {
        let value = ValueFacts {
            definer: Definer::Param,
            region: RegionNumber::BODY,
            tick: 0,
            uses: Vec::new(),
        };
        let base = BaseFacts {
            region: RegionNumber::BODY,
            declared: 0,
            touches: Vec::new(),
            late: Vec::new(),
            parts: Vec::new(),
        };
        let mut order = Order {
            regions: Vec::new(),
            stmts: Vec::new(),
            values: vec![value; f.values.len()],
            bases: vec![base; f.bases.len()],
            split: None,
            output: 0,
            numbers: HashMap::default(),
            stmt_numbers: HashMap::default(),
            clock: 1,
        };
        order.region(f, &f.body, None, split);
        debug_assert!(
            f.params.iter().all(
                |p| !matches!(p.kind, ParamKind::Value(v) if order.values[v.index()].tick > 0)
            )
        );
        order
    }

    fn tick(&mut self) -> Tick {
        self.clock += 1;
        self.clock
    }

    fn region(
        &mut self,
        f: &'a Function,
        region: &'a Region,
        owner: Option<(RegionNumber, usize)>,
        split: Option<usize>,
    ) {
        let number = RegionNumber(self.regions.len());
        let begin = self.tick();
        let owner_number = owner.map(|(_, stmt)| stmt);
        let (parent, reads, repeats) = match owner {
            Some((parent, stmt)) => {
                let StmtFacts { stmt, reads, .. } = self.stmts[stmt];
                (parent, reads, matches!(stmt.op, Op::For(_) | Op::While(_)))
            }
            None => (number, 0, false),
        };
        let owner = (reads, Tick::MAX);
        self.regions.push(RegionFacts {
            parent,
            repeats,
            diverges: region.stmts.last().is_some_and(diverges),
            begin,
            end: begin,
            owner,
            owner_number,
        });
        self.numbers.insert(region, number);
        for v in &region.params {
            let facts = &mut self.values[v.index()];
            (facts.definer, facts.region, facts.tick) = (Definer::Region, number, begin);
        }
        for (i, stmt) in region.stmts.iter().enumerate() {
            if split == Some(i) {
                self.begin_reverse(f);
            }
            self.stmt(f, stmt, number);
        }
        if split.is_some_and(|n| n >= region.stmts.len()) {
            self.begin_reverse(f);
        }
        let end = self.tick();
        self.regions[number.0].end = end;
        for (k, atom) in region.yields.iter().enumerate() {
            self.used(
                atom,
                Site {
                    tick: end,
                    region: number,
                    by: Consumer::Yield(number, k),
                },
            );
        }
        if number == RegionNumber::BODY {
            if self.split.is_none() {
                self.output(f);
            }
            self.regions[0].owner = (0, self.clock + 1);
        }
    }

    fn begin_reverse(&mut self, f: &Function) {
        self.output(f);
        self.split = Some(self.tick());
    }

    fn output(&mut self, f: &Function) {
        let tick = self.tick();
        self.output = tick;
        let site = Site {
            tick,
            region: RegionNumber::BODY,
            by: Consumer::Output,
        };
        output_operands(&f.output, &mut |a| self.used(a, site));
        output_places(&f.output, &mut |p| {
            self.bases[p.base.index()].touch(tick, Touch::Read, p);
        });
    }

    fn used(&mut self, atom: &Atom, site: Site) {
        if let Some(v) = atom.value() {
            self.values[v.index()].uses.push(site);
        }
    }

    fn stmt(&mut self, f: &'a Function, stmt: &'a Stmt, region: RegionNumber) {
        let reads = self.tick();
        let number = self.stmts.len();
        self.stmt_numbers.insert(stmt, number);
        self.stmts.push(StmtFacts {
            stmt,
            region,
            reads,
            done: reads,
        });
        self.operands(stmt, number, region, reads);
        if let Op::For(l) = &stmt.op {
            // What is carried is set before the range is evaluated.
            let tick = self.tick();
            let site = Site {
                tick,
                region,
                by: Consumer::Stmt {
                    number,
                    in_written_place: false,
                },
            };
            self.used(&l.range.lo, site);
            self.used(&l.range.hi, site);
        }
        self.touches(f, &stmt.op, reads);
        let first = self.regions.len();
        for inner in regions(&stmt.op) {
            self.region(f, inner, Some((region, number)), None);
        }
        let done = self.tick();
        self.stmts[number].done = done;
        for facts in &mut self.regions[first..] {
            if facts.owner == (reads, Tick::MAX) {
                facts.owner.1 = done;
            }
        }
        for v in &stmt.results {
            let facts = &mut self.values[v.index()];
            (facts.definer, facts.region, facts.tick) = (Definer::Stmt(number), region, done);
        }
        if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
            let facts = &mut self.bases[b.index()];
            (facts.region, facts.declared) = (region, done);
        }
    }

    fn operands(&mut self, stmt: &Stmt, number: usize, region: RegionNumber, tick: Tick) {
        let mut direct = Vec::new();
        let mut inside = Vec::new();
        let is_for = matches!(stmt.op, Op::For(_));
        walk(&stmt.op, &mut |a| direct.push(a.clone()), &mut |p, used| {
            place_atoms(p, &mut |a| inside.push((a.clone(), used.writes())));
        });
        // The ends of a range, which come first, are read later.
        let skipped = if is_for { 2 } else { 0 };
        let direct = direct.into_iter().skip(skipped).map(|a| (a, false));
        for (atom, in_written_place) in direct.chain(inside) {
            self.used(
                &atom,
                Site {
                    tick,
                    region,
                    by: Consumer::Stmt {
                        number,
                        in_written_place,
                    },
                },
            );
        }
    }

    fn touches(&mut self, f: &Function, op: &Op, tick: Tick) {
        let mut touch = |p: &Place, touch: Touch| self.bases[p.base.index()].touch(tick, touch, p);
        places(op, &mut |p, used| {
            if used.writes() {
                touch(p, how_written(op, p));
            } else {
                touch(p, Touch::Read);
            }
        });
        let mut moved = Vec::new();
        moved_places(op, &mut |p| moved.push(p.clone()));
        for p in moved {
            if !super::super::types::is_copy(&f.place_ty(&p)) {
                self.bases[p.base.index()].touch(tick, Touch::Move, &p);
            }
        }
    }

    /// Notes when memory is read by values that are written where they are used.
    pub fn wait(&mut self, inlined: &[bool], sites: &[Vec<(Tick, RegionNumber)>]) {
        for facts in &self.stmts {
            let [v] = facts.stmt.results[..] else {
                continue;
            };
            if !inlined[v.index()] {
                continue;
            }
            places(&facts.stmt.op, &mut |p, _| {
                let late = sites[v.index()].iter();
                let late = late.map(|(tick, _)| (*tick, field_of(p).map(str::to_string)));
                self.bases[p.base.index()].late.extend(late);
            });
        }
    }

    /// The number of a region of this function.
    pub fn number(&self, region: &Region) -> RegionNumber {
        self.numbers[&std::ptr::from_ref(region)]
    }

    /// What is known of a region.
    pub fn facts(&self, region: RegionNumber) -> &RegionFacts {
        &self.regions[region.0]
    }

    /// What is known of a statement of this function.
    pub fn stmt_facts(&self, stmt: &Stmt) -> &StmtFacts<'a> {
        &self.stmts[self.stmt_numbers[&std::ptr::from_ref(stmt)]]
    }

    /// The statement that a region belongs to.
    pub fn owner(&self, region: RegionNumber) -> Option<&'a Stmt> {
        self.facts(region)
            .owner_number
            .map(|number| self.stmts[number].stmt)
    }

    /// The statement that defines a value.
    pub fn definer(&self, v: ValueId) -> Option<&'a Stmt> {
        match self.values[v.index()].definer {
            Definer::Stmt(number) => Some(self.stmts[number].stmt),
            Definer::Param | Definer::Region => None,
        }
    }

    /// Is `inner` inside `outer` without a loop in between, `inner` itself included?
    pub fn runs_within(&self, outer: RegionNumber, inner: RegionNumber) -> bool {
        let mut at = inner;
        while at != outer {
            let facts = self.facts(at);
            if facts.repeats || at == RegionNumber::BODY {
                return false;
            }
            at = facts.parent;
        }
        true
    }

    /// Until when something defined in `region` is needed for a use: in a loop that it enters from outside, until the
    /// loop's end.
    pub fn needed_until(&self, region: RegionNumber, site: &Site) -> Tick {
        let (mut at, mut until) = (site.region, site.tick);
        while at != region && at != RegionNumber::BODY {
            let facts = self.facts(at);
            if facts.repeats {
                until = facts.owner.1;
            }
            at = facts.parent;
        }
        until
    }

    /// Are the two on different sides of the split?
    pub fn parted(&self, a: Tick, b: Tick) -> bool {
        self.split.is_some_and(|split| (a < split) != (b < split))
    }

    /// Can nothing come upon the place after a statement at `tick` in `region`, as it runs?
    pub fn is_last_use(&self, place: &Place, tick: Tick, region: RegionNumber) -> bool {
        let facts = &self.bases[place.base.index()];
        if !self.runs_within(facts.region, region) || self.parted(facts.declared, tick) {
            return false;
        }
        // Fields are moved one by one.
        let field = field_of(place);
        let touched = |part: &Option<String>| match (field, part) {
            (Some(field), Some(part)) => field == part,
            _ => true,
        };
        let touches: Vec<(Tick, Touch)> = facts
            .touches
            .iter()
            .zip(&facts.parts)
            .filter(|(_, part)| touched(part))
            .map(|(touch, _)| *touch)
            .collect();
        let late = facts.late.iter().filter(|(_, part)| touched(part));
        let late: Vec<(Tick, Touch)> = late.map(|(t, _)| (*t, Touch::Read)).collect();
        // Only one of several branches runs.
        let mut elsewhere = Vec::new();
        let mut at = region;
        while at != facts.region && at != RegionNumber::BODY {
            let around = self.facts(at);
            let after = if around.diverges {
                Tick::MAX
            } else {
                around.owner.1
            };
            elsewhere.push((around.end, after));
            at = around.parent;
        }
        let here = touches
            .iter()
            .filter(|(t, touch)| *t == tick && *touch == Touch::Read)
            .count();
        if here > 1 {
            return false;
        }
        let mut later: Vec<_> = touches
            .iter()
            .chain(&late)
            .filter(|(t, _)| *t > tick)
            .filter(|(t, _)| !elsewhere.iter().any(|(end, done)| end < t && t < done))
            .collect();
        later.sort_by_key(|(t, _)| *t);
        later
            .first()
            .is_none_or(|(_, touch)| *touch == Touch::Renew)
    }
}

/// Does control never come back from a statement?
fn diverges(stmt: &Stmt) -> bool {
    matches!(&stmt.op, Op::Opaque(opaque) if opaque.diverges)
}

fn how_written(op: &Op, place: &Place) -> Touch {
    match op {
        Op::Assign(p, _) if p == place && p.projections.is_empty() => Touch::Renew,
        Op::Store(..)
        | Op::Accumulate(..)
        | Op::AddFrom(..)
        | Op::SetZero(_)
        | Op::Fill(..)
        | Op::CopyFrom(..) => Touch::Content,
        _ => Touch::Shape,
    }
}
