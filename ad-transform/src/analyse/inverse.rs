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

#[cfg(test)]
mod tests {
    use crate::optimise::tests::reverse_mode_of;

    #[test]
    fn a_root_and_the_quotients_by_it_share_its_inverse() {
        let text =
            reverse_mode_of("fn f(x: f64, m: f64) -> f64 { let r = x.sqrt(); m / r }").to_string();
        assert_eq!(text.matches("singular_div 1.0, r").count(), 1, "{text}");
        // The function itself divides.
        assert_eq!(text.matches(" = div ").count(), 1, "{text}");
    }

    #[test]
    fn other_numbers_are_divided_by() {
        for source in [
            "fn f(x: f64, m: f64) -> f64 { let r = x.exp(); m / r }",
            "fn f(x: f64) -> f64 { x.sqrt() }",
        ] {
            let text = reverse_mode_of(source).to_string();
            assert!(!text.contains("div 1.0"), "{text}");
        }
    }
}
