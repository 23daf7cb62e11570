//! Control flow: regions, values that leave them, and ways out.
//!
//! Rust can leave from the middle of an expression; the IR cannot. A **target** is something that can be left:
//! a loop, a labelled block, a closure, the function. Each has a flag, which leaving sets. What follows a
//! construct that may have left goes into a **guard**, a branch that stays open until the region around it is
//! closed: the other branch of the `if` of which one branch always leaves, else `if !left { .. }`.
//!
//! What a region may leave its value in is a **slot**, in the region around it: which kind (a variable, memory, a
//! tuple of slots) is decided by the first value.

use super::fork::{Prong, Prongs};
use super::iter::Func;
use super::operand::{Literal, Mem, OneOf, Operand};
use super::outcome::{Choice, Expected};
use super::view::View;
use super::{Copied, Lowerer};
use crate::ir::builder::{Built, Var};
use crate::ir::{Atom, Init, Op, Opaque, Part, Prim, Type, ValueId};
use crate::sorted::Set;
use quote::ToTokens;

/// Index into the slots.
pub(super) type SlotId = usize;

/// Something that can be left.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub label: Option<String>,
    pub kind: TargetKind,
    /// Set by leaving.
    pub leave: Var,
    /// Set by `continue`.
    pub skip: Option<Var>,
    /// Where the value goes with which it is left.
    pub slot: Option<SlotId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TargetKind {
    Loop,
    Block,
    /// The function, or a closure that is inlined.
    Function,
}

/// A branch that is open until its region is closed.
pub(super) enum Guard {
    /// Taken if this holds.
    If(Atom),
    /// The other branch, of those on a condition; is the open one the first?
    Other(Atom, Built, bool),
}

/// Where the value of a region goes.
pub(super) struct Slot<'a> {
    /// The region around it.
    depth: usize,
    /// The name of what is in it.
    name: String,
    /// Is it set once on each way, so that nobody else names what is in it?
    once: bool,
    /// The type of what is in it.
    ty: Type,
    /// Can it be read, in the order of the text, before it is set?
    read_early: bool,
    /// Which of several things a mutable reference in it refers to: the first, as long as there is one.
    which: Option<Var>,
    /// Has it been read? Then it may name nothing that it did not name before.
    read: bool,
    state: SlotState<'a>,
}

