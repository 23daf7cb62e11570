//! The forward sweep: the function's statements, with what the reverse sweep needs kept beside them.
//!
//! What is kept of a branch is handed out of it as a further result. What is kept of a loop goes on a tape: a
//! vector with one element a trip, made before the outermost loop.

use super::plan::Plan;
use super::reverse::{Check, Reverse};
use super::{Context, Extra, Held, Item, Kept};
use crate::analyse::regions::{Position, RegionId, RegionKind};
use crate::ir::builder::Builder;
use crate::ir::{
    Atom, BaseKind, Const, For, Init, Lit, Op, Place, Prim, Projection, Range, Region, Stmt,
    Switch, Type, ValueId, While,
};
use std::cell::RefCell;

/// Builds the forward sweep; puts down where everything is. `reverse` is the sweep that comes after it, which has a
/// part in loops of independent iterations.
pub fn sweep<'a>(
    context: &'a Context<'a>,
    plan: &'a Plan,
    kept: &'a RefCell<Kept>,
    reverse: &mut Reverse<'a>,
    b: &mut Builder,
) -> Check {
    let mut forward = Forward {
        context,
        plan,
        kept,
        reverse,
    };
    forward.stmts(b, RegionId::BODY)
}

struct Forward<'a, 'r> {
    context: &'a Context<'a>,
    plan: &'a Plan,
    kept: &'a RefCell<Kept>,
    reverse: &'r mut Reverse<'a>,
}

impl Forward<'_, '_> {
    fn hold(&self, item: Item, region: RegionId, held: Held) {
        self.kept.borrow_mut().held.insert((item, region), held);
    }

    fn held(&self, item: Item, region: RegionId) -> Held {
        self.kept.borrow().held[&(item, region)].clone()
    }

    fn stmts(&mut self, b: &mut Builder, region: RegionId) -> Check {
        for (index, stmt) in self.context.tree.get(region).stmts.iter().enumerate() {
            let at = Position { region, index };
            b.span = stmt.span;
            if self.context.is_root(region) {
                self.declare_tapes(b, stmt);
            }
            self.extras(b, at);
            self.stmt(b, stmt, at)?;
            for v in &stmt.results {
                self.hold(Item::Value(*v), region, Held::Value((*v).into()));
            }
            if let Op::Init(base, _) | Op::Call(_, Some(base)) = &stmt.op {
                self.hold(Item::Base(*base), region, Held::Memory((*base).into()));
            }
        }
        Ok(())
    }

    fn extras(&mut self, b: &mut Builder, at: Position) {
        let from = Item::extra(at, 0);
        let to = Item::extra(at, usize::MAX);
        for (item, extra) in self.plan.extras.range(from..=to) {
            let held = match extra {
                Extra::Copy(p) => {
                    let ty = self.context.item_ty(*item, &self.plan.extras);
                    let name = format!("{}_before", b.f.bases[p.base.index()].name);
                    Held::Memory(b.init(ty, name, Init::Copy(p.clone())).into())
                }
                Extra::Zero(p) => {
                    let ty = self.context.item_ty(*item, &self.plan.extras);
                    let name = format!("{}_zero", b.f.bases[p.base.index()].name);
                    Held::Memory(b.init(ty, name, Init::ZeroTangent(p.clone())).into())
                }
                Extra::Number(p) => {
                    let ty = b.f.place_ty(p);
                    let name = format!("{}_before", b.f.bases[p.base.index()].name);
                    Held::Value(b.op(Op::Load(p.clone()), ty, name).into())
                }
                Extra::Len(p) => Held::Value(b.len(p.clone())),
            };
            self.hold(*item, at.region, held);
        }
    }

    fn stmt(&mut self, b: &mut Builder, stmt: &Stmt, at: Position) -> Check {
        let region = at.region;
        let mut results = stmt.results.clone();
        let op = match &stmt.op {
            Op::If(cond, then, els) => {
                let mut branches = self
                    .branches(b, &[then, els], region, &mut results)?
                    .into_iter();
                let mut next = || branches.next().expect("two branches");
                Op::If(cond.clone(), next(), next())
            }
            Op::Switch(s) => {
                let regions: Vec<&Region> =
                    s.arms.iter().map(|(_, r)| r).chain([&s.default]).collect();
                let mut branches = self.branches(b, &regions, region, &mut results)?;
                let default = branches.pop().expect("a default");
                let arms = s
                    .arms
                    .iter()
                    .map(|(patterns, _)| patterns.clone())
                    .zip(branches)
                    .collect();
                Op::Switch(Switch {
                    scrutinee: s.scrutinee.clone(),
                    arms,
                    default,
                })
            }
            Op::For(l) if self.context.is_root(self.context.tree.id(&l.body)) => {
                return self.there_and_back(b, l, stmt, at);
            }
            Op::For(l) => {
                let body = self.loop_body(b, &l.body)?;
                Op::For(For {
                    range: l.range.clone(),
                    inits: l.inits.clone(),
                    body,
                    breaks: l.breaks,
                })
            }
            Op::While(w) => {
                let body = self.loop_body(b, &w.body)?;
                Op::While(While {
                    inits: w.inits.clone(),
                    cond: w.cond.clone(),
                    body,
                    breaks: w.breaks,
                })
            }
            op => op.clone(),
        };
        b.span = stmt.span;
        b.push(Stmt {
            results,
            op,
            span: stmt.span,
        });
        Ok(())
    }

