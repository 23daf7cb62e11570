//! Rows: where a loop reads or writes `x[start + k]` in each trip `k`, it does so in the slice `x[start..start + n]`;
//! and `x[k]` in the slice `x[..n]`, where the loop runs over something else's length.
//!
//! The bounds of the slice are checked once, outside the loop as far as LLVM is concerned, and those of its elements
//! not at all, since the loop runs over the slice's length: what is left can be vectorised. Only accesses that every
//! trip makes are rewritten, so that the slice is within bounds where the elements were.

use super::{Stats, around_loops};
use crate::analyse::memory::moved_places;
use crate::ir::visit::{map_places, places, statements};
use crate::ir::{
    Atom, BaseId, For, Function, Init, Op, Place, Prim, Projection, Region, SpanId, Stmt, Type,
    ValueId,
};
use crate::sorted::{Map, Set};

/// Rewrites loops.
pub fn rows(f: &mut Function) -> Stats {
    let (split, mut body) = (f.split, std::mem::take(&mut f.body));
    let mut pass = Rows {
        lengths: lengths(&body),
        f,
        stats: Stats::default(),
    };
    let forward = around_loops(&mut body, split, &mut |l, _, span| {
        let mut before = pass.hoisted(&mut l.body);
        before.extend(pass.counted(l, span));
        [before, Vec::new()]
    });
    let stats = pass.stats;
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    stats
}

struct Rows<'a> {
    /// The function without its body.
    f: &'a mut Function,
    /// Values that are the length of memory, or with which it was made.
    lengths: Vec<(ValueId, Place)>,
    stats: Stats,
}

impl Rows<'_> {
    /// Takes sums and products of indices that are the same in every trip out of a loop: they start rows.
    fn hoisted(&mut self, body: &mut Region) -> Vec<Stmt> {
        let mut inside = defined(body);
        let mut hoisted = Vec::new();
        body.stmts.retain(|stmt| {
            let is_index = matches!(&stmt.op, Op::Prim(Prim::Add | Prim::Mul, args)
                if args.iter().all(|a| a.value().is_none_or(|v| !inside.contains(&v))));
            if is_index && self.f.ty(stmt.results[0]) == &Type::USIZE {
                inside.remove(&stmt.results[0]);
                hoisted.push(stmt.clone());
                return false;
            }
            true
        });
        self.stats.changed += hoisted.len();
        hoisted
    }

    /// Rewrites a loop; gives what is computed before it.
    fn counted(&mut self, l: &mut For, span: SpanId) -> Vec<Stmt> {
        let index = l.body.params[0];
        if l.range.inclusive || l.breaks || self.f.ty(index) != &Type::USIZE {
            return Vec::new();
        }
        let resized = resized(&l.body);
        self.from_the_start(l, index, &resized);
        let from_zero = l.range.lo.is_zero_int();
        if !from_zero {
            return Vec::new();
        }
        let starts = starts(&l.body, index);
        let mut ends: Map<ValueId, ValueId> = Map::new();
        let mut before = Vec::new();
        for stmt in &mut l.body.stmts {
            if !matches!(stmt.op, Op::Load(_) | Op::Store(..) | Op::Accumulate(..)) {
                continue;
            }
            map_places(&mut stmt.op, &mut |place, _| {
                let Some((start, at)) = row_of(place, &starts) else {
                    return;
                };
                if resized.contains(&place.base) || !self.is_sequence(place, at) {
                    return;
                }
                let end = *ends.entry(start).or_insert_with(|| {
                    let end = self.end(start);
                    before.push(Stmt {
                        results: vec![end],
                        op: Op::Prim(Prim::Add, vec![start.into(), l.range.hi.clone()]),
                        span,
                    });
                    end
                });
                let slice = Projection::Range(Some(start.into()), Some(end.into()));
                place.projections[at] = slice;
                place
                    .projections
                    .insert(at + 1, Projection::Index(index.into()));
                self.stats.changed += 1;
            });
        }
        before
    }

    /// Rewrites what a loop selects by its index alone, where it does not run over the length of that very sequence.
    fn from_the_start(&mut self, l: &mut For, index: ValueId, resized: &Set<BaseId>) {
        let Atom::Value(end) = l.range.hi else {
            return;
        };
        let inside = defined(&l.body);
        let is_known = |atom: &Atom| atom.value().is_none_or(|v| !inside.contains(&v));
        for stmt in &mut l.body.stmts {
            if !matches!(stmt.op, Op::Load(_) | Op::Store(..) | Op::Accumulate(..)) {
                continue;
            }
            map_places(&mut stmt.op, &mut |place, _| {
                let selects = |projection: &Projection| matches!(projection, Projection::Index(Atom::Value(v)) if *v == index);
                let Some(at) = place.projections.iter().position(selects) else {
                    return;
                };
                // A field, or the row of a vector of vectors: in every trip the same.
                let is_same = place.projections[..at]
                    .iter()
                    .all(|projection| match projection {
                        Projection::Index(row) => is_known(row),
                        Projection::Field(_) => true,
                        _ => false,
                    });
                let whole = Place {
                    base: place.base,
                    projections: place.projections[..at].to_vec(),
                };
                if !is_same
                    || resized.contains(&place.base)
                    || self.lengths.iter().any(|(n, of)| *n == end && *of == whole)
                    || !matches!(self.f.declared_ty(&whole).unreferenced(), Type::Slice(t) | Type::Vec(t)
                        if t.is_scalar() || matches!(**t, Type::Array(_, Some(_))))
                {
                    return;
                }
                let slice = Projection::Range(None, Some(end.into()));
                place.projections.insert(at, slice);
                self.stats.changed += 1;
            });
        }
    }

    /// Is what the place selects from a sequence of scalars, as slices are?
    fn is_sequence(&self, place: &Place, at: usize) -> bool {
        let whole = Place {
            base: place.base,
            projections: place.projections[..at].to_vec(),
        };
        match self.f.place_ty(&whole) {
            Type::Slice(t) | Type::Vec(t) | Type::Array(t, _) => t.is_scalar(),
            _ => false,
        }
    }

    fn end(&mut self, start: ValueId) -> ValueId {
        let name = match &self.f.values[start.index()].name {
            name if name.is_empty() => "end".to_string(),
            name => format!("{name}_end"),
        };
        self.f.new_value(Type::USIZE, name)
    }
}

