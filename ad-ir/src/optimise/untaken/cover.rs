//! Which additions surely reach a number of a cotangent before it is read. Where there is none, nothing may have come of
//! the value: `r[0]` of `let r: Vec<f64> = x.iter().map(|v| 1.0 / v).collect(); r[1] * r[2]`, what a loop adds to that does not
//! run, or an element of a result that the caller does not ask for.

use crate::hashed::HashMap;
use crate::ir::visit::{places, regions};
use crate::ir::{
    Access, Arg, Atom, BaseId, BaseKind, Const, Function, Init, Lit, Op, ParamKind, Place,
    Projection, Range, Region, Role, Stmt, ValueId,
};
use crate::sorted::Map;

/// What is known of each number that is read of a cotangent.
pub(super) type Coverings = HashMap<ValueId, Covering>;

/// What is known of a number that is read of a cotangent.
pub(super) struct Covering {
    /// The values that were surely added to it; nothing where one is not seen.
    pub(super) sure: Vec<Option<Atom>>,
    /// Is it added to, but only on ways that may not have been taken?
    pub(super) on_other_ways: bool,
}

/// Finds them for memory from this number on, and for that of the caller.
pub(super) fn coverings(f: &Function, body: &Region, from: usize) -> Coverings {
    let mut walk = Walk {
        f,
        from,
        clock: 0,
        path: Vec::new(),
        sites: vec![Vec::new(); f.bases.len()],
        lengths: HashMap::default(),
        primal_of: primals_of(f),
    };
    walk.region(body);
    walk.coverings()
}

/// A region around a statement.
#[derive(Clone)]
enum Step {
    /// One way of several, by its address while nothing moves.
    Way(usize),
    /// A loop by its number in the order of the text, its index and its range, where they are known.
    Loop(usize, Option<(ValueId, Range)>),
}

impl Step {
    fn is(&self, other: &Step) -> bool {
        match (self, other) {
            (Step::Way(a), Step::Way(b)) | (Step::Loop(a, _), Step::Loop(b, _)) => a == b,
            _ => false,
        }
    }

    fn counted(&self) -> Option<(ValueId, &Range)> {
        match self {
            Step::Loop(_, Some((index, range))) => Some((*index, range)),
            _ => None,
        }
    }
}

/// What happens to memory at a place.
#[derive(Clone)]
enum What {
    /// Something is added, or set: its value.
    Added(Atom),
    /// A call adds, if to one number.
    AddedByCall,
    /// All of another cotangent is added, of which not each number need be asked for.
    AddedFrom,
    /// It is set to zero, moved, or made longer or shorter.
    Changed,
    /// A number is read.
    Read(ValueId),
    /// The last number is taken.
    Popped(ValueId),
}

impl What {
    fn adds(&self) -> bool {
        matches!(self, What::Added(_) | What::AddedByCall | What::AddedFrom)
    }
}

/// A statement that mentions memory.
#[derive(Clone)]
struct Site {
    /// Its number in the order of the text.
    at: usize,
    path: Vec<Step>,
    projections: Vec<Projection>,
    what: What,
}

impl Site {
    /// Was every way taken that another statement is on, if this one runs?
    fn is_on_the_ways_of(&self, other: &Site) -> bool {
        fn ways(site: &Site) -> impl Iterator<Item = &Step> {
            site.path.iter().filter(|step| matches!(step, Step::Way(_)))
        }
        let mut own = ways(self);
        ways(other).all(|way| own.next().is_some_and(|own| own.is(way)))
    }
}

struct Walk<'a> {
    f: &'a Function,
    from: usize,
    clock: usize,
    path: Vec<Step>,
    sites: Vec<Vec<Site>>,
    /// The values that are lengths, and of what.
    lengths: HashMap<ValueId, Place>,
    /// What each cotangent is that of.
    primal_of: Map<BaseId, BaseId>,
}

/// Of parameters.
fn primals_of(f: &Function) -> Map<BaseId, BaseId> {
    let base = |role: &Role| {
        f.params.iter().find_map(|param| match param.kind {
            ParamKind::Base(base) if param.role == *role => Some(base),
            _ => None,
        })
    };
    let pairs = f.params.iter().filter_map(|param| match &param.role {
        Role::Bar(of) => Some((base(&param.role)?, base(of)?)),
        _ => None,
    });
    pairs.collect()
}

