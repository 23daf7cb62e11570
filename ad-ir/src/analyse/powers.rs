//! Powers written as products: `x * x * x` has the derivative `3 * (x * x)`, and `x * x` is there. Factor by factor, it would
//! have two terms, of which one passes through the square.

use crate::ir::visit::statements;
use crate::ir::{Atom, Function, Op, Prim, ValueId};
use crate::sorted::Map;

/// A power from the third on.
#[derive(Clone, Debug, PartialEq)]
pub struct Power {
    /// What is multiplied with itself.
    pub of: Atom,
    /// How often it is a factor.
    pub exponent: u32,
    /// The power with one factor less.
    pub before: Atom,
}

/// The products that are powers.
#[derive(Debug, Default)]
pub struct Powers(Map<ValueId, Power>);

impl Powers {
    /// Finds them: products of floats, of a power and what it is a power of.
    #[must_use]
    pub fn new(f: &Function) -> Powers {
        let mut squares: Map<ValueId, Atom> = Map::new();
        let mut powers = Powers::default();
        statements(&f.body, &mut |stmt| {
            let Op::Prim(Prim::Mul, args) = &stmt.op else {
                return;
            };
            let result = stmt.results[0];
            let [a, b] = &args[..] else { return };
            if !f.ty(result).is_float() {
                return;
            }
            if a == b {
                squares.insert(result, a.clone());
                return;
            }
            let exponent = |before: &Atom, of: &Atom| match before.value()? {
                v if squares.get(&v) == Some(of) => Some(3),
                v => powers
                    .0
                    .get(&v)
                    .filter(|p| p.of == *of)
                    .map(|p| p.exponent + 1),
            };
            let found = [(a, b), (b, a)].into_iter().find_map(|(before, of)| {
                Some(Power {
                    of: of.clone(),
                    exponent: exponent(before, of)?,
                    before: before.clone(),
                })
            });
            powers.0.extend(found.map(|power| (result, power)));
        });
        powers
    }

    /// The power that a value is.
    #[must_use]
    pub fn get(&self, v: ValueId) -> Option<&Power> {
        self.0.get(&v)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Power> {
        self.0.values()
    }
}
