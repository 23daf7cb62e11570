//! Reverse mode: a forward sweep, which is the function with tapes, then its regions in reverse order.
//!
//! The reverse sweep is built twice by the same code ([`reverse`]): once to learn what it needs of the forward
//! sweep, once for good. In between, [`plan`] decides for each needed value whether it is still there, is
//! recomputed, or is kept (on a tape, if it is defined in a loop); [`forward`] then records what is kept.

mod adjoint;
mod call;
mod control;
mod forward;
mod plan;
mod reverse;
mod tape;

use super::choice::choices;
use super::{companion_access, companion_param, output_ty, refuse_opaque};
use crate::analyse::activity::Activity;
use crate::analyse::computed::Computed;
use crate::analyse::independent::Independent;
use crate::analyse::inverse::Inverses;
use crate::analyse::memory::{Writes, moved_places};
use crate::analyse::powers::Powers;
use crate::analyse::regions::{Position, RegionId, RegionKind, Regions};
use crate::analyse::restore::restored;
use crate::hashed::HashMap;
use crate::ir::builder::Builder;
use crate::ir::verify::debug_verify;
use crate::ir::{
    Access, Atom, BaseId, BaseKind, Function, Init, Op, Output, Param, ParamKind, Place, Region,
    Role, Type, ValueId,
};
use crate::refusal::Refusals;
use crate::sorted::Set;
use plan::Plan;
use reverse::Reverse;
use std::cell::RefCell;
use tape::Tape;

/// Which analyses reverse mode makes use of; without one the result is the same, and costs more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passes {
    /// Loops of which the iterations are independent run each iteration forth and back ([`Independent`]). The two
    /// sweeps are then one: nothing is left to be made a pullback of.
    pub independent: bool,
    /// Memory that is stored to less often than it is loaded is saved before its stores ([`restored`]).
    pub restore: bool,
    /// What a loop chooses among the values of its trips is differentiated at the trip that it chose ([`choices`]).
    pub choices: bool,
    /// Elements are told apart by their indices, so that more is read again ([`crate::analyse::dependence`]), and what
    /// was stored is read back.
    pub dependences: bool,
}

impl Passes {
    /// All of them.
    pub const ALL: Passes = Passes {
        independent: true,
        restore: true,
        choices: true,
        dependences: true,
    };
    /// All that leave the forward sweep and the reverse sweep apart.
    pub const SEPARATE: Passes = Passes {
        independent: false,
        restore: true,
        choices: true,
        dependences: true,
    };
}

/// The cotangent of a function: its parameters, the cotangent of the result, then for each parameter the
/// cotangent to which its own is added; its result.
///
/// # Errors
/// Where the derivative would get lost in an operation that has no rule, and where an operation cannot be reversed.
pub fn vjp(f: &Function) -> Result<Function, Refusals> {
    vjp_with(f, Passes::SEPARATE)
}

/// [`vjp`] with a choice of analyses.
///
/// # Errors
/// As [`vjp`].
pub fn vjp_with(f: &Function, passes: Passes) -> Result<Function, Refusals> {
    refuse_opaque(f, &Activity::varied(f))?;
    let mut f = f.clone();
    if passes.choices && choices(&mut f) > 0 {
        debug_verify(&f, "choices");
    }
    number_calls(&mut f.body, &mut 0);
    let f = &f;
    let tree = Regions::new(f);
    let mut writes = Writes::new(f, &tree);
    let mut stored = HashMap::default();
    if passes.dependences {
        writes = writes.with_dependences(f);
        stored = stores_of_values(f, &tree);
    }
    let active = Activity::active(f);
    let mut context = Context {
        f,
        inverses: Inverses::new(f, &active),
        powers: Powers::new(f),
        computed: Computed::new(f),
        active,
        writes,
        stored,
        tree,
        independent: Independent::default(),
        restored: Set::new(),
    };
    let (signature, params) = signature(&context);
    if passes.independent {
        context.independent = Independent::new(
            f,
            &context.tree,
            &context.active,
            &context.writes,
            params.result,
        );
    }
    let mut plan = planned(&context, &signature, &params)?;
    if passes.restore {
        let taped = plan.kept.iter().flat_map(|(region, items)| {
            let is_loop = context.tree.facts(*region).kind == RegionKind::Loop;
            let items = items.iter().filter(move |_| is_loop);
            items.filter_map(|item| match item {
                Item::Value(v) => Some(*v),
                Item::Base(_) | Item::Extra(..) => None,
            })
        });
        let (tree, writes) = (&context.tree, &context.writes);
        let copied = plan.extras.values().filter_map(|extra| match extra {
            Extra::Copy(place) => Some(place.clone()),
            Extra::Replaced(_) | Extra::Number(_) | Extra::Len(_) | Extra::Zero(_) => None,
        });
        let root_of = |region| context.root_of(region);
        context.restored = restored(f, tree, writes, taped, copied, root_of);
        if !context.restored.is_empty() {
            plan = planned(&context, &signature, &params)?;
        }
    }
    let (context, plan) = (context, plan);

    let mut b = Builder::new(signature);
    let kept = RefCell::new(Kept::default());
    let mut reverse = Reverse::building(&context, &params, &plan, &kept);
    if !context.independent.is_empty() {
        reverse.open(&mut b, RegionId::BODY);
    }
    forward::sweep(&context, &plan, &kept, &mut reverse, &mut b)?;
    let split = context.independent.is_empty().then(|| b.stmts().len());
    reverse.sweep(&mut b)?;
    let mut g = b.finish();
    g.output = f.output.clone();
    g.split = split;
    debug_verify(&g, "vjp");
    Ok(g)
}

