//! The reverse sweep: what it needs of the forward sweep, and the order of things.

use super::adjoint::zero_of;
use super::forward::nowhere;
use super::plan::{Needs, Plan};
use super::tape::{Layout, position};
use super::{BarParams, Context, Extra, Held, Item, Kept, needs_own_shadow, value_params};
use crate::analyse::independent::{Factor, Source, is_defined_before};
use crate::analyse::regions::{Position, RegionId, RegionKind};
use crate::hashed::HashMap;
use crate::ir::builder::{Builder, Var};
use crate::ir::visit::{map_places, output_parts, places, statements, used_values};
use crate::ir::{
    Atom, BaseId, BaseKind, Init, Op, Output, ParamKind, Place, Prim, Projection, Region, Type,
    ValueId,
};
use crate::refusal::Refusals;
use crate::sorted::Set;
use crate::transform::scalar::{Arithmetic, Term};
use std::cell::RefCell;

/// What the sweep is run for.
enum Purpose<'a> {
    /// To learn what it needs.
    Plan(Needs),
    /// To build it.
    Build {
        plan: &'a Plan,
        kept: &'a RefCell<Kept>,
    },
}

/// The reverse of a region under construction.
struct Scope {
    region: RegionId,
    held: HashMap<Item, Held>,
}

/// The reverse sweep.
pub struct Reverse<'a> {
    pub context: &'a Context<'a>,
    params: &'a BarParams,
    purpose: Purpose<'a>,
    scopes: Vec<Scope>,
    /// The cotangents of active values.
    bars: HashMap<ValueId, Var>,
    /// The cotangents of active bases.
    shadows: HashMap<BaseId, BaseId>,
    /// The number of the trip that is being reversed, by loop.
    trips: HashMap<RegionId, Atom>,
    /// For a loop with a tape inside another loop: how much of the tape is still to be read.
    cursors: HashMap<RegionId, Var>,
    /// The bases of which the shadow was declared before a loop of independent iterations.
    early: Set<BaseId>,
    /// The cotangents of what loops of independent iterations carry.
    seeds: HashMap<(RegionId, usize), Atom>,
    /// The statement that is being reversed.
    pub at: Position,
}

/// The number of the extra that is what a store overwrites: a store asks for no other.
pub(super) const RESTORED: usize = 0;

/// A refusal, or nothing.
pub type Check = Result<(), Refusals>;

impl<'a> Reverse<'a> {
    /// A sweep over a scratch function, to learn what it needs.
    pub fn planning(context: &'a Context<'a>, params: &'a BarParams) -> Reverse<'a> {
        Reverse::new(context, params, Purpose::Plan(Needs::default()))
    }

    /// The sweep itself.
    pub fn building(
        context: &'a Context<'a>,
        params: &'a BarParams,
        plan: &'a Plan,
        kept: &'a RefCell<Kept>,
    ) -> Reverse<'a> {
        Reverse::new(context, params, Purpose::Build { plan, kept })
    }

