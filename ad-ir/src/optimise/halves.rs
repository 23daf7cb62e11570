//! Halves that are doubled: the partial of a root halves a cotangent, that of a square doubles it. Where all that becomes of a
//! value is doubled, and a constant is among its factors, the constant is doubled instead, and is gone if it was a half. Only
//! numbers so small that they have lost digits may differ.

use super::Stats;
use super::cotangents::Cotangents;
use crate::ir::builder::{substitute, substitute_output};
use crate::ir::visit::{regions_mut, statements, use_counts};
use crate::ir::{Atom, Const, Function, Lit, Op, Prim, Region, ValueId};
use crate::sorted::Map;

/// Doubles constants in cotangents that reverse mode has made, values from this number on.
pub fn halves(f: &mut Function, from: usize) -> Stats {
    let mut made: Map<ValueId, (Prim, Vec<Atom>)> = Map::new();
    let mut doubled: Map<ValueId, Vec<ValueId>> = Map::new();
    statements(&f.body, &mut |stmt| {
        let Op::Prim(prim, args) = &stmt.op else {
            return;
        };
        made.insert(stmt.results[0], (*prim, args.clone()));
        if let (Prim::Add, [a, b]) = (prim, &args[..])
            && let Some(of) = a.value().filter(|_| a == b)
        {
            doubled.entry(of).or_default().push(stmt.results[0]);
        }
    });
    if doubled.is_empty() {
        return Stats::default();
    }
    let (uses, cotangents) = (use_counts(f), Cotangents::of(f, &f.body, from));
    let mut replaced: Map<ValueId, Atom> = Map::new();
    let mut constants: Map<ValueId, (usize, Atom)> = Map::new();
    for (of, sums) in doubled {
        let all = uses[of.index()] == 2 * sums.len();
        let found = (all && cotangents.contains(of)).then(|| constant_in(of, &made, &uses, from));
        let Some((at, k, twice)) = found.flatten() else {
            continue;
        };
        match made[&at].1[1 - k].clone() {
            other if twice.is_float_const(1.0) && made[&at].0 != Prim::Div => {
                replaced.insert(at, other);
            }
            _ => {
                constants.insert(at, (k, twice));
            }
        }
        replaced.extend(sums.into_iter().map(|sum| (sum, of.into())));
    }
    let changed = replaced.len() + constants.len();
    if changed > 0 {
        set_constants(&mut f.body, &constants);
        // What is replaced may be replaced by what is.
        let last = |mut atom: Atom| {
            while let Some(to) = atom.value().and_then(|v| replaced.get(&v)) {
                atom = to.clone();
            }
            atom
        };
        let replaced = replaced.iter().map(|(v, to)| (*v, last(to.clone())));
        let replaced: Map<ValueId, Atom> = replaced.collect();
        substitute(&mut f.body, &replaced);
        substitute_output(&mut f.output, &replaced);
    }
    Stats { changed }
}

/// The product among the factors of a value of which an operand is a constant: which operand, and twice the constant.
fn constant_in(
    v: ValueId,
    made: &Map<ValueId, (Prim, Vec<Atom>)>,
    uses: &[usize],
    from: usize,
) -> Option<(ValueId, usize, Atom)> {
    let (prim, args) = made.get(&v)?;
    let factors = match prim {
        Prim::Mul | Prim::SingularMul => &args[..],
        Prim::Neg | Prim::Div | Prim::SingularDiv => &args[..1],
        _ => return None,
    };
    let product = factors.len() == 2;
    let twice = |a: &Atom| match a {
        Atom::Const(Const {
            lit: Lit::Float(x),
            ty,
        }) if product => Some(Atom::float(2.0 * x, ty)),
        _ => None,
    };
    let here = factors.iter().enumerate();
    let here = here.filter_map(|(k, a)| Some((v, k, twice(a)?))).next();
    here.or_else(|| {
        let mut inner = factors.iter().filter_map(Atom::value);
        inner.find_map(|a| {
            let is_own = a.index() >= from && uses[a.index()] == 1;
            is_own.then(|| constant_in(a, made, uses, from)).flatten()
        })
    })
}

fn set_constants(region: &mut Region, constants: &Map<ValueId, (usize, Atom)>) {
    for stmt in &mut region.stmts {
        if let Op::Prim(_, args) = &mut stmt.op
            && let Some((k, twice)) = constants.get(&stmt.results[0])
        {
            args[*k] = twice.clone();
        }
        for inner in regions_mut(&mut stmt.op) {
            set_constants(inner, constants);
        }
    }
}