/// Gives each call of a function itself a number of its own, which its adjoint has as well.
fn number_calls(region: &mut Region, next: &mut usize) {
    for stmt in &mut region.stmts {
        if let Op::Call(call, _) = &mut stmt.op {
            call.callee.site = call.callee.modes.is_empty().then_some(*next);
            *next += 1;
        }
        for inner in crate::ir::visit::regions_mut(&mut stmt.op) {
            number_calls(inner, next);
        }
    }
}

/// What is kept: for this the reverse sweep is run once for nothing but what it asks for.
fn planned(
    context: &Context<'_>,
    signature: &Function,
    params: &BarParams,
) -> Result<Plan, Refusals> {
    let mut scratch = Builder::new(signature.clone());
    let mut planning = Reverse::planning(context, params);
    planning.sweep(&mut scratch)?;
    Ok(Plan::decide(context, planning.into_needs()))
}

/// What is known of the function that is transformed.
struct Context<'a> {
    f: &'a Function,
    active: Activity,
    /// The roots of which the derivatives share the inverse.
    inverses: Inverses,
    /// The products that are powers.
    powers: Powers,
    /// What partials may ask for that is there.
    computed: Computed,
    writes: Writes,
    tree: Regions<'a>,
    independent: Independent,
    /// The bases that are saved before their stores.
    restored: Set<BaseId>,
    /// Where a value is stored, in the region where it is defined, and where that store stands.
    stored: HashMap<ValueId, (Place, Position)>,
}

/// Where floats are stored as soon as they are there.
fn stores_of_values(f: &Function, tree: &Regions<'_>) -> HashMap<ValueId, (Place, Position)> {
    let mut stored = HashMap::default();
    for number in 1..tree.count() {
        let region = RegionId(u32::try_from(number).expect("fewer than 2^32 regions"));
        for (index, stmt) in tree.get(region).stmts.iter().enumerate() {
            if let Op::Store(place, Atom::Value(v)) = &stmt.op
                && tree.region_of(*v) == region
                && f.ty(*v).is_float()
            {
                stored.insert(*v, (place.clone(), Position { region, index }));
            }
        }
    }
    stored
}

/// The cotangents among the parameters.
struct BarParams {
    /// Of the result.
    result: Option<BaseId>,
    /// Of each parameter.
    params: Vec<Option<BaseId>>,
}

/// The new function without body.
fn signature(context: &Context<'_>) -> (Function, BarParams) {
    let f = context.f;
    let mut g = f.clone();
    g.body = Region::default();
    let ty = match &f.output_ty {
        Some(ty) => ty.clone(),
        None => output_ty(f, &f.output),
    };
    let result = if ty.is_inactive() {
        g.params.push(Param {
            role: Role::ResultBar,
            kind: ParamKind::Ignored,
            varied: false,
        });
        None
    } else {
        let base = g.new_base(
            ty.tangent(),
            "result_bar",
            BaseKind::Param(Access::TangentSlot),
        );
        g.params.push(Param {
            role: Role::ResultBar,
            kind: ParamKind::Base(base),
            varied: true,
        });
        Some(base)
    };
    let params = f
        .params
        .iter()
        .map(|param| companion_param(&mut g, param, true))
        .collect();
    (g, BarParams { result, params })
}

