//! Consumers that go on as long as there is a success: `try_fold`, sums of options, `collect` into a `Result`.
//!
//! The loop is left at the first failure, as `?` in it would leave it.

use super::super::Lowerer;
use super::super::flow::TargetKind;
use super::super::operand::Operand;
use super::super::outcome::Expected;
use super::{Func, Iter};
use std::rc::Rc;

impl<'a> Lowerer<'a> {
    /// Goes through an iterator until the outcome that is made of an item is a failure, which is the value then; else the
    /// value is the success of what `end` gives.
    pub(super) fn until_failure(
        &mut self,
        iter: &Rc<Iter<'a>>,
        kind: Expected,
        outcome: &mut dyn FnMut(&mut Self, Operand<'a>) -> Operand<'a>,
        each: &mut dyn FnMut(&mut Self, Operand<'a>),
        end: &mut dyn FnMut(&mut Self) -> Operand<'a>,
    ) -> Operand<'a> {
        let ty = self.types.fresh();
        self.leavable(None, TargetKind::Block, ty, |l| {
            let target = l.targets.len() - 1;
            let mut is_result = kind == Expected::Result;
            l.traverse(iter, &mut |l, item| {
                let outcome = outcome(l, item);
                let Some(opened) = l.open(&outcome, kind) else {
                    l.not_an_outcome(l.node, &outcome);
                    return;
                };
                is_result = opened.is_result();
                let success = l.success(&opened);
                l.by_success(
                    success,
                    false,
                    &mut |l| {
                        let payload = l.success_value(&opened);
                        each(l, payload);
                        Operand::Unit
                    },
                    &mut |l| {
                        let failure = l.failure(&opened);
                        l.leave(target, failure)
                    },
                );
            });
            let value = end(l);
            match is_result {
                true => l.ok(value),
                false => l.some(value),
            }
        })
    }

    /// `try_fold(init, f)`
    pub(super) fn try_fold(
        &mut self,
        iter: &Rc<Iter<'a>>,
        kind: Expected,
        init: Operand<'a>,
        func: &Func<'a>,
    ) -> Operand<'a> {
        let state = self.state_of(func, &func.first_parameter(), init);
        self.until_failure(
            iter,
            kind,
            &mut |l, item| {
                let now = l.given(state.clone());
                l.apply(func, vec![now, item])
            },
            &mut |l, next| {
                let next = l.value(next);
                l.replace_state(&state, next);
            },
            &mut |l| l.given(state.clone()),
        )
    }

    /// `try_for_each(f)`
    pub(super) fn try_for_each(
        &mut self,
        iter: &Rc<Iter<'a>>,
        kind: Expected,
        func: &Func<'a>,
    ) -> Operand<'a> {
        self.until_failure(
            iter,
            kind,
            &mut |l, item| l.apply(func, vec![item]),
            &mut |_, _| {},
            &mut |_| Operand::Unit,
        )
    }
}
