//! Copies that nobody looks at: an adjoint is passed what its function found in memory that it writes. Where it writes all of that
//! before it reads any, the adjoint has no use for it, and its companion says so in a constant. Then nothing is copied, nor kept
//! on a tape; in its place stands an empty vector, which allocates nothing.

use super::Stats;
use crate::ir::visit::{places, regions_mut, statements};
use crate::ir::{
    Arg, BaseId, BaseKind, Callee, Function, Hand, Init, Op, Opaque, ParamKind, Part, Place,
    Projection, Region, Role, SpanId, Stmt, Type, ValueId,
};
use crate::sorted::Map;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Makes the copies depend on what the callees say.
pub fn unseen(f: &mut Function) -> Stats {
    let mut found = Vec::new();
    statements(&f.body, &mut |stmt| {
        if let Op::Call(call, _) = &stmt.op
            && call.callee.forgets
            && call.callee.has_own_companion()
        {
            let own = call.args[..call.args.len() / 2].iter().enumerate();
            found.extend(own.filter_map(|(i, arg)| match arg {
                Arg::Mut(p) if i < 64 && p.projections.is_empty() && is_vector(f, p.base) => {
                    Some((p.base, looks(&call.callee, i)))
                }
                _ => None,
            }));
        }
    });
    let mut asked: Map<BaseId, TokenStream> = Map::new();
    for (again, question) in found {
        let Some(of) = copied(f, again) else { continue };
        if let Some(before) = source(f, again, &of) {
            asked.insert(before, question.clone());
        }
        asked.insert(again, question);
    }
    let changed = asked.len();
    if changed > 0 {
        let split = f.split;
        let mut body = std::mem::take(&mut f.body);
        let forward = ask(f, &mut body, &asked, split);
        f.body = body;
        f.split = split.map(|_| forward);
    }
    Stats { changed }
}

/// Of the parameters of a function, a bit for each whose memory its adjoint mentions.
#[must_use]
pub fn looked_at(adjoint: &Function) -> u64 {
    let mut mentioned = vec![false; adjoint.bases.len()];
    statements(&adjoint.body, &mut |stmt| {
        places(&stmt.op, &mut |p, _| mentioned[p.base.index()] = true);
    });
    let looks = |kind: &ParamKind| match kind {
        ParamKind::Base(b) => mentioned[b.index()],
        _ => true,
    };
    let params = adjoint.params.iter().filter_map(|param| match param.role {
        Role::Primal(i) if i < 64 && !looks(&param.kind) => Some(1 << i),
        _ => None,
    });
    !params.fold(0, |bits, bit: u64| bits | bit)
}

/// Does the adjoint of a callee look at a parameter?
fn looks(callee: &Callee, i: usize) -> TokenStream {
    let bit = Literal::u64_unsuffixed(1 << i);
    let looks = match callee.hand {
        Some(Hand::Taken(_)) => callee.of_companion("__LOOKS_BACK"),
        _ => callee.of_companion("__LOOKS"),
    };
    quote!(#looks & #bit != 0)
}

fn is_vector(f: &Function, b: BaseId) -> bool {
    let data = &f.bases[b.index()];
    matches!(data.kind, BaseKind::Local) && matches!(&data.ty, Type::Vec(t) if t.is_float())
}

/// What a base is declared as a copy of, if it is declared once.
fn copied(f: &Function, b: BaseId) -> Option<Place> {
    let mut all = Vec::new();
    statements(&f.body, &mut |stmt| match &stmt.op {
        Op::Init(other, init) if *other == b => all.push(match init {
            Init::Copy(p) => Some(p.clone()),
            _ => None,
        }),
        Op::Call(_, Some(other)) if *other == b => all.push(None),
        _ => {}
    });
    match &all[..] {
        [Some(p)] => Some(p.clone()),
        _ => None,
    }
}

/// The copy that is made for this one alone: the memory itself, or what is pushed to a tape of which nothing else is read.
fn source(f: &Function, again: BaseId, of: &Place) -> Option<BaseId> {
    let before = match &of.projections[..] {
        [] => of.base,
        [Projection::Index(_)] => {
            let mut pushed = Vec::new();
            let mut others = 0;
            statements(&f.body, &mut |stmt| match &stmt.op {
                Op::Push(tape, init) if *tape == Place::from(of.base) => match init {
                    Init::Move(p) if p.projections.is_empty() => pushed.push(p.base),
                    _ => others += 1,
                },
                Op::Init(b, _) if *b == again => {}
                Op::Init(b, Init::Empty(_)) if *b == of.base => {}
                op => places(op, &mut |p, _| others += usize::from(p.base == of.base)),
            });
            let tape = &f.bases[of.base.index()].kind;
            match (&pushed[..], others) {
                ([before], 0) if matches!(tape, BaseKind::Local) => *before,
                _ => return None,
            }
        }
        _ => return None,
    };
    let mut mentions = 0;
    statements(&f.body, &mut |stmt| {
        places(&stmt.op, &mut |p, _| {
            mentions += usize::from(p.base == before)
        });
    });
    (mentions == 1 && is_vector(f, before) && copied(f, before).is_some()).then_some(before)
}

/// Puts the questions before the copies. Gives the number of statements that the first `split` became.
fn ask(
    f: &mut Function,
    region: &mut Region,
    asked: &Map<BaseId, TokenStream>,
    split: Option<usize>,
) -> usize {
    let mut forward = 0;
    for (i, mut stmt) in std::mem::take(&mut region.stmts).into_iter().enumerate() {
        for inner in regions_mut(&mut stmt.op) {
            ask(f, inner, asked, None);
        }
        if let Op::Init(b, init) = &mut stmt.op
            && let Some(question) = asked.get(b)
        {
            let answer = f.new_value(Type::Bool, "");
            region.stmts.push(question_of(answer, question, stmt.span));
            let copy = std::mem::replace(init, Init::Default);
            *init = Init::If(answer.into(), Box::new(copy), Box::new(Init::Empty(None)));
        }
        region.stmts.push(stmt);
        if split.is_some_and(|n| i < n) {
            forward = region.stmts.len();
        }
    }
    forward
}

fn question_of(answer: ValueId, question: &TokenStream, span: SpanId) -> Stmt {
    Stmt {
        results: vec![answer],
        op: Op::Opaque(Opaque::pure(vec![Part::Tokens(question.clone())])),
        span,
    }
}