/// Something of the forward sweep that the reverse sweep gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Item {
    /// A value.
    Value(ValueId),
    /// A base, with the content that it has at the end of its life.
    Base(BaseId),
    /// Something that the forward sweep computes for it before a statement: position and number.
    Extra(RegionId, usize, usize),
}

impl Item {
    fn extra(at: Position, number: usize) -> Item {
        Item::Extra(at.region, at.index, number)
    }
}

/// What an [`Item::Extra`] is.
#[derive(Clone, Debug)]
enum Extra {
    /// A copy of a place.
    Copy(Place),
    /// What a place held before it is set anew by the statement.
    Replaced(Place),
    /// The number that a place holds.
    Number(Place),
    /// The length of a sequence.
    Len(Place),
    /// The zero tangent of a place.
    Zero(Place),
}

/// What an item is to the code that uses it.
#[derive(Clone, Debug)]
enum Held {
    Value(Atom),
    Memory(Place),
}

/// Where the forward sweep put what is kept.
#[derive(Default)]
struct Kept {
    /// What an item is called in a region: its own, or one around a branch through which it was handed out.
    held: HashMap<(Item, RegionId), Held>,
    /// The tapes of the items kept in a loop.
    tapes: HashMap<(Item, RegionId), Tape>,
    /// The loops of which the trip count, and that of the loops around, is known before: what is kept of a trip stands
    /// on the tapes at a position that follows from the numbers of the trips.
    trips: HashMap<RegionId, Atom>,
    /// The loops around something that is appended to a tape, so that it stands there in the order of the trips.
    pushed: Set<RegionId>,
}

impl Context<'_> {
    /// Is the region reversed where it runs, so that what is computed in it is at hand? The body of the function is,
    /// and that of a loop of which the iterations are differentiated one by one.
    fn is_root(&self, region: RegionId) -> bool {
        region == RegionId::BODY || self.independent.contains(region)
    }

    /// The innermost root around a region.
    fn root_of(&self, mut region: RegionId) -> RegionId {
        while !self.is_root(region) {
            region = self.tree.parent(region);
        }
        region
    }

    /// Can the content of a place, as it is at a position, have changed by the time when it is wanted again?
    fn overwritten_after(&self, place: &Place, at: Position) -> bool {
        let root = self.root_of(at.region);
        self.writes.overwritten_after(&self.tree, place, at, root)
    }

    /// The loop that a region is the body of, if it is one.
    fn owner(&self, region: RegionId) -> &Op {
        &self.tree.stmt(self.tree.facts(region).owner).op
    }

    /// Is there anything in the region through which a derivative passes?
    fn has_adjoint(&self, region: &Region) -> bool {
        crate::ir::builder::any_stmt(region, &|stmt| {
            stmt.results.iter().any(|v| self.active.value(*v)) || self.touches_active(&stmt.op)
        })
    }

    /// Is anything restored in the reverse of the region?
    fn restores(&self, region: &Region) -> bool {
        crate::ir::builder::any_stmt(region, &|stmt| {
            let mut found = false;
            crate::ir::visit::places(&stmt.op, &mut |p, used| {
                found |= used.writes() && self.restored.contains(&p.base)
            });
            found
        })
    }

    fn touches_active(&self, op: &Op) -> bool {
        let mut touches =
            matches!(op, Op::Init(b, _) | Op::Call(_, Some(b)) if self.active.base(*b));
        crate::ir::visit::places(op, &mut |p, used| {
            touches |= used.writes() && self.active.place(p)
        });
        touches
    }

    /// Is the base written after it was declared?
    fn is_written(&self, base: BaseId) -> bool {
        !self.writes.of(base).is_empty()
    }

    /// Where the base is moved away whole: once, and where it was declared, so that its shadow can be made there.
    fn moved_at(&self, base: BaseId) -> Option<Position> {
        let life = self.tree.region_of_base(base);
        let mut found = None;
        for (position, _) in self.writes.of(base) {
            if position.region == life && moves(&self.tree.stmt(*position).op, base) {
                found = Some(*position);
            }
        }
        found
    }

    /// Is the base, or a part of it, moved away?
    fn is_moved(&self, base: BaseId) -> bool {
        self.first_move(base).is_some()
    }

    fn first_move(&self, base: BaseId) -> Option<Position> {
        self.writes.of(base).iter().map(|(at, _)| *at).find(|at| {
            let mut moves = false;
            moved_places(&self.tree.stmt(*at).op, &mut |p| moves |= p.base == base);
            moves
        })
    }

    /// Where a base, or a part of it, is moved away in another way than [`Context::moved_at`] says: the statement of
    /// the region where it was declared.
    fn partly_moved_at(&self, base: BaseId) -> Option<Position> {
        let life = self.tree.region_of_base(base);
        let mut at = self
            .first_move(base)
            .filter(|_| self.moved_at(base).is_none())?;
        while at.region != life {
            at = self.tree.facts(at.region).owner;
        }
        Some(at)
    }

    /// The end of the body, where a base is returned that can perhaps not be copied: an error that is opaque is in it.
    fn returned_at(&self, base: BaseId) -> Option<Position> {
        let region = RegionId::BODY;
        let mut ty = &self.f.bases[base.index()].ty;
        if let Type::Option(inner) = ty {
            ty = inner;
        }
        let returned = matches!(&self.f.output, Output::Place(place) if place.base == base);
        let opaque = matches!(ty, Type::Result(_, error) if !error.is_scalar());
        let at_the_end = returned && opaque && self.tree.region_of_base(base) == region;
        at_the_end.then(|| Position {
            region,
            index: self.tree.get(region).stmts.len(),
        })
    }

    /// Is an item that is known in a region, where it was handed out of a branch, held as an `Option`, because
    /// there is nothing else to hold where the branch was not taken?
    fn is_optional(
        &self,
        item: Item,
        region: RegionId,
        extras: &crate::sorted::Map<Item, Extra>,
    ) -> bool {
        let home = match item {
            Item::Value(_) => return false,
            Item::Base(b) => self.tree.region_of_base(b),
            Item::Extra(home, ..) => home,
        };
        home != region && !self.item_ty(item, extras).has_default()
    }

    /// The type of the scalar, or of the memory, that an item is.
    fn item_ty(&self, item: Item, extras: &crate::sorted::Map<Item, Extra>) -> Type {
        match item {
            Item::Value(v) => self.f.ty(v).clone(),
            Item::Base(b) => self.f.bases[b.index()].ty.clone(),
            Item::Extra(..) => match &extras[&item] {
                Extra::Copy(p) | Extra::Replaced(p) => copy_ty(self.f, p),
                Extra::Zero(p) => copy_ty(self.f, p).tangent(),
                Extra::Number(p) => self.f.place_ty(p),
                Extra::Len(_) => Type::USIZE,
            },
        }
    }
}