#[derive(Clone)]
enum SlotState<'a> {
    Undecided,
    Var(Var),
    Memory(Mem),
    Tuple(Vec<SlotId>),
    /// A struct with references in it: its path, and its fields.
    Struct(proc_macro2::TokenStream, Vec<(String, SlotId)>),
    /// A reference into one memory, at positions that depend on the way taken.
    View(View),
    /// Of an `Option` or a `Result`: is it a success, the payload, the error.
    Choice {
        success: Var,
        value: SlotId,
        error: Option<SlotId>,
    },
    /// A shared reference to what is a copy of what it refers to on the way taken.
    Copied(SlotId),
    /// The same each time: a reference to one place, a range, a function.
    Same(Operand<'a>),
    /// One of several functions, by its number.
    OneOf(Var, Vec<Func<'a>>),
    /// A mutable reference to one of several things.
    Fork(Prongs<'a>),
}

/// What was known of the region outside.
pub(super) struct Outside {
    reachable: bool,
    pending: Set<Var>,
    guards: usize,
    scopes: usize,
}

impl Outside {
    /// How many guards were open.
    pub fn guards(&self) -> usize {
        self.guards
    }
}

/// A closed region, and how control leaves it.
pub(super) struct Branch {
    pub built: Built,
    /// Can control reach its end?
    pub falls: bool,
    /// The flags that it may have set.
    pub pending: Set<Var>,
}

/// The body of a loop.
pub(super) struct Body {
    pub built: Built,
    /// Does the loop go on? `None` where it always does.
    pub go_on: Option<Atom>,
    /// Can it be left by `break`?
    pub left: bool,
    /// The flags of targets outside that it may have set.
    pub pending: Set<Var>,
}

impl<'a> Lowerer<'a> {
    // --- regions ---

    fn enter(&mut self) -> Outside {
        Outside {
            reachable: self.reachable,
            pending: std::mem::take(&mut self.pending),
            guards: self.guards.len(),
            scopes: self.scopes.depth(),
        }
    }

    pub(super) fn enter_branch(&mut self) -> Outside {
        let outside = self.enter();
        self.b.open_branch();
        outside
    }

    /// Enters a region that runs many times.
    pub(super) fn enter_branch_of_loop(&mut self) -> Outside {
        let outside = self.enter();
        self.b.open_loop(None);
        outside
    }

    pub(super) fn leave_branch(&mut self, outside: Outside) -> Branch {
        self.close_guards(outside.guards);
        self.scopes.truncate(outside.scopes);
        let falls = std::mem::replace(&mut self.reachable, outside.reachable);
        let pending = std::mem::replace(&mut self.pending, outside.pending);
        Branch {
            built: self.b.close(),
            falls,
            pending,
        }
    }

    /// Closes the guards above this number of them.
    pub(super) fn close_guards(&mut self, above: usize) {
        while self.guards.len() > above {
            match self.guards.pop() {
                Some(Guard::If(cond)) => {
                    let then = self.b.close();
                    self.b.open_branch();
                    let els = self.b.close();
                    self.b.if_(cond, then, els);
                }
                Some(Guard::Other(cond, other, first)) => {
                    let open = self.b.close();
                    let (then, els) = if first { (open, other) } else { (other, open) };
                    self.b.if_(cond, then, els);
                }
                None => return,
            }
        }
    }

    /// Opens a guard: what follows happens only if none of the flags is set.
    fn guard(&mut self, flags: &Set<Var>) {
        if let Some(left) = self.any(flags) {
            let stays = self.b.prim(Prim::Not, vec![left]);
            self.b.open_branch();
            self.guards.push(Guard::If(stays));
        }
    }

    /// Is one of the flags set? `None` where none can be.
    fn any(&mut self, flags: &Set<Var>) -> Option<Atom> {
        let mut any: Option<Atom> = None;
        for flag in flags {
            let set = self.b.read(*flag);
            if set == Atom::bool(false) {
                continue;
            }
            any = Some(match any {
                Some(any) => self.b.prim(Prim::Or, vec![any, set]),
                None => set,
            });
        }
        any
    }

    fn flag(&mut self) -> Var {
        self.b.declare(Type::Bool, "left", Atom::bool(false))
    }

    // --- branches ---

    /// `if cond { then } else { els }`, its value in a slot if it is wanted.
    pub(super) fn branch(
        &mut self,
        cond: Atom,
        wanted: bool,
        then: &mut dyn FnMut(&mut Self) -> Operand<'a>,
        els: &mut dyn FnMut(&mut Self) -> Operand<'a>,
    ) -> Operand<'a> {
        if !self.reachable {
            return Operand::Never;
        }
        let slot = self.slot("", true);
        let span = (self.b.span, self.node);
        let outside = self.enter_branch();
        let value = then(self);
        self.leave_value(wanted, slot, value);
        let then = self.leave_branch(outside);
        if !then.falls && !then.pending.is_empty() {
            self.pending.extend(then.pending);
            self.b.open_branch();
            self.guards.push(Guard::Other(cond, then.built, false));
            return els(self);
        }
        let outside = self.enter_branch();
        let value = els(self);
        self.leave_value(wanted, slot, value);
        let els = self.leave_branch(outside);
        (self.b.span, self.node) = span;
        self.b.if_(cond, then.built, els.built);
        let falls = then.falls || els.falls;
        self.after(falls, then.pending.into_iter().chain(els.pending).collect());
        self.value_of(wanted, slot)
    }

    /// Goes on after a construct that has set these flags if it was left.
    pub(super) fn after(&mut self, falls: bool, left: Set<Var>) {
        self.reachable &= falls;
        if falls {
            self.guard(&left);
        }
        self.pending.extend(left);
    }

    /// Puts a region's value where it can be found outside.
    pub(super) fn leave_value(&mut self, wanted: bool, slot: SlotId, value: Operand<'a>) {
        if wanted && self.reachable {
            self.fill(slot, value);
        }
    }

    /// The value that the regions have left.
    pub(super) fn value_of(&mut self, wanted: bool, slot: SlotId) -> Operand<'a> {
        match (self.reachable, wanted) {
            (false, _) => Operand::Never,
            (true, false) => Operand::Unit,
            (true, true) => self.slot_value(slot),
        }
    }

    // --- loops and other targets ---

    /// Lowers the body of a loop: its first parameter is the index, if there is one.
    pub(super) fn body_of_loop(
        &mut self,
        label: Option<String>,
        slot: Option<SlotId>,
        index: Option<ValueId>,
        f: impl FnOnce(&mut Self),
    ) -> Body {
        let outside = self.enter();
        self.b.open_loop(index);
        let (leave, skip) = (self.flag(), self.flag());
        self.targets.push(Target {
            label,
            kind: TargetKind::Loop,
            leave,
            skip: Some(skip),
            slot,
        });
        f(self);
        self.targets.pop();
        self.close_guards(outside.guards);
        self.scopes.truncate(outside.scopes);
        let mut pending = std::mem::replace(&mut self.pending, outside.pending);
        self.reachable = outside.reachable;
        pending.remove(&skip);
        let go_on = self
            .any(&pending)
            .map(|left| self.b.prim(Prim::Not, vec![left]));
        let left = pending.remove(&leave);
        Body {
            built: self.b.close(),
            go_on,
            left,
            pending,
        }
    }

    /// Lowers something that can be left at its end: a labelled block, or a function's body.
    pub(super) fn leavable(
        &mut self,
        label: Option<String>,
        kind: TargetKind,
        ty: Type,
        f: impl FnOnce(&mut Self) -> Operand<'a>,
    ) -> Operand<'a> {
        let slot = self.slot_of(ty, "", true);
        let leave = self.flag();
        self.targets.push(Target {
            label,
            kind,
            leave,
            skip: None,
            slot: Some(slot),
        });
        let outside = self.enter();
        let value = f(self);
        self.targets.pop();
        if !self.pending.contains(&leave) {
            // Nobody has left: the value is as good outside, and guards are those of others.
            self.pending.extend(outside.pending);
            return value;
        }
        self.leave_value(true, slot, value);
        self.close_guards(outside.guards);
        self.reachable = outside.reachable;
        let mut pending = std::mem::replace(&mut self.pending, outside.pending);
        pending.remove(&leave);
        self.after(true, pending);
        self.value_of(true, slot)
    }

    /// Leaves a target, with a value.
    pub(super) fn leave(&mut self, target: usize, value: Operand<'a>) -> Operand<'a> {
        if self.reachable
            && let Some(Target { leave, slot, .. }) = self.targets.get(target).cloned()
        {
            if let Some(slot) = slot {
                self.fill(slot, value);
            }
            self.set(leave);
        }
        Operand::Never
    }

    /// Goes on with the next trip of a loop.
    pub(super) fn skip(&mut self, target: usize) -> Operand<'a> {
        if self.reachable
            && let Some(Target { skip, leave, .. }) = self.targets.get(target)
        {
            self.set(skip.unwrap_or(*leave));
        }
        Operand::Never
    }

    fn set(&mut self, flag: Var) {
        self.b.write(flag, Atom::bool(true));
        self.pending.insert(flag);
        self.reachable = false;
    }

    // --- slots ---

    /// A slot in the region at hand.
    pub(super) fn slot(&mut self, name: &str, once: bool) -> SlotId {
        let ty = self.types.fresh();
        self.slot_of(ty, name, once)
    }

    /// A slot for values of a type.
    pub(super) fn slot_of(&mut self, ty: Type, name: &str, once: bool) -> SlotId {
        let depth = self.b.depth();
        self.slots.push(Slot {
            depth,
            name: name.to_string(),
            once,
            ty,
            read_early: false,
            which: None,
            read: false,
            state: SlotState::Undecided,
        });
        self.slots.len() - 1
    }

    /// Sets a slot.
    pub(super) fn fill(&mut self, slot: SlotId, value: Operand<'a>) {
        // What was refused, or never is, says nothing of what it holds on other ways.
        if matches!(value, Operand::Never | Operand::Poison) {
            return;
        }
        if !matches!(
            value,
            Operand::Tuple(_) | Operand::Element(_) | Operand::Maybe(_)
        ) {
            let (mut ty, of) = (self.slots[slot].ty.clone(), self.ty(&value));
            // The type of a reference is here that of what it refers to.
            let is_reference = matches!(value, Operand::Ref(..));
            if let (true, Type::Ref(inner)) = (is_reference, self.types.shallow(&ty)) {
                ty = *inner;
            }
            match self.types.shallow(&ty) {
                // An array becomes a slice there, and stays an array elsewhere.
                Type::Slice(element) if is_reference => {
                    let of = self.types.element(&of);
                    self.unify(&element, &of);
                }
                _ => {
                    self.unify(&ty, &of);
                }
            }
        }
        let mut value = self.value(value);
        // A text is no name: it may be another one on another way.
        if let Operand::Tokens(tokens) = &value
            && syn::parse2::<syn::LitStr>(tokens.clone()).is_ok()
        {
            let parts = vec![Part::Tokens(tokens.clone())];
            value = Operand::Atom(self.op(Op::Opaque(Opaque::pure(parts)), Type::Opaque));
        }
        if let Operand::Fork(fork) = &value {
            let fork = std::rc::Rc::clone(fork);
            self.for_each_target(&fork, &mut |l, target| {
                l.fill(slot, target.clone());
                Operand::Unit
            });
            return;
        }
        if matches!(self.slots[slot].state, SlotState::Undecided) {
            self.decide(slot, &value);
        }
        let is_name = matches!(value, Operand::Ref(true, _));
        if is_name && !self.slots[slot].once {
            self.names.insert(slot);
        }
        let owns = matches!(
            self.slots[slot].state,
            SlotState::Var(_) | SlotState::Memory(_)
        );
        if is_name && owns {
            self.refuse_copy();
            return;
        }
        match self.slots[slot].state.clone() {
            SlotState::Undecided => {}
            SlotState::Var(var) => {
                let atom = self.atom(value);
                let (ty, var_ty) = (self.atom_ty(&atom), self.b.var_ty(var).clone());
                self.unify(&var_ty, &ty);
                self.write(var, atom);
            }
            // The error of a `Result<&T, &E>`: a name for it.
            SlotState::Memory(Mem {
                ty: Type::Opaque, ..
            }) if matches!(value, Operand::Ref(false, _)) => {
                self.slots[slot].state = SlotState::Same(value);
            }
            SlotState::Memory(mem) => {
                let ty = self.ty(&value);
                self.unify(&mem.ty, &ty);
                let init = self.init(value);
                self.set_memory(mem.place, init);
            }
            SlotState::Tuple(slots) => match value {
                Operand::Tuple(parts) if parts.len() == slots.len() => {
                    for (slot, part) in slots.into_iter().zip(parts) {
                        self.fill(slot, part);
                    }
                }
                Operand::Place(mem) => {
                    for (i, slot) in slots.into_iter().enumerate() {
                        let ty = self.types.field(&mem.ty, &i.to_string());
                        let place = self.field_of(&mem, &i.to_string(), &ty);
                        self.fill(slot, Operand::Place(Mem { place, ty, ..mem }));
                    }
                }
                _ => {}
            },
            SlotState::Struct(path, slots) => match &value {
                Operand::Struct(literal) if literal.is_of(&path) => {
                    for (name, slot) in slots {
                        let part = literal.fields.iter().find(|(field, _)| *field == name);
                        if let Some((_, part)) = part {
                            self.fill(slot, part.clone());
                        }
                    }
                }
                _ => {
                    self.must_agree(&Operand::Never, &value);
                }
            },
            SlotState::View(view) => {
                if self.turn(&view, &value) {
                    self.names_first(slot);
                } else if !self.names_another(slot, Prong::View(view.clone()), &value) {
                    let first = self.seen(&view);
                    if !self.must_agree(&first, &value) {
                        self.copied.insert(Copied::Slot(slot));
                    }
                }
            }
            SlotState::Choice {
                success,
                value: payload,
                error,
            } => {
                let expected = match error {
                    Some(_) => Expected::Result,
                    None => Expected::Option,
                };
                let Some(opened) = self.open(&value, expected) else {
                    return;
                };
                let is = self.success(&opened);
                self.write(success, is.clone());
                self.fill_choice(is, &opened, payload, error);
            }
            SlotState::Copied(copy) => {
                let mut value = self.copy_of(value);
                // Arrays of different lengths may become slices there.
                if let Type::Ref(inner) = self.types.shallow(&self.slots[slot].ty.clone())
                    && let Type::Slice(element) = self.types.shallow(&inner)
                    && let Operand::Init(Init::Copy(_), ty) = &mut value
                {
                    *ty = Type::Vec(element);
                }
                self.fill(copy, value);
            }
            SlotState::Same(known) if same_name(&known, &value) => self.names_first(slot),
            SlotState::Same(known) => {
                if !self.names_another(slot, Prong::Same(known.clone()), &value)
                    && !self.must_agree(&known, &value)
                {
                    self.copied.insert(Copied::Slot(slot));
                }
            }
            SlotState::OneOf(var, all) => self.fill_function(slot, var, all, &value),
            SlotState::Fork(prongs) => {
                if !self.names_one_of(slot, prongs, &value) {
                    self.must_agree(&Operand::Never, &value);
                }
            }
        }
    }

    /// What the slot names is what it named first.
    fn names_first(&mut self, slot: SlotId) {
        if let Some(which) = self.slots[slot].which {
            self.write(which, Atom::usize(0));
        }
    }

    /// Lets a slot that names one thing name this mutable reference's as well; false if it cannot.
    fn names_another(&mut self, slot: SlotId, first: Prong<'a>, value: &Operand<'a>) -> bool {
        let Some(at) = self.slots[slot].which else {
            return false;
        };
        let all = vec![first];
        self.names_one_of(slot, Prongs { at, all }, value)
    }

    /// Sets which of several things a slot names, or which more.
    fn names_one_of(&mut self, slot: SlotId, prongs: Prongs<'a>, value: &Operand<'a>) -> bool {
        let (depth, name, read) = {
            let slot = &self.slots[slot];
            (slot.depth, slot.name.clone(), slot.read)
        };
        let number = prongs.all.len();
        match self.also_names(prongs, (depth, &name), value) {
            Some(prongs) if !read || prongs.all.len() == number => {
                self.slots[slot].state = SlotState::Fork(prongs);
                self.has_forks = true;
                true
            }
            _ => false,
        }
    }

    /// Sets which of several functions a slot is.
    fn fill_function(
        &mut self,
        slot: SlotId,
        var: Var,
        mut all: Vec<Func<'a>>,
        value: &Operand<'a>,
    ) {
        let depth = self.slots[slot].depth;
        let at = match self.func_of(value.clone()) {
            Some(Func::OneOf(one)) => {
                let first = Atom::usize(all.len());
                all.extend(one.all.iter().cloned());
                self.offset(first, one.at.clone())
            }
            Some(func) if self.is_seen_at(&func, depth) => {
                let at = all.iter().position(|known| same_function(known, &func));
                let at = at.unwrap_or_else(|| {
                    all.push(func);
                    all.len() - 1
                });
                Atom::usize(at)
            }
            _ => {
                self.refuse_here(
                    "what this function captures is not seen where it is called",
                    "capture variables of outside of the branch, or call it in the branch",
                );
                return;
            }
        };
        self.write(var, at);
        self.slots[slot].state = SlotState::OneOf(var, all);
    }

    /// A copy of what a shared reference refers to, which owns what it holds.
    pub(super) fn copy_of(&mut self, reference: Operand<'a>) -> Operand<'a> {
        let target = self.strip(reference);
        match self.value(target) {
            Operand::Place(mem) if !self.types.is_open(&mem.ty) => {
                let ty = match self.types.shallow(&mem.ty) {
                    Type::Slice(element) => Type::Vec(element),
                    ty => ty,
                };
                Operand::Init(Init::Copy(mem.place), ty)
            }
            reference @ Operand::Ref(..) => self.copy_of(reference),
            other => other,
        }
    }

    /// A variable that holds a copy of what a shared reference refers to.
    pub(super) fn copied_slot(&mut self, name: &str, reference: Operand<'a>) -> Operand<'a> {
        let slot = self.slot(name, false);
        let copy = self.slot(name, false);
        self.slots[slot].state = SlotState::Copied(copy);
        self.fill(slot, reference);
        Operand::Deferred(slot)
    }

    fn decide(&mut self, slot: SlotId, value: &Operand<'a>) {
        let (depth, name, once) = {
            let slot = &self.slots[slot];
            (slot.depth, slot.name.clone(), slot.once)
        };
        let name_of_number = match name.as_str() {
            "" => "which".to_string(),
            name => format!("which_{name}"),
        };
        let state = match value {
            Operand::Choice(choice) => self.decide_choice(slot, &choice.ty.clone()),
            Operand::Maybe(_) => {
                let element = self.types.fresh();
                self.decide_choice(slot, &Type::Option(Box::new(element)))
            }
            Operand::Element(lookup) => {
                let element = self.lookup_ty(lookup);
                self.decide_choice(slot, &Type::Option(Box::new(element)))
            }
            Operand::Atom(a) => {
                let ty = self.atom_ty(a);
                SlotState::Var(self.b.declare_at(depth, ty.clone(), name, Atom::zero(&ty)))
            }
            Operand::Place(mem) if !mem.temporary && self.types.is_open(&mem.ty) => SlotState::Var(
                self.b
                    .declare_at(depth, mem.ty.clone(), name, Atom::zero(&mem.ty)),
            ),
            Operand::Place(_) | Operand::Init(..) => {
                let ty = self.ty(value);
                let name = if name.is_empty() {
                    "value".to_string()
                } else {
                    name
                };
                let place = self.hold(depth, ty.clone(), name);
                SlotState::Memory(Mem {
                    place,
                    ty,
                    temporary: once,
                })
            }
            Operand::Tuple(parts) => {
                let slots = (0..parts.len())
                    .map(|i| {
                        let name = if name.is_empty() {
                            String::new()
                        } else {
                            format!("{name}_{i}")
                        };
                        let ty = self.types.fresh();
                        self.slots.push(Slot {
                            depth,
                            name,
                            once,
                            ty,
                            read_early: false,
                            which: None,
                            read: false,
                            state: SlotState::Undecided,
                        });
                        self.slots.len() - 1
                    })
                    .collect();
                SlotState::Tuple(slots)
            }
            Operand::Struct(literal) => {
                let slots = literal.fields.iter().map(|(field, _)| {
                    let ty = self.types.fresh();
                    (field.clone(), self.slot_at(depth, ty, field, once))
                });
                SlotState::Struct(literal.path.clone(), slots.collect())
            }
            // Set once on each way: all are known before it is read.
            function if once && self.is_function(function) => {
                let at = self.b.declare_at(depth, Type::USIZE, name, Atom::usize(0));
                SlotState::OneOf(at, Vec::new())
            }
            Operand::Ref(false, _) if self.hints.copied.contains(&Copied::Slot(slot)) => {
                let ty = self.types.fresh();
                SlotState::Copied(self.slot_at(depth, ty, &name, once))
            }
            other => match self.view(depth, &name, other) {
                Some(view) => SlotState::View(view),
                None => SlotState::Same(other.clone()),
            },
        };
        if matches!(value, Operand::Ref(true, _)) {
            let which = self
                .b
                .declare_at(depth, Type::USIZE, name_of_number, Atom::usize(0));
            self.slots[slot].which = Some(which);
        }
        self.slots[slot].state = state;
    }

    /// Sets the payload, or the error, of a slot, whichever is there.
    fn fill_choice(
        &mut self,
        success: Atom,
        opened: &super::outcome::Opened<'a>,
        payload: SlotId,
        error: Option<SlotId>,
    ) {
        // What costs nothing is set whether it is looked at or not.
        let value = opened.choice().map(|choice| choice.value.clone());
        if let (None, Some(Operand::Atom(_)), Some(value)) = (error, &value, value.clone()) {
            return self.fill(payload, value);
        }
        self.by_success(
            success,
            false,
            &mut |l| {
                let value = l.success_value(opened);
                l.fill(payload, value);
                Operand::Unit
            },
            &mut |l| {
                if let Some(error) = error {
                    let value = l.error_value(opened);
                    l.fill(error, value);
                }
                Operand::Unit
            },
        );
    }

    fn decide_choice(&mut self, slot: SlotId, ty: &Type) -> SlotState<'a> {
        let (depth, name, once) = {
            let slot = &self.slots[slot];
            (slot.depth, slot.name.clone(), slot.once)
        };
        let own = self.slots[slot].ty.clone();
        self.unify(&own, ty);
        let (payload, error) = match self.types.shallow(&own) {
            Type::Option(t) => (*t, None),
            Type::Result(t, e) => (*t, Some(*e)),
            _ => (self.types.fresh(), None),
        };
        let flag = match (name.is_empty(), &error) {
            (true, None) => "is_some".to_string(),
            (true, Some(_)) => "is_ok".to_string(),
            (false, None) => format!("{name}_is_some"),
            (false, Some(_)) => format!("{name}_is_ok"),
        };
        let success = self
            .b
            .declare_at(depth, Type::Bool, flag, Atom::bool(false));
        let value = self.slot_at(depth, payload, &name, once);
        let error = error.map(|ty| {
            if self.types.is_scalar(&ty) {
                return self.slot_at(depth, ty, "error", once);
            }
            let place = self.hold(depth, Type::Opaque, "error".to_string());
            let id = self.slot_at(depth, ty, "error", once);
            self.slots[id].state = SlotState::Memory(Mem {
                place,
                ty: Type::Opaque,
                temporary: once,
            });
            id
        });
        SlotState::Choice {
            success,
            value,
            error,
        }
    }

    fn slot_at(&mut self, depth: usize, ty: Type, name: &str, once: bool) -> SlotId {
        self.slots.push(Slot {
            depth,
            name: name.to_string(),
            once,
            ty,
            read_early: false,
            which: None,
            read: false,
            state: SlotState::Undecided,
        });
        self.slots.len() - 1
    }

    /// Memory to be set later: an `Option` of it, where nothing else can stand in for it until then.
    fn hold(&mut self, depth: usize, ty: Type, name: String) -> crate::ir::Place {
        let known = self.types.shallow(&ty);
        let is_held = !known.has_default();
        let (ty, init) = match is_held {
            true => (Type::Option(Box::new(ty)), Init::none()),
            false => (ty, Init::Default),
        };
        let base = self.b.init_at(depth, ty, name, init);
        self.mutable.insert(base);
        let place = crate::ir::Place::from(base);
        if is_held {
            self.held.insert(base);
            return place.project(crate::ir::Projection::Inner);
        }
        place
    }

    /// Sets memory, which may be held in an `Option`.
    pub(super) fn set_memory(&mut self, place: crate::ir::Place, init: Init) {
        use crate::ir::Projection;
        use crate::ir::overlap::reads_its_target;
        let held = self.held.contains(&place.base) && place.projections == [Projection::Inner];
        let assign = |init| {
            if held {
                Op::Assign(place.base.into(), Init::some(init))
            } else {
                Op::Assign(place.clone(), init)
            }
        };
        let mut op = assign(init.clone());
        if reads_its_target(&op) {
            let ty = self.b.f.place_ty(&place).clone();
            op = assign(Init::Move(self.memory(ty, "value", init)));
        }
        self.effect(op);
    }

    /// Decides what a slot is by the type of what will be in it, so that it can be read before it is set.
    pub(super) fn decide_by_type(&mut self, slot: SlotId, ty: &Type) {
        if !matches!(self.slots[slot].state, SlotState::Undecided) {
            return;
        }
        if self.hints.names.contains(&slot) {
            self.slots[slot].read_early = true;
            return;
        }
        let (depth, name, once) = {
            let slot = &self.slots[slot];
            (slot.depth, slot.name.clone(), slot.once)
        };
        let ty = self.types.shallow(ty);
        let state = match &ty {
            Type::Option(_) | Type::Result(..) => self.decide_choice(slot, &ty),
            ty if self.types.is_scalar(ty) => {
                SlotState::Var(self.b.declare_at(depth, ty.clone(), name, Atom::zero(ty)))
            }
            Type::Tuple(parts) => SlotState::Tuple(
                parts
                    .iter()
                    .enumerate()
                    .map(|(i, ty)| self.slot_at(depth, ty.clone(), &format!("{name}_{i}"), once))
                    .collect(),
            ),
            Type::Vec(_) | Type::Array(..) | Type::Named(_) | Type::Boxed(_) => {
                let place = self.hold(depth, ty.clone(), name);
                SlotState::Memory(Mem {
                    place,
                    ty: ty.clone(),
                    temporary: once,
                })
            }
            _ => {
                self.slots[slot].read_early = true;
                SlotState::Undecided
            }
        };
        let parts: Vec<(SlotId, Type)> = match &state {
            SlotState::Choice { value, .. } => vec![(*value, self.slots[*value].ty.clone())],
            SlotState::Tuple(parts) => parts
                .iter()
                .map(|part| (*part, self.slots[*part].ty.clone()))
                .collect(),
            _ => Vec::new(),
        };
        self.slots[slot].state = state;
        for (part, ty) in parts {
            self.decide_by_type(part, &ty);
        }
    }

    /// Refuses a name for different things; false if copies of them could stand for it.
    fn must_agree(&mut self, known: &Operand<'a>, value: &Operand<'a>) -> bool {
        let same = match (known, value) {
            (Operand::Unit, Operand::Unit) | (Operand::Poison, _) | (_, Operand::Poison) => true,
            (Operand::Ref(..), Operand::Ref(..)) => same_name(known, value),
            (Operand::Tokens(a), Operand::Tokens(b)) => a.to_string() == b.to_string(),
            _ => false,
        };
        if !same {
            self.refuse_here(
                "what this names depends on the branch taken",
                "choose between numbers instead of references: read the elements inside the branches",
            );
        }
        let shared = |operand: &Operand<'a>| matches!(operand, Operand::Ref(false, _));
        same || !shared(known) || !shared(value)
    }

    /// What a slot holds now.
    pub(super) fn slot_value(&mut self, slot: SlotId) -> Operand<'a> {
        self.slots[slot].read = true;
        match self.slots[slot].state.clone() {
            SlotState::Undecided if self.slots[slot].read_early => self.refuse_here(
                "the type of what this may hold is not known here",
                "write the type where the variable is declared: `let mut v: Option<f64> = None`",
            ),
            SlotState::Undecided => Operand::Never,
            SlotState::Choice {
                success,
                value,
                error,
            } => Operand::Choice(Box::new(Choice {
                success: Operand::Atom(self.b.read(success)),
                value: self.slot_value(value),
                error: error.map(|error| self.slot_value(error)),
                ty: self.slots[slot].ty.clone(),
            })),
            SlotState::Var(var) => Operand::Atom(self.b.read(var)),
            SlotState::Memory(mem) => Operand::Place(mem),
            SlotState::Tuple(slots) => Operand::Tuple(
                slots
                    .into_iter()
                    .map(|slot| self.slot_value(slot))
                    .collect(),
            ),
            SlotState::Struct(path, slots) => {
                let fields = slots.into_iter();
                let fields = fields.map(|(name, slot)| (name, self.slot_value(slot)));
                let fields = fields.collect();
                Operand::Struct(std::rc::Rc::new(Literal { path, fields }))
            }
            SlotState::View(view) => self.seen(&view),
            SlotState::Copied(copy) => Operand::shared(self.slot_value(copy)),
            SlotState::Same(operand) => operand,
            SlotState::OneOf(var, all) => {
                let at = self.b.read(var);
                Operand::OneOf(std::rc::Rc::new(OneOf { at, all }))
            }
            SlotState::Fork(prongs) => self.forked(&prongs),
        }
    }

    /// What the reference in a slot refers to, where it holds one.
    pub(super) fn slot_reference(&mut self, slot: SlotId) -> Option<Operand<'a>> {
        self.slots[slot].read = true;
        match self.slots[slot].state.clone() {
            SlotState::Same(Operand::Ref(_, target)) => Some(*target),
            SlotState::View(view) => match self.seen(&view) {
                Operand::Ref(_, target) => Some(*target),
                _ => None,
            },
            _ => None,
        }
    }

    /// Makes what a name refers to the value, where it is a reference at positions that change.
    pub(super) fn turn_slot(&mut self, slot: SlotId, value: &Operand<'a>) -> bool {
        let is_view = matches!(
            self.slots[slot].state,
            SlotState::View(_) | SlotState::Copied(_) | SlotState::Fork(_)
        );
        if is_view {
            self.fill(slot, value.clone());
        }
        is_view
    }

    /// What a slot is, to be assigned to; itself where that is not decided.
    pub(super) fn slot_place(&mut self, slot: SlotId) -> Operand<'a> {
        // What is not decided stays to be set.
        let decided = !matches!(
            self.slots[slot].state,
            SlotState::Undecided | SlotState::Same(_)
        );
        self.slots[slot].read |= decided;
        match self.slots[slot].state.clone() {
            SlotState::Undecided => Operand::Deferred(slot),
            SlotState::Choice {
                success,
                value,
                error,
            } => Operand::Choice(Box::new(Choice {
                success: Operand::Var(success),
                value: self.slot_place(value),
                error: error.map(|error| self.slot_place(error)),
                ty: self.slots[slot].ty.clone(),
            })),
            SlotState::Var(var) => Operand::Var(var),
            SlotState::Memory(mem) => Operand::Place(Mem {
                temporary: false,
                ..mem
            }),
            SlotState::Tuple(slots) => Operand::Tuple(
                slots
                    .into_iter()
                    .map(|slot| self.slot_place(slot))
                    .collect(),
            ),
            SlotState::Struct(path, slots) => {
                let fields = slots.into_iter();
                let fields = fields.map(|(name, slot)| (name, self.slot_place(slot)));
                let fields = fields.collect();
                Operand::Struct(std::rc::Rc::new(Literal { path, fields }))
            }
            SlotState::View(view) => self.seen(&view),
            // A name for what it refers to, which nobody writes through it.
            SlotState::Copied(copy) => Operand::shared(self.slot_value(copy)),
            SlotState::Same(_) => Operand::Deferred(slot),
            SlotState::OneOf(..) | SlotState::Fork(_) => self.slot_value(slot),
        }
    }
}

/// Do two references name one thing, in the same way?
pub(super) fn same_name(a: &Operand<'_>, b: &Operand<'_>) -> bool {
    match (a, b) {
        (Operand::Ref(m, a), Operand::Ref(n, b)) => m == n && same_target(a, b),
        _ => false,
    }
}

fn same_target(a: &Operand<'_>, b: &Operand<'_>) -> bool {
    match (a, b) {
        (Operand::Place(a), Operand::Place(b)) => a.place == b.place,
        (Operand::Var(a), Operand::Var(b)) => a == b,
        (Operand::Atom(a), Operand::Atom(b)) => a == b,
        (Operand::Ref(m, a), Operand::Ref(n, b)) => m == n && same_target(a, b),
        _ => false,
    }
}

/// Are they one function, written once?
fn same_function(a: &Func<'_>, b: &Func<'_>) -> bool {
    match (a, b) {
        (Func::Closure(a), Func::Closure(b)) => std::rc::Rc::ptr_eq(a, b),
        (Func::Path(a), Func::Path(b)) => {
            a.to_token_stream().to_string() == b.to_token_stream().to_string()
        }
        (Func::Tokens(a), Func::Tokens(b)) => a.to_string() == b.to_string(),
        _ => false,
    }
}
