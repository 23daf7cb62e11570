//! Loops whose iterations can be differentiated one by one: forth and back in one trip, with no tape.
//!
//! A trip can run back at once if the cotangents of what it leaves are known before the loop. They are where the
//! loop changes nothing outside but sums (`sum += term`), and where what is done with the sums afterwards is linear,
//! down to the result: the cotangent of a sum is then the same in every trip ([`Independent::seeds`]). The body of
//! such a loop is a *root*: what is computed in it is at hand in its reverse, as in the body of the function.
//!
//! A buffer of the function that every trip writes whole before it reads it counts as the trip's own.

use super::activity::{Activity, differentiable_operands};
use super::memory::Writes;
use super::regions::{Position, RegionId, RegionKind, Regions};
use super::scratch::{keeps_shape, mentions, written_whole_first};
use crate::ir::visit::{operands, output_parts, places, regions, statements};
use crate::ir::{
    Atom, BaseId, BaseKind, For, Function, Init, Op, Output, Place, Prim, Region, ValueId,
};
use crate::sorted::Map;

/// A sum is made of at most so many terms before one looks no further.
const FUEL: usize = 32;

/// Where a cotangent comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A part of the cotangent of the function's result.
    Result(Place),
    /// The cotangent of a value carried by a loop around, itself one of independent trips: which loop, which value.
    Carried(RegionId, usize),
}

/// What a cotangent is multiplied with.
#[derive(Clone, Debug, PartialEq)]
pub enum Factor {
    /// `-1`
    Minus,
    /// By an operand.
    Times(Atom),
    /// Divided by an operand.
    Over(Atom),
}

/// A term of a cotangent that is known before a loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Monomial {
    /// What it is a multiple of.
    pub source: Source,
    /// By what, first applied first.
    pub factors: Vec<Factor>,
}

/// The loops, by their bodies: for each carried value that is active its number, and its cotangent.
#[derive(Default)]
pub struct Independent {
    loops: Map<RegionId, Vec<(usize, Vec<Monomial>)>>,
}

impl Independent {
    /// Finds them. `result` is the memory that holds the cotangent of the result.
    #[must_use]
    pub fn new(
        f: &Function,
        tree: &Regions<'_>,
        active: &Activity,
        writes: &Writes,
        result: Option<BaseId>,
    ) -> Independent {
        let mut search = Search {
            f,
            tree,
            active,
            writes,
            result,
            uses: Uses::new(f, tree),
            found: Independent::default(),
        };
        search.region(RegionId::BODY);
        search.found
    }

    /// Is the region the body of such a loop?
    #[must_use]
    pub fn contains(&self, region: RegionId) -> bool {
        self.loops.contains_key(&region)
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.loops.is_empty()
    }

    /// The cotangents of what such a loop carries.
    #[must_use]
    pub fn seeds(&self, body: RegionId) -> &[(usize, Vec<Monomial>)] {
        &self.loops[&body]
    }
}

/// Where a value is used.
#[derive(Clone, Debug)]
enum Use {
    /// By a statement.
    Stmt(Position),
    /// As the yield of this number.
    Yield(RegionId, usize),
    /// As a part of the result.
    Output(Place),
}

struct Uses(Vec<Vec<Use>>);

impl Uses {
    fn new(f: &Function, tree: &Regions<'_>) -> Uses {
        let mut uses = Uses(vec![Vec::new(); f.values.len()]);
        for number in 0..tree.count() {
            let id = RegionId(u32::try_from(number).expect("fewer than 2^32 regions"));
            let region = tree.get(id);
            for (index, stmt) in region.stmts.iter().enumerate() {
                let at = Position { region: id, index };
                operands(&stmt.op, &mut |a| uses.note(a, Use::Stmt(at)));
            }
            for (k, a) in region.yields.iter().enumerate() {
                uses.note(a, Use::Yield(id, k));
            }
        }
        let nowhere = Place::from(BaseId(0));
        output_parts(&f.output, &nowhere, &mut |part, place| {
            if let Output::Atom(a) = part {
                uses.note(a, Use::Output(place));
            }
        });
        uses
    }

    fn note(&mut self, atom: &Atom, used: Use) {
        if let Some(v) = atom.value() {
            self.0[v.index()].push(used);
        }
    }
}

