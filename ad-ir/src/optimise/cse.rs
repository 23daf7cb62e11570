//! Common subexpressions: what was computed before, or read from memory that has not changed since, is not
//! computed or read again; what was stored is not read back.

use super::Stats;
use crate::hashed::HashMap;
use crate::ir::visit::{map_operands, map_output_operands, places, regions, regions_mut};
use crate::ir::{Atom, BaseId, Function, Init, Op, Place, Prim, Region, Stmt, Type, Variant};

/// Removes common subexpressions.
pub fn cse(f: &mut Function) -> Stats {
    let mut pass = Cse {
        known: HashMap::default(),
        shadowed: Vec::new(),
        versions: vec![0; f.bases.len()],
        next_version: 1,
        replaced: vec![None; f.values.len()],
        types: f.values.iter().map(|v| v.ty.clone()).collect(),
        stats: Stats::default(),
    };
    let before = f.split.map(|n| f.body.stmts.len() - n);
    let split = f.split;
    let mut body = std::mem::take(&mut f.body);
    let forward = pass.region(&mut body, split);
    f.body = body;
    if before.is_some() {
        f.split = Some(forward);
    }
    map_output_operands(&mut f.output, &mut |a| pass.replace(a));
    pass.stats
}

/// An expression, by which a later equal one is found.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Prim(Prim, Vec<Atom>, Type),
    Load(Place, u64),
    Len(Place, u64),
    Is(Place, Vec<Variant>, u64),
}

struct Cse {
    /// What is known in the open regions.
    known: HashMap<Key, Atom>,
    /// What was learnt in the open regions, and what was known of it before, so that it can be forgotten.
    shadowed: Vec<(Key, Option<Atom>)>,
    /// Changes whenever the memory of a base may have changed.
    versions: Vec<u64>,
    next_version: u64,
    /// What stands for a value, by its number.
    replaced: Vec<Option<Atom>>,
    types: Vec<Type>,
    stats: Stats,
}

impl Cse {
    fn replace(&self, atom: &mut Atom) {
        if let Some(v) = atom.value()
            && let Some(to) = &self.replaced[v.index()]
        {
            *atom = to.clone();
        }
    }

    /// Rewrites a region; gives the number of statements left of its first `split`.
    fn region(&mut self, region: &mut Region, split: Option<usize>) -> usize {
        let mut forward = 0;
        let stmts = std::mem::take(&mut region.stmts);
        for (i, mut stmt) in stmts.into_iter().enumerate() {
            map_operands(&mut stmt.op, &mut |a| self.replace(a));
            if self.stmt(&mut stmt) {
                self.stats.changed += 1;
            } else {
                region.stmts.push(stmt);
            }
            if split.is_some_and(|n| i < n) {
                forward = region.stmts.len();
            }
        }
        region.yields.iter_mut().for_each(|a| self.replace(a));
        forward
    }

    /// Rewrites a statement; is it superfluous?
    fn stmt(&mut self, stmt: &mut Stmt) -> bool {
        if let Some(key) = self.key(&stmt.op, &stmt.results) {
            let result = stmt.results[0];
            if let Some(found) = self.known.get(&key) {
                self.replaced[result.index()] = Some(found.clone());
                return true;
            }
            self.remember(key, result.into());
            return false;
        }
        match &stmt.op {
            Op::For(_) | Op::While(_) => {
                // A trip finds what the one before left.
                for inner in regions(&stmt.op) {
                    self.forget_written(inner);
                }
            }
            _ => {}
        }
        for inner in regions_mut(&mut stmt.op) {
            let outer = self.shadowed.len();
            self.region(inner, None);
            self.forget_since(outer);
        }
        for inner in regions(&stmt.op) {
            self.forget_written(inner);
        }
        self.forget(&stmt.op);
        if let Op::Store(place, atom) = &stmt.op {
            let key = Key::Load(place.clone(), self.versions[place.base.index()]);
            self.remember(key, atom.clone());
        }
        false
    }

    fn remember(&mut self, key: Key, atom: Atom) {
        let before = self.known.insert(key.clone(), atom);
        self.shadowed.push((key, before));
    }

    /// What was learnt in a region does not hold after it.
    fn forget_since(&mut self, outer: usize) {
        for (key, before) in self.shadowed.drain(outer..).rev() {
            match before {
                Some(atom) => self.known.insert(key, atom),
                None => self.known.remove(&key),
            };
        }
    }

    fn key(&self, op: &Op, results: &[crate::ir::ValueId]) -> Option<Key> {
        match op {
            Op::Prim(prim, args) => {
                let mut args = args.clone();
                if let (Prim::Add | Prim::Mul | Prim::SingularMul, [Atom::Value(a), Atom::Value(b)]) =
                    (prim, &args[..])
                    && a > b
                {
                    args.swap(0, 1);
                }
                Some(Key::Prim(
                    *prim,
                    args,
                    self.types[results[0].index()].clone(),
                ))
            }
            Op::Load(p) => Some(Key::Load(p.clone(), self.versions[p.base.index()])),
            Op::Len(p) => Some(Key::Len(p.clone(), self.versions[p.base.index()])),
            Op::Is(p, variants) => Some(Key::Is(
                p.clone(),
                variants.clone(),
                self.versions[p.base.index()],
            )),
            _ => None,
        }
    }

    fn bump(&mut self, base: BaseId) {
        self.versions[base.index()] = self.next_version;
        self.next_version += 1;
    }

    fn forget(&mut self, op: &Op) {
        let mut written = Vec::new();
        places(op, &mut |p, used| {
            if used.writes() {
                written.push(p.base);
            }
        });
        // What is moved away is not read again; a declaration begins a life.
        if let Op::Init(b, init) = op {
            written.push(*b);
            if let Init::Move(p) = init {
                written.push(p.base);
            }
        }
        if let Op::Call(_, Some(b)) = op {
            written.push(*b);
        }
        written.into_iter().for_each(|b| self.bump(b));
    }

    fn forget_written(&mut self, region: &Region) {
        let mut written = Vec::new();
        crate::ir::visit::statements(region, &mut |stmt| {
            places(&stmt.op, &mut |p, used| {
                if used.writes() {
                    written.push(p.base);
                }
            });
        });
        written.into_iter().for_each(|b| self.bump(b));
    }
}