/// The type of a copy of a place: a part of a sequence becomes a vector.
fn copy_ty(f: &Function, place: &Place) -> Type {
    match f.place_ty(place) {
        Type::Slice(t) => Type::Vec(t),
        ty => ty,
    }
}

fn moves(op: &Op, base: BaseId) -> bool {
    fn init(i: &Init, base: BaseId) -> bool {
        match i {
            Init::Move(p) => p.base == base && p.projections.is_empty(),
            Init::Elements(parts) | Init::Tuple(parts) => parts.iter().any(|p| init(p, base)),
            Init::Repeat(element, _) => init(element, base),
            Init::Struct(_, fields, _) | Init::Variant(_, fields) => {
                fields.iter().any(|(_, p)| init(p, base))
            }
            _ => false,
        }
    }
    match op {
        Op::Init(_, i) | Op::Assign(_, i) | Op::Push(_, i) => init(i, base),
        _ => false,
    }
}

/// The value that a parameter is, with its cotangent.
fn value_params<'a>(
    f: &'a Function,
    bars: &'a BarParams,
) -> impl Iterator<Item = (ValueId, BaseId)> + 'a {
    f.params
        .iter()
        .zip(&bars.params)
        .filter_map(|(param, bar)| match (&param.kind, bar) {
            (ParamKind::Value(v), Some(bar)) => Some((*v, *bar)),
            _ => None,
        })
}

/// Which parameters that are memory need a shadow of their own, because the function writes them and the caller's
/// cotangent is only added to.
fn needs_own_shadow(context: &Context<'_>, param: &Param, base: BaseId) -> bool {
    companion_access(context.f, param, true) == Some(Access::CotangentSlot)
        && matches!(
            context.f.bases[base.index()].kind,
            BaseKind::Param(Access::Owned)
        )
        && context.is_written(base)
}