impl Walk<'_> {
    fn region(&mut self, region: &Region) {
        for stmt in &region.stmts {
            self.clock += 1;
            self.stmt(stmt);
            for inner in regions(&stmt.op) {
                let step = match &stmt.op {
                    Op::For(l) => {
                        let counted = (!l.breaks).then(|| (l.body.params[0], l.range.clone()));
                        Step::Loop(self.clock, counted)
                    }
                    Op::While(_) => Step::Loop(self.clock, None),
                    _ => Step::Way(std::ptr::from_ref(inner).addr()),
                };
                self.path.push(step);
                self.region(inner);
                self.path.pop();
            }
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::Len(place) => {
                self.lengths.insert(stmt.results[0], place.clone());
            }
            Op::Accumulate(place, value) => self.note(place, What::Added(value.clone())),
            Op::Store(place, value) => {
                self.note(place, What::Changed);
                if !value.is_zero() {
                    self.note(place, What::Added(value.clone()));
                }
            }
            Op::Init(base, init) => {
                if let Init::ZeroTangent(of) = init
                    && of.projections.is_empty()
                {
                    self.primal_of.insert(*base, of.base);
                }
                self.note(&(*base).into(), What::Changed);
                self.set(&(*base).into(), init);
            }
            Op::Load(place) => self.note(place, What::Read(stmt.results[0])),
            Op::Pop(place) => self.note(place, What::Popped(stmt.results[0])),
            Op::AddFrom(place, _) => self.note(place, What::AddedFrom),
            Op::Call(call, _) => {
                for arg in &call.args {
                    match arg {
                        Arg::Slot(Some(place)) => self.note(place, What::AddedByCall),
                        Arg::Mut(place) => self.note(place, What::Changed),
                        _ => {}
                    }
                }
            }
            op => places(op, &mut |place, used| {
                if used.writes() {
                    self.note(place, What::Changed);
                }
            }),
        }
    }

    /// What memory is set to, as far as that is numbers.
    fn set(&mut self, place: &Place, init: &Init) {
        match init {
            Init::Atom(value) if !value.is_zero() && !value.is_float_const(-0.0) => {
                self.note(place, What::Added(value.clone()));
            }
            Init::Elements(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    self.set(&place.index(Atom::usize(i)), part);
                }
            }
            Init::Tuple(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    self.set(&place.field(i.to_string()), part);
                }
            }
            Init::Struct(_, fields, None) => {
                for (name, part) in fields {
                    self.set(&place.field(name), part);
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, place: &Place, what: What) {
        if !self.is_followed(place.base) {
            return;
        }
        self.sites[place.base.index()].push(Site {
            at: self.clock,
            path: self.path.clone(),
            projections: place.projections.clone(),
            what,
        });
    }

    /// Is it memory of reverse mode, or the cotangent of what the function leaves, of which the caller may not have asked for
    /// each number?
    fn is_followed(&self, base: BaseId) -> bool {
        let data = &self.f.bases[base.index()];
        match data.kind {
            BaseKind::Local => base.index() >= self.from,
            BaseKind::Param(Access::Mut) => true,
            BaseKind::Param(Access::TangentSlot | Access::Owned) => !data.ty.is_float(),
            BaseKind::Param(Access::Shared | Access::CotangentSlot) | BaseKind::Extern(_) => false,
        }
    }

    fn coverings(self) -> Coverings {
        let mut found = Coverings::default();
        for (base, sites) in self.sites.iter().enumerate() {
            for read in sites {
                if let What::Read(v) | What::Popped(v) = read.what {
                    found.insert(v, self.covering(BaseId(base as u32), sites, read));
                }
            }
        }
        found
    }

    fn covering(&self, base: BaseId, sites: &[Site], read: &Site) -> Covering {
        let sure = sites.iter().filter_map(|site| match &site.what {
            What::Added(value) => Some((site, Some(value.clone()))),
            What::AddedByCall if site.projections == read.projections => Some((site, None)),
            _ => None,
        });
        let sure = sure.filter(|(site, _)| {
            site.at < read.at
                && self.covers(base, site, read)
                && !changes_between(sites, site, read)
        });
        let is_known = |projection: &Projection| match projection {
            Projection::Index(i) => i.value().is_none(),
            Projection::Range(..) => false,
            _ => true,
        };
        let mut added = sites.iter().filter(|site| site.what.adds()).peekable();
        Covering {
            sure: sure.map(|(_, value)| value).collect(),
            on_other_ways: read.projections.iter().all(is_known)
                && added.peek().is_some()
                && added.all(|site| !read.is_on_the_ways_of(site)),
        }
    }

    /// Does an addition surely run before a number is read, and for that number?
    fn covers(&self, base: BaseId, added: &Site, read: &Site) -> bool {
        let shared = shared(&added.path, &read.path);
        let popped = matches!(read.what, What::Popped(_));
        if added.projections.len() > read.projections.len() + usize::from(popped) {
            return false;
        }
        let mut gone_through = Vec::new();
        for (i, projection) in added.projections.iter().enumerate() {
            if Some(projection) == read.projections.get(i) {
                continue;
            }
            let Projection::Index(Atom::Value(index)) = projection else {
                return false;
            };
            let steps = added.path[shared..].iter().filter_map(Step::counted);
            let Some((_, range)) = steps.into_iter().find(|(v, _)| v == index) else {
                return false;
            };
            let same = self
                .range_of(read, shared, i)
                .is_some_and(|of| self.same(range, of));
            if gone_through.contains(index) || !(same || self.is_whole(range, base, added, i)) {
                return false;
            }
            gone_through.push(*index);
        }
        added.path[shared..]
            .iter()
            .all(|step| match step.counted() {
                Some((index, range)) => gone_through.contains(&index) || surely_runs(range),
                None => false,
            })
    }

    /// The range that an index of what is read goes through.
    fn range_of<'a>(&self, read: &'a Site, shared: usize, i: usize) -> Option<&'a Range> {
        let mut steps = read.path[shared..].iter().filter_map(Step::counted);
        match read.projections.get(i) {
            Some(Projection::Index(Atom::Value(v))) => {
                steps.find(|(index, _)| index == v).map(|(_, range)| range)
            }
            Some(_) => None,
            None => steps.next_back().map(|(_, range)| range),
        }
    }

    /// Do two loops go through the same numbers?
    fn same(&self, a: &Range, b: &Range) -> bool {
        a.inclusive == b.inclusive && self.equal(&a.lo, &b.lo) && self.equal(&a.hi, &b.hi)
    }

    fn equal(&self, a: &Atom, b: &Atom) -> bool {
        let length = |atom: &Atom| atom.value().and_then(|v| self.lengths.get(&v));
        a == b || length(a).is_some_and(|of| length(b) == Some(of))
    }

    /// Does a loop go through all the elements of what an addition is to?
    fn is_whole(&self, range: &Range, base: BaseId, added: &Site, i: usize) -> bool {
        let of = range.hi.value().and_then(|v| self.lengths.get(&v));
        let is_length = of.is_some_and(|of| {
            (of.base == base || Some(&of.base) == self.primal_of.get(&base))
                && of.projections == added.projections[..i]
        });
        range.lo.is_zero_int() && !range.inclusive && is_length
    }
}

