//! References that are kept in local vectors and arrays.
//!
//! What such a reference refers to does not change as long as it is there, so that a copy could stand in its place. It does
//! where the reference could not stay: what the user is done with before memory changes, the reverse sweep looks at
//! afterwards.

use super::visit::{places, regions_mut, statements};
use super::{BaseId, BaseKind, Function, Init, Op, Region, Type};

impl Type {
    /// Are there references in memory of this type?
    #[must_use]
    pub fn holds_reference(&self) -> bool {
        match self {
            Type::Ref(_) => true,
            Type::Vec(t) | Type::Array(t, _) | Type::Slice(t) | Type::Option(t) => {
                t.holds_reference()
            }
            Type::Tuple(parts) => parts.iter().any(Type::holds_reference),
            _ => false,
        }
    }
}

impl Function {
    /// The memory of which parts are lent to elements.
    #[must_use]
    pub fn lent_to_elements(&self) -> Vec<BaseId> {
        let mut found = Vec::new();
        statements(&self.body, &mut |stmt| {
            if let Op::Init(_, init) | Op::Push(_, init) | Op::Assign(_, init) = &stmt.op {
                lent_by(init, &mut found);
            }
        });
        found
    }

    /// Does any of this memory change after it was set, other than what is reached through references that are kept?
    #[must_use]
    pub fn changes(&self, bases: &[BaseId]) -> bool {
        let mut changes = false;
        statements(&self.body, &mut |stmt| {
            places(&stmt.op, &mut |place, used| {
                let kept = self.bases[place.base.index()].ty.holds_reference();
                changes |= used.writes() && !kept && bases.contains(&place.base);
            });
        });
        changes
    }

    /// Lets local memory hold copies in place of references, but for the results of calls, which are what they are.
    pub fn own_elements(&mut self) {
        let mut results = Vec::new();
        statements(&self.body, &mut |stmt| {
            if let Op::Call(_, Some(result)) = &stmt.op {
                results.push(result.index());
            }
        });
        for (i, base) in self.bases.iter_mut().enumerate() {
            let local = matches!(base.kind, BaseKind::Local) && !results.contains(&i);
            if local && base.ty.holds_reference() {
                base.ty = base.ty.owned();
            }
        }
        own_lent(&mut self.body);
    }
}

fn lent_by(init: &Init, found: &mut Vec<BaseId>) {
    match init {
        Init::Lent(p) => found.push(p.base),
        Init::Elements(parts) | Init::Tuple(parts) => {
            parts.iter().for_each(|part| lent_by(part, found));
        }
        _ => {}
    }
}

fn own_lent(region: &mut Region) {
    fn own(init: &mut Init) {
        match init {
            Init::Lent(p) => *init = Init::Copy(p.clone()),
            Init::Elements(parts) | Init::Tuple(parts) => parts.iter_mut().for_each(own),
            _ => {}
        }
    }
    for stmt in &mut region.stmts {
        if let Op::Init(_, init) | Op::Push(_, init) | Op::Assign(_, init) = &mut stmt.op {
            own(init);
        }
        regions_mut(&mut stmt.op).into_iter().for_each(own_lent);
    }
}
