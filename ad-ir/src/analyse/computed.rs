//! What a function has computed that a partial asks for: where a body has both `x.sin()` and `x.cos()`, the derivative of one is
//! the other, and is kept like any other value rather than computed again by the reverse sweep.

use super::regions::{Position, Regions};
use crate::ir::visit::statements;
use crate::ir::{Atom, Function, Op, Prim, ValueId};
use crate::sorted::Map;

/// The functions of one number that a body computes.
#[derive(Debug, Default)]
pub struct Computed(Map<(&'static str, ValueId), Vec<ValueId>>);

impl Computed {
    /// Finds them.
    #[must_use]
    pub fn new(f: &Function) -> Computed {
        let mut all = Computed::default();
        statements(&f.body, &mut |stmt| {
            if let Op::Prim(prim, args) = &stmt.op
                && let Some(key) = key(*prim, args)
            {
                all.0.entry(key).or_default().push(stmt.results[0]);
            }
        });
        all
    }

    /// The value of the operation, where it is there when a statement is reversed: computed in the same region, or before it.
    #[must_use]
    pub fn get(
        &self,
        prim: Prim,
        args: &[Atom],
        at: Position,
        tree: &Regions<'_>,
    ) -> Option<ValueId> {
        let all = self.0.get(&key(prim, args)?)?;
        let is_there = |v: ValueId| {
            let defined = tree.position_of(v)?;
            if !tree.contains(defined.region, at.region) {
                return None;
            }
            let (_, around) = tree.common(defined, at);
            let before = defined.index < around.index;
            (defined.region == at.region || before).then_some(v)
        };
        all.iter().copied().find_map(is_there)
    }
}

fn key(prim: Prim, args: &[Atom]) -> Option<(&'static str, ValueId)> {
    match (prim, args) {
        (Prim::Math(function), [Atom::Value(x)]) => Some((function.name, *x)),
        _ => None,
    }
}
