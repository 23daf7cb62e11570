//! Inverses of roots: a root by which something is divided is divided by again in the derivatives of both, the root and the
//! quotient. They share its inverse, and multiply.
//!
//! Of roots alone: the inverse of a number may be infinite where a quotient is not, and the smallest root that is not zero
//! is far from that.

use super::activity::Activity;
use crate::ir::visit::statements;
use crate::ir::{Atom, Function, Op, Prim, ValueId};
use crate::sorted::Set;

/// The roots of which the derivatives multiply with the inverse.
#[derive(Debug, Default)]
pub struct Inverses(Set<ValueId>);

impl Inverses {
    /// Finds them: roots that vary, and by which something that varies is divided.
    #[must_use]
    pub fn new(f: &Function, active: &Activity) -> Inverses {
        let (mut roots, mut divisors) = (Set::new(), Set::new());
        statements(&f.body, &mut |stmt| match &stmt.op {
            Op::Prim(prim, _) if is_root(*prim) && active.value(stmt.results[0]) => {
                roots.insert(stmt.results[0]);
            }
            Op::Prim(Prim::Div, args) if active.value(stmt.results[0]) => {
                divisors.extend(args[1].value());
            }
            _ => {}
        });
        Inverses(roots.intersection(&divisors).copied().collect())
    }

    /// Are the partials of an operation quotients by such a root?
    #[must_use]
    pub fn serve(&self, prim: Prim, args: &[Atom], result: ValueId) -> bool {
        match prim {
            Prim::Div => args[1].value().is_some_and(|v| self.0.contains(&v)),
            prim => is_root(prim) && self.0.contains(&result),
        }
    }
}

fn is_root(prim: Prim) -> bool {
    matches!(prim, Prim::Math(function) if function.name == "sqrt")
}
