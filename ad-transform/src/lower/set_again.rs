//! Memory that is moved away and set anew later: `let old = state; state = step(&old);`.
//!
//! The adjoint of a move gives the cotangent of the new place to the old one, which has none otherwise, as nothing happens to it
//! after a move. Where it is set anew, or what is moved is copied beside it, `S { a: v.clone(), b: v }`, that would put one cotangent
//! in the place of another: what is moved there is a copy.

use crate::hashed::{HashMap, HashSet};
use crate::ir::visit::{places, regions, regions_mut};
use crate::ir::{BaseId, Function, Init, Op, Region, Stmt};
use std::ops::RangeInclusive;

/// Copies what is moved and set again.
pub(super) fn copy_set_again(f: &mut Function) {
    let mut order = Order::default();
    order.region(&f.body);
    let mut next = 0;
    let mut body = std::mem::take(&mut f.body);
    order.copy(&mut body, &mut next);
    f.body = body;
}

/// Where what happens, by the numbers of statements in the order of the text.
#[derive(Default)]
struct Order {
    next: usize,
    declared: HashMap<BaseId, usize>,
    set: HashMap<BaseId, Vec<usize>>,
    loops: Vec<RangeInclusive<usize>>,
}

impl Order {
    fn region(&mut self, region: &Region) {
        for stmt in &region.stmts {
            let at = self.next;
            self.next += 1;
            if let Op::Init(base, _) | Op::Call(_, Some(base)) = &stmt.op {
                self.declared.entry(*base).or_insert(at);
            }
            places(&stmt.op, &mut |p, used| {
                if used.writes() {
                    self.set.entry(p.base).or_default().push(at);
                }
            });
            for inner in regions(&stmt.op) {
                self.region(inner);
            }
            if matches!(stmt.op, Op::For(_) | Op::While(_)) {
                self.loops.push(at..=self.next - 1);
            }
        }
    }

    fn copy(&self, region: &mut Region, next: &mut usize) {
        for stmt in &mut region.stmts {
            let at = *next;
            *next += 1;
            let again = self.again(stmt, at);
            if !again.is_empty()
                && let Op::Init(_, init) | Op::Assign(_, init) | Op::Push(_, init) = &mut stmt.op
            {
                copy_of(init, &again);
            }
            for inner in regions_mut(&mut stmt.op) {
                self.copy(inner, next);
            }
        }
    }

    /// The memory that a statement moves and that is set later, or copied beside.
    fn again(&self, stmt: &Stmt, at: usize) -> HashSet<BaseId> {
        let (Op::Init(_, init) | Op::Assign(_, init) | Op::Push(_, init)) = &stmt.op else {
            return HashSet::default();
        };
        let mut moved = HashSet::default();
        each_move(init, &mut |base| {
            moved.insert(base);
        });
        moved.retain(|base| {
            let mut mentioned = 0;
            places(&stmt.op, &mut |p, _| {
                mentioned += usize::from(p.base == *base)
            });
            mentioned > 1 || self.is_set_after(*base, at)
        });
        moved
    }

    fn is_set_after(&self, base: BaseId, at: usize) -> bool {
        let set = self.set.get(&base).map_or(&[][..], Vec::as_slice);
        let around = self.loops.iter().filter(|range| {
            let declared = self.declared.get(&base);
            range.contains(&at) && !declared.is_some_and(|declared| range.contains(declared))
        });
        let mut around = around.collect::<Vec<_>>().into_iter();
        set.iter().any(|set| *set > at)
            || around.any(|range| set.iter().any(|set| range.contains(set)))
    }
}

fn each_move(init: &Init, f: &mut dyn FnMut(BaseId)) {
    match init {
        Init::Move(p) => f(p.base),
        Init::Elements(parts) | Init::Tuple(parts) => parts.iter().for_each(|p| each_move(p, f)),
        Init::Repeat(part, _) => each_move(part, f),
        Init::Struct(_, fields, _) | Init::Variant(_, fields) => {
            fields.iter().for_each(|(_, part)| each_move(part, f));
        }
        Init::If(_, then, els) => {
            each_move(then, f);
            each_move(els, f);
        }
        Init::Atom(_)
        | Init::Empty(_)
        | Init::Copy(_)
        | Init::Lent(_)
        | Init::Pop(_)
        | Init::ZeroTangent(_)
        | Init::ZeroOf(_)
        | Init::Default => {}
    }
}

fn copy_of(init: &mut Init, these: &HashSet<BaseId>) {
    match init {
        Init::Move(p) if these.contains(&p.base) => *init = Init::Copy(p.clone()),
        Init::Elements(parts) | Init::Tuple(parts) => {
            parts.iter_mut().for_each(|part| copy_of(part, these));
        }
        Init::Repeat(part, _) => copy_of(part, these),
        Init::Struct(_, fields, _) | Init::Variant(_, fields) => {
            fields.iter_mut().for_each(|(_, part)| copy_of(part, these));
        }
        Init::If(_, then, els) => {
            copy_of(then, these);
            copy_of(els, these);
        }
        _ => {}
    }
}
