//! Rewrites from IR to IR that change what a function costs, not what it computes: results stay the same to the
//! last bit.

mod apart;
mod ascending;
mod came;
mod cotangents;
mod cse;
mod dce;
mod edges;
mod first;
mod fold;
mod forget;
mod forwards;
mod gather;
mod given;
mod guards;
mod half_open;
mod halves;
mod handover;
mod interchange;
mod lent;
mod once;
mod onward;
mod parts;
mod poles;
mod popped;
mod reached;
mod rows;
mod same;
mod saturated;
mod signs;
mod stack;
mod straight;
mod summed;
mod twice;
mod unread;
mod unseen;
mod untaken;

pub use apart::apart;
pub use ascending::ascending;
pub use came::came;
pub use cse::cse;
pub use dce::dce;
pub use edges::edges;
pub use first::first;
pub use fold::{fold, settle};
pub use forget::{adjoint, forget};
pub use forwards::{forwards, untaped};
pub use gather::gather;
pub use given::given;
pub use guards::{guards, needless};
pub use half_open::half_open;
pub use halves::halves;
pub use handover::hand_over;
pub use interchange::interchange;
pub use lent::{is_lent, lent};
pub use once::once;
pub use onward::onward;
pub use parts::parts;
pub use popped::popped;
pub use rows::rows;
pub use same::same;
pub use signs::{signs, signs_of_sums};
pub use straight::straight;
pub use summed::summed;
pub use twice::twice;
pub use unread::unread;
pub use unseen::{looked_at, unseen};
pub use untaken::untaken;

use crate::ir::verify::debug_verify;
use crate::ir::visit::regions_mut;
use crate::ir::{For, Function, Op, Region, SpanId, Stmt, ValueId};

/// What a pass changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// The number of statements that it removed or replaced.
    pub changed: usize,
}

/// All passes, in their order; before a transform and after it.
pub fn optimise(f: &mut Function) {
    for (name, pass) in PASSES {
        pass(f);
        debug_verify(f, name);
    }
}

/// The passes for what reverse mode made of a function, before any other: they may change the last bits of cotangents, and of
/// nothing else.
pub fn sums(f: &mut Function, of: &Function) {
    fold(f);
    debug_verify(f, "fold");
    untaken(f, of.values.len(), of.bases.len());
    debug_verify(f, "untaken");
    came(f, of.bases.len());
    debug_verify(f, "came");
    optimise(f);
    if needless(f, of.values.len()).changed > 0 {
        optimise(f);
    }
    halves(f, of.values.len());
    debug_verify(f, "halves");
    twice(f, of.values.len());
    debug_verify(f, "twice");
    // What is added to memory with a sign is subtracted; what memory is set to would be negated.
    signs_of_sums(f, of.values.len());
    debug_verify(f, "signs");
    first(f, of.bases.len());
    debug_verify(f, "first");
    interchange(f, of.values.len());
    debug_verify(f, "interchange");
    gather(f, of.bases.len());
    debug_verify(f, "gather");
    summed(f, of.values.len());
    debug_verify(f, "summed");
    popped(f, of.bases.len());
    debug_verify(f, "popped");
    if forwards(f, of.values.len()).changed > 0 {
        debug_verify(f, "forwards");
        optimise(f);
        untaped(f);
    }
    ascending(f, of.values.len());
    debug_verify(f, "ascending");
}

/// The passes for what is emitted and not transformed again.
pub fn finish(f: &mut Function) {
    finish_without(f, None);
}

/// The same but one, by its name: the result is the same, and costs more.
pub fn finish_without(f: &mut Function, left_out: Option<&str>) {
    for (name, pass) in FINISHING {
        if left_out != Some(name) {
            pass(f);
            debug_verify(f, name);
        }
    }
}

/// Rewrites the counted loops of a region, inner ones first: `rewrite` changes one and says what comes before and after it.
/// Gives the number of statements that the first `split` of the region became.
fn around_loops(region: &mut Region, split: Option<usize>, rewrite: &mut Rewrite<'_>) -> usize {
    let mut forward = 0;
    for (i, mut stmt) in std::mem::take(&mut region.stmts).into_iter().enumerate() {
        for inner in regions_mut(&mut stmt.op) {
            around_loops(inner, None, rewrite);
        }
        let [before, after] = match &mut stmt.op {
            Op::For(l) => rewrite(l, &mut stmt.results, stmt.span),
            _ => Default::default(),
        };
        region.stmts.extend(before);
        region.stmts.push(stmt);
        region.stmts.extend(after);
        if split.is_some_and(|n| i < n) {
            forward = region.stmts.len();
        }
    }
    forward
}

/// From a loop, its results and its span to the statements before and after it.
type Rewrite<'a> = dyn FnMut(&mut For, &mut Vec<ValueId>, SpanId) -> [Vec<Stmt>; 2] + 'a;

type Pass = fn(&mut Function) -> Stats;

const PASSES: [(&str, Pass); 5] = [
    ("fold", fold),
    ("signs", signs),
    ("cse", cse),
    ("unread", unread),
    ("dce", dce),
];

const FINISHING: [(&str, Pass); 12] = [
    ("settle", settle),
    ("half_open", half_open),
    ("rows", rows),
    ("optimise", all),
    ("forget", forget),
    ("hand_over", hand_over),
    ("unseen", unseen),
    ("same", same),
    ("onward", onward),
    ("straight", straight),
    ("given", given),
    ("apart", apart),
];

fn all(f: &mut Function) -> Stats {
    optimise(f);
    Stats::default()
}
