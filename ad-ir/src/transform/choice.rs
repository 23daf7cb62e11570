//! Choices: what a loop chooses among the values of its trips, a running maximum above all.
//!
//! The cotangent of such a value flows to the one trip whose value was chosen last. To reverse the loop step by step,
//! each step would have to be kept; instead, the loop also carries the index at which it chose, and the value is
//! computed once more at that index after the loop:
//!
//! ```text
//! largest = for i in 1..n carry (m = x[0]) { t = load x[i]; next = max m, t; yield next }
//! ```
//! becomes
//! ```text
//! m', at = for i in 1..n carry (m = x[0], at = n) { t = load x[i]; next = max m, t; .. yield next, select(.., at, i) }
//! chosen = if at == n { yield x[0] } else { t = load x[at]; yield t }
//! largest = derivative_of m', chosen
//! ```
//!
//! Now no derivative passes through the loop: reverse mode leaves it alone.
//!
//! A loop that does nothing but look for the greatest of what memory holds is left as it is, for LLVM does several trips of
//! it at once, which it cannot where an index depends on each. The index is then looked for after the loop, up to the first
//! that reaches what was chosen, and only where what was there before does not:
//!
//! ```text
//! at = if x[0] >= m' { yield n } else {
//!   at' = for i in 1..n carry (at = n) breaking {
//!     t = load x[i]; is_it = t >= m'
//!     yield not is_it, select(is_it, i, at)
//!   }
//!   yield at'
//! }
//! ```

use crate::analyse::activity::Activity;
use crate::ir::builder::substitute;
use crate::ir::visit::{operands, places, regions, regions_mut, statements};
use crate::ir::{Atom, BaseId, For, Function, Op, Prim, Region, Stmt, Type, ValueId};
use crate::sorted::{Map, Set};

/// Rewrites the loops in which something is chosen; gives the number of values that were.
pub fn choices(f: &mut Function) -> usize {
    let active = Activity::active(f);
    let mut body = std::mem::take(&mut f.body);
    let mut pass = Choices {
        f,
        active,
        changed: 0,
    };
    pass.region(&mut body);
    let changed = pass.changed;
    f.body = body;
    changed
}

struct Choices<'a> {
    /// The function without its body.
    f: &'a mut Function,
    active: Activity,
    changed: usize,
}

/// How a loop chooses one of the values that it carries.
struct Choice {
    /// The number of the value.
    number: usize,
    /// What a trip offers.
    offered: Atom,
    /// Does the loop keep what it had? What computes the answer.
    keeps: Prim,
    /// The operands of that.
    operands: Vec<Atom>,
    /// The comparison with what was chosen in the end that only its equals pass.
    reaches: Option<Prim>,
}