/// The values that are the length of memory, or with which it was made.
fn lengths(body: &Region) -> Vec<(ValueId, Place)> {
    let mut lengths = Vec::new();
    statements(body, &mut |stmt| match &stmt.op {
        Op::Len(place) => lengths.push((stmt.results[0], place.clone())),
        Op::Init(base, Init::Repeat(_, Atom::Value(n))) => {
            lengths.push((*n, Place::from(*base)));
        }
        _ => {}
    });
    lengths
}

/// The bases that a region writes to in another way than element by element.
fn resized(body: &Region) -> Set<BaseId> {
    let mut found = Set::new();
    statements(body, &mut |stmt| {
        if let Op::Init(b, _) | Op::Call(_, Some(b)) = &stmt.op {
            found.insert(*b);
        }
        if !matches!(stmt.op, Op::Store(..) | Op::Accumulate(..)) {
            places(&stmt.op, &mut |p, used| {
                if used.writes() {
                    found.insert(p.base);
                }
            });
        }
        moved_places(&stmt.op, &mut |p| {
            found.insert(p.base);
        });
    });
    found
}

/// The values that a region defines itself.
fn defined(body: &Region) -> Set<ValueId> {
    let results = body.stmts.iter().flat_map(|stmt| &stmt.results);
    body.params.iter().chain(results).copied().collect()
}

/// The values of the body of a loop that are its index and a value from outside: by that value.
fn starts(body: &Region, index: ValueId) -> Map<ValueId, ValueId> {
    let inside = defined(body);
    let mut starts = Map::new();
    for stmt in &body.stmts {
        let Op::Prim(Prim::Add, args) = &stmt.op else {
            continue;
        };
        let other = match (&args[0], &args[1]) {
            (Atom::Value(a), Atom::Value(b)) if *a == index => *b,
            (Atom::Value(a), Atom::Value(b)) if *b == index => *a,
            _ => continue,
        };
        if !inside.contains(&other) {
            starts.insert(stmt.results[0], other);
        }
    }
    starts
}

