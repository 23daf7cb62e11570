//! Memory that is set for nobody: local memory that is set anew, whole, and that nothing looks at afterwards.
//!
//! The adjoint of an assignment puts the cotangent of what was there before in the place of that of what was assigned.
//! Where nothing was there before, as in a variable that is set in the branches of an `if`, that is the end of it, and
//! neither the cotangent nor a copy of what was there is needed.

use super::Stats;
use crate::ir::visit::{output_places, places, regions, regions_mut, statements};
use crate::ir::{BaseId, BaseKind, Function, Op, Region, Stmt};

/// Removes assignments that nobody reads.
pub fn unread(f: &mut Function) -> Stats {
    let (split, mut body) = (f.split, std::mem::take(&mut f.body));
    let local = f
        .bases
        .iter()
        .map(|data| matches!(data.kind, BaseKind::Local));
    let mut pass = Unread {
        local: local.collect(),
        stats: Stats::default(),
    };
    let mut later = vec![false; f.bases.len()];
    output_places(&f.output, &mut |p| later[p.base.index()] = true);
    let forward = pass.region(&mut body, split, &mut later);
    f.body = body;
    if split.is_some() {
        f.split = Some(forward);
    }
    pass.stats
}

struct Unread {
    local: Vec<bool>,
    stats: Stats,
}

impl Unread {
    /// `later`: the bases that are mentioned after the region, and then those after its beginning. Gives the number of
    /// statements that the first `split` became.
    fn region(&mut self, region: &mut Region, split: Option<usize>, later: &mut [bool]) -> usize {
        let (mut kept, mut forward) = (Vec::new(), 0);
        let stmts = std::mem::take(&mut region.stmts);
        for (i, mut stmt) in stmts.into_iter().enumerate().rev() {
            if self.is_unread(&stmt, later) {
                self.stats.changed += 1;
                continue;
            }
            self.inside(&mut stmt, later);
            places(&stmt.op, &mut |p, _| later[p.base.index()] = true);
            if let Op::Init(base, _) | Op::Call(_, Some(base)) = &stmt.op {
                later[base.index()] = false;
            }
            kept.push(stmt);
            forward += usize::from(split.is_some_and(|n| i < n));
        }
        kept.reverse();
        region.stmts = kept;
        forward
    }

    fn is_unread(&self, stmt: &Stmt, later: &[bool]) -> bool {
        match &stmt.op {
            Op::Assign(p, _) if p.projections.is_empty() => {
                self.local[p.base.index()] && !later[p.base.index()]
            }
            _ => false,
        }
    }

    fn inside(&mut self, stmt: &mut Stmt, later: &mut [bool]) {
        let repeats = matches!(stmt.op, Op::For(_) | Op::While(_));
        if repeats {
            // What one trip leaves, the next can look at.
            for region in regions(&stmt.op) {
                mentioned(region, &mut |base| later[base.index()] = true);
                statements(region, &mut |stmt| {
                    if let Op::Init(base, _) | Op::Call(_, Some(base)) = &stmt.op {
                        later[base.index()] = false;
                    }
                });
            }
        }
        let after = later.to_vec();
        for region in regions_mut(&mut stmt.op) {
            let mut later_here = after.clone();
            self.region(region, None, &mut later_here);
            for (all, here) in later.iter_mut().zip(later_here) {
                *all |= here;
            }
        }
    }
}

/// Calls `f` with every base that is mentioned in a region.
fn mentioned(region: &Region, f: &mut dyn FnMut(BaseId)) {
    statements(region, &mut |stmt| places(&stmt.op, &mut |p, _| f(p.base)));
}