impl Choices<'_> {
    fn region(&mut self, region: &mut Region) {
        for mut stmt in std::mem::take(&mut region.stmts) {
            for inner in regions_mut(&mut stmt.op) {
                self.region(inner);
            }
            let mut after = Vec::new();
            if let Op::For(l) = &mut stmt.op
                && !l.range.inclusive
            {
                for number in 0..l.inits.len() {
                    if let Some((choice, slice)) = self.choice(l, number) {
                        after.extend(self.rewrite(l, &mut stmt.results, &choice, slice, stmt.span));
                    }
                }
            }
            region.stmts.push(stmt);
            region.stmts.extend(after);
        }
    }

    // --- finding ---

    /// How the loop chooses the value that it carries at a number, and the statements that compute what is offered.
    fn choice(&self, l: &For, number: usize) -> Option<(Choice, Vec<Stmt>)> {
        let carried = l.body.params[number + 1];
        let next = l.body.yields[usize::from(l.breaks) + number].value()?;
        if !self.active.value(carried) || !self.f.ty(carried).is_float() {
            return None;
        }
        let chooses = l.body.stmts.iter().find(|s| s.results.contains(&next))?;
        let Op::Prim(prim, args) = &chooses.op else {
            return None;
        };
        let is_carried = |a: &Atom| a.value() == Some(carried);
        let mut reaches = None;
        let (offered, keeps, operands) = match (prim, &args[..]) {
            (Prim::Math(row), [a, b]) if matches!(row.name, "max" | "min") => {
                reaches = Some(if row.name == "max" {
                    Prim::Ge
                } else {
                    Prim::Le
                });
                // The row of the table: at a tie the derivative is that of the first.
                let (offered, keeps) = match (is_carried(a), is_carried(b)) {
                    (true, false) => (b, Prim::Eq),
                    (false, true) => (a, Prim::Ne),
                    _ => return None,
                };
                (offered, keeps, vec![next.into(), a.clone()])
            }
            (Prim::Select, [c, a, b]) => match (is_carried(a), is_carried(b)) {
                (true, false) => (b, Prim::And, vec![c.clone(), Atom::bool(true)]),
                (false, true) => (a, Prim::Not, vec![c.clone()]),
                _ => return None,
            },
            _ => return None,
        };
        let choice = Choice {
            number,
            offered: offered.clone(),
            keeps,
            operands,
            reaches,
        };
        let slice = slice(&l.body, offered)?;
        let only_chosen = [carried, next].into_iter().all(|v| {
            influences(
                &l.body,
                v,
                chooses.results[0],
                number + usize::from(l.breaks),
            )
        });
        only_chosen.then_some((choice, slice))
    }

    // --- rewriting ---

    /// Makes the loop carry the index at which it chose; gives what comes after the loop.
    fn rewrite(
        &mut self,
        l: &mut For,
        results: &mut Vec<ValueId>,
        choice: &Choice,
        slice: Vec<Stmt>,
        span: crate::ir::SpanId,
    ) -> Vec<Stmt> {
        self.changed += 1;
        let (index, result) = (l.body.params[0], results[choice.number]);
        let ty = self.f.ty(index).clone();
        let new = |f: &mut Function, name: &str| f.new_value(ty.clone(), name);
        let at_last = new(self.f, "at");
        let name = self.f.values[result.index()].name.clone();
        let float = self.f.ty(result).clone();
        let (passive, chosen) = (
            self.f.new_value(float.clone(), name),
            self.f.new_value(float, ""),
        );
        let prim = |results, prim, args| Stmt {
            results: vec![results],
            op: Op::Prim(prim, args),
            span,
        };
        let never = l.range.hi.clone();
        results[choice.number] = passive;
        let mut after = Vec::new();
        if let Some(reaches) = choice.reaches.filter(|_| is_search(l, choice, &slice)) {
            let found = (reaches, passive, at_last);
            after = self.searched(l, choice, &slice, found, span);
        } else {
            let keeps = self.f.new_value(Type::Bool, "");
            let (at, at_next) = (new(self.f, "at"), new(self.f, "at"));
            let kept = prim(keeps, choice.keeps, choice.operands.clone());
            let args = vec![keeps.into(), at.into(), index.into()];
            l.body.stmts.push(kept);
            l.body.stmts.push(prim(at_next, Prim::Select, args));
            results.insert(l.inits.len(), at_last);
            l.inits.push(never.clone());
            l.body.params.push(at);
            l.body.yields.push(at_next.into());
        }

        let none = Region {
            yields: vec![l.inits[choice.number].clone()],
            ..Region::default()
        };
        let some = self.again(slice, &choice.offered, index, at_last);
        let is_none = self.f.new_value(Type::Bool, "");
        after.extend([
            prim(is_none, Prim::Eq, vec![at_last.into(), never]),
            Stmt {
                results: vec![chosen],
                op: Op::If(is_none.into(), none, some),
                span,
            },
            prim(
                result,
                Prim::DerivativeOf,
                vec![passive.into(), chosen.into()],
            ),
        ]);
        after
    }

    /// Looks after the loop for the trip that offered first what was chosen in the end; for none, if that was there before.
    fn searched(
        &mut self,
        l: &For,
        choice: &Choice,
        slice: &[Stmt],
        (reaches, chosen, at_last): (Prim, ValueId, ValueId),
        span: crate::ir::SpanId,
    ) -> Vec<Stmt> {
        let ty = self.f.ty(l.body.params[0]).clone();
        let mut new = |ty: &Type, name: &str| self.f.new_value(ty.clone(), name);
        let (index, at, next, found) =
            (new(&ty, ""), new(&ty, "at"), new(&ty, "at"), new(&ty, "at"));
        let (is_it, goes_on) = (new(&Type::Bool, ""), new(&Type::Bool, ""));
        let (was_there, trips) = (new(&Type::Bool, ""), new(&Type::USIZE, "trips"));
        self.f.values[index.index()].name = self.f.values[l.body.params[0].index()].name.clone();
        let prim = |v: ValueId, prim, args| Stmt {
            results: vec![v],
            op: Op::Prim(prim, args),
            span,
        };
        let mut body = self.again(slice.to_vec(), &choice.offered, l.body.params[0], index);
        let offered = body.yields.remove(0);
        let if_it = vec![is_it.into(), index.into(), at.into()];
        body.params = vec![index, at];
        body.stmts.extend([
            prim(is_it, reaches, vec![offered, chosen.into()]),
            prim(goes_on, Prim::Not, vec![is_it.into()]),
            prim(next, Prim::Select, if_it),
        ]);
        body.yields = vec![goes_on.into(), next.into()];
        let never = l.range.hi.clone();
        let search = Stmt {
            results: vec![found, trips],
            op: Op::For(For {
                range: l.range.clone(),
                inits: vec![never.clone()],
                body,
                breaks: true,
            }),
            span,
        };
        let there = Region {
            yields: vec![never],
            ..Region::default()
        };
        let searched = Region {
            stmts: vec![search],
            yields: vec![found.into()],
            ..Region::default()
        };
        let before = l.inits[choice.number].clone();
        vec![
            prim(was_there, reaches, vec![before, chosen.into()]),
            Stmt {
                results: vec![at_last],
                op: Op::If(was_there.into(), there, searched),
                span,
            },
        ]
    }

    /// The statements once more, for another index: with values of their own.
    fn again(
        &mut self,
        mut stmts: Vec<Stmt>,
        offered: &Atom,
        index: ValueId,
        at: ValueId,
    ) -> Region {
        let mut renamed = Map::from([(index, Atom::Value(at))]);
        for stmt in &mut stmts {
            for v in &mut stmt.results {
                let data = self.f.values[v.index()].clone();
                let again = self.f.new_value(data.ty, data.name);
                renamed.insert(*v, again.into());
                *v = again;
            }
        }
        let mut region = Region {
            params: Vec::new(),
            stmts,
            yields: vec![offered.clone()],
        };
        substitute(&mut region, &renamed);
        region
    }
}

