//! Calls for cotangents alone: where a reverse mode is called again for its cotangents, and nobody looks at its result or
//! at what it leaves in memory, it is called in the form that computes neither, its *adjoint*.
//!
//! The result of the call must be unused, and the memory that the callee's function writes a copy made for this call. The
//! adjoint itself is [`adjoint`]: the same reverse mode, with all dead code removed that only contributes to the value.

use super::{Stats, cse, dce, fold};
use crate::ir::visit::{output_places, places, regions, regions_mut, statements};
use crate::ir::{Arg, BaseId, BaseKind, Call, Function, Mode, Op, Output, Region, Stmt};
use crate::sorted::Map;

/// What costs at least so many additions is worth an adjoint apart.
const DEAR: u32 = 8;

/// Marks the calls.
pub fn forget(f: &mut Function) -> Stats {
    let mut mentions = Map::new();
    let mut mention = |base: BaseId| *mentions.entry(base).or_insert(0_usize) += 1;
    statements(&f.body, &mut |stmt| {
        places(&stmt.op, &mut |p, _| mention(p.base))
    });
    output_places(&f.output, &mut |p| mention(p.base));
    let local = f
        .bases
        .iter()
        .map(|data| matches!(data.kind, BaseKind::Local));
    let mut pass = Forget {
        mentions,
        local: local.collect(),
        stats: Stats::default(),
    };
    pass.region(&mut f.body);
    pass.stats
}

struct Forget {
    /// How often operations mention a base, its declaration apart.
    mentions: Map<BaseId, usize>,
    local: Vec<bool>,
    stats: Stats,
}

impl Forget {
    fn region(&mut self, region: &mut Region) {
        for i in 0..region.stmts.len() {
            for inner in regions_mut(&mut region.stmts[i].op) {
                self.region(inner);
            }
            let (before, rest) = region.stmts.split_at_mut(i);
            if let Op::Call(call, result) = &mut rest[0].op
                && result.is_none_or(|b| !self.mentions.contains_key(&b))
                && self.is_eligible(call, before)
            {
                call.callee.forgets = true;
                *result = None;
                self.stats.changed += 1;
            }
        }
    }

    fn is_eligible(&self, call: &Call, before: &[Stmt]) -> bool {
        let n = call.args.len() / 2;
        !call.callee.forgets
            && call.callee.modes == [Mode::Vjp]
            && call.callee.has_adjoint()
            // Where the text says the type of the value, nothing else may.
            && call.callee.value.is_none()
            && call.args[..n].iter().all(|arg| match arg {
                Arg::Mut(p) => {
                    let made_here =
                        |stmt: &Stmt| matches!(&stmt.op, Op::Init(b, _) if *b == p.base);
                    self.local[p.base.index()]
                        && self.mentions.get(&p.base) == Some(&1)
                        && before.iter().any(made_here)
                }
                _ => true,
            })
    }
}

/// The adjoint of what reverse mode made of a function, where it is enough cheaper to be a function of its own.
#[must_use]
pub fn adjoint(vjp: &Function) -> Option<Function> {
    let mut f = vjp.clone();
    f.output = Output::Unit;
    f.output_ty = None;
    f.split = None;
    f.tapes.clear();
    dce::dce_of_repetition(&mut f);
    fold(&mut f);
    cse(&mut f);
    dce::dce_of_repetition(&mut f);
    crate::ir::verify::debug_verify(&f, "adjoint");
    (dear(&f.body) < dear(&vjp.body)).then_some(f)
}

/// How many operations a region has of which each alone is worth something, or that run more than once.
fn dear(region: &Region) -> usize {
    let mut count = 0;
    for stmt in &region.stmts {
        count += match &stmt.op {
            Op::Call(..) | Op::For(_) | Op::While(_) => 1,
            Op::Opaque(o) => usize::from(!o.pure),
            Op::Prim(prim, _) => usize::from(prim.cost() > DEAR),
            _ => 0,
        };
        count += regions(&stmt.op).into_iter().map(dear).sum::<usize>();
    }
    count
}