    /// A loop of independent iterations: each forth and back.
    fn there_and_back(&mut self, b: &mut Builder, l: &For, stmt: &Stmt, at: Position) -> Check {
        let id = self.context.tree.id(&l.body);
        self.reverse.prepare_shadows(b, &l.body, at);
        let seeds = self.reverse.early_seeds(b, id);
        b.span = stmt.span;
        b.open_loop(Some(l.body.params[0]));
        self.reverse.open(b, id);
        self.stmts(b, id)?;
        self.reverse.run_back(b, id, &seeds)?;
        let mut body = b.close();
        body.carry_as(&l.body.params[1..], &l.body.yields);
        b.span = stmt.span;
        b.for_carrying(l.range.clone(), &l.inits, &stmt.results, body);
        Ok(())
    }

    // --- branches: further results ---

    fn branches(
        &mut self,
        b: &mut Builder,
        regions: &[&Region],
        parent: RegionId,
        results: &mut Vec<ValueId>,
    ) -> Result<Vec<Region>, syn::Error> {
        let ids: Vec<RegionId> = regions.iter().map(|r| self.context.tree.id(r)).collect();
        // Memory that is handed out is declared outside.
        for id in &ids {
            for item in self.plan.kept(*id) {
                if let (Item::Base(_) | Item::Extra(..), ty) = (item, self.ty(item))
                    && self.is_memory(item)
                {
                    let (ty, nothing) = match ty.has_default() {
                        true => (ty, Init::Default),
                        false => (Type::Option(Box::new(ty)), Init::none()),
                    };
                    let optional = matches!(nothing, Init::Variant(..));
                    let base = b.f.new_base(ty, self.name(b, item), BaseKind::Local);
                    b.effect(Op::Init(base, nothing));
                    let mut place = Place::from(base);
                    place
                        .projections
                        .extend(optional.then_some(Projection::Inner));
                    self.hold(item, parent, Held::Memory(place));
                }
            }
        }
        let mut built: Vec<Region> = Vec::new();
        for region in regions {
            b.open_branch();
            let id = self.context.tree.id(region);
            self.stmts(b, id)?;
            for item in self.plan.kept(id) {
                if self.is_memory(item)
                    && let (Held::Memory(inner), Held::Memory(outer)) =
                        (self.held(item, id), self.held(item, parent))
                {
                    let outer_optional = self.is_optional(item, parent);
                    let inner_optional = self.is_optional(item, id);
                    let value = Init::Move(whole(inner, inner_optional));
                    let value = if outer_optional && !inner_optional {
                        Init::some(value)
                    } else {
                        value
                    };
                    b.effect(Op::Assign(whole(outer, outer_optional), value));
                }
            }
            let mut region_built = b.close().into_region();
            region_built.yields.clone_from(&region.yields);
            built.push(region_built);
        }
        for (i, id) in ids.iter().enumerate() {
            for item in self.plan.kept(*id) {
                let Held::Value(atom) = self.held(item, *id) else {
                    continue;
                };
                let ty = self.ty(item);
                let result = b.f.new_value(ty.clone(), self.name(b, item));
                for (j, region) in built.iter_mut().enumerate() {
                    region.yields.push(if i == j {
                        atom.clone()
                    } else {
                        Atom::zero(&ty)
                    });
                }
                results.push(result);
                self.hold(item, parent, Held::Value(result.into()));
            }
        }
        Ok(built)
    }

    fn ty(&self, item: Item) -> Type {
        self.context.item_ty(item, &self.plan.extras)
    }

    fn is_optional(&self, item: Item, region: RegionId) -> bool {
        self.context.is_optional(item, region, &self.plan.extras)
    }

    fn is_memory(&self, item: Item) -> bool {
        match item {
            Item::Value(_) => false,
            Item::Base(_) => true,
            Item::Extra(..) => !matches!(self.plan.extras[&item], Extra::Len(_) | Extra::Number(_)),
        }
    }