/// Does a loop nothing but look for the greatest, or the least, of what is read from memory, of which the first counts?
fn is_search(l: &For, choice: &Choice, slice: &[Stmt]) -> bool {
    l.inits.len() == 1
        && !l.breaks
        && choice.keeps == Prim::Eq
        && choice.offered.value().is_some()
        && l.body.stmts.len() == slice.len() + 1
        && matches!(
            slice.last(),
            Some(Stmt {
                op: Op::Load(_),
                ..
            })
        )
        && slice.iter().all(|stmt| match &stmt.op {
            Op::Load(_) | Op::Len(_) => true,
            Op::Prim(prim, _) => prim.cost() == 1,
            _ => false,
        })
}

/// The statements of the body of a loop from which a value follows, if they can run again after the loop for any index
/// and find what they found: nothing that changes in the loop but its index.
fn slice(body: &Region, of: &Atom) -> Option<Vec<Stmt>> {
    let mut changes: Set<BaseId> = Set::new();
    statements(body, &mut |stmt| {
        if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
            changes.insert(*b);
        }
        places(&stmt.op, &mut |p, used| {
            if used.writes() {
                changes.insert(p.base);
            }
        });
        crate::analyse::memory::moved_places(&stmt.op, &mut |p| {
            changes.insert(p.base);
        });
    });
    let mut wanted: Set<ValueId> = of.value().into_iter().collect();
    let mut found = Vec::new();
    for stmt in body.stmts.iter().rev() {
        if !stmt.results.iter().any(|v| wanted.contains(v)) {
            continue;
        }
        let mut fixed = matches!(stmt.op, Op::Prim(..) | Op::Load(_) | Op::Len(_));
        places(&stmt.op, &mut |p, _| fixed &= !changes.contains(&p.base));
        if !fixed {
            return None;
        }
        operands(&stmt.op, &mut |a| wanted.extend(a.value()));
        found.push(stmt.clone());
    }
    found.reverse();
    let carried = body.params[1..].iter().any(|p| wanted.contains(p));
    (!carried).then_some(found)
}

