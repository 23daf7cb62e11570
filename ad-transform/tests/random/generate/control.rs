//! Branches and loops.

use super::{Bound, Generator, Int};
use ad_transform::ir::builder::{Built, Var};
use ad_transform::ir::{Atom, Const, Lit, Op, Opaque, Part, Pattern, Prim, Range, Type};

impl Generator<'_> {
    fn branch_region(&mut self) -> Built {
        self.b.open_branch();
        let scope = self.open();
        self.block();
        self.close(&scope);
        self.b.close()
    }

    pub(super) fn branch(&mut self) {
        if self.choices.chance(10) {
            return self.assertion();
        }
        let cond = self.condition();
        let then = self.branch_region();
        let els = self.branch_region();
        self.b.if_(cond, then, els);
    }

    /// A branch that does not come back, and is never taken.
    fn assertion(&mut self) {
        let a = self.scalar();
        let cond = self.b.prim(Prim::Lt, vec![a, Self::float(1e9)]);
        let ok = self.branch_region();
        self.b.open_branch();
        let parts = vec![Part::Tokens("panic ! ()".parse().expect("tokens"))];
        self.b.effect(Op::Opaque(Opaque::diverging(parts)));
        let diverging = self.b.close();
        self.b.if_(cond, ok, diverging);
    }

    pub(super) fn switch(&mut self) {
        if self.choices.chance(15) {
            let scrutinee = self.condition();
            let patterns = vec![vec![Pattern::Literal(Lit::Bool(true))]];
            let branches = (0..2).map(|_| self.branch_region()).collect();
            return self.b.switch(scrutinee, patterns, branches);
        }
        let scrutinee = self.int(usize::MAX);
        let int = |n| Pattern::Literal(Lit::Int(n));
        let patterns = match self.choices.below(3) {
            0 => vec![vec![int(0)]],
            1 => vec![
                vec![int(1), int(3)],
                vec![Pattern::Range(None, Some(Lit::Int(2)))],
            ],
            _ => vec![
                vec![Pattern::Range(Some(Lit::Int(1)), Some(Lit::Int(2)))],
                vec![int(0)],
                vec![int(4)],
            ],
        };
        let branches = (0..=patterns.len()).map(|_| self.branch_region()).collect();
        self.b.switch(scrutinee, patterns, branches);
    }

    pub(super) fn counted_loop(&mut self) {
        if self.loops == 3 {
            return;
        }
        let (lo, hi, inclusive, bound) = self.range();
        let reversed = self.choices.chance(25);
        let breaks = self.choices.chance(20);
        // Sometimes the index is of another type, and begins below zero.
        let signed = (lo == Atom::usize(0) || lo == Atom::usize(1)) && self.choices.chance(15);
        let i32 = Type::Int("i32");
        let (lo, hi, index) = if signed {
            let least = Atom::Const(Const {
                lit: Lit::Int(-2),
                ty: i32.clone(),
            });
            let hi = self.b.cast(hi, i32.clone());
            let hi = self.b.prim(Prim::Add, vec![hi, least.clone()]);
            (least, hi, self.b.f.new_value(i32.clone(), "i"))
        } else {
            (lo, hi, self.index_value())
        };
        // What the loop chooses among the values of its trips.
        let best = self.choices.chance(20).then(|| {
            let first = self.scalar();
            self.b.declare(Type::F64, "best", first)
        });
        self.b.open_loop(Some(index));
        let scope = self.open();
        self.loops += 1;
        let mut atom: Atom = index.into();
        if signed {
            let two = Atom::Const(Const {
                lit: Lit::Int(2),
                ty: i32,
            });
            atom = self.b.prim(Prim::Add, vec![atom, two]);
            atom = self.b.cast(atom, Type::USIZE);
        }
        self.ints.push(Int { atom, bound });
        if let Some(best) = best {
            self.choose(best);
        }
        let go_on = if breaks || best.is_none() || self.choices.chance(50) {
            self.loop_block(breaks)
        } else {
            None
        };
        self.loops -= 1;
        self.close(&scope);
        let body = self.b.close();
        let trips = self.b.for_(
            Range {
                lo,
                hi,
                inclusive,
                reversed,
            },
            body,
            go_on,
        );
        if let Some(best) = best {
            let best = self.b.read(best);
            self.mention(best);
        }
        if let Some(trips) = trips {
            self.ints.push(Int {
                atom: trips.into(),
                bound: Bound::Free,
            });
        }
    }

    /// `best = best.max(value)` and the like: the better one of what there was and a value of the trip.
    fn choose(&mut self, best: Var) {
        self.load();
        if self.choices.chance(30) {
            self.let_scalar();
        }
        let (offered, so_far) = (self.scalar(), self.b.read(best));
        let next = match self.choices.below(5) {
            0 => self.math("max", &[so_far, offered]),
            1 => self.math("min", &[so_far, offered]),
            2 => self.math("max", &[offered, so_far]),
            3 => {
                let better = self.b.prim(Prim::Gt, vec![offered.clone(), so_far.clone()]);
                self.b.prim(Prim::Select, vec![better, offered, so_far])
            }
            _ => {
                let keeps = self.condition();
                self.b.prim(Prim::Select, vec![keeps, so_far, offered])
            }
        };
        self.b.write(best, next);
    }

    /// The ends of a range, and what the index is below.
    fn range(&mut self) -> (Atom, Atom, bool, Bound) {
        let sequences: Vec<_> = self
            .memory
            .iter()
            .filter(|m| {
                m.ty.is_sequence()
                    && !matches!(m.ty, Type::Vec(_))
                    && !self.locked.contains(&m.base)
            })
            .map(|m| m.base)
            .collect();
        if !sequences.is_empty() && self.choices.chance(40) {
            let base = self.choices.pick(&sequences);
            let n = self.b.len(base.into());
            return match self.choices.below(3) {
                0 => (Atom::usize(0), n, false, Bound::Length(base, 0)),
                1 => {
                    let n = self.b.prim(Prim::Sub, vec![n, Atom::usize(1)]);
                    (Atom::usize(0), n, false, Bound::Length(base, 1))
                }
                _ => (Atom::usize(1), n, false, Bound::Length(base, 0)),
            };
        }
        match self.choices.below(6) {
            0 => (Atom::usize(0), Atom::usize(2), false, Bound::Below(2)),
            1 => (Atom::usize(0), Atom::usize(3), false, Bound::Below(3)),
            2 => {
                let n = self.value_dependent(4);
                (Atom::usize(0), n, false, Bound::Below(3))
            }
            3 => {
                let lo = self.int(3);
                (lo, Atom::usize(2), true, Bound::Below(3))
            }
            4 => {
                let n = self.value_dependent(3);
                (Atom::usize(1), n, true, Bound::Below(3))
            }
            _ => {
                let (lo, hi) = (self.int(3), self.int(4));
                (lo, hi, false, Bound::Below(3))
            }
        }
    }

    /// The body of a loop, which may want to leave: then, whether it goes on.
    fn loop_block(&mut self, breaks: bool) -> Option<Atom> {
        if !breaks {
            self.block();
            // What a loop is for.
            match self.choices.below(3) {
                0 => {}
                1 => self.assign(),
                _ => self.accumulate(),
            }
            return None;
        }
        let go_on = self.b.declare(Type::Bool, "go_on", Atom::bool(true));
        self.leaves.push(go_on);
        self.block();
        // Where a loop inside may have left this one, too, the rest is done only if it has not.
        if self.choices.chance(30) {
            let stays = self.b.read(go_on);
            let rest = self.branch_region();
            self.b.open_branch();
            let none = self.b.close();
            self.b.if_(stays, rest, none);
        }
        self.leaves.pop();
        let cond = self.condition();
        self.b.open_branch();
        let scope = self.open();
        self.block();
        self.b.write(go_on, Atom::bool(false));
        if self.choices.chance(40) {
            let outer = self.choices.below(self.leaves.len() + 1);
            for k in outer..self.leaves.len() {
                self.b.write(self.leaves[k], Atom::bool(false));
            }
        }
        self.close(&scope);
        let leaves = self.b.close();
        let stays = self.branch_region();
        self.b.if_(cond, leaves, stays);
        Some(self.b.read(go_on))
    }

    pub(super) fn conditional_loop(&mut self) {
        if self.loops == 3 {
            return;
        }
        let count = self.b.declare(Type::USIZE, "k", Atom::usize(0));
        let limit = 1 + self.choices.below(3);
        let breaks = self.choices.chance(20);
        self.b.open_loop(None);
        let scope = self.open();
        let k = self.b.read(count);
        let mut holds = self.b.prim(Prim::Lt, vec![k, Atom::usize(limit)]);
        if self.choices.chance(50) {
            let cond = match self.find(false, &Type::is_float) {
                Some(place) if self.choices.chance(40) => {
                    let x = self.b.load(place, Type::F64);
                    self.b.prim(Prim::Lt, vec![x, Self::float(0.6)])
                }
                _ => self.condition(),
            };
            holds = self.b.prim(Prim::And, vec![holds, cond]);
        }
        self.close(&scope);
        let cond = self.b.close();
        self.b.open_loop(None);
        let scope = self.open();
        self.loops += 1;
        let k = self.b.read(count);
        self.ints.push(Int {
            atom: k.clone(),
            bound: Bound::Below(limit),
        });
        let go_on = self.loop_block(breaks);
        let next = self.b.prim(Prim::Add, vec![k, Atom::usize(1)]);
        self.b.write(count, next);
        self.loops -= 1;
        self.close(&scope);
        let body = self.b.close();
        let trips = self.b.while_(cond, holds, body, go_on);
        self.ints.push(Int {
            atom: trips.into(),
            bound: Bound::Below(limit + 1),
        });
    }
}
