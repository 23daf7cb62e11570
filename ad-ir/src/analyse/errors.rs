//! Numbers that vary, are put into an error, and are taken out again: what an error holds has no tangent, so that their
//! derivative would be lost.
//!
//! An error is held by memory of a type without tangents, or by a `Result` beside the success. A message that is made of it, and
//! an error that is passed on or returned, lose nothing.

use super::activity::Activity;
use crate::hashed::HashSet;
use crate::ir::visit::{places, statements, used_values};
use crate::ir::{Arg, BaseId, Function, Init, Op, Place, Prim, SpanId, Stmt, ValueId};

/// Where such numbers are taken out.
#[must_use]
pub fn taken_out(f: &Function, varied: &Activity) -> Vec<SpanId> {
    let mut errors = Errors {
        f,
        varied,
        stopped: HashSet::default(),
        values: HashSet::default(),
        bases: HashSet::default(),
        results: HashSet::default(),
    };
    while errors.spread() {}
    if errors.bases.is_empty() && errors.results.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    statements(&f.body, &mut |stmt| {
        if errors.takes_out(stmt) {
            found.push(stmt.span);
        }
    });
    found
}

struct Errors<'a> {
    f: &'a Function,
    varied: &'a Activity,
    /// Values without the derivative of what they are.
    stopped: HashSet<ValueId>,
    /// Values without tangents that hold numbers that vary.
    values: HashSet<ValueId>,
    /// Memory of types without tangents that does.
    bases: HashSet<BaseId>,
    /// Memory that holds an error that does, beside what has a tangent.
    results: HashSet<BaseId>,
}

impl Errors<'_> {
    fn spread(&mut self) -> bool {
        let known = |errors: &Self| {
            errors.stopped.len() + errors.values.len() + errors.bases.len() + errors.results.len()
        };
        let before = known(self);
        statements(&self.f.body, &mut |stmt| self.follow(stmt));
        known(self) > before
    }

    fn follow(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::Prim(Prim::StopGradient, args) if args.iter().any(|a| self.varied.atom(a)) => {
                self.stopped.extend(&stmt.results);
            }
            Op::Init(base, init) => self.set(*base, init),
            Op::Assign(place, init) | Op::Push(place, init) => self.set(place.base, init),
            Op::Opaque(_) if self.reads_one(&stmt.op) => self.values.extend(&stmt.results),
            _ => {}
        }
    }

    fn set(&mut self, base: BaseId, init: &Init) {
        if self.f.bases[base.index()].ty.is_inactive() {
            if self.varied.init(init) || self.holds(init) {
                self.bases.insert(base);
            }
        } else if self.in_error(init, false) {
            self.results.insert(base);
        }
    }

    /// Is anything in it one of these numbers?
    fn holds(&self, init: &Init) -> bool {
        self.in_error(init, true)
    }

    /// Is such a number in an error; `within` one already?
    fn in_error(&self, init: &Init, within: bool) -> bool {
        match init {
            Init::Atom(a) => {
                let known = |v: ValueId| self.stopped.contains(&v) || self.values.contains(&v);
                within && a.value().is_some_and(known)
            }
            Init::Elements(parts) | Init::Tuple(parts) => {
                parts.iter().any(|part| self.in_error(part, within))
            }
            Init::Repeat(part, _) => self.in_error(part, within),
            Init::Struct(_, fields, _) => fields
                .iter()
                .any(|(_, part)| within && self.in_error(part, within)),
            Init::Variant(variant, fields) => {
                let within = within || variant.is_err();
                fields.iter().any(|(_, part)| self.in_error(part, within))
            }
            Init::If(_, then, els) => self.in_error(then, within) || self.in_error(els, within),
            Init::Copy(p) | Init::Lent(p) | Init::Move(p) | Init::Pop(p) => {
                let varied = within && self.varied.place(p) && !p.is_in_error();
                varied || within && self.is_one(p) || self.results.contains(&p.base)
            }
            Init::Empty(_) | Init::ZeroTangent(_) | Init::ZeroOf(_) | Init::Default => false,
        }
    }

    /// Is it an error with such numbers, or a part of one?
    fn is_one(&self, p: &Place) -> bool {
        self.bases.contains(&p.base) || p.is_in_error() && self.results.contains(&p.base)
    }

    fn reads_one(&self, op: &Op) -> bool {
        let mut found = used_values(op).iter().any(|v| self.values.contains(v));
        places(op, &mut |p, used| found |= !used.writes() && self.is_one(p));
        found
    }

    /// Is a part of such an error made into something that could have a derivative?
    fn takes_out(&self, stmt: &Stmt) -> bool {
        let has_tangent = |base: &BaseId| !self.f.bases[base.index()].ty.is_inactive();
        let carries = match &stmt.op {
            Op::Init(base, init) => has_tangent(base) && !self.in_error(init, false),
            Op::Assign(p, init) | Op::Push(p, init) => {
                has_tangent(&p.base) && !p.is_in_error() && !self.in_error(init, false)
            }
            Op::Call(call, result) => {
                result.as_ref().is_some_and(has_tangent)
                    || call.args.iter().any(|arg| matches!(arg, Arg::Mut(_)))
            }
            _ => stmt.results.iter().any(|v| !self.f.ty(*v).is_inactive()),
        };
        let mut part = false;
        if carries {
            places(&stmt.op, &mut |p, used| {
                part |= !used.writes() && self.is_one(p) && is_part(p);
            });
        }
        part
    }
}

/// Is it a part of what is held, not the whole memory, which is moved to where nothing varies?
fn is_part(p: &Place) -> bool {
    !p.projections.is_empty()
}