    fn new(context: &'a Context<'a>, params: &'a BarParams, purpose: Purpose<'a>) -> Reverse<'a> {
        Reverse {
            context,
            params,
            purpose,
            scopes: Vec::new(),
            bars: HashMap::default(),
            shadows: HashMap::default(),
            trips: HashMap::default(),
            cursors: HashMap::default(),
            early: Set::new(),
            seeds: HashMap::default(),
            at: Position {
                region: RegionId::BODY,
                index: 0,
            },
        }
    }

    /// What a planning sweep learned.
    pub fn into_needs(self) -> Needs {
        match self.purpose {
            Purpose::Plan(needs) => needs,
            Purpose::Build { .. } => Needs::default(),
        }
    }

    /// The whole reverse sweep.
    pub fn sweep(&mut self, b: &mut Builder) -> Check {
        let f = self.context.f;
        // Where iterations run back at once, the region has been open all along.
        if self.scopes.is_empty() {
            self.open(b, RegionId::BODY);
        }
        for i in 0..f.params.len() {
            self.param_shadow(b, i);
        }
        self.declare_cursors(b, RegionId::BODY);
        self.local_shadows(b, RegionId::BODY);
        self.seed_output(b);
        self.stmts(b, &f.body)?;
        for (v, slot) in value_params(f, self.params) {
            let bar = self.bar(b, v);
            if !bar.is_zero() {
                b.effect(Op::Accumulate(slot.into(), bar));
            }
        }
        for (param, bar) in f.params.iter().zip(&self.params.params) {
            if let (ParamKind::Base(base), Some(bar)) = (&param.kind, bar)
                && needs_own_shadow(self.context, param, *base)
                && let Some(shadow) = self.shadows.get(base)
            {
                let op = if f.bases[base.index()].ty.is_scalar() {
                    let ty = f.bases[base.index()].ty.clone();
                    let v = b.load((*shadow).into(), ty);
                    Op::Accumulate((*bar).into(), v)
                } else {
                    Op::AddFrom((*bar).into(), (*shadow).into())
                };
                b.effect(op);
            }
        }
        self.scopes.pop();
        Ok(())
    }

    /// The shadow of a parameter that is memory, if it is not there yet.
    fn param_shadow(&mut self, b: &mut Builder, i: usize) {
        let f = self.context.f;
        let (param, bar) = (&f.params[i], &self.params.params[i]);
        let ParamKind::Base(base) = &param.kind else {
            return;
        };
        if self.has_shadow(*base) {
            return;
        }
        // Without cotangent of its own, what is written to it may be read again.
        let own = bar.is_none() || needs_own_shadow(self.context, param, *base);
        // Where it is moved, its shadow is made of that of what it is moved to.
        if own && self.context.active.base(*base) && self.context.moved_at(*base).is_none() {
            let data = &f.bases[base.index()];
            let zero = match (zero_of(&data.ty), self.context.partly_moved_at(*base)) {
                (Some(zero), _) => zero,
                (None, Some(at)) => Init::Copy(self.zero_before(*base, at)),
                (None, None) => Init::ZeroTangent((*base).into()),
            };
            let shadow = b.init(data.ty.tangent(), format!("{}_bar_here", data.name), zero);
            self.shadows.insert(*base, shadow);
        } else if let (Some(bar), false) = (bar, own) {
            self.shadows.insert(*base, *bar);
        }
    }

    /// The cotangent of the result is where the sweep begins.
    fn seed_output(&mut self, b: &mut Builder) {
        let Some(result) = self.params.result else {
            return;
        };
        let f = self.context.f;
        let mut parts: Vec<(Output, Place)> = Vec::new();
        output_parts(&f.output, &result.into(), &mut |part, place| {
            parts.push((part.clone(), place))
        });
        for (part, place) in parts {
            match part {
                Output::Atom(a) if self.context.active.atom(&a) => {
                    let ty = f.atom_ty(&a).tangent();
                    let seed = b.load(place, ty);
                    self.accumulate(b, &a, Term::Plus(seed));
                }
                Output::Place(p) if self.context.active.base(p.base) => {
                    let Some(shadow) = self.shadow(b, &p) else {
                        continue;
                    };
                    if f.place_ty(&p).is_scalar() {
                        let seed = b.load(place, f.place_ty(&p).tangent());
                        b.effect(Op::Accumulate(shadow, seed));
                    } else {
                        b.effect(Op::AddFrom(shadow, place));
                    }
                }
                _ => {}
            }
        }
    }

    // --- cotangents ---

    /// The cotangent of a value, as it is so far.
    pub fn bar(&mut self, b: &mut Builder, v: ValueId) -> Atom {
        match self.bars.get(&v) {
            Some(var) => b.read(*var),
            None => Atom::zero(&self.context.f.ty(v).tangent()),
        }
    }

    /// Adds to the cotangent of an operand.
    pub fn accumulate(&mut self, b: &mut Builder, to: &Atom, term: Term) {
        let Some(v) = to.value().filter(|v| self.context.active.value(*v)) else {
            return;
        };
        let Some(var) = self.bars.get(&v).copied() else {
            return;
        };
        let sum = b.read(var);
        let sum = term.add_to(b, sum);
        if let Some(s) = sum.value()
            && b.f.values[s.index()].name.is_empty()
        {
            b.f.values[s.index()].name = b.var_name(var).to_string();
        }
        b.write(var, sum);
    }

    /// The cotangent of a place, if its base is active. Its indices are made available here.
    pub fn shadow(&mut self, b: &mut Builder, place: &Place) -> Option<Place> {
        if place.is_left_out() {
            return None;
        }
        let base = *self.shadows.get(&place.base)?;
        let mut shadow = place.of(base);
        self.map_place_operands(b, &mut shadow);
        Some(shadow)
    }

    /// The shadow of a whole base whose declaration is reversed here: made now, if it is not there yet.
    pub fn declare_shadow(&mut self, b: &mut Builder, base: BaseId, init: Init) -> BaseId {
        let data = &self.context.f.bases[base.index()];
        let (ty, name) = (data.ty.tangent(), format!("{}_bar", data.name));
        let shadow = b.f.new_base(ty, name, BaseKind::Local);
        b.effect(Op::Init(shadow, init));
        self.shadows.insert(base, shadow);
        shadow
    }

    /// Has the base a shadow here?
    pub fn has_shadow(&self, base: BaseId) -> bool {
        self.shadows.contains_key(&base)
    }

    // --- what is needed of the forward sweep ---

    /// A value of the forward sweep.
    pub fn primal(&mut self, atom: &Atom) -> Atom {
        let Some(v) = atom.value() else {
            return atom.clone();
        };
        if self.context.is_root(self.context.tree.region_of(v)) {
            return atom.clone();
        }
        match self.held(Item::Value(v)) {
            Some(Held::Value(found)) => found,
            _ => {
                if let Purpose::Plan(needs) = &mut self.purpose {
                    needs.values.insert(v);
                }
                atom.clone()
            }
        }
    }

    /// Memory of the forward sweep, with the content that it has at the end of its life.
    pub fn primal_place(&mut self, b: &mut Builder, place: &Place) -> Place {
        let mut mapped = place.clone();
        self.map_place_operands(b, &mut mapped);
        if self
            .context
            .is_root(self.context.tree.region_of_base(place.base))
        {
            return mapped;
        }
        match self.held(Item::Base(place.base)) {
            Some(Held::Memory(mut found)) => {
                found.projections.extend(mapped.projections);
                found
            }
            _ => {
                if let Purpose::Plan(needs) = &mut self.purpose {
                    needs.bases.insert(place.base);
                }
                mapped
            }
        }
    }

    /// Memory of the forward sweep, with the content that it has before the statement that is being reversed.
    pub fn primal_place_here(&mut self, b: &mut Builder, place: &Place, number: usize) -> Place {
        if !self.context.restored.contains(&place.base)
            && self.context.overwritten_after(place, self.at)
        {
            self.extra_copy(place, number)
        } else {
            self.primal_place(b, place)
        }
    }

    /// The length that a sequence has before the statement that is being reversed.
    pub fn length_here(&mut self, b: &mut Builder, place: &Place, number: usize) -> Atom {
        if self.context.restored.contains(&place.base) {
            let place = self.primal_place(b, place);
            return b.len(place);
        }
        match self.extra(number, Extra::Len(place.clone())) {
            Held::Value(n) => n,
            Held::Memory(_) => Atom::usize(0),
        }
    }

    /// Puts back what the statement that is being reversed has overwritten, where that was saved for it.
    pub fn restore(&mut self, b: &mut Builder, op: &Op) {
        match op {
            Op::Store(p, _) | Op::Accumulate(p, _) if self.context.restored.contains(&p.base) => {
                if let Held::Value(before) = self.extra(RESTORED, Extra::Number(p.clone())) {
                    let place = self.primal_place(b, p);
                    b.effect(Op::Store(place, before));
                }
            }
            Op::Assign(p, _) if self.context.restored.contains(&p.base) => {
                if let Held::Memory(before) = self.extra(RESTORED, Extra::Replaced(p.clone())) {
                    let place = self.primal_place(b, p);
                    b.effect(Op::Swap(place, before));
                }
            }
            Op::CopyFrom(p, _) | Op::Fill(p, _) if self.context.restored.contains(&p.base) => {
                let before = self.extra_copy(p, RESTORED);
                let place = self.primal_place(b, p);
                b.effect(match self.context.f.place_ty(p) {
                    Type::Slice(_) => Op::CopyFrom(place, before),
                    _ => Op::Swap(place, before),
                });
            }
            Op::Swap(p, q) if self.context.restored.contains(&p.base) => {
                let (p, q) = (self.primal_place(b, p), self.primal_place(b, q));
                b.effect(Op::Swap(p, q));
            }
            _ => {}
        }
    }

    /// A copy of a place as it is before the statement that is being reversed.
    pub fn extra_copy(&mut self, place: &Place, number: usize) -> Place {
        match self.extra(number, Extra::Copy(place.clone())) {
            Held::Memory(copy) => copy,
            Held::Value(_) => place.clone(),
        }
    }

    /// The zero tangent of a base before it is moved away at a position.
    pub fn zero_before(&mut self, base: BaseId, at: Position) -> Place {
        let here = std::mem::replace(&mut self.at, at);
        // The statement itself asks for extras of its own by small numbers.
        let number = usize::MAX - base.index();
        let zero = self.extra_zero(&base.into(), number);
        self.at = here;
        zero
    }

    /// The zero tangent of a place as it is before the statement that is being reversed.
    pub fn extra_zero(&mut self, place: &Place, number: usize) -> Place {
        match self.extra(number, Extra::Zero(place.clone())) {
            Held::Memory(zero) => zero,
            Held::Value(_) => nowhere(),
        }
    }

    fn extra(&mut self, number: usize, extra: Extra) -> Held {
        let item = Item::extra(self.at, number);
        let dummy = match extra {
            Extra::Copy(_) | Extra::Replaced(_) | Extra::Zero(_) => Held::Memory(nowhere()),
            Extra::Len(_) | Extra::Number(_) => Held::Value(Atom::usize(0)),
        };
        if let Purpose::Plan(needs) = &mut self.purpose {
            needs.extras.insert(item, extra);
            return dummy;
        }
        self.held(item).unwrap_or(dummy)
    }

    fn held(&self, item: Item) -> Option<Held> {
        if let Some(found) = self
            .scopes
            .iter()
            .rev()
            .find_map(|scope| scope.held.get(&item))
        {
            return Some(found.clone());
        }
        let Purpose::Build { kept, .. } = &self.purpose else {
            return None;
        };
        let kept = kept.borrow();
        let roots = self.scopes.iter().rev().map(|scope| scope.region);
        roots
            .filter(|region| self.context.is_root(*region))
            .find_map(|root| kept.held.get(&(item, root)).cloned())
    }

    /// Makes the indices of a place available here.
    pub fn map_place_operands(&mut self, _b: &mut Builder, place: &mut Place) {
        for projection in &mut place.projections {
            match projection {
                Projection::Index(i) => *i = self.primal(i),
                Projection::Range(lo, hi) => {
                    for end in [lo, hi].into_iter().flatten() {
                        *end = self.primal(end);
                    }
                }
                Projection::Field(_)
                | Projection::Inner
                | Projection::Behind
                | Projection::Variant(..) => {}
            }
        }
    }

    // --- regions ---

    /// Begins the reverse of a region: what was kept of it is fetched, what is needed besides is recomputed, its
    /// cotangents are zero.
    pub fn enter(&mut self, b: &mut Builder, region: RegionId) {
        self.begin_loop(b, region, &mut |_, _| {});
    }

    /// [`Reverse::enter`] for the body of a loop: `begin` provides the index and the number of the trip.
    pub fn begin_loop(
        &mut self,
        b: &mut Builder,
        region: RegionId,
        begin: &mut dyn FnMut(&mut Self, &mut Builder),
    ) {
        self.scopes.push(Scope {
            region,
            held: HashMap::default(),
        });
        begin(self, b);
        self.fetch(b, region);
        self.declare_bars(b, region);
        self.local_shadows(b, region);
    }

    /// Begins a root, before its statements run: only the cotangents of its values are declared.
    pub fn open(&mut self, b: &mut Builder, root: RegionId) {
        self.scopes.push(Scope {
            region: root,
            held: HashMap::default(),
        });
        self.declare_bars(b, root);
    }

    fn declare_bars(&mut self, b: &mut Builder, region: RegionId) {
        let body = self.context.tree.get(region);
        let params: Vec<ValueId> = if region == RegionId::BODY {
            value_params(self.context.f, self.params)
                .map(|(v, _)| v)
                .collect()
        } else {
            body.params.clone()
        };
        let defined = params
            .into_iter()
            .chain(body.stmts.iter().flat_map(|s| s.results.iter().copied()));
        for v in defined.filter(|v| self.context.active.value(*v)) {
            let data = &self.context.f.values[v.index()];
            let name = if data.name.is_empty() {
                String::new()
            } else {
                format!("{}_bar", data.name)
            };
            let ty = data.ty.tangent();
            let zero = Atom::zero(&ty);
            self.bars.insert(v, b.declare(ty, name, zero));
        }
    }

    /// The shadows of the bases that a region declares, where they are not there yet.
    fn local_shadows(&mut self, b: &mut Builder, region: RegionId) {
        for stmt in &self.context.tree.get(region).stmts {
            let (Op::Init(base, _) | Op::Call(_, Some(base))) = &stmt.op else {
                continue;
            };
            let declared = self.early.contains(base);
            if !declared
                && self.context.active.base(*base)
                && self.context.moved_at(*base).is_none()
            {
                let init = self.zero_like(b, *base, stmt);
                self.declare_shadow(b, *base, init);
            }
        }
    }

    // --- loops of independent iterations ---

    /// Declares the shadows of the memory around a loop of independent iterations to which the loop adds.
    pub fn prepare_shadows(&mut self, b: &mut Builder, body: &Region, at: Position) {
        let mut bases = Set::new();
        statements(body, &mut |stmt| {
            places(&stmt.op, &mut |p, _| {
                bases.insert(p.base);
            });
        });
        let inside = self.context.tree.id(body);
        for base in bases {
            let life = self.context.tree.region_of_base(base);
            if !self.context.active.base(base)
                || self.early.contains(&base)
                || self.context.tree.contains(inside, life)
            {
                continue;
            }
            self.early.insert(base);
            let params = &self.context.f.params;
            if let Some(i) = params
                .iter()
                .position(|p| matches!(p.kind, ParamKind::Base(b) if b == base))
            {
                self.param_shadow(b, i);
                continue;
            }
            let declared = self.context.tree.get(life).stmts.iter().find(
                |stmt| matches!(&stmt.op, Op::Init(b, _) | Op::Call(_, Some(b)) if *b == base),
            );
            if let Some(stmt) = declared {
                let here = std::mem::replace(&mut self.at, at);
                let init = self.zero_like(b, base, stmt);
                self.declare_shadow(b, base, init);
                self.at = here;
            }
        }
    }

    /// The cotangents of what a loop of independent iterations carries, by number, before the loop.
    pub fn early_seeds(&mut self, b: &mut Builder, body: RegionId) -> Vec<(usize, Atom)> {
        let context = self.context;
        let at = context.tree.facts(body).owner;
        let mut seeds = Vec::new();
        for (j, monomials) in context.independent.seeds(body) {
            let param = context.tree.get(body).params[j + 1];
            let ty = context.f.ty(param).tangent();
            let mut sum = Atom::zero(&ty);
            for monomial in monomials {
                let mut term = match &monomial.source {
                    Source::Result(place) => b.load(place.clone(), ty.clone()),
                    Source::Carried(outer, k) => self.seeds[&(*outer, *k)].clone(),
                };
                for factor in monomial.factors.iter().rev() {
                    term = match factor {
                        Factor::Minus => b.neg(term),
                        Factor::Times(a) => {
                            let a = self.early_value(b, a, at);
                            b.mul(false, term, a)
                        }
                        Factor::Over(a) => {
                            let a = self.early_value(b, a, at);
                            b.div(false, term, a)
                        }
                    };
                }
                sum = b.add(sum, term);
            }
            self.seeds.insert((body, *j), sum.clone());
            seeds.push((*j, sum));
        }
        seeds
    }

    /// A value that is known before a statement, or is computed from such values.
    fn early_value(&mut self, b: &mut Builder, atom: &Atom, at: Position) -> Atom {
        let tree = &self.context.tree;
        let Some(v) = atom.value().filter(|v| !is_defined_before(tree, *v, at)) else {
            return atom.clone();
        };
        let Some(Op::Prim(prim, args)) = tree.definer(v).map(|stmt| &stmt.op) else {
            return atom.clone();
        };
        let args = args.iter().map(|a| self.early_value(b, a, at)).collect();
        let data = &self.context.f.values[v.index()];
        b.op(Op::Prim(*prim, args), data.ty.clone(), data.name.clone())
            .into()
    }

    /// Runs the iteration of a loop back, after its statements have run, and ends it.
    pub fn run_back(&mut self, b: &mut Builder, body: RegionId, seeds: &[(usize, Atom)]) -> Check {
        let region = self.context.tree.get(body);
        self.declare_cursors(b, body);
        self.local_shadows(b, body);
        for (j, seed) in seeds {
            self.accumulate(b, &region.yields[*j], Term::Plus(seed.clone()));
        }
        let done = self.region(b, region);
        self.leave();
        done
    }

    /// Ends it.
    pub fn leave(&mut self) {
        self.scopes.pop();
    }

    /// Puts something at the disposal of the reverse of the innermost region.
    pub fn provide(&mut self, v: ValueId, atom: Atom) {
        let scope = self.scopes.last_mut().expect("a region is being reversed");
        scope.held.insert(Item::Value(v), Held::Value(atom));
    }

    fn fetch(&mut self, b: &mut Builder, region: RegionId) {
        if self.context.is_root(region) {
            return;
        }
        let Purpose::Build { plan, kept } = &self.purpose else {
            return;
        };
        let (plan, kept): (&Plan, &RefCell<Kept>) = (plan, kept);
        let kept = &*kept.borrow();
        let items: Vec<Item> = plan.kept(region).collect();
        if !items.is_empty() {
            let is_loop = self.context.tree.facts(region).kind == RegionKind::Loop;
            let mut position = None;
            let parent = self.context.tree.parent(region);
            for item in items {
                let held = match kept.tapes.get(&(item, region)).filter(|_| is_loop) {
                    Some(tape) => {
                        let place = match tape.layout {
                            Layout::Array { .. } => {
                                let loops = self.context.loops_around(region);
                                tape.element(loops.iter().map(|(id, _)| self.trips[id].clone()))
                            }
                            Layout::Vector => {
                                let position =
                                    position.get_or_insert_with(|| self.tape_position(b, region));
                                tape.element([position.clone()])
                            }
                        };
                        match kept.held[&(item, region)] {
                            Held::Value(_) => {
                                let ty = self.context.item_ty(item, &plan.extras);
                                let v = b.load(place, ty);
                                if let (Item::Value(primal), Some(v)) = (item, v.value()) {
                                    b.f.values[v.index()].name =
                                        self.context.f.values[primal.index()].name.clone();
                                }
                                Held::Value(v)
                            }
                            Held::Memory(_)
                                if self.context.is_optional(item, region, &plan.extras) =>
                            {
                                Held::Memory(place.project(Projection::Inner))
                            }
                            Held::Memory(_) => Held::Memory(place),
                        }
                    }
                    None if self.context.is_root(parent) => kept.held[&(item, parent)].clone(),
                    None => match self.held(item) {
                        Some(held) => held,
                        None => continue,
                    },
                };
                self.scopes
                    .last_mut()
                    .expect("entered")
                    .held
                    .insert(item, held);
            }
        }
        for stmt in &self.context.tree.get(region).stmts {
            let single = stmt.results.len() == 1;
            for v in &stmt.results {
                if plan.recomputed.contains(v) && (single || plan.reread.contains_key(v)) {
                    self.recompute(b, plan, *v, &stmt.op);
                }
            }
        }
    }

    /// Computes a value again, or reads it from where it was stored.
    fn recompute(&mut self, b: &mut Builder, plan: &Plan, v: ValueId, op: &Op) {
        let scope = self.scopes.last().expect("a region is being reversed");
        if scope.held.contains_key(&Item::Value(v)) {
            return;
        }
        let mut op = op.clone();
        if let Some(place) = plan.reread.get(&v) {
            op = Op::Load(place.clone());
        }
        // The index of where it was stored may only have been computed after it.
        let tree = &self.context.tree;
        for u in used_values(&op) {
            if plan.recomputed.contains(&u)
                && tree.region_of(u) == tree.region_of(v)
                && let Some(stmt) = tree.definer(u)
            {
                self.recompute(b, plan, u, &stmt.op);
            }
        }
        map_operands_through(self, b, &mut op);
        let data = &self.context.f.values[v.index()];
        let again = b.op(op, data.ty.clone(), data.name.clone());
        self.provide(v, again.into());
    }

    /// Cursors are declared before a root is reversed, for tapes of loops inside loops.
    fn declare_cursors(&mut self, b: &mut Builder, root: RegionId) {
        let Purpose::Build { plan, kept } = &self.purpose else {
            return;
        };
        let kept = kept.borrow();
        let tree = &self.context.tree;
        let mut cursors = Vec::new();
        for (region, items) in &plan.kept {
            if tree.facts(*region).kind == RegionKind::Loop
                && self.context.root_of(*region) == root
                && !kept.trips.contains_key(region)
                && tree.loop_between(root, tree.parent(*region))
                && let Some(tape) = kept.vector(*region, items.iter().copied())
            {
                cursors.push((*region, tape));
            }
        }
        for (region, tape) in cursors {
            let length = b.len(tape.into());
            let var = b.declare(Type::USIZE, "cursor", length);
            self.cursors.insert(region, var);
        }
    }

    /// The position on the tapes of a loop of the trip that is being reversed.
    fn tape_position(&mut self, b: &mut Builder, region: RegionId) -> Atom {
        if let Some(position) = self.indexed_position(b, region) {
            return position;
        }
        if let Some(cursor) = self.cursors.get(&region).copied() {
            let left = b.read(cursor);
            let k = b.prim(Prim::Sub, vec![left, Atom::usize(1)]);
            b.write(cursor, k.clone());
            return k;
        }
        self.trips[&region].clone()
    }

    /// Have the iterations of the loop with this body been reversed by the forward sweep?
    pub fn ran_back(&self, body: &Region) -> bool {
        matches!(self.purpose, Purpose::Build { .. })
            && self
                .context
                .independent
                .contains(self.context.tree.id(body))
    }

    /// [`Reverse::tape_position`] where it follows from the numbers of the trips.
    fn indexed_position(&self, b: &mut Builder, region: RegionId) -> Option<Atom> {
        let Purpose::Build { kept, .. } = &self.purpose else {
            return None;
        };
        let kept = kept.borrow();
        let loops = self.context.loops_around(region);
        let trips = loops
            .iter()
            .map(|(id, _)| self.trips.get(id).cloned())
            .collect::<Option<Vec<_>>>()?;
        let counts = loops.iter().map(|(id, _)| kept.trips.get(id).cloned());
        position(b, trips.into_iter().zip(counts))
    }

    /// Is anything kept of the region, or of one inside?
    pub fn keeps_inside(&self, region: RegionId) -> bool {
        match &self.purpose {
            Purpose::Plan(_) => false,
            Purpose::Build { plan, .. } => plan.kept.iter().any(|(inner, items)| {
                !items.is_empty() && self.context.tree.contains(region, *inner)
            }),
        }
    }

    /// Are the trips of the loop counted in the order in which they ran?
    pub fn is_in_order(&self, region: RegionId) -> bool {
        match &self.purpose {
            Purpose::Plan(_) => true,
            Purpose::Build { kept, .. } => kept.borrow().pushed.contains(&region),
        }
    }

    /// Says which trip of a loop is being reversed.
    pub fn set_trip(&mut self, region: RegionId, trip: Atom) {
        self.trips.insert(region, trip);
    }

    fn stmts(&mut self, b: &mut Builder, region: &Region) -> Check {
        let id = self.context.tree.id(region);
        for (index, stmt) in region.stmts.iter().enumerate().rev() {
            self.at = Position { region: id, index };
            b.span = stmt.span;
            self.stmt(b, stmt)?;
        }
        Ok(())
    }

    /// Reverses the statements of a region that was entered.
    pub fn region(&mut self, b: &mut Builder, region: &Region) -> Check {
        let (at, span) = (self.at, b.span);
        let result = self.stmts(b, region);
        (self.at, b.span) = (at, span);
        result
    }

    /// The region that is being reversed.
    pub fn current(&self) -> RegionId {
        self.scopes
            .last()
            .map_or(RegionId::BODY, |scope| scope.region)
    }
}

/// Makes everything that an operation of the forward sweep mentions available here.
pub fn map_operands_through(reverse: &mut Reverse<'_>, b: &mut Builder, op: &mut Op) {
    // Places first: their bases may be on a tape, their indices are mapped with them.
    let mut places = Vec::new();
    map_places(op, &mut |p, _| places.push(p.clone()));
    let mapped: Vec<Place> = places.iter().map(|p| reverse.primal_place(b, p)).collect();
    let mut direct = Vec::new();
    crate::ir::visit::walk(op, &mut |a| direct.push(a.clone()), &mut |_, _| {});
    let atoms: Vec<Atom> = direct.iter().map(|a| reverse.primal(a)).collect();
    let mut atoms = atoms.into_iter();
    crate::ir::visit::walk_mut(
        op,
        &mut |a| *a = atoms.next().expect("as many"),
        &mut |_, _| {},
    );
    let mut mapped = mapped.into_iter();
    map_places(op, &mut |p, _| *p = mapped.next().expect("as many"));
}
