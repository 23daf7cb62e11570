//! Guards of products: `if a == 0.0 && (a * p).is_nan() { 0.0 } else { a * p }` says that zero times an infinite partial is
//! zero. Where `a` is zero the product is zero or not a number, so that the first question is enough for the value: only the
//! sign of a zero may differ. A derivative of the choice would see the difference, so this is for what is not differentiated
//! again.
//!
//! Where whatever `p` is made of is a factor of `a` as well, the question is needless: if `p` were infinite, `a` would be
//! infinite or not a number. `m / r.sqrt()` has such derivatives. That holds for what is differentiated again, too.
//!
//! Not so for a quotient: LLVM makes a branch of a choice that is all that a division is for, and does not see over a branch
//! what two computations have in common.

use super::Stats;
use crate::ir::visit::regions_mut;
use crate::ir::{Atom, Const, Function, Lit, Op, Prim, Region, SpanId, Stmt, Type, ValueId};
use crate::rules;
use crate::sorted::Map;

/// A factor is looked for in a product of at most so many products.
const DEEPEST: u8 = 6;

/// A factor that may be zero.
pub(super) struct Factor {
    pub atom: Atom,
    /// Is what it is multiplied by, or divided by, infinite where the product is no number? Then nothing else is asked.
    pub at_pole: bool,
}

impl From<Atom> for Factor {
    fn from(atom: Atom) -> Factor {
        Factor {
            atom,
            at_pole: false,
        }
    }
}

/// Guards a product, or what a call gave, against a factor that may be zero: what was computed has another name, and what the
/// guard chooses has its own. Gives the statements that make the choice.
pub(super) fn guarded(f: &mut Function, stmt: &mut Stmt, factor: Factor) -> Vec<Stmt> {
    let product = stmt.results[0];
    let (ty, span) = (f.ty(product).clone(), stmt.span);
    let term = f.new_value(ty.clone(), "");
    stmt.results = vec![term];
    if let Op::Prim(prim, _) = &mut stmt.op {
        *prim = match prim {
            Prim::Div => Prim::SingularDiv,
            _ => Prim::SingularMul,
        };
    }
    let is_nan = Prim::Math(rules::math_fn("is_nan").expect("a row of the table"));
    let zero = Atom::zero(&ty);
    let mut made = Vec::new();
    let mut condition = question(
        f,
        &mut made,
        Prim::Eq,
        vec![factor.atom, zero.clone()],
        span,
    );
    if !factor.at_pole {
        let undefined = question(f, &mut made, is_nan, vec![term.into()], span);
        condition = question(f, &mut made, Prim::And, vec![condition, undefined], span);
    }
    made.push(Stmt {
        results: vec![product],
        op: Op::Prim(Prim::Select, vec![condition, zero, term.into()]),
        span,
    });
    made
}

/// An operation that answers a question.
pub(super) fn question(
    f: &mut Function,
    made: &mut Vec<Stmt>,
    prim: Prim,
    args: Vec<Atom>,
    span: SpanId,
) -> Atom {
    let v = f.new_value(Type::Bool, "");
    made.push(Stmt {
        results: vec![v],
        op: Op::Prim(prim, args),
        span,
    });
    v.into()
}

/// Simplifies the guards of a function, as to values of at least this number: those that transforms have made.
pub fn guards(f: &mut Function, from: usize) -> Stats {
    let mut pass = Guards {
        known: Map::new(),
        from,
        needless: false,
        stats: Stats::default(),
    };
    pass.region(&mut f.body);
    pass.stats
}

/// Removes the guards that never choose zero, of values from this number on.
pub fn needless(f: &mut Function, from: usize) -> Stats {
    let mut pass = Guards {
        known: Map::new(),
        from,
        needless: true,
        stats: Stats::default(),
    };
    pass.region(&mut f.body);
    pass.stats
}

struct Guards {
    /// The operations so far.
    known: Map<ValueId, (Prim, Vec<Atom>)>,
    from: usize,
    /// Look only for those that never choose zero?
    needless: bool,
    stats: Stats,
}

impl Guards {
    fn region(&mut self, region: &mut Region) {
        for stmt in &mut region.stmts {
            if let Op::Prim(prim, args) = &mut stmt.op {
                if stmt.results[0].index() >= self.from
                    && let Some((vanishes, factor)) = self.guard(*prim, args)
                {
                    if self.needless && self.all_in(&args[2], &factor, DEEPEST) {
                        args[0] = Atom::bool(false);
                        self.stats.changed += 1;
                    } else if !self.needless {
                        args[0] = vanishes;
                        self.stats.changed += 1;
                    }
                }
                self.known.insert(stmt.results[0], (*prim, args.clone()));
            }
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner);
            }
        }
    }

    /// What to ask instead, where the operation is the choice of a guard, and the factor that it asks of.
    fn guard(&self, prim: Prim, args: &[Atom]) -> Option<(Atom, Atom)> {
        let [both, zero, term] = args else {
            return None;
        };
        if prim != Prim::Select || !zero.is_zero() {
            return None;
        }
        let both = self.made(both, |prim| prim == Prim::And)?;
        let vanishes = self.made(&both[0], |prim| prim == Prim::Eq)?;
        let undefined = self.made(&both[1], is_nan)?;
        self.made(term, is_product)?;
        let holds = vanishes[1].is_zero()
            && undefined[0] == *term
            && self.is_multiple(term, &vanishes[0], DEEPEST);
        holds.then(|| (both[0].clone(), vanishes[0].clone()))
    }

    /// Is a value a product with this factor, all the others of which are finite or factors of this one as well?
    fn all_in(&self, product: &Atom, factor: &Atom, depth: u8) -> bool {
        if product == factor {
            return true;
        }
        if depth == 0 {
            return false;
        }
        let Some([a, b]) = self.made(product, is_product) else {
            return false;
        };
        let among = |a: &Atom| is_finite(a) || self.is_multiple(factor, a, DEEPEST);
        (self.all_in(a, factor, depth - 1) && among(b))
            || (self.all_in(b, factor, depth - 1) && among(a))
    }

    /// The operands of the operation that made a value, where it is such an operation.
    fn made(&self, atom: &Atom, such: fn(Prim) -> bool) -> Option<&[Atom]> {
        let (prim, args) = self.known.get(&atom.value()?)?;
        such(*prim).then_some(args)
    }

    /// Is a value another one times something?
    fn is_multiple(&self, atom: &Atom, of: &Atom, depth: u8) -> bool {
        let part = |a: &Atom| depth > 0 && self.is_multiple(a, of, depth - 1);
        match atom.value().and_then(|v| self.known.get(&v)) {
            _ if atom == of => true,
            Some((prim, args)) if is_product(*prim) => args.iter().any(part),
            Some((Prim::Div | Prim::SingularDiv | Prim::Neg, args)) => part(&args[0]),
            _ => false,
        }
    }
}

fn is_nan(prim: Prim) -> bool {
    matches!(prim, Prim::Math(function) if function.name == "is_nan")
}

fn is_finite(atom: &Atom) -> bool {
    matches!(atom, Atom::Const(Const { lit: Lit::Float(x), .. }) if x.is_finite())
}

fn is_product(prim: Prim) -> bool {
    matches!(prim, Prim::Mul | Prim::SingularMul)
}
