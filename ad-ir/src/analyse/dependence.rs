//! Dependences between accesses by index: can a store ever overwrite the element that a load has read before?
//!
//! Indices are sums of products of loop indices and of numbers that do not change. Two accesses are the same element in an
//! order of trips if a system of linear inequalities has a solution: the bounds of the loops around both, the conditions of
//! the branches around them, the order, and the equality of the indices. Where it has none, by Fourier's and Motzkin's
//! elimination over the rationals, the element is not overwritten. An index `row * n + column` is taken apart where
//! `0 <= column < n` follows from the bounds: a matrix by rows in one sequence is a matrix.
//!
//! Arithmetic of indices is taken not to overflow: where it does, Rust's own checks say that the program is wrong.

use super::regions::{Position, RegionId, RegionKind, Regions};
use crate::ir::{Atom, Const, For, Lit, Op, Place, Prim, Projection, Type, ValueId};
use crate::sorted::Map;

/// Systems of more inequalities are given up.
const LARGE: usize = 400;

/// Conditions `a != b` are two cases each: at most so many are looked at.
const ALTERNATIVES: usize = 3;

/// A number that an index is made of: an index of a loop as the load finds it, or (`true`) as the store does, or a value
/// that is the same for both.
type Symbol = (ValueId, bool);

/// A sum of products: by the factors, their number. No factor is a constant.
#[derive(Clone, Debug, Default, PartialEq)]
struct Sum(Map<Vec<Symbol>, i128>);

impl Sum {
    fn constant(n: i128) -> Sum {
        Sum::default().plus(&Sum(Map::from([(Vec::new(), n)])), 1)
    }

    fn symbol(symbol: Symbol) -> Sum {
        Sum(Map::from([(vec![symbol], 1)]))
    }

    /// `self + factor * other`
    fn plus(&self, other: &Sum, factor: i128) -> Sum {
        let mut sum = self.clone();
        for (product, n) in &other.0 {
            let entry = sum.0.entry(product.clone()).or_default();
            *entry = entry.saturating_add(n.saturating_mul(factor));
        }
        sum.0.retain(|_, n| *n != 0);
        sum
    }

    /// The product; none of more than two symbols.
    fn times(&self, other: &Sum) -> Option<Sum> {
        let mut product = Sum::default();
        for (p, m) in &self.0 {
            for (q, n) in &other.0 {
                let mut factors = [&p[..], &q[..]].concat();
                factors.sort_unstable();
                if factors.len() > 2 {
                    return None;
                }
                let term = Sum(Map::from([(factors, m.checked_mul(*n)?)]));
                product = product.plus(&term, 1);
            }
        }
        Some(product)
    }

    /// `(row, column)` such that the sum is `row * stride + column`, and no product of `column` has the stride in it.
    fn apart(&self, stride: Symbol) -> (Sum, Sum) {
        let (mut row, mut column) = (Sum::default(), Sum::default());
        for (product, n) in &self.0 {
            match product.iter().position(|symbol| *symbol == stride) {
                Some(at) => {
                    let mut rest = product.clone();
                    rest.remove(at);
                    row = row.plus(&Sum(Map::from([(rest, *n)])), 1);
                }
                None => column = column.plus(&Sum(Map::from([(product.clone(), *n)])), 1),
            }
        }
        (row, column)
    }
}

/// Inequalities: each sum is at least zero.
#[derive(Clone, Debug, Default)]
struct System(Vec<Sum>);

impl System {
    /// `left <= right`
    fn at_most(&mut self, left: &Sum, right: &Sum) {
        self.0.push(right.plus(left, -1));
    }

    /// `left < right`, of integers
    fn below(&mut self, left: &Sum, right: &Sum) {
        self.at_most(&left.plus(&Sum::constant(1), 1), right);
    }

    fn equal(&mut self, left: &Sum, right: &Sum) {
        self.at_most(left, right);
        self.at_most(right, left);
    }

