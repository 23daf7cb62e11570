//! The forward sweep: the function's statements, with what the reverse sweep needs kept beside them.
//!
//! What is kept of a branch is handed out of it as a further result. What is kept of a loop goes on a tape ([`super::tape`]).

use super::plan::Plan;
use super::reverse::{Check, RESTORED, Reverse};
use super::{Context, Extra, Held, Item, Kept};
use crate::analyse::regions::{Position, RegionId};
use crate::ir::builder::Builder;
use crate::ir::{
    Atom, BaseKind, Const, For, Init, Lit, Op, Place, Prim, Projection, Range, Region, Stmt,
    Switch, Tape, Type, ValueId, While,
};
use crate::refusal::Refusals;
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
        room: super::tape::ROOM,
    };
    forward.stmts(b, RegionId::BODY)
}

pub(super) struct Forward<'a, 'r> {
    pub(super) context: &'a Context<'a>,
    pub(super) plan: &'a Plan,
    pub(super) kept: &'a RefCell<Kept>,
    reverse: &'r mut Reverse<'a>,
    /// How many numbers more may stand on tapes that are arrays.
    pub(super) room: i128,
}

impl Forward<'_, '_> {
    fn hold(&self, item: Item, region: RegionId, held: Held) {
        self.kept.borrow_mut().held.insert((item, region), held);
    }

    pub(super) fn held(&self, item: Item, region: RegionId) -> Held {
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
        let index = self.context.tree.get(region).stmts.len();
        self.extras(b, Position { region, index });
        Ok(())
    }

    fn extras(&mut self, b: &mut Builder, at: Position) {
        let from = Item::extra(at, 0);
        let to = Item::extra(at, usize::MAX);
        for (item, extra) in self.plan.extras.range(from..=to) {
            let held = match extra {
                Extra::Copy(p) => {
                    let element = self.context.item_ty(*item, &self.plan.extras);
                    let of = b.f.bases[p.base.index()].name.clone();
                    let init = Init::Copy(p.clone());
                    let base = b.init(element.clone(), format!("{of}_before"), init);
                    if self.context.loops_around(at.region).is_empty() {
                        b.f.tapes.push(Tape {
                            base,
                            of,
                            element,
                            loops: Vec::new(),
                            last: false,
                        });
                    }
                    Held::Memory(base.into())
                }
                // The statement itself puts it there.
                Extra::Replaced(_) => continue,
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
            Op::Assign(p, init) if self.plan.extras.contains_key(&Item::extra(at, RESTORED)) => {
                self.replace(b, at, p, init)
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

    /// Sets a place anew, so that what it held is left in memory of its own: the last of what does so.
    fn replace(&mut self, b: &mut Builder, at: Position, place: &Place, init: &Init) -> Op {
        let item = Item::extra(at, RESTORED);
        if !matches!(self.plan.extras[&item], Extra::Replaced(_)) {
            return Op::Assign(place.clone(), init.clone());
        }
        let before = b.init(self.ty(item), self.name(b, item), init.clone());
        self.hold(item, at.region, Held::Memory(before.into()));
        Op::Swap(place.clone(), before.into())
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
    ) -> Result<Vec<Region>, Refusals> {
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

    pub(super) fn ty(&self, item: Item) -> Type {
        self.context.item_ty(item, &self.plan.extras)
    }

    pub(super) fn is_optional(&self, item: Item, region: RegionId) -> bool {
        self.context.is_optional(item, region, &self.plan.extras)
    }

    pub(super) fn is_memory(&self, item: Item) -> bool {
        match item {
            Item::Value(_) => false,
            Item::Base(_) => true,
            Item::Extra(..) => !matches!(self.plan.extras[&item], Extra::Len(_) | Extra::Number(_)),
        }
    }

    pub(super) fn name(&self, b: &Builder, item: Item) -> String {
        match item {
            Item::Value(v) => b.f.values[v.index()].name.clone(),
            Item::Base(base) => b.f.bases[base.index()].name.clone(),
            Item::Extra(..) => match &self.plan.extras[&item] {
                Extra::Copy(p) | Extra::Replaced(p) => {
                    format!("{}_before", b.f.bases[p.base.index()].name)
                }
                Extra::Zero(p) => format!("{}_zero", b.f.bases[p.base.index()].name),
                Extra::Number(p) => format!("{}_before", b.f.bases[p.base.index()].name),
                Extra::Len(_) => "len_before".to_string(),
            },
        }
    }

    fn loop_body(&mut self, b: &mut Builder, region: &Region) -> Result<Region, Refusals> {
        let id = self.context.tree.id(region);
        for v in &region.params {
            self.hold(Item::Value(*v), id, Held::Value((*v).into()));
        }
        b.open_branch();
        self.stmts(b, id)?;
        self.record(b, id);
        let mut built = b.close().into_region();
        built.params.clone_from(&region.params);
        built.yields.clone_from(&region.yields);
        Ok(built)
    }
}

/// The `Option` that holds a place, where one does.
pub(super) fn whole(mut place: Place, optional: bool) -> Place {
    if optional {
        place.projections.pop();
    }
    place
}

/// The number of the trip of a counted loop at an index, as `usize`: in the order in which the trips run, or upwards, where
/// nothing depends on the order.
pub fn trip_number(b: &mut Builder, range: &Range, in_order: bool, index: Atom) -> Atom {
    let ty = b.f.atom_ty(&index).clone();
    let one = Atom::Const(Const {
        lit: Lit::Int(1),
        ty: ty.clone(),
    });
    let trip = if range.reversed && in_order {
        let last = if range.inclusive {
            range.hi.clone()
        } else {
            b.prim(Prim::Sub, vec![range.hi.clone(), one])
        };
        b.prim(Prim::Sub, vec![last, index])
    } else if range.lo.as_int() == Some(0) {
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
    let lo_is_zero = range.lo.is_zero_int();
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
    if let (Some(lo), Some(hi)) = (range.lo.as_int(), range.hi.as_int()) {
        let trips = (hi - lo + i128::from(range.inclusive)).max(0);
        return Atom::usize(usize::try_from(trips).expect("a count"));
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
    trips_if(b, runs, n)
}

/// A number of trips that the open branch computed, if the condition holds; else none.
pub fn trips_if(b: &mut Builder, runs: Atom, trips: Atom) -> Atom {
    let mut then = b.close().into_region();
    then.yields.push(trips);
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
