//! Aggregates with fields inside others: before forward mode each gets memory of its own, from which it is moved. Its tangent
//! is then made by setting fields one by one, and the aggregate itself is made once, for what it takes may not be there twice.

use super::jvp::by_fields;
use crate::analyse::activity::Activity;
use crate::ir::visit::regions_mut;
use crate::ir::{BaseKind, Function, Init, Op, Region, Stmt, Type};

/// The function with memory for each of them that varies; none, where it has no such aggregate.
pub fn apart(f: &Function, varied: &Activity) -> Option<Function> {
    let mut g = f.clone();
    let mut body = std::mem::take(&mut g.body);
    region(&mut g, &mut body, varied);
    let changed = g.bases.len() > f.bases.len();
    g.body = body;
    changed.then_some(g)
}

fn region(f: &mut Function, inside: &mut Region, varied: &Activity) {
    for mut stmt in std::mem::take(&mut inside.stmts) {
        for inner in regions_mut(&mut stmt.op) {
            region(f, inner, varied);
        }
        let span = stmt.span;
        if let Op::Init(_, init) | Op::Assign(_, init) | Op::Push(_, init) = &mut stmt.op {
            let mut declared = |part: Init| {
                let ty = Type::Named(match &part {
                    Init::Struct(path, ..) => path.to_string(),
                    _ => String::new(),
                });
                let base = f.new_base(ty, "part", BaseKind::Local);
                inside.stmts.push(Stmt {
                    results: Vec::new(),
                    op: Op::Init(base, part),
                    span,
                });
                Init::Move(base.into())
            };
            parts(init, varied, &mut declared);
        }
        inside.stmts.push(stmt);
    }
}

/// Passes what is nested to `declared`, inner ones first. Of two ways only one is taken, and stays as it is.
fn parts(init: &mut Init, varied: &Activity, declared: &mut dyn FnMut(Init) -> Init) {
    match init {
        Init::Elements(parts) | Init::Tuple(parts) => {
            parts.iter_mut().for_each(|of| part(of, varied, declared));
        }
        Init::Struct(_, fields, _) | Init::Variant(_, fields) => {
            let fields = fields.iter_mut();
            fields.for_each(|(_, of)| part(of, varied, declared));
        }
        Init::Atom(_)
        | Init::Repeat(..)
        | Init::If(..)
        | Init::Empty(_)
        | Init::Copy(_)
        | Init::Lent(_)
        | Init::Move(_)
        | Init::Pop(_)
        | Init::ZeroTangent(_)
        | Init::ZeroOf(_)
        | Init::Default => {}
    }
}

fn part(init: &mut Init, varied: &Activity, declared: &mut dyn FnMut(Init) -> Init) {
    let varies = varied.init(init);
    parts(init, varied, declared);
    if varies && by_fields(init) {
        let of = std::mem::replace(init, Init::Default);
        *init = declared(of);
    }
}