    fn and(&self, more: impl FnOnce(&mut System)) -> System {
        let mut system = self.clone();
        more(&mut system);
        system
    }

    /// Has it no solution? A product of symbols counts as a number of its own.
    fn is_impossible(&self) -> bool {
        let mut rows = self.rows();
        loop {
            if rows.iter().any(|row| row[0] < 0 && is_constant(row)) {
                return true;
            }
            let Some(column) = fewest_pairs(&rows) else {
                return false;
            };
            let (with, mut rest): (Vec<Row>, Vec<Row>) =
                rows.into_iter().partition(|row| row[column] != 0);
            for lower in with.iter().filter(|row| row[column] > 0) {
                for upper in with.iter().filter(|row| row[column] < 0) {
                    let (a, b) = (lower[column], -upper[column]);
                    if a.max(b) > 1 << 40 {
                        return false;
                    }
                    let sum = |(n, m): (&i128, &i128)| {
                        n.saturating_mul(b).saturating_add(m.saturating_mul(a))
                    };
                    let row: Row = lower.iter().zip(upper).map(sum).collect();
                    if !rest.contains(&row) {
                        rest.push(row);
                    }
                }
            }
            if rest.len() > LARGE {
                return false;
            }
            rows = rest;
        }
    }

    /// The inequalities by the numbers of their products, the constant first.
    fn rows(&self) -> Vec<Row> {
        let constant = Vec::new();
        let mut products = vec![&constant];
        products.extend(self.0.iter().flat_map(|sum| sum.0.keys()));
        products.sort_unstable();
        products.dedup();
        let row = |sum: &Sum| {
            // Both are in order.
            let (mut row, mut at) = (vec![0; products.len()], 0);
            for (product, n) in &sum.0 {
                while products[at] != product {
                    at += 1;
                }
                row[at] = *n;
            }
            row
        };
        self.0.iter().map(row).collect()
    }
}

/// An inequality as the numbers of all products that there are.
type Row = Vec<i128>;

fn is_constant(row: &Row) -> bool {
    row[1..].iter().all(|n| *n == 0)
}

/// The product that is in some inequality, and makes the fewest pairs where it is eliminated.
fn fewest_pairs(rows: &[Row]) -> Option<usize> {
    let mut fewest: Option<(usize, usize)> = None;
    for column in 1..rows.first()?.len() {
        let (mut above, mut below) = (0, 0);
        for row in rows {
            above += usize::from(row[column] > 0);
            below += usize::from(row[column] < 0);
        }
        let pairs = above * below;
        if above + below > 0 && fewest.is_none_or(|(least, _)| pairs < least) {
            fewest = Some((pairs, column));
        }
    }
    fewest.map(|(_, column)| column)
}

/// A question about two accesses.
pub struct Accesses<'a> {
    /// Where everything is.
    pub tree: &'a Regions<'a>,
    /// The types of values.
    pub types: &'a [Type],
    /// Within one run of this region.
    pub life: RegionId,
}