struct Search<'a> {
    f: &'a Function,
    tree: &'a Regions<'a>,
    active: &'a Activity,
    writes: &'a Writes,
    result: Option<BaseId>,
    uses: Uses,
    found: Independent,
}

impl Search<'_> {
    /// Looks at the loops of a root; the roots among them are searched in turn.
    fn region(&mut self, root: RegionId) {
        for (index, stmt) in self.tree.get(root).stmts.iter().enumerate() {
            let Op::For(l) = &stmt.op else { continue };
            let at = Position {
                region: root,
                index,
            };
            if let Some(seeds) = self.seeds(l, &stmt.results, at) {
                let body = self.tree.id(&l.body);
                self.found.loops.insert(body, seeds);
                self.region(body);
            }
        }
    }

    fn seeds(
        &self,
        l: &For,
        results: &[ValueId],
        at: Position,
    ) -> Option<Vec<(usize, Vec<Monomial>)>> {
        let params = &l.body.params[1..];
        let carries = params.iter().any(|p| self.active.value(*p));
        if l.breaks || !carries || !self.memory_permits(l, at) {
            return None;
        }
        let mut seeds = Vec::new();
        for (j, param) in params.iter().enumerate() {
            if self.active.value(*param) {
                if !self.is_sum(&l.body, j) {
                    return None;
                }
                let mut fuel = FUEL;
                seeds.push((j, self.cotangent(results[j], at, &mut fuel)?));
            }
        }
        Some(seeds)
    }

    // --- sums ---

    /// Is what a loop carries at a number a sum, to which each trip adds?
    fn is_sum(&self, body: &Region, j: usize) -> bool {
        let first = usize::from(matches!(self.owner(body), Op::For(_)));
        let params = &body.params[first..];
        let flags = body.yields.len() - params.len();
        self.flows(params[j], self.tree.id(body)) == Some(flags + j)
    }

    fn owner(&self, region: &Region) -> &Op {
        let id = self.tree.id(region);
        &self.tree.stmt(self.tree.facts(id).owner).op
    }

    /// The yield of a region that is this value plus something, if the value has no other influence.
    fn flows(&self, v: ValueId, region: RegionId) -> Option<usize> {
        let mut users: Vec<Use> = Vec::new();
        for used in &self.uses.0[v.index()] {
            if !self.passes(v, used) {
                continue;
            }
            let here = match used {
                Use::Yield(id, _) if *id == region => used.clone(),
                Use::Output(_) => return None,
                Use::Yield(id, _) => Use::Stmt(self.climb(*id, region)?),
                Use::Stmt(at) if at.region == region => used.clone(),
                Use::Stmt(at) => Use::Stmt(self.climb(at.region, region)?),
            };
            users.push(here);
        }
        let at = match &users[..] {
            [Use::Yield(_, k)] => return Some(*k),
            [Use::Stmt(at), others @ ..]
                if others
                    .iter()
                    .all(|other| matches!(other, Use::Stmt(here) if here == at)) =>
            {
                *at
            }
            _ => return None,
        };
        let stmt = self.tree.stmt(at);
        let next = match &stmt.op {
            Op::Prim(Prim::Add, _) if users.len() == 1 => stmt.results[0],
            Op::Prim(Prim::Sub, args) if users.len() == 1 && args[0].value() == Some(v) => {
                stmt.results[0]
            }
            Op::For(l) if users.len() == 1 => {
                let k = l.inits.iter().position(|a| a.value() == Some(v))?;
                if !self.is_sum(&l.body, k) {
                    return None;
                }
                stmt.results[k]
            }
            Op::If(..) | Op::Switch(_) => {
                let mut number = None;
                for branch in regions(&stmt.op) {
                    let k = self.flows(v, self.tree.id(branch))?;
                    if number.is_some_and(|n| n != k) {
                        return None;
                    }
                    number = Some(k);
                }
                stmt.results[number?]
            }
            _ => return None,
        };
        self.flows(next, region)
    }

    /// The statement of a region in which another region lies.
    fn climb(&self, inner: RegionId, region: RegionId) -> Option<Position> {
        let mut at = self.tree.facts(inner).owner;
        while at.region != region {
            if at.region == RegionId::BODY {
                return None;
            }
            at = self.tree.facts(at.region).owner;
        }
        Some(at)
    }

    /// Does a derivative pass from a value through a use of it?
    fn passes(&self, v: ValueId, used: &Use) -> bool {
        match used {
            Use::Output(_) => true,
            Use::Yield(region, k) => {
                let owner = self.tree.facts(*region).owner;
                let stmt = self.tree.stmt(owner);
                match (&stmt.op, self.tree.facts(*region).kind) {
                    (_, RegionKind::Condition) => false,
                    (
                        Op::For(For { breaks, .. }) | Op::While(crate::ir::While { breaks, .. }),
                        _,
                    ) => k.checked_sub(usize::from(*breaks)).is_some_and(|j| {
                        let first = usize::from(matches!(stmt.op, Op::For(_)));
                        self.active.value(self.tree.get(*region).params[first + j])
                    }),
                    _ => stmt.results.get(*k).is_some_and(|r| self.active.value(*r)),
                }
            }
            Use::Stmt(at) => {
                let stmt = self.tree.stmt(*at);
                match &stmt.op {
                    Op::Prim(prim, args) => {
                        self.active.value(stmt.results[0])
                            && differentiable_operands(*prim, args).any(|a| a.value() == Some(v))
                    }
                    Op::Opaque(_) | Op::If(..) | Op::Switch(_) | Op::Load(_) => false,
                    Op::For(l) => l
                        .inits
                        .iter()
                        .zip(&l.body.params[1..])
                        .any(|(a, p)| a.value() == Some(v) && self.active.value(*p)),
                    Op::Store(p, _) | Op::Accumulate(p, _) | Op::Fill(p, _) => {
                        self.active.base(p.base)
                    }
                    _ => true,
                }
            }
        }
    }

    // --- cotangents ---

    /// The cotangent of a value, if it is known before a loop.
    fn cotangent(&self, v: ValueId, at: Position, fuel: &mut usize) -> Option<Vec<Monomial>> {
        let home = self.tree.region_of(v);
        let mut sum = Vec::new();
        let mut seen = Vec::new();
        for used in &self.uses.0[v.index()] {
            if !self.passes(v, used) {
                continue;
            }
            *fuel = fuel.checked_sub(1)?;
            match used {
                Use::Output(place) => {
                    let source = Source::Result(place.of(self.result?));
                    sum.push(Monomial {
                        source,
                        factors: Vec::new(),
                    });
                }
                Use::Yield(region, k) if *region == home && self.found.contains(home) => {
                    let source = Source::Carried(home, *k);
                    sum.push(Monomial {
                        source,
                        factors: Vec::new(),
                    });
                }
                Use::Stmt(user) if user.region == home => {
                    // A statement that uses it twice is looked at once.
                    if !seen.contains(&user.index) {
                        seen.push(user.index);
                        sum.extend(self.through(v, *user, at, fuel)?);
                    }
                }
                Use::Stmt(_) | Use::Yield(..) => return None,
            }
        }
        Some(sum)
    }

    /// What of the cotangent of a value comes through a statement.
    fn through(
        &self,
        v: ValueId,
        user: Position,
        at: Position,
        fuel: &mut usize,
    ) -> Option<Vec<Monomial>> {
        let stmt = self.tree.stmt(user);
        let is_v = |a: &Atom| a.value() == Some(v);
        let factors: Vec<Vec<Factor>> = match &stmt.op {
            Op::Prim(Prim::Add, args) => args
                .iter()
                .filter(|a| is_v(a))
                .map(|_| Vec::new())
                .collect(),
            Op::Prim(Prim::Sub, args) => {
                let plus = is_v(&args[0]).then(Vec::new);
                let minus = is_v(&args[1]).then(|| vec![Factor::Minus]);
                plus.into_iter().chain(minus).collect()
            }
            Op::Prim(Prim::Neg, _) => vec![vec![Factor::Minus]],
            Op::Prim(Prim::Mul, args) => {
                let other = if is_v(&args[0]) { &args[1] } else { &args[0] };
                if is_v(other) || !self.known(other, at) {
                    return None;
                }
                vec![vec![Factor::Times(other.clone())]]
            }
            Op::Prim(Prim::Div, args) if is_v(&args[0]) && !is_v(&args[1]) => {
                if !self.known(&args[1], at) {
                    return None;
                }
                vec![vec![Factor::Over(args[1].clone())]]
            }
            Op::For(l) => {
                let mut sum = Vec::new();
                for (k, a) in l.inits.iter().enumerate() {
                    if is_v(a) && self.active.value(l.body.params[k + 1]) {
                        if !self.is_sum(&l.body, k) {
                            return None;
                        }
                        sum.extend(self.cotangent(stmt.results[k], at, fuel)?);
                    }
                }
                return Some(sum);
            }
            _ => return None,
        };
        let of_result = self.cotangent(stmt.results[0], at, fuel)?;
        let mut sum = Vec::new();
        for factor in factors {
            for monomial in &of_result {
                let mut monomial = monomial.clone();
                monomial.factors.extend(factor.iter().cloned());
                sum.push(monomial);
            }
        }
        Some(sum)
    }

    /// Is the operand known before a statement, or can it be computed there?
    fn known(&self, atom: &Atom, at: Position) -> bool {
        let Some(v) = atom.value() else { return true };
        if is_defined_before(self.tree, v, at) {
            return true;
        }
        let operands = self.tree.definer(v).map(|stmt| &stmt.op);
        self.tree.contains(self.tree.region_of(v), at.region)
            && matches!(operands, Some(Op::Prim(_, args)) if args.iter().all(|a| self.known(a, at)))
    }

    // --- memory ---

    /// Does the loop leave the memory around it alone, as far as derivatives pass through it?
    fn memory_permits(&self, l: &For, at: Position) -> bool {
        let mut mentioned: Map<BaseId, bool> = Map::new();
        let mut note = |place: &Place, writes: bool| {
            *mentioned.entry(place.base).or_default() |= writes;
        };
        statements(&l.body, &mut |stmt| {
            places(&stmt.op, &mut |p, used| note(p, used.writes()));
            super::memory::moved_places(&stmt.op, &mut |p| note(p, true));
        });
        let body = self.tree.id(&l.body);
        mentioned.into_iter().all(|(base, writes)| {
            if !self.active.base(base) || self.tree.contains(body, self.tree.region_of_base(base)) {
                return true;
            }
            if writes {
                self.is_scratch(base, l, at)
            } else {
                self.is_fixed(base, at)
            }
        })
    }

    /// Does nothing that happens to the base keep its cotangent from being added to early?
    fn is_fixed(&self, base: BaseId, at: Position) -> bool {
        let is_local = matches!(self.f.bases[base.index()].kind, BaseKind::Local);
        self.writes.of(base).iter().all(|(written, _)| {
            let (here, there) = self.tree.common(at, *written);
            there.index < here.index && keeps_shape(&self.tree.stmt(*written).op)
        }) && (!is_local || self.is_initialised(base))
    }

    fn is_initialised(&self, base: BaseId) -> bool {
        let life = self.tree.get(self.tree.region_of_base(base));
        life.stmts.iter().any(|stmt| {
            matches!(&stmt.op, Op::Init(b, init) if *b == base && !matches!(init, Init::Default))
                || matches!(&stmt.op, Op::Call(_, Some(b)) if *b == base)
        })
    }

    /// Is the base a buffer of which every trip writes every element before it reads it, and which nobody reads
    /// after the loop?
    fn is_scratch(&self, base: BaseId, l: &For, at: Position) -> bool {
        let life = self.tree.get(at.region);
        let Some(declared) = life
            .stmts
            .iter()
            .position(|stmt| matches!(&stmt.op, Op::Init(b, _) if *b == base))
        else {
            return false;
        };
        let Op::Init(_, Init::Repeat(element, n)) = &life.stmts[declared].op else {
            return false;
        };
        let mut returned = false;
        crate::ir::visit::output_places(&self.f.output, &mut |p| returned |= p.base == base);
        if returned
            || !matches!(**element, Init::Atom(_))
            || life.stmts[at.index + 1..]
                .iter()
                .any(|stmt| mentions(&stmt.op, base))
        {
            return false;
        }
        let keeps = self
            .writes
            .of(base)
            .iter()
            .all(|(at, _)| keeps_shape(&self.tree.stmt(*at).op));
        keeps && written_whole_first(&l.body, base, n)
    }
}

/// Is the value defined before a statement, and visible there?
#[must_use]
pub fn is_defined_before(tree: &Regions<'_>, v: ValueId, at: Position) -> bool {
    tree.contains(tree.region_of(v), at.region)
        && tree.position_of(v).is_none_or(|defined| {
            let (defined, at) = tree.common(defined, at);
            defined.index < at.index
        })
}