    fn name(&self, b: &Builder, item: Item) -> String {
        match item {
            Item::Value(v) => b.f.values[v.index()].name.clone(),
            Item::Base(base) => b.f.bases[base.index()].name.clone(),
            Item::Extra(..) => match &self.plan.extras[&item] {
                Extra::Copy(p) => format!("{}_before", b.f.bases[p.base.index()].name),
                Extra::Zero(p) => format!("{}_zero", b.f.bases[p.base.index()].name),
                Extra::Number(p) => format!("{}_before", b.f.bases[p.base.index()].name),
                Extra::Len(_) => "len_before".to_string(),
            },
        }
    }

    // --- loops: tapes ---

    /// Declares the tapes of all loops in a statement of the body.
    fn declare_tapes(&mut self, b: &mut Builder, stmt: &Stmt) {
        for region in crate::ir::visit::regions(&stmt.op) {
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
        let inner_has = |me: &Self| {
            crate::ir::builder::any_stmt(region, &|stmt| {
                crate::ir::visit::regions(&stmt.op).into_iter().any(|r| {
                    let id = me.context.tree.id(r);
                    me.context.tree.facts(id).kind == RegionKind::Loop
                        && me.plan.kept(id).next().is_some()
                })
            })
        };
        if !has_tape && !inner_has(self) {
            return;
        }
        let count = match (is_loop, self.context.owner(id)) {
            (true, Op::For(l)) => match (outer, self.known_before(id, &l.range)) {
                (Some(outer), true) => {
                    let trips = trip_count(b, &l.range);
                    if always && !l.breaks {
                        self.kept.borrow_mut().trips.insert(id, trips.clone());
                    }
                    Some(
                        if let (Some(m), Some(n)) = (constant(&outer), constant(&trips)) {
                            Atom::usize(usize::try_from(m * n).expect("a count"))
                        } else if outer == Atom::usize(1) {
                            trips
                        } else {
                            b.prim(Prim::Mul, vec![outer, trips])
                        },
                    )
                }
                _ => None,
            },
            (true, _) => None,
            // A branch runs at most as often as what is around it.
            (false, _) => outer,
        };
        if has_tape {
            for item in self.plan.kept(id) {
                let ty = match self.is_optional(item, id) {
                    true => Type::Option(Box::new(self.ty(item))),
                    false => self.ty(item),
                };
                let indexed = self.is_indexed(item, id);
                let (ty, init) = tape_of(ty, count.as_ref(), indexed);
                let name = match self.name(b, item) {
                    name if name.is_empty() => "tape".to_string(),
                    name => format!("{name}_tape"),
                };
                let tape = b.init(ty, name, init);
                self.kept.borrow_mut().tapes.insert((item, id), tape);
            }
        }
        let leaves = matches!(self.context.owner(id), Op::For(l) if is_loop && l.breaks);
        let always = always && is_loop && !leaves;
        for stmt in &region.stmts {
            for inner in crate::ir::visit::regions(&stmt.op) {
                self.declare_tapes_in(b, inner, count.clone(), always);
            }
        }
    }

    /// Is the item stored on its tape at a position, instead of being appended?
    fn is_indexed(&self, item: Item, region: RegionId) -> bool {
        let is_number = matches!(self.ty(item), Type::Float(_) | Type::Int(_) | Type::Bool);
        is_number && !self.is_memory(item) && self.kept.borrow().trips.contains_key(&region)
    }

    /// The position on the tapes of a loop of the trip that runs, by the indices of the loops around it.
    fn position(&self, b: &mut Builder, region: RegionId) -> Atom {
        let mut loops = Vec::new();
        let mut at = region;
        while !self.context.is_root(at) {
            if let Op::For(l) = self.context.owner(at)
                && self.context.tree.facts(at).kind == RegionKind::Loop
            {
                loops.push((at, l));
            }
            at = self.context.tree.parent(at);
        }
        let mut position = None;
        for (id, l) in loops.into_iter().rev() {
            let trip = trip_number(b, &l.range, l.body.params[0].into());
            position = Some(match position {
                None => trip,
                Some(outer) => {
                    let trips = self.kept.borrow().trips[&id].clone();
                    let before = b.prim(Prim::Mul, vec![outer, trips]);
                    b.prim(Prim::Add, vec![before, trip])
                }
            });
        }
        position.unwrap_or(Atom::usize(0))
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

    fn loop_body(&mut self, b: &mut Builder, region: &Region) -> Result<Region, syn::Error> {
        let id = self.context.tree.id(region);
        for v in &region.params {
            self.hold(Item::Value(*v), id, Held::Value((*v).into()));
        }
        b.open_branch();
        self.stmts(b, id)?;
        let mut position = None;
        for item in self.plan.kept(id) {
            let tape = self.kept.borrow().tapes[&(item, id)];
            match self.held(item, id) {
                Held::Value(atom) if self.is_indexed(item, id) => {
                    let position = position.get_or_insert_with(|| self.position(b, id)).clone();
                    b.effect(Op::Store(Place::from(tape).index(position), atom));
                }
                Held::Value(atom) => b.effect(Op::Push(tape.into(), Init::Atom(atom))),
                Held::Memory(place) => {
                    let whole = whole(place, self.is_optional(item, id));
                    b.effect(Op::Push(tape.into(), Init::Move(whole)));
                }
            }
        }
        let mut built = b.close().into_region();
        built.params.clone_from(&region.params);
        built.yields.clone_from(&region.yields);
        Ok(built)
    }
}

/// The `Option` that holds a place, where one does.
fn whole(mut place: Place, optional: bool) -> Place {
    if optional {
        place.projections.pop();
    }
    place
}

/// A tape of so many elements: its type, and what it is at first.
fn tape_of(element: Type, count: Option<&Atom>, indexed: bool) -> (Type, Init) {
    let Some(count) = count.filter(|_| indexed) else {
        return (Type::Vec(Box::new(element)), Init::Empty(count.cloned()));
    };
    let zero = Box::new(Init::Atom(Atom::zero(&element)));
    let ty = match constant(count) {
        Some(n) if n <= super::SMALL_TAPE => Type::Array(Box::new(element), Some(n.to_string())),
        _ => Type::Vec(Box::new(element)),
    };
    (ty, Init::Repeat(zero, count.clone()))
}

fn constant(atom: &Atom) -> Option<i128> {
    match atom {
        Atom::Const(Const {
            lit: Lit::Int(n), ..
        }) => Some(*n),
        _ => None,
    }
}

/// The number of the trip of a counted loop at an index, as `usize`.
pub fn trip_number(b: &mut Builder, range: &Range, index: Atom) -> Atom {
    let ty = b.f.atom_ty(&index).clone();
    let one = Atom::Const(Const {
        lit: Lit::Int(1),
        ty: ty.clone(),
    });
    let trip = if range.reversed {
        let last = if range.inclusive {
            range.hi.clone()
        } else {
            b.prim(Prim::Sub, vec![range.hi.clone(), one])
        };
        b.prim(Prim::Sub, vec![last, index])
    } else if constant(&range.lo) == Some(0) {
        index
    } else {
        b.prim(Prim::Sub, vec![index, range.lo.clone()])
    };
    if ty == Type::USIZE {
        trip
    } else {
        b.cast(trip, Type::USIZE)
    }
}

/// The number of trips of a counted loop that does not leave early, as `usize`.
pub fn trip_count(b: &mut Builder, range: &Range) -> Atom {
    let ty = match (&range.lo, &range.hi) {
        (Atom::Value(v), _) | (_, Atom::Value(v)) => b.f.ty(*v).clone(),
        (Atom::Const(c), _) => c.ty.clone(),
    };
    let lo_is_zero = matches!(
        &range.lo,
        Atom::Const(Const {
            lit: Lit::Int(0) | Lit::Zero,
            ..
        })
    );
    let one = Atom::Const(Const {
        lit: Lit::Int(1),
        ty: ty.clone(),
    });
    if lo_is_zero && ty == Type::USIZE {
        return if range.inclusive {
            b.prim(Prim::Add, vec![range.hi.clone(), one])
        } else {
            range.hi.clone()
        };
    }
    let order = if range.inclusive { Prim::Le } else { Prim::Lt };
    let runs = b.prim(order, vec![range.lo.clone(), range.hi.clone()]);
    // `hi - lo` may not be computed where the range is empty.
    b.open_branch();
    let n = b.prim(Prim::Sub, vec![range.hi.clone(), range.lo.clone()]);
    let n = if range.inclusive {
        b.prim(Prim::Add, vec![n, one])
    } else {
        n
    };
    let n = if ty == Type::USIZE {
        n
    } else {
        b.cast(n, Type::USIZE)
    };
    let mut then = b.close().into_region();
    then.yields.push(n);
    let els = Region {
        yields: vec![Atom::usize(0)],
        ..Region::default()
    };
    let count = b.f.new_value(Type::USIZE, "trips");
    let span = b.span;
    b.push(Stmt {
        results: vec![count],
        op: Op::If(runs, then, els),
        span,
    });
    count.into()
}

/// A place that nothing is at: what planning uses where the real one is not known yet.
pub fn nowhere() -> Place {
    Place {
        base: crate::ir::BaseId(0),
        projections: Vec::new(),
    }
}