impl Accesses<'_> {
    /// Is the element that is read never overwritten by the store after it was read, by their indices?
    #[must_use]
    pub fn never_overwrites(
        &self,
        (read, at): (&Place, Position),
        (written, position): (&Place, Position),
    ) -> bool {
        self.impossible((read, at), (written, position))
            .unwrap_or(false)
    }

    fn impossible(
        &self,
        (read, at): (&Place, Position),
        (written, position): (&Place, Position),
    ) -> Option<bool> {
        let (mut systems, loops) = (vec![System::default()], self.loops(at.region)?);
        let loops_of_store = self.loops(position.region)?;
        for (region, store) in [(at.region, false), (position.region, true)] {
            self.surroundings(&mut systems, region, store)?;
        }
        let mut same = Vec::new();
        for (p, q) in read.projections.iter().zip(&written.projections) {
            match (p, q) {
                (Projection::Index(p), Projection::Index(q)) => {
                    same.push((self.sum(p, false)?, self.sum(q, true)?));
                }
                (p, q) if p == q && matches!(p, Projection::Field(_)) => {}
                _ => break,
            }
        }
        let same = taken_apart(&systems, same);
        let common = loops
            .iter()
            .zip(&loops_of_store)
            .take_while(|(a, b)| a.0 == b.0)
            .count();
        // The store comes after the load in a later trip of one of the loops around both, or in the same trip of all.
        for level in 0..=common {
            if level == common {
                let (load, store) = self.tree.common(at, position);
                if store.index < load.index {
                    continue;
                }
            }
            for system in &systems {
                let mut system = system.clone();
                for (p, q) in &same {
                    system.equal(p, q);
                }
                for (n, (_, l)) in loops[..common].iter().enumerate().take(level + 1) {
                    let index = l.body.params[0];
                    let (here, there) = (Sum::symbol((index, false)), Sum::symbol((index, true)));
                    match (n < level, l.range.reversed) {
                        (true, _) => system.equal(&here, &there),
                        (false, false) => system.below(&here, &there),
                        (false, true) => system.below(&there, &here),
                    }
                }
                if !system.is_impossible() {
                    return Some(false);
                }
            }
        }
        Some(true)
    }

    /// The loops around a region, inside the life, outermost first; none where one of them does not count.
    fn loops(&self, mut region: RegionId) -> Option<Vec<(RegionId, &For)>> {
        let mut loops = Vec::new();
        while region != self.life {
            if self.tree.facts(region).kind == RegionKind::Loop {
                let Op::For(l) = &self.tree.stmt(self.tree.facts(region).owner).op else {
                    return None;
                };
                loops.push((region, l));
            }
            region = self.tree.parent(region);
        }
        loops.reverse();
        Some(loops)
    }

    /// What holds in a region: the bounds of the loops around, and the conditions of branches.
    fn surroundings(
        &self,
        systems: &mut Vec<System>,
        mut region: RegionId,
        store: bool,
    ) -> Option<()> {
        while region != self.life {
            let facts = self.tree.facts(region);
            match &self.tree.stmt(facts.owner).op {
                Op::For(l) => {
                    let index = Sum::symbol((l.body.params[0], store));
                    let (lo, hi) = (self.sum(&l.range.lo, store), self.sum(&l.range.hi, store));
                    for system in &mut *systems {
                        if let Some(lo) = &lo {
                            system.at_most(lo, &index);
                        }
                        match &hi {
                            Some(hi) if l.range.inclusive => system.at_most(&index, hi),
                            Some(hi) => system.below(&index, hi),
                            None => {}
                        }
                    }
                }
                Op::If(cond, then, _) => {
                    let holds = self.tree.id(then) == region;
                    self.condition(systems, cond, holds, store);
                }
                _ => {}
            }
            region = self.tree.parent(region);
        }
        // Numbers of elements are not negative.
        let mut symbols: Vec<Symbol> = Vec::new();
        for sum in systems.iter().flat_map(|system| &system.0) {
            symbols.extend(sum.0.keys().flatten());
        }
        symbols.sort_unstable();
        symbols.dedup();
        symbols.retain(|(v, _)| self.types[v.index()] == Type::USIZE);
        for system in systems {
            let zero = Sum::default();
            symbols
                .iter()
                .for_each(|s| system.at_most(&zero, &Sum::symbol(*s)));
        }
        Some(())
    }

    fn condition(&self, systems: &mut Vec<System>, cond: &Atom, holds: bool, store: bool) {
        let definer = cond.value().and_then(|v| self.tree.definer(v));
        let Some(Op::Prim(prim, args)) = definer.map(|stmt| &stmt.op) else {
            return;
        };
        let [a, b] = &args[..] else { return };
        let is_integer = [a, b].into_iter().all(|atom| match atom {
            Atom::Value(v) => matches!(self.types[v.index()], Type::Int(_)),
            Atom::Const(c) => matches!(c.lit, Lit::Int(_)),
        });
        let (Some(a), Some(b), true) = (self.sum(a, store), self.sum(b, store), is_integer) else {
            return;
        };
        let differ = systems.len() < 1 << ALTERNATIVES;
        let all = std::mem::take(systems);
        for system in all {
            match (prim, holds) {
                (Prim::Eq, true) | (Prim::Ne, false) => {
                    systems.push(system.and(|s| s.equal(&a, &b)));
                }
                (Prim::Eq, false) | (Prim::Ne, true) if differ => {
                    systems.push(system.and(|s| s.below(&a, &b)));
                    systems.push(system.and(|s| s.below(&b, &a)));
                }
                (Prim::Lt, true) | (Prim::Ge, false) => {
                    systems.push(system.and(|s| s.below(&a, &b)));
                }
                (Prim::Lt, false) | (Prim::Ge, true) => {
                    systems.push(system.and(|s| s.at_most(&b, &a)));
                }
                (Prim::Gt, true) | (Prim::Le, false) => {
                    systems.push(system.and(|s| s.below(&b, &a)));
                }
                (Prim::Gt, false) | (Prim::Le, true) => {
                    systems.push(system.and(|s| s.at_most(&a, &b)));
                }
                _ => systems.push(system),
            }
        }
    }

    /// An operand as a sum of products.
    fn sum(&self, atom: &Atom, store: bool) -> Option<Sum> {
        let v = match atom {
            Atom::Const(Const { lit, .. }) => {
                return match lit {
                    Lit::Int(n) => Some(Sum::constant(*n)),
                    Lit::Zero => Some(Sum::default()),
                    _ => None,
                };
            }
            Atom::Value(v) => *v,
        };
        if !matches!(self.types[v.index()], Type::Int(_)) {
            return None;
        }
        if let Some(Op::Prim(prim, args)) = self.tree.definer(v).map(|stmt| &stmt.op) {
            let sums = || {
                Some((
                    self.sum(args.first()?, store)?,
                    self.sum(args.get(1)?, store)?,
                ))
            };
            let found = match prim {
                Prim::Add => sums().map(|(a, b)| a.plus(&b, 1)),
                Prim::Sub => sums().map(|(a, b)| a.plus(&b, -1)),
                Prim::Mul => sums().and_then(|(a, b)| a.times(&b)),
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
        let home = self.tree.region_of(v);
        let is_inside = self.tree.contains(self.life, home) && home != self.life;
        if !is_inside || !self.tree.loop_between(self.life, home) {
            // The same for both.
            return Some(Sum::symbol((v, false)));
        }
        let facts = self.tree.facts(home);
        match &self.tree.stmt(facts.owner).op {
            Op::For(l) if l.body.params[0] == v => Some(Sum::symbol((v, store))),
            _ => None,
        }
    }
}

/// The equalities, with `row * stride + column` as two where the columns are within the stride.
fn taken_apart(systems: &[System], same: Vec<(Sum, Sum)>) -> Vec<(Sum, Sum)> {
    let mut all = Vec::new();
    for (p, q) in same {
        let products =
            p.0.keys()
                .chain(q.0.keys())
                .filter(|product| product.len() == 2);
        let mut strides: Vec<Symbol> = products.flatten().filter(|s| !s.1).copied().collect();
        strides.sort_unstable();
        strides.dedup();
        let stride = strides.into_iter().find(|stride| {
            let width = Sum::symbol(*stride);
            [&p, &q].into_iter().all(|sum| {
                let (_, column) = sum.apart(*stride);
                systems.iter().all(|system| {
                    system
                        .and(|s| s.below(&column, &Sum::default()))
                        .is_impossible()
                        && system.and(|s| s.at_most(&width, &column)).is_impossible()
                })
            })
        });
        match stride {
            Some(stride) => {
                let ((row, column), (other_row, other_column)) = (p.apart(stride), q.apart(stride));
                all.push((row, other_row));
                all.push((column, other_column));
            }
            None => all.push((p, q)),
        }
    }
    all
}