/// Does a value of the body of a loop influence, as far as derivatives go, nothing but the statement that makes `next`
/// and the yield of this number?
fn influences(body: &Region, v: ValueId, next: ValueId, number: usize) -> bool {
    let is_v = |a: &Atom| a.value() == Some(v);
    let mut only = true;
    statements(body, &mut |stmt| {
        let harmless = match &stmt.op {
            Op::Prim(prim, _) => prim.is_comparison() || stmt.results[0] == next,
            _ => false,
        };
        if !harmless {
            operands(&stmt.op, &mut |a| only &= !is_v(a));
        }
        for inner in regions(&stmt.op) {
            only &= !inner.yields.iter().any(is_v);
        }
    });
    let mut yields = body.yields.iter().enumerate();
    only && yields.all(|(k, a)| k == number || !is_v(a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::builder::Builder;
    use crate::ir::{Access, BaseKind, Output, Param, ParamKind, Place, Range, Role};

    /// The loop over `x[1..n]` whose body makes of the carried value and an element the next carried value.
    fn loop_over(next: impl FnOnce(&mut Builder, Atom, Atom) -> Atom) -> Function {
        let mut f = Function::new("f");
        let x = f.new_base(
            Type::Slice(Box::new(Type::F64)),
            "x",
            BaseKind::Param(Access::Shared),
        );
        f.params.push(Param {
            role: Role::Primal(0),
            kind: ParamKind::Base(x),
            varied: true,
        });
        let mut b = Builder::new(f);
        let n = b.len(x.into());
        let first = b.load(Place::from(x).index(Atom::usize(0)), Type::F64);
        let best = b.declare(Type::F64, "best", first);
        let i = b.f.new_value(Type::USIZE, "i");
        b.open_loop(Some(i));
        let element = b.load(Place::from(x).index(i), Type::F64);
        let so_far = b.read(best);
        let next = next(&mut b, so_far, element);
        b.write(best, next);
        let body = b.close();
        let range = Range {
            lo: Atom::usize(1),
            hi: n,
            inclusive: false,
            reversed: false,
        };
        b.for_(range, body, None);
        let best = b.read(best);
        let mut f = b.finish();
        f.output = Output::Atom(best);
        f
    }

    fn max() -> Prim {
        Prim::Math(crate::rules::math_fn("max").expect("a row of the table"))
    }

    #[test]
    fn the_derivative_of_a_maximum_is_that_of_the_element_chosen_last() {
        let mut f = loop_over(|b, so_far, element| b.prim(max(), vec![so_far, element]));
        assert_eq!(choices(&mut f), 1);
        crate::ir::verify::verify(&f).unwrap();
        let text = f.to_string();
        assert!(text.contains("load x[at"), "{text}");
        assert!(text.contains("derivative_of best"), "{text}");
        let reverse = crate::transform::vjp(&f).unwrap().to_string();
        assert_eq!(
            reverse.matches(" = for ").count(),
            2,
            "no loop is reversed: {reverse}"
        );
        assert!(reverse.contains(" = %0) breaking {"), "{reverse}");
    }

    #[test]
    fn where_the_last_of_equals_counts_the_loop_carries_its_index() {
        let mut f = loop_over(|b, so_far, element| b.prim(max(), vec![element, so_far]));
        assert_eq!(choices(&mut f), 1);
        crate::ir::verify::verify(&f).unwrap();
        assert_eq!(f.to_string().matches(" = for ").count(), 1, "{f}");
    }

    #[test]
    fn what_depends_on_what_was_chosen_is_not_rewritten() {
        let mut f = loop_over(|b, so_far, element| {
            let scaled = b.prim(Prim::Mul, vec![so_far.clone(), element]);
            b.prim(max(), vec![so_far, scaled])
        });
        assert_eq!(choices(&mut f), 0);
    }
}
