//! Memory that every way sets before anything looks at it is declared without a value: `let bent; if .. { bent = .. }`.

use crate::analyse::scratch::mentions;
use crate::ir::visit::{places, regions};
use crate::ir::{BaseId, Function, Init, Op, Region, Stmt};
use crate::sorted::Set;

/// Such memory. `split`: a closure begins after so many statements, before which it has to be set.
pub fn deferred(f: &Function, split: Option<usize>) -> Set<BaseId> {
    let mut all = Set::new();
    in_region(&f.body, split, &mut all);
    all
}

fn in_region(region: &Region, split: Option<usize>, all: &mut Set<BaseId>) {
    for (i, stmt) in region.stmts.iter().enumerate() {
        if let Op::Init(b, Init::Default) = stmt.op {
            let later = region.stmts.iter().enumerate().skip(i + 1);
            let first = later.into_iter().find(|(_, stmt)| mentions(&stmt.op, b));
            let same_side = |at: usize| split.is_none_or(|split| (i < split) == (at < split));
            if first.is_some_and(|(at, stmt)| same_side(at) && sets_in_branches(stmt, b)) {
                all.insert(b);
            }
        }
        for inner in regions(&stmt.op) {
            in_region(inner, None, all);
        }
    }
}

/// Is it a branch, each way of which sets the memory before it looks at it?
fn sets_in_branches(stmt: &Stmt, b: BaseId) -> bool {
    let branches = matches!(stmt.op, Op::If(..) | Op::Switch(_));
    branches && regions(&stmt.op).iter().all(|region| sets(region, b))
}

fn sets(region: &Region, b: BaseId) -> bool {
    let Some(first) = region.stmts.iter().find(|stmt| mentions(&stmt.op, b)) else {
        return region.diverges();
    };
    match &first.op {
        Op::Assign(p, _) => {
            let mut mentions = 0;
            places(&first.op, &mut |p, _| mentions += usize::from(p.base == b));
            p.base == b && p.projections.is_empty() && mentions == 1
        }
        _ => sets_in_branches(first, b),
    }
}

#[cfg(test)]
mod tests {
    use crate::lower::tests::lowered;

    fn count(source: &str) -> usize {
        let mut f = lowered(source).expect("it can be lowered");
        crate::optimise::optimise(&mut f);
        let mut g = crate::transform::jvp(&f).expect("it can be differentiated");
        crate::optimise::optimise(&mut g);
        super::deferred(&g, None).len()
    }

    #[test]
    fn what_both_branches_set_begins_there() {
        let both = "fn f(x: f64) -> f64 { let y: [f64; 2] = if x > 0.0 { g(x) } else { h(x) }; y[0] * y[1] }";
        assert_eq!(count(both), 2);
    }

    #[test]
    fn what_one_branch_leaves_has_a_value() {
        let one =
            "fn f(x: f64) -> [f64; 2] { let mut y = [0.0; 2]; if x > 0.0 { y = [x, x * x]; } y }";
        assert_eq!(count(one), 0);
    }
}
