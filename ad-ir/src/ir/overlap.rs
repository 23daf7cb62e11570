//! Which places can be the same memory.

use super::visit::places;
use super::{Atom, Op, Place, Projection};

/// Do the places never overlap, whatever the values of their indices?
#[must_use]
pub fn disjoint(a: &Place, b: &Place) -> bool {
    if a.base != b.base {
        return true;
    }
    for (p, q) in a.projections.iter().zip(&b.projections) {
        match (p, q) {
            (Projection::Field(p), Projection::Field(q)) => {
                if p != q {
                    return true;
                }
            }
            (Projection::Index(Atom::Const(p)), Projection::Index(Atom::Const(q))) => {
                if p.lit != q.lit {
                    return true;
                }
            }
            // The same value selects the same part: what follows decides.
            (Projection::Index(p), Projection::Index(q)) if p == q => {}
            (Projection::Inner, Projection::Inner) | (Projection::Behind, Projection::Behind) => {}
            (Projection::Variant(v, p), Projection::Variant(w, q)) if v == w => {
                if p != q {
                    return true;
                }
            }
            _ => return false,
        }
    }
    false
}

/// May an assignment read what it sets? It must not, after lowering: `m = S { a: m.b, ..m }` is a new value first, and
/// the cotangents of `m` after and before the assignment have one place only.
#[must_use]
pub fn reads_its_target(op: &Op) -> bool {
    let Op::Assign(target, _) = op else {
        return false;
    };
    let mut found = false;
    places(op, &mut |place, used| {
        found |= used.reads() && !disjoint(place, target);
    });
    found
}