/// How many of the regions around two statements are the same.
fn shared(a: &[Step], b: &[Step]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a.is(b)).count()
}

/// Has a loop a trip whatever happens?
fn surely_runs(range: &Range) -> bool {
    let number = |atom: &Atom| match atom {
        Atom::Const(Const {
            lit: Lit::Int(n), ..
        }) => Some(*n),
        Atom::Const(Const { lit: Lit::Zero, .. }) => Some(0),
        _ => None,
    };
    let ends = number(&range.lo).zip(number(&range.hi));
    ends.is_some_and(|(lo, hi)| lo < hi + i128::from(range.inclusive))
}

/// Can anything else happen to a number between an addition to it and where it is read? What is read in one trip of a loop and
/// then set to zero is another number in the next, where the index says which.
fn changes_between(sites: &[Site], added: &Site, read: &Site) -> bool {
    let shared = shared(&added.path, &read.path);
    let each_its_own = read.path[shared..].iter().all(|step| match step.counted() {
        Some((index, _)) => {
            let index = Projection::Index(index.into());
            read.projections.contains(&index) || matches!(read.what, What::Popped(_))
        }
        None => matches!(step, Step::Way(_)),
    });
    let is_around = |a: Option<&Step>, b: Option<&Step>| a.zip(b).is_some_and(|(a, b)| a.is(b));
    sites.iter().any(|site| {
        let changes = matches!(site.what, What::Changed | What::Popped(_));
        let follows = added.at < site.at && site.at < read.at;
        let repeats = read.at < site.at
            && is_around(read.path.get(shared), site.path.get(shared))
            && !(each_its_own && site.projections == read.projections);
        changes && (follows || repeats)
    })
}
