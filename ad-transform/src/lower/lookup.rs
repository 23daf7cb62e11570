//! Elements that may not be there, and are looked at where a value is asked for: `v.pop()`, `v.last().copied()`.
//!
//! An element that is taken out of a vector is taken once, and where the call stands, whether or not anybody looks at it;
//! and a copy is one of what is there then. Where the construct around the call looks at the element once, at once and
//! whenever it is there, nothing needs to be held: `while let Some(x) = v.pop()` pops in its body.

use super::Lowerer;
use super::call::is_literal;
use super::matching::may_fail;
use super::operand::Operand;
use super::sequence::{Lookup, Which};
use syn::{Expr, ExprMethodCall, Pat};

/// Methods of an `Option` that take what is in it if it is there, before their closures run.
const TAKE: [&str; 10] = [
    "unwrap",
    "expect",
    "unwrap_unchecked",
    "unwrap_or",
    "unwrap_or_default",
    "unwrap_or_else",
    "map",
    "map_or",
    "map_or_else",
    "ok_or_else",
];

impl<'a> Lowerer<'a> {
    /// The value of an expression that is looked at once, and at once.
    pub(super) fn looked_at_once(&mut self, expr: &'a Expr) -> Operand<'a> {
        let mut call = expr;
        while let Expr::Paren(paren) = call {
            call = &paren.expr;
        }
        let Expr::MethodCall(call) = call else {
            return self.expr(expr);
        };
        self.looked_at = Some(call);
        self.expr(expr)
    }

    /// The value of an expression that a pattern takes apart; what binds a name does so at once.
    pub(super) fn looked_at_by(&mut self, expr: &'a Expr, pat: &'a Pat) -> Operand<'a> {
        match is_taken_by(pat) {
            true => self.looked_at_once(expr),
            false => self.expr(expr),
        }
    }

    /// The same, evaluated.
    pub(super) fn scrutinee(&mut self, expr: &'a Expr, pat: &'a Pat) -> Operand<'a> {
        let operand = self.looked_at_by(expr, pat);
        self.value_at(expr, operand)
    }

    /// Is it the call whose result is looked at once?
    pub(super) fn is_looked_at_once(&mut self, call: &ExprMethodCall) -> bool {
        let looked_at = self.looked_at.take();
        looked_at.is_some_and(|looked_at| std::ptr::eq(looked_at, call))
    }

    /// An element that would not be there later, or not the same one, held in a variable.
    pub(super) fn settled(&mut self, operand: Operand<'a>) -> Operand<'a> {
        match operand {
            Operand::Element(lookup) if !self.is_lasting(&lookup) && self.reachable => {
                let slot = self.slot("", true);
                self.fill(slot, Operand::Element(lookup));
                self.slot_value(slot)
            }
            operand => operand,
        }
    }

    /// Is it the same however late it is looked at?
    pub(super) fn is_lasting(&self, lookup: &Lookup) -> bool {
        match lookup.which {
            Which::Pop => false,
            Which::First | Which::Last | Which::Get(_) => {
                !lookup.by_value || self.frozen(&lookup.mem.place)
            }
        }
    }
}

/// Does a method take what is in its receiver if it is there, before anything else happens?
pub(super) fn takes_it(call: &ExprMethodCall) -> bool {
    let name = call.method.to_string();
    let first = call.args.first();
    TAKE.contains(&name.as_str())
        && (!matches!(name.as_str(), "unwrap_or" | "map_or") || first.is_some_and(is_literal))
}

/// Does a pattern take an element, if there is one, whenever it is tested?
fn is_taken_by(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(ident) => ident.subpat.is_none() && !may_fail(pat),
        Pat::Type(typed) => is_taken_by(&typed.pat),
        Pat::Paren(paren) => is_taken_by(&paren.pat),
        Pat::TupleStruct(some) => {
            let mut parts = some.elems.iter();
            parts.all(|part| !may_fail(part) && !matches!(part, Pat::Wild(_) | Pat::Rest(_)))
        }
        _ => false,
    }
}