/// Where a place selects an element by one of these values: the start of the row, and the number of the projection.
fn row_of(place: &Place, starts: &Map<ValueId, ValueId>) -> Option<(ValueId, usize)> {
    let at = place
        .projections
        .iter()
        .position(|projection| matches!(projection, Projection::Index(_)))?;
    match &place.projections[at] {
        Projection::Index(Atom::Value(v)) if at + 1 == place.projections.len() => {
            Some((*starts.get(v)?, at))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::builder::Builder;
    use crate::ir::{Access, BaseKind, Output, Param, ParamKind, Range, Role};

    #[test]
    fn elements_by_the_index_alone_are_read_in_a_slice_of_another_length() {
        let mut f = Function::new("f");
        let slice = Type::Slice(Box::new(Type::F64));
        let shared = BaseKind::Param(Access::Shared);
        let x = f.new_base(slice.clone(), "x", shared.clone());
        let y = f.new_base(slice, "y", shared);
        for (i, base) in [x, y].into_iter().enumerate() {
            f.params.push(Param {
                role: Role::Primal(i),
                kind: ParamKind::Base(base),
                varied: true,
            });
        }
        let mut b = Builder::new(f);
        let n = b.len(x.into());
        let sum = b.declare(Type::F64, "sum", Atom::float(0.0, &Type::F64));
        let k = b.f.new_value(Type::USIZE, "k");
        b.open_loop(Some(k));
        let mut next = b.read(sum);
        for base in [x, y] {
            let element = b.load(Place::from(base).index(k), Type::F64);
            next = b.prim(Prim::Add, vec![next, element]);
        }
        b.write(sum, next);
        let body = b.close();
        let range = Range {
            lo: Atom::usize(1),
            hi: n,
            inclusive: false,
            reversed: true,
        };
        b.for_(range, body, None);
        let sum = b.read(sum);
        let mut f = b.finish();
        f.output = Output::Atom(sum);
        assert_eq!(rows(&mut f).changed, 1);
        crate::ir::verify::verify(&f).unwrap();
        let text = f.to_string();
        assert!(
            text.contains("load x[k]") && text.contains("load y[..%0][k]"),
            "{text}"
        );
    }

    #[test]
    fn elements_of_a_row_are_read_in_a_slice() {
        let mut f = Function::new("f");
        let slice = Type::Slice(Box::new(Type::F64));
        let x = f.new_base(slice, "x", BaseKind::Param(Access::Shared));
        let (n, start) = (
            f.new_value(Type::USIZE, "n"),
            f.new_value(Type::USIZE, "start"),
        );
        for (i, kind) in [
            ParamKind::Base(x),
            ParamKind::Value(n),
            ParamKind::Value(start),
        ]
        .into_iter()
        .enumerate()
        {
            f.params.push(Param {
                role: Role::Primal(i),
                kind,
                varied: i == 0,
            });
        }
        let mut b = Builder::new(f);
        let sum = b.declare(Type::F64, "sum", Atom::float(0.0, &Type::F64));
        let k = b.f.new_value(Type::USIZE, "k");
        b.open_loop(Some(k));
        let at = b.prim(Prim::Add, vec![start.into(), k.into()]);
        let element = b.load(Place::from(x).index(at), Type::F64);
        let so_far = b.read(sum);
        let next = b.prim(Prim::Add, vec![so_far, element]);
        b.write(sum, next);
        let body = b.close();
        let range = Range {
            lo: Atom::usize(0),
            hi: n.into(),
            inclusive: false,
            reversed: false,
        };
        b.for_(range, body, None);
        let sum = b.read(sum);
        let mut f = b.finish();
        f.output = Output::Atom(sum);
        assert_eq!(rows(&mut f).changed, 1);
        crate::ir::verify::verify(&f).unwrap();
        let text = f.to_string();
        assert!(text.contains("x[start..start_end][k]"), "{text}");
        assert!(text.contains("start_end = add start, n"), "{text}");
    }
}
